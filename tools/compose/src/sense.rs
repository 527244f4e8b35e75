//! Breaking lines by sense: where a reader would breathe, not where the column ends.

/// One way of breaking words into lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The lines.
    pub lines: Vec<String>,
    /// How badly it reads; 0 is neutral, less is better.
    pub penalty: f64,
}

/// Most words that are broken by trying every split.
const EXHAUSTIVE_WORDS_MAX: usize = 11;
/// Most words that are looked at; what follows stays on the last line.
const WORDS_MAX: usize = 160;
/// Most words of running text; what follows is left out.
const FILL_WORDS_MAX: usize = 2_000;
/// How badly a line end inside a phrase reads, where the script allows one.
const INSIDE_PHRASE: f64 = 9.0;
/// Splits kept for each number of lines.
const KEPT_PER_COUNT: usize = 4;

const ARTICLES: &[&str] = &[
    "a", "an", "the", "our", "your", "my", "their", "its", "his", "her", "this", "that", "these", "every", "no", "der",
    "die", "das", "le", "la", "les", "el",
];
const PREPOSITIONS: &[&str] = &[
    "of", "for", "to", "in", "on", "at", "by", "with", "from", "into", "over", "under", "than", "per", "as", "about",
    "through", "between", "without", "after", "before", "until", "till", "von", "de", "du",
];
const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "be", "can", "will", "would", "should", "could", "may", "might", "must", "do", "does",
    "did", "has", "have", "had", "not", "never", "don’t", "don't", "can’t", "can't", "i'm", "let's", "let’s", "we’re",
    "we're",
];
const CONJUNCTIONS: &[&str] =
    &["and", "or", "but", "&", "nor", "so", "while", "because", "when", "where", "if", "und", "et", "y", "+"];
const HONORIFICS: &[&str] =
    &["dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "st", "st.", "prof", "prof.", "sir", "no.", "vol."];
const UNITS: &[&str] = &[
    "%", "am", "pm", "a.m.", "p.m.", "kg", "g", "km", "m", "cm", "mm", "l", "ml", "°c", "cents", "days", "day",
    "hours", "hour", "years", "year", "minutes", "min", "weeks", "months", "percent", "off", "dollars", "euros", "st",
    "th", "talks", "people",
];
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// How badly a line end between `before` and `after` reads; negative where a reader would pause anyway.
///
/// `title` says that the words are mostly capitalised, so that capitals do not show a name.
fn gap(before: &str, after: &str, title: bool) -> f64 {
    let (a, b) = (before.to_lowercase(), after.to_lowercase());
    let bare = |word: &str| {
        word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '%' && c != '&' && c != '+').to_owned()
    };
    let (bare_a, bare_b) = (bare(&a), bare(&b));
    let digits = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let mut penalty = 0.0;
    let is_initial = before.chars().count() == 2 && before.ends_with('.');
    if a.ends_with(['.', ':', '?', '!', ';', '…']) && !HONORIFICS.contains(&a.as_str()) && !is_initial {
        return -5.0;
    }
    if a.ends_with([',', '–', '—', '·']) {
        penalty -= 4.0;
    } else {
        if digits(&a) && UNITS.contains(&bare_b.as_str()) || b == "%" || ["$", "€", "£"].contains(&a.as_str()) {
            penalty += 20.0;
        }
        let month = |word: &str| MONTHS.contains(&word);
        if digits(&a) && month(&bare_b) || month(&bare_a) && digits(&b) {
            penalty += 20.0;
        }
        // "l'Église" is a name as well.
        let capital = |word: &str| {
            let name = word.split_once(['\'', '’']).filter(|(article, _)| article.chars().count() <= 2);
            name.map_or(word, |(_, name)| name).chars().next().is_some_and(char::is_uppercase)
        };
        let initial = is_initial && capital(before);
        if initial && capital(after) || !title && capital(before) && capital(after) {
            penalty += 14.0;
        }
        // "Pier 4", "Studio 5", and "60 talks": a number and what it counts.
        let number = |word: &str| word.chars().next().is_some_and(|c| c.is_ascii_digit());
        let year = after.len() == 4 && after.chars().all(|c| c.is_ascii_digit());
        if capital(before) && number(after) && !number(before) && !year {
            penalty += 14.0;
        } else if number(before) && after.chars().all(char::is_alphabetic) && penalty < 8.0 {
            penalty += 8.0;
        }
    }
    if ARTICLES.contains(&bare_a.as_str()) || HONORIFICS.contains(&a.as_str()) {
        penalty += 12.0;
    } else if PREPOSITIONS.contains(&bare_a.as_str()) || AUXILIARIES.contains(&bare_a.as_str()) {
        penalty += 8.0;
    } else if CONJUNCTIONS.contains(&bare_a.as_str()) {
        penalty += 9.0;
    }
    if bare_a.chars().count() <= 2 && !digits(&a) {
        penalty += 4.0;
    }
    if CONJUNCTIONS.contains(&bare_b.as_str()) || PREPOSITIONS.contains(&bare_b.as_str()) {
        penalty -= 3.0;
    }
    penalty
}

