//! Two reports of one thing at one office: the case with the earliest T0 goes on, the other closes as its duplicate.
//!
//! Reports, threads and keys stay where they are: whoever reported twice, or two people who did, are never put into one conversation.
//! What the office had missed before stays missed (DOMAIN 2C). Deliberately absent: merging across offices. The office above first gives
//! both cases to one office, and that one merges them.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, argument,
    ask_closing::{self, Decision},
    clock,
    close::miss_the_rest,
    closing,
    milestones::{self, Reached},
    persons, triage,
};
use crate::{
    access::{AccessError, Responder},
    audit::{self, Ledger},
    clocks::Event,
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, milestone},
    kernel::{
        Timestamp,
        terms::{Milestone, Role},
    },
    localities::party,
    taxonomy::Approval,
};

/// Why the closed one of two cases closed.
pub const DUPLICATE: &str = "duplicate";
/// What happened to the person happened once, whichever report it was written down at.
const CARRIED: [Milestone; 5] =
    [Milestone::FirstContact, Milestone::Safe, Milestone::Assessed, Milestone::Planned, Milestone::SupportStarted];

/// A case with its held chain.
pub(super) struct Held<'h, 'v> {
    pub(super) case: &'h case_file::Model,
    pub(super) ledger: &'h mut Ledger<'v>,
}

/// Lets the earlier case go on and closes the later one.
///
/// # Errors
/// `/kind` where one is closed, `/other` where two offices are accountable or others must not know of each; `Forbidden` for others than
/// leads, `NeedsParent` where the office above closes, `NotAccountable`.
pub(super) async fn merge<'h, 'v>(
    ctx: &Ctx,
    tx: &Tx,
    by: &Responder,
    one: Held<'h, 'v>,
    two: Held<'h, 'v>,
    now: Timestamp,
) -> Result<(), CaseError> {
    let (kept, gone) = if (one.case.opened_at, one.case.id) <= (two.case.opened_at, two.case.id) { (one, two) } else { (two, one) };
    if kept.case.closed_at.is_some() || gone.case.closed_at.is_some() {
        return Err(CaseError::field("/kind", "duplicate-closed"));
    }
    if kept.case.office_code != gone.case.office_code {
        return Err(CaseError::field("/other", "duplicate-other-office"));
    }
    // Whoever must not know of one would see it in what becomes of the other.
    if party::excluded_from(tx, kept.case.id).await? != party::excluded_from(tx, gone.case.id).await? {
        return Err(CaseError::field("/other", "duplicate-others-excluded"));
    }
    may_close(ctx, tx, by, gone.case).await?;
    let (worse, own) = (clock::severity_of(gone.case), clock::severity_of(kept.case));
    if worse.rank() < own.rank() {
        triage::set(ctx, tx, kept.ledger, kept.case, worse, by, now).await?;
    }
    let severity = worse.min(own);
    let current = case_file::Model { severity: severity.code().to_owned(), severity_rank: severity.rank(), ..kept.case.clone() };
    persons::stand_under(ctx, tx, &current, clock::tracks_of(&gone.case.tracks), &gone.case.person_groups, now).await?;
    // Who was met about something less urgent was perhaps only telephoned.
    if worse.rank() <= own.rank() {
        carry(tx, kept.ledger, by, (kept.case, gone.case), now).await?;
    }
    clock::refresh(ctx, tx, clock::Subject { severity, ..kept.case.into() }, now).await?;
    close(ctx, tx, by, gone, now).await
}

/// The rule of every closing: a lead of the accountable office, or of the one above where that has to agree.
async fn may_close(ctx: &Ctx, tx: &Tx, by: &Responder, gone: &case_file::Model) -> Result<(), CaseError> {
    if by.role() != Role::Lead {
        return Err(AccessError::Forbidden.into());
    }
    let above = closing::office_above(tx, gone).await?;
    if gone.office_code != by.office().as_str() {
        return if above.as_ref() == Some(by.office()) { Ok(()) } else { Err(CaseError::NotAccountable) };
    }
    let rule = closing::rule_for(ctx, tx, gone, Approval::Lead).await?;
    if rule.above.is_empty() || above.is_none() { Ok(()) } else { Err(CaseError::NeedsParent) }
}

/// Enters what was reached in the case that closes in the one that goes on, where it was not: as it was stated and as it counted.
async fn carry(
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    by: &Responder,
    (kept, gone): (&case_file::Model, &case_file::Model),
    now: Timestamp,
) -> Result<(), CaseError> {
    let reached = clock::milestones(tx, gone.id).await?;
    for row in reached.into_iter().filter(|row| CARRIED.iter().any(|milestone| milestone.code() == row.code)) {
        let (code, counted_at) = (row.code.clone(), row.counted_at);
        if !rows::insert_new(tx, milestone::Model { case_id: kept.id, ..row }).await? {
            continue;
        }
        if let Some(event) = Event::parse(&code) {
            clock::stop(tx, kept.id, event, counted_at).await?;
        }
        ledger.record(now, by.actor(), &audit::Event::MilestoneReached { milestone: &code });
    }
    Ok(())
}

async fn close(ctx: &Ctx, tx: &Tx, by: &Responder, gone: Held<'_, '_>, now: Timestamp) -> Result<(), CaseError> {
    let Held { case, ledger } = gone;
    ask_closing::decide(tx, ledger, case, by.actor(), Decision::Replaced, now).await?;
    for deadline in clock::running(tx, case.id).await?.into_iter().filter(|deadline| deadline.due_at >= now) {
        // It goes on in the other case.
        clock::end(tx, &deadline, now, clock::Outcome::Superseded).await?;
    }
    milestones::enter(ctx, tx, ledger, case, Reached { milestone: Milestone::Closed, happened_at: now, by, now }).await?;
    miss_the_rest(tx, case, now).await?;
    argument::lapse(tx, ledger, case.id, by.actor(), now).await?;
    case_file::Entity::update_many()
        .col_expr(case_file::Column::ClosedAt, Expr::value(now))
        .col_expr(case_file::Column::ClosureReason, Expr::value(DUPLICATE))
        .col_expr(case_file::Column::AttentionAt, Expr::value(Option::<Timestamp>::None))
        .col_expr(case_file::Column::DueAt, Expr::value(Option::<Timestamp>::None))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    ledger.record(now, by.actor(), &audit::Event::Closed { reason: DUPLICATE });
    Ok(())
}
