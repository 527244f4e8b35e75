//! What a drawing may hold, read and written anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr as _;

use design::{ImageRequest, Srgb};
use roxmltree::{Document, Node};
use svgtypes::{Color, NumberListParser, Paint, PathParser, TransformListParser, ViewBox};

use super::ink::{Inks, Moved};
use super::{DEPTH_MAX, ELEMENTS_MAX, Illustration, IllustrationError, placing};

/// The elements of a drawing, besides its root.
pub(super) const ELEMENTS: [&str; 14] = [
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "clipPath",
];
/// Elements that say something to readers and nothing to eyes: they are left out.
const SILENT: [&str; 3] = ["title", "desc", "metadata"];
/// Largest number anywhere.
const NUMBER_MAX: f64 = 100_000.0;
/// Most segments of all paths, and points of all polygons.
const POINTS_MAX: usize = 20_000;
/// Longest value, bytes.
const VALUE_BYTES_MAX: usize = 16 * 1024;
/// Most attributes of one kind that are told to be of no effect.
const IGNORED_MAX: usize = 6;

/// How a value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Numbers,
    Path,
    Transform,
    /// One of these.
    Word(&'static [&'static str]),
    Ink,
    /// `stop-color`: a colour and no reference.
    Color,
    Reference,
}

fn kind_of(attribute: &str) -> Option<Kind> {
    Some(match attribute {
        "x" | "y" | "width" | "height" | "rx" | "ry" | "cx" | "cy" | "r" | "x1" | "y1" | "x2" | "y2" | "fx" | "fy"
        | "fr" | "offset" | "points" | "opacity" | "fill-opacity" | "stroke-opacity" | "stop-opacity"
        | "stroke-width" | "stroke-miterlimit" | "viewBox" => Kind::Numbers,
        "d" => Kind::Path,
        "transform" | "gradientTransform" | "patternTransform" => Kind::Transform,
        "fill-rule" | "clip-rule" => Kind::Word(&["nonzero", "evenodd"]),
        "stroke-linecap" => Kind::Word(&["butt", "round", "square"]),
        "stroke-linejoin" => Kind::Word(&["miter", "round", "bevel"]),
        "gradientUnits" | "patternUnits" | "patternContentUnits" | "clipPathUnits" => {
            Kind::Word(&["userSpaceOnUse", "objectBoundingBox"])
        }
        "spreadMethod" => Kind::Word(&["pad", "reflect", "repeat"]),
        "fill" | "stroke" => Kind::Ink,
        "stop-color" => Kind::Color,
        "clip-path" => Kind::Reference,
        _ => return None,
    })
}

/// Attributes that mean nothing here and take nothing away.
fn is_silent(attribute: &str) -> bool {
    matches!(attribute, "id" | "class" | "version" | "role" | "style" | "baseProfile" | "space")
        || attribute.starts_with("aria-")
        || attribute.starts_with("data-")
}

/// Six digits are more than a pixel needs.
pub(super) fn rounded(number: f64) -> f64 {
    libm::round(number * 1e4) / 1e4
}

pub(super) struct Writer<'a> {
    inks: &'a Inks,
    /// The names that elements go by, by their own.
    names: BTreeMap<&'a str, usize>,
    view: [f64; 4],
    out: String,
    elements: usize,
    points: usize,
    moved: Moved,
    ignored: Vec<String>,
}

