//! A day of the calendar.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A day, as `YYYYMMDD` in a number: later days are larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Day(pub u32);

/// Milliseconds of a day.
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

impl Day {
    /// The day (UTC) of a moment, ms since 1970; 9999-12-31 for all that come later. Source: Howard Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    #[must_use]
    pub fn of_ms(ms: u64) -> Self {
        const LAST: u64 = 2_932_896;
        // Counted from 1 March of the year 0, so that a leap day is the last of its year, in eras of 400 years.
        let days = (ms / DAY_MS).min(LAST) + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
        Self(((era * 400 + year) * 10_000 + month * 100 + day) as u32)
    }

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
        assert_eq!(Day::of_ms(0).to_string(), "1970-01-01");
        assert_eq!(Day::of_ms(951_782_400_000).to_string(), "2000-02-29");
        assert_eq!(Day::of_ms(951_868_799_999).to_string(), "2000-02-29");
        assert_eq!(Day::of_ms(1_795_714_542_600).to_string(), "2026-11-26");
        assert_eq!(Day::of_ms(u64::MAX).to_string(), "9999-12-31");
        assert_eq!(Day(20_260_203).to_string(), "2026-02-03");
    }
}
