//! `maquette brand`.

use std::path::Path;

use design::{BrandKit, shown};
use maquette::retrieval::{AssetIndex, AssetKind, Day, Filter, Lane, Look, Query, assets_of, see};
use maquette::{PersonFile, Signal, begin_kit, import_kit, load_kit, now_ms};
use serde_json::json;

use crate::args::{BrandArgs, BrandCommand, BrandImportArgs, BrandMarkArgs, BrandNewArgs, BrandSearchArgs};
use crate::failure::{Failure, chain};
use crate::file;
use crate::{catalogue, past_choices, print_line};

/// Largest picture that others are to look like, bytes.
const PICTURE_BYTES_MAX: usize = 32 << 20;
/// Most lines of a kind that are shown.
const SHOWN_MAX: usize = 24;

pub(crate) fn json(args: &BrandArgs) -> bool {
    match &args.command {
        BrandCommand::New(_) | BrandCommand::Mark(_) | BrandCommand::Consent(_) | BrandCommand::Choices(_) => false,
        BrandCommand::Check(args) | BrandCommand::Show(args) => args.json,
        BrandCommand::Import(args) => args.json,
        BrandCommand::Index(args) => args.json,
        BrandCommand::Search(args) => args.json,
    }
}

pub(crate) fn run(args: &BrandArgs) -> Result<(), Failure> {
    match &args.command {
        BrandCommand::New(args) => new(args),
        BrandCommand::Check(args) => check(&load(&args.folder)?, args.json),
        BrandCommand::Show(args) => show(&load(&args.folder)?, args.json),
        BrandCommand::Import(args) => import(args),
        BrandCommand::Search(args) => search(args),
        BrandCommand::Index(args) => catalogue::index(args),
        BrandCommand::Mark(args) => mark(args),
        BrandCommand::Consent(args) => past_choices::consent(args),
        BrandCommand::Choices(args) => past_choices::count(args),
    }
}

pub(crate) fn load(folder: &Path) -> Result<BrandKit, Failure> {
    load_kit(folder).map_err(|error| Failure::usage(chain(&error)))
}

/// What a kit is called where nobody says.
fn called(name: Option<&str>, folder: &Path) -> String {
    let folder = || folder.file_name().and_then(|name| name.to_str()).unwrap_or("brand").to_owned();
    name.map_or_else(folder, str::to_owned)
}

fn new(args: &BrandNewArgs) -> Result<(), Failure> {
    let name = called(args.name.as_deref(), &args.folder);
    begin_kit(&args.folder, &name).map_err(|error| Failure::usage(chain(&error)))?;
    print_line(&format!(
        "{}: kit.json and {}; now write your colours there",
        args.folder.display(),
        "brand.tokens.json"
    ))?;
    print_line(&format!("then: maquette brand check {}", args.folder.display()))
}

fn check(kit: &BrandKit, json: bool) -> Result<(), Failure> {
    if json {
        let findings = kit.findings.iter().map(|finding| {
            json!({ "file": finding.file, "line": finding.line, "code": finding.code.name(), "message": finding.message })
        });
        let findings: Vec<_> = findings.collect();
        let colors = kit.colors.len();
        return print_line(
            &json!({ "id": kit.id, "version": kit.version, "sha256": kit.sha256, "tokens": kit.tokens.len(), "colors": colors, "inferred": kit.inferred, "findings": findings })
                .to_string(),
        );
    }
    print_line(&format!(
        "{} {}: {} tokens, {} colours, {} logos, {} faces, {} pictures",
        kit.name,
        kit.version,
        kit.tokens.len(),
        kit.colors.len(),
        kit.logos.len(),
        kit.fonts.len(),
        kit.imagery.len()
    ))?;
    for finding in &kit.findings {
        print_line(&format!("  {}:{}: {}", finding.file, finding.line, finding.message))?;
    }
    if !kit.inferred.is_empty() {
        print_line(&format!("  inferred, for kit.json does not say it: {}", kit.inferred.join(", ")))?;
    }
    print_line("  sound")
}

fn show(kit: &BrandKit, json: bool) -> Result<(), Failure> {
    let roles = &kit.roles;
    if json {
        return print_line(
            &json!({ "id": kit.id, "name": kit.name, "version": kit.version, "colors": kit.colors, "roles": roles, "neutrals": kit.neutrals, "logos": kit.logos, "fonts": kit.fonts, "voice": kit.voice, "imagery": kit.imagery, "inferred": kit.inferred })
                .to_string(),
        );
    }
    print_line(&format!("{} {}", kit.name, kit.version))?;
    for (role, tokens) in
        [("ground", &roles.ground), ("ink", &roles.ink), ("accent", &roles.accent), ("support", &roles.support)]
    {
        let inferred = if kit.inferred.contains(&format!("/roles/{role}")) { "  (inferred)" } else { "" };
        print_line(&format!("{role}{inferred}"))?;
        for token in tokens.iter().take(SHOWN_MAX) {
            let color = kit.color(token).map(|color| color.to_string()).unwrap_or_default();
            print_line(&format!("  {color}  {token}"))?;
        }
    }
    for logo in kit.logos.iter().take(SHOWN_MAX) {
        print_line(&format!("logo  {}  {:?} on {:?}  {}", logo.id, logo.variant, logo.on, logo.file))?;
    }
    for font in kit.fonts.iter().take(SHOWN_MAX) {
        print_line(&format!("face  {} {}  {:?}", font.family, font.weight, font.role))?;
    }
    for (what, lines) in [("tone", &kit.voice.tone), ("never", &kit.voice.banned), ("always", &kit.voice.required)] {
        if !lines.is_empty() {
            print_line(&format!("{what}  {}", lines.join(", ")))?;
        }
    }
    Ok(())
}

