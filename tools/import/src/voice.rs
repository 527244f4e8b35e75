//! How a brand speaks, from a page that tells it: data, never instruction.

use design::kit::Voice;

/// Most entries of each list.
const ENTRIES_MAX: usize = 64;
/// Longest entry, characters.
const ENTRY_CHARS_MAX: usize = 280;
/// Most lines that are looked at.
const LINES_MAX: usize = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Tone,
    Banned,
    Required,
    Samples,
}

/// How many headings of a text are known.
pub(crate) fn headings(text: &str) -> usize {
    text.lines().take(LINES_MAX).filter(|line| heading(line).is_some_and(|(part, _)| part.is_some())).count()
}

/// Reads a page.
pub(crate) fn read(text: &str) -> Voice {
    let mut voice = Voice::default();
    let mut part = None;
    for line in text.lines().take(LINES_MAX) {
        if let Some((known, rest)) = heading(line) {
            part = known;
            if let Some(part) = known {
                add(&mut voice, part, rest);
            }
        } else if let Some(part) = part {
            add(&mut voice, part, line);
        }
    }
    voice
}

/// A heading (`## Tone`) or a label (`Never say: …`): the part that it opens, if it is known, and what follows.
fn heading(line: &str) -> Option<(Option<Part>, &str)> {
    let trimmed = line.trim();
    let bare = trimmed.trim_start_matches(['#', '*', '_', ' ']);
    let marked = trimmed.starts_with('#');
    let bullet = trimmed.starts_with(['-', '•', '+']) || trimmed.starts_with("* ");
    let (label, rest) = match bare.split_once(':') {
        Some((label, rest)) if !bullet && label.chars().count() <= 40 => {
            (label, rest.trim_start_matches(['*', '_', ' ']))
        }
        _ if marked => (bare, ""),
        _ if trimmed.starts_with("**") && trimmed.ends_with("**") => (bare, ""),
        _ => return None,
    };
    let label = label.trim_end_matches(['*', '_', '#', ' ']).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    let part = if has(&["never", "avoid", "don't", "do not", "banned", "forbidden", "not to use", "don’t"]) {
        Some(Part::Banned)
    } else if has(&["must include", "required", "always include", "legal line", "disclaimer"]) {
        Some(Part::Required)
    } else if has(&["example", "sample", "we sound like"]) {
        Some(Part::Samples)
    } else if has(&["tone", "voice", "personality", "we are", "words we use", "how we sound"]) {
        Some(Part::Tone)
    } else {
        None
    };
    // A sentence with a colon in it is no label.
    (part.is_some() || marked).then_some((part, rest))
}

fn add(voice: &mut Voice, part: Part, line: &str) {
    let line = line.trim().trim_start_matches(['-', '*', '•', '+', '>']).trim();
    let line = line.split_once(". ").filter(|(n, _)| n.parse::<u8>().is_ok()).map_or(line, |(_, rest)| rest);
    if line.is_empty() {
        return;
    }
    let list = match part {
        Part::Tone => &mut voice.tone,
        Part::Banned => &mut voice.banned,
        Part::Required => &mut voice.required,
        Part::Samples => &mut voice.samples,
    };
    let whole = matches!(part, Part::Required | Part::Samples);
    let entries: Vec<&str> = if whole { vec![line] } else { line.split([',', ';']).collect() };
    for entry in entries {
        let quotes = ['"', '\'', '“', '”', '*', '`', ' '];
        let entry = entry.trim_matches(quotes);
        let entry = if whole { entry } else { entry.trim_end_matches('.') };
        let kept: String = entry.chars().filter(|c| !c.is_control()).take(ENTRY_CHARS_MAX).collect();
        // A list of words holds words; a sentence among them would ban or ask for nothing.
        let fits = whole || kept.split_whitespace().count() <= 5;
        if !kept.is_empty() && fits && list.len() < ENTRIES_MAX && !list.contains(&kept) {
            list.push(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_labels_open_lists() {
        let voice = read(
            "# Our voice\n\n## Tone\n- warm\n- plain, exact\n\n**Never say:** cheap, world-class\n\n## Avoid\n* \"synergy\"\n\
             ## Must include\nTerms apply.\n## Examples\n> Bread, every morning.\n## History\nWe began in 1920.",
        );
        assert_eq!(voice.tone, ["warm", "plain", "exact"]);
        assert_eq!(voice.banned, ["cheap", "world-class", "synergy"]);
        assert_eq!(voice.required, ["Terms apply."]);
        assert_eq!(voice.samples, ["Bread, every morning."]);
    }

    #[test]
    fn a_page_without_end_is_bounded() {
        let text = format!("## Avoid\n{}", "word, \u{7}other".repeat(50_000));
        let voice = read(&text);
        assert!(voice.banned.len() <= ENTRIES_MAX);
        assert!(voice.banned.iter().all(|word| !word.contains('\u{7}')));
    }
}
