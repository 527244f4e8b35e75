//! Ways to travel, and what goes along.

use super::super::scheme::Tone::{Body, Ink, Light, Line, Second, Shade, Third};
use super::super::shape::{bar, capsule, corners, disc, leaf, polygon, rounded, segment, turn};
use super::{ANY, BLUE, BROWN, GREEN, Motif, ORANGE, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "bicycle", seat: Seat::Land, hues: [RED, ANY], kin: &["tree", "sun"], draw: bicycle },
    Motif { name: "car", seat: Seat::Land, hues: [RED, BLUE], kin: &["city", "tree"], draw: car },
    Motif { name: "van", seat: Seat::Land, hues: [ANY, BLUE], kin: &["city", "tree"], draw: van },
    Motif { name: "train", seat: Seat::Land, hues: [BLUE, YELLOW], kin: &["mountain", "city"], draw: train },
    Motif { name: "sailboat", seat: Seat::Land, hues: [RED, ANY], kin: &["sun", "wave"], draw: sailboat },
    Motif { name: "ship", seat: Seat::Land, hues: [BLUE, RED], kin: &["wave", "cloud"], draw: ship },
    Motif { name: "plane", seat: Seat::Air, hues: [ANY, RED], kin: &["cloud", "sun"], draw: plane },
    Motif {
        name: "hot_air_balloon",
        seat: Seat::Air,
        hues: [RED, YELLOW],
        kin: &["cloud", "mountain"],
        draw: hot_air_balloon,
    },
    Motif { name: "rocket", seat: Seat::Air, hues: [ANY, RED], kin: &["planet", "star"], draw: rocket },
    Motif { name: "suitcase", seat: Seat::Table, hues: [ORANGE, BROWN], kin: &["plane", "camera"], draw: suitcase },
    Motif { name: "map_pin", seat: Seat::Air, hues: [RED, ANY], kin: &["city"], draw: map_pin },
    Motif { name: "compass", seat: Seat::Air, hues: [GREEN, RED], kin: &["mountain"], draw: compass },
];

fn wheel(s: &mut Sketch, x: f64, y: f64, r: f64) {
    s.fill(Ink, disc(x, y, r));
    s.fill(Light, disc(x, y, r * 0.46));
}

fn bicycle(s: &mut Sketch) {
    for x in [21.0, 79.0] {
        s.line(Ink, 4.4, disc(x, 67.0, 21.0));
        s.fill(Ink, disc(x, 67.0, 3.4));
    }
    s.line(Body, 5.0, "M21 67l16-33h30l-19 33zM37 34l11 33M79 67l-15-45h-9");
    s.line(Ink, 5.4, "M29 29h15");
    s.line(Ink, 4.6, "M56 22h-4M64 22c6-2 11-1 12 5");
    s.fill(Second, disc(48.0, 67.0, 6.4));
    s.line(Ink, 3.2, "M48 67l6 9h5");
    s.fill(Second, "M60 34h22l-3 14h-17z");
}

fn car(s: &mut Sketch) {
    s.half_lit(
        Body,
        "M28 40c2-12 6-18 14-18h20c8 0 12 8 18 18c10 1 17 5 17 14v12c0 4-3 6-6 6h-82c-4 0-6-2-6-6v-10c0-10 8-15 25-16z",
        200.0,
    );
    s.within(
        "M28 40c2-12 6-18 14-18h20c8 0 12 8 18 18c10 1 17 5 17 14v12c0 4-3 6-6 6h-82c-4 0-6-2-6-6v-10c0-10 8-15 25-16z",
        |s| {
            s.fill(Shade, bar(0.0, 57.0, 100.0, 30.0));
        },
    );
    s.fill(Second, "M35 40c1-7 3-11 8-11h6v11z");
    s.fill(Second, "M54 29h8c5 0 8 5 11 11h-19z");
    s.fill(Light, rounded(89.0, 48.0, 8.0, 6.0, 3.0));
    s.fill(Third, rounded(3.0, 50.0, 6.0, 6.0, 2.0));
    s.line(Line, 1.8, "M51.500 42v16M56 47h5");
    for x in [24.0, 76.0] {
        wheel(s, x, 74.0, 13.0);
    }
}

