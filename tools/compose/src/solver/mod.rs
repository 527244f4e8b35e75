//! Arranging a page: columns in order, then the fields and the picture that refer to them.

mod column;
mod display;
mod parts;
mod setting;

use design::{Format, Rect};

pub(crate) use column::{Order, Shop, Solved};
pub(crate) use setting::{Mark, Setting, Tint};

use crate::archetype::{At, Column, Edge, Ends, Field, Hug, Layout, On, Part, Show};
use crate::content::Content;

/// A page with everything in its place.
#[derive(Debug, Clone)]
pub(crate) struct Arranged {
    pub(crate) columns: Vec<Solved>,
    /// The fields with their boxes, bottom first.
    pub(crate) fields: Vec<(Rect, Field)>,
    /// The picture's box and where its subject sits.
    pub(crate) art: Option<(Rect, Rect)>,
    /// Areas of text and buttons, by the colour they lie on.
    pub(crate) texts: Vec<(Rect, On)>,
}

/// How hard an attempt tries to make the text fit.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Factor on the sizes of facts and supporting lines where there is room to spare.
    grow: f64,
    /// Factor on sizes.
    shrink: f64,
    /// Factor on the floors.
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
    let pictured = layout.art.is_some() && !last;
    let whole = efforts.iter().filter(|effort| pictured && effort.drop == u8::MAX);
    let tries = whole.map(|effort| (effort, true)).chain(efforts.iter().map(|effort| (effort, false)));
    for (effort, with_art) in tries {
        if effort.drop < u8::MAX {
            content.drop_optional(effort.drop);
        }
        shop.grow = effort.grow;
        shop.shrink = effort.shrink;
        shop.mercy = effort.mercy;
        // The void that was left for a picture is of no use without it.
        let void = if pictured && !with_art { 0.5 } else { 1.0 };
        match attempt(shop, layout, content, format, void) {
            Some(arranged) if arranged.art.is_some() || !with_art => return Some(arranged),
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
            column::stack(shop, column, order, area, column.room * room * void)
        })?;
        solved.push(hugged(column, order, found));
    }
    let fields: Vec<(Rect, Field)> =
        layout.fields.iter().map(|field| (frame.rect(field.x, field.y, &solved), *field)).collect();
    let art = layout.art.and_then(|art| {
        let area = frame.rect(art.x, art.y, &solved).intersection(format.page_box());
        let least = art.least * f64::from(format.width.min(format.height));
        // A sliver of a picture is worse than none.
        let slim = !art.grounded && area.w.min(area.h) < 0.22 * area.w.max(area.h);
        (area.w >= least && area.h >= least && !slim).then(|| {
            let focus = art.focus.map_or(area, |(x, y)| frame.rect(x, y, &solved).intersection(area));
            (area, if focus.w < 8.0 || focus.h < 8.0 { area } else { focus })
        })
    });
    let texts = texts(&solved, &fields, layout, art.map(|(area, _)| area), format)?;
    Some(Arranged { columns: solved, fields, art, texts })
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

