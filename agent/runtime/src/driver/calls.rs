//! Tool calls of a run: paid for, on record, made, settled.

use std::collections::VecDeque;

use design::Sha256;
use planner::calls::{Call as _, ExportDesign};
use planner::{EffectError, EffectId, Event, Held, Instead, NanoUsd, ToolCall, WorldOutcome};
use serde_json::Value;
use toolbox::{Grant, PreparedCall, Quote, Recovery, Refused, Reservation, Reserve, Tier, ToolEffect, ToolError};
use tracing::Instrument;

use super::money::{self, Again, AskDriver};
use super::{Done, Driver, Intent, Next};
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
        self.progress.asked(&call.tool);
        let hash = self.engine.pin.request_hash(&call);
        if let Some(output) = self.reuse.take(&call.id, &hash) {
            return self.not_made(&call.tool, Event::EffectCompleted { id: call.id, output }).await;
        }
        let granted = self.prepare(&call).and_then(|prepared| Ok((self.grant(&call.id, &prepared)?, prepared)));
        let (granted, prepared) = match granted {
            Ok(granted) => granted,
            Err(event) => return self.not_made(&call.tool, event).await,
        };
        let Granted { reservation, tier, instead } = granted;
        let amount = reservation.quote().money;
        let mut next = VecDeque::new();
        // Calls that cost nothing would only fill the log.
        if amount > NanoUsd::ZERO || instead.is_some() {
            next.push_back(Next::Take(Event::BudgetReserved { id: call.id.clone(), amount, instead }));
        }
        next.push_back(self.make(call, prepared, reservation, tier));
        next
    }

    /// Makes a call ready that an earlier process asked for, and of which no result is on record.
    pub(super) async fn call_again(
        &mut self,
        call: ToolCall,
        seq: Option<u64>,
        money: Held,
    ) -> Result<VecDeque<Next>, RunError> {
        let Ok(prepared) = self.prepare(&call) else { return Ok(self.call(call).await) };
        let Some(seq) = seq else { return Ok(self.call(call).await) };
        let landed = match prepared.effect {
            ToolEffect::Write => {
                let outcome = self.plan.reconciled.get(&seq).copied();
                let unknown = || RunError::Unreconciled { seq, id: call.id.to_string(), tool: call.tool.clone() };
                outcome.ok_or_else(unknown)? != WorldOutcome::DidNotHappen
            }
            ToolEffect::Read | ToolEffect::Idempotent => true,
        };
        let mut next = VecDeque::new();
        match money {
            Held::Nothing => {}
            // The provider does it once, and charges once.
            Held::Settled if prepared.effect == ToolEffect::Idempotent => {
                self.progress.asked(&call.tool);
                let reservation = Reservation::settled_before(prepared.quote);
                return Ok([self.make(call, prepared, reservation, 0)].into());
            }
            Held::Settled => {}
            Held::Open(amount) => {
                let tier = prepared.tiers.iter().position(|tier| tier.quote.money == amount);
                let tier = tier.filter(|_| prepared.quote.money != amount);
                let quote = tier.map_or(prepared.quote, |tier| prepared.tiers[tier].quote);
                let quote = Quote { money: amount, ..quote };
                let reservation = self.ledger.turn(self.state.turn()).adopt(&call.id, &quote).map_err(|refused| {
                    RunError::internal(format!("what was held back for {} cannot be taken over: {refused}", call.id))
                })?;
                if prepared.effect == ToolEffect::Idempotent {
                    self.progress.asked(&call.tool);
                    self.open.insert(call.id.clone());
                    let tier = tier.map_or(0, |tier| u32::try_from(tier).unwrap_or(u32::MAX).saturating_add(1));
                    return Ok([self.make(call, prepared, reservation, tier)].into());
                }
                // Whoever cannot tell a repeat from another call may have charged for it.
                let ended = money::end(&call.id, reservation, landed.then_some(quote));
                next.extend(ended.into_iter().map(Next::Take));
            }
        }
        if prepared.effect == ToolEffect::Write && landed {
            let message = "it happened before the run broke off, and what it brought was lost".to_owned();
            let error = EffectError { code: "internal".to_owned(), message, outcome: WorldOutcome::Landed };
            next.push_back(Next::Take(Event::EffectFailed { id: call.id, error }));
            return Ok(next);
        }
        next.extend(self.call(call).await);
        Ok(next)
    }

    fn prepare(&self, call: &ToolCall) -> Result<PreparedCall, Event> {
        let prepared = self.engine.shared.toolbox.prepare(&call.tool, &call.args);
        let failed = |error: ToolError| Event::EffectFailed { id: call.id.clone(), error: error.to_effect_error() };
        let mut prepared = prepared.map_err(failed)?;
        prepared.key = self.idempotency_key(call);
        Ok(prepared)
    }

    async fn not_made(&mut self, tool: &str, event: Event) -> VecDeque<Next> {
        let progress = self.progress.done(tool);
        self.emit(progress).await;
        [Next::Take(event)].into()
    }

    /// What tells a repeat of a call from another one, for tools that do a thing once however often they are asked.
    pub(super) fn idempotency_key(&self, call: &ToolCall) -> Option<String> {
        let spec = self.engine.shared.toolbox.spec(&call.tool)?;
        let once = spec.effect == ToolEffect::Idempotent && !spec.deterministic;
        once.then(|| Sha256::of_json(&(&self.plan.run, &call.id)).short(16))
    }

    /// The call, with what was held back for it.
    fn make(&self, call: ToolCall, prepared: PreparedCall, reservation: Reservation, tier: u32) -> Next {
        let ToolCall { id, tool, .. } = call;
        let amount = reservation.quote().money;
        let grant = Grant::with_more(reservation, AskDriver { id: id.clone(), driver: self.ask.clone() });
        let intent = match prepared.effect {
            ToolEffect::Write => Intent::Changes,
            ToolEffect::Read | ToolEffect::Idempotent if prepared.deterministic => Intent::Computes,
            ToolEffect::Read | ToolEffect::Idempotent => Intent::Leaves,
        };
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
        Next::Start(Box::pin(task.instrument(span)), intent)
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
        let paid = !told.is_empty();
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
        self.feed([event]).await?;
        // What was paid for is not lost.
        if paid { self.recorder.commit() } else { Ok(()) }
    }
}
