//! After how long a tenant's limit is there anew.

use serde::{Deserialize, Serialize};

/// The span that a tenant's limit is for. Days and months are those of UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// For good.
    #[default]
    None,
    /// A day.
    Day,
    /// A month.
    Month,
}

impl Window {
    /// Which window a time lies in; later windows have larger numbers. `now` in seconds since 1970.
    #[must_use]
    pub fn of(self, now: u64) -> u64 {
        let days = now / 86_400;
        match self {
            Self::None => 0,
            Self::Day => days,
            Self::Month => months(days),
        }
    }
}

/// Whole months since January of the year 0, by days since 1970. Source of the formula: Hinnant, "chrono-compatible
/// low-level date algorithms", `civil_from_days`.
fn months(days: u64) -> u64 {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (years, month) = (era * 400 + year, if month < 10 { month + 3 } else { month - 9 });
    (years + u64::from(month <= 2)) * 12 + month - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_change_where_the_calendar_says() {
        let month = |now: u64| (Window::Month.of(now) / 12, Window::Month.of(now) % 12 + 1);
        assert_eq!(month(0), (1970, 1));
        assert_eq!(month(951_782_399), (2000, 2)); // 28 February 2000, 23:59:59
        assert_eq!(month(951_868_799), (2000, 2)); // 29 February 2000, 23:59:59
        assert_eq!(month(951_868_800), (2000, 3));
        assert_eq!(month(1_767_225_599), (2025, 12));
        assert_eq!(month(1_767_225_600), (2026, 1));
        assert_eq!(Window::Day.of(86_399) + 1, Window::Day.of(86_400));
        assert_eq!(Window::None.of(u64::MAX / 2), Window::None.of(0));
    }
}
