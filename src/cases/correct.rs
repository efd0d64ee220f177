//! Correcting a note without deleting anything: what was written first stays, sealed, with every correction after it.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{CaseError, find, told};
use crate::{
    access::{Responder, Signed},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{contact, correction, note},
    kernel::{codes::CaseCode, secret::Plaintext, terms::Role},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, open, seal},
    },
};

/// What is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A note.
    Note(Uuid),
    /// What was noted of a contact. When and with whom it was is a fact that figures are counted from, and stays.
    Contact(Uuid),
}

impl Of {
    /// As it stands in a form: `note:…` or `contact:…`.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Self::Note(id) => format!("note:{id}"),
            Self::Contact(id) => format!("contact:{id}"),
        }
    }

    /// Reads what [`Of::to_text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.trim().split_once(':')?;
        let id = Uuid::try_parse(id).ok()?;
        match kind {
            "note" => Some(Self::Note(id)),
            "contact" => Some(Self::Contact(id)),
            _ => None,
        }
    }
}

/// Puts `text` in the place of what was written. For whoever wrote it, and whoever leads the accountable office.
///
/// # Errors
/// `NotFound` out of scope, `Closed`, an empty text; `/of` where there is no such note, or it is somebody else's.
pub async fn correct(ctx: &Ctx, by: &Responder, code: &CaseCode, of: Of, text: &Plaintext) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if text.is_blank() {
        return Err(CaseError::field("/text", "note-empty"));
    }
    let text = told::note("/text", text)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let body = seal(&key, at(id), &text, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let author = author(tx, case.id, of).await?.ok_or_else(|| CaseError::field("/of", "note-unknown"))?;
            if !may_correct(by, author, &case.office_code) {
                return Err(CaseError::field("/of", "note-of-another"));
            }
            // Counted under the lock of the chain: which came last is known also within one instant.
            let before = correction::Entity::find().filter(correction::Column::CaseId.eq(case.id)).count(tx).await?;
            let no = i32::try_from(before).unwrap_or(i32::MAX - 1) + 1;
            let (note_id, contact_id) = match of {
                Of::Note(id) => (Some(id), None),
                Of::Contact(id) => (None, Some(id)),
            };
            rows::insert(
                tx,
                correction::Model { id, case_id: case.id, note_id, contact_id, no, staff_id: by.staff(), written_at: now, body },
            )
            .await?;
            ledger.record(now, by.actor(), &Event::NoteCorrected { note: note_id.or(contact_id).unwrap_or(id), correction: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Whether `by` may correct what `author` wrote on a case of `office`; the command decides, this spares a refusal.
#[must_use]
pub fn may_correct(by: &Signed, author: Uuid, office: &str) -> bool {
    author == by.staff() || (by.role() == Role::Lead && office == by.office().as_str())
}

async fn author(tx: &Tx, case: Uuid, of: Of) -> Result<Option<Uuid>, CaseError> {
    Ok(match of {
        Of::Note(id) => note::Entity::find_by_id(id).one(tx).await?.filter(|row| row.case_id == case).map(|row| row.staff_id),
        Of::Contact(id) => contact::Entity::find_by_id(id).one(tx).await?.filter(|row| row.case_id == case).map(|row| row.staff_id),
    })
}

pub(super) fn opened(key: &CaseKey, row: &correction::Model) -> Result<Plaintext, CaseError> {
    Ok(open(key, at(row.id), &row.body)?)
}

const fn at(row: Uuid) -> At {
    At { table: "correction", column: "body", row }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::Of;

    #[test]
    fn what_is_corrected_survives_a_form() {
        for of in [Of::Note(Uuid::from_u128(7)), Of::Contact(Uuid::from_u128(8))] {
            assert_eq!(Of::parse(&of.to_text()), Some(of));
        }
        assert_eq!(Of::parse("note:7"), None);
        assert_eq!(Of::parse("report:00000000-0000-0000-0000-000000000007"), None);
    }
}
