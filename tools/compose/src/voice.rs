//! Voices: which faces speak and which serve.

use design::BrandKit;
use design::document::FontRef;
use design::kit::FontRole;
use render::FontBook;

/// The faces of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Its name, as plans say it.
    pub name: &'static str,
    /// Headlines.
    pub display: FontRef,
    /// Figures that lead.
    pub numeral: FontRef,
    /// What supports the headline.
    pub sub: FontRef,
    /// What is read.
    pub text: FontRef,
    /// Labels, facts and buttons.
    pub label: FontRef,
    /// Whether headlines may be set in capitals.
    pub capitals: bool,
    /// Whether the display face is heavy enough to fill a page.
    pub heavy: bool,
}

struct Face(&'static str, u16, bool);

struct Cast {
    name: &'static str,
    display: Face,
    numeral: Face,
    sub: Face,
    text: Face,
    label: Face,
    capitals: bool,
    heavy: bool,
    /// What it says, in the words briefs use.
    says: &'static str,
}

const INTER: &str = "Inter";
const LIBERTINUS: &str = "Libertinus Serif";
const MODERN: &str = "New Computer Modern";
const MONO: &str = "DejaVu Sans Mono";

const CASTS: &[Cast] = &[
    Cast {
        name: "grotesk",
        display: Face(INTER, 800, false),
        numeral: Face(INTER, 900, false),
        sub: Face(INTER, 500, false),
        text: Face(INTER, 400, false),
        label: Face(INTER, 600, false),
        capitals: true,
        heavy: true,
        says: "bold loud urgent sale sport youth playful kids food clear civic trust bargain summer school tech",
    },
    Cast {
        name: "black",
        display: Face(INTER, 900, false),
        numeral: Face(INTER, 900, false),
        sub: Face(INTER, 600, false),
        text: Face(INTER, 500, false),
        label: Face(INTER, 700, false),
        capitals: true,
        heavy: true,
        says: "bold loud urgent sale sport night music party youth retro",
    },
    Cast {
        name: "medium",
        display: Face(INTER, 500, false),
        numeral: Face(INTER, 500, false),
        sub: Face(INTER, 400, false),
        text: Face(INTER, 400, false),
        label: Face(INTER, 500, false),
        capitals: false,
        heavy: false,
        says: "tech clear trust civic minimal architecture care calm finance school",
    },
    Cast {
        name: "light",
        display: Face(INTER, 250, false),
        numeral: Face(INTER, 200, false),
        sub: Face(INTER, 400, false),
        text: Face(INTER, 400, false),
        label: Face(INTER, 500, false),
        capitals: false,
        heavy: false,
        says: "luxe minimal beauty fashion architecture tech calm",
    },
    Cast {
        name: "literary",
        display: Face(LIBERTINUS, 400, false),
        numeral: Face(LIBERTINUS, 400, false),
        sub: Face(LIBERTINUS, 400, false),
        text: Face(LIBERTINUS, 400, false),
        label: Face(LIBERTINUS, 400, false),
        capitals: false,
        heavy: false,
        says: "culture calm luxe romantic retro ceremony minimal travel winter",
    },
    Cast {
        name: "italic",
        display: Face(LIBERTINUS, 400, true),
        numeral: Face(LIBERTINUS, 400, false),
        sub: Face(LIBERTINUS, 400, false),
        text: Face(LIBERTINUS, 400, false),
        label: Face(LIBERTINUS, 400, false),
        capitals: false,
        heavy: false,
        says: "romantic luxe beauty care food music home craft",
    },
    Cast {
        name: "contrast",
        display: Face(LIBERTINUS, 700, false),
        numeral: Face(LIBERTINUS, 700, false),
        sub: Face(INTER, 400, false),
        text: Face(INTER, 400, false),
        label: Face(INTER, 500, false),
        capitals: false,
        heavy: true,
        says: "craft food home fresh travel culture trust autumn retro kids care romantic finance",
    },
    Cast {
        name: "didone",
        display: Face(MODERN, 400, false),
        numeral: Face(MODERN, 400, false),
        sub: Face(INTER, 300, false),
        text: Face(INTER, 400, false),
        label: Face(INTER, 500, false),
        capitals: false,
        heavy: false,
        says: "fashion beauty luxe romantic culture music night",
    },
    Cast {
        name: "mono",
        display: Face(INTER, 700, false),
        numeral: Face(INTER, 700, false),
        sub: Face(INTER, 500, false),
        text: Face(INTER, 400, false),
        label: Face(MONO, 400, false),
        capitals: false,
        heavy: true,
        says: "tech science architecture culture minimal youth",
    },
];

/// The voices by name, with what each says in the words of moods.
pub fn voices() -> impl Iterator<Item = (&'static str, &'static str)> {
    CASTS.iter().map(|cast| (cast.name, cast.says))
}

impl Voice {
    /// The voice of that name (the first one when there is none), with the kit's own faces in the roles that they
    /// were given: a brand's text face always serves, and speaks too unless the brand has a display face.
    #[must_use]
    pub fn of(name: &str, kit: &BrandKit, fonts: &FontBook) -> Self {
        let cast = CASTS.iter().find(|cast| cast.name == name).unwrap_or(&CASTS[0]);
        let face = |face: &Face| FontRef { family: face.0.to_owned(), weight: face.1, italic: face.2 };
        let mut voice = Self {
            name: cast.name,
            display: face(&cast.display),
            numeral: face(&cast.numeral),
            sub: face(&cast.sub),
            text: face(&cast.text),
            label: face(&cast.label),
            capitals: cast.capitals,
            heavy: cast.heavy,
        };
        voice.take(kit, fonts);
        voice
    }

    fn take(&mut self, kit: &BrandKit, fonts: &FontBook) {
        let of_role = |role: FontRole| -> Vec<FontRef> {
            kit.fonts
                .iter()
                .filter(|font| font.role == role)
                .map(|font| FontRef { family: font.family.clone(), weight: font.weight, italic: false })
                .filter(|font| fonts.resolves(font))
                .collect()
        };
        // Among the weights that the kit has, the one nearest to what the voice would use.
        let nearest = |faces: &[FontRef], wanted: &FontRef| {
            faces.iter().min_by_key(|face| face.weight.abs_diff(wanted.weight)).cloned()
        };
        let (display, text, accent) = (of_role(FontRole::Display), of_role(FontRole::Text), of_role(FontRole::Accent));
        if !text.is_empty() {
            for slot in [&mut self.sub, &mut self.text, &mut self.label] {
                *slot = nearest(&text, slot).unwrap_or_else(|| slot.clone());
            }
        }
        let speaking = if display.is_empty() { &text } else { &display };
        if !speaking.is_empty() {
            for slot in [&mut self.display, &mut self.numeral] {
                *slot = nearest(speaking, slot).unwrap_or_else(|| slot.clone());
            }
            self.heavy = self.display.weight >= 600;
        }
        if !accent.is_empty() {
            self.label = nearest(&accent, &self.label).unwrap_or_else(|| self.label.clone());
            self.numeral = nearest(&accent, &self.numeral).unwrap_or_else(|| self.numeral.clone());
        }
    }
}
