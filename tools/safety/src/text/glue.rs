//! What stands between letters that belong together: `s.p.r.e.a.d`, `s p r e a d`, `hy-phen-ed`.

use super::fold::Cell;
use super::letters::leet;

/// Fewest letters that are spread.
const SPREAD_MIN: usize = 3;
/// Longest piece of a word that is parted by spaces.
const PIECE_MAX: usize = 2;
/// Words as short as that.
const SHORT_WORDS: [&str; 64] = [
    "a", "i", "o", "u", "ad", "ai", "am", "an", "ar", "as", "at", "be", "by", "da", "de", "di", "dj", "do", "du", "el",
    "en", "er", "es", "et", "eu", "go", "he", "hi", "id", "if", "im", "in", "is", "it", "km", "la", "le", "lo", "me",
    "mr", "ms", "my", "ne", "no", "of", "oh", "ok", "on", "or", "pm", "se", "so", "st", "to", "tv", "uk", "um", "un",
    "up", "us", "vr", "vs", "we", "ye",
];
/// Most characters between two of them.
const APART_MAX: usize = 3;

/// Whether a character that is no letter holds letters together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    /// It parts them, or is a letter itself.
    None,
    /// They are one word without it.
    Joined,
    /// Between two pieces of a word that are no words themselves.
    Pieces,
    /// Between one such piece and something else.
    Piece,
    /// Between the first spread letter, an A or I that may be a word of its own, and the next.
    Lone,
}

/// What each character is to those around it.
pub(super) fn glued(cells: &[Cell]) -> Vec<Glue> {
    let mut glue = vec![Glue::None; cells.len()];
    for at in 1..cells.len().saturating_sub(1) {
        let inside = cells[at - 1].is_letter() || glue[at - 1] == Glue::Joined;
        // Dates, times and numbers of telephones stay apart.
        let number = cells[at - 1].c.is_ascii_digit() && cells[at + 1].c.is_ascii_digit();
        if inside && !number && joins(cells[at].c) && next_in_word(cells, at) {
            glue[at] = Glue::Joined;
        }
    }
    spread(cells, &mut glue);
    pieces(cells, &mut glue);
    glue
}

/// Finds spaces beside one or two letters that are no word: `of ten` is two words, `o ften` is not.
fn pieces(cells: &[Cell], glue: &mut [Glue]) {
    let is_piece = |word: &[Cell]| {
        let letters: String = word.iter().map(|cell| cell.c).collect();
        let word_of_its_own = SHORT_WORDS.contains(&letters.as_str());
        word.len() <= PIECE_MAX && letters.chars().any(char::is_alphabetic) && !word_of_its_own
    };
    let mut before = None::<(usize, bool)>;
    let mut at = 0;
    for word in cells.chunk_by(|one, other| one.is_letter() == other.is_letter()) {
        let (start, end) = (at, at + word.len());
        at = end;
        if !word[0].is_letter() {
            continue;
        }
        let piece = is_piece(word);
        if let Some((last, was_piece)) = before
            && start == last + 1
            && cells[last].c.is_whitespace()
            && glue[last] == Glue::None
            && (piece || was_piece)
        {
            glue[last] = if piece && was_piece { Glue::Pieces } else { Glue::Piece };
        }
        before = Some((end, piece));
    }
}

/// Whether a sign in a word leaves it one word: those that people put between other words do not.
fn joins(c: char) -> bool {
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !matches!(c, ',' | ';' | ':' | '!' | '?' | '&' | '@' | '%' | '$' | '€' | '£')
}

/// Whether letters follow after few such signs.
fn next_in_word(cells: &[Cell], at: usize) -> bool {
    cells[at..].iter().take(APART_MAX + 1).find(|cell| !joins(cell.c)).is_some_and(|cell| cell.is_letter())
}

/// Finds single letters in a row, and glues what is between them.
fn spread(cells: &[Cell], glue: &mut [Glue]) {
    let mut run: Vec<usize> = Vec::new();
    let is_part = |cell: &Cell| cell.is_letter() || matches!(cell.c, '@' | '$' | '!') && leet(cell.c).is_some();
    let part = |at: Option<usize>| at.and_then(|at| cells.get(at)).is_some_and(is_part);
    for at in 0..cells.len() {
        if !is_part(&cells[at]) {
            continue;
        }
        let single = !part(at.checked_sub(1)) && !part(at.checked_add(1));
        let near = run.last().is_none_or(|last| at - last <= APART_MAX + 1);
        if !single || !near {
            glue_run(cells, glue, &run);
            run.clear();
        }
        if single {
            run.push(at);
        }
    }
    glue_run(cells, glue, &run);
}

/// Glues one row of single letters, but for where they stand further apart than elsewhere.
fn glue_run(cells: &[Cell], glue: &mut [Glue], run: &[usize]) {
    let letters = run.iter().filter(|at| cells[**at].c.is_alphabetic()).count();
    if run.len() < SPREAD_MIN || letters < 2 {
        return;
    }
    let spaced = |pair: &[usize]| cells[pair[0] + 1..pair[1]].iter().any(|cell| cell.c.is_whitespace());
    let pairs: Vec<&[usize]> = run.windows(2).collect();
    let dotted = |at: Option<usize>| at.and_then(|at| pairs.get(at)).is_some_and(|pair| !spaced(pair));
    let nearest = pairs.iter().map(|pair| pair[1] - pair[0]).min().unwrap_or(1);
    let mut begins = true;
    for (at, pair) in pairs.iter().enumerate() {
        // Beside dots a space parts words.
        let parts = spaced(pair) && (dotted(at.checked_sub(1)) || dotted(at.checked_add(1)));
        if pair[1] - pair[0] > nearest || parts {
            begins = true;
            continue;
        }
        let lone = begins && matches!(cells[pair[0]].c, 'a' | 'i');
        glue[pair[0] + 1..pair[1]].fill(if lone { Glue::Lone } else { Glue::Joined });
        begins = false;
    }
}
