//! Words, and the runs of letters in them, as a sparse vector: what is misspelt or cut short still shares most of its runs.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::asset::Asset;

/// How fast what is repeated stops counting. Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
/// Beyond", 2009.
const K1: f32 = 1.2;
/// How much long entries are held back; same source, less than there: an asset with many aliases is not a worse one.
const B: f32 = 0.3;
/// Steps of a weight of 1. No weight is larger than `K1 + 1`, so a byte has room for all of them; the same steps are sent to a
/// server.
pub(crate) const STEPS: f32 = 100.0;
const _: () = assert!((K1 + 1.0) * STEPS < 255.0);
/// Length of a common entry, in terms. It is fixed, so that adding an asset changes the weights of no other.
const COMMON_TERMS: f32 = 48.0;
/// Most characters of one field that are read.
const FIELD_CHARS_MAX: usize = 4_096;
/// Most terms of one asset or question.
const TERMS_MAX: usize = 4_096;
/// Longest word whose runs are read, characters.
const WORD_CHARS_MAX: usize = 64;
/// Characters of a word that stand for all words that begin with them.
const STEM_CHARS: usize = 5;
/// Beginnings of names that are known, characters: what people have typed when they look.
const BEGIN_CHARS: std::ops::RangeInclusive<usize> = 2..=12;

/// A sparse vector: terms by their hashes, in order, each once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sparse {
    /// Hashes of the terms, rising.
    pub terms: Vec<u32>,
    /// How much each counts.
    pub weights: Vec<f32>,
}

/// Text as it is compared: compatibility forms folded, lower case, without marks on Latin, Greek and Cyrillic letters, with
/// everything but letters and digits as single spaces.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return folded_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().take(FIELD_CHARS_MAX).nfkd().filter(|c| !is_latin_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            // An apostrophe parts no words: McDonald's.
            '\'' | '’' => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => folded.push(c),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded.nfc().collect()
}

