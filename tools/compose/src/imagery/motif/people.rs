//! Faces, hands and hearts.

use super::super::scheme::Tone::{Body, Ink, Light, Line, Second, Shade, Skin, Third};
use super::super::shape::{arc, capsule, disc, ellipse, leaf, polar, polyline, segment};
use super::{ANY, BLUE, BROWN, Motif, ORANGE, PINK, RED, Seat, Sketch};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "face", seat: Seat::Table, hues: [ORANGE, ANY], kin: &["sprig", "flower"], draw: face },
    Motif { name: "profile", seat: Seat::Table, hues: [RED, ANY], kin: &["sun", "star"], draw: profile },
    Motif { name: "eye", seat: Seat::Air, hues: [ANY, BLUE], kin: &["star"], draw: eye },
    Motif { name: "hand", seat: Seat::Table, hues: [BROWN, RED], kin: &["heart", "star"], draw: hand },
    Motif { name: "heart", seat: Seat::Air, hues: [RED, PINK], kin: &["rose", "sprig"], draw: heart },
    Motif { name: "mask", seat: Seat::Air, hues: [ANY, RED], kin: &["star", "ticket"], draw: mask },
    Motif { name: "dancer", seat: Seat::Land, hues: [RED, ORANGE], kin: &["moon", "star"], draw: dancer },
    Motif { name: "yoga", seat: Seat::Land, hues: [RED, BROWN], kin: &["sun", "lotus"], draw: yoga },
    Motif { name: "runner", seat: Seat::Land, hues: [RED, BROWN], kin: &["sun", "mountain"], draw: runner },
    Motif { name: "crowd", seat: Seat::Table, hues: [ORANGE, RED], kin: &["heart"], draw: crowd },
    Motif { name: "speech", seat: Seat::Air, hues: [ANY, ANY], kin: &["megaphone"], draw: speech },
];

fn face(s: &mut Sketch) {
    s.fill(Second, "M14 92c-4-50 4-86 36-86s40 36 36 86z");
    s.half_lit(Third, "M10 92c2-16 18-20 28-22h24c10 2 26 6 28 22z", 200.0);
    s.half_lit(Skin, "M42 60h16v14c-4 6-12 6-16 0z", 200.0);
    s.fill(Shade, "M42 64c6 6 10 6 16 0v6h-16z");
    s.half_lit(Skin, "M26 40c0-16 10-24 24-24s24 8 24 24c0 18-10 30-24 30s-24-12-24-30z", 50.0);
    s.fill(Second, "M24 42c0-20 10-30 26-30s26 10 26 30c-6-10-14-14-20-22c-8 10-20 14-32 22z");
    s.line(Line, 2.2, "M34 41q4-3 8 0M58 41q4-3 8 0M50 40v12h-4M43 60q7 4 14 0");
    s.fill(Third, disc(35.0, 53.0, 4.0));
    s.fill(Third, disc(65.0, 53.0, 4.0));
}

fn profile(s: &mut Sketch) {
    let head = "M34 92c2-10 1-16-4-22c-12-10-18-22-16-36c2-20 18-32 36-32c20 0 32 14 33 30c0 5 0 6 3 10l7 10c2 3 0 5-3 6l-3 1c1 3 1 5-1 6c2 3 1 5-1 6c1 8-2 11-9 11c-6 0-8 1-8 10z";
    s.fill(Body, head);
    s.within(head, |s| {
        s.fill(Second, "M0 100v-110h84c4 24-16 26-30 30c-4 10-4 16-10 22c-10 6-16 20-16 60z");
        s.fill(Shade, "M52 72c8 4 16 6 24 4v30h-40c4-10 8-20 16-34z");
    });
    s.line(Line, 2.4, "M70 42q5-3 10 0M78 64h7");
    s.line(Body, 3.4, "M47 48c-8-2-10 10-2 12");
}

fn eye(s: &mut Sketch) {
    for angle in [-150.0, -120.0, -90.0, -60.0, -30.0] {
        let (a, b) = (polar(50.0, 54.0, 36.0, angle), polar(50.0, 54.0, 50.0, angle));
        s.line(Ink, 3.8, polyline(&[(a.x, a.y - 2.0), (b.x, b.y - 2.0)]));
    }
    let lid = "M2 54c14-22 30-32 48-32s34 10 48 32c-14 22-30 32-48 32s-34-10-48-32z";
    s.fill(Light, lid);
    s.within(lid, |s| {
        s.half_lit(Body, disc(50.0, 53.0, 24.0), 200.0);
        s.fill(Ink, disc(50.0, 53.0, 12.5));
        s.fill(Light, disc(57.0, 45.0, 5.0));
    });
    s.line(Ink, 4.2, lid);
}

fn hand(s: &mut Sketch) {
    s.half_lit(Second, "M30 78h40v16h-40z", 56.0);
    s.line(Skin, 11.5, "M34 60v-34M46 56v-46M58 56v-44M69 60v-32");
    s.line(Skin, 12.5, "M38 70c-8-6-16-14-22-20");
    s.fill(Skin, "M28.250 54h46.500v12c0 8-4 14-8 16h-30c-4-2-8.500-8-8.500-16z");
    s.fill(Shade, capsule((69.0, 54.0), (69.0, 28.0), 11.5));
    s.line(Line, 1.8, "M40 60v-12M52 60v-12M63.500 60v-12M34 74c8-2 12-6 13-14");
}

