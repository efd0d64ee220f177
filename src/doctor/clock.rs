//! This machine's clock against the database server's, and against what is stored: time runs backwards in no chain.

use chrono::Duration;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryOrder, QuerySelect, Statement};

use super::{
    Finding, Severity,
    finding::{graded, spoken},
};
use crate::{
    db::Db,
    entity::{audit_entry, checkpoint},
    kernel::{Clock, Timestamp},
};

/// Two machines of one network differ by less.
const SKEW_WARNING: Duration = Duration::seconds(2);
/// Deadlines of minutes are no longer what they say.
const SKEW_ERROR: Duration = Duration::seconds(30);

pub(super) async fn check(db: &Db, clock: &dyn Clock) -> Vec<Finding> {
    let mut findings = Vec::new();
    if db.backend() == DbBackend::Postgres {
        findings.push(match servers_clock(db, clock).await {
            Ok(skew) => against_server(skew),
            Err(error) => Finding::refused("clock-skew", &error),
        });
    }
    findings.push(match newest(db).await {
        Ok(newest) => against_stored(newest.map(|newest| newest - clock.now())),
        Err(error) => Finding::refused("clock-future", &error),
    });
    findings
}

/// How far the server's clock is before ours; the way there and back counts half.
async fn servers_clock(db: &Db, clock: &dyn Clock) -> Result<Duration, DbErr> {
    let statement = Statement::from_string(db.backend(), "SELECT clock_timestamp() AS now");
    // The first question also opens the connection, which takes its time.
    db.read().query_one_raw(statement.clone()).await?;
    let before = clock.now();
    let row = db.read().query_one_raw(statement).await?.ok_or_else(|| DbErr::Custom("no answer".into()))?;
    let after = clock.now();
    let server: Timestamp = row.try_get_by_index(0)?;
    Ok(server - (before + (after - before) / 2))
}

/// The newest instant that anything was written down at.
async fn newest(db: &Db) -> Result<Option<Timestamp>, DbErr> {
    let entry = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::At)
        .order_by_desc(audit_entry::Column::At)
        .limit(1)
        .into_tuple::<Timestamp>()
        .one(db.read())
        .await?;
    let witnessed = checkpoint::Entity::find()
        .select_only()
        .column(checkpoint::Column::At)
        .order_by_desc(checkpoint::Column::At)
        .limit(1)
        .into_tuple::<Timestamp>()
        .one(db.read())
        .await?;
    Ok(entry.max(witnessed))
}

fn against_server(skew: Duration) -> Finding {
    const CODE: &str = "clock-skew";
    let severity = graded(skew.abs(), SKEW_WARNING, SKEW_ERROR);
    if severity == Severity::Ok {
        return Finding::ok(CODE, "this machine and the database server agree on the time");
    }
    let direction = if skew > Duration::zero() { "behind" } else { "ahead of" };
    Finding::warning(
        CODE,
        format!("this machine's clock is {} {direction} the database server's", spoken(skew.abs())),
        "one of the two machines does not ask a time server: deadlines and figures depend on which process wrote a row",
        "switch time synchronisation on, on both machines (`timedatectl set-ntp true`)",
    )
    .of(severity)
}

/// `ahead` is how far the newest stored instant lies in the future.
fn against_stored(ahead: Option<Duration>) -> Finding {
    const CODE: &str = "clock-future";
    let ahead = ahead.unwrap_or_else(Duration::zero);
    let severity = graded(ahead, SKEW_WARNING, SKEW_ERROR);
    if severity == Severity::Ok {
        return Finding::ok(CODE, "nothing stored lies in the future");
    }
    Finding::warning(
        CODE,
        format!("the newest entry of the history lies {} in the future", spoken(ahead)),
        "this machine's clock was put back or is slow, or another process wrote with a clock that is fast",
        "compare the clocks of all machines with a time server; deadlines that were set meanwhile are wrong by as much",
    )
    .of(severity)
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::{Severity, against_server, against_stored};

    #[test]
    fn a_clock_may_be_wrong_by_a_moment_only_in_either_direction() {
        for (seconds, severity) in [
            (0, Severity::Ok),
            (2, Severity::Ok),
            (3, Severity::Warning),
            (-3, Severity::Warning),
            (31, Severity::Error),
            (-86_400, Severity::Error),
        ] {
            assert_eq!(against_server(Duration::seconds(seconds)).severity, severity, "{seconds}");
        }
        assert!(against_server(Duration::seconds(60)).what.contains("60 seconds behind"));
        assert!(against_server(Duration::seconds(-60)).what.contains("60 seconds ahead"));
    }

    #[test]
    fn only_the_future_is_wrong_with_what_is_stored() {
        for (seconds, severity) in [
            (None, Severity::Ok),
            (Some(-900_000), Severity::Ok),
            (Some(2), Severity::Ok),
            (Some(3), Severity::Warning),
            (Some(31), Severity::Error),
        ] {
            assert_eq!(against_stored(seconds.map(Duration::seconds)).severity, severity, "{seconds:?}");
        }
    }
}