fn van(s: &mut Sketch) {
    s.half_lit(Body, "M3 24a4 4 0 0 1 4-4h53v54h-57z", 200.0);
    s.fill(Second, "M60 34h18c4 0 6 2 8 6l9 14c2 3 2 5 2 8v12h-37z");
    s.fill(Light, "M66 40h11c2 0 3 1 4 3l6 11h-21z");
    s.fill(Shade, bar(3.0, 62.0, 94.0, 12.0));
    s.fill(Light, turn(-20.0, 30.0, 42.0) * leaf((14.0, 42.0), (46.0, 42.0), 16.0, 0.5));
    s.fill(Third, rounded(92.0, 60.0, 6.0, 6.0, 2.0));
    for x in [22.0, 76.0] {
        wheel(s, x, 76.0, 12.0);
    }
}

fn train(s: &mut Sketch) {
    s.line(Ink, 3.6, "M32 82l-14 14M68 82l14 14M25 89h50");
    s.half_lit(Body, corners(20.0, 6.0, 60.0, 76.0, [24.0, 24.0, 8.0, 8.0]), 56.0);
    s.fill(Light, corners(28.0, 20.0, 44.0, 26.0, [10.0, 10.0, 3.0, 3.0]));
    s.fill(Shade, corners(51.0, 20.0, 21.0, 26.0, [0.0, 10.0, 3.0, 0.0]));
    s.fill(Second, bar(20.0, 54.0, 60.0, 6.0));
    s.fill(Line, rounded(40.0, 10.0, 20.0, 5.0, 2.5));
    for x in [33.0, 67.0] {
        s.fill(Light, disc(x, 70.0, 5.4));
        s.fill(Third, disc(x, 70.0, 3.0));
    }
}

fn sailboat(s: &mut Sketch) {
    s.fill(Ink, bar(48.4, 4.0, 3.2, 66.0));
    s.fill(Light, "M54 6c14 14 28 34 32 56h-32z");
    s.fill(Shade, "M70 28c8 10 14 22 16 34h-20c4-12 6-24 4-34z");
    s.half_lit(Second, "M46 14c-4 20-14 36-32 48h32z", 200.0);
    s.half_lit(Body, "M6 68h88c-4 12-12 19-24 19h-40c-12 0-20-7-24-19z", 58.0);
    s.line(Light, 2.6, "M12 75h76");
    s.line(Second, 3.6, "M-4 92q8-7 16 0t16 0t16 0t16 0t16 0t16 0t16 0");
}

fn ship(s: &mut Sketch) {
    s.half_lit(Second, "M54 8h13l2 24h-17z", 62.0);
    s.fill(Light, "M53.500 14h14l.5 6h-15z");
    s.half_lit(Light, bar(26.0, 32.0, 52.0, 14.0), 60.0);
    s.half_lit(Light, bar(18.0, 45.0, 68.0, 14.0), 60.0);
    for i in 0..6 {
        s.fill(Body, disc(26.0 + 10.0 * f64::from(i), 52.0, 2.5));
    }
    for i in 0..4 {
        s.fill(Body, rounded(31.0 + 11.0 * f64::from(i), 36.0, 6.0, 5.0, 1.0));
    }
    s.half_lit(Body, "M2 58h94c0 14-6 26-12 32h-68c-6-6-12-18-14-32z", 58.0);
    s.fill(Second, "M9 78h82c-2 5-4 9-7 12h-68c-3-3-5-7-7-12z");
    s.line(Third, 3.6, "M-6 92q8-7 16 0t16 0t16 0t16 0t16 0t16 0t16 0");
}

fn plane(s: &mut Sketch) {
    let tilt = turn(-24.0, 50.0, 50.0);
    let put = |s: &mut Sketch, tone, data: &str| s.fill(tone, tilt * super::super::outline::outline(data));
    put(s, Second, "M46 46l-12-40h10l26 40z");
    put(s, Second, "M10 42l-8-22h9l15 24z");
    put(s, Body, "M4 44c20-4 50-6 76-4c12 1 20 6 20 10s-8 9-20 10c-26 2-56 0-72-6c-6-2-8-8-4-10z");
    put(s, Shade, "M5 52c30 4 60 4 95-2c0 4-8 9-20 10c-26 2-56 0-72-6c-2-1-3-1-3-2z");
    put(s, Second, "M50 54l-22 38h12l34-38z");
    put(s, Shade, "M50 54l-22 38h12l34-38z");
    put(s, Light, "M84 43c5 1 9 3 11 5h-12z");
    for i in 0..6 {
        s.fill(Light, tilt * disc(30.0 + 8.4 * f64::from(i), 47.0, 1.9));
    }
}

