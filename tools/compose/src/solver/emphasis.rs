//! Stress on the words of a headline that carry its message: one device, or none.

use design::document::FontRef;
use design::{BrandKit, DesignPlan, Random};
use render::FontBook;

use super::display::{self, Room};
use super::optics;
use super::setting::{SetLine, Setting, Span, Stress, Tint};
use crate::archetype::On;
use crate::colour::{Colours, Surface};
use crate::ruler::{Ruler, Style};
use crate::sense::serves;
use crate::stress;
use crate::voice::Voice;

/// Share of a headline's letters that may be stressed. Source: the design guide, "emphasis inside a headline".
const LETTERS_MAX: f64 = 0.42;
/// Most words that are stressed.
const WORDS_MAX: usize = 3;
/// Share of plans whose headline is left in peace.
const PLAIN: f64 = 0.4;
/// How much a headline may shrink for its emphasis.
const SHRINK_MIN: f64 = 0.93;
/// A serif for a word in a line of sans.
const SERIF: &str = "Libertinus Serif";

/// How words of a headline are stressed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Device {
    /// Not at all.
    Plain,
    /// By another face, matched in its x-height: an italic, a weight far off, another family.
    Face(FontRef),
    /// By colour.
    Colour,
    /// By what is drawn at them.
    Drawn(Stress),
}

impl Device {
    /// The device of a plan: what its voice has, drawn by its seed.
    pub(crate) fn of(plan: &DesignPlan, voice: &Voice, kit: &BrandKit, fonts: &FontBook) -> Self {
        let mut random = Random::new(plan.seed).fork("emphasis");
        if random.unit() < PLAIN {
            return Self::Plain;
        }
        let display = &voice.display;
        let mut devices = vec![Self::Colour, Self::Colour];
        let slanted = FontRef { italic: !display.italic, ..display.clone() };
        let serif = display.family == SERIF || display.family.contains("Serif") || display.family.contains("Modern");
        if fonts.slants(&display.family) && (serif || !voice.heavy) {
            devices.extend([Self::Face(slanted.clone()), Self::Face(slanted)]);
        }
        if let Some((lightest, heaviest)) = fonts.weights(&display.family) {
            let far = if display.weight >= 600 { display.weight.saturating_sub(500) } else { display.weight + 450 };
            let far = far.clamp(lightest.max(200), heaviest.max(200));
            if far.abs_diff(display.weight) >= 350 {
                devices.push(Self::Face(FontRef { weight: far, ..display.clone() }));
            }
        }
        // A brand that names its faces has no use for one of ours.
        if kit.fonts.is_empty() && !serif && fonts.slants(SERIF) {
            let weight = if voice.heavy { 700 } else { 400 };
            devices.push(Self::Face(FontRef { family: SERIF.to_owned(), weight, italic: true, ..display.clone() }));
        }
        if voice.heavy {
            devices.extend([Self::Drawn(Stress::Bar), Self::Drawn(Stress::Bar)]);
        }
        devices.push(Self::Drawn(Stress::Stroke));
        random.pick(&devices).cloned().unwrap_or(Self::Plain)
    }
}

/// What colours of a design can stress, by surface: ground, panel, accent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accented {
    /// Whether a text can stand out by its colour.
    ink: [bool; 3],
    /// Whether there is a colour for bars behind words.
    bar: [bool; 3],
}

impl Accented {
    pub(crate) fn of(colours: &Colours) -> Self {
        let surfaces = [&colours.ground, &colours.panel, &colours.accent];
        Self {
            ink: surfaces.map(Surface::has_accent),
            bar: surfaces.map(|surface| stress::marker(colours, surface).is_some()),
        }
    }

    fn allows(&self, device: &Device, on: On) -> bool {
        let at = match on {
            On::Ground => 0,
            On::Panel => 1,
            On::Accent => 2,
        };
        match device {
            Device::Plain => false,
            Device::Face(_) => true,
            Device::Colour | Device::Drawn(Stress::Stroke) => self.ink[at],
            Device::Drawn(Stress::Bar) => self.bar[at],
        }
    }
}

