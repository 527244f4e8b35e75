//! What is in the pantry and under the sink.

use super::super::outline::outline;
use super::super::scheme::Tone::{Body, Ink, Leaf, Light, Second, Shade, Third};
use super::super::shape::{bar, disc, ellipse, leaf, polygon, rounded, turn};
use super::{ANY, BLUE, BROWN, GREEN, Motif, ORANGE, RED, Seat, Sketch, YELLOW};

pub(super) const MOTIFS: &[Motif] = &[
    Motif { name: "hot_dog", seat: Seat::Air, hues: [RED, ORANGE], kin: &["beer"], draw: hot_dog },
    Motif { name: "pancakes", seat: Seat::Table, hues: [ORANGE, BROWN], kin: &["strawberry", "cup"], draw: pancakes },
    Motif { name: "milk", seat: Seat::Table, hues: [BLUE, ANY], kin: &["cheese"], draw: milk },
    Motif { name: "olive", seat: Seat::Air, hues: [GREEN, GREEN], kin: &["bottle"], draw: olive },
    Motif { name: "oil_lamp", seat: Seat::Table, hues: [ORANGE, YELLOW], kin: &["flower", "star"], draw: oil_lamp },
    Motif { name: "spray_bottle", seat: Seat::Table, hues: [BLUE, ANY], kin: &["bucket"], draw: spray_bottle },
    Motif { name: "bucket", seat: Seat::Table, hues: [ANY, BLUE], kin: &["spray_bottle"], draw: bucket },
];

fn hot_dog(s: &mut Sketch) {
    let tilt = turn(-16.0, 50.0, 52.0);
    s.fill(Second, tilt * rounded(12.0, 26.0, 76.0, 30.0, 15.0));
    s.fill(Shade, tilt * rounded(12.0, 26.0, 76.0, 30.0, 15.0));
    let sausage = tilt * rounded(1.0, 38.0, 98.0, 22.0, 11.0);
    s.faceted(Body, sausage, tilt * bar(0.0, 52.0, 110.0, 12.0));
    s.faceted(
        Second,
        tilt * outline("M10 55h80c0 15-9 24-22 24h-36c-13 0-22-9-22-24z"),
        tilt * bar(0.0, 70.0, 110.0, 14.0),
    );
    s.line(Third, 4.4, tilt * outline("M14 47c5-9 9-9 13 0s8 9 13 0 8-9 13 0 8 9 13 0 8-9 13 0"));
}

fn pancakes(s: &mut Sketch) {
    s.fill(Light, rounded(4.0, 84.0, 92.0, 7.0, 3.5));
    for (i, dx) in [0.0, 2.5, -1.5, 1.5].into_iter().enumerate() {
        let y = 71.0 - 13.0 * i as f64;
        s.fill(Body, rounded(14.0 + dx, y, 70.0, 13.0, 6.5));
        s.fill(Shade, rounded(14.0 + dx, y + 7.0, 70.0, 6.0, 3.0));
    }
    s.fill(Second, "M16 37c0-9 68-9 70 0c0 5-8 5-8 10c0 9-9 9-9 0c0-4-9-4-9 2c0 16-10 16-10 0c0-6-9-5-9 0c0 7-8 7-8-1c0-6-17-4-17-11z");
    s.half_lit(Light, turn(8.0, 50.0, 28.0) * rounded(40.0, 21.0, 20.0, 12.0, 2.5), 51.0);
}

fn milk(s: &mut Sketch) {
    s.fill(Light, polygon(&[(24.0, 38.0), (36.0, 18.0), (72.0, 18.0), (62.0, 38.0)]));
    s.fill(Body, rounded(34.0, 8.0, 40.0, 12.0, 2.0));
    s.fill(Light, polygon(&[(24.0, 38.0), (62.0, 38.0), (62.0, 91.0), (24.0, 91.0)]));
    let side = polygon(&[(62.0, 38.0), (72.0, 18.0), (80.0, 34.0), (80.0, 86.0), (62.0, 91.0)]);
    s.fill(Light, side.clone());
    s.fill(Shade, side);
    s.within(polygon(&[(24.0, 38.0), (62.0, 38.0), (80.0, 34.0), (80.0, 86.0), (62.0, 91.0), (24.0, 91.0)]), |s| {
        s.fill(Body, "M14 70c10-8 16 6 26 0s14-8 24 0 12 4 22-4v34h-72z");
    });
    s.fill(Body, "M43 44c5 8 8 11 8 15a8 8 0 0 1-16 0c0-4 3-7 8-15z");
}

