//! How old the newest backup is: the newest file in the folder that the operator names. Whether it can be restored only a rehearsal tells.

use std::{fs, path::Path};

use chrono::Duration;

use super::{
    Finding, Severity,
    finding::{graded, spoken},
};
use crate::{config::Config, kernel::Timestamp};

/// A nightly backup that takes its time is still fine.
const OLD_WARNING: Duration = Duration::hours(26);
/// More than a week of reports would be lost.
const OLD_ERROR: Duration = Duration::days(8);

pub(super) fn check(config: &Config, now: Timestamp) -> Vec<Finding> {
    let Some(folder) = &config.backup_dir else {
        return vec![Finding::warning(
            "backup",
            "nobody can tell whether there is a backup",
            "LANGNGHE_BACKUP_DIR is not set",
            "set LANGNGHE_BACKUP_DIR to the folder that your backups are written to: SQLite with `VACUUM INTO` (never a copy of the file \
             alone), PostgreSQL with pg_dump or a base backup. Keep desk.keys elsewhere",
        )];
    };
    vec![judge(folder, newest(folder).map(|newest| newest.map(|at| now - at)))]
}

/// When the newest file that holds anything was written.
fn newest(folder: &Path) -> std::io::Result<Option<Timestamp>> {
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let metadata = entry?.metadata()?;
        if metadata.is_file() && metadata.len() > 0 {
            newest = newest.max(Some(Timestamp::from(metadata.modified()?)));
        }
    }
    Ok(newest)
}

fn judge(folder: &Path, age: std::io::Result<Option<Duration>>) -> Finding {
    const CODE: &str = "backup";
    const REMEDY: &str = "look at what makes your backups (cron, a timer) and at its last message";
    let folder = folder.display();
    match age {
        Err(error) => Finding::error(
            CODE,
            format!("the folder of backups {folder} cannot be read"),
            error.to_string(),
            "correct LANGNGHE_BACKUP_DIR, or the rights of the folder",
        ),
        Ok(None) => Finding::error(CODE, format!("there is no backup in {folder}"), "none was ever made, or they were moved away", REMEDY),
        Ok(Some(age)) => {
            let what = format!("the newest backup is {} old", spoken(age));
            match graded(age, OLD_WARNING, OLD_ERROR) {
                Severity::Ok => Finding::ok(CODE, what),
                severity => Finding::warning(CODE, what, "whatever was reported since is lost with the disk", REMEDY).of(severity),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io, path::Path};

    use chrono::Duration;

    use super::{Severity, judge};

    #[test]
    fn a_backup_of_last_night_is_fine_and_none_is_not() {
        let of = |age| judge(Path::new("backups"), age).severity;
        for (hours, severity) in
            [(0, Severity::Ok), (26, Severity::Ok), (27, Severity::Warning), (192, Severity::Warning), (193, Severity::Error)]
        {
            assert_eq!(of(Ok(Some(Duration::hours(hours)))), severity, "{hours}");
        }
        assert_eq!(of(Ok(None)), Severity::Error);
        assert_eq!(of(Err(io::Error::from(io::ErrorKind::NotFound))), Severity::Error);
    }
}
