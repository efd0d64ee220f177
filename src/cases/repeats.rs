//! Repeats: a new report about somebody whose case was answered or closed in the last ninety days (DESIGN 3).
//!
//! A person confirms it. Then the new case is one step more urgent, the office above is told at once, and a closing that the new report
//! proved too early counts as *came back*, for good: nothing takes a confirmed repeat back.

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{CaseError, clock, custody, link::LinkKind, triage};
use crate::{
    access::Responder,
    audit::Ledger,
    ctx::Ctx,
    db::Tx,
    entity::{case_episode, case_file, case_link},
    kernel::{
        Timestamp,
        terms::{Milestone, Severity},
    },
    notification::{Message, Target, outbox},
};

/// How long after an answer or a closing a new report is a repeat.
pub const REPEAT: Duration = Duration::days(90);

/// One step more urgent; an emergency stays one.
#[must_use]
pub const fn one_step_up(severity: Severity) -> Severity {
    match severity {
        Severity::Emergency | Severity::High => Severity::Emergency,
        Severity::Medium => Severity::High,
        Severity::Low => Severity::Medium,
    }
}

/// Whether a report of `opened_at` comes soon enough after `ended_at`; the last day counts in full.
#[must_use]
pub fn in_time(ended_at: Timestamp, opened_at: Timestamp) -> bool {
    opened_at - ended_at <= REPEAT
}

/// Whether a case was confirmed to be a repeat of an earlier one.
///
/// # Errors
/// The database cannot be read.
pub async fn is_repeat(db: &impl ConnectionTrait, case: Uuid) -> Result<bool, DbErr> {
    let query = case_link::Entity::find().filter(case_link::Column::LaterId.eq(case));
    Ok(query.filter(case_link::Column::Kind.eq(LinkKind::Repeat.code())).one(db).await?.is_some())
}

/// What follows when somebody confirms that `later` repeats `earlier`. Says whether an earlier closing came back.
///
/// # Errors
/// `Closed` where the later case is; `/kind` where the earlier one was neither answered nor closed, or too long ago.
pub(super) async fn confirm(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    by: &Responder,
    (later, earlier): (&case_file::Model, &case_file::Model),
    now: Timestamp,
) -> Result<bool, CaseError> {
    if later.closed_at.is_some() {
        return Err(CaseError::Closed);
    }
    let closed_at = last_closing(tx, earlier).await?;
    let reached = clock::milestones(tx, earlier.id).await?.into_iter().find(|row| row.code == Milestone::FirstContact.code());
    let ended_at = closed_at.into_iter().chain(reached.map(|row| row.counted_at)).max();
    if !ended_at.is_some_and(|ended_at| in_time(ended_at, later.opened_at)) {
        return Err(CaseError::field("/kind", "repeat-too-long-ago"));
    }
    let level = one_step_up(clock::severity_of(later));
    triage::set(ctx, tx, ledger, later, level, by, now).await?;
    if let Some(above) = custody::nearest_staffed_above(tx, later.id, &later.office_code).await? {
        let due_at = case_file::Entity::find_by_id(later.id).one(tx).await?.and_then(|case| case.due_at);
        let told = Message::Repeat { case: later.code.clone(), severity: level, due_at };
        outbox::enqueue(ctx, tx, now, later.id, &above, Target::Office, &told).await?;
    }
    Ok(closed_at.is_some_and(|closed_at| in_time(closed_at, later.opened_at)))
}

/// When a case was last closed, be it open again since.
async fn last_closing(tx: &Tx, case: &case_file::Model) -> Result<Option<Timestamp>, DbErr> {
    let past = case_episode::Entity::find().filter(case_episode::Column::CaseId.eq(case.id));
    let past = past.order_by_desc(case_episode::Column::No).one(tx).await?;
    Ok(case.closed_at.or(past.map(|episode| episode.closed_at)))
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::{in_time, one_step_up};
    use crate::kernel::terms::Severity;

    #[test]
    fn what_repeats_is_one_step_more_urgent_and_never_less() {
        let up: Vec<Severity> = Severity::ALL.iter().map(|severity| one_step_up(*severity)).collect();
        assert_eq!(up, [Severity::Emergency, Severity::Emergency, Severity::High, Severity::Medium]);
    }

    #[test]
    fn ninety_days_are_ninety_days() {
        let ended_at = Utc.with_ymd_and_hms(2026, 8, 1, 9, 0, 0).unwrap();
        assert!(in_time(ended_at, ended_at + Duration::days(90)));
        assert!(!in_time(ended_at, ended_at + Duration::days(90) + Duration::seconds(1)));
        assert!(in_time(ended_at, ended_at - Duration::hours(1)), "answered while the second report was on its way");
    }
}
