//! Sizes by format: margins, spacing, the steps of type, leading and tracking.
//!
//! All sizes are in `u`, hundredths of the page's short side, unless they say px.

use design::Format;
use design::format::Aspect;

/// A range of sizes, smallest and largest, in `u`.
pub type Span = (f64, f64);

/// What a kind of format asks of type and space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// One hundredth of the short side, px.
    pub u: f64,
    /// The one element that may break the scale.
    pub hero: Span,
    /// The headline.
    pub headline: Span,
    /// The line that supports it.
    pub sub: Span,
    /// Running text and facts.
    pub body: Span,
    /// Labels and calls to action.
    pub label: Span,
    /// Nothing is set smaller by choice.
    pub floor: f64,
    /// Side margins.
    pub margin: f64,
    /// Smallest step of the spacing scale.
    pub gap: f64,
    /// Parts of the height to keep free at the top and bottom, 0–1: what the skins of players cover.
    pub safe: (f64, f64),
}

/// Steps of the spacing scale as multiples of [`Scale::gap`].
pub const STEPS: [f64; 5] = [1.0, 1.6, 2.6, 4.2, 6.8];

struct Kind {
    hero: Span,
    headline: Span,
    sub: Span,
    body: Span,
    label: Span,
    floor: f64,
    margin: f64,
    gap: f64,
    safe: (f64, f64),
}

const STORY: Kind = Kind {
    hero: (18.0, 40.0),
    headline: (9.0, 16.0),
    sub: (4.4, 5.4),
    body: (3.5, 4.1),
    label: (2.9, 3.4),
    floor: 2.3,
    margin: 7.4,
    gap: 1.6,
    safe: (0.11, 0.11),
};
const SQUARE: Kind = Kind {
    hero: (16.0, 36.0),
    headline: (8.5, 14.5),
    sub: (3.8, 4.8),
    body: (2.9, 3.5),
    label: (2.4, 2.9),
    floor: 2.05,
    margin: 6.6,
    gap: 1.6,
    safe: (0.0, 0.0),
};
const POSTER: Kind = Kind {
    hero: (20.0, 46.0),
    headline: (9.0, 17.0),
    sub: (3.7, 4.8),
    body: (2.8, 3.5),
    label: (2.3, 2.8),
    floor: 1.6,
    margin: 6.4,
    gap: 1.6,
    safe: (0.0, 0.0),
};
const LANDSCAPE: Kind = Kind {
    hero: (20.0, 50.0),
    headline: (10.0, 17.0),
    sub: (4.4, 5.4),
    body: (3.6, 4.3),
    label: (3.2, 3.8),
    floor: 2.6,
    margin: 8.0,
    gap: 1.8,
    safe: (0.0, 0.0),
};
const HEADER: Kind = Kind {
    hero: (30.0, 80.0),
    headline: (13.0, 24.0),
    sub: (5.6, 7.0),
    body: (4.7, 5.6),
    label: (4.4, 5.0),
    floor: 3.4,
    margin: 9.0,
    gap: 2.2,
    safe: (0.0, 0.0),
};
const LEADERBOARD: Kind = Kind {
    hero: (50.0, 74.0),
    headline: (20.0, 44.0),
    sub: (14.0, 17.0),
    body: (13.4, 16.0),
    label: (13.4, 17.0),
    floor: 11.0,
    margin: 14.0,
    gap: 4.0,
    safe: (0.0, 0.0),
};
const RECTANGLE: Kind = Kind {
    hero: (22.0, 50.0),
    headline: (10.0, 17.0),
    sub: (5.4, 6.6),
    body: (5.2, 5.8),
    label: (5.2, 6.0),
    floor: 4.0,
    margin: 7.2,
    gap: 1.9,
    safe: (0.0, 0.0),
};
const SKYSCRAPER: Kind = Kind {
    hero: (24.0, 66.0),
    headline: (13.0, 24.0),
    sub: (8.2, 10.0),
    body: (7.8, 8.8),
    label: (7.8, 9.2),
    floor: 6.2,
    margin: 9.5,
    gap: 3.0,
    safe: (0.0, 0.0),
};
const HALF_PAGE: Kind = Kind {
    hero: (20.0, 46.0),
    headline: (10.0, 18.0),
    sub: (5.0, 6.4),
    body: (4.7, 5.4),
    label: (4.4, 5.2),
    floor: 3.5,
    margin: 8.5,
    gap: 2.0,
    safe: (0.0, 0.0),
};
const CARD: Kind = Kind {
    hero: (24.0, 60.0),
    headline: (7.5, 14.0),
    sub: (4.5, 5.6),
    body: (4.5, 5.2),
    label: (4.1, 4.6),
    floor: 3.9,
    margin: 10.5,
    gap: 1.9,
    safe: (0.0, 0.0),
};

