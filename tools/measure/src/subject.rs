//! What is judged: a laid-out document, its copy and its pixels, with what every rule needs worked out once.

use design::document::{Content, Paint, Role, Text};
use design::format::Aspect;
use design::{Copy, Node, NodeId, Rect};
use render::{Drawing, GlyphRun, InkMask, Layout, Pixels, TextLayout};

use crate::grid::Grid;

/// A design under judgement.
pub struct Subject<'a> {
    /// The design, laid out.
    pub layout: &'a Layout,
    /// The copy that it was to carry.
    pub copy: &'a Copy,
    /// The page as people see it, drawn at its own size.
    pub pixels: &'a Pixels,
    /// The page without its texts, drawn at its own size.
    pub ground: &'a Pixels,
    /// Every node but groups, bottom first, as placed on the page.
    pub elements: Vec<Element<'a>>,
    /// The texts that show anything, bottom first.
    pub texts: Vec<TextElement<'a>>,
    /// [`pixels`](Self::pixels), coarse.
    pub grid: Grid,
    /// [`ground`](Self::ground), coarse.
    pub ground_grid: Grid,
}

/// A node as it lies on the page.
#[derive(Debug, Clone)]
pub struct Element<'a> {
    /// The node.
    pub node: &'a Node,
    /// The box around it after all rotations, page px.
    pub area: Rect,
    /// Its rotation and its groups', degrees clockwise.
    pub turn: f64,
    /// Its opacity times its groups'.
    pub opacity: f64,
    /// Place in the order of drawing, 0 at the bottom.
    pub z: usize,
    /// The innermost group that it belongs to.
    pub group: Option<&'a NodeId>,
    placing: Placing,
}

/// A text as it lies on the page.
#[derive(Debug, Clone)]
pub struct TextElement<'a> {
    /// The node as placed.
    pub element: Element<'a>,
    /// Its words.
    pub text: &'a Text,
    /// Its colour.
    pub fill: &'a Paint,
    /// Its layout, before rotation.
    pub set: &'a TextLayout,
    /// The box around its ink after rotation, page px.
    pub ink: Rect,
    /// The boxes around the ink of its lines after rotation, page px.
    pub lines: Vec<Rect>,
    /// The size of its largest glyphs, px.
    pub size: f64,
    /// The weight of its largest glyphs.
    pub weight: u16,
    layout: &'a Layout,
}

/// An affine map of the page: x' = a·x + c·y + e, y' = b·x + d·y + f.
#[derive(Debug, Clone, Copy)]
struct Placing([f64; 6]);

impl Placing {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This map after a turn by `degrees` about the centre of `area`.
    fn turned(self, degrees: f64, area: Rect) -> Self {
        if degrees % 360.0 == 0.0 {
            return self;
        }
        let turn = degrees.to_radians();
        let (sin, cos) = (libm::sin(turn), libm::cos(turn));
        let (x, y) = area.center();
        let (e, f) = (x - cos * x + sin * y, y - sin * x - cos * y);
        let (origin, right, down) = (self.at(e, f), self.at(e + cos, f + sin), self.at(e - sin, f + cos));
        Self([right.0 - origin.0, right.1 - origin.1, down.0 - origin.0, down.1 - origin.1, origin.0, origin.1])
    }

    fn at(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The box around `area` after this map.
    fn bounds(self, area: Rect) -> Rect {
        let corners =
            [(area.x, area.y), (area.right(), area.y), (area.x, area.bottom()), (area.right(), area.bottom())];
        let placed = corners.map(|(x, y)| self.at(x, y));
        let low = placed.iter().fold((f64::MAX, f64::MAX), |low, p| (low.0.min(p.0), low.1.min(p.1)));
        let high = placed.iter().fold((f64::MIN, f64::MIN), |high, p| (high.0.max(p.0), high.1.max(p.1)));
        Rect::new(low.0, low.1, high.0 - low.0, high.1 - low.1)
    }
}

impl<'a> Subject<'a> {
    /// Works out what the rules need of a design that was drawn: at its own size, if gates are to judge it.
    #[must_use]
    pub fn new(layout: &'a Layout, copy: &'a Copy, drawing: &'a Drawing) -> Self {
        let Drawing { page: pixels, ground } = drawing;
        let mut elements = Vec::new();
        let frame = Frame { placing: Placing::IDENTITY, turn: 0.0, opacity: 1.0, group: None };
        place(&layout.document().nodes, frame, &mut elements);
        let texts = elements.iter().filter_map(|element| TextElement::of(layout, element)).collect();
        let width = layout.document().page.w;
        let (grid, ground_grid) = (Grid::of_page(pixels, width), Grid::of_page(ground, width));
        Self { layout, copy, pixels, ground, elements, texts, grid, ground_grid }
    }

