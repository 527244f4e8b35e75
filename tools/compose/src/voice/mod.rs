//! Voices: which faces speak and which serve.
//!
//! A voice names families, best first; what is set are those at hand: the kit's, the installed, the embedded. The face
//! book (`families.rs`) says what stands in for a family that is not there.

mod casts;
mod families;
#[cfg(test)]
mod tests;

use design::document::FontRef;
use design::kit::{FontRole, KitFont};
use design::{Axes, BrandKit, Copy};
use render::FontBook;

use casts::{CASTS, Cast, Speaker};
pub use families::{FAMILIES, Family, SCRIPT_FAMILIES, family, script_package};

/// Most characters of a copy by which its script is told.
const LETTERS_MAX: usize = 2_000;
/// Lightest weight that fills a page.
const HEAVY: u16 = 600;

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

/// What is known of a voice before it is cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoiceEntry {
    /// Its name, as plans say it.
    pub name: &'static str,
    /// What it says, in the words of moods.
    pub says: &'static str,
    /// Most words of a headline in it.
    pub words_max: usize,
    /// How loud it is, tenths from −10 to 10.
    pub loudness: i8,
}

/// The voices that these faces can speak in: those with a face of their own at hand. Without any installed face they
/// are the nine of the embedded ones.
pub fn voices(fonts: &FontBook) -> impl Iterator<Item = VoiceEntry> {
    CASTS.iter().filter(|cast| speaker(cast, fonts).is_some()).map(|cast| VoiceEntry {
        name: cast.name,
        says: cast.says,
        words_max: cast.words_max,
        loudness: cast.loudness,
    })
}

/// Who can speak and serve in a voice, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceFamilies {
    /// The voice's name, as plans say it.
    pub name: &'static str,
    /// Families that can speak.
    pub speakers: Vec<&'static str>,
    /// Families that can serve beside them, those of labels last.
    pub servers: Vec<&'static str>,
}

/// The face book: every voice with its families, whether they are at hand or not.
pub fn face_book() -> impl Iterator<Item = VoiceFamilies> {
    CASTS.iter().map(|cast| VoiceFamilies {
        name: cast.name,
        speakers: cast.speakers.iter().map(|speaker| speaker.family).collect(),
        servers: cast.servers.iter().chain(cast.labels).copied().collect(),
    })
}

fn speaker<'a>(cast: &'a Cast, fonts: &FontBook) -> Option<&'a Speaker> {
    cast.speakers.iter().find(|speaker| fonts.has(speaker.family))
}

fn first<'a>(families: &[&'a str], fonts: &FontBook) -> &'a str {
    let found = families.iter().find(|family| fonts.has(family));
    found.or(families.last()).copied().unwrap_or("Inter")
}

impl Voice {
    /// The voice of that name (the first one when there is none) in the faces at hand, with the kit's own faces in the
    /// roles that they were given: a brand's text face always serves, and speaks too unless the brand has a display
    /// face. A face without the letters of `said` gives way to one that has them.
    #[must_use]
    pub fn of(name: &str, kit: &BrandKit, fonts: &FontBook, said: &Copy) -> Self {
        let named = |name: &str| CASTS.iter().find(|cast| cast.name == name);
        let cast = named(name).unwrap_or(&CASTS[0]);
        let stand_in = || cast.stand_in.and_then(named).unwrap_or(&CASTS[0]);
        let (acting, speaker) = match speaker(cast, fonts) {
            Some(speaker) => (cast, speaker),
            None => (stand_in(), speaker(stand_in(), fonts).unwrap_or(&CASTS[0].speakers[CASTS[0].speakers.len() - 1])),
        };
        let mut voice = Self::cast(acting, speaker, fonts);
        voice.name = cast.name;
        voice.take(kit, fonts);
        voice.give_way(fonts, said);
        voice
    }

    /// Puts a family that has the letters of the copy where the one chosen lacks most of them: Arabic, say.
    fn give_way(&mut self, fonts: &FontBook, said: &Copy) {
        let text: String = said.blocks.iter().flat_map(|block| block.text.chars()).take(LETTERS_MAX).collect();
        for slot in [&mut self.display, &mut self.numeral, &mut self.sub, &mut self.text, &mut self.label] {
            if let Some(family) = fonts.family_for(slot, &text, &said.language) {
                *slot = FontRef::new(family, slot.weight);
            }
            // Only Latin, Greek and Cyrillic have italics of their own.
            slot.italic &= !render::is_of_another_script(&text);
        }
    }

    fn cast(cast: &'static Cast, speaker: &Speaker, fonts: &FontBook) -> Self {
        let server = if speaker.serves { speaker.family } else { first(cast.servers, fonts) };
        let labels = if cast.labels.is_empty() { server } else { first(cast.labels, fonts) };
        let speak = |weight: u16| {
            let mut font = spoken(FontRef::new(speaker.family, weight), fonts);
            font.italic = speaker.italic;
            let own: Vec<(&str, f64)> = font.axes.iter().chain(speaker.axes.iter().copied()).collect();
            font.axes = Axes::of(&own);
            font
        };
        let (sub, text, label) = cast.serving;
        Self {
            name: cast.name,
            display: speak(speaker.weights.0),
            numeral: FontRef { italic: false, ..speak(speaker.weights.1) },
            sub: FontRef::new(server, sub),
            text: FontRef::new(server, text),
            label: FontRef::new(labels, label),
            capitals: cast.capitals,
            heavy: speaker.heavy,
        }
    }

    fn take(&mut self, kit: &BrandKit, fonts: &FontBook) {
        let of_role = |role: FontRole| -> Vec<FontRef> {
            kit.fonts.iter().filter(|font| font.role == role).filter_map(|font| at_hand(font, fonts)).collect()
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
                *slot = nearest(speaking, slot).map_or_else(|| slot.clone(), |font| spoken(font, fonts));
            }
            self.heavy = self.display.weight >= HEAVY || family(&self.display.family).is_some_and(|face| face.loud);
        }
        if !accent.is_empty() {
            self.label = nearest(&accent, &self.label).unwrap_or_else(|| self.label.clone());
            self.numeral = nearest(&accent, &self.numeral).unwrap_or_else(|| self.numeral.clone());
        }
    }
}

/// A face of the kit, or what stands in for it; none when nobody knows what would.
fn at_hand(font: &KitFont, fonts: &FontBook) -> Option<FontRef> {
    if fonts.has(&font.family) {
        return Some(FontRef::new(font.family.as_str(), font.weight));
    }
    let known = family(&font.family)?;
    Some(FontRef::new(known.stand_in, known.stand_in_weight.unwrap_or(font.weight)))
}

/// A face as it speaks: its axes where the face book wants them; else cut for large sizes, if it can be.
fn spoken(font: FontRef, fonts: &FontBook) -> FontRef {
    let axes = match family(&font.family) {
        Some(family) if !family.axes.is_empty() => Axes::of(family.axes),
        _ => fonts.axis(&font.family, "opsz").map_or_else(Axes::default, |axis| Axes::of(&[("opsz", axis.max)])),
    };
    FontRef { axes, ..font }
}
