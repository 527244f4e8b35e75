//! Animals.

use super::super::scheme::Tone::{Body, Ink, Light, Line, Second, Shade, Third};
use super::super::shape::{bar, disc, ellipse, leaf, loop_through, rounded, turn};
use super::{ANY, BLUE, BROWN, GREEN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "cat", seat: Seat::Table, hues: [ORANGE, ANY], kin: &["potted_plant", "ball"], draw: cat },
    Motif { name: "dog", seat: Seat::Land, hues: [BROWN, RED], kin: &["ball", "house"], draw: dog },
    Motif { name: "bird", seat: Seat::Land, hues: [RED, YELLOW], kin: &["sprig", "flower"], draw: bird },
    Motif { name: "parrot", seat: Seat::Air, hues: [GREEN, RED], kin: &["monstera", "palm"], draw: parrot },
    Motif { name: "owl", seat: Seat::Land, hues: [BROWN, YELLOW], kin: &["moon", "book"], draw: owl },
    Motif { name: "hen", seat: Seat::Land, hues: [ORANGE, RED], kin: &["egg", "wheat"], draw: hen },
    Motif { name: "fish", seat: Seat::Air, hues: [BLUE, ORANGE], kin: &["wave", "citrus"], draw: fish },
    Motif { name: "whale", seat: Seat::Air, hues: [BLUE, ANY], kin: &["wave", "sailboat"], draw: whale },
    Motif { name: "butterfly", seat: Seat::Air, hues: [ORANGE, PINK], kin: &["flower", "tulip"], draw: butterfly },
    Motif { name: "bee", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["flower", "sunflower"], draw: bee },
    Motif { name: "horse", seat: Seat::Land, hues: [BROWN, ANY], kin: &["tree", "sun"], draw: horse },
    Motif { name: "elephant", seat: Seat::Land, hues: [BLUE, PINK], kin: &["palm", "sun"], draw: elephant },
    Motif { name: "paw", seat: Seat::Air, hues: [ORANGE, ANY], kin: &["ball"], draw: paw },
    Motif { name: "shell", seat: Seat::Air, hues: [PINK, ORANGE], kin: &["wave", "fish"], draw: shell },
];

fn cat(s: &mut Sketch) {
    s.line(Body, 8.0, "M68 84c22 2 26-18 16-26s-4-20 6-18");
    s.half_lit(Body, "M28 90c-4-26 4-46 22-46s26 20 22 46z", 57.0);
    s.fill(Light, "M42 90c-3-16 0-28 8-28s11 12 8 28z");
    s.fill(Body, "M24 40l-2-34c8 2 14 8 18 13c6-2 14-2 20 0c4-5 10-11 18-13l-2 34c-2 14-12 20-26 20s-24-6-26-20z");
    s.within("M24 40l-2-34c8 2 14 8 18 13c6-2 14-2 20 0c4-5 10-11 18-13l-2 34c-2 14-12 20-26 20s-24-6-26-20z", |s| {
        s.fill(Shade, "M60 0h30v70h-36c12-10 14-30 6-70z");
        s.fill(Second, "M26 12c5 2 8 6 10 9l-9 7zM74 12c-5 2-8 6-10 9l9 7z");
    });
    for x in [39.0, 61.0] {
        s.fill(Light, leaf((x - 6.0, 38.0), (x + 6.0, 38.0), 9.0, 0.5));
        s.fill(Line, ellipse(x, 38.0, 1.7, 4.0));
    }
    s.fill(Second, "M46.500 46h7l-3.500 4z");
    s.line(Line, 1.6, "M50 50v2c-1 3-5 3-6 1M50 52c1 3 5 3 6 1M34 47l-14-3M34 50l-14 3M66 47l14-3M66 50l14 3");
    s.line(Line, 1.8, "M44 90v-9M56 90v-9");
}

