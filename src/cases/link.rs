//! A person confirms how two cases belong together, or that they do not. Nothing is put together by itself.
//!
//! Invariants: both cases are in scope of whoever confirms; a case that is not, and one that does not exist, are refused in the same words;
//! reporters and their threads stay separate. What a confirmed repeat or duplicate set off is not taken back.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, closing, find, inside,
    merge_reports::{self, Held},
    repeats,
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_link},
    kernel::{
        Timestamp,
        codes::{CaseCode, OfficeCode},
        terms::terms,
    },
};

terms! {
    /// What a person says about two cases.
    LinkKind {
        /// They belong together.
        Linked = "linked",
        /// The later one concerns a case that was answered or closed not long ago.
        Repeat = "repeat",
        /// They are one and the same: the earlier one goes on.
        Duplicate = "duplicate",
        /// They are not about the same people.
        NotSame = "not_same",
    }
}

impl LinkKind {
    /// Whether it set something off that is not taken back.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Repeat | Self::Duplicate)
    }
}

/// What is to be confirmed.
#[derive(Debug)]
pub struct NewLink {
    /// The code of the other case, as typed.
    pub other: String,
    /// How they belong together.
    pub kind: LinkKind,
}

/// Confirms it. For the accountable office of the case and the one above it.
///
/// # Errors
/// `NotFound` out of scope, `WithAnother` for whoever does not work on it, `/other` for a case that is not in scope, practice, or this one; `NotAccountable`; `/kind` where a repeat or a
/// duplicate is none, or one was confirmed before; as [`repeats`] and [`merge_reports`] say.
pub async fn confirm(ctx: &Ctx, by: &Responder, code: &CaseCode, new: NewLink) -> Result<(), CaseError> {
    let scope = by.scope();
    let this = find::in_scope(ctx.db.read(), &scope, code).await?;
    inside::works(&scope, &this)?;
    let unknown = || CaseError::field("/other", "link-unknown");
    let typed = CaseCode::forgiving(&new.other).ok_or_else(unknown)?;
    let other = match find::in_scope(ctx.db.read(), &scope, &typed).await {
        Ok(other) => other,
        Err(CaseError::NotFound) => return Err(unknown()),
        Err(error) => return Err(error),
    };
    if this.id == other.id {
        return Err(CaseError::field("/other", "link-itself"));
    }
    if this.drill || other.drill {
        return Err(CaseError::field("/other", "link-drill"));
    }
    let (earlier, later) = (this.id.min(other.id), this.id.max(other.id));
    ctx.db
        .write(async |tx| {
            // Always in the same order: two people who confirm a pair from both sides must not wait for each other.
            let mut first = Ledger::take(tx, &ctx.vault, Chain::Case(earlier)).await?;
            let mut second = Ledger::take(tx, &ctx.vault, Chain::Case(later)).await?;
            let now = ctx.clock.now();
            let before = find::again(tx, &scope, earlier).await?;
            let after = find::again(tx, &scope, later).await?;
            answers_for(tx, by, if this.id == later { &after } else { &before }).await?;
            let known = case_link::Entity::find_by_id((later, earlier)).one(tx).await?;
            if let Some(known) = known.as_ref().and_then(|row| LinkKind::parse(&row.kind)) {
                if known == new.kind {
                    return Ok(());
                }
                if known.is_final() {
                    return Err(CaseError::field("/kind", "link-final"));
                }
            }
            let mut came_back = false;
            match new.kind {
                LinkKind::Linked | LinkKind::NotSame => {}
                LinkKind::Repeat => {
                    answers_for(tx, by, &after).await?;
                    came_back = repeats::confirm(ctx, tx, &mut second, by, (&after, &before), now).await?;
                }
                LinkKind::Duplicate => {
                    let one = Held { case: &before, ledger: &mut first };
                    let two = Held { case: &after, ledger: &mut second };
                    merge_reports::merge(ctx, tx, by, one, two, now).await?;
                }
            }
            store(tx, by, (&after, &before), (new.kind, came_back), now).await?;
            first.record(now, by.actor(), &Event::CaseLinked { other: later, kind: new.kind.code() });
            second.record(now, by.actor(), &Event::CaseLinked { other: earlier, kind: new.kind.code() });
            first.finish(tx).await?;
            second.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn answers_for(tx: &Tx, by: &Responder, case: &case_file::Model) -> Result<(), CaseError> {
    let own = OfficeCode::parse(&case.office_code).as_ref() == Some(by.office());
    let may = own || closing::office_above(tx, case).await?.as_ref() == Some(by.office());
    if may { Ok(()) } else { Err(CaseError::NotAccountable) }
}

async fn store(
    tx: &Tx,
    by: &Responder,
    (later, earlier): (&case_file::Model, &case_file::Model),
    (kind, came_back): (LinkKind, bool),
    now: Timestamp,
) -> Result<(), CaseError> {
    let row = case_link::Model {
        later_id: later.id,
        earlier_id: earlier.id,
        kind: kind.code().to_owned(),
        came_back,
        staff_id: by.staff(),
        decided_at: now,
    };
    if rows::insert_new(tx, row).await? {
        return Ok(());
    }
    case_link::Entity::update_many()
        .col_expr(case_link::Column::Kind, Expr::value(kind.code()))
        .col_expr(case_link::Column::CameBack, Expr::value(came_back))
        .col_expr(case_link::Column::StaffId, Expr::value(by.staff()))
        .col_expr(case_link::Column::DecidedAt, Expr::value(now))
        .filter(case_link::Column::LaterId.eq(later.id))
        .filter(case_link::Column::EarlierId.eq(earlier.id))
        .exec(tx)
        .await?;
    Ok(())
}
