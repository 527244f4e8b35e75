//! Versions of prompts: semantic ones, without anything after the patch.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::change::Level;

/// A semantic version, `1.2.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// Rises when what worked before may not work any more.
    pub major: u32,
    /// Rises when something was added or is said otherwise.
    pub minor: u32,
    /// Rises for anything else.
    pub patch: u32,
}

impl Version {
    /// How far the step from `before` to this one goes; `None` when it is no step up.
    #[must_use]
    pub fn step_from(&self, before: &Self) -> Option<Level> {
        match () {
            () if self <= before => None,
            () if self.major > before.major => Some(Level::Major),
            () if self.minor > before.minor => Some(Level::Minor),
            () => Some(Level::Patch),
        }
    }

    /// The version that a change of that level leads to.
    #[must_use]
    pub fn after(&self, level: Level) -> Self {
        match level {
            Level::Major => Self { major: self.major.saturating_add(1), minor: 0, patch: 0 },
            Level::Minor => Self { minor: self.minor.saturating_add(1), patch: 0, ..*self },
            Level::Patch => Self { patch: self.patch.saturating_add(1), ..*self },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unreadable = || format!("`{text}` is no version; write one such as 1.2.0");
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let plain = plain && (part.len() == 1 || !part.starts_with('0'));
            part.parse::<u32>().ok().filter(|_| plain).ok_or_else(unreadable)
        };
        let parts: Vec<&str> = text.split('.').collect();
        let [major, minor, patch] = parts[..] else { return Err(unreadable()) };
        Ok(Self { major: number(major)?, minor: number(minor)?, patch: number(patch)? })
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_read_back_and_are_ordered() {
        let version: Version = "1.20.3".parse().unwrap();
        assert_eq!(version.to_string(), "1.20.3");
        assert!(version > "1.9.9".parse().unwrap());
        for unreadable in ["", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "1.02.3", "1.2.3-rc", "+1.2.3", "1..3"] {
            assert!(unreadable.parse::<Version>().is_err(), "{unreadable}");
        }
    }

    #[test]
    fn a_step_is_as_large_as_its_first_number_that_rises() {
        let check = |from: &str, to: &str| to.parse::<Version>().unwrap().step_from(&from.parse().unwrap());
        assert_eq!(check("1.2.3", "2.0.0"), Some(Level::Major));
        assert_eq!(check("1.2.3", "1.3.0"), Some(Level::Minor));
        assert_eq!(check("1.2.3", "1.2.4"), Some(Level::Patch));
        assert_eq!(check("1.2.3", "1.2.3"), None);
        assert_eq!(check("1.2.3", "1.1.9"), None);
    }
}
