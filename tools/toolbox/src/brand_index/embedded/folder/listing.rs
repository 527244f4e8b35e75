//! What files a folder holds, and how one is read.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use retrieval::AssetKind;

use super::Synced;
use crate::brand_index::BrandIndexError;
use crate::brand_index::embedded::log::storage;
use crate::brand_index::embedded::record::Mark;

/// Most files and folders that are come across.
const ENTRIES_MAX: usize = 1_000_000;
/// Deepest folder.
const DEEP_MAX: usize = 64;
/// Largest file that is looked at, bytes.
pub(super) const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Largest file of what is said of another, bytes.
pub(super) const SAID_BYTES_MAX: u64 = 64 * 1024;

/// A file that was come across.
pub(super) struct Seen {
    pub(super) path: PathBuf,
    /// In the folder, parts divided by `/`.
    pub(super) inside: String,
    pub(super) kind: AssetKind,
    pub(super) mark: Mark,
    /// Which one it is, so that another in its place is noticed.
    pub(super) identity: (u64, u64),
    /// What is said of it lies beside it.
    pub(super) said: Option<Mark>,
}

/// What a folder holds.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) files: Vec<Seen>,
    /// What could not be looked at, files and folders: nothing is known of what is there, so nothing counts as gone.
    pub(super) hidden: Vec<String>,
}

impl Listed {
    /// Whether a path could not be looked at.
    pub(super) fn hides(&self, inside: &str) -> bool {
        let lies_in = |hidden: &String| {
            inside.strip_prefix(hidden.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.hidden.iter().any(lies_in)
    }
}

/// The files below a folder, in the order of their paths; nothing, where it was called off.
pub(super) fn walk(
    root: &Path,
    synced: &mut Synced,
    mut go_on: impl FnMut() -> bool,
) -> Result<Option<Listed>, BrandIndexError> {
    let failed = |path: &Path| storage(path.display().to_string());
    let root = fs::canonicalize(root).map_err(failed(root))?;
    let (mut pending, mut listed, mut entries) = (vec![(root.clone(), String::new(), 0)], Listed::default(), 0);
    while let Some((folder, within, depth)) = pending.pop() {
        if !go_on() {
            return Ok(None);
        }
        let all = match fs::read_dir(&folder) {
            Ok(all) => all,
            Err(error) if depth == 0 => return Err(failed(&folder)(error)),
            Err(error) => {
                synced.find(&within, error.to_string());
                listed.hidden.push(within);
                continue;
            }
        };
        for entry in all {
            let entry = entry.map_err(failed(&folder))?;
            entries += 1;
            if entries > ENTRIES_MAX {
                let source = std::io::Error::other(format!("more than {ENTRIES_MAX} files and folders"));
                return Err(failed(&root)(source));
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let inside = if within.is_empty() { name } else { format!("{within}/{name}") };
            // Of the thing itself, not of what a link leads to.
            match entry.metadata() {
                Err(error) => {
                    synced.find(&inside, error.to_string());
                    listed.hidden.push(inside);
                }
                Ok(about) if about.is_symlink() => synced.find(&inside, "is a link; links are not followed"),
                Ok(about) if about.is_dir() && depth < DEEP_MAX => pending.push((entry.path(), inside, depth + 1)),
                Ok(about) if about.is_dir() => {
                    synced.find(&inside, format!("lies deeper than {DEEP_MAX} folders"));
                    listed.hidden.push(inside);
                }
                Ok(about) if about.is_file() => come_across(entry.path(), inside, &about, &mut listed, synced),
                Ok(_) => {}
            }
        }
    }
    listed.files.sort_by(|a, b| a.inside.cmp(&b.inside));
    Ok(Some(listed))
}

pub(super) fn come_across(
    path: PathBuf,
    inside: String,
    about: &fs::Metadata,
    listed: &mut Listed,
    synced: &mut Synced,
) {
    let Some(kind) = kind_of(&inside) else { return };
    if about.len() > FILE_BYTES_MAX {
        synced.find(&inside, format!("is larger than {FILE_BYTES_MAX} bytes, and is not looked at"));
        listed.hidden.push(inside);
        return;
    }
    let said = match fs::symlink_metadata(beside(&path)) {
        Ok(said) => Some(mark(&said)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        // Something is there, and whoever reads it will say what is wrong.
        Err(_) => Some(Mark { size: 0, modified: 0 }),
    };
    listed.files.push(Seen { path, inside, kind, mark: mark(about), identity: identity(about), said });
}

pub(super) fn mark(about: &fs::Metadata) -> Mark {
    let since = about.modified().ok().and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    let modified = since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX));
    Mark { size: about.len(), modified }
}

/// Which file it is, where that is known.
#[cfg(unix)]
pub(super) fn identity(about: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

#[cfg(not(unix))]
pub(super) fn identity(_: &fs::Metadata) -> (u64, u64) {
    (0, 0)
}

pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".json");
    path.with_file_name(name)
}

pub(super) fn kind_of(inside: &str) -> Option<AssetKind> {
    let lower = inside.to_lowercase();
    let (_, extension) = lower.rsplit_once('.')?;
    match extension {
        "svg" | "png" | "jpg" | "jpeg" | "webp" => {
            let is_logo = lower.split(['/', '-', '_', ' ', '.']).any(|part| matches!(part, "logo" | "logos" | "mark"));
            Some(if is_logo { AssetKind::Logo } else { AssetKind::Imagery })
        }
        "ttf" | "otf" | "woff" | "woff2" => Some(AssetKind::Font),
        "txt" | "md" => Some(AssetKind::Voice),
        _ => None,
    }
}

/// The bytes of a file, and of no other that was put in its place; links are not followed, pipes not waited for.
pub(super) fn read(path: &Path, most: u64, identity: Option<(u64, u64)>) -> Result<Vec<u8>, String> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options.open(path).map_err(|error| error.to_string())?;
    let about = file.metadata().map_err(|error| error.to_string())?;
    if !about.is_file() || identity.is_some_and(|identity| identity != self::identity(&about)) {
        return Err("is another than it was a moment ago; the next time it is looked at".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most { Err(format!("is larger than {most} bytes")) } else { Ok(bytes) }
}
