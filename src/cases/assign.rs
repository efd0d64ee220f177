//! Naming a colleague for a case. A named person is no milestone: taking the case remains their own act.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, argument, find, hand_on};
use crate::{
    access::{AccessError, Responder, staffing},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, office},
    kernel::{
        Timestamp,
        codes::{CaseCode, OfficeCode},
        terms::{CustodyNews, Role},
    },
    notification::Target,
};

/// Somebody who may be named for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Their id.
    pub id: Uuid,
    /// Their name.
    pub name: String,
}

/// Whether `by` may name `to`: the lead anybody, whoever is named a successor, and for a case that nobody is named for each themselves.
#[must_use]
pub fn may_name(by: &Responder, case: &case_file::Model, to: Uuid) -> bool {
    by.role() == Role::Lead || case.assigned_to == Some(by.staff()) || (case.assigned_to.is_none() && to == by.staff())
}

/// Names `to` for the case, in the place of whoever was named before.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, `Forbidden` for whoever may not name others, `/to` for somebody who cannot be
/// asked.
pub async fn assign(ctx: &Ctx, by: &Responder, code: &CaseCode, to: Uuid) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            if !may_name(by, &case, to) {
                return Err(AccessError::Forbidden.into());
            }
            // Held: a colleague who leaves at this instant must not be named.
            let office = staffing::hold(tx, &case.office_code).await?.ok_or(CaseError::NotFound)?;
            // Somebody who stepped back is refused in the same words as somebody who does not exist.
            if !hand_on::able(ctx, tx, case.id, &office).await?.iter().any(|person| person.id == to) {
                return Err(CaseError::field("/to", "colleague-not-asked"));
            }
            if case.assigned_to != Some(to) {
                name(tx, &mut ledger, &case, by, to, now).await?;
                if to != by.staff()
                    && let Some(office) = OfficeCode::parse(&case.office_code)
                {
                    argument::tell(ctx, tx, &case, (&office, Target::Person(to)), CustodyNews::Assigned, now).await?;
                }
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Writes down who is named.
pub(super) async fn name(
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    by: &Responder,
    to: Uuid,
    now: Timestamp,
) -> Result<(), CaseError> {
    case_file::Entity::update_many()
        .col_expr(case_file::Column::AssignedTo, Expr::value(to))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    ledger.record(now, by.actor(), &Event::Assigned { staff: to });
    Ok(())
}

/// Whom `by` may name for the case; nobody where another office is accountable.
///
/// # Errors
/// `NotFound` out of scope.
pub async fn colleagues(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<Vec<Colleague>, CaseError> {
    let db = ctx.db.read();
    let case = find::in_scope(db, &by.scope(), code).await?;
    if case.office_code != by.office().as_str() || case.closed_at.is_some() {
        return Ok(Vec::new());
    }
    let office = office::Entity::find_by_id(&case.office_code).one(db).await?.ok_or(CaseError::NotFound)?;
    let able = hand_on::able(ctx, db, case.id, &office).await?;
    let named = able.into_iter().filter(|person| may_name(by, &case, person.id));
    Ok(named.map(|person| Colleague { id: person.id, name: person.name }).collect())
}
