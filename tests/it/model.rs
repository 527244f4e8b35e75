//! Runs that a model leads: whatever it says, the run ends well, inside its budget, with a sound design and a trace that replays.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use maquette::tools::prices::ChatShape;
use maquette::tools::{AskedCall, ChatAnswer, ChatModel, ChatRequest, Context, Quote, Said, ToolError};
use maquette::{Delivered, Maquette, Model, NanoUsd, Request, RunEventBody, Verdict};
use serde_json::{Value, json};

use crate::{BRIEFS, first_set, request};

/// What an answer costs, nano-USD.
const ANSWER: u64 = 1_000_000;

/// What a model does when it is asked for the n-th time, from 0.
type Mind = dyn Fn(usize, &ChatRequest) -> Result<ChatAnswer, ToolError> + Send + Sync;

/// A model that says what somebody wrote for it.
#[derive(Clone)]
struct Scripted {
    mind: Arc<Mind>,
    asked: Arc<AtomicUsize>,
    /// What it was told, all of it.
    told: Arc<Mutex<Vec<ChatRequest>>>,
}

impl Scripted {
    fn new(mind: impl Fn(usize, &ChatRequest) -> Result<ChatAnswer, ToolError> + Send + Sync + 'static) -> Self {
        Self { mind: Arc::new(mind), asked: Arc::default(), told: Arc::default() }
    }

    fn times(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl ChatModel for Scripted {
    fn quote(&self, _: &str, shape: &ChatShape) -> Result<Quote, String> {
        Ok(Quote { tokens: shape.bytes, calls: 1, ..Quote::money(NanoUsd(2 * ANSWER)) })
    }

    async fn reply(&self, context: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        self.told.lock().unwrap().push(request.clone());
        context.charge(NanoUsd(ANSWER));
        (self.mind)(self.asked.fetch_add(1, Ordering::SeqCst), &request)
    }
}

fn calls(calls: &[(&str, Value)]) -> ChatAnswer {
    let asked = |(place, (name, args)): (usize, &(&str, Value))| AskedCall {
        id: format!("c{place}"),
        name: (*name).to_owned(),
        arguments: args.to_string(),
    };
    ChatAnswer {
        calls: calls.iter().enumerate().map(asked).collect(),
        finish: "tool_calls".to_owned(),
        ..ChatAnswer::default()
    }
}

fn says(text: &str) -> ChatAnswer {
    ChatAnswer { text: text.to_owned(), finish: "stop".to_owned(), ..ChatAnswer::default() }
}

/// What the tools answered since the model spoke last.
fn answers(request: &ChatRequest) -> Vec<Value> {
    let said: Vec<&Said> = request.said().collect();
    let last = said.iter().rposition(|said| matches!(said, Said::Model { .. })).map_or(0, |place| place + 1);
    let text = |said: &Said| match said {
        Said::Tool { text, .. } => serde_json::from_str(text).ok(),
        _ => None,
    };
    said[last..].iter().copied().filter_map(text).collect()
}

fn design(archetype: &str, scheme: &str) -> Value {
    json!({
        "idea": "A row of spines that is also a skyline", "archetype": archetype, "variant": 0, "mirrored": false, "voice": "grotesk",
        "scheme": scheme, "palette": 0, "lead": "headline", "imagery": "none", "motif": "book",
    })
}

struct Led {
    delivered: Delivered,
    /// What was done more simply than asked.
    simpler: Vec<(String, String)>,
    out: tempfile::TempDir,
}

fn engine(model: &Scripted) -> Maquette {
    Maquette::builder().workers(2).chat(model.clone()).build().unwrap()
}

fn asked(brief: &str) -> Request {
    request(brief).format("540x540").candidates(6).model(Model::new("scripted"))
}

/// A run that a model leads, to its end, with all that always holds of one.
async fn led(model: &Scripted, brief: &str) -> Led {
    let out = tempfile::tempdir().unwrap();
    let budget = NanoUsd(30 * ANSWER);
    let mut run = engine(model).run(asked(brief).budget(budget).out(out.path())).await.unwrap();
    let mut simpler = Vec::new();
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, why } = event.body {
            simpler.push((what, why));
        }
    }
    let delivered = run.finish().await.unwrap();
    assert!(delivered.spent <= budget && delivered.spent.0 <= model.times() as u64 * 2 * ANSWER);
    assert!(model.times() <= 24, "asked {} times", model.times());
    let set = first_set(&delivered);
    assert!(
        !set.axes.is_empty()
            && set
                .options
                .iter()
                .all(|option| option.findings.iter().all(|found| found.severity != maquette::Severity::Gate))
    );
    // Its endpoint is not there, and its results are taken as they were.
    let report = maquette::replay(out.path()).await.unwrap();
    let equivalent =
        report.verdict == Verdict::Equivalent || (model.times() == 0 && report.verdict == Verdict::Identical);
    assert!(equivalent && report.recomputed > 10, "{report:?}");
    Led { delivered, simpler, out }
}

