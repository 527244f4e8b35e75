//! `maquette design`.

use std::io::Read;
use std::path::{Path, PathBuf};

use design::{Brief, BriefError, brief::BRIEF_BYTES_MAX};
use maquette::{Auto, BrandKit, DesignFile, Maquette, Model, NanoUsd, PersonFile, Request, now_ms};

use crate::args::DesignArgs;
use crate::configuration::Configuration;
use crate::conversation::{Manner, Person};
use crate::failure::{Failure, chain};
use crate::follow::{Follower, Leaver};
use crate::{attended, catalogue, endpoint, fonts, guests, past_choices, permission, remember};

/// Turns that a person gets unless they say otherwise.
const TURNS_ATTENDED: u32 = 5;

pub(crate) fn run(mut args: DesignArgs) -> Result<(), Failure> {
    let manner = Manner::of(&args.talk);
    let follower = Follower::new(args.json, &manner)?;
    Configuration::read(Path::new("."))?.complete(&mut args);
    let brief = read_brief(&args)?;
    let engine = engine(&args)?;
    let kit = engine.kit().id.clone();
    let mut request = request(&args, brief, &manner, follower.leaver())?;
    let person = args.person.as_deref().map(PersonFile::at);
    if let Some(person) = &person {
        // As of now: what is marked while the run goes on is for the next one.
        let (now, wrong) = (now_ms(), |error| Failure::usage(chain(&error)));
        request = request.personal(person.as_of(now).map_err(wrong)?);
        request = request.taste(Some(person.taste_as_of(now, &kit).map_err(wrong)?));
    }
    let (id, out) = (maquette::new_run_id(), request.out.clone().unwrap_or_default());
    request = request.id(id.as_str());
    let delivered = follower.follow(engine.run(request));
    match person {
        Some(person) => remember::of(&person, &kit, (&id, &out), delivered).map(drop),
        None => delivered.map(drop),
    }
}

fn read_brief(args: &DesignArgs) -> Result<Brief, Failure> {
    let Some(path) = &args.brief_file else {
        let words = args.brief.as_deref().unwrap_or_default();
        // JSON is JSON, wherever it comes from.
        let json = words.trim_start().starts_with('{') && words.contains("\"v\"");
        let read = if json { Brief::from_json(words.as_bytes()) } else { Brief::read(words) };
        return read.map_err(brief_failure);
    };
    let unreadable = |error: std::io::Error| Failure::usage(format!("{} cannot be read: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::new();
    // A pipe or a device does not say how long it is, and may have no end.
    file.take(BRIEF_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > BRIEF_BYTES_MAX {
        let bytes = usize::try_from(length).unwrap_or(usize::MAX).max(bytes.len());
        return Err(brief_failure(BriefError::TooLong { bytes }));
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Brief::from_json(&bytes).map_err(brief_failure);
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{} is not UTF-8", path.display())))?;
    Brief::read(&text).map_err(brief_failure)
}

fn brief_failure(error: BriefError) -> Failure {
    Failure::usage(chain(&error)).hint("maquette design \"Spring plant sale, this Saturday 9am–4pm. Playful poster.\"")
}

fn engine(args: &DesignArgs) -> Result<Maquette, Failure> {
    let mut builder = Maquette::builder();
    if let Some(folder) = &args.brand {
        builder = builder.kit(load_kit(folder)?);
    }
    builder = catalogue::with(builder, &args.catalogue)?;
    builder = builder.fonts(fonts::load(args.fonts.as_deref())?);
    if let Some(threads) = args.threads {
        builder = builder.workers(threads);
    }
    builder = endpoint::with(builder, &args.endpoint)?;
    builder = guests::with(builder, &args.tool)?;
    builder.build().map_err(|error| Failure::usage(chain(&error)))
}

/// Loads a brand kit for any command.
pub(crate) fn load_kit(folder: &Path) -> Result<BrandKit, Failure> {
    maquette::load_kit(folder).map_err(|error| {
        Failure::usage(format!("brand {}: {}", folder.display(), chain(&error)))
            .hint("a brand kit is a folder with kit.json and token files; see examples/brands")
    })
}

/// The design that somebody begins with.
fn begun(args: &DesignArgs, file: &Path) -> Result<DesignFile, Failure> {
    let kit = args.brand.as_deref().map(load_kit).transpose()?;
    let opened = DesignFile::open_with(file, kit, fonts::load(args.fonts.as_deref())?);
    let opened = opened.map_err(|error| Failure::usage(chain(&error)))?;
    for finding in opened.findings() {
        eprintln!("{}", design::shown(&finding.message));
    }
    Ok(opened)
}

/// The model that is to lead the run, where one is.
fn model(args: &DesignArgs) -> Result<Option<Model>, Failure> {
    if args.policy.as_deref() == Some("house") {
        return Ok(None);
    }
    let Some(name) = &args.model else {
        return match args.policy {
            Some(_) => Err(Failure::usage("--policy model needs a model").hint("--model NAME --base-url URL")),
            None => Ok(None),
        };
    };
    let person = if args.professional { maquette::Person::Professional } else { maquette::Person::Novice };
    let mut model = Model::new(name.as_str()).person(person);
    if let Some(name) = &args.write_model {
        model = model.writes(name.as_str());
    }
    for name in &args.cheaper_model {
        model = model.or(name.as_str());
    }
    if args.sees {
        model = model.sees();
    }
    Ok(Some(args.prompt.iter().fold(model, |model, which| model.prompt(which.as_str()))))
}

fn request(args: &DesignArgs, brief: Brief, manner: &Manner, leaver: Leaver) -> Result<Request, Failure> {
    let attended = attended() && args.auto.is_none() && !args.json;
    let auto = match args.auto.as_deref() {
        Some(words) => Auto::parse(words).map_err(|error| Failure::usage(chain(&error)))?,
        None => Auto::best(),
    };
    let options = args.options.unwrap_or(Request::OPTIONS);
    if let Some(pick) = auto.highest().filter(|pick| *pick > options) {
        return Err(Failure::usage(format!("--auto picks option {pick}, and a set has {options}")));
    }
    let turns = args.turns.unwrap_or(if attended { TURNS_ATTENDED } else { auto.turns() });
    let dollars = |flag: &str, amount: &str| {
        NanoUsd::parse_usd(amount)
            .ok_or_else(|| Failure::usage(format!("{flag} `{amount}` is not an amount in dollars such as 0.25")))
    };
    let budget = dollars("--budget", args.budget.as_deref().unwrap_or("0.25"))?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("maquette-out").join(maquette::new_run_id()));
    let mut request = Request::new(brief).turns(turns).budget(budget).out(&out);
    if let Some(turn) = args.turn_budget.as_deref() {
        request = request.turn_budget(dollars("--turn-budget", turn)?);
    }
    if let Some(format) = &args.format {
        request = request.format(format.as_str());
    }
    if let Some(candidates) = args.candidates {
        request = request.candidates(candidates);
    }
    if let Some(options) = args.options {
        request = request.options(options);
    }
    if let Some(questions) = args.questions {
        request = request.questions(questions);
    }
    if let Some(seed) = args.seed {
        request = request.seed(seed);
    }
    if let Some(model) = model(args)? {
        request = request.model(model);
    }
    if let Some(file) = &args.begin_with {
        request = request.beginning_with(&begun(args, file)?);
    }
    if let Some(file) = &args.past_choices {
        request = request.past_choices(past_choices::read(file)?);
    }
    request = request.safety(permission::safety(&args.safety)?);
    Ok(if attended { request.chooser(Person::new(manner, leaver, &out)) } else { request.chooser(auto) })
}
