//! Things to eat and drink, and what they are served in.

use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Line, Paper, Second, Shade, Third};
use super::super::shape::{
    arc, band, bar, capsule, corners, disc, ellipse, leaf, polar, rounded, sector, segment, turn,
};
use super::{ANY, BROWN, GREEN, Motif, ORANGE, PINK, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "cup", seat: Seat::Table, hues: [ANY, BROWN], kin: &["croissant", "bean", "sprig"], draw: cup },
    Motif { name: "teapot", seat: Seat::Table, hues: [ANY, ANY], kin: &["cup", "sprig", "citrus"], draw: teapot },
    Motif { name: "wine_glass", seat: Seat::Table, hues: [RED, ANY], kin: &["bottle", "grapes"], draw: wine_glass },
    Motif { name: "bottle", seat: Seat::Table, hues: [GREEN, ANY], kin: &["wine_glass", "citrus"], draw: bottle },
    Motif { name: "beer", seat: Seat::Table, hues: [YELLOW, ANY], kin: &["wheat"], draw: beer },
    Motif { name: "cocktail", seat: Seat::Table, hues: [PINK, ORANGE], kin: &["citrus"], draw: cocktail },
    Motif { name: "loaf", seat: Seat::Table, hues: [ORANGE, BROWN], kin: &["wheat", "croissant"], draw: loaf },
    Motif { name: "croissant", seat: Seat::Table, hues: [ORANGE, BROWN], kin: &["cup", "loaf"], draw: croissant },
    Motif { name: "cupcake", seat: Seat::Table, hues: [PINK, YELLOW], kin: &["candle", "cup"], draw: cupcake },
    Motif { name: "cake", seat: Seat::Table, hues: [PINK, BROWN], kin: &["balloon", "gift"], draw: cake },
    Motif { name: "ice_cream", seat: Seat::Air, hues: [PINK, ORANGE], kin: &["sun"], draw: ice_cream },
    Motif { name: "donut", seat: Seat::Air, hues: [PINK, ORANGE], kin: &["cup"], draw: donut },
    Motif { name: "citrus", seat: Seat::Air, hues: [ORANGE, YELLOW], kin: &["sprig"], draw: citrus },
    Motif { name: "pear", seat: Seat::Table, hues: [GREEN, YELLOW], kin: &["apple", "citrus"], draw: pear },
    Motif { name: "apple", seat: Seat::Table, hues: [RED, GREEN], kin: &["pear"], draw: apple },
    Motif { name: "tomato", seat: Seat::Table, hues: [RED, GREEN], kin: &["carrot", "sprig"], draw: tomato },
    Motif { name: "carrot", seat: Seat::Air, hues: [ORANGE, GREEN], kin: &["tomato", "sprig"], draw: carrot },
    Motif { name: "avocado", seat: Seat::Table, hues: [GREEN, BROWN], kin: &["tomato", "citrus"], draw: avocado },
    Motif { name: "grapes", seat: Seat::Air, hues: [Some(320.0), GREEN], kin: &["wine_glass"], draw: grapes },
    Motif { name: "strawberry", seat: Seat::Air, hues: [RED, GREEN], kin: &["sprig"], draw: strawberry },
    Motif { name: "noodle_bowl", seat: Seat::Table, hues: [RED, YELLOW], kin: &["sprig"], draw: noodle_bowl },
    Motif { name: "burger", seat: Seat::Table, hues: [ORANGE, RED], kin: &["tomato"], draw: burger },
    Motif { name: "pizza", seat: Seat::Air, hues: [YELLOW, RED], kin: &["tomato", "sprig"], draw: pizza },
    Motif { name: "egg", seat: Seat::Air, hues: [YELLOW, ANY], kin: &["loaf"], draw: egg },
    Motif { name: "bean", seat: Seat::Air, hues: [BROWN, ANY], kin: &["cup"], draw: bean },
    Motif { name: "wheat", seat: Seat::Land, hues: [YELLOW, ORANGE], kin: &["loaf", "sun"], draw: wheat },
    Motif { name: "pot", seat: Seat::Table, hues: [RED, ANY], kin: &["carrot", "tomato"], draw: pot },
    Motif { name: "cutlery", seat: Seat::Air, hues: [ANY, ANY], kin: &["tomato", "sprig"], draw: cutlery },
    Motif { name: "cheese", seat: Seat::Table, hues: [YELLOW, ORANGE], kin: &["wine_glass", "grapes"], draw: cheese },
    Motif { name: "popcorn", seat: Seat::Table, hues: [RED, YELLOW], kin: &["ticket", "clapper"], draw: popcorn },
];

