//! Puts a kit together and checks it.

use std::sync::Arc;

use design::kit::{ColorRoles, Voice};
use design::{BrandKit, KitFiles};
use serde_json::json;

use crate::error::ImportError;
use crate::finding::{Findings, ImportFinding};
use crate::given::{Given, Wanted};
use crate::merge::{Merged, merge};
use measure::Swatch;

use crate::hue;
use crate::parts::Parts;
use crate::source::{Content, Source, SourceKind, classify};
use crate::token::{Found, Name, Said, Sheet, Typed};
use crate::token_tree::{self, Dialect};
use crate::{css, figma, listed, resolver, roles, sass, theme, value, voice, write};

/// A kit and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The files of the kit: `kit.json`, token files, `logos/`, `fonts/`, `imagery/`, and themes beside them in `modes/`.
    pub files: KitFiles,
    /// What was guessed, skipped or could not be read.
    pub findings: Vec<ImportFinding>,
    /// What each file was taken for.
    pub sources: Vec<Source>,
}

/// Makes a brand kit of files.
///
/// The same files give the same kit. What comes out loads with [`BrandKit::from_files`].
///
/// # Errors
///
/// [`ImportError`] when nothing is given, too much is, no colour can be found, or what was made is no kit. What is wrong
/// with a single file or token is a finding.
pub fn import(given: &Given, wanted: &Wanted) -> Result<Imported, ImportError> {
    given.check()?;
    wanted.check()?;
    let mut reading = Reading::default();
    let mut files = KitFiles::default();
    for (file, bytes) in &given.files {
        reading.read(file, bytes, wanted.kind);
    }
    let Reading { mut findings, sheets, voice, sources } = reading;
    let of_kind = |kind| -> Vec<(&String, &Arc<[u8]>)> {
        given.files.iter().zip(&sources).filter(|(_, source)| source.kind == kind).map(|(file, _)| file).collect()
    };
    let mut parts = Parts::default();
    parts.add_pictures(&of_kind(SourceKind::Picture), &mut files, &mut findings);
    parts.add_fonts(&of_kind(SourceKind::Font), &mut files, &mut findings);
    let mut merged = merge(sheets, &mut findings);
    if !merged.tokens.iter().any(|token| token.kind == "color")
        && let Some((file, swatches)) = &parts.swatches
    {
        let taken = merged.tokens.iter().any(|token| token.path.first().is_some_and(|first| first == "logo"));
        let group = if taken { "from-logo" } else { "logo" };
        let drawn = merge(vec![of_logo(file, group, swatches, &mut findings)], &mut findings);
        merged.tokens.extend(drawn.tokens);
    }
    if !merged.tokens.iter().any(|token| token.kind == "color") {
        return Err(ImportError::NoColors { files: given.files.len(), hint: hint(&findings.finish()) });
    }
    tell_inferred(&merged, &mut findings);
    let files = written(merged, files, wanted, &mut findings)?;
    finish(files, wanted, &parts, &voice, findings, sources)
}

/// What is said of an import without colours: the first thing that went wrong.
fn hint(findings: &[ImportFinding]) -> String {
    let telling = ["untyped", "malformed", "computed", "unsupported", "picture", "unresolved", "circular"];
    let first = findings.iter().find(|finding| telling.contains(&finding.code));
    first.map_or_else(String::new, |finding| format!(": {}: {}", finding.file, finding.message))
}

/// How much is written: less each time, until a kit can read it.
#[derive(Clone, Copy)]
enum Written {
    All,
    Simple,
    Colors,
}

impl Written {
    fn keeps(self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Simple => !COMPOSITE.contains(&kind),
            Self::Colors => kind == "color",
        }
    }

    fn left_out(self) -> &'static str {
        match self {
            Self::All => "nothing",
            Self::Simple => "shadows, gradients, borders, transitions and type styles",
            Self::Colors => "all but the colours",
        }
    }
}

/// Types whose values have parts, which others write as they like.
const COMPOSITE: [&str; 6] = ["shadow", "gradient", "typography", "border", "transition", "strokeStyle"];

