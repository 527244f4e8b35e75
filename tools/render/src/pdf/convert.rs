//! usvg's words for forms and colours in krilla's.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{
    Fill, FillRule, LineCap, LineJoin, LinearGradient, Paint, RadialGradient, SpreadMethod, Stop, Stroke, StrokeDash,
};
use resvg::tiny_skia;

/// Largest number that is written; PDF readers need not know larger ones, and krilla panics on some.
const NUMBER_MAX: f32 = 1e6;

/// Whether every number can be written.
pub(super) fn writable<const N: usize>(numbers: [f32; N]) -> bool {
    numbers.iter().all(|number| number.abs() <= NUMBER_MAX)
}

/// A transform; `None` when it moves things out of every page.
pub(super) fn transform(t: tiny_skia::Transform) -> Option<Transform> {
    writable([t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]).then(|| Transform::from_row(t.sx, t.ky, t.kx, t.sy, t.tx, t.ty))
}

/// The path, moved by `t`; `None` when nothing is left of it or it lies outside of every page.
pub(super) fn path(data: &tiny_skia::Path, t: tiny_skia::Transform) -> Option<Path> {
    let data = data.clone().transform(t)?;
    let bounds = data.bounds();
    if !writable([bounds.left(), bounds.top(), bounds.right(), bounds.bottom()]) {
        return None;
    }
    let mut builder = PathBuilder::new();
    for segment in data.segments() {
        match segment {
            tiny_skia::PathSegment::MoveTo(p) => builder.move_to(p.x, p.y),
            tiny_skia::PathSegment::LineTo(p) => builder.line_to(p.x, p.y),
            tiny_skia::PathSegment::QuadTo(a, p) => builder.quad_to(a.x, a.y, p.x, p.y),
            tiny_skia::PathSegment::CubicTo(a, b, p) => builder.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
            tiny_skia::PathSegment::Close => builder.close(),
        }
    }
    builder.finish()
}

/// A fill; `None` for patterns, which are drawn as pixels.
pub(super) fn fill(fill: &usvg::Fill) -> Option<Fill> {
    Some(Fill { paint: paint(fill.paint())?, opacity: share(fill.opacity().get()), rule: rule(fill.rule()) })
}

pub(super) fn rule(rule: usvg::FillRule) -> FillRule {
    match rule {
        usvg::FillRule::NonZero => FillRule::NonZero,
        usvg::FillRule::EvenOdd => FillRule::EvenOdd,
    }
}

/// A stroke; `None` for patterns, which are drawn as pixels, and for widths and dashes beyond every page.
pub(super) fn stroke(stroke: &usvg::Stroke) -> Option<Stroke> {
    let dashes = stroke.dasharray().unwrap_or_default();
    let lengths = [stroke.width().get(), stroke.miterlimit().get(), stroke.dashoffset()];
    if !writable(lengths) || !dashes.iter().all(|&dash| writable([dash])) {
        return None;
    }
    Some(Stroke {
        paint: paint(stroke.paint())?,
        width: stroke.width().get(),
        miter_limit: stroke.miterlimit().get(),
        line_cap: match stroke.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
        },
        opacity: share(stroke.opacity().get()),
        dash: stroke.dasharray().map(|array| StrokeDash { array: array.to_vec(), offset: stroke.dashoffset() }),
    })
}

pub(super) fn share(value: f32) -> NormalizedF32 {
    NormalizedF32::new(value.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

fn paint(paint: &usvg::Paint) -> Option<Paint> {
    match paint {
        usvg::Paint::Color(color) => Some(rgb::Color::new(color.red, color.green, color.blue).into()),
        usvg::Paint::LinearGradient(g) if !writable([g.x1(), g.y1(), g.x2(), g.y2()]) => None,
        usvg::Paint::LinearGradient(g) => Some(
            LinearGradient {
                x1: g.x1(),
                y1: g.y1(),
                x2: g.x2(),
                y2: g.y2(),
                transform: transform(g.transform())?,
                spread_method: spread(g.spread_method()),
                stops: stops(g.stops()),
                anti_alias: false,
            }
            .into(),
        ),
        usvg::Paint::RadialGradient(g) if !writable([g.fx(), g.fy(), g.fr().get(), g.cx(), g.cy(), g.r().get()]) => {
            None
        }
        usvg::Paint::RadialGradient(g) => Some(
            RadialGradient {
                fx: g.fx(),
                fy: g.fy(),
                fr: g.fr().get(),
                cx: g.cx(),
                cy: g.cy(),
                cr: g.r().get(),
                transform: transform(g.transform())?,
                spread_method: spread(g.spread_method()),
                stops: stops(g.stops()),
                anti_alias: false,
            }
            .into(),
        ),
        usvg::Paint::Pattern(_) => None,
    }
}

fn spread(method: usvg::SpreadMethod) -> SpreadMethod {
    match method {
        usvg::SpreadMethod::Pad => SpreadMethod::Pad,
        usvg::SpreadMethod::Reflect => SpreadMethod::Reflect,
        usvg::SpreadMethod::Repeat => SpreadMethod::Repeat,
    }
}

fn stops(stops: &[usvg::Stop]) -> Vec<Stop> {
    stops
        .iter()
        .map(|stop| Stop {
            offset: share(stop.offset().get()),
            color: rgb::Color::new(stop.color().red, stop.color().green, stop.color().blue).into(),
            opacity: share(stop.opacity().get()),
        })
        .collect()
}