/// What stays on one line: a word, or in scripts that set no spaces as much as may not be divided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unit<'t> {
    pub(crate) text: &'t str,
    /// Where it begins in the whole text, bytes.
    from: usize,
    /// Whether a space stands after it.
    spaced: bool,
    /// Whether a phrase ends with it.
    phrase: bool,
}

/// The units of a text, `most` at most.
pub(crate) fn units(text: &str, most: usize) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    let mut at = 0;
    for word in text.split_whitespace() {
        let start = at + text[at..].find(word).unwrap_or_default();
        at = start + word.len();
        let mut from = 0;
        for place in render::line_breaks(word) {
            let piece = Unit { text: &word[from..place.at], from: start + from, spaced: false, phrase: place.phrase };
            units.push(piece);
            from = place.at;
        }
        units.push(Unit { text: &word[from..], from: start + from, spaced: true, phrase: true });
        if units.len() >= most {
            break;
        }
    }
    units.truncate(most);
    units
}

/// How badly a line end between two units reads.
fn seam(before: &Unit<'_>, after: &Unit<'_>, title: bool) -> f64 {
    match (before.spaced, before.phrase) {
        (true, _) => gap(before.text, after.text, title),
        (false, true) if before.text.ends_with(['。', '！', '？', '：']) => -5.0,
        (false, true) if before.text.ends_with(['、', '，', '・']) => -4.0,
        (false, true) => 0.0,
        (false, false) => INSIDE_PHRASE,
    }
}

