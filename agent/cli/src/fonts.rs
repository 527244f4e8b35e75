//! `maquette fonts`: what there is to set text in, and adding to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use maquette::font_folder::{InstalledFamily, Npm, NpmError, add_family, face_book, licence};
use maquette::{FaceFile, FaceInfo, FontFolder, FontFolderError, Maquette, Origin};
use serde_json::{Value, json};

use crate::args::{FontsAddArgs, FontsArgs, FontsCommand, FontsLsArgs};
use crate::configuration::Configuration;
use crate::design::load_kit;
use crate::failure::{Exit, Failure, chain};
use crate::print_line;

pub(crate) fn json(args: &FontsArgs) -> bool {
    match &args.command {
        FontsCommand::Ls(args) => args.json,
        FontsCommand::Add(args) => args.json,
    }
}

pub(crate) fn run(args: FontsArgs) -> Result<(), Failure> {
    match args.command {
        FontsCommand::Ls(args) => list(&args),
        FontsCommand::Add(args) => add(&args),
    }
}

/// The installed faces of a folder that was named; none without one.
pub(crate) fn load(folder: Option<&Path>) -> Result<Vec<FaceFile>, Failure> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    FontFolder::open(folder).and_then(|folder| folder.read()).map_err(|error| failure(&error))
}

fn failure(error: &FontFolderError) -> Failure {
    let exit = match error {
        FontFolderError::Npm(NpmError::Failed { .. } | NpmError::TimedOut { .. }) => Exit::Provider,
        FontFolderError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => Exit::Internal,
        _ => Exit::Usage,
    };
    let failure = Failure::new(exit, chain(error));
    match error {
        FontFolderError::NoFolder { .. } => failure.hint("maquette fonts add FAMILY makes one"),
        _ => failure,
    }
}

/// The folder that was named, or the person's own.
fn folder(named: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return Ok(named.clone());
    }
    if let Some(configured) = Configuration::read(Path::new("."))?.fonts() {
        return Ok(configured);
    }
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_DATA_HOME")
        .filter(|data| data.is_absolute())
        .or_else(|| Some(set("HOME").or_else(|| set("USERPROFILE"))?.join(".local").join("share")))
        .map(|data| data.join("maquette").join("fonts"))
        .ok_or_else(|| Failure::usage("there is no home folder to keep fonts in; name one with --fonts DIR"))
}

fn add(args: &FontsAddArgs) -> Result<(), Failure> {
    let root = folder(args.fonts.as_ref())?;
    let mut folder = FontFolder::create(&root).map_err(|error| failure(&error))?;
    let mut added = Vec::new();
    for name in &args.families {
        let family = add_family(&mut folder, &Npm::default(), name).map_err(|error| failure(&error))?;
        if !args.json {
            print_line(&format!(
                "{}  {} {}  {} files, {} KiB  {}",
                family.family,
                family.package,
                family.version,
                family.files.len(),
                family.bytes() >> 10,
                family.licence
            ))?;
        }
        added.push(family);
    }
    if args.json {
        return print_line(&json!({ "v": 1, "folder": root, "added": added }).to_string());
    }
    // The result is the list; how to go on is for the person.
    eprintln!("use them with: maquette design … --fonts {}", root.display());
    Ok(())
}

fn list(args: &FontsLsArgs) -> Result<(), Failure> {
    let root = folder(args.fonts.as_ref())?;
    let folder = match FontFolder::open(&root) {
        Ok(folder) => Some(folder),
        // Nobody has added anything yet, unless a folder was named.
        Err(FontFolderError::NoFolder { .. }) if args.fonts.is_none() => None,
        Err(error) => return Err(failure(&error)),
    };
    let installed =
        folder.as_ref().map_or_else(|| Ok(Vec::new()), FontFolder::read).map_err(|error| failure(&error))?;
    let mut builder = Maquette::builder().fonts(installed);
    if let Some(brand) = &args.brand {
        builder = builder.kit(load_kit(brand)?);
    }
    let engine = builder.build().map_err(|error| Failure::usage(chain(&error)))?;
    let packages = folder.as_ref().map_or(&[][..], FontFolder::families);
    let families = families(engine.faces(), packages);
    if args.json {
        let missing: Vec<&str> = engine.findings().iter().map(|finding| finding.message.as_str()).collect();
        let list = json!({
            "v": 1, "folder": root, "missing": missing,
            "families": families.iter().map(Listed::to_json).collect::<Vec<_>>(),
            "voices": face_book().map(|voice| json!({
                "voice": voice.name, "speak": voice.speakers, "serve": voice.servers,
            })).collect::<Vec<_>>(),
        });
        return print_line(&list.to_string());
    }
    print_list(&root, &families, &engine)
}

