//! `maquette score`.

use design::{Critique, Severity};
use maquette::DesignFile;

use crate::args::ScoreArgs;
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::{fonts, print_line};

pub(crate) fn run(args: &ScoreArgs) -> Result<(), Failure> {
    let kit = args.brand.as_deref().map(load_kit).transpose()?;
    let critique = if args.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        DesignFile::open_with(&args.file, kit, fonts::load(args.fonts.as_deref())?).and_then(|file| file.critique())
    } else {
        maquette::critique_picture(&args.file)
    };
    let critique = critique.map_err(|error| Failure::usage(chain(&error)))?;
    if args.json {
        let line = serde_json::to_string(&critique)
            .map_err(|error| Failure::new(Exit::Internal, format!("the critique has no JSON form: {error}")))?;
        print_line(&line)?;
    } else {
        print(&critique)?;
    }
    if critique.passes() {
        return Ok(());
    }
    let gates = critique.findings.iter().filter(|finding| finding.severity == Severity::Gate).count();
    let mut failure = Failure::new(Exit::Check, format!("{gates} findings stop this design at a gate"));
    failure.told = args.json;
    Err(failure)
}

fn print(critique: &Critique) -> Result<(), Failure> {
    print_line(&format!("total  {}", critique.total()))?;
    for (name, score) in critique.scores.iter().filter(|(name, _)| *name != "total") {
        print_line(&format!("  {score}  {}", name.replace('_', " ")))?;
    }
    for finding in &critique.findings {
        let weight = match finding.severity {
            Severity::Gate => "gate",
            Severity::Warn => "warn",
            Severity::Info => "info",
        };
        let node = finding.node.as_ref().map(|node| format!(" [{node}]")).unwrap_or_default();
        let mend = if finding.repair.is_some() { " (an edit mends it)" } else { "" };
        print_line(&format!("{weight}: {}{node}: {}{mend}", finding.rule.replace('_', " "), finding.message))?;
    }
    Ok(())
}
