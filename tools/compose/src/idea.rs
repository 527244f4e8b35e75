//! Whether an idea is one: a sentence that a stranger could draw from, and not the name of a manner.

/// Words that say how something is, and of nothing what it shows.
const MANNERS: [&str; 52] = [
    "abstract",
    "aesthetic",
    "appealing",
    "attention",
    "attractive",
    "beautiful",
    "bold",
    "bright",
    "brand",
    "branded",
    "captivating",
    "catchy",
    "classic",
    "classy",
    "clean",
    "clear",
    "colorful",
    "colourful",
    "compelling",
    "contemporary",
    "cool",
    "creative",
    "dynamic",
    "elegant",
    "engaging",
    "eye",
    "fresh",
    "friendly",
    "fun",
    "grabbing",
    "impactful",
    "inviting",
    "minimal",
    "minimalist",
    "modern",
    "nice",
    "playful",
    "polished",
    "powerful",
    "premium",
    "professional",
    "simple",
    "sleek",
    "sophisticated",
    "striking",
    "strong",
    "stunning",
    "stylish",
    "unique",
    "vibrant",
    "visually",
    "warm",
];
/// Words that any sentence about a design has.
const FILLERS: [&str; 48] = [
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "by",
    "catching",
    "color",
    "colors",
    "colour",
    "colours",
    "composition",
    "design",
    "feel",
    "feeling",
    "font",
    "fonts",
    "for",
    "from",
    "graphic",
    "headline",
    "idea",
    "image",
    "imagery",
    "in",
    "is",
    "it",
    "layout",
    "look",
    "of",
    "on",
    "or",
    "picture",
    "poster",
    "shapes",
    "style",
    "that",
    "the",
    "this",
    "to",
    "type",
    "typography",
    "use",
    "very",
    "visual",
    "with",
    "words",
];
/// Fewest words that name something.
const CONCRETE_MIN: usize = 2;

/// What stands against an idea; `None` where nothing does.
///
/// ```
/// use maquette_compose::idea_objection;
///
/// assert!(idea_objection("A modern and clean design with bold typography").is_some());
/// assert!(idea_objection("The spines of the books stand like the skyline of the town").is_none());
/// ```
#[must_use]
pub fn idea_objection(idea: &str) -> Option<&'static str> {
    // A script that has no spaces is not judged by its words.
    if idea.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) && !idea.contains(' ') {
        return None;
    }
    let words = idea.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let says = |word: &&String| !MANNERS.contains(&word.as_str()) && !FILLERS.contains(&word.as_str());
    let manners = words.iter().filter(|word| MANNERS.contains(&word.as_str())).count();
    let concrete = words.iter().filter(says).count();
    if concrete >= CONCRETE_MIN {
        return None;
    }
    Some(if manners > 0 {
        "the idea names a manner and no thing: say in one sentence what a stranger would draw"
    } else {
        "the idea says too little: say in one sentence what a stranger would draw"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(idea: &str, stands: bool) {
        assert_eq!(idea_objection(idea).is_none(), stands, "{idea}");
    }

    #[test]
    fn an_idea_names_things() {
        check("Modern and clean", false);
        check("Bold, eye-catching and vibrant poster", false);
        check("a design", false);
        check("", false);
        check("…", false);
        check("A loaf that is the moon", true);
        check("books as a skyline", true);
        check("Ein Brot, das der Mond ist", true);
        check("パンの月", true);
        check("A bold red tomato, cropped so close that it is a sun", true);
    }
}
