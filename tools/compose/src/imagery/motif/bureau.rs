//! What stood on a desk before the laptop.

use super::super::scheme::Tone::{Body, Ink, Light, Second, Shade};
use super::super::shape::{bar, disc, polar, rounded};
use super::{ANY, BLUE, BROWN, Motif, RED, Seat, Sketch};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "typewriter", seat: Seat::Table, hues: [ANY, BROWN], kin: &["pencil"], draw: typewriter },
    Motif { name: "telephone", seat: Seat::Table, hues: [RED, BLUE], kin: &["vase"], draw: telephone },
];

fn typewriter(s: &mut Sketch) {
    s.fill(Light, rounded(28.0, 2.0, 44.0, 40.0, 1.5));
    for (y, w) in [(10.0, 30.0), (17.0, 24.0), (24.0, 28.0)] {
        s.fill(Ink, bar(35.0, y, w, 2.4));
    }
    s.fill(Ink, rounded(2.0, 33.0, 96.0, 6.0, 3.0));
    s.fill(Second, rounded(10.0, 29.0, 80.0, 14.0, 7.0));
    s.fill(Shade, rounded(10.0, 37.0, 80.0, 6.0, 3.0));
    s.half_lit(Body, "M20 42h60l14 42a6 6 0 0 1-6 7h-76a6 6 0 0 1-6-7z", 96.0);
    s.fill(Shade, "M20 42h60l3 10h-66z");
    for (row, (y, count)) in [(60.0, 7), (69.0, 8), (78.0, 7)].into_iter().enumerate() {
        let pitch = 8.0 + row as f64 * 0.4;
        let left = 50.0 - pitch * f64::from(count - 1) / 2.0;
        for i in 0..count {
            s.fill(Light, disc(left + pitch * f64::from(i), y, 2.9));
        }
    }
    s.fill(Second, rounded(34.0, 84.0, 32.0, 4.4, 2.2));
}

fn telephone(s: &mut Sketch) {
    s.fill(Ink, bar(36.0, 34.0, 6.0, 12.0));
    s.fill(Ink, bar(58.0, 34.0, 6.0, 12.0));
    s.half_lit(Body, "M34 44h32c5 0 8 3 10 7l16 32a6 6 0 0 1-6 8h-72a6 6 0 0 1-6-8l16-32c2-4 5-7 10-7z", 62.0);
    s.line(Body, 11.0, "M14 28c4-20 68-20 72 0");
    s.fill(Body, rounded(4.0, 24.0, 24.0, 17.0, 6.0));
    s.fill(Body, rounded(72.0, 24.0, 24.0, 17.0, 6.0));
    s.fill(Shade, rounded(4.0, 34.0, 24.0, 7.0, 3.5));
    s.fill(Shade, rounded(72.0, 34.0, 24.0, 7.0, 3.5));
    s.fill(Light, disc(50.0, 68.0, 17.0));
    for i in 0..9 {
        let hole = polar(50.0, 68.0, 11.6, 120.0 + 33.0 * f64::from(i));
        s.fill(Ink, disc(hole.x, hole.y, 2.5));
    }
    s.fill(Second, disc(50.0, 68.0, 5.0));
}
