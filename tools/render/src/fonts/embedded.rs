//! The font files that come with the program, by way of the crates that carry them.

use skrifa::MetadataProvider as _;
use skrifa::string::StringId;

/// The embedded faces: a name for each file, the family that documents know it by, and its bytes.
///
/// The mathematical faces among them are left out: they set formulas, not copy.
pub(super) fn files() -> Vec<(String, &'static str, &'static [u8])> {
    let inter = std::iter::once(ttf_inter::REGULAR);
    inter
        .chain(typst_assets::fonts())
        .filter_map(|bytes| {
            let name = postscript_name(bytes)?;
            Some((family(&name)?, name, bytes))
        })
        .map(|(family, name, bytes)| (name, family, bytes))
        .collect()
}

/// The licence of an embedded family.
#[must_use]
pub fn licence(family: &str) -> Option<&'static str> {
    match family {
        "Inter" | "Libertinus Serif" => Some("OFL-1.1"),
        "New Computer Modern" => Some("GUST Font License"),
        "DejaVu Sans Mono" => Some("Bitstream Vera"),
        _ => None,
    }
}

fn family(postscript_name: &str) -> Option<&'static str> {
    match postscript_name {
        name if name.starts_with("Inter") => Some("Inter"),
        name if name.starts_with("LibertinusSerif") => Some("Libertinus Serif"),
        name if name.starts_with("NewCM10") => Some("New Computer Modern"),
        name if name.starts_with("DejaVuSansMono") => Some("DejaVu Sans Mono"),
        _ => None,
    }
}

fn postscript_name(bytes: &[u8]) -> Option<String> {
    let font = skrifa::FontRef::from_index(bytes, 0).ok()?;
    font.localized_strings(StringId::POSTSCRIPT_NAME).english_or_first().map(|name| name.chars().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_family_is_there() {
        let families: std::collections::BTreeSet<_> = files().iter().map(|(_, family, _)| *family).collect();
        assert_eq!(
            families.into_iter().collect::<Vec<_>>(),
            ["DejaVu Sans Mono", "Inter", "Libertinus Serif", "New Computer Modern"]
        );
        assert_eq!(files().len(), 15, "{:?}", files().iter().map(|(name, ..)| name).collect::<Vec<_>>());
    }
}
