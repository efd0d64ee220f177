//! The clocks of a stored case: its deadline rows, and `attention_at`, the one instant the sweep reads.
//!
//! An open case always has a running clock: when no other runs, a review does (DESIGN 4.2). Nothing here pauses one.

use std::collections::BTreeSet;

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    clocks::{CaseFacts, Due, Event, Track, Tracks},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, deadline, milestone},
    kernel::{
        Timestamp,
        terms::{Milestone, Severity},
    },
};

/// How soon a case is looked at again when every rung has been told and still nobody acted.
pub const RECHECK: Duration = Duration::hours(24);

/// How a deadline ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What it waited for happened.
    Reached,
    /// Another severity brought another deadline.
    Superseded,
    /// It was past when the case closed or changed, and stays missed.
    Missed,
}

impl Outcome {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Superseded => "superseded",
            Self::Missed => "missed",
        }
    }
}

/// What the clocks of a stored case follow from.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// The case.
    pub id: Uuid,
    /// Its severity now.
    pub severity: Severity,
    /// The tracks it stands under.
    pub tracks: Tracks,
    /// T0.
    pub opened_at: Timestamp,
}

impl From<&case_file::Model> for Subject {
    fn from(case: &case_file::Model) -> Self {
        Self { id: case.id, severity: severity_of(case), tracks: tracks_of(&case.tracks), opened_at: case.opened_at }
    }
}

/// The deadlines of a case that is being opened, without the review clock, which runs only when no other does.
#[must_use]
pub fn first_deadlines(ctx: &Ctx, case: Uuid, facts: &CaseFacts, now: Timestamp) -> Vec<deadline::Model> {
    let dues = ctx.clocks.due_for(facts);
    dues.iter().filter(|due| due.stops_on != Event::Reviewed).map(|due| row(ctx, case, due, now)).collect()
}

/// The next instant at which the sweep must look, and the first due time.
#[must_use]
pub fn attention(running: &[deadline::Model], now: Timestamp) -> (Timestamp, Option<Timestamp>) {
    let next = running.iter().filter_map(|d| d.next_rung_at).min().unwrap_or(now + RECHECK);
    (next, running.iter().map(|d| d.due_at).min())
}

/// The tracks of a case as stored.
#[must_use]
pub fn tracks_of(stored: &str) -> Tracks {
    stored.split(' ').filter_map(Track::parse).collect()
}

/// The severity of a case as stored.
#[must_use]
pub fn severity_of(case: &case_file::Model) -> Severity {
    // The CHECK on the column rules anything else out; the worst reading would be the safe one.
    Severity::parse(&case.severity).unwrap_or(Severity::Emergency)
}

