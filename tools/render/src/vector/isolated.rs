//! Groups that are composed by themselves, drawn in steps that can be given up.
//!
//! A large page's picture is one such group, and drawn in one go it takes longer than anybody who hung up should be worked for.
//! What resvg does to them is done here in the same order, so that the same pixels come of it, within a step of a channel; what is rare (masks, filters, clip
//! paths in clip paths) is left to it.

use resvg::tiny_skia::{
    BlendMode, Color, FillRule, FilterQuality, IntRect, Mask, MaskType, Paint, PathBuilder, Pattern, Pixmap, PixmapMut,
    Rect, SpreadMode, Transform,
};
use usvg::{ClipPath, Group, Node};

use super::draw_children;
use crate::error::Wanted;

/// Rows that are composed between two looks at whether the page is still wanted.
const ROWS: i32 = 128;
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

/// Draws it; `place` is where its parent lies, and `page` how large the page is on which all of it is drawn, px. `None` when it has no extent, or is not wanted any more.
pub(super) fn draw(
    group: &Group,
    place: Transform,
    canvas: &mut PixmapMut<'_>,
    page: (u32, u32),
    wanted: Wanted<'_>,
) -> Option<()> {
    let place = place.pre_concat(group.transform());
    let bounds = group.layer_bounding_box().transform(place)?;
    let area = layer_area(bounds, page)?;
    let mut layer = Pixmap::new(area.width(), area.height())?;
    let shift = Transform::from_translate(-(area.x() as f32), -(area.y() as f32));
    let shifted = shift.pre_concat(place);
    draw_children(group, shifted, &mut layer.as_mut(), page, wanted);
    if let Some(clip) = group.clip_path() {
        cut(&mut layer, clip, shifted, wanted)?;
    }
    lay_down(&layer, area, group.opacity().get(), canvas, wanted)
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
fn cut(layer: &mut Pixmap, clip: &ClipPath, place: Transform, wanted: Wanted<'_>) -> Option<()> {
    let go_on = || wanted().then_some(());
    go_on()?;
    let mut outside = Pixmap::new(layer.width(), layer.height())?;
    outside.fill(Color::BLACK);
    clear(clip.root(), place.pre_concat(clip.transform()), &mut outside.as_mut());
    go_on()?;
    let mut mask = Mask::from_pixmap(outside.as_ref(), MaskType::Alpha);
    drop(outside);
    go_on()?;
    mask.invert();
    go_on()?;
    layer.apply_mask(&mask);
    go_on()
}

fn clear(group: &Group, place: Transform, canvas: &mut PixmapMut<'_>) {
    for child in group.children() {
        match child {
            Node::Path(path) if path.is_visible() => {
                let Some(fill) = path.fill() else { continue };
                let bounds = path.data().bounds();
                if bounds.width() == 0.0 || bounds.height() == 0.0 {
                    continue;
                }
                let paint = Paint {
                    blend_mode: BlendMode::Clear,
                    anti_alias: path.rendering_mode().use_shape_antialiasing(),
                    ..Paint::default()
                };
                let rule = match fill.rule() {
                    usvg::FillRule::NonZero => FillRule::Winding,
                    usvg::FillRule::EvenOdd => FillRule::EvenOdd,
                };
                canvas.fill_path(path.data(), &paint, rule, place, None);
            }
            Node::Group(inner) => clear(inner, place.pre_concat(inner.transform()), canvas),
            _ => {}
        }
    }
}

/// Lays a layer on the canvas, some rows at a time.
fn lay_down(layer: &Pixmap, area: IntRect, opacity: f32, canvas: &mut PixmapMut<'_>, wanted: Wanted<'_>) -> Option<()> {
    let shift = Transform::from_translate(area.x() as f32, area.y() as f32);
    let shader = Pattern::new(layer.as_ref(), SpreadMode::Pad, FilterQuality::Bilinear, opacity, shift);
    let paint = Paint { shader, anti_alias: true, ..Paint::default() };
    let mut top = area.top();
    while top < area.bottom() {
        wanted().then_some(())?;
        let bottom = (top + ROWS).min(area.bottom());
        let band = Rect::from_ltrb(area.left() as f32, top as f32, area.right() as f32, bottom as f32)?;
        canvas.fill_path(&PathBuilder::from_rect(band), &paint, FillRule::Winding, Transform::identity(), None);
        top = bottom;
    }
    Some(())
}
