//! Colours as DTCG writes them, brought into sRGB.
//!
//! Source: "Design Tokens Color Module 2025.10" for the notation; CSS Color Module Level 4, §10 and appendix, for the
//! matrices; Ottosson, "A perceptual color space for image processing", 2020, for Oklab.

use serde_json::Value;

use crate::color::{Lch, Srgb};

/// A colour and how opaque it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ColorValue {
    pub(super) color: Srgb,
    /// 0 transparent to 1 opaque.
    pub(super) alpha: f64,
}

type Triple = [f64; 3];

/// A colour space: its name, the sane range of each component, and the way to linear sRGB (unbounded).
struct Space {
    name: &'static str,
    ranges: [(f64, f64); 3],
    to_linear_srgb: fn(Triple) -> Triple,
}

const UNIT: (f64, f64) = (-0.5, 1.5);
const PERCENT: (f64, f64) = (0.0, 100.0);
const HUE: (f64, f64) = (-3600.0, 3600.0);

const SPACES: [Space; 13] = [
    Space { name: "srgb", ranges: [UNIT; 3], to_linear_srgb: |c| c.map(srgb_to_linear) },
    Space { name: "srgb-linear", ranges: [UNIT; 3], to_linear_srgb: |c| c },
    Space { name: "hsl", ranges: [HUE, PERCENT, PERCENT], to_linear_srgb: hsl },
    Space { name: "hwb", ranges: [HUE, PERCENT, PERCENT], to_linear_srgb: hwb },
    Space { name: "lab", ranges: [PERCENT, (-250.0, 250.0), (-250.0, 250.0)], to_linear_srgb: lab },
    Space { name: "lch", ranges: [PERCENT, (0.0, 400.0), HUE], to_linear_srgb: |[l, c, h]| lab(polar(l, c, h)) },
    Space { name: "oklab", ranges: [(0.0, 1.0), (-1.0, 1.0), (-1.0, 1.0)], to_linear_srgb: oklab },
    Space { name: "oklch", ranges: [(0.0, 1.0), (0.0, 1.0), HUE], to_linear_srgb: |[l, c, h]| oklab(polar(l, c, h)) },
    Space {
        name: "display-p3",
        ranges: [UNIT; 3],
        to_linear_srgb: |c| xyz_d65(times(&P3_TO_XYZ, c.map(srgb_to_linear))),
    },
    Space {
        name: "a98-rgb",
        ranges: [UNIT; 3],
        to_linear_srgb: |c| xyz_d65(times(&A98_TO_XYZ, c.map(|x| power(x, 563.0 / 256.0)))),
    },
    Space {
        name: "rec2020",
        ranges: [UNIT; 3],
        to_linear_srgb: |c| xyz_d65(times(&REC2020_TO_XYZ, c.map(|x| power(x, 2.4)))),
    },
    Space { name: "xyz-d65", ranges: [UNIT; 3], to_linear_srgb: xyz_d65 },
    Space { name: "xyz-d50", ranges: [UNIT; 3], to_linear_srgb: |c| xyz_d65(times(&D50_TO_D65, c)) },
];

/// Reads a colour: `#rgb`, `#rrggbb`, both with alpha, or `{ colorSpace, components, alpha?, hex? }`.
///
/// Colours outside sRGB are brought in by lowering their OKLCH chroma.
///
/// # Errors
///
/// What is wrong, as half a sentence.
pub(super) fn read(value: &Value) -> Result<ColorValue, String> {
    match value {
        Value::String(text) => read_hex(text).ok_or_else(|| {
            format!(
                "`{}` is not a colour; write \"#rrggbb\" or {{ colorSpace, components }}",
                super::reader::clip(text)
            )
        }),
        Value::Object(fields) => read_object(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            Err("a colour is \"#rrggbb\" or { colorSpace, components, alpha }".to_owned())
        }
    }
}

fn read_hex(text: &str) -> Option<ColorValue> {
    let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let (rgb, alpha) = match digits.len() {
        3 | 6 => (digits, 1.0),
        4 => (&digits[..3], f64::from(u8::from_str_radix(&digits[3..].repeat(2), 16).ok()?) / 255.0),
        8 => (&digits[..6], f64::from(u8::from_str_radix(&digits[6..], 16).ok()?) / 255.0),
        _ => return None,
    };
    Some(ColorValue { color: Srgb::parse_hex(rgb)?, alpha })
}

