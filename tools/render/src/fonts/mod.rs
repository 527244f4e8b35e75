//! The faces that text may be set in: the embedded ones and those of a brand kit, and no others.

mod embedded;
mod outline;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use design::document::FontRef;
use design::{BrandKit, Finding, Severity, Sha256};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{FontContext, FontStyle, FontWeight, LayoutContext};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef as FontFile, MetadataProvider as _, Tag};

use crate::error::RenderError;
pub(crate) use outline::{FontInstance, Segment};

/// Largest font file of a kit, bytes.
const FONT_BYTES_MAX: usize = 32 << 20;

/// The faces that text may be set in. Cheap to clone; clones share their caches, which never change a result.
///
/// Nothing is ever looked up on the machine: the same kit gives the same faces everywhere.
#[derive(Clone)]
pub struct FontBook(Arc<Shelf>);

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
    /// Whether one of its faces is slanted by design.
    has_italic: bool,
    /// The most slanted value of its `slnt` axis; negative leans to the right.
    slant: Option<f32>,
}

/// One face of a file.
pub(crate) struct Face {
    /// Family, as documents name it.
    pub(crate) family: String,
    /// The file it came from.
    pub(crate) file: String,
    pub(crate) sha256: Sha256,
    pub(crate) data: Blob<u8>,
    pub(crate) index: u32,
    pub(crate) units_per_em: f64,
    pub(crate) cap_height: Option<f64>,
}

/// What parley needs while it lays out; kept for the next text because warming up is most of the cost.
pub(crate) struct Scratch {
    pub(crate) fonts: FontContext,
    pub(crate) layout: LayoutContext<usize>,
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

    /// The kit's faces and, behind them, the embedded ones. A family that has neither a file nor an embedded
    /// namesake is set in an embedded one; the finding `missing_font` says so.
    ///
    /// # Errors
    ///
    /// [`RenderError::Font`] names a file that is missing, corrupt, too large or in a format that is not read.
    pub fn for_kit(kit: &BrandKit) -> Result<(Self, Vec<Finding>), RenderError> {
        let mut builder = Builder::new();
        for font in &kit.fonts {
            if let Some(file) = &font.file {
                let bytes = kit.file(file).ok_or_else(|| RenderError::Font {
                    file: file.clone(),
                    reason: "the kit names this file but does not hold it".to_owned(),
                })?;
                builder.add(file, Blob::new(Arc::new(bytes.clone())), &font.family, font.weight)?;
            }
        }
        if builder.faces.is_empty() && kit.fonts.is_empty() {
            return Ok((Self::embedded(), Vec::new()));
        }
        builder.add_embedded()?;
        let book = builder.build();
        let missing = kit.fonts.iter().filter(|font| book.family(&font.family).is_none());
        let findings = missing
            .map(|font| {
                let family = &font.family;
                Finding::new(
                    "missing_font",
                    Severity::Warn,
                    format!("The kit names the family \"{family}\" but holds no file of it; an embedded face is used."),
                )
            })
            .collect();
        Ok((book, findings))
    }

    /// The families, the kit's first, by the names that documents use.
    #[must_use]
    pub fn families(&self) -> Vec<String> {
        self.0.families.iter().map(|family| family.name.clone()).collect()
    }

    /// Whether the family of `font` is here; else text in it is set in a fallback.
    #[must_use]
    pub fn resolves(&self, font: &FontRef) -> bool {
        self.family(&font.family).is_some()
    }

    /// The digest of every file, by its path in the kit or its name among the embedded ones.
    #[must_use]
    pub fn hashes(&self) -> BTreeMap<String, Sha256> {
        self.0.faces.iter().map(|face| (face.file.clone(), face.sha256)).collect()
    }

    /// Whether the family of `font` itself, without fallback, has a glyph for every visible character of `text`.
    #[must_use]
    pub fn covers(&self, font: &FontRef, text: &str) -> bool {
        let Some(family) = self.family(&font.family) else { return false };
        let maps: Vec<_> = self
            .0
            .faces
            .iter()
            .filter(|face| face.family == family.name)
            .filter_map(|face| face.font())
            .map(|font| font.charmap())
            .collect();
        text.chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .all(|c| maps.iter().any(|map| map.map(c).is_some_and(|glyph| glyph.to_u32() != 0)))
    }

