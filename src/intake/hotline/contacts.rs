//! Contacts with the hotline: every call counts, and most are no reports.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{HotlineError, LISTED, opened, past, sealed};
use crate::{
    access::Operator,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::hotline_contact,
    kernel::{Timestamp, secret::Plaintext, terms::HotlineKind},
    vault::At,
};

/// A contact to be entered.
#[derive(Debug)]
pub struct NewContact {
    /// What it was.
    pub kind: HotlineKind,
    /// When it began.
    pub began_at: Timestamp,
    /// What has to be remembered of it.
    pub note: Option<Plaintext>,
}

/// A contact as it is listed.
#[derive(Debug)]
pub struct Contact {
    /// The row.
    pub row: hotline_contact::Model,
    /// What has to be remembered of it.
    pub note: Option<Plaintext>,
}

/// Enters a contact that ends now. One that is a report is entered by filing it ([`super::reports`]).
///
/// # Errors
/// Fields at fault.
pub async fn record(ctx: &Ctx, by: &Operator, new: NewContact) -> Result<Uuid, HotlineError> {
    if new.kind == HotlineKind::Report {
        return Err(HotlineError::field("/kind", "hotline-report-by-form"));
    }
    past("/began_at", new.began_at, ctx.clock.now())?;
    enter(ctx, by, new).await
}

pub(super) async fn enter(ctx: &Ctx, by: &Operator, new: NewContact) -> Result<Uuid, HotlineError> {
    let id = ctx.ids.row(ctx.clock.now());
    let note = sealed(ctx, by, at(id), "/note", new.note.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let row = hotline_contact::Model {
                id,
                office_code: by.office().as_str().to_owned(),
                staff_id: by.staff(),
                kind: new.kind.code().to_owned(),
                began_at: new.began_at.min(now),
                ended_at: now,
                recorded_at: now,
                note,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::HotlineContact { contact: id, kind: new.kind.code() });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// The newest contacts of the office.
///
/// # Errors
/// The database cannot be read, or a note not opened.
pub async fn list(ctx: &Ctx, by: &Operator) -> Result<Vec<Contact>, HotlineError> {
    let rows = hotline_contact::Entity::find()
        .filter(hotline_contact::Column::OfficeCode.eq(by.office().as_str()))
        .order_by_desc(hotline_contact::Column::BeganAt)
        .order_by_desc(hotline_contact::Column::Id)
        .limit(LISTED)
        .all(ctx.db.read())
        .await?;
    rows.into_iter().map(|row| Ok(Contact { note: opened(ctx, by, at(row.id), row.note.as_ref())?, row })).collect()
}

fn at(row: Uuid) -> At {
    At { table: "hotline_contact", column: "note", row }
}
