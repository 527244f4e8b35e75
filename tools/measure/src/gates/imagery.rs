//! Pictures are in the style of the brand's own.

use std::collections::BTreeSet;

use design::document::{Content, Fit, Role};
use design::{BlobRef, Finding, Operation, Severity};

use crate::kit_styles::{KitPicture, KitStyles};
use crate::style::{Respect, Style};
use crate::subject::{Element, Subject};

/// Distance from the nearest picture of the kit from which on a picture is told.
///
/// Of 16 photographs (those that come with scikit-image, scikit-learn, Matplotlib and pdf-writer) and 8 drawings, so far apart are
/// 99 of 128 pairs of a photograph and a drawing, 10 of 120 pairs of photographs, and 1 of 80 pairs of a photograph and the same in
/// two colours.
const DISTANCE_MAX: f64 = 0.5;
/// Different pictures of a design that are looked at, and how many of them are told: what else is wrong is to be heard beside them.
const LOOKED_AT_MAX: usize = 16;
const TOLD_MAX: usize = 3;

/// Photographs that are far from all pictures of the kit in style are told: which of those is the nearest, and in what it differs
/// most. The edit that mends it shows that one; nobody makes it unasked, since what a picture shows is not judged here.
///
/// A kit without pictures says nothing of their style, and neither does one whose pictures cannot be read, so nothing is found
/// with either. Marks have a rule of their own. Pictures of forms (SVG) are left alone: seals, ornaments and patterns are such, like no
/// photograph of any kit, and what the house draws it draws in the kit's colours.
pub(super) fn imagery_style(subject: &Subject<'_>) -> Vec<Finding> {
    let kit = subject.layout.kit();
    if kit.imagery.is_empty() {
        return Vec::new();
    }
    let shown = subject.elements.iter().filter_map(|element| Some((element, shown(subject, element)?)));
    let mut seen = BTreeSet::new();
    let shown: Vec<&Element<'_>> =
        shown.filter(|(_, blob)| seen.insert(**blob)).map(|(element, _)| element).take(LOOKED_AT_MAX).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let strange = |styles: &KitStyles| {
        shown.into_iter().filter_map(|element| strange(subject, styles, element)).take(TOLD_MAX).collect()
    };
    KitStyles::with(kit, strange)
}

/// The photograph of which something is to be seen.
fn shown<'a>(subject: &Subject<'_>, element: &Element<'a>) -> Option<&'a BlobRef> {
    let common = element.area.intersection(subject.page());
    let is_seen = element.opacity > 0.0 && common.w > 0.5 && common.h > 0.5;
    match &element.node.content {
        Content::Image { blob, .. } if is_seen && element.node.role != Role::Logo => Some(blob),
        _ => None,
    }
}

/// A picture that is like none of the kit's.
fn strange(subject: &Subject<'_>, styles: &KitStyles, element: &Element<'_>) -> Option<Finding> {
    let node = element.node;
    let Content::Image { blob, fit } = &node.content else { return None };
    if styles.is_own(blob) {
        return None;
    }
    let style = Style::of(subject.layout.thumbnail(&node.id)?)?;
    let (nearest, apart) = styles.nearest(&style)?;
    let distance = apart.distance();
    if distance < DISTANCE_MAX {
        return None;
    }
    let (differs, mend) = told(apart.most(), &style, &nearest.style);
    let message = format!(
        "`{}` is not in the style of the kit's pictures: beside `{}`, the nearest of them, {differs}. {mend}, or show a picture of \
         the kit.",
        node.id,
        design::clip(&nearest.image.id)
    );
    let finding = Finding::new("imagery_style", Severity::Warn, message).at(&node.id, element.area);
    let finding = finding.measured(distance, DISTANCE_MAX);
    Some(match in_its_place(element, nearest, *fit) {
        Some(repair) => finding.mended_by(repair),
        None => finding,
    })
}

/// The edit that shows a picture of the kit; none for one that may be used until a day: what day it is, nobody here knows.
fn in_its_place(element: &Element<'_>, picture: &KitPicture, fit: Fit) -> Option<Operation> {
    if picture.image.expires.is_some() {
        return None;
    }
    let (id, blob) = (element.node.id.clone(), picture.blob);
    Some(if picture.is_vector { Operation::SetSvg { id, blob, fit } } else { Operation::SetImage { id, blob, fit } })
}

/// In what a picture differs from the kit's, and what to do about it.
fn told(respect: Respect, own: &Style, kit: &Style) -> (&'static str, &'static str) {
    let more = |own: f64, kit: f64| own > kit;
    match respect {
        Respect::Lightness if more(own.lightness, kit.lightness) => ("it is lighter", "Darken it"),
        Respect::Lightness => ("it is darker", "Lighten it"),
        Respect::Contrast if more(own.contrast, kit.contrast) => {
            ("its lights and shadows are further apart", "Soften its contrast")
        }
        Respect::Contrast => ("its lights and shadows are closer together", "Give it more contrast"),
        Respect::Chroma if more(own.chroma, kit.chroma) => ("it is much more colourful", "Mute its colours"),
        Respect::Chroma => ("it is much less colourful", "Give it stronger colours"),
        Respect::ChromaSpread if more(own.chroma_spread, kit.chroma_spread) => {
            ("some of its colours are much stronger than the rest", "Mute the strongest of its colours")
        }
        Respect::ChromaSpread => ("its colours are all of one strength", "Mute what matters least in it"),
        Respect::Hue => ("it has other hues", "Draw its colours towards those"),
        Respect::Flatness if more(own.flat, kit.flat) => ("it is flat as a drawing is", "Take a photograph"),
        Respect::Flatness => ("it is full of tones as a photograph is", "Take a flat drawing"),
        Respect::Detail if more(own.fine, kit.fine) => ("it has many more details", "Take a calmer one"),
        Respect::Detail => ("it has far fewer details", "Take one with more details"),
        Respect::Form if more(own.coarse, kit.coarse) => ("its forms are set off harder", "Take a calmer one"),
        Respect::Form => ("its forms stand out less", "Take one with stronger forms"),
    }
}
