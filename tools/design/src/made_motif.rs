//! The motif of a picture that an image model makes: what it is to show, in words, behind a mark that tells it from what is drawn.

/// What stands before the words.
const MADE: &str = "made:";

/// The motif of a picture that shows that.
#[must_use]
pub fn made_motif(shows: &str) -> String {
    format!("{MADE}{shows}")
}

/// What the picture shows that a motif asks an image model for; `None` for a motif that is drawn or is a kit's.
#[must_use]
pub fn made_subject(motif: &str) -> Option<&str> {
    motif.strip_prefix(MADE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_read_as_it_was_written() {
        assert_eq!(made_subject(&made_motif("a red bicycle")), Some("a red bicycle"));
        assert_eq!((made_subject("leaf"), made_subject("kit:harbour")), (None, None));
    }
}
