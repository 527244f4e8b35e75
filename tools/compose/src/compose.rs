//! From a plan to a document: arrange, colour, and write down the layers.

use std::collections::BTreeMap;

use design::document::{Align, Case, Content as Layer, Lock, Paint, Provenance, Run, Shape, Text, VAlign};
use design::format::Aspect;
use design::{BrandKit, Copy, DesignPlan, Document, Finding, Format, ImageRequest, Node, Random, Rect, Role};
use render::{FontBook, lay_out_text};

use crate::archetype::{self, Archetype, Depth, Layout, NOTICE, On};
use crate::colour::{Colours, Paintbox, SCHEMES, Surface};
use crate::content::Content;
use crate::form::outline;
use crate::logo;
use crate::photo;
use crate::proof::is_sound;
use crate::row;
use crate::ruler::Ruler;
use crate::scale::Scale;
use crate::solver::{
    Accented, Arranged, Device, Mark, Placed, PlacedField, Setting, Shop, Solved, Span, Stress, Turned, arrange,
    ink_box, rotated, start_of,
};
use crate::stress;
use crate::voice::{Voice, script_package};

/// An SVG picture of nothing, until the picture that was asked for is there.
pub const EMPTY_SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>"#;

/// A design without its pictures, and what they are to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// The design; nodes that wait for a picture hold the blob of [`EMPTY_SVG`].
    pub document: Document,
    /// The pictures it waits for.
    pub images: Vec<ImageRequest>,
    /// What is worth knowing about it.
    pub findings: Vec<Finding>,
}

/// Most characters that an error names.
const LACKING_SHOWN_MAX: usize = 8;

/// Why a plan could not be composed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// There is no archetype of that name.
    #[error("there is no archetype `{name}`")]
    UnknownArchetype {
        /// The name.
        name: String,
    },
    /// The text does not fit this archetype in this format; another archetype may hold it, and `notice` always does.
    #[error(
        "the text does not fit the archetype `{archetype}` at {width}×{height} px; try another archetype, or `notice`"
    )]
    DoesNotFit {
        /// The archetype.
        archetype: String,
        /// Width of the page, px.
        width: u32,
        /// Height of the page, px.
        height: u32,
    },
    /// No face at hand has some of the characters.
    #[error("no face here has {characters}{}", package.map_or_else(|| "; leave them out, or name a font of the kit that has them".to_owned(), |package| format!("; install one with `maquette fonts add {package}`")))]
    MissingGlyphs {
        /// The characters, some of them where there are many.
        characters: String,
        /// A package of fonts that has them, when one is known.
        package: Option<&'static str>,
    },
    /// There is no text at all.
    #[error("there is no copy to compose; give one headline at least")]
    NoCopy,
}

/// Composes the design that `plan` describes.
///
/// Everything that `copy` requires is in it, inside its box and the page, on a colour with a contrast of 4.5 at least
/// (where the kit has such a pair at all). The same arguments give the same document on every machine.
///
/// # Errors
///
/// [`ComposeError::DoesNotFit`] when the archetype cannot hold the text in a way that looks intended (`notice` can
/// hold any); [`ComposeError::MissingGlyphs`]; [`ComposeError::UnknownArchetype`]; [`ComposeError::NoCopy`].
pub fn compose(
    plan: &DesignPlan,
    copy: &Copy,
    kit: &BrandKit,
    fonts: &FontBook,
    format: &Format,
) -> Result<Composition, ComposeError> {
    Composer::new(copy, kit, fonts, format).compose(plan)
}

/// Composes many plans for one copy, kit and page. What was measured for one plan is remembered for the next, which
/// changes nothing but the time that it takes.
pub struct Composer<'a> {
    copy: &'a Copy,
    kit: &'a BrandKit,
    fonts: &'a FontBook,
    format: &'a Format,
    paintbox: Paintbox,
    /// By scheme, as far as they were asked for.
    assignments: BTreeMap<String, Vec<Colours>>,
    ruler: Ruler<'a>,
    wanted: &'a dyn Fn() -> bool,
}

