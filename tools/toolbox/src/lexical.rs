//! Exact search over words: BM25 with scores rounded to steps, so that equal questions give equal answers everywhere.

use std::collections::BTreeMap;

/// How fast repeated words stop counting. Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25
/// and Beyond", 2009.
const K1: f64 = 1.2;
/// How much long entries are held back; same source.
const B: f64 = 0.75;
/// Most words of a question that are looked up.
const QUERY_WORDS_MAX: usize = 256;

/// Entries by the words in them.
#[derive(Debug, Default)]
pub(crate) struct LexicalIndex {
    /// By word: entry and how often it holds the word.
    postings: BTreeMap<String, Vec<(usize, u32)>>,
    lengths: Vec<u32>,
}

/// An entry that was found, with its score in steps of 1/10 000 of the best score that the question could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) entry: usize,
    pub(crate) steps: u32,
}

impl LexicalIndex {
    /// Adds an entry; entries are numbered from 0.
    pub(crate) fn add(&mut self, text: &str) {
        let entry = self.lengths.len();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for word in words(text) {
            *counts.entry(word).or_default() += 1;
        }
        self.lengths.push(counts.values().sum());
        for (word, count) in counts {
            self.postings.entry(word).or_default().push((entry, count));
        }
    }

    /// The entries that hold any word of `query`, best first, equal ones in the order of their numbers.
    pub(crate) fn search(&self, query: &str) -> Vec<Found> {
        let mut asked: Vec<String> = words(query).take(QUERY_WORDS_MAX).collect();
        asked.sort();
        asked.dedup();
        let mean = self.lengths.iter().map(|&n| f64::from(n)).sum::<f64>() / (self.lengths.len().max(1) as f64);
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        let mut best = 0.0;
        for word in &asked {
            let postings = self.postings.get(word).map_or(&[][..], Vec::as_slice);
            let weight = self.rarity(postings.len());
            best += weight * (K1 + 1.0);
            for &(entry, count) in postings {
                let count = f64::from(count);
                let length = f64::from(self.lengths[entry]) / mean.max(1.0);
                *scores.entry(entry).or_default() +=
                    weight * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length));
            }
        }
        let steps = |score: f64| libm::round((score / best).clamp(0.0, 1.0) * 10_000.0) as u32;
        let mut found: Vec<Found> =
            scores.into_iter().map(|(entry, score)| Found { entry, steps: steps(score) }).collect();
        found.sort_by(|a, b| b.steps.cmp(&a.steps).then(a.entry.cmp(&b.entry)));
        found
    }

    fn rarity(&self, holders: usize) -> f64 {
        let (all, holders) = (self.lengths.len() as f64, holders as f64);
        libm::log(1.0 + (all - holders + 0.5) / (holders + 0.5))
    }
}

/// Lower-case words, cut at everything but letters and digits and where case changes, without a plural s.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).flat_map(split_case).filter(|word| !word.is_empty()).map(|word| {
        let word = word.to_lowercase();
        match word.strip_suffix('s') {
            Some(stem) if stem.len() >= 3 && !stem.ends_with('s') => stem.to_owned(),
            _ => word,
        }
    })
}

fn split_case(word: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before = None::<char>;
    for (at, c) in word.char_indices() {
        if before.is_some_and(char::is_lowercase) && c.is_uppercase() {
            cuts.push(at);
        }
        before = Some(c);
    }
    cuts.push(word.len());
    cuts.windows(2).map(|cut| &word[cut[0]..cut[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_case_and_lose_their_plural() {
        let all: Vec<String> = words("brandColor.deepRed logos, GLASS 30%").collect();
        assert_eq!(all, ["brand", "color", "deep", "red", "logo", "glass", "30"]);
    }

    #[test]
    fn rare_words_count_for_more_and_ties_keep_their_order() {
        let mut index = LexicalIndex::default();
        for text in ["logo on dark", "logo on light", "photo of a harbour at dark", "logo on light"] {
            index.add(text);
        }
        let entries = |query: &str| index.search(query).iter().map(|found| found.entry).collect::<Vec<_>>();
        assert_eq!(entries("harbour logo")[0], 2);
        assert_eq!(entries("light logos")[..2], [1, 3]);
        assert!(entries("nothing like it").is_empty());
        assert!(index.search("dark").iter().all(|found| found.steps <= 10_000));
    }
}
