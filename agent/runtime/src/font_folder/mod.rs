//! Installed faces: a folder of families that were added on purpose, each file pinned by its digest.
//!
//! Nothing here looks for fonts on the machine. A [`FontFolder`] is read when it is named, and [`add_family`] fills it from
//! an npm package by way of the person's own npm client.

mod lock;
mod npm;
mod package;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::{BrandKit, Sha256};
use render::{FaceFile, FontBook, RenderError};

use lock::Lock;
pub use lock::{InstalledFamily, InstalledFile};
pub use npm::{Npm, NpmError};
pub use package::PackageError;

/// The face book: voices with the families that speak and serve in them.
pub use compose::voice::{VoiceFamilies, face_book};
/// The licences of the embedded families.
pub use render::licence;

/// Name of the file that pins what a folder holds.
pub const LOCK_FILE: &str = "fonts.lock.json";
/// Largest lock file, bytes.
const LOCK_BYTES_MAX: u64 = 1 << 20;
/// Most families of a folder.
const FAMILIES_MAX: usize = 200;
/// Most bytes of a folder's font files together.
const FOLDER_BYTES_MAX: u64 = 64 << 20;
/// Longest name of a package's family, bytes.
const SLUG_BYTES_MAX: usize = 64;

/// Why a font folder could not be read or filled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FontFolderError {
    /// The folder is not there.
    #[error("there is no font folder {}", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file or folder cannot be read or written.
    #[error("cannot use {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The lock file is not one.
    #[error("{} is not a lock file of fonts: {reason}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file is not the one that was added.
    #[error("{} is not the file that was added; add its family again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// More than a folder may hold.
    #[error("the font folder {} would hold more than {what}", path.display())]
    TooMuch {
        /// The folder.
        path: PathBuf,
        /// What there is too much of.
        what: String,
    },
    /// The name is no name of a family.
    #[error("`{name}` is no name of a font family; write it like `barlow-condensed`")]
    Name {
        /// The name.
        name: String,
    },
    /// The package could not be had.
    #[error(transparent)]
    Npm(#[from] NpmError),
    /// The package is not one of fonts that may be added.
    #[error("the package {package} cannot be added")]
    Package {
        /// The package.
        package: String,
        /// Why not.
        #[source]
        source: PackageError,
    },
    /// The same version of a package holds other bytes than it did.
    #[error("{package} {version} is not what it was when it was added; remove the folder {} to trust it anew", path.display())]
    Repacked {
        /// The package.
        package: String,
        /// Its version.
        version: String,
        /// The folder of the family.
        path: PathBuf,
    },
    /// A font file of the package cannot be used.
    #[error("the package {package} holds a font that cannot be used")]
    Font {
        /// The package.
        package: String,
        /// Why not.
        #[source]
        source: RenderError,
    },
}

/// A folder of installed faces.
#[derive(Debug, Clone)]
pub struct FontFolder {
    root: PathBuf,
    lock: Lock,
}

impl FontFolder {
    /// Opens a folder by its lock file; a folder without one holds no family.
    ///
    /// # Errors
    ///
    /// [`FontFolderError`] when there is no folder, or its lock file cannot be read.
    pub fn open(root: &Path) -> Result<Self, FontFolderError> {
        if !root.is_dir() {
            return Err(FontFolderError::NoFolder { path: root.to_owned() });
        }
        let path = root.join(LOCK_FILE);
        let bytes = match read(&path, LOCK_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::empty(root)),
            Err(source) => return Err(FontFolderError::Io { path, source }),
        };
        let lock = Lock::read(&bytes).map_err(|reason| FontFolderError::Lock { path, reason })?;
        Ok(Self { root: root.to_owned(), lock })
    }

    /// Opens a folder, or makes it.
    ///
    /// # Errors
    ///
    /// [`FontFolderError`] when it cannot be made, or its lock file cannot be read.
    pub fn create(root: &Path) -> Result<Self, FontFolderError> {
        fs::create_dir_all(root).map_err(|source| FontFolderError::Io { path: root.to_owned(), source })?;
        Self::open(root)
    }

    fn empty(root: &Path) -> Self {
        Self { root: root.to_owned(), lock: Lock::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its families, by name.
    #[must_use]
    pub fn families(&self) -> &[InstalledFamily] {
        &self.lock.families
    }

    /// Reads all font files and checks each against its digest.
    ///
    /// # Errors
    ///
    /// [`FontFolderError::Changed`] for a file that is not the one that was added.
    pub fn read(&self) -> Result<Vec<FaceFile>, FontFolderError> {
        let mut files = Vec::new();
        let mut left = FOLDER_BYTES_MAX;
        for family in &self.lock.families {
            for file in &family.files {
                let path = self.root.join(&family.id).join(&file.name);
                let bytes = match read(&path, left.min(file.bytes)) {
                    Ok(bytes) => bytes,
                    Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                        return Err(if file.bytes > left {
                            self.too_much()
                        } else {
                            FontFolderError::Changed { path }
                        });
                    }
                    Err(source) => return Err(FontFolderError::Io { path, source }),
                };
                if Sha256::of(&bytes) != file.sha256 {
                    return Err(FontFolderError::Changed { path });
                }
                left -= bytes.len() as u64;
                let name = format!("{}/{}", family.id, file.name);
                files.push(FaceFile { name, family: family.family.clone(), bytes: Arc::from(bytes) });
            }
        }
        Ok(files)
    }

    fn too_much(&self) -> FontFolderError {
        let what = format!("{} MiB of font files", FOLDER_BYTES_MAX >> 20);
        FontFolderError::TooMuch { path: self.root.clone(), what }
    }

    /// Writes a family's files and pins them.
    fn put(&mut self, family: InstalledFamily, files: &BTreeMap<String, Vec<u8>>) -> Result<(), FontFolderError> {
        let others = self.lock.families.iter().filter(|known| known.id != family.id);
        let (count, bytes) = others.fold((1, family.bytes()), |(n, sum), known| (n + 1, sum + known.bytes()));
        if count > FAMILIES_MAX {
            let what = format!("{FAMILIES_MAX} families");
            return Err(FontFolderError::TooMuch { path: self.root.clone(), what });
        }
        if bytes > FOLDER_BYTES_MAX {
            return Err(self.too_much());
        }
        let folder = self.root.join(&family.id);
        fs::create_dir_all(&folder).map_err(|source| FontFolderError::Io { path: folder.clone(), source })?;
        for (name, bytes) in files {
            write(&folder.join(name), bytes)?;
        }
        self.lock.put(family);
        write(&self.root.join(LOCK_FILE), &self.lock.to_bytes())
    }
}

