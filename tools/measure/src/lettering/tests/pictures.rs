//! Pictures made at random: some with writing, others with what may be taken for it.

use std::collections::BTreeMap;

use design::document::{Align, Case, Content, FontRef, Paint, Role, Run, Text, VAlign};
use design::{BrandKit, Document, Format, Node, Random, Srgb};
use render::{FontBook, Layers, Pixels, lay_out};

const SIDE: u32 = 512;
const FACES: [&str; 4] = ["Inter", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"];
const WORDS: [&str; 24] = [
    "Night", "garden", "open", "until", "late", "Harbour", "Street", "market", "fresh", "bread", "every", "Sunday",
    "music", "THE", "SALE", "plants", "from", "seven", "10", "June", "Welcome", "quiet", "jazz", "fifty",
];

type Rgb = [f64; 3];

/// Makes a picture of a seed.
pub(super) type Painter = fn(u64) -> Pixels;

pub(super) const KINDS: [(&str, Painter); 14] = [
    ("gradient", gradient),
    ("stripes", stripes),
    ("checkerboard", checkerboard),
    ("noise", noise),
    ("clouds", clouds),
    ("photograph", photograph),
    ("blobs", blobs),
    ("leaves", leaves),
    ("code", code),
    ("dots", dots),
    ("rings", rings),
    ("bricks", bricks),
    ("skyline", skyline),
    ("waves", waves),
];

fn color(random: &mut Random) -> Rgb {
    [random.range(0.0, 255.0), random.range(0.0, 255.0), random.range(0.0, 255.0)]
}

fn luma(color: Rgb) -> f64 {
    0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
}

/// Two colours that are apart.
fn pair(random: &mut Random) -> (Rgb, Rgb) {
    for _ in 0..64 {
        let (a, b) = (color(random), color(random));
        if (luma(a) - luma(b)).abs() > 70.0 {
            return (a, b);
        }
    }
    ([0.0; 3], [255.0; 3])
}

fn mix(a: Rgb, b: Rgb, share: f64) -> Rgb {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|at| a[at] + (b[at] - a[at]) * share)
}

fn painted(paint: impl Fn(f64, f64) -> Rgb) -> Pixels {
    let mut data = Vec::with_capacity((SIDE * SIDE * 4) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let rgb = paint(f64::from(x) + 0.5, f64::from(y) + 0.5);
            data.extend(rgb.map(|channel| libm::round(channel.clamp(0.0, 255.0)) as u8));
            data.push(255);
        }
    }
    Pixels { width: SIDE, height: SIDE, data }
}

/// Smooth noise between 0 and 1, with features of so many px.
struct Field {
    values: Vec<f64>,
    cell: f64,
    side: usize,
}

impl Field {
    fn new(random: &mut Random, cell: f64) -> Self {
        let side = (f64::from(SIDE) / cell) as usize + 3;
        Self { values: (0..side * side).map(|_| random.unit()).collect(), cell, side }
    }

    fn at(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x / self.cell, y / self.cell);
        let (i, j) = (x as usize, y as usize);
        let ease = |t: f64| t * t * (3.0 - 2.0 * t);
        let (s, t) = (ease(x - i as f64), ease(y - j as f64));
        let value = |i: usize, j: usize| self.values[j * self.side + i];
        let upper = value(i, j) + (value(i + 1, j) - value(i, j)) * s;
        let lower = value(i, j + 1) + (value(i + 1, j + 1) - value(i, j + 1)) * s;
        upper + (lower - upper) * t
    }
}

fn gradient(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("gradient");
    let (a, b, c) = (color(&mut random), color(&mut random), color(&mut random));
    let turn = random.range(0.0, 6.3);
    let (dx, dy) = (libm::cos(turn), libm::sin(turn));
    let (cx, cy, reach) = (random.range(0.0, 512.0), random.range(0.0, 512.0), random.range(100.0, 500.0));
    painted(|x, y| {
        let across = (x * dx + y * dy) / 512.0;
        let round = libm::sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)) / reach;
        mix(mix(a, b, 0.5 + across / 2.0), c, 1.0 - round)
    })
}

fn stripes(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("stripes");
    let (a, b) = pair(&mut random);
    let turn = if random.chance(0.4) { 0.0 } else { random.range(0.0, 3.2) };
    let (dx, dy) = (libm::cos(turn), libm::sin(turn));
    let (period, share) = (random.range(6.0, 80.0), random.range(0.2, 0.8));
    painted(|x, y| if ((x * dx + y * dy) / period).rem_euclid(1.0) < share { a } else { b })
}

