//! Things that sound.

use super::super::outline::outline;
use super::super::scheme::Tone::{Body, Ink, Light, Line, Paper, Second, Shade, Third};
use super::super::shape::{arc, bar, corners, disc, ellipse, polar, polyline, rounded, turn};
use super::{ANY, BROWN, Motif, ORANGE, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "headphones", seat: Seat::Air, hues: [RED, ANY], kin: &["record"], draw: headphones },
    Motif { name: "record", seat: Seat::Air, hues: [ANY, RED], kin: &["headphones"], draw: record },
    Motif { name: "guitar", seat: Seat::Air, hues: [ORANGE, BROWN], kin: &["record", "microphone"], draw: guitar },
    Motif { name: "violin", seat: Seat::Air, hues: [ORANGE, BROWN], kin: &["candle"], draw: violin },
    Motif { name: "trumpet", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["record", "piano"], draw: trumpet },
    Motif { name: "piano", seat: Seat::Table, hues: [ANY, RED], kin: &["trumpet", "candle"], draw: piano },
    Motif { name: "drum", seat: Seat::Table, hues: [RED, YELLOW], kin: &["guitar"], draw: drum },
    Motif { name: "speaker", seat: Seat::Table, hues: [ANY, ORANGE], kin: &["record"], draw: speaker },
    Motif { name: "microphone", seat: Seat::Air, hues: [ANY, RED], kin: &["headphones"], draw: microphone },
    Motif { name: "megaphone", seat: Seat::Air, hues: [RED, ANY], kin: &["star"], draw: megaphone },
];

fn headphones(s: &mut Sketch) {
    s.line(Ink, 7.0, "M16 60v-8a34 34 0 0 1 68 0v8");
    for (x, lit) in [(8.0, 16.0), (74.0, 84.0)] {
        s.half_lit(Body, rounded(x, 50.0, 18.0, 38.0, 8.0), lit + 2.0);
    }
    s.fill(Second, corners(24.0, 54.0, 8.0, 30.0, [2.0, 4.0, 4.0, 2.0]));
    s.fill(Second, corners(68.0, 54.0, 8.0, 30.0, [4.0, 2.0, 2.0, 4.0]));
    s.line(Light, 2.6, arc(50.0, 52.0, 34.0, 205.0, 255.0));
}

fn record(s: &mut Sketch) {
    s.fill(Ink, disc(50.0, 50.0, 44.0));
    for r in [39.0, 34.0, 29.0, 24.0] {
        s.line(Paper, 0.9, disc(50.0, 50.0, r));
    }
    s.within(disc(50.0, 50.0, 44.0), |s| {
        s.fill(Shade, "M50 50l30-50h30v30zM50 50l-30 50h-30v-30z");
        s.line(Light, 2.4, arc(50.0, 50.0, 36.5, 210.0, 240.0));
        s.line(Light, 2.4, arc(50.0, 50.0, 31.5, 214.0, 236.0));
    });
    s.half_lit(Body, disc(50.0, 50.0, 17.0), 55.0);
    s.line(Light, 1.8, disc(50.0, 50.0, 11.0));
    s.fill(Paper, disc(50.0, 50.0, 3.0));
}

fn guitar(s: &mut Sketch) {
    let tilt = turn(36.0, 50.0, 50.0);
    let body = tilt
        * outline(
            "M50 46c10 0 18 5 18 13c0 5-3 8 0 12c4 4 8 9 8 16c0 12-11 20-26 20s-26-8-26-20c0-7 4-12 8-16c3-4 0-7 0-12c0-8 8-13 18-13z",
        );
    s.fill(Second, tilt * bar(46.0, -8.0, 8.0, 66.0));
    s.fill(Second, tilt * outline("M44-20h12l2 16h-16z"));
    s.fill(Body, body.clone());
    s.within(body, |s| s.fill(Shade, tilt * outline("M56 40h40v80h-30c8-20 0-50-10-80z")));
    s.fill(Line, tilt * disc(50.0, 74.0, 9.0));
    s.fill(Line, tilt * rounded(40.0, 91.0, 20.0, 4.0, 2.0));
    s.line(Light, 1.0, tilt * outline("M47.500-16v108M50-16v108M52.500-16v108"));
    for y in [-16.0, -10.0] {
        s.fill(Ink, tilt * disc(42.0, y, 2.4));
        s.fill(Ink, tilt * disc(58.0, y, 2.4));
    }
}

fn violin(s: &mut Sketch) {
    let tilt = turn(24.0, 50.0, 50.0);
    let body = tilt
        * outline(
            "M50 40c12 0 18 6 17 14c0 5-7 6-7 12s9 7 9 16c0 12-8 20-19 20s-19-8-19-20c0-9 9-10 9-16s-7-7-7-12c-1-8 5-14 17-14z",
        );
    s.fill(Ink, tilt * outline("M47-6c-6 0-6-10 2-10s10 8 5 14v60h-8v-60z"));
    s.fill(Body, body.clone());
    s.within(body, |s| s.fill(Shade, tilt * outline("M54 30h40v90h-40c8-20 8-60 0-90z")));
    s.fill(Ink, tilt * outline("M47 42h6l1 24h-8zM46 82h8l-1 16h-6z"));
    s.line(Line, 1.6, tilt * outline("M40 64c-3 4 3 8 0 13M60 64c3 4-3 8 0 13"));
    s.line(Light, 0.8, tilt * outline("M49 0v88M51 0v88"));
    s.line(Second, 2.6, "M92 4l-50 92");
}

