//! Things of everyday errands: what people ride, wear on their nails, order, mend and sleep on.

use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Line, Second, Shade, Third};
use super::super::shape::{bar, capsule, corners, disc, ellipse, rounded, sector};
use super::{ANY, BLUE, BROWN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "scooter", seat: Seat::Land, hues: [RED, ANY], kin: &["tree", "sun"], draw: scooter },
    Motif { name: "taco", seat: Seat::Table, hues: [YELLOW, RED], kin: &["citrus", "avocado"], draw: taco },
    Motif { name: "coffee_maker", seat: Seat::Table, hues: [ANY, BROWN], kin: &["cup", "bean"], draw: coffee_maker },
    Motif { name: "nail_polish", seat: Seat::Table, hues: [PINK, ANY], kin: &["flower", "ring"], draw: nail_polish },
    Motif { name: "serum", seat: Seat::Table, hues: [ORANGE, ANY], kin: &["sprig", "drop"], draw: serum },
    Motif { name: "bed", seat: Seat::Table, hues: [BLUE, BROWN], kin: &["lamp", "moon"], draw: bed },
    Motif { name: "wrench", seat: Seat::Air, hues: [BLUE, ANY], kin: &["drop", "gear"], draw: wrench },
    Motif { name: "baby_bottle", seat: Seat::Table, hues: [BLUE, PINK], kin: &["heart", "star"], draw: baby_bottle },
    Motif { name: "sushi", seat: Seat::Table, hues: [RED, ANY], kin: &["fish", "bowl"], draw: sushi },
    Motif { name: "scales", seat: Seat::Table, hues: [YELLOW, ANY], kin: &["books"], draw: scales },
    Motif { name: "padlock", seat: Seat::Table, hues: [YELLOW, ANY], kin: &["key"], draw: padlock },
    Motif { name: "solar_panel", seat: Seat::Land, hues: [BLUE, ANY], kin: &["sun", "cloud"], draw: solar_panel },
    Motif { name: "bus", seat: Seat::Land, hues: [YELLOW, BLUE], kin: &["city", "tree"], draw: bus },
    Motif { name: "plate", seat: Seat::Air, hues: [ANY, ORANGE], kin: &["citrus", "sprig"], draw: plate },
    Motif { name: "broom", seat: Seat::Table, hues: [YELLOW, BROWN], kin: &["bucket"], draw: broom },
    Motif { name: "headset", seat: Seat::Air, hues: [ANY, BLUE], kin: &["planet", "star"], draw: headset },
    Motif { name: "blanket", seat: Seat::Table, hues: [BLUE, ANY], kin: &["potted_plant", "cup"], draw: blanket },
];

fn scooter(s: &mut Sketch) {
    for x in [17.0, 83.0] {
        s.fill(Ink, disc(x, 80.0, 10.0));
        s.fill(Light, disc(x, 80.0, 4.0));
    }
    s.fill(Body, "M17 71h6c5 0 8 2 11 5h32c5 0 7-4 8-9l1-5h7l-2 10c-2 8-6 12-13 12h-37c-4 0-6-3-9-5h-4z");
    s.fill(Second, rounded(30.0, 71.0, 36.0, 6.0, 3.0));
    s.line(Body, 6.0, "M80 72l-14-56");
    s.line(Ink, 5.0, "M54 19l24-6");
    s.fill(Ink, disc(54.0, 19.0, 3.6));
    s.fill(Ink, disc(78.0, 13.0, 3.6));
    s.fill(Third, rounded(62.0, 24.0, 15.0, 12.0, 3.0));
}

fn taco(s: &mut Sketch) {
    for (x, y) in [(20.0, 45.0), (34.0, 33.0), (50.0, 28.0), (66.0, 33.0), (80.0, 45.0)] {
        s.fill(Leaf, disc(x, y, 12.0));
    }
    for (x, y) in [(28.0, 37.0), (43.0, 27.0), (59.0, 28.0), (74.0, 38.0)] {
        s.fill(Second, disc(x, y, 7.5));
    }
    s.half_lit(Body, "M4 82c0-27 20-46 46-46s46 19 46 46c0 5-3 7-7 7h-78c-4 0-7-2-7-7z", 64.0);
    for (x, y) in [(26.0, 72.0), (40.0, 58.0), (50.0, 78.0), (62.0, 60.0), (76.0, 74.0)] {
        s.fill(Shade, disc(x, y, 2.8));
    }
}

fn coffee_maker(s: &mut Sketch) {
    s.half_lit(Body, "M18 10a5 5 0 0 1 5-5h54a5 5 0 0 1 5 5v80h-64z", 66.0);
    s.fill(Ink, rounded(18.0, 26.0, 50.0, 52.0, 3.0));
    s.fill(Second, "M28 44h32v4l4 5v17a5 5 0 0 1-5 5h-30a5 5 0 0 1-5-5v-17l4-5z");
    s.line(Second, 4.0, "M24 56c-8-1-10 14-1 14");
    s.fill(Line, "M24 60h40v10a5 5 0 0 1-5 5h-30a5 5 0 0 1-5-5z");
    s.fill(Light, bar(40.0, 30.0, 8.0, 9.0));
    s.fill(Light, disc(28.0, 15.5, 4.0));
    s.fill(Third, disc(40.0, 15.5, 4.0));
    s.fill(Light, rounded(52.0, 12.5, 22.0, 6.0, 3.0));
    s.fill(Shade, bar(18.0, 82.0, 64.0, 8.0));
}

