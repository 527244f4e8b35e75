//! `maquette resume`.

use std::path::PathBuf;

use maquette::{Auto, Maquette, PersonFile, Resume, RunFolder, WorldOutcome};

use crate::args::{CatalogueArgs, EndpointArgs, ResumeArgs};
use crate::conversation::{Manner, Person};
use crate::failure::{Exit, Failure, chain};
use crate::follow::{Follower, failure};
use crate::{attended, catalogue, endpoint, guests, remember};

pub(crate) fn run(args: &ResumeArgs) -> Result<(), Failure> {
    let manner = Manner::of(&args.talk);
    let follower = Follower::new(args.json, &manner)?;
    let folder = RunFolder::open(&args.run).map_err(|error| failure(error.into()))?;
    let engine = engine_of(&folder, args.threads, &args.endpoint, &args.tool, &args.catalogue)?;
    let mut resume = Resume::new(&args.run);
    if let Some(words) = args.auto.as_deref() {
        resume = resume.chooser(Auto::parse(words).map_err(|error| Failure::usage(chain(&error)))?);
    } else if attended() && !args.json {
        resume = resume.chooser(Person::new(&manner, follower.leaver(), folder.path()));
    }
    for seq in &args.happened {
        resume = resume.reconciled(*seq, WorldOutcome::Landed);
    }
    for seq in &args.did_not_happen {
        resume = resume.reconciled(*seq, WorldOutcome::DidNotHappen);
    }
    let (kit, id) = (engine.kit().id.clone(), folder.id().map_err(|error| failure(error.into()))?);
    let delivered = follower.follow(engine.resume(resume));
    match &args.person {
        Some(person) => remember::of(&PersonFile::at(person), &kit, (&id, &args.run), delivered).map(drop),
        None => delivered.map(drop),
    }
}

/// The engine that a recorded run was made with: its own kit and faces.
pub(crate) fn engine_of(
    folder: &RunFolder,
    threads: Option<usize>,
    models: &EndpointArgs,
    tools: &[PathBuf],
    catalogue: &CatalogueArgs,
) -> Result<Maquette, Failure> {
    let unreadable = |error: &dyn std::error::Error| Failure::new(Exit::Replay, chain(error));
    let kit = folder.kit().map_err(|error| unreadable(&error))?;
    let fonts = folder.fonts().map_err(|error| unreadable(&error))?;
    let mut builder = Maquette::builder().kit(kit).fonts(fonts);
    if let Some(threads) = threads {
        builder = builder.workers(threads);
    }
    builder = catalogue::with(builder, catalogue)?;
    builder = guests::with(endpoint::with(builder, models)?, tools)?;
    builder.build().map_err(|error| Failure::new(Exit::Replay, chain(&error)))
}
