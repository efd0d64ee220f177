//! Sealed notes: of an act (why a person is safe, what a review found, why a case closes), or by themselves.

use uuid::Uuid;

use super::{CaseError, told};
use crate::{
    access::Responder,
    ctx::Ctx,
    db::{Tx, rows},
    entity::note,
    kernel::{Timestamp, secret::Plaintext},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, seal},
    },
};

/// What a note belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// A protective measure, or why the danger is over.
    Safety,
    /// A review.
    Review,
    /// A closure.
    Closure,
    /// Why a closure that was asked for is refused.
    Refusal,
    /// Nothing but itself.
    Note,
}

impl NoteKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Review => "review",
            Self::Closure => "closure",
            Self::Refusal => "refusal",
            Self::Note => "note",
        }
    }

    /// Where the text stands in the request.
    const fn pointer(self) -> &'static str {
        match self {
            Self::Safety | Self::Refusal => "/reason",
            Self::Review => "/finding",
            Self::Closure => "/note",
            Self::Note => "/text",
        }
    }
}

/// Whether a stored kind is this one.
pub(super) fn is_of(stored: &str, kind: NoteKind) -> bool {
    stored == kind.code()
}

/// A note sealed before the unit of work begins.
pub(super) struct SealedNote {
    id: Uuid,
    kind: NoteKind,
    body: Vec<u8>,
}

impl SealedNote {
    /// The id it will have.
    pub(super) const fn id(&self) -> Uuid {
        self.id
    }
}

/// Seals `text`, if there is any.
pub(super) async fn sealed(
    ctx: &Ctx,
    by: &Responder,
    case: Uuid,
    kind: NoteKind,
    text: Option<&Plaintext>,
) -> Result<Option<SealedNote>, CaseError> {
    let Some(text) = text.filter(|text| !text.is_blank()) else { return Ok(None) };
    let text = &told::note(kind.pointer(), text)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, case, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    Ok(Some(SealedNote { id, kind, body: seal(&key, At { table: "note", column: "body", row: id }, text, ctx.ids.as_ref())? }))
}

/// Stores it.
pub(super) async fn store(tx: &Tx, by: &Responder, case: Uuid, note: Option<SealedNote>, now: Timestamp) -> Result<(), CaseError> {
    let Some(SealedNote { id, kind, body }) = note else { return Ok(()) };
    let row = note::Model { id, case_id: case, staff_id: by.staff(), kind: kind.code().to_owned(), written_at: now, body, undone_at: None };
    Ok(rows::insert(tx, row).await?)
}
