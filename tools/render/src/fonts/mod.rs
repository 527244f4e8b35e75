//! The faces that text may be set in: those of a brand kit, the installed ones handed in, the embedded ones; no others.

mod builder;
mod container;
mod coverage;
mod embedded;
mod outline;
mod styles;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use design::document::FontRef;
use design::{BrandKit, Finding, Severity, Sha256};
use parley::fontique::Blob;
use parley::{FontContext, FontStyle, LayoutContext};
use skrifa::FontRef as FontFile;

use crate::error::RenderError;
use crate::text::Memory;
use builder::{Builder, Names};
use coverage::Coverage;
pub use coverage::is_of_another_script;
pub use embedded::licence;
pub(crate) use outline::{FontInstance, Segment};

/// Most axes that a text may set.
const AXES_MAX: usize = 8;

/// The faces that text may be set in. Cheap to clone; clones share their caches, which never change a result.
///
/// Nothing is ever looked up on the machine: the same kit and the same files give the same faces everywhere.
#[derive(Clone)]
pub struct FontBook(Arc<Shelf>);

/// A font file from outside of the kit: an installed one. TTF, OTF, WOFF or WOFF2; a family may be spread over many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceFile {
    /// By what it is told: its path in the font folder.
    pub name: String,
    /// Family, as documents name it.
    pub family: String,
    /// Its bytes, packed or not.
    pub bytes: Arc<[u8]>,
}

/// The font file in `bytes`: itself for TTF and OTF, what it holds for WOFF and WOFF2.
///
/// # Errors
///
/// [`RenderError::Font`] when it is larger than 32 MiB, packed or unpacked, or damaged.
pub fn unpack_font<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, RenderError> {
    container::unpack(bytes).map_err(|reason| RenderError::Font { file: file.to_owned(), reason })
}

/// Where a face comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The brand kit holds it.
    Kit,
    /// It was handed in beside the kit.
    Installed,
    /// It comes with the program.
    Embedded,
}

/// A face, as it is told to people.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceInfo {
    /// Family, as documents name it.
    pub family: String,
    /// The file's path or name.
    pub file: String,
    /// Digest of the file as it was handed in.
    pub sha256: Sha256,
    /// Where it comes from.
    pub origin: Origin,
    /// Weight, 1–1000; that of its default where it has an axis of weight.
    pub weight: f32,
    /// Whether it is slanted by design.
    pub slanted: bool,
    /// Its axes, when it is variable.
    pub axes: Vec<Axis>,
}

/// An axis of a variable face.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Four letters, such as `wght`.
    pub tag: String,
    /// Smallest place.
    pub min: f64,
    /// Where the face stands when nothing is said.
    pub default: f64,
    /// Largest place.
    pub max: f64,
}

type Instances = BTreeMap<(usize, Vec<i16>), Arc<FontInstance>>;

struct Shelf {
    families: Vec<Family>,
    faces: Vec<Arc<Face>>,
    by_blob: BTreeMap<(u64, u32), usize>,
    template: FontContext,
    scratch: Mutex<Vec<Scratch>>,
    /// By face and by place in its design space.
    instances: Mutex<Instances>,
}

#[derive(Clone)]
struct Family {
    name: String,
    origin: Origin,
    /// What its faces have together.
    coverage: Coverage,
    /// What its first file has.
    first: Coverage,
    /// Files that have other characters than the first, by a name of their own.
    parts: Vec<Part>,
    /// Whether one of its faces is slanted by design.
    has_italic: bool,
    /// The most slanted value of its `slnt` axis; negative leans to the right.
    slant: Option<f32>,
}

/// A file of a family that is spread over files by characters.
#[derive(Clone)]
struct Part {
    /// The name that it alone is known by.
    alias: String,
    coverage: Coverage,
}

/// One face of a file.
pub(crate) struct Face {
    /// Family, as documents name it.
    pub(crate) family: String,
    /// The file it came from.
    pub(crate) file: String,
    /// Digest of the file as it was handed in, packed or not.
    pub(crate) sha256: Sha256,
    pub(crate) origin: Origin,
    pub(crate) data: Blob<u8>,
    pub(crate) index: u32,
    pub(crate) units_per_em: f64,
    pub(crate) cap_height: Option<f64>,
    pub(crate) weight: f32,
    pub(crate) slanted: bool,
    pub(crate) axes: Vec<Axis>,
}

