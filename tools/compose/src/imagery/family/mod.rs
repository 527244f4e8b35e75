//! Families of imagery: ways to compose a picture. One file each.

mod blocks;
mod chorus;
mod close_up;
mod contours;
mod cut_paper;
mod cutouts;
mod growth;
mod modules;
mod mono_line;
mod ribbon;
mod rings;
mod screen;
mod strata;
mod terrazzo;

use design::{Random, Rect, Srgb};
use kurbo::Affine;

use super::canvas::Canvas;
use super::motif::{self, Motif, Seat, Sketch};
use super::scheme::{Scheme, Tones};
use super::shape::turn;
use super::space::Space;

/// A way to compose a picture.
pub(super) struct Family {
    /// Its name in requests.
    pub(super) name: &'static str,
    /// How plainly it shows the motif, 0–1; 0 when it draws none.
    pub(super) shows: f64,
    /// How often people who were shown it would show it on, 0–1, by the reviews of `docs/decisions`.
    pub(super) appeal: f64,
    /// Paints it.
    pub(super) paint: fn(&mut Canvas, &mut Scene<'_>),
}

/// All families; names are unique.
pub(super) const ALL: &[Family] = &[
    Family { name: "cut_paper", shows: 1.00, appeal: 1.00, paint: cut_paper::paint },
    Family { name: "mono_line", shows: 0.80, appeal: 0.35, paint: mono_line::paint },
    Family { name: "modules", shows: 0.45, appeal: 0.36, paint: modules::paint },
    Family { name: "contours", shows: 0.00, appeal: 0.60, paint: contours::paint },
    Family { name: "screen", shows: 0.70, appeal: 0.40, paint: screen::paint },
    Family { name: "rings", shows: 0.90, appeal: 0.55, paint: rings::paint },
    Family { name: "strata", shows: 0.75, appeal: 0.42, paint: strata::paint },
    Family { name: "cutouts", shows: 0.80, appeal: 0.28, paint: cutouts::paint },
    Family { name: "growth", shows: 0.60, appeal: 0.42, paint: growth::paint },
    Family { name: "terrazzo", shows: 0.55, appeal: 0.40, paint: terrazzo::paint },
    Family { name: "ribbon", shows: 0.40, appeal: 0.50, paint: ribbon::paint },
    Family { name: "blocks", shows: 0.20, appeal: 0.45, paint: blocks::paint },
    Family { name: "close_up", shows: 1.00, appeal: 1.00, paint: close_up::paint },
    Family { name: "chorus", shows: 0.80, appeal: 0.50, paint: chorus::paint },
];

/// The family called `name`.
pub(super) fn find(name: &str) -> Option<&'static Family> {
    ALL.iter().find(|family| family.name == name)
}

/// What a family works with.
pub(super) struct Scene<'a> {
    pub(super) space: &'a Space,
    pub(super) scheme: &'a Scheme,
    pub(super) motif: Option<&'static Motif>,
    pub(super) random: Random,
    pub(super) transparent: bool,
}

impl Scene<'_> {
    /// The motif's tones in front of `back`.
    pub(super) fn tones(&mut self, motif: &Motif, back: Srgb, lead: bool) -> Tones {
        self.scheme.tones(back, motif.hues, lead, &mut self.random)
    }

    /// One of the motif's companions that meets the world in a way that `fits`.
    pub(super) fn kin(&mut self, motif: &Motif, fits: impl Fn(Seat) -> bool) -> Option<&'static Motif> {
        let kin: Vec<_> = motif.kin.iter().filter_map(|name| motif::find(name)).filter(|m| fits(m.seat)).collect();
        self.random.pick(&kin).copied()
    }

    /// A companion, or the motif itself.
    pub(super) fn mate(&mut self, motif: &'static Motif) -> &'static Motif {
        self.kin(motif, |_| true).unwrap_or(motif)
    }
}

/// Where a sketch goes: its ink box onto `target`, as large as fits, its foot on the target's foot.
pub(super) fn seated(sketch: &Sketch, target: Rect) -> Affine {
    let ink = sketch.bounds();
    let scale = (target.w / ink.w.max(1.0)).min(target.h / ink.h.max(1.0));
    let x = target.x + (target.w - ink.w * scale) / 2.0 - ink.x * scale;
    let y = target.bottom() - ink.bottom() * scale;
    Affine::new([scale, 0.0, 0.0, scale, x, y])
}

/// Where a sketch goes: its ink box centred on (`x`, `y`), its longer side `size`, turned by `degrees`.
pub(super) fn centred(sketch: &Sketch, x: f64, y: f64, size: f64, degrees: f64) -> Affine {
    let ink = sketch.bounds();
    let (cx, cy) = ink.center();
    let scale = size / ink.w.max(ink.h).max(1.0);
    turn(degrees, x, y) * Affine::new([scale, 0.0, 0.0, scale, x - cx * scale, y - cy * scale])
}
