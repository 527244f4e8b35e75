//! The chain of records that makes tampering visible, and its lines.

use std::io::Write as _;

use design::Sha256;
use design::canonical::to_canonical_json;

use crate::entry::Entry;
use crate::record::{RECORD_VERSION, Record, RecordKind};

/// Longest line, bytes. Large payloads lie in blobs, so real lines stay far below.
pub const LINE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why a chain does not hold, and at which record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// The record is not the one that belongs here: one was taken out, put in or moved.
    #[error("record {seq} says that it is record {found}")]
    Sequence {
        /// The place in the log, from 0.
        seq: u64,
        /// The number that it bears.
        found: u64,
    },
    /// The record does not name the one before it.
    #[error("record {seq} does not follow from the record before it")]
    Link {
        /// The record's place in the log, from 0.
        seq: u64,
    },
    /// The record is not what was sealed: something in it was changed.
    #[error("record {seq} was changed after it was written")]
    Digest {
        /// The record's place in the log, from 0.
        seq: u64,
    },
    /// The record is what was sealed, and its line is not how it was written.
    #[error("the line of record {seq} was changed after it was written")]
    Rewritten {
        /// The record's place in the log, from 0.
        seq: u64,
    },
}

impl ChainError {
    /// The place of the record at fault, from 0.
    #[must_use]
    pub fn seq(&self) -> u64 {
        match self {
            Self::Sequence { seq, .. } | Self::Link { seq } | Self::Digest { seq } | Self::Rewritten { seq } => *seq,
        }
    }
}

/// The end of a chain, to which records are added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    next: u64,
    head: String,
}

impl Chain {
    /// A chain that goes on after `record`.
    #[must_use]
    pub fn after(record: &Record) -> Self {
        Self { next: record.seq.saturating_add(1), head: record.h.clone() }
    }

    /// The number of the next record: how many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.next
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.next == 0
    }

    /// Seals the next record; `ts` is the time of writing, ms since 1970.
    pub fn seal(&mut self, entry: Entry, ts: u64) -> Record {
        let record = Record {
            v: RECORD_VERSION,
            seq: self.next,
            lane: entry.lane,
            ord: entry.ord,
            ts,
            kind: entry.kind,
            prev: self.head.clone(),
            h: String::new(),
            p: entry.p,
        };
        let record = record.sealed();
        *self = Self::after(&record);
        record
    }

    /// Seals the next record right into its line, with its line feed: the same bytes as [`seal`](Self::seal) and
    /// [`write_line`] give, in one pass.
    pub fn write(&mut self, entry: &EntryLine<'_>, ts: u64, out: &mut Vec<u8>) {
        let begin = out.len();
        // Keys in their order: `h` comes first, and is not part of what it is taken over.
        out.extend_from_slice(LINE_BEGIN);
        out.extend_from_slice(&[b'0'; DIGEST_CHARS]);
        out.extend_from_slice(b"\",\"kind\":");
        push_string(out, entry.kind.as_str());
        out.extend_from_slice(b",\"lane\":");
        push_string(out, entry.lane);
        let _ = write!(out, ",\"ord\":{},\"p\":", entry.ord);
        out.extend_from_slice(entry.p);
        let _ = write!(out, ",\"prev\":\"{}\",\"seq\":{},\"ts\":{ts},\"v\":{RECORD_VERSION}}}", self.head, self.next);
        let digest = raw_digest(&mut out[begin..]);
        out[begin + LINE_BEGIN.len()..begin + LINE_BEGIN.len() + DIGEST_CHARS].copy_from_slice(digest.as_bytes());
        out.push(b'\n');
        *self = Self { next: self.next.saturating_add(1), head: digest };
    }

    /// Reads the next record from its line, whose number from 1 is `line`; a line feed at its end is ignored.
    ///
    /// # Errors
    ///
    /// [`LogError`] when it is none, or not the one that comes next; the chain is then unchanged.
    pub fn read(&mut self, line: usize, bytes: &[u8]) -> Result<Record, LogError> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let record = read_line(line, bytes)?;
        if !is_sealed(bytes, &record.h) {
            // Not what was written: the record says in which way, or only its line differs.
            self.clone().follow(&record)?;
            return Err(ChainError::Rewritten { seq: self.next }.into());
        }
        self.comes_next(&record)?;
        *self = Self::after(&record);
        Ok(record)
    }

    /// Checks that `record` comes next, and goes on after it.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when it does not; the chain is then unchanged.
    pub fn follow(&mut self, record: &Record) -> Result<(), ChainError> {
        self.comes_next(record)?;
        if record.h != record.digest() {
            return Err(ChainError::Digest { seq: self.next });
        }
        *self = Self::after(record);
        Ok(())
    }

    fn comes_next(&self, record: &Record) -> Result<(), ChainError> {
        let seq = self.next;
        if record.seq != seq {
            return Err(ChainError::Sequence { seq, found: record.seq });
        }
        if record.prev != self.head {
            return Err(ChainError::Link { seq });
        }
        Ok(())
    }
}

