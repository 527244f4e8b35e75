//! How much work a vector picture is: a few bytes can ask for hours.

use std::collections::BTreeMap;

use resvg::tiny_skia::{Path, PathSegment, Point};
use usvg::roxmltree::{Document, Node as Element, NodeId};
use usvg::{Group, Node, Tree, filter};

use super::guard::refuse;
use crate::error::RenderError;
use crate::picture;

/// Deepest chain of elements and references, each followed into what it names.
const CHAIN_MAX: usize = 200;
/// Largest size of the drawing with every reference replaced by what it names, bytes.
const EXPANDED_MAX: u64 = 64 << 20;
/// Most work: one unit is a layer as large as the picture, drawn once.
const WORK_MAX: f64 = 1000.0;

/// Dashes that are drawn in the time of one layer.
const DASHES_A_UNIT: f64 = 500.0;
/// Most that a pattern is magnified.
const PATTERN_SCALE_MAX: f64 = 64.0;

/// Follows every reference and refuses circles, deep chains, and drawings that grow beyond all bounds.
pub(super) fn check_references(xml: &Document<'_>) -> Result<(), RenderError> {
    // All of a name: readers differ in which of two they take, and none of them may form a circle.
    let mut ids: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
    let mut classes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for element in xml.descendants().filter(Element::is_element) {
        if let Some(id) = element.attribute("id") {
            ids.entry(id).or_default().push(element.id());
        }
        if element.tag_name().name() == "style" {
            read_style_sheet(element.text().unwrap_or_default(), &mut classes);
        }
    }
    let mut references = References { xml, ids, classes, measured: BTreeMap::new() };
    references.measure(xml.root_element(), 0).map(|_| ())
}

/// Notes which classes of a style sheet name which ids. A rule without a class counts for every element (`*`).
fn read_style_sheet<'a>(sheet: &'a str, classes: &mut BTreeMap<&'a str, Vec<&'a str>>) {
    for rule in sheet.split('}') {
        let Some((selectors, body)) = rule.split_once('{') else { continue };
        let named: Vec<&str> = links(body).collect();
        if named.is_empty() {
            continue;
        }
        for selector in selectors.split(',') {
            let class = selector.rsplit_once('.').map_or("*", |(_, class)| class);
            let class = class.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '*')).next();
            classes.entry(class.unwrap_or("*")).or_default().extend(&named);
        }
    }
}

/// The ids in `url(#id)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let link = rest.split(')').next()?.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        link.strip_prefix('#')
    })
}

struct References<'a, 'input> {
    xml: &'a Document<'input>,
    ids: BTreeMap<&'a str, Vec<NodeId>>,
    classes: BTreeMap<&'a str, Vec<&'a str>>,
    /// Expanded size in bytes and depth of what is measured already.
    measured: BTreeMap<u32, (u64, usize)>,
}

impl<'a, 'input> References<'a, 'input> {
    fn measure(&mut self, element: Element<'a, 'input>, above: usize) -> Result<(u64, usize), RenderError> {
        let known = self.measured.get(&element.id().get()).copied();
        if above + known.map_or(0, |(_, depth)| depth) > CHAIN_MAX {
            return refuse("its references form a circle or are nested too deep");
        }
        if let Some(known) = known {
            return Ok(known);
        }
        let own: usize = element.attributes().map(|attribute| attribute.value().len()).sum();
        let (mut size, mut depth) = (16 + own as u64, 0);
        for child in element.children().filter(Element::is_element).chain(self.named_by(element)) {
            let (child_size, child_depth) = self.measure(child, above + 1)?;
            size = size.saturating_add(child_size);
            depth = depth.max(child_depth + 1);
        }
        if size > EXPANDED_MAX {
            return refuse("its references make it grow beyond 64 MiB");
        }
        self.measured.insert(element.id().get(), (size, depth));
        Ok((size, depth))
    }

