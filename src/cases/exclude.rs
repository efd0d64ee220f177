//! "I know these people": a member of staff steps back, and knows nothing more of the case from that instant.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, clock, custody, find};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, exclusion, staff},
    kernel::{
        Actor, Timestamp,
        codes::CaseCode,
        terms::{CustodyReason, Role},
    },
    localities::party,
    notification::{Message, Target, outbox},
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
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
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
            if case.office_code == by.office().as_str() && !somebody_is_left(ctx, tx, &case).await? {
                hand_up(ctx, tx, &mut ledger, &case, now).await?;
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn somebody_is_left(ctx: &Ctx, tx: &Tx, case: &case_file::Model) -> Result<bool, CaseError> {
    let excluded = party::excluded_from(tx, case.id).await?;
    let people = staff::Entity::find()
        .filter(staff::Column::OfficeCode.eq(&case.office_code))
        .filter(staff::Column::Active.eq(true))
        .filter(staff::Column::Role.is_in([Role::Responder.code(), Role::Lead.code()]))
        .all(tx)
        .await?;
    let known = |person: &staff::Model| ctx.vault.desk().is_ok_and(|desk| desk.knows(person));
    Ok(people.iter().any(|person| known(person) && !excluded.contains(&party::of_staff(person.id))))
}

async fn hand_up(ctx: &Ctx, tx: &Tx, ledger: &mut Ledger<'_>, case: &case_file::Model, now: Timestamp) -> Result<(), CaseError> {
    let Some(above) = custody::nearest_staffed_above(tx, case.id, &case.office_code).await? else { return Ok(()) };
    custody::move_to(tx, ledger, case, &above, CustodyReason::Gap, Actor::System, now).await?;
    let message = Message::NewReport { case: case.code.clone(), severity: clock::severity_of(case), due_at: case.due_at };
    outbox::enqueue(ctx, tx, now, case.id, &above, Target::DutyPerson, &message).await?;
    Ok(())
}