/// Adds a family to a folder: fetches its package by way of npm, checks its licence and its fonts, pins its files.
///
/// The variable package is taken when there is one. Nothing of a package is run; its files are read within limits.
///
/// # Errors
///
/// [`FontFolderError`] when the package cannot be had or is not one of fonts under the SIL Open Font License, or when
/// the same version of it was added before with other bytes.
pub fn add_family(folder: &mut FontFolder, npm: &Npm, name: &str) -> Result<InstalledFamily, FontFolderError> {
    let id = slug(name).ok_or_else(|| FontFolderError::Name { name: name.chars().take(80).collect() })?;
    let variable = format!("@fontsource-variable/{id}");
    let (package, archive) = match npm.pack(&variable) {
        Ok(archive) => (variable, archive),
        Err(NpmError::NoPackage { .. }) => {
            let package = format!("@fontsource/{id}");
            let archive = npm.pack(&package)?;
            (package, archive)
        }
        Err(error) => return Err(error.into()),
    };
    add_package(folder, &id, package, &archive)
}

fn add_package(
    folder: &mut FontFolder,
    id: &str,
    package: String,
    archive: &[u8],
) -> Result<InstalledFamily, FontFolderError> {
    let refused = |source| FontFolderError::Package { package: package.clone(), source };
    let read = package::read(&package, id, archive).map_err(refused)?;
    let pinned = |(name, bytes): (&String, &Vec<u8>)| InstalledFile {
        name: name.clone(),
        sha256: Sha256::of(bytes),
        bytes: bytes.len() as u64,
    };
    let family = InstalledFamily {
        id: id.to_owned(),
        family: read.family,
        package: package.clone(),
        version: read.version,
        licence: read.licence,
        attribution: read.attribution,
        files: read.fonts.iter().map(pinned).collect(),
    };
    let before = folder.lock.families.iter().find(|known| known.id == family.id);
    if let Some(before) = before
        && before.package == family.package
        && before.version == family.version
        && before.files != family.files
    {
        let path = folder.root.join(id);
        return Err(FontFolderError::Repacked { package, version: family.version, path });
    }
    let faces: Vec<FaceFile> = read
        .fonts
        .iter()
        .map(|(name, bytes)| FaceFile {
            name: name.clone(),
            family: family.family.clone(),
            bytes: Arc::from(bytes.as_slice()),
        })
        .collect();
    FontBook::with(&BrandKit::builtin(), &faces).map_err(|source| FontFolderError::Font { package, source })?;
    let mut files = read.fonts;
    files.insert("LICENSE".to_owned(), read.licence_text);
    folder.put(family.clone(), &files)?;
    Ok(family)
}

/// How packages write a family's name: `Barlow Condensed` and `@fontsource/barlow-condensed` are `barlow-condensed`.
fn slug(name: &str) -> Option<String> {
    let name = name.trim();
    let name = name.strip_prefix("@fontsource-variable/").or_else(|| name.strip_prefix("@fontsource/")).unwrap_or(name);
    let slug: String = name
        .chars()
        .take(SLUG_BYTES_MAX + 1)
        .map(|c| if c == ' ' || c == '_' { '-' } else { c.to_ascii_lowercase() })
        .collect();
    lock::is_slug(&slug).then_some(slug)
}

/// Reads a file that may not be longer than `most`.
fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Writes beside the goal and renames, so that there is never half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<(), FontFolderError> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".tmp");
    let draft = PathBuf::from(draft);
    let written = fs::File::create(&draft)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, path));
    written.map_err(|source| {
        // What is left of the draft is of no use to anybody.
        let _ = fs::remove_file(&draft);
        FontFolderError::Io { path: path.to_owned(), source }
    })
}