/// The same, sooner: most names have no other letters.
fn folded_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.bytes().take(FIELD_CHARS_MAX) {
        match c {
            b'\'' => {}
            c if c.is_ascii_alphanumeric() => folded.push(char::from(c.to_ascii_lowercase())),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Marks that people leave out when they type.
fn is_latin_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether words of its script are written without spaces, or in few characters.
fn is_dense(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// Where camel case changes: `brandColor` is two words.
fn uncameled(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = None::<char>;
    for c in text.chars().take(FIELD_CHARS_MAX) {
        if before.is_some_and(char::is_lowercase) && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = Some(c);
    }
    spaced
}

/// What a term is; the same letters as a word and as a run of letters are two terms.
#[derive(Clone, Copy)]
enum Term {
    Whole = 1,
    Word = 2,
    Run = 3,
    Stem = 4,
    Begin = 5,
}

/// FNV-1a over what it is and what it holds. Source: Fowler, Noll and Vo, RFC 9923.
fn hash(term: Term, letters: impl Iterator<Item = char>) -> u32 {
    let mut hash = (0x811c_9dc5 ^ term as u32).wrapping_mul(0x0100_0193);
    let mut bytes = [0; 4];
    for c in letters {
        for byte in c.encode_utf8(&mut bytes).bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// Terms and how often each was used.
#[derive(Default)]
struct Counted<'a> {
    /// As they came, and those before `merged` in order and each once.
    pairs: Vec<(u32, f32)>,
    merged: usize,
    /// Where no others are counted.
    only: Option<&'a KnownTerms>,
}

impl Counted<'_> {
    fn add(&mut self, term: Term, letters: impl Iterator<Item = char>, times: f32) {
        let hash = hash(term, letters);
        if self.only.is_some_and(|known| !known.has(hash)) {
            return;
        }
        if self.pairs.len() == TERMS_MAX {
            self.merge();
        }
        // Where most of them are different there is no room for more.
        if self.pairs.len() < TERMS_MAX && self.merged < TERMS_MAX / 2 {
            self.pairs.push((hash, times));
        }
    }

    fn merge(&mut self) {
        self.pairs.sort_unstable_by_key(|(term, _)| *term);
        // Halves and wholes add up exactly, whatever their order.
        self.pairs.dedup_by(|one, kept| {
            let same = one.0 == kept.0;
            kept.1 += if same { one.1 } else { 0.0 };
            same
        });
        self.merged = self.pairs.len();
    }

    /// The terms in order, each once.
    fn into_pairs(mut self) -> Vec<(u32, f32)> {
        self.merge();
        self.pairs
    }

    /// How a name begins: all beginnings of one that is kept, and the whole of what is asked.
    fn begins(&mut self, close: &str, asked: bool) {
        let letters = close.chars().count();
        for size in BEGIN_CHARS.filter(|size| *size <= letters) {
            if !asked || size == letters.min(*BEGIN_CHARS.end()) {
                self.add(Term::Begin, close.chars().take(size), 1.0);
            }
        }
    }

    /// A name: as a whole, by its words, and by the runs in them and across them.
    fn name(&mut self, name: &str, asked: bool) {
        let plain = folded(name);
        if plain.is_empty() {
            return;
        }
        let close: String = plain.chars().filter(|c| *c != ' ').collect();
        self.add(Term::Whole, close.chars(), 1.0);
        self.begins(&close, asked);
        let apart = folded(&uncameled(name));
        for word in apart.split(' ') {
            self.word(word);
        }
        // Written together it is found by what is written apart, and the other way round.
        if apart.contains(' ') {
            self.runs(&close);
        }
        for word in plain.split(' ').filter(|word| !apart.split(' ').any(|other| other == *word)) {
            self.word(word);
        }
    }

    fn word(&mut self, word: &str) {
        self.add(Term::Word, singular(word).chars(), 1.0);
        self.runs(word);
    }

    /// The runs of a word: three and four letters with its ends marked, or one and two where writing is dense.
    fn runs(&mut self, word: &str) {
        let letters: Vec<char> = word.chars().take(WORD_CHARS_MAX).collect();
        if letters.iter().any(|c| is_dense(*c)) {
            for size in [1, 2] {
                letters.windows(size).for_each(|run| self.add(Term::Run, run.iter().copied(), 1.0));
            }
            return;
        }
        let marked: Vec<char> = std::iter::once('^').chain(letters).chain(['$']).collect();
        // Of short words half would be gone with one wrong letter.
        let sizes: &[usize] = if marked.len() <= 8 { &[2, 3, 4] } else { &[3, 4] };
        for size in sizes {
            marked.windows(*size).for_each(|run| self.add(Term::Run, run.iter().copied(), 1.0));
        }
    }

    /// Running text: its words, and what they begin with.
    fn text(&mut self, text: &str) {
        for word in folded(&uncameled(text)).split(' ').filter(|word| !word.is_empty()) {
            let word = singular(word);
            self.add(Term::Word, word.chars(), 1.0);
            if word.chars().any(is_dense) {
                self.runs(word);
            } else if word.chars().count() >= STEM_CHARS {
                self.add(Term::Stem, word.chars().take(STEM_CHARS), 0.5);
            }
        }
    }
}

/// A word without its plural s.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 3 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

/// What an asset holds.
pub(crate) struct Held {
    /// Terms, rising, and what each weighs, in steps.
    pub(crate) terms: Vec<(u32, u8)>,
}

impl Held {
    pub(crate) fn of(asset: &Asset) -> Self {
        let mut counted = Counted::default();
        counted.name(&asset.name, false);
        asset.aliases.iter().for_each(|alias| counted.name(alias, false));
        asset.tags.iter().for_each(|tag| counted.name(tag, false));
        counted.text(&asset.text);
        let facets = &asset.facets;
        asset.kind.words().iter().for_each(|word| counted.text(word));
        let said = [&facets.role, &facets.orientation, &facets.campaign, &facets.language];
        said.into_iter().flatten().for_each(|word| counted.text(word));
        for ground in &facets.on {
            counted.text(ground);
            counted.text("on background");
        }
        let terms = counted.into_pairs();
        let length: f32 = terms.iter().map(|(_, times)| times).sum();
        let held_back = K1 * (1.0 - B + B * length / COMMON_TERMS);
        let weight = |times: f32| times * (K1 + 1.0) / (times + held_back);
        // What is held at all weighs something.
        let steps = |times: f32| libm::roundf(weight(times) * STEPS).clamp(1.0, 255.0) as u8;
        Self { terms: terms.into_iter().map(|(term, times)| (term, steps(times))).collect() }
    }
}

/// The terms of a question, of which those of a name are soon told.
pub(crate) struct KnownTerms {
    /// Rising.
    terms: Vec<u32>,
    /// A bit for each by its lowest [`KNOWN_BITS`] bits: most terms of names have none.
    bits: [u64; 1 << (KNOWN_BITS - 6)],
}

const KNOWN_BITS: u32 = 12;

impl KnownTerms {
    pub(crate) fn of(question: &Sparse) -> Self {
        let mut bits = [0; 1 << (KNOWN_BITS - 6)];
        for term in &question.terms {
            let (word, bit) = Self::bit(*term);
            bits[word] |= bit;
        }
        Self { terms: question.terms.clone(), bits }
    }

    fn bit(term: u32) -> (usize, u64) {
        let low = term % (1 << KNOWN_BITS);
        ((low / 64) as usize, 1 << (low % 64))
    }

    fn has(&self, term: u32) -> bool {
        let (word, bit) = Self::bit(term);
        self.bits[word] & bit != 0 && self.terms.binary_search(&term).is_ok()
    }

    /// How many of them a name holds.
    pub(crate) fn held_by_name(&self, name: &str) -> usize {
        let mut counted = Counted { only: Some(self), ..Counted::default() };
        counted.name(name, false);
        counted.into_pairs().len()
    }
}

impl Sparse {
    /// The vector of an asset: what it is called, what it is about, what it says. How often a term is used is weighed here, and
    /// how rare it is where it is searched.
    #[must_use]
    pub fn of(asset: &Asset) -> Self {
        Held::of(asset).terms.into_iter().map(|(term, steps)| (term, f32::from(steps) / STEPS)).collect()
    }

    /// The vector of a question: each term once.
    #[must_use]
    pub fn question(text: &str) -> Self {
        let mut counted = Counted::default();
        counted.name(text, true);
        counted.text(text);
        let weight = |times: f32| if times < 1.0 { times } else { 1.0 };
        counted.into_pairs().into_iter().map(|(term, times)| (term, weight(times))).collect()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

impl FromIterator<(u32, f32)> for Sparse {
    fn from_iter<I: IntoIterator<Item = (u32, f32)>>(pairs: I) -> Self {
        let (terms, weights) = pairs.into_iter().unzip();
        Self { terms, weights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AssetKind;

    #[track_caller]
    fn shared(asked: &str, name: &str) -> f32 {
        let (question, asset) = (Sparse::question(asked), Sparse::of(&Asset::new("a", AssetKind::Logo, name)));
        let known: Vec<_> = question.terms.iter().filter(|term| asset.terms.binary_search(term).is_ok()).collect();
        known.len() as f32 / question.terms.len() as f32
    }

    #[test]
    fn text_is_folded() {
        for (text, plain) in [
            ("  Crème   Brûlée! ", "creme brulee"),
            ("ＡＢＣ ﬁne", "abc fine"),
            ("Straße 7", "strasse 7"),
            ("McDonald’s", "mcdonalds"),
            ("Łódź–Ærø", "lodz aero"),
            ("百度 Baidu", "百度 baidu"),
            ("हिन्दी", "हिन्दी"),
            ("...", ""),
        ] {
            assert_eq!(folded(text), plain.nfc().collect::<String>(), "{text}");
        }
    }

    #[test]
    fn what_is_misspelt_cut_short_or_written_together_shares_runs() {
        assert!(shared("Kubernets", "Kubernetes") > 0.6);
        assert!(shared("kube", "Kubernetes") > 0.35);
        assert!(shared("git hub", "GitHub") > 0.9);
        assert!(shared("visualstudio", "Visual Studio") > 0.6);
        assert!(shared("百度", "百度搜索") > 0.5);
        assert!(shared("ocean", "Kubernetes") < 0.05);
        assert!(shared("brandColor", "brand color") > 0.9);
    }

    #[test]
    fn long_input_is_bounded() {
        let long = "x".repeat(1_000_000) + &" word".repeat(100_000);
        assert!(Sparse::question(&long).terms.len() <= TERMS_MAX);
        let asset =
            Asset { text: (0..50_000).map(|n| format!("{n} ")).collect(), ..Asset::new("a", AssetKind::Voice, "") };
        assert!(Sparse::of(&asset).terms.len() <= TERMS_MAX);
    }

    #[test]
    fn terms_of_a_name_are_told_from_others() {
        for (asked, name) in [("Kubernets", "Kubernetes"), ("blue gull", "Gull, blue"), ("quay", "ferry"), ("quay", "")]
        {
            let question = Sparse::question(asked);
            let mut held = Counted::default();
            held.name(name, false);
            let shared =
                held.into_pairs().iter().filter(|(term, _)| question.terms.binary_search(term).is_ok()).count();
            assert_eq!(KnownTerms::of(&question).held_by_name(name), shared, "{asked} {name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn ascii_is_folded_as_all_else_is(text in "[ -~\\t\\n]{0,40}") {
            // What is not ASCII goes the other way.
            let (plain, other) = (folded(&text) + " e", folded(&format!("{text} é")));
            proptest::prop_assert_eq!(plain.trim_start(), other);
        }

        #[test]
        fn any_text_has_rising_terms(text in ".{0,80}") {
            let sparse = Sparse::question(&text);
            proptest::prop_assert!(sparse.terms.windows(2).all(|pair| pair[0] < pair[1]));
            proptest::prop_assert_eq!(sparse.terms.len(), sparse.weights.len());
        }
    }
}
