//! Things to play and train with.

use super::super::outline::outline;
use super::super::scheme::Tone::{Body, Ink, Light, Line, Second, Shade, Third};
use super::super::shape::{bar, corners, disc, ellipse, polar, polyline, rounded, star, turn};
use super::{ANY, Motif, ORANGE, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "ball", seat: Seat::Air, hues: [ANY, ANY], kin: &["shoe", "trophy"], draw: ball },
    Motif { name: "basketball", seat: Seat::Air, hues: [ORANGE, ANY], kin: &["shoe", "trophy"], draw: basketball },
    Motif { name: "tennis", seat: Seat::Air, hues: [RED, YELLOW], kin: &["medal"], draw: tennis },
    Motif { name: "dumbbell", seat: Seat::Table, hues: [ANY, ANY], kin: &["shoe"], draw: dumbbell },
    Motif { name: "trophy", seat: Seat::Table, hues: [YELLOW, ANY], kin: &["star", "medal"], draw: trophy },
    Motif { name: "medal", seat: Seat::Air, hues: [YELLOW, RED], kin: &["star"], draw: medal },
];

fn ball(s: &mut Sketch) {
    s.fill(Light, disc(50.0, 50.0, 42.0));
    s.within(disc(50.0, 50.0, 42.0), |s| {
        s.fill(Ink, star(50.0, 50.0, 15.0, 12.2, 5));
        for i in 0..5 {
            let angle = 72.0 * f64::from(i) - 90.0;
            let (a, b) = (polar(50.0, 50.0, 14.0, angle), polar(50.0, 50.0, 30.0, angle));
            s.line(Ink, 2.6, polyline(&[(a.x, a.y), (b.x, b.y)]));
            let c = polar(50.0, 50.0, 42.0, angle);
            s.fill(Ink, turn(angle + 90.0, c.x, c.y) * star(c.x, c.y, 14.0, 11.4, 5));
            let d = polar(50.0, 50.0, 33.0, angle + 36.0);
            let (e, f) = (polar(50.0, 50.0, 36.0, angle + 20.0), polar(50.0, 50.0, 36.0, angle + 52.0));
            s.line(Ink, 2.2, polyline(&[(e.x, e.y), (d.x, d.y), (f.x, f.y)]));
        }
        s.fill(Shade, "M70 6c20 34 4 74-44 84h80v-84z");
    });
    s.line(Ink, 2.6, disc(50.0, 50.0, 41.0));
}

fn basketball(s: &mut Sketch) {
    let disc42 = disc(50.0, 50.0, 42.0);
    s.fill(Body, disc42.clone());
    s.within(disc42, |s| {
        s.fill(Shade, "M70 6c20 34 4 74-44 84h80v-84z");
        s.line(Line, 2.8, "M50 0v100M0 50h100M18 10c18 24 18 56 0 80M82 10c-18 24-18 56 0 80");
    });
}

fn tennis(s: &mut Sketch) {
    let tilt = turn(36.0, 42.0, 40.0);
    s.fill(Ink, tilt * rounded(38.6, 70.0, 7.0, 34.0, 3.5));
    s.line(Body, 4.4, tilt * outline("M30 58l10 18M54 58l-10 18"));
    let head = tilt * ellipse(42.0, 34.0, 24.0, 30.0);
    s.within(head.clone(), |s| {
        for i in 0..7 {
            let at = 18.0 + 8.0 * f64::from(i);
            s.line(Light, 1.2, tilt * polyline(&[(at, 0.0), (at, 70.0)]));
            s.line(Light, 1.2, tilt * polyline(&[(10.0, at - 10.0), (74.0, at - 10.0)]));
        }
    });
    s.line(Body, 5.4, head);
    s.half_lit(Second, disc(80.0, 76.0, 14.0), 84.0);
    s.within(disc(80.0, 76.0, 14.0), |s| s.line(Light, 2.2, "M66 66c8 2 12 8 11 18M94 88c-8-2-12-8-11-18"));
}

fn dumbbell(s: &mut Sketch) {
    s.fill(Ink, bar(6.0, 56.0, 88.0, 8.0));
    for (x, w, h) in [(10.0, 9.0, 36.0), (20.0, 12.0, 58.0), (68.0, 12.0, 58.0), (81.0, 9.0, 36.0)] {
        s.faceted(Body, rounded(x, 60.0 - h / 2.0, w, h, 3.5), bar(x, 62.0, w, h));
    }
    s.line(Light, 2.6, "M25 40v14M73 40v14");
}

fn trophy(s: &mut Sketch) {
    s.line(Second, 5.0, "M28 20h-16c0 18 6 26 20 28M72 20h16c0 18-6 26-20 28");
    s.half_lit(Body, "M26 8h48c2 28-4 46-18 50v14h-12v-14c-14-4-20-22-18-50z", 56.0);
    s.half_lit(Second, corners(30.0, 76.0, 40.0, 15.0, [2.0, 2.0, 0.0, 0.0]), 56.0);
    s.half_lit(Body, corners(36.0, 70.0, 28.0, 7.0, [3.0, 3.0, 0.0, 0.0]), 56.0);
    s.fill(Light, star(50.0, 30.0, 11.0, 4.6, 5));
}

fn medal(s: &mut Sketch) {
    s.fill(Second, "M24 0h20l14 40h-18z");
    s.fill(Third, "M76 0h-20l-14 40h18z");
    s.fill(Shade, "M76 0h-20l-14 40h18z");
    s.half_lit(Body, star(50.0, 64.0, 30.0, 26.0, 16), 60.0);
    s.line(Light, 2.4, disc(50.0, 64.0, 20.0));
    s.fill(Light, star(50.0, 64.0, 13.0, 5.6, 5));
}
