//! Every way in which a text is read: what stands there, and what is meant to be seen past its disguise.

use super::fold::{Cell, cells};
use super::glue::{Glue, glued};
use super::letters::{is_apostrophe, is_mask, leet};
use super::reading::{Reading, ReadingKind, Spelling};

/// Longest text that is judged, bytes.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// What a letter that is left out is read as.
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
/// So often no word repeats a letter.
const STRETCHED: usize = 3;
/// Ways to put together what is apart: what has to be there, and what is put together besides what surely belongs together.
const GLUES: [(Glue, &[Glue]); 4] = [
    (Glue::Joined, &[Glue::Lone]),
    (Glue::Lone, &[]),
    (Glue::Pieces, &[Glue::Lone, Glue::Pieces]),
    (Glue::Piece, &[Glue::Lone, Glue::Pieces, Glue::Piece]),
];
/// What follows a number: 10k, 7pm, 3rd.
const UNITS: [&str; 32] = [
    "am", "b", "c", "cl", "cm", "d", "f", "ft", "g", "gb", "h", "hz", "in", "k", "kg", "km", "l", "lb", "m", "mb",
    "min", "ml", "mm", "nd", "oz", "p", "pm", "rd", "st", "tb", "th", "x",
];

/// Why a text is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is longer than what is judged.
    #[error("{found} bytes of text; at most {TEXT_BYTES_MAX} are judged, so hand it in in parts")]
    TooLong {
        /// Its bytes.
        found: usize,
    },
    /// It repeats so much that has to be looked at that it would take too long.
    #[error("the text repeats itself too often to be judged; shorten it")]
    Tangled,
}

/// Reads a text every way that makes a difference; the plain reading is the first.
///
/// # Errors
///
/// [`TextError`] where the text is longer than [`TEXT_BYTES_MAX`].
pub fn readings(text: &str) -> Result<Vec<Reading>, TextError> {
    let cells = checked(text)?;
    let glue = glued(&cells);
    let mut readings = vec![read(&cells, &glue, How::of(ReadingKind::Plain))];
    // What no reading alters is not read again.
    for how in ways(&cells, &glue) {
        let reading = read(&cells, &glue, how);
        let tells = reading.words().iter().any(|word| word.altered);
        let known = |other: &Reading| other.spelling() == reading.spelling() && other.text() == reading.text();
        if tells && !readings.iter().any(known) {
            readings.push(reading);
        }
    }
    Ok(readings)
}

/// Reads a text as it stands.
///
/// # Errors
///
/// [`TextError`] where the text is longer than [`TEXT_BYTES_MAX`].
pub fn plain_reading(text: &str) -> Result<Reading, TextError> {
    Ok(read(&checked(text)?, &[], How::of(ReadingKind::Plain)))
}

fn checked(text: &str) -> Result<Vec<Cell>, TextError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(TextError::TooLong { found: text.len() });
    }
    Ok(cells(text))
}

/// A way to read.
#[derive(Debug, Clone, Copy)]
struct How {
    kind: ReadingKind,
    /// Whether what is spread is put together.
    join: bool,
    /// What else is put together.
    more: &'static [Glue],
    leet: bool,
}

impl How {
    fn of(kind: ReadingKind) -> Self {
        let leet = matches!(kind, ReadingKind::Deleeted | ReadingKind::Collapsed | ReadingKind::Unmasked(_));
        Self { kind, join: false, more: &[], leet }
    }
}

/// The ways besides the plain one that may tell something of these characters.
fn ways(cells: &[Cell], glue: &[Glue]) -> Vec<How> {
    let masks = cells.windows(2).any(|pair| pair[0].is_letter() && is_mask(pair[1].c));
    let stretched = cells.windows(STRETCHED).any(|run| run.iter().all(|cell| cell.c == run[0].c && cell.is_letter()));
    let capitals = cells.windows(2).any(|pair| pair[0].is_letter() && pair[1].upper);
    let leets = cells.iter().any(|cell| leet(cell.c).is_some());
    let upper = cells.iter().any(|cell| cell.upper);
    let mut ways = Vec::new();
    if capitals {
        ways.push(How::of(ReadingKind::Parted));
    }
    for (kind, tells) in [
        (ReadingKind::Joined, false),
        (ReadingKind::Deleeted, leets || upper),
        (ReadingKind::Collapsed, leets || stretched),
    ] {
        let how = How::of(kind);
        if tells {
            ways.push(how);
        }
        for (seen, more) in GLUES {
            if glue.contains(&seen) {
                ways.push(How { join: true, more, ..how });
            }
        }
    }
    if masks {
        ways.extend(VOWELS.map(|vowel| How::of(ReadingKind::Unmasked(vowel))));
    }
    ways
}

