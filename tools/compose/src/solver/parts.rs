//! The parts of a column that do not lead: labels, facts, buttons, small print.

use design::document::{Align, FontRef};

use super::bands::bands;
use super::column::{Shop, shifted};
use super::facts::{fact_columns, fact_rows, facts, listing, route};
use super::setting::{Mark, Setting, Stacked, Tint};
use crate::archetype::{Column, Part};
use crate::content::Content;

/// Sets a part that does not lead; `None` when there is nothing to say in it.
pub(super) fn build(
    shop: &mut Shop<'_, '_>,
    part: Part,
    content: &Content,
    column: &Column,
    w: f64,
) -> Option<Stacked> {
    let (voice, scale) = (shop.voice.clone(), shop.scale);
    let measure_max = |shop: &Shop<'_, '_>, size: f64| (size * 27.0).min(w).max(w.min(shop.scale.px(30.0)));
    let aligned = |mut setting: Setting, w: f64| {
        setting.align = column.align;
        Stacked::text(setting, w)
    };
    match part {
        Part::Headline(_) | Part::Lockup(_) => None,
        Part::Kicker => {
            let piece = content.kicker.as_ref()?;
            let size = shop.grown(scale.body, 0.9, 0.5);
            Some(aligned(shop.label("kicker", piece, &voice.label, size, w, Tint::Accent), w))
        }
        Part::Sub => {
            let piece = content.sub.as_ref()?;
            let size = shop.grown(scale.sub, 0.7, 0.45);
            let setting = shop.setting("subhead", piece, &voice.sub, size, w.min(size * 22.0), Tint::Ink);
            Some(aligned(setting, w))
        }
        Part::Body => {
            let size = shop.grown(scale.body, 0.3, 0.3);
            let texts = content.body.iter().enumerate();
            let built: Vec<Stacked> = texts
                .map(|(i, piece)| {
                    let measure = measure_max(shop, size);
                    let setting =
                        shop.setting(&format!("body-{}", i + 1), piece, &voice.text, size, measure, Tint::Ink);
                    aligned(setting, w)
                })
                .collect();
            pile(built, scale.step(1) * shop.shrink, 0.0)
        }
        Part::Facts | Part::BigFacts => facts(shop, content, column, w, part == Part::BigFacts, 0..usize::MAX),
        Part::Fact(index) => facts(shop, content, column, w, false, index..index + 1),
        Part::FactsFrom(index) => facts(shop, content, column, w, false, index..usize::MAX),
        Part::Route => route(shop, content, w),
        Part::Bands(most) => bands(shop, content, w, most),
        Part::FactColumns(n) => fact_columns(shop, content, column, w, n),
        Part::FactRows => fact_rows(shop, content, column, w),
        Part::Listing(most) => listing(shop, content, w, most),
        Part::Button => button(shop, content, column, w),
        Part::Action => {
            let piece = content.cta.as_ref()?;
            let size = shop.grown(scale.body, 1.0, 0.8);
            let built = aligned(shop.setting("cta", piece, &voice.label, size, w, Tint::Accent), w);
            Some(underlined(built, size, column.align, w))
        }
        Part::Legal => {
            let size = shop.size((scale.floor, scale.label.0), 0.5);
            let built: Vec<Stacked> = content
                .legal
                .iter()
                .enumerate()
                .map(|(i, piece)| {
                    let setting = shop.setting(
                        &format!("legal-{}", i + 1),
                        piece,
                        &voice.text,
                        size,
                        w.min(size * 44.0),
                        Tint::Muted,
                    );
                    aligned(setting, w)
                })
                .collect();
            pile(built, scale.step(0), 0.0)
        }
        Part::Rule => Some(rule(w, (scale.px(0.22)).max(1.0), false)),
        Part::Bar => Some(rule(w, (scale.px(0.9)).max(2.0), true)),
        Part::Gap(step) => {
            Some(Stacked { height: scale.step(step) * shop.shrink.min(1.0) * 0.5, ..Stacked::default() })
        }
    }
}

/// A text with a line under it, which says that it may be followed.
fn underlined(mut text: Stacked, size: f64, align: Align, w: f64) -> Stacked {
    let line = (size * 0.075).max(1.0);
    let y = text.height + text.drop.max(size * 0.2) + line;
    let x = match align {
        Align::Start => 0.0,
        Align::Center => (w - text.width) / 2.0,
        Align::End => w - text.width,
    };
    text.marks.push(Mark::Rule { x, y, w: text.width, h: line, strong: true });
    text.height = y + line;
    text.drop = 0.0;
    text
}

fn rule(w: f64, h: f64, strong: bool) -> Stacked {
    Stacked { marks: vec![Mark::Rule { x: 0.0, y: 0.0, w, h, strong }], height: h, width: w, ..Stacked::default() }
}

/// Pieces under each other as one part.
pub(super) fn pile(built: Vec<Stacked>, space: f64, x: f64) -> Option<Stacked> {
    let mut whole = Stacked::default();
    let mut built = built.into_iter();
    let first = built.next()?;
    whole.rise = first.rise;
    let mut y = 0.0;
    let mut last_drop = 0.0;
    for (index, piece) in std::iter::once(first).chain(built).enumerate() {
        if index > 0 {
            y += space.max(last_drop + piece.rise + space * 0.3);
        }
        for mark in piece.marks {
            whole.marks.push(shifted(mark, x, y));
        }
        y += piece.height;
        last_drop = piece.drop;
        whole.width = whole.width.max(piece.width + x);
    }
    whole.height = y;
    whole.drop = last_drop;
    Some(whole)
}

fn button(shop: &mut Shop<'_, '_>, content: &Content, column: &Column, w: f64) -> Option<Stacked> {
    let piece = content.cta.as_ref()?;
    let size = shop.grown(shop.scale.body, 0.9, 0.6);
    let font = FontRef { weight: shop.voice.label.weight.max(500), ..shop.voice.label.clone() };
    let usual = shop.floor().min(size);
    let size = shop.one_line(&[piece.text.as_str()], &font, size, usual, w - 2.1 * size.min(w * 0.12));
    let pad_x = (size * 1.05).min(w * 0.12);
    let mut setting = shop.setting("cta", piece, &font, size, (w - 2.0 * pad_x).max(size), Tint::OnPlate);
    setting.align = Align::Center;
    setting.optical = false;
    let pad_y = size * 0.78;
    let plate_w = (setting.advance() + 2.0 * pad_x).min(w);
    let plate_h = setting.height() + 2.0 * pad_y;
    let x = match column.align {
        Align::Start => 0.0,
        Align::Center => (w - plate_w) / 2.0,
        Align::End => w - plate_w,
    };
    Some(Stacked {
        height: plate_h,
        width: plate_w,
        marks: vec![Mark::Plate { x, y: 0.0, w: plate_w, h: plate_h }, Mark::Text { setting, x, y: pad_y, w: plate_w }],
        ..Stacked::default()
    })
}
