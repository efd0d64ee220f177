//! Which office is accountable. Moves by compare-and-set: two movers cannot both win, and nobody is in charge of nothing.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{CaseError, argument};
use crate::{
    audit::{Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, custody, office},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::CustodyReason},
    localities::party,
};

/// Who becomes accountable, why, and by whose act.
#[derive(Debug, Clone, Copy)]
pub struct Move<'a> {
    /// The office.
    pub to: &'a OfficeCode,
    /// Why.
    pub reason: CustodyReason,
    /// By whose act.
    pub by: Actor,
}

/// Makes an office accountable for `case` from `now` on. What offices argued about before is settled with it.
///
/// # Errors
/// [`CaseError::Changed`] when custody moved meanwhile.
pub async fn move_to(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    Move { to, reason, by }: Move<'_>,
    now: Timestamp,
) -> Result<(), CaseError> {
    custody::Entity::update_many()
        .col_expr(custody::Column::ToAt, Expr::value(now))
        .filter(custody::Column::CaseId.eq(case.id))
        .filter(custody::Column::ToAt.is_null())
        .exec(tx)
        .await?;
    let moved = case_file::Entity::update_many()
        .col_expr(case_file::Column::OfficeCode, Expr::value(to.as_str()))
        .col_expr(case_file::Column::CustodyNo, Expr::value(case.custody_no + 1))
        .col_expr(case_file::Column::AssignedTo, Expr::value(Option::<uuid::Uuid>::None))
        .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
        .filter(case_file::Column::Id.eq(case.id))
        .filter(case_file::Column::CustodyNo.eq(case.custody_no))
        .exec(tx)
        .await?;
    if moved.rows_affected != 1 {
        return Err(CaseError::Changed);
    }
    let next = custody::Model {
        case_id: case.id,
        no: case.custody_no + 1,
        office_code: to.as_str().to_owned(),
        reason: reason.code().to_owned(),
        from_at: now,
        to_at: None,
    };
    rows::insert(tx, next).await?;
    ledger.record(now, by, &Event::CustodyBegan { office: to.as_str(), reason: reason.code() });
    argument::lapse(tx, ledger, case.id, by, now).await?;
    Ok(argument::settled(ctx, tx, case, now).await?)
}

/// The nearest office above `office` where somebody answers; where nobody does on the whole line, its end, the ministry's desk.
///
/// # Errors
/// The database cannot be read.
pub async fn nearest_staffed_above(tx: &Tx, case: uuid::Uuid, office: &str) -> Result<Option<OfficeCode>, CaseError> {
    let mut found = None;
    let mut below = office.to_owned();
    while let Some(above) = nearest_above(tx, case, &below).await? {
        let staffed = office::Entity::find_by_id(above.as_str()).one(tx).await?.is_some_and(|office| office.staffed);
        above.as_str().clone_into(&mut below);
        found = Some(above);
        if staffed {
            break;
        }
    }
    Ok(found)
}

/// The office directly above `office`, minus those that must not know: the nearest that may.
///
/// # Errors
/// The database cannot be read.
pub async fn nearest_above(tx: &Tx, case: uuid::Uuid, office: &str) -> Result<Option<OfficeCode>, CaseError> {
    let excluded = party::excluded_from(tx, case).await?;
    let mut parent = office::Entity::find_by_id(office).one(tx).await?.and_then(|o| o.parent_code);
    while let Some(code) = parent {
        let Some(office) = office::Entity::find_by_id(&code).one(tx).await? else { break };
        if !party::is_excluded(&excluded, &office) {
            return Ok(OfficeCode::parse(&office.code));
        }
        parent = office.parent_code;
    }
    Ok(None)
}
