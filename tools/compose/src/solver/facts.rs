//! When, where and how much: facts under each other, side by side, in rows, and as a listing that holds any number.

use std::ops::Range;

use design::brief::FactKind;
use design::document::{Align, Feature, FontRef};

use super::column::{Shop, shifted};
use super::parts::pile;
use super::setting::{Mark, Setting, Stacked, Tint};
use crate::archetype::Column;
use crate::content::{Content, LIST_ROWS_MIN, Piece};
use crate::row::ROW_SUFFIX;
use crate::ruler::Style;
use crate::voice::Voice;

/// Narrowest column of a listing, ems.
const LISTING_MEASURE_MIN: f64 = 9.0;
/// A further column of a listing must make it lower by this factor.
const LISTING_GAIN: f64 = 0.88;
/// Widest row of a price list without rules, ems: the eye must find the price of a thing.
const ROW_MEASURE: f64 = 17.0;
/// Items of a listing from which rules keep them apart.
const RULED_MIN: usize = 4;

/// How much larger than other facts a discount is set.
const OFFER_SCALE: f64 = 1.8;
/// Longest discount that is set larger, characters.
const OFFER_CHARS_MAX: usize = 24;

/// Longest price that is, characters.
const PRICE_CHARS_MAX: usize = 8;

/// Whether a fact is a discount or a price in few words, which people look for.
fn is_offer(fact: &Piece) -> bool {
    let (text, letters) = (&fact.text, fact.text.chars().count());
    let discount = fact.kind == Some(FactKind::Offer) && text.contains('%') && letters <= OFFER_CHARS_MAX;
    discount || fact.kind == Some(FactKind::Price) && !fact.is_row() && letters <= PRICE_CHARS_MAX
}

/// How a fact is told: what must catch the eye is heavier or coloured.
fn fact_look(voice: &Voice, fact: &Piece, first: bool) -> (FontRef, Tint) {
    match fact.kind {
        Some(FactKind::Offer | FactKind::Price) => (voice.label.clone(), Tint::Accent),
        Some(FactKind::Date | FactKind::Time) => (voice.label.clone(), Tint::Ink),
        // Two families among facts would look like an accident.
        _ if first || voice.label.family != voice.text.family => (voice.label.clone(), Tint::Ink),
        _ => (voice.text.clone(), Tint::Ink),
    }
}

/// The facts whose indices lie in `which`, under each other.
pub(super) fn facts(
    shop: &mut Shop<'_, '_>,
    content: &Content,
    column: &Column,
    w: f64,
    big: bool,
    which: Range<usize>,
) -> Option<Stacked> {
    let size = if big { shop.grown(shop.scale.sub, 0.9, 0.7) } else { shop.grown(shop.scale.body, 0.8, 1.0) };
    let voice = shop.voice.clone();
    let texts: Vec<&str> =
        content.facts.iter().map(|fact| fact.text.as_str()).filter(|text| text.chars().count() <= 30).collect();
    let usual = shop.size(shop.scale.body, 0.8).min(size);
    let size = shop.one_line(&texts, &voice.label, size, usual, w);
    let mut built = Vec::new();
    for (i, fact) in content.facts.iter().enumerate().filter(|(i, _)| which.contains(i)) {
        if content.rows() >= LIST_ROWS_MIN && fact.is_row() {
            let own = w.min(size * if fact.priced().is_some() { ROW_MEASURE } else { 24.0 });
            let mut row = row(shop, &format!("fact-{}", i + 1), content, fact, size, own)?;
            let indent = match column.align {
                Align::Start => 0.0,
                Align::Center => (w - own) / 2.0,
                Align::End => w - own,
            };
            row.marks = row.marks.into_iter().map(|mark| shifted(mark, indent, 0.0)).collect();
            built.push(row);
            continue;
        }
        let (font, tint) = fact_look(&voice, fact, i == 0);
        let size = if is_offer(fact) {
            shop.one_line(&[fact.text.as_str()], &font, size * OFFER_SCALE, size, w)
        } else {
            size
        };
        let mut setting = shop.setting(&format!("fact-{}", i + 1), fact, &font, size, w.min(size * 24.0), tint);
        setting.align = column.align;
        setting.leading = setting.leading.min(1.28);
        built.push(Stacked::text(setting, w));
    }
    // One paragraph of facts: base lines at the pace of its leading.
    pile(built, size * 0.58, 0.0)
}

