//! Sky, weather, sea and mountains.

use super::super::scheme::Tone::{Body, Leaf, Light, Second, Shade, Third};
use super::super::shape::{arc, bar, capsule, disc, polar, polygon, star, turn};
use super::{ANY, BLUE, GREEN, Motif, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "sun", seat: Seat::Air, hues: [YELLOW, RED], kin: &["cloud", "bird"], draw: sun },
    Motif { name: "moon", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["star", "cloud"], draw: moon },
    Motif { name: "star", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["moon"], draw: a_star },
    Motif { name: "cloud", seat: Seat::Air, hues: [ANY, BLUE], kin: &["sun", "umbrella"], draw: cloud },
    Motif { name: "snowflake", seat: Seat::Air, hues: [BLUE, ANY], kin: &["pine", "mountain"], draw: snowflake },
    Motif { name: "drop", seat: Seat::Air, hues: [BLUE, ANY], kin: &["sprig", "wave"], draw: drop },
    Motif { name: "flame", seat: Seat::Table, hues: [RED, YELLOW], kin: &["pot"], draw: flame },
    Motif { name: "bolt", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["cloud"], draw: bolt },
    Motif { name: "mountain", seat: Seat::Land, hues: [BLUE, GREEN], kin: &["pine", "sun"], draw: mountain },
    Motif { name: "wave", seat: Seat::Land, hues: [BLUE, BLUE], kin: &["sailboat", "fish", "sun"], draw: wave },
    Motif { name: "planet", seat: Seat::Air, hues: [RED, YELLOW], kin: &["moon", "star"], draw: planet },
    Motif { name: "globe", seat: Seat::Air, hues: [BLUE, GREEN], kin: &["plane"], draw: globe },
];

fn sun(s: &mut Sketch) {
    for i in 0..13 {
        let angle = f64::from(i) * 360.0 / 13.0 - 90.0;
        let (a, b) = (polar(50.0, 50.0, 30.0, angle), polar(50.0, 50.0, if i % 2 == 0 { 46.0 } else { 41.0 }, angle));
        s.fill(Body, capsule((a.x, a.y), (b.x, b.y), 5.4));
    }
    s.faceted(Body, disc(50.0, 50.0, 23.0), "M62 20c12 24 0 50-30 56h60v-60z");
}

fn moon(s: &mut Sketch) {
    s.faceted(Body, "M58 8a42 42 0 1 0 34 60a36 36 0 0 1-34-60z", "M30 26c-10 30 10 60 50 58l-10 20-70-10 0-60z");
    for (x, y, r) in [(76.0, 34.0, 11.0), (90.0, 12.0, 6.0)] {
        s.fill(Second, star(x, y, r, r * 0.36, 4));
    }
}

fn a_star(s: &mut Sketch) {
    s.fill(Body, star(50.0, 52.0, 46.0, 19.0, 5));
    for i in 0..5 {
        let tip = polar(50.0, 52.0, 46.0, -90.0 + 72.0 * f64::from(i));
        let notch = polar(50.0, 52.0, 19.0, -54.0 + 72.0 * f64::from(i));
        s.fill(Shade, polygon(&[(50.0, 52.0), (tip.x, tip.y), (notch.x, notch.y)]));
    }
}

fn cloud(s: &mut Sketch) {
    for (x, y) in [(26.0, 68.0), (46.0, 68.0), (66.0, 68.0), (36.0, 80.0), (56.0, 80.0)] {
        s.fill(Second, capsule((x, y), (x - 5.0, y + 10.0), 4.6));
    }
    let puff = "M20 62a16 16 0 0 1-2-32a22 22 0 0 1 40-12a19 19 0 0 1 26 16a14 14 0 0 1-2 28z";
    s.faceted(Body, puff, "M30 64c30-2 48-12 50-40l24 10v40h-80z");
}

fn snowflake(s: &mut Sketch) {
    for i in 0..6 {
        let spin = turn(60.0 * f64::from(i), 50.0, 50.0);
        let arm = super::super::outline::outline("M50 50v-44M50 26l-11-11M50 26l11-11M50 39l-8-8M50 39l8-8");
        s.line(if i % 2 == 0 { Body } else { Second }, 5.0, spin * arm);
    }
    s.fill(Body, disc(50.0, 50.0, 6.0));
}