    /// The elements that an element refers to.
    fn named_by(&self, element: Element<'a, 'input>) -> Vec<Element<'a, 'input>> {
        let mut named: Vec<&str> = Vec::new();
        for attribute in element.attributes() {
            // Attribute values live as long as the document, which `element` borrows from.
            let value = element.attribute(attribute.name()).unwrap_or_default();
            if attribute.name() == "href" {
                named.extend(attribute.value().trim().strip_prefix('#').and_then(|id| self.own_key(id)));
            } else if value.contains("url(") {
                named.extend(links(value).filter_map(|id| self.own_key(id)));
            }
        }
        let classes = element.attribute("class").unwrap_or_default().split_whitespace();
        let drawn = ["path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "g", "use", "image"];
        let styled = drawn.contains(&element.tag_name().name());
        for class in classes.chain(styled.then_some("*")) {
            named.extend(self.classes.get(class).into_iter().flatten().copied());
        }
        let nodes = named.into_iter().filter_map(|id| self.ids.get(id)).flatten();
        nodes.filter_map(|&id| self.xml.get_node(id)).collect()
    }

    fn own_key(&self, id: &str) -> Option<&'a str> {
        self.ids.get_key_value(id).map(|(key, _)| *key)
    }
}

/// Refuses drawings that would take minutes: thousands of layers, filters over everything, pictures larger than any page.
pub(super) fn check_work(tree: &Tree) -> Result<(), RenderError> {
    let size = tree.size();
    let mut work = Work { canvas: f64::from(size.width()) * f64::from(size.height()), units: 0.0, pixels: 0 };
    work.group(tree.root())
}

struct Work {
    /// Area of the picture, square px.
    canvas: f64,
    units: f64,
    /// Pixels of the raster pictures inside.
    pixels: u64,
}

impl Work {
    fn group(&mut self, group: &Group) -> Result<(), RenderError> {
        if group.should_isolate() {
            let layer = group.abs_layer_bounding_box();
            let filters: f64 = group.filters().iter().flat_map(|filter| filter.primitives()).map(primitive_work).sum();
            if filters > WORK_MAX {
                return refuse("it would take too long to draw");
            }
            let passes = 1.0 + f64::from(u8::from(group.mask().is_some())) + filters;
            self.add(f64::from(layer.width()) * f64::from(layer.height()), passes)?;
        }
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner)?,
                Node::Path(path) => {
                    let seen = path.abs_stroke_bounding_box();
                    self.add(f64::from(seen.width()) * f64::from(seen.height()), 0.2)?;
                    self.tiles(path)?;
                    self.dashes(path)?;
                }
                Node::Image(image) => self.image(image)?,
                Node::Text(_) => {}
            }
            let mut inside = Ok(());
            node.subroots(|root| {
                if inside.is_ok() {
                    inside = self.group(root);
                }
            });
            inside?;
        }
        Ok(())
    }

    fn add(&mut self, area: f64, passes: f64) -> Result<(), RenderError> {
        // What lies outside of the picture is cut off before it costs anything; filters see twice the picture.
        let share = if area.is_finite() { (area / self.canvas).clamp(0.0, 4.0) } else { 4.0 };
        self.units += share * passes + 1e-4;
        if self.units > WORK_MAX { refuse("it would take too long to draw") } else { Ok(()) }
    }

    /// Refuses patterns whose tile is much larger than the picture: the whole tile is drawn, whatever is seen of it.
    fn tiles(&self, path: &usvg::Path) -> Result<(), RenderError> {
        let paints = path.fill().map(usvg::Fill::paint).into_iter().chain(path.stroke().map(usvg::Stroke::paint));
        for paint in paints {
            let usvg::Paint::Pattern(pattern) = paint else { continue };
            let (sx, sy) = path.abs_transform().pre_concat(pattern.transform()).get_scale();
            let (sx, sy) = (f64::from(sx), f64::from(sy));
            let tile = f64::from(pattern.rect().width()) * sx * f64::from(pattern.rect().height()) * sy;
            // Not written as `>`: a tile that is not a number is refused too.
            let sound = tile <= 4.0 * self.canvas && sx <= PATTERN_SCALE_MAX && sy <= PATTERN_SCALE_MAX;
            if !sound {
                return refuse("a pattern in it is larger than the picture");
            }
        }
        Ok(())
    }

    /// Counts the dashes of an outline, each of which is a form of its own.
    fn dashes(&mut self, path: &usvg::Path) -> Result<(), RenderError> {
        let Some(dashes) = path.stroke().and_then(usvg::Stroke::dasharray) else { return Ok(()) };
        let round: f64 = dashes.iter().map(|&dash| f64::from(dash.max(0.0))).sum();
        let count = length_at_most(path.data()) / round.max(1e-6) * dashes.len() as f64;
        self.units += count / DASHES_A_UNIT;
        if self.units > WORK_MAX { refuse("it has too many dashes to draw") } else { Ok(()) }
    }

    fn image(&mut self, image: &usvg::Image) -> Result<(), RenderError> {
        if let usvg::ImageKind::PNG(bytes) | usvg::ImageKind::JPEG(bytes) | usvg::ImageKind::WEBP(bytes) = image.kind()
        {
            self.pixels = self.pixels.saturating_add(picture::pixels_claimed(bytes)?);
        }
        if self.pixels > picture::PICTURE_PIXELS_MAX {
            return refuse("the pictures in it have more than 64 million pixels");
        }
        Ok(())
    }
}

