//! Finds the groups that names in a row stand for.
//!
//! Words become a group only where names branch: of `--color-red-500`, `--color-red-600`, `--color-bg` and
//! `--brand-shadow-soft` come `color.red.500`, `color.red.600`, `color.bg` and `brand-shadow-soft`. A name that is also
//! the beginning of others becomes the `$root` of their group.

use std::collections::{BTreeMap, BTreeSet};

/// Deepest group; JSON around it and a value inside it come on top.
const DEPTH_MAX: usize = 20;
/// Longest path, bytes.
const PATH_BYTES_MAX: usize = 480;

/// Gives every key its path. `known` are those that have groups already.
pub(crate) fn paths(known: &BTreeMap<String, Vec<String>>, flat: &BTreeSet<String>) -> BTreeMap<String, Vec<String>> {
    let flat: Vec<&str> = flat.iter().map(String::as_str).filter(|key| !known.contains_key(*key)).collect();
    // How many names go on in how many ways after each beginning.
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut whole: BTreeSet<&str> = BTreeSet::new();
    for key in &flat {
        whole.insert(key);
        let mut start = 0;
        for (depth, word) in key.split('-').enumerate() {
            let before = key.get(..start.max(1) - 1).unwrap_or("");
            if depth > 4 * DEPTH_MAX {
                break;
            }
            next.entry(before).or_default().insert(word);
            start += word.len() + 1;
        }
    }
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for key in flat {
        let mut parts: Vec<String> = Vec::new();
        let (mut part, mut end) = (String::new(), 0);
        for word in key.split('-') {
            if !part.is_empty() {
                part.push('-');
            }
            part.push_str(word);
            end += word.len() + usize::from(end > 0);
            let branches = key.get(..end).and_then(|before| next.get(before)).map_or(0, BTreeSet::len);
            let is_group = branches > 1 || branches == 1 && key.get(..end).is_some_and(|before| whole.contains(before));
            if is_group && parts.len() + 2 < DEPTH_MAX && end < key.len() {
                parts.push(std::mem::take(&mut part));
            }
        }
        if !part.is_empty() {
            parts.push(part);
        }
        out.insert(key.to_owned(), parts);
    }
    out.extend(known.iter().map(|(key, path)| (key.clone(), path.clone())));
    out.retain(|_, path| {
        path.len() < DEPTH_MAX && path.iter().map(|part| part.len() + 1).sum::<usize>() < PATH_BYTES_MAX
    });
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    for path in out.values() {
        groups.extend((1..path.len()).map(|end| path[..end].to_vec()));
    }
    for path in out.values_mut() {
        if groups.contains(path) {
            path.push("$root".to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_where_they_branch() {
        let keys = ["color-red-500", "color-red-600", "color-bg", "brand-shadow-soft", "text", "text-muted"];
        let flat: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let known = BTreeMap::from([("a-b".to_owned(), vec!["a".to_owned(), "b".to_owned()])]);
        let told: Vec<String> = paths(&known, &flat).values().map(|path| path.join(".")).collect();
        assert_eq!(
            told,
            ["a.b", "brand-shadow-soft", "color.bg", "color.red.500", "color.red.600", "text.$root", "text.muted"]
        );
    }

    #[test]
    fn long_rows_of_words_stay_within_bounds() {
        let flat: BTreeSet<String> = (1..200).map(|n| vec!["a"; n].join("-")).collect();
        assert!(paths(&BTreeMap::new(), &flat).values().all(|path| path.len() <= DEPTH_MAX));
    }
}