/// The units of a line as they are written.
fn joined(units: &[Unit<'_>]) -> String {
    let mut line = String::new();
    for (index, unit) in units.iter().enumerate() {
        line.push_str(unit.text);
        if unit.spaced && index + 1 < units.len() {
            line.push(' ');
        }
    }
    line
}

/// Whether a line holds nothing but words that only serve others: "of the", "and".
#[must_use]
pub fn serves(line: &str) -> bool {
    line.split_whitespace().all(|word| {
        let word = word.to_lowercase();
        [ARTICLES, PREPOSITIONS, AUXILIARIES, CONJUNCTIONS].iter().any(|list| list.contains(&word.as_str()))
    })
}

/// How uneven the shape of the lines is, in the units of the gap penalties.
fn shape(widths: &[f64]) -> f64 {
    let widest = widths.iter().copied().fold(0.0, f64::max);
    let last = widths.last().copied().unwrap_or(0.0);
    let mean = widths.iter().sum::<f64>() / widths.len().max(1) as f64;
    let mut penalty = 0.0;
    if widths.len() > 1 && last < 0.35 * widest {
        penalty += 8.0;
    }
    // Two lines that all but agree look like a mistake; they are to agree or to differ.
    let close = |pair: &&[f64]| {
        let apart = libm::fabs(pair[0] - pair[1]) / widest.max(1e-9);
        (0.012..0.06).contains(&apart)
    };
    penalty += widths.windows(2).filter(close).count() as f64;
    // A short line between long ones reads like a mistake.
    let inner = &widths[..widths.len().saturating_sub(1)];
    penalty += inner.iter().filter(|&&width| width < 0.46 * widest).count() as f64 * 6.0;
    let rising = widths.windows(2).all(|pair| pair[0] < pair[1]);
    let falling = widths.windows(2).all(|pair| pair[0] > pair[1]);
    if widths.len() > 2 && (rising || falling) {
        penalty += 2.0;
    }
    if widest > 1.6 * mean {
        penalty += 2.0;
    }
    // Lines far shorter than the widest waste size; a little of it is what makes a lively rag.
    penalty + widths.iter().map(|w| ((widest - w) / widest.max(1e-9) - 0.35).max(0.0) * 3.0).sum::<f64>()
}

/// The best ways to break `text` into 1 to `lines_max` lines, fewest lines first, best first within a count.
///
/// `width` measures a word in any unit; `space` is the width of a space in it. Every line count that the words allow is
/// there at least once. The cost is bounded: beyond a dozen words the splits are searched by dynamic programming.
pub fn splits(text: &str, lines_max: usize, space: f64, width: &mut dyn FnMut(&str) -> f64) -> Vec<Split> {
    let words = units(text, WORDS_MAX + 1);
    if words.is_empty() {
        return Vec::new();
    }
    let (words, rest) = words.split_at(words.len().min(WORDS_MAX));
    let rest = rest.first().map_or("", |unit| &text[unit.from..]);
    let capitals = words.iter().filter(|w| w.text.chars().next().is_some_and(char::is_uppercase)).count();
    let title = capitals * 2 > words.len() + 1;
    let gaps: Vec<f64> = words.windows(2).map(|pair| seam(&pair[0], &pair[1], title)).collect();
    let widths: Vec<f64> = words.iter().map(|word| width(word.text)).collect();
    let spaces: Vec<f64> = words.iter().map(|word| if word.spaced { space } else { 0.0 }).collect();
    let lines_max = lines_max.clamp(1, words.len());
    let mut found = Vec::new();
    for count in 1..=lines_max {
        let mut ways = if words.len() <= EXHAUSTIVE_WORDS_MAX {
            every_way(&gaps, &widths, &spaces, count)
        } else {
            best_way(&gaps, &widths, &spaces, count)
        };
        ways.sort_by(|a, b| a.1.total_cmp(&b.1));
        ways.truncate(KEPT_PER_COUNT);
        found.extend(ways.into_iter().map(|(ends, penalty)| {
            let mut lines: Vec<String> = Vec::with_capacity(count);
            let mut from = 0;
            for end in ends {
                lines.push(joined(&words[from..end]));
                from = end;
            }
            if let (Some(last), false) = (lines.last_mut(), rest.is_empty()) {
                let space = if words.last().is_some_and(|word| word.spaced) { " " } else { "" };
                *last = format!("{last}{space}{}", rest.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Split { lines, penalty }
        }));
    }
    found
}

/// Width of the words `from..to` on one line; `spaces` are what stands after each.
fn line_width(widths: &[f64], spaces: &[f64], from: usize, to: usize) -> f64 {
    widths[from..to].iter().sum::<f64>() + spaces[from..to.max(from + 1) - 1].iter().sum::<f64>()
}

/// The score by which ways with the same number of lines are ranked: reading, shape, and the size lost to a wide line.
fn rank(gaps: &[f64], widths: &[f64], spaces: &[f64], ends: &[usize]) -> (f64, f64) {
    let mut from = 0;
    let mut lines = Vec::with_capacity(ends.len());
    let mut penalty = 0.0;
    for &end in ends {
        lines.push(line_width(widths, spaces, from, end));
        if end < widths.len() {
            penalty += gaps[end - 1];
        }
        from = end;
    }
    // One word alone on the last line of many is left behind.
    if let [.., before, last] = ends
        && last - before == 1
        && widths.len() >= 4
    {
        penalty += 3.0;
    }
    let widest = lines.iter().copied().fold(1e-9, f64::max);
    let even = line_width(widths, spaces, 0, widths.len()) / ends.len() as f64;
    let penalty = penalty + shape(&lines);
    (penalty, penalty - 18.0 * (even / widest).min(1.0))
}

fn every_way(gaps: &[f64], widths: &[f64], spaces: &[f64], count: usize) -> Vec<(Vec<usize>, f64)> {
    let n = widths.len();
    let mut ways: Vec<(Vec<usize>, f64, f64)> = (0u32..1 << (n - 1))
        .filter(|mask| mask.count_ones() as usize == count - 1)
        .map(|mask| {
            let mut ends: Vec<usize> = (1..n).filter(|i| mask & (1 << (i - 1)) != 0).collect();
            ends.push(n);
            let (penalty, rank) = rank(gaps, widths, spaces, &ends);
            (ends, penalty, rank)
        })
        .collect();
    ways.sort_by(|a, b| a.2.total_cmp(&b.2));
    ways.truncate(KEPT_PER_COUNT);
    ways.into_iter().map(|(ends, penalty, _)| (ends, penalty)).collect()
}

/// Dynamic programming over line ends: squares of the slack keep the lines even, gap penalties keep the sense.
fn best_way(gaps: &[f64], widths: &[f64], spaces: &[f64], count: usize) -> Vec<(Vec<usize>, f64)> {
    let n = widths.len();
    let even = line_width(widths, spaces, 0, n) / count as f64;
    // best[k][i]: the cheapest way to set the first i words in k lines, with where its last line begins.
    let mut best = vec![vec![(f64::INFINITY, 0usize); n + 1]; count + 1];
    best[0][0] = (0.0, 0);
    let mut before = vec![0.0; n + 1];
    for i in 0..n {
        before[i + 1] = before[i] + widths[i] + spaces[i];
    }
    for k in 1..=count {
        for i in k..=n {
            for from in (k - 1)..i {
                let (cost, _) = best[k - 1][from];
                if !cost.is_finite() {
                    continue;
                }
                let width = before[i] - before[from] - spaces[i - 1];
                let off = (width - even) / even;
                // A long line costs size; a short one only evenness.
                let slack = if off > 0.0 { 60.0 * off * off } else { 24.0 * off * off };
                let reading = if i < n { gaps[i - 1] } else { 0.0 };
                let total = cost + slack + reading;
                if total < best[k][i].0 {
                    best[k][i] = (total, from);
                }
            }
        }
    }
    if !best[count][n].0.is_finite() {
        return Vec::new();
    }
    let mut ends = vec![n];
    let mut at = n;
    for k in (1..=count).rev() {
        at = best[k][at].1;
        if at > 0 {
            ends.push(at);
        }
    }
    ends.reverse();
    let (penalty, _) = rank(gaps, widths, spaces, &ends);
    vec![(ends, penalty)]
}

/// Penalty from which on two words of running text stay on one line: a number and its unit, a day and its month, the
/// parts of a name.
const GLUED: f64 = 14.0;

/// Words of running text that stay together.
struct Piece {
    text: String,
    width: f64,
    /// Whether a space stands after it.
    spaced: bool,
}

/// Words of running text, with those joined that stay together; a joined piece wider than `measure` comes apart again.
fn pieces(text: &str, measure: f64, space: f64, width: &mut dyn FnMut(&str) -> f64) -> Vec<Piece> {
    let units = units(text, FILL_WORDS_MAX);
    let capitals = units.iter().filter(|unit| unit.text.chars().next().is_some_and(char::is_uppercase)).count();
    let title = capitals * 2 > units.len() + 1;
    let mut pieces: Vec<Piece> = Vec::with_capacity(units.len());
    let mut before: Option<&Unit<'_>> = None;
    for unit in &units {
        let own = width(unit.text);
        let glued = before.is_some_and(|before| before.spaced && gap(before.text, unit.text, title) >= GLUED);
        match pieces.last_mut() {
            // Less than half of a line at most: longer ones would leave holes.
            Some(piece) if glued && piece.width + space + own <= measure * 0.45 => {
                piece.width += space + own;
                piece.text.push(' ');
                piece.text.push_str(unit.text);
                piece.spaced = unit.spaced;
            }
            _ => pieces.push(Piece { text: unit.text.to_owned(), width: own, spaced: unit.spaced }),
        }
        before = Some(unit);
    }
    pieces
}

/// Breaks running text into lines no wider than `measure`, evenly, and never leaves a lone short word at the end if a
/// better way exists. A word wider than the measure has a line of its own.
pub fn fill(text: &str, measure: f64, space: f64, width: &mut dyn FnMut(&str) -> f64) -> Vec<String> {
    let pieces = pieces(text, measure, space, width);
    let widths: Vec<f64> = pieces.iter().map(|piece| piece.width).collect();
    let spaces: Vec<f64> = pieces.iter().map(|piece| if piece.spaced { space } else { 0.0 }).collect();
    let greedy = greedy_ends(&widths, &spaces, measure);
    // Narrow the measure while the number of lines stays: the lines become even and the last is no widow.
    let (mut low, mut high) = (measure * 0.55, measure);
    for _ in 0..10 {
        let middle = (low + high) / 2.0;
        let fits = greedy_ends(&widths, &spaces, middle).len() <= greedy.len()
            && widths.iter().all(|&w| w <= middle || w > measure);
        if fits { high = middle } else { low = middle }
    }
    // Fully even lines look like a block; halfway keeps a natural rag.
    let target = if greedy.len() <= 3 { high } else { (high + measure) / 2.0 };
    let ends = greedy_ends(&widths, &spaces, target.max(high));
    let mut from = 0;
    ends.into_iter()
        .map(|end| {
            let mut line = String::new();
            for (index, piece) in pieces[from..end].iter().enumerate() {
                line.push_str(&piece.text);
                if piece.spaced && from + index + 1 < end {
                    line.push(' ');
                }
            }
            from = end;
            line
        })
        .collect()
}

fn greedy_ends(widths: &[f64], spaces: &[f64], measure: f64) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut line = 0.0;
    for (i, &width) in widths.iter().enumerate() {
        let joined = if line > 0.0 { line + spaces[i - 1] + width } else { width };
        if joined > measure && line > 0.0 {
            ends.push(i);
            line = width;
        } else {
            line = joined;
        }
    }
    if !widths.is_empty() {
        ends.push(widths.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, count: usize, want: &str) {
        let ways = splits(text, count, 0.3, &mut |word| word.chars().count() as f64 * 0.55);
        let best = ways.iter().find(|split| split.lines.len() == count).unwrap();
        assert_eq!(best.lines.join(" / "), want, "{text}");
    }

    #[test]
    fn lines_end_where_a_reader_would_breathe() {
        check("The City and Silence", 2, "The City / and Silence");
        check("Join us for the summer party", 2, "Join us / for the summer party");
        check("Join us for the summer party", 3, "Join us / for the summer / party");
        check("Lighter than yesterday", 2, "Lighter / than yesterday");
        check("Spring plant sale", 2, "Spring / plant sale");
        check("30 days free", 2, "30 days / free");
        check("Reading, writing and listening", 2, "Reading, writing / and listening");
        check("The hard work of farmers", 2, "The hard work / of farmers");
        check("Bread worth getting up for", 2, "Bread worth / getting up for");
    }

    #[test]
    fn a_house_keeps_its_number() {
        check("Rue de l'Église 7, 1050 Bruxelles", 2, "Rue de l'Église 7, / 1050 Bruxelles");
    }

    #[test]
    fn every_line_count_is_offered_and_no_word_is_lost() {
        let text =
            "An evening of short films about the sea, the harbour and the people who never left, with the directors";
        let ways = splits(text, 7, 0.3, &mut |word| word.len() as f64);
        for count in 1..=7 {
            let split = ways.iter().find(|split| split.lines.len() == count).unwrap();
            assert_eq!(split.lines.join(" "), text);
        }
    }

    #[test]
    fn filled_lines_keep_the_measure_and_all_words() {
        let text = "Open every day from ten until six and on Thursdays until late in the evening";
        let lines = fill(text, 24.0, 1.0, &mut |word| word.chars().count() as f64);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| line.chars().count() <= 24), "{lines:?}");
        assert!(lines.last().unwrap().split(' ').count() > 1, "{lines:?}");
    }

    #[test]
    fn scripts_without_spaces_break_between_words_and_phrases() {
        check("夏の夜市へようこそ", 2, "夏の / 夜市へようこそ");
        check("ตลาดนัดต้นไม้ ริมแม่น้ำ", 2, "ตลาดนัดต้นไม้ / ริมแม่น้ำ");
        let lines = fill("毎週土曜日、午後三時から図書館で開催します。", 8.0, 0.3, &mut |unit| {
            unit.chars().count() as f64
        });
        assert_eq!(lines.concat(), "毎週土曜日、午後三時から図書館で開催します。");
        assert!(lines.len() == 3 && lines.iter().all(|line| line.chars().count() <= 8), "{lines:?}");
        assert!(lines.iter().all(|line| !line.starts_with(['、', '。'])), "{lines:?}");
        // Beyond what is searched nothing is lost.
        let long = "漢".repeat(400);
        assert!(splits(&long, 3, 0.3, &mut |_| 1.0).iter().all(|split| split.lines.concat() == long));
    }

    #[test]
    fn words_that_only_serve_are_known() {
        assert!(serves("of the") && serves("AND") && !serves("the sea") && serves("Than"));
    }

    #[test]
    fn nothing_breaks_into_nothing() {
        assert!(splits("  ", 3, 0.3, &mut |_| 1.0).is_empty());
        assert!(fill("", 10.0, 1.0, &mut |_| 1.0).is_empty());
        assert_eq!(fill("Donaudampfschifffahrt", 5.0, 1.0, &mut |w| w.len() as f64).len(), 1);
    }
}
