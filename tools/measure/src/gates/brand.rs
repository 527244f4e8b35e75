//! Colours, pictures and faces are the brand's.

use design::document::{Content, Paint};
use design::{Finding, Node, Score, Severity, TokenPath};

use super::imagery::imagery_style;
use super::verdict;
use crate::subject::Subject;

/// Every fill, stroke and gradient stop is a token of the kit, so that its colour is exact; pictures that are far from the kit's are
/// told.
pub(super) fn palette(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let kit = subject.layout.kit();
    let mut findings = Vec::new();
    for element in &subject.elements {
        for token in tokens(element.node).into_iter().filter(|token| kit.color(token).is_none()) {
            let message = format!("`{}` is painted in `{token}`, which is no colour of the kit.", element.node.id);
            findings.push(Finding::new("palette", Severity::Gate, message).at(&element.node.id, element.area));
        }
    }
    findings.extend(imagery_style(subject));
    verdict(findings)
}

/// The colours that a node names.
pub(crate) fn tokens(node: &Node) -> Vec<&TokenPath> {
    let paints: Vec<&Paint> = match &node.content {
        Content::Text { text, fill } => {
            let runs = text.runs.iter().filter_map(|run| run.fill.as_ref());
            // A node's own fill shows only in runs that have none.
            let own = text.runs.iter().any(|run| run.fill.is_none()).then_some(fill);
            own.into_iter().chain(runs).collect()
        }
        Content::Shape { fill, stroke, .. } => fill.iter().chain(stroke.as_ref().map(|stroke| &stroke.paint)).collect(),
        Content::Group { .. } | Content::Image { .. } | Content::Svg { .. } => Vec::new(),
    };
    paints.into_iter().flat_map(paint_tokens).collect()
}

/// The colours of a paint.
pub(crate) fn paint_tokens(paint: &Paint) -> Vec<&TokenPath> {
    match paint {
        Paint::Token(token) => vec![token],
        Paint::Gradient(gradient) => gradient.stops.iter().map(|stop| &stop.token).collect(),
    }
}

/// Every family is the kit's or one of those at hand; glyphs that come from another family than the one asked for are told.
pub(super) fn fonts(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let mut allowed = subject.layout.families().to_vec();
    allowed.extend(subject.layout.kit().fonts.iter().map(|font| font.family.clone()));
    let known = |family: &str| allowed.iter().any(|name| name.eq_ignore_ascii_case(family));
    let mut findings = Vec::new();
    for text in &subject.texts {
        let strange = text.text.runs.iter().find(|run| !known(&run.font.family));
        if let Some(run) = strange {
            let message = format!(
                "`{}` is set in {}, which is neither a face of the kit nor one at hand.",
                text.id(),
                run.font.family
            );
            findings.push(Finding::new("fonts", Severity::Gate, message).at(text.id(), text.ink));
            continue;
        }
        let asked = |style: usize| text.text.runs.get(style).map_or("", |run| run.font.family.as_str());
        let other = text.set.runs.iter().find(|run| !run.family.eq_ignore_ascii_case(asked(run.style)));
        if let Some(run) = other {
            let message = format!("Some of `{}` is set in {} for want of a glyph or a file.", text.id(), run.family);
            findings.push(Finding::new("font_fallback", Severity::Warn, message).at(text.id(), text.ink));
        }
    }
    verdict(findings)
}
