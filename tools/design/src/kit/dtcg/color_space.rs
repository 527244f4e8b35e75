//! The colour spaces of the Color Module, and the way from each to linear sRGB.
//!
//! Source: "Design Tokens Color Module 2025.10" for names and ranges; CSS Color Module Level 4, §10 and §18, for the
//! conversions (rec2020 by the display gamma of 2.4, as in its editions since 2025); Ottosson, "A perceptual color
//! space for image processing", 2020, for Oklab.

/// Three components or channels.
pub(super) type Triple = [f64; 3];

/// A colour space of the Color Module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorSpace {
    /// `srgb`.
    Srgb,
    /// `srgb-linear`.
    SrgbLinear,
    /// `hsl`: hue, saturation, lightness.
    Hsl,
    /// `hwb`: hue, whiteness, blackness.
    Hwb,
    /// `lab`: CIELAB, D50.
    Lab,
    /// `lch`: CIELAB by chroma and hue.
    Lch,
    /// `oklab`.
    Oklab,
    /// `oklch`: Oklab by chroma and hue.
    Oklch,
    /// `display-p3`.
    DisplayP3,
    /// `a98-rgb`: Adobe RGB (1998).
    A98Rgb,
    /// `prophoto-rgb`.
    ProphotoRgb,
    /// `rec2020`.
    Rec2020,
    /// `xyz-d65`.
    XyzD65,
    /// `xyz-d50`.
    XyzD50,
}

/// What a component may be: what the module says, and what is still taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    /// The module's range; hues end before its upper end.
    pub(super) stated: (f64, f64),
    /// Beyond this nothing sane lies.
    pub(super) sane: (f64, f64),
}

const UNIT: Range = Range { stated: (0.0, 1.0), sane: (-0.5, 1.5) };
const PERCENT: Range = Range { stated: (0.0, 100.0), sane: (0.0, 100.0) };
const SHARE: Range = Range { stated: (0.0, 1.0), sane: (0.0, 1.0) };
const HUE: Range = Range { stated: (0.0, 359.999_999_999), sane: (-3600.0, 3600.0) };
const CIELAB: Range = Range { stated: (-1000.0, 1000.0), sane: (-1000.0, 1000.0) };
const CIE_CHROMA: Range = Range { stated: (0.0, 1000.0), sane: (0.0, 1000.0) };
const OKLAB: Range = Range { stated: (-4.0, 4.0), sane: (-4.0, 4.0) };
const OK_CHROMA: Range = Range { stated: (0.0, 4.0), sane: (0.0, 4.0) };
/// White has a Z of 1.089: the module's upper end of 1 is not meant.
const XYZ: Range = Range { stated: (-0.5, 1.5), sane: (-0.5, 1.5) };

impl ColorSpace {
    /// All spaces, in the order of the module.
    pub const ALL: [Self; 14] = [
        Self::Srgb,
        Self::SrgbLinear,
        Self::Hsl,
        Self::Hwb,
        Self::Lab,
        Self::Lch,
        Self::Oklab,
        Self::Oklch,
        Self::DisplayP3,
        Self::A98Rgb,
        Self::ProphotoRgb,
        Self::Rec2020,
        Self::XyzD65,
        Self::XyzD50,
    ];

