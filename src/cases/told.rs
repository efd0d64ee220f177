//! Reading what staff write as carefully as what reporters write: bounded, composed, without hidden characters.

use super::CaseError;
use crate::kernel::{
    FieldError,
    secret::Plaintext,
    text::{LINE_CHARS, NOTE_CHARS, STORY_CHARS, TextError, bounded},
};

/// A note, a reason, a next act, as it will be sealed.
///
/// # Errors
/// The field at `pointer` is too long or holds hidden characters.
pub(super) fn note(pointer: &str, text: &Plaintext) -> Result<Plaintext, CaseError> {
    read(pointer, text, NOTE_CHARS)
}

/// A name, a number, a short word, as it will be sealed.
///
/// # Errors
/// The field at `pointer` is too long or holds hidden characters.
pub(super) fn line(pointer: &str, text: &Plaintext) -> Result<Plaintext, CaseError> {
    read(pointer, text, LINE_CHARS)
}

/// A message to the reporter, as it will be sealed.
///
/// # Errors
/// The field at `pointer` is too long or holds hidden characters.
pub(super) fn message(pointer: &str, text: &Plaintext) -> Result<Plaintext, CaseError> {
    read(pointer, text, STORY_CHARS)
}

fn read(pointer: &str, text: &Plaintext, max: usize) -> Result<Plaintext, CaseError> {
    let fault = match bounded(text.reveal(), max) {
        Ok(text) => return Ok(Plaintext::new(text)),
        Err(TextError::TooLong { max }) => FieldError::new(pointer, "too-long").with("max", max),
        Err(TextError::Control) => FieldError::new(pointer, "control-characters"),
    };
    Err(CaseError::Fields(vec![fault]))
}
