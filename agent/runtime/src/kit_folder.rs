//! A brand kit from its folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::kit::{FILES_BYTES_MAX, FILES_MAX};
use design::{BrandKit, KitError, KitFiles};
use import::{GIVEN_BYTES_MAX, GIVEN_FILES_MAX, Given, ImportError, Imported, Wanted};

/// Deepest folder inside a kit.
const FOLDERS_DEEP_MAX: usize = 8;

/// Most files and folders that are come across below one.
const ENTRIES_MAX: usize = 20_000;

/// Why a kit's folder could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KitLoadError {
    /// The files are not a kit.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// More than a kit may hold.
    #[error("the brand folder holds more than {what}")]
    TooMuch {
        /// What there is too much of.
        what: String,
    },
    /// A link that leads out of the folder.
    #[error("{} leads out of the brand folder", path.display())]
    Outside {
        /// The link.
        path: PathBuf,
    },
}

/// Reads a kit's folder: all files below it, hidden ones left out, links followed only inside.
///
/// # Errors
///
/// [`KitLoadError`]; a folder without `kit.json` is [`KitError::NoManifest`].
pub fn load_kit(folder: &Path) -> Result<BrandKit, KitLoadError> {
    let failed = |source| KitLoadError::Io { path: folder.to_owned(), source };
    let root = fs::canonicalize(folder).map_err(failed)?;
    if !root.is_dir() {
        return Err(failed(io::ErrorKind::NotADirectory.into()));
    }
    // Looked for first: a folder that is no kit may be anything, and large.
    if !root.join("kit.json").exists() {
        return Err(KitError::NoManifest.into());
    }
    Ok(BrandKit::from_files(&read_files(root, FILES_MAX, FILES_BYTES_MAX)?)?)
}

/// All files below a folder, hidden ones left out, links followed only inside.
fn read_files(root: PathBuf, files_max: usize, bytes_max: usize) -> Result<KitFiles, KitLoadError> {
    let mut reader = Reader { root, files: KitFiles::default(), bytes: 0, files_max, bytes_max, entries: 0 };
    reader.read_folder("", 0)?;
    Ok(reader.files)
}

/// Why no kit was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KitMakeError {
    /// What it is to be made of cannot be read.
    #[error(transparent)]
    Load(#[from] KitLoadError),
    /// What it is to be made of makes no kit.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// There is something where it is to be.
    #[error("{} is there already; name a folder that is not", path.display())]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot write {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Makes a kit in the folder `into`, which is not there yet, of a file or a folder of files; what was made and what was found on
/// the way. Nothing of it is there unless all of it is.
///
/// # Errors
///
/// [`KitMakeError`]
pub fn import_kit(from: &Path, into: &Path, name: &str) -> Result<Imported, KitMakeError> {
    let failed = |source| KitLoadError::Io { path: from.to_owned(), source };
    let root = fs::canonicalize(from).map_err(failed)?;
    let files = if root.is_dir() {
        read_files(root, GIVEN_FILES_MAX, GIVEN_BYTES_MAX)?
    } else {
        // A pipe would have us wait for ever.
        if !root.is_file() {
            return Err(failed(io::Error::other("it is neither a file nor a folder")).into());
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&root).map_err(failed)?;
        file.take(GIVEN_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        let name = root.file_name().and_then(|name| name.to_str()).unwrap_or("file").to_owned();
        KitFiles([(name, bytes.into())].into())
    };
    let wanted = Wanted { id: id_of(name), name: name.to_owned(), version: None, kind: None };
    let imported = import::import(&Given { files: files.0 }, &wanted)?;
    write_new(into, &imported.files)?;
    Ok(imported)
}

/// Begins a kit in the folder `into`, which is not there yet: a name and three colours.
///
/// # Errors
///
/// [`KitMakeError`]
pub fn begin_kit(into: &Path, name: &str) -> Result<(), KitMakeError> {
    let manifest =
        serde_json::json!({ "v": 1, "id": id_of(name), "name": name, "version": "1", "tokens": ["*.tokens.json"] });
    let color =
        |r: f64, g: f64, b: f64| serde_json::json!({ "$value": { "colorSpace": "srgb", "components": [r, g, b] } });
    let tokens = serde_json::json!({ "brand": {
        "$type": "color", "paper": color(1.0, 1.0, 1.0), "ink": color(0.1, 0.1, 0.12), "accent": color(0.1, 0.4, 0.9)
    } });
    let text = |value: &serde_json::Value| Arc::from(format!("{value:#}\n").into_bytes());
    let files = [("kit.json", text(&manifest)), ("brand.tokens.json", text(&tokens))];
    let files = KitFiles(files.map(|(path, bytes)| (path.to_owned(), bytes)).into());
    BrandKit::from_files(&files).map_err(KitLoadError::from)?;
    write_new(into, &files)
}

/// A name as an id: letters and digits, parted by hyphens.
fn id_of(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let id = plain.split_whitespace().collect::<Vec<_>>().join("-");
    if id.is_empty() { "brand".to_owned() } else { id }
}

/// Writes files into a folder beside `into`, and has it take that name when they are all there.
fn write_new(into: &Path, files: &KitFiles) -> Result<(), KitMakeError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| KitMakeError::Io { path, source }
    };
    if fs::symlink_metadata(into).is_ok() {
        return Err(KitMakeError::Exists { path: into.to_owned() });
    }
    let parent = into.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed(parent))?;
    let made = tempfile::Builder::new().prefix(".kit-").tempdir_in(parent).map_err(failed(parent))?;
    for (path, bytes) in &files.0 {
        let file = made.path().join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        fs::write(&file, bytes).map_err(failed(&file))?;
    }
    open_to_all(made.path()).and_then(|()| fs::rename(made.path(), into)).map_err(failed(into))?;
    // It has another name now: there is nothing left to take away.
    let _ = made.keep();
    Ok(())
}

