//! A foreign document as it is, made presentable: faces that are here, texts that fit their boxes, pictures painted.

use std::sync::Arc;

use design::document::{Content as Layer, Fit, FontRef, Provenance, Shape, Text};
use design::geometry::round_px;
use design::import::Imported;
use design::{BlobRef, BrandKit, Document, Finding, ImageRequest, Node, NodeId, Random, Rect, Role, Severity, Sha256};
use render::{FontBook, lay_out_text};

use super::{Pictures, kin, words_of};
use crate::colour::Paintbox;
use crate::paint;

/// How often a text is made smaller before it is left as it is.
const SHRINKS_MAX: usize = 24;
/// By how much each time.
const SHRINK: f64 = 0.94;
/// Most pictures that are painted for one document; the rest stay plain.
const PAINTED_MAX: usize = 8;

/// A foreign document that can be shown.
#[derive(Debug)]
pub struct Furnished {
    /// The document.
    pub document: Document,
    /// The pictures that were painted for it, by their names.
    pub pictures: Pictures,
    /// What is worth knowing: faces that were replaced, layers that were left out.
    pub findings: Vec<Finding>,
}

/// Makes an imported document presentable: families that are not here become the nearest that is, texts are made small
/// enough for their boxes, panels that stand for pictures show one, in the document's own colours, where they are plain
/// boxes.
#[must_use]
pub fn furnish(imported: Imported, kit: &BrandKit, fonts: &FontBook) -> Furnished {
    let Imported { mut document, pictures: panels, left_out } = imported;
    let mut findings = Vec::new();
    let mut replaced: Vec<String> = Vec::new();
    for node in &mut document.nodes {
        let area = node.area;
        if let Layer::Text { text, .. } = &mut node.content {
            for run in &mut text.runs {
                if !fonts.resolves(&run.font) {
                    let family = nearest_family(&run.font.family, fonts);
                    if !replaced.contains(&run.font.family) {
                        replaced.push(run.font.family.clone());
                    }
                    run.font = FontRef { family, ..run.font.clone() };
                }
            }
            shrink(text, area, fonts);
        }
    }
    if !replaced.is_empty() {
        let message = format!("Not here, and set in the nearest face that is: {}.", replaced.join(", "));
        findings.push(Finding::new("missing_font", Severity::Info, message));
    }
    if left_out > 0 {
        let message = format!("{left_out} layers that show nothing, or are of a kind that is not known, are left out.");
        findings.push(Finding::new("layers_left_out", Severity::Info, message));
    }
    let copy = words_of(&document);
    let plan = kin::plan_of(&document, &copy, kit, fonts);
    let colours = Paintbox::of(kit).assignment(&plan.scheme, plan.palette);
    let palette = colours.for_picture(&colours.ground);
    let mut pictures = Pictures::new();
    let seed = Sha256::of(&document.to_bytes()).seed();
    for (index, id) in panels.iter().enumerate().take(PAINTED_MAX) {
        let Some(node) = document.nodes.iter_mut().find(|node| node.id == *id) else { continue };
        let plain = matches!(node.content, Layer::Shape { shape: Shape::Rect { .. }, .. });
        if node.role != Role::Image || !plain || node.area.w < 8.0 || node.area.h < 8.0 {
            continue;
        }
        let request = ImageRequest {
            node: NodeId(id.0.clone()),
            prompt: String::new(),
            negative: String::new(),
            imagery: if plan.imagery == "none" { "cutouts".to_owned() } else { plan.imagery.clone() },
            motif: plan.motif.clone(),
            width: node.area.w,
            height: node.area.h,
            keep_clear: Vec::new(),
            focus: None,
            palette: palette.clone(),
            transparent: true,
            seed: Random::new(seed).fork(&format!("picture {index}")).seed(),
        };
        if let Ok(svg) = paint(&request, kit) {
            let bytes: Arc<[u8]> = svg.into_bytes().into();
            let blob = BlobRef::of(&bytes);
            pictures.insert(blob, bytes);
            *node = painted(node, blob);
        }
    }
    Furnished { document, pictures, findings }
}

fn painted(node: &Node, blob: BlobRef) -> Node {
    Node { provenance: Provenance::Generated, content: Layer::Svg { blob, fit: Fit::Cover }, ..node.clone() }
}

/// Makes a text smaller until it lies in its box.
fn shrink(text: &mut Text, area: Rect, fonts: &FontBook) {
    for _ in 0..SHRINKS_MAX {
        if !lay_out_text(fonts, text, area).overflows {
            return;
        }
        for run in &mut text.runs {
            run.size = round_px(run.size * SHRINK).max(1.0);
        }
    }
}

/// Words in the names of families that say what kind of face they are.
const KINDS: &[(&str, &[&str])] = &[
    ("mono", &["mono", "code", "courier", "typewriter", "console"]),
    (
        "serif",
        &[
            "serif",
            "slab",
            "roman",
            "times",
            "garamond",
            "baskerville",
            "bodoni",
            "didot",
            "playfair",
            "lora",
            "merriweather",
            "cinzel",
            "rufina",
            "caslon",
            "cormorant",
            "georgia",
            "antiqua",
            "old",
            "book",
            "display",
            "bitter",
            "crimson",
            "spectral",
            "libre",
            "script",
            "vibes",
            "dancing",
            "pacifico",
            "marcellus",
            "prata",
        ],
    ),
];
/// Words that say that a face has no serifs, whatever else its name says.
const SANS: &[&str] =
    &["sans", "grotesk", "grotesque", "gothic", "spartan", "montserrat", "poppins", "arimo", "roboto"];

/// The family among those that are here that is most like another by its name.
fn nearest_family(name: &str, fonts: &FontBook) -> String {
    let families = fonts.families();
    let kind = |name: &str| {
        let name = name.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if says(SANS) {
            return "sans";
        }
        KINDS.iter().find(|(_, words)| says(words)).map_or("sans", |(kind, _)| *kind)
    };
    let of_kind = |wanted: &str| {
        // Of the embedded families, by what they are rather than by their names.
        let known = |family: &str| match family {
            "Libertinus Serif" | "New Computer Modern" => "serif",
            "DejaVu Sans Mono" => "mono",
            "Inter" => "sans",
            other => kind(other),
        };
        families.iter().find(|family| known(family) == wanted).cloned()
    };
    of_kind(kind(name))
        .or_else(|| of_kind("sans"))
        .or_else(|| families.first().cloned())
        .unwrap_or_else(|| name.to_owned())
}