impl<'a> Composer<'a> {
    /// A composer for this copy, kit and page, in these faces.
    #[must_use]
    pub fn new(copy: &'a Copy, kit: &'a BrandKit, fonts: &'a FontBook, format: &'a Format) -> Self {
        let (paintbox, ruler) = (Paintbox::of(kit), Ruler::new(fonts, &copy.language));
        Self { copy, kit, fonts, format, paintbox, assignments: BTreeMap::new(), ruler, wanted: &|| true }
    }

    /// The composer as long as it is wanted; from then on it composes nothing.
    #[must_use]
    pub fn as_long_as(self, wanted: &'a dyn Fn() -> bool) -> Self {
        Self { wanted, ..self }
    }

    /// As [`compose`].
    ///
    /// # Errors
    ///
    /// As [`compose`].
    pub fn compose(&mut self, plan: &DesignPlan) -> Result<Composition, ComposeError> {
        self.make(plan, true)
    }

    /// As [`compose`](Self::compose), without reading the page again: in rare cases words of a draft touch, where a
    /// composed design would stress none of them or not be had at all. For trying many plans.
    ///
    /// # Errors
    ///
    /// As [`compose`].
    pub fn draft(&mut self, plan: &DesignPlan) -> Result<Composition, ComposeError> {
        self.make(plan, false)
    }

    /// The colours of a plan, as [`Paintbox::assignment`] has them.
    fn colours(&mut self, plan: &DesignPlan) -> Colours {
        if !SCHEMES.contains(&plan.scheme.as_str()) {
            return self.paintbox.assignment(&plan.scheme, plan.palette);
        }
        let paintbox = &self.paintbox;
        let all = self.assignments.entry(plan.scheme.clone()).or_insert_with(|| paintbox.assignments(&plan.scheme));
        all[plan.palette as usize % all.len()].clone()
    }

    fn make(&mut self, plan: &DesignPlan, proved: bool) -> Result<Composition, ComposeError> {
        let Self { copy, kit, fonts, format, .. } = *self;
        let archetype = archetype::find(&plan.archetype.0)
            .ok_or_else(|| ComposeError::UnknownArchetype { name: plan.archetype.0.chars().take(60).collect() })?;
        let mut content = Content::of(copy, &plan.lead);
        if content.pieces().all(|piece| piece.text.is_empty()) {
            return Err(ComposeError::NoCopy);
        }
        lacking(&content, copy, fonts)?;
        let layout = archetype.layout(format.aspect(), plan.variant);
        if format.aspect() == Aspect::Strip || archetype.name == NOTICE || layout.repeats() {
            content.flatten();
        }
        let voice = Voice::of(&plan.voice, kit, fonts, copy);
        let colours = self.colours(plan);
        let unfit = || ComposeError::DoesNotFit {
            archetype: archetype.name.to_owned(),
            width: format.width,
            height: format.height,
        };
        let last = archetype.name == NOTICE;
        // The last resort tries its other arrangements before it gives up.
        let variants = if last { archetype.layouts(format.aspect()).len() as u32 } else { 1 };
        let paintbox = &self.paintbox;
        let mut bench = Bench { plan, archetype, layout, kit, fonts, format, voice, paintbox, colours };
        let mut first = None;
        for step in 0..variants {
            bench.layout = archetype.layout(format.aspect(), plan.variant.wrapping_add(step));
            // What stresses a word may take more room than the words were measured to need; without it they do not.
            for device in bench.devices() {
                if !(self.wanted)() {
                    return Err(unfit());
                }
                match bench.make(&mut self.ruler, &content, device) {
                    Some(made) if !proved || is_sound(&made.document, fonts) => return Ok(made),
                    made => first = first.or(made),
                }
            }
        }
        first.filter(|_| last).ok_or_else(unfit)
    }
}

/// Whether some face has every character.
fn lacking(content: &Content, copy: &Copy, fonts: &FontBook) -> Result<(), ComposeError> {
    let said: String = content.pieces().map(|piece| piece.text.as_str()).collect();
    let lacking = fonts.lacking(&said);
    if lacking.is_empty() {
        return Ok(());
    }
    let package = script_package(&said, &copy.language);
    let more = if lacking.chars().count() > LACKING_SHOWN_MAX { " …" } else { "" };
    let shown: Vec<String> = lacking.chars().take(LACKING_SHOWN_MAX).map(String::from).collect();
    Err(ComposeError::MissingGlyphs { characters: shown.join(" ") + more, package })
}

