//! Buildings and rooms.

use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Line, Paper, Second, Shade, Third};
use super::super::shape::{arc, bar, corners, disc, polygon, rounded, segment};
use super::{ANY, BLUE, BROWN, GREEN, Motif, ORANGE, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "house", seat: Seat::Land, hues: [ANY, RED], kin: &["tree", "sun"], draw: house },
    Motif { name: "city", seat: Seat::Land, hues: [ANY, BLUE], kin: &["moon", "car"], draw: city },
    Motif { name: "skyscraper", seat: Seat::Land, hues: [BLUE, ANY], kin: &["city", "plane"], draw: skyscraper },
    Motif { name: "arch", seat: Seat::Land, hues: [ORANGE, ANY], kin: &["sun", "palm"], draw: arch },
    Motif { name: "bridge", seat: Seat::Land, hues: [RED, ANY], kin: &["sailboat", "sun"], draw: bridge },
    Motif { name: "church", seat: Seat::Land, hues: [ANY, BLUE], kin: &["tree", "bird"], draw: church },
    Motif { name: "temple", seat: Seat::Land, hues: [ANY, ORANGE], kin: &["sun", "palm"], draw: temple },
    Motif { name: "church_window", seat: Seat::Table, hues: [BLUE, RED], kin: &["candle"], draw: church_window },
    Motif { name: "lighthouse", seat: Seat::Land, hues: [RED, ANY], kin: &["wave", "sailboat"], draw: lighthouse },
    Motif { name: "tent", seat: Seat::Land, hues: [ORANGE, GREEN], kin: &["pine", "moon"], draw: tent },
    Motif { name: "market", seat: Seat::Land, hues: [RED, YELLOW], kin: &["tomato", "carrot"], draw: market },
    Motif { name: "door", seat: Seat::Table, hues: [GREEN, ANY], kin: &["potted_plant", "key"], draw: door },
    Motif {
        name: "ferris_wheel",
        seat: Seat::Land,
        hues: [RED, YELLOW],
        kin: &["balloon", "tent"],
        draw: ferris_wheel,
    },
    Motif { name: "lamp", seat: Seat::Table, hues: [YELLOW, ANY], kin: &["book", "cup"], draw: lamp },
    Motif { name: "chair", seat: Seat::Table, hues: [ORANGE, BROWN], kin: &["lamp", "potted_plant"], draw: chair },
    Motif { name: "sofa", seat: Seat::Table, hues: [GREEN, BROWN], kin: &["lamp", "potted_plant"], draw: sofa },
];

fn house(s: &mut Sketch) {
    s.fill(Second, bar(66.0, 18.0, 10.0, 24.0));
    s.half_lit(Body, bar(18.0, 46.0, 64.0, 44.0), 56.0);
    s.half_lit(Second, "M50 8l44 40a2 2 0 0 1-1 4h-86a2 2 0 0 1-1-4z", 50.0);
    s.fill(Line, corners(40.0, 62.0, 18.0, 28.0, [9.0, 9.0, 0.0, 0.0]));
    s.fill(Light, bar(24.0, 60.0, 11.0, 14.0));
    s.fill(Light, bar(64.0, 60.0, 11.0, 14.0));
    s.line(Line, 1.8, "M29.500 60v14M24 67h11M69.500 60v14M64 67h11");
    s.fill(Light, disc(50.0, 36.0, 6.0));
    s.fill(Light, disc(54.0, 78.0, 1.4));
}

fn windows(s: &mut Sketch, x: f64, y: f64, columns: u32, rows: u32, step: f64, lit: u32) {
    for row in 0..rows {
        for column in 0..columns {
            let tone = if (row * columns + column) % 7 == lit { Third } else { Light };
            s.fill(tone, bar(x + f64::from(column) * step, y + f64::from(row) * step * 1.3, step * 0.5, step * 0.75));
        }
    }
}

fn city(s: &mut Sketch) {
    s.half_lit(Second, bar(58.0, 34.0, 22.0, 56.0), 70.0);
    s.half_lit(Second, polygon(&[(22.0, 26.0), (34.0, 16.0), (46.0, 26.0), (46.0, 90.0), (22.0, 90.0)]), 36.0);
    s.half_lit(Body, bar(4.0, 48.0, 24.0, 42.0), 18.0);
    s.half_lit(Body, corners(38.0, 6.0, 24.0, 84.0, [12.0, 12.0, 0.0, 0.0]), 52.0);
    s.half_lit(Body, bar(74.0, 56.0, 22.0, 34.0), 86.0);
    windows(s, 8.0, 54.0, 2, 3, 8.5, 4);
    windows(s, 43.0, 20.0, 2, 6, 8.5, 3);
    windows(s, 78.0, 62.0, 2, 2, 8.5, 1);
    windows(s, 64.0, 40.0, 1, 2, 8.0, 9);
}

