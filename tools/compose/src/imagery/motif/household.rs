//! Tools, money and things about the house.

use super::super::outline::outline;
use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Line, Paper, Second, Shade, Third};
use super::super::shape::{band, bar, disc, ellipse, leaf, polar, polygon, polyline, rounded, segment, turn};
use super::{ANY, BLUE, BROWN, GREEN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "scissors", seat: Seat::Air, hues: [RED, ANY], kin: &["pencil"], draw: scissors },
    Motif { name: "yarn", seat: Seat::Table, hues: [PINK, ANY], kin: &["cup"], draw: yarn },
    Motif { name: "key", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["door", "house"], draw: key },
    Motif { name: "clock", seat: Seat::Table, hues: [RED, ANY], kin: &["cup", "books"], draw: clock },
    Motif { name: "hammer", seat: Seat::Air, hues: [ANY, BROWN], kin: &["house"], draw: hammer },
    Motif { name: "gear", seat: Seat::Air, hues: [ANY, ANY], kin: &["hammer"], draw: gear },
    Motif { name: "paint_roller", seat: Seat::Air, hues: [RED, ANY], kin: &["house"], draw: paint_roller },
    Motif { name: "coin", seat: Seat::Air, hues: [YELLOW, ORANGE], kin: &["piggy_bank"], draw: coin },
    Motif { name: "piggy_bank", seat: Seat::Table, hues: [PINK, YELLOW], kin: &["coin"], draw: piggy_bank },
    Motif { name: "bowl", seat: Seat::Table, hues: [GREEN, ANY], kin: &["citrus", "avocado"], draw: bowl },
    Motif { name: "recycle", seat: Seat::Air, hues: [GREEN, GREEN], kin: &["seedling"], draw: recycle },
    Motif { name: "stethoscope", seat: Seat::Air, hues: [BLUE, ANY], kin: &["heart"], draw: stethoscope },
    Motif { name: "tooth", seat: Seat::Air, hues: [ANY, BLUE], kin: &["apple"], draw: tooth },
];

fn scissors(s: &mut Sketch) {
    s.fill(Light, "M24 4c6 10 22 40 32 58l-7 5c-10-16-26-44-25-63z");
    s.fill(Light, "M76 4c-6 10-22 40-32 58l7 5c10-16 26-44 25-63z");
    s.fill(Shade, "M76 4c-6 10-22 40-32 58l7 5c10-16 26-44 25-63z");
    s.line(Body, 7.0, ellipse(32.0, 78.0, 12.0, 13.0));
    s.line(Body, 7.0, ellipse(68.0, 78.0, 12.0, 13.0));
    s.fill(Ink, disc(50.0, 55.0, 3.2));
}

fn yarn(s: &mut Sketch) {
    for (from, to) in [((22.0, 6.0), (66.0, 62.0)), ((78.0, 6.0), (34.0, 62.0))] {
        s.line(Second, 4.4, polyline(&[from, to]));
        s.fill(Ink, disc(from.0, from.1, 4.6));
    }
    // The end of the thread runs out along the ground.
    s.line(Body, 3.6, "M52 94h20c12 0 10-10 20-8c6 1 6 8 2 8");
    let ball = disc(48.0, 61.0, 34.0);
    s.fill(Body, ball.clone());
    s.within(ball, |s| {
        s.fill(Shade, "M70 26c22 30 2 66-42 72h60v-72z");
        for thread in [
            "M14 46c22 2 46 18 56 46",
            "M18 36c24 0 52 20 62 48",
            "M26 28c24 0 48 16 58 40",
            "M20 76c-4-20 10-36 34-42",
            "M30 86c-8-22 4-40 34-52",
        ] {
            s.line(Light, 2.2, thread);
        }
    });
}

fn key(s: &mut Sketch) {
    let tilt = turn(-40.0, 50.0, 50.0);
    s.fill(Body, tilt * bar(44.0, 46.0, 10.0, 56.0));
    s.fill(Body, tilt * bar(54.0, 78.0, 14.0, 8.0));
    s.fill(Body, tilt * bar(54.0, 93.0, 17.0, 9.0));
    s.fill(Shade, tilt * bar(49.0, 46.0, 5.0, 56.0));
    s.line(Body, 11.0, tilt * disc(49.0, 24.0, 19.0));
    s.fill(Second, tilt * bar(40.0, 45.0, 18.0, 7.0));
}

fn clock(s: &mut Sketch) {
    s.fill(Ink, "M24 82l-9 10h9l7-7zM76 82l9 10h-9l-7-7z");
    s.fill(Second, turn(-38.0, 24.0, 16.0) * segment(24.0, 22.0, 14.0, 180.0, 360.0));
    s.fill(Second, turn(38.0, 76.0, 16.0) * segment(76.0, 22.0, 14.0, 180.0, 360.0));
    s.half_lit(Body, disc(50.0, 52.0, 38.0), 62.0);
    s.fill(Light, disc(50.0, 52.0, 29.0));
    for i in 0..12 {
        let angle = 30.0 * f64::from(i);
        let (a, b) = (polar(50.0, 52.0, 23.0, angle), polar(50.0, 52.0, 25.6, angle));
        s.line(Ink, if i % 3 == 0 { 3.0 } else { 1.6 }, polyline(&[(a.x, a.y), (b.x, b.y)]));
    }
    s.line(Ink, 4.0, "M50 52v-18M50 52l12 8");
    s.fill(Second, disc(50.0, 52.0, 3.6));
}

