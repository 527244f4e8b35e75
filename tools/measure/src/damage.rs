//! Ways to make a design worse on purpose, as edits: what a critique is worth is seen by whether it falls when a good design is
//! damaged, and falls further the more it is.
//!
//! Source of the method: perturbation pairs, as in Goyal et al., "Design-o-meter", 2024.

use design::document::{Content, Fit, Paint, Role, Shape, Text};
use design::format::Aspect;
use design::geometry::round_px;
use design::{BrandKit, Document, Node, NodeId, Operation, Random, Rect, TokenPath};

/// Edges of the page are this near to what was pushed there, units.
const EDGE: f64 = 1.0;
/// Pictures that take more of the page are its ground, share.
const PART: f64 = 0.8;
/// Share of the leading text's box from which on a picture is written on.
const WRITTEN_ON: f64 = 0.3;

/// How much damage is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// A trained eye sees it.
    Small,
    /// Most people see it.
    Medium,
    /// Nobody can miss it.
    Large,
}

impl Amount {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    fn of<T: Copy>(self, [small, medium, large]: [T; 3]) -> T {
        match self {
            Self::Small => small,
            Self::Medium => medium,
            Self::Large => large,
        }
    }
}

/// A kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// Texts are moved off their edges, each by itself.
    Jitter,
    /// Texts fade into what they lie on.
    Dim,
    /// Fills change to other colours of the kit.
    Recolor,
    /// Texts grow where they stand, until they crowd.
    Crowd,
    /// The mark's box loses its proportions.
    Stretch,
    /// The leading text shrinks towards the others.
    Flatten,
    /// All texts but the leading one are set like small print.
    Shrink,
    /// Texts are pushed towards an edge of the page.
    Push,
    /// Ornaments are strewn over the page.
    Clutter,
    /// Texts are turned, each by itself.
    Tilt,
    /// A text slides onto another.
    Collide,
    /// The picture slides to where the leading text is.
    Cover,
}

impl Damage {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Jitter,
        Self::Dim,
        Self::Recolor,
        Self::Crowd,
        Self::Stretch,
        Self::Flatten,
        Self::Shrink,
        Self::Push,
        Self::Clutter,
        Self::Tilt,
        Self::Collide,
        Self::Cover,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jitter => "jitter",
            Self::Dim => "dim",
            Self::Recolor => "recolour",
            Self::Crowd => "crowd",
            Self::Stretch => "stretch",
            Self::Flatten => "flatten",
            Self::Shrink => "shrink",
            Self::Push => "push",
            Self::Clutter => "clutter",
            Self::Tilt => "tilt",
            Self::Collide => "collide",
            Self::Cover => "cover",
        }
    }

    /// The edits that damage a design; none, where it has nothing that can be damaged like that. Of one seed, more damage is more
    /// of the same.
    #[must_use]
    pub fn operations(self, document: &Document, kit: &BrandKit, amount: Amount, seed: u64) -> Vec<Operation> {
        let scene = Scene::of(document, kit);
        let mut random = Random::new(seed).fork(self.name());
        match self {
            Self::Jitter => scene.jitter(amount.of([1.2, 3.0, 7.0]), &mut random),
            Self::Dim => scene.dim(amount.of([0.75, 0.5, 0.25])),
            Self::Recolor => scene.recolor(amount.of([2, 4, 8]), &mut random),
            Self::Crowd => scene.crowd(amount.of([1.15, 1.35, 1.7])),
            Self::Stretch => scene.stretch(amount.of([1.03, 1.15, 1.5])),
            Self::Flatten => scene.flatten(amount.of([0.4, 0.7, 0.95])),
            Self::Shrink => scene.shrink(amount.of([1.7, 1.3, 0.9])),
            Self::Push => scene.push(amount.of([0.5, 0.8, 1.0]), &mut random),
            Self::Clutter => scene.clutter(amount.of([4, 9, 18]), &mut random),
            Self::Tilt => scene.tilt(amount.of([2.5, 6.0, 15.0]), &mut random),
            Self::Collide => scene.collide(amount.of([0.35, 0.7, 1.0]), &mut random),
            Self::Cover => scene.cover(amount.of([0.35, 0.7, 1.0])),
        }
    }
}

