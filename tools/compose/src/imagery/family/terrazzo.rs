//! F12: pieces of three sizes packed toward one side; the largest are the subject and its company.

use design::Rect;

use super::super::canvas::Canvas;
use super::super::motif::Motif;
use super::super::shape::{disc, loop_through, polar, rounded, segment, turn};
use super::{Scene, centred};

/// Sizes against the first, and how many tries each gets.
const SIZES: [(f64, usize); 3] = [(1.0, 160), (0.46, 420), (0.19, 420)];

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let stage = scene.space.stage();
    let short = stage.w.min(stage.h);
    // In a narrow band the subject is as wide as the band, and no crumbs lie round it.
    let band = stage.w.max(stage.h) > 1.7 * short;
    let first = short
        * match (scene.motif.is_some(), band) {
            (true, true) => scene.random.range(0.74, 0.86),
            (true, false) => scene.random.range(0.4, 0.54),
            (false, _) => scene.random.range(0.24, 0.34),
        };
    let sizes = if band { &SIZES[..2] } else { &SIZES[..] };
    // Pieces gather toward one side and thin out opposite.
    let pull = polar(0.0, 0.0, 1.0, scene.random.range(20.0, 160.0));
    let mut placed: Vec<(f64, f64, f64)> = Vec::new();
    let company: Vec<&'static Motif> = scene.motif.into_iter().flat_map(|m| [m, scene_mate(scene, m), m]).collect();
    for (rank, (share, tries)) in sizes.iter().copied().enumerate() {
        let size = first * share;
        for _ in 0..tries {
            let x = stage.x + scene.random.range(-0.06, 1.06) * stage.w;
            let y = stage.y + scene.random.range(-0.06, 1.06) * stage.h;
            let (dx, dy) = ((x - stage.center().0) / stage.w * 2.0, (y - stage.center().1) / stage.h * 2.0);
            let dense = 0.5 + 0.62 * (dx * pull.x + dy * pull.y);
            let r = size / 2.0;
            let gap = 1.6 * scene.space.u + r * 0.16;
            let apart = placed.iter().all(|&(px, py, pr)| libm::hypot(px - x, py - y) >= pr + r + gap);
            let free = scene.space.distance(x, y) > r + 2.0 * scene.space.u;
            if scene.random.chance(dense) && apart && free {
                placed.push((x, y, r * if rank == 0 { 0.98 } else { 1.0 }));
                piece(canvas, scene, (x, y), size, rank, &company, placed.len());
            }
        }
    }
}

fn scene_mate(scene: &Scene<'_>, motif: &'static Motif) -> &'static Motif {
    let mut random = scene.random.fork("mate");
    let mates: Vec<_> = motif.kin.iter().filter_map(|name| super::motif::find(name)).collect();
    random.pick(&mates).copied().unwrap_or(motif)
}

fn piece(
    canvas: &mut Canvas,
    scene: &mut Scene<'_>,
    (x, y): (f64, f64),
    size: f64,
    rank: usize,
    company: &[&'static Motif],
    n: usize,
) {
    let angle = scene.random.range(-40.0, 40.0);
    if rank == 0 && !company.is_empty() {
        let motif = company[n % company.len()];
        let sketch = motif.sketch();
        let tones = scene.tones(motif, scene.scheme.ground, n % 3 == 1);
        return sketch.paint(canvas, centred(&sketch, x, y, size * 0.98, angle * 0.5), &tones);
    }
    let colors = scene.scheme.upon(scene.scheme.ground, 5);
    // Shares of about 60, 25, 10 and 5 %.
    let pick = scene.random.unit();
    let at = [0.55, 0.8, 0.93].into_iter().filter(|edge| pick > *edge).count();
    let color = colors[at % colors.len()];
    let r = size / 2.0;
    let kinds = if rank == 2 { 2 } else { 4 };
    let path = match scene.random.index(kinds) {
        0 => disc(x, y, r * 0.8),
        1 => turn(angle * 2.0, x, y) * rounded(x - r * 0.9, y - r * 0.34, r * 1.8, r * 0.68, r * 0.34),
        2 => turn(angle * 3.0, x, y) * segment(x, y, r * 0.9, 0.0, 180.0),
        _ => {
            let points: Vec<_> = (0..6)
                .map(|i| {
                    let p = polar(x, y, r * scene.random.range(0.62, 1.0), f64::from(i) * 60.0 + angle);
                    (p.x, p.y)
                })
                .collect();
            loop_through(&points)
        }
    };
    let area = Rect::new(x - r, y - r, size, size);
    if scene.space.is_free(area, 0.0) {
        canvas.fill(&path, color);
    }
}