/// The facts as stops on a line that runs down the column.
pub(super) fn route(shop: &mut Shop<'_, '_>, content: &Content, w: f64) -> Option<Stacked> {
    let size = shop.grown(shop.scale.sub, 0.4, 0.8);
    let (line, dot) = ((size * 0.16).max(1.5), size * 0.78);
    let indent = dot + size * 0.72;
    let voice = shop.voice.clone();
    let mut built = Vec::new();
    for (i, fact) in content.facts.iter().enumerate() {
        let (font, tint) = fact_look(&voice, fact, i == 0);
        let mut setting = shop.setting(&format!("fact-{}", i + 1), fact, &font, size, w - indent, tint);
        setting.leading = setting.leading.min(1.28);
        built.push(Stacked::text(setting, w - indent));
    }
    let stops: Vec<f64> = {
        let mut y = 0.0;
        built
            .iter()
            .map(|text| {
                let top = y;
                y += text.height + text.drop.max(0.0) + size * 1.15;
                top
            })
            .collect()
    };
    let middle = |text: &Stacked| match text.marks.first() {
        Some(Mark::Text { setting, .. }) => setting.cap() / 2.0,
        _ => size * 0.36,
    };
    let (first, last) = (built.first()?, built.last()?);
    let (top, bottom) = (middle(first), stops.last().copied().unwrap_or(0.0) + middle(last));
    let mut whole = Stacked { rise: first.rise.max(dot / 2.0 - top), width: w, ..Stacked::default() };
    whole.marks.push(Mark::Rule { x: (dot - line) / 2.0, y: top, w: line, h: bottom - top, strong: false });
    for (text, &y) in built.iter().zip(&stops) {
        whole.marks.push(Mark::Dot { x: 0.0, y: y + middle(text) - dot / 2.0, d: dot });
    }
    whole.height = stops.last().copied().unwrap_or(0.0) + last.height;
    whole.drop = last.drop;
    for (text, y) in built.into_iter().zip(stops) {
        whole.marks.extend(text.marks.into_iter().map(|mark| shifted(mark, indent, y)));
    }
    Some(whole)
}

pub(super) fn fact_columns(
    shop: &mut Shop<'_, '_>,
    content: &Content,
    column: &Column,
    w: f64,
    n: usize,
) -> Option<Stacked> {
    if content.rows() >= LIST_ROWS_MIN || content.facts.iter().any(is_offer) {
        return facts(shop, content, column, w, false, 0..usize::MAX);
    }
    let count = content.facts.len();
    let even = |columns: usize| count <= columns || count.is_multiple_of(columns);
    let columns = (2..=n.min(count)).rev().filter(|&columns| even(columns) && column.align == Align::Start);
    for columns in columns {
        if let Some(built) = fact_grid(shop, content, w, columns) {
            return Some(built);
        }
    }
    facts(shop, content, column, w, false, 0..usize::MAX)
}

/// Facts in columns; `None` when one of them would run on too long in its cell.
fn fact_grid(shop: &mut Shop<'_, '_>, content: &Content, w: f64, columns: usize) -> Option<Stacked> {
    let gutter = shop.scale.step(2);
    let cell = (w - gutter * (columns - 1) as f64) / columns as f64;
    let size = shop.grown(shop.scale.body, 0.8, 1.0);
    let voice = shop.voice.clone();
    let mut whole = Stacked::default();
    // Facts go down the columns, so that when and where stay neighbours.
    let per = content.facts.len().div_ceil(columns);
    for (c, chunk) in content.facts.chunks(per).enumerate() {
        let mut built = Vec::new();
        for (i, fact) in chunk.iter().enumerate() {
            let index = c * per + i;
            let (font, tint) = fact_look(&voice, fact, index == 0);
            let mut setting = shop.setting(&format!("fact-{}", index + 1), fact, &font, size, cell, tint);
            if setting.lines.len() > 1 || setting.size() < size * 0.99 {
                return None;
            }
            setting.leading = setting.leading.min(1.28);
            built.push(Stacked::text(setting, cell));
        }
        let pile = pile(built, size * 0.58, (cell + gutter) * c as f64)?;
        whole.height = whole.height.max(pile.height);
        whole.rise = whole.rise.max(pile.rise);
        whole.drop = whole.drop.max(pile.drop);
        whole.width = whole.width.max(pile.width);
        whole.marks.extend(pile.marks);
    }
    Some(whole)
}