/// A temporary folder is its maker's alone; a kit is as open as other folders.
#[cfg(unix)]
fn open_to_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

struct Reader {
    root: PathBuf,
    files_max: usize,
    bytes_max: usize,
    /// Files and folders that were come across, each as often as links lead to it.
    entries: usize,
    files: KitFiles,
    bytes: usize,
}

impl Reader {
    fn read_folder(&mut self, inside: &str, depth: usize) -> Result<(), KitLoadError> {
        if depth > FOLDERS_DEEP_MAX {
            return Err(KitLoadError::TooMuch { what: format!("{FOLDERS_DEEP_MAX} folders inside each other") });
        }
        let folder = self.root.join(inside);
        let failed = |source| KitLoadError::Io { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            // Names that are not UTF-8 cannot be named by a kit.json either.
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let inside = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
            self.read_entry(&inside, depth)?;
        }
        Ok(())
    }

    fn read_entry(&mut self, inside: &str, depth: usize) -> Result<(), KitLoadError> {
        self.entries += 1;
        if self.entries > ENTRIES_MAX {
            return Err(KitLoadError::TooMuch {
                what: format!("{ENTRIES_MAX} files and folders, with those that links lead to"),
            });
        }
        let path = self.root.join(inside);
        let failed = |source| KitLoadError::Io { path: path.clone(), source };
        let real = fs::canonicalize(&path).map_err(failed)?;
        if !real.starts_with(&self.root) {
            return Err(KitLoadError::Outside { path });
        }
        let kind = fs::metadata(&real).map_err(failed)?;
        if kind.is_dir() {
            return self.read_folder(inside, depth + 1);
        }
        if !kind.is_file() {
            return Ok(());
        }
        if self.files.0.len() >= self.files_max {
            return Err(KitLoadError::TooMuch { what: format!("{} files", self.files_max) });
        }
        let left = self.bytes_max.saturating_sub(self.bytes);
        let mut bytes = Vec::new();
        let file = fs::File::open(&real).map_err(failed)?;
        file.take(left as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() > left {
            return Err(KitLoadError::TooMuch { what: format!("{} MiB", self.bytes_max / (1024 * 1024)) });
        }
        self.bytes += bytes.len();
        self.files.0.insert(inside.to_owned(), bytes.into());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in &BrandKit::builtin().files.0 {
            fs::write(folder.path().join(path), bytes).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_reads_as_the_kit_in_it() {
        let folder = folder();
        fs::write(folder.path().join(".hidden"), "x").unwrap();
        assert_eq!(load_kit(folder.path()).unwrap(), *BrandKit::builtin());
    }

    #[test]
    fn a_folder_without_manifest_is_no_kit() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::Kit(KitError::NoManifest))));
        assert!(matches!(load_kit(&folder.path().join("nowhere")), Err(KitLoadError::Io { .. })));
    }

    #[test]
    fn a_kit_is_made_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let (sheet, kit) = (place.path().join("brand.css"), place.path().join("kits/acme"));
        fs::write(&sheet, ":root { --ink: #111; --paper: #fff; --sea: oklch(55% 0.12 230); }").unwrap();
        import_kit(&sheet, &kit, "Acme & Sons").unwrap();
        let made = load_kit(&kit).unwrap();
        assert_eq!((made.id.as_str(), made.colors.len()), ("acme-sons", 3));
        assert!(matches!(import_kit(&sheet, &kit, "Acme"), Err(KitMakeError::Exists { .. })));
        fs::write(&sheet, "no colours").unwrap();
        assert!(matches!(import_kit(&sheet, &place.path().join("none"), "Acme"), Err(KitMakeError::Import(_))));
        begin_kit(&place.path().join("new"), "New").unwrap();
        assert_eq!(load_kit(&place.path().join("new")).unwrap().colors.len(), 3);
        let mut left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["brand.css", "kits", "new"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let (folder, other) = (folder(), tempfile::tempdir().unwrap());
        fs::write(other.path().join("secret"), "x").unwrap();
        std::os::unix::fs::symlink(other.path().join("secret"), folder.path().join("logo.svg")).unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::Outside { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end() {
        let folder = folder();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::TooMuch { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_to_ever_more_folders_end() {
        let folder = folder();
        for level in 0..8 {
            let inside = folder.path().join(format!("d{level}"));
            fs::create_dir(&inside).unwrap();
            for link in 0..40 {
                let to = folder.path().join(format!("d{}", level + 1));
                std::os::unix::fs::symlink(to, inside.join(format!("l{link}"))).unwrap();
            }
        }
        fs::create_dir(folder.path().join("d8")).unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::TooMuch { .. })));
    }

    #[test]
    fn more_files_than_a_kit_may_hold_are_refused() {
        let folder = folder();
        for index in 0..FILES_MAX {
            fs::write(folder.path().join(format!("{index}.txt")), "x").unwrap();
        }
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::TooMuch { .. })));
    }
}
