//! Text from outside, parsed once at the edge into something that cannot be wrong inside.

use unicode_normalization::UnicodeNormalization;

/// Why a text was not taken as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Longer than we keep.
    #[error("longer than {max} characters")]
    TooLong {
        /// Most characters taken.
        max: usize,
    },
    /// Holds control characters other than line breaks and tabs.
    #[error("holds control characters")]
    Control,
}

/// Most characters of a story or a message: some forty printed pages.
pub const STORY_CHARS: usize = 100_000;
/// Most characters of an address, a note, a wish.
pub const NOTE_CHARS: usize = 10_000;
/// Most characters of a name, a phone number, a place as typed.
pub const LINE_CHARS: usize = 500;

/// `raw` in Unicode normal form C without surrounding white space.
///
/// # Errors
/// [`TextError::TooLong`] beyond `max` characters, [`TextError::Control`] for control characters other than line breaks and tabs.
pub fn bounded(raw: &str, max: usize) -> Result<String, TextError> {
    if raw.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(TextError::Control);
    }
    let text: String = raw.trim().nfc().collect();
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    Ok(text)
}

/// `raw` without control characters: what the form does for a person, who cannot see them and did not mean them.
#[must_use]
pub fn without_controls(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::{TextError, bounded, without_controls};

    #[test]
    fn text_is_composed_trimmed_and_bounded() {
        assert_eq!(bounded("  o\u{302}i  ", 10), Ok("ôi".into()));
        assert_eq!(bounded("abc", 2), Err(TextError::TooLong { max: 2 }));
        assert_eq!(bounded("a\u{0}b", 10), Err(TextError::Control));
        assert_eq!(without_controls("a\u{0}b\r\nc"), "ab\nc");
    }
}
