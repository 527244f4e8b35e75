//! A kit narrowed to the colours that a brief asks for.

use super::{BrandKit, TokenPath, color_name};
use crate::color::{Lch, Srgb};

/// ΔE₀₀ up to which a token passes for the colour that was asked for.
const ALIKE: f64 = 20.0;

/// Hue distance up to which two colours are of one family, degrees.
const KINDRED: f64 = 16.0;

/// Chroma below which a colour that is asked for has no hue to speak of.
const NEUTRAL: f64 = 0.045;

/// Chroma below which a colour goes with every hue; a pale tint is above it.
const GREY: f64 = 0.015;

/// Most colours that are looked up; a brief that names more names none in particular.
const ASKED_MAX: usize = 12;

/// A kit in the colours that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowed {
    /// The same kit, of the same digest, with fewer colours: those asked for, their tints and shades, and the neutrals.
    pub kit: BrandKit,
    /// The colours that the kit does not have, as asked for.
    pub unmet: Vec<String>,
}

impl BrandKit {
    /// The token that a person would mean by a colour's name or hex: the closest, if it is close enough.
    ///
    /// ```
    /// # use maquette_design::BrandKit;
    /// let token = BrandKit::builtin().named("navy blue").unwrap();
    /// assert_eq!(token.0, "maquette.blue.900");
    /// ```
    #[must_use]
    pub fn named(&self, name: &str) -> Option<TokenPath> {
        let asked = color_name::read(name)?;
        let lch = asked.to_lch();
        self.colors
            .iter()
            .filter(|(_, color)| {
                let other = color.to_lch();
                lch.c < NEUTRAL || (other.c >= NEUTRAL * 0.6 && hue_distance(lch, other) <= 2.0 * KINDRED)
            })
            .map(|(token, color)| (asked.delta_e(*color), token))
            .filter(|(difference, _)| *difference <= ALIKE)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)))
            .map(|(_, token)| token.clone())
    }

    /// The kit as a designer would use it who was told to work in `colours` (names or hex). What was asked for comes
    /// first in its role; other hues are left out. A kit that has none of them, and a single neutral such as "white",
    /// narrow nothing.
    ///
    /// The result is for planning and composing; documents name tokens that the whole kit has too.
    #[must_use]
    pub fn narrowed_to(&self, colours: &[String]) -> Narrowed {
        let mut met: Vec<(TokenPath, Lch)> = Vec::new();
        let mut unmet = Vec::new();
        for asked in colours.iter().take(ASKED_MAX) {
            match self.named(asked) {
                Some(token) if met.iter().all(|(other, _)| *other != token) => {
                    let lch = self.colors[&token].to_lch();
                    met.push((token, lch));
                }
                Some(_) => {}
                None => unmet.push(asked.clone()),
            }
        }
        let chromatic = met.iter().any(|(_, lch)| lch.c >= NEUTRAL);
        let mut kit = self.clone();
        if chromatic || met.len() >= 2 {
            kit.colors.retain(|token, color| self.neutrals.contains(token) || belongs(token, *color, &met));
        }
        let kept = |token: &TokenPath| kit.colors.contains_key(token);
        let first = |wanted: &dyn Fn(Lch) -> bool, list: &[TokenPath], rest: &dyn Fn(Lch) -> bool| {
            let mut tokens: Vec<TokenPath> =
                met.iter().filter(|(_, lch)| wanted(*lch)).map(|(token, _)| token.clone()).collect();
            let others = list.iter().filter(|token| kept(token) && rest(self.colors[*token].to_lch()));
            for token in others {
                if !tokens.contains(token) {
                    tokens.push(token.clone());
                }
            }
            // A role is never left without a colour: better the kit's own than none.
            if tokens.is_empty() { list.to_vec() } else { tokens }
        };
        let roles = super::ColorRoles {
            ground: first(&|lch| lch.l >= 0.85 || lch.l <= 0.3, &self.roles.ground, &|_| true),
            ink: first(&|lch| lch.l <= 0.3, &self.roles.ink, &|_| true),
            accent: if chromatic {
                first(&|lch| lch.c >= NEUTRAL, &self.roles.accent, &|lch| lch.c >= NEUTRAL)
            } else {
                first(&|_| met.len() >= 2, &self.roles.accent, &|_| true)
            },
            support: first(&|lch| (0.3..0.85).contains(&lch.l), &self.roles.support, &|_| true),
        };
        let named = [&roles.ground, &roles.ink, &roles.accent, &roles.support];
        for token in named.into_iter().flatten() {
            kit.colors.insert(token.clone(), self.colors[token]);
        }
        kit.neutrals.retain(|token| kit.colors.contains_key(token));
        kit.roles = roles;
        Narrowed { kit, unmet }
    }
}

/// Whether a colour was asked for, is a tint or a shade of one that was, or is grey.
fn belongs(token: &TokenPath, color: Srgb, met: &[(TokenPath, Lch)]) -> bool {
    let lch = color.to_lch();
    let kindred = |asked: &Lch| {
        asked.c >= NEUTRAL
            && hue_distance(*asked, lch) <= KINDRED
            // Navy is not bright blue, though both have pale tints and dark inks.
            && ((lch.l - asked.l).abs() <= 0.2 || lch.l >= 0.82 || lch.l <= 0.3)
    };
    lch.c < GREY || met.iter().any(|(asked, lch)| asked == token || kindred(lch))
}

fn hue_distance(a: Lch, b: Lch) -> f64 {
    ((a.h - b.h + 540.0) % 360.0 - 180.0).abs()
}
