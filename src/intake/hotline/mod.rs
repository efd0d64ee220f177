//! The telephone: what operators do, of which only some becomes a report.
//!
//! A *contact with the hotline* has a kind; only `report` opens a case, by the very way of every report. Beside that there are callers to be
//! called back, callers passed on to another line, and a note for whoever is on duty next. What is said in them is sealed for the operators
//! of one office (`vault::sealing::HotlineKey`); kind, times and who wrote it are plain. Nothing here names a case: an operator reads none.

pub mod callbacks;
pub mod contacts;
mod error;
pub mod reports;
pub mod shift_notes;
pub mod transfers;

pub use error::HotlineError;

use chrono::Duration;

use crate::{
    access::Operator,
    ctx::Ctx,
    kernel::{
        FieldError, Timestamp,
        secret::Plaintext,
        text::{NOTE_CHARS, TextError, bounded},
    },
    vault::{
        At,
        sealing::{HotlineKey, open, seal},
    },
};

/// How far back something may be entered: a shift and the night after it.
pub const LONGEST_AGO: Duration = Duration::hours(24);
/// Rows of a list.
const LISTED: u64 = 50;

fn key(ctx: &Ctx, by: &Operator) -> Result<HotlineKey, HotlineError> {
    Ok(ctx.vault.desk()?.hotline_key(by.office()))
}

/// Reads a text and seals it for its place; nothing for a blank one.
fn sealed(ctx: &Ctx, by: &Operator, at: At, pointer: &str, text: Option<&Plaintext>) -> Result<Option<Vec<u8>>, HotlineError> {
    let Some(text) = text.filter(|text| !text.is_blank()) else { return Ok(None) };
    let text = bounded(text.reveal(), NOTE_CHARS).map_err(|fault| match fault {
        TextError::TooLong { max } => HotlineError::Fields(vec![FieldError::new(pointer, "too-long").with("max", max)]),
        TextError::Control => HotlineError::field(pointer, "control-characters"),
    })?;
    Ok(Some(seal(&key(ctx, by)?, at, &Plaintext::new(text), ctx.ids.as_ref())?))
}

fn opened(ctx: &Ctx, by: &Operator, at: At, bytes: Option<&Vec<u8>>) -> Result<Option<Plaintext>, HotlineError> {
    let key = key(ctx, by)?;
    Ok(bytes.map(|bytes| open(&key, at, bytes)).transpose()?)
}

/// An instant that lies behind us, not too far.
fn past(pointer: &str, at: Timestamp, now: Timestamp) -> Result<Timestamp, HotlineError> {
    if at > now {
        return Err(HotlineError::field(pointer, "time-in-future"));
    }
    if at < now - LONGEST_AGO {
        return Err(HotlineError::field(pointer, "time-too-long-ago"));
    }
    Ok(at)
}
