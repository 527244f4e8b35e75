//! What an SVG from outside may not hold.

use usvg::roxmltree::{Document, Node as Element};
use usvg::{Group, Node, Tree};

use super::cost;
use crate::error::RenderError;

/// Largest SVG source, bytes.
const BYTES_MAX: usize = 4 << 20;
/// Most elements of an SVG.
const ELEMENTS_MAX: usize = 50_000;
/// Most XML nodes, text and comments counted.
pub(super) const XML_NODES_MAX: u32 = 300_000;
/// Deepest nesting of elements.
const DEPTH_MAX: usize = 96;
/// Largest side of the viewport, px.
const SIDE_MAX: f32 = 32_768.0;
/// How far from the origin forms may lie, as a multiple of the viewport's longer side.
const OUTSIDE_MAX: f32 = 64.0;
/// Largest number anywhere; the next steps reckon in 32 bits.
const NUMBER_MAX: f64 = 1e9;
/// Largest number in a `viewBox`, `width` or `height`.
const VIEW_MAX: f64 = 1e6;

pub(super) fn refuse<T>(reason: impl Into<String>) -> Result<T, RenderError> {
    Err(RenderError::picture(format!("the SVG is refused: {}", reason.into())))
}

/// Checks the bytes before anything parses them: size, encoding, entities, depth and number of elements.
pub(super) fn check_source(bytes: &[u8]) -> Result<&str, RenderError> {
    if bytes.len() > BYTES_MAX {
        return refuse("it is larger than 4 MiB");
    }
    let Ok(source) = std::str::from_utf8(bytes) else { return refuse("it is not UTF-8") };
    let source = source.trim_start_matches('\u{feff}');
    if bytes.windows(8).any(|window| window.eq_ignore_ascii_case(b"<!ENTITY")) {
        return refuse("it declares entities");
    }
    let (mut depth, mut elements) = (0usize, 0usize);
    let mut rest = source.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
        rest = &rest[at..];
        if let Some(skipped) = skip_markup(rest) {
            rest = skipped;
            continue;
        }
        let (closes, empty, after) = tag(rest);
        rest = after;
        if closes {
            depth = depth.saturating_sub(1);
            continue;
        }
        elements += 1;
        depth += usize::from(!empty);
        if depth > DEPTH_MAX {
            return refuse(format!("its elements are nested more than {DEPTH_MAX} deep"));
        }
        if elements > ELEMENTS_MAX {
            return refuse(format!("it has more than {ELEMENTS_MAX} elements"));
        }
    }
    Ok(source)
}

/// Passes over comments, character data and processing instructions.
fn skip_markup(rest: &[u8]) -> Option<&[u8]> {
    let (open, close): (&[u8], &[u8]) =
        [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"), (b"<!", b">")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))?;
    let body = &rest[open.len()..];
    let end = body.windows(close.len()).position(|window| window == close);
    Some(end.map_or(&[], |end| &body[end + close.len()..]))
}

/// Reads one tag: whether it closes an element, whether it is empty, and what follows it.
fn tag(rest: &[u8]) -> (bool, bool, &[u8]) {
    let closes = rest.get(1) == Some(&b'/');
    let mut quote = None;
    for (at, &byte) in rest.iter().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return (closes, rest[at - 1] == b'/', &rest[at + 1..]),
            _ => {}
        }
    }
    (closes, false, &[])
}

