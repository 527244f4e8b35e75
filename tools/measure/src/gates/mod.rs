//! What no design may get wrong. Each rule scores best when it found nothing to gate, else worst.

mod banned;
mod brand;
mod contrast;
mod imagery;
mod logo;
mod mark;
mod seen;
mod setting;
mod voice;
mod words;

use design::{Finding, Score, Severity};

use crate::scorer::{Rule, ScorerKind};

pub(crate) use brand::paint_tokens;
pub use contrast::{LARGE_BOLD_PX, LARGE_PX, is_large};

/// The gates, in the order in which their findings are told.
pub(crate) const RULES: &[Rule] = &[
    veto("required_copy", words::required_copy),
    veto("banned_words", banned::banned_words),
    veto("voice", voice::voice),
    veto("legible_size", setting::legible_size),
    veto("overflow", setting::overflow),
    veto("text_overlap", setting::text_overlap),
    veto("covered_text", seen::covered_text),
    veto("missing_glyph", setting::missing_glyph),
    veto("off_page", setting::off_page),
    veto("contrast", contrast::contrast),
    veto("palette", brand::palette),
    veto("fonts", brand::fonts),
    veto("logo", logo::logo),
];

const fn veto(name: &'static str, judge: fn(&crate::Subject<'_>) -> (Score, Vec<Finding>)) -> Rule {
    Rule { name, kind: ScorerKind::Veto, judge }
}

/// Best when nothing gates, else worst.
fn verdict(findings: Vec<Finding>) -> (Score, Vec<Finding>) {
    let gated = findings.iter().any(|finding| finding.severity == Severity::Gate);
    (if gated { Score::WORST } else { Score::BEST }, findings)
}