fn cup(s: &mut Sketch) {
    for x in [34.0, 52.0] {
        s.line(Ink, 4.0, format!("M{x} 30c-7-6 6-10 0-16s5-8 1-12").as_str());
    }
    s.line(Body, 8.0, arc(70.0, 55.0, 13.0, -100.0, 100.0));
    s.half_lit(Body, "M14 38h60v22a26 26 0 0 1-26 26h-8a26 26 0 0 1-26-26z", 52.0);
    s.fill(Light, "M14 38h60v7h-60z");
    s.line(Light, 4.0, "M23 54v7q0 7 4 11");
    s.half_lit(Second, rounded(4.0, 84.0, 80.0, 6.0, 3.0), 52.0);
}

fn teapot(s: &mut Sketch) {
    s.line(Second, 7.0, "M26 44c-22-6-26 28 0 30");
    s.fill(Body, "M66 52c12 0 12-16 25-18l5 8c-12 2-10 28-28 36z");
    s.half_lit(Body, "M18 62a30 28 0 0 1 60 0c0 12-6 20-14 25h-32c-8-5-14-13-14-25z", 56.0);
    s.fill(Second, "M30 39a20 14 0 0 1 36 0c-10 4-26 4-36 0z");
    s.fill(Second, disc(48.0, 22.0, 5.5));
    s.line(Light, 4.0, "M27 60q1-9 8-14");
    s.fill(Second, rounded(30.0, 85.0, 36.0, 5.0, 2.5));
}

fn wine_glass(s: &mut Sketch) {
    let bowl = "M28 6h44c4 28-4 46-22 46s-26-18-22-46z";
    s.fill(Light, bowl);
    s.within(bowl, |s| {
        s.fill(Body, "M20 24c12 5 22-4 34-1c10 3 16 2 26-1v40h-60z");
        s.fill(Shade, "M56 0h30v60h-44c12-8 16-30 14-60z");
    });
    s.fill(Ink, bar(47.8, 51.0, 4.4, 34.0));
    s.fill(Ink, "M50 78c4 6 10 7 17 8a2 2 0 0 1 0 4h-34a2 2 0 0 1 0-4c7-1 13-2 17-8z");
}

fn bottle(s: &mut Sketch) {
    let body = "M42 8h16v20c0 8 10 10 10 22v36a4 4 0 0 1-4 4h-28a4 4 0 0 1-4-4v-36c0-12 10-14 10-22z";
    s.half_lit(Body, body, 56.0);
    s.half_lit(Second, rounded(40.5, 4.0, 19.0, 12.0, 2.0), 56.0);
    s.half_lit(Light, bar(32.0, 56.0, 36.0, 22.0), 56.0);
    s.fill(Second, disc(50.0, 67.0, 7.0));
    s.line(Light, 3.2, "M38 49c0-6 4-8 7-13");
}

fn beer(s: &mut Sketch) {
    s.line(Light, 8.0, "M68 44h10a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8h-10");
    s.half_lit(Body, "M20 30h50v54a6 6 0 0 1-6 6h-38a6 6 0 0 1-6-6z", 54.0);
    for x in [31.0, 44.0, 57.0] {
        s.line(Light, 4.0, polyline_v(x, 46.0, 78.0));
    }
    s.fill(Light, "M14 30a12 12 0 0 1 12-16a14 12 0 0 1 24-4a13 12 0 0 1 22 8a10 10 0 0 1 4 14c-2 4-8 4-10 1v13a5 5 0 0 1-10 0v-10h-38c-2 1-4-2-4-6z");
}

