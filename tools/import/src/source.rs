//! What each file is: by its content first, by its name second.

use render::PICTURE_BYTES_MAX;

use crate::given::{Given, TEXT_BYTES_MAX};
use crate::literal::{self, Malformed, Node};
use crate::script::{self, Module};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SourceKind {
    /// Tokens as the DTCG format writes them.
    Dtcg,
    /// A resolver document of DTCG, with the tokens that it holds itself.
    Resolver,
    /// Tokens of Style Dictionary, or of plug-ins that write like it.
    StyleDictionary,
    /// Variables of Figma.
    Figma,
    /// Tokens in sets by colour scheme, as Spectrum has them.
    Spectrum,
    /// Lists of properties, as Theo writes them.
    Theo,
    /// A theme of Tailwind.
    Tailwind,
    /// A theme as a module or as plain JSON.
    Theme,
    /// A style sheet with custom properties.
    Css,
    /// Variables of Sass.
    Sass,
    /// A mark or another picture.
    Picture,
    /// A face.
    Font,
    /// How the brand speaks.
    Voice,
    /// Nothing that is read.
    Other,
}

/// A file and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, as it was given.
    pub file: String,
    /// What it is.
    pub kind: SourceKind,
    /// How that shows.
    pub reason: &'static str,
}

/// A file that is read only as far as is needed to know it.
pub(crate) enum Content {
    Tree(Node),
    Module(Module),
    Text(String),
    Bytes,
    /// It seems to be something, and is not.
    Broken(Malformed),
}

/// Tells what each file is, and how that shows. Nothing is refused here: what is none of all is
/// [`SourceKind::Other`].
#[must_use]
pub fn detect(given: &Given) -> Vec<Source> {
    given
        .files
        .iter()
        .map(|(file, bytes)| {
            let (kind, reason, _) = classify(file, bytes);
            Source { file: file.clone(), kind, reason }
        })
        .collect()
}

/// The name of a file without its folder and its last ending, in lower case.
pub(crate) fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
    let bare = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    bare.trim_start_matches('_').trim_end_matches(".tokens").trim_end_matches(".min").to_owned()
}

fn ending(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

/// Names of files that describe a package rather than a brand.
const PACKAGE_FILES: [&str; 6] = ["package", "package-lock", "tsconfig", "readme", "changelog", "license"];

pub(crate) fn classify(file: &str, bytes: &[u8]) -> (SourceKind, &'static str, Content) {
    use SourceKind::{Font, Other, Picture};
    let ending = ending(file);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] if bytes.len() <= PICTURE_BYTES_MAX => {
            return (Picture, "its first bytes are those of a picture", Content::Bytes);
        }
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] if bytes.len() <= PICTURE_BYTES_MAX => {
            return (Picture, "its first bytes are those of a picture", Content::Bytes);
        }
        [b'w', b'O', b'F', b'F' | b'2', ..]
        | [b'O', b'T', b'T', b'O', ..]
        | [0, 1, 0, 0, ..]
        | [b't', b'r', b'u', b'e', ..]
            if !matches!(ending.as_str(), "js" | "ts" | "md" | "txt") =>
        {
            return (Font, "its first bytes are those of a font", Content::Bytes);
        }
        _ => {}
    }
    if matches!(ending.as_str(), "ttf" | "otf" | "woff" | "woff2") {
        return (Font, "it is named like a font", Content::Bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        let kind = if matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "webp" | "svg") { Picture } else { Other };
        return (kind, "it is no text", Content::Bytes);
    };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if ending == "svg" || start.starts_with("<svg") || start.starts_with("<?xml") && start.contains("<svg") {
        return (Picture, "it is an SVG", Content::Bytes);
    }
    if text.len() > TEXT_BYTES_MAX {
        let reason = format!("larger than {} MiB", TEXT_BYTES_MAX >> 20);
        return (Other, "it is too large a text", Content::Broken(Malformed { line: 1, reason }));
    }
    classify_text(file, &ending, text)
}

fn classify_text(file: &str, ending: &str, text: &str) -> (SourceKind, &'static str, Content) {
    use SourceKind::{Css, Other, Sass, Tailwind, Voice};
    let plain = || Content::Text(text.to_owned());
    let stem = stem(file);
    if PACKAGE_FILES.contains(&stem.as_str()) || file.ends_with(".d.ts") {
        return (Other, "it describes a package", Content::Bytes);
    }
    match ending {
        "css" | "pcss" | "postcss" if text.contains("@theme") => (Tailwind, "a style sheet with @theme", plain()),
        "css" | "pcss" | "postcss" if text.contains("--") => (Css, "a style sheet with custom properties", plain()),
        "scss" if text.contains('$') => (Sass, "a Sass file with variables", plain()),
        "scss" if text.contains("--") => (Css, "a style sheet with custom properties", plain()),
        "json" | "json5" | "jsonc" | "tokens" => match literal::read_whole(text) {
            Ok(node) => {
                let (kind, reason) = classify_tree(&stem, &node);
                (kind, reason, Content::Tree(node))
            }
            Err(error) => (Other, "it is named like JSON and is none", Content::Broken(error)),
        },
        "js" | "cjs" | "mjs" | "ts" => classify_script(&stem, text),
        "md" | "markdown" | "txt" if is_voice(&stem, text) => (Voice, "it tells how to write", plain()),
        _ => (Other, "it is nothing that is read", Content::Bytes),
    }
}