fn drop(s: &mut Sketch) {
    let shape = "M50 4c6 16 30 36 30 58a30 30 0 0 1-60 0c0-22 24-42 30-58z";
    s.faceted(Body, shape, "M60 10c14 40 8 60-24 82h60v-80z");
    s.line(Light, 5.0, arc(50.0, 62.0, 19.0, 110.0, 170.0));
}

fn flame(s: &mut Sketch) {
    s.faceted(
        Body,
        "M54 4c4 18 28 28 28 54c0 20-14 32-32 32s-32-12-32-30c0-14 8-22 12-32c4 4 6 8 8 14c8-10 14-22 16-38z",
        "M60 6c16 30 14 60-10 86h60v-90z",
    );
    s.fill(Second, "M52 46c2 10 14 16 14 28c0 10-7 16-16 16s-16-6-16-15c0-8 4-12 6-17c3 2 4 4 5 7c4-5 6-11 7-19z");
}

fn bolt(s: &mut Sketch) {
    s.fill(Body, "M60 4l-40 50h22l-8 38 44-54h-24z");
    s.fill(Shade, "M60 4l-6 34h24l-44 54 16-44h-8z");
}

fn mountain(s: &mut Sketch) {
    s.half_lit(Second, "M44 90l32-50 26 50z", 76.0);
    s.faceted(Body, "M-2 90l42-76a3.400 3.400 0 0 1 6 0l42 76z", "M43 10l4 26-6 14 8 16-4 24h60v-80z");
    s.within("M-2 90l42-76a3.400 3.400 0 0 1 6 0l42 76z", |s| {
        s.fill(Light, "M20 0h46v40l-8-7-7 9-8-8-8 9-7-8-8 7z");
        s.fill(Shade, "M43 10l4 26-4-2 8 8 7-9 8 7v-40z");
    });
}

fn wave(s: &mut Sketch) {
    let crest = "M-4 90c4-44 28-76 62-76c24 0 38 16 36 34c-10-12-26-14-34-4c-10 12 0 30 18 30c10 0 20-4 26-10v26z";
    s.fill(Body, crest);
    s.within(crest, |s| {
        s.line(Light, 4.2, "M8 96c4-40 22-66 50-68c18-1 28 6 32 14M22 96c2-28 14-52 34-56M38 98c-2-20 2-34 12-44");
        s.fill(Shade, "M30 100c30-20 50-20 80-24v30z");
    });
    s.fill(Second, "M-4 78q9-12 18 0q9-12 18 0q9-12 18 0q9-12 18 0q9-12 18 0q9-12 18 0v12h-108z");
}

fn planet(s: &mut Sketch) {
    let tilt = turn(-18.0, 50.0, 50.0);
    s.line(Second, 5.0, tilt * super::super::outline::outline("M22 47c-20-6-24 6 28 6"));
    s.fill(Body, disc(50.0, 50.0, 29.0));
    s.within(disc(50.0, 50.0, 29.0), |s| {
        s.fill(Third, tilt * bar(0.0, 30.0, 100.0, 7.0));
        s.fill(Third, tilt * bar(0.0, 62.0, 100.0, 5.0));
        s.fill(Shade, "M66 10c16 30 4 60-34 72h70v-70z");
    });
    s.line(Second, 5.0, tilt * super::super::outline::outline("M22 42c-34 4-22 20 28 20s62-16 28-20"));
}

fn globe(s: &mut Sketch) {
    s.fill(Body, disc(50.0, 50.0, 41.0));
    s.within(disc(50.0, 50.0, 41.0), |s| {
        s.fill(Leaf, "M14 20c14-6 24-2 30 4s12 4 10 14s-14 8-16 18s-10 4-16-4s-14-10-22-8z");
        s.fill(Leaf, "M60 50c10-6 22-2 34-2v30c-8 6-16 14-24 12c-6-8 2-14-4-22s-10-14-6-18z");
        s.fill(Leaf, "M30 78c8-4 16 0 18 6s-8 10-14 8z");
        s.fill(Leaf, "M66 12c8 0 16 6 18 14c-8 4-18-2-18-14z");
        s.fill(Shade, "M70 6c20 34 4 74-44 84h80v-84z");
    });
    s.line(Light, 3.6, arc(50.0, 50.0, 34.0, 190.0, 235.0));
}