fn polyline_v(x: f64, from: f64, to: f64) -> kurbo::BezPath {
    super::super::shape::polyline(&[(x, from), (x, to)])
}

fn cocktail(s: &mut Sketch) {
    s.half_lit(Second, disc(72.0, 24.0, 15.0), 90.0);
    s.fill(Light, disc(72.0, 24.0, 10.5));
    s.fill(Second, sector(72.0, 24.0, 9.0, 190.0, 250.0));
    s.fill(Second, sector(72.0, 24.0, 9.0, 255.0, 315.0));
    s.fill(Light, "M14 22h72l-36 40z");
    s.faceted(Body, "M21 30h58l-29 32z", "M52 20h40l-42 46z");
    s.fill(Ink, bar(47.8, 58.0, 4.4, 28.0));
    s.fill(Ink, rounded(32.0, 85.0, 36.0, 5.0, 2.5));
    s.line(Ink, 3.0, "M40 42l-20-34");
    s.fill(Third, disc(35.0, 34.0, 5.5));
}

fn loaf(s: &mut Sketch) {
    let body = "M8 66c-4-22 8-32 24-32h38c16 0 26 10 22 32l-2 19a5 5 0 0 1-5 5h-70a5 5 0 0 1-5-5z";
    s.faceted(Body, body, "M0 74c30 6 60 6 84-6c6-4 6-20 0-34h20v60h-110z");
    for x in [24.0, 46.0, 68.0] {
        s.fill(Light, leaf((x - 7.0, 62.0), (x + 11.0, 38.0), 9.0, 0.5));
    }
}

fn croissant(s: &mut Sketch) {
    let body = "M5 76c-4-6 0-14 6-18c2-24 18-40 39-40s37 16 39 40c6 4 10 12 6 18c-6 6-16 4-19-3c-4-11-14-17-26-17s-22 6-26 17c-3 7-13 9-19 3z";
    s.fill(Body, body);
    s.within(body, |s| {
        s.fill(Shade, "M-4 90c2-40 24-50 54-50s52 10 54 50h-24c0-20-10-30-30-30s-30 10-30 30z");
        s.line(
            Paper,
            3.2,
            "M11 54q9 4 14 16M24 28q8 12 10 32M42 14q4 20 4 44M62 14q-6 22-5 44M78 30q-10 12-12 30M90 56q-10 4-14 14",
        );
    });
}

fn cupcake(s: &mut Sketch) {
    let case = "M24 58h52l-8 32h-36z";
    s.fill(Second, case);
    s.within(case, |s| {
        for (at, x) in [24.0, 35.0, 46.0, 57.0, 68.0].into_iter().enumerate() {
            if at % 2 == 0 {
                s.fill(Light, format!("M{x} 56h9l{} 36h-6z", if x < 46.0 { 3 } else { -4 }).as_str());
            }
        }
        s.fill(Shade, "M24 56h52v9q-26 7-52 0z");
        s.fill(Shade, bar(62.0, 50.0, 30.0, 50.0));
    });
    let tiers = [(19.0, 44.0, 62.0, 19.0), (26.0, 30.0, 48.0, 18.0), (34.0, 17.0, 32.0, 17.0)];
    for (x, y, w, h) in tiers {
        let tier = turn(-5.0, 50.0, y) * rounded(x, y, w, h, h / 2.0);
        s.fill(Body, tier.clone());
        s.within(tier, |s| s.fill(Shade, turn(-5.0, 50.0, y) * rounded(x - 10.0, y + h * 0.68, w + 20.0, h, 2.0)));
        s.line(Light, 2.6, turn(-5.0, 50.0, y) * arc(x + h * 0.52, y + h * 0.5, h * 0.27, 190.0, 265.0));
    }
    s.line(Ink, 2.6, "M50 8c0-5 3-7 8-8");
    s.half_lit(Third, disc(50.0, 13.0, 7.5), 53.0);
    for (x, y, w) in
        [(36.0, 51.0, 30.0), (60.0, 50.0, -40.0), (48.0, 37.0, 60.0), (70.0, 47.0, 20.0), (58.0, 34.0, 0.0)]
    {
        s.fill(Third, turn(w, x, y) * rounded(x - 2.6, y - 1.1, 5.2, 2.2, 1.1));
    }
}

