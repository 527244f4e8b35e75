//! Plants: potted, cut, growing.

use super::super::scheme::Tone::{Body, Leaf, Light, Line, Paper, Second, Shade, Third};
use super::super::shape::{
    bar, corners, disc, ellipse, leaf, leaf_half, loop_through, polar, polygon, rounded, segment, turn,
};
use super::{ANY, BROWN, Drawn as _, GREEN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif {
        name: "potted_plant",
        seat: Seat::Table,
        hues: [ORANGE, ANY],
        kin: &["cactus", "watering_can"],
        draw: potted_plant,
    },
    Motif { name: "sprig", seat: Seat::Air, hues: [GREEN, ANY], kin: &["citrus"], draw: sprig },
    Motif { name: "tulip", seat: Seat::Land, hues: [RED, YELLOW], kin: &["flower", "butterfly"], draw: tulip },
    Motif { name: "rose", seat: Seat::Air, hues: [RED, PINK], kin: &["sprig"], draw: rose },
    Motif { name: "flower", seat: Seat::Land, hues: [PINK, YELLOW], kin: &["tulip", "butterfly"], draw: flower },
    Motif { name: "sunflower", seat: Seat::Land, hues: [YELLOW, BROWN], kin: &["butterfly"], draw: sunflower },
    Motif { name: "lotus", seat: Seat::Air, hues: [PINK, GREEN], kin: &["moon"], draw: lotus },
    Motif { name: "tree", seat: Seat::Land, hues: [GREEN, BROWN], kin: &["house", "bird"], draw: tree },
    Motif { name: "pine", seat: Seat::Land, hues: [GREEN, BROWN], kin: &["mountain", "moon"], draw: pine },
    Motif { name: "palm", seat: Seat::Land, hues: [GREEN, BROWN], kin: &["sun", "wave"], draw: palm },
    Motif { name: "cactus", seat: Seat::Land, hues: [GREEN, ORANGE], kin: &["sun", "potted_plant"], draw: cactus },
    Motif { name: "mushroom", seat: Seat::Land, hues: [RED, ANY], kin: &["pine", "sprig"], draw: mushroom },
    Motif { name: "pumpkin", seat: Seat::Land, hues: [ORANGE, GREEN], kin: &["moon", "wheat"], draw: pumpkin },
    Motif { name: "monstera", seat: Seat::Air, hues: [GREEN, ANY], kin: &["potted_plant"], draw: monstera },
    Motif { name: "maple_leaf", seat: Seat::Air, hues: [ORANGE, ANY], kin: &["mushroom"], draw: maple_leaf },
    Motif { name: "clover", seat: Seat::Air, hues: [GREEN, GREEN], kin: &["star", "sprig"], draw: clover },
    Motif { name: "seedling", seat: Seat::Land, hues: [BROWN, ANY], kin: &["sun", "watering_can"], draw: seedling },
    Motif {
        name: "watering_can",
        seat: Seat::Table,
        hues: [ANY, ANY],
        kin: &["tulip", "potted_plant"],
        draw: watering_can,
    },
];

/// A leaf with its right half in shade and a vein.
fn two_tone(s: &mut Sketch, from: (f64, f64), to: (f64, f64), w: f64) {
    s.fill(Leaf, leaf(from, to, w, 0.5));
    let mut half = leaf_half(from, to, w / 2.0, 0.5, -1.0);
    half.close_path();
    s.fill(Shade, half);
}

fn potted_plant(s: &mut Sketch) {
    for (x, y, w) in
        [(10.0, 36.0, 17.0), (90.0, 36.0, 17.0), (24.0, 10.0, 19.0), (76.0, 10.0, 19.0), (50.0, -4.0, 23.0)]
    {
        two_tone(s, (50.0, 64.0), (x, y), w);
    }
    two_tone(s, (50.0, 66.0), (16.0, 56.0), 13.0);
    two_tone(s, (50.0, 66.0), (84.0, 56.0), 13.0);
    s.half_lit(Body, "M31 62h38l-6 28h-26z", 56.0);
    s.half_lit(Body, rounded(27.0, 57.0, 46.0, 10.0, 2.0), 56.0);
    s.fill(Shade, "M31 67h38l-.7 3.4h-36.6z");
}

fn sprig(s: &mut Sketch) {
    let stem = [(34.0, 94.0), (40.0, 76.0), (45.0, 60.0), (50.0, 44.0), (56.0, 28.0)];
    s.line(Leaf, 3.0, "M32 96c8-24 14-44 28-80");
    for (i, &(x, y)) in stem.iter().enumerate() {
        let size = 34.0 * libm::pow(0.9, i as f64);
        let (l, r) = (polar(x, y, size, -158.0), polar(x, y, size, -24.0));
        two_tone(s, (x, y), (l.x, l.y), size * 0.42);
        two_tone(s, (x, y - 5.0), (r.x, r.y - 5.0), size * 0.42);
    }
    two_tone(s, (59.0, 20.0), (70.0, -4.0), 11.0);
}

