//! Whose work it is: part of every key under which something is kept or shared.

use std::fmt;
use std::sync::Arc;

/// Longest name of a tenant, bytes.
const NAME_BYTES_MAX: usize = 128;

/// A tenant: the customer of a product that embeds the runtime. Cheap to clone.
///
/// It is part of the key of whatever is kept or shared, so nothing of one tenant is ever found by another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(Arc<str>);

/// A name that no tenant may have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tenant's name has 1 to {NAME_BYTES_MAX} letters, digits, `-`, `_` or `.`, and does not begin with `.`")]
pub struct TenantNameError;

impl TenantId {
    /// The tenant of that name. It may become part of a path, so it holds nothing that means something there.
    ///
    /// # Errors
    ///
    /// [`TenantNameError`] when it is empty, too long or holds other characters.
    pub fn new(name: &str) -> Result<Self, TenantNameError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let sound = (1..=NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('.');
        if sound { Ok(Self(name.into())) } else { Err(TenantNameError) }
    }

    /// The one tenant of a process that has no others.
    #[must_use]
    pub fn local() -> Self {
        Self("local".into())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_something_in_a_path_are_none() {
        for name in ["", ".", "..", ".hidden", "a/b", "a\\b", "a b", "a\0", "é", &"x".repeat(129)] {
            assert_eq!(TenantId::new(name), Err(TenantNameError), "{name:?}");
        }
        assert_eq!(TenantId::new("acme.eu-1_b").unwrap().name(), "acme.eu-1_b");
    }
}