/// Checks the parsed elements: none that act or load, and no size that could not be drawn.
pub(super) fn check_tree(xml: &Document<'_>) -> Result<(), RenderError> {
    for node in xml.descendants().filter(Element::is_element) {
        let name = node.tag_name().name();
        if ["script", "foreignObject", "iframe", "audio", "video"].iter().any(|bad| name.eq_ignore_ascii_case(bad)) {
            return refuse(format!("it holds a <{name}> element"));
        }
        if name != "a" {
            check_links(&node)?;
        }
        let plain = |name: &str| {
            !matches!(name, "id" | "class" | "href" | "name" | "font-family" | "version")
                && !name.starts_with("data-")
                && !name.starts_with("aria-")
        };
        let values = node.attributes().filter(|attribute| attribute.namespace().is_none() && plain(attribute.name()));
        let sheet = if name == "style" { node.text() } else { None };
        if values.map(|attribute| attribute.value()).chain(sheet).any(|value| !sane_numbers(value)) {
            return refuse(format!("<{name}> holds a number beyond all bounds"));
        }
        let styled = node.attribute("style");
        if sheet.into_iter().chain(styled).any(loads) {
            return refuse(format!(
                "the style of <{name}> loads from elsewhere; only what is inside the file is shown"
            ));
        }
        for attribute in ["viewBox", "width", "height"].iter().filter_map(|name| node.attribute(*name)) {
            let numbers = attribute.split(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'));
            if numbers.filter_map(|number| number.parse::<f64>().ok()).any(|number| number.abs() > VIEW_MAX) {
                return refuse(format!("<{name}> asks for the size {attribute:.40}"));
            }
        }
    }
    cost::check_references(xml)
}

/// Whether a style sheet asks for another file: `@import`, or a `url(…)` that is neither within the file nor data.
fn loads(sheet: &str) -> bool {
    let sheet = sheet.to_ascii_lowercase();
    let outside = |link: &str| {
        let link = link.trim_start().trim_start_matches(['"', '\'']);
        !link.starts_with('#') && !link.starts_with("data:")
    };
    sheet.contains("@import") || sheet.split("url(").skip(1).any(outside)
}

/// Whether all numbers in a value can be reckoned with; colours and links (`#SVGID_00000098911870482340`) are none.
fn sane_numbers(value: &str) -> bool {
    let number = |c: char| matches!(c, '0'..='9' | '.' | 'e' | 'E');
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
    let unnamed =
        value.split('#').enumerate().map(|(at, part)| if at == 0 { part } else { part.trim_start_matches(named) });
    unnamed.flat_map(|part| part.split(|c: char| !number(c) && !matches!(c, '+' | '-'))).all(|part| {
        // A sign starts the next number, except in an exponent: `1e+9`.
        let mut rest = part;
        while let Some(start) = rest.find(number) {
            rest = &rest[start..];
            let mut end = rest.len();
            for (at, c) in rest.char_indices().skip(1) {
                if !number(c) && !rest[..at].ends_with(['e', 'E']) {
                    end = at;
                    break;
                }
            }
            let (token, after) = rest.split_at(end);
            if token.len() > 64 || token.parse::<f64>().is_ok_and(|number| number.abs() > NUMBER_MAX) {
                return false;
            }
            rest = after;
        }
        true
    })
}

fn check_links(node: &Element<'_, '_>) -> Result<(), RenderError> {
    for attribute in node.attributes().filter(|attribute| attribute.name() == "href") {
        let link = attribute.value().trim();
        let inside = link.is_empty() || link.starts_with('#');
        let picture = ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/webp"]
            .iter()
            .any(|kind| link.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind)));
        if !inside && !picture {
            let shown: String = link.chars().take(60).collect();
            return refuse(format!(
                "<{}> links to `{shown}`; only what is inside the file is shown",
                node.tag_name().name()
            ));
        }
    }
    Ok(())
}

/// Whether every form lies within `reach` px of the origin. Rasterisers count in small integers, and what is far beyond
/// them makes some panic.
pub(crate) fn within(group: &Group, reach: f32) -> bool {
    let near = |r: usvg::Rect| [r.left(), r.top(), r.right(), r.bottom()].iter().all(|x| x.abs() <= reach);
    let t = group.abs_transform();
    let sound = [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty].iter().all(|x| x.is_finite());
    sound
        && group.children().iter().all(|node| {
            let mut inside = match node {
                Node::Group(inner) => within(inner, reach),
                Node::Path(path) => near(path.abs_stroke_bounding_box()) && near(path.data().bounds()),
                Node::Image(image) => near(image.abs_bounding_box()),
                Node::Text(_) => true,
            };
            node.subroots(|root| inside &= within(root, reach));
            inside
        })
}

/// Checks what will be drawn.
pub(super) fn check_drawing(tree: &Tree) -> Result<(), RenderError> {
    let size = tree.size();
    if size.width() > SIDE_MAX || size.height() > SIDE_MAX {
        return refuse(format!("it is {} × {} px", size.width(), size.height()));
    }
    let reach = OUTSIDE_MAX * size.width().max(size.height());
    if !within(tree.root(), reach) {
        return refuse("some of it lies far outside of its own page");
    }
    cost::check_work(tree)
}