fn cake(s: &mut Sketch) {
    for x in [34.0, 50.0, 66.0] {
        s.fill(Second, bar(x - 2.2, 24.0, 4.4, 20.0));
        s.fill(Third, leaf((x, 23.0), (x, 8.0), 7.0, 0.35));
    }
    s.half_lit(Second, rounded(16.0, 60.0, 68.0, 27.0, 3.0), 62.0);
    s.half_lit(Light, bar(16.0, 71.0, 68.0, 5.0), 62.0);
    s.faceted(
        Body,
        "M16 48a7 7 0 0 1 7-7h54a7 7 0 0 1 7 7v13a5.6 5.6 0 0 1-11 0a5.6 7 0 0 1-12 2v4a5.6 5.6 0 0 1-11 0v-5a5.6 5.6 0 0 1-11 0v3a5.6 5.6 0 0 1-11 0v-4a5.6 5.6 0 0 1-11 0v3a5.6 5.6 0 0 1-11-2z",
        bar(62.0, 30.0, 40.0, 60.0),
    );
    s.fill(Ink, rounded(6.0, 86.0, 88.0, 4.6, 2.3));
}

fn ice_cream(s: &mut Sketch) {
    let cone = "M31 50h38l-16 40a3.2 3.2 0 0 1-6 0z";
    s.fill(Second, cone);
    s.within(cone, |s| {
        s.line(Light, 2.2, "M30 64l26-22M34 78l40-34M42 88l30-26M70 64l-26-22M66 78l-40-34M58 88l-30-26");
        s.fill(Shade, "M53 40h30v60h-34z");
    });
    s.half_lit(Third, disc(50.0, 21.0, 15.0), 57.0);
    s.line(Light, 3.0, arc(50.0, 21.0, 9.5, 180.0, 250.0));
    s.half_lit(
        Body,
        "M50 22a21 21 0 0 1 21 21c3 0 4 7 0 8h-4v5a4 4 0 0 1-8 0v-4h-8v8a4 4 0 0 1-8 0v-8h-10c-6 0-6-8-4-9a21 21 0 0 1 21-21z",
        60.0,
    );
    s.line(Light, 3.4, arc(50.0, 43.0, 14.5, 190.0, 245.0));
}

fn donut(s: &mut Sketch) {
    s.fill(Second, disc(50.0, 50.0, 42.0));
    let icing = "M50 12c14-1 18 6 27 9c8 4 12 16 11 28s-6 16-10 26c-5 9-17 10-27 12c-12 2-20-5-28-11c-9-6-11-16-11-27s8-15 12-23c5-9 15-13 26-14z";
    s.faceted(Body, icing, "M90 20c6 40-20 64-70 56l10 24h80v-80z");
    s.fill(Paper, disc(50.0, 50.0, 14.0));
    s.line(Second, 4.0, disc(50.0, 50.0, 15.0));
    let crumbs = [
        (28, 40, 20),
        (36, 26, 80),
        (54, 22, 10),
        (70, 34, 60),
        (76, 52, 100),
        (66, 70, 30),
        (46, 76, 160),
        (28, 64, 110),
        (22, 52, 60),
        (62, 26, 140),
    ];
    for (at, (x, y, w)) in crumbs.into_iter().enumerate() {
        let (x, y) = (f64::from(x), f64::from(y));
        let tone = if at % 3 == 0 { Third } else { Light };
        s.fill(tone, turn(f64::from(w), x, y) * rounded(x - 4.0, y - 1.6, 8.0, 3.2, 1.6));
    }
}

