//! A day of the calendar.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A day, as `YYYYMMDD` in a number: later days are larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Day(pub u32);

impl Day {
    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
        let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..])?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Self(year * 10_000 + month * 100 + day))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_ordered() {
        assert_eq!(Day::parse("2026-11-27"), Some(Day(20_261_127)));
        assert!(Day::parse("2026-11-27") > Day::parse("2025-12-31"));
        for wrong in ["2026-13-01", "2026-1-01", "26-11-2700", "2026-11-00", "+026-11-01", "2026–11-0"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Day(20_260_203).to_string(), "2026-02-03");
    }
}