    /// The page, px.
    #[must_use]
    pub fn page(&self) -> Rect {
        self.layout.document().page.area()
    }

    /// A hundredth of the page's short side, px: the unit of the design rules.
    #[must_use]
    pub fn unit(&self) -> f64 {
        (self.layout.document().page.short_side() / 100.0).max(0.01)
    }

    /// The family of shapes that the page belongs to.
    #[must_use]
    pub fn aspect(&self) -> Aspect {
        Aspect::of(self.page().w, self.page().h)
    }

    /// Whether the page is an advertisement of few pixels, where type has to be large for its page.
    #[must_use]
    pub fn tiny(&self) -> bool {
        self.page().w.min(self.page().h) < 320.0 || matches!(self.aspect(), Aspect::Strip | Aspect::Tower)
    }

    /// The text with the largest glyphs: what is read first.
    #[must_use]
    pub fn hero(&self) -> Option<&TextElement<'a>> {
        self.texts.iter().reduce(|best, text| if text.size > best.size { text } else { best })
    }

    /// The size that most characters have that are not in the hero: what the copy is read in, px.
    #[must_use]
    pub fn body_size(&self) -> Option<f64> {
        let hero = self.hero()?;
        let mut sizes: Vec<(f64, usize)> = self
            .texts
            .iter()
            .filter(|text| text.element.node.id != hero.element.node.id)
            .map(|text| (text.size, text.characters()))
            .collect();
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = sizes.iter().map(|size| size.1).sum::<usize>().div_ceil(2);
        let mut seen = 0;
        sizes
            .iter()
            .find(|size| {
                seen += size.1;
                seen >= half
            })
            .map(|size| size.0)
    }
}

impl<'a> TextElement<'a> {
    fn of(layout: &'a Layout, element: &Element<'a>) -> Option<Self> {
        let Content::Text { text, fill } = &element.node.content else { return None };
        let set = layout.text(&element.node.id)?;
        if set.ink.area() <= 0.0 {
            return None;
        }
        let largest = set.runs.iter().reduce(|best, run| if run.size > best.size { run } else { best })?;
        let place = |ink: Rect| element.placing.bounds(ink);
        Some(Self {
            element: element.clone(),
            text,
            fill,
            set,
            ink: place(set.ink),
            lines: set.lines.iter().filter(|line| line.ink.area() > 0.0).map(|line| place(line.ink)).collect(),
            size: largest.size,
            weight: text.runs.get(largest.style).map_or(400, |run| run.font.weight),
            layout,
        })
    }

    /// Its runs that `are` asked for and have ink on the page, and that.
    pub fn inks(&self, are: impl Fn(&GlyphRun) -> bool) -> impl Iterator<Item = (&'a GlyphRun, InkMask)> {
        let runs = self.set.runs.iter().enumerate().filter(move |(_, run)| are(run));
        runs.filter_map(|(index, run)| Some((run, self.layout.ink_mask(self.id(), index, 0)?)))
    }

    /// Its node's name.
    #[must_use]
    pub fn id(&self) -> &'a NodeId {
        &self.element.node.id
    }

    /// What it is for.
    #[must_use]
    pub fn role(&self) -> Role {
        self.element.node.role
    }

    /// How many characters it shows, spaces not counted.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.text.runs.iter().flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace()).count()
    }

    /// Whether it stands level.
    #[must_use]
    pub fn is_level(&self) -> bool {
        self.element.turn % 360.0 == 0.0
    }
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    placing: Placing,
    turn: f64,
    opacity: f64,
    group: Option<&'a NodeId>,
}

/// Places nodes and what is in their groups. Nesting is bounded by the layout, which refuses deep groups.
fn place<'a>(nodes: &'a [Node], frame: Frame<'a>, elements: &mut Vec<Element<'a>>) {
    for node in nodes {
        let placing = frame.placing.turned(node.rotation, node.area);
        let (turn, opacity) = (frame.turn + node.rotation, frame.opacity * node.opacity.clamp(0.0, 1.0));
        if let Content::Group { children } = &node.content {
            place(children, Frame { placing, turn, opacity, group: Some(&node.id) }, elements);
        } else {
            let (area, z) = (placing.bounds(node.area), elements.len());
            elements.push(Element { node, area, turn, opacity, z, group: frame.group, placing });
        }
    }
}
