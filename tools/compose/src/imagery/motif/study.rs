//! Books, desks and screens.

use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Paper, Second, Shade, Third};
use super::super::shape::{bar, corners, disc, polygon, polyline, rounded, turn};
use super::{ANY, BLUE, GREEN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "book", seat: Seat::Air, hues: [RED, ANY], kin: &["lamp", "cup", "pencil"], draw: book },
    Motif { name: "books", seat: Seat::Table, hues: [RED, BLUE], kin: &["lamp", "cup", "apple"], draw: books },
    Motif { name: "pencil", seat: Seat::Air, hues: [YELLOW, PINK], kin: &["book"], draw: pencil },
    Motif { name: "robot", seat: Seat::Table, hues: [BLUE, ORANGE], kin: &["gear", "rocket"], draw: robot },
    Motif { name: "laptop", seat: Seat::Table, hues: [ANY, BLUE], kin: &["cup", "potted_plant"], draw: laptop },
    Motif { name: "phone", seat: Seat::Air, hues: [ANY, BLUE], kin: &["cup"], draw: phone },
    Motif { name: "chart", seat: Seat::Table, hues: [GREEN, ANY], kin: &["coin"], draw: chart },
    Motif { name: "abacus", seat: Seat::Table, hues: [RED, GREEN], kin: &["pencil"], draw: abacus },
    Motif { name: "flask", seat: Seat::Table, hues: [GREEN, ANY], kin: &["book", "planet"], draw: flask },
    Motif { name: "mortarboard", seat: Seat::Air, hues: [ANY, YELLOW], kin: &["books", "pencil"], draw: mortarboard },
    Motif { name: "glasses", seat: Seat::Air, hues: [ANY, ANY], kin: &["book"], draw: glasses },
    Motif { name: "envelope", seat: Seat::Air, hues: [ANY, RED], kin: &["pencil"], draw: envelope },
    Motif { name: "puzzle", seat: Seat::Air, hues: [ANY, ANY], kin: &["pencil"], draw: puzzle },
];

fn book(s: &mut Sketch) {
    s.fill(Body, "M50 24c-14-10-30-12-48-8v66c18-4 34-2 48 8c14-10 30-12 48-8v-66c-18-4-34-2-48 8z");
    s.fill(Light, "M50 20c-12-9-26-11-42-8v62c16-3 30-1 42 8z");
    s.fill(Light, "M50 20c12-9 26-11 42-8v62c-16-3-30-1-42 8z");
    s.fill(Shade, "M50 20c12-9 26-11 42-8v62c-16-3-30-1-42 8z");
    s.line(Body, 2.4, "M16 26c9-1 17 1 25 5M16 38c9-1 17 1 25 5M16 50c9-1 17 1 25 5M59 31c8-4 16-6 25-5M59 43c8-4 16-6 25-5M59 55c8-4 16-6 25-5");
    s.fill(Second, "M70 12h10v30l-5-5-5 5z");
}

fn books(s: &mut Sketch) {
    let spine = |s: &mut Sketch, tone, x: f64, y: f64, w: f64| {
        s.half_lit(tone, rounded(x, y, w, 15.0, 2.0), x + w - 16.0);
        s.fill(Light, bar(x + 9.0, y, 3.4, 15.0));
        s.fill(Light, bar(x + w - 14.0, y + 4.0, 6.0, 7.0));
    };
    spine(s, Body, 8.0, 75.0, 82.0);
    spine(s, Second, 16.0, 60.0, 70.0);
    spine(s, Third, 6.0, 45.0, 74.0);
    let lean = turn(14.0, 40.0, 45.0);
    s.fill(Body, lean * rounded(24.0, 0.0, 14.0, 44.0, 2.0));
    s.fill(Light, lean * bar(24.0, 8.0, 14.0, 3.4));
    s.fill(Light, lean * bar(24.0, 30.0, 14.0, 3.4));
    s.fill(Leaf, lean * rounded(39.0, 6.0, 12.0, 38.0, 2.0));
    s.fill(Shade, lean * bar(45.0, 6.0, 6.0, 38.0));
    s.half_lit(Second, rounded(60.0, 6.0, 15.0, 39.0, 2.0), 68.0);
    s.fill(Light, disc(67.5, 18.0, 3.6));
}

