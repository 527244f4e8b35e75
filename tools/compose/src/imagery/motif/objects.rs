//! Things made by hand: tools, instruments, clothes, gifts.

use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Line, Paper, Second, Shade, Third};
use super::super::shape::{
    arc, band, bar, corners, disc, ellipse, leaf, polar, polygon, polyline, rounded, star, turn,
};
use super::{ANY, BLUE, BROWN, GREEN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

#[path = "instruments.rs"]
mod instruments;

use instruments::{drum, guitar, headphones, microphone, piano, record, speaker, trumpet, violin};

const AIR: Seat = Seat::Air;
const TABLE: Seat = Seat::Table;

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "book", seat: AIR, hues: [RED, ANY], kin: &["lamp", "cup", "pencil"], draw: book },
    Motif { name: "books", seat: TABLE, hues: [RED, BLUE], kin: &["lamp", "cup", "apple"], draw: books },
    Motif { name: "pencil", seat: AIR, hues: [YELLOW, PINK], kin: &["book"], draw: pencil },
    Motif { name: "paint_brush", seat: AIR, hues: [BROWN, RED], kin: &["palette"], draw: paint_brush },
    Motif { name: "palette", seat: AIR, hues: [BROWN, RED], kin: &["paint_brush", "pencil"], draw: palette },
    Motif { name: "scissors", seat: AIR, hues: [RED, ANY], kin: &["pencil"], draw: scissors },
    Motif { name: "key", seat: AIR, hues: [YELLOW, ANY], kin: &["door", "house"], draw: key },
    Motif { name: "clock", seat: TABLE, hues: [RED, ANY], kin: &["cup", "books"], draw: clock },
    Motif { name: "watch", seat: AIR, hues: [BROWN, ANY], kin: &["ring"], draw: watch },
    Motif { name: "camera", seat: TABLE, hues: [ANY, RED], kin: &["suitcase", "plane"], draw: camera },
    Motif { name: "clapper", seat: TABLE, hues: [ANY, RED], kin: &["popcorn", "ticket"], draw: clapper },
    Motif { name: "film", seat: AIR, hues: [ANY, RED], kin: &["clapper"], draw: film },
    Motif { name: "headphones", seat: AIR, hues: [RED, ANY], kin: &["record"], draw: headphones },
    Motif { name: "record", seat: AIR, hues: [ANY, RED], kin: &["headphones"], draw: record },
    Motif { name: "guitar", seat: AIR, hues: [ORANGE, BROWN], kin: &["record", "microphone"], draw: guitar },
    Motif { name: "violin", seat: AIR, hues: [ORANGE, BROWN], kin: &["candle"], draw: violin },
    Motif { name: "trumpet", seat: AIR, hues: [YELLOW, ANY], kin: &["record", "piano"], draw: trumpet },
    Motif { name: "piano", seat: TABLE, hues: [ANY, RED], kin: &["trumpet", "candle"], draw: piano },
    Motif { name: "drum", seat: TABLE, hues: [RED, YELLOW], kin: &["guitar"], draw: drum },
    Motif { name: "speaker", seat: TABLE, hues: [ANY, ORANGE], kin: &["record"], draw: speaker },
    Motif { name: "microphone", seat: AIR, hues: [ANY, RED], kin: &["headphones"], draw: microphone },
    Motif { name: "ball", seat: AIR, hues: [ANY, ANY], kin: &["shoe", "trophy"], draw: ball },
    Motif { name: "basketball", seat: AIR, hues: [ORANGE, ANY], kin: &["shoe", "trophy"], draw: basketball },
    Motif { name: "tennis", seat: AIR, hues: [RED, YELLOW], kin: &["ball"], draw: tennis },
    Motif { name: "dumbbell", seat: TABLE, hues: [ANY, ANY], kin: &["shoe"], draw: dumbbell },
    Motif { name: "trophy", seat: TABLE, hues: [YELLOW, ANY], kin: &["star", "ball"], draw: trophy },
    Motif { name: "medal", seat: AIR, hues: [YELLOW, RED], kin: &["star"], draw: medal },
    Motif { name: "shoe", seat: TABLE, hues: [RED, ANY], kin: &["ball", "bag"], draw: shoe },
    Motif { name: "dress", seat: AIR, hues: [PINK, ANY], kin: &["hanger", "bag"], draw: dress },
    Motif { name: "shirt", seat: AIR, hues: [BLUE, ANY], kin: &["hanger", "shoe"], draw: shirt },
    Motif { name: "hanger", seat: AIR, hues: [ANY, ANY], kin: &["dress", "bag"], draw: hanger },
    Motif { name: "glasses", seat: AIR, hues: [ANY, ANY], kin: &["book"], draw: glasses },
    Motif { name: "hat", seat: TABLE, hues: [BROWN, RED], kin: &["glasses"], draw: hat },
    Motif { name: "bag", seat: TABLE, hues: [RED, ANY], kin: &["tag", "gift"], draw: bag },
    Motif { name: "gift", seat: TABLE, hues: [RED, YELLOW], kin: &["balloon", "pine"], draw: gift },
    Motif { name: "candle", seat: TABLE, hues: [ANY, YELLOW], kin: &["sprig", "pine"], draw: candle },
    Motif { name: "balloon", seat: AIR, hues: [RED, YELLOW], kin: &["gift", "cake"], draw: balloon },
    Motif { name: "umbrella", seat: AIR, hues: [RED, YELLOW], kin: &["cloud"], draw: umbrella },
    Motif { name: "perfume", seat: TABLE, hues: [PINK, YELLOW], kin: &["flower", "sprig"], draw: perfume },
    Motif { name: "lipstick", seat: TABLE, hues: [RED, ANY], kin: &["perfume"], draw: lipstick },
    Motif { name: "jar", seat: TABLE, hues: [ANY, ANY], kin: &["sprig", "lotus"], draw: jar },
    Motif { name: "ring", seat: AIR, hues: [YELLOW, BLUE], kin: &["rose", "sprig"], draw: ring },
    Motif { name: "crown", seat: AIR, hues: [YELLOW, RED], kin: &["star"], draw: crown },
    Motif { name: "flask", seat: TABLE, hues: [GREEN, ANY], kin: &["book", "planet"], draw: flask },
    Motif { name: "stethoscope", seat: AIR, hues: [BLUE, ANY], kin: &["heart"], draw: stethoscope },
    Motif { name: "tooth", seat: AIR, hues: [ANY, BLUE], kin: &["apple"], draw: tooth },
    Motif { name: "envelope", seat: AIR, hues: [ANY, RED], kin: &["pencil"], draw: envelope },
    Motif { name: "ticket", seat: AIR, hues: [YELLOW, ANY], kin: &["star"], draw: ticket },
    Motif { name: "tag", seat: AIR, hues: [RED, ANY], kin: &["bag"], draw: tag },
    Motif { name: "laptop", seat: TABLE, hues: [ANY, BLUE], kin: &["cup", "potted_plant"], draw: laptop },
    Motif { name: "phone", seat: AIR, hues: [ANY, BLUE], kin: &["cup"], draw: phone },
    Motif { name: "chart", seat: TABLE, hues: [GREEN, ANY], kin: &["coin"], draw: chart },
    Motif { name: "coin", seat: AIR, hues: [YELLOW, ORANGE], kin: &["piggy_bank"], draw: coin },
    Motif { name: "piggy_bank", seat: TABLE, hues: [PINK, YELLOW], kin: &["coin"], draw: piggy_bank },
    Motif { name: "abacus", seat: TABLE, hues: [RED, GREEN], kin: &["pencil"], draw: abacus },
    Motif { name: "hammer", seat: AIR, hues: [ANY, BROWN], kin: &["house"], draw: hammer },
    Motif { name: "gear", seat: AIR, hues: [ANY, ANY], kin: &["hammer"], draw: gear },
    Motif { name: "paint_roller", seat: AIR, hues: [RED, ANY], kin: &["house"], draw: paint_roller },
    Motif { name: "megaphone", seat: AIR, hues: [RED, ANY], kin: &["star"], draw: megaphone },
    Motif { name: "mortarboard", seat: AIR, hues: [ANY, YELLOW], kin: &["books", "pencil"], draw: mortarboard },
    Motif { name: "ornament", seat: AIR, hues: [RED, YELLOW], kin: &["pine", "gift", "star"], draw: ornament },
    Motif { name: "lantern", seat: AIR, hues: [RED, YELLOW], kin: &["moon"], draw: lantern },
    Motif { name: "gamepad", seat: AIR, hues: [ANY, RED], kin: &["star"], draw: gamepad },
    Motif { name: "puzzle", seat: AIR, hues: [ANY, ANY], kin: &["pencil"], draw: puzzle },
    Motif { name: "bowl", seat: TABLE, hues: [GREEN, ANY], kin: &["citrus", "avocado"], draw: bowl },
    Motif { name: "vase", seat: TABLE, hues: [BLUE, ANY], kin: &["sprig", "pear"], draw: vase },
    Motif { name: "recycle", seat: AIR, hues: [GREEN, GREEN], kin: &["seedling"], draw: recycle },
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

