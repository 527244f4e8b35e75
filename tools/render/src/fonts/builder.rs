//! From font files to a book.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use design::Sha256;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{FontContext, FontStyle, FontWeight};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef as FontFile, MetadataProvider as _, Tag};

use super::coverage::Coverage;
use super::{Axis, Face, Family, FontBook, Origin, Part, Shelf, container, embedded};
use crate::error::RenderError;

/// Most bytes of all faces of a book besides the embedded ones, unpacked.
const BOOK_BYTES_MAX: usize = 256 << 20;
/// Most axes of a face that are told.
const AXES_TOLD_MAX: usize = 16;

/// An embedded file.
struct Embedded {
    name: String,
    family: &'static str,
    data: Blob<u8>,
    sha256: Sha256,
    coverage: Coverage,
}

/// By what a file is known.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) family: &'a str,
    /// The weight that the kit gives it; the file's own otherwise.
    pub(super) weight: Option<u16>,
    pub(super) origin: Origin,
}

pub(super) struct Builder {
    context: FontContext,
    families: Vec<Family>,
    faces: Vec<Arc<Face>>,
    /// Bytes of what was added, unpacked.
    bytes: usize,
}

impl Builder {
    pub(super) fn new() -> Self {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let context = FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        Self { context, families: Vec::new(), faces: Vec::new(), bytes: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// Whether a family was added from there.
    pub(super) fn holds(&self, name: &str, origin: Origin) -> bool {
        self.families.iter().any(|family| family.origin == origin && family.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn add_embedded(&mut self) -> Result<(), RenderError> {
        // Read once: hashing five megabytes for every kit would be most of its cost.
        static FILES: OnceLock<Vec<Embedded>> = OnceLock::new();
        let files = FILES.get_or_init(|| {
            let read = |(name, family, bytes): (String, &'static str, &'static [u8])| Embedded {
                name,
                family,
                data: Blob::new(Arc::new(bytes)),
                sha256: Sha256::of(bytes),
                coverage: FontFile::from_index(bytes, 0)
                    .map_or_else(|_| Coverage::default(), |font| Coverage::of(&font)),
            };
            embedded::files().into_iter().map(read).collect()
        });
        files.iter().try_for_each(|file| {
            let family = file.family;
            // Faces of one family but of two hands would be mixed by weight.
            if self.holds(family, Origin::Kit) || self.holds(family, Origin::Installed) {
                return Ok(());
            }
            let names = Names { family, weight: None, origin: Origin::Embedded };
            self.register(&file.name, file.data.clone(), file.sha256, names, Some(&file.coverage))
        })
    }

    /// Reads the faces of a TTF, OTF, WOFF or WOFF2 file.
    pub(super) fn add(&mut self, file: &str, bytes: &Arc<[u8]>, names: Names<'_>) -> Result<(), RenderError> {
        let refuse = |reason: String| RenderError::Font { file: file.to_owned(), reason };
        let unpacked = container::unpack(bytes).map_err(refuse)?;
        self.bytes += unpacked.len();
        if self.bytes > BOOK_BYTES_MAX {
            let most = BOOK_BYTES_MAX >> 20;
            return Err(refuse(format!("with it the faces are larger than {most} MiB together; use fewer families")));
        }
        let data = match unpacked {
            Cow::Borrowed(_) => Blob::new(Arc::new(Arc::clone(bytes))),
            Cow::Owned(font) => Blob::new(Arc::new(font)),
        };
        self.register(file, data, Sha256::of(bytes), names, None)
    }

    fn register(
        &mut self,
        file: &str,
        data: Blob<u8>,
        sha256: Sha256,
        names: Names<'_>,
        coverage: Option<&Coverage>,
    ) -> Result<(), RenderError> {
        let refuse = |reason: &str| RenderError::Font { file: file.to_owned(), reason: reason.to_owned() };
        let first = FontFile::from_index(data.as_ref(), 0)
            .map_err(|_| refuse("it is no TTF, OTF, WOFF or WOFF2 file, or damaged"))?;
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
            return Err(refuse("it holds no usable face"));
        }
        let read = coverage.map_or_else(|| Cow::Owned(Coverage::of(&first)), Cow::Borrowed);
        if let Some(alias) = self.alias(&names, &read) {
            let overrides = FontInfoOverride { family_name: Some(&alias), ..overrides };
            self.context.collection.register_fonts(data.clone(), Some(overrides));
        }
        for (id, fonts) in registered {
            let Some(name) = self.context.collection.family_name(id).map(str::to_owned) else { continue };
            for info in fonts {
                let Ok(font) = FontFile::from_index(data.as_ref(), info.index()) else { continue };
                let face = Face {
                    family: name.clone(),
                    file: file.to_owned(),
                    sha256,
                    origin: names.origin,
                    data: data.clone(),
                    index: info.index(),
                    units_per_em: font.head().map_or(1000.0, |head| f64::from(head.units_per_em().max(16))),
                    cap_height: cap_height(&font),
                    weight: info.weight().value(),
                    slanted: info.style() != FontStyle::Normal,
                    axes: axes(&font),
                };
                let read = coverage.map_or_else(|| Cow::Owned(Coverage::of(&font)), Cow::Borrowed);
                self.note_family(&face, &read);
                self.faces.push(Arc::new(face));
            }
        }
        Ok(())
    }

    /// The name for a file that has other characters than the first of its family: one for all that have the same.
    fn alias(&mut self, names: &Names<'_>, coverage: &Coverage) -> Option<String> {
        let spread = |family: &&mut Family| family.name.eq_ignore_ascii_case(names.family) && family.first != *coverage;
        // The embedded faces are whole.
        let family = self.families.iter_mut().find(spread).filter(|_| names.origin != Origin::Embedded)?;
        if let Some(part) = family.parts.iter().find(|part| part.coverage == *coverage) {
            return Some(part.alias.clone());
        }
        let alias = format!("{}\u{1f}{}", family.name, family.parts.len() + 1);
        family.parts.push(Part { alias: alias.clone(), coverage: coverage.clone() });
        Some(alias)
    }

    fn note_family(&mut self, face: &Face, coverage: &Coverage) {
        let slant = face.axes.iter().find(|axis| axis.tag == "slnt").map(|axis| axis.min as f32);
        if let Some(family) = self.families.iter_mut().find(|family| family.name == face.family) {
            family.coverage.add(coverage);
            family.has_italic |= face.slanted;
            family.slant = family.slant.or(slant);
        } else {
            self.families.push(Family {
                name: face.family.clone(),
                origin: face.origin,
                coverage: coverage.clone(),
                first: coverage.clone(),
                parts: Vec::new(),
                has_italic: face.slanted,
                slant,
            });
        }
    }

    pub(super) fn build(self) -> FontBook {
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

/// Height of its capitals, em, when the file tells a likely one.
fn cap_height(font: &FontFile<'_>) -> Option<f64> {
    let units_per_em = font.head().map_or(1000.0, |head| f64::from(head.units_per_em().max(16)));
    let cap_height = font.os2().ok().and_then(|os2| os2.s_cap_height()).map(|cap| f64::from(cap) / units_per_em);
    cap_height.filter(|cap| (0.2..=1.2).contains(cap))
}

fn axes(font: &FontFile<'_>) -> Vec<Axis> {
    font.axes()
        .iter()
        .take(AXES_TOLD_MAX)
        .map(|axis| Axis {
            tag: String::from_utf8_lossy(&axis.tag().to_be_bytes()).into_owned(),
            min: f64::from(axis.min_value()),
            default: f64::from(axis.default_value()),
            max: f64::from(axis.max_value()),
        })
        .collect()
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
