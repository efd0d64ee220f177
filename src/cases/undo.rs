//! Taking back what was entered a moment ago, by a slip of the thumb: a note, or the attempt at a contact.
//!
//! Nothing is deleted: the row stays, sealed, marked, and counts for nothing any more. What left the house cannot be taken back: a
//! contact that stopped a clock, a message, an alert. Those are corrected instead (`correct`).

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError,
    correct::Of,
    find,
    note::{NoteKind, is_of},
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{contact, note},
    kernel::{
        Timestamp,
        codes::CaseCode,
        terms::{ContactOutcome, ContactWith},
    },
};

/// How long one's own entry can be taken back.
pub const UNDO_HOLDS: Duration = Duration::seconds(60);

/// Whether an entry of `staff`, made at `entered_at`, can still be taken back by `by`.
#[must_use]
pub fn is_fresh(by: &Responder, staff: Uuid, entered_at: Timestamp, now: Timestamp) -> bool {
    staff == by.staff() && now < entered_at + UNDO_HOLDS
}

/// Whether a contact moved nothing but itself: nobody was reached, so no clock stopped.
#[must_use]
pub fn moved_nothing(contact: &contact::Model) -> bool {
    contact.outcome != ContactOutcome::Reached.code()
        || ![ContactWith::PersonAtRisk.code(), ContactWith::Reporter.code()].contains(&contact.contact_with.as_str())
}

/// Whether a note of this kind belongs to no act.
#[must_use]
pub fn is_free(kind: &str) -> bool {
    is_of(kind, NoteKind::Note)
}

/// Takes back one's own entry.
///
/// # Errors
/// `NotFound` out of scope, `Closed`; `/of` where there is no such entry, it is somebody else's, too old, or moved more than itself.
pub async fn undo(ctx: &Ctx, by: &Responder, code: &CaseCode, of: Of) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let item = take_back(tx, by, case.id, of, now).await?;
            ledger.record(now, by.actor(), &Event::Undone { item });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn take_back(tx: &Tx, by: &Responder, case: Uuid, of: Of, now: Timestamp) -> Result<Uuid, CaseError> {
    let unknown = || CaseError::field("/of", "note-unknown");
    let late = || CaseError::field("/of", "undo-too-late");
    match of {
        Of::Note(id) => {
            let row = note::Entity::find_by_id(id).one(tx).await?.filter(|row| row.case_id == case).ok_or_else(unknown)?;
            if !is_fresh(by, row.staff_id, row.written_at, now) || row.undone_at.is_some() {
                return Err(late());
            }
            // The note of an act goes with its act.
            if !is_free(&row.kind) {
                return Err(CaseError::field("/of", "undo-moved-more"));
            }
            let mine = note::Entity::update_many().col_expr(note::Column::UndoneAt, Expr::value(now));
            mine.filter(note::Column::Id.eq(id)).exec(tx).await?;
            Ok(id)
        }
        Of::Contact(id) => {
            let row = contact::Entity::find_by_id(id).one(tx).await?.filter(|row| row.case_id == case).ok_or_else(unknown)?;
            if !is_fresh(by, row.staff_id, row.recorded_at, now) || row.undone_at.is_some() {
                return Err(late());
            }
            if !moved_nothing(&row) {
                return Err(CaseError::field("/of", "undo-moved-more"));
            }
            let mine = contact::Entity::update_many().col_expr(contact::Column::UndoneAt, Expr::value(now));
            mine.filter(contact::Column::Id.eq(id)).exec(tx).await?;
            Ok(id)
        }
    }
}