fn citrus(s: &mut Sketch) {
    s.fill(Body, disc(50.0, 50.0, 42.0));
    s.fill(Light, disc(50.0, 50.0, 36.5));
    let slices = 9;
    for i in 0..slices {
        let from = 360.0 / f64::from(slices) * f64::from(i) - 90.0;
        let middle = from + 180.0 / f64::from(slices);
        let c = polar(50.0, 50.0, 5.0, middle);
        let slice = soft_slice(c.x, c.y, 28.0, from + 4.0, from + 360.0 / f64::from(slices) - 4.0);
        s.fill(if i % 9 < 4 { Body } else { Second }, slice);
        let seed = [polar(50.0, 50.0, 17.0, middle), polar(50.0, 50.0, 23.0, middle)];
        s.fill(Light, leaf((seed[0].x, seed[0].y), (seed[1].x, seed[1].y), 2.4, 0.6));
    }
}

/// A slice of a disc with its outer corners rounded.
fn soft_slice(x: f64, y: f64, r: f64, from: f64, to: f64) -> kurbo::BezPath {
    let mut path = kurbo::BezPath::new();
    path.move_to((x, y));
    path.line_to(polar(x, y, r * 0.86, from));
    path.quad_to(polar(x, y, r, from), polar(x, y, r, from + 7.0));
    for (a, b, end) in super::super::outline::unit_arc((from + 7.0).to_radians(), (to - from - 14.0).to_radians()) {
        let at = |v: kurbo::Vec2| kurbo::Point::new(x, y) + v * r;
        path.curve_to(at(a), at(b), at(end));
    }
    path.quad_to(polar(x, y, r, to), polar(x, y, r * 0.86, to));
    path.close_path();
    path
}

fn pear(s: &mut Sketch) {
    s.line(Ink, 3.6, "M50 26c0-8 1-12 5-18");
    s.fill(Leaf, leaf((52.0, 20.0), (80.0, 10.0), 13.0, 0.5));
    let body = "M50 21c8 0 12 6 13 14c2 13 18 18 18 35c0 14-13 20-31 20s-31-6-31-20c0-17 16-22 18-35c1-8 5-14 13-14z";
    s.faceted(Body, body, "M64 20c2 30 16 50-12 76h50v-80z");
    s.line(Light, 4.0, "M31 66q1-9 8-15");
}

fn apple(s: &mut Sketch) {
    s.line(Ink, 3.8, "M50 32c0-9 2-14 7-20");
    s.fill(Leaf, leaf((53.0, 22.0), (80.0, 12.0), 14.0, 0.5));
    let body =
        "M50 33c8-7 20-8 28 0c10 10 8 30 0 44c-6 10-16 17-28 11c-12 6-22-1-28-11c-8-14-10-34 0-44c8-8 20-7 28 0z";
    s.faceted(Body, body, "M72 20c12 40-2 60-30 80h60v-80z");
    s.line(Light, 4.2, "M25 54q0-9 7-14");
}

fn tomato(s: &mut Sketch) {
    let body = "M50 32c20-8 40 4 40 28c0 18-16 30-40 30s-40-12-40-30c0-24 20-36 40-28z";
    s.faceted(Body, body, "M78 26c6 34-6 54-40 66h70v-70z");
    for angle in [-90.0, -30.0, 30.0, 90.0, 150.0, 210.0] {
        let (dx, dy) = (22.0 * libm::cos(angle * 0.017_453_3), 9.0 * libm::sin(angle * 0.017_453_3));
        s.fill(Leaf, leaf((50.0, 34.0), (50.0 + dx, 34.0 + dy + 3.0), 8.0, 0.4));
    }
    s.line(Leaf, 4.4, "M50 34c0-6 1-9 5-14");
    s.line(Light, 4.2, "M20 58q1-8 7-12");
}

