//! Photographs that a model made and that a design shows: one that stays is developed anew for its place, and not made and paid for
//! again; one that came twice is shown once.

use std::collections::BTreeMap;

use design::{DesignPlan, ImageEdit, ImageRequest, made_subject};
use serde::{Deserialize, Serialize};

use crate::calls::{GeneratedImage, MadeBy};
use crate::choose::pdq_distance;
use crate::state::Run;

/// Bits by which the hashes of two copies of a picture may differ. Source: the thresholds that come with PDQ.
const COPY_BITS_MAX: u32 = 31;

/// Most edits of the kit's photographs that a run remembers.
const EDITED_MAX: usize = 64;

/// A photograph in a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Photograph {
    /// The motif that it was made for.
    pub motif: String,
    /// How it was made.
    pub made: Box<MadeBy>,
    /// Whether it was made for this design, and not for the one that it comes from.
    pub is_new: bool,
}

impl Photograph {
    /// The photograph that a model made for a request, where it made one.
    pub(crate) fn of(request: &ImageRequest, answer: &GeneratedImage, is_new: bool) -> Option<Self> {
        Some(Self { motif: request.motif.clone(), made: answer.made.clone()?, is_new })
    }

    fn is_copy_of(&self, other: &Self) -> bool {
        let hashes = self.made.pdq.as_deref().zip(other.made.pdq.as_deref());
        let apart = hashes.and_then(|(a, b)| pdq_distance(a, b));
        self.is_new && other.is_new && apart.is_some_and(|bits| bits <= COPY_BITS_MAX)
    }
}

/// Whether two designs show one photograph that was made for each of them: a model that has only one answer was asked twice.
pub(crate) fn are_copies(some: &[Photograph], others: &[Photograph]) -> bool {
    some.iter().any(|one| others.iter().any(|other| one.is_copy_of(other)))
}

/// The photographs that pictures of a design of that plan show again, by the place of their requests.
pub(crate) fn carried(run: &Run, plan: &DesignPlan, images: &[ImageRequest]) -> BTreeMap<u32, Box<MadeBy>> {
    let Some(parent) = run.parent.as_ref().filter(|parent| stays(run, plan, &parent.plan)) else {
        return BTreeMap::new();
    };
    let mut left: Vec<&Photograph> = parent.photographs.iter().collect();
    let mut again = |request: &ImageRequest| {
        made_subject(&request.motif)?;
        let place = left.iter().position(|one| one.motif == request.motif)?;
        Some(left.remove(place).made.clone())
    };
    (0..).zip(images).filter_map(|(place, request)| Some((place, again(request)?))).collect()
}

/// The photographs in layers that somebody locked, of which so many are not asked for again.
pub(crate) fn kept(run: &Run, count: usize) -> Vec<Photograph> {
    let shown = run.parent.as_ref().map(|parent| parent.photographs.as_slice()).unwrap_or_default();
    shown.iter().take(count).map(|one| Photograph { is_new: false, ..one.clone() }).collect()
}

/// What came of an edit of a photograph of the kit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Edited {
    edit: ImageEdit,
    made: Box<MadeBy>,
}

/// What came of that edit in a turn before: it is the same of the same photograph, and was paid for.
pub(crate) fn edited(run: &Run, edit: &ImageEdit) -> Option<Box<MadeBy>> {
    run.edited.iter().find(|one| one.edit == *edit).map(|one| one.made.clone())
}

/// Remembers what came of edits of the kit's photographs in the turn that ends, for all turns after it.
pub(crate) fn remember_edits(run: &mut Run) {
    let mut edited = std::mem::take(&mut run.edited);
    for lane in run.lanes.values() {
        let of = |(index, photograph): (&u32, &Photograph)| {
            let edit = lane.edits.get(&lane.images.get(*index as usize)?.node)?;
            let is_edit = edit.image().is_some() && photograph.made.operation == Some(edit.kind());
            is_edit.then(|| Edited { edit: edit.clone(), made: photograph.made.clone() })
        };
        for one in lane.photographs.iter().filter_map(of) {
            if edited.len() < EDITED_MAX && edited.iter().all(|known| known.edit != one.edit) {
                edited.push(one);
            }
        }
    }
    run.edited = edited;
}

/// Whether the turn is about something else than the picture, which it keeps.
fn stays(run: &Run, plan: &DesignPlan, parent: &DesignPlan) -> bool {
    let varied = run.varied_axes();
    let is_kept = !varied.is_empty() && !varied.iter().any(|axis| axis == "imagery" || axis == "motif");
    run.settings.keeps_photographs && is_kept && plan.motif == parent.motif
}

#[cfg(test)]
pub(crate) mod tests {
    use design::{BlobRef, Sha256};

    use super::*;

    pub(crate) fn photograph(hash: &str, is_new: bool) -> Photograph {
        let made = MadeBy {
            by: "camera".to_owned(),
            prompt: "make_picture@1".to_owned(),
            prompt_sha256: Sha256::of(b"a bicycle"),
            seed: 1,
            original: BlobRef::of(hash.as_bytes()),
            operation: None,
            sources: Vec::new(),
            licence: None,
            pdq: Some(hash.to_owned()),
        };
        Photograph { motif: design::made_motif("a bicycle"), made: Box::new(made), is_new }
    }

    #[test]
    fn a_photograph_that_came_twice_is_told_and_one_that_stays_is_none() {
        let (one, near, far) = ("0".repeat(64), format!("{}f", "0".repeat(63)), "f".repeat(64));
        let check = |a: &Photograph, b: &Photograph| are_copies(std::slice::from_ref(a), std::slice::from_ref(b));
        assert!(check(&photograph(&one, true), &photograph(&near, true)));
        assert!(!check(&photograph(&one, true), &photograph(&far, true)));
        assert!(!check(&photograph(&one, false), &photograph(&one, true)));
        let unknown = Photograph {
            made: Box::new(MadeBy { pdq: None, ..*photograph(&one, true).made }),
            ..photograph(&one, true)
        };
        assert!(!check(&unknown, &unknown) && !are_copies(&[], &[unknown]));
    }
}
