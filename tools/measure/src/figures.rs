//! What the learned head reads of a design: the house's scores, some features, and plain measures of how texts lie. All of
//! them are numbers from 0 to 1; for none of these measures is it laid down which way is better.

use std::collections::BTreeMap;

use design::document::{Content, Paint, Role};
use design::{Critique, Rect, Severity};

use crate::scorer::house;
use crate::subject::{Subject, TextElement};

/// Rules whose findings are not counted: the head that reads these figures never saw a kit with pictures.
const UNCOUNTED: [&str; 1] = ["imagery_style"];
/// The features of a critique that are read; the others tell designs apart and say nothing of a fault.
const FEATURES: [&str; 10] = [
    "colourfulness",
    "contrast",
    "density",
    "detail",
    "image_share",
    "scale",
    "symmetry",
    "text_share",
    "type_weight",
    "void",
];

/// Texts that are held against each other: a page of more is read by its first ones.
const TEXTS_MAX: usize = 200;

/// What is read of a design, by name. Scores and features that the critique does not have are left out.
///
/// | name | what it is |
/// |---|---|
/// | `score_…` | the score of one of the house's scorers |
/// | `feature_…` | a feature of the critique |
/// | `gates`, `warnings` | findings of that severity ÷ 10 |
/// | `edges` | how near texts stand to an edge of another: 1 on it, falling by the unit |
/// | `gap` | least distance between the ink of two texts ÷ 5 units |
/// | `overlap` | ink of texts that lies on ink of others ÷ all ink |
/// | `margin` | least distance of ink to the page's edge ÷ 10 units |
/// | `outside` | ink beyond the page ÷ all ink |
/// | `turned` | how far texts stand from level or upright, on average: 0 level, 1 at 45° |
/// | `opacity` | least opacity of a text |
/// | `ratio` | doublings from what the copy is read in to the largest text ÷ 5 |
/// | `body` | size of what the copy is read in ÷ 10 units |
/// | `ornaments` | ornaments without words ÷ 20 |
/// | `fills` | different fills ÷ 10 |
#[must_use]
pub fn figures(subject: &Subject<'_>, critique: &Critique) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::new();
    for rule in house() {
        if let Some(score) = critique.scores.get(rule.name) {
            figures.insert(format!("score_{}", rule.name), score.as_f64());
        }
    }
    for name in FEATURES {
        if let Some(value) = critique.features.get(name) {
            figures.insert(format!("feature_{name}"), value.as_f64());
        }
    }
    let found = |severity: Severity| {
        let counted = critique.findings.iter().filter(|finding| !UNCOUNTED.contains(&&*finding.rule));
        counted.filter(|finding| finding.severity == severity).count() as f64 / 10.0
    };
    let measured = [("gates", found(Severity::Gate)), ("warnings", found(Severity::Warn))];
    for (name, value) in measured.into_iter().chain(of_texts(subject)).chain(of_shapes(subject)) {
        figures.insert(name.to_owned(), if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 });
    }
    figures
}

fn of_texts(subject: &Subject<'_>) -> [(&'static str, f64); 9] {
    let (page, unit) = (subject.page(), subject.unit());
    let texts = &subject.texts[..subject.texts.len().min(TEXTS_MAX)];
    let inks: Vec<Rect> = texts.iter().map(|text| text.ink).collect();
    let ink = inks.iter().map(|ink| ink.area()).sum::<f64>().max(1e-6);
    let pairs = || inks.iter().enumerate().flat_map(|(at, one)| inks[at + 1..].iter().map(move |other| (*one, *other)));
    let gap = pairs().map(|(one, other)| distance(one, other)).fold(f64::INFINITY, f64::min);
    let margin = inks.iter().map(|ink| to_edge(*ink, page)).fold(f64::INFINITY, f64::min);
    let inside = inks.iter().map(|ink| ink.intersection(page).area()).sum::<f64>();
    let body = subject.body_size().or_else(|| subject.hero().map(|hero| hero.size)).unwrap_or(0.0);
    let largest = subject.hero().map_or(0.0, |hero| hero.size);
    [
        (
            "edges",
            mean(inks.iter().enumerate().map(|(at, one)| libm::exp(-off_edge(at, *one, &inks, page) / unit)), 1.0),
        ),
        ("gap", if gap.is_finite() { gap / (5.0 * unit) } else { 1.0 }),
        ("overlap", pairs().map(|(one, other)| one.intersection(other).area()).sum::<f64>() / ink),
        ("margin", if margin.is_finite() { margin / (10.0 * unit) } else { 1.0 }),
        ("outside", if inks.is_empty() { 0.0 } else { 1.0 - inside / ink }),
        ("turned", mean(texts.iter().map(turned), 0.0)),
        ("opacity", texts.iter().map(|text| text.element.opacity).fold(1.0, f64::min)),
        ("ratio", if body > 0.0 { libm::log2(largest / body) / 5.0 } else { 0.0 }),
        ("body", body / (10.0 * unit)),
    ]
}

fn of_shapes(subject: &Subject<'_>) -> [(&'static str, f64); 2] {
    let (mut ornaments, mut fills): (usize, Vec<&Paint>) = (0, Vec::new());
    for element in &subject.elements {
        let fill = match &element.node.content {
            Content::Text { fill, .. } => Some(fill),
            Content::Shape { fill, .. } => fill.as_ref(),
            Content::Image { .. } | Content::Svg { .. } | Content::Group { .. } => None,
        };
        let silent = !matches!(element.node.content, Content::Text { .. });
        ornaments += usize::from(silent && element.node.role == Role::Embellishment);
        // From ten on it is all the same, so the list stays short.
        if let Some(fill) = fill.filter(|fill| fills.len() < 10 && !fills.contains(fill)) {
            fills.push(fill);
        }
    }
    [("ornaments", ornaments as f64 / 20.0), ("fills", fills.len() as f64 / 10.0)]
}

fn mean(values: impl ExactSizeIterator<Item = f64>, of_none: f64) -> f64 {
    let count = values.len();
    if count == 0 { of_none } else { values.sum::<f64>() / count as f64 }
}

/// How far a box is from sharing its left, its right or its middle with another, or its middle with the page; px.
fn off_edge(at: usize, one: Rect, all: &[Rect], page: Rect) -> f64 {
    let lines = |area: Rect| [area.x, area.center().0, area.right()];
    let apart = |other: Rect| {
        lines(one).into_iter().zip(lines(other)).map(|(a, b)| (a - b).abs()).fold(f64::INFINITY, f64::min)
    };
    let others = all.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, other)| apart(*other));
    others.fold((one.center().0 - page.center().0).abs(), f64::min)
}

/// Between the nearest points of two boxes, px; 0 where they meet.
fn distance(one: Rect, other: Rect) -> f64 {
    let dx = (other.x - one.right()).max(one.x - other.right()).max(0.0);
    let dy = (other.y - one.bottom()).max(one.y - other.bottom()).max(0.0);
    dx.max(dy)
}

fn to_edge(ink: Rect, page: Rect) -> f64 {
    let sides = [ink.x - page.x, ink.y - page.y, page.right() - ink.right(), page.bottom() - ink.bottom()];
    sides.into_iter().fold(f64::INFINITY, f64::min)
}

fn turned(text: &TextElement<'_>) -> f64 {
    libm::fabs(libm::sin(2.0 * text.element.turn.to_radians()))
}
