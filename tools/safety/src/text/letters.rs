//! What a character is read as: its plain letter, whatever it is dressed up as.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

/// Calls `push` with the letters that `c` is read as: none where nothing of it is seen.
pub(super) fn fold(c: char, push: &mut impl FnMut(char)) {
    if c.is_ascii() {
        if !c.is_ascii_control() || c.is_ascii_whitespace() {
            push(c.to_ascii_lowercase());
        }
        return;
    }
    if let Some(letter) = enclosed(c) {
        return push(letter);
    }
    for part in std::iter::once(c).nfkd() {
        if part.is_ascii() {
            push(part.to_ascii_lowercase());
        } else if is_combining_mark(part) || !part.is_alphabetic() {
            if !is_unseen(part) {
                push(part);
            }
        } else {
            fold_letter(part, push);
        }
    }
}

/// Letters in dark discs and squares, and those that flags are made of: no normal form knows them as letters.
fn enclosed(c: char) -> Option<char> {
    let first = match u32::from(c) {
        0x1f150..=0x1f169 => 0x1f150,
        0x1f170..=0x1f189 => 0x1f170,
        0x1f1e6..=0x1f1ff => 0x1f1e6,
        _ => return None,
    };
    char::from_u32(u32::from('a') + u32::from(c) - first)
}

/// Whether it takes no room: joiners, marks of direction, tags, selectors.
fn is_unseen(c: char) -> bool {
    let mut bytes = [0; 4];
    c.is_control() && !c.is_whitespace() || skeleton(c.encode_utf8(&mut bytes)).next().is_none()
}

fn fold_letter(c: char, push: &mut impl FnMut(char)) {
    match c {
        'ß' | 'ẞ' => return "ss".chars().for_each(push),
        'æ' | 'Æ' => return "ae".chars().for_each(push),
        'œ' | 'Œ' => return "oe".chars().for_each(push),
        _ => {}
    }
    if is_unseen(c) || looks_latin(c, push) {
        return;
    }
    for small in c.to_lowercase() {
        if !looks_latin(small, push) {
            push(small);
        }
    }
}

/// Pushes the Latin letters that a letter of another alphabet looks like, if it looks like any. Source: Unicode Technical
/// Standard 39, and the shapes below.
fn looks_latin(c: char, push: &mut impl FnMut(char)) -> bool {
    let mut bytes = [0; 4];
    let mut shape = ['\0'; 3];
    let mut letters = 0;
    for part in skeleton(c.encode_utf8(&mut bytes)).filter(|part| !is_combining_mark(*part)) {
        let Some(plain) = plain(part) else { return false };
        let Some(place) = shape.get_mut(letters) else { return false };
        *place = plain;
        letters += 1;
    }
    match &shape[..letters] {
        [] => return false,
        ['r', 'n'] => push('m'),
        // The capital I of other alphabets is listed as looking like a small L.
        ['l'] if c.is_uppercase() => push('i'),
        shape => shape.iter().for_each(|letter| push(*letter)),
    }
    true
}

/// A letter of ASCII, or one whose shape is that of one: small capitals above all, which other alphabets' small letters look like.
fn plain(c: char) -> Option<char> {
    Some(match c {
        _ if c.is_ascii_alphabetic() => c.to_ascii_lowercase(),
        'ᴀ' | 'ɑ' | 'α' | 'ɐ' => 'a',
        'ʙ' | 'β' | 'ß' => 'b',
        'ᴄ' => 'c',
        'ᴅ' | 'ð' => 'd',
        'ᴇ' | 'ɛ' | 'ɜ' | 'ε' | 'ǝ' | 'є' => 'e',
        'ꜰ' | 'ƒ' => 'f',
        'ɢ' => 'g',
        'ʜ' => 'h',
        'ɪ' | 'ι' => 'i',
        'ᴊ' => 'j',
        'ᴋ' | 'ĸ' | 'κ' => 'k',
        'ʟ' => 'l',
        'ᴍ' | 'ʍ' => 'm',
        'ɴ' | 'η' => 'n',
        'ᴏ' | 'σ' | 'ο' => 'o',
        'ᴘ' | 'ρ' => 'p',
        'ʀ' | 'я' => 'r',
        'ꜱ' => 's',
        'ᴛ' | 'τ' => 't',
        'ᴜ' | 'υ' => 'u',
        'ᴠ' | 'ν' => 'v',
        'ᴡ' | 'ω' => 'w',
        'ʏ' | 'γ' => 'y',
        'ᴢ' | 'ʒ' => 'z',
        _ => return None,
    })
}

/// The letter that a digit or sign stands for in a word written with them.
pub(super) fn leet(c: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' | '|' | '¡' | '¦' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' | '§' => 's',
        '6' | '9' => 'g',
        '7' | '+' | '†' => 't',
        '8' => 'b',
        '£' => 'l',
        '¢' | '(' | '<' | '{' | '[' => 'c',
        '×' => 'x',
        '¥' => 'y',
        '₭' => 'k',
        '₦' => 'n',
        '₱' => 'p',
        '₩' => 'w',
        '฿' => 'b',
        '₮' => 't',
        '₳' => 'a',
        '₴' => 's',
        _ => return None,
    })
}

/// Whether it stands for a letter that is left out, as people do with words they would rather not spell.
pub(super) fn is_mask(c: char) -> bool {
    matches!(c, '*' | '#' | '_' | '●' | '•' | '■' | '█' | '∗' | '⁎' | '✱')
}

/// Whether it parts no word: don't.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '′')
}

/// Whether a mark above or below letters is decoration: those of all alphabets, and any on a Latin letter.
pub(super) fn is_decoration(mark: char, before: Option<char>) -> bool {
    let general = matches!(
        u32::from(mark),
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe20..=0xfe2f
    );
    is_combining_mark(mark) && (general || before.is_none_or(|c| c.is_ascii()))
}
