//! The token of the kit that a colour comes to: designs hold no colours but the kit's.

use super::atom::Asked;
use super::change::plain;
use crate::color::Srgb;
use crate::kit::{BrandKit, TokenPath};
use crate::shown::clip;

/// ΔE₀₀ up to which the nearest token passes for a colour that the kit does not have; as for names of colours.
const ALIKE: f64 = 20.0;

/// A token, and what is said of it.
pub(super) struct Matched {
    pub(super) token: TokenPath,
    /// 0–1, where the colour was asked for with one.
    pub(super) opacity: Option<f64>,
    pub(super) said: String,
}

pub(super) fn matched(kit: &BrandKit, asked: &Asked) -> Result<Matched, String> {
    match asked {
        Asked::Token(token) => match kit.color(token) {
            Some(color) => Ok(found(token, color, None, "")),
            None => Err(format!("`{}` is no colour of the kit", clip(&token.0))),
        },
        Asked::Named(name) => match kit.named(name).and_then(|token| Some((kit.color(&token)?, token))) {
            Some((color, token)) => Ok(found(&token, color, None, &format!(", the kit's {name}"))),
            None => Err(format!("the kit has no {name}; give the digits of a colour, or a token of the kit")),
        },
        Asked::Hex(color, alpha) => {
            let opacity =
                alpha.filter(|alpha| *alpha < u8::MAX).map(|alpha| libm::round(f64::from(alpha) / 2.55) / 100.0);
            let (token, near, difference) = nearest(kit, *color).ok_or("the kit has no colours")?;
            if near == *color {
                return Ok(found(token, near, opacity, ""));
            }
            let how_far = format!("ΔE {}", plain(libm::round(difference * 10.0) / 10.0));
            if difference > ALIKE {
                let token = clip(&token.0);
                return Err(format!(
                    "the kit has nothing like {color}: its nearest is {token} ({near}, {how_far} away); say that, or add it to \
                     the kit"
                ));
            }
            Ok(found(token, near, opacity, &format!(", the kit's nearest to {color} ({how_far})")))
        }
    }
}

fn found(token: &TokenPath, color: Srgb, opacity: Option<f64>, note: &str) -> Matched {
    let faint = opacity.map_or_else(String::new, |opacity| format!(", {}% opaque", plain(opacity * 100.0)));
    Matched { token: token.clone(), opacity, said: format!("{} ({color}){note}{faint}", clip(&token.0)) }
}

/// The token of the least difference; of equals the first by name.
fn nearest(kit: &BrandKit, color: Srgb) -> Option<(&TokenPath, Srgb, f64)> {
    let all = kit.colors.iter().map(|(token, near)| (token, *near, near.delta_e(color)));
    all.min_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(b.0)))
}
