//! Writing a note that belongs to no act.

use uuid::Uuid;

use super::{
    CaseError, find,
    note::{self, NoteKind},
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    kernel::{codes::CaseCode, secret::Plaintext},
};

/// Keeps `text` as a note of the case. Stops no clock: a note reaches nobody.
///
/// # Errors
/// `NotFound` out of scope, `Closed`, an empty text.
pub async fn write(ctx: &Ctx, by: &Responder, code: &CaseCode, text: &Plaintext) -> Result<Uuid, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let missing = || CaseError::field("/text", "note-empty");
    let note = note::sealed(ctx, by, found.id, NoteKind::Note, Some(text)).await?.ok_or_else(missing)?;
    let id = note.id();
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            note::store(tx, by, case.id, Some(note), now).await?;
            ledger.record(now, by.actor(), &Event::NoteWritten { note: id });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}
