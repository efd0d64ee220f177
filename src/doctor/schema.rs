//! Steps of the schema that are not applied or not known, and what somebody changed by hand.

use super::{Finding, Severity};
use crate::db::{
    Db,
    drift::{self, Drift},
    migrate::{self, Steps},
};

/// Also says whether the tables are there to be asked further.
pub(super) async fn check(db: &Db) -> (Vec<Finding>, bool) {
    let steps = match migrate::steps(db).await {
        Ok(steps) => steps,
        Err(error) => return (vec![Finding::refused("migrations", &error)], false),
    };
    let mut findings = vec![applied(&steps)];
    if steps.applied == 0 {
        return (findings, false);
    }
    // A schema of another version differs by rights; its differences are the missing steps.
    if steps.pending.is_empty() && steps.unknown.is_empty() {
        match drift::differences(db).await {
            Ok(differences) => findings.push(drifted(&differences)),
            Err(error) => findings.push(Finding::refused("schema-drift", &error)),
        }
    }
    (findings, true)
}

fn applied(steps: &Steps) -> Finding {
    const CODE: &str = "migrations";
    match steps {
        Steps { unknown, .. } if !unknown.is_empty() => Finding::error(
            CODE,
            format!("the database knows steps that this program does not: {}", unknown.join(", ")),
            "a newer version of the program has changed this database; this one refuses to start",
            "run the newer version, or restore the backup from before it",
        ),
        Steps { applied: 0, .. } => Finding::error(
            CODE,
            "the database is empty: nobody has migrated it yet",
            "a new installation, or another database than the one meant",
            "check LANGNGHE_DATABASE_URL; on a new installation run `langnghe migrate`",
        ),
        Steps { pending, .. } if !pending.is_empty() => Finding::error(
            CODE,
            format!("{} steps of the schema are missing: {}", pending.len(), pending.join(", ")),
            "the program is newer than the database and refuses to start",
            "back up, then run `langnghe migrate`",
        ),
        Steps { applied, .. } => Finding::ok(CODE, format!("schema up to date ({applied} steps)")),
    }
}

fn drifted(differences: &[Drift]) -> Finding {
    const CODE: &str = "schema-drift";
    if differences.is_empty() {
        return Finding::ok(CODE, "tables, columns and indexes are what this program was written for");
    }
    let severity = if differences.iter().any(Drift::breaks) { Severity::Error } else { Severity::Warning };
    let list = differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    Finding::warning(
        CODE,
        format!("the schema is not the one this program was written for: {list}"),
        "somebody changed it by hand, or a restore ended half-way",
        "undo the change, or restore a whole backup; steps that were applied are not repaired by `langnghe migrate`",
    )
    .of(severity)
}

#[cfg(test)]
mod tests {
    use super::{Drift, Severity, Steps, applied, drifted};

    #[test]
    fn only_exactly_the_known_steps_are_fine() {
        let steps = |applied, pending: &[&str], unknown: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
            Steps { applied, pending: owned(pending), unknown: owned(unknown) }
        };
        for (steps, severity, told) in [
            (steps(2, &[], &[]), Severity::Ok, "up to date"),
            (steps(0, &["a", "b"], &[]), Severity::Error, "empty"),
            (steps(1, &["b"], &[]), Severity::Error, "1 steps of the schema are missing: b"),
            (steps(2, &["b"], &["c"]), Severity::Error, "does not: c"),
        ] {
            let found = applied(&steps);
            assert!(found.severity == severity && found.what.contains(told), "{found:?}");
        }
    }

    #[test]
    fn what_the_program_stumbles_over_is_worse_than_what_it_ignores() {
        let unknown = Drift::UnknownColumn("report".into(), "extra".into());
        assert_eq!(drifted(&[]).severity, Severity::Ok);
        assert_eq!(drifted(std::slice::from_ref(&unknown)).severity, Severity::Warning);
        let found = drifted(&[unknown, Drift::MissingColumn("report".into(), "story".into())]);
        assert!(found.severity == Severity::Error && found.what.contains("report.story"), "{found:?}");
    }
}