/// A document as damage sees it.
struct Scene<'a> {
    page: Rect,
    /// A hundredth of the page's short side, px.
    unit: f64,
    kit: &'a BrandKit,
    /// Top-level nodes, bottom first.
    nodes: &'a [Node],
    texts: Vec<(&'a Node, &'a Text)>,
    /// The largest size of any text, px.
    largest: f64,
}

fn size(text: &Text) -> f64 {
    text.runs.iter().map(|run| run.size).fold(0.0, f64::max)
}

impl<'a> Scene<'a> {
    fn of(document: &'a Document, kit: &'a BrandKit) -> Self {
        let texts: Vec<(&Node, &Text)> = document
            .walk()
            .filter_map(|node| match &node.content {
                Content::Text { text, .. } => Some((node, text)),
                _ => None,
            })
            .collect();
        let largest = texts.iter().map(|(_, text)| size(text)).fold(0.0, f64::max);
        let page = document.page.area();
        Self { page, unit: page.w.min(page.h) / 100.0, kit, nodes: &document.nodes, texts, largest }
    }

    fn moved(&self, node: &Node, dx: f64, dy: f64) -> Operation {
        Operation::SetBox { id: node.id.clone(), area: node.area.translate(round_px(dx), round_px(dy)) }
    }

    fn jitter(&self, units: f64, random: &mut Random) -> Vec<Operation> {
        let mut off = || (if random.chance(0.5) { 1.0 } else { -1.0 }) * random.range(0.6, 1.4);
        self.texts
            .iter()
            .map(|(node, _)| self.moved(node, off() * units * self.unit, off() * units * self.unit))
            .collect()
    }

    fn dim(&self, opacity: f64) -> Vec<Operation> {
        self.texts.iter().map(|(node, _)| Operation::SetOpacity { id: node.id.clone(), opacity }).collect()
    }

    fn recolor(&self, most: usize, random: &mut Random) -> Vec<Operation> {
        let fills = |node: &&Node| match &node.content {
            Content::Text { .. } | Content::Shape { .. } => !matches!(node.role, Role::Background),
            Content::Image { .. } | Content::Svg { .. } | Content::Group { .. } => false,
        };
        let mut filled: Vec<&Node> = self.nodes.iter().filter(fills).collect();
        random.shuffle(&mut filled);
        let tokens: Vec<&TokenPath> = self.kit.colors.keys().collect();
        let other = |node: &Node, random: &mut Random| {
            let token = random.pick(&tokens)?;
            Some(Operation::SetFill { id: node.id.clone(), fill: Some(Paint::token(token)) })
        };
        filled.into_iter().take(most).filter_map(|node| other(node, random)).collect()
    }

    fn crowd(&self, factor: f64) -> Vec<Operation> {
        self.texts.iter().map(|(node, text)| scaled(node, text, factor)).collect()
    }

    /// Texts that follow, at no more than so many units; on wide pages, which are seen smaller, half as many again.
    fn shrink(&self, units: f64) -> Vec<Operation> {
        let wide = Aspect::of(self.page.w, self.page.h) == Aspect::Wide;
        let most = units * self.unit * if wide { 1.5 } else { 1.0 };
        let larger = self.texts.iter().filter(|(_, text)| size(text) < 0.95 * self.largest && size(text) > most);
        larger.map(|(node, text)| scaled(node, text, most / size(text))).collect()
    }

    /// The leading texts come down to the largest that says something else.
    fn flatten(&self, share: f64) -> Vec<Operation> {
        let leads = |text: &Text| size(text) >= 0.95 * self.largest;
        // Where words are strewn as an ornament, these lead, and nothing is said by their size.
        let strewn = self.texts.iter().any(|(node, text)| node.role == Role::Embellishment && leads(text));
        let others = self.texts.iter().filter(|(node, text)| node.role != Role::Embellishment && !leads(text));
        let next = others.map(|(_, text)| size(text)).fold(0.0, f64::max);
        if next <= 0.0 || strewn {
            return Vec::new();
        }
        let factor = 1.0 - share * (1.0 - next / self.largest);
        let leading = self.texts.iter().filter(|(_, text)| leads(text));
        leading.map(|(node, text)| scaled(node, text, factor)).collect()
    }