fn heart(s: &mut Sketch) {
    let shape =
        "M50 90c-26-18-44-34-44-54c0-14 10-24 22-24c10 0 18 6 22 14c4-8 12-14 22-14c12 0 22 10 22 24c0 20-18 36-44 54z";
    s.faceted(Body, shape, "M76 4c14 34-4 62-40 84l14 20 60-30v-80z");
    s.line(Light, 4.6, arc(29.0, 36.0, 13.0, 185.0, 260.0));
}

fn mask(s: &mut Sketch) {
    s.fill(Second, "M46 30c14 4 34 4 50-2c2 30-4 58-30 64c-10-2-18-10-22-22z");
    s.fill(Line, leaf((58.0, 50.0), (72.0, 50.0), 8.0, 0.5));
    s.fill(Line, leaf((78.0, 49.0), (90.0, 46.0), 7.0, 0.5));
    s.line(Line, 3.6, "M64 78c4-8 16-10 22-4");
    let front = "M4 10c20 8 40 8 58 0c4 34-2 62-29 70c-27-8-33-36-29-70z";
    s.half_lit(Body, front, 36.0);
    s.fill(Line, leaf((13.0, 34.0), (28.0, 34.0), 9.0, 0.5));
    s.fill(Line, leaf((39.0, 34.0), (54.0, 34.0), 9.0, 0.5));
    s.fill(Line, segment(33.0, 54.0, 14.0, 5.0, 175.0));
    s.fill(Third, segment(33.0, 54.0, 14.0, 40.0, 140.0));
}

fn dancer(s: &mut Sketch) {
    s.line(Skin, 5.6, "M46 34c-12-4-20-14-26-28M50 34c12-2 22-10 30-22");
    s.line(Skin, 6.2, "M54 66c0 10 2 18 2 26M48 62c-8 8-20 14-36 14");
    s.fill(Skin, disc(49.0, 16.0, 8.0));
    s.fill(Ink, "M41 15c0-8 6-11 11-10c5 1 6 5 5 8c-6 2-10 2-16 2z");
    s.fill(Ink, disc(52.0, 3.0, 4.0));
    let skirt = "M42 30h13l2 20c16 6 28 14 34 24c-26 10-62 8-84-6c10-10 20-16 33-18z";
    s.fill(Body, skirt);
    s.within(skirt, |s| s.fill(Shade, "M52 28h10l-4 22c14 6 28 14 40 24l-40 14c4-16 0-24-4-36z"));
}

fn yoga(s: &mut Sketch) {
    s.line(Skin, 5.6, "M44 38c-14-8-10-24 4-34M56 38c14-8 10-24-4-34");
    s.fill(Skin, disc(50.0, 22.0, 8.6));
    s.fill(Ink, "M41 22c0-9 5-12 9-12s9 3 9 12c-4-5-14-5-18 0z");
    s.fill(Ink, disc(50.0, 9.0, 4.0));
    s.half_lit(Body, "M40 36c6-3 14-3 20 0c3 10 0 20 2 30h-24c2-10-1-20 2-30z", 53.0);
    s.fill(Ink, "M36 64h28c14 4 26 8 32 16c4 6-4 10-12 8l-34-8-34 8c-8 2-16-2-12-8c6-8 18-12 32-16z");
    s.fill(Skin, ellipse(17.0, 86.0, 9.0, 4.0));
    s.fill(Skin, ellipse(83.0, 86.0, 9.0, 4.0));
}

fn runner(s: &mut Sketch) {
    s.line(Skin, 7.0, "M48 58l18 10-4 20h8M44 58c-4 10-8 16-16 18l-16-8");
    s.fill(Ink, capsule((64.0, 90.0), (75.0, 90.0), 6.0));
    s.fill(Ink, capsule((11.0, 66.0), (9.0, 75.0), 6.0));
    s.line(Skin, 6.0, "M58 30l14 14 14-8M54 30l-18 2-8 16");
    s.line(Body, 15.0, "M57 34l-10 22");
    s.fill(Shade, capsule((62.0, 37.0), (53.0, 57.0), 6.0));
    s.line(Ink, 11.0, "M46 58l10 5M45 58l-3 8");
    s.fill(Skin, disc(66.0, 16.0, 9.0));
    s.fill(Ink, "M58 14c1-9 9-12 15-8c-2 4-6 5-9 5c-1 3-3 4-6 3z");
    s.line(Third, 3.0, "M4 34h14M-2 46h14M8 22h12");
}

fn crowd(s: &mut Sketch) {
    let person = |s: &mut Sketch, x: f64, y: f64, coat, skin, hair| {
        s.half_lit(coat, format!("M{} 92c0-{} 8-24 18-24s18 6 18 24z", x - 18.0, 12.0).as_str(), x + 6.0);
        s.half_lit(skin, disc(x, y, 12.0), x + 3.0);
        s.fill(hair, segment(x, y, 12.6, 202.0, 338.0));
    };
    person(s, 24.0, 50.0, Second, Light, Ink);
    person(s, 76.0, 48.0, Third, Light, Ink);
    person(s, 50.0, 56.0, Body, Light, Second);
}

fn speech(s: &mut Sketch) {
    s.half_lit(Second, "M44 34h44a8 8 0 0 1 8 8v28a8 8 0 0 1-8 8h-4v13l-14-13h-26z", 200.0);
    s.half_lit(
        Body,
        "M14 8h52a10 10 0 0 1 10 10v30a10 10 0 0 1-10 10h-30l-16 16v-16h-6a10 10 0 0 1-10-10v-30a10 10 0 0 1 10-10z",
        200.0,
    );
    for x in [24.0, 40.0, 56.0] {
        s.fill(Light, disc(x, 33.0, 4.6));
    }
}
