//! What the next person on duty has to know.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{HotlineError, opened, sealed};
use crate::{
    access::Operator,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::shift_note,
    kernel::{Timestamp, secret::Plaintext},
    vault::At,
};

/// How many are shown: today's and yesterday's shifts.
const SHOWN: u64 = 6;

/// A note.
#[derive(Debug)]
pub struct Note {
    /// Who wrote it.
    pub staff: Uuid,
    /// When.
    pub written_at: Timestamp,
    /// The text.
    pub body: Plaintext,
}

/// Leaves a note.
///
/// # Errors
/// An empty or unreadable text.
pub async fn write(ctx: &Ctx, by: &Operator, text: &Plaintext) -> Result<Uuid, HotlineError> {
    let id = ctx.ids.row(ctx.clock.now());
    let body = sealed(ctx, by, at(id), "/text", Some(text))?.ok_or_else(|| HotlineError::field("/text", "message-empty"))?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let row = shift_note::Model { id, office_code: by.office().as_str().to_owned(), staff_id: by.staff(), written_at: now, body };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::ShiftNoteWritten { note: id });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// The newest notes of the office, the newest on top.
///
/// # Errors
/// The database cannot be read, or a note not opened.
pub async fn newest(ctx: &Ctx, by: &Operator) -> Result<Vec<Note>, HotlineError> {
    let rows = shift_note::Entity::find()
        .filter(shift_note::Column::OfficeCode.eq(by.office().as_str()))
        .order_by_desc(shift_note::Column::WrittenAt)
        .limit(SHOWN)
        .all(ctx.db.read())
        .await?;
    let mut notes = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(body) = opened(ctx, by, at(row.id), Some(&row.body))? {
            notes.push(Note { staff: row.staff_id, written_at: row.written_at, body });
        }
    }
    Ok(notes)
}

fn at(row: Uuid) -> At {
    At { table: "shift_note", column: "body", row }
}
