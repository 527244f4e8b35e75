//! Where a frame is too much: a quantile of its tiles, and the threshold that it may not reach.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A quantile is kept in so many parts of 1.
const PARTS: u32 = 1_000_000_000;

/// A number that is none from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{found} as a {what}; it is a number from 0 to 1")]
pub struct RangeError {
    /// What it was to be.
    pub what: &'static str,
    /// What was given.
    pub found: f64,
}

fn checked(what: &'static str, found: f64) -> Result<f64, RangeError> {
    if (0.0..=1.0).contains(&found) { Ok(found) } else { Err(RangeError { what, found }) }
}

/// The probability from which on something is unsafe, 0 to 1. At 0 everything is.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "f32", into = "f32")]
#[schemars(with = "f32", extend("minimum" = 0, "maximum" = 1))]
pub struct Threshold(f32);

impl Threshold {
    /// The number itself.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }

    /// Whether a probability is unsafe. One that is no number is.
    #[must_use]
    pub fn is_reached_by(self, probability: f32) -> bool {
        // A number below 0 counts as 0, as in the other ways of counting.
        let below = self.0 > 0.0 && probability < self.0;
        !below
    }
}

impl TryFrom<f32> for Threshold {
    type Error = RangeError;

    fn try_from(tau: f32) -> Result<Self, RangeError> {
        // There is but one 0.
        checked("threshold", f64::from(tau)).map(|_| Self(tau + 0.0))
    }
}

impl From<Threshold> for f32 {
    fn from(tau: Threshold) -> Self {
        tau.0
    }
}

/// Which quantile is looked at, 0 (the least) to 1 (the largest), kept to nine decimal places, so that ranks are exact:
/// the 0.07 quantile of 100 is the 7th, although 0.07 · 100 is more than 7 in floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "f64", into = "f64")]
#[schemars(with = "f64", extend("minimum" = 0, "maximum" = 1))]
pub struct Quantile(u32);

impl Quantile {
    /// The largest of all.
    pub const LARGEST: Self = Self(PARTS);

    /// The number itself.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0) / f64::from(PARTS)
    }

    /// Which of `n` numbers in order it is, the first being 1: `⌈q·n⌉`, at least 1. Of none it is the first.
    #[must_use]
    pub fn rank(self, n: u64) -> u64 {
        let rank = (u128::from(self.0) * u128::from(n)).div_ceil(u128::from(PARTS));
        u64::try_from(rank).unwrap_or(n).max(1)
    }
}

impl TryFrom<f64> for Quantile {
    type Error = RangeError;

    fn try_from(q: f64) -> Result<Self, RangeError> {
        checked("quantile", q).map(|q| Self(libm::round(q * f64::from(PARTS)) as u32))
    }
}

impl From<Quantile> for f64 {
    fn from(q: Quantile) -> Self {
        q.get()
    }
}

/// Unsafe is what has a `q`-quantile of at least `tau`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Which quantile of the tiles is looked at.
    pub q: Quantile,
    /// What it may not reach.
    pub tau: Threshold,
}

/// The limits of a frame, which is looked at as a whole and in tiles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameLimit {
    /// That of its tiles.
    pub tiles: Limit,
    /// What the frame as a whole may not reach.
    pub full_frame: Threshold,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_decimal_as_it_is_written() {
        let rank = |q: f64, n: u64| Quantile::try_from(q).unwrap().rank(n);
        assert_eq!((rank(0.07, 100), rank(0.95, 20), rank(0.95, 21), rank(0.5, 3)), (7, 19, 20, 2));
        assert_eq!((rank(0.0, 9), rank(1.0, 9), rank(0.5, 0), rank(1e-9, 1)), (1, 9, 1, 1));
        assert_eq!((rank(1.0, u64::MAX), rank(0.5, u64::MAX)), (u64::MAX, u64::MAX / 2 + 1));
        // In hundredths by whole numbers alone.
        for part in 0..=100_u64 {
            for n in 1..=250 {
                let expected = (part * n).div_ceil(100).max(1);
                assert_eq!(rank(part as f64 / 100.0, n), expected, "{part} hundredths of {n}");
            }
        }
    }

    #[test]
    fn a_number_out_of_range_is_refused_and_named() {
        for bad in [-0.1, 1.000_001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Quantile::try_from(bad).is_err() && Threshold::try_from(bad as f32).is_err(), "{bad}");
        }
        let error = Threshold::try_from(1.5).unwrap_err();
        assert_eq!(error.to_string(), "1.5 as a threshold; it is a number from 0 to 1");
        assert!(Threshold::try_from(-0.0).unwrap().get().is_sign_positive());
    }

    #[test]
    fn limits_are_read_checked_and_written_as_they_were() {
        let limit: Limit = serde_json::from_str(r#"{"q":0.95,"tau":0.7}"#).unwrap();
        assert_eq!(serde_json::to_string(&limit).unwrap(), r#"{"q":0.95,"tau":0.7}"#);
        let refused = |text| serde_json::from_str::<Limit>(text).unwrap_err().to_string();
        assert!(refused(r#"{"q":95,"tau":0.7}"#).contains("95 as a quantile"));
        assert!(refused(r#"{"q":0.5,"tau":0.7,"t":1}"#).contains("unknown field"));
    }
}