fn olive(s: &mut Sketch) {
    s.line(Leaf, 3.4, "M14 88c14-30 34-54 70-74");
    for (from, to, w) in [
        ((28.0, 66.0), (6.0, 48.0), 13.0),
        ((42.0, 50.0), (24.0, 24.0), 13.0),
        ((60.0, 33.0), (50.0, 6.0), 12.0),
        ((52.0, 40.0), (82.0, 44.0), 12.0),
        ((72.0, 24.0), (97.0, 26.0), 11.0),
        ((84.0, 14.0), (96.0, 2.0), 9.0),
    ] {
        s.fill(Leaf, leaf(from, to, w, 0.5));
    }
    for (x, y) in [(44.0, 74.0), (66.0, 66.0)] {
        let fruit = turn(28.0, x, y) * ellipse(x, y, 12.0, 15.5);
        s.line(Leaf, 2.6, outline(&format!("M{} {}l-6 -16", x - 2.0, y - 12.0)));
        s.half_lit(Body, fruit, x + 3.0);
        s.fill(Light, turn(28.0, x, y) * ellipse(x - 5.0, y - 4.0, 2.2, 4.4));
    }
}

fn oil_lamp(s: &mut Sketch) {
    s.fill(Second, "M50 2c12 15 17 23 17 33a17 17 0 0 1-34 0c0-10 5-18 17-33z");
    s.fill(Light, "M50 22c6 8 9 12 9 18a9 9 0 0 1-18 0c0-6 3-10 9-18z");
    s.fill(Ink, "M30 84h40l4 8h-48z");
    let bowl = "M4 50c20 8 72 8 92 0c-2 22-20 36-46 36s-44-14-46-36z";
    s.half_lit(Body, bowl, 58.0);
    for (x, y) in [(22.0, 63.0), (36.0, 68.0), (50.0, 69.5), (64.0, 68.0), (78.0, 63.0)] {
        s.fill(Light, disc(x, y, 3.2));
    }
    s.line(Light, 2.4, "M8 55c20 8 64 8 84 0");
}

fn spray_bottle(s: &mut Sketch) {
    for (x, y, r) in [(7.0, 12.0, 3.2), (3.0, 22.0, 2.4), (12.0, 24.0, 2.8)] {
        s.fill(Third, disc(x, y, r));
    }
    s.fill(Ink, rounded(20.0, 13.0, 12.0, 9.0, 2.0));
    s.line(Ink, 4.4, "M36 26c0 9-3 13-8 16");
    s.half_lit(Second, "M30 8h34c9 0 14 7 14 16h-16l-3 4h-20l-3-4h-6z", 54.0);
    s.fill(Second, rounded(42.0, 26.0, 17.0, 12.0, 2.0));
    s.half_lit(Body, "M42 36h17c2 8 12 10 12 24v26a6 6 0 0 1-6 6h-29a6 6 0 0 1-6-6v-26c0-14 10-16 12-24z", 55.0);
    s.fill(Light, rounded(37.0, 60.0, 27.0, 20.0, 3.0));
    s.fill(Second, "M50 63c4 6 6 8 6 11a6 6 0 0 1-12 0c0-3 2-5 6-11z");
}

fn bucket(s: &mut Sketch) {
    s.line(Ink, 3.6, "M16 40c2-38 66-38 68 0");
    for (x, y, r) in [(30.0, 32.0, 12.0), (48.0, 26.0, 15.0), (68.0, 31.0, 13.0)] {
        s.fill(Light, disc(x, y, r));
    }
    s.fill(Second, disc(56.0, 14.0, 5.0));
    s.half_lit(Body, "M14 38h72l-9 48a6 6 0 0 1-6 5h-42a6 6 0 0 1-6-5z", 60.0);
    s.fill(Second, rounded(10.0, 34.0, 80.0, 9.0, 4.5));
}
