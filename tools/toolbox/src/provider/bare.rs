//! Pictures without what was written beside their pixels: servers put the whole of a request there, prompt and all.
//!
//! Nothing is decoded: parts are kept byte for byte, with their checksums, or left out.

use crate::image_model::Media;

const PNG_HEAD: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Chunks of a PNG that say something and show nothing. Source: PNG specification (third edition), 11.3.3 and 11.3.4.
const PNG_WORDS: [&[u8; 4]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];
/// Chunks of a WebP that say something and show nothing. Source: WebP container specification, "Metadata".
const WEBP_WORDS: [&[u8; 4]; 2] = [b"EXIF", b"XMP "];
/// Where a WebP says what is in it, and the bits of it that stand for words.
const WEBP_FEATURES: (&[u8; 4], u8) = (b"VP8X", 0b0000_1100);

/// Why bytes are no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BareError {
    /// They begin like none.
    #[error("what it sent is no PNG, JPEG or WebP")]
    Unknown,
    /// They break off, or hold what cannot be.
    #[error("the picture that it sent is damaged")]
    Damaged,
}

/// The picture without words; its pixels are what they were.
///
/// # Errors
///
/// [`BareError`] when the bytes are no whole picture, as far as its parts say.
pub(super) fn bare(bytes: &[u8]) -> Result<(Vec<u8>, Media), BareError> {
    let media = Media::of_pixels(bytes).ok_or(BareError::Unknown)?;
    let bare = match media {
        Media::Png => png(bytes),
        Media::Jpeg => jpeg(bytes),
        Media::WebP => webp(bytes),
        Media::Svg => None,
    };
    Ok((bare.ok_or(BareError::Damaged)?, media))
}

/// The first four bytes as a number.
fn number(bytes: &[u8]) -> Option<[u8; 4]> {
    bytes.first_chunk::<4>().copied()
}

/// Chunks up to the end, of which nothing that follows is kept.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&PNG_HEAD);
    let mut rest = bytes.get(PNG_HEAD.len()..)?;
    let mut has_pixels = false;
    loop {
        let length = usize::try_from(u32::from_be_bytes(number(rest)?)).ok()?;
        let kind = number(rest.get(4..)?)?;
        // The length and the checksum do not count themselves.
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        if !PNG_WORDS.contains(&&kind) {
            out.extend_from_slice(chunk);
        }
        has_pixels |= &kind == b"IDAT";
        if &kind == b"IEND" {
            return has_pixels.then_some(out);
        }
        rest = after;
    }
}

/// Segments up to the first scan; from there on it is pixels. Source: ITU-T T.81, B.1.1.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..2)?);
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, kind, high, low] = number(rest)? else { return None };
        if kind == 0xff {
            // A marker may have filling before it.
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (segment, after) = rest.split_at_checked(length.checked_add(2)?)?;
        // Exif and XMP, IPTC, comments.
        if !matches!(kind, 0xe1 | 0xed | 0xfe) {
            out.extend_from_slice(segment);
        }
        if kind == 0xda {
            // What follows the end of the picture is none of it.
            let end = after.windows(2).rposition(|pair| pair == [0xff, 0xd9])?;
            out.extend_from_slice(after.get(..end + 2)?);
            return Some(out);
        }
        rest = after;
    }
}

