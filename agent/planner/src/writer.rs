//! A model writes the words of a turn that is about words; rules do where there is none, or where it writes nothing of use.

use design::{Copy, CopyRole};
use serde_json::Value;

use crate::calls::{CopySlot, CopyVariant, WriteVariants, WrittenVariants};
use crate::candidate::Candidate;
use crate::effect::Effect;
use crate::event::EffectError;
use crate::house::{self, Next};
use crate::lane::Lane;
use crate::model;
use crate::state::{Awaited, MAIN, Phase, Run, degraded};
use crate::wave;

/// Most ways that are asked for.
const VARIANTS_MAX: u32 = 12;
/// Words that may be others: the names of the slots, and the roles of which the first that is there is meant.
const SLOTS: [(&str, &[CopyRole]); 3] =
    [("headline", &[CopyRole::Headline]), ("body", &[CopyRole::Subhead, CopyRole::Body]), ("cta", &[CopyRole::Cta])];
/// Fewest characters that a slot takes.
const CHARS_MIN: usize = 24;

/// Asks a model for words, if one is there and some words may be others: what the brief gives word for word stays.
pub(crate) fn begin(run: &mut Run, parent: &Candidate) -> Option<Vec<Effect>> {
    let settings = run.settings.model.clone().filter(|_| model::is_there(run))?;
    let slots: Vec<CopySlot> = SLOTS
        .iter()
        .filter_map(|(name, roles)| {
            let block = &parent.copy.blocks[place(&parent.copy, roles)?];
            // Somewhat longer still fits where it stood.
            let chars = block.text.chars().count();
            let most = u32::try_from((chars + chars / 4).max(CHARS_MIN)).unwrap_or(u32::MAX);
            Some(CopySlot { name: (*name).to_owned(), most })
        })
        .collect();
    if slots.is_empty() {
        return None;
    }
    run.phase = Phase::Thinking;
    let args = WriteVariants {
        model: settings.write.clone().unwrap_or_else(|| settings.model.clone()),
        cheaper: settings.cheaper.clone(),
        prompt: settings.writer.clone(),
        brief: run.brief.clone(),
        slots,
        count: run.settings.candidates.min(VARIANTS_MAX),
        max_tokens: settings.max_tokens,
        seed: house::seed(run, "variants") % (1 << 31),
    };
    Some(vec![run.call(MAIN, Awaited::Variants, &args)])
}

/// Makes a design of every way that may be shown, and the others by rule.
pub(crate) fn written(run: &mut Run, result: Result<&Value, &EffectError>) -> Next {
    let Some(parent) = run.parent.clone() else { return Next::default() };
    let mut effects = Vec::new();
    let variants = match wave::parse::<WrittenVariants>(result) {
        Ok(written) if !written.variants.is_empty() => written.variants,
        Ok(_) => {
            effects.push(degraded(MAIN, "the words are written by rule", "nothing that the model wrote may be shown"));
            Vec::new()
        }
        Err(error) => {
            model::dismiss(run, true);
            effects.push(degraded(MAIN, "the words are written by rule", error.message));
            Vec::new()
        }
    };
    run.phase = Phase::Making;
    let count = run.settings.candidates;
    let ways = variants.into_iter().take(count as usize);
    let mut made = 0;
    for variant in ways {
        let lane =
            Lane { idea: parent.idea.clone(), ..Lane::new(parent.plan.clone(), reworded(&parent.copy, &variant)) };
        let name = house::add_lane(run, lane);
        effects.extend(wave::compose(run, &name));
        made += 1;
    }
    effects.extend(house::reword(run, &parent, count - made));
    effects.into()
}

/// The first block of these roles whose words may be others.
fn place(copy: &Copy, roles: &[CopyRole]) -> Option<usize> {
    let is = |role: &CopyRole| copy.blocks.iter().position(|block| block.role == *role && !block.required);
    roles.iter().find_map(is)
}

/// The copy with other words where they may be others.
fn reworded(copy: &Copy, variant: &CopyVariant) -> Copy {
    let mut copy = copy.clone();
    for (name, roles) in SLOTS {
        if let (Some(place), Some(line)) = (place(&copy, roles), variant.lines.get(name)) {
            copy.blocks[place].text.clone_from(line);
        }
    }
    copy
}
