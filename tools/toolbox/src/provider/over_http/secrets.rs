//! What goes with every request and is shown to nobody.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A secret shorter than this is not looked for in what a server says: it would be found everywhere.
const SECRET_BYTES_MIN: usize = 6;
/// Most of a text that is looked through, bytes.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// Keys and the values of private headers. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Secrets(Arc<[SecretString]>);

impl Secrets {
    pub(super) fn with(&self, secret: SecretString) -> Self {
        Self(self.0.iter().cloned().chain([secret]).collect())
    }

    /// The text without them, however a server repeats them. Before it is cut to a length: half a key is one too.
    pub(super) fn hide(&self, text: &str) -> String {
        let end = text.floor_char_boundary(TEXT_BYTES_MAX);
        let keyless = self
            .0
            .iter()
            .map(ExposeSecret::expose_secret)
            .filter(|secret| secret.len() >= SECRET_BYTES_MIN)
            .fold(text[..end].to_owned(), |text, secret| text.replace(secret, "***"));
        without_signatures(&keyless)
    }
}

/// The text with addresses cut where their queries begin: some are signed, and whoever has the signature has the picture.
fn without_signatures(text: &str) -> String {
    let ends = |sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | '<' | '>' | ')' | ']' | '}');
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(begin) = rest.find("://") {
        let address = rest[begin..].find(ends).map_or(rest.len(), |end| begin + end);
        match rest[begin..address].find(['?', '#']) {
            Some(query) => {
                out.push_str(&rest[..begin + query]);
                out.push_str("?***");
            }
            None => out.push_str(&rest[..address]),
        }
        rest = &rest[address..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_before_anything_is_cut() {
        let secrets = Secrets::default().with("sk-abcdef".to_owned().into()).with("x".to_owned().into());
        assert_eq!(secrets.hide("no sk-abcdef, x"), "no ***, x");
        let long = format!("{}sk-abcdef", "é".repeat(TEXT_BYTES_MAX));
        assert!(!secrets.hide(&long).contains("sk-"));
    }

    #[test]
    fn signatures_of_addresses_are_hidden() {
        let check = |text: &str, shown: &str| assert_eq!(Secrets::default().hide(text), shown);
        check("no ://x? y?", "no ://x?*** y?");
        check("(https://a.example/p.png?sig=1&e=2) is over", "(https://a.example/p.png?***) is over");
        check("\"https://a.example/é#x\", http://b.example/c", "\"https://a.example/é?***\", http://b.example/c");
        check("why?", "why?");
    }
}
