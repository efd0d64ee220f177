//! "I know these people": a member of staff steps back, and knows nothing more of the case from that instant.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, find, hand_on};
use crate::{
    access::{Responder, staffing},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{case_file, exclusion},
    kernel::{Actor, codes::CaseCode},
    localities::party,
};

/// Where a personal exclusion comes from.
const OWN_WORD: &str = "own_word";

/// Ends `by`'s own access to the case. Where nobody is left in the office to answer, the office above becomes accountable in the
/// same instant.
///
/// # Errors
/// `NotFound` out of scope, `Closed`.
pub async fn step_back(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_to_step_back(tx, &by.scope(), found.id).await?;
            let row = exclusion::Model { case_id: case.id, party: party::of_staff(by.staff()), source: OWN_WORD.into(), created_at: now };
            rows::insert_new(tx, row).await?;
            ledger.record(now, by.actor(), &Event::Excluded { source: OWN_WORD });
            if case.assigned_to == Some(by.staff()) {
                case_file::Entity::update_many()
                    .col_expr(case_file::Column::AssignedTo, Expr::value(Option::<Uuid>::None))
                    .filter(case_file::Column::Id.eq(case.id))
                    .exec(tx)
                    .await?;
            }
            if case.office_code == by.office().as_str() {
                // Held: a colleague who leaves at this instant must not count as somebody who is left.
                let office = staffing::hold(tx, &case.office_code).await?.ok_or(CaseError::NotFound)?;
                if hand_on::able(ctx, tx, case.id, &office).await?.is_empty() {
                    hand_on::hand_up(ctx, tx, &mut ledger, &case, Actor::System, now).await?;
                }
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