fn skyscraper(s: &mut Sketch) {
    let tower = "M36 90v-78l18-10v88z";
    s.fill(Body, tower);
    s.fill(Body, "M54 2l16 12v76h-16z");
    s.fill(Shade, "M54 2l16 12v76h-16z");
    for row in 0..9 {
        let y = 18.0 + f64::from(row) * 8.0;
        s.fill(Light, polygon(&[(39.0, y), (51.0, y - 6.0), (51.0, y - 2.4), (39.0, y + 3.0)]));
        s.fill(
            if row == 3 { Third } else { Second },
            polygon(&[(57.0, y - 5.6), (67.0, y + 1.0), (67.0, y + 4.0), (57.0, y - 2.2)]),
        );
    }
    s.half_lit(Second, "M10 90v-36h26v36z", 28.0);
    s.half_lit(Second, "M70 90v-48h20v48z", 80.0);
    windows(s, 14.0, 60.0, 2, 2, 10.0, 3);
}

fn arch(s: &mut Sketch) {
    s.fill(Second, disc(50.0, 60.0, 15.0));
    s.half_lit(Body, "M10 90v-42a40 40 0 0 1 80 0v42h-20v-42a20 20 0 0 0-40 0v42z", 70.0);
    s.within("M10 90v-42a40 40 0 0 1 80 0v42h-20v-42a20 20 0 0 0-40 0v42z", |s| {
        s.line(Paper, 2.2, "M10 50h20M70 50h20M10 70h20M70 70h20M14 30l18 9M86 30l-18 9M30 12l9 18M70 12l-9 18");
    });
    s.fill(Ink, bar(2.0, 88.0, 96.0, 4.0));
}

fn bridge(s: &mut Sketch) {
    s.line(Ink, 2.6, "M-6 58c14-2 24-16 30-36c8 22 16 34 26 34s18-12 26-34c6 20 16 34 30 36");
    for x in [2.0, 10.0, 18.0, 32.0, 39.0, 46.0, 54.0, 61.0, 68.0, 82.0, 90.0, 98.0] {
        let dip: f64 = if !(24.0..=76.0).contains(&x) { 30.0 } else { 26.0 };
        let from = if !(24.0..=76.0).contains(&x) {
            ((x - 50.0_f64).abs() - 26.0) / dip
        } else {
            1.0 - (x - 50.0_f64).abs() / dip
        };
        s.line(Ink, 1.4, super::super::shape::polyline(&[(x, 24.0 + 33.0 * libm::sqrt(from)), (x, 68.0)]));
    }
    for x in [20.0, 72.0] {
        s.half_lit(Body, "M0 0h8v76h-8z".shifted(x, 14.0), x + 4.6);
    }
    s.half_lit(Body, bar(-6.0, 66.0, 112.0, 7.0), 200.0);
    s.line(Second, 3.4, "M-4 82q7-6 14 0t14 0M76 82q7-6 14 0t14 0M30 86q7-6 14 0t14 0");
}

/// Path data moved by an offset.
trait Shifted {
    fn shifted(self, x: f64, y: f64) -> kurbo::BezPath;
}

impl Shifted for &str {
    fn shifted(self, x: f64, y: f64) -> kurbo::BezPath {
        kurbo::Affine::translate((x, y)) * super::super::outline::outline(self)
    }
}

fn church(s: &mut Sketch) {
    s.line(Ink, 3.2, "M30 14v-16M24 3h12");
    s.half_lit(Body, bar(42.0, 56.0, 50.0, 34.0), 200.0);
    s.fill(Second, "M42 56l10-18h32l10 18z");
    s.half_lit(Body, bar(16.0, 36.0, 28.0, 54.0), 34.0);
    s.half_lit(Second, "M30 10l18 28h-36z", 30.0);
    s.fill(Line, corners(24.0, 68.0, 12.0, 22.0, [6.0, 6.0, 0.0, 0.0]));
    s.fill(Light, disc(30.0, 48.0, 5.0));
    for x in [52.0, 65.0, 78.0] {
        s.fill(Light, corners(x, 64.0, 7.0, 16.0, [3.5, 3.5, 0.0, 0.0]));
    }
}