fn trumpet(s: &mut Sketch) {
    let tilt = turn(-16.0, 50.0, 50.0);
    s.fill(Second, tilt * rounded(-2.0, 38.0, 6.0, 10.0, 2.0));
    s.line(Body, 5.0, tilt * outline("M2 43h60M24 64h40a10 10 0 0 0 0-21M24 64a10.500 10.500 0 0 1 0-21"));
    s.fill(Body, tilt * outline("M56 40.500c18 0 28-8 36-24l6-4v62l-6-4c-8-16-18-24-36-24z"));
    s.fill(Shade, tilt * outline("M56 43h42v31l-6-4c-8-16-18-24-36-24z"));
    for x in [33.0, 42.0, 51.0] {
        s.fill(Second, tilt * rounded(x - 3.2, 33.0, 6.4, 38.0, 2.0));
        s.fill(Body, tilt * rounded(x - 3.4, 26.0, 6.8, 4.6, 2.3));
        s.line(Ink, 1.8, tilt * outline(format!("M{x} 30v4").as_str()));
    }
    s.line(Light, 2.2, tilt * outline("M66 37c10-3 17-9 23-18"));
}

fn piano(s: &mut Sketch) {
    s.fill(Ink, "M18 62h6v30h-6zM78 62h6v30h-6z");
    s.fill(Ink, "M8 44h84v20h-84z");
    s.half_lit(Body, "M12 44v-14c24-2 30-24 50-24h26v38z", 60.0);
    s.fill(Light, bar(12.0, 46.0, 76.0, 13.0));
    for i in 1..12 {
        s.line(Ink, 0.9, polyline(&[(12.0 + 6.33 * f64::from(i), 46.0), (12.0 + 6.33 * f64::from(i), 59.0)]));
    }
    for i in [1, 2, 4, 5, 6, 8, 9, 11] {
        s.fill(Ink, bar(10.2 + 6.33 * f64::from(i), 46.0, 3.6, 7.6));
    }
    s.line(Second, 3.2, "M50 64v24M42 91h16");
    s.fill(Second, rounded(42.0, 87.0, 16.0, 4.6, 2.3));
}

fn drum(s: &mut Sketch) {
    s.line(Ink, 4.0, "M22 2l26 26M84 0l-24 28");
    s.fill(Ink, disc(48.0, 28.0, 3.6));
    s.fill(Ink, disc(60.0, 28.0, 3.6));
    let shell = "M10 40h80v42c-14 12-66 12-80 0z";
    s.half_lit(Body, shell, 62.0);
    s.within(shell, |s| s.line(Light, 2.4, "M10 48l13 36 13-34 14 38 14-38 13 34 13-36"));
    s.fill(Light, ellipse(50.0, 40.0, 40.0, 12.0));
    s.line(Second, 5.0, "M10 41c14 15 66 15 80 0");
    s.line(Second, 5.0, "M10 80c14 13 66 13 80 0");
}

fn speaker(s: &mut Sketch) {
    s.half_lit(Body, rounded(20.0, 2.0, 60.0, 88.0, 6.0), 60.0);
    s.fill(Line, disc(50.0, 24.0, 11.0));
    s.fill(Second, disc(50.0, 24.0, 5.0));
    s.fill(Line, disc(50.0, 62.0, 22.0));
    s.fill(Second, disc(50.0, 62.0, 15.0));
    s.fill(Line, disc(50.0, 62.0, 6.0));
    s.line(Light, 2.2, arc(50.0, 62.0, 18.5, 200.0, 250.0));
}

fn microphone(s: &mut Sketch) {
    s.line(Ink, 4.4, "M26 40v6a24 24 0 0 0 48 0v-6M50 70v18");
    s.fill(Ink, rounded(32.0, 86.0, 36.0, 5.4, 2.7));
    let head = rounded(33.0, 2.0, 34.0, 58.0, 17.0);
    s.fill(Body, head.clone());
    s.within(head, |s| {
        s.line(Light, 2.4, "M33 16h14M33 24h14M33 32h14M53 16h14M53 24h14M53 32h14");
        s.fill(Second, bar(30.0, 39.0, 40.0, 5.0));
        s.fill(Shade, bar(54.0, 0.0, 20.0, 70.0));
    });
    let p = polar(50.0, 66.0, 4.0, 0.0);
    s.fill(Third, disc(p.x - 4.0, 52.0, 2.6));
}

fn megaphone(s: &mut Sketch) {
    s.line(Ink, 3.6, "M92 18l8-8M96 44h10M92 70l8 8");
    s.fill(Second, "M26 60h18l5 28a3 3 0 0 1-3 4h-12a4 4 0 0 1-4-3z");
    s.fill(Body, "M14 32h28l40-24v72l-40-24h-28c-14 0-14-24 0-24z");
    s.fill(Shade, "M8 46h74v34l-40-24h-28c-5 0-7-5-6-10z");
    s.fill(Light, rounded(79.0, 4.0, 8.0, 80.0, 4.0));
    s.fill(Second, bar(36.0, 32.0, 6.0, 24.0));
}