/// A letter of a word that is being read.
#[derive(Clone, Copy)]
struct Letter {
    cell: Cell,
    /// Whether it stands between letters that were apart.
    joined: bool,
    unmasked: bool,
}

/// Reads characters one way.
fn read(cells: &[Cell], glue: &[Glue], how: How) -> Reading {
    let mut reading = Reading::new(how.kind);
    let mut word: Vec<Letter> = Vec::new();
    let mut sentence = Sentence::default();
    let mut joined = false;
    let mut skipped = false;
    for (at, cell) in cells.iter().enumerate() {
        if std::mem::take(&mut skipped) {
            continue;
        }
        let mut letter = Letter { cell: *cell, joined, unmasked: false };
        if cell.is_letter() || how.leet && stands_for_a_letter(cells, at) {
            word.push(letter);
            joined = false;
        } else if let ReadingKind::Unmasked(vowel) = how.kind
            && is_mask(cell.c)
            && !word.is_empty()
            && letter_follows(cells, at)
        {
            letter = Letter { cell: Cell { c: vowel, ..*cell }, unmasked: true, ..letter };
            word.push(letter);
        } else if is_apostrophe(cell.c) {
            skipped = ends_in_s(cells, at);
        } else if how.join && (glue[at] == Glue::Joined || how.more.contains(&glue[at])) {
            joined = true;
        } else {
            joined = false;
            finish(&mut reading, &mut word, how, &mut sentence);
            sentence.see(cells, at);
        }
    }
    finish(&mut reading, &mut word, how, &mut sentence);
    reading
}

/// Whether all that follows an apostrophe is the s of whose it is.
fn ends_in_s(cells: &[Cell], at: usize) -> bool {
    cells.get(at + 1).is_some_and(|cell| cell.c == 's') && !cells.get(at + 2).is_some_and(|cell| cell.is_letter())
}

/// Whether a sign may stand for a letter where it is: some do at the end of a word too, others only inside.
fn stands_for_a_letter(cells: &[Cell], at: usize) -> bool {
    let c = cells[at].c;
    if leet(c).is_none() {
        return false;
    }
    let next = cells.get(at + 1).is_some_and(|next| next.is_letter() || matches!(next.c, '$' | '@'));
    let before = at > 0 && (cells[at - 1].is_letter() || leet(cells[at - 1].c).is_some());
    match c {
        '!' | '|' | '¡' | '¦' | '+' | '†' | '(' | '<' | '{' | '[' | '×' => next && before,
        _ => next || before,
    }
}

/// Whether there is a letter behind a sign and its like.
fn letter_follows(cells: &[Cell], at: usize) -> bool {
    cells[at..].iter().take(4).find(|cell| !is_mask(cell.c)).is_some_and(|cell| cell.is_letter())
}

/// Where sentences begin.
#[derive(Default)]
struct Sentence {
    words: usize,
    ended: bool,
    lines: usize,
}

impl Sentence {
    /// Sees what stands between words.
    fn see(&mut self, cells: &[Cell], at: usize) {
        let parted = cells.get(at + 1).is_none_or(|next| next.c.is_whitespace());
        match cells[at].c {
            '.' | '!' | '?' | ';' | '。' | '！' | '？' if parted => self.ended = true,
            '\n' => {
                self.lines += 1;
                self.ended |= self.lines > 1;
            }
            _ => {}
        }
    }

