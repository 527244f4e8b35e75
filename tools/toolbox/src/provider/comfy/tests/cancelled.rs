//! What nobody waits for any more is taken back.

use super::*;

/// Has a call begin, and drops it when the server is at that point.
async fn dropped(double: &Double, at: impl Fn(usize, bool) -> bool) {
    let (comfy, purse) = (comfy(double), Purse::with(1_000));
    let context = paid(&purse, 60_000, "one");
    let task = tokio::spawn(async move { comfy.generate(&context, request(7)).await.map(drop) });
    double.until(at).await;
    // The answer to the sending is on its way.
    tokio::time::sleep(Duration::from_millis(40)).await;
    task.abort();
    let _ = task.await;
}

#[tokio::test]
async fn a_prompt_that_waits_is_taken_out_of_the_queue() {
    let double = Double::start(Manner { is_held: true, ..Manner::default() }).await;
    dropped(&double, |waiting, _| waiting == 1).await;
    double.until(|waiting, _| waiting == 0).await;
    double.until_seen("GET /queue", 2).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(
        (double.seen("POST /queue"), double.seen("POST /interrupt")),
        (1, 0),
        "once, and nothing else is stopped"
    );
}

#[tokio::test]
async fn a_prompt_that_runs_is_interrupted() {
    let double = Double::start(Manner { step_ms: 30, steps: 1_000, ..Manner::default() }).await;
    dropped(&double, |_, is_running| is_running).await;
    double.until(|_, is_running| !is_running).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!((double.seen("POST /queue"), double.seen("POST /interrupt"), double.prompts().len()), (1, 1, 1));
}

#[tokio::test]
async fn a_deadline_takes_it_back_too() {
    let double = Double::start(Manner { step_ms: 30, steps: 1_000, ..Manner::default() }).await;
    let purse = Purse::with(1_000);
    let context = paid(&purse, 1_200, "one");
    let error = comfy(&double).generate(&context, request(7)).await.unwrap_err();
    assert!(matches!(&error, ToolError::Provider { source: CallError::Deadline { sent: true, .. }, .. }), "{error}");
    double.until(|_, is_running| !is_running).await;
    drop(context);
    assert_eq!((double.seen("POST /interrupt"), purse.sums().1), (1, ATTEMPT));
}

#[tokio::test]
async fn a_prompt_whose_sending_was_not_answered_is_looked_for_and_taken_back() {
    let double = Double::start(Manner { taking: Taking::HangsUp, ..Manner::default() }).await;
    meet(&double, &comfy(&double)).await.0.unwrap_err();
    double.until_seen("POST /queue", 4).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!((double.seen("POST /queue"), double.seen("POST /interrupt")), (4, 0), "it ends");
}

#[tokio::test]
async fn outside_of_a_live_run_nothing_is_sent() {
    let double = Double::start(Manner::default()).await;
    let context = crate::fixture::context((*design::BrandKit::builtin()).clone());
    let error = comfy(&double).generate(&context, request(7)).await.unwrap_err();
    assert!(matches!(error, ToolError::Provider { source: CallError::NotGranted { .. }, .. }), "{error}");
    assert_eq!((double.heads().len(), double.prompts().len()), (0, 0));
}
