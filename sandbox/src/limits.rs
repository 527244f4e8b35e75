//! What a guest may take: by class, lowered by its manifest, never raised.

use serde::{Deserialize, Serialize};

/// How much a guest of that kind needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Compiled languages: Rust, C, Zig, AssemblyScript.
    #[default]
    Small,
    /// Languages that bring an interpreter along: JavaScript.
    Scripted,
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident: $small:expr, $scripted:expr, $ceiling:expr;)*) => {
        /// The most that a guest may take; each a number, so that the least of two is the least of each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub struct Limits {
            $($(#[$doc])* pub $name: u64,)*
        }

        /// What a manifest lowers.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Lowered {
            /// The class that is lowered.
            pub class: Class,
            $($(#[$doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $name: Option<u64>,)*
        }

        impl Limits {
            /// What small guests may take.
            pub const SMALL: Self = Self { $($name: $small,)* };
            /// What guests with an interpreter may take.
            pub const SCRIPTED: Self = Self { $($name: $scripted,)* };
            /// What nobody may take more of, whatever an operator says.
            pub const CEILING: Self = Self { $($name: $ceiling,)* };

            /// The least of both.
            #[must_use]
            pub fn at_most(self, other: Self) -> Self {
                Self { $($name: self.$name.min(other.$name),)* }
            }

            /// These, as far as a manifest does not lower them.
            #[must_use]
            pub fn lowered(self, by: &Lowered) -> Self {
                Self { $($name: by.$name.map_or(self.$name, |lower| lower.min(self.$name)),)* }
            }
        }

        impl Lowered {
            /// The first limit that would be raised instead, and what it may be.
            #[must_use]
            pub fn raised(&self, over: &Limits) -> Option<(&'static str, u64)> {
                $(if self.$name.is_some_and(|own| own > over.$name) {
                    return Some((stringify!($name), over.$name));
                })*
                None
            }
        }
    };
}

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

limits! {
    /// Size of the component, bytes.
    component_bytes: 4 * MIB, 16 * MIB, 32 * MIB;
    /// Functions of the component, over all of its modules.
    functions: 8_000, 24_000, 48_000;
    /// Linear memory, bytes, summed over memories.
    memory_bytes: 32 * MIB, 64 * MIB, 256 * MIB;
    /// Linear memories.
    memories: 2, 4, 4;
    /// Elements of tables, summed over tables.
    table_elements: 20_000, 40_000, 100_000;
    /// Tables.
    tables: 8, 64, 64;
    /// Instances of core modules; one guest with an interpreter has thirteen.
    instances: 8, 32, 64;
    /// Instructions, nearly: the engine's own measure, the same each time.
    fuel: 2_000_000_000, 10_000_000_000, 50_000_000_000;
    /// Time, ms: what stops a guest where fuel does not. Nothing that a run makes depends on it.
    wall_ms: 2_000, 5_000, 30_000;
    /// The arguments, bytes of JSON.
    input_bytes: 256 * KIB, 256 * KIB, MIB;
    /// The result, bytes of JSON.
    output_bytes: 256 * KIB, 256 * KIB, MIB;
    /// Lines of its log that are kept, of 1 KiB each.
    log_lines: 64, 64, 256;
    /// Blobs that it may hand back.
    blobs: 4, 4, 16;
    /// Bytes of those in all.
    blob_bytes: 16 * MIB, 16 * MIB, 64 * MIB;
    /// Times that it may ask the house for something.
    host_calls: 10_000, 10_000, 100_000;
}

impl Limits {
    /// What a class may take, unless an operator says otherwise.
    #[must_use]
    pub const fn of(class: Class) -> Self {
        match class {
            Class::Small => Self::SMALL,
            Class::Scripted => Self::SCRIPTED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_lowers_and_never_raises() {
        let lowered = Lowered { fuel: Some(5), ..Lowered::default() };
        assert_eq!(Limits::SMALL.lowered(&lowered), Limits { fuel: 5, ..Limits::SMALL });
        assert_eq!(lowered.raised(&Limits::SMALL), None);
        let raised = Lowered { memory_bytes: Some(u64::MAX), ..Lowered::default() };
        assert_eq!(Limits::SMALL.lowered(&raised), Limits::SMALL);
        assert_eq!(raised.raised(&Limits::SMALL), Some(("memory_bytes", Limits::SMALL.memory_bytes)));
    }

    #[test]
    fn no_class_is_beyond_the_ceiling() {
        for class in [Class::Small, Class::Scripted] {
            assert_eq!(Limits::of(class).at_most(Limits::CEILING), Limits::of(class));
        }
    }
}
