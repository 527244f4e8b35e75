//! What happens when this program has a bug: one sentence, never a panic's own words in the middle of other output.
//!
//! Most panics are none of the person's business: a picture that makes a decoder panic, or a tool that breaks, is
//! caught where it happens and told as an error of that picture or tool. A panic hook cannot know who will catch what
//! it sees, so ours only notes the panic; whoever catches it says so. What nobody caught arrives here.

use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

use crate::failure::{Exit, Failure};

/// Set to anything but `0`, it brings back the panics as they happen, with their backtraces.
const BACKTRACE: &str = "RUST_BACKTRACE";
/// Longest part of a panic's message that is repeated, characters.
const MESSAGE_CHARS_MAX: usize = 300;

/// The last panic, and where it was.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Runs `work`; a panic that it lets through is a failure like any other, with exit code 1.
pub(crate) fn contained(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    if std::env::var_os(BACKTRACE).is_none_or(|value| value == "0") {
        std::panic::set_hook(Box::new(note));
    }
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let what = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
        let what = what.unwrap_or_else(|| "it does not say why".to_owned());
        Err(Failure::new(Exit::Internal, format!("maquette has a bug: {what}"))
            .hint(format!("please report it; {BACKTRACE}=1 shows where it comes from")))
    })
}

fn note(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a panic without a message");
    let message: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let message: String = message.chars().take(MESSAGE_CHARS_MAX).collect();
    let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(message + &place);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_is_a_failure_that_says_what_and_where() {
        let failure = contained(|| panic!("the page\nis lost")).unwrap_err();
        assert_eq!(failure.exit, Exit::Internal);
        assert!(failure.message.contains("the page is lost") || std::env::var_os(BACKTRACE).is_some(), "{failure}");
        assert!(contained(|| Ok(())).is_ok());
        let usage = contained(|| Err(Failure::usage("no such thing"))).unwrap_err();
        assert_eq!(usage.exit, Exit::Usage);
    }
}