fn pencil(s: &mut Sketch) {
    let tilt = turn(38.0, 50.0, 50.0);
    s.fill(Second, tilt * corners(41.0, -4.0, 18.0, 13.0, [6.0, 6.0, 0.0, 0.0]));
    s.fill(Light, tilt * bar(41.0, 8.0, 18.0, 8.0));
    s.fill(Body, tilt * bar(41.0, 15.0, 18.0, 62.0));
    s.fill(Shade, tilt * bar(53.0, 8.0, 6.0, 69.0));
    s.fill(
        Light,
        tilt * polygon(&[
            (41.0, 76.0),
            (47.0, 73.0),
            (53.0, 76.0),
            (59.0, 73.0),
            (59.0, 77.0),
            (50.0, 102.0),
            (41.0, 77.0),
        ]),
    );
    s.fill(Ink, tilt * polygon(&[(46.2, 92.0), (53.8, 92.0), (50.0, 102.0)]));
}

fn laptop(s: &mut Sketch) {
    s.half_lit(Body, corners(14.0, 20.0, 72.0, 54.0, [5.0, 5.0, 0.0, 0.0]), 200.0);
    s.fill(Light, rounded(19.0, 25.0, 62.0, 45.0, 1.5));
    s.within(rounded(19.0, 25.0, 62.0, 45.0, 1.5), |s| {
        s.fill(Second, disc(62.0, 40.0, 9.0));
        s.fill(Third, "M10 74l24-26 14 14 10-8 30 26z");
    });
    s.half_lit(Ink, corners(2.0, 74.0, 96.0, 10.0, [1.0, 1.0, 8.0, 8.0]), 200.0);
    s.fill(Light, rounded(42.0, 74.0, 16.0, 3.4, 1.7));
}

fn phone(s: &mut Sketch) {
    s.half_lit(Ink, rounded(26.0, 2.0, 48.0, 92.0, 8.0), 200.0);
    s.fill(Light, rounded(30.0, 9.0, 40.0, 76.0, 2.0));
    s.within(rounded(30.0, 9.0, 40.0, 76.0, 2.0), |s| {
        s.fill(Body, bar(20.0, 9.0, 60.0, 34.0));
        s.fill(Second, disc(50.0, 28.0, 10.0));
        s.line(Body, 3.6, "M37 53h26M37 62h18");
        s.fill(Second, rounded(36.0, 70.0, 28.0, 9.0, 4.5));
    });
}

fn chart(s: &mut Sketch) {
    for (i, h) in [24.0, 38.0, 32.0, 56.0, 74.0].into_iter().enumerate() {
        let x = 8.0 + 17.4 * i as f64;
        s.half_lit(if i == 4 { Second } else { Body }, corners(x, 88.0 - h, 13.0, h, [2.0, 2.0, 0.0, 0.0]), x + 8.0);
    }
    s.fill(Ink, rounded(2.0, 87.0, 96.0, 4.4, 2.2));
}

fn abacus(s: &mut Sketch) {
    for (row, split) in [(0, 2), (1, 4), (2, 1), (3, 3)] {
        let y = 22.0 + 18.0 * f64::from(row);
        s.line(Ink, 2.0, polyline(&[(12.0, y), (88.0, y)]));
        for i in 0..6 {
            let x = if i < split { 21.0 + 8.6 * f64::from(i) } else { 79.0 - 8.6 * f64::from(5 - i) };
            let tone = if i < split { Body } else { Second };
            s.half_lit(tone, corners(x - 3.9, y - 7.0, 7.8, 14.0, [3.6; 4]), x + 1.0);
        }
    }
    s.fill(Ink, rounded(5.0, 8.0, 7.0, 84.0, 2.0));
    s.fill(Ink, rounded(88.0, 8.0, 7.0, 84.0, 2.0));
}