#[tokio::test]
async fn a_model_that_knows_what_it_does_leads_the_turn() {
    let model = Scripted::new(|time, request| {
        Ok(match time {
            0 => calls(&[
                ("make_design", design("monument", "paper")),
                ("make_design", design("swiss-hang", "flood")),
                ("search_brand", json!({ "query": "logo" })),
                ("propose_designs", json!({ "count": 4 })),
            ]),
            _ => {
                let designs: Vec<Value> = answers(request)
                    .iter()
                    .filter_map(|answer| answer["designs"].as_array().cloned())
                    .flatten()
                    .collect();
                let passed = designs.iter().filter(|design| design["passed"] == true);
                let names: Vec<&Value> = passed.map(|design| &design["design"]).take(3).collect();
                calls(&[("present_options", json!({ "designs": names }))])
            }
        })
    });
    let Led { delivered, simpler, out } = led(&model, BRIEFS[1]).await;
    assert_eq!((model.times(), simpler.len()), (2, 0), "{simpler:?}");
    let set = first_set(&delivered);
    assert_eq!(set.options.len(), 3);
    // The first of its own designs has its idea with it.
    assert!(set.options.iter().any(|option| option.idea.as_deref().is_some_and(|idea| idea.contains("skyline"))));
    let log = std::fs::read_to_string(out.path().join("run/log/000001.jsonl")).unwrap();
    let resolved = log.lines().find(|line| line.contains("prompt.resolved")).unwrap();
    assert!(resolved.contains("design_turn") && resolved.contains("\"meant\":\"production\""));
    // What was told once is not told twice in the record.
    assert_eq!(
        log.matches("A poster for the Wednesday choir").count(),
        log.lines().filter(|line| line.contains("\"brief\"")).count()
    );
}

/// A loaf that is also a moon, as large as the picture is.
fn loaf(slot: &Value) -> String {
    let (w, h) = (slot["width"].as_f64().unwrap(), slot["height"].as_f64().unwrap());
    let r = w.min(h) * 0.4;
    let (cx, cy) = (w / 2.0, h / 2.0);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {w} {h}'><title>Buy now</title><rect width='{w}' height='{h}' fill='#fff'/><circle cx='{cx}' cy='{cy}' r='{r}' fill='#d01020'/><circle cx='{}' cy='{}' r='{r}' fill='white'/><path d='M{cx} {}l9 40' stroke='#111' stroke-width='8'/></svg>",
        cx + r / 2.0,
        cy - r / 3.0,
        cy - r / 2.0
    )
}