/// What each column holds: its own parts, and whatever the layout has no place for.
fn orders<'c>(layout: &Layout, content: &'c Content) -> Vec<Order<'c>> {
    let mut orders: Vec<Order<'c>> = layout
        .columns
        .iter()
        .map(|column| Order { content, head: column.head.to_vec(), tail: column.tail.to_vec() })
        .collect();
    let has = |orders: &[Order<'_>], wanted: &dyn Fn(&Part) -> bool| {
        orders.iter().any(|order| order.head.iter().chain(&order.tail).any(wanted))
    };
    let headline = |part: &Part| matches!(part, Part::Headline(_));
    let lockup = |part: &Part| matches!(part, Part::Lockup(_));
    let facts = |part: &Part| matches!(part, Part::Facts | Part::BigFacts | Part::FactColumns(_) | Part::FactRows);
    let action = |part: &Part| matches!(part, Part::Button | Part::Action);
    // A figure needs a place; it takes the headline's, which becomes a quieter line under it.
    if content.lockup.is_some() && !has(&orders, &lockup) {
        beside(&mut orders, &headline, |show| vec![Part::Lockup(show), Part::Headline(quieter(show))]);
    } else if content.lockup.is_none() && has(&orders, &lockup) {
        for order in &mut orders {
            for side in [&mut order.head, &mut order.tail] {
                let shows: Option<Show> =
                    side.iter().find_map(|part| if let Part::Lockup(show) = part { Some(*show) } else { None });
                if let Some(show) = shows {
                    side.retain(|part| !lockup(part));
                    for part in side.iter_mut() {
                        if let Part::Headline(own) = part {
                            *own = Show { lines: own.lines.max(3), sizes: (own.sizes.0, show.sizes.1), ..show };
                        }
                    }
                }
            }
        }
    }
    if content.kicker.is_some() && !has(&orders, &|part| matches!(part, Part::Kicker)) {
        around(&mut orders, &|part| headline(part) || lockup(part), &[Part::Kicker], true);
    }
    if !content.body.is_empty() && !has(&orders, &|part| matches!(part, Part::Body)) {
        around(&mut orders, &|part| headline(part) || matches!(part, Part::Sub), &[Part::Body], false);
    }
    if content.sub.is_some() && !has(&orders, &|part| matches!(part, Part::Sub)) {
        around(&mut orders, &headline, &[Part::Sub], false);
    }
    let mut rest = Vec::new();
    if !content.facts.is_empty() && !has(&orders, &facts) {
        rest.push(Part::Facts);
    }
    if content.cta.is_some() && !has(&orders, &action) {
        rest.push(Part::Button);
    }
    if !content.legal.is_empty() && !has(&orders, &|part| matches!(part, Part::Legal)) {
        rest.push(Part::Legal);
    }
    if !rest.is_empty() {
        let ending = orders.iter().position(|order| order.tail.iter().any(|part| facts(part) || action(part)));
        let at = ending.or_else(|| orders.iter().position(|order| !order.tail.is_empty())).unwrap_or(0);
        if let Some(order) = orders.get_mut(at) {
            if order.tail.is_empty() && !order.head.is_empty() {
                order.head.extend(rest)
            } else {
                order.tail.extend(rest)
            }
        }
    }
    orders
}

/// A headline that stands under something larger.
fn quieter(show: Show) -> Show {
    Show {
        sizes: (0.22, (show.sizes.1 * 0.42).min(0.8)),
        lines: 3,
        share: 0.3,
        upper: false,
        fit: crate::archetype::Fit::Hang,
    }
}

