//! Tools for the tests: their answers depend on nothing but the call's arguments.

use std::collections::{BTreeMap, VecDeque};

use design::{
    Archetype, BlobRef, Brief, Copy, CopyBlock, CopyRole, Critique, DesignPlan, Finding, ImageRequest, NodeId,
    Operation, Random, Score, Severity, Sha256,
};
use serde_json::{Value, json};

use crate::calls::{
    BrandSearch, Call, ComposeDesign, Converse, CritiqueDesign, DescribeDesign, DrawIllustration, EditDesign,
    EditImage, GenerateImage, PaintImage, PlanDesigns, RenderDesign, WriteVariants,
};
use crate::{
    Choice, Effect, EffectError, Event, ModelSettings, NanoUsd, Person, Policy, PromptRef, Settings, State, ToolCall,
    WorldOutcome, step,
};

pub(crate) fn settings() -> Settings {
    Settings {
        format: "instagram-post".to_owned(),
        candidates: 5,
        options: 3,
        turns: 1,
        seed: 7,
        policy: Policy::House,
        model: None,
        budget: NanoUsd(1_000),
        turn_budget: None,
        weights: Vec::new(),
        judges: Vec::new(),
        filters: Vec::new(),
        called: Vec::new(),
        photographs: false,
        spares_photographs: false,
        edits: Vec::new(),
        keeps_photographs: false,
        sets: Settings::SETS,
        begun: None,
        personal: design::Personal::default(),
        taste: None,
        past_choices: None,
        questions: 0,
        expires_after_s: None,
        safety: crate::Safety::default(),
    }
}

pub(crate) fn pin() -> crate::Pin {
    let tools = crate::calls::TOOLS.iter().map(|&tool| (tool.to_owned(), "1".to_owned()));
    crate::Pin {
        engine: "0.1.0".to_owned(),
        kit: Sha256::of(b"kit"),
        fonts: BTreeMap::new(),
        tools: tools.collect(),
        live: std::collections::BTreeSet::new(),
        foreign: std::collections::BTreeSet::new(),
    }
}

pub(crate) fn brief() -> Brief {
    Brief {
        v: 1,
        text: "A flyer for the winter book swap".to_owned(),
        format: None,
        copy: Vec::new(),
        facts: Vec::new(),
        subject: Some("winter book swap".to_owned()),
        points: Vec::new(),
        audience: None,
        cta: None,
        tone: Vec::new(),
        colours: Vec::new(),
        exact: Vec::new(),
        language: "en".to_owned(),
        missing: Vec::new(),
        inferred: Vec::new(),
    }
}

pub(crate) fn copy(headline: &str) -> Copy {
    let block = CopyBlock { role: CopyRole::Headline, kind: None, text: headline.to_owned(), required: true, rank: 1 };
    Copy { blocks: vec![block], language: "en".to_owned() }
}

pub(crate) fn plan(archetype: &str, seed: u64) -> DesignPlan {
    DesignPlan {
        archetype: Archetype(archetype.to_owned()),
        variant: 0,
        mirrored: false,
        voice: "plain".to_owned(),
        scheme: "paper".to_owned(),
        palette: 0,
        lead: "headline".to_owned(),
        imagery: "cut_paper".to_owned(),
        motif: "book".to_owned(),
        seed,
    }
}

/// A candidate that passed, with this total and a picture like no other's.
pub(crate) fn candidate(id: &str, total: f64) -> crate::Candidate {
    let mut critique = Critique { pdq: Sha256::of(id.as_bytes()).to_string(), ..Critique::default() };
    critique.scores.insert("total".to_owned(), Score::from_f64(total));
    crate::Candidate {
        id: id.to_owned(),
        plan: plan("spine", 1),
        is_pictured: true,
        photographs: Vec::new(),
        idea: None,
        copy: copy("Swap"),
        design: BlobRef::of(id.as_bytes()),
        png: BlobRef::of(id.as_bytes()),
        critique,
        cost: NanoUsd::ZERO,
        kept: None,
    }
}

pub(crate) fn error(code: &str) -> EffectError {
    EffectError { code: code.to_owned(), message: "no".to_owned(), outcome: WorldOutcome::DidNotHappen }
}

