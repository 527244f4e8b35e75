//! Colours: the request's roles looked up in the kit, and handed to the tones of a motif.

use design::color::Lch;
use design::{BrandKit, ImageRequest, Random, Srgb, TokenPath};

use super::ImageryError;

/// The roles that pictures use, most wanted first. Only `ground` and `ink` are needed; what is absent falls back to
/// the kit's roles, and any further role of the request (`support_2`, …) is used as one more colour.
///
/// `ground` what the picture lies on · `ink` the strongest dark or light · `accent` the hero · `spark` a small second
/// accent · `panel` a large second field · `support` further bodies · `light` highlights and cut-outs · `shade` dark
/// facets · `leaf`, `leaf_dark` foliage.
pub const PALETTE_ROLES: [&str; 10] =
    ["ground", "ink", "accent", "panel", "spark", "support", "light", "shade", "leaf", "leaf_dark"];

/// Opacity of a darker facet.
pub(super) const FACET: f64 = 0.16;

/// What a part of a motif is coloured as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// The main mass.
    Body,
    /// The second mass, apart from the first.
    Second,
    /// A third, where there is one.
    Third,
    /// Foliage.
    Leaf,
    /// Strokes and masses that stand against the ground.
    Ink,
    /// Dark drawing upon the body.
    Line,
    /// Light drawing upon the body.
    Light,
    /// Faces, arms, hands: warm or neutral, whatever the palette.
    Skin,
    /// Holes: what lies behind.
    Paper,
    /// A translucent darker facet.
    Shade,
}

/// The colours of a picture by role.
#[derive(Debug, Clone)]
pub(super) struct Scheme {
    pub(super) ground: Srgb,
    pub(super) panel: Srgb,
    pub(super) ink: Srgb,
    pub(super) accent: Srgb,
    pub(super) spark: Srgb,
    pub(super) leaf: Srgb,
    pub(super) leaf_dark: Srgb,
    pub(super) light: Srgb,
    /// The darkest colour: facets are laid over in it.
    pub(super) shade: Srgb,
    /// All distinct colours.
    pub(super) all: Vec<Srgb>,
}

/// The colours of one motif in one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tones {
    body: Srgb,
    second: Srgb,
    third: Srgb,
    leaf: Srgb,
    ink: Srgb,
    line: Srgb,
    light: Srgb,
    skin: Srgb,
    paper: Srgb,
    shade: Srgb,
}

impl Tones {
    pub(super) fn of(&self, tone: Tone) -> Srgb {
        match tone {
            Tone::Body => self.body,
            Tone::Second => self.second,
            Tone::Third => self.third,
            Tone::Leaf => self.leaf,
            Tone::Ink => self.ink,
            Tone::Line => self.line,
            Tone::Light => self.light,
            Tone::Skin => self.skin,
            Tone::Paper => self.paper,
            Tone::Shade => self.shade,
        }
    }
}

