//! Pictures that are made, in each of the orders in which that is told.

use super::*;
use crate::image_progress::ProgressSink;

#[tokio::test]
async fn a_picture_is_made_and_tells_how_far_it_is() {
    let double = Double::start(Manner::default()).await;
    let (sink, mut reports) = ProgressSink::channel(64);
    let (made, spent) = meet(&double, &comfy(&double).with_progress(sink)).await;
    let picture = made.unwrap();
    is_whole(&picture, 7);
    assert_eq!((picture.media, spent, double.seen("POST /queue")), (crate::Media::Png, ATTEMPT, 0));
    let [(id, graph)] = double.prompts().try_into().unwrap();
    assert_eq!(
        (id.len(), &graph["1"]["inputs"]["batch_size"], &graph["2"]["inputs"]["seed"]),
        (36, &json!(1), &json!(7))
    );
    assert!(
        double.heads().iter().all(|head| head.contains(&format!("authorization: Bearer {KEY}"))),
        "on each request"
    );
    let mut told = Vec::new();
    while let Ok(report) = reports.try_recv() {
        assert_eq!(report.node, "art".into());
        told.push((report.step, report.of, report.preview.map(|preview| (preview.bytes.to_vec(), preview.media))));
    }
    let look = |step: u32| Some((format!("look {step}").into_bytes(), crate::Media::Jpeg));
    assert_eq!(told, (1..=4).flat_map(|step| [(step, 4, None), (step, 4, look(step))]).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_reader_that_does_not_read_holds_no_picture_up() {
    let double = Double::start(Manner { steps: 50, step_ms: 1, ..Manner::default() }).await;
    let (sink, mut reports) = ProgressSink::channel(1);
    is_whole(&meet(&double, &comfy(&double).with_progress(sink)).await.0.unwrap(), 7);
    assert_eq!(reports.try_recv().unwrap().step, 1);
}

#[tokio::test]
async fn the_history_may_be_late_and_the_files_untold() {
    let double = Double::start(Manner { race_ms: 150, tells_files: false, ..Manner::default() }).await;
    let (made, spent) = meet(&double, &comfy(&double)).await;
    is_whole(&made.unwrap(), 7);
    assert_eq!((spent, double.prompts().len()), (ATTEMPT, 1));
    assert!(double.seen("GET /history/") >= 3, "it was asked until it knew");
}

#[tokio::test]
async fn a_server_without_a_socket_is_asked_now_and_then() {
    let double = Double::start(Manner { has_socket: false, race_ms: 50, ..Manner::default() }).await;
    let (made, spent) = meet(&double, &comfy(&double)).await;
    is_whole(&made.unwrap(), 7);
    assert_eq!((spent, double.prompts().len(), double.seen("GET /ws")), (ATTEMPT, 1, 1));
    let unheard = ComfySettings { socket: false, ..settings() };
    is_whole(&meet(&double, &comfy_with(&double, stack(), unheard, &workflow())).await.0.unwrap(), 7);
    assert_eq!(double.seen("GET /ws"), 1);
}

#[tokio::test]
async fn the_same_seed_has_the_same_pixels_and_comes_out_of_the_cache() {
    let double = Double::start(Manner::default()).await;
    let comfy = comfy(&double);
    let purse = Purse::with(1_000);
    for (seed, key, runs) in [(7, "one", 1), (8, "two", 2), (7, "three", 3), (7, "four", 3)] {
        is_whole(&comfy.generate(&paid(&purse, 5_000, key), request(seed)).await.unwrap(), seed);
        assert_eq!(double.runs(), runs, "{key}");
    }
    assert_eq!((double.prompts().len(), purse.sums().1), (4, 4 * ATTEMPT));
}

#[tokio::test]
async fn what_this_call_has_left_before_a_restart_is_not_sent_again() {
    let double = Double::start(Manner::default()).await;
    let purse = Purse::with(1_000);
    for _ in 0..2 {
        // Another process, the same call.
        is_whole(&comfy(&double).generate(&paid(&purse, 5_000, "one"), request(7)).await.unwrap(), 7);
    }
    assert_eq!(double.prompts().len(), 1);
}

#[tokio::test]
async fn equal_requests_at_a_time_are_one() {
    let double = Double::start(Manner { step_ms: 20, ..Manner::default() }).await;
    let comfy = comfy(&double);
    let purse = Purse::with(1_000);
    let contexts = [paid(&purse, 5_000, "one"), paid(&purse, 5_000, "one")];
    let (one, other) = tokio::join!(comfy.generate(&contexts[0], request(7)), comfy.generate(&contexts[1], request(7)));
    assert_eq!(one.unwrap(), other.unwrap());
    drop(contexts);
    assert_eq!((double.prompts().len(), purse.sums().1), (1, ATTEMPT));
}

#[tokio::test]
async fn a_picture_may_come_over_the_socket_alone() {
    let mut sent = workflow();
    sent["3"] = json!({ "class_type": "SaveImageWebsocket", "inputs": { "images": ["2", 0] } });
    let double = Double::start(Manner { race_ms: 30, ..Manner::default() }).await;
    let (made, spent) = meet(&double, &comfy_with(&double, stack(), settings(), &sent)).await;
    is_whole(&made.unwrap(), 7);
    assert_eq!((spent, double.seen("GET /view")), (ATTEMPT, 0));
    // Where nobody listens, it is made for nobody.
    let deaf = Double::start(Manner { has_socket: false, ..Manner::default() }).await;
    let (made, spent) = meet(&deaf, &comfy_with(&deaf, stack(), settings(), &sent)).await;
    let error = made.unwrap_err();
    assert_eq!((error.name(), spent), ("invalid", ATTEMPT), "{error}");
}

#[tokio::test]
async fn a_server_of_old_that_names_prompts_itself_is_followed() {
    for has_socket in [true, false] {
        let double = Double::start(Manner { taking: Taking::Renames, has_socket, ..Manner::default() }).await;
        is_whole(&meet(&double, &comfy(&double)).await.0.unwrap(), 7);
        assert_eq!(double.seen("GET /history/of-the-server-1") > 0, !has_socket);
    }
}

#[tokio::test]
async fn a_large_picture_is_read_and_a_huge_one_is_not() {
    let double = Double::start(Manner { view: View::Large(2_600), ..Manner::default() }).await;
    let picture = meet(&double, &comfy(&double)).await.0.unwrap();
    assert!(picture.bytes.len() > 20_000_000, "{}", picture.bytes.len());
    assert!(!picture.bytes.windows(4).take(1_000).any(|kind| kind == b"tEXt"));
    let small = ProviderSettings { answer_bytes_max: 1 << 20, ..stack() };
    let (made, spent) = meet(&double, &comfy_with(&double, small, settings(), &workflow())).await;
    let error = made.unwrap_err();
    assert_eq!((error.name(), spent), ("unreadable", ATTEMPT), "{error}");
}