/// What the tools do, and how they fail.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    /// Tool → code of the error that every call gives.
    pub(crate) broken: BTreeMap<&'static str, &'static str>,
    /// Share of critiques that find a failed gate, per cent.
    pub(crate) gates: u64,
    /// Share of critiques that ask for repairs, per cent.
    pub(crate) repairs: u64,
    /// Whether all pictures look alike.
    pub(crate) alike: bool,
    /// Price of a call, if tools cost anything; two thirds are settled.
    pub(crate) price: Option<u64>,
    /// Calls that the money is enough for, if there is an end to it.
    pub(crate) affordable: Option<u32>,
    /// Whether the copy fits no archetype but the notice.
    pub(crate) fits_notices_only: bool,
    /// Whether the composer has nothing to propose.
    pub(crate) no_plans: bool,
    /// Whether every copy that is written is the same.
    pub(crate) one_copy: bool,
}

impl World {
    /// The events that answer the call after `earlier` others: the money first.
    pub(crate) fn answer(&self, call: &ToolCall, earlier: u32) -> Vec<Event> {
        let id = call.id.clone();
        let mut events = Vec::new();
        if self.affordable.is_some_and(|calls| earlier >= calls) {
            return vec![Event::BudgetRefused { id, amount: NanoUsd(1), left: NanoUsd(0) }];
        }
        if let Some(price) = self.price {
            events.push(Event::BudgetReserved { id: id.clone(), amount: NanoUsd(price), instead: None });
            events.push(Event::BudgetSettled { id: id.clone(), amount: NanoUsd(price - price / 3) });
        }
        events.push(match self.broken.get(call.tool.as_str()) {
            Some(code) => Event::EffectFailed { id, error: error(code) },
            None if self.is_too_much(call) => Event::EffectFailed { id, error: error("does_not_fit") },
            None => Event::EffectCompleted { id, output: self.output(call) },
        });
        events
    }

    fn is_too_much(&self, call: &ToolCall) -> bool {
        self.fits_notices_only && call.tool == ComposeDesign::TOOL && call.args["plan"]["archetype"] != "notice"
    }

    fn output(&self, call: &ToolCall) -> Value {
        let hash = Sha256::of_json(&call.args);
        let blob = |what: &str| BlobRef::of(format!("{what} {hash}").as_bytes());
        match call.tool.as_str() {
            BrandSearch::TOOL => json!({ "hits": [], "lanes": ["lexical"], "semantic": false }),
            "write_copy" if self.one_copy => json!({ "copy": copy("Swap") }),
            "write_copy" => json!({ "copy": copy(&format!("Swap {}", hash.short(2))) }),
            PlanDesigns::TOOL if self.no_plans => json!({ "plans": [] }),
            PlanDesigns::TOOL => plans(&serde_json::from_value(call.args.clone()).unwrap()),
            ComposeDesign::TOOL => {
                let mut composed =
                    json!({ "design": blob("document"), "images": [request("art"), request("mark")], "findings": [] });
                if !call.args["edits"].is_null() {
                    composed["edits"] = json!({
                        "art": { "operation": { "kind": "remove_background", "image": { "kit": "lamp" } },
                            "prompt": "lamp", "width": 64, "height": 64, "seed": 1 },
                        "mark": { "operation": { "kind": "style_reference" }, "prompt": "x", "width": 64, "height": 64,
                            "seed": 1 },
                    });
                }
                composed
            }
            GenerateImage::TOOL | PaintImage::TOOL | EditImage::TOOL => {
                json!({ "blob": blob("picture"), "media": "image/svg+xml", "node": call.args["request"]["node"] })
            }
            RenderDesign::TOOL => {
                // Whoever says nothing that is read is told so.
                let exact = call.args["exact"].as_array().cloned().unwrap_or_default();
                let (said, unread): (Vec<Value>, Vec<Value>) = exact.into_iter().partition(|text| text != "gibberish");
                json!({
                    "design": blob("document"), "png": blob("png"), "width": 1080, "height": 1080,
                    "said": said, "unread": unread,
                })
            }
            CritiqueDesign::TOOL => self.critique(&hash),
            Converse::TOOL => conversed(&serde_json::from_value(call.args.clone()).unwrap(), &hash),
            WriteVariants::TOOL if hash.seed().is_multiple_of(4) => json!({ "variants": [], "dropped": [] }),
            WriteVariants::TOOL => json!({
                "variants": [{ "lines": { "headline": format!("Swap {}", hash.short(2)) } }, { "lines": { "body": "x" } }],
                "dropped": [],
            }),
            DrawIllustration::TOOL => json!({ "blob": blob("drawing"), "notes": ["red became rose"] }),
            EditDesign::TOOL => json!({ "design": blob("edited") }),
            DescribeDesign::TOOL => json!({ "width": 9.0, "height": 9.0, "nodes": [], "colours": {} }),
            "export" => json!({ "files": { "final.png": blob("png") } }),
            other => panic!("no tool `{other}`"),
        }
    }

