//! What goes wrong, and what each of it does to the world and to the money.

use planner::WorldOutcome::{self, DidNotHappen, InDoubt, Landed};

use super::double::{PNG, SIGNATURE, Script};
use super::*;
use crate::builtin::GenerateImage;
use crate::image_model::AnyImageModel;
use crate::provider::CallError;
use crate::provider::fault_server::{Act, answer, refuses, says};
use crate::tool::Tool;
use QueueDialect::{Bfl, Fal, Replicate};

/// What is expected: the class, what happened, how often the job was submitted and called off, and what was paid for.
type Expected = (&'static str, WorldOutcome, usize, usize, u64);

#[track_caller]
fn check(case: &str, met: &Met, expected: Expected) {
    let error = met.result.as_ref().expect_err(case);
    let ToolError::Provider { source, .. } = error else { panic!("{case}: {error}") };
    let seen = (source.name(), error.outcome(), met.asked(Door::Submit), met.asked(Door::Cancel), met.spent / ATTEMPT);
    assert_eq!(seen, expected, "{case}: {error}");
    // By its name a person finds a job that was taken.
    if let CallError::Fault { fault, .. } = source
        && fault.outcome == Landed
    {
        assert_eq!(fault.request_id.as_deref(), Some("job-0"), "{case}");
    }
}

async fn all(cases: &[(&'static str, QueueDialect, Script, Expected)]) {
    for &(case, dialect, script, expected) in cases {
        let met = meet(dialect, script).await;
        if expected.3 > 0 {
            met.double.world.knocked(Door::Cancel).await;
        }
        check(case, &met, expected);
    }
}

#[tokio::test]
async fn what_is_refused_for_what_it_shows_is_never_asked_again() {
    fn state(knock: &double::Knock<'_>, state: &Value) -> Option<Vec<Act>> {
        (knock.door == Door::Status).then(|| says(state))
    }
    let failed: Script = |knock| {
        let error = "The input or output was flagged as sensitive. (E005)";
        state(knock, &json!({ "status": "failed", "error": error, "output": null }))
    };
    let taken_away: Script = |knock| {
        let mut result = knock.usual.clone();
        result["has_nsfw_concepts"] = json!([true]);
        (knock.door == Door::Result).then(|| says(&result))
    };
    let refused: Script = |knock| {
        let detail = json!([{ "loc": ["body", "prompt"], "msg": "no", "type": "content_policy_violation" }]);
        (knock.door == Door::Result).then(|| refuses("422 Unprocessable Entity", "", &json!({ "detail": detail })))
    };
    let said: Script = |knock| state(knock, &json!({ "status": "COMPLETED", "error": "Flagged by a content checker" }));
    all(&[
        (
            "BFL, before",
            Bfl,
            |knock| state(knock, &json!({ "status": "Request Moderated" })),
            ("blocked", DidNotHappen, 1, 0, 0),
        ),
        (
            "BFL, after",
            Bfl,
            |knock| state(knock, &json!({ "status": "Content Moderated" })),
            ("blocked", Landed, 1, 0, 1),
        ),
        ("Replicate", Replicate, failed, ("blocked", InDoubt, 1, 0, 1)),
        ("fal, taken away", Fal, taken_away, ("blocked", Landed, 1, 0, 1)),
        ("fal, refused", Fal, refused, ("blocked", InDoubt, 1, 0, 1)),
        ("fal, said", Fal, said, ("blocked", InDoubt, 1, 0, 1)),
    ])
    .await;
}

#[tokio::test]
async fn jobs_end_in_their_ways() {
    fn ends(knock: &double::Knock<'_>, state: &str) -> Option<Vec<Act>> {
        (knock.door == Door::Status).then(|| says(&json!({ "status": state, "error": "it broke" })))
    }
    let invalid: Script = |knock| match knock.door {
        Door::Status => Some(says(&json!({ "status": "COMPLETED", "error": "it is wrong" }))),
        Door::Result => Some(refuses("422 Unprocessable Entity", "", &json!({ "detail": [{ "msg": "no" }] }))),
        Door::Submit | Door::Cancel | Door::Picture => None,
    };
    all(&[
        ("aborted: not charged", Replicate, |knock| ends(knock, "aborted"), ("busy", DidNotHappen, 3, 0, 0)),
        ("canceled: charged", Replicate, |knock| ends(knock, "canceled"), ("lost", Landed, 1, 0, 1)),
        ("failed", Replicate, |knock| ends(knock, "failed"), ("server", InDoubt, 3, 0, 3)),
        ("Error", Bfl, |knock| ends(knock, "Error"), ("server", InDoubt, 3, 0, 3)),
        ("never known", Bfl, |knock| ends(knock, "Task not found"), ("lost", InDoubt, 1, 0, 1)),
        ("done with an error", Fal, |knock| ends(knock, "COMPLETED"), ("server", InDoubt, 3, 0, 3)),
        ("done and wrong", Fal, invalid, ("invalid", InDoubt, 1, 0, 1)),
    ])
    .await;
}

#[tokio::test]
async fn a_submission_whose_answer_is_lost_is_not_made_again() {
    fn submit(knock: &double::Knock<'_>, acts: impl FnOnce() -> Vec<Act>) -> Option<Vec<Act>> {
        (knock.door == Door::Submit).then(acts)
    }
    fn fails(knock: &double::Knock<'_>, status: &str) -> Option<Vec<Act>> {
        submit(knock, || refuses(status, "", &json!({ "error": format!("not with {KEY}") })))
    }
    let begun: Script = |knock| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"requ";
        submit(knock, || vec![Act::Send(head.to_vec()), Act::Wait(10), Act::Reset])
    };
    let html: Script = |knock| submit(knock, || answer("200 OK", "text/html", "", "<html>"));
    let (once, doubt) = (("lost", InDoubt, 1, 0, 1), InDoubt);
    all(&[
        ("a reset", Fal, |knock| submit(knock, || vec![Act::Reset]), once),
        ("a reset", Bfl, |knock| submit(knock, || vec![Act::Reset]), once),
        ("a reset", Replicate, |knock| submit(knock, || vec![Act::Reset]), once),
        ("a reset amid the answer", Fal, begun, once),
        ("no answer", Bfl, |knock| submit(knock, || vec![Act::Wait(2_000)]), once),
        ("500", Replicate, |knock| fails(knock, "500 Internal Server Error"), once),
        ("503", Fal, |knock| fails(knock, "503 Service Unavailable"), once),
        ("429", Fal, |knock| fails(knock, "429 Too Many Requests"), ("rate_limited", DidNotHappen, 3, 0, 0)),
        ("402", Bfl, |knock| fails(knock, "402 Payment Required"), ("quota", DidNotHappen, 1, 0, 0)),
        ("401", Replicate, |knock| fails(knock, "401 Unauthorized"), ("denied", DidNotHappen, 1, 0, 0)),
        ("422", Fal, |knock| fails(knock, "422 Unprocessable Entity"), ("invalid", DidNotHappen, 1, 0, 0)),
        ("a redirect", Fal, |knock| fails(knock, "307 Temporary Redirect"), ("invalid", DidNotHappen, 1, 0, 0)),
        ("HTML", Fal, html, ("unreadable", doubt, 1, 0, 1)),
        ("no name", Bfl, |knock| submit(knock, || says(&json!({ "id": "../x" }))), ("unreadable", doubt, 1, 0, 1)),
        ("an error as a success", Fal, |knock| fails(knock, "200 OK"), once),
    ])
    .await;
}

#[tokio::test]
async fn a_job_that_is_lost_from_sight_is_called_off() {
    let elsewhere: Script = |knock| {
        let mut taken = knock.usual.clone();
        taken["status_url"] = json!(format!("https://evil.example/x?sig={SIGNATURE}"));
        taken["polling_url"] = taken["status_url"].clone();
        (knock.door == Door::Submit).then(|| says(&taken))
    };
    fn status(knock: &double::Knock<'_>, status: &str) -> Option<Vec<Act>> {
        (knock.door == Door::Status).then(|| refuses(status, "", &json!({ "detail": "no" })))
    }
    all(&[
        ("5xx for ever", Fal, |knock| status(knock, "500 Internal Server Error"), ("lost", InDoubt, 1, 1, 1)),
        ("5xx for ever", Replicate, |knock| status(knock, "502 Bad Gateway"), ("lost", InDoubt, 1, 1, 1)),
        ("5xx for ever", Bfl, |knock| status(knock, "502 Bad Gateway"), ("lost", InDoubt, 1, 0, 1)),
        ("the key is gone", Fal, |knock| status(knock, "401 Unauthorized"), ("denied", InDoubt, 1, 1, 1)),
        ("another host", Fal, elsewhere, ("unreadable", InDoubt, 1, 1, 1)),
        ("another host", Bfl, elsewhere, ("unreadable", InDoubt, 1, 0, 1)),
    ])
    .await;
}

#[tokio::test]
async fn a_picture_that_cannot_be_had_is_paid_for() {
    fn sends(knock: &double::Knock<'_>, acts: impl FnOnce() -> Vec<Act>) -> Option<Vec<Act>> {
        (knock.door == Door::Picture).then(acts)
    }
    fn refused(knock: &double::Knock<'_>, status: &str) -> Option<Vec<Act>> {
        sends(knock, || answer(status, "application/xml", "", format!("<x>no, not with sig={SIGNATURE}</x>")))
    }
    fn moved(knock: &double::Knock<'_>, to: &str) -> Option<Vec<Act>> {
        sends(knock, || refuses("302 Found", &format!("location: {to}\r\n"), &json!({})))
    }
    fn result(knock: &double::Knock<'_>, picture: Value) -> Option<Vec<Act>> {
        let ready = json!({ "status": "Ready", "result": { "sample": picture } });
        (knock.door == Door::Status).then(|| says(&ready))
    }
    let html: Script = |knock| sends(knock, || answer("200 OK", "text/html", "", "<html>an error</html>"));
    let masked: Script = |knock| sends(knock, || answer("200 OK", "image/png", "", "<html>an error</html>"));
    let film: Script = |knock| sends(knock, || answer("200 OK", "video/mp4", "", PNG));
    let gif: Script = |knock| sends(knock, || answer("200 OK", "image/gif", "", "GIF89a"));
    // Without a length, so that nothing but the bound ends it.
    let endless: Script = |knock| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\nconnection: close\r\n\r\n";
        sends(knock, || vec![Act::Send([head.as_slice(), PNG].concat()), Act::Send(vec![0; 20 << 20])])
    };
    let torn: Script = |knock| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 5000\r\n\r\n";
        sends(knock, || vec![Act::Send([head.as_slice(), PNG].concat())])
    };
    let (expired, unreadable) = (("expired", Landed, 1, 0, 1), ("unreadable", Landed, 1, 0, 1));
    all(&[
        ("expired", Bfl, |knock| refused(knock, "403 Forbidden"), expired),
        ("gone", Fal, |knock| refused(knock, "404 Not Found"), expired),
        ("5xx for ever", Replicate, |knock| refused(knock, "503 Service Unavailable"), expired),
        ("torn for ever", Fal, torn, expired),
        ("a page", Fal, html, unreadable),
        ("a page that says it is a picture", Bfl, masked, unreadable),
        ("a film", Replicate, film, unreadable),
        ("a GIF", Fal, gif, unreadable),
        ("without end", Bfl, endless, unreadable),
        ("moved to another host", Fal, |knock| moved(knock, "https://evil.example/x.png"), unreadable),
        ("moved to another port", Fal, |knock| moved(knock, "http://127.0.0.1:1/x.png"), unreadable),
        ("moved in a circle", Fal, |knock| moved(knock, &format!("http://{}/pictures/x", knock.host)), unreadable),
        ("at another host", Bfl, |knock| result(knock, json!("https://evil.example/x.png")), unreadable),
        ("at a local file", Bfl, |knock| result(knock, json!("file:///etc/passwd")), unreadable),
        ("nowhere", Bfl, |knock| result(knock, Value::Null), unreadable),
    ])
    .await;
}