impl Scale {
    /// The scale of `format`.
    #[must_use]
    pub fn of(format: &Format) -> Self {
        let (w, h) = (f64::from(format.width), f64::from(format.height));
        let short = w.min(h);
        let print = format.bleed_tenth_mm > 0;
        let kind = match format.aspect() {
            Aspect::Tower if short < 400.0 => &SKYSCRAPER,
            Aspect::Tower => &HALF_PAGE,
            Aspect::Strip if w / h > 5.0 => &LEADERBOARD,
            Aspect::Strip => &HEADER,
            Aspect::Tall if short < 400.0 => &HALF_PAGE,
            Aspect::Square | Aspect::Wide if short < 400.0 => &RECTANGLE,
            Aspect::Wide if print && short < 700.0 => &CARD,
            Aspect::Wide => &LANDSCAPE,
            Aspect::Tall if print => &POSTER,
            Aspect::Tall if w / h < 0.62 => &STORY,
            Aspect::Tall | Aspect::Square => &SQUARE,
        };
        Self {
            u: short / 100.0,
            hero: kind.hero,
            headline: kind.headline,
            sub: kind.sub,
            body: kind.body,
            label: kind.label,
            floor: kind.floor,
            margin: kind.margin,
            gap: kind.gap,
            safe: kind.safe,
        }
    }

    /// A size in `u` as px.
    #[must_use]
    pub fn px(&self, u: f64) -> f64 {
        u * self.u
    }

    /// A step of the spacing scale, px; steps past the last are the last.
    #[must_use]
    pub fn step(&self, step: usize) -> f64 {
        self.px(self.gap * STEPS[step.min(STEPS.len() - 1)])
    }

    /// The usual size of body text, px: what ratios are measured against.
    #[must_use]
    pub fn body_px(&self) -> f64 {
        self.px((self.body.0 + self.body.1) / 2.0)
    }
}

/// Distance of base lines as a multiple of the size, for type `r` times the size of body text.
///
/// `caps` is text without descenders. Larger type is set tighter; the curve is fitted to settings of good posters.
#[must_use]
pub fn leading(r: f64, caps: bool) -> f64 {
    let adjusted = if caps { -0.12 } else { 0.0 };
    (1.40 - 0.217 * libm::log(r.max(0.5)) + adjusted).clamp(0.86, 1.5)
}

/// Letter spacing in em for type `r` times the size of body text.
#[must_use]
pub fn tracking(r: f64, weight: u16, caps: bool) -> f64 {
    let ln = libm::log(r.max(0.5));
    if caps {
        return (0.10 - 0.044 * ln).clamp(-0.02, 0.14);
    }
    let light = if weight < 300 { 0.005 } else { 0.0 };
    // Heavy letters are drawn close already; tighter still, "ff" and "rt" run into each other.
    let tightest = if weight >= 700 { -0.018 } else { -0.03 };
    (-0.011 * ln + light).clamp(tightest, 0.02)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_type_is_set_tighter() {
        let leads: Vec<f64> = [1.0, 1.6, 5.0, 10.0].iter().map(|&r| leading(r, false)).collect();
        assert!(leads.windows(2).all(|pair| pair[0] > pair[1]), "{leads:?}");
        assert!((leads[0] - 1.40).abs() < 1e-9 && (leads[2] - 1.05).abs() < 0.01);
        assert!(tracking(10.0, 800, false) < tracking(1.0, 400, false));
        assert!(tracking(1.0, 600, true) > 0.09);
    }

    #[test]
    fn every_named_format_keeps_its_steps_apart() {
        for name in Format::names() {
            let scale = Scale::of(&Format::parse(name).unwrap());
            assert!(
                scale.headline.0 > scale.sub.1 && scale.sub.1 >= scale.body.0 && scale.body.1 > scale.floor,
                "{name}"
            );
        }
    }
}