/// Stresses what a headline is about, if the device can; else leaves it as it is.
pub(super) fn apply(
    ruler: &mut Ruler<'_>,
    setting: Setting,
    device: &Device,
    accented: &Accented,
    on: On,
    room: &Room,
) -> Setting {
    if !accented.allows(device, on) {
        return setting;
    }
    let texts: Vec<&str> = setting.lines.iter().map(|line| line.text.as_str()).collect();
    let Some(payload) = payload(&texts) else { return setting };
    if *device == Device::Drawn(Stress::Stroke) && payload.line + 1 < setting.lines.len() {
        return setting;
    }
    stressed(ruler, &setting, device, &payload, room).unwrap_or(setting)
}

/// The words that a headline is about: neighbours on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Payload {
    line: usize,
    /// The first word and the one after the last.
    words: (usize, usize),
}

const BENEFITS: &[&str] = &[
    "free",
    "new",
    "now",
    "save",
    "win",
    "best",
    "love",
    "more",
    "less",
    "half",
    "first",
    "last",
    "open",
    "live",
    "fresh",
    "local",
    "together",
    "forever",
    "today",
    "tonight",
    "tomorrow",
    "yesterday",
    "everything",
    "nothing",
    "home",
    "better",
    "slow",
    "wild",
    "loud",
    "quiet",
    "hello",
    "goodbye",
    "thanks",
    "thank",
    "you",
    "yours",
    "lighter",
    "faster",
    "bigger",
    "smaller",
    "never",
    "always",
    "every",
    "one",
    "real",
    "joy",
    "big",
];

/// Words for what somebody is or sells in general: nothing to stress.
const CATEGORIES: &[&str] = &[
    "service",
    "services",
    "company",
    "store",
    "shop",
    "agency",
    "here",
    "dish",
    "dishes",
    "product",
    "products",
    "studio",
    "event",
    "events",
    "offer",
    "organization",
    "organisation",
    "business",
    "brand",
    "team",
    "list",
    "agenda",
    "guide",
    "tips",
    "collection",
    "course",
    "courses",
    "program",
    "programme",
    "training",
    "session",
    "day",
    "week",
];

/// What a headline is about: a number with its unit, a word of benefit, else its last word of meaning.
fn payload(lines: &[&str]) -> Option<Payload> {
    let words: Vec<(usize, usize, &str)> = lines
        .iter()
        .enumerate()
        .flat_map(|(line, text)| text.split_whitespace().enumerate().map(move |(index, word)| (line, index, word)))
        .collect();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let all: usize = words.iter().map(|(.., word)| letters(word)).sum();
    if words.len() < 3 {
        return None;
    }
    let fits = |payload: &Payload| {
        let own = words
            .iter()
            .filter(|(line, index, _)| *line == payload.line && (payload.words.0..payload.words.1).contains(index));
        let own: usize = own.map(|(.., word)| letters(word)).sum();
        own > 1 && own as f64 <= LETTERS_MAX * all as f64
    };
    let digits = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let one = |&(line, index, _): &(usize, usize, &str)| Payload { line, words: (index, index + 1) };
    let number = words.iter().position(|(.., word)| digits(word)).map(|at| {
        let (line, index, _) = words[at];
        let unit = words.get(at + 1).filter(|next| next.0 == line && !serves(next.2) && at + 2 < words.len());
        Payload { line, words: (index, index + 1 + usize::from(unit.is_some())) }
    });
    // The last of the words that promise something, since that is where a line is heard to end.
    let benefits = words.iter().rev().filter(|(.., word)| BENEFITS.contains(&bare(word).as_str())).map(one);
    let benefit = benefits.into_iter().find(|payload| fits(payload));
    let last_line = words.last().map(|last| {
        let first = words.iter().filter(|(line, ..)| *line == last.0).position(|(.., word)| !serves(word)).unwrap_or(0);
        Payload { line: last.0, words: (first, last.1 + 1) }
    });
    let category = |word: &str| CATEGORIES.contains(&bare(word).as_str());
    let ends_plainly = words.last().is_some_and(|(.., word)| category(word));
    let last_line = last_line.filter(|payload| payload.words.1 - payload.words.0 <= WORDS_MAX && !ends_plainly);
    let last = words.last().filter(|(.., word)| !serves(word) && !category(word)).map(one);
    [number, benefit, last_line, last].into_iter().flatten().find(fits)
}

