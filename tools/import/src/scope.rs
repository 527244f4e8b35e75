//! Where in a page a style sheet says something: everywhere, in a theme, or in some part.

/// Where a declaration holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everywhere.
    Root,
    /// In a theme.
    Mode(String),
    /// In some part of a page only.
    Part,
}

impl Scope {
    /// What holds inside braces that stand inside others.
    pub(crate) fn inside(&self, before: &str) -> Self {
        match (scope_of(before), self) {
            (Self::Mode(mode), _) => Self::Mode(mode),
            (Self::Part, Self::Root) => Self::Part,
            _ => self.clone(),
        }
    }
}

fn scope_of(before: &str) -> Scope {
    let before = before.to_lowercase();
    if let Some(rule) = before.strip_prefix('@') {
        return scope_of_rule(rule);
    }
    let mut part = false;
    let mut mode = None;
    for selector in before.split(',') {
        match scope_of_selector(selector.trim()) {
            Scope::Root => return Scope::Root,
            Scope::Mode(name) => mode = mode.or(Some(name)),
            Scope::Part => part = true,
        }
    }
    match mode {
        Some(name) => Scope::Mode(name),
        None if part => Scope::Part,
        None => Scope::Root,
    }
}

fn scope_of_rule(rule: &str) -> Scope {
    let spaceless: String = rule.chars().filter(|c| !c.is_whitespace()).collect();
    if spaceless.contains("prefers-color-scheme:dark") {
        Scope::Mode("dark".to_owned())
    } else if spaceless.contains("prefers-contrast:more") {
        Scope::Mode("high-contrast".to_owned())
    } else if spaceless.contains("prefers-color-scheme:light") {
        Scope::Root
    } else if ["media", "container", "keyframes", "property", "font-face", "utility"]
        .iter()
        .any(|word| rule.starts_with(word))
    {
        Scope::Part
    } else {
        // @layer, @supports, @theme, @scope and what else only groups.
        Scope::Root
    }
}

/// Words that make an attribute, or a class that they are part of, say a theme.
const THEME_WORDS: [&str; 4] = ["contrast", "theme", "scheme", "mode"];
/// Words that are themes when a class is nothing else: `.btn-light` is a button.
const THEMES: [&str; 3] = ["dark", "light", "dim"];

fn is_theme(word: &str) -> bool {
    THEMES.contains(&word) || word.split(['-', '_']).any(|part| THEME_WORDS.contains(&part))
}

fn scope_of_selector(selector: &str) -> Scope {
    // What it is not says nothing of what it is.
    let selector = match selector.split_once(":not(") {
        Some((before, after)) => format!("{before}{}", after.split_once(')').map_or("", |(_, rest)| rest)),
        None => selector.to_owned(),
    };
    let mut words: Vec<(String, bool)> = Vec::new();
    for (at, mark) in selector.match_indices(['.', '[', '#']) {
        let rest = &selector[at + mark.len()..];
        if mark == "[" {
            let inside = rest.split(']').next().unwrap_or("");
            let (name, value) = inside.split_once('=').unwrap_or((inside, ""));
            let value = value.trim_matches(['"', '\'', ' ']).trim_end_matches(" i");
            let told = THEME_WORDS.iter().chain(&["brand"]).any(|word| name.contains(word));
            words.push((value.to_owned(), told));
        } else {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
            words.push((rest[..end].to_owned(), false));
        }
    }
    if words.is_empty() {
        let root = selector.split([' ', '>', '+', '~']).all(|part| {
            let bare = part.trim_start_matches(":where(").trim_start_matches(":is(").trim_end_matches(')');
            let heads = ["", "*", ":root", "html", "body", ":host", ":host(", "::before", "::after", "::backdrop", "&"];
            heads.contains(&bare)
        });
        return if root { Scope::Root } else { Scope::Part };
    }
    let theme = words.iter().rev().find(|(word, told)| *told || is_theme(word));
    match theme {
        None => Scope::Part,
        Some((word, _)) => {
            let word = word.trim_start_matches("theme-").trim_start_matches("mode-");
            let word = word.trim_end_matches("-theme").trim_end_matches("-mode").trim_matches(['-', '_']);
            if matches!(word, "" | "light" | "default" | "auto" | "system" | "theme" | "root") {
                Scope::Root
            } else {
                Scope::Mode(word.to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &[&str]) -> Scope {
        before.iter().fold(Scope::Root, |scope, before| scope.inside(before))
    }

    #[test]
    fn selectors_say_where_a_property_holds() {
        let mode = |name: &str| Scope::Mode(name.to_owned());
        for root in [
            ":root",
            ":root, :host",
            ":where(html)",
            "*, ::before, ::after",
            "@theme inline",
            ".light",
            ":root:not(.dark)",
        ] {
            assert_eq!(of(&[root]), Scope::Root, "{root}");
        }
        assert_eq!(of(&["@layer base", "@supports (color: lab(0 0 0))", ":root"]), Scope::Root);
        assert_eq!(of(&[".dark"]), mode("dark"));
        assert_eq!(of(&["[data-theme=\"dark\"]"]), mode("dark"));
        assert_eq!(of(&["@media (prefers-color-scheme: dark)", ":root"]), mode("dark"));
        assert_eq!(of(&["[data-brand='acme']"]), mode("acme"));
        assert_eq!(of(&[".theme-high-contrast"]), mode("high-contrast"));
        for part in
            [".btn-primary", ".btn-light", ".table-dark", ".font-light", ".highlight", ".modern-card", ".dimension"]
        {
            assert_eq!(of(&[part]), Scope::Part, "{part}");
        }
        assert_eq!(of(&["[data-theme]"]), Scope::Root);
        assert_eq!(of(&["@media (min-width: 40em)", ":root"]), Scope::Part);
    }
}
