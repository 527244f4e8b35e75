//! Colour roles: which token is ground, panel, ink and accent, with contrast guaranteed by construction.

mod worlds;

use std::collections::BTreeMap;

use design::color::Lch;
use design::{BrandKit, Srgb, TokenPath};

use crate::archetype::On;
use crate::solver::Tint;
use worlds::{WORLDS, World};

/// Contrast that every text keeps with what lies behind it (WCAG 2.2, level AA).
pub const CONTRAST_MIN: f64 = 4.5;
/// Contrast that text is given where the kit allows it.
pub const CONTRAST_AIM: f64 = 7.0;
/// The schemes, by name.
pub const SCHEMES: [&str; 5] = ["flood", "paper", "dark", "tint", "duo"];
/// Most assignments that one scheme of one kit is searched for.
const ASSIGNMENTS_MAX: usize = 96;

/// A token and its colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Swatch {
    /// The token.
    pub token: TokenPath,
    /// Its colour.
    pub color: Srgb,
    lch: Lch,
    luminance: f64,
}

impl Swatch {
    fn of(token: &TokenPath, color: Srgb) -> Self {
        Self { token: token.clone(), color, lch: color.to_lch(), luminance: color.luminance() }
    }

    /// Contrast ratio with another, 1–21.
    #[must_use]
    pub fn contrast(&self, other: &Self) -> f64 {
        let (a, b) = (self.luminance.max(other.luminance), self.luminance.min(other.luminance));
        (a + 0.05) / (b + 0.05)
    }

    /// OKLCH lightness, 0–1.
    #[must_use]
    pub fn lightness(&self) -> f64 {
        self.lch.l
    }

    /// OKLCH chroma.
    #[must_use]
    pub fn chroma(&self) -> f64 {
        self.lch.c
    }

    /// OKLCH hue, degrees.
    #[must_use]
    pub fn hue(&self) -> f64 {
        self.lch.h
    }

    /// Whether it counts as dark.
    #[must_use]
    pub fn is_dark(&self) -> bool {
        self.luminance < 0.18
    }
}

/// A surface and what may be written on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// The surface's own colour.
    pub fill: Swatch,
    /// Text.
    pub ink: Swatch,
    /// Quieter text; still readable.
    pub muted: Swatch,
    /// Text that stands out; the ink where no accent is readable.
    pub accent: Swatch,
    /// Fill of a button.
    pub plate: Swatch,
    /// Text on the button.
    pub on_plate: Swatch,
}

impl Surface {
    /// The colour that a text of that tint has on it.
    #[must_use]
    pub(crate) fn tinted(&self, tint: Tint) -> &Swatch {
        match tint {
            Tint::Ink => &self.ink,
            Tint::Muted => &self.muted,
            Tint::Accent => &self.accent,
            Tint::OnPlate => &self.on_plate,
        }
    }

    /// Whether text can stand out on it by its colour.
    #[must_use]
    pub(crate) fn has_accent(&self) -> bool {
        let apart = libm::fabs(self.accent.lch.l - self.ink.lch.l) + libm::fabs(self.accent.lch.c - self.ink.lch.c);
        self.accent.color != self.ink.color && apart > 0.12
    }
}

/// The colours of one design by role.
#[derive(Debug, Clone, PartialEq)]
pub struct Colours {
    /// What everything lies on.
    pub ground: Surface,
    /// The second field.
    pub panel: Surface,
    /// What stands out, as a field.
    pub accent: Surface,
    /// The second accent, used sparingly.
    pub spark: Swatch,
    /// Facets and ornaments.
    pub support: Swatch,
    /// Highlights.
    pub light: Swatch,
    /// Shadows.
    pub shade: Swatch,
    /// Foliage, light and dark.
    pub leaf: (Swatch, Swatch),
    /// Moods that it suits; empty for those made by rule.
    pub moods: &'static str,
    /// For people and tests.
    pub name: &'static str,
}

/// A kit's colours, measured once.
#[derive(Debug, Clone)]
pub struct Paintbox {
    all: Vec<Swatch>,
    grounds: Vec<usize>,
    inks: Vec<usize>,
    accents: Vec<usize>,
    supports: Vec<usize>,
}