/// Everything that a design is made of, apart from what its headline stresses.
struct Bench<'a> {
    plan: &'a DesignPlan,
    archetype: &'a Archetype,
    layout: &'a Layout,
    kit: &'a BrandKit,
    fonts: &'a FontBook,
    format: &'a Format,
    voice: Voice,
    paintbox: &'a Paintbox,
    colours: Colours,
}

impl Bench<'_> {
    /// How the headline stresses a word, best first: by nothing that has a colour where pictures lie behind or before it.
    fn devices(&self) -> Vec<Device> {
        let overlaps = self.layout.arts.iter().any(|art| art.depth != Depth::Apart);
        match Device::of(self.plan, &self.voice, self.kit, self.fonts) {
            Device::Plain => vec![Device::Plain],
            Device::Colour | Device::Drawn(_) if overlaps => vec![Device::Plain],
            device => vec![device, Device::Plain],
        }
    }

    /// The design; `None` when the text does not fit.
    fn make(&self, ruler: &mut Ruler<'_>, content: &Content, device: Device) -> Option<Composition> {
        let mut content = content.clone();
        let mut shop = Shop {
            ruler,
            scale: Scale::of(self.format),
            voice: self.voice.clone(),
            spaced: Random::new(self.plan.seed).fork("labels").chance(0.55),
            device,
            accented: Accented::of(&self.colours),
            grow: 1.0,
            shrink: 1.0,
            mercy: 1.0,
            leeway: 1.0,
        };
        let last = self.archetype.name == NOTICE;
        let arranged = arrange(&mut shop, self.layout, &mut content, self.format, last)?;
        // A picture that words lie on needs colours that they can be read on.
        let lies_under = |placed: &&Placed| placed.art.depth == Depth::Under;
        let mut under = arranged.arts.iter().filter(lies_under);
        if under.any(|placed| !self.colours.has_picture_under(placed.art.on, self.paintbox)) {
            return None;
        }
        let writer = Writer {
            plan: self.plan,
            archetype: self.archetype,
            kit: self.kit,
            format: self.format,
            paintbox: self.paintbox,
            colours: &self.colours,
            ruler: shop.ruler,
            arranged: &arranged,
        };
        Some(writer.write(&content))
    }
}

pub(crate) struct Writer<'a> {
    pub(crate) plan: &'a DesignPlan,
    archetype: &'a Archetype,
    kit: &'a BrandKit,
    pub(crate) format: &'a Format,
    pub(crate) paintbox: &'a Paintbox,
    pub(crate) colours: &'a Colours,
    ruler: &'a Ruler<'a>,
    pub(crate) arranged: &'a Arranged,
}

