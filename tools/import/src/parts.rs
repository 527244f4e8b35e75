//! What a kit has beside tokens: marks, pictures and faces.

use std::sync::Arc;

use design::KitFiles;
use design::kit::{KitFont, KitImage, Logo, LogoVariant};
use measure::pdq;
use render::{Pixels, decode_picture};

use crate::finding::{Findings, clip};
use crate::write::file_name;
use crate::{font, logo};
use measure::Swatch;

/// Most pictures that are taken over.
const PICTURES_MAX: usize = 48;
/// Most faces that are taken over.
const FACES_MAX: usize = 64;
/// Most bytes of pictures and faces together; a kit holds 64 MiB.
const BYTES_MAX: usize = 32 << 20;
/// Bits by which the hashes of the same picture may differ.
const SAME_BITS: u32 = 31;
/// Quality below which a hash says little.
const QUALITY_MIN: u8 = 50;
/// Colours from which an opaque picture that is not called a logo is a photograph.
const PHOTO_COLORS: usize = 6;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) logos: Vec<Logo>,
    pub(crate) imagery: Vec<KitImage>,
    pub(crate) fonts: Vec<KitFont>,
    /// The colours of the first mark, and its file.
    pub(crate) swatches: Option<(String, Vec<Swatch>)>,
    bytes: usize,
    hashes: Vec<(pdq::Hash, String)>,
}

impl Parts {
    /// A name that is free, in a folder of the kit; `None` when there is no room for the bytes.
    fn keep(
        &mut self,
        folder: &str,
        stem: &str,
        ending: &str,
        bytes: &Arc<[u8]>,
        files: &mut KitFiles,
    ) -> Option<String> {
        if self.bytes + bytes.len() > BYTES_MAX {
            return None;
        }
        let stem = file_name(stem);
        let names = (1..1_000).map(|n| {
            if n == 1 { format!("{folder}/{stem}.{ending}") } else { format!("{folder}/{stem}-{n}.{ending}") }
        });
        let path = names.into_iter().find(|path| !files.0.contains_key(path))?;
        self.bytes += bytes.len();
        files.0.insert(path.clone(), Arc::clone(bytes));
        Some(path)
    }

    /// Takes over pictures; those that are called logos come first.
    pub(crate) fn add_pictures(
        &mut self,
        pictures: &[(&String, &Arc<[u8]>)],
        files: &mut KitFiles,
        findings: &mut Findings,
    ) {
        let mut pictures: Vec<&(&String, &Arc<[u8]>)> = pictures.iter().collect();
        pictures.sort_by_key(|(file, _)| (!logo::is_named(file), file.as_str()));
        let left_out = pictures.len().saturating_sub(PICTURES_MAX);
        if left_out > 0 {
            let message = format!(
                "{left_out} pictures are left out; {PICTURES_MAX} are taken, those that are called logos first"
            );
            findings.add("kit.json", None, "left_out", message);
        }
        for (file, bytes) in pictures.into_iter().take(PICTURES_MAX) {
            let pixels = match decode_picture(bytes).and_then(render::Picture::into_pixels) {
                Ok(pixels) => pixels,
                Err(error) => {
                    findings.add(file, None, "picture", clip_reason(&error.to_string()));
                    continue;
                }
            };
            self.add_picture(file, bytes, &pixels, files, findings);
        }
        // The whole mark first, then the mark alone.
        self.logos.sort_by_key(|logo| match logo.variant {
            LogoVariant::Full => 0,
            LogoVariant::Mark => 1,
            LogoVariant::Mono => 2,
        });
    }

