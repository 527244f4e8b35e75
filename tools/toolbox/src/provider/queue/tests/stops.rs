//! Calls that nobody waits for any more: the job is called off, once, and paid for.

use super::double::Script;
use super::*;
use crate::provider::CallError;
use crate::provider::fault_server::{Act, says};

const FOR_EVER: fn(usize) -> u64 = |_| 3_600_000;

/// Asks in a task of its own; the purse pays.
fn begin(double: &Double, dialect: QueueDialect, time: u64) -> (tokio::task::JoinHandle<Result<(), ToolError>>, Purse) {
    let (images, purse) = (images(settings(dialect, &double.server.base), stack()), Purse::with(1_000));
    let context = paid(&purse, time);
    (tokio::spawn(async move { images.generate(&context, request()).await.map(drop) }), purse)
}

/// Waits until a task's money is settled.
async fn settled(purse: &Purse, sums: (u64, u64)) {
    for _ in 0..400 {
        if purse.sums() == sums {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(purse.sums(), sums);
}

/// The requests that call a job off, after some time in which a second one would have come.
async fn called_off(double: &mut Double) -> Vec<String> {
    tokio::time::sleep(Duration::from_millis(100)).await;
    let sent = std::iter::from_fn(|| double.server.seen.try_recv().ok());
    sent.filter(|request| request.lines().next().unwrap().contains("/cancel ")).collect()
}

#[tokio::test]
async fn a_call_that_is_dropped_stops_its_job() {
    let stops = [
        (QueueDialect::Fal, "PUT /v1/fal-ai/flux/requests/job-0/cancel HTTP/1.1"),
        (QueueDialect::Replicate, "POST /v1/predictions/job-0/cancel HTTP/1.1"),
    ];
    for (dialect, line) in stops {
        let mut double = Double::start(dialect, FOR_EVER, |_| None).await;
        let (task, purse) = begin(&double, dialect, 60_000);
        double.world.knocked(Door::Status).await;
        task.abort();
        double.world.knocked(Door::Cancel).await;
        let called_off = called_off(&mut double).await;
        assert_eq!(called_off.len(), 1, "once");
        assert!(called_off[0].starts_with(line) && called_off[0].contains(KEY), "{}", called_off[0]);
        settled(&purse, (990, 10)).await;
    }
    // BFL takes nothing back; the money is gone all the same.
    let mut double = Double::start(QueueDialect::Bfl, FOR_EVER, |_| None).await;
    let (task, purse) = begin(&double, QueueDialect::Bfl, 60_000);
    double.world.knocked(Door::Status).await;
    task.abort();
    settled(&purse, (990, 10)).await;
    assert_eq!(called_off(&mut double).await.len(), 0);
}

#[tokio::test]
async fn a_deadline_stops_its_job() {
    let mut double = Double::start(QueueDialect::Replicate, FOR_EVER, |_| None).await;
    let (task, purse) = begin(&double, QueueDialect::Replicate, 400);
    let error = task.await.unwrap().unwrap_err();
    assert!(matches!(&error, ToolError::Provider { source: CallError::Deadline { sent: true, .. }, .. }), "{error}");
    double.world.knocked(Door::Cancel).await;
    assert_eq!(called_off(&mut double).await.len(), 1);
    settled(&purse, (990, 10)).await;
}

#[tokio::test]
async fn a_job_that_outlasts_its_attempt_is_stopped_and_not_submitted_again() {
    let double = Double::start(QueueDialect::Fal, FOR_EVER, |_| None).await;
    let (settings, short) =
        (settings(QueueDialect::Fal, &double.server.base), ProviderSettings { attempt_ms: 400, ..stack() });
    let mut met = meet_with(double, settings, short, 20_000).await;
    let error = met.result.as_ref().unwrap_err();
    assert!(matches!(error, ToolError::Provider { source, .. } if source.name() == "lost"), "{error}");
    met.double.world.knocked(Door::Cancel).await;
    assert_eq!((met.asked(Door::Submit), met.spent), (1, ATTEMPT));
    assert_eq!(called_off(&mut met.double).await.len(), 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_amid_its_submission_stops_its_job() {
    let slow: Script = |knock| {
        let answer = || std::iter::once(Act::Wait(150)).chain(says(&knock.usual)).collect();
        (knock.door == Door::Submit).then(answer)
    };
    let double = Double::start(QueueDialect::Fal, FOR_EVER, slow).await;
    let (task, purse) = begin(&double, QueueDialect::Fal, 60_000);
    double.world.knocked(Door::Submit).await;
    task.abort();
    double.world.knocked(Door::Cancel).await;
    assert_eq!((double.world.asked(Door::Submit), double.world.asked(Door::Status)), (1, 0));
    settled(&purse, (990, 10)).await;
}

#[tokio::test]
async fn a_job_that_is_over_is_not_called_off() {
    let slow: Script = |knock| (knock.door == Door::Picture).then(|| vec![Act::Wait(60_000)]);
    let mut double = Double::start(QueueDialect::Fal, |_| 0, slow).await;
    let (task, purse) = begin(&double, QueueDialect::Fal, 60_000);
    double.world.knocked(Door::Picture).await;
    task.abort();
    settled(&purse, (990, 10)).await;
    assert_eq!(called_off(&mut double).await.len(), 0);
}
