//! Opening a closed case again, at the office above the one that closed it: a new episode with its own T0 (DOMAIN 2C).
//!
//! What the first episode reached, and when it closed, moves aside as it was: old figures stay, and the new clocks begin again.

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, clock, custody};
use crate::{
    audit::{Event, Ledger},
    clocks::CaseFacts,
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_episode, case_file, milestone, office, past_milestone},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::CustodyReason},
    notification::{Message, Target, outbox},
};

/// How long after its closing a case can be objected to.
pub const OBJECTION: Duration = Duration::days(30);

/// Whether somebody may still object at `now` to a closing at `closed_at`; the last day counts in full.
#[must_use]
pub fn in_time(closed_at: Timestamp, now: Timestamp) -> bool {
    now - closed_at <= OBJECTION
}

/// Opens `case` again from `since` on, the instant at which somebody objected; nothing happens to one that is open. The nearest office
/// above that may know and has people becomes accountable; where there is none, the office that closed it.
///
/// # Errors
/// The database refuses.
pub async fn above(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), CaseError> {
    let (Some(closed_at), Some(reason)) = (case.closed_at, case.closure_reason.clone()) else { return Ok(()) };
    let past = case_episode::Entity::find().filter(case_episode::Column::CaseId.eq(case.id)).count(tx).await?;
    let episode = i32::try_from(past).unwrap_or(i32::MAX - 1) + 1;
    let row = case_episode::Model {
        case_id: case.id,
        no: episode,
        opened_at: case.opened_at,
        closed_at,
        closure_reason: reason,
        office_code: case.office_code.clone(),
        reopened_at: since,
    };
    rows::insert(tx, row).await?;
    set_aside(tx, case.id, episode).await?;
    case_file::Entity::update_many()
        .col_expr(case_file::Column::ClosedAt, Expr::value(Option::<Timestamp>::None))
        .col_expr(case_file::Column::ClosureReason, Expr::value(Option::<String>::None))
        .col_expr(case_file::Column::OpenedAt, Expr::value(since))
        .col_expr(case_file::Column::AttentionAt, Expr::value(now))
        .col_expr(case_file::Column::NextAct, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(case_file::Column::NextActBy, Expr::value(Option::<Timestamp>::None))
        .col_expr(case_file::Column::AssignedTo, Expr::value(Option::<Uuid>::None))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    ledger.record(now, Actor::Reporter, &Event::Reopened { episode });
    let subject = clock::Subject { opened_at: since, ..case.into() };
    let facts = CaseFacts::opened(subject.severity, subject.tracks, since);
    rows::insert_all(tx, clock::first_deadlines(ctx, case.id, &facts, now)).await?;
    let above = custody::nearest_staffed_above(tx, case.id, &case.office_code).await?;
    if let Some(above) = &above {
        let step = custody::Move { to: above, reason: CustodyReason::TakenOver, by: Actor::System };
        custody::move_to(ctx, tx, ledger, case, step, now).await?;
    }
    clock::refresh(ctx, tx, subject, now).await?;
    tell(ctx, tx, case, above.as_ref(), now).await
}

/// Moves what was reached out of the way of the new episode.
async fn set_aside(tx: &Tx, case: Uuid, episode: i32) -> Result<(), CaseError> {
    let reached = clock::milestones(tx, case).await?.into_iter().map(|row| past_milestone::Model {
        case_id: row.case_id,
        episode,
        code: row.code,
        happened_at: row.happened_at,
        recorded_at: row.recorded_at,
        counted_at: row.counted_at,
        recorded_late: row.recorded_late,
        staff_id: row.staff_id,
    });
    rows::insert_all(tx, reached.collect()).await?;
    milestone::Entity::delete_many().filter(milestone::Column::CaseId.eq(case)).exec(tx).await?;
    Ok(())
}

/// Tells who is accountable now, and whoever closed it.
async fn tell(ctx: &Ctx, tx: &Tx, case: &case_file::Model, above: Option<&OfficeCode>, now: Timestamp) -> Result<(), CaseError> {
    let Some(closing) = OfficeCode::parse(&case.office_code) else { return Ok(()) };
    let due_at = case_file::Entity::find_by_id(case.id).one(tx).await?.and_then(|case| case.due_at);
    let opened = Message::Reopened { case: case.code.clone(), severity: clock::severity_of(case), due_at };
    outbox::enqueue(ctx, tx, now, case.id, above.unwrap_or(&closing), Target::DutyPerson, &opened).await?;
    if let Some(above) = above {
        let accountable = office::Entity::find_by_id(above.as_str()).one(tx).await?.map(|office| office.name).unwrap_or_default();
        let told = Message::ReopenedAbove { case: case.code.clone(), accountable };
        outbox::enqueue(ctx, tx, now, case.id, &closing, Target::Lead, &told).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::in_time;

    #[test]
    fn thirty_days_are_thirty_days() {
        let closed_at = Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap();
        assert!(in_time(closed_at, closed_at + Duration::days(29)));
        assert!(in_time(closed_at, closed_at + Duration::days(30)));
        assert!(!in_time(closed_at, closed_at + Duration::days(30) + Duration::seconds(1)));
    }
}
