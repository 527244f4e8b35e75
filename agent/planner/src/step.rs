//! The planner: what happened in, what to do next out.

use crate::effect::{Effect, EffectId, Outcome};
use crate::event::{EffectError, Event, WorldOutcome};
use crate::guests;
use crate::house::{self, Next};
use crate::intent;
use crate::model;
use crate::narrowing;
use crate::settings::Settings;
use crate::state::{Run, Stage, State};
use crate::wave;

/// Advances a run by one event. Pure: same state and event, same result.
///
/// Total: any event in any state is answered. Late, duplicate and unknown events change nothing, nor does any event
/// after [`Effect::Finish`]. Events of different lanes commute: in whatever order they arrive, the state and the
/// effects asked for are the same.
///
/// The driver reports what an effect cost ([`Event::BudgetSettled`]) before it reports its result, so that the cost
/// of an option is known when it is shown.
///
/// ```
/// use maquette_planner::{Event, State, step};
///
/// let (state, effects) = step(State::default(), &Event::DeadlinePassed);
/// assert!(effects.is_empty() && !state.is_finished());
/// ```
#[must_use = "effects that are not performed stall the run"]
pub fn step(state: State, event: &Event) -> (State, Vec<Effect>) {
    match state.0 {
        Stage::Waiting => start(event),
        Stage::Started { settings, kit } => read(settings, kit, event),
        Stage::Running(run) => advance(run, event),
        finished @ Stage::Finished { .. } => (State(finished), Vec::new()),
    }
}

fn start(event: &Event) -> (State, Vec<Effect>) {
    match event {
        Event::RunStarted { settings, kit } => {
            let settings = Box::new((**settings).clone().within_limits());
            (State(Stage::Started { settings, kit: kit.clone() }), Vec::new())
        }
        Event::Cancelled => finish(house::cancelled(), None),
        _ => (State::default(), Vec::new()),
    }
}

fn read(settings: Box<Settings>, kit: String, event: &Event) -> (State, Vec<Effect>) {
    match event {
        Event::BriefRead { brief } => {
            let mut run = Box::new(Run::new(*settings, kit, (**brief).clone()));
            let effects = house::begin(&mut run);
            (State(Stage::Running(run)), effects)
        }
        Event::Forked(fork) => {
            let settings = Box::new(fork.settings.clone().within_limits());
            (State(Stage::Started { settings, kit: fork.kit.clone() }), Vec::new())
        }
        Event::Cancelled => finish(house::cancelled(), None),
        Event::DeadlinePassed => finish(house::too_late(), None),
        _ => (State(Stage::Started { settings, kit }), Vec::new()),
    }
}

fn advance(mut run: Box<Run>, event: &Event) -> (State, Vec<Effect>) {
    let Next { mut effects, outcome } = react(&mut run, event);
    match outcome {
        None => (State(Stage::Running(run)), effects),
        Some(outcome) => {
            let (state, last) = finish(outcome, Some(*run));
            effects.extend(last);
            (state, effects)
        }
    }
}

fn react(run: &mut Run, event: &Event) -> Next {
    match event {
        Event::EffectCompleted { id, output } => answer(run, id, Ok(output)),
        Event::EffectFailed { id, error } => answer(run, id, Err(error)),
        Event::BudgetRefused { id, amount, left } if run.asked_for(id) => {
            // What a run does without is no sign that it is spent.
            if !run.is_by_the_way(id) {
                run.ledger.fold(run.turn, event);
            }
            run.refused(id, *amount);
            let message = format!("it would have taken {amount} USD and {left} USD were left");
            let error = EffectError { code: "budget".to_owned(), message, outcome: WorldOutcome::DidNotHappen };
            answer(run, id, Err(&error))
        }
        Event::BudgetReserved { id, amount, instead } if run.asked_for(id) => {
            run.ledger.fold(run.turn, event);
            run.priced(id, *amount);
            let told = instead.as_ref().map(|instead| wave::done_cheaper(id, instead));
            told.into_iter().collect::<Vec<_>>().into()
        }
        Event::BudgetSettled { id, .. } | Event::BudgetReleased { id } => {
            if run.asked_for(id) {
                run.ledger.fold(run.turn, event);
            }
            Next::default()
        }
        Event::QuestionAnswered { id, answer } => intent::answered(run, id, answer.as_deref()),
        Event::ChoiceMade { turn, choice } => narrowing::chosen(run, *turn, choice),
        Event::Forked(fork) => {
            let before = std::mem::replace(&mut run.settings, fork.settings.clone().within_limits());
            run.kit.clone_from(&fork.kit);
            guests::turn_down_unheard(run, &before.judges);
            run.ledger.set_limit(run.settings.budget);
            model::call_back(run);
            Next::default()
        }
        Event::DeadlinePassed => house::deadline(run),
        Event::Cancelled => Next::finish(house::cancelled()),
        Event::BudgetReserved { .. }
        | Event::BudgetRefused { .. }
        | Event::RunStarted { .. }
        | Event::BriefRead { .. } => Next::default(),
    }
}

fn answer(run: &mut Run, id: &EffectId, result: Result<&serde_json::Value, &EffectError>) -> Next {
    match run.answered(id) {
        Some(awaited) => house::answered(run, &id.lane, awaited, result),
        None => Next::default(),
    }
}

fn finish(outcome: Outcome, run: Option<Run>) -> (State, Vec<Effect>) {
    let effects = vec![Effect::Finish(outcome.clone())];
    let taste = run.as_ref().and_then(|run| run.learned()).map(Box::new);
    (State(Stage::Finished { outcome, ledger: run.map(|run| run.ledger), taste }), effects)
}

#[cfg(test)]
mod tests;
