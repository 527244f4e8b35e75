//! The output folder: whole files or none.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::canonical::to_canonical_json;
use planner::OptionSet;
use toolbox::BlobStore;

use crate::error::RunError;
use crate::recorder::log::segment_name;
use crate::recorder::store::write_synced;
use crate::recorder::{BLOBS, LOG, MANIFEST, MANIFEST_DRAFT};
use crate::run_folder::MANIFEST_BYTES_MAX;

/// The trace, below the output folder.
const RUN: &str = "run";
/// The option sets, below the output folder.
const OPTIONS: &str = "options";
/// Where files wait until all of them are whole, below the output folder.
const STAGE: &str = ".partial";
/// Where an earlier run's results go on their way out, below the output folder.
const EARLIER: &str = ".earlier";
/// The files of a finished run.
const FINAL: &[&str] = &["final.png", "final.svg", "final.live.svg", "final.pdf", "design.json", "report.html"];

/// Where a run's results go.
#[derive(Debug, Clone)]
pub(crate) struct OutFolder {
    root: PathBuf,
}

impl OutFolder {
    /// Makes sure that `root` can be written and holds nothing but an earlier run, which it removes.
    pub(crate) fn prepare(root: &Path) -> Result<Self, RunError> {
        let unwritable = |source| RunError::OutUnwritable { path: root.to_owned(), source };
        fs::create_dir_all(root).map_err(unwritable)?;
        let root = std::path::absolute(root).map_err(unwritable)?;
        let out = Self { root };
        out.try_writing().map_err(unwritable)?;
        out.clear(unwritable)?;
        Ok(out)
    }

    /// The output folder of a run that goes on in it.
    pub(crate) fn reopen(root: &Path) -> Result<Self, RunError> {
        let unwritable = |source| RunError::OutUnwritable { path: root.to_owned(), source };
        let out = Self { root: std::path::absolute(root).map_err(unwritable)? };
        out.refuse_links().and_then(|()| out.try_writing()).map_err(unwritable)?;
        Ok(out)
    }

    fn try_writing(&self) -> io::Result<()> {
        let probe = self.root.join(format!("{STAGE}.probe"));
        remove(fs::remove_file(&probe))?;
        File::create_new(&probe)?;
        fs::remove_file(&probe)
    }

    /// Folders of ours are folders: a link would have us write, and remove, elsewhere.
    fn refuse_links(&self) -> io::Result<()> {
        for name in [RUN, OPTIONS, STAGE, EARLIER] {
            if fs::symlink_metadata(self.root.join(name)).is_ok_and(|entry| !entry.is_dir()) {
                return Err(io::Error::other(format!("`{name}` in it is no folder")));
            }
        }
        Ok(())
    }

    fn clear(&self, unwritable: impl Fn(io::Error) -> RunError) -> Result<(), RunError> {
        let away = self.root.join(EARLIER);
        self.refuse_links().map_err(&unwritable)?;
        let busy = File::open(self.run().join(LOG).join(segment_name(1)))
            .is_ok_and(|log| matches!(log.try_lock(), Err(fs::TryLockError::WouldBlock)));
        if busy {
            return Err(RunError::Busy { path: self.root.clone() });
        }
        let earlier = [self.run(), away.join(RUN)].iter().any(|run| is_manifest(&run.join(MANIFEST)));
        if !earlier && is_barely_begun(&self.run()) {
            // It holds nothing that anybody could want, and there is nothing beside it yet.
            remove(fs::remove_dir_all(self.run())).map_err(&unwritable)?;
        }
        let taken = FINAL.iter().chain([&OPTIONS, &RUN]).find(|name| self.root.join(name).exists());
        let Some(taken) = taken else { return remove(fs::remove_dir_all(&away)).map_err(&unwritable) };
        if !earlier {
            return Err(RunError::OutOccupied { path: self.root.clone(), file: (*taken).to_owned() });
        }
        // Moved away in a moment and then removed, so that whoever stops us halfway leaves no half of an earlier run to
        // be taken for the whole.
        remove(fs::remove_dir_all(&away)).map_err(&unwritable)?;
        fs::create_dir(&away).map_err(&unwritable)?;
        for name in [&RUN, &OPTIONS, &STAGE].into_iter().chain(FINAL) {
            remove(fs::rename(self.root.join(name), away.join(name))).map_err(&unwritable)?;
        }
        remove(fs::remove_dir_all(&away)).map_err(&unwritable)
    }