#[tokio::test]
async fn a_model_draws_looks_and_mends_by_hand() {
    let model = Scripted::new(|time, request| {
        let told = answers(request);
        let judged = |told: &Value| told["designs"].as_array().cloned().unwrap_or_default();
        Ok(match time {
            0 => calls(&[("propose_designs", json!({ "count": 4 }))]),
            1 => {
                let pictured = judged(&told[0]).into_iter().find(|made| made["plan"]["imagery"] != "none");
                calls(&[("look_at_design", json!({ "design": pictured.unwrap()["design"] }))])
            }
            2 => {
                let svg = loaf(&told[0]["picture"]);
                let drawing = json!({ "design": told[0]["design"], "idea": "A loaf that is the moon", "svg": svg });
                let worded = json!({ "design": told[0]["design"], "idea": "A loaf that is the moon", "svg": "<svg viewBox='0 0 9 9'><text>Buy</text></svg>" });
                calls(&[("draw_illustration", drawing), ("draw_illustration", worded)])
            }
            3 => {
                assert!(told[1]["designs"][0]["reason"].as_str().unwrap().contains("<text>"), "{told:?}");
                let edits = json!([{ "action": "turn", "layer": "art", "amount": 2.0 }]);
                let all = json!([{ "action": "remove", "layer": "headline" }]);
                let made = &told[0]["designs"][0]["design"];
                calls(&[
                    ("edit_design", json!({ "design": made, "edits": edits })),
                    ("edit_design", json!({ "design": made, "edits": all })),
                    ("edit_design", json!({ "design": made, "edits": [{ "action": "move", "layer": "art" }] })),
                ])
            }
            _ => {
                let edited = &told[0]["designs"][0];
                assert_eq!(edited["passed"], true, "{told:?}");
                assert!(told[1]["designs"][0]["reason"].as_str().unwrap().contains("holds words"), "{told:?}");
                assert!(told[2]["error"].as_str().unwrap().contains("give `area`"), "{told:?}");
                let names = ["t1.c01", "t1.c02", "t1.c03", "t1.c04"].map(|name| json!(name));
                let others = names.into_iter().filter(|name| *name != edited["design"]).take(2);
                let names: Vec<Value> = std::iter::once(edited["design"].clone()).chain(others).collect();
                calls(&[("present_options", json!({ "designs": names }))])
            }
        })
    });
    let out = tempfile::tempdir().unwrap();
    let request = asked("A poster for the bread festival, 4 June, Mill Square. With a large picture of a loaf.");
    let request = request.model(Model::new("scripted").sees());
    let delivered =
        engine(&model).run(request.budget(NanoUsd(30 * ANSWER)).out(out.path())).await.unwrap().finish().await.unwrap();
    let set = first_set(&delivered);
    let drawn = set.options.iter().find(|option| option.idea.as_deref() == Some("A loaf that is the moon"));
    let drawn = drawn.unwrap_or_else(|| panic!("{:?}", set.options.iter().map(|o| &o.idea).collect::<Vec<_>>()));
    assert!(drawn.findings.iter().all(|found| found.severity != maquette::Severity::Gate));
    // It saw its design three times, and words never.
    let told = std::mem::take(&mut *model.told.lock().unwrap());
    let shown: Vec<usize> = told.iter().map(|request| request.pictures.len()).collect();
    assert_eq!(shown, [0, 0, 1, 2, 3]);
    assert!(told[4].pictures.values().all(|jpeg| jpeg.starts_with(b"\xff\xd8\xff")));
    for file in ["final.svg", "final.live.svg"] {
        assert!(!String::from_utf8_lossy(&delivered.bytes(file).unwrap()).contains("Buy"));
    }
    let report = maquette::replay(out.path()).await.unwrap();
    assert!(report.verdict == Verdict::Equivalent && report.recomputed > 10, "{report:?}");
}

