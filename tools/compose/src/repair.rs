//! Mending what a critique found.

use std::collections::BTreeSet;

use design::{Critique, NodeId, Operation, Severity};

/// Most edits of one repair.
const EDITS_MAX: usize = 12;
/// Warnings whose repairs are worth their risk.
const WORTH: &[&str] = &["text_size", "size_floor", "contrast", "alignment", "busy_ground", "white_space", "margins"];

/// The edits that mend what `critique` found: gates first, then the warnings that are worth it, one edit a node.
///
/// Findings that carry no repair are left to the choice among candidates.
#[must_use]
pub fn repairs(critique: &Critique) -> Vec<Operation> {
    let mut touched: BTreeSet<NodeId> = BTreeSet::new();
    let mut edits = Vec::new();
    for severity in [Severity::Gate, Severity::Warn] {
        let found = critique.findings.iter().filter(|finding| finding.severity == severity);
        for finding in found {
            let worth = severity == Severity::Gate || WORTH.contains(&finding.rule.as_str());
            if let (Some(edit), true, true) = (&finding.repair, worth, edits.len() < EDITS_MAX)
                && touched.insert(edit.target().clone())
            {
                edits.push(edit.clone());
            }
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use design::{Finding, Rect};

    fn set_box(id: &str, x: f64) -> Operation {
        Operation::SetBox { id: NodeId::from(id), area: Rect::new(x, 0.0, 10.0, 10.0) }
    }

    #[test]
    fn gates_come_first_and_a_node_is_edited_once() {
        let found = |rule: &str, severity, edit: Operation| Finding::new(rule, severity, "found").mended_by(edit);
        let critique = Critique {
            findings: vec![
                found("contrast", Severity::Warn, set_box("a", 1.0)),
                found("overflow", Severity::Gate, set_box("a", 2.0)),
                found("balance", Severity::Warn, set_box("b", 3.0)),
                Finding::new("palette", Severity::Gate, "no repair"),
            ],
            ..Critique::default()
        };
        assert_eq!(repairs(&critique), vec![set_box("a", 2.0)]);
    }
}