fn carrot(s: &mut Sketch) {
    for (x, y, w) in [(30.0, 6.0, 13.0), (70.0, 6.0, 13.0), (50.0, 0.0, 15.0)] {
        s.fill(Leaf, leaf((50.0, 34.0), (x, y), w, 0.6));
    }
    let body = "M50 30c12-3 22 2 21 12c-2 20-11 40-18 54a3.4 3.4 0 0 1-6 0c-7-14-16-34-18-54c-1-10 9-15 21-12z";
    s.faceted(Body, body, "M54 24h30v80h-38c6-20 12-50 8-80z");
    s.line(Line, 2.8, "M31 48h12M69 58h-11M36 66h9M60 78h-7");
}

fn avocado(s: &mut Sketch) {
    let body = "M50 8c9 0 14 8 17 20c4 14 16 20 16 37c0 16-14 25-33 25s-33-9-33-25c0-17 12-23 16-37c3-12 8-20 17-20z";
    s.fill(Body, body);
    s.fill(
        Light,
        "M50 15c6 0 9 7 11 16c4 15 15 20 15 34c0 12-11 18-26 18s-26-6-26-18c0-14 11-19 15-34c2-9 5-16 11-16z",
    );
    s.half_lit(Second, disc(50.0, 62.0, 14.5), 54.0);
    s.line(Light, 3.0, arc(50.0, 62.0, 9.0, 190.0, 250.0));
    s.within(body, |s| s.fill(Shade, "M60 6c6 30 24 40 16 70c-4 10-14 14-26 15h50v-90z"));
}

fn grapes(s: &mut Sketch) {
    s.line(Ink, 3.8, "M50 26c0-10 2-14 8-20");
    s.fill(Leaf, "M50 22c-6-12-18-16-30-12c2 4 0 8-4 10c6 4 8 6 8 12c10 2 20-2 26-10z");
    for (row, n) in [(0, 4), (1, 3), (2, 4), (3, 3), (4, 2), (5, 1)] {
        for i in 0..n {
            let (x, y) = (50.0 + (f64::from(i) - f64::from(n - 1) / 2.0) * 17.0, 31.0 + f64::from(row) * 11.0);
            let tone = if (row + i) % 3 == 1 { Second } else { Body };
            s.half_lit(tone, disc(x, y, 8.8), x + 2.6);
        }
    }
}

fn strawberry(s: &mut Sketch) {
    let body = "M50 26c14-8 34-4 36 14c2 18-20 44-32 51a8 8 0 0 1-8 0c-12-7-34-33-32-51c2-18 22-22 36-14z";
    s.faceted(Body, body, "M68 14c6 40-10 60-26 84h60v-84z");
    for (x, y) in [(30, 42), (46, 40), (64, 42), (38, 54), (56, 54), (72, 52), (46, 68), (60, 68), (52, 80)] {
        s.fill(Light, leaf((f64::from(x), f64::from(y)), (f64::from(x) + 0.6, f64::from(y) + 5.4), 3.2, 0.6));
    }
    for (x, y) in [(24.0, 22.0), (36.0, 34.0), (50.0, 36.0), (64.0, 34.0), (76.0, 22.0)] {
        s.fill(Leaf, leaf((50.0, 20.0), (x, y), 10.0, 0.45));
    }
    s.line(Leaf, 4.2, "M50 21c0-6 2-9 6-12");
}

fn noodle_bowl(s: &mut Sketch) {
    for (from, to) in [((50.0, 46.0), (84.0, 4.0)), ((58.0, 46.0), (94.0, 8.0))] {
        s.fill(Ink, capsule(from, to, 3.4));
    }
    s.fill(Second, "M14 52a36 22 0 0 1 72 0z");
    s.within("M14 52a36 22 0 0 1 72 0z", |s| {
        for y in [36.0, 43.0, 50.0] {
            s.line(Line, 1.8, format!("M8 {y}c8-8 14-8 22 0s14 8 22 0s14-8 22 0s14 8 22 0").as_str());
        }
    });
    s.fill(Light, ellipse(34.0, 46.0, 12.0, 10.0));
    s.fill(Third, disc(34.0, 47.0, 5.2));
    s.fill(Leaf, leaf((54.0, 50.0), (66.0, 30.0), 9.0, 0.5));
    s.fill(Leaf, leaf((58.0, 52.0), (76.0, 40.0), 8.0, 0.5));
    s.half_lit(Body, "M7 51h86a43 37 0 0 1-28 35v4h-30v-4a43 37 0 0 1-28-35z", 60.0);
    s.within("M7 51h86a43 37 0 0 1-28 35v4h-30v-4a43 37 0 0 1-28-35z", |s| {
        s.line(Light, 3.2, "M0 62l8 7 8-7 8 7 8-7 8 7 8-7 8 7 8-7 8 7 8-7 8 7 8-7");
    });
    s.fill(Light, rounded(5.0, 49.0, 90.0, 5.0, 2.5));
}

