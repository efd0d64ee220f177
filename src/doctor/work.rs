//! Whether the reconcilers run: their heartbeats, the cases whose time has come, the history that waits for a witness.

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::{
    Finding, Severity,
    finding::{graded, spoken},
};
use crate::{
    config::Config,
    db::Db,
    entity::{audit_chain, audit_entry, case_file, checkpoint},
    kernel::Timestamp,
    worker::heartbeat::{self, Reconciler},
};

/// A reconciler that runs is heard of every minute.
const SILENT_WARNING: Duration = Duration::minutes(5);
/// By then clocks have been missed.
const SILENT_ERROR: Duration = Duration::minutes(15);
/// How late the clock may look at a case.
const LATE_WARNING: Duration = Duration::minutes(2);
/// An emergency's clock is half an hour long.
const LATE_ERROR: Duration = Duration::minutes(15);
/// A checkpoint is due every five minutes where something changed.
const UNWITNESSED_WARNING: Duration = Duration::minutes(15);
/// By then somebody who can write the database has an hour of history to themselves.
const UNWITNESSED_ERROR: Duration = Duration::hours(1);

pub(super) async fn check(db: &Db, config: &Config, now: Timestamp) -> Vec<Finding> {
    let heartbeats = match heartbeat::last(db).await {
        Ok(last) => alive(&last, config.smtp_url.is_some(), now),
        Err(error) => vec![Finding::refused("worker", &error)],
    };
    let late = match overdue(db, now).await {
        Ok((count, oldest)) => late(count, oldest.map(|oldest| now - oldest)),
        Err(error) => Finding::refused("clock-late", &error),
    };
    let witnessed = match unwitnessed(db).await {
        Ok((last, oldest)) => witnessed(last.map(|last| now - last), oldest.map(|oldest| now - oldest)),
        Err(error) => Finding::refused("checkpoint", &error),
    };
    heartbeats.into_iter().chain([late, witnessed]).collect()
}

/// The worker as a whole, and single reconcilers that stand still while the others run.
fn alive(last: &[(Reconciler, Option<Timestamp>)], sends_mail: bool, now: Timestamp) -> Vec<Finding> {
    const CODE: &str = "worker";
    const REMEDY: &str =
        "start `langnghe worker`, or `langnghe serve` without --without-worker; if one runs, look at its log and restart it";
    let Some(newest) = last.iter().filter_map(|(_, at)| *at).max() else {
        let cause = "no worker has ever come to the end of a round here";
        return vec![Finding::error(CODE, "no worker runs: no clock, no alert, no checkpoint", cause, REMEDY)];
    };
    let silence = now - newest;
    let severity = graded(silence, SILENT_WARNING, SILENT_ERROR);
    if severity != Severity::Ok {
        let what = format!("no worker has been heard of for {}: no clock, no alert, no checkpoint", spoken(silence));
        return vec![Finding::warning(CODE, what, "it was stopped, or it hangs", REMEDY).of(severity)];
    }
    let mut findings: Vec<Finding> = last
        .iter()
        .filter(|(reconciler, _)| sends_mail || *reconciler != Reconciler::Delivery)
        // Measured against the others, so that one that fails in every round shows however well they run.
        .filter(|(_, at)| at.is_none_or(|at| newest - at > SILENT_WARNING))
        .map(|(reconciler, at)| {
            let since = at.map_or_else(|| "ever".to_owned(), |at| format!("for {}", spoken(now - at)));
            let cause = match reconciler {
                Reconciler::Delivery => "it fails in every round, or the worker that runs was started without LANGNGHE_SMTP_URL",
                _ => "it fails in every round, while the others run",
            };
            Finding::error(
                "reconciler-stuck",
                format!("the reconciler `{}` has not come to its end {since}", reconciler.name()),
                cause,
                "look into the worker's log: it names the reconciler and the class of the failure",
            )
        })
        .collect();
    if findings.is_empty() {
        findings.push(Finding::ok(CODE, format!("a worker runs; its last sweep was {} ago at most", spoken(silence))));
    }
    findings
}

/// How many cases wait for the clock, and since when the longest.
async fn overdue(db: &Db, now: Timestamp) -> Result<(u64, Option<Timestamp>), DbErr> {
    let due = case_file::Entity::find().filter(case_file::Column::AttentionAt.lte(now));
    let oldest = due.clone().select_only().column(case_file::Column::AttentionAt).order_by_asc(case_file::Column::AttentionAt).limit(1);
    Ok((due.count(db.read()).await?, oldest.into_tuple().one(db.read()).await?))
}

