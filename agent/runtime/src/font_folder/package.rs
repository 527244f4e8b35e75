//! A package of fonts, read within limits; nothing in it is trusted.

use std::collections::BTreeMap;
use std::io::{self, Read};

use flate2::read::GzDecoder;
use serde::Deserialize;

use super::lock::{FILES_MAX, is_font_name};

/// Most entries of a package.
const ENTRIES_MAX: usize = 20_000;
/// Most bytes that are unpacked of a package.
const UNPACKED_BYTES_MAX: u64 = 512 << 20;
/// Largest font file, bytes.
const FONT_BYTES_MAX: u64 = 16 << 20;
/// Most bytes of a family's font files.
const FAMILY_BYTES_MAX: usize = 32 << 20;
/// Largest text file that is read, bytes.
const TEXT_BYTES_MAX: u64 = 256 << 10;
/// Most bytes of a family for which every weight is kept.
const WEIGHTS_BYTES_MAX: u64 = 4 << 20;
/// The weights that are kept of a larger family.
const WEIGHTS: &[&str] = &["400", "700", "900"];
/// Sets of axes that a variable package offers, the one that is taken first.
const AXES: &[&str] = &["full", "standard", "opsz", "wdth", "wght"];
/// The one licence that is accepted.
const LICENCE: &str = "OFL-1.1";
/// Subsets that a family of another script has beside its own.
const WESTERN: &[&str] =
    &["latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "symbols", "math"];

/// Why a package cannot be added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// It is no package of fonts.
    #[error("it is no package of fonts: {reason}")]
    NotFonts {
        /// What is missing or wrong.
        reason: String,
    },
    /// Its licence is another.
    #[error("its licence is `{licence}`; only fonts under the SIL Open Font License (OFL-1.1) are added")]
    Licence {
        /// The licence, as it says it.
        licence: String,
    },
    /// It is larger than a family may be.
    #[error("it holds more than {what}")]
    TooMuch {
        /// What there is too much of.
        what: String,
    },
    /// It cannot be unpacked.
    #[error("it cannot be unpacked")]
    Damaged(#[source] io::Error),
}

/// What is taken from a package.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) family: String,
    pub(super) version: String,
    pub(super) licence: String,
    pub(super) attribution: String,
    pub(super) licence_text: Vec<u8>,
    /// Font files by name.
    pub(super) fonts: BTreeMap<String, Vec<u8>>,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    name: String,
    version: String,
    license: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    family: String,
    license: Option<License>,
}

#[derive(Debug, Deserialize)]
struct License {
    #[serde(default)]
    attribution: String,
}

/// Reads the archive of the package `name`, whose files begin with `id`.
pub(super) fn read(name: &str, id: &str, archive: &[u8]) -> Result<Package, PackageError> {
    let not_fonts = |reason: &str| PackageError::NotFonts { reason: reason.to_owned() };
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    let mut texts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    walk(archive, |path, size, entry| {
        match path {
            "package.json" | "metadata.json" | "LICENSE" => {
                texts.insert(path.to_owned(), bounded(entry, TEXT_BYTES_MAX, "256 KiB of text in a file")?);
            }
            _ => {
                if let Some(file) = path.strip_prefix("files/").filter(|file| is_font_name(file)) {
                    sizes.insert(file.to_owned(), size);
                }
            }
        }
        Ok(())
    })?;
    let text = |path: &str| texts.get(path).map(Vec::as_slice).ok_or_else(|| not_fonts(&format!("it has no {path}")));
    let manifest: Manifest =
        serde_json::from_slice(text("package.json")?).map_err(|error| not_fonts(&format!("package.json: {error}")))?;
    let metadata: Metadata = serde_json::from_slice(text("metadata.json")?)
        .map_err(|error| not_fonts(&format!("metadata.json: {error}")))?;
    if manifest.name != name {
        return Err(not_fonts("it goes by another name inside"));
    }
    let licence_text = text("LICENSE")?.to_vec();
    check_licence(&manifest, &licence_text)?;
    let family = plain(&metadata.family);
    let version = plain(&manifest.version);
    if family.is_empty() || version.is_empty() {
        return Err(not_fonts("it has no name or no version"));
    }
    let chosen = choose(id, &sizes);
    if chosen.is_empty() {
        return Err(not_fonts("it has no WOFF2 files"));
    }
    let fonts = take(archive, &chosen)?;
    let attribution = metadata.license.map_or_else(String::new, |licence| plain(&licence.attribution));
    Ok(Package { family, version, licence: LICENCE.to_owned(), attribution, licence_text, fonts })
}

/// The manifest must say it, and the text that comes along must be that licence's.
fn check_licence(manifest: &Manifest, text: &[u8]) -> Result<(), PackageError> {
    let said = manifest.license.as_deref().unwrap_or("none");
    if said != LICENCE {
        return Err(PackageError::Licence { licence: plain(said) });
    }
    if !String::from_utf8_lossy(text).to_uppercase().contains("SIL OPEN FONT LICENSE") {
        return Err(PackageError::Licence { licence: "another text than its name".to_owned() });
    }
    Ok(())
}

