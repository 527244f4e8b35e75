//! The brand's mark: the right variant, whole, with room around it, where it disturbs nothing.

use design::document::{Content as Layer, Fit};
use design::kit::{Logo, LogoGround, LogoVariant};
use design::{BlobRef, BrandKit, Finding, Format, Node, Rect, Severity};
use render::{Picture, decode_picture};

use crate::archetype::On;
use crate::colour::{Colours, Surface};
use crate::compose::logo_node;
use crate::scale::Scale;
use crate::solver::{Arranged, Mark};

/// Largest share of the page that a mark takes.
const AREA_MAX: f64 = 0.035;

/// The logo's node, none when the kit has none; a finding when there is no place where it would keep its clear space.
pub(crate) fn place(
    kit: &BrandKit,
    format: &Format,
    arranged: &Arranged,
    colours: &Colours,
    arts: &[Rect],
) -> (Option<Node>, Option<Finding>) {
    if kit.logos.is_empty() {
        return (None, None);
    }
    let scale = Scale::of(format);
    let page = format.page_box();
    let margin = scale.px(scale.margin);
    // The corners of the page first; then those of the columns; the middle of the edge only before giving up.
    for (factor, places) in [(1.0, 1), (0.82, 1), (0.66, 1), (1.0, 2), (0.66, 2), (0.0, 2), (0.66, 3), (0.0, 3)] {
        for on in [On::Ground, On::Panel, On::Accent] {
            let Some((logo, picture, bytes)) = variant(kit, colours.surface(on)) else { continue };
            let (w, h) = picture.size();
            if !(w > 0.0 && h > 0.0) {
                continue;
            }
            let ratio = w / h;
            let wanted = scale.px(scale.label.1 * 2.5) * factor;
            let most = libm::sqrt(page.area() * AREA_MAX / ratio).min(page.w * 0.3 / ratio);
            let height = wanted.min(most).max(logo.min_px);
            if height > page.h - 2.0 * margin || height * ratio > page.w - 2.0 * margin {
                continue;
            }
            let size = (height * ratio, height);
            for area in candidates(places, page, margin, scale.safe, arranged, size) {
                let clear = area.inset(-(logo.clear_space.max(0.0) * height).max(scale.step(0)));
                if page.contains(area, 0.0) && free(clear, area, on, arranged, arts) {
                    let blob = BlobRef::of(bytes);
                    let content = match picture {
                        Picture::Vector(_) => Layer::Svg { blob, fit: Fit::Contain },
                        Picture::Raster(_) => Layer::Image { blob, fit: Fit::Contain },
                    };
                    return (Some(logo_node(kit, area, content)), None);
                }
            }
        }
    }
    let message = "There is no place in this arrangement where the logo would keep its clear space.";
    (None, Some(Finding::new("logo_left_out", Severity::Warn, message)))
}

/// Boxes of a size where a mark may stand: 1 the corners of the page, 2 those of the columns, 3 the middle of the edge.
fn candidates(
    places: u8,
    page: Rect,
    margin: f64,
    safe: (f64, f64),
    arranged: &Arranged,
    (w, h): (f64, f64),
) -> Vec<Rect> {
    let (left, right) = (margin, page.w - margin - w);
    let (top, bottom) = (margin.max(page.h * safe.0), page.h - margin.max(page.h * safe.1) - h);
    match places {
        1 => [(right, bottom), (right, top), (left, top), (left, bottom)]
            .into_iter()
            .map(|(x, y)| Rect::new(x, y, w, h))
            .collect(),
        2 => arranged
            .columns
            .iter()
            .map(|column| column.area)
            .flat_map(|area| {
                let (x, y) = (area.right() - w, area.bottom() - h);
                [(x, y), (x, area.y), (area.x, y), (area.x, area.y)]
            })
            .map(|(x, y)| Rect::new(x, y, w, h))
            .collect(),
        _ => vec![Rect::new(right, (page.h - h) / 2.0, w, h)],
    }
}

/// The kit's first logo that is made for such a ground; on strong colours one of a single colour is preferred.
fn variant<'k>(kit: &'k BrandKit, surface: &Surface) -> Option<(&'k Logo, Picture, &'k [u8])> {
    let wanted = if surface.fill.is_dark() { LogoGround::Dark } else { LogoGround::Light };
    let made_for = |logo: &&Logo| logo.on.is_empty() || logo.on.contains(&wanted);
    let strong = surface.fill.chroma() > 0.08;
    let fitting: Vec<&Logo> = kit.logos.iter().filter(made_for).collect();
    let mono = fitting.iter().find(|logo| strong && logo.variant == LogoVariant::Mono);
    let logo = mono.or_else(|| fitting.first())?;
    let bytes = kit.file(&logo.file)?;
    let picture = decode_picture(bytes).ok()?;
    Some((*logo, picture, bytes))
}

/// Whether a mark with its clear space meets nothing and lies on one colour.
fn free(clear: Rect, area: Rect, on: On, arranged: &Arranged, arts: &[Rect]) -> bool {
    let meets = |rect: Rect| rect.intersection(clear).area() > 0.0;
    if arranged.words.iter().any(|words| meets(words.area)) || arts.iter().any(|art| meets(*art)) {
        return false;
    }
    let rules = arranged.columns.iter().flat_map(|column| &column.marks).filter_map(|mark| match mark {
        Mark::Rule { x, y, w, h, .. } => Some(Rect::new(*x, *y, *w, h.max(1.0))),
        Mark::Dot { x, y, d } => Some(Rect::new(*x, *y, *d, *d)),
        Mark::Text { .. } | Mark::Plate { .. } => None,
    });
    if rules.into_iter().any(|rule| rule.intersection(clear).area() > 0.0) {
        return false;
    }
    let mut under = On::Ground;
    for placed in &arranged.fields {
        let (rect, field) = (placed.turned().bounds(), &placed.field);
        if field.turn == 0.0 && rect.contains(clear, 0.0) {
            under = field.fill;
        } else if rect.intersection(area).area() > 0.0 || meets(rect) && field.fill != under {
            return false;
        }
    }
    under == on
}