    fn critique(&self, hash: &Sha256) -> Value {
        let mut random = Random::new(hash.seed());
        let mut critique = Critique {
            pdq: if self.alike { "0".repeat(64) } else { Sha256::of(&random.seed().to_le_bytes()).to_string() },
            pdq_quality: 100,
            ..Critique::default()
        };
        for name in ["alignment", "hierarchy", "total"] {
            critique.scores.insert(name.to_owned(), Score::from_f64(random.unit()));
        }
        if random.seed() % 100 < self.gates {
            critique.findings.push(Finding::new("contrast", Severity::Gate, "the headline is hard to read"));
        }
        let mut repairs = Vec::new();
        if random.seed() % 100 < self.repairs {
            critique.findings.push(Finding::new("balance", Severity::Warn, "the page leans to the left"));
            repairs.push(Operation::SetOpacity { id: NodeId::from("art"), opacity: random.unit() });
        }
        json!({ "critique": critique, "repairs": repairs })
    }
}

fn plans(args: &PlanDesigns) -> Value {
    let mut random = Random::new(args.seed);
    let names = ["monument", "split-field", "orbit", "spine", "whisper", "chorus", "versus"];
    let plans = (0..args.count as usize).map(|i| match &args.around {
        Some(around) => DesignPlan { variant: i as u32, seed: random.seed(), ..around.clone() },
        None => plan(names[i % names.len()], random.seed()),
    });
    json!({ "plans": plans.collect::<Vec<_>>(), "subjects": ["book"] })
}

/// The settings of a run that a model leads.
pub(crate) fn led() -> Settings {
    let prompt = PromptRef { name: "design_turn".to_owned(), version: "1.0.0".to_owned(), digest: "00".repeat(32) };
    let model = ModelSettings {
        model: "any".to_owned(),
        writer: PromptRef { name: "write_variants".to_owned(), ..prompt.clone() },
        prompt,
        meant: "production".to_owned(),
        writer_meant: "production".to_owned(),
        write: None,
        cheaper: vec!["some".to_owned()],
        max_tokens: 100,
        person: Person::Novice,
        sees: true,
    };
    Settings { policy: Policy::Model, model: Some(Box::new(model)), ..settings() }
}

/// What a model says that has moods: mostly sense, and whatever else models say.
fn conversed(args: &Converse, hash: &Sha256) -> Value {
    let mut random = Random::new(hash.seed());
    let told: Vec<Value> =
        args.results.iter().filter_map(|result| serde_json::from_str(&result.content).ok()).collect();
    let designs = told.iter().filter_map(|told| told["designs"].as_array()).flatten();
    let passed: Vec<&Value> =
        designs.filter(|design| design["passed"] == true).map(|design| &design["design"]).collect();
    let mut calls = Vec::new();
    for place in 0..random.index(5) {
        let made = json!({
            "idea": "an idea", "archetype": "monument", "variant": random.index(8), "mirrored": false, "voice": "grotesk",
            "scheme": "paper", "palette": random.index(9), "lead": "headline", "imagery": "none", "motif": "book",
        });
        let some = passed.first().map_or(json!("t1.c01"), |name| json!(name));
        let (name, args) = match random.index(12) {
            0..=2 => ("propose_designs", json!({ "count": 1 + random.index(9) })),
            3 | 4 => ("make_design", made),
            5 => ("search_brand", json!({ "query": "logo" })),
            6 => ("present_options", json!({ "designs": passed.iter().take(3).collect::<Vec<_>>() })),
            7 => ("export", json!({ "design": "all" })),
            8 => ("look_at_design", json!({ "design": some })),
            9 => ("draw_illustration", json!({ "design": some, "idea": "a loaf as a moon", "svg": "<svg/>" })),
            10 => {
                ("edit_design", json!({ "design": some, "edits": [{ "action": "turn", "layer": "art", "amount": 3 }] }))
            }
            _ => ("make_design", json!({ "idea": 3 })),
        };
        let problems: Vec<&str> = if random.index(9) == 0 { vec!["/idea: is no text"] } else { Vec::new() };
        calls.push(json!({ "id": format!("c{place}"), "name": name, "args": args, "problems": problems }));
    }
    json!({
        "text": "", "calls": calls, "finish": "tool_calls",
        "transcript": { "last": Sha256::of(hash.to_string().as_bytes()), "bytes": 10, "messages": 2 },
    })
}