impl Paintbox {
    /// Measures the colours of `kit`. A kit without colours gives black and white by tokens it does not have; the
    /// kit reader refuses such kits.
    #[must_use]
    pub fn of(kit: &BrandKit) -> Self {
        let mut all: Vec<Swatch> = kit.colors.iter().map(|(token, &color)| Swatch::of(token, color)).collect();
        if all.is_empty() {
            all = vec![
                Swatch::of(&TokenPath::from("white"), Srgb::WHITE),
                Swatch::of(&TokenPath::from("black"), Srgb::BLACK),
            ];
        }
        let indices = |tokens: &[TokenPath]| -> Vec<usize> {
            tokens.iter().filter_map(|token| all.iter().position(|swatch| swatch.token == *token)).collect()
        };
        let mut grounds = indices(&kit.roles.ground);
        let mut inks = indices(&kit.roles.ink);
        let mut accents = indices(&kit.roles.accent);
        let supports = indices(&kit.roles.support);
        let by = |key: &dyn Fn(&Swatch) -> f64| {
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by(|&a, &b| key(&all[b]).total_cmp(&key(&all[a])));
            order
        };
        if grounds.is_empty() {
            grounds = by(&|swatch| swatch.luminance).into_iter().take(2).collect();
        }
        if inks.is_empty() {
            inks = by(&|swatch| -swatch.luminance).into_iter().take(2).collect();
        }
        if accents.is_empty() {
            accents = by(&|swatch| swatch.lch.c).into_iter().take(3).collect();
        }
        Self { all, grounds, inks, accents, supports }
    }

    /// The assignments of `scheme`, best first; never empty. The same kit gives the same list.
    #[must_use]
    pub fn assignments(&self, scheme: &str) -> Vec<Colours> {
        let mut found: Vec<Colours> =
            WORLDS.iter().filter(|world| world.scheme == scheme).filter_map(|world| self.dressed_in(world)).collect();
        let hues = self.accents.len();
        let companions = hues.clamp(1, 8);
        for companion in 0..companions {
            for signature in 0..hues {
                if found.len() >= ASSIGNMENTS_MAX {
                    return found;
                }
                if let Some(colours) = self.by_rule(scheme, signature, companion)
                    && !found.iter().any(|other| same(other, &colours))
                {
                    found.push(colours);
                }
            }
        }
        if found.is_empty() {
            found.push(self.plain());
        }
        found
    }

    /// The assignment that a plan names; the index wraps around.
    #[must_use]
    pub fn assignment(&self, scheme: &str, index: u32) -> Colours {
        let mut all = self.assignments(scheme);
        let index = index as usize % all.len();
        all.swap_remove(index)
    }

    fn dressed_in(&self, world: &World) -> Option<Colours> {
        let [ground, panel, ink, accent, spark, support] = world.colours.map(|rgb| self.nearest(rgb));
        let (ground, panel, ink, accent) = (ground?, panel?, ink?, accent?);
        Some(Colours {
            ground: self.surface(ground, &[ink], &[accent, panel, spark?]),
            panel: self.surface(panel, &[ground, ink, accent], &[accent, spark?, ground]),
            accent: self.surface(accent, &[ink, ground, panel], &[ground, panel]),
            spark: self.all[spark?].clone(),
            support: self.all[support?].clone(),
            light: self.lightest(ground).clone(),
            shade: self.all[self.darkest()].clone(),
            leaf: self.leaves(support?),
            moods: world.moods,
            name: world.name,
        })
    }

    /// The swatch within a few steps a channel of a colour.
    fn nearest(&self, rgb: u32) -> Option<usize> {
        const STEPS: i32 = 12;
        let [_, r, g, b] = rgb.to_be_bytes();
        let off = |a: u8, b: u8| (i32::from(a) - i32::from(b)).abs();
        self.all.iter().position(|swatch| {
            off(swatch.color.r, r) <= STEPS && off(swatch.color.g, g) <= STEPS && off(swatch.color.b, b) <= STEPS
        })
    }