    fn add_picture(
        &mut self,
        file: &str,
        bytes: &Arc<[u8]>,
        pixels: &Pixels,
        files: &mut KitFiles,
        findings: &mut Findings,
    ) {
        if files.0.values().any(|other| other == bytes) {
            return findings.add(file, None, "duplicate", "the same picture is there already");
        }
        let Some(look) = logo::look(pixels) else {
            return findings.add(
                file,
                None,
                "picture",
                "nothing is drawn in it; words of an SVG are drawn only as outlines",
            );
        };
        let (hash, quality) = pdq::hash(pixels);
        if quality >= QUALITY_MIN {
            if let Some((_, other)) = self.hashes.iter().find(|(other, _)| other.distance(&hash) <= SAME_BITS) {
                findings.add(file, None, "duplicate", format!("it looks the same as {}; both are kept", clip(other)));
            }
            self.hashes.push((hash, file.to_owned()));
        }
        let words = logo::words(file);
        let ending = match bytes.first() {
            Some(0x89) => "png",
            Some(0xff) => "jpg",
            Some(b'R') => "webp",
            _ => "svg",
        };
        let is_photo = look.opaque && look.swatches.len() > PHOTO_COLORS && !logo::is_named(file) && ending != "svg";
        let folder = if is_photo { "imagery" } else { "logos" };
        let Some(path) = self.keep(folder, &words.join("-"), ending, bytes, files) else {
            return findings.add(file, None, "too_large", "there is no room for it in the kit");
        };
        let id = path.rsplit('/').next().unwrap_or(&path).replace('.', "-");
        if is_photo {
            findings.add(
                file,
                None,
                "inferred",
                "it is taken for a picture rather than a logo: many colours, no transparency",
            );
            self.imagery.push(KitImage { id, file: path, tags: words, licence: None, expires: None });
            return;
        }
        let (variant, why) = logo::variant(file, &look);
        let clear_space = logo::clear_space(variant);
        let message = format!(
            "variant {variant:?} by {why}, grounds {:?} by its colours, clear space {clear_space} of its height by its variant",
            look.on
        );
        findings.add(file, None, "inferred", message.to_lowercase());
        if self.swatches.is_none() {
            self.swatches = Some((file.to_owned(), look.swatches));
        }
        let min_px = if variant == LogoVariant::Mark { 24.0 } else { 32.0 };
        self.logos.push(Logo { id, file: path, variant, on: look.on, clear_space, min_px });
    }

    /// Takes over faces, unpacked.
    pub(crate) fn add_fonts(&mut self, fonts: &[(&String, &Arc<[u8]>)], files: &mut KitFiles, findings: &mut Findings) {
        if fonts.len() > FACES_MAX {
            let message = format!("{} faces are left out; {FACES_MAX} are taken", fonts.len() - FACES_MAX);
            findings.add("kit.json", None, "left_out", message);
        }
        let mut faces: Vec<(&str, font::Face)> = Vec::new();
        for (file, bytes) in fonts.iter().take(FACES_MAX) {
            match font::read(file, bytes) {
                // The same face in another container.
                Ok(face)
                    if faces.iter().any(|(_, other)| {
                        other.family == face.family && other.weight == face.weight && other.slanted == face.slanted
                    }) =>
                {
                    findings.add(
                        file,
                        None,
                        "duplicate",
                        format!("`{}` in weight {} is there already", clip(&face.family), face.weight),
                    );
                }
                Ok(face) => faces.push((file, face)),
                Err(error) => findings.add(file, None, "font", clip_reason(&error.to_string())),
            }
        }
        let roles = font::roles(&faces.iter().map(|(_, face)| face.clone()).collect::<Vec<_>>());
        for ((file, face), role) in faces.into_iter().zip(roles) {
            let slant = if face.slanted { " italic" } else { "" };
            let stem = format!("{} {}{slant}", face.family, face.weight);
            let Some(path) = self.keep("fonts", &stem, face.ending, &face.bytes, files) else {
                findings.add(file, None, "too_large", "there is no room for it in the kit");
                continue;
            };
            findings.add(
                file,
                None,
                "inferred",
                format!("`{}` in weight {} is of the role {role:?}", clip(&face.family), face.weight),
            );
            self.fonts.push(KitFont { family: face.family, file: Some(path), role, weight: face.weight });
        }
    }
}

fn clip_reason(text: &str) -> String {
    text.chars().take(240).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
