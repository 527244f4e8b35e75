//! For whom designs are, and who answers for them, from the command line.

use std::path::Path;

use maquette::safety::policy::{Override, PACK_BYTES_MAX, Pack};
use maquette::{DesignFile, Safety};
use serde::de::DeserializeOwned;

use crate::args::SafetyArgs;
use crate::failure::{Failure, chain};
use crate::file;

pub(crate) fn safety(args: &SafetyArgs) -> Result<Safety, Failure> {
    let mut safety = Safety {
        regions: args.region.iter().map(|region| region.to_lowercase()).collect(),
        packs: args.rules.iter().map(|path| pack(path)).collect::<Result<_, _>>()?,
        ..Safety::default()
    };
    if let Some(audience) = &args.audience {
        safety.audience = named(audience)?;
    }
    if let (Some(role), Some(reason)) = (&args.lift_as, &args.because) {
        let rules = args.lift.iter().cloned().collect();
        safety.lifted.push(Override { role: named(role)?, reason: reason.clone(), rules });
    }
    Ok(safety)
}

/// A design, held against what is said; where nothing is, it is what its run was held against.
pub(crate) fn held_against(file: DesignFile, args: &SafetyArgs) -> Result<DesignFile, Failure> {
    let safety = safety(args)?;
    if safety.is_usual() {
        return Ok(file);
    }
    file.held_against(&safety).map_err(|error| Failure::usage(chain(&error)))
}

/// A value of a list of names; the parser lets no others through.
fn named<T: DeserializeOwned>(name: &str) -> Result<T, Failure> {
    serde_json::from_value(name.into()).map_err(|error| Failure::usage(chain(&error)))
}

fn pack(path: &Path) -> Result<Pack, Failure> {
    let bytes = file::bytes(path, PACK_BYTES_MAX)?;
    Pack::from_json(&bytes).map_err(|error| Failure::usage(format!("{}: {}", path.display(), chain(&error))))
}