fn is_voice(stem: &str, text: &str) -> bool {
    ["voice", "tone", "writing", "words", "copy-guide", "messaging", "editorial"].iter().any(|word| stem.contains(word))
        || crate::voice::headings(text) >= 2
}

fn classify_script(stem: &str, text: &str) -> (SourceKind, &'static str, Content) {
    use SourceKind::{Other, Tailwind, Theme};
    match script::read(text) {
        Ok(module) => {
            let themed = module.whole.as_ref().is_some_and(|whole| module.resolve(whole).get("theme").is_some());
            if stem.contains("tailwind") || themed {
                return (Tailwind, "a module with a Tailwind theme", Content::Module(module));
            }
            let whole = module.whole.as_ref().is_some_and(|whole| module.resolve(whole).is_map());
            if !module.exports.is_empty() || whole || module.constants().next().is_some() {
                return (Theme, "a module with constants", Content::Module(module));
            }
            (Other, "a module without constants", Content::Bytes)
        }
        Err(error) => (Other, "a module that cannot be read", Content::Broken(error)),
    }
}

/// How many members deep the first token is looked for.
const LOOKED_AT_MAX: usize = 4_000;

fn classify_tree(stem: &str, root: &Node) -> (SourceKind, &'static str) {
    use SourceKind::{Dtcg, Figma, Other, Resolver, Spectrum, StyleDictionary, Tailwind, Theme, Theo};
    let is_figma = root.get("meta").is_some_and(|meta| meta.get("variables").is_some())
        || root.get("variables").is_some_and(|list| {
            list.items().iter().any(|item| item.get("resolvedType").is_some() || item.get("valuesByMode").is_some())
        })
        || root.get("collections").is_some_and(|list| list.items().iter().any(|item| item.get("modes").is_some()));
    if is_figma {
        return (Figma, "it has variables in collections with modes");
    }
    if root.get("resolutionOrder").is_some() {
        return (Resolver, "it has a `resolutionOrder`");
    }
    let properties = root.get("props").or_else(|| root.get("properties")).unwrap_or(root);
    let listed = properties.items().first().or_else(|| {
        let first = properties.fields().first().map(|(_, node)| node);
        first.filter(|first| first.get("category").is_some() && first.get("value").is_some())
    });
    if listed.is_some_and(|first| first.get("value").is_some())
        && (root.get("props").is_some() || !properties.items().is_empty())
    {
        return (Theo, "it is a list of properties with values");
    }
    if !root.is_map() {
        return (Other, "it is JSON without tokens");
    }
    if root.get("theme").is_some_and(Node::is_map) {
        return (Tailwind, "it has a `theme`");
    }
    let (mut dtcg, mut old, mut seen, mut leaves) = (false, false, 0usize, false);
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        seen += 1;
        if seen > LOOKED_AT_MAX {
            break;
        }
        if node
            .get("sets")
            .is_some_and(|sets| sets.is_map() && sets.fields().iter().any(|(_, set)| set.get("value").is_some()))
        {
            return (Spectrum, "it has values in sets");
        }
        if node.get("uuid").is_some() && node.get("value").is_some() && node.get("$schema").is_some() {
            return (Spectrum, "it has values with schemas and ids");
        }
        dtcg |= node.get("$value").is_some();
        old |= node.get("value").is_some_and(|value| !value.is_map());
        leaves |=
            node.fields().iter().any(|(_, leaf)| leaf.text().is_some_and(|text| crate::value::color(text).is_some()));
        pending.extend(node.fields().iter().map(|(_, node)| node).filter(|node| node.is_map()));
    }
    match (dtcg, old) {
        (true, false) => (Dtcg, "it has `$value`s"),
        (_, true) => (StyleDictionary, "it has `value`s"),
        _ if root.get("colors").is_some() && stem.contains("tailwind") => {
            (Tailwind, "it is named like a Tailwind theme")
        }
        _ if leaves => (Theme, "it has colours by name"),
        _ => (Other, "it is JSON without tokens"),
    }
}