fn burger(s: &mut Sketch) {
    s.half_lit(Body, corners(14.0, 76.0, 72.0, 14.0, [3.0, 3.0, 10.0, 10.0]), 62.0);
    s.half_lit(Third, rounded(11.0, 64.0, 78.0, 12.0, 6.0), 62.0);
    s.fill(Light, "M14 58h72l-16 12-10-7h-30l-4 3z");
    s.half_lit(Second, rounded(13.0, 53.0, 74.0, 7.0, 3.5), 62.0);
    s.fill(Leaf, "M10 50c0-6 80-6 80 0c0 8-8 8-10 3c-3 6-9 6-12 0c-3 6-9 6-12 0c-3 6-9 6-12 0c-3 6-9 6-12 0c-3 6-9 6-12 0c-2 5-10 5-10-3z");
    s.half_lit(Body, "M12 46c0-22 16-34 38-34s38 12 38 34z", 62.0);
    for (x, y, w) in
        [(34, 26, -30), (48, 20, 0), (62, 27, 30), (28, 37, -40), (44, 34, 10), (58, 38, -10), (72, 37, 40)]
    {
        let (x, y) = (f64::from(x), f64::from(y));
        s.fill(Light, turn(f64::from(w), x, y) * ellipse(x, y, 3.2, 1.8));
    }
}

fn pizza(s: &mut Sketch) {
    s.fill(Third, "M6 26c24-18 64-18 88 0c5 5 0 13-7 10c-22-12-52-12-74 0c-7 3-12-5-7-10z");
    let slice = "M13 33c22-11 52-11 74 0l-34 58a3.5 3.5 0 0 1-6 0z";
    s.fill(Body, slice);
    s.within(slice, |s| {
        s.fill(Shade, "M58 20h40v80h-50z");
        for (x, y, r) in [(34.0, 41.0, 8.5), (62.0, 44.0, 9.0), (47.0, 62.0, 8.5), (80.0, 36.0, 6.0)] {
            s.fill(Second, disc(x, y, r));
            s.fill(Shade, segment(x, y, r, -60.0, 120.0));
        }
        s.fill(Leaf, leaf((44.0, 50.0), (53.0, 40.0), 6.5, 0.5));
        s.fill(Leaf, leaf((52.0, 76.0), (60.0, 66.0), 5.5, 0.5));
        s.fill(Leaf, leaf((24.0, 36.0), (24.0, 46.0), 4.5, 0.5));
    });
}

fn egg(s: &mut Sketch) {
    s.fill(Light, "M44 10c16-4 26 8 36 14c12 8 12 24 6 36c-5 11-4 22-18 27c-12 5-22-3-34-2c-14 1-23-9-24-22c-1-10 6-16 7-26c2-16 12-24 27-27z");
    s.within("M44 10c16-4 26 8 36 14c12 8 12 24 6 36c-5 11-4 22-18 27c-12 5-22-3-34-2c-14 1-23-9-24-22c-1-10 6-16 7-26c2-16 12-24 27-27z", |s| {
        s.fill(Shade, "M86 20c4 30-10 56-60 56l6 24h80v-80z");
    });
    s.faceted(Body, disc(48.0, 48.0, 21.0), "M62 20c6 26-6 46-30 50h50v-50z");
    s.line(Light, 4.0, arc(48.0, 48.0, 13.5, 185.0, 250.0));
}