    /// The output folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The trace's folder.
    pub(crate) fn run(&self) -> PathBuf {
        self.root.join(RUN)
    }

    /// Writes an option set with its pictures, all or nothing, and returns its folder.
    pub(crate) fn write_set(&self, set: &OptionSet, blobs: &dyn BlobStore) -> Result<PathBuf, RunError> {
        let mut files = BTreeMap::from([("set.json".to_owned(), Arc::from(to_canonical_json(set)))]);
        for option in &set.options {
            for (extension, blob) in [("json", &option.design_blob), ("png", &option.png_blob)] {
                files.insert(format!("option-{}.{extension}", option.index), fetch(blobs, blob)?);
            }
        }
        let folder = self.root.join(OPTIONS).join(format!("turn-{}", set.turn));
        let stage = self.stage(&files)?;
        let moved = fs::create_dir_all(self.root.join(OPTIONS))
            // That of a run that goes on may be there already.
            .and_then(|()| remove(fs::remove_dir_all(&folder)))
            .and_then(|()| fs::rename(&stage.folder, &folder));
        moved.map_err(|source| RunError::storage(format!("cannot write {}", folder.display()), source))?;
        Ok(folder)
    }

    /// Writes the set again, now with its choice.
    pub(crate) fn rewrite_set(&self, set: &OptionSet) -> Result<(), RunError> {
        let path = self.root.join(OPTIONS).join(format!("turn-{}", set.turn)).join("set.json");
        let stage = self.stage(&BTreeMap::from([("set.json".to_owned(), Arc::from(to_canonical_json(set)))]))?;
        let moved = fs::rename(stage.folder.join("set.json"), &path);
        moved.map_err(|source| RunError::storage(format!("cannot write {}", path.display()), source))
    }

    /// Writes files where nobody looks yet.
    pub(crate) fn stage(&self, files: &BTreeMap<String, Arc<[u8]>>) -> Result<Stage, RunError> {
        let stage = Stage { folder: self.root.join(STAGE) };
        let write = || -> io::Result<()> {
            remove(fs::remove_dir_all(&stage.folder))?;
            fs::create_dir(&stage.folder)?;
            files.iter().try_for_each(|(name, bytes)| write_synced(&stage.folder.join(name), bytes))
        };
        write().map_err(|source| RunError::storage(format!("cannot write to {}", self.root.display()), source))?;
        Ok(stage)
    }
}

/// Files that are whole and wait to be shown; dropped unpublished, they are removed.
#[derive(Debug)]
pub(crate) struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// Moves the files into the output folder; when one cannot be moved, none is there.
    pub(crate) fn publish(self, out: &OutFolder, names: &[String]) -> Result<(), RunError> {
        for (index, name) in names.iter().enumerate() {
            if let Err(source) = fs::rename(self.folder.join(name), out.root.join(name)) {
                for moved in &names[..index] {
                    let _ = fs::remove_file(out.root.join(moved));
                }
                return Err(RunError::storage(format!("cannot write {}", out.root.join(name).display()), source));
            }
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether `name` is one plain file's: results lie beside each other, so no name may lead elsewhere.
pub(crate) fn is_file_name(name: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && name.len() <= 64 && !name.starts_with('.') && name.chars().all(sound)
}

/// Whether `path` is the manifest of a run of ours: another program may have a `run/run.json` too.
fn is_manifest(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MANIFEST_BYTES_MAX).read_to_end(&mut bytes));
    let manifest = read.ok().and_then(|_| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["run"].is_string() && manifest["maquette"].is_string())
}