fn temple(s: &mut Sketch) {
    s.half_lit(Second, "M50 8l44 24v6h-88v-6z", 50.0);
    for x in [14.0, 32.0, 50.0, 68.0] {
        s.half_lit(Body, bar(x, 40.0, 13.0, 40.0), x + 8.0);
        s.fill(Second, bar(x - 1.6, 38.0, 16.2, 4.6));
    }
    s.fill(Second, bar(8.0, 78.0, 84.0, 5.0));
    s.fill(Second, bar(2.0, 84.0, 96.0, 6.0));
    s.fill(Light, disc(50.0, 26.0, 4.6));
}

fn church_window(s: &mut Sketch) {
    let frame = "M18 90v-48c0-18 14-32 32-40c18 8 32 22 32 40v48z";
    s.fill(Ink, frame);
    let pane = "M23 86v-44c0-15 12-27 27-34c15 7 27 19 27 34v44z";
    s.fill(Light, pane);
    s.within(pane, |s| {
        s.fill(Body, "M20 0h30v42h-30z");
        s.fill(Second, "M50 0h30v42h-30z");
        s.fill(Third, "M20 42h30v24h-30zM50 66h30v30h-30z");
        s.fill(Body, "M50 42h30v24h-30z");
        s.fill(Second, "M20 66h30v30h-30z");
        s.fill(Light, disc(50.0, 40.0, 14.0));
        s.fill(Second, segment(50.0, 40.0, 10.0, 90.0, 270.0));
        s.fill(Body, segment(50.0, 40.0, 10.0, -90.0, 90.0));
        s.line(Ink, 3.0, "M50 0v90M18 42h18M64 42h18M18 66h64");
        s.line(Ink, 3.0, disc(50.0, 40.0, 14.0));
    });
}

fn lighthouse(s: &mut Sketch) {
    s.fill(Second, "M44 20l-50-12v22zM56 20l50-12v22z");
    let tower = "M39 32h22l7 56h-36z";
    s.fill(Light, tower);
    s.within(tower, |s| {
        s.fill(Body, bar(20.0, 30.0, 60.0, 14.0));
        s.fill(Body, bar(20.0, 58.0, 60.0, 14.0));
        s.fill(Shade, bar(54.0, 20.0, 40.0, 80.0));
    });
    s.fill(Body, "M40 12l10-10 10 10z");
    s.fill(Light, bar(43.0, 12.0, 14.0, 17.0));
    s.fill(Second, disc(50.0, 20.0, 4.6));
    s.fill(Ink, bar(36.0, 28.0, 28.0, 5.0));
    s.fill(Ink, "M12 92c4-8 16-10 38-10s34 2 38 10z");
}

fn tent(s: &mut Sketch) {
    s.line(Ink, 3.2, "M46 14l8-10M54 14l-8-10");
    s.fill(Body, "M50 8l44 80a2 2 0 0 1-2 3h-84a2 2 0 0 1-2-3z");
    s.fill(Shade, "M50 8l44 80a2 2 0 0 1-2 3h-24z");
    s.fill(Line, "M50 34l18 57h-36z");
    s.fill(Light, "M50 34l-18 57h-7c12-10 20-30 25-57z");
    s.fill(Second, "M50 34l18 57h7c-12-10-20-30-25-57z");
}

fn market(s: &mut Sketch) {
    s.fill(Ink, bar(12.0, 38.0, 4.0, 54.0));
    s.fill(Ink, bar(84.0, 38.0, 4.0, 54.0));
    s.half_lit(Second, bar(6.0, 68.0, 88.0, 24.0), 66.0);
    s.line(Light, 2.2, "M6 80h88");
    for (x, r, tone) in
        [(22.0, 7.0, Third), (35.0, 7.0, Third), (50.0, 8.0, Leaf), (64.0, 8.0, Leaf), (79.0, 7.0, Body)]
    {
        s.fill(tone, segment(x, 68.0, r, 180.0, 360.0));
    }
    for i in 0..6 {
        let x = 2.0 + 16.0 * f64::from(i);
        let tone = if i % 2 == 0 { Body } else { Light };
        let top = 14.0 + (x - 2.0) * 0.75;
        s.fill(tone, polygon(&[(top, 12.0), (top + 12.0, 12.0), (x + 16.0, 36.0), (x, 36.0)]));
        s.fill(tone, segment(x + 8.0, 36.0, 8.0, 0.0, 180.0));
    }
    s.fill(Shade, "M2 33h96v3a8 8 0 0 1-96 0z");
}