fn nail_polish(s: &mut Sketch) {
    s.half_lit(Ink, "M40 6c6-3 14-3 20 0l4 40h-28z", 54.0);
    s.fill(Shade, bar(35.0, 42.0, 30.0, 5.0));
    s.half_lit(Body, "M32 48h36c11 4 16 12 16 23v11a8 8 0 0 1-8 8h-52a8 8 0 0 1-8-8v-11c0-11 5-19 16-23z", 62.0);
    s.fill(Light, rounded(26.0, 60.0, 7.0, 20.0, 3.5));
    s.fill(Second, disc(52.0, 72.0, 9.0));
}

fn serum(s: &mut Sketch) {
    s.fill(Ink, "M42 2h16c4 0 6 4 5 8l-3 14h-20l-3-14c-1-4 1-8 5-8z");
    s.fill(Second, rounded(36.0, 22.0, 28.0, 14.0, 2.5));
    for x in [42.0, 49.0, 56.0] {
        s.fill(Shade, bar(x, 23.0, 2.4, 12.0));
    }
    s.half_lit(Body, "M40 36h20v6c12 2 20 9 20 20v20a8 8 0 0 1-8 8h-44a8 8 0 0 1-8-8v-20c0-11 8-18 20-20z", 62.0);
    s.fill(Light, rounded(28.0, 58.0, 44.0, 22.0, 2.5));
    s.fill(Line, rounded(36.0, 64.0, 28.0, 3.0, 1.5));
    s.fill(Line, rounded(42.0, 71.0, 16.0, 3.0, 1.5));
}

fn bed(s: &mut Sketch) {
    s.fill(Second, corners(6.0, 24.0, 88.0, 42.0, [10.0, 10.0, 0.0, 0.0]));
    s.fill(Light, rounded(14.0, 42.0, 32.0, 19.0, 7.0));
    s.fill(Light, rounded(54.0, 42.0, 32.0, 19.0, 7.0));
    s.half_lit(Body, "M6 62c0-5 3-8 8-8h72c5 0 8 3 8 8v20h-88z", 66.0);
    s.fill(Light, "M6 62c0-5 3-8 8-8h72c5 0 8 3 8 8v4h-88z");
    s.fill(Ink, rounded(4.0, 78.0, 92.0, 6.0, 2.0));
    s.fill(Ink, bar(9.0, 82.0, 6.0, 8.0));
    s.fill(Ink, bar(85.0, 82.0, 6.0, 8.0));
}

fn wrench(s: &mut Sketch) {
    s.half_lit(
        Body,
        "M69 8c-15-3-29 9-28 25l1 6l-33 33c-7 7 7 25 17 16l33-34l7 2c15 2 28-11 26-27l-1-6l-17 15l-13-4l-4-12z",
        44.0,
    );
    s.fill(Light, disc(18.0, 80.0, 5.0));
}

fn baby_bottle(s: &mut Sketch) {
    s.fill(Second, "M46 4h8c2 8 4 11 9 15v7h-26v-7c5-4 7-7 9-15z");
    s.fill(Body, rounded(30.0, 24.0, 40.0, 13.0, 3.0));
    s.fill(Shade, bar(30.0, 31.0, 40.0, 6.0));
    s.fill(Light, "M34 37h32c6 5 8 11 8 18v27a8 8 0 0 1-8 8h-32a8 8 0 0 1-8-8v-27c0-7 2-13 8-18z");
    s.fill(Body, "M26 58h48v24a8 8 0 0 1-8 8h-32a8 8 0 0 1-8-8z");
    for y in [50.0, 60.0, 70.0, 80.0] {
        s.fill(Line, bar(62.0, y, 12.0, 2.6));
    }
}

fn sushi(s: &mut Sketch) {
    s.fill(Light, rounded(4.0, 56.0, 50.0, 32.0, 14.0));
    s.half_lit(Body, "M0 58c2-20 16-28 31-28s27 8 28 26c0 4-3 5-6 5l-46 3c-4 0-7-2-7-6z", 40.0);
    for x in [14.0, 28.0, 42.0] {
        s.line(Light, 2.6, &format!("M{x} 56c0-8 3-14 8-19")[..]);
    }
    s.fill(Ink, disc(78.0, 69.0, 21.0));
    s.fill(Light, disc(78.0, 69.0, 15.0));
    s.fill(Second, disc(78.0, 69.0, 7.0));
    s.fill(Leaf, sector(78.0, 69.0, 7.0, 20.0, 140.0));
}

