//! Clothes, jewels and what beauty is bought in.

use super::super::outline::outline;
use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Line, Paper, Second, Shade};
use super::super::shape::{arc, bar, corners, disc, leaf, polar, rounded, turn};
use super::{ANY, BLUE, BROWN, Motif, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "shoe", seat: Seat::Table, hues: [RED, ANY], kin: &["ball", "bag"], draw: shoe },
    Motif { name: "dress", seat: Seat::Air, hues: [PINK, ANY], kin: &["hanger", "bag"], draw: dress },
    Motif { name: "shirt", seat: Seat::Air, hues: [BLUE, ANY], kin: &["hanger", "shoe"], draw: shirt },
    Motif { name: "hanger", seat: Seat::Air, hues: [ANY, ANY], kin: &["dress", "bag"], draw: hanger },
    Motif { name: "hat", seat: Seat::Table, hues: [BROWN, RED], kin: &["glasses"], draw: hat },
    Motif { name: "bag", seat: Seat::Table, hues: [RED, ANY], kin: &["tag", "gift"], draw: bag },
    Motif { name: "watch", seat: Seat::Air, hues: [BROWN, ANY], kin: &["ring"], draw: watch },
    Motif { name: "ring", seat: Seat::Air, hues: [YELLOW, BLUE], kin: &["rose", "sprig"], draw: ring },
    Motif { name: "perfume", seat: Seat::Table, hues: [PINK, YELLOW], kin: &["flower", "sprig"], draw: perfume },
    Motif { name: "lipstick", seat: Seat::Table, hues: [RED, ANY], kin: &["perfume"], draw: lipstick },
    Motif { name: "jar", seat: Seat::Table, hues: [ANY, ANY], kin: &["sprig", "lotus"], draw: jar },
    Motif { name: "umbrella", seat: Seat::Air, hues: [RED, YELLOW], kin: &["cloud"], draw: umbrella },
    Motif { name: "tag", seat: Seat::Air, hues: [RED, ANY], kin: &["bag"], draw: tag },
];

fn shoe(s: &mut Sketch) {
    let upper = "M8 40c-1-6 4-10 8-6c6 5 14 6 20 0c4-4 8-12 13-15c3-2 6 0 7 3c4 14 14 26 28 31c8 3 13 6 13 14v9h-88c-3-10-3-24-1-36z";
    s.fill(Body, upper);
    s.within(upper, |s| {
        s.fill(Second, "M0 30c10 4 18 26 14 50h-20zM66 78c2-14 12-22 24-22l14 0v30h-38z");
        s.fill(Shade, bar(0.0, 66.0, 110.0, 20.0));
        s.fill(Light, "M20 62c14 4 24 2 38-10l5 5c-14 12-26 16-43 12z");
    });
    s.line(Light, 3.4, "M49 26l-9 6M54 35l-9 6M60 43l-9 6M67 49l-8 6");
    s.half_lit(Light, "M5 74h94c2 8-2 14-10 14h-78c-6 0-7-8-6-14z", 200.0);
    s.fill(Ink, "M6 83h93c-1 5-5 8-10 8h-76c-5 0-7-4-7-8z");
}

fn dress(s: &mut Sketch) {
    s.line(Ink, 2.6, "M50 12c0-8 8-6 6-12M32 18l18-7 18 7");
    let gown = "M36 12l5 10c3 5 15 5 18 0l5-10 6 3c-2 12-2 20-6 30c6 14 16 28 22 40c-20 10-52 10-72 0c6-12 16-26 22-40c-4-10-4-18-6-30z";
    s.fill(Body, gown);
    s.within(gown, |s| {
        s.fill(Shade, "M56 10h40v90h-30c2-20-2-40-10-50z");
        s.fill(Second, bar(20.0, 43.0, 60.0, 6.0));
        s.line(Light, 2.0, "M44 54c-4 14-8 26-12 38M52 54c0 14 0 26 2 40");
    });
}

fn shirt(s: &mut Sketch) {
    let tee = "M34 10c6 8 26 8 32 0l28 14-9 22-13-5v48h-44v-48l-13 5-9-22z";
    s.fill(Body, tee);
    s.within(tee, |s| {
        s.fill(Shade, "M60 0h50v100h-44c4-30 4-60-6-100z");
        s.fill(Second, bar(20.0, 50.0, 70.0, 9.0));
    });
    s.line(Light, 3.4, "M34 10c6 10 26 10 32 0");
}

fn hanger(s: &mut Sketch) {
    s.line(Ink, 4.2, "M42 26c0-14 18-12 16 0c-1 6-8 6-8 14");
    s.fill(Body, "M50 36l46 34c5 4 2 12-4 12h-84c-6 0-9-8-4-12zM50 47l-34 25h68z");
    s.line(Body, 7.0, "M50 40l44 34h-88z");
}

fn hat(s: &mut Sketch) {
    s.half_lit(Body, "M26 70c0-30 4-48 24-48s24 18 24 48z", 56.0);
    s.half_lit(Second, "M26 60h48l.5 12h-49z", 56.0);
    s.half_lit(Body, "M2 76c10-6 24-8 48-8s38 2 48 8c4 3 2 8-2 10c-24 7-68 7-92 0c-4-2-6-7-2-10z", 200.0);
    s.fill(Shade, "M2 76c30 8 66 8 96 0c4 3 2 8-2 10c-24 7-68 7-92 0c-4-2-6-7-2-10z");
}