pub(super) fn fact_rows(shop: &mut Shop<'_, '_>, content: &Content, column: &Column, w: f64) -> Option<Stacked> {
    if content.facts.is_empty() {
        return None;
    }
    let size = shop.grown(shop.scale.sub, 0.2, 0.6);
    let line = (shop.scale.px(0.2)).max(1.0);
    let pad = size * 0.62;
    let voice = shop.voice.clone();
    let mut whole = Stacked { width: w, ..Stacked::default() };
    let mut y = 0.0;
    for (i, fact) in content.facts.iter().enumerate() {
        let (font, tint) = fact_look(&voice, fact, i == 0);
        let id = format!("fact-{}", i + 1);
        let listed = content.rows() >= LIST_ROWS_MIN;
        let built = match listed.then(|| row(shop, &id, content, fact, size, w)).flatten() {
            Some(row) => row,
            None => {
                let mut setting = shop.setting(&id, fact, &font, size, w, tint);
                setting.align = column.align;
                Stacked::text(setting, w)
            }
        };
        whole.marks.push(Mark::Rule { x: 0.0, y, w, h: line, strong: false });
        y += line + pad.max(built.rise + line);
        for mark in built.marks {
            whole.marks.push(shifted(mark, 0.0, y));
        }
        y += built.height + pad.max(built.drop + line);
    }
    whole.marks.push(Mark::Rule { x: 0.0, y, w, h: line, strong: false });
    whole.height = y + line;
    Some(whole)
}

/// Everything that is neither headline nor action, one item under the other, in up to `most` columns of even height.
pub(super) fn listing(shop: &mut Shop<'_, '_>, content: &Content, w: f64, most: usize) -> Option<Stacked> {
    let size = shop.grown(shop.scale.body, 0.55, 1.0);
    let gutter = (shop.scale.step(2) * shop.shrink.max(0.4)).max(size * 1.2);
    let count = content.body.len() + content.facts.len();
    let mut best: Option<Stacked> = None;
    for columns in 1..=most.min(count) {
        let cell = (w - gutter * (columns - 1) as f64) / columns as f64;
        if columns > 1 && cell < size * LISTING_MEASURE_MIN {
            break;
        }
        let items = items(shop, content, size, cell);
        // Rules need air, which text that is pressed for room does not have.
        let ruled = items.len() >= RULED_MIN && shop.shrink > 0.7;
        let built = in_columns(items, columns, size, (cell, gutter), ruled.then(|| shop.scale.px(0.14).max(1.0)));
        if best.as_ref().is_none_or(|best| built.height < best.height * LISTING_GAIN) {
            best = Some(built);
        }
    }
    best
}

/// The items of a listing, set to the width of one column.
fn items(shop: &mut Shop<'_, '_>, content: &Content, size: f64, w: f64) -> Vec<Stacked> {
    let voice = shop.voice.clone();
    let body = content.body.iter().enumerate().map(|(i, piece)| (format!("body-{}", i + 1), piece, None));
    let facts = content.facts.iter().enumerate().map(|(i, piece)| (format!("fact-{}", i + 1), piece, Some(i)));
    body.chain(facts)
        .map(|(id, piece, fact)| {
            let (font, tint) = match fact {
                Some(index) => fact_look(&voice, piece, index == 0),
                None => (voice.text.clone(), Tint::Ink),
            };
            if content.rows() >= LIST_ROWS_MIN
                && let Some(row) = row(shop, &id, content, piece, size, w)
            {
                return row;
            }
            let mut setting = shop.setting(&id, piece, &font, size, w, tint);
            setting.leading = setting.leading.min(1.28);
            Stacked::text(setting, w)
        })
        .collect()
}

/// A row of a price list or an agenda; `None` when the fact is neither.
fn row(shop: &mut Shop<'_, '_>, id: &str, content: &Content, fact: &Piece, size: f64, w: f64) -> Option<Stacked> {
    if let Some(parts) = fact.priced() {
        return Some(priced(shop, id, fact, parts, size, w));
    }
    let style = figures(shop, size);
    let widest = content
        .facts
        .iter()
        .filter_map(|fact| fact.timed())
        .map(|(time, _)| shop.ruler.line(&style, time).width * size)
        .fold(0.0, f64::max);
    Some(timed(shop, id, fact, fact.timed()?, (size, widest), w))
}

/// How the figures of rows are set: all of one width.
fn figures(shop: &Shop<'_, '_>, size: f64) -> Style {
    let mut style = shop.style(&shop.voice.label, size, false);
    style.features.push(Feature::TabularFigures);
    style
}

/// A row of an agenda: the hour in a column as wide as the `widest`, px, and beside it what begins then.
fn timed(
    shop: &mut Shop<'_, '_>,
    id: &str,
    piece: &Piece,
    (time, matter): (&str, &str),
    (size, widest): (f64, f64),
    w: f64,
) -> Stacked {
    let voice = shop.voice.clone();
    let part = |text: &str| Piece { text: text.to_owned(), ..piece.clone() };
    let hours = (widest + size * 0.1).min(w * 0.5);
    let style = figures(shop, size);
    let mut hour = shop.styled(id, &part(time), style, size, hours, Tint::Accent);
    hour.optical = false;
    let indent = hours + size * 0.9;
    let measure = (w - indent).max(w * 0.3);
    let mut name = shop.setting(&format!("{id}{ROW_SUFFIX}"), &part(matter), &voice.text, size, measure, Tint::Ink);
    name.leading = name.leading.min(1.28);
    beside(Stacked::text(hour, hours), name, (w - measure, measure))
}

