//! Entering that a milestone was reached: facts from which figures are counted, never typed.

use sea_orm::DbErr;

use super::clock;
use crate::{
    access::Signed,
    audit::{self, Ledger},
    clocks::{Event, counted_at},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, milestone as entity},
    kernel::{Timestamp, terms::Milestone},
};

/// What was reached, when, and who says so.
#[derive(Clone, Copy)]
pub struct Reached<'a> {
    /// The milestone.
    pub milestone: Milestone,
    /// When it is said to have happened.
    pub happened_at: Timestamp,
    /// Who says so.
    pub by: &'a Signed,
    /// The `now` of the unit of work.
    pub now: Timestamp,
}

/// Enters a milestone once; a second time changes nothing. The clocks that wait for it stop at the instant that counts.
///
/// # Errors
/// The database refuses.
pub async fn enter(ctx: &Ctx, tx: &Tx, ledger: &mut Ledger<'_>, case: &case_file::Model, reached: Reached<'_>) -> Result<(), DbErr> {
    let Reached { milestone, happened_at, by, now } = reached;
    let counted = counted_at(clock::severity_of(case), case.opened_at, happened_at, now);
    let row = entity::Model {
        case_id: case.id,
        code: milestone.code().to_owned(),
        happened_at,
        recorded_at: now,
        counted_at: counted.at,
        recorded_late: counted.recorded_late,
        staff_id: Some(by.staff()),
    };
    if !rows::insert_new(tx, row).await? {
        return Ok(());
    }
    if let Some(event) = Event::parse(milestone.code()) {
        clock::stop(tx, case.id, event, counted.at).await?;
    }
    ledger.record(now, by.actor(), &audit::Event::MilestoneReached { milestone: milestone.code() });
    clock::refresh(ctx, tx, case.into(), now).await
}