/// What is written of an [`Entry`], its payload as canonical JSON.
#[derive(Debug, Clone, Copy)]
pub struct EntryLine<'a> {
    /// The lane.
    pub lane: &'a str,
    /// Place in the lane.
    pub ord: u32,
    /// What it says.
    pub kind: &'a RecordKind,
    /// The canonical JSON of what it carries.
    pub p: &'a [u8],
}

/// How every line begins: `h` is the first of its keys.
const LINE_BEGIN: &[u8] = b"{\"h\":\"";
/// Characters of a digest.
const DIGEST_CHARS: usize = 32;

/// The digest of a whole line without `h`: its first byte stands for the brace that opens what is digested.
fn raw_digest(line: &mut [u8]) -> String {
    let rest = LINE_BEGIN.len() + DIGEST_CHARS + 1;
    // `{"h":"…",` gives way to `{` in place, so that nothing is copied.
    let kept = std::mem::replace(&mut line[rest], b'{');
    let digest = Sha256::of(&line[rest..]).short(DIGEST_CHARS / 2);
    line[rest] = kept;
    digest
}

/// Whether a line is, byte for byte, what was sealed with `h`.
fn is_sealed(line: &[u8], h: &str) -> bool {
    let Some(rest) = line.strip_prefix(LINE_BEGIN).and_then(|rest| rest.strip_prefix(h.as_bytes())) else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(b"\",") else { return false };
    h.len() == DIGEST_CHARS && Sha256::of_parts(&[b"{", rest]).short(DIGEST_CHARS / 2) == h
}

fn push_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("a string has a JSON form");
}

/// Checks a whole log, from its first record.
///
/// # Errors
///
/// [`ChainError`] naming the first record at fault.
pub fn verify_chain(records: &[Record]) -> Result<(), ChainError> {
    let mut chain = Chain::default();
    records.iter().try_for_each(|record| chain.follow(record))
}

/// Why a line is not a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// The line is not the JSON of a record.
    #[error("line {line} of the log is not a record")]
    Invalid {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The line is longer than [`LINE_BYTES_MAX`].
    #[error("line {line} of the log is {bytes} bytes long; at most {LINE_BYTES_MAX} are read")]
    TooLong {
        /// Its number, from 1.
        line: usize,
        /// Its length, bytes.
        bytes: usize,
    },
}

/// Why a log cannot be read, and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// A line is no record.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The records do not hang together.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// What was read from a log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    /// The records.
    pub records: Vec<Record>,
    /// Where a torn tail begins, bytes: a last line that was not written whole.
    pub torn_at: Option<usize>,
}

/// Writes a record as one line of canonical JSON, with its line feed.
#[must_use]
pub fn write_line(record: &Record) -> Vec<u8> {
    let mut line = to_canonical_json(record);
    line.push(b'\n');
    line
}