impl Writer<'_> {
    fn write(&self, content: &Content) -> Composition {
        let mut document = Document::new(self.format, self.kit.reference());
        document.archetype = Some(self.archetype.name.to_owned());
        document.idea = Some(self.idea(content));
        let bleed = document.page.bleed;
        let ground = document.page.area().inset(-bleed);
        document.nodes.push(self.shape("ground", Role::Background, ground, Shape::Rect { radius: 0.0 }, On::Ground));
        let mut images = Vec::new();
        self.fields(&mut document, false);
        for (index, placed) in self.pictures().filter(|(_, placed)| placed.art.depth != Depth::Over) {
            document.nodes.push(self.picture(index, placed, bleed, &mut images));
        }
        self.fields(&mut document, true);
        for column in &self.arranged.columns {
            for (index, mark) in column.marks.iter().enumerate() {
                let count = document.nodes.len();
                document.nodes.extend(self.mark(mark, column, count + index));
            }
        }
        for (index, placed) in self.pictures().filter(|(_, placed)| placed.art.depth == Depth::Over) {
            document.nodes.push(self.picture(index, placed, bleed, &mut images));
        }
        let arts: Vec<Rect> = self.pictures().map(|(_, placed)| placed.area).collect();
        let (logo, left_out) = logo::place(self.kit, self.format, self.arranged, self.colours, &arts);
        document.nodes.extend(logo);
        let findings = left_out.into_iter().collect();
        self.mirror(&mut document, &mut images);
        if self.ruler.is_rtl() {
            self.lead_from_the_right(&mut document, &mut images);
        }
        row::group(&mut document);
        Composition { document, images, findings }
    }

    fn idea(&self, content: &Content) -> String {
        let motif = self.alt().unwrap_or_else(|| "form".to_owned());
        let headline: Vec<&str> = content.headline.text.split_whitespace().take(4).collect();
        let filled = self.archetype.idea.replace("{motif}", &motif);
        filled.replace("{headline}", &headline.join(" "))
    }

    /// What the picture shows; one without a motif is decoration.
    pub(crate) fn alt(&self) -> Option<String> {
        if let Some(image) = photo::described(self.kit, &self.plan.motif) {
            let tags: Vec<&str> = image.tags.iter().take(3).map(String::as_str).collect();
            return Some(if tags.is_empty() { image.id.replace(['-', '_'], " ") } else { tags.join(", ") });
        }
        if let Some(subject) = design::made_subject(&self.plan.motif) {
            return Some(subject.to_owned());
        }
        (self.plan.motif != "abstract").then(|| self.plan.motif.replace(['-', '_', ':'], " "))
    }

    pub(crate) fn surface(&self, on: On) -> &Surface {
        self.colours.surface(on)
    }

    fn fields(&self, document: &mut Document, over_art: bool) {
        let bleed = document.page.bleed;
        for (index, placed) in self.arranged.fields.iter().enumerate() {
            let PlacedField { area, field } = *placed;
            if field.over_art != over_art
                || area.w < 0.5
                || area.h < 0.5
                || self.is_covered(area)
                || self.is_hollow(area)
            {
                continue;
            }
            let area = self.bled(area, bleed);
            let shape = outline(field.form, area, self.format);
            let id = format!("field-{}", index + 1);
            let node = self.shape(&id, Role::Underlay, area, shape, field.fill);
            document.nodes.push(Node { rotation: field.turn, ..node });
        }
    }

    /// Whether a box was meant for words that there are none of.
    fn is_hollow(&self, area: Rect) -> bool {
        let Arranged { columns, words, .. } = self.arranged;
        let meant = columns.iter().any(|column| column.marks.is_empty() && area.contains(column.area, 2.0));
        let used = words.iter().any(|words| area.contains(words.area, 2.0));
        meant && !used && !self.pictures().any(|(_, placed)| area.contains(placed.area, 2.0))
    }

    /// Whether a picture with a ground of its own lies exactly over a box; the colour under it would show as a hairline.
    fn is_covered(&self, area: Rect) -> bool {
        let written_on = self.arranged.words.iter().any(|words| area.contains(words.area, 0.0));
        !written_on && self.pictures().any(|(_, placed)| placed.art.grounded && placed.area == area)
    }

    /// A box that touches the trim, drawn out into the bleed.
    pub(crate) fn bled(&self, area: Rect, bleed: f64) -> Rect {
        let (w, h) = (f64::from(self.format.width), f64::from(self.format.height));
        let left = if area.x <= 0.5 { area.x - bleed } else { area.x };
        let top = if area.y <= 0.5 { area.y - bleed } else { area.y };
        let right = if area.right() >= w - 0.5 { area.right() + bleed } else { area.right() };
        let bottom = if area.bottom() >= h - 0.5 { area.bottom() + bleed } else { area.bottom() };
        Rect::new(left, top, right - left, bottom - top)
    }

    fn shape(&self, id: &str, role: Role, area: Rect, shape: Shape, on: On) -> Node {
        let fill = Some(Paint::token(&self.surface(on).fill.token));
        node(id, role, area, Layer::Shape { shape, fill, stroke: None })
    }

    /// The colour under a box of the page.
    fn under(&self, area: Rect) -> &Surface {
        let (x, y) = area.center();
        let at = |rect: &Rect| rect.x <= x && x <= rect.right() && rect.y <= y && y <= rect.bottom();
        let found = self.arranged.words.iter().find(|words| at(&words.area)).map(|words| words.on);
        self.surface(found.unwrap_or(On::Ground))
    }

    /// The layers of a mark, turned with its column.
    fn mark(&self, mark: &Mark, column: &Solved, number: usize) -> Vec<Node> {
        let nodes = self.level(mark, column, number);
        if column.turn == 0.0 {
            return nodes;
        }
        let turned = nodes.into_iter().map(|node| {
            let center = node.area.center();
            let (x, y) = rotated(center, column.area.center(), column.turn);
            let area = node.area.translate(x - center.0, y - center.1);
            Node { area, rotation: column.turn, ..node }
        });
        turned.collect()
    }

    /// The layers of a mark before its column's turn.
    fn level(&self, mark: &Mark, column: &Solved, number: usize) -> Vec<Node> {
        // Where a turned box lies on the page is not where its mark stands in the column.
        let seen = |rect: Rect| Turned { rect, about: column.area.center(), turn: column.turn }.bounds();
        match mark {
            Mark::Text { setting, x, y, w } => {
                let surface = self.under(seen(ink_box(setting, *x, *y, *w)));
                self.text(setting, (*x, *y, *w), column.turn == 0.0, surface)
            }
            Mark::Plate { x, y, w, h } => {
                let area = Rect::new(*x, *y, *w, *h);
                let fill = Some(Paint::token(&self.under(seen(area)).plate.token));
                let shape = Shape::Rect { radius: design::geometry::round_px(self.radius(*h)) };
                vec![node("cta-plate", Role::Underlay, area, Layer::Shape { shape, fill, stroke: None })]
            }
            Mark::Rule { x, y, w, h, strong } => {
                let area = Rect::new(*x, *y, *w, *h);
                let surface = self.surface(self.field_under(seen(area)));
                let paint = if *strong { &surface.accent } else { &surface.ink };
                let shape = Shape::Rect { radius: 0.0 };
                let layer = Layer::Shape { shape, fill: Some(Paint::token(&paint.token)), stroke: None };
                vec![node(&format!("rule-{number}"), Role::Embellishment, area, layer)]
            }
            Mark::Dot { x, y, d } => {
                let area = Rect::new(*x, *y, *d, *d);
                let fill = Some(Paint::token(&self.surface(self.field_under(seen(area))).accent.token));
                let layer = Layer::Shape { shape: Shape::Ellipse, fill, stroke: None };
                vec![node(&format!("dot-{number}"), Role::Embellishment, area, layer)]
            }
        }
    }

    /// One corner rule for a design: square with sharp voices, full with friendly ones.
    fn radius(&self, height: f64) -> f64 {
        match self.plan.voice.as_str() {
            "grotesk" | "contrast" | "medium" | "soft" | "geometric" | "rounded" => height / 2.0,
            "black" | "mono" | "didone" | "literary" | "condensed" | "expanded" | "slab" => 0.0,
            _ => height * 0.16,
        }
    }

    fn field_under(&self, area: Rect) -> On {
        let mut on = On::Ground;
        for placed in &self.arranged.fields {
            let field = placed.turned();
            if field.rect.contains(Turned::level(area).bounds_in(&field), 1.0) {
                on = placed.field.fill;
            }
        }
        on
    }

    /// A text whose capitals start at `y` in the width `w` from `x` on, over what is drawn at its stressed words.
    fn text(&self, setting: &Setting, (x, y, w): (f64, f64, f64), level: bool, surface: &Surface) -> Vec<Node> {
        let (runs, stressed) = runs(setting, surface);
        let text = Text {
            runs,
            align: setting.align,
            valign: VAlign::Middle,
            leading: libm::floor(setting.leading * 1000.0) / 1000.0,
            case: if setting.style.upper { Case::Upper } else { Case::AsIs },
            wrap: false,
            language: self.ruler.language().to_owned(),
        };
        let area = self.text_box(&text, setting, x, y, w);
        // A box that is yet to be turned may reach over the edges that it is turned away from.
        let area = if level { self.on_page(area) } else { area };
        let mut nodes = Vec::new();
        if !stressed.is_empty() {
            let laid = lay_out_text(self.ruler.fonts(), &text, area);
            let marked = stressed.iter().filter_map(|(run, stress)| stress::node(&laid, *run, *stress));
            for (index, (area, shape, stress)) in marked.enumerate() {
                let Some(paint) = stress::paint(self.colours, surface, stress) else { continue };
                let layer = Layer::Shape { shape, fill: Some(Paint::token(&paint.token)), stroke: None };
                nodes.push(node(&format!("{}-mark-{}", setting.id, index + 1), Role::Embellishment, area, layer));
            }
        }
        let fill = Paint::token(&surface.tinted(setting.tint).token);
        nodes.push(node(&setting.id, setting.role, area, Layer::Text { text, fill }));
        nodes
    }

    /// The box in which the text lands where the solver wants it, with all of its ink inside.
    fn text_box(&self, text: &Text, setting: &Setting, x: f64, y: f64, w: f64) -> Rect {
        let overhang = setting.rise().max(setting.drop()) + 1.0;
        let start = start_of(setting, x, w);
        let (left, width) = match setting.align {
            Align::Start => (start, setting.advance().max(setting.ink_right()) - setting.ink_left().min(0.0) + 1.5),
            Align::Center => {
                let width = w.max(setting.advance() + 1.5);
                (x + (w - width) / 2.0, width)
            }
            Align::End => (x, w),
        };
        let mut area = Rect::new(left, y - overhang, width, setting.height() + 2.0 * overhang);
        for _ in 0..2 {
            let laid = lay_out_text(self.ruler.fonts(), text, area);
            let Some(line) = laid.lines.first() else { break };
            let wanted = y + setting.lines.first().map_or(0.0, |first| first.measure.cap * first.size);
            let off = wanted - line.baseline;
            area = area.translate(0.0, off);
            // Ink that leaves the box widens it evenly, so that what is centred stays where it is.
            let ink = laid.ink.translate(0.0, off);
            let grow = (area.y - ink.y).max(ink.bottom() - area.bottom()).max(0.0);
            let sides = match setting.align {
                Align::Center => (area.x - ink.x).max(ink.right() - area.right()).max(0.0),
                Align::Start | Align::End => 0.0,
            };
            let wider = match setting.align {
                Align::Start if self.ruler.is_rtl() => (area.x - ink.x).max(0.0),
                Align::Start => (ink.right() - area.right()).max(0.0),
                Align::Center | Align::End => 0.0,
            };
            if grow > 0.0 || sides > 0.0 || wider > 0.0 {
                area = Rect::new(area.x - sides, area.y - grow, area.w + 2.0 * sides + wider, area.h + 2.0 * grow);
            }
        }
        area
    }

    /// A box moved onto the page, and cut to it where it is larger.
    fn on_page(&self, area: Rect) -> Rect {
        let page = self.format.page_box();
        let x = area.x.clamp(0.0, (page.w - area.w).max(0.0));
        let y = area.y.clamp(0.0, (page.h - area.h).max(0.0));
        Rect::new(x, y, area.w.min(page.w), area.h.min(page.h))
    }

    /// Mirrors a finished design left to right: boxes change sides, text keeps its reading direction.
    fn mirror(&self, document: &mut Document, images: &mut [ImageRequest]) {
        let turned = self.arranged.columns.iter().any(|column| column.turn != 0.0);
        if !self.plan.mirrored || turned || self.arranged.columns.len() < 2 {
            return;
        }
        let w = f64::from(self.format.width);
        for node in &mut document.nodes {
            let area = node.area;
            node.area = Rect::new(w - area.right(), area.y, area.w, area.h);
        }
        // Texts of one column keep their common left edge: the column moves as a whole.
        for column in &self.arranged.columns {
            let dx = w - column.area.right() - column.area.x;
            for mark in &column.marks {
                let id = match mark {
                    Mark::Text { setting, .. } => setting.id.clone(),
                    Mark::Plate { .. } => "cta-plate".to_owned(),
                    Mark::Rule { .. } | Mark::Dot { .. } => continue,
                };
                let marks = format!("{id}-mark-");
                for node in document.nodes.iter_mut().filter(|node| node.id.0 == id || node.id.0.starts_with(&marks)) {
                    let back = w - node.area.right();
                    node.area = Rect::new(back + dx, node.area.y, node.area.w, node.area.h);
                }
            }
        }
        images.iter_mut().for_each(flip);
    }

    /// Changes the sides of a finished design for text that reads from right to left: whatever stood at the left stands at the right,
    /// and text starts there. What pictures and logos show is not mirrored.
    fn lead_from_the_right(&self, document: &mut Document, images: &mut [ImageRequest]) {
        let w = f64::from(self.format.width);
        for node in &mut document.nodes {
            node.rotation = if node.rotation == 0.0 { 0.0 } else { -node.rotation };
            node.area = Rect::new(w - node.area.right(), node.area.y, node.area.w, node.area.h);
        }
        images.iter_mut().for_each(flip);
    }
}

