//! Tool calls of a run: paid for, on record, made, settled.

use std::collections::VecDeque;

use planner::calls::{Call as _, ExportDesign};
use planner::{EffectId, Event, Instead, NanoUsd, ToolCall, WorldOutcome};
use serde_json::Value;
use toolbox::{Grant, PreparedCall, Recovery, Refused, Reservation, Reserve, Tier, ToolError};
use tracing::Instrument;

use super::money::{self, Again, AskDriver};
use super::{Done, Driver, Next};
use crate::error::RunError;

/// A tool call that is over.
pub(super) struct Call {
    id: EffectId,
    tool: String,
    /// Whether it said by itself what left and what happened.
    marks: bool,
    result: Result<Value, ToolError>,
    grant: Grant,
}

/// What was granted for a call.
struct Granted {
    reservation: Reservation,
    tier: u32,
    instead: Option<Instead>,
}

impl Driver {
    /// Makes a tool call ready: what is to be recorded of it first, and then the call itself, unless there is none.
    pub(super) async fn call(&mut self, call: ToolCall) -> VecDeque<Next> {
        let ToolCall { id, tool, args } = call;
        self.progress.asked(&tool);
        let prepared = self.engine.shared.toolbox.prepare(&tool, &args);
        let prepared = prepared.map_err(|error| Event::EffectFailed { id: id.clone(), error: error.to_effect_error() });
        let granted = prepared.and_then(|prepared| Ok((self.grant(&id, &prepared)?, prepared)));
        let (granted, prepared) = match granted {
            Ok(granted) => granted,
            Err(event) => {
                let progress = self.progress.done(&tool);
                self.emit(progress).await;
                return [Next::Take(event)].into();
            }
        };
        let Granted { reservation, tier, instead } = granted;
        let amount = reservation.quote().money;
        let grant = Grant::with_more(reservation, AskDriver { id: id.clone(), driver: self.ask.clone() });
        let mut next = VecDeque::new();
        // Calls that cost nothing would only fill the log.
        if amount > NanoUsd::ZERO || instead.is_some() {
            next.push_back(Next::Take(Event::BudgetReserved { id: id.clone(), amount, instead }));
        }
        let span = tracing::info_span!(
            "execute_tool",
            gen_ai.operation.name = "execute_tool",
            gen_ai.tool.name = %tool,
            gen_ai.tool.call.id = %id,
            maquette.cost_nano_usd = tracing::field::Empty,
        );
        let (stack, context) = (self.engine.stack(self.context.lane()).clone(), self.context.clone());
        let task = async move {
            let marks = prepared.marks();
            let result = stack.call_tier(prepared, &context, &grant, tier).await;
            tracing::Span::current().record("maquette.cost_nano_usd", grant.charged().unwrap_or(amount).0);
            Done::Call(Box::new(Call { id, tool, marks, result, grant }))
        };
        next.push_back(Next::Start(Box::pin(task.instrument(span))));
        next
    }

    /// Reserves for a call: as it is asked for, or in the best of its cheaper tiers that there is money for. What delivers may
    /// take what is held back for it.
    fn grant(&mut self, id: &EffectId, call: &PreparedCall) -> Result<Granted, Event> {
        let turn = self.ledger.turn(self.state.turn());
        let reserve = |quote| -> Result<Reservation, Refused> {
            if call.tool == ExportDesign::TOOL {
                turn.wrapping_up().reserve(id, quote)
            } else {
                turn.reserve(id, quote)
            }
        };
        let refused = match reserve(&call.quote) {
            Ok(reservation) => return Ok(Granted { reservation, tier: 0, instead: None }),
            Err(refused) => refused,
        };
        let mut least = call.quote.money;
        for (tier, Tier { what, quote }) in (1..).zip(&call.tiers) {
            if let Ok(reservation) = reserve(quote) {
                let saved = call.quote.money.saturating_sub(quote.money);
                return Ok(Granted { reservation, tier, instead: Some(Instead { what: what.clone(), saved }) });
            }
            least = least.min(quote.money);
        }
        Err(Event::BudgetRefused { id: id.clone(), amount: least, left: refused.left() })
    }

    /// Remembers which calls hold something back by the record.
    pub(super) fn watch_reservations(&mut self, event: &Event) {
        match event {
            Event::BudgetReserved { id, .. } => drop(self.open.insert(id.clone())),
            Event::BudgetSettled { id, .. } | Event::BudgetReleased { id } => drop(self.open.remove(id)),
            _ => {}
        }
    }

    /// Ends an attempt and pays for the next, both on record before it is made.
    pub(super) async fn again(&mut self, again: Again) -> Result<(), RunError> {
        let Some((id, ended, spent, answer)) = again.take() else { return Ok(()) };
        let quote = ended.quote();
        let mut told = money::end(&id, ended, spent);
        let granted = self.ledger.turn(self.state.turn()).reserve(&id, &quote);
        if granted.is_ok() && quote.money > NanoUsd::ZERO {
            told.push(Event::BudgetReserved { id: id.clone(), amount: quote.money, instead: None });
        }
        self.feed(told).await?;
        // Nobody waits for it any more: it was given up meanwhile.
        if let Err(Ok(unused)) = answer.send(granted) {
            self.feed(money::end(&id, unused, None)).await?;
        }
        Ok(())
    }

    pub(super) async fn take_call(&mut self, call: Call) -> Result<(), RunError> {
        let Call { id, tool, marks, result, grant } = call;
        if !marks && matches!(&result, Err(error) if error.outcome() == WorldOutcome::DidNotHappen) {
            grant.did_not_happen();
        }
        let mut told = grant.end().map_or_else(Vec::new, |(reservation, spent)| money::end(&id, reservation, spent));
        // One more attempt was paid for, and its call was given up before it heard of that.
        if told.is_empty() && self.open.contains(&id) {
            told.push(Event::BudgetReleased { id: id.clone() });
        }
        self.feed(told).await?;
        let progress = self.progress.done(&tool);
        self.emit(progress).await;
        let event = match result {
            Ok(output) => Event::EffectCompleted { id, output },
            Err(error) if error.recovery() == Recovery::FailRun => {
                return Err(RunError::storage(format!("the call {id} of `{tool}` could not be kept"), error));
            }
            Err(error) => Event::EffectFailed { id, error: error.to_effect_error() },
        };
        self.feed([event]).await
    }
}
