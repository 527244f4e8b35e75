//! All that goes wrong, what is said of it, and what it costs.

use super::*;

/// What the error is called and says, what was spent, and how many prompts were sent.
async fn failed(manner: Manner, attempts: u32) -> (&'static str, String, u64, usize) {
    let double = Double::start(manner).await;
    let (made, spent) =
        meet(&double, &comfy_with(&double, ProviderSettings { attempts, ..stack() }, settings(), &workflow())).await;
    let error = made.expect_err("it failed");
    (error.name(), error.to_string(), spent, double.prompts().len())
}

#[tokio::test]
async fn a_node_that_fails_is_named_and_not_run_again() {
    for has_socket in [true, false] {
        let manner = Manner { fates: vec![Fate::Fails("ValueError")], has_socket, ..Manner::default() };
        let (name, said, spent, prompts) = failed(manner, 3).await;
        assert_eq!((name, spent, prompts), ("invalid", ATTEMPT, 1), "{said}");
        assert!(said.contains("KSampler failed with ValueError: it cannot be done --"), "{said}");
    }
}

#[tokio::test]
async fn a_machine_that_was_full_is_asked_again_under_another_name() {
    let manner = Manner { fates: vec![Fate::Fails("torch.OutOfMemoryError")], ..Manner::default() };
    let double = Double::start(manner).await;
    let (made, spent) =
        meet(&double, &comfy_with(&double, ProviderSettings { attempts: 2, ..stack() }, settings(), &workflow())).await;
    is_whole(&made.unwrap(), 7);
    let prompts = double.prompts();
    assert_eq!((prompts.len(), spent), (2, 2 * ATTEMPT));
    assert!(prompts[0].0 != prompts[1].0 && prompts[0].1 == prompts[1].1);
}

#[tokio::test]
async fn a_prompt_that_somebody_interrupts_is_in_doubt() {
    let (name, said, spent, prompts) = failed(Manner { fates: vec![Fate::Interrupted], ..Manner::default() }, 1).await;
    assert_eq!((name, spent, prompts), ("broken", ATTEMPT, 1), "{said}");
    assert!(said.contains("interrupted"), "{said}");
}

#[tokio::test]
async fn a_workflow_that_is_refused_costs_nothing_and_names_the_node() {
    let (name, said, spent, _) = failed(Manner { taking: Taking::Refuses, ..Manner::default() }, 3).await;
    assert_eq!((name, spent), ("invalid", 0), "{said}");
    assert!(said.contains("ImageAddNoise 2.strength: value_bigger_than_max") && !said.contains("secret"), "{said}");
}

#[tokio::test]
async fn what_is_no_picture_is_unreadable() {
    for view in [View::Page, View::Noise, View::Truncated] {
        let (name, said, spent, prompts) = failed(Manner { view, ..Manner::default() }, 3).await;
        assert_eq!((name, spent, prompts), ("unreadable", ATTEMPT, 1), "{view:?}: {said}");
    }
    let (name, said, spent, _) = failed(Manner { view: View::Redirect, ..Manner::default() }, 3).await;
    assert_eq!((name, spent), ("invalid", ATTEMPT), "{said}");
    let (name, said, _, _) = failed(Manner { taking: Taking::Page, ..Manner::default() }, 3).await;
    assert_eq!(name, "unreadable", "{said}");
}

#[tokio::test]
async fn a_prompt_whose_answer_is_lost_is_looked_for_and_not_sent_again() {
    let double = Double::start(Manner { taking: Taking::TakesAndHangsUp, step_ms: 20, ..Manner::default() }).await;
    let (made, spent) =
        meet(&double, &comfy_with(&double, ProviderSettings { attempts: 3, ..stack() }, settings(), &workflow())).await;
    is_whole(&made.unwrap(), 7);
    assert_eq!((double.prompts().len(), spent), (1, ATTEMPT));
}

#[tokio::test]
async fn a_prompt_that_was_lost_on_its_way_is_in_doubt_and_sent_under_the_same_name() {
    let manner = || Manner { taking: Taking::HangsUp, ..Manner::default() };
    let (name, said, spent, prompts) = failed(manner(), 1).await;
    assert_eq!((name, spent, prompts), ("broken", ATTEMPT, 1), "{said}");
    let double = Double::start(manner()).await;
    let (made, _) =
        meet(&double, &comfy_with(&double, ProviderSettings { attempts: 2, ..stack() }, settings(), &workflow())).await;
    is_whole(&made.unwrap(), 7);
    let [(one, _), (other, _)] = double.prompts().try_into().unwrap();
    assert_eq!((one, double.runs()), (other, 1));
}

#[tokio::test]
async fn a_server_that_restarts_amid_a_run_has_lost_it() {
    for has_socket in [true, false] {
        let manner = Manner { fates: vec![Fate::Restarts], has_socket, step_ms: 40, ..Manner::default() };
        let (name, said, spent, prompts) = failed(manner.clone(), 1).await;
        assert_eq!((name, spent, prompts), ("broken", ATTEMPT, 1), "{said}");
        assert!(said.contains("lost"), "{said}");
        let double = Double::start(manner).await;
        let again = ProviderSettings { attempts: 2, ..stack() };
        let (made, spent) = meet(&double, &comfy_with(&double, again, settings(), &workflow())).await;
        is_whole(&made.unwrap(), 7);
        assert_eq!((double.prompts().len(), spent), (2, 2 * ATTEMPT));
    }
}

#[tokio::test]
async fn a_prompt_that_waits_when_its_server_restarts_did_not_happen() {
    for (has_socket, costs) in [(true, 0), (false, ATTEMPT)] {
        let double = Double::start(Manner { is_held: true, has_socket, ..Manner::default() }).await;
        let comfy = comfy(&double);
        let ((made, spent), ()) = tokio::join!(meet(&double, &comfy), async {
            double.until(|waiting, _| waiting == 1).await;
            tokio::time::sleep(Duration::from_millis(60)).await;
            double.restart();
        });
        let error = made.unwrap_err();
        // Who only asks now and then does not know whether it began.
        assert_eq!(spent, costs, "{error}");
        assert_eq!(error.name(), if has_socket { "busy" } else { "broken" }, "{error}");
    }
}

#[tokio::test]
async fn a_server_that_stays_away_is_given_up() {
    let manner = Manner { fates: vec![Fate::Restarts], away_ms: 60_000, ..Manner::default() };
    let double = Double::start(manner).await;
    let soon = ComfySettings { patience_ms: 100, ..settings() };
    let begun = Instant::now();
    let (made, spent) = meet(&double, &comfy_with(&double, stack(), soon, &workflow())).await;
    let error = made.unwrap_err();
    assert_eq!((error.name(), spent), ("broken", ATTEMPT), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // Before anything was sent, nothing is in doubt.
    let (made, spent) = meet(&double, &comfy(&double)).await;
    assert_eq!((made.unwrap_err().name(), spent), ("broken", 0));
}

#[tokio::test]
async fn an_attempt_that_ran_out_of_time_is_waited_for_by_the_next_and_paid_once() {
    for has_socket in [true, false] {
        let double = Double::start(Manner { step_ms: 150, has_socket, ..Manner::default() }).await;
        let short = ProviderSettings { attempts: 5, attempt_ms: 250, ..stack() };
        let (made, spent) = meet(&double, &comfy_with(&double, short, settings(), &workflow())).await;
        is_whole(&made.unwrap(), 7);
        assert_eq!((double.prompts().len(), double.seen("POST /interrupt"), spent), (1, 0, ATTEMPT));
    }
}