fn not_allowed<T>(what: impl Into<String>) -> Result<T, IllustrationError> {
    Err(IllustrationError::NotAllowed { what: what.into() })
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

impl<'a> Writer<'a> {
    pub(super) fn new(inks: &'a Inks, xml: &'a Document<'a>) -> Result<Self, IllustrationError> {
        let root = xml.root_element();
        if root.tag_name().name() != "svg" {
            let reason = format!("its root is <{}>", short(root.tag_name().name()));
            return Err(IllustrationError::Malformed { reason });
        }
        let view = page_of(root).ok_or_else(|| IllustrationError::Malformed {
            reason: "its viewBox is missing or cannot be read; write viewBox=\"0 0 WIDTH HEIGHT\"".to_owned(),
        })?;
        let mut names = BTreeMap::new();
        let named = root.descendants().filter(|node| ELEMENTS.contains(&node.tag_name().name()));
        for (id, place) in named.filter_map(|node| node.attribute("id")).zip(0..) {
            if names.insert(id, place).is_some() {
                let reason = format!("two elements have the id `{}`", short(id));
                return Err(IllustrationError::Malformed { reason });
            }
        }
        let mut writer = Self {
            inks,
            names,
            view,
            out: String::new(),
            elements: 0,
            points: 0,
            moved: Moved::default(),
            ignored: Vec::new(),
        };
        // What the root says of ink counts for all that is in it.
        writer.out.push_str("<g");
        writer.attributes(root, |name| {
            matches!(kind_of(name), Some(Kind::Ink)) || name.starts_with("stroke-") || name == "fill-rule"
        })?;
        // Black is what is drawn with where nobody says otherwise, and it may be no colour of the kit.
        if !writer.out.contains(" fill=") {
            let black = writer.inks.nearest(Srgb::new(0, 0, 0)).0;
            let _ = write!(writer.out, " fill=\"{black}\"");
        }
        writer.out.push('>');
        Ok(writer)
    }

    pub(super) fn children(&mut self, parent: Node<'a, 'a>, depth: usize) -> Result<(), IllustrationError> {
        if depth > DEPTH_MAX {
            let what = format!("its groups are nested more than {DEPTH_MAX} deep");
            return Err(IllustrationError::TooLarge { what });
        }
        for node in parent.children() {
            if node.is_text() {
                let text = node.text().unwrap_or_default().trim();
                // Words between the shapes are shown by nobody, and are none of a drawing's business.
                if !text.is_empty() {
                    return not_allowed(format!("the words \"{}\"", short(text)));
                }
            }
            if node.is_element() && !SILENT.contains(&node.tag_name().name()) {
                self.element(node, depth)?;
            }
        }
        Ok(())
    }

    fn element(&mut self, node: Node<'a, 'a>, depth: usize) -> Result<(), IllustrationError> {
        let name = node.tag_name().name();
        let Some(known) = ELEMENTS.iter().find(|known| **known == name) else {
            return not_allowed(format!("a <{}>", short(name)));
        };
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            let what = format!("it has more than {ELEMENTS_MAX} elements");
            return Err(IllustrationError::TooLarge { what });
        }
        let _ = write!(self.out, "<{known}");
        if let Some(place) = node.attribute("id").and_then(|id| self.names.get(id)) {
            let _ = write!(self.out, " id=\"d{place}\"");
        }
        self.attributes(node, |_| true)?;
        self.out.push('>');
        self.children(node, depth + 1)?;
        let _ = write!(self.out, "</{known}>");
        Ok(())
    }

    /// Writes the attributes that are `wanted`; a style's declarations are attributes, and come before them.
    fn attributes(&mut self, node: Node<'a, 'a>, wanted: impl Fn(&str) -> bool) -> Result<(), IllustrationError> {
        let mut values: BTreeMap<&str, &str> = BTreeMap::new();
        for attribute in node.attributes() {
            let name = attribute.name();
            let lower = name.to_ascii_lowercase();
            if lower.starts_with("on") || lower == "href" {
                return not_allowed(format!("the attribute `{}` of <{}>", short(name), node.tag_name().name()));
            }
            values.insert(name, attribute.value());
        }
        for declaration in node.attribute("style").unwrap_or_default().split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                values.insert(name.trim(), value.trim());
            }
        }
        let element = node.tag_name().name();
        let lengths = Lengths::of(node, self.view);
        let mut clear: BTreeMap<&str, f64> = BTreeMap::new();
        for (name, value) in values {
            match kind_of(name) {
                Some(kind) if wanted(name) => {
                    let written = self.value(kind, value, lengths.of_attribute(name));
                    let written = written.map_err(|reason| IllustrationError::Value {
                        element: element.to_owned(),
                        attribute: name.to_owned(),
                        reason,
                    })?;
                    if let Some(opacity) = opacity_of(name) {
                        *clear.entry(opacity).or_insert(1.0) *= alpha(value);
                    }
                    // Opacities are written below, with what colours say of theirs.
                    if OPACITIES.contains(&name) {
                        *clear.entry(name_of(name)).or_insert(1.0) *= share(&written);
                    } else {
                        let _ = write!(self.out, " {name}=\"{written}\"");
                    }
                }
                None if !is_silent(name) && element != "svg" && self.ignored.len() < IGNORED_MAX => {
                    let what = format!("`{}` has no effect", short(name));
                    if !self.ignored.contains(&what) {
                        self.ignored.push(what);
                    }
                }
                _ => {}
            }
        }
        if element == "stop" && !node.has_attribute("stop-color") && !styled(node, "stop-color") {
            let black = self.inks.nearest(Srgb::new(0, 0, 0)).0;
            let _ = write!(self.out, " stop-color=\"{black}\"");
        }
        for (name, opacity) in clear.into_iter().filter(|(_, opacity)| *opacity < 1.0) {
            let _ = write!(self.out, " {name}=\"{}\"", rounded(opacity));
        }
        Ok(())
    }

    /// A value as it is written.
    fn value(&mut self, kind: Kind, value: &str, whole: Option<f64>) -> Result<String, String> {
        let value = value.trim();
        if value.len() > VALUE_BYTES_MAX {
            return Err(format!("it is longer than {VALUE_BYTES_MAX} bytes"));
        }
        match kind {
            Kind::Numbers => self.numbers(value, whole),
            Kind::Path => self.path(value),
            Kind::Transform => {
                for token in TransformListParser::from(value) {
                    token.map_err(|error| error.to_string())?;
                }
                bounded(value)?;
                plain(value, "(),.+-% ")
            }
            Kind::Word(words) if words.contains(&value) => Ok(value.to_owned()),
            Kind::Word(words) => Err(format!("say one of {}", words.join(", "))),
            Kind::Color => Color::from_str(value).map_err(|error| error.to_string()).map(|color| self.ink(color)),
            Kind::Reference if value == "none" => Ok("none".to_owned()),
            Kind::Reference => self.reference(value),
            Kind::Ink => match Paint::from_str(value).map_err(|error| error.to_string())? {
                Paint::None => Ok("none".to_owned()),
                Paint::Color(color) => Ok(self.ink(color)),
                Paint::FuncIRI(..) => self.reference(value),
                Paint::Inherit => Ok("inherit".to_owned()),
                _ => Err("say a colour, `none` or `url(#id)`".to_owned()),
            },
        }
    }

    fn ink(&mut self, color: Color) -> String {
        let asked = Srgb::new(color.red, color.green, color.blue);
        let nearest = self.inks.nearest(asked);
        self.moved.note(asked, nearest);
        nearest.0.to_string()
    }

    /// `url(#id)` of something that is in the drawing.
    fn reference(&self, value: &str) -> Result<String, String> {
        let id = value.strip_prefix("url(").and_then(|rest| rest.split(')').next());
        let id = id.map(|id| id.trim_matches(['"', '\'', ' ']));
        let place = id.and_then(|id| id.strip_prefix('#')).and_then(|id| self.names.get(id));
        place.map(|place| format!("url(#d{place})")).ok_or_else(|| "it refers to nothing in the drawing".to_owned())
    }

    /// Numbers, in px; a share of the page is one of `whole`, where it is not one of something else.
    fn numbers(&mut self, value: &str, whole: Option<f64>) -> Result<String, String> {
        if value == "none" {
            return Ok(value.to_owned());
        }
        bounded(value)?;
        self.points += NumberListParser::from(value).count() / 2;
        self.few_points()?;
        match (value.strip_suffix('%'), whole) {
            (Some(share), Some(whole)) => {
                let share: f64 = share.trim().parse().map_err(|_| "that is no share".to_owned())?;
                Ok(rounded(share / 100.0 * whole).to_string())
            }
            // Units are px, and of no other kind.
            _ => plain_numbers(value.strip_suffix("px").unwrap_or(value)),
        }
    }

    fn path(&mut self, value: &str) -> Result<String, String> {
        for segment in PathParser::from(value) {
            segment.map_err(|error| error.to_string())?;
            self.points += 1;
            self.few_points()?;
        }
        bounded(value)?;
        let known = |c: char| "MmLlHhVvCcSsQqTtAaZz".contains(c);
        let odd = value.chars().find(|c| !known(*c) && !is_numeric(*c));
        odd.map_or_else(|| Ok(value.to_owned()), |odd| Err(format!("`{odd}` is no part of a path")))
    }

    fn few_points(&self) -> Result<(), String> {
        if self.points > POINTS_MAX { Err(format!("the drawing has more than {POINTS_MAX} points")) } else { Ok(()) }
    }

    /// The picture.
    pub(super) fn finish(mut self, request: &ImageRequest) -> Illustration {
        self.out.push_str("</g>");
        let (w, h) = (rounded(request.width), rounded(request.height));
        let mut svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\">");
        if let Some(ground) = self.inks.ground {
            let _ = write!(svg, "<rect width=\"{w}\" height=\"{h}\" fill=\"{ground}\"/>");
        }
        let _ = write!(svg, "<g transform=\"{}\">{}</g></svg>", placing(self.view, request), self.out);
        let mut notes = self.moved.told();
        notes.append(&mut self.ignored);
        Illustration { svg, notes }
    }
}

