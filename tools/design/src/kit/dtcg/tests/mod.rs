use std::sync::Arc;

use super::*;
use crate::kit::BrandKit;

mod groups;
mod hostile;
mod resolvers;
mod values;

const MANIFEST_TEXT: &str = r#"{"v":1,"id":"a","name":"A","version":"1","tokens":["*.tokens.json"]}"#;

/// One colour, so that a kit is a kit.
const INK: &str = r#""ink":{"$type":"color","$value":{"colorSpace":"srgb","components":[0,0,0]}}"#;

fn files(entries: &[(&str, &str)]) -> KitFiles {
    KitFiles(entries.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect())
}

/// A kit of one token file.
fn tokens(text: &str) -> Result<BrandKit, KitError> {
    BrandKit::from_files(&files(&[("kit.json", MANIFEST_TEXT), ("a.tokens.json", text)]))
}

/// A kit of one token file with a colour beside these members.
fn members(text: &str) -> Result<BrandKit, KitError> {
    tokens(&format!("{{{INK},{text}}}"))
}

#[track_caller]
fn value(kit: &BrandKit, path: &str) -> TokenValue {
    kit.tokens.get(&path.into()).unwrap_or_else(|| panic!("no token `{path}`")).value.clone()
}

#[track_caller]
fn refuses(result: Result<BrandKit, KitError>, parts: &[&str]) {
    let text = result.expect_err("the kit should be refused").to_string();
    for part in parts {
        assert!(text.contains(part), "`{text}` does not say `{part}`");
    }
    assert!(!text.chars().any(char::is_control), "{text}");
}

/// The codes of a kit's findings.
fn codes(kit: &BrandKit) -> Vec<&'static str> {
    kit.findings.iter().map(|finding| finding.code.name()).collect()
}