/// What parley needs while it lays out; kept for the next text because warming up is most of the cost.
pub(crate) struct Scratch {
    pub(crate) fonts: FontContext,
    pub(crate) layout: LayoutContext<usize>,
    pub(crate) memory: Memory,
}

impl std::fmt::Debug for FontBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FontBook").field("families", &self.families()).finish_non_exhaustive()
    }
}

impl FontBook {
    /// The faces that come with the program: Inter (variable, weights 100–900), Libertinus Serif, New Computer Modern
    /// and DejaVu Sans Mono.
    ///
    /// # Panics
    ///
    /// Never in a sound build: the embedded files are read by the tests.
    #[must_use]
    pub fn embedded() -> Self {
        static BOOK: OnceLock<FontBook> = OnceLock::new();
        BOOK.get_or_init(|| {
            let mut builder = Builder::new();
            builder.add_embedded().expect("the embedded faces are sound");
            builder.build()
        })
        .clone()
    }

    /// The kit's faces and, behind them, the embedded ones: [`with`](Self::with) nothing installed.
    ///
    /// # Errors
    ///
    /// [`RenderError::Font`] names a file that is missing, corrupt, too large or in a format that is not read.
    pub fn for_kit(kit: &BrandKit) -> Result<(Self, Vec<Finding>), RenderError> {
        Self::with(kit, &[])
    }

    /// The kit's faces, behind them the installed ones, behind those the embedded ones. A family that the kit names and
    /// nobody has is set in an embedded one; the finding `missing_font` says so.
    ///
    /// A family that several hold is the kit's before it is an installed one, and installed before it is embedded.
    ///
    /// # Errors
    ///
    /// [`RenderError::Font`] names a file that is missing, corrupt, too large or in a format that is not read.
    pub fn with(kit: &BrandKit, installed: &[FaceFile]) -> Result<(Self, Vec<Finding>), RenderError> {
        let mut builder = Builder::new();
        for font in &kit.fonts {
            if let Some(file) = &font.file {
                let bytes = kit.file(file).ok_or_else(|| RenderError::Font {
                    file: file.clone(),
                    reason: "the kit names this file but does not hold it".to_owned(),
                })?;
                let names = Names { family: &font.family, weight: Some(font.weight), origin: Origin::Kit };
                builder.add(file, bytes, names)?;
            }
        }
        for file in installed {
            if !builder.holds(&file.family, Origin::Kit) {
                let names = Names { family: &file.family, weight: None, origin: Origin::Installed };
                builder.add(&file.name, &file.bytes, names)?;
            }
        }
        if builder.is_empty() && kit.fonts.is_empty() {
            return Ok((Self::embedded(), Vec::new()));
        }
        builder.add_embedded()?;
        let book = builder.build();
        let findings = book.missing(kit);
        Ok((book, findings))
    }

    /// A finding `missing_font` for every family that the kit names and the book lacks, once.
    #[must_use]
    pub fn missing(&self, kit: &BrandKit) -> Vec<Finding> {
        let mut missing: Vec<&str> = Vec::new();
        for font in kit.fonts.iter().filter(|font| self.family(&font.family).is_none()) {
            if !missing.iter().any(|family| family.eq_ignore_ascii_case(&font.family)) {
                missing.push(&font.family);
            }
        }
        let tell = |family: &str| {
            let message = format!(
                "The kit names the family \"{family}\", and neither the kit nor a font folder has it; an embedded face is used."
            );
            Finding::new("missing_font", Severity::Warn, message)
        };
        missing.into_iter().map(tell).collect()
    }

    /// The families, the kit's first, by the names that documents use.
    #[must_use]
    pub fn families(&self) -> Vec<String> {
        self.0.families.iter().map(|family| family.name.clone()).collect()
    }

    /// All faces, the kit's first.
    #[must_use]
    pub fn faces(&self) -> Vec<FaceInfo> {
        let tell = |face: &Arc<Face>| FaceInfo {
            family: face.family.clone(),
            file: face.file.clone(),
            sha256: face.sha256,
            origin: face.origin,
            weight: face.weight,
            slanted: face.slanted,
            axes: face.axes.clone(),
        };
        self.0.faces.iter().map(tell).collect()
    }

