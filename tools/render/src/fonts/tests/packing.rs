//! WOFF and WOFF2 files made of embedded faces, the plain way: tables as they are, streams that only store.

/// A table: its tag and its bytes.
type Table<'a> = ([u8; 4], &'a [u8]);

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn tables(font: &[u8]) -> Vec<Table<'_>> {
    let count = usize::from(u16::from_be_bytes(font[4..6].try_into().unwrap()));
    let entries = (0..count).map(|index| 12 + index * 16);
    entries
        .map(|at| {
            let (offset, length) = (u32_at(font, at + 8), u32_at(font, at + 12));
            (font[at..at + 4].try_into().unwrap(), &font[offset..offset + length])
        })
        .collect()
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}

/// The font as if it had been made with the glyphs of `characters` alone: all others are left out of its `cmap`.
pub(super) fn with_characters(font: &[u8], characters: &str) -> Vec<u8> {
    use skrifa::MetadataProvider as _;
    let charmap = skrifa::FontRef::from_index(font, 0).unwrap().charmap();
    let mut groups: Vec<(u32, u32)> =
        characters.chars().map(|c| (u32::from(c), charmap.map(c).unwrap().to_u32())).collect();
    groups.sort_unstable();
    groups.dedup();
    // Version 0, one record (Windows, full Unicode) with a subtable of format 12.
    let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    for number in [16 + groups.len() * 12, 0, groups.len()] {
        cmap.extend((number as u32).to_be_bytes());
    }
    for (character, glyph) in groups {
        [character, character, glyph].iter().for_each(|number| cmap.extend(number.to_be_bytes()));
    }
    let mut tables = tables(font);
    // Without these nothing joins letters and accents that are not one glyph.
    tables.retain(|(tag, _)| tag != b"GPOS" && tag != b"GSUB");
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    let start = 12 + tables.len() * 16;
    for (tag, table) in &tables {
        let table = if tag == b"cmap" { &cmap[..] } else { table };
        directory.extend(tag);
        for number in [0, start + data.len(), table.len()] {
            directory.extend((number as u32).to_be_bytes());
        }
        data.extend(table);
        pad(&mut data);
    }
    [&font[..4], &(tables.len() as u16).to_be_bytes(), &[0; 6], &directory, &data].concat()
}

/// The font as WOFF, its tables packed with zlib where that makes them shorter.
pub(super) fn woff(font: &[u8]) -> Vec<u8> {
    let tables = tables(font);
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    let start = 44 + tables.len() * 20;
    for (tag, table) in &tables {
        let packed = zlib(table);
        let packed = if packed.len() < table.len() { packed } else { table.to_vec() };
        directory.extend(tag);
        for number in [start + data.len(), packed.len(), table.len(), 0] {
            directory.extend((number as u32).to_be_bytes());
        }
        data.extend(packed);
        pad(&mut data);
    }
    let mut file = b"wOFF".to_vec();
    file.extend(&font[..4]);
    file.extend(((start + data.len()) as u32).to_be_bytes());
    file.extend((tables.len() as u16).to_be_bytes());
    file.extend([0, 0]);
    file.extend((font.len() as u32).to_be_bytes());
    file.extend([0; 24]);
    file.extend(directory);
    file.extend(data);
    file
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The font as WOFF2, its tables not transformed and its stream only stored.
pub(super) fn woff2(font: &[u8]) -> Vec<u8> {
    let tables = tables(font);
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    for (tag, table) in &tables {
        // 63: the tag is written out. Glyphs and their places say "not transformed" by version 3, others by 0.
        directory.push(if matches!(tag, b"glyf" | b"loca") { 63 | 3 << 6 } else { 63 });
        directory.extend(tag);
        directory.extend(base128(table.len()));
        data.extend(*table);
    }
    let stream = stored_brotli(&data);
    let length = (48 + directory.len() + stream.len()).next_multiple_of(4);
    let mut file = b"wOF2".to_vec();
    file.extend(&font[..4]);
    file.extend((length as u32).to_be_bytes());
    file.extend((tables.len() as u16).to_be_bytes());
    file.extend([0, 0]);
    file.extend((font.len() as u32).to_be_bytes());
    file.extend((stream.len() as u32).to_be_bytes());
    file.extend([0; 24]);
    file.extend(directory);
    file.extend(stream);
    pad(&mut file);
    file
}

fn base128(mut number: usize) -> Vec<u8> {
    let mut bytes = vec![(number & 127) as u8];
    number >>= 7;
    while number > 0 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.reverse();
    bytes
}

/// A brotli stream of meta-blocks that store (RFC 7932, section 9.2), each up to 64 KiB.
fn stored_brotli(bytes: &[u8]) -> Vec<u8> {
    let mut bits = Bits { bytes: Vec::new(), used: 0 };
    bits.push(0, 1); // window of 64 KiB
    for block in bytes.chunks(1 << 16) {
        bits.push(0, 1); // not the last
        bits.push(0, 2); // the length has four nibbles
        bits.push(block.len() as u32 - 1, 16);
        bits.push(1, 1); // stored
        bits.used = bits.used.next_multiple_of(8);
        bits.bytes.extend(block);
        bits.used += block.len() * 8;
    }
    bits.push(3, 2); // the last, and empty
    bits.bytes
}

struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    fn push(&mut self, value: u32, count: usize) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().unwrap();
            *last |= ((value >> bit & 1) as u8) << (self.used % 8);
            self.used += 1;
        }
    }
}
