//! Whether the embedded database keeps what it was told, and is whole. The size of its log is looked at in `files`, before opening.

use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::Finding;
use crate::db::{Db, Tx};

/// `PRAGMA synchronous` when every commit waits for the disk.
const FULL: i64 = 2;

pub(super) async fn check(db: &Db) -> Vec<Finding> {
    // Asked where writing happens: these settings belong to the connection.
    let durable: Result<(String, i64), DbErr> =
        db.write(async |tx| Ok((pragma(tx, "journal_mode").await?, pragma(tx, "synchronous").await?))).await;
    let durable = match durable {
        Ok((journal, synchronous)) => durability(&journal, synchronous),
        Err(error) => Finding::refused("sqlite-durability", &error),
    };
    let whole = match lines(db, "PRAGMA quick_check(5)").await {
        Ok(lines) => integrity(&lines),
        // A file too damaged to be asked is damaged.
        Err(_) => integrity(&["the check itself ended early".to_owned()]),
    };
    vec![durable, whole]
}

async fn pragma<T: sea_orm::TryGetable>(tx: &Tx, name: &str) -> Result<T, DbErr> {
    let row = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), format!("PRAGMA {name}"))).await?;
    row.ok_or_else(|| DbErr::Custom("no answer".into()))?.try_get_by_index(0)
}

async fn lines(db: &Db, sql: &str) -> Result<Vec<String>, DbErr> {
    db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

fn durability(journal: &str, synchronous: i64) -> Finding {
    const CODE: &str = "sqlite-durability";
    if journal.eq_ignore_ascii_case("wal") && synchronous >= FULL {
        return Finding::ok(CODE, "SQLite writes ahead (WAL) and waits for the disk at each commit");
    }
    Finding::error(
        CODE,
        format!("journal mode {journal}, synchronous {synchronous}: a receipt could be given before the report is safe"),
        "the file lies on a network or other file system that cannot do what WAL needs",
        "move the data folder to a local disk",
    )
}

fn integrity(lines: &[String]) -> Finding {
    const CODE: &str = "sqlite-integrity";
    if lines.iter().all(|line| line == "ok") && !lines.is_empty() {
        return Finding::ok(CODE, "the database file is whole");
    }
    Finding::error(
        CODE,
        format!("the database file is damaged: {}", lines.join("; ")),
        "a failing disk, a copy made while the server ran, or two machines writing the same file",
        "stop the server, keep a copy of the file as it is, and restore the newest backup",
    )
}

#[cfg(test)]
mod tests {
    use super::{Finding, durability, integrity};
    use crate::doctor::Severity;

    fn severity(finding: &Finding) -> Severity {
        finding.severity
    }

    #[test]
    fn only_a_log_and_a_sync_for_each_commit_are_durable() {
        for (journal, synchronous, expected) in [
            ("wal", 2, Severity::Ok),
            ("WAL", 3, Severity::Ok),
            ("wal", 1, Severity::Error),
            ("wal", 0, Severity::Error),
            ("delete", 2, Severity::Error),
        ] {
            assert_eq!(severity(&durability(journal, synchronous)), expected, "{journal} {synchronous}");
        }
    }

    #[test]
    fn only_a_file_that_says_ok_is_whole() {
        assert_eq!(severity(&integrity(&["ok".into()])), Severity::Ok);
        assert_eq!(severity(&integrity(&[])), Severity::Error);
        assert_eq!(severity(&integrity(&["row 3 missing from index x".into()])), Severity::Error);
    }
}