/// The page that a drawing is made on: its `viewBox`, or else its width and height.
fn page_of(root: Node<'_, '_>) -> Option<[f64; 4]> {
    let side = |name: &str| root.attribute(name)?.trim().trim_end_matches("px").parse::<f64>().ok();
    let page = match root.attribute("viewBox") {
        Some(view) => {
            let ViewBox { x, y, w, h } = ViewBox::from_str(view).ok()?;
            [x, y, w, h]
        }
        None => [0.0, 0.0, side("width")?, side("height")?],
    };
    let sound = page.iter().all(|number| number.is_finite() && number.abs() <= NUMBER_MAX);
    (sound && page[2] >= 1.0 && page[3] >= 1.0).then_some(page)
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | 'e' | 'E' | ',') || c.is_ascii_whitespace()
}

fn plain_numbers(value: &str) -> Result<String, String> {
    let odd = value.chars().find(|c| !is_numeric(*c) && *c != '%');
    odd.map_or_else(|| Ok(value.to_owned()), |odd| Err(format!("`{odd}` is no part of a number")))
}

fn plain(value: &str, marks: &str) -> Result<String, String> {
    let odd = value.chars().find(|c| !c.is_ascii_alphanumeric() && !marks.contains(*c) && !c.is_ascii_whitespace());
    match odd {
        None if value.len() <= 400 => Ok(value.to_owned()),
        None => Err("it is too long".to_owned()),
        Some(odd) => Err(format!("`{odd}` has no place there")),
    }
}