/// Writes the tokens: all that a kit can read. One that it cannot costs those of its kind, not the kit.
fn written(merged: Merged, files: KitFiles, wanted: &Wanted, findings: &mut Findings) -> Result<KitFiles, ImportError> {
    let mut merged = merged;
    let mut refused = None;
    for tried in [Written::All, Written::Simple, Written::Colors] {
        if let Some(error) = &refused {
            findings.add("kit.json", None, "unsupported", format!("{} are left out: {error}", tried.left_out()));
        }
        let modes = merged.modes.values_mut();
        modes.chain([&mut merged.tokens]).for_each(|tokens| tokens.retain(|token| tried.keeps(&token.kind)));
        let mut files = files.clone();
        write::write(&merged, &mut files);
        manifest(&mut files, wanted, &Parts::default(), &Voice::default(), &ColorRoles::default());
        match BrandKit::from_files(&files) {
            Ok(_) => return Ok(files),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.map_or(ImportError::Empty, ImportError::Kit))
}

fn finish(
    mut files: KitFiles,
    wanted: &Wanted,
    parts: &Parts,
    voice: &Voice,
    mut findings: Findings,
    sources: Vec<Source>,
) -> Result<Imported, ImportError> {
    manifest(&mut files, wanted, parts, voice, &ColorRoles::default());
    // Loaded once to know every colour, and again with the roles that names state.
    let plain = BrandKit::from_files(&files)?;
    let stated = roles::state(&plain, &mut findings);
    manifest(&mut files, wanted, parts, voice, &stated);
    let kit = BrandKit::from_files(&files)?;
    for pointer in &kit.inferred {
        findings.add("kit.json", None, "inferred", format!("{pointer} follows from the colours"));
    }
    Ok(Imported { files, findings: findings.finish(), sources })
}

fn manifest(files: &mut KitFiles, wanted: &Wanted, parts: &Parts, voice: &Voice, roles: &ColorRoles) {
    let mut manifest = json!({
        "v": 1,
        "id": wanted.id,
        "name": wanted.name,
        "version": wanted.version.as_deref().unwrap_or("1"),
        "tokens": ["*.tokens.json"],
    });
    let lists = [
        ("roles", json!(roles), *roles != ColorRoles::default()),
        ("logos", json!(parts.logos), !parts.logos.is_empty()),
        ("fonts", json!(parts.fonts), !parts.fonts.is_empty()),
        ("imagery", json!(parts.imagery), !parts.imagery.is_empty()),
        ("voice", json!(voice), *voice != Voice::default()),
    ];
    for (name, value, _) in lists.into_iter().filter(|(.., there)| *there) {
        manifest[name] = value;
    }
    write::insert(files, "kit.json", &manifest);
}

/// One finding for each file with tokens whose type was guessed; the tokens themselves are marked.
fn tell_inferred(merged: &Merged, findings: &mut Findings) {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for token in merged.tokens.iter().filter(|token| token.inferred) {
        *counts.entry(&token.file).or_insert(0) += 1;
    }
    for (file, count) in counts {
        let message =
            format!("the types of {count} tokens are guessed from names and values; each is marked in $extensions");
        findings.add(file, None, "inferred", message);
    }
}

/// Colours of a mark as tokens: `logo.deep-blue`.
fn of_logo(file: &str, group: &str, swatches: &[Swatch], findings: &mut Findings) -> Sheet {
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    let mut taken: Vec<String> = Vec::new();
    for swatch in swatches {
        let plain = hue::name(swatch.color);
        let names = (1..=swatches.len()).map(|n| if n == 1 { plain.clone() } else { format!("{plain}-{n}") });
        let Some(name) = names.into_iter().find(|name| !taken.contains(name)) else { continue };
        let Some(color) = value::color(&swatch.color.to_string()) else { continue };
        let share = libm::round(swatch.share * 100.0);
        let said = Said::Value(Typed::new("color", color));
        let found = Found::new(Name::path([group, name.as_str()]), said, None);
        let found = found.described(Some(&format!("{share} % of what is drawn in the logo")));
        sheet.found.push(Found { inferred: true, ..found });
        taken.push(name);
    }
    findings.add(
        file,
        None,
        "inferred",
        format!("{} colours are taken from the logo, as no tokens were given", taken.len()),
    );
    sheet
}

#[derive(Default)]
struct Reading {
    findings: Findings,
    sheets: Vec<Sheet>,
    voice: Voice,
    sources: Vec<Source>,
}

impl Reading {
    fn read(&mut self, file: &str, bytes: &[u8], hint: Option<SourceKind>) {
        let (mut kind, reason, content) = classify(file, bytes);
        if let Some(hint) = hint
            && fits(hint, &content)
        {
            kind = hint;
        }
        self.sources.push(Source { file: file.to_owned(), kind, reason });
        let findings = &mut self.findings;
        let sheet = match (content, kind) {
            (Content::Broken(error), _) => {
                let code = if error.reason.starts_with("larger") { "too_large" } else { "malformed" };
                findings.add(file, Some(error.line), code, format!("it cannot be read: {}", error.reason));
                return;
            }
            (Content::Tree(node), SourceKind::Dtcg) => token_tree::read(file, &node, Dialect::Dtcg, findings),
            (Content::Tree(node), SourceKind::Resolver) => resolver::read(file, &node, findings),
            (Content::Tree(node), SourceKind::StyleDictionary) => {
                token_tree::read(file, &node, Dialect::StyleDictionary, findings)
            }
            (Content::Tree(node), SourceKind::Figma) => figma::read(file, &node, findings),
            (Content::Tree(node), SourceKind::Spectrum) => listed::read_spectrum(file, &node, findings),
            (Content::Tree(node), SourceKind::Theo) => listed::read_theo(file, &node, findings),
            (Content::Tree(node), SourceKind::Tailwind) => theme::read_tailwind(file, &node, findings),
            (Content::Tree(node), SourceKind::Theme) => token_tree::read(file, &node, Dialect::Plain, findings),
            (Content::Module(module), SourceKind::Tailwind) => match theme::whole(&module) {
                Some(whole) => theme::read_tailwind(file, &whole, findings),
                None => theme::read_module(file, &module, findings),
            },
            (Content::Module(module), _) => theme::read_module(file, &module, findings),
            (Content::Text(text), SourceKind::Sass) => sass::read(file, &text, findings),
            (Content::Text(text), SourceKind::Voice) => {
                self.speak(file, &text);
                return;
            }
            (Content::Text(text), _) => css::read(file, &text, findings),
            (Content::Bytes | Content::Tree(_), _) => return,
        };
        if !sheet.found.is_empty() {
            self.sheets.push(sheet);
        }
    }

    fn speak(&mut self, file: &str, text: &str) {
        let read = voice::read(text);
        if read == Voice::default() {
            let message =
                "it seems to tell how to write, but has no heading such as Tone, Avoid, Must include or Examples";
            self.findings.add(file, None, "unsupported", message);
            return;
        }
        let count = read.tone.len() + read.banned.len() + read.required.len() + read.samples.len();
        self.findings.add(file, None, "inferred", format!("{count} entries of the voice, by its headings"));
        for (to, from) in [
            (&mut self.voice.tone, read.tone),
            (&mut self.voice.banned, read.banned),
            (&mut self.voice.required, read.required),
            (&mut self.voice.samples, read.samples),
        ] {
            to.extend(from);
        }
    }
}

/// Whether a file can be read as what people say it is.
fn fits(hint: SourceKind, content: &Content) -> bool {
    use SourceKind::{Css, Dtcg, Figma, Resolver, Sass, Spectrum, StyleDictionary, Tailwind, Theme, Theo, Voice};
    match content {
        Content::Tree(_) => {
            matches!(hint, Dtcg | Resolver | StyleDictionary | Figma | Spectrum | Theo | Tailwind | Theme)
        }
        Content::Module(_) => matches!(hint, Tailwind | Theme),
        Content::Text(_) => matches!(hint, Css | Sass | Voice),
        Content::Bytes | Content::Broken(_) => false,
    }
}