/// Reads the line with that number, from 1; a line feed at its end is ignored.
///
/// # Errors
///
/// [`LineError`] naming the line.
pub fn read_line(line: usize, bytes: &[u8]) -> Result<Record, LineError> {
    if bytes.len() > LINE_BYTES_MAX {
        return Err(LineError::TooLong { line, bytes: bytes.len() });
    }
    serde_json::from_slice(bytes).map_err(|source| LineError::Invalid { line, source })
}

/// Reads a log from its first record. A last line without a line feed was not written whole and is left out.
///
/// # Errors
///
/// [`LogError`] naming the first line that is not the record that comes next.
pub fn read_log(bytes: &[u8]) -> Result<Lines, LogError> {
    let (mut lines, mut chain) = (Lines::default(), Chain::default());
    let mut at = 0;
    for (line, piece) in (1..).zip(bytes.split_inclusive(|&byte| byte == b'\n')) {
        if piece.last() == Some(&b'\n') {
            lines.records.push(chain.read(line, piece)?);
        } else {
            lines.torn_at = Some(at);
        }
        at += piece.len();
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn log(count: u32) -> Vec<Record> {
        let mut chain = Chain::default();
        let entry =
            |ord| Entry { lane: "main".into(), ord, kind: "x.future".into(), p: json!({ "n": ord, "é": [0.5] }) };
        (0..count).map(|ord| chain.seal(entry(ord), 1_700_000_000_000)).collect()
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Vec<Record>), want: Result<(), ChainError>) {
        let mut records = log(4);
        change(&mut records);
        assert_eq!(verify_chain(&records), want);
    }

    #[test]
    fn a_chain_names_the_record_at_fault() {
        check(|_| {}, Ok(()));
        check(|log| log[2].p = json!({ "n": 3 }), Err(ChainError::Digest { seq: 2 }));
        check(|log| log[2].ts += 1, Err(ChainError::Digest { seq: 2 }));
        check(|log| log[3].kind = "run.completed".into(), Err(ChainError::Digest { seq: 3 }));
        check(|log| drop(log.remove(1)), Err(ChainError::Sequence { seq: 1, found: 2 }));
        check(|log| log.swap(0, 1), Err(ChainError::Sequence { seq: 0, found: 1 }));
        check(|log| log[0].v = 9, Err(ChainError::Digest { seq: 0 }));
        // Changed and sealed again: the next record gives it away.
        check(
            |log| {
                log[1].p = json!(1);
                log[1] = log[1].clone().sealed();
            },
            Err(ChainError::Link { seq: 2 }),
        );
    }

    #[test]
    fn a_log_reads_back_and_goes_on() {
        let records = log(3);
        let mut bytes: Vec<u8> = records.iter().flat_map(write_line).collect();
        assert_eq!(read_log(&bytes).unwrap(), Lines { records: records.clone(), torn_at: None });
        assert_eq!(Chain::after(&records[2]).seal(Entry { ord: 3, ..entry_of(&log(4)[3]) }, records[0].ts), log(4)[3]);
        let whole = bytes.len();
        bytes.extend(br#"{"v":1,"se"#);
        assert_eq!(read_log(&bytes).unwrap(), Lines { records, torn_at: Some(whole) });
    }

    fn entry_of(record: &Record) -> Entry {
        Entry { lane: record.lane.clone(), ord: record.ord, kind: record.kind.clone(), p: record.p.clone() }
    }

    #[test]
    fn a_line_that_is_no_record_is_named() {
        let mut bytes: Vec<u8> = log(2).iter().flat_map(write_line).collect();
        bytes.extend(b"{}\n");
        let error = read_log(&bytes).unwrap_err();
        assert_eq!(error.to_string(), "line 3 of the log is not a record");
        let long = vec![b' '; LINE_BYTES_MAX + 1];
        assert!(matches!(read_line(7, &long), Err(LineError::TooLong { line: 7, .. })));
    }

    #[test]
    fn a_record_that_was_written_another_way_is_named() {
        let records = log(3);
        let lines: Vec<Vec<u8>> = records.iter().map(write_line).collect();
        let loose = serde_json::to_vec(&records[1]).unwrap();
        let bytes = [&lines[0][..], &loose, b"\n", &lines[2]].concat();
        assert!(matches!(read_log(&bytes), Err(LogError::Chain(ChainError::Rewritten { seq: 1 }))));
    }

    /// Damaged logs that are read; the continuous checks read as many, `scripts/check-log.sh` millions.
    const DAMAGED: u64 = 200_000;

    #[test]
    fn no_damage_breaks_the_reader_or_goes_unseen() {
        let sound: Vec<u8> = log(3).iter().flat_map(write_line).collect();
        let cases = option_env!("MAQUETTE_DAMAGED").and_then(|cases| cases.parse().ok()).unwrap_or(DAMAGED);
        let mut random = design::Random::new(17);
        for case in 0..cases {
            let mut bytes = sound.clone();
            for _ in 0..=random.index(3) {
                let at = random.index(bytes.len().max(1));
                match random.index(6) {
                    0 => bytes.truncate(at),
                    1 => bytes.insert(at.min(bytes.len()), random.index(256) as u8),
                    2 if !bytes.is_empty() => drop(bytes.remove(at)),
                    3 => bytes.splice(at.min(bytes.len())..at.min(bytes.len()), b"[[{\"h\":".repeat(20)).for_each(drop),
                    4 => {
                        let end = bytes.len().min(at + random.index(80));
                        bytes.extend_from_within(at.min(end)..end);
                    }
                    _ => {
                        if let Some(byte) = bytes.get_mut(at) {
                            *byte ^= 1 << random.index(8);
                        }
                    }
                }
            }
            // What is read is what was written, up to where it is said to end.
            let Ok(lines) = read_log(&bytes) else { continue };
            let whole = lines.torn_at.unwrap_or(bytes.len());
            assert!(sound.starts_with(&bytes[..whole]), "case {case}: {:?}", String::from_utf8_lossy(&bytes));
            assert!(lines.records.len() <= 3 && whole <= bytes.len());
        }
    }

    proptest! {
        #[test]
        fn a_record_is_written_in_one_pass_as_in_two(
            (lane, kind, text) in any::<(String, String, String)>(),
            ord in any::<u32>(),
            number in any::<f64>(),
            ts in 0..(1_u64 << 53),
        ) {
            let number = if number.is_finite() { number } else { 0.5 };
            let p = json!({ "text": text, "n": number, "nested": { "é": [null, true, { "𝄞": 1, "\u{fb01}": 2 }] } });
            let entry = Entry { lane, ord, kind: kind.as_str().into(), p };
            let (mut one, mut two) = (Chain::default(), Chain::default());
            for _ in 0..2 {
                let mut line = Vec::new();
                let p = to_canonical_json(&entry.p);
                one.write(&EntryLine { lane: &entry.lane, ord, kind: &entry.kind, p: &p }, ts, &mut line);
                let again = write_line(&two.seal(entry.clone(), ts));
                prop_assert_eq!(String::from_utf8_lossy(&line), String::from_utf8_lossy(&again));
            }
            prop_assert_eq!(one, two);
        }

        #[test]
        fn no_changed_byte_goes_unseen(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes: Vec<u8> = log(3).iter().flat_map(write_line).collect();
            let place = place.index(bytes.len());
            prop_assume!(bytes[place] != byte);
            bytes[place] = byte;
            // A lost last line feed is a torn tail, which the reader reports.
            let holds = matches!(read_log(&bytes), Ok(Lines { torn_at: None, .. }));
            prop_assert!(!holds, "byte {place} became {byte}");
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_log(&bytes);
        }
    }
}