fn flask(s: &mut Sketch) {
    let glass = "M40 6h20v30l27 46a5.500 5.500 0 0 1-5 8h-64a5.500 5.500 0 0 1-5-8l27-46z";
    s.fill(Light, glass);
    s.within(glass, |s| {
        s.fill(Body, "M0 56c16-8 28 6 46 2s30-8 54 0v50h-100z");
        s.fill(Shade, "M56 0h50v100h-28c6-20-4-40-22-60z");
        for (x, y, r) in [(38.0, 74.0, 6.0), (56.0, 68.0, 4.0), (62.0, 80.0, 5.0)] {
            s.fill(Second, disc(x, y, r));
        }
    });
    s.fill(Ink, rounded(35.0, 3.0, 30.0, 7.0, 3.5));
    s.fill(Second, disc(52.0, 48.0, 3.0));
}

fn mortarboard(s: &mut Sketch) {
    s.half_lit(Body, "M24 46v24c10 12 42 12 52 0v-24z", 56.0);
    s.fill(Body, "M50 16l48 24-48 24-48-24z");
    s.fill(Shade, "M50 40l48 0-48 24-48-24z");
    s.line(Second, 3.0, "M50 40l38 8v20");
    s.fill(Second, "M85 66h6l3 20h-12z");
    s.fill(Second, disc(50.0, 40.0, 3.6));
}

fn glasses(s: &mut Sketch) {
    s.line(Body, 5.4, "M42 48c4-5 12-5 16 0");
    s.line(Body, 5.4, "M6 46l-6-8M94 46l6-8");
    for x in [25.0, 75.0] {
        s.half_lit(Second, disc(x, 52.0, 19.0), x + 4.0);
        s.line(Light, 3.4, format!("M{} 54l9-11", x - 8.0).as_str());
        s.line(Body, 6.4, disc(x, 52.0, 19.0));
    }
}

fn envelope(s: &mut Sketch) {
    s.half_lit(Body, rounded(6.0, 24.0, 88.0, 60.0, 4.0), 200.0);
    s.fill(Shade, "M8 82l34-32h16l34 32z");
    s.fill(Light, "M8 26h84a3 3 0 0 1 1 4l-38 31a8 8 0 0 1-10 0l-38-31a3 3 0 0 1 1-4z");
    s.fill(Second, disc(50.0, 60.0, 8.5));
    s.fill(Light, "M50 65c-4-3-6-5-6-7.500c0-3 4-4 6-1c2-3 6-2 6 1c0 2.500-2 4.500-6 7.500z");
}

fn puzzle(s: &mut Sketch) {
    let piece = "M12 30h20c-8-14 4-22 12-22s20 8 12 22h20v20c14-8 22 4 22 12s-8 20-22 12v16h-64z";
    s.half_lit(Body, piece, 60.0);
    s.fill(Paper, disc(14.0, 60.0, 11.0));
}

fn robot(s: &mut Sketch) {
    s.line(Ink, 3.0, "M50 22v-14");
    s.fill(Second, disc(50.0, 8.0, 5.5));
    s.fill(Shade, rounded(12.0, 33.0, 76.0, 16.0, 5.0));
    s.fill(Body, rounded(20.0, 18.0, 60.0, 44.0, 12.0));
    s.fill(Ink, rounded(28.0, 27.0, 44.0, 24.0, 10.0));
    s.fill(Light, disc(40.0, 38.0, 5.6));
    s.fill(Light, disc(60.0, 38.0, 5.6));
    s.fill(Shade, rounded(43.0, 60.0, 14.0, 10.0, 1.0));
    s.fill(Second, "M26 96v-18c0-8 5-12 12-12h24c7 0 12 4 12 12v18z");
    s.fill(Paper, disc(50.0, 81.0, 6.0));
}
