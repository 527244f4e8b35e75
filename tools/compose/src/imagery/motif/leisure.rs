//! Art, film, games and parties.

use super::super::outline::outline;
use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Paper, Second, Shade, Third};
use super::super::shape::{arc, bar, disc, ellipse, leaf, polar, polygon, polyline, rounded, star, turn};
use super::{ANY, BLUE, BROWN, Motif, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "paint_brush", seat: Seat::Air, hues: [BROWN, RED], kin: &["palette"], draw: paint_brush },
    Motif { name: "palette", seat: Seat::Air, hues: [BROWN, RED], kin: &["paint_brush", "pencil"], draw: palette },
    Motif { name: "camera", seat: Seat::Table, hues: [ANY, RED], kin: &["suitcase", "plane"], draw: camera },
    Motif { name: "clapper", seat: Seat::Table, hues: [ANY, RED], kin: &["popcorn", "ticket"], draw: clapper },
    Motif { name: "film", seat: Seat::Air, hues: [ANY, RED], kin: &["clapper"], draw: film },
    Motif { name: "ticket", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["star"], draw: ticket },
    Motif { name: "gamepad", seat: Seat::Air, hues: [ANY, RED], kin: &["star"], draw: gamepad },
    Motif { name: "balloon", seat: Seat::Air, hues: [RED, YELLOW], kin: &["gift", "cake"], draw: balloon },
    Motif { name: "gift", seat: Seat::Table, hues: [RED, YELLOW], kin: &["balloon", "pine"], draw: gift },
    Motif { name: "candle", seat: Seat::Table, hues: [ANY, YELLOW], kin: &["sprig", "pine"], draw: candle },
    Motif { name: "ornament", seat: Seat::Air, hues: [RED, YELLOW], kin: &["pine", "gift", "star"], draw: ornament },
    Motif { name: "easter_egg", seat: Seat::Air, hues: [PINK, YELLOW], kin: &["tulip", "flower"], draw: easter_egg },
    Motif { name: "lantern", seat: Seat::Air, hues: [RED, YELLOW], kin: &["moon"], draw: lantern },
    Motif { name: "crown", seat: Seat::Air, hues: [YELLOW, RED], kin: &["star"], draw: crown },
    Motif { name: "vase", seat: Seat::Table, hues: [BLUE, ANY], kin: &["sprig", "pear"], draw: vase },
];

fn paint_brush(s: &mut Sketch) {
    let tilt = turn(38.0, 50.0, 50.0);
    s.fill(Body, tilt * outline("M46-8c0-4 8-4 8 0l4 56h-16z"));
    s.fill(Light, tilt * bar(41.0, 48.0, 18.0, 14.0));
    s.fill(Shade, tilt * bar(52.0, 48.0, 7.0, 14.0));
    s.fill(Second, tilt * outline("M41 62h18c6 12 2 24-10 40c-2-8-14-20-8-40z"));
    s.fill(Shade, tilt * outline("M52 62h7c6 12 2 24-10 40c4-14 6-26 3-40z"));
}

fn palette(s: &mut Sketch) {
    let board =
        "M50 12c28 0 46 16 46 36c0 14-10 18-20 17c-10-1-15 4-12 12c3 9-4 13-16 13c-28 0-44-18-44-40c0-22 20-38 46-38z";
    s.faceted(Body, board, "M6 60c24 14 46 18 44 34l-50 10z");
    s.fill(Paper, ellipse(34.0, 70.0, 8.0, 6.5));
    for (x, y, r, tone) in
        [(24.0, 46.0, 8.5, Second), (42.0, 28.0, 9.0, Third), (65.0, 28.0, 8.0, Light), (81.0, 44.0, 7.0, Leaf)]
    {
        s.fill(tone, disc(x, y, r));
    }
}

fn camera(s: &mut Sketch) {
    s.fill(Second, "M36 28l6-12h18l6 12z");
    s.fill(Second, rounded(14.0, 22.0, 16.0, 8.0, 2.0));
    s.half_lit(Body, rounded(4.0, 27.0, 92.0, 62.0, 8.0), 66.0);
    s.fill(Second, bar(4.0, 44.0, 92.0, 28.0));
    s.fill(Light, disc(50.0, 58.0, 25.0));
    s.fill(Ink, disc(50.0, 58.0, 19.5));
    s.fill(Third, disc(50.0, 58.0, 12.5));
    s.fill(Ink, disc(50.0, 58.0, 6.5));
    s.line(Light, 3.0, arc(50.0, 58.0, 15.6, 195.0, 250.0));
    s.fill(Light, rounded(76.0, 33.0, 12.0, 7.0, 2.0));
}