fn checkerboard(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("checkerboard");
    let (a, b) = pair(&mut random);
    let turn = if random.chance(0.5) { 0.0 } else { random.range(-0.5, 0.5) };
    let (dx, dy) = (libm::cos(turn), libm::sin(turn));
    let side = random.range(6.0, 60.0);
    painted(|x, y| {
        let (u, v) = ((x * dx + y * dy) / side, (y * dx - x * dy) / side);
        if (libm::floor(u) + libm::floor(v)).rem_euclid(2.0) < 1.0 { a } else { b }
    })
}

fn noise(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("noise");
    let (a, b) = pair(&mut random);
    let fields = Field::new(&mut random, 1.0);
    let sharp = random.chance(0.5);
    painted(|x, y| {
        let value = fields.at(x - 0.5, y - 0.5);
        mix(a, b, if sharp { f64::from(u8::from(value > 0.5)) } else { value })
    })
}

fn clouds(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("clouds");
    let (a, b) = (color(&mut random), color(&mut random));
    let octaves: Vec<Field> = [160.0, 80.0, 40.0, 20.0, 10.0, 5.0].map(|cell| Field::new(&mut random, cell)).into();
    painted(|x, y| {
        let sum: f64 = octaves.iter().enumerate().map(|(at, field)| field.at(x, y) / f64::from(1_u32 << at)).sum();
        mix(a, b, (sum - 0.4) * 0.9)
    })
}

/// Sky, ground, things with shadows, and grain over all of it.
fn photograph(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("photograph");
    let colors: Vec<Rgb> = (0..5).map(|_| color(&mut random)).collect();
    let octaves: Vec<Field> = [120.0, 40.0, 14.0, 6.0, 3.0].map(|cell| Field::new(&mut random, cell)).into();
    let grain = Field::new(&mut random, 1.0);
    let horizon = random.range(150.0, 400.0);
    let things: Vec<[f64; 4]> = (0..random.index(40))
        .map(|_| {
            [random.range(0.0, 512.0), random.range(100.0, 512.0), random.range(4.0, 60.0), random.range(4.0, 60.0)]
        })
        .collect();
    let rough = random.range(0.1, 0.6);
    painted(|x, y| {
        let sum: f64 =
            octaves.iter().enumerate().map(|(at, field)| (field.at(x, y) - 0.5) / (1.0 + at as f64 / 2.0)).sum();
        let base = if y + 30.0 * sum < horizon {
            mix(colors[0], colors[1], y / horizon)
        } else {
            mix(colors[2], colors[3], sum + 0.5)
        };
        let mut over = things.iter().enumerate().filter(|(_, [cx, cy, w, h])| {
            let (u, v) = ((x - cx + 9.0 * sum) / w, (y - cy + 9.0 * sum) / h);
            u * u + v * v < 1.0
        });
        let shown =
            over.next_back().map_or(base, |(at, [_, cy, _, h])| mix(colors[at % 5], [0.0; 3], 0.4 * (y - cy) / h));
        let light = rough * sum + 0.1 * (grain.at(x - 0.5, y - 0.5) - 0.5);
        shown.map(|channel| channel * (1.0 + light))
    })
}

/// Ellipses, each turned: flat, or fading at the edge.
fn ellipses(random: &mut Random, count: usize, sizes: (f64, f64), slim: (f64, f64), pointed: bool) -> Pixels {
    let ground = color(random);
    let soft = if random.chance(0.3) { random.range(0.05, 0.4) } else { 0.0 };
    let forms: Vec<([f64; 4], f64, Rgb)> = (0..count)
        .map(|_| {
            let length = random.range(sizes.0, sizes.1);
            let place =
                [random.range(0.0, 512.0), random.range(0.0, 512.0), length, length * random.range(slim.0, slim.1)];
            (place, random.range(0.0, 3.2), color(random))
        })
        .collect();
    painted(|x, y| {
        forms.iter().fold(ground, |under, ([cx, cy, a, b], turn, color)| {
            if (x - cx).abs() > *a || (y - cy).abs() > *a {
                return under;
            }
            let (sin, cos) = (libm::sin(*turn), libm::cos(*turn));
            let (u, v) = (((x - cx) * cos + (y - cy) * sin) / a, ((y - cy) * cos - (x - cx) * sin) / b);
            let far = if pointed { v.abs() + u * u } else { u * u + v * v };
            let edge = soft.max(1.5 / b);
            mix(under, *color, (1.0 - far) / edge + 0.5)
        })
    })
}

