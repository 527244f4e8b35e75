//! The styles of a kit's own pictures, worked out once a kit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use design::kit::KitImage;
use design::{BlobRef, BrandKit, Sha256};
use render::{Picture, THUMBNAIL_PX, decode_picture};

use crate::style::{Apart, Style};

/// Pictures of a kit that are looked at: one of more is known by its first ones.
const PICTURES_MAX: usize = 24;
/// Kits that are remembered, some KB each; for one more the first of them, in the order of their digests, is forgotten.
const KITS_MAX: usize = 256;

/// By what names a kit's pictures: its digest, and for kits that were put together by hand each picture with the length of its file.
type Memory = BTreeMap<Sha256, Arc<OnceLock<KitStyles>>>;

/// Decoding photographs takes far longer than judging a design, so what came of it is kept. It is named by content and depends on
/// nothing else: it is the same whoever asks first, and nobody learns by it what is in another's kit.
static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

/// The pictures of a kit that can be looked at.
pub(crate) struct KitStyles {
    /// What names the bytes of every picture of the kit.
    own: Vec<BlobRef>,
    pictures: Vec<KitPicture>,
}

/// A picture of a kit.
pub(crate) struct KitPicture {
    pub(crate) image: KitImage,
    pub(crate) blob: BlobRef,
    /// Whether it is made of forms.
    pub(crate) is_vector: bool,
    pub(crate) style: Style,
}

impl KitStyles {
    /// Does `judge` with the styles of a kit. Whoever asks while they are worked out waits for that.
    pub(crate) fn with<R>(kit: &BrandKit, judge: impl FnOnce(&Self) -> R) -> R {
        let length = |image: &KitImage| kit.file(&image.file).map_or(0, |bytes| bytes.len());
        let lengths: Vec<usize> = kit.imagery.iter().map(length).collect();
        let key = Sha256::of_json(&(kit.sha256, &kit.imagery, lengths));
        let cell = {
            let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
            if memory.len() >= KITS_MAX && !memory.contains_key(&key) {
                memory.pop_first();
            }
            Arc::clone(memory.entry(key).or_default())
        };
        judge(cell.get_or_init(|| Self::of(kit)))
    }

    fn of(kit: &BrandKit) -> Self {
        // One file may be listed many times.
        let mut seen = BTreeSet::new();
        let files = kit.imagery.iter().filter(|image| seen.insert(&image.file));
        let files: Vec<_> = files.filter_map(|image| Some((image, kit.file(&image.file)?))).collect();
        let files = || files.iter().copied();
        let pictures = files().take(PICTURES_MAX).filter_map(|(image, bytes)| KitPicture::of(image, bytes));
        Self { own: files().map(|(_, bytes)| BlobRef::of(bytes)).collect(), pictures: pictures.collect() }
    }

    /// Whether a picture is one of the kit's, unchanged.
    pub(crate) fn is_own(&self, blob: &BlobRef) -> bool {
        self.own.contains(blob)
    }

    /// The picture of the kit that is nearest to a style, and how far that is; of equally near ones the first.
    pub(crate) fn nearest(&self, style: &Style) -> Option<(&KitPicture, Apart)> {
        let apart = self.pictures.iter().map(|picture| (picture, style.apart(&picture.style)));
        apart.reduce(|best, one| if one.1.distance() < best.1.distance() { one } else { best })
    }
}

impl KitPicture {
    /// What a file shows; nothing, where it cannot be read or shows nothing.
    fn of(image: &KitImage, bytes: &[u8]) -> Option<Self> {
        let picture = decode_picture(bytes).ok()?;
        let style = Style::of(&picture.thumbnail(THUMBNAIL_PX).ok()?)?;
        let is_vector = matches!(picture, Picture::Vector(_));
        Some(Self { image: image.clone(), blob: BlobRef::of(bytes), is_vector, style })
    }
}