impl Scheme {
    /// Looks the request's colours up in the kit.
    ///
    /// # Errors
    ///
    /// [`ImageryError::UnknownColour`] when a token is not in the kit, [`ImageryError::NoColours`] when neither names
    /// a ground or an ink.
    pub(super) fn new(request: &ImageRequest, kit: &BrandKit) -> Result<Self, ImageryError> {
        let look_up =
            |token: &TokenPath| kit.color(token).ok_or_else(|| ImageryError::UnknownColour { token: token.clone() });
        let role = |name: &str, kit_tokens: &[TokenPath]| -> Result<Option<Srgb>, ImageryError> {
            request.palette.get(name).or(kit_tokens.first()).map(look_up).transpose()
        };
        let ground = role("ground", &kit.roles.ground)?.ok_or(ImageryError::NoColours)?;
        let ink = role("ink", &kit.roles.ink)?.ok_or(ImageryError::NoColours)?;
        let accent = role("accent", &kit.roles.accent)?.unwrap_or(ink);
        let panel = role("panel", &[])?;
        let support = role("support", &kit.roles.support)?;
        let spark = role("spark", &[])?;
        let mut all: Vec<Srgb> = Vec::new();
        let mut note = |color: Srgb| {
            if all.iter().all(|seen| seen.delta_e(color) >= 6.0) {
                all.push(color);
            }
        };
        [Some(accent), support, spark, panel].into_iter().flatten().for_each(&mut note);
        for name in PALETTE_ROLES.iter().filter(|name| !matches!(**name, "ground" | "ink")) {
            role(name, &[])?.into_iter().for_each(&mut note);
        }
        for (_, token) in request.palette.iter().filter(|(name, _)| !PALETTE_ROLES.contains(&name.as_str())) {
            note(look_up(token)?);
        }
        note(ink);
        note(ground);
        let by_light = |a: &&Srgb, b: &&Srgb| a.luminance().total_cmp(&b.luminance());
        let light = role("light", &[])?.or(all.iter().max_by(by_light).copied()).unwrap_or(ground);
        let shade = role("shade", &[])?.into_iter().chain(all.iter().copied()).min_by(|a, b| by_light(&a, &b));
        let bodies: Vec<Srgb> = all.iter().copied().filter(|c| c.delta_e(ground) >= 14.0).collect();
        let leaf = role("leaf", &[])?.or_else(|| greenest(&bodies));
        let spark = spark.or_else(|| farthest(&bodies, &[accent, ground], ink)).unwrap_or(accent);
        let panel = panel.or_else(|| all.iter().copied().find(|c| *c != ground && *c != accent && *c != ink));
        let leaf = leaf.or(support.filter(|c| c.delta_e(ground) >= 14.0)).unwrap_or(accent);
        let leaf_dark = role("leaf_dark", &[])?.or_else(|| darker_green(&bodies, leaf)).unwrap_or(leaf);
        Ok(Self {
            ground,
            panel: panel.unwrap_or(accent),
            ink,
            accent,
            spark,
            leaf,
            leaf_dark,
            light,
            shade: shade.unwrap_or(ink),
            all,
        })
    }

    /// Tones for a motif in front of `back` whose natural hues (OKLCH degrees) are `hues`; `lead` prefers the accent.
    pub(super) fn tones(&self, back: Srgb, hues: [Option<f64>; 2], lead: bool, random: &mut Random) -> Tones {
        let wish = |color: Srgb, hue: Option<f64>, apart: &[(Srgb, f64, f64)]| {
            let strong: f64 = if color == self.accent && lead { 1.2 } else { 0.0 };
            let neutral = if color.to_lch().c < 0.04 { -0.8 } else { 0.0 };
            let inky = if color == self.ink { -0.9 } else { 0.0 };
            let apart: f64 =
                apart.iter().map(|&(other, need, worth)| worth * ((color.delta_e(other) - need) / 8.0).min(0.0)).sum();
            strong + neutral + inky + apart + hue.map_or(0.0, |h| 2.4 * likeness(color, h))
        };
        let mut choose = |hue: Option<f64>, apart: &[(Srgb, f64, f64)]| {
            let mut best = (f64::MIN, self.ink);
            for &color in &self.all {
                let score = wish(color, hue, apart) + random.range(0.0, 0.7);
                if score > best.0 {
                    best = (score, color);
                }
            }
            best.1
        };
        // Parts of the silhouette must stand off what is behind them before they stand off each other.
        let body = choose(hues[0], &[(back, 26.0, 2.0)]);
        let light = self.lightest_apart(body, back);
        let second =
            choose(hues[1], &[(back, 12.0, 8.0), (self.ground, 8.0, 1.5), (body, 22.0, 1.0), (light, 12.0, 0.6)]);
        let third = choose(None, &[(back, 8.0, 2.0), (body, 18.0, 1.0), (second, 18.0, 1.0), (light, 8.0, 0.6)]);
        let leaf = if self.leaf.delta_e(back) >= 14.0 { self.leaf } else { self.stand_off(back, self.leaf_dark) };
        let line = if self.shade.delta_e(body) >= 28.0 { self.shade } else { self.light };
        let ink = if self.ink.contrast(back) >= 1.9 { self.ink } else { self.strongest(back) };
        let skin = self.skin(back, &[body, ink]);
        Tones { body, second, third, leaf, ink, line, light, skin, paper: back, shade: self.shade }
    }

    /// The likeliest colour of skin: earth and sand before greys, apart from `back` and from what is beside it.
    fn skin(&self, back: Srgb, beside: &[Srgb]) -> Srgb {
        let worth = |color: &Srgb| {
            let Lch { l, c, h } = color.to_lch();
            let warm =
                if c < 0.025 { 0.35 } else { (1.0 - ((h - 62.0 + 540.0) % 360.0 - 180.0).abs() / 38.0).max(-1.0) };
            let loud = ((c - 0.11) / 0.08).max(0.0);
            let dark = ((0.38 - l) / 0.1).max(0.0);
            let apart = |other: Srgb, least: f64| ((color.delta_e(other) - least) / 10.0).min(0.0);
            warm - loud - dark + 2.0 * apart(back, 16.0) + beside.iter().map(|&other| apart(other, 14.0)).sum::<f64>()
        };
        self.all.iter().copied().max_by(|a, b| worth(a).total_cmp(&worth(b))).unwrap_or(self.light)
    }