/// Puts parts in the place of the first that is wanted.
fn beside(orders: &mut [Order<'_>], wanted: &dyn Fn(&Part) -> bool, with: impl Fn(Show) -> Vec<Part>) {
    for order in orders {
        for side in [&mut order.head, &mut order.tail] {
            if let Some(index) = side.iter().position(wanted)
                && let Part::Headline(show) = side[index]
            {
                side.splice(index..=index, with(show));
                return;
            }
        }
    }
}

/// Puts parts before the first, or after the last, that is wanted.
fn around(orders: &mut [Order<'_>], wanted: &dyn Fn(&Part) -> bool, parts: &[Part], before: bool) {
    for order in orders {
        for side in [&mut order.head, &mut order.tail] {
            let index =
                if before { side.iter().position(wanted) } else { side.iter().rposition(wanted).map(|i| i + 1) };
            if let Some(index) = index {
                side.splice(index..index, parts.iter().copied());
                return;
            }
        }
    }
}

/// The text areas with the colour under each; `None` when texts meet, leave the page, or straddle two colours.
fn texts(
    solved: &[Solved],
    fields: &[(Rect, Field)],
    layout: &Layout,
    art: Option<Rect>,
    format: &Format,
) -> Option<Vec<(Rect, On)>> {
    let page = format.page_box();
    let mut texts: Vec<(Rect, On)> = Vec::new();
    let mut owner: Vec<usize> = Vec::new();
    for (index, column) in solved.iter().enumerate() {
        for mark in &column.marks {
            let area = match mark {
                Mark::Text { setting, x, y, w } => ink_box(setting, *x, *y, *w),
                Mark::Plate { x, y, w, h } => Rect::new(*x, *y, *w, *h),
                Mark::Rule { .. } => continue,
            };
            if !page.contains(area, 0.0) {
                return None;
            }
            let on = under(area, fields, layout, art)?;
            if texts.iter().zip(&owner).any(|((other, _), &of)| of != index && other.intersection(area).area() > 0.0) {
                return None;
            }
            texts.push((area, on));
            owner.push(index);
        }
    }
    Some(texts)
}

/// The colour under an area; `None` when it lies on an edge between two.
fn under(area: Rect, fields: &[(Rect, Field)], layout: &Layout, art: Option<Rect>) -> Option<On> {
    let mut on = On::Ground;
    let lower = fields.iter().filter(|(_, field)| !field.over_art);
    let upper = fields.iter().filter(|(_, field)| field.over_art);
    let mut lay = |rect: Rect, fill: On| -> Option<()> {
        let shared = rect.intersection(area);
        if rect.contains(area, 0.0) {
            on = fill;
        } else if shared.w > 0.01 && shared.h > 0.01 && fill != on {
            return None;
        }
        Some(())
    };
    for (rect, field) in lower {
        lay(*rect, field.fill)?;
    }
    if let (Some(area), Some(art)) = (art, layout.art)
        && art.grounded
    {
        lay(area, art.on)?;
    }
    for (rect, field) in upper {
        lay(*rect, field.fill)?;
    }
    Some(on)
}

/// The box around a setting's ink.
pub(crate) fn ink_box(setting: &Setting, x: f64, y: f64, w: f64) -> Rect {
    let left = start_of(setting, x, w) + setting.ink_left().min(0.0);
    let width = setting.advance().max(setting.ink_right()) - setting.ink_left().min(0.0);
    Rect::new(left, y - setting.rise(), width, setting.height() + setting.rise() + setting.drop())
}

/// Where the lines of a setting start (its widest line, when they are not flush left).
pub(crate) fn start_of(setting: &Setting, x: f64, w: f64) -> f64 {
    use design::document::Align;
    match setting.align {
        Align::Start if setting.optical => x - setting.ink_left().max(0.0),
        Align::Start => x,
        Align::Center => x + (w - setting.advance()) / 2.0,
        Align::End => x + w - setting.advance(),
    }
}

/// The page's measures, for resolving edges.
struct Frame {
    w: f64,
    h: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    unit: f64,
}

impl Frame {
    fn of(shop: &Shop<'_, '_>, format: &Format) -> Self {
        let (w, h) = (f64::from(format.width), f64::from(format.height));
        let margin = shop.scale.px(shop.scale.margin) * shop.mercy.clamp(0.5, 1.0);
        Self {
            w,
            h,
            left: margin,
            right: w - margin,
            top: (h * shop.scale.safe.0).max(margin),
            bottom: h - (h * shop.scale.safe.1).max(margin),
            unit: shop.scale.step(0) * shop.mercy.clamp(0.4, 1.0),
        }
    }

    fn x(&self, at: At, solved: &[Solved]) -> f64 {
        let of = |index: usize| solved.get(index).map(|column| column.area);
        let x = match at.edge {
            Edge::Page(f) => f * self.w,
            Edge::Live(f) => self.left + f * (self.right - self.left),
            Edge::Left(i) => of(i).map_or(self.left, |area| area.x),
            Edge::Right(i) => of(i).map_or(self.right, |area| area.right()),
            Edge::Head(_) | Edge::Tail(_) | Edge::Top(_) | Edge::Bottom(_) => self.left,
        };
        x + at.by * self.unit
    }

    fn y(&self, at: At, solved: &[Solved]) -> f64 {
        let of = |index: usize| solved.get(index);
        let y = match at.edge {
            Edge::Page(f) => f * self.h,
            Edge::Live(f) => self.top + f * (self.bottom - self.top),
            Edge::Head(i) => of(i).map_or(self.top, |column| column.head_end),
            Edge::Tail(i) => of(i).map_or(self.bottom, |column| column.tail_start),
            Edge::Top(i) => of(i).map_or(self.top, |column| column.area.y),
            Edge::Bottom(i) => of(i).map_or(self.bottom, |column| column.area.bottom()),
            Edge::Left(_) | Edge::Right(_) => self.top,
        };
        y + at.by * self.unit
    }

    fn span_x(&self, ends: Ends, solved: &[Solved]) -> (f64, f64) {
        (self.x(ends.0, solved), self.x(ends.1, solved))
    }

    fn span_y(&self, ends: Ends, solved: &[Solved]) -> (f64, f64) {
        (self.y(ends.0, solved), self.y(ends.1, solved))
    }

    fn rect(&self, x: Ends, y: Ends, solved: &[Solved]) -> Rect {
        let ((x0, x1), (y0, y1)) = (self.span_x(x, solved), self.span_y(y, solved));
        Rect::new(x0, y0, x1 - x0, y1 - y0)
    }
}
