//! Takes up the log of a run that was interrupted.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use planner::record::kind;
use planner::{Chain, Entry, Record};
use serde_json::json;

use super::log::{LogWriter, segment_name};
use super::{BLOBS, LOG};
use crate::error::RunError;
use crate::run_folder::{LOG_BYTES_MAX, RunFolder, read_file};

/// Takes up the log of `folder`, which nobody else may write meanwhile. A last line that was not written whole is moved out
/// of it, and a record says so; whatever else is wrong with it is not mended.
pub(crate) fn take_up(folder: &RunFolder) -> Result<LogWriter, RunError> {
    let root = folder.path();
    let log = root.join(LOG);
    let failed = |source: io::Error| RunError::storage(format!("cannot take up {}", log.display()), source);
    refuse_links(root).map_err(failed)?;
    fs::create_dir_all(&log).map_err(failed)?;
    let open = |number| -> io::Result<File> {
        let path = log.join(segment_name(number));
        match fs::symlink_metadata(&path) {
            // A link would have us write elsewhere.
            Ok(entry) if !entry.is_file() => Err(io::Error::other("a segment of it is no file")),
            _ => OpenOptions::new().create(true).read(true).append(true).open(path),
        }
    };
    let first = open(1).map_err(failed)?;
    match first.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(RunError::Busy { path: root.to_owned() }),
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    // Only the last segment may end in the middle of a line; reading all of them says whether one before does.
    let records = folder.read_log()?.0;
    let segments = folder.segments()?;
    let number = u32::try_from(segments.len()).unwrap_or(u32::MAX).max(1);
    let named = segments.last().is_some_and(|last| last.ends_with(segment_name(number)));
    if !named {
        return Err(failed(io::Error::other("a segment of it is missing")));
    }
    let mut bytes = read_file(&segments[segments.len() - 1], LOG_BYTES_MAX)?;
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let torn = bytes.split_off(whole);
    let last = if number > 1 { Some(open(number).map_err(failed)?) } else { None };
    if !torn.is_empty() {
        keep_aside(&log, number, &torn).map_err(failed)?;
        last.as_ref().unwrap_or(&first).set_len(whole as u64).map_err(failed)?;
    }
    let chain = records.last().map_or_else(Chain::default, Chain::after);
    let mut writer = LogWriter::going_on(&log, Arc::new(first), number, last, whole as u64, chain);
    // The first record is the run's beginning, so an empty log has nothing to say of itself.
    if !torn.is_empty() && !records.is_empty() {
        writer.append(&recovered(&records, torn.len())).map_err(failed)?;
    }
    writer.sync().map_err(failed)?;
    Ok(writer)
}

/// A run's folders are folders, down to those of its blobs: a link in their place would have us write elsewhere.
fn refuse_links(run: &Path) -> io::Result<()> {
    let folders = [run.join(LOG), run.join(BLOBS), run.join(BLOBS).join("sha256")];
    let within = match fs::read_dir(&folders[2]) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?,
        Err(_) => Vec::new(),
    };
    for folder in folders.iter().chain(&within) {
        if fs::symlink_metadata(folder).is_ok_and(|entry| !entry.is_dir()) {
            return Err(io::Error::other(format!("{} is no folder", folder.display())));
        }
    }
    Ok(())
}

fn recovered(records: &[Record], bytes: usize) -> Entry {
    let before = records.iter().filter(|record| record.kind.as_str() == kind::LOG_RECOVERED).count();
    Entry::main(kind::LOG_RECOVERED, u32::try_from(before).unwrap_or(u32::MAX), json!({ "dropped_bytes": bytes }))
}

/// Keeps what was torn off beside its segment: `000001.torn`.
fn keep_aside(log: &Path, number: u32, torn: &[u8]) -> io::Result<()> {
    let path = log.join(segment_name(number)).with_extension("torn");
    if fs::symlink_metadata(&path).is_ok_and(|entry| !entry.is_file()) {
        return Err(io::Error::other("what is to keep its torn tail is no file"));
    }
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(torn)?;
    // A line feed of its own, so that what is torn off another time is told apart.
    file.write_all(b"\n")?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use planner::chain;

    use super::*;

    /// The records of a log, and how many bytes follow them.
    fn lines(bytes: &[u8]) -> (usize, usize) {
        let read = chain::read_log(bytes).expect("the log is sound");
        (read.records.len(), read.torn_at.map_or(0, |at| bytes.len() - at))
    }

    /// A run's folder whose log is cut after so many bytes.
    fn cut(whole: &[u8], at: usize) -> (tempfile::TempDir, RunFolder) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("run.json"), "{}").unwrap();
        fs::create_dir(folder.path().join(LOG)).unwrap();
        fs::write(folder.path().join(LOG).join(segment_name(1)), &whole[..at]).unwrap();
        let run = RunFolder::open(folder.path()).unwrap();
        (folder, run)
    }

    #[test]
    fn a_log_is_taken_up_wherever_it_was_cut() {
        let (mut chain, mut whole) = (Chain::default(), Vec::new());
        for ord in 0..3 {
            whole.extend(chain::write_line(&chain.seal(Entry::main("x.test", ord, json!({ "é": ord })), 7)));
        }
        for at in 0..=whole.len() {
            let (kept, torn) = lines(&whole[..at]);
            let (folder, run) = cut(&whole, at);
            let mut writer = take_up(&run).unwrap();
            let told = usize::from(torn > 0 && kept > 0);
            assert_eq!(writer.len() as usize, kept + told, "cut at {at}");
            assert!(matches!(take_up(&run), Err(RunError::Busy { .. })));
            writer.append(&Entry::main("x.next", 0, json!(null))).unwrap();
            drop(writer);
            let (records, rest) = run.read_log().unwrap();
            assert_eq!((records.len(), rest), (kept + told + 1, 0));
            let aside = fs::read(folder.path().join(LOG).join("000001.torn")).unwrap_or_default();
            assert_eq!(aside.strip_suffix(b"\n").unwrap_or_default(), &whole[at - torn..at]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let whole = chain::write_line(&Chain::default().seal(Entry::main("x.test", 0, json!(1)), 7));
        for link in ["log/000001.torn", "log/000001.jsonl", "log", "blobs", "blobs/sha256", "blobs/sha256/ab"] {
            let torn = [&whole[..], b"curl evil"].concat();
            let (folder, run) = cut(&torn, torn.len());
            let elsewhere = tempfile::tempdir().unwrap();
            let (file, path) = (elsewhere.path().join("file"), folder.path().join(link));
            fs::write(&file, "mine").unwrap();
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let target = if link.contains("0000") { &file } else { elsewhere.path() };
            if path.is_dir() {
                fs::remove_dir_all(&path).unwrap();
            } else if path.exists() {
                fs::remove_file(&path).unwrap();
            }
            std::os::unix::fs::symlink(target, &path).unwrap();
            assert!(take_up(&run).is_err(), "{link}");
            assert_eq!(fs::read(&file).unwrap(), b"mine", "{link}");
            assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1, "{link}");
        }
    }

    #[test]
    fn a_log_that_is_wrong_in_its_middle_is_not_taken_up() {
        let (_folder, run) = cut(b"{}\n{", 4);
        assert!(matches!(take_up(&run), Err(RunError::Recorded(_))));
    }
}
