//! Packages by way of the person's own npm client.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Largest archive of a package, bytes.
const ARCHIVE_BYTES_MAX: u64 = 128 << 20;
/// Most that is read of what npm says, bytes.
const ANSWER_BYTES_MAX: u64 = 1 << 20;
/// Longest reason that is told, characters.
const REASON_CHARS_MAX: usize = 200;
/// How long npm may take for one package.
const WAIT_MAX: Duration = Duration::from_secs(180);
/// How often it is asked whether it is done.
const POLL: Duration = Duration::from_millis(20);

/// Why a package could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NpmError {
    /// There is no npm.
    #[error("npm is not installed; install Node.js with npm, or put the family's font files into the brand kit")]
    NoNpm,
    /// The registry has no such package.
    #[error("there is no package {package}; look for the family's name on fontsource.org")]
    NoPackage {
        /// The package.
        package: String,
    },
    /// npm failed.
    #[error("npm could not fetch {package}: {reason}")]
    Failed {
        /// The package.
        package: String,
        /// What npm said.
        reason: String,
    },
    /// npm took too long.
    #[error("npm did not fetch {package} within {} seconds", WAIT_MAX.as_secs())]
    TimedOut {
        /// The package.
        package: String,
    },
    /// The archive is larger than any family needs.
    #[error("the package {package} is larger than {} MiB", ARCHIVE_BYTES_MAX >> 20)]
    TooLarge {
        /// The package.
        package: String,
    },
    /// A file between npm and us cannot be read or written.
    #[error("a temporary file cannot be used")]
    Io(#[source] io::Error),
}

/// The npm client.
#[derive(Debug, Clone)]
pub struct Npm {
    program: OsString,
}

impl Default for Npm {
    /// The `npm` that the person's PATH finds.
    fn default() -> Self {
        Self::at("npm")
    }
}

impl Npm {
    /// Another program that answers as npm does.
    #[must_use]
    pub fn at(program: impl Into<OsString>) -> Self {
        Self { program: program.into() }
    }

    /// The archive of a package's newest version. Its dependencies are not fetched and nothing of it is run.
    ///
    /// # Errors
    ///
    /// [`NpmError`].
    pub fn pack(&self, package: &str) -> Result<Vec<u8>, NpmError> {
        let folder = tempfile::tempdir().map_err(NpmError::Io)?;
        let answer = folder.path().join("answer.json");
        let mut child = Command::new(&self.program)
            .args(["pack", "--json", "--ignore-scripts", "--loglevel=error", package])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(fs::File::create(&answer).map_err(NpmError::Io)?)
            .stderr(Stdio::null())
            .spawn()
            .map_err(
                |error| if error.kind() == io::ErrorKind::NotFound { NpmError::NoNpm } else { NpmError::Io(error) },
            )?;
        let done = wait(&mut child).map_err(NpmError::Io)?;
        match done {
            None => Err(NpmError::TimedOut { package: package.to_owned() }),
            Some(true) => archive(folder.path(), package),
            Some(false) => Err(refusal(&answer, package)),
        }
    }
}

/// Whether the program ended well; `None` when it had to be ended.
fn wait(child: &mut Child) -> io::Result<Option<bool>> {
    let started = Instant::now();
    while started.elapsed() < WAIT_MAX {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        std::thread::sleep(POLL);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// The one archive that npm left in the folder.
fn archive(folder: &Path, package: &str) -> Result<Vec<u8>, NpmError> {
    let mut found = None;
    for entry in fs::read_dir(folder).map_err(NpmError::Io)? {
        let path = entry.map_err(NpmError::Io)?.path();
        if path.extension().is_some_and(|ending| ending == "tgz") {
            found = Some(path);
        }
    }
    let failed = || NpmError::Failed { package: package.to_owned(), reason: "it left no archive".to_owned() };
    let mut bytes = Vec::new();
    let file = fs::File::open(found.ok_or_else(failed)?).map_err(NpmError::Io)?;
    file.take(ARCHIVE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(NpmError::Io)?;
    if bytes.len() as u64 > ARCHIVE_BYTES_MAX {
        return Err(NpmError::TooLarge { package: package.to_owned() });
    }
    Ok(bytes)
}

/// What npm says went wrong, without what a terminal would act on.
fn refusal(answer: &Path, package: &str) -> NpmError {
    let mut text = String::new();
    let read = fs::File::open(answer).and_then(|file| file.take(ANSWER_BYTES_MAX).read_to_string(&mut text));
    let answer: Value = read.ok().and_then(|_| serde_json::from_str(&text).ok()).unwrap_or_default();
    let said = |field: &str| answer.pointer(&format!("/error/{field}")).and_then(Value::as_str).unwrap_or_default();
    if said("code") == "E404" {
        return NpmError::NoPackage { package: package.to_owned() };
    }
    let reason: String = said("summary").chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect();
    let reason = if reason.is_empty() { "it gave no reason".to_owned() } else { reason };
    NpmError::Failed { package: package.to_owned(), reason }
}