/// A text with another beside it, whose box begins at `x` and is `w` wide; their first lines share a base line.
fn beside(mut row: Stacked, other: Setting, (x, w): (f64, f64)) -> Stacked {
    let bottom = (row.height + row.drop).max(other.height() + other.drop());
    row.height = row.height.max(other.height());
    row.rise = row.rise.max(other.rise());
    row.drop = bottom - row.height;
    row.marks.push(Mark::Text { setting: other, x, y: 0.0, w });
    row.width = x + w;
    row
}

/// A row of a price list: the thing at the left edge, what it costs at the right, its figures of one width.
fn priced(
    shop: &mut Shop<'_, '_>,
    id: &str,
    piece: &Piece,
    (thing, amount): (&str, &str),
    size: f64,
    w: f64,
) -> Stacked {
    let voice = shop.voice.clone();
    let part = |text: &str| Piece { text: text.to_owned(), ..piece.clone() };
    let style = figures(shop, size);
    let mut cost = shop.styled(&format!("{id}{ROW_SUFFIX}"), &part(amount), style, size, w * 0.5, Tint::Accent);
    cost.align = Align::End;
    cost.optical = false;
    let own = (cost.advance() + size * 0.1).min(w * 0.5);
    let measure = (w - own - size * 0.9).max(w * 0.4);
    let mut name = shop.setting(id, &part(thing), &voice.text, size, measure, Tint::Ink);
    name.leading = name.leading.min(1.28);
    beside(Stacked::text(name, measure), cost, (w - own, own))
}

/// Items in columns of even height, in reading order down the columns; `rule` is the thickness of the lines between.
fn in_columns(
    items: Vec<Stacked>,
    columns: usize,
    size: f64,
    (cell, gutter): (f64, f64),
    rule: Option<f64>,
) -> Stacked {
    let pad = size * if rule.is_some() { 0.56 } else { 0.3 };
    let pitch = |item: &Stacked| item.height + item.rise.max(0.0) + item.drop.max(0.0) + 2.0 * pad;
    let heights: Vec<f64> = items.iter().map(pitch).collect();
    let mut whole = Stacked::default();
    let mut items = items.into_iter().zip(heights.iter().copied());
    for (c, count) in even_parts(&heights, columns).into_iter().enumerate() {
        let x = (cell + gutter) * c as f64;
        let mut y = 0.0;
        for (item, height) in items.by_ref().take(count) {
            if let Some(h) = rule {
                whole.marks.push(Mark::Rule { x, y, w: cell, h, strong: false });
            }
            let top = y + pad + item.rise.max(0.0);
            whole.width = whole.width.max(x + if rule.is_some() { cell } else { item.width });
            whole.marks.extend(item.marks.into_iter().map(|mark| shifted(mark, x, top)));
            y += height;
        }
        whole.height = whole.height.max(y);
    }
    whole
}

/// How many of the `heights`, in their order, go into each of at most `parts` parts so that the tallest is lowest.
fn even_parts(heights: &[f64], parts: usize) -> Vec<usize> {
    let fill = |limit: f64| {
        let mut counts = vec![0];
        let mut sum = 0.0;
        for &height in heights {
            if sum + height > limit && sum > 0.0 {
                counts.push(0);
                sum = 0.0;
            }
            sum += height;
            *counts.last_mut().expect("one part at least") += 1;
        }
        counts
    };
    let tallest = heights.iter().copied().fold(0.0, f64::max);
    let (mut low, mut high) = (tallest, heights.iter().sum::<f64>());
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if fill(middle).len() <= parts { high = middle } else { low = middle }
    }
    fill(high + 1e-6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_even_and_lose_nothing() {
        assert_eq!(even_parts(&[1.0; 6], 3), [2, 2, 2]);
        assert_eq!(even_parts(&[5.0, 1.0, 1.0, 1.0, 1.0], 2), [1, 4]);
        assert_eq!(even_parts(&[1.0], 4), [1]);
        for parts in 1..6 {
            let heights = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
            let counts = even_parts(&heights, parts);
            assert!(counts.len() <= parts && counts.iter().sum::<usize>() == heights.len(), "{counts:?}");
        }
    }
}
