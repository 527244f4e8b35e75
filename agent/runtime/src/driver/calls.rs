//! Tool calls of a run: paid for, on record, made, settled.

use std::collections::VecDeque;

use design::Sha256;
use planner::calls::{Call as _, ExportDesign};
use planner::{EffectError, EffectId, Event, Held, Instead, NanoUsd, ToolCall, WorldOutcome};
use serde_json::Value;
use toolbox::{
    Context, Grant, PreparedCall, Quote, Recovery, Refused, Reservation, Reserve, Tier, ToolEffect, ToolError,
};
use tracing::Instrument;

use super::money::{self, Again, AskDriver, Asking};
use super::{Done, Driver, Intent, Next};
use crate::conversation;
use crate::error::RunError;
use crate::events::RunEventBody;

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
    pub(super) fn call(&mut self, call: ToolCall) -> VecDeque<Next> {
        self.progress.asked(&call.tool);
        let hash = || self.engine.pinned.request_hash(&call);
        if let Some(output) = self.reuse.take(&call.id, hash) {
            conversation::exchange(&call.tool, &call.args, &output).iter().for_each(|exchange| self.recall(exchange));
            return self.not_made(&call.tool, Event::EffectCompleted { id: call.id, output });
        }
        let granted = self.prepare(&call).and_then(|prepared| Ok((self.grant(&call.id, &prepared)?, prepared)));
        let (granted, prepared) = match granted {
            Ok(granted) => granted,
            Err(event) => return self.not_made(&call.tool, event),
        };
        let Granted { reservation, tier, instead } = granted;
        let amount = reservation.quote().money;
        let mut next = VecDeque::new();
        // Calls that cost nothing would only fill the log.
        if amount > NanoUsd::ZERO || instead.is_some() {
            self.keys.extend(reservation.key().map(|key| (call.id.clone(), key.to_owned())));
            next.push_back(Next::Take(Event::BudgetReserved { id: call.id.clone(), amount, instead }));
        }
        next.push_back(self.make(call, prepared, reservation, tier));
        next
    }

    /// Makes a call ready that an earlier process asked for, and of which no result is on record.
    pub(super) fn call_again(
        &mut self,
        call: ToolCall,
        seq: Option<u64>,
        money: Held,
    ) -> Result<VecDeque<Next>, RunError> {
        let (Ok(prepared), Some(seq)) = (self.prepare(&call), seq) else { return Ok(self.call(call)) };
        let once = prepared.effect == ToolEffect::Idempotent;
        let outcome = match prepared.effect {
            // Whoever could look said so, before anything was done here.
            ToolEffect::Write => self.plan.reconciled.get(&seq).copied().unwrap_or(WorldOutcome::InDoubt),
            ToolEffect::Read | ToolEffect::Idempotent => WorldOutcome::InDoubt,
        };
        match money {
            Held::Nothing => {}
            Held::Settled { reserved } if once => {
                // The provider does it once, and charges once.
                let (tier, quote) = tier_of(&prepared, reserved);
                self.progress.asked(&call.tool);
                return Ok([self.make(call, prepared, Reservation::settled_before(quote), tier)].into());
            }
            Held::Settled { .. } => {}
            Held::Open { amount, key } => {
                let (tier, quote) = tier_of(&prepared, amount);
                let reservation = self.ledger.turn(self.state.turn()).adopt(&key, &quote).map_err(|refused| {
                    RunError::internal(format!("what was held back for {} cannot be taken over: {refused}", call.id))
                })?;
                if once {
                    self.progress.asked(&call.tool);
                    self.open.insert(call.id.clone());
                    return Ok([self.make(call, prepared, reservation, tier)].into());
                }
                // Whoever cannot tell a repeat from another call may have charged for it.
                let spent = (outcome != WorldOutcome::DidNotHappen).then_some(quote);
                if spent.is_some() && amount > NanoUsd::ZERO {
                    self.tell_doubt(&call.tool, amount);
                }
                self.end_attempt(&call.id, reservation, spent, prepared.effect != ToolEffect::Write)?;
            }
        }
        if prepared.effect == ToolEffect::Write && outcome != WorldOutcome::DidNotHappen {
            let message = "it happened before the run broke off, and what it brought was lost".to_owned();
            let error = EffectError { code: "internal".to_owned(), message, outcome: WorldOutcome::Landed };
            return Ok([Next::Take(Event::EffectFailed { id: call.id, error })].into());
        }
        Ok(self.call(call))
    }

    /// Tells what may have been charged for a call that is made once more.
    fn tell_doubt(&mut self, tool: &str, amount: NanoUsd) {
        let what = format!("up to {amount} USD may have been paid for nothing");
        let why = format!(
            "the run broke off while `{tool}` was asked, and whoever was asked cannot tell a repeat from another call: \
             what they may have charged counts as spent, and they are asked again"
        );
        self.emit(RunEventBody::Degraded { what, why });
    }

    /// Ends what was held back for a call that the run does without by now: it may have been charged.
    pub(super) fn end_unawaited(&mut self, call: &ToolCall, money: Held) -> Result<(), RunError> {
        let (Ok(prepared), Held::Open { amount, key }) = (self.prepare(call), money) else { return Ok(()) };
        let (_, quote) = tier_of(&prepared, amount);
        let turn = self.ledger.turn(self.state.turn());
        let reservation = turn.adopt(&key, &quote).map_err(|refused| {
            RunError::internal(format!("what was held back for {} cannot be taken over: {refused}", call.id))
        })?;
        self.end_attempt(&call.id, reservation, Some(quote), false)
    }

    /// Records how an attempt ends, and then ends it in the ledger. `more` says that another attempt follows.
    pub(super) fn end_attempt(
        &mut self,
        id: &EffectId,
        reservation: Reservation,
        spent: Option<Quote>,
        more: bool,
    ) -> Result<(), RunError> {
        let told = money::told(id, &reservation, spent.as_ref());
        for event in &told {
            let also = more.then_some(("more", Value::Bool(true)));
            self.record_event(event, also)?;
            self.step(event, &mut VecDeque::new())?;
        }
        if !told.is_empty() {
            self.recorder.flush()?;
        }
        money::close(reservation, spent);
        Ok(())
    }

    fn prepare(&self, call: &ToolCall) -> Result<PreparedCall, Event> {
        let prepared = self.engine.shared.toolbox.prepare(&call.tool, &call.args);
        let failed = |error: ToolError| Event::EffectFailed { id: call.id.clone(), error: error.to_effect_error() };
        let mut prepared = prepared.map_err(failed)?;
        prepared.key = self.idempotency_key(call);
        Ok(prepared)
    }

    fn not_made(&mut self, tool: &str, event: Event) -> VecDeque<Next> {
        self.is_done(tool);
        [Next::Take(event)].into()
    }

    /// What tells a repeat of a call from another one, for tools that do a thing once however often they are asked.
    pub(super) fn idempotency_key(&self, call: &ToolCall) -> Option<String> {
        let spec = self.engine.shared.toolbox.spec(&call.tool)?;
        let once = spec.effect == ToolEffect::Idempotent && !spec.deterministic;
        once.then(|| Sha256::of_json(&(&self.plan.run, &call.id)).short(16))
    }

    /// The call, with what was held back for it.
    fn make(&mut self, call: ToolCall, prepared: PreparedCall, reservation: Reservation, tier: u32) -> Next {
        let ToolCall { id, tool, .. } = call;
        let amount = reservation.quote().money;
        let intent = match prepared.effect {
            ToolEffect::Write => Intent::Changes,
            ToolEffect::Read | ToolEffect::Idempotent if prepared.deterministic => Intent::Computes,
            ToolEffect::Read | ToolEffect::Idempotent => Intent::Leaves,
        };
        let grant = Grant::with_more(reservation, AskDriver { id: id.clone(), intent, driver: self.ask.clone() });
        self.grants.insert(id.clone(), grant.clone());
        let span = tracing::info_span!(
            "execute_tool",
            gen_ai.operation.name = "execute_tool",
            gen_ai.tool.name = %tool,
            gen_ai.tool.call.id = %id,
            maquette.cost_nano_usd = tracing::field::Empty,
        );
        let light = prepared.is_light();
        let (stack, context) = (self.engine.stack(self.context.lane()).clone(), self.context_for(&id));
        let task = async move {
            let marks = prepared.marks();
            let result = stack.call_tier(prepared, &context, &grant, tier).await;
            tracing::Span::current().record("maquette.cost_nano_usd", grant.charged().unwrap_or(amount).0);
            Box::new(Call { id, tool, marks, result, grant })
        };
        let task = task.instrument(span);
        if light {
            return Next::Make(Box::pin(task));
        }
        Next::Start(Box::pin(async move { Done::Call(task.await) }), intent)
    }

    /// What a call may use; what it says of its picture is said of its candidate.
    fn context_for(&self, id: &EffectId) -> Context {
        match self.context.progress() {
            Some(progress) => self.context.with_progress(progress.for_candidate(&id.lane)),
            None => self.context.clone(),
        }
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
                return Ok(Granted { reservation, tier, instead: Some(Instead { what: what.clone(), saved, tier }) });
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
        let Some(Asking { id, intent, ended, spent, answer }) = again.take() else { return Ok(()) };
        let quote = ended.quote();
        if ended.is_settled_before() {
            // A repeat of what was charged: its provider does not charge that again.
            let _ = answer.send(Ok(Reservation::settled_before(quote)));
            return Ok(());
        }
        self.end_attempt(&id, ended, spent, true)?;
        let granted = self.ledger.turn(self.state.turn()).reserve(&id, &quote);
        if let Ok(reservation) = &granted
            && quote.money > NanoUsd::ZERO
        {
            self.keys.extend(reservation.key().map(|key| (id.clone(), key.to_owned())));
            self.feed([Event::BudgetReserved { id: id.clone(), amount: quote.money, instead: None }]).await?;
            self.ready(intent)?;
        }
        // Nobody waits for it any more: it was given up meanwhile.
        if let Err(Ok(unused)) = answer.send(granted) {
            self.end_attempt(&id, unused, None, true)?;
        }
        Ok(())
    }

    /// Tells that a call of a tool is over.
    pub(super) fn is_done(&mut self, tool: &str) {
        let progress = self.progress.done(tool);
        self.emit(progress);
    }

    pub(super) async fn take_call(&mut self, call: Call) -> Result<(), RunError> {
        let (tool, event) = self.put_by(call)?;
        self.work_off([Next::Step(event)].into()).await?;
        self.is_done(&tool);
        Ok(())
    }

    /// Records what a call cost and what it brought, and then ends it in the ledger. Its result is still to be stepped; its
    /// money is. Says which tool it was.
    pub(super) fn put_by(&mut self, call: Call) -> Result<(String, Event), RunError> {
        let Call { id, tool, marks, result, grant } = call;
        if !marks && matches!(&result, Err(error) if error.outcome() == WorldOutcome::DidNotHappen) {
            grant.did_not_happen();
        }
        self.grants.remove(&id);
        let ended = grant.end();
        let mut told = ended.as_ref().map_or_else(Vec::new, |(held, spent)| money::told(&id, held, spent.as_ref()));
        // One more attempt was paid for, and its call was given up before it heard of that.
        if told.is_empty() && self.open.contains(&id) {
            told.push(Event::BudgetReleased { id: id.clone() });
        }
        for event in &told {
            self.record_event(event, None)?;
            self.fold(event);
        }
        let event = match result {
            Ok(output) => Ok(Event::EffectCompleted { id, output }),
            Err(error) if error.recovery() == Recovery::FailRun => {
                Err(RunError::storage(format!("the call {id} of `{tool}` could not be kept"), error))
            }
            Err(error) => Ok(Event::EffectFailed { id, error: error.to_effect_error() }),
        };
        if let Ok(event) = &event {
            self.record_event(event, None)?;
        }
        // What was paid for is not lost.
        if !told.is_empty() {
            self.recorder.commit()?;
        }
        if let Some((reservation, spent)) = ended {
            money::close(reservation, spent);
        }
        event.map(|event| (tool, event))
    }
}

/// The tier of a call that so much was held back for, and its quote: 0 is what was asked for.
fn tier_of(call: &PreparedCall, amount: NanoUsd) -> (u32, Quote) {
    let cheaper = call.tiers.iter().position(|tier| tier.quote.money == amount && call.quote.money != amount);
    let quote = cheaper.map_or(call.quote, |tier| call.tiers[tier].quote);
    let tier = cheaper.map_or(0, |tier| u32::try_from(tier).unwrap_or(u32::MAX).saturating_add(1));
    (tier, Quote { money: amount, ..quote })
}
