//! Roles that the names of tokens state.

use std::collections::BTreeMap;

use design::kit::ColorRoles;
use design::{BrandKit, Srgb, TokenPath};

use crate::finding::Findings;
use crate::token::words_of_camel;

/// Contrast that running text needs. Source: WCAG 2.2, success criterion 1.4.3.
const READABLE: f64 = 4.5;
/// Most tokens of a role.
const ROLE_MAX: usize = 12;

const GROUND: [&str; 7] = ["background", "bg", "canvas", "surface", "page", "ground", "paper"];
const INK: [&str; 5] = ["text", "foreground", "fg", "ink", "content"];
const ACCENT: [&str; 5] = ["brand", "primary", "accent", "action", "signature"];
/// Words that change nothing about which one it is.
const PLAIN: [&str; 11] =
    ["color", "colors", "colour", "default", "base", "main", "body", "template", "root", "1", "primary"];

/// Fills the roles that the names of tokens state without doubt, when ground and ink are readable together.
pub(crate) fn state(kit: &BrandKit, findings: &mut Findings) -> ColorRoles {
    let common = common_words(kit);
    let ground = candidates(kit, &GROUND, &common);
    let ink = candidates(kit, &INK, &common);
    let accent = candidates(kit, &ACCENT, &common);
    let mut roles = ColorRoles::default();
    let sure = |list: &[(u8, &TokenPath, Srgb)]| -> Option<(TokenPath, Srgb)> {
        let (rank, token, color) = list.first()?;
        let same = list.iter().filter(|other| other.0 == *rank).all(|other| other.2 == *color);
        same.then(|| ((*token).clone(), *color))
    };
    let mut say = |role: &str, token: &TokenPath| {
        findings.add("kit.json", None, "inferred", format!("/roles/{role} begins with `{token}`, because of its name"));
    };
    if let (Some((ground_token, paper)), Some((ink_token, words))) = (sure(&ground), sure(&ink)) {
        if paper.contrast(words) >= READABLE {
            say("ground", &ground_token);
            say("ink", &ink_token);
            roles.ground = rest(ground_token, &ground, |color| color.contrast(words) >= READABLE);
            roles.ink = rest(ink_token, &ink, |color| color.contrast(paper) >= READABLE);
        } else {
            let message = format!(
                "`{ground_token}` and `{ink_token}` are named like ground and ink, but are not readable together ({:.1} to 1); the roles are left to the colours",
                paper.contrast(words)
            );
            findings.add("kit.json", None, "roles", message);
        }
    } else if !ground.is_empty() && !ink.is_empty() {
        findings.add("kit.json", None, "roles", "several tokens are named like a ground or an ink, with different colours; the roles are left to the colours");
    }
    if let Some((token, _)) = sure(&accent).filter(|(token, color)| {
        color.to_lch().c >= 0.04 && !roles.ground.contains(token) && !roles.ink.contains(token)
    }) {
        findings.add("kit.json", None, "inferred", format!("/roles/accent begins with `{token}`, because of its name"));
        roles.accent = rest(token, &accent, |color| color.to_lch().c >= 0.04);
    }
    roles
}

fn rest(first: TokenPath, list: &[(u8, &TokenPath, Srgb)], fits: impl Fn(Srgb) -> bool) -> Vec<TokenPath> {
    let others =
        list.iter().filter(|(_, token, color)| **token != first && fits(*color)).map(|(_, token, _)| (*token).clone());
    let mut out: Vec<TokenPath> = others.take(ROLE_MAX - 1).collect();
    out.insert(0, first);
    out
}

fn words(token: &TokenPath) -> Vec<String> {
    let plain = token.0.replace(['.', '_', ' ', '$', '/'], "-");
    plain
        .split('-')
        .flat_map(|part| words_of_camel(part).split('-').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Words that most tokens begin with: the name of the brand or of the package.
fn common_words(kit: &BrandKit) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for token in kit.colors.keys() {
        if let Some(first) = words(token).into_iter().next() {
            *counts.entry(first).or_insert(0) += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count * 2 > kit.colors.len()).map(|(word, _)| word).collect()
}

/// Tokens that are named for a role and nothing else: fewer words before more, better words before worse.
fn candidates<'a>(kit: &'a BrandKit, role: &[&str], common: &[String]) -> Vec<(u8, &'a TokenPath, Srgb)> {
    let mut found: Vec<(u8, &TokenPath, Srgb)> = Vec::new();
    for (token, color) in &kit.colors {
        // Made up where no ground and ink are readable together; no token of the files.
        if kit.inferred.iter().any(|pointer| pointer.strip_prefix("/tokens/") == Some(token.0.as_str())) {
            continue;
        }
        // A name with `_` in front is somebody's own.
        if token.0.starts_with('_') || token.0.contains("._") {
            continue;
        }
        let words = words(token);
        let Some(place) = role.iter().position(|name| words.iter().any(|word| word == name)) else { continue };
        let odd = words
            .iter()
            .filter(|word| !role.contains(&word.as_str()) && !PLAIN.contains(&word.as_str()) && !common.contains(word));
        let odd: Vec<&String> = odd.collect();
        // A second step of the same thing serves too, after the first.
        let numbered = odd.len() == 1 && odd[0].parse::<u8>().is_ok();
        if odd.is_empty() || numbered {
            let rank = place as u8 * 2 + u8::from(numbered) * 32;
            found.push((rank, token, *color));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.0.len().cmp(&b.1.0.len())).then(a.1.cmp(b.1)));
    found
}