fn scales(s: &mut Sketch) {
    s.fill(Ink, bar(47.0, 14.0, 6.0, 68.0));
    s.fill(Ink, rounded(28.0, 80.0, 44.0, 10.0, 4.0));
    s.line(Ink, 5.0, "M14 26l72-4");
    s.fill(Second, disc(50.0, 14.0, 8.0));
    for (x, y) in [(18.0, 26.0), (82.0, 22.0)] {
        s.line(Ink, 2.2, &format!("M{x} {y}l-15 32M{x} {y}l15 32")[..]);
        s.fill(Body, sector(x, y + 31.0, 18.0, 0.0, 180.0));
    }
}

fn padlock(s: &mut Sketch) {
    s.line(Ink, 9.0, "M30 48v-16c0-26 40-26 40 0v16");
    s.half_lit(Body, "M24 42h52a8 8 0 0 1 8 8v32a8 8 0 0 1-8 8h-52a8 8 0 0 1-8-8v-32a8 8 0 0 1 8-8z", 60.0);
    s.fill(Line, disc(50.0, 61.0, 7.0));
    s.fill(Line, "M47 62h6l3 16h-12z");
}

fn solar_panel(s: &mut Sketch) {
    s.fill(Ink, bar(46.0, 64.0, 8.0, 22.0));
    s.fill(Ink, rounded(30.0, 84.0, 40.0, 6.0, 3.0));
    s.half_lit(Body, "M22 16h56l18 54h-92z", 56.0);
    s.line(Light, 2.6, "M16 34h68M10 52h80M41 16l-6 54M59 16l6 54");
    s.line(Ink, 3.4, "M22 16h56l18 54h-92z");
}

fn bus(s: &mut Sketch) {
    s.half_lit(Body, "M4 22a7 7 0 0 1 7-7h76a7 7 0 0 1 7 6l3 34v23h-93z", 200.0);
    s.fill(Shade, bar(4.0, 58.0, 93.0, 20.0));
    for x in [10.0, 29.0, 48.0] {
        s.fill(Light, rounded(x, 24.0, 16.0, 20.0, 2.5));
    }
    s.fill(Light, "M69 24h17a4 4 0 0 1 4 4l2 26h-23z");
    s.fill(Light, bar(4.0, 50.0, 62.0, 4.0));
    for x in [24.0, 76.0] {
        s.fill(Ink, disc(x, 78.0, 12.0));
        s.fill(Light, disc(x, 78.0, 5.0));
    }
}

fn plate(s: &mut Sketch) {
    s.fill(Light, disc(50.0, 50.0, 48.0));
    s.line(Shade, 3.0, disc(50.0, 50.0, 36.0));
    s.half_lit(Second, "M22 54c2-16 20-26 38-22c14 3 20 12 18 20c-3 12-20 20-36 18c-12-1-21-7-20-16z", 54.0);
    for x in [36.0, 46.0, 56.0] {
        s.line(Shade, 3.2, &format!("M{x} 38c4 8 4 18 0 26")[..]);
    }
    s.fill(Leaf, ellipse(70.0, 67.0, 12.0, 6.5));
    s.fill(Leaf, ellipse(60.0, 74.0, 10.0, 5.0));
    s.fill(Body, sector(34.0, 28.0, 12.0, 20.0, 200.0));
}

fn broom(s: &mut Sketch) {
    s.fill(Ink, capsule((76.0, 4.0), (52.0, 50.0), 6.0));
    s.fill(Second, "M38 42l26 13l-5 10l-27-14z");
    s.half_lit(Body, "M32 51l27 14c-3 10-4 18-2 25h-44c8-10 15-24 19-39z", 40.0);
    s.line(Line, 2.2, "M41 58l-10 30M50 63l-5 25");
}

fn headset(s: &mut Sketch) {
    s.line(Ink, 8.0, "M14 42c6-34 66-34 72 0");
    s.fill(Second, rounded(2.0, 40.0, 14.0, 30.0, 6.0));
    s.fill(Second, rounded(84.0, 40.0, 14.0, 30.0, 6.0));
    s.half_lit(
        Body,
        "M20 30h60a12 12 0 0 1 12 12v28a12 12 0 0 1-12 12h-12c-6 0-8-10-18-10s-12 10-18 10h-12a12 12 0 0 1-12-12v-28a12 12 0 0 1 12-12z",
        64.0,
    );
    s.fill(Line, rounded(17.0, 40.0, 66.0, 22.0, 10.0));
    s.fill(Light, rounded(24.0, 45.0, 18.0, 5.0, 2.5));
    s.fill(Third, disc(72.0, 52.0, 4.0));
}

fn blanket(s: &mut Sketch) {
    for (y, h, tone, mark) in [(62.0, 28.0, Body, 77.0), (36.0, 26.0, Second, 50.0), (12.0, 24.0, Body, 25.0)] {
        s.half_lit(tone, rounded(8.0, y, 84.0, h, h / 2.2), 68.0);
        for i in 0..7 {
            let x = 22.0 + 8.0 * f64::from(i);
            s.line(Light, 2.4, &format!("M{x} {mark}l4 -5l4 5")[..]);
        }
    }
    s.line(Line, 2.4, "M14 62h72M14 36h72");
}
