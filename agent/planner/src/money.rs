//! Money as integers.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Money, in nano-dollars (1 USD = 1 000 000 000). Integral, so sums are exact and replay is bit-equal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NanoUsd(pub u64);

impl NanoUsd {
    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads dollars such as `0.25`, with at most nine decimals.
    #[must_use]
    pub fn parse_usd(text: &str) -> Option<Self> {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
            return None;
        }
        let dollars: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let nanos: u64 = format!("{fraction:0<9}").parse().ok()?;
        dollars.checked_mul(1_000_000_000)?.checked_add(nanos).map(Self)
    }

    /// The sum, or `None` when it would not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, zero when it would be negative.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for NanoUsd {
    /// Dollars with as many decimals as needed, two at least: `0.25`, `0.000125`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:09}", self.0 % 1_000_000_000);
        let kept = fraction.trim_end_matches('0').len().max(2);
        write!(f, "{}.{}", self.0 / 1_000_000_000, &fraction[..kept])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        assert_eq!(NanoUsd::parse_usd(text).map(|money| money.to_string()).as_deref(), want, "{text}");
    }

    #[test]
    fn dollars_read_and_write_exactly() {
        check("0.25", Some("0.25"));
        check("3", Some("3.00"));
        check(".000125", Some("0.000125"));
        check("18446744073709551615", None);
        for bad in ["", ".", "-1", "1e3", "0.1234567891", "1.2.3", "$1"] {
            check(bad, None);
        }
    }
}