/// A text of one line, for people and the lock file.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect::<String>().trim().to_owned()
}

/// A file's name taken apart: `anton-latin-ext-400-normal.woff2` is the subset `latin-ext` in `400`, `normal`.
fn parts<'a>(id: &str, file: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
    let stem = file.strip_suffix(".woff2")?.strip_prefix(id)?.strip_prefix('-')?;
    let (rest, style) = stem.rsplit_once('-')?;
    let (subset, variant) = rest.rsplit_once('-')?;
    Some((subset, variant, style))
}

/// The files to keep: of a variable family those with most axes; of another one every weight, or three of a large one.
fn choose(id: &str, sizes: &BTreeMap<String, u64>) -> Vec<String> {
    let files: Vec<(&String, (&str, &str, &str))> =
        sizes.keys().filter_map(|file| Some((file, parts(id, file)?))).collect();
    let is_weight = |variant: &str| variant.bytes().all(|byte| byte.is_ascii_digit());
    let axes = AXES.iter().find(|axes| files.iter().any(|(_, (_, variant, _))| variant == *axes));
    // Some families come whole by the name of their script, and again in a hundred numbered pieces.
    let numbered = |subset: &str| subset.bytes().all(|byte| byte.is_ascii_digit());
    let whole = files.iter().any(|(_, (subset, ..))| !numbered(subset) && !WESTERN.contains(subset));
    let kept: Vec<(&String, &str)> = files
        .iter()
        .filter(|(_, (subset, variant, _))| {
            (axes.map_or_else(|| is_weight(variant), |axes| variant == axes)) && !(whole && numbered(subset))
        })
        .map(|(file, (_, variant, _))| (*file, *variant))
        .collect();
    let bytes: u64 = kept.iter().map(|(file, _)| sizes[*file]).sum();
    let small = axes.is_some() || bytes <= WEIGHTS_BYTES_MAX;
    kept.into_iter().filter(|(_, variant)| small || WEIGHTS.contains(variant)).map(|(file, _)| file.clone()).collect()
}

/// The bytes of the files named.
fn take(archive: &[u8], names: &[String]) -> Result<BTreeMap<String, Vec<u8>>, PackageError> {
    if names.len() > FILES_MAX {
        return Err(PackageError::TooMuch { what: format!("{FILES_MAX} font files") });
    }
    let mut fonts = BTreeMap::new();
    let mut total = 0;
    walk(archive, |path, _, entry| {
        let name = path.strip_prefix("files/").filter(|name| names.iter().any(|wanted| wanted == name));
        if let Some(name) = name {
            let bytes = bounded(entry, FONT_BYTES_MAX, "16 MiB in a font file")?;
            total += bytes.len();
            if total > FAMILY_BYTES_MAX {
                return Err(PackageError::TooMuch { what: format!("{} MiB of fonts", FAMILY_BYTES_MAX >> 20) });
            }
            fonts.insert(name.to_owned(), bytes);
        }
        Ok(())
    })?;
    Ok(fonts)
}

/// Shows every file of the archive: its path inside the package, its length, its bytes. Links and folders are left out.
fn walk(
    archive: &[u8],
    mut show: impl FnMut(&str, u64, &mut dyn Read) -> Result<(), PackageError>,
) -> Result<(), PackageError> {
    let unpacked = GzDecoder::new(archive).take(UNPACKED_BYTES_MAX);
    let mut archive = tar::Archive::new(unpacked);
    // Raw: the archive's own long names would be read whole, and no font package needs them.
    let entries = archive.entries().map_err(PackageError::Damaged)?.raw(true);
    for (count, entry) in entries.enumerate() {
        if count >= ENTRIES_MAX {
            return Err(PackageError::TooMuch { what: format!("{ENTRIES_MAX} files") });
        }
        let mut entry = entry.map_err(PackageError::Damaged)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path_bytes().into_owned();
        // Npm puts everything below one folder, which is usually called `package`.
        let inside = std::str::from_utf8(&path).ok().and_then(|path| path.split_once('/')).map(|(_, inside)| inside);
        if let Some(inside) = inside {
            let size = entry.size();
            show(inside, size, &mut entry)?;
        }
    }
    Ok(())
}

fn bounded(entry: &mut dyn Read, most: u64, what: &str) -> Result<Vec<u8>, PackageError> {
    let mut bytes = Vec::new();
    entry.take(most + 1).read_to_end(&mut bytes).map_err(PackageError::Damaged)?;
    if bytes.len() as u64 > most {
        return Err(PackageError::TooMuch { what: what.to_owned() });
    }
    Ok(bytes)
}