fn door(s: &mut Sketch) {
    s.fill(Light, corners(20.0, 4.0, 60.0, 86.0, [30.0, 30.0, 0.0, 0.0]));
    s.half_lit(Body, corners(27.0, 11.0, 46.0, 79.0, [23.0, 23.0, 0.0, 0.0]), 52.0);
    s.fill(Second, segment(50.0, 34.0, 16.0, 180.0, 360.0));
    s.line(Light, 2.2, "M50 18v16M34 34h32M38 23l12 11M62 23l-12 11");
    s.fill(Shade, "M34 42h13v18h-13zM53 42h13v18h-13zM34 66h13v18h-13zM53 66h13v18h-13z");
    s.fill(Second, disc(67.0, 63.0, 2.8));
    s.half_lit(Ink, bar(12.0, 88.0, 76.0, 5.0), 200.0);
}

fn ferris_wheel(s: &mut Sketch) {
    s.line(Ink, 4.0, "M50 46l-24 46M50 46l24 46");
    s.line(Ink, 1.8, "M50 8v76M12 46h76M23 19l54 54M77 19l-54 54");
    s.line(Second, 4.0, disc(50.0, 46.0, 38.0));
    s.line(Second, 2.0, disc(50.0, 46.0, 30.0));
    for i in 0..8 {
        let p = super::super::shape::polar(50.0, 46.0, 38.0, f64::from(i) * 45.0);
        let tone = if i % 2 == 0 { Body } else { Third };
        s.half_lit(tone, corners(p.x - 6.5, p.y - 1.0, 13.0, 11.0, [2.0, 2.0, 6.5, 6.5]), p.x + 2.0);
        s.line(Ink, 1.4, arc(p.x, p.y - 1.0, 6.0, 180.0, 360.0));
    }
    s.fill(Body, disc(50.0, 46.0, 6.0));
    s.fill(Ink, rounded(16.0, 89.0, 68.0, 4.0, 2.0));
}

fn lamp(s: &mut Sketch) {
    s.fill(Ink, bar(48.0, 44.0, 4.0, 44.0));
    s.half_lit(Body, "M34 8h32l16 38h-64z", 58.0);
    s.fill(Light, "M18 46h64l2 5h-68z");
    s.half_lit(Second, "M36 90c0-20 4-24 14-24s14 4 14 24z", 54.0);
    s.fill(Ink, rounded(28.0, 87.0, 44.0, 5.0, 2.5));
    s.line(Ink, 2.0, "M66 48v14");
    s.fill(Ink, disc(66.0, 64.0, 2.4));
}

fn chair(s: &mut Sketch) {
    s.line(Second, 4.6, "M30 62l-6 30M70 62l8 30M36 64l-2 26M64 64l2 26");
    s.half_lit(
        Body,
        "M26 10c6-4 14-4 16 2c4 14 8 28 10 40h18c10 0 12 12 4 13h-38c-8 0-10-4-10-10c-2-18-6-32-6-40c0-3 3-4 6-5z",
        200.0,
    );
    s.within(
        "M26 10c6-4 14-4 16 2c4 14 8 28 10 40h18c10 0 12 12 4 13h-38c-8 0-10-4-10-10c-2-18-6-32-6-40c0-3 3-4 6-5z",
        |s| {
            s.fill(Shade, "M34 4c4 20 6 36 10 52h40v14h-50c-10-10-10-40-4-66z");
        },
    );
}

fn sofa(s: &mut Sketch) {
    s.fill(Ink, "M18 84h6l-2 8h-3zM82 84h-6l2 8h3z");
    s.half_lit(Body, corners(16.0, 36.0, 68.0, 40.0, [10.0, 10.0, 0.0, 0.0]), 200.0);
    s.line(Line, 1.6, "M50 38v24");
    s.fill(Shade, bar(16.0, 58.0, 68.0, 5.0));
    s.half_lit(Second, super::super::shape::turn(-10.0, 30.0, 54.0) * rounded(22.0, 44.0, 19.0, 19.0, 3.0), 34.0);
    s.half_lit(Body, rounded(18.0, 62.0, 64.0, 14.0, 4.0), 50.0);
    s.fill(Body, corners(4.0, 52.0, 16.0, 33.0, [8.0, 8.0, 3.0, 3.0]));
    s.half_lit(Body, corners(80.0, 52.0, 16.0, 33.0, [8.0, 8.0, 3.0, 3.0]), 80.0);
    s.faceted(Body, bar(14.0, 74.0, 72.0, 11.0), bar(14.0, 74.0, 72.0, 11.0));
}