    fn by_rule(&self, scheme: &str, signature: usize, companion: usize) -> Option<Colours> {
        let signature_at = *self.accents.get(signature)?;
        let others: Vec<usize> =
            self.accents.iter().chain(&self.supports).copied().filter(|&i| i != signature_at).collect();
        // Rotated by the signature so that different signatures meet different companions.
        let companion_at =
            if others.is_empty() { signature_at } else { others[(companion + signature) % others.len()] };
        let hue = &self.all[signature_at];
        let (ground, panel, accent) = match scheme {
            "paper" => (self.ground_like(hue, companion, |s| s.lch.l >= 0.88)?, signature_at, signature_at),
            "tint" => {
                let tint = |s: &Swatch| (0.70..0.955).contains(&s.lch.l) && s.lch.c >= 0.012;
                (self.closest_hue(hue, tint)?, self.deep(hue), signature_at)
            }
            "flood" => (signature_at, self.deep(hue), companion_at),
            "dark" => (self.closest_hue(hue, |s| s.lch.l < 0.36)?, signature_at, signature_at),
            "duo" => {
                let apart = |s: &Swatch| (s.lch.l - hue.lch.l).abs() >= 0.2;
                let partner = others.iter().copied().filter(|&i| apart(&self.all[i])).nth(companion % 3)?;
                (signature_at, partner, partner)
            }
            _ => return None,
        };
        let spark = if companion_at == accent { signature_at } else { companion_at };
        let mut supports = self.supports.iter().chain(&self.grounds).copied();
        let support = supports.find(|&i| i != ground && i != panel && i != accent).unwrap_or(panel);
        let colours = Colours {
            ground: self.surface(ground, &self.inks, &[accent, spark]),
            panel: self.surface(panel, &[ground], &[spark, accent]),
            accent: self.surface(accent, &[ground], &[]),
            spark: self.all[spark].clone(),
            support: self.all[support].clone(),
            light: self.lightest(ground).clone(),
            shade: self.all[self.darkest()].clone(),
            leaf: self.leaves(support),
            moods: "",
            name: "by rule",
        };
        let legible = |surface: &Surface| surface.fill.contrast(&surface.ink) >= CONTRAST_MIN;
        (legible(&colours.ground) && legible(&colours.panel)).then_some(colours)
    }

    /// What is left when nothing else is legible: the pair of the highest contrast.
    fn plain(&self) -> Colours {
        let by_light = |a: &usize, b: &usize| self.all[*a].luminance.total_cmp(&self.all[*b].luminance);
        let dark = (0..self.all.len()).min_by(by_light).unwrap_or(0);
        let light = (0..self.all.len()).max_by(by_light).unwrap_or(0);
        Colours {
            ground: self.surface(light, &[dark], &[]),
            panel: self.surface(dark, &[light], &[]),
            accent: self.surface(dark, &[light], &[]),
            spark: self.all[dark].clone(),
            support: self.all[light].clone(),
            light: self.all[light].clone(),
            shade: self.all[dark].clone(),
            leaf: self.leaves(dark),
            moods: "",
            name: "plain",
        }
    }

    /// A deep colour of about the same hue, for panels; the darkest ink when there is none.
    fn deep(&self, hue: &Swatch) -> usize {
        self.closest_hue(hue, |s| s.lch.l < 0.48 && s.color != hue.color).unwrap_or_else(|| self.darkest())
    }

    fn darkest(&self) -> usize {
        (0..self.all.len()).min_by(|&a, &b| self.all[a].luminance.total_cmp(&self.all[b].luminance)).unwrap_or(0)
    }

    /// The lightest colour that is kindred to `ground`; paper by preference over white.
    fn lightest(&self, ground: usize) -> &Swatch {
        let worth = |s: &Swatch| if s.lch.l > 0.93 { 1.0 + s.lch.c } else { s.lch.l };
        let kindred = self.closest_hue(&self.all[ground], |s| s.lch.l > 0.93 && s.lch.c < 0.06);
        let brightest = (0..self.all.len()).max_by(|&a, &b| worth(&self.all[a]).total_cmp(&worth(&self.all[b])));
        &self.all[kindred.or(brightest).unwrap_or(ground)]
    }

    /// The kit's greens, light and dark; another colour where it has none.
    fn leaves(&self, otherwise: usize) -> (Swatch, Swatch) {
        let green = |s: &Swatch| (110.0..175.0).contains(&s.lch.h) && s.lch.c > 0.05;
        let near = |l: f64| {
            let off = |i: usize| libm::fabs(self.all[i].lch.l - l) - self.all[i].lch.c;
            (0..self.all.len()).filter(|&i| green(&self.all[i])).min_by(|&a, &b| off(a).total_cmp(&off(b)))
        };
        let (light, dark) = (near(0.64).unwrap_or(otherwise), near(0.42).unwrap_or(otherwise));
        (self.all[light].clone(), self.all[dark].clone())
    }

