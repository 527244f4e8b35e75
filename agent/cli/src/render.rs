//! `maquette render`.

use std::path::{Path, PathBuf};

use design::Severity;
use maquette::{DesignFile, Format, OutputFormat, Page};

use crate::args::RenderArgs;
use crate::credentials::Credentials;
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::{fonts, permission, print_line};

pub(crate) fn run(args: &RenderArgs) -> Result<(), Failure> {
    let usage = |error: &dyn std::error::Error| Failure::usage(chain(error));
    let form = OutputFormat::of(&args.out).map_err(|error| usage(&error))?;
    let formats = formats(&args.formats)?;
    let kit = args.brand.as_deref().map(load_kit).transpose()?;
    let fonts = fonts::load(args.fonts.as_deref())?;
    let file = DesignFile::open_with(&args.design, kit, fonts).map_err(|error| usage(&error))?;
    let file = permission::held_against(file, &args.safety)?;
    for finding in file.findings() {
        eprintln!("{}", design::shown(&finding.message));
    }
    // Nothing of it is written that may not be shown.
    if let Some(refusal) = file.refusals().first() {
        let node = refusal.node.as_ref().map(|node| format!("`{node}`: ")).unwrap_or_default();
        return Err(Failure::new(Exit::Refused, design::shown(&format!("{node}{}", refusal.message))));
    }
    let credentials = Credentials::of(args, &file)?;
    let save = |design: &DesignFile, path: &Path| {
        let bytes = design.write(form, args.scale).map_err(|error| usage(&error))?;
        let (bytes, beside) = credentials.given(form, path, bytes)?;
        write(path, &bytes)?;
        print_line(&path.display().to_string())?;
        let Some(beside) = beside else { return Ok(()) };
        let path = with_ending(path, ".c2pa");
        write(&path, &beside)?;
        print_line(&path.display().to_string())
    };
    if formats.is_empty() {
        return save(&file, &args.out);
    }
    let mut stopped = 0;
    for format in &formats {
        let path = OutputFormat::path_for(&args.out, format).map_err(|error| usage(&error))?;
        let page = match file.reflow(format) {
            Ok(page) => page,
            Err(error @ maquette::DesignFileError::DoesNotReflow { .. }) => {
                stopped += 1;
                eprintln!("{}", chain(&error));
                continue;
            }
            Err(error) => return Err(usage(&error)),
        };
        save(&page.design, &path)?;
        stopped += usize::from(warn_of_gates(&page));
    }
    match stopped {
        0 => Ok(()),
        _ => Err(Failure::new(Exit::Check, format!("{stopped} of {} formats do not pass every gate", formats.len()))),
    }
}

/// Says which gates a page failed, and whether it failed any.
fn warn_of_gates(page: &Page) -> bool {
    let gates = page.critique.findings.iter().filter(|finding| finding.severity == Severity::Gate);
    let mut failed = false;
    for finding in gates {
        failed = true;
        let said = format!("{}: gate: {}: {}", page.format.name, finding.rule.replace('_', " "), finding.message);
        eprintln!("{}", design::shown(&said));
    }
    failed
}

/// The formats by name, each once.
fn formats(names: &[String]) -> Result<Vec<Format>, Failure> {
    let mut formats: Vec<Format> = Vec::new();
    for name in names {
        let format = Format::parse(name).map_err(|error| Failure::usage(chain(&error)))?;
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    Ok(formats)
}

/// A path whose name ends in something more.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Writes beside the goal and renames, so that a full disk leaves no half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let draft = with_ending(path, ".tmp");
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