fn late(count: u64, longest: Option<Duration>) -> Finding {
    const CODE: &str = "clock-late";
    let Some(longest) = longest else { return Finding::ok(CODE, "no case waits for the clock") };
    let what = format!("{count} cases wait for the clock, the longest for {}", spoken(longest));
    let severity = graded(longest, LATE_WARNING, LATE_ERROR);
    if severity == Severity::Ok {
        return Finding::ok(CODE, what);
    }
    let cause = "the sweep does not run, fails, or is behind: nobody is told of deadlines that are missed";
    Finding::warning(CODE, what, cause, "look at the finding `worker`; `langnghe worker --once` catches up").of(severity)
}

/// When the last checkpoint was made, and since when a change has been waiting for one.
async fn unwitnessed(db: &Db) -> Result<(Option<Timestamp>, Option<Timestamp>), DbErr> {
    let last = checkpoint::Entity::find()
        .select_only()
        .column(checkpoint::Column::At)
        .order_by_desc(checkpoint::Column::No)
        .limit(1)
        .into_tuple()
        .one(db.read())
        .await?;
    let head = audit_chain::Entity::belongs_to(audit_entry::Entity)
        .from((audit_chain::Column::Chain, audit_chain::Column::Seq))
        .to((audit_entry::Column::Chain, audit_entry::Column::Seq));
    let oldest = audit_chain::Entity::find()
        .select_only()
        .expr(Expr::col((audit_entry::Entity, audit_entry::Column::At)))
        .join(JoinType::InnerJoin, head.into())
        .filter(audit_chain::Column::Witnessed.eq(false))
        .order_by_asc(audit_entry::Column::At)
        .limit(1)
        .into_tuple()
        .one(db.read())
        .await?;
    Ok((last, oldest))
}

fn witnessed(last: Option<Duration>, waiting: Option<Duration>) -> Finding {
    const CODE: &str = "checkpoint";
    let last = last.map_or_else(|| "none was ever made".to_owned(), |age| format!("the last one is {} old", spoken(age)));
    let Some(waiting) = waiting else { return Finding::ok(CODE, format!("every change of the history has its checkpoint; {last}")) };
    let what = format!("a change of the history has been waiting for its checkpoint for {}; {last}", spoken(waiting));
    let severity = graded(waiting, UNWITNESSED_WARNING, UNWITNESSED_ERROR);
    if severity == Severity::Ok {
        return Finding::ok(CODE, what);
    }
    let cause = "no worker makes checkpoints: entries that a database writer deletes meanwhile are not missed";
    Finding::warning(CODE, what, cause, "look at the finding `worker`, then run `langnghe audit verify`").of(severity)
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::{Reconciler, Severity, alive, late, witnessed};

    #[test]
    fn a_worker_is_heard_of_and_a_stuck_reconciler_stands_out() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 1, 0, 0).unwrap();
        let all = |minutes: i64| Reconciler::ALL.map(|it| (it, Some(now - Duration::minutes(minutes))));
        let found = |last: &[_], mail| alive(last, mail, now).into_iter().map(|it| (it.code, it.severity)).collect::<Vec<_>>();
        assert_eq!(found(&Reconciler::ALL.map(|it| (it, None)), true), [("worker", Severity::Error)]);
        for (minutes, severity) in [(0, Severity::Ok), (5, Severity::Ok), (6, Severity::Warning), (16, Severity::Error)] {
            assert_eq!(found(&all(minutes), true), [("worker", severity)], "{minutes}");
        }
        let mut one_stuck = all(0);
        one_stuck[0].1 = Some(now - Duration::hours(1));
        assert_eq!(found(&one_stuck, true), [("reconciler-stuck", Severity::Error)]);
        assert!(alive(&one_stuck, true, now)[0].what.contains("`clock` has not come to its end for 60 minutes"));
        let mut never_sent = all(0);
        never_sent[2].1 = None;
        assert_eq!(found(&never_sent, true), [("reconciler-stuck", Severity::Error)]);
        assert_eq!(found(&never_sent, false), [("worker", Severity::Ok)], "without a mail server nothing is delivered by design");
    }

    #[test]
    fn the_clock_and_the_witness_may_be_late_by_minutes_only() {
        let minutes = |minutes| Some(Duration::minutes(minutes));
        for (age, severity) in
            [(None, Severity::Ok), (minutes(2), Severity::Ok), (minutes(3), Severity::Warning), (minutes(16), Severity::Error)]
        {
            assert_eq!(late(1, age).severity, severity, "{age:?}");
        }
        for (age, severity) in
            [(None, Severity::Ok), (minutes(15), Severity::Ok), (minutes(16), Severity::Warning), (minutes(61), Severity::Error)]
        {
            assert_eq!(witnessed(minutes(90), age).severity, severity, "{age:?}");
        }
        assert_eq!(witnessed(minutes(90_000), None).severity, Severity::Ok, "where nothing changed an old checkpoint is enough");
    }
}