fn bean(s: &mut Sketch) {
    let shape = turn(28.0, 50.0, 50.0) * ellipse(50.0, 50.0, 29.0, 41.0);
    s.fill(Body, shape.clone());
    s.within(shape, |s| {
        s.fill(Shade, "M66 8c-22 22 8 40-30 84h80v-84z");
        s.line(Paper, 5.0, "M68 6c-22 22 6 42-32 88");
        s.line(Light, 2.6, "M26 44q4-16 18-24M23 60q0-4 1-7");
    });
}

fn wheat(s: &mut Sketch) {
    s.line(Second, 3.4, "M50 92c0-30 0-40 0-62");
    for i in 0..5 {
        let y = 66.0 - f64::from(i) * 11.0;
        s.fill(Body, leaf((50.0, y), (30.0, y - 15.0), 10.5, 0.5));
        s.fill(Second, leaf((50.0, y), (70.0, y - 15.0), 10.5, 0.5));
    }
    s.fill(Body, leaf((50.0, 22.0), (50.0, 0.0), 11.0, 0.5));
    s.fill(Leaf, leaf((50.0, 90.0), (20.0, 60.0), 8.0, 0.4));
}

fn pot(s: &mut Sketch) {
    for x in [38.0, 56.0] {
        s.line(Ink, 3.6, format!("M{x} 24c-6-5 5-9 0-14s4-6 1-9").as_str());
    }
    for x in [8.0, 80.0] {
        s.fill(Second, rounded(x, 52.0, 12.0, 7.0, 3.5));
    }
    s.half_lit(Body, corners(16.0, 44.0, 68.0, 46.0, [2.0, 2.0, 16.0, 16.0]), 60.0);
    s.fill(Second, rounded(12.0, 40.0, 76.0, 7.0, 3.5));
    s.fill(Second, "M24 40c4-12 48-12 52 0z");
    s.fill(Second, rounded(44.0, 25.0, 12.0, 7.0, 3.5));
    s.line(Light, 4.0, "M25 56v14q0 6 4 9");
}

fn cutlery(s: &mut Sketch) {
    s.line(Ink, 5.6, "M28 46v42");
    s.line(Ink, 3.8, "M18 12v18a10 10 0 0 0 20 0v-18M28 12v34");
    s.line(Ink, 5.6, "M70 52v36");
    s.fill(Ink, "M66 10c12 4 18 20 16 36c-1 6-5 8-16 8z");
}

fn cheese(s: &mut Sketch) {
    s.fill(Second, "M8 52l62-34c12 4 20 16 22 34z");
    s.half_lit(Body, corners(8.0, 52.0, 84.0, 38.0, [0.0, 0.0, 3.0, 3.0]), 66.0);
    s.within(bar(8.0, 52.0, 84.0, 38.0), |s| {
        s.fill(Shade, disc(30.0, 68.0, 8.0));
        s.fill(Shade, disc(54.0, 82.0, 10.0));
        s.fill(Shade, disc(74.0, 64.0, 6.0));
    });
    s.fill(Shade, ellipse(62.0, 38.0, 8.0, 5.0));
}

fn popcorn(s: &mut Sketch) {
    for (x, y, r) in
        [(30, 34, 11), (50, 22, 12), (70, 34, 11), (40, 30, 11), (60, 29, 11), (50, 36, 12), (38, 14, 7), (66, 16, 7)]
    {
        s.half_lit(Light, disc(f64::from(x), f64::from(y), f64::from(r)), f64::from(x) + 3.0);
    }
    for (x, y) in [(44.0, 22.0), (62.0, 32.0), (32.0, 34.0)] {
        s.fill(Second, band(x, y, 0.0, 4.0, 20.0, 200.0));
    }
    let tub = "M20 40h60l-8 50h-44z";
    s.fill(Body, tub);
    s.within(tub, |s| {
        for x in [30.0, 54.0] {
            s.fill(Light, format!("M{x} 38h13l-2 54h-9z").as_str());
        }
        s.fill(Shade, bar(64.0, 30.0, 30.0, 70.0));
    });
}