fn dog(s: &mut Sketch) {
    s.line(Body, 7.0, "M20 56c-10-2-14-10-12-20");
    s.half_lit(Body, "M16 62c0-12 8-14 18-14h26l14-10 6 18c0 10-2 14-2 34h-11v-18h-34v18h-11c-4-8-6-18-6-28z", 200.0);
    s.within("M16 62c0-12 8-14 18-14h26l14-10 6 18c0 10-2 14-2 34h-11v-18h-34v18h-11c-4-8-6-18-6-28z", |s| {
        s.fill(Shade, "M10 66h60c6 0 8-6 14-8v40h-80z");
    });
    s.fill(Body, "M56 20c8-8 22-8 27 2l13 7a6 6 0 0 1 0 9c-4 6-10 8-18 8c-6 6-18 4-22-6z");
    s.fill(Line, ellipse(95.0, 31.0, 4.2, 3.4));
    s.fill(Line, disc(77.0, 26.0, 2.4));
    s.fill(Second, "M57 18c8-2 12 2 10 12s-6 18-13 18s-8-10-6-18s4-11 9-12z");
    s.line(Second, 5.0, "M59 53l20-6");
    s.fill(Third, disc(72.0, 54.0, 4.0));
}

fn bird(s: &mut Sketch) {
    s.line(Ink, 3.0, "M46 76v15h7M58 76v15h7");
    s.fill(Body, "M22 64l-20 14 6-22z");
    let body = "M8 54h24c2-20 16-34 34-34c14 0 22 9 22 20c0 26-14 40-36 40c-24 0-40-10-44-26z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M0 66c30 14 70 4 92-30v60h-92z"));
    s.fill(Second, "M86 32l14 7-13 5z");
    let wing = "M20 56h38c0 16-10 24-20 24c-12 0-18-10-18-24z";
    s.fill(Second, wing);
    s.within(wing, |s| s.line(Light, 2.4, "M20 62h38M22 69h32"));
    s.fill(Light, disc(73.0, 35.0, 4.6));
    s.fill(Line, disc(74.0, 35.0, 2.4));
}

fn parrot(s: &mut Sketch) {
    s.fill(Third, "M36 70l-10 28 10 2 14-26z");
    s.fill(Second, "M44 72l-4 30 10-2 6-24z");
    let body = "M46 6c20-4 34 8 34 24c0 12-4 14-6 24c-3 16-14 26-28 26c-6 0-12-2-16-6c-4-20 0-34 6-46c2-10 2-18 10-22z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M64 40c2 20-10 34-30 40h60v-50z"));
    let wing = "M38 34c14 0 22 10 20 22c-4 16-16 28-30 36c0-24-2-44 10-58z";
    s.fill(Second, wing);
    s.within(wing, |s| {
        s.fill(Third, "M20 64c14 2 26 0 40-6v40h-44z");
        s.line(Light, 2.0, "M30 62c4 8 4 18 0 30M40 60c2 6 2 14-2 22");
    });
    s.fill(Light, disc(60.0, 22.0, 8.5));
    s.fill(Line, disc(62.0, 22.0, 3.4));
    s.faceted(Second, "M72 14c16-2 20 14 12 28c-2-6-6-8-12-9c-4-7-3-13 0-19z", "M70 27c8 0 12 6 14 16l16-20z");
    s.line(Ink, 5.0, "M6 84h84");
    s.line(Ink, 3.0, "M52 80v5M60 78v7");
}

fn owl(s: &mut Sketch) {
    let body = "M18 14c8 2 12 5 16 8c10-4 22-4 32 0c4-3 8-6 16-8c2 10 2 18 2 26v18c0 20-14 32-34 32s-34-12-34-32v-18c0-8 0-16 2-26z";
    s.fill(Body, body);
    s.within(body, |s| {
        s.fill(Light, ellipse(50.0, 72.0, 19.0, 22.0));
        s.line(Second, 2.6, "M40 62l5 4 5-4 5 4 5-4M38 71l6 4 6-4 6 4 6-4M41 80l4.500 4 4.500-4 4.500 4 4.500-4");
        s.fill(Second, "M10 40c14 8 18 24 14 44l-14 6zM90 40c-14 8-18 24-14 44l14 6z");
        s.fill(Shade, "M74 10c8 30 4 60-16 84h40v-84z");
    });
    for x in [35.0, 65.0] {
        s.fill(Light, disc(x, 38.0, 13.5));
        s.fill(Third, disc(x, 38.0, 8.5));
        s.fill(Line, disc(x, 38.0, 4.4));
    }
    s.fill(Second, "M45 46h10l-5 11z");
}

