//! F3: a grid of quarter-discs, half-discs, rings and bars that continue one another; the subject has a large tile.

use design::{Rect, Srgb};
use kurbo::BezPath;

use super::super::canvas::Canvas;
use super::super::shape::{bar, disc, polygon, sector, segment};
use super::contours::Noise;
use super::{Scene, centred};

/// How far a plate reaches past the words on it, in hundredths of the short side.
const PLATE_PAD: f64 = 5.0;

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let stage = scene.space.stage();
    let (short, long) = (stage.w.min(stage.h), stage.w.max(stage.h));
    // A narrow band takes few large tiles: small ones would be crumbs, and the subject would be one of them. Around a
    // plate tiles are smaller, so that they come close to it.
    let hero = scene.space.hero;
    let plated = !scene.space.clear().is_empty() || hero.w * hero.h < 0.9 * stage.w * stage.h;
    let across = match (plated, long > 1.7 * short) {
        (true, _) => [4.0, 5.0][scene.random.index(2)],
        (false, true) => 2.0,
        (false, false) => [3.0, 3.0, 4.0][scene.random.index(3)],
    };
    let (columns, rows, cell) = fit(stage, across);
    let origin = (stage.x + (stage.w - cell * columns as f64) / 2.0, stage.y + (stage.h - cell * rows as f64) / 2.0);
    let at = |column: usize, row: usize, span: usize| {
        let side = cell * span as f64;
        Rect::new(origin.0 + column as f64 * cell, origin.1 + row as f64 * cell, side, side)
    };
    // Three colours beside the ground are a family; the ink belongs to the words.
    let mut colors = scene.scheme.upon(scene.scheme.ground, 4);
    if colors.len() > 2 {
        colors.retain(|color| *color != scene.scheme.ink);
        colors.truncate(3);
    }
    let big = large_tile(scene, columns, rows, &at);
    let noise = Noise::new(&mut scene.random);
    let mark = |canvas: &mut Canvas, scene: &mut Scene<'_>, column: usize, row: usize, tile: Rect| {
        // Colour by region: low-frequency noise hands neighbours the same pair.
        let region = noise.at(column as f64 * 0.42, row as f64 * 0.42) * colors.len() as f64 * 1.6;
        let field = colors[region as usize % colors.len()];
        let form = colors[(region as usize + 1 + scene.random.index(2)) % colors.len()];
        let quiet = (column * 7 + row * 3 + scene.random.index(4)) % 4;
        match quiet {
            0 => {}
            1 => shape(canvas, scene, tile, field, scene.scheme.ground, (column, row)),
            _ => {
                canvas.fill(&bar(tile.x, tile.y, tile.w, tile.h), field);
                let form = if form == field { scene.scheme.ground } else { form };
                shape(canvas, scene, tile, form, field, (column, row));
            }
        }
    };
    for row in 0..rows {
        for column in 0..columns {
            let tile = at(column, row, 1);
            let taken = big.is_some_and(|(c, r, n)| (c..c + n).contains(&column) && (r..r + n).contains(&row));
            if !taken && scene.space.is_free(tile, 0.0) {
                mark(canvas, scene, column, row, tile);
            }
        }
    }
    if let Some((column, row, span)) = big {
        let tile = at(column, row, span);
        if scene.space.is_free(tile, 0.0) {
            portrait(canvas, scene, tile, colors[0]);
        }
    }
}

/// Columns, rows and cell side of the grid of squares that fills a box.
fn fit(area: Rect, across: f64) -> (usize, usize, f64) {
    let short = area.w.min(area.h);
    let mut cell = short / across;
    // The longest strips take larger cells rather than hundreds of them.
    while (area.w / cell) * (area.h / cell) > 60.0 {
        cell *= 1.2;
    }
    let cell = if area.w < area.h {
        area.w / libm::round(area.w / cell).max(1.0)
    } else {
        area.h / libm::round(area.h / cell).max(1.0)
    };
    // One more each way than fits: the grid bleeds evenly.
    (libm::ceil(area.w / cell - 0.02) as usize, libm::ceil(area.h / cell - 0.02) as usize, cell)
}