fn clover(s: &mut Sketch) {
    s.line(Leaf, 4.4, "M50 46c2 20 8 34 20 48");
    let heart =
        "M50 47c-15-8-23-16-23-26c0-9 6-14 12-14c6 0 9 4 11 8c2-4 5-8 11-8c6 0 12 5 12 14c0 10-8 18-23 26z".path();
    for quarter in 0..4 {
        let petal = turn(f64::from(quarter) * 90.0 + 8.0, 50.0, 48.0) * heart.clone();
        s.fill(Leaf, petal.clone());
        let half = turn(f64::from(quarter) * 90.0 + 8.0, 50.0, 48.0) * bar(50.0, 0.0, 60.0, 60.0);
        s.within(petal, |s| s.fill(Shade, half));
    }
}

fn tulip(s: &mut Sketch) {
    s.line(Leaf, 4.6, "M50 92c1-18 1-28 0-48");
    two_tone(s, (50.0, 91.0), (18.0, 46.0), 13.0);
    two_tone(s, (50.0, 91.0), (80.0, 54.0), 13.0);
    s.fill(Body, leaf((46.0, 46.0), (24.0, 6.0), 26.0, 0.4));
    s.fill(Body, leaf((54.0, 46.0), (76.0, 6.0), 26.0, 0.4));
    s.fill(Shade, leaf((54.0, 46.0), (76.0, 6.0), 26.0, 0.4));
    s.fill(Body, leaf((50.0, 48.0), (50.0, 2.0), 28.0, 0.36));
}

fn rose(s: &mut Sketch) {
    s.line(Leaf, 4.2, "M50 56c0 14-2 26-6 40");
    two_tone(s, (48.0, 80.0), (18.0, 66.0), 15.0);
    two_tone(s, (49.0, 74.0), (80.0, 60.0), 15.0);
    let bloom = "M50 4c22 0 34 14 34 30s-14 28-34 28s-34-12-34-28s12-30 34-30z";
    s.fill(Body, bloom);
    s.within(bloom, |s| {
        s.fill(Shade, "M70 0c16 20 10 50-20 64h50v-64z");
        s.line(
            Paper,
            3.0,
            "M16 30c8 14 24 22 44 20s26-18 26-24M28 14c-4 16 8 28 26 26s24-20 10-30M38 20c2-8 16-8 18 0s-8 12-12 6",
        );
    });
}

fn flower(s: &mut Sketch) {
    s.line(Leaf, 4.2, "M50 92c-2-20-1-30 0-46");
    two_tone(s, (50.0, 88.0), (20.0, 62.0), 13.0);
    two_tone(s, (50.0, 82.0), (80.0, 60.0), 13.0);
    for i in 0..7 {
        let tip = polar(50.0, 32.0, 32.0, f64::from(i) * 360.0 / 7.0 - 90.0);
        s.fill(Body, leaf((50.0, 32.0), (tip.x, tip.y), 21.0, 0.64));
        if i % 2 == 1 {
            s.fill(Shade, leaf((50.0, 32.0), (tip.x, tip.y), 21.0, 0.64));
        }
    }
    s.half_lit(Second, disc(50.0, 32.0, 10.0), 53.0);
}

fn sunflower(s: &mut Sketch) {
    s.line(Leaf, 5.0, "M50 94c-1-16 0-26 0-40");
    two_tone(s, (50.0, 90.0), (16.0, 70.0), 17.0);
    two_tone(s, (50.0, 86.0), (84.0, 68.0), 17.0);
    for (ring, reach) in [(0.0, 38.0), (10.6, 34.0)] {
        for i in 0..17 {
            let tip = polar(50.0, 37.0, reach, f64::from(i) * 360.0 / 17.0 + ring);
            s.fill(Body, leaf((50.0, 37.0), (tip.x, tip.y), 9.5, 0.7));
            if ring == 0.0 {
                s.fill(Shade, leaf((50.0, 37.0), (tip.x, tip.y), 9.5, 0.7));
            }
        }
    }
    s.half_lit(Second, disc(50.0, 37.0, 16.0), 54.0);
    for i in 0..21 {
        let p = polar(50.0, 37.0, 3.1 * libm::sqrt(f64::from(i)), f64::from(i) * 137.5);
        s.fill(Light, disc(p.x, p.y, 1.1));
    }
}