/// Whether every number can be reckoned with: a sign begins a number, except in an exponent.
fn bounded(value: &str) -> Result<(), String> {
    let mut number = String::new();
    for c in value.chars().chain([' ']) {
        let goes_on = c.is_ascii_digit()
            || (c == '.' && !number.contains(['.', 'e', 'E']))
            || (matches!(c, 'e' | 'E') && !number.is_empty() && !number.contains(['e', 'E']))
            || (matches!(c, '+' | '-') && number.ends_with(['e', 'E']));
        if goes_on {
            number.push(c);
            continue;
        }
        if number.parse::<f64>().is_ok_and(|number| number.abs() > NUMBER_MAX) {
            return Err(format!("{} is beyond {NUMBER_MAX}", short(&number)));
        }
        number.clear();
        if c == '.' {
            number.push(c);
        }
    }
    Ok(())
}

/// Attributes that say how opaque something is.
const OPACITIES: [&str; 3] = ["fill-opacity", "stroke-opacity", "stop-opacity"];

fn name_of(opacity: &str) -> &'static str {
    OPACITIES.iter().find(|name| **name == opacity).copied().unwrap_or("opacity")
}

/// The attribute that says how opaque a colour is.
fn opacity_of(attribute: &str) -> Option<&'static str> {
    match attribute {
        "fill" => Some("fill-opacity"),
        "stroke" => Some("stroke-opacity"),
        "stop-color" => Some("stop-opacity"),
        _ => None,
    }
}

/// How opaque a colour is, 0–1.
fn alpha(value: &str) -> f64 {
    Color::from_str(value.trim()).map_or(1.0, |color| f64::from(color.alpha) / 255.0)
}

/// A share, as a number or in per cent.
fn share(value: &str) -> f64 {
    let (number, scale) = value.strip_suffix('%').map_or((value, 1.0), |number| (number, 0.01));
    number.trim().parse::<f64>().map_or(1.0, |number| (number * scale).clamp(0.0, 1.0))
}

fn styled(node: Node<'_, '_>, name: &str) -> bool {
    let style = node.attribute("style").unwrap_or_default();
    style.split(';').any(|declaration| declaration.split(':').next().is_some_and(|own| own.trim() == name))
}

/// What a length in per cent is a share of.
struct Lengths {
    /// None where it is a share of the form that is painted.
    page: Option<[f64; 2]>,
}

impl Lengths {
    fn of(node: Node<'_, '_>, [_, _, w, h]: [f64; 4]) -> Self {
        let units = match node.tag_name().name() {
            "linearGradient" | "radialGradient" => Some("gradientUnits"),
            "pattern" => Some("patternUnits"),
            _ => None,
        };
        let own = units.is_some_and(|units| node.attribute(units) != Some("userSpaceOnUse"));
        Self { page: (!own).then_some([w, h]) }
    }

    fn of_attribute(&self, name: &str) -> Option<f64> {
        let [w, h] = self.page?;
        match name {
            "x" | "width" | "cx" | "rx" | "x1" | "x2" | "fx" => Some(w),
            "y" | "height" | "cy" | "ry" | "y1" | "y2" | "fy" => Some(h),
            // As SVG has it for lengths of no direction.
            "r" | "fr" | "stroke-width" => Some(libm::sqrt((w * w + h * h) / 2.0)),
            _ => None,
        }
    }
}
