//! LICA layouts: a page with components (`TEXT`, `IMAGE`, `GROUP`) whose styles are written as in style sheets.

use serde::Deserialize;
use serde_json::Value;

use super::roles::{self, Words};
use super::{IMPORT_BYTES_MAX, ImportError, Imported, LAYERS_DEEP_MAX, LAYERS_MAX, TEXT_CHARS_MAX, css, outline};
use crate::color::Srgb;
use crate::document::{
    Align, Case, Content, Document, FontRef, Node, NodeId, Page, Paint, Provenance, Role, Run, Shape, Text, VAlign,
};
use crate::geometry::{Rect, round_px};
use crate::kit::{BrandKit, TokenPath};

/// Sides of a page that are read, px.
const SIDE_PX: std::ops::RangeInclusive<f64> = 16.0..=16_384.0;
/// Longest name of a family that is taken over, characters.
const FAMILY_CHARS_MAX: usize = 60;
/// Opacity below which a layer shows nothing.
const SEEN_MIN: f64 = 0.02;

/// The page; fields that are not known are left aside.
#[derive(Deserialize)]
struct Sheet {
    components: Vec<Component>,
    #[serde(default)]
    background: Value,
    #[serde(default)]
    width: Value,
    #[serde(default)]
    height: Value,
}

/// A layer. Values are read leniently: a field of a strange type is as good as none.
#[derive(Deserialize)]
struct Component {
    #[serde(rename = "type", default)]
    kind: Value,
    #[serde(default)]
    components: Vec<Self>,
    #[serde(flatten)]
    style: serde_json::Map<String, Value>,
}

impl Component {
    /// A value as text; numbers as they are written.
    fn value(&self, name: &str) -> Option<String> {
        written(self.style.get(name)?)
    }

    fn px(&self, name: &str) -> Option<f64> {
        css::px(&self.value(name)?)
    }

    /// Its box, `None` when it has no size.
    fn area(&self, (dx, dy): (f64, f64)) -> Option<Rect> {
        let (w, h) = (self.px("width")?, self.px("height")?);
        let (x, y) = (self.px("left").unwrap_or(0.0), self.px("top").unwrap_or(0.0));
        (w > 0.0 && h > 0.0).then(|| Rect::new(x + dx, y + dy, w, h))
    }

    fn opacity(&self) -> f64 {
        let opacity = self.value("opacity").and_then(|text| text.trim().parse::<f64>().ok());
        opacity.filter(|opacity| opacity.is_finite()).unwrap_or(1.0).clamp(0.0, 1.0)
    }

    /// The colour that its box is filled with.
    fn fill(&self) -> Option<(Srgb, f64)> {
        let named = ["backgroundColor", "background"].into_iter().filter_map(|name| self.value(name));
        named.filter_map(|text| css::color(&text)).find(|(_, opacity)| *opacity > SEEN_MIN)
    }
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reads a LICA layout in the colours of `kit`.
///
/// Its pictures lie elsewhere and are never looked up: each becomes a panel in a quiet colour of the kit.
///
/// # Errors
///
/// [`ImportError`] for a document that is too large, of another shape, or has no page.
pub fn read_lica(bytes: &[u8], kit: &BrandKit) -> Result<Imported, ImportError> {
    if bytes.len() > IMPORT_BYTES_MAX {
        return Err(ImportError::TooLong { bytes: bytes.len() });
    }
    let sheet: Sheet = serde_json::from_slice(bytes)?;
    let side =
        |value: &Value| written(value).and_then(|text| css::px(&text)).map(round_px).filter(|px| SIDE_PX.contains(px));
    let (Some(w), Some(h)) = (side(&sheet.width), side(&sheet.height)) else {
        let named = |value: &Value| written(value).unwrap_or_default().chars().take(20).collect();
        return Err(ImportError::Page { width: named(&sheet.width), height: named(&sheet.height) });
    };
    let page = Rect::new(0.0, 0.0, w, h);
    let mut reader = Reader { kit, page, nodes: Vec::new(), pictures: Vec::new(), seen: 0, left_out: 0 };
    let ground = written(&sheet.background).and_then(|text| css::color(&text)).map_or(Srgb::WHITE, |(color, _)| color);
    let form = Shape::Rect { radius: 0.0 };
    reader.nodes.push(node("ground".to_owned(), Role::Background, page, shape(form, &reader.nearest(ground))));
    reader.read_all(&sheet.components, (0.0, 0.0), 1.0, 0)?;
    reader.name_texts();
    let document = Document {
        v: 1,
        page: Page { w, h, unit: "px".to_owned(), dpi: 72, bleed: 0.0 },
        kit: kit.reference(),
        idea: None,
        archetype: None,
        source: None,
        nodes: reader.nodes,
    };
    Ok(Imported { document, pictures: reader.pictures, left_out: reader.left_out })
}

struct Reader<'a> {
    kit: &'a BrandKit,
    page: Rect,
    nodes: Vec<Node>,
    pictures: Vec<NodeId>,
    seen: usize,
    left_out: usize,
}