fn blobs(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("blobs");
    let count = 5 + random.index(60);
    ellipses(&mut random, count, (4.0, 90.0), (0.4, 1.0), false)
}

fn leaves(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("leaves");
    let count = 10 + random.index(120);
    ellipses(&mut random, count, (6.0, 50.0), (0.15, 0.45), true)
}

/// Modules on a grid, with the three finders of a code in two of three pictures.
fn code(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("code");
    let (dark, light) = if random.chance(0.5) { ([15.0; 3], [250.0; 3]) } else { pair(&mut random) };
    let count = 21 + 4 * random.index(6);
    let module = libm::floor(random.range(200.0, 480.0) / count as f64).max(4.0);
    let share = random.range(0.35, 0.55);
    let turn = if random.chance(0.7) { 0.0 } else { random.range(-0.3, 0.3) };
    let finders = random.chance(0.66);
    let modules: Vec<bool> = (0..count * count).map(|_| random.chance(share)).collect();
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let side = count as f64 * module;
    painted(|x, y| {
        let (dx, dy) = (x - 256.0, y - 256.0);
        let (u, v) = ((dx * cos + dy * sin + side / 2.0) / module, (dy * cos - dx * sin + side / 2.0) / module);
        if u < 0.0 || v < 0.0 || u >= count as f64 || v >= count as f64 {
            return light;
        }
        let (i, j) = (u as usize, v as usize);
        let corner = |i: usize| if i < 8 { Some(i) } else { (i + 8 >= count).then(|| count - 1 - i) };
        let is_dark = match (corner(i), corner(j)) {
            (Some(a), Some(b)) if finders && !(i + 8 >= count && j + 8 >= count) => {
                let ring = a.min(b).min(6_usize.saturating_sub(a)).min(6_usize.saturating_sub(b));
                a < 7 && b < 7 && ring != 1
            }
            _ => modules[j * count + i],
        };
        if is_dark { dark } else { light }
    })
}

fn dots(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("dots");
    let (a, b) = pair(&mut random);
    let (step, share) = (random.range(10.0, 60.0), random.range(0.15, 0.48));
    let stray = if random.chance(0.5) { 0.0 } else { 0.4 };
    let offsets = (Field::new(&mut random, 1.0), Field::new(&mut random, 1.0), Field::new(&mut random, 1.0));
    painted(|x, y| {
        let (i, j) = (libm::floor(x / step), libm::floor(y / step));
        let off = |field: &Field| stray * (field.at(i, j) - 0.5);
        let (u, v) = (x / step - i - 0.5 - off(&offsets.0), y / step - j - 0.5 - off(&offsets.1));
        let size = share * (1.0 - stray * offsets.2.at(i, j));
        mix(a, b, (libm::sqrt(u * u + v * v) - size) * step + 0.5)
    })
}

fn rings(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("rings");
    let (a, b) = pair(&mut random);
    let rings: Vec<[f64; 4]> = (0..6 + random.index(50))
        .map(|_| [random.range(0.0, 512.0), random.range(0.0, 512.0), random.range(6.0, 50.0), random.range(1.5, 8.0)])
        .collect();
    painted(|x, y| {
        let on = |[cx, cy, r, width]: &[f64; 4]| {
            let far = libm::sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy));
            (far - r).abs() - width / 2.0
        };
        mix(a, b, rings.iter().map(on).fold(f64::MAX, f64::min) + 0.5)
    })
}

fn bricks(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("bricks");
    let (a, b) = pair(&mut random);
    let (w, h, joint) = (random.range(20.0, 90.0), random.range(10.0, 40.0), random.range(1.5, 6.0));
    let shades = Field::new(&mut random, 1.0);
    painted(|x, y| {
        let j = libm::floor(y / h);
        let shifted = x + if j.rem_euclid(2.0) < 1.0 { 0.0 } else { w / 2.0 };
        let i = libm::floor(shifted / w);
        let joint = shifted - i * w < joint || y - j * h < joint;
        if joint { b } else { mix(a, [90.0; 3], 0.3 * shades.at(i.min(500.0), j)) }
    })
}