    /// Whether one begins with the next word. One word is none: full stops between words are a disguise.
    fn next_begins(&mut self) -> bool {
        let begins = self.ended && self.words > 1;
        self.words = if self.ended { 1 } else { self.words + 1 };
        (self.ended, self.lines) = (false, 0);
        begins
    }
}

/// Writes a word, or the words that it is made of.
fn finish(reading: &mut Reading, word: &mut Vec<Letter>, how: How, sentence: &mut Sentence) {
    if !word.iter().any(|letter| letter.cell.is_letter()) {
        word.clear();
        return;
    }
    let leets = how.leet && is_leet(word);
    let stretched = Spelling::of(how.kind) == Spelling::Collapsed && is_stretched(word, leets);
    let one_line = how.leet && has_odd_line(word);
    let joined = word.iter().any(|letter| letter.joined || letter.unmasked);
    let parts = how.kind == ReadingKind::Parted && (1..word.len()).any(|at| parts_at(word, at));
    let altered = leets || stretched || one_line || joined || parts;
    reading.begin(sentence.next_begins());
    for (at, letter) in word.iter().enumerate() {
        let cell = letter.cell;
        if parts && parts_at(word, at) {
            reading.end(altered);
            reading.begin(false);
        }
        let read = if leets { leet(cell.c).unwrap_or(cell.c) } else { cell.c };
        if read.is_alphanumeric() || cell.is_letter() {
            reading.push(read, (cell.start, cell.end));
        }
    }
    reading.end(altered);
    word.clear();
}

/// Whether digits and signs of a word stand for letters: there are letters with them, and it is no number with a unit.
fn is_leet(word: &[Letter]) -> bool {
    let is_alphabetic = |letter: &&Letter| letter.cell.c.is_alphabetic();
    let is_digit = |letter: &&Letter| letter.cell.c.is_ascii_digit();
    let letters = word.iter().filter(is_alphabetic).count();
    let signs = word.iter().filter(|letter| leet(letter.cell.c).is_some()).count();
    if letters == 0 || signs == 0 {
        return false;
    }
    let money = word.iter().skip_while(|letter| !letter.cell.is_letter() && !letter.cell.c.is_alphabetic());
    let first: Vec<&Letter> = money.collect();
    let digits = first.iter().take_while(|letter| is_digit(letter)).count();
    let unit: String = first[digits..].iter().map(|letter| letter.cell.c).take(4).collect();
    let counted = digits > 0 && (UNITS.contains(&unit.as_str()) || digits > 1 && unit.chars().count() < 3);
    // B12, M25, Q4.
    let numbered = letters == 1 && word[0].cell.c.is_alphabetic() && word[1..].iter().all(|letter| is_digit(&letter));
    !counted && !numbered
}

/// Whether a letter is repeated as in no word.
fn is_stretched(word: &[Letter], leets: bool) -> bool {
    let read = |letter: &Letter| if leets { leet(letter.cell.c).unwrap_or(letter.cell.c) } else { letter.cell.c };
    word.windows(STRETCHED)
        .any(|run| run.iter().all(|letter| read(letter) == read(&run[0]) && read(letter).is_alphabetic()))
}

/// Whether there is a capital I among small letters or a small L among capitals: each looks like the other.
fn has_odd_line(word: &[Letter]) -> bool {
    let small = word.iter().filter(|letter| letter.cell.c.is_alphabetic() && !letter.cell.upper).count();
    let is_line = |letter: &Letter, upper: bool| letter.cell.upper == upper && matches!(letter.cell.c, 'i' | 'l');
    let capital_i = word.windows(2).any(|pair| !pair[0].cell.upper && is_line(&pair[1], true) && pair[1].cell.c == 'i');
    let small_l = word.iter().filter(|letter| is_line(letter, false) && letter.cell.c == 'l').count();
    capital_i || small_l > 0 && small_l == small && word.len() > small_l + 1
}

/// Whether a word begins inside of a word: at a capital behind a small letter, or the last of several before one.
fn parts_at(word: &[Letter], at: usize) -> bool {
    let upper = |at: usize| word.get(at).is_some_and(|letter| letter.cell.upper);
    at > 0 && upper(at) && (!upper(at - 1) || at + 1 < word.len() && !upper(at + 1))
}
