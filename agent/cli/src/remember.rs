//! What a run tells a person's file.

use std::path::Path;

use maquette::retrieval::AssetKind;
use maquette::taste::Learned;
use maquette::{Delivered, Lesson, PersonFile, PersonFileError, RunFolder, Signal, now_ms};

use crate::failure::{Exit, Failure, chain};

/// Tells a person's file how a run of theirs ended, with the folder that it is recorded in: what the design shows of the kit and
/// what was learned of their taste, or else what they had forgotten, which holds though they left.
pub(crate) fn of(
    person: &PersonFile,
    kit: &str,
    (run, out): (&str, &Path),
    ended: Result<Delivered, Failure>,
) -> Result<Delivered, Failure> {
    match ended {
        Ok(delivered) => {
            let told = delivered_to(person, kit, &delivered);
            told.map(|()| delivered).map_err(|error| {
                let failure = Failure::new(Exit::Internal, chain(&error));
                failure.hint("the design itself was delivered; it is not remembered")
            })
        }
        Err(failure) => {
            // What cannot be read is told elsewhere; and what lies there may be an earlier run, where this one did not begin.
            let folder = RunFolder::open(out).ok().filter(|folder| folder.id().is_ok_and(|id| id == run));
            let forgot = folder.and_then(|folder| folder.forgotten().ok()).unwrap_or_default();
            let learned = &Learned { forgot, ..Learned::default() };
            let lesson = Lesson { kit, run, over: false, learned };
            match if learned.is_nothing() { Ok(()) } else { person.learn(now_ms(), lesson) } {
                Ok(()) => Err(failure),
                Err(error) => Err(failure.hint(format!("what you had forgotten is still known: {}", chain(&error)))),
            }
        }
    }
}

fn delivered_to(person: &PersonFile, kit: &str, delivered: &Delivered) -> Result<(), PersonFileError> {
    let worth_it = |kind| matches!(kind, AssetKind::Logo | AssetKind::Font | AssetKind::Imagery | AssetKind::Template);
    let used = delivered.used.iter().filter(|used| worth_it(used.kind)).map(|used| Signal::Used(used.id.clone()));
    let used: Vec<Signal> = used.collect();
    if !used.is_empty() {
        person.add(now_ms(), &used)?;
    }
    match &delivered.learned {
        Some(learned) if !learned.is_nothing() => {
            person.learn(now_ms(), Lesson { kit, run: &delivered.run, over: true, learned })
        }
        _ => Ok(()),
    }
}
