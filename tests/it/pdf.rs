//! Just enough of a PDF reader to find the glyphs of a page that our writer made; it shares no code with the writer.

use std::collections::BTreeMap;

/// A glyph where the page has it.
#[derive(Debug, Clone)]
pub(crate) struct PdfGlyph {
    /// The font's name on the page, and the glyph's code in it.
    pub(crate) code: (String, u16),
    /// The characters that it stands for.
    pub(crate) text: String,
    /// Its origin, points from the bottom left of the sheet.
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A sheet and what is written on it.
pub(crate) struct Sheet {
    /// Height of the media box, points.
    pub(crate) height: f64,
    pub(crate) glyphs: Vec<PdfGlyph>,
}

/// A font: how far each code advances, in thousandths of the size, and what it stands for.
struct Font {
    widths: BTreeMap<u16, f64>,
    texts: BTreeMap<u16, String>,
}

type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `a` first, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Reads the only page of `bytes`.
pub(crate) fn read(bytes: &[u8]) -> Sheet {
    let objects = objects(bytes);
    let page = objects.values().find(|object| object.head.contains("/Type/Page/")).unwrap();
    let reference = |name: &str, head: &str| number_after(head, name).map(|number| number as usize);
    let media = numbers(after(&page.head, "/MediaBox[").unwrap());
    let content = &objects[&reference("/Contents ", &page.head).unwrap()].stream;
    let resources = match reference("/Resources ", &page.head) {
        Some(number) => objects[&number].head.clone(),
        None => page.head.clone(),
    };
    let mut fonts = BTreeMap::new();
    let named = after(&resources, "/Font<<").unwrap_or_default().split(">>").next().unwrap_or_default();
    for entry in named.split('/').filter(|entry| !entry.is_empty()) {
        let (name, number) = entry.split_once(' ').unwrap();
        let font = &objects[&(number_after(number, "").unwrap() as usize)].head;
        let descendant = &objects[&(number_after(font, "/DescendantFonts[").unwrap() as usize)].head;
        let map = &objects[&reference("/ToUnicode ", font).unwrap()].stream;
        fonts.insert(name.to_owned(), Font { widths: widths(descendant), texts: texts(map) });
    }
    Sheet { height: media[3], glyphs: glyphs(content, &fonts) }
}

struct Object {
    head: String,
    stream: Vec<u8>,
}

/// The objects by number, with their streams inflated.
fn objects(bytes: &[u8]) -> BTreeMap<usize, Object> {
    let find = |needle: &[u8], from: usize| {
        bytes[from..].windows(needle.len()).position(|window| window == needle).map(|at| from + at)
    };
    let mut objects = BTreeMap::new();
    let mut at = 0;
    while let Some(start) = find(b" 0 obj", at) {
        let digits = bytes[..start].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = String::from_utf8_lossy(&bytes[start - digits..start]).parse().unwrap();
        let end = find(b"endobj", start).unwrap();
        let stream = find(b"stream\n", start).filter(|&stream| stream < end);
        let head = String::from_utf8_lossy(&bytes[start + 6..stream.unwrap_or(end)]).into_owned();
        let length = number_after(&head, "/Length ").unwrap_or_default() as usize;
        let inflated = stream.map(|stream| {
            let raw = &bytes[stream + 7..stream + 7 + length];
            miniz_oxide::inflate::decompress_to_vec_zlib(raw).unwrap_or_default()
        });
        // Packed bytes may look like the end of an object.
        at = stream.map_or(end, |stream| find(b"endobj", stream + 7 + length).unwrap());
        objects.insert(number, Object { head, stream: inflated.unwrap_or_default() });
    }
    objects
}

fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split_once(name).map(|(_, rest)| rest)
}