    /// The ground that a signature goes with: those the kit names first, the `nth` of them.
    fn ground_like(&self, _hue: &Swatch, nth: usize, wanted: impl Fn(&Swatch) -> bool) -> Option<usize> {
        let named: Vec<usize> = self.grounds.iter().copied().filter(|&i| wanted(&self.all[i])).take(4).collect();
        if named.is_empty() {
            return (0..self.all.len())
                .filter(|&i| wanted(&self.all[i]))
                .max_by(|&a, &b| self.all[a].luminance.total_cmp(&self.all[b].luminance));
        }
        Some(named[nth % named.len()])
    }

    fn closest_hue(&self, hue: &Swatch, wanted: impl Fn(&Swatch) -> bool) -> Option<usize> {
        let distance = |s: &Swatch| {
            let turn = libm::fabs((s.lch.h - hue.lch.h + 540.0) % 360.0 - 180.0);
            // A grey goes with everything, but a kindred hue is better.
            if s.lch.c < 0.012 { 70.0 } else { turn }
        };
        (0..self.all.len())
            .filter(|&i| wanted(&self.all[i]))
            .min_by(|&a, &b| distance(&self.all[a]).total_cmp(&distance(&self.all[b])))
    }

    /// What may be written on a colour: of `inks` the first with high contrast, else the most readable of all.
    fn surface(&self, fill: usize, inks: &[usize], accents: &[usize]) -> Surface {
        let on = &self.all[fill];
        let ink = self.readable(on, inks);
        let accent = accents
            .iter()
            .map(|&i| &self.all[i])
            .find(|s| s.contrast(on) >= CONTRAST_MIN && s.color != ink.color)
            .unwrap_or(ink);
        let muted = self.muted(on, ink);
        let plate = accents
            .iter()
            .map(|&i| &self.all[i])
            .find(|s| s.contrast(on) >= 1.6 && s.lch.c > 0.05 && self.best_on(s) >= CONTRAST_MIN)
            .unwrap_or(ink);
        let on_plate = self.readable(plate, &[fill]);
        Surface {
            fill: on.clone(),
            ink: ink.clone(),
            muted: muted.clone(),
            accent: accent.clone(),
            plate: plate.clone(),
            on_plate: on_plate.clone(),
        }
    }

    fn best_on(&self, on: &Swatch) -> f64 {
        self.all.iter().map(|s| s.contrast(on)).fold(0.0, f64::max)
    }

    fn readable<'a>(&'a self, on: &Swatch, preferred: &[usize]) -> &'a Swatch {
        let preferred = preferred.iter().map(|&i| &self.all[i]);
        let named = self.inks.iter().chain(&self.grounds).map(|&i| &self.all[i]);
        preferred
            .clone()
            .find(|s| s.contrast(on) >= CONTRAST_AIM)
            .or_else(|| preferred.clone().find(|s| s.contrast(on) >= CONTRAST_MIN + 0.1))
            .or_else(|| named.clone().find(|s| s.contrast(on) >= CONTRAST_AIM))
            .or_else(|| {
                let strongest = |a: &&Swatch, b: &&Swatch| a.contrast(on).total_cmp(&b.contrast(on));
                named.max_by(strongest).filter(|s| s.contrast(on) >= CONTRAST_MIN + 0.1)
            })
            .unwrap_or_else(|| {
                let strongest = |a: &&Swatch, b: &&Swatch| a.contrast(on).total_cmp(&b.contrast(on));
                self.all.iter().max_by(strongest).expect("a paintbox holds one colour at least")
            })
    }

    /// A quieter text colour of the ink's hue between the legal contrast and the ink's own.
    fn muted<'a>(&'a self, on: &Swatch, ink: &'a Swatch) -> &'a Swatch {
        let kindred = |s: &Swatch| {
            let turn = libm::fabs((s.lch.h - ink.lch.h + 540.0) % 360.0 - 180.0);
            s.lch.c < 0.03 || turn < 35.0
        };
        let top = ink.contrast(on) * 0.8;
        self.all
            .iter()
            .filter(|s| {
                let contrast = s.contrast(on);
                contrast >= CONTRAST_MIN + 0.5 && contrast <= top && kindred(s) && s.lch.c < 0.13
            })
            .max_by(|a, b| a.contrast(on).total_cmp(&b.contrast(on)))
            .unwrap_or(ink)
    }
}