fn bag(s: &mut Sketch) {
    s.line(Ink, 4.0, "M34 40v-16a16 16 0 0 1 32 0v16");
    s.half_lit(Body, "M16 32h68l6 54a4 4 0 0 1-4 4h-72a4 4 0 0 1-4-4z", 62.0);
    s.line(Light, 4.0, "M34 40v4a16 16 0 0 0 32 0v-4");
    s.fill(Light, disc(34.0, 40.0, 3.4));
    s.fill(Light, disc(66.0, 40.0, 3.4));
}

fn watch(s: &mut Sketch) {
    s.half_lit(Body, "M36-2h28l3 34h-34z", 54.0);
    s.half_lit(Body, "M33 68h34l-3 34h-28z", 54.0);
    s.line(Line, 1.6, "M50 84v.1M50 90v.1M50 96v.1");
    s.fill(Second, rounded(77.0, 46.0, 7.0, 8.0, 2.0));
    s.half_lit(Second, disc(50.0, 50.0, 29.0), 58.0);
    s.fill(Light, disc(50.0, 50.0, 22.5));
    for i in 0..12 {
        let p = polar(50.0, 50.0, 18.5, 30.0 * f64::from(i));
        s.fill(Ink, disc(p.x, p.y, if i % 3 == 0 { 1.7 } else { 0.9 }));
    }
    s.line(Ink, 2.8, "M50 50l-9-8M50 50l13-7");
    s.fill(Ink, disc(50.0, 50.0, 2.4));
}

fn ring(s: &mut Sketch) {
    s.line(Body, 9.0, disc(50.0, 64.0, 26.0));
    s.line(Light, 2.6, arc(50.0, 64.0, 26.0, 150.0, 205.0));
    s.fill(Second, "M34 6h32l12 12-28 28-28-28z");
    s.fill(Light, "M34 6h16l-8 12h-20zM42 18h16l-8 28z");
    s.fill(Shade, "M66 6l12 12-28 28 8-28z");
    s.fill(Body, rounded(40.0, 37.0, 20.0, 8.0, 3.0));
}

fn perfume(s: &mut Sketch) {
    s.fill(Ink, rounded(44.0, 16.0, 12.0, 12.0, 1.5));
    s.half_lit(Second, rounded(38.0, -2.0, 24.0, 20.0, 4.0), 53.0);
    let glass = "M36 28h28c14 4 22 14 22 30c0 18-12 32-36 32s-36-14-36-32c0-16 8-26 22-30z";
    s.fill(Light, glass);
    s.within(glass, |s| {
        s.fill(Body, bar(0.0, 46.0, 100.0, 60.0));
        s.fill(Shade, "M66 20c16 24 8 54-20 74h60v-80z");
    });
    s.fill(Light, rounded(36.0, 56.0, 28.0, 18.0, 1.5));
    s.line(Second, 2.2, "M42 63h16M45 68h10");
    s.line(Light, 3.0, "M23 62c0-8 3-13 8-17");
}

fn lipstick(s: &mut Sketch) {
    s.half_lit(Body, "M38 40v-22c0-8 10-14 24-18v40z", 52.0);
    s.half_lit(Second, bar(35.0, 38.0, 30.0, 20.0), 52.0);
    s.half_lit(Ink, corners(29.0, 56.0, 42.0, 35.0, [2.0, 2.0, 3.0, 3.0]), 200.0);
    s.fill(Light, bar(29.0, 64.0, 42.0, 3.4));
    s.line(Light, 2.4, "M43 20v12");
}

fn jar(s: &mut Sketch) {
    s.half_lit(Second, rounded(18.0, 26.0, 64.0, 18.0, 4.0), 58.0);
    s.half_lit(Body, corners(13.0, 44.0, 74.0, 46.0, [6.0, 6.0, 16.0, 16.0]), 60.0);
    s.fill(Light, rounded(30.0, 55.0, 40.0, 22.0, 2.0));
    s.fill(Leaf, leaf((40.0, 72.0), (50.0, 58.0), 6.0, 0.5));
    s.fill(Leaf, leaf((52.0, 74.0), (60.0, 59.0), 6.0, 0.5));
    s.line(Light, 3.0, "M22 54v14");
}

fn umbrella(s: &mut Sketch) {
    s.line(Ink, 4.0, "M50 46v36c0 12-18 12-18 0");
    s.line(Ink, 3.4, "M50 12v-8");
    let top = "M6 52c0-26 20-42 44-42s44 16 44 42c-4-6-12-6-15 0c-4-7-14-7-18 0c-4-8-18-8-22 0c-4-7-14-7-18 0c-3-6-11-6-15 0z";
    s.fill(Body, top);
    s.within(top, |s| {
        s.fill(Second, "M50 8c-14 10-22 28-12 46h24c10-18 2-36-12-46z");
        s.fill(Shade, "M50 8c30 10 34 30 30 50h30v-60z");
    });
}

fn tag(s: &mut Sketch) {
    let tilt = turn(-16.0, 50.0, 50.0);
    s.line(Ink, 2.6, tilt * outline("M50 22c-6-14 8-20 4-32"));
    let label = tilt * outline("M40 8h20l18 20v58a4 4 0 0 1-4 4h-48a4 4 0 0 1-4-4v-58z");
    s.fill(Body, label.clone());
    s.within(label, |s| s.fill(Shade, tilt * bar(62.0, 0.0, 40.0, 110.0)));
    s.fill(Paper, tilt * disc(50.0, 24.0, 5.4));
    s.line(Light, 4.6, tilt * outline("M38 74l24-28"));
    s.fill(Light, tilt * disc(39.0, 49.0, 5.6));
    s.fill(Light, tilt * disc(61.0, 71.0, 5.6));
}