    /// Its name in a token file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Srgb => "srgb",
            Self::SrgbLinear => "srgb-linear",
            Self::Hsl => "hsl",
            Self::Hwb => "hwb",
            Self::Lab => "lab",
            Self::Lch => "lch",
            Self::Oklab => "oklab",
            Self::Oklch => "oklch",
            Self::DisplayP3 => "display-p3",
            Self::A98Rgb => "a98-rgb",
            Self::ProphotoRgb => "prophoto-rgb",
            Self::Rec2020 => "rec2020",
            Self::XyzD65 => "xyz-d65",
            Self::XyzD50 => "xyz-d50",
        }
    }

    /// The space of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.name() == name)
    }

    /// What each component may be.
    pub(super) const fn ranges(self) -> [Range; 3] {
        match self {
            Self::Srgb | Self::SrgbLinear | Self::DisplayP3 | Self::A98Rgb | Self::ProphotoRgb | Self::Rec2020 => {
                [UNIT; 3]
            }
            Self::Hsl | Self::Hwb => [HUE, PERCENT, PERCENT],
            Self::Lab => [PERCENT, CIELAB, CIELAB],
            Self::Lch => [PERCENT, CIE_CHROMA, HUE],
            Self::Oklab => [SHARE, OKLAB, OKLAB],
            Self::Oklch => [SHARE, OK_CHROMA, HUE],
            Self::XyzD65 | Self::XyzD50 => [XYZ; 3],
        }
    }

    /// A colour of this space in linear sRGB, which may lie outside 0–1.
    pub(super) fn to_linear_srgb(self, c: Triple) -> Triple {
        match self {
            Self::Srgb => c.map(srgb_to_linear),
            Self::SrgbLinear => c,
            Self::Hsl => hsl(c),
            Self::Hwb => hwb(c),
            Self::Lab => lab(c),
            Self::Lch => lab(polar(c)),
            Self::Oklab => oklab_to_linear_srgb(c),
            Self::Oklch => oklab_to_linear_srgb(polar(c)),
            Self::DisplayP3 => display_p3(c),
            Self::A98Rgb => xyz_d65(times(&A98_TO_XYZ, c.map(|x| power(x, 563.0 / 256.0)))),
            Self::ProphotoRgb => xyz_d65(times(&D50_TO_D65, times(&PROPHOTO_TO_XYZ_D50, c.map(prophoto_to_linear)))),
            Self::Rec2020 => xyz_d65(times(&REC2020_TO_XYZ, c.map(|x| power(x, 2.4)))),
            Self::XyzD65 => xyz_d65(c),
            Self::XyzD50 => xyz_d65(times(&D50_TO_D65, c)),
        }
    }
}

pub(super) fn display_p3(c: Triple) -> Triple {
    xyz_d65(times(&P3_TO_XYZ, c.map(srgb_to_linear)))
}

/// Source: ISO 22028-2, by CSS Color 4.
fn prophoto_to_linear(x: f64) -> f64 {
    if x.abs() <= 16.0 / 512.0 { x / 16.0 } else { power(x, 1.8) }
}