impl Reader<'_> {
    fn read_all(
        &mut self,
        components: &[Component],
        offset: (f64, f64),
        opacity: f64,
        depth: usize,
    ) -> Result<(), ImportError> {
        if depth > LAYERS_DEEP_MAX {
            return Err(ImportError::TooMuch { what: "layers inside each other", limit: LAYERS_DEEP_MAX });
        }
        for component in components {
            self.seen += 1;
            if self.seen > LAYERS_MAX {
                return Err(ImportError::TooMuch { what: "layers", limit: LAYERS_MAX });
            }
            let area = component.area(offset);
            let opacity = opacity * component.opacity();
            match area.and_then(|area| self.read(component, area, opacity)) {
                Some(node) => self.nodes.push(node),
                None if component.components.is_empty() => self.left_out += 1,
                None => {}
            }
            let inside = area.map_or(offset, |area| (area.x, area.y));
            self.read_all(&component.components, inside, opacity, depth + 1)?;
        }
        Ok(())
    }

    fn read(&mut self, component: &Component, area: Rect, opacity: f64) -> Option<Node> {
        let off_page = area.intersection(self.page).area() <= 0.0;
        if opacity < SEEN_MIN || off_page {
            return None;
        }
        let kind = written(&component.kind).unwrap_or_default().to_ascii_uppercase();
        let id = format!("{}-{}", kind.to_ascii_lowercase(), self.seen);
        let mut read = match kind.as_str() {
            "TEXT" => self.text(component, id, area)?,
            "IMAGE" => self.picture(component, id, area),
            "GROUP" => self.form(component, id, area)?,
            _ => return None,
        };
        read.opacity = libm::round(read.opacity * opacity * 1e4) / 1e4;
        read.rotation = component.value("transform").map_or(0.0, |transform| css::turn(&transform));
        Some(read)
    }

    fn outline(component: &Component, area: Rect) -> Shape {
        let clip = component.value("clipPath");
        let fitted = clip.as_deref().and_then(css::path).and_then(|d| outline::fitted(d, area.w, area.h));
        fitted.map_or(Shape::Rect { radius: 0.0 }, |d| Shape::Path { d })
    }

    fn form(&mut self, component: &Component, id: String, area: Rect) -> Option<Node> {
        let (color, opacity) = component.fill()?;
        let content = shape(Self::outline(component, area), &self.nearest(color));
        Some(Node { opacity, ..node(id, roles::of_form(area, self.page), area, content) })
    }

    fn picture(&mut self, component: &Component, id: String, area: Rect) -> Node {
        // The outline of a picture is a window in its own px; that of a form is stretched to its box.
        let clip = component.value("clipPath");
        let window = clip.as_deref().and_then(css::path).and_then(outline::bounds);
        let window = window.map(|[x, y, w, h]| Rect::new(area.x + x, area.y + y, w, h));
        let area = window.filter(|window| area.contains(*window, 2.0)).unwrap_or(area);
        let role = roles::of_picture(area, self.page);
        // A quiet tone between the page and what is written on it, so that it is seen and disturbs nothing.
        let ground = self.nodes.first().and_then(|node| self.fill_of(node)).unwrap_or(Srgb::WHITE);
        let toward = if ground.luminance() > 0.4 { Srgb::BLACK } else { Srgb::WHITE };
        let share = if role == Role::Background { 0.04 } else { 0.16 };
        let content = shape(Self::outline(component, area), &self.nearest(ground.mix(toward, share)));
        self.pictures.push(NodeId(id.clone()));
        node(id, role, area, content)
    }

    fn fill_of(&self, node: &Node) -> Option<Srgb> {
        match &node.content {
            Content::Shape { fill: Some(Paint::Token(token)), .. } => self.kit.color(token),
            _ => None,
        }
    }

    fn text(&mut self, component: &Component, id: String, area: Rect) -> Option<Node> {
        let words: String = component.value("text")?.chars().take(TEXT_CHARS_MAX).collect();
        if words.trim().is_empty() {
            return None;
        }
        let size = component.px("fontSize").filter(|px| (1.0..=4_000.0).contains(px)).unwrap_or(16.0);
        let (color, opacity) =
            component.value("color").and_then(|text| css::color(&text)).unwrap_or((Srgb::BLACK, 1.0));
        let leading = component.px("lineHeight").map_or(1.2, |px| (px / size).clamp(0.7, 3.0));
        let tracking = component.value("letterSpacing").and_then(|text| css::em(&text, size)).unwrap_or(0.0);
        let align = match component.value("textAlign").as_deref() {
            Some("center") => Align::Center,
            Some("right" | "end") => Align::End,
            _ => Align::Start,
        };
        let case = match component.value("textTransform").as_deref() {
            Some("uppercase") => Case::Upper,
            _ => Case::AsIs,
        };
        let tracking = libm::round(tracking.clamp(-0.2, 1.0) * 1000.0) / 1000.0;
        let run = Run { tracking, ..Run::new(words, font(component), round_px(size)) };
        let text = Text {
            runs: vec![run],
            align,
            valign: VAlign::Top,
            leading: libm::round(leading * 1000.0) / 1000.0,
            case,
            wrap: true,
            language: "en".to_owned(),
        };
        let fill = Paint::Token(self.nearest(color));
        Some(Node { opacity, ..node(id, Role::Body, area, Content::Text { text, fill }) })
    }

    /// Gives every text its role, now that all of them are known.
    fn name_texts(&mut self) {
        let (page, forms): (Rect, Vec<Rect>) =
            (self.page, self.nodes.iter().filter(|node| node.role == Role::Underlay).map(|node| node.area).collect());
        let plain: Vec<(usize, String, f64, Rect)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| match &node.content {
                Content::Text { text, .. } => {
                    let size = text.runs.first().map_or(0.0, |run| run.size);
                    Some((index, text.plain(), size, node.area))
                }
                _ => None,
            })
            .collect();
        let words: Vec<Words<'_>> =
            plain.iter().map(|(_, text, size, area)| Words { text, size: *size, area: *area }).collect();
        let roles = roles::of_texts(&words, &forms, page);
        for ((index, ..), role) in plain.iter().zip(roles) {
            self.nodes[*index].role = role;
        }
    }

    /// The kit's token that is most like a colour; on a tie the first by name.
    fn nearest(&self, color: Srgb) -> TokenPath {
        let tokens = self.kit.colors.iter().map(|(token, other)| (color.delta_e(*other), token));
        let best = tokens.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        best.map_or_else(|| TokenPath::from("black"), |(_, token)| token.clone())
    }
}

