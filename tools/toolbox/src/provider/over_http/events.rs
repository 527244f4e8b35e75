//! Server-sent events, read as they come. Source: WHATWG HTML, "Server-sent events", parsing an event stream.

/// Reads the data of events out of pieces of a stream.
pub(super) struct Events {
    /// The line that is not over yet, and how far it was looked through for its end.
    line: Vec<u8>,
    looked: usize,
    /// The lines of data of the event that is not over yet.
    data: Option<String>,
    begun: bool,
    after_return: bool,
    bytes_left: usize,
}

impl Events {
    /// A reader of a stream of so many bytes at most.
    pub(super) fn new(bytes_max: usize) -> Self {
        Self { line: Vec::new(), looked: 0, data: None, begun: false, after_return: false, bytes_left: bytes_max }
    }

    /// The data of the events that a piece completes; `None` when the stream has grown too long.
    pub(super) fn take(&mut self, piece: &[u8]) -> Option<Vec<String>> {
        self.bytes_left = self.bytes_left.checked_sub(piece.len())?;
        self.line.extend_from_slice(piece);
        let line = std::mem::take(&mut self.line);
        let (mut done, mut start) = (Vec::new(), 0);
        for (place, byte) in line.iter().enumerate().skip(self.looked) {
            // A line ends with a line feed, a return, or both.
            let second = *byte == b'\n' && self.after_return && start == place;
            self.after_return = *byte == b'\r';
            if second {
                start = place + 1;
            } else if matches!(byte, b'\n' | b'\r') {
                done.extend(self.end_line(&line[start..place]));
                start = place + 1;
            }
        }
        self.line = line[start..].to_vec();
        self.looked = self.line.len();
        Some(done)
    }

    /// Takes a line in; the event's data when it ends one that has some.
    fn end_line(&mut self, line: &[u8]) -> Option<String> {
        let line = if self.begun { line } else { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) };
        self.begun = true;
        if line.is_empty() {
            return self.data.take();
        }
        let text = String::from_utf8_lossy(line);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        if field == "data" {
            let value = value.strip_prefix(' ').unwrap_or(value);
            match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a stream in pieces of every size: the events are the same.
    #[track_caller]
    fn check(stream: &str, want: &[&str]) {
        for size in 1..=stream.len() {
            let mut events = Events::new(10_000);
            let pieces = stream.as_bytes().chunks(size);
            let read: Vec<String> = pieces.flat_map(|piece| events.take(piece).unwrap()).collect();
            assert_eq!(read, want, "{stream:?} in pieces of {size}");
        }
    }

    #[test]
    fn events_are_read_however_they_are_cut() {
        check("data: a\n\ndata:b\n\n", &["a", "b"]);
        check("data: a\r\n\r\ndata: b\r\rdata: c\n\r\n", &["a", "b", "c"]);
        check("\u{feff}data: a\n\n", &["a"]);
        check(": a comment\n\nevent: x\nid: 1\ndata: a\ndata: b\n\n", &["a\nb"]);
        check("data\n\ndata: é\n\ndata: not over\n", &["", "é"]);
        check("\n\n\nretry: 1\n\n", &[]);
    }

    #[test]
    fn a_stream_has_an_end() {
        let mut events = Events::new(10);
        assert_eq!(events.take(b"data: a\n\n"), Some(vec!["a".to_owned()]));
        assert_eq!(events.take(b"::"), None);
    }

    #[test]
    fn a_long_line_in_small_pieces_is_looked_at_once() {
        let mut events = Events::new(1 << 20);
        for _ in 0..100_000 {
            assert_eq!(events.take(b":"), Some(Vec::new()));
        }
        assert_eq!(events.take(b"\ndata: a\n\n"), Some(vec!["a".to_owned()]));
    }
}