/// A family as it is listed.
struct Listed<'a> {
    family: String,
    origin: Origin,
    faces: Vec<FaceInfo>,
    package: Option<&'a InstalledFamily>,
}

fn families(faces: Vec<FaceInfo>, packages: &[InstalledFamily]) -> Vec<Listed<'_>> {
    let mut families: Vec<Listed<'_>> = Vec::new();
    for face in faces {
        match families.iter_mut().find(|listed| listed.family == face.family) {
            Some(listed) => listed.faces.push(face),
            None => families.push(Listed {
                package: packages.iter().find(|package| package.family == face.family),
                family: face.family.clone(),
                origin: face.origin,
                faces: vec![face],
            }),
        }
    }
    families
}

impl Listed<'_> {
    fn origin(&self) -> &'static str {
        match self.origin {
            Origin::Kit => "kit",
            Origin::Installed => "installed",
            Origin::Embedded => "embedded",
        }
    }

    fn licence(&self) -> String {
        match (self.package, self.origin) {
            (Some(package), _) => package.licence.clone(),
            (None, Origin::Embedded) => licence(&self.family).unwrap_or("unknown").to_owned(),
            (None, _) => "the kit's".to_owned(),
        }
    }

    /// `100–900` for an axis of weight, `400, 700` for single weights; what else there is after it.
    fn styles(&self) -> String {
        let mut weights: BTreeMap<u32, String> = BTreeMap::new();
        let mut axes: Vec<&str> = Vec::new();
        for face in &self.faces {
            let (weight, told) = match face.axes.iter().find(|axis| axis.tag == "wght") {
                Some(axis) => (axis.min, format!("{}–{}", axis.min, axis.max)),
                None => (f64::from(face.weight), face.weight.to_string()),
            };
            weights.insert(weight as u32, told);
            for axis in face.axes.iter().filter(|axis| axis.tag != "wght") {
                if !axes.contains(&axis.tag.as_str()) {
                    axes.push(&axis.tag);
                }
            }
        }
        let italic = if self.faces.iter().any(|face| face.slanted) { ", italic" } else { "" };
        let axes = if axes.is_empty() { String::new() } else { format!(", axes {}", axes.join(" ")) };
        format!("{}{italic}{axes}", weights.into_values().collect::<Vec<_>>().join(", "))
    }

    fn files(&self) -> BTreeMap<&str, String> {
        self.faces.iter().map(|face| (face.file.as_str(), face.sha256.to_string())).collect()
    }

    fn to_json(&self) -> Value {
        json!({
            "family": self.family, "origin": self.origin(), "styles": self.styles(), "licence": self.licence(),
            "package": self.package.map(|package| format!("{}@{}", package.package, package.version)),
            "attribution": self.package.map(|package| package.attribution.as_str()),
            "files": self.files(),
        })
    }
}

fn print_list(root: &Path, families: &[Listed<'_>], engine: &Maquette) -> Result<(), Failure> {
    for listed in families {
        let files = listed.files();
        // One digest says it for a family of one file; for others the JSON lists them all.
        let digest = files.values().next().map_or("", |digest| digest.get(..19).unwrap_or(digest));
        let more = if files.len() > 1 { format!(" and {} more files", files.len() - 1) } else { String::new() };
        print_line(&format!(
            "{:<10} {:<26} {:<44} {:<10} {digest}…{more}",
            listed.origin(),
            listed.family,
            listed.styles(),
            listed.licence(),
        ))?;
    }
    for finding in engine.findings() {
        print_line(&format!("missing    {}", finding.message))?;
    }
    print_line("")?;
    print_line(&format!("font folder: {}", root.display()))?;
    print_line("the face book, by voice (add one by its name in lower case with hyphens):")?;
    for voice in face_book() {
        print_line(&format!("  {:<10} {}; with {}", voice.name, voice.speakers.join(", "), voice.servers.join(", ")))?;
    }
    Ok(())
}