/// `Rufina--400` is the family Rufina at weight 400.
fn font(component: &Component) -> FontRef {
    let named = component.value("fontFamily").unwrap_or_default();
    let (family, suffix) = named.split_once("--").map_or((named.as_str(), None), |(family, rest)| (family, Some(rest)));
    let family: String = family.trim().chars().filter(|c| !c.is_control()).take(FAMILY_CHARS_MAX).collect();
    let weight = |text: &str| match text.trim() {
        "bold" => Some(700),
        "normal" => Some(400),
        number => number.parse::<u16>().ok().filter(|weight| (1..=1000).contains(weight)),
    };
    let stated = component.value("fontWeight").as_deref().and_then(weight);
    let weight = stated.or_else(|| suffix.and_then(|suffix| weight(suffix.trim_end_matches("italic")))).unwrap_or(400);
    let italic = component.value("fontStyle").is_some_and(|style| matches!(style.as_str(), "italic" | "oblique"));
    FontRef { italic, ..FontRef::new(if family.is_empty() { "Inter".to_owned() } else { family }, weight) }
}

fn shape(shape: Shape, token: &TokenPath) -> Content {
    Content::Shape { shape, fill: Some(Paint::token(token)), stroke: None }
}

fn node(id: String, role: Role, area: Rect, content: Content) -> Node {
    Node { provenance: Provenance::User, ..Node::new(NodeId(id), role, area, content) }
}