#[tokio::test]
async fn a_model_that_does_not_get_on_leaves_the_turn_to_the_house() {
    let minds: Vec<(&str, Scripted)> = vec![
        ("it only talks", Scripted::new(|_, _| Ok(says("I would make it modern and clean.")))),
        (
            "it says nothing",
            Scripted::new(|_, _| Ok(ChatAnswer { finish: "stop".to_owned(), ..ChatAnswer::default() })),
        ),
        (
            "it asks for tools that there are not",
            Scripted::new(|_, _| Ok(calls(&[("delete_everything", json!({})), ("export", json!({}))]))),
        ),
        (
            "its arguments never fit",
            Scripted::new(|_, _| Ok(calls(&[("make_design", json!({ "idea": 3, "text": "Buy now" }))]))),
        ),
        (
            "it asks for one thing over and over",
            Scripted::new(|_, _| Ok(calls(&[("search_brand", json!({ "query": "logo" }))]))),
        ),
        (
            "it presents what there is not",
            Scripted::new(|_, _| {
                Ok(calls(&[("present_options", json!({ "designs": ["t1.c01", "t1.c02", "t9.c99"] }))]))
            }),
        ),
        (
            "it makes designs and never shows them",
            Scripted::new(|time, _| {
                Ok(calls(&[("make_design", design(["monument", "spine", "orbit"][time % 3], "dark"))]))
            }),
        ),
        (
            "it is cut off",
            Scripted::new(|_, _| {
                let call = AskedCall {
                    id: String::new(),
                    name: "make_design".to_owned(),
                    arguments: "{\"idea\": \"a".to_owned(),
                };
                Ok(ChatAnswer { calls: vec![call], finish: "length".to_owned(), ..ChatAnswer::default() })
            }),
        ),
        (
            "it sends a megabyte",
            Scripted::new(|_, _| {
                let call = AskedCall {
                    id: "a".to_owned(),
                    name: "make_design".to_owned(),
                    arguments: format!("{{\"idea\": \"{}\"}}", "x".repeat(1 << 20)),
                };
                Ok(ChatAnswer { calls: vec![call; 200], finish: "tool_calls".to_owned(), ..ChatAnswer::default() })
            }),
        ),
        (
            "it is gone",
            Scripted::new(|_, _| {
                Err(ToolError::Unavailable { tool: "converse".to_owned(), reason: "no connection".to_owned() })
            }),
        ),
    ];
    for (what, model) in minds {
        let Led { delivered, simpler, .. } = led(&model, BRIEFS[0]).await;
        assert_eq!(first_set(&delivered).options.len(), 3, "{what}");
        let told = simpler.iter().filter(|(told, _)| told == "the rest is planned by rule").count();
        assert_eq!(told, 1, "{what}: {simpler:?}");
    }
}

#[tokio::test]
async fn a_model_without_money_is_not_asked() {
    let model = Scripted::new(|_, _| Ok(says("")));
    let delivered = engine(&model).run(asked(BRIEFS[2]).budget(NanoUsd(ANSWER))).await.unwrap().finish().await.unwrap();
    assert_eq!((model.times(), delivered.spent), (0, NanoUsd::ZERO));
    assert_eq!(first_set(&delivered).options.len(), 3);
}

#[tokio::test]
async fn arguments_are_mended_where_that_is_plain_and_told_where_they_are_wrong() {
    let model = Scripted::new(|time, request| {
        let call = |arguments: &str| AskedCall {
            id: "same".to_owned(),
            name: "propose_designs".to_owned(),
            arguments: arguments.to_owned(),
        };
        let answer = |texts: &[&str]| ChatAnswer {
            calls: texts.iter().map(|text| call(text)).collect(),
            finish: "tool_calls".to_owned(),
            ..ChatAnswer::default()
        };
        Ok(match time {
            0 => answer(&["{\"count\": 99}", "{\"count\": \"four\"}", "{\"count\": 4, \"words\": \"Buy\"}"]),
            1 => {
                let told: Vec<String> = answers(request).iter().map(ToString::to_string).collect();
                assert!(
                    told.len() == 3
                        && told[0].contains("/count")
                        && told[1].contains("/count")
                        && told[2].contains("words"),
                    "{told:?}"
                );
                answer(&["```json\n{\"count\": 5,}\n```"])
            }
            _ => {
                let made = answers(request)[0]["designs"].as_array().unwrap().len();
                assert_eq!(made, 5);
                says("done")
            }
        })
    });
    led(&model, BRIEFS[3]).await;
    // Every call has a name of its own, whatever the model called it.
    let told = model.told.lock().unwrap();
    let ids: Vec<&String> =
        told[1].said().filter_map(|said| if let Said::Tool { id, .. } = said { Some(id) } else { None }).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
}