/// Chunks, each padded to an even number of bytes. Source: WebP container specification, "RIFF File Format".
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let said = usize::try_from(u32::from_le_bytes(number(bytes.get(4..)?)?)).ok()?;
    let mut rest = bytes.get(12..said.checked_add(8)?)?;
    let mut out = bytes.get(..12)?.to_vec();
    while !rest.is_empty() {
        let kind = number(rest)?;
        let length = usize::try_from(u32::from_le_bytes(number(rest.get(4..)?)?)).ok()?;
        let whole = length.checked_add(length % 2)?.checked_add(8)?;
        let (chunk, after) = rest.split_at_checked(whole)?;
        if !WEBP_WORDS.contains(&&kind) {
            let start = out.len();
            out.extend_from_slice(chunk);
            let (features, words) = WEBP_FEATURES;
            if &kind == features {
                *out.get_mut(start + 8)? &= !words;
            }
        }
        rest = after;
    }
    let size = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(out)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The checksum of a chunk. Source: PNG specification, annex D.
    fn checksum(bytes: &[u8]) -> u32 {
        let of_byte =
            |byte: u32| (0..8).fold(byte, |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 });
        let table: Vec<u32> = (0..256).map(of_byte).collect();
        !bytes.iter().fold(u32::MAX, |sum, byte| table[((sum ^ u32::from(*byte)) & 0xff) as usize] ^ (sum >> 8))
    }

    pub(in crate::provider) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut out = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
        out.extend_from_slice(kind);
        out.extend_from_slice(data);
        out.extend_from_slice(&checksum(&out[4..]).to_be_bytes());
        out
    }

    /// A PNG of one picture line after the other, each pixel three bytes, uncompressed (RFC 1951, 3.2.4).
    pub(in crate::provider) fn png_of(width: u32, height: u32, rgb: &[u8], words: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let row = width as usize * 3;
        let raw: Vec<u8> = rgb.chunks(row).flat_map(|line| std::iter::once(0).chain(line.iter().copied())).collect();
        let mut packed = vec![0x78, 0x01];
        let blocks = raw.chunks(65_535);
        let last = blocks.len() - 1;
        for (place, block) in blocks.enumerate() {
            let length = u16::try_from(block.len()).unwrap();
            packed.push(u8::from(place == last));
            packed.extend_from_slice(&length.to_le_bytes());
            packed.extend_from_slice(&(!length).to_le_bytes());
            packed.extend_from_slice(block);
        }
        // Adler-32 (RFC 1950, 8.2).
        let (a, b) = raw.iter().fold((1_u32, 0_u32), |(a, b), byte| {
            let a = (a + u32::from(*byte)) % 65_521;
            (a, (b + a) % 65_521)
        });
        packed.extend_from_slice(&((b << 16) | a).to_be_bytes());
        let mut head = width.to_be_bytes().to_vec();
        head.extend_from_slice(&height.to_be_bytes());
        head.extend_from_slice(&[8, 2, 0, 0, 0]);
        let mut out = PNG_HEAD.to_vec();
        out.extend(chunk(b"IHDR", &head));
        words.iter().for_each(|(kind, data)| out.extend(chunk(kind, data)));
        out.extend(chunk(b"IDAT", &packed));
        out.extend(chunk(b"IEND", &[]));
        out
    }

    fn pixels(bytes: &[u8]) -> Vec<u8> {
        let picture = render::decode_picture(bytes).unwrap();
        picture.into_pixels().unwrap().data
    }

    #[test]
    fn a_png_loses_its_words_and_keeps_every_other_byte() {
        let rgb: Vec<u8> = (0..=251).collect();
        let words: [(&[u8; 4], &[u8]); 4] = [
            (b"tEXt", b"prompt\0{\"6\": \"a secret\"}"),
            (b"iTXt", b"workflow\0\0\0\0\0{}"),
            (b"zTXt", b"parameters\0\0x"),
            (b"eXIf", b"MM\0*\0\0\0\x08"),
        ];
        let plain = png_of(12, 7, &rgb, &[]);
        let wordy = png_of(12, 7, &rgb, &words);
        let mut trailed = wordy.clone();
        trailed.extend_from_slice(b"{\"prompt\": 1}");
        for given in [&plain, &wordy, &trailed] {
            let (out, media) = bare(given).unwrap();
            assert_eq!((out.as_slice(), media), (plain.as_slice(), Media::Png));
        }
        assert_eq!(pixels(&plain), pixels(&wordy));
        assert_eq!(pixels(&plain).chunks(4).flat_map(|rgba| rgba[..3].to_vec()).collect::<Vec<_>>(), rgb);
    }

    #[test]
    fn what_breaks_off_anywhere_is_damaged() {
        let whole = png_of(12, 7, &[9; 252], &[(b"tEXt", b"prompt\0{}")]);
        for end in PNG_HEAD.len()..whole.len() {
            assert_eq!(bare(&whole[..end]), Err(BareError::Damaged), "{end}");
        }
        for bytes in [&b""[..], b"<html>", b"\x89PNG", b"GIF89a"] {
            assert_eq!(bare(bytes), Err(BareError::Unknown));
        }
        let mut long = whole;
        long[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(bare(&long), Err(BareError::Damaged));
    }

    #[test]
    fn a_jpeg_loses_its_words() {
        let segment = |kind: u8, data: &[u8]| {
            let mut out = vec![0xff, kind];
            out.extend_from_slice(&u16::try_from(data.len() + 2).unwrap().to_be_bytes());
            out.extend_from_slice(data);
            out
        };
        let parts = |words: bool| {
            let mut out = vec![0xff, 0xd8];
            out.extend(segment(0xe0, b"JFIF\0"));
            if words {
                out.extend(segment(0xe1, b"Exif\0\0workflow"));
                out.extend(segment(0xfe, b"prompt"));
                out.push(0xff);
            }
            out.extend(segment(0xdb, &[1; 65]));
            out.extend(segment(0xda, &[1, 2, 3]));
            out.extend_from_slice(&[7, 0xff, 0, 8, 0xff, 0xd9]);
            out
        };
        assert_eq!(bare(&parts(true)), Ok((parts(false), Media::Jpeg)));
        let broken = parts(true);
        assert_eq!(bare(&broken[..broken.len() - 1]), Err(BareError::Damaged));
    }

    #[test]
    fn a_webp_loses_its_words_and_says_so() {
        let part = |kind: &[u8; 4], data: &[u8]| {
            let mut out = kind.to_vec();
            out.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
            out.extend_from_slice(data);
            out.resize(out.len() + data.len() % 2, 0);
            out
        };
        let file = |parts: Vec<Vec<u8>>| {
            let body: Vec<u8> = b"WEBP".iter().copied().chain(parts.into_iter().flatten()).collect();
            let mut out = b"RIFF".to_vec();
            out.extend_from_slice(&u32::try_from(body.len()).unwrap().to_le_bytes());
            out.extend(body);
            out
        };
        let features = |bits: u8| part(b"VP8X", &[bits, 0, 0, 0, 3, 0, 0, 3, 0, 0]);
        let pixels = || part(b"VP8L", &[1, 2, 3]);
        let wordy = file(vec![features(0b0001_1100), pixels(), part(b"EXIF", b"workflow:{}"), part(b"XMP ", b"<x/>")]);
        assert_eq!(bare(&wordy), Ok((file(vec![features(0b0001_0000), pixels()]), Media::WebP)));
        assert_eq!(bare(&wordy[..wordy.len() - 1]), Err(BareError::Damaged));
    }
}
