//! WOFF and WOFF2 taken apart: the font file inside, within limits.

use std::borrow::Cow;

use crate::vector::contained;

/// Largest font file, packed or unpacked, bytes.
pub(super) const FONT_BYTES_MAX: usize = 32 << 20;
/// Most tables in a packed file; real ones have about twenty.
const TABLES_MAX: usize = 128;
/// Length of a WOFF header and of an entry of its directory, bytes.
const WOFF_HEADER: usize = 44;
const WOFF_ENTRY: usize = 20;
/// Length of a WOFF2 header, bytes.
const WOFF2_HEADER: usize = 48;

/// The font file in `bytes`: itself for TTF and OTF, what it holds for WOFF and WOFF2.
///
/// How large a packed file may become is read from its directory before anything is unpacked, so a small file cannot take
/// much memory or time.
pub(super) fn unpack(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if bytes.len() > FONT_BYTES_MAX {
        return Err("it is larger than 32 MiB".to_owned());
    }
    let unpacked = match bytes.get(..4) {
        Some(b"wOFF") => {
            check_woff(bytes)?;
            contained(|| wuff::decompress_woff1(bytes))
        }
        Some(b"wOF2") => {
            check_woff2(bytes)?;
            contained(|| wuff::decompress_woff2(bytes))
        }
        _ => return Ok(Cow::Borrowed(bytes)),
    };
    match unpacked {
        Some(Ok(font)) if font.len() <= FONT_BYTES_MAX => Ok(Cow::Owned(font)),
        Some(Ok(_)) => Err(too_large()),
        Some(Err(_)) | None => Err("it is a damaged WOFF file".to_owned()),
    }
}

fn too_large() -> String {
    "it unpacks to more than 32 MiB".to_owned()
}

fn truncated() -> String {
    "it is a WOFF file without its end".to_owned()
}

fn u16_at(bytes: &[u8], at: usize) -> Result<usize, String> {
    let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).ok_or_else(truncated)?;
    Ok(usize::from(u16::from_be_bytes(two)))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<usize, String> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).ok_or_else(truncated)?;
    usize::try_from(u32::from_be_bytes(four)).map_err(|_| too_large())
}

/// A WOFF directory says for each table how long it is packed and unpacked; tables may not be counted twice.
fn check_woff(bytes: &[u8]) -> Result<(), String> {
    let tables = u16_at(bytes, 12)?;
    if tables > TABLES_MAX {
        return Err(format!("it holds more than {TABLES_MAX} tables"));
    }
    let (mut packed, mut unpacked) = (0, 0);
    for table in 0..tables {
        let entry = WOFF_HEADER + table * WOFF_ENTRY;
        packed += u32_at(bytes, entry + 8)?;
        unpacked += u32_at(bytes, entry + 12)?;
    }
    if packed > bytes.len() {
        return Err("it is a damaged WOFF file".to_owned());
    }
    if unpacked > FONT_BYTES_MAX { Err(too_large()) } else { Ok(()) }
}

/// The tables of a WOFF2 file are one stream, whose length its header and its decoder bound.
fn check_woff2(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() < WOFF2_HEADER {
        return Err(truncated());
    }
    if u16_at(bytes, 12)? > TABLES_MAX {
        return Err(format!("it holds more than {TABLES_MAX} tables"));
    }
    if bytes.get(4..8) == Some(b"ttcf") {
        return Err("it holds several fonts; give each a file of its own".to_owned());
    }
    if u32_at(bytes, 16)? > FONT_BYTES_MAX { Err(too_large()) } else { Ok(()) }
}