fn import(args: &BrandImportArgs) -> Result<(), Failure> {
    let name = called(args.name.as_deref(), &args.out);
    let imported = import_kit(&args.from, &args.out, &name).map_err(|error| Failure::usage(chain(&error)))?;
    if args.json {
        let findings = imported.findings.iter().map(|finding| {
            json!({ "file": finding.file, "line": finding.line, "code": finding.code, "message": finding.message })
        });
        let findings: Vec<_> = findings.collect();
        return print_line(
            &json!({ "out": args.out.display().to_string(), "files": imported.files.0.len(), "findings": findings })
                .to_string(),
        );
    }
    for finding in &imported.findings {
        let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
        print_line(&format!("{}{line}: {}: {}", finding.file, finding.code, finding.message))?;
    }
    check(&load(&args.out)?, false)?;
    print_line(&format!("then: maquette design \"…\" --brand {}", args.out.display()))
}

fn search(args: &BrandSearchArgs) -> Result<(), Failure> {
    let kit = load(&args.folder)?;
    let mut index = AssetIndex::default();
    for asset in assets_of(&kit, true) {
        index.put(asset).map_err(|error| Failure::usage(chain(&error)))?;
    }
    index.settle();
    let like = args.like.as_deref().map(picture).transpose()?;
    let filter = Filter {
        kinds: args.kind.as_deref().and_then(AssetKind::parse).into_iter().collect(),
        on: args.on.clone().into_iter().collect(),
        ..Filter::default()
    };
    let person = args.person.as_deref().map(|file| PersonFile::at(file).as_of(now_ms())).transpose();
    let personal = person.map_err(|error| Failure::usage(chain(&error)))?.unwrap_or_default();
    // What is called off today is not found today.
    let filter = Filter { usable_on: args.catalogue.catalogue.is_some().then(|| Day::of_ms(now_ms())), ..filter };
    let look = like.as_ref().map(|(_, look)| *look);
    let query = Query { look, filter, personal, ..Query::words(&args.query, usize::from(args.limit)) };
    let mut found = index.search(&query);
    found.hits.retain(|hit| !hit.is_by_chance());
    let shown_like = like.as_ref().map(|(bytes, _)| bytes.as_slice());
    let elsewhere = catalogue::search(&args.catalogue, query, shown_like)?;
    let beside = elsewhere.iter().flat_map(|answer| &answer.hits).filter(|hit| !hit.is_by_chance());
    let beside = beside.map(|hit| (hit, true));
    let hits = found.hits.iter().map(|hit| (hit, false)).chain(beside);
    if args.json {
        let hits = hits.map(|(hit, elsewhere)| {
            json!({ "id": hit.id, "kind": hit.kind, "name": hit.name, "score": f64::from(hit.steps) / 10_000.0, "why": hit.why, "elsewhere": elsewhere })
        });
        let hits: Vec<_> = hits.collect();
        let answer = elsewhere.as_ref();
        let semantic = answer.is_some_and(|answer| answer.lanes.contains(&Lane::Embedding));
        return print_line(
            &json!({ "hits": hits, "lanes": found.lanes, "elsewhere_lanes": answer.map(|answer| &answer.lanes), "semantic": semantic })
                .to_string(),
        );
    }
    for (at, (hit, elsewhere)) in hits.clone().enumerate() {
        if elsewhere && at == found.hits.len() {
            print_line("in the catalogue:")?;
        }
        let why: Vec<&str> = hit.why.iter().map(|why| why.said.as_str()).collect();
        let told = format!("{}  {}", hit.id, why.join("; "));
        print_line(&format!("{:.2}  {}", f64::from(hit.steps) / 10_000.0, shown(&told)))?;
    }
    if hits.count() == 0 { print_line("there is nothing like that") } else { Ok(()) }
}

fn mark(args: &BrandMarkArgs) -> Result<(), Failure> {
    let kit = load(&args.folder)?;
    let in_kit = || assets_of(&kit, false).iter().any(|asset| asset.id == args.id);
    let in_catalogue = || args.catalogue.as_deref().map_or(Ok(false), |folder| catalogue::has(folder, &args.id));
    if !args.undo && !in_kit() && !in_catalogue()? {
        return Err(Failure::usage(format!("there is no `{}` in {}", args.id, args.folder.display()))
            .hint("maquette brand search shows ids"));
    }
    let signal = if args.undo { Signal::Unmarked(args.id.clone()) } else { Signal::Marked(args.id.clone()) };
    PersonFile::at(&args.person).add(now_ms(), &[signal]).map_err(|error| Failure::usage(chain(&error)))?;
    print_line(&format!("{} {}", if args.undo { "no longer marked:" } else { "marked:" }, args.id))
}

/// The bytes of a picture, and what it looks like.
fn picture(path: &Path) -> Result<(Vec<u8>, Look), Failure> {
    let fail = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    if !path.is_file() {
        return Err(fail("is no file".to_owned()));
    }
    let bytes = file::bytes(path, PICTURE_BYTES_MAX)?;
    let seen = see(&bytes).ok_or_else(|| fail("is no picture that can be read".to_owned()))?;
    Ok((bytes, seen.look))
}
