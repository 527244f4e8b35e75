//! The colours that a drawing may have.

use std::collections::BTreeMap;

use design::{BrandKit, ImageRequest, Srgb, TokenPath};

use super::IllustrationError;

/// Farthest that a colour may be moved without a word, ΔE00.
const UNNOTICED: f64 = 5.0;
/// Most colours of which it is told that they were moved.
const TOLD_MAX: usize = 8;

/// The inks at hand.
pub(super) struct Inks {
    inks: Vec<(TokenPath, Srgb)>,
    /// What lies below a picture that has a ground of its own.
    pub(super) ground: Option<Srgb>,
}

impl Inks {
    pub(super) fn of(request: &ImageRequest, kit: &BrandKit) -> Result<Self, IllustrationError> {
        let roles = &kit.roles;
        let of_kit = [&roles.ground, &roles.ink, &roles.accent, &roles.support].into_iter().flatten();
        let mut inks: Vec<(TokenPath, Srgb)> = Vec::new();
        for token in request.palette.values().chain(of_kit) {
            let Some(color) = kit.color(token) else { continue };
            if inks.iter().all(|(_, known)| *known != color) {
                inks.push((token.clone(), color));
            }
        }
        if inks.is_empty() {
            return Err(IllustrationError::NoPage { reason: "the kit has no colours for it".to_owned() });
        }
        let ground = request.palette.get("ground").or(roles.ground.first()).and_then(|token| kit.color(token));
        Ok(Self { inks, ground: ground.filter(|_| !request.transparent) })
    }

    /// The ink that is nearest to a colour, how far that is (ΔE00), and its token.
    pub(super) fn nearest(&self, color: Srgb) -> (Srgb, f64, &TokenPath) {
        let mut best = (self.inks[0].1, self.inks[0].1.delta_e(color), &self.inks[0].0);
        for (token, ink) in &self.inks[1..] {
            let distance = ink.delta_e(color);
            if distance < best.1 {
                best = (*ink, distance, token);
            }
        }
        best
    }
}

/// Which colours were moved, and where to.
#[derive(Default)]
pub(super) struct Moved(BTreeMap<String, (String, String)>);

impl Moved {
    pub(super) fn note(&mut self, asked: Srgb, (given, distance, token): (Srgb, f64, &TokenPath)) {
        if distance > UNNOTICED {
            self.0.insert(asked.to_string(), (token.to_string(), given.to_string()));
        }
    }

    pub(super) fn told(self) -> Vec<String> {
        let told = |(asked, (token, given)): (String, (String, String))| format!("{asked} became {token} ({given})");
        self.0.into_iter().take(TOLD_MAX).map(told).collect()
    }
}