/// Whether `run` is what is left of a run that was stopped before its manifest was whole: empty files and folders of ours, and
/// blobs.
fn is_barely_begun(run: &Path) -> bool {
    let names = |folder: &Path| -> Option<Vec<String>> {
        let entries = fs::read_dir(folder).ok()?;
        entries.map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
    };
    let only = |folder: &Path, ours: &[&str]| {
        names(folder).is_none_or(|names| names.iter().all(|name| ours.contains(&name.as_str())))
    };
    let log = run.join(LOG);
    let first = segment_name(1);
    names(run).is_some_and(|names| !names.is_empty())
        && only(run, &[LOG, BLOBS, MANIFEST_DRAFT])
        && only(&log, &[&first])
        && fs::metadata(log.join(&first)).map_or(true, |log| log.len() == 0)
        && only(&run.join(BLOBS), &["sha256"])
}

/// A file that was not there needs no removing.
fn remove(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The bytes of a blob that a record names.
pub(crate) fn fetch(blobs: &dyn BlobStore, name: &design::BlobRef) -> Result<Arc<[u8]>, RunError> {
    match blobs.get(name) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(RunError::internal(format!("{name} is named by the run but was never kept"))),
        Err(error) => Err(RunError::storage(format!("cannot read {name} back"), error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_files_of_somebody_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        OutFolder::prepare(folder.path()).unwrap();
        fs::write(folder.path().join("design.json"), "mine").unwrap();
        let error = OutFolder::prepare(folder.path()).unwrap_err();
        assert!(matches!(error, RunError::OutOccupied { .. }), "{error}");
        assert_eq!(fs::read(folder.path().join("design.json")).unwrap(), b"mine");
    }

    #[test]
    fn an_earlier_run_is_replaced_unless_it_is_still_running() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::prepare(folder.path()).unwrap();
        fs::create_dir_all(out.run().join("log")).unwrap();
        // Stopped before it began.
        OutFolder::prepare(folder.path()).unwrap();
        assert!(!out.run().exists());
        fs::create_dir_all(out.run().join("log")).unwrap();
        // Somebody else's, though it looks like it.
        fs::write(out.run().join("log/app.log"), "mine").unwrap();
        assert!(matches!(OutFolder::prepare(folder.path()), Err(RunError::OutOccupied { .. })));
        fs::remove_file(out.run().join("log/app.log")).unwrap();
        fs::write(out.run().join(MANIFEST), "{}").unwrap();
        assert!(matches!(OutFolder::prepare(folder.path()), Err(RunError::OutOccupied { .. })));
        fs::write(out.run().join(MANIFEST), r#"{"v":1,"run":"a","maquette":"0.1.0"}"#).unwrap();
        fs::write(folder.path().join("final.png"), "old").unwrap();
        let log = File::create(out.run().join(LOG).join(segment_name(1))).unwrap();
        log.try_lock().unwrap();
        assert!(matches!(OutFolder::prepare(folder.path()), Err(RunError::Busy { .. })));
        drop(log);
        OutFolder::prepare(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn files_appear_together_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::prepare(folder.path()).unwrap();
        fs::create_dir_all(folder.path().join("final.svg/in the way")).unwrap();
        let names = ["final.png".to_owned(), "final.svg".to_owned()];
        let files = names.iter().map(|name| (name.clone(), Arc::from(b"x".as_slice()))).collect();
        let stage = out.stage(&files).unwrap();
        assert!(stage.publish(&out, &names).is_err());
        assert!(!folder.path().join("final.png").exists() && !folder.path().join(STAGE).exists());
    }

    #[test]
    fn names_of_results_lead_nowhere_else() {
        assert!(["final.png", "final.live.svg", "design.json"].into_iter().all(is_file_name));
        assert!(!["", ".", "..", "../a", "a/b", "a\\b", ".hidden", "a\0b"].into_iter().any(is_file_name));
    }

    #[test]
    fn a_path_that_cannot_be_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(matches!(OutFolder::prepare(&file.join("out")), Err(RunError::OutUnwritable { .. })));
    }
}
