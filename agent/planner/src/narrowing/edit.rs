//! A person edits a design that they are shown: the same set again with what came of it, if that passes every gate.

use design::{Operation, exact};
use serde::{Deserialize, Serialize};

use super::revisit;
use crate::candidate::{Candidate, FIT};
use crate::effect::{Effect, Note};
use crate::house::Next;
use crate::lane::Lane;
use crate::present;
use crate::state::{Phase, Run};
use crate::taste::Evidence;
use crate::telling::Telling;
use crate::wave;

/// Most edits by hand at once.
const OPERATIONS_MAX: usize = 64;
/// Most texts of exact values that hold at a time; the oldest are forgotten first.
pub(crate) const EXACT_MAX: usize = 16;

/// An edit that is being made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Editing {
    /// The option that is edited.
    option: String,
    /// Where the edited design is made.
    pub(crate) lane: String,
    operations: Vec<Operation>,
    pub(crate) exact: String,
    /// What was understood of the exact values.
    pub(crate) said: Vec<String>,
    /// What was not.
    pub(crate) unread: Vec<String>,
}

/// Has an option edited.
pub(super) fn begin(run: &mut Run, index: u32, operations: &[Operation], exact: &str) -> Next {
    let Some(option) = super::option_at(run, index) else {
        return revisit::again(run, Some(format!("there is no option {index} to edit")));
    };
    let Some(candidate) = run.offered.get(&option).cloned() else { return revisit::again(run, None) };
    let exact: String = exact.chars().take(exact::TEXT_CHARS_MAX).collect::<String>().trim().to_owned();
    if operations.len() > OPERATIONS_MAX || (operations.is_empty() && exact.is_empty()) {
        return revisit::again(run, Some(format!("an edit is 1 to {OPERATIONS_MAX} operations, or exact values")));
    }
    let edits = run.lanes.keys().filter(|lane| lane.contains(".e")).count();
    let lane = format!("t{}.e{:02}", run.turn, edits + 1);
    // Whoever edits wants it so: it is judged, and not repaired.
    let made = Lane {
        fit: candidate.critique.scores.get(FIT).copied(),
        idea: candidate.idea,
        repaired: true,
        composed: Some(candidate.design),
        ..Lane::new(candidate.plan, candidate.copy)
    };
    run.lanes.insert(lane.clone(), made);
    if !exact.is_empty() {
        run.exact.push(exact.clone());
        let over = run.exact.len().saturating_sub(EXACT_MAX);
        run.exact.drain(..over);
    }
    let operations = operations.to_vec();
    let (said, unread) = (Vec::new(), Vec::new());
    let editing = Editing { option, lane: lane.clone(), operations: operations.clone(), exact, said, unread };
    run.editing = Some(Box::new(editing));
    run.phase = Phase::Making;
    wave::render(run, &lane, candidate.design, operations).into()
}

/// Shows the set again once the edited design was judged; `None` while it is not.
pub(crate) fn edited(run: &mut Run) -> Option<Next> {
    let is_done = |editing: &mut Box<Editing>| run.lanes.get(&editing.lane).is_none_or(|lane| lane.end.is_some());
    let editing = run.editing.take_if(is_done)?;
    let made = run.candidates().find(|candidate| candidate.id == editing.lane && candidate.critique.passes());
    let is_read = !editing.said.is_empty() || !editing.operations.is_empty();
    let Some(mut made) = made.filter(|_| is_read) else { return Some(not_made(run, &editing)) };
    // Its document has its picture in it.
    let before = run.offered.get(&editing.option);
    made.is_pictured = before.is_none_or(|before| before.is_pictured);
    made.photographs = before.map(|before| before.photographs.clone()).unwrap_or_default();
    let note = Effect::Note(Note::EditApplied {
        candidate: editing.lane.clone(),
        option: editing.option.clone(),
        operations: editing.operations.clone(),
        exact: editing.exact.clone(),
        said: editing.said.clone(),
    });
    learn(run, &editing, &made);
    put(run, &editing, made);
    Some(revisit::again(run, None).after(vec![note]))
}

/// The set as it was, with why nothing was edited.
fn not_made(run: &mut Run, editing: &Editing) -> Next {
    if !editing.exact.is_empty() {
        run.exact.pop();
    }
    let rejected = run.lanes.get(&editing.lane).and_then(|lane| lane.rejection(&editing.lane));
    let why = match rejected {
        Some(rejected) => vec![format!("Not edited: {}.", rejected.reason)],
        None => editing.unread.iter().map(|line| format!("Not read: {line}")).collect(),
    };
    run.lanes.remove(&editing.lane);
    let told = why.first().cloned().unwrap_or_else(|| "nothing in it was read as an exact value".to_owned());
    if let Some(set) = &mut run.set {
        set.notes = why;
    }
    revisit::again(run, Some(told))
}

fn learn(run: &mut Run, editing: &Editing, made: &Candidate) {
    let before = run.offered.get(&editing.option).map(Candidate::look);
    if let (Some(before), Some(taste)) = (before, &mut run.taste) {
        taste.learn(Evidence::Changed { turn: run.turn, before, after: made.look() });
    }
}

/// Puts what came of it in the place of the option.
fn put(run: &mut Run, editing: &Editing, made: Candidate) {
    let (turn, telling) = (run.turn, Telling::of(&run.settings));
    let Some(set) = &mut run.set else { return };
    let others = set.options.iter().filter(|option| option.id != editing.option);
    let others: Vec<&Candidate> = others.filter_map(|option| run.offered.get(&option.id)).collect();
    if let Some(option) = set.options.iter_mut().find(|option| option.id == editing.option) {
        *option = present::edited(option, &made, &others, &run.brief, telling);
    }
    set.preferred = None;
    set.notes.clone_from(&editing.said);
    set.notes.extend(editing.unread.iter().map(|line| format!("Not read: {line}")));
    (set.before, set.after) = (run.taste.as_ref().map(|_| turn), None);
    run.offered.insert(made.id.clone(), made);
}