    /// The colour with the most contrast against `back`.
    fn strongest(&self, back: Srgb) -> Srgb {
        let order = |a: &Srgb, b: &Srgb| a.contrast(back).total_cmp(&b.contrast(back));
        self.all.iter().copied().max_by(order).unwrap_or(self.ink)
    }

    /// The lightest colour that can be told from both `body` and `back`, or from `body` alone.
    fn lightest_apart(&self, body: Srgb, back: Srgb) -> Srgb {
        let lightest = |least: f64| {
            let fits = |c: &Srgb| c.delta_e(body) >= 16.0 && c.delta_e(back) >= least && c.luminance() > 0.3;
            let order = |a: &Srgb, b: &Srgb| a.luminance().total_cmp(&b.luminance());
            self.all.iter().copied().filter(fits).max_by(order)
        };
        lightest(7.0).or_else(|| lightest(0.0)).unwrap_or_else(|| self.stand_off(body, self.light))
    }

    /// `wanted` if it can be told from `back`, else the colour that can be told best.
    pub(super) fn stand_off(&self, back: Srgb, wanted: Srgb) -> Srgb {
        if wanted.delta_e(back) >= 14.0 {
            return wanted;
        }
        farthest(&self.all, &[back], wanted).unwrap_or(wanted)
    }

    /// Colours for fields and shapes upon `back`, well apart from it: the accent first, `count` at most.
    pub(super) fn upon(&self, back: Srgb, count: usize) -> Vec<Srgb> {
        let mut colors: Vec<Srgb> = self.all.iter().copied().filter(|c| c.delta_e(back) >= 14.0).collect();
        // The ink is kept for last: it is the strongest and belongs to the words.
        if let Some(at) = colors.iter().position(|c| *c == self.ink) {
            let ink = colors.remove(at);
            colors.push(ink);
        }
        if colors.is_empty() {
            colors.push(self.stand_off(back, self.ink));
        }
        colors.truncate(count.max(1));
        colors
    }
}

/// How near a colour's hue is to `hue`: 1 the same, 0 from 60° on; greys have none. Earth and fire have one hue and not one
/// lightness.
pub(crate) fn likeness(color: Srgb, hue: f64) -> f64 {
    let Lch { l, c, h } = color.to_lch();
    let apart = ((h - hue + 540.0) % 360.0 - 180.0).abs();
    let light = match hue as i64 {
        28 => (l - 0.56).abs() - 0.12,
        55 => 0.64 - l,
        60 => (l - 0.42).abs() - 0.12,
        90 => 0.76 - l,
        _ => 0.0,
    };
    // Between red and orange the eye tells hues apart best.
    let reach = if matches!(hue as i64, 5 | 28) { 30.0 } else { 60.0 };
    (c / 0.08).min(1.0) * (1.0 - apart / reach).max(0.0) * (1.0 - light.max(0.0) / 0.3).max(0.0)
}

fn greenest(colors: &[Srgb]) -> Option<Srgb> {
    colors
        .iter()
        .copied()
        .map(|c| (likeness(c, 145.0), c))
        .filter(|(like, _)| *like > 0.3)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

fn darker_green(colors: &[Srgb], leaf: Srgb) -> Option<Srgb> {
    colors
        .iter()
        .copied()
        .filter(|c| likeness(*c, 150.0) > 0.15 && c.delta_e(leaf) >= 8.0 && c.luminance() < leaf.luminance())
        .min_by(|a, b| a.luminance().total_cmp(&b.luminance()))
}

fn farthest(colors: &[Srgb], from: &[Srgb], but: Srgb) -> Option<Srgb> {
    let distance = |c: Srgb| from.iter().map(|other| c.delta_e(*other)).fold(f64::MAX, f64::min);
    colors
        .iter()
        .copied()
        .filter(|c| *c != but)
        .map(|c| (distance(c), c))
        .filter(|(d, _)| *d >= 10.0)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}