fn clapper(s: &mut Sketch) {
    s.half_lit(Body, rounded(8.0, 40.0, 84.0, 50.0, 3.0), 66.0);
    let slat = |s: &mut Sketch, lift: f64, y: f64| {
        let swing = turn(lift, 10.0, y + 12.0);
        let slat = swing * bar(8.0, y, 84.0, 12.0);
        s.fill(Ink, slat.clone());
        s.within(slat, |s| {
            for i in 0..5 {
                let x = 12.0 + 20.0 * f64::from(i);
                s.fill(
                    Paper,
                    swing * polygon(&[(x, y - 1.0), (x + 10.0, y - 1.0), (x + 4.0, y + 13.0), (x - 6.0, y + 13.0)]),
                );
            }
        });
    };
    slat(s, 0.0, 34.0);
    slat(s, -16.0, 21.0);
    s.line(Light, 2.2, "M16 58h68M16 72h68M40 58v24M62 58v14");
    s.fill(Second, disc(73.0, 65.0, 4.2));
}

fn film(s: &mut Sketch) {
    s.half_lit(Body, disc(48.0, 50.0, 42.0), 62.0);
    for i in 0..5 {
        let p = polar(48.0, 50.0, 24.0, 72.0 * f64::from(i) - 90.0);
        s.fill(Paper, disc(p.x, p.y, 10.0));
    }
    s.fill(Light, disc(48.0, 50.0, 6.0));
}

fn ticket(s: &mut Sketch) {
    let tilt = turn(-12.0, 50.0, 50.0);
    let stub = tilt * outline("M4 28h92v14a8 8 0 0 0 0 16v14h-92v-14a8 8 0 0 0 0-16z");
    s.fill(Body, stub.clone());
    s.within(stub, |s| s.fill(Shade, tilt * bar(68.0, 0.0, 50.0, 100.0)));
    s.line(Light, 1.8, tilt * outline("M68 32v3M68 39v3M68 46v3M68 53v3M68 60v3M68 66v3"));
    s.fill(Light, tilt * star(37.0, 50.0, 15.0, 6.4, 5));
    s.line(Light, 2.6, tilt * outline("M78 40v20M85 40v20"));
}

fn gamepad(s: &mut Sketch) {
    let pad = "M30 26h40c14 0 22 10 26 30c4 22-2 32-10 30c-8-2-14-14-20-20h-32c-6 6-12 18-20 20c-8 2-14-8-10-30c4-20 12-30 26-30z";
    s.fill(Body, pad);
    s.within(pad, |s| s.fill(Shade, "M0 62h34c10 6 22 6 32 0h40v40h-106z"));
    s.line(Light, 6.0, "M22 46h16M30 38v16");
    s.fill(Second, disc(72.0, 38.0, 4.4));
    s.fill(Third, disc(80.0, 46.0, 4.4));
    s.fill(Light, disc(64.0, 46.0, 4.4));
    s.fill(Light, disc(72.0, 54.0, 4.4));
}

fn balloon(s: &mut Sketch) {
    let bunch = [(28.0, 36.0, 22.0, Second), (72.0, 34.0, 21.0, Third), (50.0, 24.0, 24.0, Body)];
    for (x, y, r, _) in bunch {
        s.line(Ink, 1.5, format!("M{x} {}c0 14-2 20 {} 30", y + r, (50.0 - x) * 0.9).as_str());
    }
    s.line(Ink, 1.5, "M50 70c2 8-4 14 0 24");
    for (x, y, r, tone) in bunch {
        s.fill(tone, polygon(&[(x, y + r * 1.02), (x - 4.0, y + r * 1.28), (x + 4.0, y + r * 1.28)]));
        s.half_lit(tone, ellipse(x, y, r * 0.92, r * 1.1), x + r * 0.34);
        s.line(Light, 2.8, arc(x, y - 1.0, r * 0.62, 190.0, 245.0));
    }
}

fn gift(s: &mut Sketch) {
    s.half_lit(Body, bar(14.0, 46.0, 72.0, 44.0), 62.0);
    s.half_lit(Second, bar(43.0, 46.0, 14.0, 44.0), 62.0);
    s.half_lit(Body, rounded(9.0, 31.0, 82.0, 18.0, 2.0), 64.0);
    s.fill(Shade, bar(14.0, 49.0, 72.0, 3.4));
    s.half_lit(Second, bar(43.0, 31.0, 14.0, 18.0), 62.0);
    s.fill(Second, "M50 31c-4-18-16-28-28-24c-10 4-8 16 2 20c8 3 16 4 26 4z");
    s.fill(Second, "M50 31c4-18 16-28 28-24c10 4 8 16-2 20c-8 3-16 4-26 4z");
    s.fill(
        Shade,
        "M50 31c-4-10-12-17-20-15c-6 2-3 8 2 10c6 3 12 4 18 5zM50 31c4-10 12-17 20-15c6 2 3 8-2 10c-6 3-12 4-18 5z",
    );
    s.fill(Light, rounded(45.0, 25.0, 10.0, 9.0, 3.0));
}