fn read_object(fields: &serde_json::Map<String, Value>) -> Result<ColorValue, String> {
    if let Some(unknown) =
        fields.keys().find(|key| !["colorSpace", "components", "alpha", "hex"].contains(&key.as_str()))
    {
        return Err(format!(
            "unknown field `{}`; a colour has colorSpace, components, alpha, hex",
            super::reader::clip(unknown)
        ));
    }
    let alpha = match fields.get("alpha") {
        None => 1.0,
        Some(alpha) => component(alpha).filter(|a| (0.0..=1.0).contains(a)).ok_or("alpha is a number from 0 to 1")?,
    };
    let name =
        fields.get("colorSpace").and_then(Value::as_str).ok_or("a colour needs a colorSpace, such as \"srgb\"")?;
    let Some(space) = SPACES.iter().find(|space| space.name == name) else {
        // A space that we do not know is no loss when the colour says what it is in sRGB.
        let fallback = fields.get("hex").and_then(Value::as_str).and_then(read_hex);
        return fallback.map(|hex| ColorValue { alpha, ..hex }).ok_or_else(|| {
            let known: Vec<&str> = SPACES.iter().map(|space| space.name).collect();
            format!(
                "unknown colorSpace `{}`; use one of {}, or give a hex",
                super::reader::clip(name),
                known.join(", ")
            )
        });
    };
    let components = match fields.get("components").and_then(Value::as_array).map(Vec::as_slice) {
        Some([a, b, c]) => [component(a), component(b), component(c)],
        _ => return Err(format!("{name} has three components")),
    };
    let mut triple = [0.0; 3];
    for (at, (read, (low, high))) in components.into_iter().zip(space.ranges).enumerate() {
        triple[at] = read
            .filter(|x| (low..=high).contains(x))
            .ok_or_else(|| format!("component {} of {name} is a number from {low} to {high}, or \"none\"", at + 1))?;
    }
    Ok(ColorValue { color: to_srgb((space.to_linear_srgb)(triple)), alpha })
}

/// A number, or `"none"`, which stands for 0.
fn component(value: &Value) -> Option<f64> {
    if value.as_str() == Some("none") { Some(0.0) } else { value.as_f64().filter(|x| x.is_finite()) }
}

/// The nearest sRGB colour: as it is when it fits, else with its OKLCH chroma lowered until it does.
fn to_srgb(linear: Triple) -> Srgb {
    let encoded = linear.map(linear_to_srgb);
    if encoded.iter().all(|x| (-0.0005..=1.0005).contains(x)) {
        let [r, g, b] = encoded.map(|x| libm::round(x.clamp(0.0, 1.0) * 255.0) as u8);
        return Srgb::new(r, g, b);
    }
    let [r, g, b] = linear;
    let l = libm::cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = libm::cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = libm::cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
    let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
    let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
    let hue = libm::atan2(b, a).to_degrees();
    Srgb::from_lch(Lch { l: lightness, c: libm::hypot(a, b), h: (hue + 360.0) % 360.0 })
}

fn srgb_to_linear(x: f64) -> f64 {
    let magnitude = if x.abs() <= 0.040_45 { x.abs() / 12.92 } else { libm::pow((x.abs() + 0.055) / 1.055, 2.4) };
    magnitude.copysign(x)
}

fn linear_to_srgb(x: f64) -> f64 {
    let magnitude =
        if x.abs() <= 0.003_130_8 { x.abs() * 12.92 } else { 1.055 * libm::pow(x.abs(), 1.0 / 2.4) - 0.055 };
    magnitude.copysign(x)
}

fn power(x: f64, exponent: f64) -> f64 {
    libm::pow(x.abs(), exponent).copysign(x)
}

fn polar(l: f64, c: f64, h: f64) -> Triple {
    let angle = h.to_radians();
    [l, c * libm::cos(angle), c * libm::sin(angle)]
}