#[test]
fn an_engine_without_a_model_says_so() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let engine = Maquette::builder().build().unwrap();
    let error = runtime.block_on(engine.run(asked("Sale"))).unwrap_err();
    assert!(error.to_string().contains("without one"), "{error}");
    let model = Scripted::new(|_, _| Ok(says("")));
    let request = request("Sale").model(Model::new("x").prompt("1.9.0"));
    let error = runtime.block_on(self::engine(&model).run(request)).unwrap_err();
    assert!(error.to_string().contains("no prompt"), "{error}");
}

/// Proposes designs, and presents the first three that passed, or the last.
fn sensible(first: bool) -> Scripted {
    Scripted::new(move |_, request| {
        let designs: Vec<Value> =
            answers(request).iter().filter_map(|answer| answer["designs"].as_array().cloned()).flatten().collect();
        let mut names: Vec<&Value> =
            designs.iter().filter(|design| design["passed"] == true).map(|design| &design["design"]).collect();
        if names.is_empty() {
            return Ok(calls(&[("propose_designs", json!({ "count": 6 }))]));
        }
        if !first && request.model == "other" {
            names.reverse();
        }
        Ok(calls(&[("present_options", json!({ "designs": names[..3] }))]))
    })
}

#[tokio::test]
async fn a_fork_with_another_model_takes_over_what_does_not_depend_on_it() {
    let (out, fork) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let model = sensible(false);
    let one = engine(&model).run(asked(BRIEFS[1]).out(out.path())).await.unwrap().finish().await.unwrap();
    assert_eq!(model.times(), 2);
    let forked = maquette::Fork::new(out.path(), 2, fork.path()).model("other");
    let other = engine(&model).fork(forked).await.unwrap().finish().await.unwrap();
    assert_eq!(model.times(), 4);
    let names = |delivered: &Delivered| -> Vec<String> {
        first_set(delivered).options.iter().map(|option| option.id.clone()).collect()
    };
    assert_ne!(names(&one), names(&other));
    let records = maquette::RunFolder::open(fork.path()).unwrap().read_records().unwrap();
    let prompts: Vec<&Value> =
        records.iter().filter(|record| record.kind.as_str() == "prompt.resolved").map(|record| &record.p).collect();
    assert!(prompts.last().is_some_and(|last| last["model"] == "other"), "{prompts:?}");
    let report = maquette::replay(fork.path()).await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
    // And the house can take it over altogether.
    let house = tempfile::tempdir().unwrap();
    let forked = maquette::Fork::new(out.path(), 2, house.path()).policy(maquette::Policy::House);
    Maquette::builder().build().unwrap().fork(forked).await.unwrap().finish().await.unwrap();
    assert_eq!(model.times(), 4);
}