/// Houses with windows in rows.
fn skyline(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("skyline");
    let (sky, wall) = pair(&mut random);
    let lit = color(&mut random);
    let houses: Vec<[f64; 6]> = (0..4 + random.index(8))
        .map(|_| {
            let (w, h) = (random.range(40.0, 140.0), random.range(100.0, 460.0));
            let (pane, gap) = (random.range(4.0, 14.0), random.range(4.0, 14.0));
            [random.range(-20.0, 480.0), w, h, pane, gap, random.range(1.0, 2.5)]
        })
        .collect();
    let on = Field::new(&mut random, 1.0);
    painted(|x, y| {
        houses.iter().fold(sky, |under, [left, w, h, pane, gap, tall]| {
            let (u, v) = (x - left, y - (512.0 - h));
            if u < 0.0 || u > *w || v < 0.0 {
                return under;
            }
            let (step, rise) = (pane + gap, pane * tall + gap);
            let window = u % step > *gap && v % rise > *gap;
            let is_lit = on.at(libm::floor((u + left + 40.0) / step), libm::floor(v / rise)) > 0.4;
            if window && is_lit { lit } else { wall }
        })
    })
}

fn waves(seed: u64) -> Pixels {
    let mut random = Random::new(seed).fork("waves");
    let (a, b) = pair(&mut random);
    let (period, height, length) = (random.range(10.0, 60.0), random.range(3.0, 30.0), random.range(20.0, 150.0));
    let share = random.range(0.15, 0.6);
    painted(|x, y| {
        let lifted = y + height * libm::sin(x / length * 6.3);
        if (lifted / period).rem_euclid(1.0) < share { a } else { b }
    })
}

fn hex(color: Rgb) -> String {
    let [r, g, b] = color.map(|channel| channel as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Three words or more, and what is special about them.
pub(super) fn written(seed: u64) -> (Pixels, Vec<String>) {
    let mut random = Random::new(seed).fork("written");
    let mut kit = (*BrandKit::builtin()).clone();
    let (under, ink) = pair(&mut random);
    kit.colors.insert("ink".into(), Srgb::parse_hex(&hex(ink)).unwrap());
    let face = *random.pick(&FACES).unwrap();
    let size = libm::round(random.range(18.0, 60.0));
    let weight = if random.chance(0.4) { 700 } else { 400 };
    let turn = if random.chance(0.4) { 0.0 } else { random.range(-15.0, 15.0) };
    let said: Vec<&str> = (0..3 + random.index(4)).map(|_| *random.pick(&WORDS).unwrap()).collect();
    let mut run = Run::new(said.join(" "), FontRef::new(face, weight), size);
    run.tracking = random.range(0.0, 0.06);
    let text = Text {
        runs: vec![run],
        align: Align::Center,
        valign: VAlign::Middle,
        leading: 1.25,
        case: if random.chance(0.25) { Case::Upper } else { Case::AsIs },
        wrap: true,
        language: "en".to_owned(),
    };
    let mut document = Document::new(&Format::parse("512x512").unwrap(), kit.reference());
    let content = Content::Text { text, fill: Paint::Token("ink".into()) };
    let mut node = Node::new("words", Role::Headline, [60.0, 40.0, 392.0, 432.0].into(), content);
    node.rotation = turn;
    document.nodes.push(node);
    let layout = lay_out(&document, &kit, &FontBook::embedded(), &BTreeMap::new()).unwrap();
    let glyphs = layout.to_pixels(1.0, Layers::All).unwrap();
    let ground = ["flat", "gradient", "clouds"][random.index(3)];
    let (field, other) = (Field::new(&mut random, 60.0), Field::new(&mut random, 9.0));
    let shade = mix(under, ink, 0.3);
    let behind = |x: f64, y: f64| match ground {
        "flat" => under,
        "gradient" => mix(under, shade, (x + y) / 1024.0),
        _ => mix(under, shade, 0.7 * field.at(x, y) + 0.3 * other.at(x, y)),
    };
    let picture = painted(|x, y| {
        let [.., alpha] = glyphs.at(x as u32, y as u32).unwrap();
        mix(behind(x, y), ink, f64::from(alpha) / 255.0)
    });
    let told = vec![
        face.to_owned(),
        format!("size {}", (size / 12.0).floor() * 12.0),
        format!("turn {}", (turn.abs() / 5.0).floor() * 5.0),
        format!("on {ground}"),
        format!("weight {weight}"),
    ];
    (picture, told)
}