fn hen(s: &mut Sketch) {
    s.line(Ink, 3.2, "M44 78v13h7M56 78v13h7");
    s.fill(Second, "M60 18c0-8 8-8 9-3c3-7 11-5 10 2c5-2 9 3 6 8l-18 6z");
    let body =
        "M58 30c2-12 24-14 28 0c2 10 0 18-2 26c-4 16-16 26-34 26c-24 0-38-16-44-48c10 4 16 14 26 16c12 2 24-4 26-20z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M0 60c34 20 70 10 90-30v60h-90z"));
    s.fill(Third, "M85 31l13 6-12 5z");
    s.fill(Second, ellipse(84.0, 47.0, 4.0, 6.0));
    s.fill(Line, disc(75.0, 31.0, 2.6));
    let wing = "M30 54c12 4 22 2 32-4c0 12-6 20-14 20s-16-6-18-16z";
    s.fill(Light, wing);
}

fn fish(s: &mut Sketch) {
    s.fill(Second, "M66 52l30-24c-5 16-5 32 0 48z");
    s.fill(Second, "M34 30c8-14 22-16 32-12c-6 6-8 10-10 16zM40 72c4 10 12 14 22 12c-4-6-4-10-4-14z");
    let body = leaf((2.0, 52.0), (78.0, 52.0), 52.0, 0.46);
    s.fill(Body, body.clone());
    s.within(body, |s| {
        s.fill(Shade, "M0 58c30 8 56 4 84-10v50h-84z");
        s.line(Light, 3.0, "M30 26c8 16 8 36 0 52");
        for x in [42.0, 53.0, 64.0] {
            s.line(Light, 2.2, format!("M{x} 40q5 5 0 10q5 5 0 10M{x} 30q5 5 0 10").as_str());
        }
    });
    s.fill(Light, disc(18.0, 46.0, 5.6));
    s.fill(Line, disc(17.6, 46.0, 2.9));
}

fn whale(s: &mut Sketch) {
    s.line(Third, 3.6, "M36 28v-12c0-8-12-8-12-1M36 16c0-8 12-8 12-1");
    let body = "M6 62c0-20 16-32 34-32c22 0 28 20 42 20c4 0 6-4 6-10c-6 0-10-4-12-14c8-1 13 2 15 6c2-4 6-8 12-8c0 10-4 16-8 18c0 28-16 44-46 44h-18c-14 0-25-10-25-24z";
    s.fill(Body, body);
    s.within(body, |s| {
        s.fill(Light, "M0 64c20 10 40 10 52 6c-2 8-4 14-12 18h-44z");
        s.line(Body, 2.2, "M6 72c16 6 28 6 42 2M10 79c12 4 20 4 30 2");
        s.fill(Shade, "M44 88c24-4 36-18 44-50l16 0v56z");
    });
    s.fill(Second, "M50 64c8 2 12 10 10 18c-8-2-14-8-16-16z");
    s.fill(Light, disc(24.0, 52.0, 3.6));
    s.fill(Line, disc(24.0, 52.0, 2.0));
}

fn butterfly(s: &mut Sketch) {
    for side in [false, true] {
        let flip = if side { kurbo::Affine::new([-1.0, 0.0, 0.0, 1.0, 100.0, 0.0]) } else { kurbo::Affine::IDENTITY };
        let upper =
            flip * super::super::outline::outline("M48 50c-4-22-16-38-32-40c-14-2-16 16-10 28c5 10 22 16 42 14z");
        let lower = flip * super::super::outline::outline("M48 52c-18 0-34 6-34 18c0 14 12 22 22 16c8-5 12-20 12-34z");
        s.fill(Body, upper.clone());
        s.fill(Second, lower.clone());
        s.fill(Light, flip * ellipse(20.0, 28.0, 6.5, 8.5));
        s.fill(Light, flip * disc(29.0, 70.0, 5.5));
        s.fill(Third, flip * disc(34.0, 40.0, 4.2));
        if side {
            s.fill(Shade, upper);
            s.fill(Shade, lower);
        }
    }
    s.line(Ink, 2.2, "M49 32c-2-10-6-14-12-16M51 32c2-10 6-14 12-16");
    s.fill(Ink, rounded(46.4, 30.0, 7.2, 52.0, 3.6));
}