fn request(node: &str) -> ImageRequest {
    ImageRequest {
        node: NodeId::from(node),
        prompt: "books".to_owned(),
        negative: String::new(),
        imagery: "cut_paper".to_owned(),
        motif: "book".to_owned(),
        width: 540.0,
        height: 540.0,
        keep_clear: Vec::new(),
        focus: None,
        palette: BTreeMap::new(),
        transparent: true,
        seed: 1,
    }
}

/// A whole run: every event that went in, and the effects that came out of each.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) state: State,
    pub(crate) steps: Vec<(Event, Vec<Effect>)>,
}

impl Trace {
    pub(crate) fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.steps.iter().flat_map(|(_, effects)| effects)
    }

    /// The effects in an order that does not depend on the order in which lanes finished.
    pub(crate) fn sorted_effects(&self) -> Vec<String> {
        let mut effects: Vec<_> = self.effects().map(|effect| serde_json::to_string(effect).unwrap()).collect();
        effects.sort();
        effects
    }

    pub(crate) fn calls(&self, tool: &str) -> usize {
        self.effects().filter(|effect| matches!(effect, Effect::CallTool(call) if call.tool == tool)).count()
    }

    pub(crate) fn sets(&self) -> Vec<&crate::OptionSet> {
        fn set(effect: &Effect) -> Option<&crate::OptionSet> {
            match effect {
                Effect::Present(set) => Some(set),
                Effect::CallTool(_) | Effect::Note(_) | Effect::Ask(_) | Effect::Finish(_) => None,
            }
        }
        self.effects().filter_map(set).collect()
    }
}

/// Runs to the end: lanes are answered in an order that `order` decides, choices in the order given, then the best.
pub(crate) fn run(settings: &Settings, world: &World, choices: &[Choice], order: u64) -> Trace {
    let mut random = Random::new(order);
    let mut choices = choices.iter().cloned();
    let mut lanes: BTreeMap<String, VecDeque<Event>> = BTreeMap::new();
    let main = lanes.entry("main".to_owned()).or_default();
    main.push_back(Event::RunStarted { settings: Box::new(settings.clone()), kit: "plain".to_owned() });
    main.push_back(Event::BriefRead { brief: Box::new(brief()) });
    let mut trace = Trace { state: State::default(), steps: Vec::new() };
    let mut calls = 0;
    loop {
        lanes.retain(|_, queue| !queue.is_empty());
        let names: Vec<_> = lanes.keys().cloned().collect();
        let Some(lane) = random.pick(&names) else { return trace };
        let event = lanes.get_mut(lane).and_then(VecDeque::pop_front).unwrap();
        let (state, effects) = step(trace.state, &event);
        trace.state = state;
        for effect in &effects {
            match effect {
                Effect::CallTool(call) => {
                    // A model may have several of these under way in one lane.
                    let is_apart = [BrandSearch::TOOL, PlanDesigns::TOOL].contains(&call.tool.as_str());
                    let queue = if is_apart { call.id.to_string() } else { call.id.lane.clone() };
                    lanes.entry(queue).or_default().extend(world.answer(call, calls));
                    calls += 1;
                }
                Effect::Present(set) => {
                    let choice = choices.next().unwrap_or(Choice::Best);
                    let event = Event::ChoiceMade { turn: set.turn, choice };
                    lanes.entry("main".to_owned()).or_default().push_back(event);
                }
                Effect::Ask(question) => {
                    let answer = question.choices.first().cloned();
                    let event = Event::QuestionAnswered { id: question.id.clone(), answer };
                    lanes.entry("main".to_owned()).or_default().push_back(event);
                }
                Effect::Note(_) | Effect::Finish(_) => {}
            }
        }
        trace.steps.push((event, effects));
    }
}