fn paint_brush(s: &mut Sketch) {
    let tilt = turn(38.0, 50.0, 50.0);
    s.fill(Body, tilt * super::super::outline::outline("M46-8c0-4 8-4 8 0l4 56h-16z"));
    s.fill(Light, tilt * bar(41.0, 48.0, 18.0, 14.0));
    s.fill(Shade, tilt * bar(52.0, 48.0, 7.0, 14.0));
    s.fill(Second, tilt * super::super::outline::outline("M41 62h18c6 12 2 24-10 40c-2-8-14-20-8-40z"));
    s.fill(Shade, tilt * super::super::outline::outline("M52 62h7c6 12 2 24-10 40c4-14 6-26 3-40z"));
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

fn scissors(s: &mut Sketch) {
    s.fill(Light, "M24 4c6 10 22 40 32 58l-7 5c-10-16-26-44-25-63z");
    s.fill(Light, "M76 4c-6 10-22 40-32 58l7 5c10-16 26-44 25-63z");
    s.fill(Shade, "M76 4c-6 10-22 40-32 58l7 5c10-16 26-44 25-63z");
    s.line(Body, 7.0, ellipse(32.0, 78.0, 12.0, 13.0));
    s.line(Body, 7.0, ellipse(68.0, 78.0, 12.0, 13.0));
    s.fill(Ink, disc(50.0, 55.0, 3.2));
}

fn key(s: &mut Sketch) {
    let tilt = turn(-40.0, 50.0, 50.0);
    s.fill(Body, tilt * bar(44.0, 46.0, 10.0, 56.0));
    s.fill(Body, tilt * bar(54.0, 78.0, 14.0, 8.0));
    s.fill(Body, tilt * bar(54.0, 93.0, 17.0, 9.0));
    s.fill(Shade, tilt * bar(49.0, 46.0, 5.0, 56.0));
    s.line(Body, 11.0, tilt * disc(49.0, 24.0, 19.0));
    s.fill(Second, tilt * bar(40.0, 45.0, 18.0, 7.0));
}

fn clock(s: &mut Sketch) {
    s.fill(Ink, "M24 82l-9 10h9l7-7zM76 82l9 10h-9l-7-7z");
    s.fill(Second, turn(-38.0, 24.0, 16.0) * super::super::shape::segment(24.0, 22.0, 14.0, 180.0, 360.0));
    s.fill(Second, turn(38.0, 76.0, 16.0) * super::super::shape::segment(76.0, 22.0, 14.0, 180.0, 360.0));
    s.half_lit(Body, disc(50.0, 52.0, 38.0), 62.0);
    s.fill(Light, disc(50.0, 52.0, 29.0));
    for i in 0..12 {
        let angle = 30.0 * f64::from(i);
        let (a, b) = (polar(50.0, 52.0, 23.0, angle), polar(50.0, 52.0, 25.6, angle));
        s.line(Ink, if i % 3 == 0 { 3.0 } else { 1.6 }, polyline(&[(a.x, a.y), (b.x, b.y)]));
    }
    s.line(Ink, 4.0, "M50 52v-18M50 52l12 8");
    s.fill(Second, disc(50.0, 52.0, 3.6));
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

fn ball(s: &mut Sketch) {
    s.fill(Light, disc(50.0, 50.0, 42.0));
    s.within(disc(50.0, 50.0, 42.0), |s| {
        s.fill(Ink, star(50.0, 50.0, 15.0, 12.2, 5));
        for i in 0..5 {
            let angle = 72.0 * f64::from(i) - 90.0;
            let (a, b) = (polar(50.0, 50.0, 14.0, angle), polar(50.0, 50.0, 30.0, angle));
            s.line(Ink, 2.6, polyline(&[(a.x, a.y), (b.x, b.y)]));
            let c = polar(50.0, 50.0, 42.0, angle);
            s.fill(Ink, turn(angle + 90.0, c.x, c.y) * star(c.x, c.y, 14.0, 11.4, 5));
            let d = polar(50.0, 50.0, 33.0, angle + 36.0);
            let (e, f) = (polar(50.0, 50.0, 36.0, angle + 20.0), polar(50.0, 50.0, 36.0, angle + 52.0));
            s.line(Ink, 2.2, polyline(&[(e.x, e.y), (d.x, d.y), (f.x, f.y)]));
        }
        s.fill(Shade, "M70 6c20 34 4 74-44 84h80v-84z");
    });
    s.line(Ink, 2.6, disc(50.0, 50.0, 41.0));
}

fn basketball(s: &mut Sketch) {
    let disc42 = disc(50.0, 50.0, 42.0);
    s.fill(Body, disc42.clone());
    s.within(disc42, |s| {
        s.fill(Shade, "M70 6c20 34 4 74-44 84h80v-84z");
        s.line(Line, 2.8, "M50 0v100M0 50h100M18 10c18 24 18 56 0 80M82 10c-18 24-18 56 0 80");
    });
}

fn tennis(s: &mut Sketch) {
    let tilt = turn(36.0, 42.0, 40.0);
    s.fill(Ink, tilt * rounded(38.6, 70.0, 7.0, 34.0, 3.5));
    s.line(Body, 4.4, tilt * super::super::outline::outline("M30 58l10 18M54 58l-10 18"));
    let head = tilt * ellipse(42.0, 34.0, 24.0, 30.0);
    s.within(head.clone(), |s| {
        for i in 0..7 {
            let at = 18.0 + 8.0 * f64::from(i);
            s.line(Light, 1.2, tilt * polyline(&[(at, 0.0), (at, 70.0)]));
            s.line(Light, 1.2, tilt * polyline(&[(10.0, at - 10.0), (74.0, at - 10.0)]));
        }
    });
    s.line(Body, 5.4, head);
    s.half_lit(Second, disc(80.0, 76.0, 14.0), 84.0);
    s.within(disc(80.0, 76.0, 14.0), |s| s.line(Light, 2.2, "M66 66c8 2 12 8 11 18M94 88c-8-2-12-8-11-18"));
}

fn dumbbell(s: &mut Sketch) {
    s.fill(Ink, bar(6.0, 56.0, 88.0, 8.0));
    for (x, w, h) in [(10.0, 9.0, 36.0), (20.0, 12.0, 58.0), (68.0, 12.0, 58.0), (81.0, 9.0, 36.0)] {
        s.faceted(Body, rounded(x, 60.0 - h / 2.0, w, h, 3.5), bar(x, 62.0, w, h));
    }
    s.line(Light, 2.6, "M25 40v14M73 40v14");
}

fn trophy(s: &mut Sketch) {
    s.line(Second, 5.0, "M28 20h-16c0 18 6 26 20 28M72 20h16c0 18-6 26-20 28");
    s.half_lit(Body, "M26 8h48c2 28-4 46-18 50v14h-12v-14c-14-4-20-22-18-50z", 56.0);
    s.half_lit(Second, corners(30.0, 76.0, 40.0, 15.0, [2.0, 2.0, 0.0, 0.0]), 56.0);
    s.half_lit(Body, corners(36.0, 70.0, 28.0, 7.0, [3.0, 3.0, 0.0, 0.0]), 56.0);
    s.fill(Light, star(50.0, 30.0, 11.0, 4.6, 5));
}

fn medal(s: &mut Sketch) {
    s.fill(Second, "M24 0h20l14 40h-18z");
    s.fill(Third, "M76 0h-20l-14 40h18z");
    s.fill(Shade, "M76 0h-20l-14 40h18z");
    s.half_lit(Body, star(50.0, 64.0, 30.0, 26.0, 16), 60.0);
    s.line(Light, 2.4, disc(50.0, 64.0, 20.0));
    s.fill(Light, star(50.0, 64.0, 13.0, 5.6, 5));
}

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

fn glasses(s: &mut Sketch) {
    s.line(Body, 5.4, "M42 48c4-5 12-5 16 0");
    s.line(Body, 5.4, "M6 46l-6-8M94 46l6-8");
    for x in [25.0, 75.0] {
        s.half_lit(Second, disc(x, 52.0, 19.0), x + 4.0);
        s.line(Light, 3.4, format!("M{} 54l9-11", x - 8.0).as_str());
        s.line(Body, 6.4, disc(x, 52.0, 19.0));
    }
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

fn ring(s: &mut Sketch) {
    s.line(Body, 9.0, disc(50.0, 64.0, 26.0));
    s.line(Light, 2.6, arc(50.0, 64.0, 26.0, 150.0, 205.0));
    s.fill(Second, "M34 6h32l12 12-28 28-28-28z");
    s.fill(Light, "M34 6h16l-8 12h-20zM42 18h16l-8 28z");
    s.fill(Shade, "M66 6l12 12-28 28 8-28z");
    s.fill(Body, rounded(40.0, 37.0, 20.0, 8.0, 3.0));
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

fn stethoscope(s: &mut Sketch) {
    s.line(Body, 5.0, "M22 12c-8 0-8 4-8 10c0 18 6 30 20 30s20-12 20-30c0-6 0-10-8-10");
    s.line(Body, 5.0, "M34 52c0 24 8 36 24 36s22-12 22-28");
    s.fill(Ink, rounded(20.0, 8.0, 7.0, 9.0, 3.0));
    s.fill(Ink, rounded(42.0, 8.0, 7.0, 9.0, 3.0));
    s.half_lit(Second, disc(80.0, 48.0, 14.0), 84.0);
    s.fill(Light, disc(80.0, 48.0, 7.0));
}

fn tooth(s: &mut Sketch) {
    let shape = "M50 18c10-8 26-12 35-2c9 11 5 30-1 42c-4 10-4 32-14 32c-10 0-8-26-20-26s-10 26-20 26s-10-22-14-32c-6-12-10-31-1-42c9-10 25-6 35 2z";
    s.faceted(Light, shape, "M74 6c8 40-4 70-14 90h60v-90z");
    s.line(Second, 3.0, "M50 18c5 4 9 5 15 5");
    s.line(Body, 3.4, shape);
}

fn envelope(s: &mut Sketch) {
    s.half_lit(Body, rounded(6.0, 24.0, 88.0, 60.0, 4.0), 200.0);
    s.fill(Shade, "M8 82l34-32h16l34 32z");
    s.fill(Light, "M8 26h84a3 3 0 0 1 1 4l-38 31a8 8 0 0 1-10 0l-38-31a3 3 0 0 1 1-4z");
    s.fill(Second, disc(50.0, 60.0, 8.5));
    s.fill(Light, "M50 65c-4-3-6-5-6-7.500c0-3 4-4 6-1c2-3 6-2 6 1c0 2.500-2 4.500-6 7.500z");
}

fn ticket(s: &mut Sketch) {
    let tilt = turn(-12.0, 50.0, 50.0);
    let stub = tilt * super::super::outline::outline("M4 28h92v14a8 8 0 0 0 0 16v14h-92v-14a8 8 0 0 0 0-16z");
    s.fill(Body, stub.clone());
    s.within(stub, |s| s.fill(Shade, tilt * bar(68.0, 0.0, 50.0, 100.0)));
    s.line(Light, 1.8, tilt * super::super::outline::outline("M68 32v3M68 39v3M68 46v3M68 53v3M68 60v3M68 66v3"));
    s.fill(Light, tilt * star(37.0, 50.0, 15.0, 6.4, 5));
    s.line(Light, 2.6, tilt * super::super::outline::outline("M78 40v20M85 40v20"));
}

fn tag(s: &mut Sketch) {
    let tilt = turn(-16.0, 50.0, 50.0);
    s.line(Ink, 2.6, tilt * super::super::outline::outline("M50 22c-6-14 8-20 4-32"));
    let label = tilt * super::super::outline::outline("M40 8h20l18 20v58a4 4 0 0 1-4 4h-48a4 4 0 0 1-4-4v-58z");
    s.fill(Body, label.clone());
    s.within(label, |s| s.fill(Shade, tilt * bar(62.0, 0.0, 40.0, 110.0)));
    s.fill(Paper, tilt * disc(50.0, 24.0, 5.4));
    s.line(Light, 4.6, tilt * super::super::outline::outline("M38 74l24-28"));
    s.fill(Light, tilt * disc(39.0, 49.0, 5.6));
    s.fill(Light, tilt * disc(61.0, 71.0, 5.6));
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

fn coin(s: &mut Sketch) {
    s.half_lit(Second, disc(56.0, 52.0, 38.0), 200.0);
    s.fill(Body, disc(46.0, 50.0, 38.0));
    s.within(disc(46.0, 50.0, 38.0), |s| s.fill(Shade, "M62 6c20 34 0 70-44 80h80v-80z"));
    s.line(Light, 2.6, disc(46.0, 50.0, 31.0));
    s.fill(Light, "M46 27l6 17h17l-14 10 5 17-14-10-14 10 5-17-14-10h17z");
}

fn piggy_bank(s: &mut Sketch) {
    s.half_lit(Second, disc(48.0, 14.0, 11.0), 51.0);
    s.line(Body, 3.0, "M8 52c-6-2-6-10 0-10");
    s.fill(Body, "M26 76h12v15h-12zM60 76h12v15h-12z");
    let body = "M10 54c0-18 16-28 38-28c8 0 14 1 19 3c4-4 9-6 15-6l-3 13c4 4 6 8 8 12h7a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3h-8c-6 10-18 16-34 16c-24 0-42-10-42-28z";
    s.fill(Body, body);
    s.within(body, |s| s.fill(Shade, "M0 66c30 14 70 10 100-14v50h-100z"));
    s.fill(Line, disc(77.0, 46.0, 2.6));
    s.line(Line, 3.4, "M38 32c6-2 14-2 20 0");
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

fn hammer(s: &mut Sketch) {
    let tilt = turn(38.0, 50.0, 50.0);
    s.fill(Second, tilt * rounded(45.0, 18.0, 11.0, 84.0, 4.0));
    s.fill(Shade, tilt * bar(51.0, 30.0, 5.0, 72.0));
    let head = tilt * super::super::outline::outline("M28 6h34c14 0 22 4 28 16c-10-4-18-4-26 4h-36z");
    s.fill(Body, head.clone());
    s.within(head, |s| s.fill(Shade, tilt * bar(0.0, 17.0, 110.0, 20.0)));
    s.fill(Body, tilt * rounded(18.0, 3.0, 13.0, 26.0, 3.0));
}

fn gear(s: &mut Sketch) {
    for i in 0..9 {
        s.fill(
            Body,
            turn(40.0 * f64::from(i), 50.0, 50.0) * polygon(&[(42.0, 18.0), (44.0, 5.0), (56.0, 5.0), (58.0, 18.0)]),
        );
    }
    s.faceted(Body, disc(50.0, 50.0, 35.0), "M66 6c20 34 4 70-40 84h80v-84z");
    s.fill(Paper, disc(50.0, 50.0, 14.0));
    s.line(Second, 4.0, disc(50.0, 50.0, 22.0));
}

fn paint_roller(s: &mut Sketch) {
    s.line(Ink, 4.4, "M82 22h10v22h-42v14");
    s.half_lit(Second, rounded(44.0, 58.0, 12.0, 36.0, 4.0), 51.0);
    s.faceted(Body, rounded(10.0, 8.0, 74.0, 28.0, 5.0), bar(0.0, 25.0, 100.0, 20.0));
    s.line(Light, 3.0, "M20 16h26");
}

fn megaphone(s: &mut Sketch) {
    s.line(Ink, 3.6, "M92 18l8-8M96 44h10M92 70l8 8");
    s.fill(Second, "M26 60h18l5 28a3 3 0 0 1-3 4h-12a4 4 0 0 1-4-3z");
    s.fill(Body, "M14 32h28l40-24v72l-40-24h-28c-14 0-14-24 0-24z");
    s.fill(Shade, "M8 46h74v34l-40-24h-28c-5 0-7-5-6-10z");
    s.fill(Light, rounded(79.0, 4.0, 8.0, 80.0, 4.0));
    s.fill(Second, bar(36.0, 32.0, 6.0, 24.0));
}

fn mortarboard(s: &mut Sketch) {
    s.half_lit(Body, "M24 46v24c10 12 42 12 52 0v-24z", 56.0);
    s.fill(Body, "M50 16l48 24-48 24-48-24z");
    s.fill(Shade, "M50 40l48 0-48 24-48-24z");
    s.line(Second, 3.0, "M50 40l38 8v20");
    s.fill(Second, "M85 66h6l3 20h-12z");
    s.fill(Second, disc(50.0, 40.0, 3.6));
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

fn puzzle(s: &mut Sketch) {
    let piece = "M12 30h20c-8-14 4-22 12-22s20 8 12 22h20v20c14-8 22 4 22 12s-8 20-22 12v16h-64z";
    s.half_lit(Body, piece, 60.0);
    s.fill(Paper, disc(14.0, 60.0, 11.0));
}

fn bowl(s: &mut Sketch) {
    for (x, y, w, h) in
        [(28.0, 44.0, 10.0, 20.0), (44.0, 46.0, 26.0, 14.0), (58.0, 46.0, 60.0, 16.0), (70.0, 48.0, 84.0, 26.0)]
    {
        s.fill(Leaf, leaf((50.0, 56.0), (w, h), 17.0, 0.6));
        s.fill(Third, disc(x, y, 5.0));
    }
    s.half_lit(Second, disc(30.0, 48.0, 11.0), 33.0);
    s.half_lit(Third, disc(68.0, 48.0, 10.0), 71.0);
    s.half_lit(Body, "M6 52h88c0 22-14 34-28 36v3h-32v-3c-14-2-28-14-28-36z", 60.0);
    s.fill(Light, rounded(4.0, 49.0, 92.0, 5.4, 2.7));
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

fn recycle(s: &mut Sketch) {
    for i in 0..3 {
        let (from, to) = (120.0 * f64::from(i) - 84.0, 120.0 * f64::from(i) + 2.0);
        let (a, b, tip) =
            (polar(50.0, 50.0, 17.0, to), polar(50.0, 50.0, 49.0, to), polar(50.0, 50.0, 35.0, to + 36.0));
        let tone = if i == 1 { Second } else { Body };
        s.fill(tone, band(50.0, 50.0, 25.0, 41.0, from, to + 0.5));
        s.fill(tone, polygon(&[(a.x, a.y), (b.x, b.y), (tip.x, tip.y)]));
        s.fill(Shade, band(50.0, 50.0, 25.0, 33.0, from, to));
    }
}
