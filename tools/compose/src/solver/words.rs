//! Where the words lie and what is behind them.

use design::document::Align;
use design::{Format, Rect};

use super::column::Solved;
use super::setting::{Mark, Setting};
use super::turned::Turned;
use super::{Placed, PlacedField};
use crate::archetype::{Depth, On};

/// A text or a button on the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// The level box around its ink.
    pub(crate) area: Rect,
    /// The colour behind it.
    pub(crate) on: On,
    /// Whether it is what leads.
    pub(crate) leads: bool,
}

/// The words with the colour under each; `None` when texts meet, leave the page, or straddle two colours.
pub(super) fn words(solved: &[Solved], fields: &[PlacedField], arts: &[Placed], format: &Format) -> Option<Vec<Words>> {
    let page = format.page_box();
    let mut words: Vec<Words> = Vec::new();
    let mut seen: Vec<(Turned, usize)> = Vec::new();
    for (index, column) in solved.iter().enumerate() {
        for mark in &column.marks {
            let (rect, leads) = match mark {
                Mark::Text { setting, x, y, w } => (ink_box(setting, *x, *y, *w), setting.leads()),
                Mark::Plate { x, y, w, h } => (Rect::new(*x, *y, *w, *h), false),
                Mark::Rule { .. } | Mark::Dot { .. } => continue,
            };
            let turned = Turned { rect, about: column.area.center(), turn: column.turn };
            let area = turned.bounds();
            if !page.contains(area, 0.0) || seen.iter().any(|(other, of)| *of != index && other.meets(&turned)) {
                return None;
            }
            let on = under(&turned, leads, fields, arts)?;
            words.push(Words { area, on, leads });
            seen.push((turned, index));
        }
    }
    Some(words)
}

/// The colour under a text; `None` when it lies on an edge between two.
fn under(text: &Turned, leads: bool, fields: &[PlacedField], arts: &[Placed]) -> Option<On> {
    let mut on = On::Ground;
    let mut lay = |below: &Turned, fill: On| -> Option<()> {
        let seen = text.bounds_in(below);
        let shared = below.rect.intersection(seen);
        if below.rect.contains(seen, 0.0) {
            on = fill;
        } else if shared.w > 0.01 && shared.h > 0.01 && fill != on && text.meets(below) {
            return None;
        }
        Some(())
    };
    for field in fields.iter().filter(|field| !field.field.over_art) {
        lay(&field.turned(), field.field.fill)?;
    }
    for placed in arts.iter().filter(|placed| placed.art.grounded && !(leads && placed.art.depth != Depth::Apart)) {
        lay(&Turned::level(placed.area), placed.art.on)?;
    }
    for field in fields.iter().filter(|field| field.field.over_art) {
        lay(&field.turned(), field.field.fill)?;
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
    match setting.align {
        Align::Start if setting.optical => x - setting.ink_left().max(0.0) - setting.hang,
        Align::Start => x,
        Align::Center => x + (w - setting.advance()) / 2.0,
        Align::End => x + w - setting.advance(),
    }
}
