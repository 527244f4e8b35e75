//! `maquette doctor`.

use maquette::Maquette;

use crate::failure::{Exit, Failure, chain};
use crate::print_line;

pub(crate) fn run() -> Result<(), Failure> {
    print_line(&format!("maquette {}", env!("CARGO_PKG_VERSION")))?;
    let engine = Maquette::builder().build().map_err(|error| Failure::new(Exit::Internal, chain(&error)))?;
    print_line(&format!(
        "ok    the house policy plans; no key and no network are needed ({} tools)",
        engine.toolbox().specs().count()
    ))?;
    print_line(&format!("ok    embedded faces: {}", engine.families().join(", ")))?;
    print_line(&format!("ok    neutral kit: {} colours", engine.kit().colors.len()))?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    print_line(&format!("ok    {threads} worker threads"))?;
    check_folder()?;
    for (what, is_in) in [
        ("models behind an endpoint", cfg!(feature = "openai")),
        ("foreign tools in a sandbox", cfg!(feature = "sandbox")),
        ("content credentials", cfg!(feature = "c2pa")),
    ] {
        print_line(&format!(
            "{}   {what}{}",
            if is_in { "ok " } else { "off" },
            if is_in { "" } else { ": not in this build" }
        ))?;
    }
    Ok(())
}

/// A run is written where the command is called, unless --out says otherwise.
fn check_folder() -> Result<(), Failure> {
    let probe = std::path::Path::new(".").join(".maquette-doctor.tmp");
    let written = std::fs::write(&probe, b"ok").and_then(|()| std::fs::remove_file(&probe));
    print_line(&match written {
        Ok(()) => "ok    this folder can be written".to_owned(),
        Err(error) => format!("no    this folder cannot be written ({error}); give --out a folder that can"),
    })
}