/// Mirrors what a picture keeps clear and where it has its focus.
fn flip(image: &mut ImageRequest) {
    let width = image.width;
    let flip = |rect: &mut Rect| *rect = Rect::new(width - rect.right(), rect.y, rect.w, rect.h);
    image.keep_clear.iter_mut().for_each(flip);
    if let Some(focus) = &mut image.focus {
        flip(focus);
    }
}

/// The runs of a text, with those at which something is drawn.
fn runs(setting: &Setting, surface: &Surface) -> (Vec<Run>, Vec<(usize, Stress)>) {
    let mut runs: Vec<Run> = Vec::new();
    let mut stressed = Vec::new();
    let last = setting.lines.len().saturating_sub(1);
    // Shifts and leadings are written with as many places as matter at any size.
    let short = |em: f64| libm::round(em * 10_000.0) / 10_000.0;
    for (index, line) in setting.lines.iter().enumerate() {
        let whole = [Span::plain(&line.text, &setting.style)];
        let spans = if line.spans.is_empty() { &whole[..] } else { &line.spans };
        for span in spans {
            let mut run = span.run(line.size);
            run.size = design::geometry::round_px(run.size);
            run.shift[0] += line.nudge / span.scale;
            run.shift = run.shift.map(short);
            // A word of another family may be larger than its line, which keeps its pace all the same.
            let paced = line.leading.or((span.scale > 1.0).then_some(setting.leading));
            run.leading = paced.map(|leading| short(leading * line.size / run.size.max(1e-6)));
            let tint = span.tint.filter(|tint| *tint != setting.tint);
            run.fill = tint.map(|tint| Paint::token(&surface.tinted(tint).token));
            // What is drawn at a run is drawn at no more than that.
            let marked = stressed.last().is_some_and(|(at, _)| *at + 1 == runs.len());
            let apart = span.stress.is_some() || marked;
            let alike = |one: &Run| Run { text: String::new(), ..one.clone() };
            match runs.last_mut() {
                Some(before) if !apart && alike(before) == alike(&run) => before.text.push_str(&run.text),
                _ => {
                    stressed.extend(span.stress.map(|stress| (runs.len(), stress)));
                    runs.push(run);
                }
            }
        }
        if let Some(run) = runs.last_mut().filter(|_| index < last) {
            run.text.push('\n');
        }
    }
    (runs, stressed)
}

pub(crate) fn node(id: &str, role: Role, area: Rect, content: Layer) -> Node {
    Node { provenance: Provenance::Template, ..Node::new(id, role, area, content) }
}

/// A logo's node: nobody may move its colours or its shape.
pub(crate) fn logo_node(kit: &BrandKit, area: Rect, content: Layer) -> Node {
    Node {
        provenance: Provenance::Kit,
        alt: Some(format!("{} logo", kit.name)),
        locked: vec![Lock::Style, Lock::Content],
        ..node("logo", Role::Logo, area, content)
    }
}