fn same(a: &Colours, b: &Colours) -> bool {
    a.ground.fill.color == b.ground.fill.color
        && a.panel.fill.color == b.panel.fill.color
        && a.accent.fill.color == b.accent.fill.color
}

impl Colours {
    /// The surface of that name.
    #[must_use]
    pub fn surface(&self, on: On) -> &Surface {
        match on {
            On::Ground => &self.ground,
            On::Panel => &self.panel,
            On::Accent => &self.accent,
        }
    }

    /// The colours that a picture may have which the ink of a surface lies on: its own roles first, then the kit's
    /// accents and supports. All can be told from the surface, and the ink can be read on each.
    fn under_ink<'a>(&'a self, surface: &Surface, paintbox: &'a Paintbox) -> Vec<&'a Swatch> {
        const MOST: usize = 5;
        let readable = |swatch: &&Swatch| swatch.contrast(&surface.ink) >= CONTRAST_MIN + 0.1;
        let own = [&self.accent.fill, &self.panel.fill, &self.spark, &self.support, &self.ground.fill, &self.light];
        let kit = paintbox.accents.iter().chain(&paintbox.supports).map(|&index| &paintbox.all[index]);
        let mut found: Vec<&Swatch> = Vec::new();
        for swatch in own.into_iter().chain(kit).filter(readable) {
            let apart = |other: &Swatch| swatch.color.delta_e(other.color) >= 12.0;
            if apart(&surface.fill) && found.iter().all(|other| apart(other)) && found.len() < MOST {
                found.push(swatch);
            }
        }
        found
    }

    /// Whether there are colours for a picture under the words on a surface.
    #[must_use]
    pub fn has_picture_under(&self, on: On, paintbox: &Paintbox) -> bool {
        self.under_ink(self.surface(on), paintbox).len() >= 2
    }

    /// The roles of a picture that the ink of `surface` lies on, by token: the ink can be read on every one of them.
    #[must_use]
    pub fn for_picture_under(&self, surface: &Surface, paintbox: &Paintbox) -> BTreeMap<String, TokenPath> {
        let bodies = self.under_ink(surface, paintbox);
        let body = |index: usize| if bodies.is_empty() { &surface.fill } else { bodies[index % bodies.len()] };
        let by_light = |a: &&&Swatch, b: &&&Swatch| a.luminance.total_cmp(&b.luminance);
        let light = bodies.iter().max_by(by_light).map_or(&surface.fill, |swatch| *swatch);
        let shade = bodies.iter().min_by(by_light).map_or(&surface.fill, |swatch| *swatch);
        [
            ("ground", &surface.fill),
            ("ink", body(1)),
            ("accent", body(0)),
            ("panel", body(1)),
            ("spark", body(2)),
            ("support", body(3)),
            ("light", light),
            ("shade", shade),
            ("leaf", body(2)),
            ("leaf_dark", body(1)),
        ]
        .into_iter()
        .map(|(role, swatch)| (role.to_owned(), swatch.token.clone()))
        .collect()
    }

    /// The colours by role name, as pictures that lie on `surface` ask for them.
    #[must_use]
    pub fn for_picture(&self, surface: &Surface) -> BTreeMap<String, TokenPath> {
        let fill = surface.fill.color;
        // What has the colour of the ground would not be seen: its place is taken by what stands off best.
        let fields = [&self.accent.fill, &self.panel.fill, &self.ground.fill, &self.spark, &self.support];
        let seen = |swatch: &Swatch| {
            swatch.contrast(&surface.fill) >= 1.25 || libm::fabs(swatch.hue() - surface.fill.hue()) > 40.0
        };
        let mut bodies: Vec<&Swatch> = Vec::new();
        for swatch in fields {
            if swatch.color != fill && seen(swatch) && !bodies.iter().any(|b| b.color == swatch.color) {
                bodies.push(swatch);
            }
        }
        if bodies.is_empty() {
            bodies.push(&surface.ink);
        }
        let body = |index: usize| bodies[index % bodies.len()];
        [
            ("ground", &surface.fill),
            ("ink", &surface.ink),
            ("accent", body(0)),
            ("panel", body(1)),
            ("spark", body(2)),
            ("support", body(3)),
            ("light", &self.light),
            ("shade", &self.shade),
            ("leaf", &self.leaf.0),
            ("leaf_dark", &self.leaf.1),
        ]
        .into_iter()
        .map(|(role, swatch)| (role.to_owned(), swatch.token.clone()))
        .collect()
    }
}
