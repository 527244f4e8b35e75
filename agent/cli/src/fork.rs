//! `maquette fork`.

use maquette::{Auto, Fork, Maquette, NanoUsd, RunFolder};

use crate::args::ForkArgs;
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::follow::{Follower, failure};
use crate::person::Person;
use crate::{attended, print_line};

pub(crate) fn run(args: &ForkArgs) -> Result<(), Failure> {
    let follower = Follower::new(args.json)?;
    let folder = RunFolder::open(&args.run).map_err(|error| failure(error.into()))?;
    let out = args.out.clone().unwrap_or_else(|| std::path::Path::new("maquette-out").join(maquette::new_run_id()));
    let mut fork = Fork::new(&args.run, args.at, &out);
    let mut kit = None;
    for change in &args.set {
        let (key, value) = change.split_once('=').ok_or_else(|| not_a_change(change))?;
        fork = match key {
            "kit" => {
                kit = Some(load_kit(std::path::Path::new(value))?);
                fork
            }
            "budget" => fork.budget(NanoUsd::parse_usd(value).ok_or_else(|| not_a_change(change))?),
            "seed" => fork.seed(value.parse().map_err(|_| not_a_change(change))?),
            "policy" if value == "house" => fork,
            "policy" => return Err(Failure::usage(format!("there is no policy `{value}` here; `house` is the one"))),
            _ => match key.strip_prefix("scorer.") {
                Some(scorer) => fork.weight(scorer, value.parse().map_err(|_| not_a_change(change))?),
                None => return Err(not_a_change(change)),
            },
        };
    }
    let unreadable = |error: &dyn std::error::Error| Failure::new(Exit::Replay, chain(error));
    let kit = match kit {
        Some(kit) => kit,
        None => folder.kit().map_err(|error| unreadable(&error))?,
    };
    let fonts = folder.fonts().map_err(|error| unreadable(&error))?;
    let mut builder = Maquette::builder().kit(kit).fonts(fonts);
    if let Some(threads) = args.threads {
        builder = builder.workers(threads);
    }
    let engine = builder.build().map_err(|error| Failure::usage(chain(&error)))?;
    if let Some(words) = args.auto.as_deref() {
        fork = fork.chooser(Auto::parse(words).map_err(|error| Failure::usage(chain(&error)))?);
    } else if attended() && !args.json {
        fork = fork.chooser(Person::new());
    }
    follower.follow(engine.fork(fork))?;
    let before = folder.read_records().map_err(|error| unreadable(&error))?;
    let forked = RunFolder::open(&out).and_then(|fork| fork.read_records()).map_err(|error| unreadable(&error))?;
    let comparison = inspect::Comparison::between(&before, &forked);
    if args.json {
        let event = serde_json::json!({ "v": 1, "event": "fork.compared", "data": comparison });
        return print_line(&event.to_string());
    }
    eprintln!("\n{}", comparison.to_text());
    Ok(())
}

fn not_a_change(change: &str) -> Failure {
    let change: String = change.chars().take(60).collect();
    Failure::usage(format!("`{change}` is not a change that a fork can make"))
        .hint("kit=DIR, budget=0.10, seed=7, policy=house, or scorer.NAME=WEIGHT such as scorer.fit=60")
}
