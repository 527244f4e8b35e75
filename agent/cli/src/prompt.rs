//! `maquette prompt`: what a model is told, as files with versions.

use std::path::Path;

use maquette::prompts::{Alias, Level, Library, Message, Part, Prompt, Version};
use maquette::{PromptFolder, PromptFolderError};
use serde_json::{Value, json};

use crate::args::{PromptArgs, PromptCommand, PromptMoveArgs, PromptNameArgs, PromptRenderArgs};
use crate::failure::{Exit, Failure, chain};
use crate::file;
use crate::print_line;

/// Most lines of a template that are compared one by one.
const LINES_MAX: usize = 2_000;
/// Largest variables, bytes.
const VARIABLES_BYTES_MAX: usize = 4 << 20;

pub(crate) fn json(args: &PromptArgs) -> bool {
    match &args.command {
        PromptCommand::Ls(args) => args.json,
        PromptCommand::Show(args) | PromptCommand::Diff(args) => args.json,
        PromptCommand::Render(args) => args.json,
        PromptCommand::Lint(args) => args.json,
        PromptCommand::Promote(_) | PromptCommand::Rollback(_) => false,
    }
}

pub(crate) fn run(args: &PromptArgs) -> Result<(), Failure> {
    let folder = args.prompts.as_deref();
    match &args.command {
        PromptCommand::Ls(args) => list(&library(folder)?, args.json),
        PromptCommand::Show(args) => show(&library(folder)?, args),
        PromptCommand::Render(args) => render(&library(folder)?, args),
        PromptCommand::Diff(args) => diff(&library(folder)?, args),
        PromptCommand::Lint(args) => lint(folder, args.update, args.json),
        PromptCommand::Promote(args) => promote(folder, args),
        PromptCommand::Rollback(args) => roll_back(folder, args),
    }
}

/// The prompts of a folder that was named, or those that are built in.
pub(crate) fn library(folder: Option<&Path>) -> Result<Library, Failure> {
    match folder {
        Some(folder) => PromptFolder::open(folder).map(PromptFolder::into_prompts).map_err(|error| failure(&error)),
        None => Ok(Library::embedded().clone()),
    }
}

fn failure(error: &PromptFolderError) -> Failure {
    let exit = match error {
        PromptFolderError::Problem { .. } => Exit::Check,
        PromptFolderError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => Exit::Internal,
        _ => Exit::Usage,
    };
    Failure::new(exit, chain(error))
}

fn named(folder: Option<&Path>) -> Result<PromptFolder, Failure> {
    let folder = folder.ok_or_else(|| {
        Failure::usage("what is built in cannot be changed").hint("name a folder of prompts with --prompts DIR")
    })?;
    PromptFolder::open(folder).map_err(|error| failure(&error))
}

/// The prompt that `NAME` or `NAME@WHICH` means: a version, an alias, or its file as it is now.
fn find<'a>(library: &'a Library, meant: &str) -> Result<&'a Prompt, Failure> {
    let (name, which) = meant.split_once('@').unwrap_or((meant, "head"));
    library.resolve(name, which).ok_or_else(|| {
        let names: Vec<&str> = library.prompts().map(Prompt::name).collect();
        Failure::usage(format!("there is no prompt `{name}` as {which}"))
            .hint(format!("there are {}", names.join(", ")))
    })
}

fn list(library: &Library, json: bool) -> Result<(), Failure> {
    for prompt in library.prompts() {
        let aliases = library.aliases().standing(prompt.name());
        if json {
            let versions = library.versions(prompt.name());
            print_line(&json!({
                "name": prompt.name(), "version": prompt.version(), "digest": prompt.digest(), "model": prompt.model_role(),
                "description": prompt.description(), "aliases": aliases, "versions": versions,
            }).to_string())?;
            continue;
        }
        let aliases: Vec<String> = aliases.iter().map(|(alias, version)| format!("{alias} {version}")).collect();
        let aliases = if aliases.is_empty() { "in no use".to_owned() } else { aliases.join(", ") };
        print_line(&format!("{}  {}  {}  ({aliases})", prompt.name(), prompt.version(), &prompt.digest()[..12]))?;
        print_line(&format!("    {}", prompt.description()))?;
    }
    Ok(())
}

fn show(library: &Library, args: &PromptNameArgs) -> Result<(), Failure> {
    let prompt = find(library, &args.name)?;
    if args.json {
        return print_line(&json!({
            "name": prompt.name(), "version": prompt.version(), "digest": prompt.digest(), "model": prompt.model_role(),
            "description": prompt.description(), "config": prompt.config(), "contract": prompt.contract(),
            "template": prompt.template(),
        }).to_string());
    }
    print_line(prompt.to_file().trim_end())
}