fn lotus(s: &mut Sketch) {
    s.fill(Leaf, ellipse(50.0, 82.0, 46.0, 8.0));
    let petal = |s: &mut Sketch, x: f64, y: f64, w: f64, dark: bool| {
        s.fill(Body, leaf((50.0, 82.0), (x, y), w, 0.55));
        if dark {
            s.fill(Shade, leaf((50.0, 82.0), (x, y), w, 0.55));
        }
    };
    petal(s, 4.0, 56.0, 20.0, true);
    petal(s, 96.0, 56.0, 20.0, true);
    petal(s, 22.0, 30.0, 24.0, false);
    petal(s, 78.0, 30.0, 24.0, true);
    petal(s, 50.0, 14.0, 30.0, false);
    s.fill(Second, leaf((50.0, 82.0), (36.0, 46.0), 15.0, 0.5));
    s.fill(Second, leaf((50.0, 82.0), (64.0, 46.0), 15.0, 0.5));
}

fn tree(s: &mut Sketch) {
    s.half_lit(Second, "M46 92l1.600-34h5l1.600 34z", 50.0);
    s.line(Second, 3.6, "M50 74l13-14M50 68l-12-11");
    let crown = loop_through(&[
        (50.0, 2.0),
        (72.0, 10.0),
        (84.0, 30.0),
        (78.0, 52.0),
        (58.0, 62.0),
        (38.0, 62.0),
        (20.0, 52.0),
        (14.0, 30.0),
        (28.0, 9.0),
    ]);
    s.fill(Leaf, crown.clone());
    s.within(crown, |s| s.fill(Shade, "M62 0c24 26 10 54-30 66h80v-66z"));
    s.line(Second, 2.6, "M50 64v-30M50 52l12-12M50 46l-10-10");
}

fn pine(s: &mut Sketch) {
    s.fill(Second, bar(46.0, 74.0, 8.0, 18.0));
    for (top, base, half) in [(42.0, 80.0, 34.0), (22.0, 58.0, 27.0), (2.0, 36.0, 20.0)] {
        s.fill(Leaf, polygon(&[(50.0, top), (50.0 + half, base), (50.0 - half, base)]));
        s.fill(Shade, polygon(&[(50.0, top), (50.0 + half, base), (50.0, base)]));
    }
}

fn palm(s: &mut Sketch) {
    s.fill(Second, "M40 92c2-24 4-40 10-58l6 2c-5 18-6 34-5 56z");
    s.line(Line, 2.0, "M42 80h8M43 70h8M44 60h8M47 50h7");
    let fronds = [
        ("M52 36c-14-20-34-22-46-6c14-4 20-2 26 2c-10 0-18 6-20 16c12-10 26-12 40-12z", false),
        ("M52 36c14-20 34-22 46-6c-14-4-20-2-26 2c10 0 18 6 20 16c-12-10-26-12-40-12z", true),
        ("M52 36c-6-18-20-32-36-32c8 4 12 8 14 14c-6-2-12-1-16 3c16 0 28 6 38 15z", true),
        ("M52 36c6-18 20-32 36-32c-8 4-12 8-14 14c6-2 12-1 16 3c-16 0-28 6-38 15z", false),
    ];
    for (frond, dark) in fronds {
        s.fill(Leaf, frond);
        if dark {
            s.fill(Shade, frond);
        }
    }
    s.half_lit(Body, disc(47.0, 39.0, 5.0), 48.0);
    s.half_lit(Body, disc(57.0, 39.0, 5.0), 58.0);
}

fn cactus(s: &mut Sketch) {
    for arm in ["M38 66h-10a8 8 0 0 1-8-8v-14", "M62 56h10a8 8 0 0 0 8-8v-12"] {
        s.line(Leaf, 13.0, arm);
    }
    s.half_lit(Leaf, corners(36.0, 6.0, 28.0, 84.0, [14.0, 14.0, 2.0, 2.0]), 53.0);
    s.line(Light, 2.2, "M45 20v10M45 42v10M45 64v10M55 30v10M55 52v10M20 48v8M80 40v8");
    for (x, y) in [(50.0, 6.0), (20.0, 38.0)] {
        for i in 0..5 {
            let p = polar(x, y, 6.4, f64::from(i) * 36.0 - 162.0);
            s.fill(Body, leaf((x, y), (p.x, p.y - 2.0), 5.0, 0.6));
        }
    }
}

