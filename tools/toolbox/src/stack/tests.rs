use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use design::BrandKit;
use planner::NanoUsd;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::quote::{Quote, Reservation, Settlement};
use crate::tool::{Audience, PureTool, Tool, ToolEffect};
use crate::{ForeignSpec, ForeignTool, Toolbox, ToolboxError};

#[derive(Deserialize, JsonSchema)]
struct Wait {
    ms: u64,
}

#[derive(Serialize, JsonSchema)]
struct Done {
    done: bool,
}

/// Sleeps as long as it is told.
struct Sleep;

impl Tool for Sleep {
    const NAME: &'static str = "sleep";
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Sleeps.";
    type Input = Wait;
    type Output = Done;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, input: &Wait) -> Quote {
        Quote::money(NanoUsd(input.ms))
    }

    async fn call(&self, context: &Context, input: Wait) -> Result<Done, ToolError> {
        tokio::time::sleep(Duration::from_millis(input.ms)).await;
        context.charge(NanoUsd(1));
        Ok(Done { done: true })
    }
}

/// Sleeps past every deadline: it claims to be deterministic, so it has none.
struct Outlast;

impl Tool for Outlast {
    const NAME: &'static str = "outlast";
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Sleeps past every deadline.";
    type Input = Wait;
    type Output = Done;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn deterministic(&self) -> bool {
        true
    }

    fn quote(&self, _: &Wait) -> Quote {
        Quote::FREE
    }

    async fn call(&self, context: &Context, input: Wait) -> Result<Done, ToolError> {
        Sleep.call(context, input).await
    }
}

/// Panics on zero.
struct Divide;

impl PureTool for Divide {
    const NAME: &'static str = "divide";
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Divides.";
    type Input = Wait;
    type Output = Done;

    fn compute(&self, _: &Context, input: Wait) -> Result<Done, ToolError> {
        let parts = 10u64.checked_div(input.ms).expect("a divisor");
        Ok(Done { done: parts > 0 })
    }
}

/// The same, made where it is asked for.
struct Halve;

impl PureTool for Halve {
    const NAME: &'static str = "halve";
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Halves.";
    const LIGHT: bool = true;
    type Input = Wait;
    type Output = Done;

    fn compute(&self, context: &Context, input: Wait) -> Result<Done, ToolError> {
        Divide.compute(context, input)
    }
}

struct Account(Arc<Mutex<Vec<String>>>);

impl Settlement for Account {
    fn settle(self: Box<Self>, spent: Quote) {
        self.0.lock().unwrap().push(format!("settled {}", spent.money.0));
    }

    fn release(self: Box<Self>) {
        self.0.lock().unwrap().push("released".to_owned());
    }
}

fn toolbox() -> Toolbox {
    Toolbox::builder().tool(Sleep).tool(Outlast).pure(Divide).pure(Halve).build().unwrap()
}

fn context() -> Context {
    crate::fixture::context((*BrandKit::builtin()).clone())
}

fn free() -> Grant {
    Grant::new(Reservation::new(Quote::FREE, Box::new(Account(Arc::default()))))
}

#[tokio::test(start_paused = true)]
async fn a_call_that_leaves_the_process_has_a_deadline() {
    let call = toolbox().prepare("sleep", &json!({ "ms": 1_000_000 })).unwrap();
    let error = Stack::new().call(call, &context(), &free()).await.unwrap_err();
    assert!(matches!(error, ToolError::DeadlinePassed { sent: true, .. }), "{error}");
}

