//! Groups that are composed by themselves, drawn in steps that can be given up.
//!
//! A large page's picture is one such group, and drawn in one go it takes longer than anybody who hung up should be worked for.
//! What resvg does to them is done here in the same order, so that the same pixels come of it, within a step of a channel; what is
//! rare (masks, filters, clip paths in clip paths) is left to it.

use resvg::tiny_skia::{BlendMode, Color, FillRule, IntRect, Mask, MaskType, Paint, Pixmap, PixmapMut, Transform};
use usvg::{ClipPath, Group, Node};

use super::compose;
use super::draw::Pass;
use crate::error::Wanted;

/// Rows that are composed between two looks at whether the page is still wanted.
const ROWS: usize = 128;
/// How much larger than the page a layer may be on every side, as a multiple of it.
const BEYOND: i32 = 2;
/// How far beyond its own box a layer reaches, px, so that no soft edge is cut.
const MARGIN: i32 = 2;

/// Whether the group is one that is drawn here.
pub(super) fn is_plain(group: &Group) -> bool {
    let clip = group.clip_path().is_none_or(|clip| clip.clip_path().is_none() && are_paths(clip.root()));
    clip && group.mask().is_none() && group.filters().is_empty() && group.blend_mode() == usvg::BlendMode::Normal
}

fn are_paths(group: &Group) -> bool {
    group.children().iter().all(|child| match child {
        Node::Path(_) => true,
        Node::Group(inner) => inner.clip_path().is_none() && are_paths(inner),
        Node::Image(_) | Node::Text(_) => false,
    })
}

/// Draws it; `place` is where its parent lies. `None` when it has no extent, or is not wanted any more.
pub(super) fn draw(group: &Group, place: Transform, canvas: &mut PixmapMut<'_>, pass: Pass<'_>) -> Option<()> {
    let wanted = pass.wanted;
    let place = place.pre_concat(group.transform());
    let bounds = group.layer_bounding_box().transform(place)?;
    let area = layer_area(bounds, pass.page)?;
    let mut layer = pass.scratch.layer(area.width(), area.height())?;
    let shift = Transform::from_translate(-(area.x() as f32), -(area.y() as f32));
    let shifted = shift.pre_concat(place);
    pass.children(group, shifted, &mut layer.as_mut());
    if let Some(clip) = group.clip_path() {
        cut(&mut layer, clip, shifted, pass)?;
    }
    lay_down(&layer, area, group.opacity().get(), canvas, wanted)?;
    pass.scratch.free(layer.take());
    Some(())
}

/// The box of a group, as far as it is near the page: layers in layers are no larger than those on it.
fn layer_area(bounds: usvg::NonZeroRect, page: (u32, u32)) -> Option<IntRect> {
    let (left, top) = (bounds.x().floor() as i32, bounds.y().floor() as i32);
    let far = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let (wide, high) = (far(page.0), far(page.1));
    let right = left.checked_add(bounds.width().ceil() as i32)?.checked_add(MARGIN)?;
    let bottom = top.checked_add(bounds.height().ceil() as i32)?.checked_add(MARGIN)?;
    IntRect::from_ltrb(
        left.checked_sub(MARGIN)?.max(wide.saturating_mul(-BEYOND)),
        top.checked_sub(MARGIN)?.max(high.saturating_mul(-BEYOND)),
        right.min(wide.saturating_mul(BEYOND + 1)),
        bottom.min(high.saturating_mul(BEYOND + 1)),
    )
}

/// Leaves of a layer what lies inside the clip path.
fn cut(layer: &mut Pixmap, clip: &ClipPath, place: Transform, pass: Pass<'_>) -> Option<()> {
    let go_on = || (pass.wanted)().then_some(());
    go_on()?;
    let inside = inside(clip, place.pre_concat(clip.transform()), (layer.width(), layer.height()), pass)?;
    let width = layer.width() as usize;
    for (rows, shares) in layer.data_mut().chunks_mut(width * 4 * ROWS).zip(inside.data().chunks(width * ROWS)) {
        go_on()?;
        compose::keep(rows, shares);
    }
    pass.scratch.free(inside.take());
    go_on()
}

/// How much of each pixel of a layer lies inside the clip path.
fn inside(clip: &ClipPath, place: Transform, (width, height): (u32, u32), pass: Pass<'_>) -> Option<Mask> {
    let wanted = pass.wanted;
    if let [(path, rule, place)] = forms(clip.root(), place)[..] {
        let mut mask = pass.scratch.mask(width, height)?;
        mask.fill_path(path.data(), rule, path.rendering_mode().use_shape_antialiasing(), place);
        return Some(mask);
    }
    // Shares of several forms are put together as holes in what is outside of them.
    let mut outside = Pixmap::new(width, height)?;
    outside.fill(Color::BLACK);
    for (path, rule, place) in forms(clip.root(), place) {
        wanted().then_some(())?;
        let anti_alias = path.rendering_mode().use_shape_antialiasing();
        let paint = Paint { blend_mode: BlendMode::Clear, anti_alias, ..Paint::default() };
        outside.fill_path(path.data(), &paint, rule, place, None);
    }
    wanted().then_some(())?;
    let mut mask = Mask::from_pixmap(outside.as_ref(), MaskType::Alpha);
    drop(outside);
    wanted().then_some(())?;
    mask.invert();
    Some(mask)
}

/// The forms of a clip path that have an area, and where they lie.
fn forms(group: &Group, place: Transform) -> Vec<(&usvg::Path, FillRule, Transform)> {
    let mut found = Vec::new();
    for child in group.children() {
        match child {
            Node::Path(path) if path.is_visible() => {
                let bounds = path.data().bounds();
                let Some(fill) = path.fill().filter(|_| bounds.width() != 0.0 && bounds.height() != 0.0) else {
                    continue;
                };
                let rule = match fill.rule() {
                    usvg::FillRule::NonZero => FillRule::Winding,
                    usvg::FillRule::EvenOdd => FillRule::EvenOdd,
                };
                found.push((&**path, rule, place));
            }
            Node::Group(inner) => found.extend(forms(inner, place.pre_concat(inner.transform()))),
            _ => {}
        }
    }
    found
}

/// Lays a layer on the canvas, some rows at a time.
fn lay_down(layer: &Pixmap, area: IntRect, opacity: f32, canvas: &mut PixmapMut<'_>, wanted: Wanted<'_>) -> Option<()> {
    let (across, down) = (canvas.width(), canvas.height());
    let Some(seen) = area.intersect(&IntRect::from_xywh(0, 0, across, down)?) else { return Some(()) };
    // What of the layer is seen, row by row: bytes from here to there of each.
    let offset = |at: i32, start: i32| usize::try_from(at - start).ok();
    let part = |left: usize, row: usize, width: u32| {
        let start = (row * width as usize + left) * 4;
        start..start + seen.width() as usize * 4
    };
    let (layer_left, canvas_left) = (offset(seen.left(), area.left())?, offset(seen.left(), 0)?);
    for (count, y) in (seen.top()..seen.bottom()).enumerate() {
        if count % ROWS == 0 {
            wanted().then_some(())?;
        }
        let over = layer.data().get(part(layer_left, offset(y, area.top())?, layer.width()))?;
        let under = canvas.data_mut().get_mut(part(canvas_left, offset(y, 0)?, across))?;
        if opacity < 1.0 { compose::faintly_over(under, over, opacity) } else { compose::over(under, over) }
    }
    Some(())
}