    fn family(&self, name: &str) -> Option<&Family> {
        self.0.families.iter().find(|family| family.name.eq_ignore_ascii_case(name))
    }

    /// Family names in the order in which they are asked for a glyph: that of `font`, then every other.
    pub(crate) fn stack<'a>(&'a self, font: &'a FontRef) -> impl Iterator<Item = &'a str> {
        let others = self.0.families.iter().map(|family| family.name.as_str());
        let own = self.family(&font.family).map(|family| family.name.as_str());
        own.into_iter().chain(others.filter(move |name| Some(*name) != own))
    }

    /// How slanted type of `font` is asked for: by a slanted face, or by the `slnt` axis of an upright one.
    pub(crate) fn slant(&self, font: &FontRef) -> (FontStyle, Option<f32>) {
        match self.family(&font.family) {
            _ if !font.italic => (FontStyle::Normal, None),
            Some(Family { has_italic: false, slant: Some(slant), .. }) => (FontStyle::Normal, Some(*slant)),
            _ => (FontStyle::Italic, None),
        }
    }

    /// Runs `work` with warm parley contexts; what they remember never changes a result.
    pub(crate) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let warm = lock(&self.0.scratch).pop();
        let mut scratch =
            warm.unwrap_or_else(|| Scratch { fonts: self.0.template.clone(), layout: LayoutContext::new() });
        let result = work(&mut scratch);
        lock(&self.0.scratch).push(scratch);
        result
    }

    /// The face that parley chose, at its place in the design space; `slant` is what its style asked for.
    pub(crate) fn instance(
        &self,
        run: &parley::layout::Run<'_, usize>,
        slant: Option<f32>,
    ) -> Option<Arc<FontInstance>> {
        let font = run.font();
        let face = *self.0.by_blob.get(&(font.data.id(), font.index))?;
        let coords: Vec<i16> = run.normalized_coords().iter().map(|coord| coord.to_bits()).collect();
        let mut instances = lock(&self.0.instances);
        let instance = instances.entry((face, coords)).or_insert_with_key(|(_, coords)| {
            let synthesis = run.synthesis();
            let chosen = synthesis.variation_settings().iter().map(|(tag, value)| (tag.to_be_bytes(), *value));
            let variations = chosen.chain(slant.map(|slant| (*b"slnt", slant))).collect();
            Arc::new(FontInstance::new(Arc::clone(&self.0.faces[face]), coords, variations))
        });
        Some(Arc::clone(instance))
    }
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
}

/// An embedded file: its name, the family it belongs to, its bytes and their digest.
type Embedded = (String, &'static str, Blob<u8>, Sha256);

/// By what a file is known.
struct Names<'a> {
    family: &'a str,
    /// The weight that the kit gives it; the file's own otherwise.
    weight: Option<u16>,
}

struct Builder {
    context: FontContext,
    families: Vec<Family>,
    faces: Vec<Arc<Face>>,
}

impl Builder {
    fn new() -> Self {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let context = FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        Self { context, families: Vec::new(), faces: Vec::new() }
    }

    fn add_embedded(&mut self) -> Result<(), RenderError> {
        // The digests are taken once: hashing five megabytes for every kit would be most of its cost.
        static FILES: OnceLock<Vec<Embedded>> = OnceLock::new();
        let files = FILES.get_or_init(|| {
            let hashed = |(name, family, bytes)| (name, family, Blob::new(Arc::new(bytes)), Sha256::of(bytes));
            embedded::files().into_iter().map(hashed).collect()
        });
        files.iter().try_for_each(|(name, family, data, sha256)| {
            self.register(name, data.clone(), *sha256, Names { family, weight: None })
        })
    }

    fn add(&mut self, file: &str, data: Blob<u8>, family: &str, weight: u16) -> Result<(), RenderError> {
        let refuse = |reason: &str| RenderError::Font { file: file.to_owned(), reason: reason.to_owned() };
        let bytes = data.as_ref();
        if bytes.len() > FONT_BYTES_MAX {
            return Err(refuse("larger than 32 MiB"));
        }
        if bytes.starts_with(b"wOFF") || bytes.starts_with(b"wOF2") {
            return Err(refuse("WOFF files are not read; convert it to TTF or OTF"));
        }
        let sha256 = Sha256::of(bytes);
        self.register(file, data, sha256, Names { family, weight: Some(weight) })
    }