/// A bound on the length of a path: that of the lines between its points and handles.
fn length_at_most(path: &Path) -> f64 {
    let (mut length, mut at) = (0.0, Point::zero());
    for segment in path.segments() {
        let points = match segment {
            PathSegment::MoveTo(to) => {
                at = to;
                continue;
            }
            PathSegment::LineTo(to) => [to, to, to],
            PathSegment::QuadTo(a, to) => [a, to, to],
            PathSegment::CubicTo(a, b, to) => [a, b, to],
            PathSegment::Close => continue,
        };
        for to in points {
            length += f64::from(to.distance(at));
            at = to;
        }
    }
    // A path that closes goes once more across its box at most, as often as it does.
    let bounds = path.bounds();
    let across = f64::from(bounds.width() + bounds.height());
    length + across * path.segments().filter(|segment| *segment == PathSegment::Close).count() as f64
}

/// What a filter step costs, in passes over its layer.
fn primitive_work(primitive: &filter::Primitive) -> f64 {
    match primitive.kind() {
        // Noise finer than this is no different to the eye, and resvg's lattice overflows on it.
        filter::Kind::Turbulence(noise)
            if noise.base_frequency_x().get().max(noise.base_frequency_y().get()) > 64.0 =>
        {
            2.0 * WORK_MAX
        }
        filter::Kind::Turbulence(noise) => 10.0 * f64::from(noise.num_octaves().min(1000)),
        filter::Kind::Morphology(form) => {
            let reach = |radius: f32| f64::from(radius.clamp(0.0, 1e4)) + 1.0;
            2.0 + reach(form.radius_x().get()) * reach(form.radius_y().get()) / 16.0
        }
        filter::Kind::ConvolveMatrix(matrix) => {
            2.0 + f64::from(matrix.matrix().columns()) * f64::from(matrix.matrix().rows()) / 4.0
        }
        filter::Kind::Blend(_)
        | filter::Kind::ColorMatrix(_)
        | filter::Kind::ComponentTransfer(_)
        | filter::Kind::Composite(_)
        | filter::Kind::DiffuseLighting(_)
        | filter::Kind::DisplacementMap(_)
        | filter::Kind::DropShadow(_)
        | filter::Kind::Flood(_)
        | filter::Kind::GaussianBlur(_)
        | filter::Kind::Image(_)
        | filter::Kind::Merge(_)
        | filter::Kind::Offset(_)
        | filter::Kind::SpecularLighting(_)
        | filter::Kind::Tile(_) => 4.0,
    }
}
