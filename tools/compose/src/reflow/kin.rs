//! The plan that a foreign document comes nearest to: its colours, its type, its subject.

use design::document::{Content as Layer, FontRef, Paint};
use design::{Archetype as ArchetypeName, BrandKit, Brief, Copy, DesignPlan, Document, Role, Sha256, Srgb, TokenPath};
use render::FontBook;

use crate::colour::{Colours, Paintbox, SCHEMES};
use crate::content::Content;
use crate::imagery;
use crate::voice::{Voice, voices};

/// The archetypes to stay close to: their words lie on the ground, as those of most foreign documents do.
const PICTURED: &str = "lone-object";
const LONG: &str = "window-frame";
const PLAIN: &str = "swiss-hang";
/// Most words beside one thing alone.
const FEW_WORDS: usize = 40;
/// How much another family weighs against a whole step from thin to black.
const FAMILY_COST: f64 = 0.6;

pub(super) fn plan_of(document: &Document, copy: &Copy, kit: &BrandKit, fonts: &FontBook) -> DesignPlan {
    let (scheme, palette) = colours(document, kit);
    let said: Vec<&str> = copy.blocks.iter().map(|block| block.text.as_str()).collect();
    let alts = document.walk().filter_map(|node| node.alt.as_deref());
    let said: Vec<&str> = said.into_iter().chain(alts).collect();
    let said: String = said.join(". ").chars().take(8_000).collect();
    let brief = Brief::read(&said).ok();
    let motif = brief.as_ref().and_then(|brief| imagery::subjects(brief).first().copied()).unwrap_or("abstract");
    let pictured =
        document.walk().any(|node| node.role == Role::Image || node.role == Role::Background && node.alt.is_some());
    let family = brief.as_ref().and_then(|brief| imagery::families(brief, motif).first().copied());
    let imagery = if pictured { family.unwrap_or("cutouts") } else { "none" };
    let few = Content::of(copy, "headline").words() <= FEW_WORDS;
    let archetype = match (pictured, few) {
        (true, true) => PICTURED,
        (true, false) => LONG,
        (false, _) => PLAIN,
    };
    DesignPlan {
        archetype: ArchetypeName(archetype.to_owned()),
        variant: 0,
        mirrored: false,
        voice: voice(document, kit, fonts).to_owned(),
        scheme: scheme.to_owned(),
        palette,
        lead: "headline".to_owned(),
        imagery: imagery.to_owned(),
        motif: if imagery == "none" { "abstract" } else { motif }.to_owned(),
        seed: Sha256::of(&document.to_bytes()).seed(),
    }
}

/// The scheme and its assignment whose ground, ink and accent are most like the document's.
fn colours(document: &Document, kit: &BrandKit) -> (&'static str, u32) {
    let ground = ground(document, kit).unwrap_or(Srgb::WHITE);
    let ink = ink(document, kit).unwrap_or(if ground.luminance() > 0.4 { Srgb::BLACK } else { Srgb::WHITE });
    let accent = accent(document, kit, ground);
    let paintbox = Paintbox::of(kit);
    let cost = |colours: &Colours| {
        let accent = accent.map_or(0.0, |accent| accent.delta_e(colours.accent.fill.color));
        ground.delta_e(colours.ground.fill.color) + 0.5 * ink.delta_e(colours.ground.ink.color) + 0.4 * accent
    };
    let all = SCHEMES.iter().flat_map(|scheme| {
        let assignments = paintbox.assignments(scheme);
        let costs: Vec<f64> = assignments.iter().map(cost).collect();
        costs.into_iter().enumerate().map(move |(index, cost)| (*scheme, index as u32, cost))
    });
    all.min_by(|a, b| a.2.total_cmp(&b.2)).map_or(("paper", 0), |(scheme, index, _)| (scheme, index))
}

fn solid(paint: Option<&Paint>) -> Option<&TokenPath> {
    match paint? {
        Paint::Token(token) => Some(token),
        Paint::Gradient(gradient) => gradient.stops.first().map(|stop| &stop.token),
    }
}

/// What most of the page is filled with.
fn ground(document: &Document, kit: &BrandKit) -> Option<Srgb> {
    let page = document.page.area();
    let covers =
        document.walk().filter(|node| node.opacity > 0.6 && node.area.intersection(page).area() >= 0.6 * page.area());
    let fills = covers.filter_map(|node| match &node.content {
        Layer::Shape { fill, .. } => solid(fill.as_ref()),
        _ => None,
    });
    fills.last().and_then(|token| kit.color(token))
}

/// The colour of the largest text.
fn ink(document: &Document, kit: &BrandKit) -> Option<Srgb> {
    let texts = document.walk().filter_map(|node| match &node.content {
        Layer::Text { text, fill } => Some((text.runs.first()?.size, text.runs.first()?.fill.as_ref().unwrap_or(fill))),
        _ => None,
    });
    let (_, fill) = texts.max_by(|a, b| a.0.total_cmp(&b.0))?;
    solid(Some(fill)).and_then(|token| kit.color(token))
}

/// The strongest colour besides the ground, by how much of it there is.
fn accent(document: &Document, kit: &BrandKit, ground: Srgb) -> Option<Srgb> {
    let page = document.page.area();
    let strength = |color: Srgb, area: f64| color.to_lch().c * libm::sqrt(area / page.area().max(1.0));
    let fills = document.walk().filter_map(|node| {
        let token = match &node.content {
            Layer::Shape { fill, .. } => solid(fill.as_ref()),
            Layer::Text { fill, .. } => solid(Some(fill)),
            _ => None,
        }?;
        Some((kit.color(token)?, node.area.intersection(page).area()))
    });
    let others = fills.filter(|(color, _)| color.delta_e(ground) > 12.0 && color.to_lch().c > 0.05);
    others.max_by(|a, b| strength(a.0, a.1).total_cmp(&strength(b.0, b.1))).map(|(color, _)| color)
}

/// The voice whose display face is most like the document's.
fn voice(document: &Document, kit: &BrandKit, fonts: &FontBook) -> &'static str {
    let texts = document.walk().filter_map(|node| match &node.content {
        Layer::Text { text, .. } => text.runs.first(),
        _ => None,
    });
    let Some(largest) = texts.max_by(|a, b| a.size.total_cmp(&b.size)) else { return "grotesk" };
    let wanted = &largest.font;
    let distance = |face: &FontRef| {
        let family = if face.family.eq_ignore_ascii_case(&wanted.family) { 0.0 } else { FAMILY_COST };
        let slant = if face.italic == wanted.italic { 0.0 } else { 0.3 };
        family + slant + f64::from(face.weight.abs_diff(wanted.weight)) / 900.0
    };
    let nothing = design::Copy::default();
    let cost = |name: &str| distance(&Voice::of(name, kit, fonts, &nothing).display);
    voices(fonts).map(|voice| voice.name).min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or("grotesk")
}