fn hsl([h, s, l]: Triple) -> Triple {
    let (h, s, l) = ((h % 360.0 + 360.0) % 360.0, s / 100.0, l / 100.0);
    let channel = |n: f64| {
        let k = (n + h / 30.0) % 12.0;
        l - s * l.min(1.0 - l) * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    };
    [channel(0.0), channel(8.0), channel(4.0)].map(srgb_to_linear)
}

fn hwb([h, w, b]: Triple) -> Triple {
    let (w, b) = (w / 100.0, b / 100.0);
    if w + b >= 1.0 {
        return [srgb_to_linear(w / (w + b)); 3];
    }
    hsl([h, 100.0, 50.0]).map(|x| srgb_to_linear(linear_to_srgb(x) * (1.0 - w - b) + w))
}

fn lab([l, a, b]: Triple) -> Triple {
    const KAPPA: f64 = 24_389.0 / 27.0;
    const EPSILON: f64 = 216.0 / 24_389.0;
    const WHITE_D50: Triple = [0.345_7 / 0.358_5, 1.0, (1.0 - 0.345_7 - 0.358_5) / 0.358_5];
    let fy = (l + 16.0) / 116.0;
    let (fx, fz) = (fy + a / 500.0, fy - b / 200.0);
    let inverse = |f: f64| if f * f * f > EPSILON { f * f * f } else { (116.0 * f - 16.0) / KAPPA };
    let y = if l > KAPPA * EPSILON { fy * fy * fy } else { l / KAPPA };
    let xyz = [inverse(fx) * WHITE_D50[0], y, inverse(fz) * WHITE_D50[2]];
    xyz_d65(times(&D50_TO_D65, xyz))
}

fn oklab([lightness, a, b]: Triple) -> Triple {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
}

type Matrix = [Triple; 3];

fn times(matrix: &Matrix, v: Triple) -> Triple {
    (*matrix).map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

fn xyz_d65(xyz: Triple) -> Triple {
    times(&XYZ_TO_SRGB, xyz)
}

const XYZ_TO_SRGB: Matrix = [
    [12_831.0 / 3_959.0, -329.0 / 214.0, -1_974.0 / 3_959.0],
    [-851_781.0 / 878_810.0, 1_648_619.0 / 878_810.0, 36_519.0 / 878_810.0],
    [705.0 / 12_673.0, -2_585.0 / 12_673.0, 705.0 / 667.0],
];

const P3_TO_XYZ: Matrix = [
    [608_311.0 / 1_250_200.0, 189_793.0 / 714_400.0, 198_249.0 / 1_000_160.0],
    [35_783.0 / 156_275.0, 247_089.0 / 357_200.0, 198_249.0 / 2_500_400.0],
    [0.0, 32_229.0 / 714_400.0, 5_220_557.0 / 5_000_800.0],
];

const A98_TO_XYZ: Matrix = [
    [573_536.0 / 994_567.0, 263_643.0 / 1_420_810.0, 187_206.0 / 994_567.0],
    [591_459.0 / 1_989_134.0, 6_239_551.0 / 9_945_670.0, 374_412.0 / 4_972_835.0],
    [53_769.0 / 1_989_134.0, 351_524.0 / 4_972_835.0, 4_929_758.0 / 4_972_835.0],
];

const REC2020_TO_XYZ: Matrix = [
    [63_426_534.0 / 99_577_255.0, 20_160_776.0 / 139_408_157.0, 47_086_771.0 / 278_816_314.0],
    [26_158_966.0 / 99_577_255.0, 472_592_308.0 / 697_040_785.0, 8_267_143.0 / 139_408_157.0],
    [0.0, 19_567_812.0 / 697_040_785.0, 295_819_943.0 / 278_816_314.0],
];

const D50_TO_D65: Matrix = [
    [0.955_473_452_704_218_2, -0.023_098_536_874_261_423, 0.063_259_308_661_021_7],
    [-0.028_369_706_963_208_136, 1.009_995_458_005_822_6, 0.021_041_398_966_943_008],
    [0.012_314_001_688_319_899, -0.020_507_696_433_477_912, 1.330_365_936_608_075_3],
];
