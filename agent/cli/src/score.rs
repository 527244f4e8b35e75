//! `maquette score`.

use std::path::Path;

use design::{Critique, Finding, Rect, ScorePart, Severity};
use inspect::{LearnedLine, ScoreCard, score_card_html};
use maquette::{DesignFile, Judged};
use serde::Serialize;

use crate::args::ScoreArgs;
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::learned::{HeadSaid, Learned};
use crate::{fonts, learned, permission, print_line};

/// Where a page goes that has no file.
const STDOUT: &str = "-";

pub(crate) fn run(args: &ScoreArgs) -> Result<(), Failure> {
    if args.json && args.html.as_deref() == Some(Path::new(STDOUT)) {
        return Err(Failure::usage("stdout has room for one of --json and --html").hint("--html=PAGE writes a file"));
    }
    let judged = judged(args)?;
    let of_folders = args.judge.iter().map(|folder| learned::judge(folder, &judged));
    let learned: Vec<Learned> =
        learned::of_house(&judged).map(Ok).into_iter().chain(of_folders).collect::<Result<_, _>>()?;
    match args.html.as_deref() {
        Some(page) if page == Path::new(STDOUT) => print_line(&card(&args.file, &judged, &learned)?)?,
        Some(page) => {
            std::fs::write(page, card(&args.file, &judged, &learned)?)
                .map_err(|error| Failure::usage(format!("{} cannot be written: {error}", page.display())))?;
            tell(&judged, &learned, args.json)?;
        }
        None => tell(&judged, &learned, args.json)?,
    }
    if judged.critique.passes() {
        return Ok(());
    }
    let gates = judged.critique.findings.iter().filter(|finding| finding.severity == Severity::Gate).count();
    let mut failure = Failure::new(Exit::Check, format!("{gates} findings stop this design at a gate"));
    failure.told = args.json;
    Err(failure)
}

/// Judges a layered design by all that is known of it, and anything else by its pixels.
fn judged(args: &ScoreArgs) -> Result<Judged, Failure> {
    let usage = |error: &dyn std::error::Error| Failure::usage(chain(error));
    if !args.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Judged::of_picture(&args.file).map_err(|error| usage(&error));
    }
    let kit = args.brand.as_deref().map(load_kit).transpose()?;
    let fonts = fonts::load(args.fonts.as_deref())?;
    let file = DesignFile::open_with(&args.file, kit, fonts).map_err(|error| usage(&error))?;
    let file = permission::held_against(file, &args.safety)?;
    file.judged().map_err(|error| usage(&error))
}

fn card(file: &Path, judged: &Judged, learned: &[Learned]) -> Result<String, Failure> {
    let title = design::shown(&file.file_name().unwrap_or(file.as_os_str()).to_string_lossy());
    let png = judged.pixels.to_png().map_err(|error| Failure::new(Exit::Internal, chain(&error)))?;
    let learned: Vec<_> = learned.iter().flat_map(card_lines).collect();
    Ok(score_card_html(&ScoreCard {
        learned: &learned,
        title: &title,
        critique: &judged.critique,
        parts: &judged.parts,
        png: &png,
        page: Rect::new(0.0, 0.0, f64::from(judged.pixels.width), f64::from(judged.pixels.height)),
        layered: judged.layered,
    }))
}

/// What a card says of a learned judge: a line for each of its heads.
fn card_lines(learned: &Learned) -> impl Iterator<Item = LearnedLine<'_>> {
    learned.scores.iter().map(|said| LearnedLine { judge: &learned.judge, head: &said.head, score: said.score })
}

/// The critique, and what its total is made of.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    critique: &'a Critique,
    parts: &'a [ScorePart],
    /// What learned judges say, beside it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    learned: &'a [Learned],
}

fn tell(judged: &Judged, learned: &[Learned], json: bool) -> Result<(), Failure> {
    if !json {
        return print(&judged.critique, learned);
    }
    let told = Told { critique: &judged.critique, parts: &judged.parts, learned };
    let line = serde_json::to_string(&told)
        .map_err(|error| Failure::new(Exit::Internal, format!("the critique has no JSON form: {error}")))?;
    print_line(&line)
}

fn print(critique: &Critique, learned: &[Learned]) -> Result<(), Failure> {
    print_line(&format!("total  {}", critique.total()))?;
    for (name, score) in critique.scores.iter().filter(|(name, _)| *name != "total") {
        print_line(&format!("  {score}  {}", name.replace('_', " ")))?;
    }
    for Learned { judge, scores, .. } in learned {
        print_line(&design::shown(&format!("{judge}, beside the total")))?;
        for HeadSaid { head, raw, score } in scores {
            print_line(&format!("  {score}  {}  ({raw:.3})", head.replace('_', " ")))?;
        }
    }
    let said: Vec<String> = critique.findings.iter().map(line).collect();
    // Places that a picture shows are not told one by one.
    for same in said.chunk_by(|one, next| one == next) {
        let places = if same.len() > 1 { format!(" ({} places)", same.len()) } else { String::new() };
        print_line(&design::shown(&format!("{}{places}", same[0])))?;
    }
    Ok(())
}

fn line(finding: &Finding) -> String {
    let weight = match finding.severity {
        Severity::Gate => "gate",
        Severity::Warn => "warn",
        Severity::Info => "info",
    };
    let node = finding.node.as_ref().map(|node| format!(" [{node}]")).unwrap_or_default();
    let mend = if finding.repair.is_some() { " (an edit mends it)" } else { "" };
    format!("{weight}: {}{node}: {}{mend}", finding.rule.replace('_', " "), finding.message)
}