pub(super) fn oklab_of_linear_srgb([r, g, b]: Triple) -> Triple {
    let l = libm::cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = libm::cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = libm::cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

pub(super) fn srgb_to_linear(x: f64) -> f64 {
    let magnitude = if x.abs() <= 0.040_45 { x.abs() / 12.92 } else { libm::pow((x.abs() + 0.055) / 1.055, 2.4) };
    magnitude.copysign(x)
}

pub(super) fn linear_to_srgb(x: f64) -> f64 {
    let magnitude =
        if x.abs() <= 0.003_130_8 { x.abs() * 12.92 } else { 1.055 * libm::pow(x.abs(), 1.0 / 2.4) - 0.055 };
    magnitude.copysign(x)
}

fn power(x: f64, exponent: f64) -> f64 {
    libm::pow(x.abs(), exponent).copysign(x)
}

fn polar([l, c, h]: Triple) -> Triple {
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

pub(super) fn oklab_to_linear_srgb([lightness, a, b]: Triple) -> Triple {
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

const PROPHOTO_TO_XYZ_D50: Matrix = [
    [0.797_766_644_900_642_3, 0.135_181_297_400_533_08, 0.031_347_734_128_392_2],
    [0.288_074_828_819_401_3, 0.711_835_234_241_873, 0.000_089_936_938_725_64],
    [0.0, 0.0, 0.825_104_602_510_460_2],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The 8-bit sRGB colour of some components, clipped.
    fn shown(space: ColorSpace, components: Triple) -> [f64; 3] {
        space.to_linear_srgb(components).map(|x| linear_to_srgb(x) * 255.0)
    }

    #[track_caller]
    fn is(space: ColorSpace, components: Triple, want: [u8; 3]) {
        let got = shown(space, components);
        let near = got.iter().zip(want).all(|(got, want)| (got - f64::from(want)).abs() <= 0.6);
        assert!(near, "{} {components:?}: {got:?} is not {want:?}", space.name());
    }

    #[test]
    fn published_conversions_are_met() {
        // CSS Color 4's worked examples and the web platform tests for it: `green` in every space, and others.
        let green = [0, 128, 0];
        is(ColorSpace::SrgbLinear, [0.0, 0.215_86, 0.0], green);
        is(ColorSpace::Lab, [46.2775, -47.5621, 48.5837], green);
        is(ColorSpace::Lch, [46.2775, 67.9892, 134.3912], green);
        is(ColorSpace::Oklab, [0.519_75, -0.1403, 0.107_68], green);
        is(ColorSpace::Oklch, [0.519_75, 0.176_86, 142.495], green);
        is(ColorSpace::DisplayP3, [0.216_04, 0.494_18, 0.131_51], green);
        is(ColorSpace::A98Rgb, [0.281_363, 0.498_012, 0.116_746], green);
        is(ColorSpace::ProphotoRgb, [0.230_479, 0.395_789, 0.129_968], green);
        is(ColorSpace::XyzD65, [0.077_19, 0.154_38, 0.025_73], green);
        is(ColorSpace::XyzD50, [0.083_14, 0.154_75, 0.020_96], green);
        is(ColorSpace::Hsl, [120.0, 100.0, 25.098], green);
        is(ColorSpace::Hwb, [120.0, 0.0, 49.804], green);
        // Further examples: rebeccapurple, the greys and mixes of the HSL and HWB tables.
        is(ColorSpace::Hsl, [270.0, 50.0, 40.0], [102, 51, 153]);
        is(ColorSpace::Hwb, [270.0, 20.0, 40.0], [102, 51, 153]);
        is(ColorSpace::Lab, [32.3927, 38.4252, -47.6901], [102, 51, 153]);
        is(ColorSpace::Lch, [32.3927, 61.2441, 308.8601], [102, 51, 153]);
        is(ColorSpace::Oklch, [0.440_27, 0.1603, 303.373], [102, 51, 153]);
        is(ColorSpace::Hwb, [40.0, 30.0, 40.0], [153, 128, 77]);
        is(ColorSpace::Hwb, [90.0, 60.0, 60.0], [128, 128, 128]);
    }

    #[test]
    fn white_is_white_in_every_space() {
        for space in ColorSpace::ALL {
            let white = match space {
                ColorSpace::Hsl | ColorSpace::Lab | ColorSpace::Lch => {
                    if space == ColorSpace::Hsl {
                        [0.0, 0.0, 100.0]
                    } else {
                        [100.0, 0.0, 0.0]
                    }
                }
                ColorSpace::Hwb => [0.0, 100.0, 0.0],
                ColorSpace::Oklab | ColorSpace::Oklch => [1.0, 0.0, 0.0],
                ColorSpace::XyzD65 => [0.950_455_927, 1.0, 1.089_057_751],
                ColorSpace::XyzD50 => [0.964_295_676, 1.0, 0.825_104_603],
                _ => [1.0; 3],
            };
            is(space, white, [255; 3]);
        }
    }

    #[test]
    fn primaries_are_where_their_chromaticities_say() {
        // The xy of each space's green primary, from its standard; luminance and colour follow from it.
        for (space, x, y) in
            [(ColorSpace::DisplayP3, 0.265, 0.69), (ColorSpace::A98Rgb, 0.21, 0.71), (ColorSpace::Rec2020, 0.17, 0.797)]
        {
            let [r, g, b] = space.to_linear_srgb([0.0, 1.0, 0.0]);
            let xyz = [
                0.412_390_8 * r + 0.357_584_3 * g + 0.180_480_8 * b,
                0.212_639 * r + 0.715_168_7 * g + 0.072_192_3 * b,
                0.019_330_8 * r + 0.119_194_8 * g + 0.950_532_2 * b,
            ];
            let sum: f64 = xyz.iter().sum();
            let (got_x, got_y) = (xyz[0] / sum, xyz[1] / sum);
            assert!((got_x - x).abs() < 1e-3 && (got_y - y).abs() < 1e-3, "{}: {got_x} {got_y}", space.name());
        }
    }

    #[test]
    fn a_wide_colour_has_the_same_linear_light_by_every_road() {
        // display-p3 red through XYZ: CSS Color 4's sample code gives these figures.
        let got = ColorSpace::DisplayP3.to_linear_srgb([1.0, 0.0, 0.0]);
        for (got, want) in got.iter().zip([1.224_940, -0.042_057, -0.019_638]) {
            assert!((got - want).abs() < 1e-4, "{got} is not {want}");
        }
        let round = oklab_to_linear_srgb(oklab_of_linear_srgb(got));
        assert!(got.iter().zip(round).all(|(a, b)| (a - b).abs() < 1e-6));
    }
}