    /// Reads the faces of a file.
    fn register(&mut self, file: &str, data: Blob<u8>, sha256: Sha256, names: Names<'_>) -> Result<(), RenderError> {
        let refuse = |reason: &str| RenderError::Font { file: file.to_owned(), reason: reason.to_owned() };
        let first = FontFile::from_index(data.as_ref(), 0).map_err(|_| refuse("not a TTF or OTF file, or damaged"))?;
        check_tables(&first).map_err(|reason| refuse(&reason))?;
        let variable = first.axes().get_by_tag(Tag::new(b"wght")).is_some();
        // A kit that says nothing says 400, so 400 leaves the file its own weight.
        let fixed_weight = names.weight.filter(|&weight| !variable && weight != 400);
        let overrides = FontInfoOverride {
            family_name: Some(names.family),
            weight: fixed_weight.map(|weight| FontWeight::new(f32::from(weight.clamp(1, 1000)))),
            ..FontInfoOverride::default()
        };
        let registered = self.context.collection.register_fonts(data.clone(), Some(overrides));
        if registered.is_empty() {
            return Err(refuse("holds no usable face"));
        }
        for (id, fonts) in registered {
            let Some(name) = self.context.collection.family_name(id).map(str::to_owned) else { continue };
            for info in fonts {
                let Ok(font) = FontFile::from_index(data.as_ref(), info.index()) else { continue };
                self.faces.push(Arc::new(face(&name, file, sha256, &data, info.index(), &font)));
                let slant = font.axes().get_by_tag(Tag::new(b"slnt")).map(|axis| axis.min_value());
                self.note_family(&name, info.style() != FontStyle::Normal, slant);
            }
        }
        Ok(())
    }

    fn note_family(&mut self, name: &str, italic: bool, slant: Option<f32>) {
        if let Some(family) = self.families.iter_mut().find(|family| family.name == name) {
            family.has_italic |= italic;
            family.slant = family.slant.or(slant);
        } else {
            self.families.push(Family { name: name.to_owned(), has_italic: italic, slant });
        }
    }

    fn build(self) -> FontBook {
        let by_blob = self.faces.iter().enumerate().map(|(at, face)| ((face.data.id(), face.index), at)).collect();
        FontBook(Arc::new(Shelf {
            families: self.families,
            faces: self.faces,
            by_blob,
            template: self.context,
            scratch: Mutex::new(Vec::new()),
            instances: Mutex::new(BTreeMap::new()),
        }))
    }
}

fn face(family: &str, file: &str, sha256: Sha256, data: &Blob<u8>, index: u32, font: &FontFile<'_>) -> Face {
    let units_per_em = font.head().map_or(1000.0, |head| f64::from(head.units_per_em().max(16)));
    let cap_height = font.os2().ok().and_then(|os2| os2.s_cap_height()).map(|cap| f64::from(cap) / units_per_em);
    Face {
        family: family.to_owned(),
        file: file.to_owned(),
        sha256,
        data: data.clone(),
        index,
        units_per_em,
        cap_height: cap_height.filter(|cap| (0.2..=1.2).contains(cap)),
    }
}

/// Whether the tables that text needs are there and readable.
fn check_tables(font: &FontFile<'_>) -> Result<(), String> {
    let need =
        |ok: bool, table: &str| if ok { Ok(()) } else { Err(format!("its `{table}` table is missing or damaged")) };
    need(font.head().is_ok(), "head")?;
    need(font.maxp().is_ok_and(|maxp| maxp.num_glyphs() > 0), "maxp")?;
    need(font.hhea().is_ok(), "hhea")?;
    need(font.hmtx().is_ok(), "hmtx")?;
    need(font.cmap().is_ok(), "cmap")?;
    let outlines = font.glyf().is_ok() && font.loca(None).is_ok() || font.cff().is_ok() || font.cff2().is_ok();
    need(outlines, "glyf or CFF")
}