/// The setting with its payload stressed; `None` when that would not be good.
fn stressed(
    ruler: &mut Ruler<'_>,
    setting: &Setting,
    device: &Device,
    payload: &Payload,
    room: &Room,
) -> Option<Setting> {
    let mut setting = setting.clone();
    let line = setting.lines.get(payload.line)?;
    let words: Vec<&str> = line.text.split_whitespace().collect();
    let (from, to) = payload.words;
    let style = setting.style.clone();
    let mut own = Span::plain(&words[from..to].join(" "), &style);
    match device {
        Device::Plain => return None,
        Device::Colour => own.tint = Some(Tint::Accent),
        Device::Drawn(stress) => own.stress = Some(*stress),
        // Lines that are as wide as each other would no longer be.
        Device::Face(_) if setting.lines.iter().any(|line| line.leading.is_some()) => return None,
        Device::Face(font) => {
            if !ruler.fonts().covers(font, &own.text) {
                return None;
            }
            own.style = Style { font: font.clone(), ..style.clone() };
            if font.family != style.font.family {
                // Words of two families are as large as each other when their small letters are.
                let sample = if style.upper { "H" } else { "x" };
                let (here, there) = (ruler.line(&style, sample).ink_top, ruler.line(&own.style, sample).ink_top);
                own.scale = (here / there.max(0.1)).clamp(0.8, 1.3);
                own.style.tracking = own.style.tracking.max(-12);
            }
        }
    }
    let mut spans = Vec::new();
    if from > 0 {
        spans.push(Span::plain(&format!("{} ", words[..from].join(" ")), &style));
    }
    spans.push(own);
    if to < words.len() {
        spans.push(Span::plain(&format!(" {}", words[to..].join(" ")), &style));
    }
    let mut fresh = line.with_spans(ruler, spans);
    if *device == Device::Drawn(Stress::Stroke) {
        fresh.measure.ink_bottom = fresh.measure.ink_bottom.max(0.22);
    }
    setting.lines[payload.line] = fresh;
    refit(&mut setting, room).then_some(setting)
}

/// Makes the lines fit again after one of them changed its width.
fn refit(setting: &mut Setting, room: &Room) -> bool {
    let widest = setting.lines.iter().map(|line| line.ink_width() * line.size).fold(0.0, f64::max);
    let shrink = (room.w * display::SAFETY / widest).min(1.0);
    let smallest = setting.lines.iter().map(|line| line.size).fold(f64::INFINITY, f64::min) * shrink;
    if shrink < SHRINK_MIN || smallest < room.least.min(smallest / shrink) * 0.97 {
        return false;
    }
    setting.lines.iter_mut().for_each(|line: &mut SetLine| line.size *= shrink);
    setting.hang = optics::align(&mut setting.lines, room.align, room.hang);
    if setting.lines.iter().all(|line| line.leading.is_none()) {
        setting.leading = setting.leading.max(display::clear_leading(&setting.lines, room.align));
    }
    setting.height() <= room.h + 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], want: Option<&str>) {
        let found = payload(lines).map(|payload| {
            let words: Vec<&str> = lines[payload.line].split_whitespace().collect();
            words[payload.words.0..payload.words.1].join(" ")
        });
        assert_eq!(found.as_deref(), want, "{lines:?}");
    }

    #[test]
    fn what_a_headline_is_about_is_stressed_and_no_small_word() {
        check(&["60 talks in", "three days"], Some("60 talks"));
        check(&["Lighter", "than yesterday"], Some("Lighter"));
        check(&["Bread worth", "getting up for"], None);
        check(&["The City", "and Silence"], Some("Silence"));
        check(&["Bake sale"], None);
        check(&["Learn to", "fix your bike"], Some("bike"));
        check(&["Buy one of the", "get one free"], Some("free"));
    }
}