#[tokio::test]
async fn a_light_call_is_made_in_place_and_its_panic_is_an_error() {
    let (stack, toolbox, context) = (Stack::new(), toolbox(), context());
    // There is no thread to compute on, and none is needed.
    let _all = context.compute_permits().acquire_many_owned(1).await.unwrap();
    let prepare = |ms: u64| toolbox.prepare("halve", &json!({ "ms": ms })).unwrap();
    assert!(prepare(2).is_light() && !toolbox.prepare("divide", &json!({ "ms": 2 })).unwrap().is_light());
    assert_eq!(stack.call(prepare(2), &context, &free()).await.unwrap(), json!({ "done": true }));
    assert_eq!(stack.recompute(prepare(2), &context).await.unwrap(), json!({ "done": true }));
    let error = stack.call(prepare(0), &context, &free()).await.unwrap_err();
    assert!(matches!(&error, ToolError::Internal { reason, .. } if reason.contains("a divisor")), "{error}");
    let ended = free();
    drop(ended.end());
    let error = stack.call(prepare(2), &context, &ended).await.unwrap_err();
    assert!(matches!(error, ToolError::Refused { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passes_in_the_queue_sent_nothing() {
    let (stack, toolbox, context) = (Stack::with_limits(10, 1), toolbox(), context());
    let make = |tool: &str, ms: u64| {
        let (stack, call, context) = (stack.clone(), toolbox.prepare(tool, &json!({ "ms": ms })), context.clone());
        tokio::spawn(async move { stack.call(call.unwrap(), &context, &free()).await })
    };
    let (first, second, third) = (make("sleep", 119_000), make("sleep", 119_000), make("sleep", 1));
    let pure = make("outlast", 200_000);
    assert!(first.await.unwrap().is_ok());
    let error = second.await.unwrap().unwrap_err();
    assert!(matches!(error, ToolError::DeadlinePassed { sent: true, .. }), "{error}");
    let error = third.await.unwrap().unwrap_err();
    assert!(matches!(error, ToolError::DeadlinePassed { sent: false, .. }), "{error}");
    assert!(pure.await.unwrap().is_ok(), "a deterministic call has no deadline and waits for no place");
}

#[tokio::test(start_paused = true)]
async fn calls_beyond_the_bound_are_turned_away() {
    let (stack, toolbox, context) = (Stack::with_limits(2, 1), toolbox(), context());
    let turned_away = Arc::new(AtomicU64::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let (stack, context, turned_away) = (stack.clone(), context.clone(), turned_away.clone());
        let call = toolbox.prepare("sleep", &json!({ "ms": 5 })).unwrap();
        tasks.spawn(async move {
            if let Err(ToolError::Overloaded { .. }) = stack.call(call, &context, &free()).await {
                turned_away.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(turned_away.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_panic_is_an_error_of_the_tool() {
    let call = toolbox().prepare("divide", &json!({ "ms": 0 })).unwrap();
    let error = Stack::new().call(call, &context(), &free()).await.unwrap_err();
    assert_eq!(error.to_string(), "`divide` failed inside: it panicked: a divisor");
}

#[tokio::test]
async fn only_deterministic_tools_can_be_recomputed() {
    let (stack, toolbox) = (Stack::new(), toolbox());
    let again = toolbox.prepare("divide", &json!({ "ms": 2 })).unwrap();
    assert_eq!(stack.recompute(again, &context()).await.unwrap(), json!({ "done": true }));
    let live = toolbox.prepare("sleep", &json!({ "ms": 0 })).unwrap();
    assert!(matches!(stack.recompute(live, &context()).await, Err(ToolError::NotDeterministic { .. })));
}

#[tokio::test]
async fn a_dropped_reservation_is_settled_only_when_something_was_sent() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let reserve = || Reservation::new(Quote::money(NanoUsd(7)), Box::new(Account(log.clone())));
    drop(reserve());
    let grant = Grant::new(reserve());
    let call = toolbox().prepare("sleep", &json!({ "ms": 0 })).unwrap();
    Stack::new().call(call, &context(), &grant).await.unwrap();
    // What was charged counts, and where nobody said, all of it.
    drop(grant);
    let grant = Grant::new(reserve());
    assert!(grant.mark_sent());
    drop(grant);
    reserve().settle(Quote::money(NanoUsd(3)));
    assert_eq!(*log.lock().unwrap(), ["released", "settled 1", "settled 7", "settled 3"]);
}

#[tokio::test]
async fn a_call_says_what_it_really_cost() {
    let (first, second) = (free(), free());
    let call = toolbox().prepare("sleep", &json!({ "ms": 0 })).unwrap();
    assert_eq!(call.quote, Quote::FREE);
    Stack::new().call(call, &context(), &first).await.unwrap();
    assert_eq!((first.charged(), second.charged()), (Some(NanoUsd(1)), None));
}

struct Deliver;

impl PureTool for Deliver {
    const NAME: &'static str = "deliver";
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Takes a name that is not its own.";
    type Input = Wait;
    type Output = Done;

    fn compute(&self, _: &Context, _: Wait) -> Result<Done, ToolError> {
        Ok(Done { done: true })
    }
}

/// A foreign tool that goes by a name of the house.
struct Named(&'static str);

impl ForeignTool for Named {
    fn spec(&self) -> ForeignSpec {
        let any = json!({ "type": "object", "properties": {}, "additionalProperties": false });
        ForeignSpec {
            name: self.0.to_owned(),
            version: "1.0.0".into(),
            description: "Goes by another's name.".into(),
            audience: Audience::Internal,
            input: any.clone(),
            output: any,
        }
    }

    fn quote(&self) -> Quote {
        Quote::FREE
    }

    fn call(&self, _: &Context, _: serde_json::Value) -> Result<serde_json::Value, ToolError> {
        Ok(json!({}))
    }
}

#[test]
fn a_foreign_tool_takes_no_name_of_the_house() {
    let houses = Toolbox::builder().tool(crate::builtin::BrandSearch::default()).tool(Sleep).build().unwrap();
    for spec in houses.specs() {
        let named: &'static str = spec.name.to_string().leak();
        let after =
            Toolbox::builder().tool(crate::builtin::BrandSearch::default()).tool(Sleep).foreign(Named(named)).build();
        assert_eq!(after.unwrap_err(), ToolboxError::Duplicate { tool: named.into() });
        let before =
            Toolbox::builder().foreign(Named(named)).tool(crate::builtin::BrandSearch::default()).tool(Sleep).build();
        assert_eq!(before.unwrap_err(), ToolboxError::Duplicate { tool: named.into() });
    }
    let control = Toolbox::builder().foreign(Named("deliver")).build();
    assert_eq!(control.unwrap_err(), ToolboxError::Reserved { tool: "deliver".into() });
}

#[test]
fn names_that_are_taken_are_refused() {
    let duplicate = Toolbox::builder().tool(Sleep).tool(Sleep).build();
    assert_eq!(duplicate.unwrap_err(), ToolboxError::Duplicate { tool: "sleep".into() });
    let control = Toolbox::builder().pure(Deliver).build();
    assert_eq!(control.unwrap_err(), ToolboxError::Reserved { tool: "deliver".into() });
    let nothing = Toolbox::builder().replace(Sleep).build();
    assert_eq!(nothing.unwrap_err(), ToolboxError::NothingToReplace { tool: "sleep".into() });
    let unknown = toolbox().prepare("slep", &json!({}));
    assert_eq!(unknown.unwrap_err().to_string(), "there is no tool `slep`; there are divide, halve, outlast, sleep");
}