fn hammer(s: &mut Sketch) {
    let tilt = turn(38.0, 50.0, 50.0);
    s.fill(Second, tilt * rounded(45.0, 18.0, 11.0, 84.0, 4.0));
    s.fill(Shade, tilt * bar(51.0, 30.0, 5.0, 72.0));
    let head = tilt * outline("M28 6h34c14 0 22 4 28 16c-10-4-18-4-26 4h-36z");
    s.fill(Body, head.clone());
    s.within(head, |s| s.fill(Shade, tilt * bar(0.0, 17.0, 110.0, 20.0)));
    s.fill(Body, tilt * rounded(18.0, 3.0, 13.0, 26.0, 3.0));
}

fn gear(s: &mut Sketch) {
    for i in 0..9 {
        s.fill(
            Body,
            turn(40.0 * f64::from(i), 50.0, 50.0) * polygon(&[(42.0, 18.0), (44.0, 5.0), (56.0, 5.0), (58.0, 18.0)]),
        );
    }
    s.faceted(Body, disc(50.0, 50.0, 35.0), "M66 6c20 34 4 70-40 84h80v-84z");
    s.fill(Paper, disc(50.0, 50.0, 14.0));
    s.line(Second, 4.0, disc(50.0, 50.0, 22.0));
}

fn paint_roller(s: &mut Sketch) {
    s.line(Ink, 4.4, "M82 22h10v22h-42v14");
    s.half_lit(Second, rounded(44.0, 58.0, 12.0, 36.0, 4.0), 51.0);
    s.faceted(Body, rounded(10.0, 8.0, 74.0, 28.0, 5.0), bar(0.0, 25.0, 100.0, 20.0));
    s.line(Light, 3.0, "M20 16h26");
}

fn coin(s: &mut Sketch) {
    s.half_lit(Second, disc(56.0, 52.0, 38.0), 200.0);
    s.fill(Body, disc(46.0, 50.0, 38.0));
    s.within(disc(46.0, 50.0, 38.0), |s| s.fill(Shade, "M62 6c20 34 0 70-44 80h80v-80z"));
    s.line(Light, 2.6, disc(46.0, 50.0, 31.0));
    s.fill(Light, "M46 27l6 17h17l-14 10 5 17-14-10-14 10 5-17-14-10h17z");
}

fn piggy_bank(s: &mut Sketch) {
    s.half_lit(Second, disc(48.0, 14.0, 11.0), 51.0);
    s.line(Body, 3.0, "M8 52c-6-2-6-10 0-10");
    s.fill(Body, "M26 76h12v15h-12zM60 76h12v15h-12z");
    let body = "M10 54c0-18 16-28 38-28c8 0 14 1 19 3c4-4 9-6 15-6l-3 13c4 4 6 8 8 12h7a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3h-8c-6 10-18 16-34 16c-24 0-42-10-42-28z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M0 66c30 14 70 10 100-14v50h-100z"));
    s.fill(Line, disc(77.0, 46.0, 2.6));
    s.line(Line, 3.4, "M38 32c6-2 14-2 20 0");
}

fn bowl(s: &mut Sketch) {
    for (x, y, w, h) in
        [(28.0, 44.0, 10.0, 20.0), (44.0, 46.0, 26.0, 14.0), (58.0, 46.0, 60.0, 16.0), (70.0, 48.0, 84.0, 26.0)]
    {
        s.fill(Leaf, leaf((50.0, 56.0), (w, h), 17.0, 0.6));
        s.fill(Third, disc(x, y, 5.0));
    }
    s.half_lit(Second, disc(30.0, 48.0, 11.0), 33.0);
    s.half_lit(Third, disc(68.0, 48.0, 10.0), 71.0);
    s.half_lit(Body, "M6 52h88c0 22-14 34-28 36v3h-32v-3c-14-2-28-14-28-36z", 60.0);
    s.fill(Light, rounded(4.0, 49.0, 92.0, 5.4, 2.7));
}

fn recycle(s: &mut Sketch) {
    for i in 0..3 {
        let (from, to) = (120.0 * f64::from(i) - 84.0, 120.0 * f64::from(i) + 2.0);
        let (a, b, tip) =
            (polar(50.0, 50.0, 17.0, to), polar(50.0, 50.0, 49.0, to), polar(50.0, 50.0, 35.0, to + 36.0));
        let tone = if i == 1 { Second } else { Body };
        s.fill(tone, band(50.0, 50.0, 25.0, 41.0, from, to + 0.5));
        s.fill(tone, polygon(&[(a.x, a.y), (b.x, b.y), (tip.x, tip.y)]));
        s.fill(Shade, band(50.0, 50.0, 25.0, 33.0, from, to));
    }
}

fn stethoscope(s: &mut Sketch) {
    s.line(Body, 5.0, "M22 12c-8 0-8 4-8 10c0 18 6 30 20 30s20-12 20-30c0-6 0-10-8-10");
    s.line(Body, 5.0, "M34 52c0 24 8 36 24 36s22-12 22-28");
    s.fill(Ink, rounded(20.0, 8.0, 7.0, 9.0, 3.0));
    s.fill(Ink, rounded(42.0, 8.0, 7.0, 9.0, 3.0));
    s.half_lit(Second, disc(80.0, 48.0, 14.0), 84.0);
    s.fill(Light, disc(80.0, 48.0, 7.0));
}

fn tooth(s: &mut Sketch) {
    let shape = "M50 18c10-8 26-12 35-2c9 11 5 30-1 42c-4 10-4 32-14 32c-10 0-8-26-20-26s-10 26-20 26s-10-22-14-32c-6-12-10-31-1-42c9-10 25-6 35 2z";
    s.faceted(Light, shape, "M74 6c8 40-4 70-14 90h60v-90z");
    s.line(Second, 3.0, "M50 18c5 4 9 5 15 5");
    s.line(Body, 3.4, shape);
}