#[tokio::test]
async fn errors_that_are_free_are_so_before_a_job_is_taken_and_not_after() {
    let free = ProviderSettings { errors_are_free: true, ..stack() };
    let before: Script =
        |knock| (knock.door == Door::Submit).then(|| refuses("500 Internal Server Error", "", &json!({})));
    let after: Script =
        |knock| (knock.door == Door::Status).then(|| refuses("500 Internal Server Error", "", &json!({})));
    for (script, expected) in [(before, ("server", DidNotHappen, 3, 0, 0)), (after, ("lost", InDoubt, 1, 1, 1))] {
        let double = Double::start(Fal, |_| 0, script).await;
        let settings = settings(Fal, &double.server.base);
        let met = meet_with(double, settings, free.clone(), 20_000).await;
        if expected.3 > 0 {
            met.double.world.knocked(Door::Cancel).await;
        }
        check("free", &met, expected);
    }
}

#[tokio::test]
async fn a_corrupt_picture_is_found_out_by_the_tool() {
    // It begins as a PNG does, and is none.
    let double = Double::start(Fal, |_| 0, |_| None).await;
    let model = AnyImageModel::new(images(settings(Fal, &double.server.base), stack()));
    let purse = Purse::with(1_000);
    let context = paid(&purse, 20_000);
    let input = planner::calls::GenerateImage { request: request(), made: None };
    let error = GenerateImage::new(model).call(&context, input).await.unwrap_err();
    assert!(matches!(&error, ToolError::Unavailable { reason, .. } if reason.contains("no picture")), "{error}");
    assert_eq!(error.outcome(), InDoubt);
    drop(context);
    assert_eq!(purse.sums(), (990, 10));
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let make = |change: fn(&mut QueueSettings)| {
        let mut settings = settings(Bfl, "https://api.bfl.ai/v1");
        change(&mut settings);
        QueueImages::new(settings, Some(SecretString::from(KEY)), stack(), &prices(), DAY).map(drop)
    };
    assert_eq!(make(|_| ()), Ok(()));
    let unpriced = make(|settings| settings.tiers[0].model = "other".to_owned());
    assert!(matches!(unpriced, Err(QueueImagesError::Price(_))), "{unpriced:?}");
    assert_eq!(
        make(|settings| {
            settings.tiers[0].model = "other".to_owned();
            settings.tiers[0].image_nano_usd = Some(0);
        }),
        Ok(())
    );
    assert_eq!(
        make(|settings| settings.tiers[0].sizes.push((1000, 1024))),
        Err(QueueImagesError::Size { place: 1, multiple: 16 })
    );
    assert_eq!(
        make(|settings| settings.tiers[0].sizes.clear()),
        Err(QueueImagesError::Size { place: 1, multiple: 16 })
    );
    assert_eq!(
        make(|settings| settings.tiers[0].model = "a/../b".to_owned()),
        Err(QueueImagesError::Model { place: 1 })
    );
    assert!(matches!(make(|settings| settings.picture_hosts.push("*".to_owned())), Err(QueueImagesError::Host { .. })));
    let setting = |change| match make(change) {
        Err(QueueImagesError::Setting { setting, .. }) => setting,
        other => panic!("{other:?}"),
    };
    assert_eq!(setting(|settings| settings.tiers.clear()), "tiers");
    assert_eq!(setting(|settings| settings.poll_ms = 0), "poll_ms");
    assert_eq!(setting(|settings| settings.poll_max_ms = 1), "poll_max_ms");
    assert_eq!(setting(|settings| settings.picture_bytes_max = 64 << 20), "picture_bytes_max");
    for base in ["http://queue.example", "https://queue.example?key=1"] {
        let settings = settings(Bfl, base);
        let made = QueueImages::new(settings, Some(SecretString::from(KEY)), stack(), &prices(), DAY);
        assert!(matches!(made, Err(QueueImagesError::Endpoint(_))), "{base}");
    }
    let shown = format!("{:?}", images(settings(Bfl, "https://api.bfl.ai/v1"), stack()));
    assert!(!shown.contains(KEY), "{shown}");
    let unknown = serde_json::from_value::<QueueSettings>(json!({ "dialect": "fal", "tiers": [], "pol_ms": 1 }));
    assert!(unknown.unwrap_err().to_string().contains("pol_ms"));
}