/// Column, row and span of the large tile: inside the grid, clear of the words; `None` when there is no room.
fn large_tile(
    scene: &mut Scene<'_>,
    columns: usize,
    rows: usize,
    at: &dyn Fn(usize, usize, usize) -> Rect,
) -> Option<(usize, usize, usize)> {
    let span = if columns.min(rows) >= 4 && scene.motif.is_some() { 2 + scene.random.index(2) } else { 2 };
    let span = span.min(columns).min(rows);
    if span < 2 && scene.motif.is_none() {
        return None;
    }
    // Nowhere that a plate would cut the subject: its field is larger than the words on it.
    let margin = PLATE_PAD * scene.space.u;
    // A plate over the sheet leaves the hero's place to be seen.
    let hero = scene.space.hero;
    let seen = |tile: Rect| {
        let part = tile.intersection(hero);
        part.w * part.h >= 0.8 * tile.w * tile.h
    };
    (1..=span).rev().find_map(|span| {
        let free: Vec<(usize, usize)> = (0..=rows - span)
            .flat_map(|row| (0..=columns - span).map(move |column| (column, row)))
            .filter(|&(column, row)| scene.space.is_free(at(column, row, span), margin) && seen(at(column, row, span)))
            .collect();
        scene.random.pick(&free).map(|&(column, row)| (column, row, span))
    })
}

/// The subject on a field of its own, or one large form.
fn portrait(canvas: &mut Canvas, scene: &mut Scene<'_>, tile: Rect, field: Srgb) {
    let (x, y) = tile.center();
    let Some(motif) = scene.motif else {
        canvas.fill(&bar(tile.x, tile.y, tile.w, tile.h), field);
        return shape(canvas, scene, tile, scene.scheme.stand_off(field, scene.scheme.ground), field, (0, 0));
    };
    let field = scene.scheme.panel;
    canvas.fill(&bar(tile.x, tile.y, tile.w, tile.h), field);
    let sketch = motif.sketch();
    let tones = scene.tones(motif, field, true);
    sketch.paint(canvas, centred(&sketch, x, y, tile.w * 0.84, 0.0), &tones);
}

/// One form in a tile. Corners alternate like a checkerboard, so quarter-discs of neighbours meet.
fn shape(
    canvas: &mut Canvas,
    scene: &mut Scene<'_>,
    tile: Rect,
    color: Srgb,
    hole: Srgb,
    (column, row): (usize, usize),
) {
    let (x, y, side) = (tile.x, tile.y, tile.w);
    let (cx, cy) = tile.center();
    let corner = (column % 2, row % 2);
    let (qx, qy) = (x + side * (1 - corner.0) as f64, y + side * (1 - corner.1) as f64);
    let from = match corner {
        (0, 0) => 180.0,
        (1, 0) => 270.0,
        (0, _) => 90.0,
        _ => 0.0,
    };
    let form: BezPath = match scene.random.index(8) {
        0..=2 => sector(qx, qy, side, from, from + 90.0),
        3 => {
            canvas.fill(&sector(qx, qy, side, from, from + 90.0), color);
            return canvas.fill(&sector(qx, qy, side * 0.5, from, from + 90.0), hole);
        }
        4 => disc(cx, cy, side * 0.36),
        5 => segment(cx, y + side, side * 0.5, 180.0, 360.0),
        6 => polygon(&[(x, y + side), (x + side, y + side), (x + side, y)]),
        _ => {
            for i in 0..3 {
                canvas.fill(&bar(x, y + side * (0.12 + 0.3 * f64::from(i)), side, side * 0.16), color);
            }
            return;
        }
    };
    canvas.fill(&form, color);
}
