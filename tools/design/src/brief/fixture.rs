//! What tests of the reader ask of a brief.

use super::{Brief, CopyRole};

/// The lines that a brief states and that nothing requires, each with what it is for.
pub(super) fn stated(text: &str) -> Vec<(CopyRole, String)> {
    let lines = Brief::read(text).expect("a test's brief is read").copy.into_iter();
    lines.filter(|line| !line.required).map(|line| (line.role, line.text)).collect()
}

/// Fails unless these are the lines that a brief states.
#[track_caller]
pub(super) fn check_stated(text: &str, want: &[&str]) {
    let stated: Vec<String> = stated(text).into_iter().map(|(_, line)| line).collect();
    assert_eq!(stated, want, "{text}");
}