fn hot_air_balloon(s: &mut Sketch) {
    s.line(Ink, 1.8, "M36 66l7 14M64 66l-7 14M50 68v10");
    let bag = "M50 2c24 0 38 16 38 34c0 16-12 26-22 33h-32c-10-7-22-17-22-33c0-18 14-34 38-34z";
    s.fill(Body, bag);
    s.within(bag, |s| {
        s.fill(Second, "M50 0c-14 14-16 50-8 72h16c8-22 6-58-8-72z");
        s.fill(Light, "M50 0c-30 6-34 44-16 72h-10c-26-30-16-66 26-72zM50 0c30 6 34 44 16 72h10c26-30 16-66-26-72z");
        s.fill(Shade, "M72 0c10 30 4 50-16 74h50v-74z");
    });
    s.half_lit(Third, corners(41.0, 78.0, 18.0, 15.0, [1.0, 1.0, 4.0, 4.0]), 52.0);
}

fn rocket(s: &mut Sketch) {
    let tilt = turn(32.0, 50.0, 50.0);
    let put = |s: &mut Sketch, tone, data: &str| s.fill(tone, tilt * super::super::outline::outline(data));
    put(s, Third, "M42 78c-4 8 0 14 8 26c8-12 12-18 8-26z");
    put(s, Second, "M34 52c-12 6-18 16-16 32c8-6 12-8 18-8zM66 52c12 6 18 16 16 32c-8-6-12-8-18-8z");
    put(s, Body, "M50-4c14 12 20 28 20 46c0 14-3 24-8 36h-24c-5-12-8-22-8-36c0-18 6-34 20-46z");
    put(s, Shade, "M50-4c14 12 20 28 20 46c0 14-3 24-8 36h-10c6-30 6-54-2-82z");
    put(s, Second, "M50-4c6 5 11 12 14 19h-28c3-7 8-14 14-19z");
    s.fill(Light, tilt * disc(50.0, 36.0, 9.0));
    s.fill(Line, tilt * disc(50.0, 36.0, 5.6));
}

fn suitcase(s: &mut Sketch) {
    s.line(Second, 5.0, "M36 30v-10a6 6 0 0 1 6-6h16a6 6 0 0 1 6 6v10");
    s.half_lit(Body, rounded(8.0, 28.0, 84.0, 60.0, 8.0), 62.0);
    s.fill(Second, bar(22.0, 28.0, 8.0, 60.0));
    s.fill(Second, bar(70.0, 28.0, 8.0, 60.0));
    s.fill(Light, rounded(23.0, 48.0, 6.0, 9.0, 1.5));
    s.fill(Light, rounded(71.0, 48.0, 6.0, 9.0, 1.5));
    s.fill(Light, turn(-12.0, 50.0, 62.0) * rounded(40.0, 54.0, 20.0, 14.0, 2.0));
    s.fill(Third, turn(-12.0, 50.0, 62.0) * segment(50.0, 64.0, 6.0, 180.0, 360.0));
    s.fill(Ink, rounded(18.0, 87.0, 10.0, 5.0, 2.0));
    s.fill(Ink, rounded(72.0, 87.0, 10.0, 5.0, 2.0));
}

fn map_pin(s: &mut Sketch) {
    s.fill(Second, "M50 82c22 0 36 3 36 7s-14 6-36 6s-36-2-36-6s14-7 36-7z");
    s.half_lit(Body, "M50 90c-8-18-30-34-30-56a30 30 0 0 1 60 0c0 22-22 38-30 56z", 54.0);
    s.fill(Light, disc(50.0, 34.0, 12.5));
}

fn compass(s: &mut Sketch) {
    s.half_lit(Body, disc(50.0, 50.0, 42.0), 62.0);
    s.fill(Light, disc(50.0, 50.0, 33.0));
    for i in 0..12 {
        let (w, from) = if i % 3 == 0 { (2.6, 25.0) } else { (1.6, 28.0) };
        let angle = f64::from(i) * 30.0;
        let (a, b) =
            (super::super::shape::polar(50.0, 50.0, from, angle), super::super::shape::polar(50.0, 50.0, 31.0, angle));
        s.line(Ink, w, capsule((a.x, a.y), (b.x, b.y), 0.1));
    }
    let needle = turn(38.0, 50.0, 50.0);
    s.fill(Second, needle * polygon(&[(50.0, 24.0), (57.0, 50.0), (43.0, 50.0)]));
    s.fill(Ink, needle * polygon(&[(50.0, 76.0), (57.0, 50.0), (43.0, 50.0)]));
    s.fill(Light, disc(50.0, 50.0, 3.0));
}