fn number_after(text: &str, name: &str) -> Option<f64> {
    let rest = if name.is_empty() { text } else { after(text, name)? };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// The numbers up to the bracket that closes.
fn numbers(text: &str) -> Vec<f64> {
    text.split(']').next().unwrap_or_default().split_whitespace().map(|number| number.parse().unwrap()).collect()
}

/// `[first last width first last width …]`
fn widths(font: &str) -> BTreeMap<u16, f64> {
    let ranges = numbers(after(font, "/W[").unwrap());
    let of_range = |range: &[f64]| {
        let (first, last, width) = (range[0] as u16, range[1] as u16, range[2]);
        (first..=last).map(move |code| (code, width)).collect::<Vec<_>>()
    };
    ranges.chunks_exact(3).flat_map(of_range).collect()
}

/// Lines of `<code> <characters>`.
fn texts(map: &[u8]) -> BTreeMap<u16, String> {
    let map = String::from_utf8_lossy(map);
    let pairs = map.split("beginbfchar").skip(1).flat_map(|part| part.split("endbfchar").next().unwrap().lines());
    pairs
        .filter_map(|line| {
            let (code, text) = line.trim().strip_prefix('<')?.split_once("> <")?;
            let units: Vec<u16> = text
                .trim_end_matches('>')
                .as_bytes()
                .chunks_exact(4)
                .map(|digits| u16::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap())
                .collect();
            Some((u16::from_str_radix(code, 16).unwrap(), String::from_utf16(&units).unwrap()))
        })
        .collect()
}

/// A word of a content stream.
#[derive(Debug)]
enum Word {
    Number(f64),
    Text(Vec<u8>),
    Name(String),
    Operator(String),
}

/// Runs a content stream as far as text goes.
fn glyphs(content: &[u8], fonts: &BTreeMap<String, Font>) -> Vec<PdfGlyph> {
    let mut found = Vec::new();
    let mut page = vec![IDENTITY];
    let mut text = IDENTITY;
    let (mut font, mut size) = (String::new(), 0.0);
    let mut stack: Vec<Word> = Vec::new();
    for word in words(content) {
        let Word::Operator(operator) = word else {
            stack.push(word);
            continue;
        };
        let numbers: Vec<f64> = stack
            .iter()
            .filter_map(|word| if let Word::Number(number) = word { Some(*number) } else { None })
            .collect();
        match operator.as_str() {
            "q" => page.push(*page.last().unwrap()),
            "Q" => drop(page.pop()),
            "cm" => {
                let matrix: Matrix = numbers.try_into().unwrap();
                let last = page.last_mut().unwrap();
                *last = then(matrix, *last);
            }
            "Tm" => text = numbers.try_into().unwrap(),
            "Tf" => {
                let Some(Word::Name(name)) = stack.first() else { panic!("a font has a name") };
                (font, size) = (name.clone(), numbers[0]);
            }
            "Tj" | "TJ" => {
                let mut along = 0.0;
                for word in &stack {
                    match word {
                        Word::Number(back) => along -= back / 1000.0 * size,
                        Word::Text(codes) => {
                            for pair in codes.chunks_exact(2) {
                                let code = u16::from_be_bytes([pair[0], pair[1]]);
                                let at = then([1.0, 0.0, 0.0, 1.0, along, 0.0], then(text, *page.last().unwrap()));
                                let text = fonts[&font].texts.get(&code).cloned().unwrap_or_default();
                                found.push(PdfGlyph { code: (font.clone(), code), text, x: at[4], y: at[5] });
                                along += fonts[&font].widths[&code] / 1000.0 * size;
                            }
                        }
                        Word::Name(_) | Word::Operator(_) => {}
                    }
                }
            }
            _ => {}
        }
        stack.clear();
    }
    found
}

fn words(content: &[u8]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut i = 0;
    while i < content.len() {
        match content[i] {
            b'(' => {
                let (text, end) = literal(content, i + 1);
                words.push(Word::Text(text));
                i = end;
            }
            b'<' if content.get(i + 1) == Some(&b'<') => i += 2,
            b'<' => {
                let end = i + content[i..].iter().position(|&byte| byte == b'>').unwrap();
                let digits = &content[i + 1..end];
                let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
                words.push(Word::Text(digits.chunks_exact(2).map(byte).collect()));
                i = end + 1;
            }
            byte if byte.is_ascii_whitespace() || b"[]<>{}".contains(&byte) => i += 1,
            byte => {
                let start = if byte == b'/' { i + 1 } else { i };
                let ends = |byte: &u8| byte.is_ascii_whitespace() || b"[]<>()/{}".contains(byte);
                let end = content[start..].iter().position(ends).map_or(content.len(), |at| start + at);
                let text = String::from_utf8_lossy(&content[start..end]).into_owned();
                words.push(match text.parse::<f64>() {
                    _ if byte == b'/' => Word::Name(text),
                    Ok(number) => Word::Number(number),
                    Err(_) => Word::Operator(text),
                });
                i = end.max(i + 1);
            }
        }
    }
    words
}

/// A string in brackets, and where it ends.
fn literal(content: &[u8], start: usize) -> (Vec<u8>, usize) {
    let (mut text, mut depth, mut i) = (Vec::new(), 1, start);
    while i < content.len() {
        match content[i] {
            b'\\' => {
                i += 1;
                let octal = content[i..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                if octal > 0 {
                    let digits = std::str::from_utf8(&content[i..i + octal]).unwrap();
                    text.push(u32::from_str_radix(digits, 8).unwrap() as u8);
                    i += octal;
                    continue;
                }
                text.push(match content[i] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => other,
                });
            }
            b'(' => {
                depth += 1;
                text.push(b'(');
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (text, i + 1);
                }
                text.push(b')');
            }
            byte => text.push(byte),
        }
        i += 1;
    }
    (text, i)
}