fn mushroom(s: &mut Sketch) {
    s.half_lit(Light, "M40 50h20c0 14 2 24 6 40h-32c4-16 6-26 6-40z", 53.0);
    s.fill(Shade, "M36 52h28l1 8q-15 5-30 0z");
    let cap = "M6 50c0-26 18-44 44-44s44 18 44 44c0 8-88 8-88 0z";
    s.fill(Body, cap);
    s.within(cap, |s| {
        for (x, y, r) in [
            (34.0, 26.0, 8.0),
            (58.0, 18.0, 6.0),
            (66.0, 38.0, 9.0),
            (18.0, 44.0, 6.0),
            (44.0, 46.0, 5.0),
            (88.0, 46.0, 5.0),
        ] {
            s.fill(Light, disc(x, y, r));
        }
        s.fill(Shade, "M70 0c14 20 14 40-4 60h50v-60z");
    });
}

fn pumpkin(s: &mut Sketch) {
    s.fill(Leaf, "M44 34c2-10-2-14-8-18l10-8c8 6 10 16 10 26z");
    for (x, rx, dark) in
        [(24.0, 19.0, false), (76.0, 19.0, true), (36.0, 20.0, false), (64.0, 20.0, true), (50.0, 17.0, false)]
    {
        let lobe = ellipse(x, 61.0, rx, 29.0);
        s.fill(Body, lobe.clone());
        if dark {
            s.fill(Shade, lobe.clone());
        }
    }
    s.line(Line, 1.8, "M34 38c-6 14-6 32 0 46M66 38c6 14 6 32 0 46");
    s.line(Leaf, 2.8, "M54 28c8-8 16-8 20 0s10 4 10-2");
}

fn monstera(s: &mut Sketch) {
    s.line(Leaf, 4.0, "M50 60c2 14-2 24-10 36");
    let blade = "M50 84c-30-2-44-24-40-52c14 4 18 4 22-2c-6-2-10-6-12-12c10-8 20-12 30-14c10 2 20 6 30 14c-2 6-6 10-12 12c4 6 8 6 22 2c4 28-10 50-40 52z";
    s.fill(Leaf, blade);
    s.within(blade, |s| {
        s.fill(Shade, bar(50.0, 0.0, 60.0, 100.0));
        for side in [-1.0, 1.0] {
            for (y, reach) in [(44.0, 46.0), (58.0, 42.0), (70.0, 34.0)] {
                s.fill(Paper, leaf((50.0 + side * 15.0, y), (50.0 + side * reach, y - 10.0), 7.0, 0.8));
            }
        }
        s.line(Light, 2.2, "M50 10v76M50 34l-18-10M50 34l18-10M50 52l-22-12M50 52l22-12M50 66l-20-8M50 66l20-8");
    });
}

fn maple_leaf(s: &mut Sketch) {
    s.line(Body, 4.0, "M50 66c0 12 2 20 6 30");
    let blade = "M50 2l9 17 11-5-3 22 12-11 3 9 14 0-6 13 6 5-21 14 3 8-26-4-2 3-2-3-26 4 3-8-21-14 6-5-6-13 14 0 3-9 12 11-3-22 11 5z";
    s.half_lit(Body, blade, 50.0);
    s.line(Paper, 2.2, "M50 18v52M50 62l-26-22M50 62l26-22M50 68l-18-3M50 68l18-3");
}

fn seedling(s: &mut Sketch) {
    s.line(Leaf, 4.6, "M50 76c1-16 0-24-2-36");
    two_tone(s, (48.0, 44.0), (12.0, 14.0), 26.0);
    two_tone(s, (48.0, 40.0), (88.0, 8.0), 28.0);
    s.half_lit(Body, segment(50.0, 98.0, 38.0, -166.0, -14.0), 60.0);
    for (x, y) in [(36.0, 80.0), (62.0, 76.0), (52.0, 84.0), (28.0, 86.0)] {
        s.fill(Light, disc(x, y, 1.6));
    }
}

fn watering_can(s: &mut Sketch) {
    s.line(Second, 5.6, "M64 48c14-24 30-4 22 14s-14 14-22 16");
    s.line(Second, 5.6, "M36 44c0-20 28-20 28 0");
    s.fill(Body, "M34 70l-22-38 6-4 22 24z");
    s.fill(Second, turn(-32.0, 14.0, 28.0) * rounded(2.0, 24.0, 24.0, 7.0, 2.0));
    s.half_lit(Body, "M32 44h36l4 46h-44z", 54.0);
    s.fill(Second, bar(30.0, 60.0, 40.0, 6.0));
    for (x, y) in [(4.0, 40.0), (0.0, 52.0), (10.0, 50.0)] {
        s.fill(Third, leaf((x, y - 5.0), (x - 1.0, y + 4.0), 4.0, 0.7));
    }
}