fn bee(s: &mut Sketch) {
    for (x, y, w) in [(28.0, 4.0, 22.0), (60.0, 0.0, 24.0)] {
        s.fill(Light, leaf((50.0, 46.0), (x, y), w, 0.62));
        s.line(Ink, 1.8, leaf((50.0, 46.0), (x, y), w, 0.62));
    }
    let body = "M16 60c0-16 16-24 36-24c22 0 38 12 44 24c-6 12-22 24-44 24c-20 0-36-8-36-24z";
    s.fill(Body, body);
    s.within(body, |s| {
        s.fill(Ink, bar(-6.0, 30.0, 34.0, 60.0));
        s.fill(Ink, bar(42.0, 30.0, 12.0, 60.0));
        s.fill(Ink, bar(66.0, 30.0, 12.0, 60.0));
        s.fill(Shade, "M10 66c30 14 60 10 90-8v40h-90z");
    });
    s.fill(Light, disc(24.0, 56.0, 3.2));
    s.line(Ink, 2.4, "M20 44c-4-8-8-10-14-10M27 40c-2-8-4-12-10-14");
}

fn horse(s: &mut Sketch) {
    s.line(Second, 6.0, "M20 48c-12 4-14 16-10 30");
    let body = "M18 56c-2-10 6-14 16-14h22c6-8 8-20 12-30l6-6 3 8c8 4 14 12 18 20c2 5-3 9-8 7l-9-3c-3 12-4 18-6 26l1 27h-7l-4-26h-20l-6 26h-7l1-24c-6-4-11-6-12-11z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M10 62h58c6-4 10-12 12-24h20v60h-90z"));
    s.fill(Second, "M72 8c-10 4-16 14-18 26c-2 6-4 10-8 14c10 0 16-6 18-14c2-10 6-18 10-22z");
    s.fill(Light, disc(79.0, 23.0, 2.2));
}

fn elephant(s: &mut Sketch) {
    s.line(Body, 3.4, "M8 54c-4 6-4 12-2 18");
    let body = "M6 58c0-20 16-30 34-30h20c4-8 12-12 20-12c12 0 18 10 18 24v30c0 4 3 6 5 3l1 4c-2 6-13 6-13-4v-22c-4 3-8 4-12 4v35h-15v-20h-26v20h-15v-20c-10-2-17-6-17-12z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M0 66h64c8-6 12-16 14-28h30v60h-110z"));
    s.faceted(Second, "M56 24c14-6 22 2 22 14s-8 22-18 20s-16-26-4-34z", "M70 20c6 16 0 30-14 40h30v-40z");
    s.fill(Line, disc(87.0, 33.0, 2.3));
    s.fill(Light, "M86 48c2 8 0 14-6 16c-2-4-1-12 0-15z");
}

fn paw(s: &mut Sketch) {
    s.half_lit(
        Body,
        loop_through(&[
            (50.0, 46.0),
            (66.0, 56.0),
            (78.0, 72.0),
            (72.0, 88.0),
            (50.0, 85.0),
            (28.0, 88.0),
            (22.0, 72.0),
            (34.0, 56.0),
        ]),
        58.0,
    );
    for (x, y, w) in [(14.0, 46.0, -24.0), (36.0, 24.0, -8.0), (64.0, 24.0, 8.0), (86.0, 46.0, 24.0)] {
        let toe = turn(w, x, y) * ellipse(x, y, 10.0, 14.0);
        s.half_lit(Body, toe, x + 3.0);
    }
}

fn shell(s: &mut Sketch) {
    let fan = "M50 90c-8-2-12-4-16-8c-14-8-28-26-28-44c4-4 6-8 7-13c6-1 10-4 14-9c6 1 10 0 15-4c3 2 6 3 8 3s5-1 8-3c5 4 9 5 15 4c4 5 8 8 14 9c1 5 3 9 7 13c0 18-14 36-28 44c-4 4-8 6-16 8z";
    s.fill(Body, fan);
    s.within(fan, |s| {
        s.fill(Shade, "M62 4h40v90h-52z");
        s.line(Light, 3.2, "M50 92v-80M47 92c-6-28-12-50-22-74M53 92c6-28 12-50 22-74M44 90c-12-20-24-38-38-54M56 90c12-20 24-38 38-54");
    });
    s.fill(Second, "M34 80c8 4 24 4 32 0l4 8c-10 6-30 6-40 0z");
}
