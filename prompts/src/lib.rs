//! What a model is told.
//!
//! Prompts are files of the [dotprompt](https://google.github.io/dotprompt/) format: YAML front matter, a Handlebars template,
//! Picoschema for what goes in and comes out. They are read strictly: a key that nobody knows, a variable that is missing and
//! a default that does not fit are errors, never empty text. Each has a version and a digest in `prompts.lock`, and aliases
//! (`production`, `canary`) name a version of it, by a history that is only ever added to.
//!
//! This room reads bytes that it is handed; it knows no folder, no clock and no provider.
//!
//! ```
//! use maquette_prompts::Library;
//! use serde_json::json;
//!
//! let library = Library::embedded();
//! let prompt = library.get("write_variants").expect("it is embedded");
//! let variables = json!({ "brief": "A poster for the book swap", "voice": "warm", "slots": [], "facts": [], "banned": [], "count": 3 });
//! let messages = prompt.render(&variables)?;
//! assert!(messages.len() >= 2);
//! # Ok::<(), maquette_prompts::RenderError>(())
//! ```

mod alias;
mod change;
mod front_matter;
mod library;
mod lock;
mod message;
mod picoschema;
mod prompt;
mod template;
mod version;

pub use alias::{Alias, AliasError, Aliases, Move};
pub use change::{Change, Level};
pub use library::{FILE_BYTES_MAX, Library, LibraryError};
pub use lock::{Lock, LockError, Locked, Problem};
pub use message::{Message, Part, Role};
pub use picoschema::{PicoschemaError, to_json_schema};
pub use prompt::{Contract, Prompt, PromptError, RenderError};
pub use version::Version;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of parts that cannot run into each other, 64 hex digits.
fn digest_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