fn candle(s: &mut Sketch) {
    s.fill(Third, disc(50.0, 20.0, 19.0));
    s.half_lit(Body, "M38 44c4-3 20-3 24 0v40h-24z", 53.0);
    s.fill(Light, "M38 44c4-3 20-3 24 0v8c0 4-5 4-5 0c0-3-5-3-5 1v11c0 4-5 4-5 0v-8c0-4-4-4-4-1s-5 4-5 0z");
    s.line(Ink, 2.2, "M50 42v-8");
    s.fill(Second, "M51 6c2 8 9 14 9 22a10 10 0 0 1-20 0c0-9 8-13 11-22z");
    s.fill(Light, leaf((50.0, 36.0), (50.0, 22.0), 7.0, 0.4));
    s.half_lit(Second, "M20 84h60c0 5-8 8-16 8h-28c-8 0-16-3-16-8z", 54.0);
}

fn ornament(s: &mut Sketch) {
    s.line(Ink, 2.2, "M50 18v-20");
    s.fill(Second, rounded(42.0, 12.0, 16.0, 13.0, 2.0));
    let bauble = disc(50.0, 56.0, 34.0);
    s.fill(Body, bauble.clone());
    s.within(bauble, |s| {
        s.fill(Second, "M10 46l10 8 10-8 10 8 10-8 10 8 10-8 10 8 10-8v20l-10-8-10 8-10-8-10 8-10-8-10 8-10-8-10 8z");
        s.fill(Shade, "M64 10c20 34 4 66-40 84h80v-84z");
    });
    s.line(Light, 3.4, arc(50.0, 56.0, 26.0, 205.0, 245.0));
}

fn easter_egg(s: &mut Sketch) {
    let shell = "M50 5c20 0 35 31 35 53c0 23-15 37-35 37s-35-14-35-37c0-22 15-53 35-53z";
    s.fill(Body, shell);
    s.within(shell, |s| {
        s.fill(Second, "M5 30h90v12H5z");
        s.fill(
            Light,
            "M2 52l8 9 8-9 8 9 8-9 8 9 8-9 8 9 8-9 8 9 8-9 8 9v11l-8-9-8 9-8-9-8 9-8-9-8 9-8-9-8 9-8-9-8 9-8-9-8 9z",
        );
        for i in 0..4 {
            s.fill(Second, disc(23.0 + 18.0 * f64::from(i), 80.0, 4.6));
        }
        s.fill(Shade, "M66 4c22 34 8 72-34 92h64v-92z");
    });
}

fn lantern(s: &mut Sketch) {
    s.line(Ink, 2.4, "M50 14v-16M50 84v16M44 84v10M56 84v10");
    let paper = ellipse(50.0, 49.0, 40.0, 32.0);
    s.fill(Body, paper.clone());
    s.within(paper, |s| {
        s.line(Second, 2.2, ellipse(50.0, 49.0, 24.0, 33.0));
        s.line(Second, 2.2, ellipse(50.0, 49.0, 8.0, 33.0));
        s.fill(Shade, "M72 10c14 30 4 60-30 80h80v-80z");
    });
    s.fill(Second, rounded(34.0, 12.0, 32.0, 8.0, 2.0));
    s.fill(Second, rounded(34.0, 78.0, 32.0, 8.0, 2.0));
}

fn crown(s: &mut Sketch) {
    let band_shape = "M8 24l20 22 22-34 22 34 20-22-8 52h-68z";
    s.half_lit(Body, band_shape, 50.0);
    s.half_lit(Second, rounded(14.0, 74.0, 72.0, 14.0, 3.0), 56.0);
    for (x, y, r) in [(8.0, 22.0, 6.0), (50.0, 10.0, 7.0), (92.0, 22.0, 6.0)] {
        s.fill(Second, disc(x, y, r));
    }
    s.fill(Light, polygon(&[(50.0, 48.0), (57.0, 58.0), (50.0, 68.0), (43.0, 58.0)]));
    s.fill(Light, disc(30.0, 62.0, 3.6));
    s.fill(Light, disc(70.0, 62.0, 3.6));
}

fn vase(s: &mut Sketch) {
    for (x, y) in [(24.0, 8.0), (76.0, 4.0), (50.0, -6.0)] {
        s.line(Leaf, 2.6, polyline(&[(50.0, 44.0), (x, y + 10.0)]));
        for step in 0..3 {
            let t = 0.35 + 0.25 * f64::from(step);
            let (px, py) = (50.0 + (x - 50.0) * t, 44.0 + (y + 10.0 - 44.0) * t);
            s.fill(Leaf, leaf((px, py), (px - 12.0, py - 8.0), 6.0, 0.5));
            s.fill(Leaf, leaf((px, py), (px + 12.0, py - 8.0), 6.0, 0.5));
        }
        s.fill(Third, disc(x, y + 6.0, 6.0));
    }
    let clay = "M40 40h20c0 10 18 14 18 30c0 12-8 20-16 20h-24c-8 0-16-8-16-20c0-16 18-20 18-30z";
    s.half_lit(Body, clay, 56.0);
    s.within(clay, |s| s.fill(Second, bar(0.0, 62.0, 100.0, 7.0)));
    s.fill(Body, rounded(37.0, 37.0, 26.0, 6.0, 3.0));
}
