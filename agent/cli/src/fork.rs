//! `maquette fork`.

use std::path::{Path, PathBuf};

use maquette::{Auto, BrandKit, Fork, Maquette, NanoUsd, Policy, RunFolder};

use crate::args::{CatalogueArgs, EndpointArgs, ForkArgs};
use crate::conversation::{Manner, Person};
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::follow::{Follower, failure};
use crate::{attended, catalogue, endpoint, guests, print_line};

pub(crate) fn run(args: &ForkArgs) -> Result<(), Failure> {
    let manner = Manner::of(&args.talk);
    let follower = Follower::new(args.json, &manner)?;
    let folder = RunFolder::open(&args.run).map_err(|error| failure(error.into()))?;
    let out = args.out.clone().unwrap_or_else(|| Path::new("maquette-out").join(maquette::new_run_id()));
    let changes = args.set.iter().map(|change| Change::parse(change)).collect::<Result<Vec<_>, _>>()?;
    let chosen: Vec<&Change> = changes.iter().collect();
    let engine = engine_of(&folder, &chosen, args.threads, &args.endpoint, &args.tool, &args.catalogue)?;
    let mut fork = changes.iter().fold(Fork::new(&args.run, args.at, &out), |fork, change| change.applied(fork));
    if args.endpoint.draws() {
        fork = fork.drawn();
    }
    if let Some(words) = args.auto.as_deref() {
        fork = fork.chooser(Auto::parse(words).map_err(|error| Failure::usage(chain(&error)))?);
    } else if attended() && !args.json {
        fork = fork.chooser(Person::new(&manner, follower.leaver(), &out));
    }
    follower.follow(engine.fork(fork))?;
    let forked = RunFolder::open(&out).map_err(|error| unreadable(&error))?;
    let records = |folder: &RunFolder| folder.read_records().map_err(|error| unreadable(&error));
    let comparison = inspect::Comparison::between(&records(&folder)?, &records(&forked)?);
    let page = out.join("compare.html");
    write_comparison(&comparison, &folder, &forked, &page)?;
    if args.json {
        let event = serde_json::json!({ "v": 1, "event": "fork.compared", "data": comparison });
        return print_line(&event.to_string());
    }
    print_line(&page.display().to_string())?;
    eprintln!("\n{}", comparison.to_text());
    Ok(())
}

/// Writes the page that sets two runs side by side.
pub(crate) fn write_comparison(
    comparison: &inspect::Comparison,
    a: &RunFolder,
    b: &RunFolder,
    path: &Path,
) -> Result<(), Failure> {
    let page =
        inspect::comparison_html(comparison, &|name| a.blob(name).ok().flatten(), &|name| b.blob(name).ok().flatten());
    std::fs::write(path, page).map_err(|error| Failure::usage(format!("{} cannot be written: {error}", path.display())))
}

fn unreadable(error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Replay, chain(error))
}

/// Something that a fork makes otherwise.
pub(crate) enum Change {
    Kit(Box<BrandKit>),
    Budget(NanoUsd),
    Seed(u64),
    Weight(String, u32),
    Policy(Policy),
    Model(String),
    Prompt(String),
    WriterPrompt(String),
}

impl Change {
    /// Reads `KEY=VALUE`.
    pub(crate) fn parse(change: &str) -> Result<Self, Failure> {
        let (key, value) = change.split_once('=').ok_or_else(|| not_a_change(change))?;
        Ok(match key {
            "kit" => Self::Kit(Box::new(load_kit(Path::new(value))?)),
            "budget" => Self::Budget(NanoUsd::parse_usd(value).ok_or_else(|| not_a_change(change))?),
            "seed" => Self::Seed(value.parse().map_err(|_| not_a_change(change))?),
            "policy" if value == "house" => Self::Policy(Policy::House),
            "policy" if value == "model" => Self::Policy(Policy::Model),
            "policy" => return Err(Failure::usage(format!("there is no policy `{value}`; there are house and model"))),
            "model" if !value.is_empty() => Self::Model(value.to_owned()),
            "prompt.design_turn" => Self::Prompt(value.to_owned()),
            "prompt.write_variants" => Self::WriterPrompt(value.to_owned()),
            _ => {
                let scorer = key.strip_prefix("scorer.").ok_or_else(|| not_a_change(change))?;
                Self::Weight(scorer.to_owned(), value.parse().map_err(|_| not_a_change(change))?)
            }
        })
    }

    pub(crate) fn applied(&self, fork: Fork) -> Fork {
        match self {
            Self::Kit(_) => fork,
            Self::Policy(policy) => fork.policy(*policy),
            Self::Model(model) => fork.model(model.as_str()),
            Self::Prompt(which) => fork.prompt(which.as_str()),
            Self::WriterPrompt(which) => fork.writer_prompt(which.as_str()),
            Self::Budget(budget) => fork.budget(*budget),
            Self::Seed(seed) => fork.seed(*seed),
            Self::Weight(scorer, weight) => fork.weight(scorer, *weight),
        }
    }
}

/// The engine that a fork with these changes is made by: the run's own kit and faces, unless one of them is another kit.
pub(crate) fn engine_of(
    folder: &RunFolder,
    changes: &[&Change],
    threads: Option<usize>,
    models: &EndpointArgs,
    tools: &[PathBuf],
    catalogue: &CatalogueArgs,
) -> Result<Maquette, Failure> {
    let other = changes.iter().rev().find_map(|change| match change {
        Change::Kit(kit) => Some((**kit).clone()),
        _ => None,
    });
    let kit = other.map_or_else(|| folder.kit().map_err(|error| unreadable(&error)), Ok)?;
    let fonts = folder.fonts().map_err(|error| unreadable(&error))?;
    let mut builder = Maquette::builder().kit(kit).fonts(fonts);
    if let Some(threads) = threads {
        builder = builder.workers(threads);
    }
    builder = catalogue::with(builder, catalogue)?;
    builder = guests::with(endpoint::with(builder, models)?, tools)?;
    builder.build().map_err(|error| Failure::usage(chain(&error)))
}

fn not_a_change(change: &str) -> Failure {
    let change: String = change.chars().take(60).collect();
    Failure::usage(format!("`{change}` is not a change that a fork can make"))
        .hint("kit=DIR, budget=0.10, seed=7, policy=house, model=NAME, prompt.design_turn=canary, or scorer.NAME=WEIGHT such as scorer.fit=60")
}
