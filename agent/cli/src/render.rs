//! `maquette render`.

use std::path::Path;

use maquette::{DesignFile, OutputFormat};

use crate::args::RenderArgs;
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::print_line;

pub(crate) fn run(args: &RenderArgs) -> Result<(), Failure> {
    let format = OutputFormat::of(&args.out).map_err(|error| Failure::usage(chain(&error)))?;
    let kit = args.brand.as_deref().map(load_kit).transpose()?;
    let file = DesignFile::open(&args.design, kit).map_err(|error| Failure::usage(chain(&error)))?;
    let bytes = file.write(format, args.scale).map_err(|error| Failure::usage(chain(&error)))?;
    write(&args.out, &bytes)?;
    print_line(&args.out.display().to_string())
}

/// Writes beside the goal and renames, so that a full disk leaves no half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".tmp");
    let written = std::fs::write(&draft, bytes).and_then(|()| std::fs::rename(&draft, path));
    written.map_err(|error| {
        // What is left of the draft is of no use to anybody.
        let _ = std::fs::remove_file(&draft);
        let exit = match error.kind() {
            std::io::ErrorKind::StorageFull => Exit::Internal,
            _ => Exit::Usage,
        };
        Failure::new(exit, format!("{} cannot be written: {error}", path.display()))
    })
}