/// Deadlines that still run.
///
/// # Errors
/// The database cannot be read.
pub async fn running(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<deadline::Model>, DbErr> {
    deadline::Entity::find().filter(deadline::Column::CaseId.eq(case)).filter(deadline::Column::StoppedAt.is_null()).all(db).await
}

/// Stops every running deadline that waits for `event`, at the instant that counts.
///
/// # Errors
/// The database refuses.
pub async fn stop(tx: &Tx, case: Uuid, event: Event, counted_at: Timestamp) -> Result<(), DbErr> {
    for deadline in running(tx, case).await?.into_iter().filter(|d| d.stops_on == event.code()) {
        end(tx, &deadline, counted_at, Outcome::Reached).await?;
    }
    Ok(())
}

/// Ends one deadline.
///
/// # Errors
/// The database refuses.
pub async fn end(tx: &Tx, deadline: &deadline::Model, at: Timestamp, outcome: Outcome) -> Result<(), DbErr> {
    let late = (at - deadline.due_at).num_microseconds();
    deadline::Entity::update_many()
        .col_expr(deadline::Column::StoppedAt, Expr::value(at))
        .col_expr(deadline::Column::LateUs, Expr::value(late))
        .col_expr(deadline::Column::Outcome, Expr::value(outcome.code()))
        .col_expr(deadline::Column::NextRungAt, Expr::value(Option::<Timestamp>::None))
        .filter(deadline::Column::Id.eq(deadline.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Starts the clocks that `event` starts, unless they run already.
///
/// # Errors
/// The database refuses.
pub async fn start(ctx: &Ctx, tx: &Tx, case: Subject, event: Event, now: Timestamp) -> Result<(), DbErr> {
    let facts = CaseFacts { severity: case.severity, tracks: case.tracks, started: [(event, now)].into() };
    let running: BTreeSet<String> = running(tx, case.id).await?.into_iter().map(|d| d.policy_id).collect();
    let dues = ctx.clocks.due_for(&facts);
    let new = dues.iter().filter(|due| !running.contains(due.policy.as_str())).map(|due| row(ctx, case.id, due, now)).collect();
    rows::insert_all(tx, new).await
}

/// Replaces the clocks of the old severity by those of `severity`. The start stays T0, so time that has passed stays passed.
///
/// # Errors
/// The database refuses.
pub async fn change_severity(ctx: &Ctx, tx: &Tx, case: Subject, severity: Severity, now: Timestamp) -> Result<(), DbErr> {
    let facts = CaseFacts { severity, tracks: case.tracks, started: [(Event::ReportReceived, case.opened_at)].into() };
    let reached: BTreeSet<String> = milestones(tx, case.id).await?.into_iter().map(|m| m.code).collect();
    let wanted: Vec<Due> = ctx.clocks.due_for(&facts).into_iter().filter(|due| !reached.contains(due.stops_on.code())).collect();
    let running = running(tx, case.id).await?;
    for old in running.iter().filter(|d| Milestone::parse(&d.stops_on).is_some()) {
        if !wanted.iter().any(|due| due.policy.as_str() == old.policy_id) {
            // What was missed under the old severity stays missed.
            end(tx, old, now, if old.due_at < now { Outcome::Missed } else { Outcome::Superseded }).await?;
        }
    }
    let new =
        wanted.iter().filter(|due| !running.iter().any(|d| d.policy_id == due.policy.as_str())).map(|due| row(ctx, case.id, due, now));
    rows::insert_all(tx, new.collect()).await
}

/// Adds the clocks of a worse severity, counted from `now`: whoever had a day for it must not be late at once (DOMAIN 2C). What was due
/// sooner stays due; what the new clocks make superfluous ends.
///
/// # Errors
/// The database refuses.
pub async fn raise_to(ctx: &Ctx, tx: &Tx, case: Subject, severity: Severity, now: Timestamp) -> Result<(), DbErr> {
    let facts = CaseFacts { severity, tracks: case.tracks, started: [(Event::ReportReceived, now)].into() };
    let reached: BTreeSet<String> = milestones(tx, case.id).await?.into_iter().map(|m| m.code).collect();
    let wanted: Vec<Due> = ctx.clocks.due_for(&facts).into_iter().filter(|due| Milestone::parse(due.stops_on.code()).is_some()).collect();
    let wanted: Vec<Due> = wanted.into_iter().filter(|due| !reached.contains(due.stops_on.code())).collect();
    let running = running(tx, case.id).await?;
    for old in running.iter().filter(|old| wanted.iter().any(|due| due.stops_on.code() == old.stops_on && due.due_at <= old.due_at)) {
        end(tx, old, now, Outcome::Superseded).await?;
    }
    rows::insert_all(tx, wanted.iter().map(|due| row(ctx, case.id, due, now)).collect()).await
}

/// Starts the clocks that a case has by its tracks and never had before, counted from `now`: for what nobody knew when it was opened.
///
/// # Errors
/// The database refuses.
pub async fn widen(ctx: &Ctx, tx: &Tx, case: Subject, now: Timestamp) -> Result<(), DbErr> {
    let facts = CaseFacts { severity: case.severity, tracks: case.tracks, started: [(Event::ReportReceived, now)].into() };
    let reached: BTreeSet<String> = milestones(tx, case.id).await?.into_iter().map(|m| m.code).collect();
    let had = deadline::Entity::find().filter(deadline::Column::CaseId.eq(case.id)).filter(deadline::Column::StartsAt.gte(case.opened_at));
    let had: BTreeSet<String> = had.all(tx).await?.into_iter().map(|d| d.policy_id).collect();
    let is_new = |due: &&Due| !had.contains(due.policy.as_str()) && !reached.contains(due.stops_on.code());
    let dues = ctx.clocks.due_for(&facts);
    let new = dues.iter().filter(|due| Milestone::parse(due.stops_on.code()).is_some()).filter(is_new);
    rows::insert_all(tx, new.map(|due| row(ctx, case.id, due, now)).collect()).await
}

/// Makes `attention_at` and `due_at` true again, starting the review clock where no other runs.
///
/// # Errors
/// The database refuses.
pub async fn refresh(ctx: &Ctx, tx: &Tx, case: Subject, now: Timestamp) -> Result<(), DbErr> {
    let mut left = running(tx, case.id).await?;
    if left.is_empty() {
        let facts = CaseFacts {
            severity: case.severity,
            tracks: case.tracks,
            started: [(Event::ReportReceived, case.opened_at), (Event::LastReview, now)].into(),
        };
        let dues = ctx.clocks.due_for(&facts);
        left = dues.iter().filter(|due| due.stops_on == Event::Reviewed).map(|due| row(ctx, case.id, due, now)).collect();
        rows::insert_all(tx, left.clone()).await?;
    }
    let (attention_at, due_at) = attention(&left, now);
    case_file::Entity::update_many()
        .col_expr(case_file::Column::AttentionAt, Expr::value(attention_at))
        .col_expr(case_file::Column::DueAt, Expr::value(due_at))
        .filter(case_file::Column::Id.eq(case.id))
        .filter(case_file::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// What has been reached so far.
///
/// # Errors
/// The database cannot be read.
pub async fn milestones(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<milestone::Model>, DbErr> {
    milestone::Entity::find().filter(milestone::Column::CaseId.eq(case)).all(db).await
}

fn row(ctx: &Ctx, case: Uuid, due: &Due, now: Timestamp) -> deadline::Model {
    deadline::Model {
        id: ctx.ids.row(now),
        case_id: case,
        policy_id: due.policy.as_str().to_owned(),
        stops_on: due.stops_on.code().to_owned(),
        kind: due.kind.code().to_owned(),
        in_person: due.in_person,
        starts_at: due.starts_at,
        due_at: due.due_at,
        next_rung_at: due.rungs.iter().map(|rung| rung.at).min(),
        stopped_at: None,
        late_us: None,
        outcome: None,
    }
}