#[tokio::test]
async fn a_conversation_that_broke_off_goes_on_where_it_was() {
    let out = tempfile::tempdir().unwrap();
    let model = sensible(true);
    let whole = engine(&model).run(asked(BRIEFS[1]).out(out.path())).await.unwrap().finish().await.unwrap();
    let log = out.path().join("run/log/000001.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let answered = |line: &&str| line.contains("effect.completed") && line.contains("transcript");
    let first = lines.iter().position(answered).unwrap();
    // After the model's first answer, and in the middle of what it asked for.
    for cut in [first + 1, first + 9] {
        std::fs::write(&log, lines[..cut].concat()).unwrap();
        let again = sensible(true);
        let delivered = engine(&again).resume(maquette::Resume::new(out.path())).await.unwrap().finish().await.unwrap();
        assert_eq!(again.times(), 1, "what it said before is on record");
        assert_eq!(delivered.bytes("final.png"), whole.bytes("final.png"));
        assert_eq!(maquette::replay(out.path()).await.unwrap().verdict, Verdict::Equivalent);
    }
}

/// Looks something up, proposes, looks at a design, says nothing, and presents: a conversation of five parts, with a picture.
fn thorough() -> Scripted {
    Scripted::new(|time, _| {
        Ok(match time {
            0 => calls(&[
                ("search_brand", json!({ "query": "a logo for dark grounds" })),
                ("smell", json!({ "x": 1.0 })),
            ]),
            1 => calls(&[("propose_designs", json!({ "count": 4 }))]),
            2 => calls(&[
                ("look_at_design", json!({ "design": "t1.c01" })),
                ("propose_designs", json!({ "count": "?" })),
            ]),
            3 => says("It is fine as it is."),
            _ => calls(&[("present_options", json!({ "designs": ["t1.c01", "t1.c02", "t1.c03"] }))]),
        })
    })
}

#[tokio::test]
async fn what_was_said_is_recalled_wherever_a_run_broke_off_or_is_forked() {
    let out = tempfile::tempdir().unwrap();
    let model = thorough();
    let asked = request(BRIEFS[1]).format("400x400").candidates(4).model(Model::new("scripted").sees());
    engine(&model).run(asked.budget(NanoUsd(30 * ANSWER)).out(out.path())).await.unwrap().finish().await.unwrap();
    let told = std::mem::take(&mut *model.told.lock().unwrap());
    assert_eq!(told.len(), 5);
    assert!(told[3].said().any(|said| matches!(said, Said::Picture { .. })) && !told[3].pictures.is_empty());
    let log = out.path().join("run/log/000001.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let answered = |(_, line): &(usize, &&str)| line.contains("effect.completed") && line.contains("transcript");
    let cuts: Vec<usize> = lines.iter().enumerate().filter(answered).map(|(place, _)| place).collect();
    assert_eq!(cuts.len(), 5);
    for (place, &cut) in cuts[..4].iter().enumerate() {
        let later = Scripted::new(|_, _| Ok(says("")));
        let fork = tempfile::tempdir().unwrap();
        let forked = maquette::Fork::new(out.path(), cut as u64, fork.path()).model("other");
        engine(&later).fork(forked).await.unwrap().finish().await.unwrap();
        let first = later.told.lock().unwrap()[0].clone();
        assert_eq!(
            (&first.messages, &first.pictures),
            (&told[place + 1].messages, &told[place + 1].pictures),
            "{place}"
        );
    }
    // What another run said and this one says too is taken over, until an answer differs: designs are judged otherwise here.
    let later = Scripted::new(|_, _| Ok(says("")));
    let fork = tempfile::tempdir().unwrap();
    let forked = maquette::Fork::new(out.path(), 0, fork.path()).weight("balance", 900);
    engine(&later).fork(forked).await.unwrap().finish().await.unwrap();
    let (first, shared) = (later.told.lock().unwrap()[0].clone(), told[1].messages.len() + 1);
    assert_eq!(first.messages[..shared], told[2].messages[..shared]);
    assert!(first.messages.len() == told[2].messages.len() && first.messages != told[2].messages);
    for (place, &cut) in cuts[..4].iter().enumerate().rev() {
        std::fs::write(&log, lines[..=cut].concat()).unwrap();
        let later = Scripted::new(|_, _| Ok(says("")));
        engine(&later).resume(maquette::Resume::new(out.path())).await.unwrap().finish().await.unwrap();
        assert_eq!(later.told.lock().unwrap()[0], told[place + 1], "{place}");
    }
}

#[tokio::test]
async fn a_turn_about_words_has_a_writer_whose_facts_are_checked() {
    let planner = sensible(true);
    let model = Scripted::new(move |time, request| {
        if !request.tools.is_empty() {
            return (planner.mind)(time, request);
        }
        let lines = ["Come as loud as you are", "Doors at 9pm, bring Caruso", "All voices, no test", "Loud is allowed"];
        let variants: Vec<Value> =
            lines.iter().map(|line| json!({ "headline": line, "body": line, "cta": line })).collect();
        Ok(says(&json!({ "variants": variants }).to_string()))
    });
    let out = tempfile::tempdir().unwrap();
    let chooser = maquette::Auto::parse("1,1,1,best").unwrap();
    let asked = asked(BRIEFS[1]).turns(4).chooser(chooser).budget(NanoUsd(60 * ANSWER)).out(out.path());
    let delivered = engine(&model).run(asked).await.unwrap().finish().await.unwrap();
    assert_eq!(delivered.sets.len(), 4);
    let records = maquette::RunFolder::open(out.path()).unwrap().read_records().unwrap();
    let written = records.iter().find_map(|record| record.p.pointer("/output/variants")).expect("words were written");
    assert!(written.as_array().is_some_and(|ways| !ways.is_empty()), "{written}");
    let dropped = records.iter().find_map(|record| record.p.pointer("/output/dropped")).unwrap().to_string();
    assert!(dropped.contains("9pm") && !written.to_string().contains("9pm"), "{dropped}");
    // What it wrote is on a page.
    let shown: String = (1..=delivered.sets[3].options.len())
        .map(|option| std::fs::read_to_string(out.path().join(format!("options/turn-4/option-{option}.json"))).unwrap())
        .collect();
    assert!(
        ["Come as loud as you are", "All voices, no test", "Loud is allowed"].iter().any(|line| shown.contains(line)),
        "{shown}"
    );
    assert!(!shown.contains("Caruso"));
    assert_eq!(maquette::replay(out.path()).await.unwrap().verdict, Verdict::Equivalent);
}

#[tokio::test]
async fn a_fork_in_the_middle_of_a_wave_changes_hands_at_the_next() {
    let out = tempfile::tempdir().unwrap();
    let model = sensible(true);
    let house = Maquette::builder().workers(2).build().unwrap();
    let request = request(BRIEFS[1]).format("540x540").candidates(4).turns(2).out(out.path());
    house.run(request).await.unwrap().finish().await.unwrap();
    let records = maquette::RunFolder::open(out.path()).unwrap().read_records().unwrap();
    let at = |tool: &str| records.iter().position(|record| record.p["tool"] == tool).unwrap() as u64;
    for point in [at("render"), at("critique")] {
        let fork = tempfile::tempdir().unwrap();
        let forked = maquette::Fork::new(out.path(), point, fork.path()).model("other");
        let delivered = engine(&model).fork(forked).await.unwrap().finish().await.unwrap();
        // The wave that was under way is the house's, the next turn is the model's.
        assert_eq!((delivered.sets.len(), delivered.sets[0].options.len()), (2, 3));
        let log = std::fs::read_to_string(fork.path().join("run/log/000001.jsonl")).unwrap();
        assert!(!log.contains("planned by rule") && log.contains("\"tool\":\"converse\""));
        assert_eq!(maquette::replay(fork.path()).await.unwrap().verdict, Verdict::Equivalent);
    }
    // And back, in the middle of what the model asked for.
    let led = tempfile::tempdir().unwrap();
    engine(&model).run(asked(BRIEFS[1]).out(led.path())).await.unwrap().finish().await.unwrap();
    let records = maquette::RunFolder::open(led.path()).unwrap().read_records().unwrap();
    let point = records.iter().position(|record| record.p["tool"] == "compose").unwrap() as u64;
    let fork = tempfile::tempdir().unwrap();
    let forked = maquette::Fork::new(led.path(), point, fork.path()).policy(maquette::Policy::House);
    let delivered = house.fork(forked).await.unwrap().finish().await.unwrap();
    assert_eq!(first_set(&delivered).options.len(), 3);
}

#[tokio::test]
async fn a_run_that_a_model_leads_goes_on_where_the_model_and_its_prompts_are() {
    let out = tempfile::tempdir().unwrap();
    let model = sensible(true);
    engine(&model).run(asked(BRIEFS[1]).out(out.path())).await.unwrap().finish().await.unwrap();
    let log = out.path().join("run/log/000001.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, text.split_inclusive('\n').take(9).collect::<String>()).unwrap();
    let before = std::fs::read_to_string(&log).unwrap();
    let other = "---\nname: design_turn\nversion: 1.0.0\n---\nAnother one";
    let writer = maquette::prompts::Library::embedded_files().remove("write_variants.prompt").unwrap();
    let data = maquette::prompts::Library::embedded_files().remove("_data.prompt").unwrap();
    let files = [("design_turn.prompt", other.to_owned()), ("write_variants.prompt", writer), ("_data.prompt", data)];
    let files = files.map(|(path, text)| (path.to_owned(), text)).into();
    let prompts = maquette::prompts::Library::from_files(files).unwrap();
    let without = [
        Maquette::builder().build().unwrap(),
        Maquette::builder().chat(model.clone()).prompts(prompts).build().unwrap(),
    ];
    for (engine, why) in without.iter().zip(["without one", "not among the prompts"]) {
        let error = engine.resume(maquette::Resume::new(out.path())).await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(std::fs::read_to_string(&log).unwrap(), before, "nothing was recorded");
    }
    engine(&model).resume(maquette::Resume::new(out.path())).await.unwrap().finish().await.unwrap();
}

#[tokio::test]
async fn a_model_calls_foreign_tools_and_is_told_what_they_answer() {
    let place = tempfile::tempdir().unwrap();
    let schema = json!({
        "type": "object",
        "properties": { "word": { "type": "string", "maxLength": 40 } },
        "required": ["word"],
        "additionalProperties": false,
    });
    let more = "input_schema = \"word.json\"\noutput_schema = \"word.json\"\n";
    std::fs::write(place.path().join("word.json"), schema.to_string()).unwrap();
    let package = crate::guests::tool(place.path(), "acme.echo", "call", more, &crate::guest::Parts::default());
    let model = Scripted::new(|number, request| {
        let heard = answers(request);
        match number {
            0 => {
                let offer = request.tools.iter().find(|offer| offer.name() == "acme_echo_check");
                assert!(offer.is_some_and(|offer| offer.on_the_wire().contains("\"word\"")));
                Ok(calls(&[
                    ("acme_echo_check", json!({ "word": "swap" })),
                    ("acme_echo_check", json!({ "word": 7 })),
                    ("acme_other_check", json!({ "word": "swap" })),
                ]))
            }
            1 => {
                assert_eq!(heard[0], json!({ "answer_of_a_foreign_tool": { "word": "swap" } }));
                let error = |heard: &Value| heard["error"].as_str().unwrap_or_default().to_owned();
                assert!(error(&heard[1]).contains("/word"), "{heard:?}");
                assert!(error(&heard[2]).contains("no tool"), "{heard:?}");
                Ok(calls(&[("propose_designs", json!({ "count": 4 }))]))
            }
            _ => Ok(says("That is all.")),
        }
    });
    let engine = Maquette::builder().workers(2).chat(model.clone()).guest(&package).build().unwrap();
    let out = place.path().join("out");
    let run = engine.run(asked(BRIEFS[1]).budget(NanoUsd(30 * ANSWER)).out(&out)).await.unwrap();
    run.finish().await.unwrap();
    assert!(model.times() >= 2);
    assert_eq!(maquette::replay(&out).await.unwrap().verdict, Verdict::Equivalent);
}
