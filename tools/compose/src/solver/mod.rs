//! Arranging a page: columns in order, then the fields and the picture that refer to them.

mod bands;
mod column;
mod display;
mod emphasis;
mod facts;
mod frame;
mod lockup;
mod optics;
mod orders;
mod parts;
mod setting;
mod turned;
mod words;

use design::{Format, Rect};

pub(crate) use column::{Shop, Solved};
pub(crate) use emphasis::{Accented, Device};
pub(crate) use setting::{Mark, Setting, Span, Stress, Tint};
pub(crate) use turned::{Turned, rotated};
pub(crate) use words::{Words, ink_box, start_of};

use crate::archetype::{Art, Column, Field, Hug, Layout};
use crate::content::Content;
use frame::Frame;
use orders::{Order, orders};
use words::words;

/// A page with everything in its place.
#[derive(Debug, Clone)]
pub(crate) struct Arranged {
    pub(crate) columns: Vec<Solved>,
    /// The fields, bottom first.
    pub(crate) fields: Vec<PlacedField>,
    /// The pictures that have room, bottom first.
    pub(crate) arts: Vec<Placed>,
    /// Areas of text and buttons.
    pub(crate) words: Vec<Words>,
}

/// A field in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlacedField {
    /// Its box before its turn.
    pub(crate) area: Rect,
    pub(crate) field: Field,
}

impl PlacedField {
    pub(crate) fn turned(&self) -> Turned {
        Turned { rect: self.area, about: self.area.center(), turn: self.field.turn }
    }
}

/// A picture in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) area: Rect,
    /// Where its subject sits.
    pub(crate) focus: Rect,
    pub(crate) art: Art,
}

/// How hard an attempt tries to make the text fit.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Factor on the sizes of facts and supporting lines where there is room to spare.
    grow: f64,
    /// Factor on sizes.
    shrink: f64,
    /// Factor on the smallest sizes.
    mercy: f64,
    /// Pieces that need not appear go from this rank on.
    drop: u8,
}

const fn effort(shrink: f64, mercy: f64, drop: u8) -> Effort {
    Effort { grow: 1.0, shrink, mercy, drop }
}

const fn generous(grow: f64) -> Effort {
    Effort { grow, shrink: 1.0, mercy: 1.0, drop: u8::MAX }
}

/// From generous sizes to the smallest that still look intended (82 % of what is usual).
const EFFORTS: &[Effort] = &[
    generous(1.7),
    generous(1.4),
    generous(1.18),
    effort(1.0, 1.0, u8::MAX),
    effort(0.93, 0.96, u8::MAX),
    effort(0.86, 0.90, u8::MAX),
    effort(0.86, 0.90, 4),
    effort(0.82, 0.82, 3),
    effort(0.82, 0.82, 2),
];

/// The last resort goes on shrinking until it fits.
const LAST_EFFORTS: &[Effort] = &[
    effort(1.0, 1.0, u8::MAX),
    effort(0.9, 0.9, u8::MAX),
    effort(0.8, 0.8, u8::MAX),
    effort(0.7, 0.7, 3),
    effort(0.6, 0.6, 2),
    effort(0.5, 0.5, 2),
    effort(0.4, 0.4, 2),
    effort(0.32, 0.32, 2),
    effort(0.25, 0.25, 2),
    effort(0.18, 0.18, 2),
    effort(0.13, 0.13, 2),
    effort(0.09, 0.09, 2),
    effort(0.06, 0.06, 2),
    effort(0.04, 0.04, 2),
    effort(0.025, 0.025, 2),
];

/// Arranges `content` by `layout`; `None` when the text does not fit in a way that looks intended.
///
/// `last` is the last resort, which goes on shrinking. Content that need not appear may be dropped from `content`.
pub(crate) fn arrange(
    shop: &mut Shop<'_, '_>,
    layout: &Layout,
    content: &mut Content,
    format: &Format,
    last: bool,
) -> Option<Arranged> {
    let efforts = if last { LAST_EFFORTS } else { EFFORTS };
    // First with the picture at sizes that please; text is not made small, nor dropped, for a picture that has no room.
    let pictured = !layout.arts.is_empty() && !last;
    let whole = efforts.iter().filter(|effort| pictured && effort.drop == u8::MAX);
    let tries = whole.map(|effort| (effort, true)).chain(efforts.iter().map(|effort| (effort, false)));
    for (effort, with_art) in tries {
        if effort.drop < u8::MAX {
            content.drop_optional(effort.drop);
        }
        shop.grow = effort.grow;
        shop.shrink = effort.shrink;
        shop.mercy = effort.mercy;
        shop.leeway = if last { effort.mercy } else { 1.0 };
        // The void that was left for a picture is of no use without it.
        let void = if pictured && !with_art { 0.5 } else { 1.0 };
        match attempt(shop, layout, content, format, void) {
            Some(arranged) if arranged.arts.len() == layout.arts.len() || !with_art => return Some(arranged),
            _ => {}
        }
    }
    None
}