    /// The box is filled: what lies wholly inside one that is too wide loses nothing.
    fn stretch(&self, factor: f64) -> Vec<Operation> {
        let mut operations = Vec::new();
        for node in self.nodes.iter().filter(|node| node.role == Role::Logo) {
            let id = node.id.clone();
            operations.push(match &node.content {
                Content::Svg { blob, .. } => Operation::SetSvg { id, blob: *blob, fit: Fit::Cover },
                Content::Image { blob, .. } => Operation::SetImage { id, blob: *blob, fit: Fit::Cover },
                Content::Text { .. } | Content::Shape { .. } | Content::Group { .. } => continue,
            });
            let area = Rect { w: node.area.w * factor, ..node.area };
            operations.push(Operation::SetBox { id: node.id.clone(), area });
        }
        operations
    }

    fn push(&self, share: f64, random: &mut Random) -> Vec<Operation> {
        let right = random.chance(0.5);
        let gap = |node: &Node| match right {
            true => self.page.right() - node.area.right() - EDGE * self.unit,
            false => self.page.x - node.area.x + EDGE * self.unit,
        };
        self.texts.iter().map(|(node, _)| self.moved(node, share * gap(node), 0.0)).collect()
    }

    fn clutter(&self, count: usize, random: &mut Random) -> Vec<Operation> {
        let tokens: Vec<&TokenPath> = self.kit.colors.keys().collect();
        let mut ornament = |at: usize| {
            let side = random.range(3.0, 9.0) * self.unit;
            let (x, y) = (random.range(0.0, self.page.w - side), random.range(0.0, self.page.h - side));
            let shape = if random.chance(0.5) { Shape::Ellipse } else { Shape::Rect { radius: 0.0 } };
            let fill = random.pick(&tokens).map(|token| Paint::token(token));
            let content = Content::Shape { shape, fill, stroke: None };
            let area = Rect::new(round_px(x), round_px(y), round_px(side), round_px(side));
            let id = NodeId::from(format!("clutter-{at}").as_str());
            Operation::AddNode {
                index: 1.min(self.nodes.len()),
                node: Box::new(Node::new(id, Role::Embellishment, area, content)),
            }
        };
        (0..count).map(&mut ornament).collect()
    }

    fn tilt(&self, degrees: f64, random: &mut Random) -> Vec<Operation> {
        let mut turn = |node: &Node| node.rotation + degrees * if random.chance(0.5) { 1.0 } else { -1.0 };
        self.texts
            .iter()
            .map(|(node, _)| Operation::SetRotation { id: node.id.clone(), rotation: turn(node) })
            .collect()
    }

    fn collide(&self, share: f64, random: &mut Random) -> Vec<Operation> {
        let mut order: Vec<&Node> = self.texts.iter().map(|(node, _)| *node).collect();
        random.shuffle(&mut order);
        let [one, other, ..] = order[..] else { return Vec::new() };
        let (from, to) = (one.area.center(), other.area.center());
        vec![self.moved(one, share * (to.0 - from.0), share * (to.1 - from.1))]
    }

    /// The largest picture that is not the whole page, and that was not made to be written on: from where it touches the leading
    /// text's box on, so that little damage is some.
    fn cover(&self, share: f64) -> Vec<Operation> {
        let is_part = |node: &&Node| {
            let is_drawn = matches!(node.content, Content::Image { .. } | Content::Svg { .. });
            is_drawn && node.role == Role::Image && node.area.area() < PART * self.page.area()
        };
        let picture = self.nodes.iter().filter(is_part).max_by(|a, b| a.area.area().total_cmp(&b.area.area()));
        let leading = self.texts.iter().max_by(|a, b| size(a.1).total_cmp(&size(b.1)));
        let Some((picture, (text, _))) = picture.zip(leading) else { return Vec::new() };
        if picture.area.intersection(text.area).area() > WRITTEN_ON * text.area.area() {
            return Vec::new();
        }
        let (from, to) = (picture.area.center(), text.area.center());
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let touching = |off: f64, one: f64, other: f64| 1.0 - (one + other) / (2.0 * off.abs()).max(f64::MIN_POSITIVE);
        let (across, down) = (touching(dx, picture.area.w, text.area.w), touching(dy, picture.area.h, text.area.h));
        let from = across.max(down).max(0.0);
        let share = from + share * (1.0 - from);
        vec![self.moved(picture, share * dx, share * dy)]
    }
}

fn scaled(node: &Node, text: &Text, factor: f64) -> Operation {
    let mut text = text.clone();
    text.runs.iter_mut().for_each(|run| run.size = round_px(run.size * factor));
    Operation::SetText { id: node.id.clone(), text }
}