    /// Whether the family of `font` is here; else text in it is set in a fallback.
    #[must_use]
    pub fn resolves(&self, font: &FontRef) -> bool {
        self.has(&font.family)
    }

    /// Whether the family is here.
    #[must_use]
    pub fn has(&self, family: &str) -> bool {
        self.family(family).is_some()
    }

    /// An axis of a family, when its first face has one of that tag.
    #[must_use]
    pub fn axis(&self, family: &str, tag: &str) -> Option<Axis> {
        let face = self.0.faces.iter().find(|face| face.family.eq_ignore_ascii_case(family))?;
        face.axes.iter().find(|axis| axis.tag == tag).cloned()
    }

    /// The digest of every file as it was handed in, by its path in the kit or the font folder, or its name among the
    /// embedded ones.
    #[must_use]
    pub fn hashes(&self) -> BTreeMap<String, Sha256> {
        self.0.faces.iter().map(|face| (face.file.clone(), face.sha256)).collect()
    }

    /// Whether the family of `font` itself, without fallback, has a glyph for every visible character of `text`.
    #[must_use]
    pub fn covers(&self, font: &FontRef, text: &str) -> bool {
        let Some(family) = self.family(&font.family) else { return false };
        text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).all(|c| family.coverage.has(c))
    }

    /// The visible characters of `text` that no family here has a glyph for, each once, in their order.
    #[must_use]
    pub fn lacking(&self, text: &str) -> String {
        let shown = |c: &char| !c.is_whitespace() && !c.is_control() && !is_ignorable(*c);
        let mut out = String::new();
        for c in text.chars().filter(shown) {
            if !out.contains(c) && !self.0.families.iter().any(|family| family.coverage.has(c)) {
                out.push(c);
            }
        }
        out
    }

    /// The family to set `text` in when that of `font` lacks most of its letters: the first that has them all, the kit's
    /// before the installed and those before the embedded. `None` when the family of `font` serves, or none has them.
    #[must_use]
    pub fn family_for(&self, font: &FontRef, text: &str, language: &str) -> Option<&str> {
        let own = self.family(&font.family);
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
        let lacking: String = letters.iter().filter(|c| own.is_none_or(|own| !own.coverage.has(**c))).collect();
        if lacking.chars().count() * 2 <= letters.len() {
            return None;
        }
        let ordered = self.ordered(text, language);
        let mut having = ordered.into_iter().filter(|family| lacking.chars().all(|c| family.coverage.has(c)));
        having.next().map(|family| family.name.as_str())
    }

    /// All families, in the order in which they are asked for what another family lacks.
    fn ordered(&self, text: &str, language: &str) -> Vec<&Family> {
        let mut families: Vec<&Family> = self.0.families.iter().collect();
        families.sort_by_key(|family| coverage::rank(&family.name, family.origin, &family.coverage, text, language));
        families
    }

    fn family(&self, name: &str) -> Option<&Family> {
        self.0.families.iter().find(|family| family.name.eq_ignore_ascii_case(name))
    }

    /// Family names in the order in which they are asked for a glyph of `text`: that of `font`, then every other.
    pub(crate) fn stack(&self, font: &FontRef, text: &str, language: &str) -> Vec<&str> {
        let own = self.family(&font.family);
        let lacks = |c: &char| !c.is_control() && own.is_none_or(|own| !own.coverage.has(*c));
        let lacking: String = text.chars().filter(lacks).collect();
        let others =
            self.ordered(&lacking, language).into_iter().filter(|other| own.is_none_or(|own| own.name != other.name));
        own.into_iter().chain(others).map(|family| family.name.as_str()).collect()
    }

    /// Where `text` has letters that the first file of its family lacks and another has whole, with that file's name.
    ///
    /// Left to themselves they would be put together from letter and accent, which a file without the whole letter often
    /// has but cannot join.
    pub(crate) fn whole_letters(&self, font: &FontRef, text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
        let Some(family) = self.family(&font.family).filter(|family| !family.parts.is_empty()) else {
            return Vec::new();
        };
        let mut found: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
        let letters = text.char_indices().filter(|(_, c)| coverage::is_accented(*c) && !family.first.has(*c));
        for (at, c) in letters {
            let Some(part) = family.parts.iter().find(|part| part.coverage.has(c)) else { continue };
            let end = at + c.len_utf8();
            match found.last_mut() {
                Some((range, alias)) if range.end == at && *alias == part.alias => range.end = end,
                _ => found.push((at..end, &part.alias)),
            }
        }
        found
    }

    /// Whether a slanted face is asked for.
    pub(crate) fn style(&self, font: &FontRef) -> FontStyle {
        match self.family(&font.family) {
            _ if !font.italic => FontStyle::Normal,
            // Its upright leans by its own axis.
            Some(Family { has_italic: false, slant: Some(_), .. }) => FontStyle::Normal,
            _ => FontStyle::Italic,
        }
    }

    /// Places on axes that `font` asks for, besides its weight: those it names, and the slant of an upright that leans.
    pub(crate) fn variations(&self, font: &FontRef) -> Vec<([u8; 4], f32)> {
        let mut places: BTreeMap<[u8; 4], f32> = BTreeMap::new();
        if let (true, Some(Family { has_italic: false, slant: Some(slant), .. })) =
            (font.italic, self.family(&font.family))
        {
            places.insert(*b"slnt", *slant);
        }
        for (tag, place) in font.axes.iter().take(AXES_MAX) {
            let tag: Option<[u8; 4]> = tag.as_bytes().try_into().ok();
            // Weight has a field of its own; two answers to one question would depend on their order.
            if let Some(tag) = tag.filter(|tag| tag.iter().all(u8::is_ascii_alphanumeric) && tag != b"wght") {
                places.insert(tag, place as f32);
            }
        }
        places.into_iter().collect()
    }

    /// Runs `work` with warm parley contexts; what they remember never changes a result.
    pub(crate) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let warm = lock(&self.0.scratch).pop();
        let mut scratch = warm.unwrap_or_else(|| Scratch {
            fonts: self.0.template.clone(),
            layout: LayoutContext::new(),
            memory: Memory::default(),
        });
        let result = work(&mut scratch);
        lock(&self.0.scratch).push(scratch);
        result
    }

    /// Forgets what was kept to set the next text sooner: the texts that were set last, and the room to work in. It comes
    /// back with use, and changes no result.
    pub fn forget(&self) {
        let warm = std::mem::take(&mut *lock(&self.0.scratch));
        drop(warm);
    }

    /// The face that parley chose, at its place in the design space; `asked` are the places that its style asked for.
    pub(crate) fn instance(
        &self,
        run: &parley::layout::Run<'_, usize>,
        asked: &[([u8; 4], f32)],
    ) -> Option<Arc<FontInstance>> {
        let font = run.font();
        let face = *self.0.by_blob.get(&(font.data.id(), font.index))?;
        let coords: Vec<i16> = run.normalized_coords().iter().map(|coord| coord.to_bits()).collect();
        let mut instances = lock(&self.0.instances);
        let instance = instances.entry((face, coords)).or_insert_with_key(|(_, coords)| {
            let synthesis = run.synthesis();
            let chosen = synthesis.variation_settings().iter().map(|(tag, value)| (tag.to_be_bytes(), *value));
            let variations: BTreeMap<[u8; 4], f32> = chosen.chain(asked.iter().copied()).collect();
            let face = Arc::clone(&self.0.faces[face]);
            let variations = variations.into_iter().filter(|(tag, _)| face.has_axis(tag)).collect();
            Arc::new(FontInstance::new(face, coords, variations))
        });
        Some(Arc::clone(instance))
    }
}

/// Joiners and variation selectors, which have no form of their own.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{2060}'..='\u{2064}')
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the caches hold is replaced whole, so a panic elsewhere cannot have left it half-written.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Face {
    /// The parsed file.
    pub(crate) fn font(&self) -> Option<FontFile<'_>> {
        FontFile::from_index(self.data.as_ref(), self.index).ok()
    }

    /// Whether it has an axis of that tag.
    pub(crate) fn has_axis(&self, tag: &[u8; 4]) -> bool {
        self.axes.iter().any(|axis| axis.tag.as_bytes() == tag)
    }
}