/// One attempt, with the columns' voids scaled by `void`.
fn attempt(
    shop: &mut Shop<'_, '_>,
    layout: &Layout,
    content: &Content,
    format: &Format,
    void: f64,
) -> Option<Arranged> {
    let frame = Frame::of(shop, format);
    let orders = orders(layout, content);
    let mut solved: Vec<Solved> = Vec::with_capacity(layout.columns.len());
    for (column, order) in layout.columns.iter().zip(&orders) {
        let (x0, x1) = frame.span_x(column.x, &solved);
        let (y0, y1) = frame.span_y(column.y, &solved);
        let page_h = f64::from(format.height);
        // What gives first: nothing, then the neighbours' room, then the column's own void.
        let found = concessions(shop).iter().find_map(|&(stretch, room)| {
            let top = (y0 - column.rise * page_h * stretch).max(frame.top.min(y0));
            let bottom = (y1 + column.sink * page_h * stretch).min(frame.bottom.max(y1));
            let area = Rect::new(x0, top, x1 - x0, bottom - top);
            stacked(shop, column, order, area, column.room * room * void)
        })?;
        solved.push(found);
    }
    let fields: Vec<PlacedField> = layout
        .fields
        .iter()
        .map(|field| PlacedField { area: frame.rect(field.x, field.y, &solved), field: *field })
        .collect();
    let arts: Vec<Placed> = layout.arts.iter().filter_map(|art| placed(art, &frame, &solved, format)).collect();
    let words = words(&solved, &fields, &arts, format)?;
    Some(Arranged { columns: solved, fields, arts, words })
}

/// The place of a picture; `None` when it has no room that is worth it.
fn placed(art: &Art, frame: &Frame, solved: &[Solved], format: &Format) -> Option<Placed> {
    let area = frame.rect(art.x, art.y, solved).intersection(format.page_box());
    let least = art.least * f64::from(format.width.min(format.height));
    // A sliver of a picture is worse than none.
    let slim = !art.grounded && area.w.min(area.h) < 0.22 * area.w.max(area.h);
    (area.w >= least && area.h >= least && !slim).then(|| {
        let focus = art.focus.map_or(area, |(x, y)| frame.rect(x, y, solved));
        // A close-up is cut by the edges that it goes beyond.
        let focus = if art.kind == crate::archetype::Kind::CloseUp { focus } else { focus.intersection(area) };
        Placed { area, focus: if focus.w < 8.0 || focus.h < 8.0 { area } else { focus }, art: *art }
    })
}

/// A column in its box, turned where the layout says so.
fn stacked(shop: &mut Shop<'_, '_>, column: &Column, order: &Order<'_>, area: Rect, room: f64) -> Option<Solved> {
    if column.turn == 0.0 {
        return column::stack(shop, column, order, area, room).map(|solved| hugged(column, order, solved));
    }
    // Upright text runs along the height of its box: it is stacked in the box laid down about the same middle.
    let (x, y) = area.center();
    let upright = column.turn.abs() == 90.0;
    let (w, h) = if upright { (area.h, area.w) } else { (area.w, area.h) };
    let lying = Rect::new(x - w / 2.0, y - h / 2.0, w, h);
    let solved = column::stack(shop, column, order, lying, room)?;
    // What refers to it refers to its box: where its text ends is at an angle to the page.
    Some(Solved { area, head_end: area.bottom(), tail_start: area.y, turn: column.turn, ..solved })
}

/// How far a column may rise and sink, and how much of its void it must keep, in the order of trying.
fn concessions(shop: &Shop<'_, '_>) -> &'static [(f64, f64)] {
    const ALL: &[(f64, f64)] = &[(0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (1.0, 0.75), (1.0, 0.4), (1.0, 0.0)];
    // Facts do not grow at the expense of the void, nor does text that is not yet pressed for room.
    let count = match (shop.grow > 1.0, shop.shrink > 0.9, shop.shrink > 0.83) {
        (true, ..) => 1,
        (_, true, _) => 4,
        (_, _, true) => 5,
        _ => 6,
    };
    &ALL[..count]
}

/// The column's box drawn in on the side that gives way.
fn hugged(column: &Column, order: &Order<'_>, mut solved: Solved) -> Solved {
    let area = solved.area;
    match column.hug {
        Hug::No => {}
        Hug::Right => solved.area.w = solved.width.min(area.w),
        Hug::Left => {
            let spare = (area.w - solved.width).max(0.0);
            solved.area = Rect::new(area.x + spare, area.y, area.w - spare, area.h);
            solved.marks = solved.marks.into_iter().map(|mark| column::shifted(mark, spare, 0.0)).collect();
        }
        Hug::Top if order.head.is_empty() => {
            solved.area = Rect::new(area.x, solved.tail_start, area.w, area.bottom() - solved.tail_start);
            solved.head_end = solved.tail_start;
        }
        Hug::Bottom if order.tail.is_empty() => {
            solved.area.h = solved.head_end - area.y;
            solved.tail_start = solved.head_end;
        }
        Hug::Top | Hug::Bottom => {}
    }
    solved
}