fn render(library: &Library, args: &PromptRenderArgs) -> Result<(), Failure> {
    let prompt = find(library, &args.name)?;
    let variables = match (&args.example, &args.variables) {
        (Some(example), _) => {
            let examples = library.examples(prompt.name());
            let found = examples.and_then(|examples| examples.get(example)).cloned();
            found.ok_or_else(|| Failure::usage(format!("`{}` has no example `{example}`", prompt.name())))?
        }
        (None, Some(path)) => variables(path)?,
        (None, None) => json!({}),
    };
    let messages = prompt.render(&variables).map_err(|error| Failure::usage(error.to_string()))?;
    if args.json {
        return print_line(
            &json!({ "prompt": prompt.name(), "version": prompt.version(), "messages": messages }).to_string(),
        );
    }
    messages.iter().try_for_each(|message| print_line(&told(message)))
}

fn variables(path: &Path) -> Result<Value, Failure> {
    let text = file::text(path, VARIABLES_BYTES_MAX)?;
    serde_json::from_str(&text).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn told(message: &Message) -> String {
    let parts = message.parts.iter().map(|part| match part {
        Part::Text(text) => text.trim_matches('\n').to_owned(),
        Part::Media { url, .. } => format!("[picture: {}]", url.chars().take(60).collect::<String>()),
        Part::Section(name) => format!("[section: {name}]"),
    });
    let role = format!("{:?}", message.role).to_lowercase();
    format!("--- {role}\n{}\n", parts.collect::<Vec<_>>().join("\n"))
}

/// What changed of a prompt since it was agreed on, or since a version of it.
fn diff(library: &Library, args: &PromptNameArgs) -> Result<(), Failure> {
    let (name, since) =
        args.name.split_once('@').map_or((args.name.as_str(), None), |(name, since)| (name, Some(since)));
    let now = find(library, name)?;
    let (changes, lines) = match since {
        Some(_) => {
            let before = find(library, &args.name)?;
            (now.contract().changes_since(before.contract()), line_changes(before.template(), now.template()))
        }
        None => {
            let mut all = library.lock().changes(library).map_err(|problem| Failure::new(Exit::Check, problem.what))?;
            (all.remove(name).unwrap_or_default(), Vec::new())
        }
    };
    if args.json {
        return print_line(&json!({ "prompt": name, "changes": changes, "lines": lines }).to_string());
    }
    if changes.is_empty() && lines.is_empty() {
        return print_line(&format!("{name} is as it was"));
    }
    for change in &changes {
        print_line(&format!("{}: {}", level(change.level), change.what))?;
    }
    lines.iter().try_for_each(|line| print_line(line))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Patch => "patch",
        Level::Minor => "minor",
        Level::Major => "major",
    }
}

/// The lines of two texts that only one has, in order: by the longest common run of lines.
fn line_changes(before: &str, now: &str) -> Vec<String> {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    if a.len().max(b.len()) > LINES_MAX {
        return vec![format!("they differ, and have more than {LINES_MAX} lines")];
    }
    let mut common = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
        } else if j >= b.len() || (i < a.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(format!("- {}", a[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", b[j]));
            j += 1;
        }
    }
    lines
}

fn lint(folder: Option<&Path>, update: bool, json: bool) -> Result<(), Failure> {
    if update {
        named(folder)?.update_lock().map_err(|error| failure(&error))?;
    }
    let library = library(folder)?;
    let problems = library.lock().check(&library);
    for problem in &problems {
        let line = if json { json!(problem).to_string() } else { format!("{}: {}", problem.prompt, problem.what) };
        print_line(&line)?;
    }
    match problems.len() {
        0 if json => Ok(()),
        0 => print_line(&format!("{} prompts are as they were agreed on", library.prompts().count())),
        count => Err(Failure::new(Exit::Check, format!("{count} prompts are not as they were agreed on"))),
    }
}

fn promote(folder: Option<&Path>, args: &PromptMoveArgs) -> Result<(), Failure> {
    let mut prompts = named(folder)?;
    let (name, version) = match args.name.split_once('@') {
        Some((name, version)) => (name, Some(version.parse::<Version>().map_err(Failure::usage)?)),
        None => (args.name.as_str(), None),
    };
    let alias: Alias = args.alias.parse().map_err(Failure::usage)?;
    let to = prompts.promote(alias, name, version, &who(args), &args.why).map_err(|error| failure(&error))?;
    print_line(&format!("{alias} of {name} is {to}"))
}

fn roll_back(folder: Option<&Path>, args: &PromptMoveArgs) -> Result<(), Failure> {
    let mut prompts = named(folder)?;
    let alias: Alias = args.alias.parse().map_err(Failure::usage)?;
    let to = prompts.roll_back(alias, &args.name, &who(args), &args.why).map_err(|error| failure(&error))?;
    print_line(&format!("{alias} of {} is {to} again", args.name))
}

fn who(args: &PromptMoveArgs) -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    args.who.clone().or_else(|| set("USER")).or_else(|| set("USERNAME")).unwrap_or_else(|| "somebody".to_owned())
}
