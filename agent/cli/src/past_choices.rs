//! What people who chose with a kit before like: who agrees to be counted, the count, and runs that begin there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maquette::taste::{PEOPLE_MAX, PastChoices};
use maquette::{PersonFile, Signal, now_ms};

use crate::args::{BrandChoicesArgs, BrandConsentArgs};
use crate::failure::{Failure, chain};
use crate::file;
use crate::{brand, print_line};

/// Largest file of past choices, bytes: they are a name and a dozen numbers.
const FILE_BYTES_MAX: usize = 16 << 10;

/// Keeps in a person's file that they agree to be counted, or no more.
pub(crate) fn consent(args: &BrandConsentArgs) -> Result<(), Failure> {
    let kit = brand::load(&args.folder)?;
    let signal = if args.withdraw { Signal::Withdrew } else { Signal::Agreed };
    PersonFile::at(&args.person)
        .add(now_ms(), &[signal(kit.id.clone())])
        .map_err(|error| Failure::usage(chain(&error)))?;
    print_line(&if args.withdraw {
        format!(
            "no longer counted with others who choose with {}; counts that were made before hold you still",
            kit.name
        )
    } else {
        format!(
            "what you choose with {}, before and from now on, is counted with what others do; take it back with --withdraw",
            kit.name
        )
    })
}

/// Counts what people like who agreed to it.
pub(crate) fn count(args: &BrandChoicesArgs) -> Result<(), Failure> {
    let kit = brand::load(&args.folder)?;
    if args.people.len() > PEOPLE_MAX as usize {
        return Err(Failure::usage(format!("{} people; at most {PEOPLE_MAX} are counted", args.people.len())));
    }
    // A person counts once, whatever leads to their file.
    let missing = |file: &Path| Failure::usage(format!("{} is no file", file.display()));
    let real =
        |file: &PathBuf| std::fs::canonicalize(file).ok().filter(|file| file.is_file()).ok_or_else(|| missing(file));
    let people: BTreeSet<PathBuf> = args.people.iter().map(real).collect::<Result<_, _>>()?;
    let (now, mut counted, mut left_out, mut unknown) = (now_ms(), Vec::new(), 0_usize, 0_usize);
    for file in people {
        let person = PersonFile::at(file);
        match person.counted_as_of(now, &kit.id).map_err(|error| Failure::usage(chain(&error)))? {
            Some(taste) if taste.evidence.is_empty() => unknown += 1,
            Some(taste) => counted.push(taste),
            None => left_out += 1,
        }
    }
    let others = format!("{left_out} left out who did not agree, {unknown} who chose nothing yet");
    let past = PastChoices::of(&kit.id, &counted).map_err(|error| {
        let failure = Failure::usage(format!("{}; {others}", chain(&error)));
        failure.hint("people agree with: maquette brand consent DIR --person FILE")
    })?;
    let unwritable = |error: std::io::Error| Failure::usage(format!("{}: {error}", args.out.display()));
    let text = serde_json::to_string_pretty(&past).map_err(|error| unwritable(error.into()))?;
    std::fs::write(&args.out, text + "\n").map_err(unwritable)?;
    let says = if past.ideals.is_empty() { "; on the whole they like nothing more than anything else" } else { "" };
    print_line(&format!("{}: {} people counted, {others}{says}", args.out.display(), past.people))
}

/// Reads what was counted.
pub(crate) fn read(path: &Path) -> Result<PastChoices, Failure> {
    let bytes = file::bytes(path, FILE_BYTES_MAX)?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}
