//! Who may read what lies on the disk. Asked before the database is opened: opening changes its files.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
};

use super::{Finding, Severity, finding::graded};
use crate::config::{Database, FILE, Origin, Survey};

/// A write-ahead log larger than this has readers that keep it from being emptied; it is cut to 64 MiB whenever it is.
const WAL_LARGE: u64 = 128 << 20;
/// A log of this size makes every read slow and may fill the disk.
const WAL_HUGE: u64 = 1 << 30;

/// What is known of one file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Access {
    mode: u32,
    owner: u32,
}

impl Access {
    /// The rights of everybody but the owner.
    const fn of_others(self) -> u32 {
        self.mode & 0o077
    }
}

/// What a file is for, which decides how bad it is when others can read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Keys: the program itself refuses them.
    Key,
    /// The data folder, the key folder, the database, a backup.
    Stored,
    /// A file of settings that holds a password.
    Password,
}

pub(super) fn check(survey: &Survey) -> Vec<Finding> {
    let config = &survey.config;
    let mut findings = Vec::new();
    let mut looked_at: Vec<(Kind, PathBuf)> = Vec::new();
    if survey.is_sure_of("LANGNGHE_DATA_DIR") {
        looked_at.push((Kind::Stored, config.data_dir.clone()));
    }
    if survey.is_sure_of("LANGNGHE_KEY_DIR") && survey.is_sure_of("LANGNGHE_DATA_DIR") {
        looked_at.push((Kind::Stored, config.key_dir.clone()));
        // Copies that an editor or a careful hand left there hold the same keys.
        looked_at.extend(files_in(&config.key_dir).into_iter().map(|file| (Kind::Key, file)));
    }
    if survey.is_sure_of("LANGNGHE_FILES") && survey.is_sure_of("LANGNGHE_DATA_DIR") {
        looked_at.push((Kind::Stored, config.files.clone()));
    }
    if let (Database::Sqlite(file), true) = (&config.database, survey.is_sure_of("LANGNGHE_DATABASE_URL")) {
        looked_at.extend(["", "-wal", "-shm"].map(|end| (Kind::Stored, beside(file, end))));
        findings.extend(write_ahead_log(fs::metadata(beside(file, "-wal")).map(|it| it.len()).ok()));
    }
    if holds_a_password(survey) {
        looked_at.push((Kind::Password, PathBuf::from(FILE)));
    }
    if let Some(folder) = &config.backup_dir {
        looked_at.extend(files_in(folder).into_iter().map(|file| (Kind::Stored, file)));
    }
    let found: Vec<(Kind, PathBuf, Access)> =
        looked_at.into_iter().filter_map(|(kind, path)| access_to(&path).map(|access| (kind, path, access))).collect();
    let data_dir = access_to(&config.data_dir);
    let folder_is_closed = data_dir.is_some_and(|folder| folder.of_others() == 0);
    let expected = expected_owner(process_owner(), data_dir);
    let mut wrong: Vec<Finding> = found
        .iter()
        .flat_map(|(kind, path, access)| {
            let is_behind_closed_folder = folder_is_closed && *path != config.data_dir && path.starts_with(&config.data_dir);
            [readable(*kind, path, *access, is_behind_closed_folder), foreign(path, *access, expected)]
        })
        .flatten()
        .collect();
    if wrong.is_empty() && !found.is_empty() {
        wrong.push(Finding::ok("file-access", format!("{} files and folders belong to one user and are closed to others", found.len())));
    }
    findings.extend(wrong);
    findings
}

/// Whether others may read it, and how bad that is.
fn readable(kind: Kind, path: &Path, access: Access, is_behind_closed_folder: bool) -> Option<Finding> {
    let severity = match kind {
        _ if access.of_others() == 0 => return None,
        // The program refuses such a key file wherever it lies.
        Kind::Key => Severity::Error,
        _ if is_behind_closed_folder => return None,
        Kind::Stored => Severity::Warning,
        // Read by a group of the operator's choice is how settings are often shipped; read by everybody never is.
        Kind::Password => graded(access.mode & 0o007, 0, 0).max(Severity::Warning),
    };
    let holds = match kind {
        Kind::Key => "it holds keys",
        Kind::Stored => "it holds names of staff, places, times and sealed reports",
        Kind::Password => "it holds a password",
    };
    let what = format!("{} can be read or changed by others on this machine (mode {:03o})", path.display(), access.mode);
    let remedy = match kind {
        Kind::Key => "run `chmod 600` on it; if somebody may have read it, make new keys",
        Kind::Stored => "take the rights of group and others away: `chmod go-rwx`",
        Kind::Password => "run `chmod 600` on it, and change the password if somebody may have read it",
    };
    Some(Finding::warning("file-mode", what, holds, remedy).of(severity))
}

/// Whether it belongs to somebody else than the user that runs the program.
fn foreign(path: &Path, access: Access, expected: Option<u32>) -> Option<Finding> {
    let expected = expected.filter(|expected| *expected != access.owner)?;
    Some(Finding::warning(
        "file-owner",
        format!("{} belongs to user {}, not to user {expected}", path.display(), access.owner),
        "it was made by another user, perhaps by a command run as root: the server may not be able to read or write it",
        format!("give it to the user that runs the server: `chown {expected}`"),
    ))
}

/// Who should own everything: the user of this process; for root, who only visits, whoever owns the data folder.
fn expected_owner(process: Option<u32>, data_dir: Option<Access>) -> Option<u32> {
    match process {
        Some(0) => data_dir.map(|folder| folder.owner),
        other => other,
    }
}

fn write_ahead_log(size: Option<u64>) -> Option<Finding> {
    let size = size?;
    let mebibytes = size >> 20;
    let severity = graded(size, WAL_LARGE, WAL_HUGE);
    if severity == Severity::Ok {
        return Some(Finding::ok("sqlite-wal", format!("the write-ahead log is {mebibytes} MiB large")));
    }
    Some(
        Finding::warning(
            "sqlite-wal",
            format!("the write-ahead log is {mebibytes} MiB large"),
            "something reads without a pause (a backup that hangs, a forgotten sqlite3 shell), so that the log is never emptied",
            "end what reads the file, then restart the server: it empties the log when it stops",
        )
        .of(severity),
    )
}

/// Whether a password stands in the file of settings, rather than in the environment.
fn holds_a_password(survey: &Survey) -> bool {
    survey.settings.iter().any(|setting| setting.from == Origin::File && setting.hides_a_secret())
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn access(metadata: &Metadata) -> Option<Access> {
    use std::os::unix::fs::MetadataExt;
    Some(Access { mode: metadata.mode() & 0o777, owner: metadata.uid() })
}

/// Systems without permission bits protect files in their own way, which we cannot ask about.
#[cfg(not(unix))]
fn access(_: &Metadata) -> Option<Access> {
    None
}

/// The user of this process, where the system shows it: the owner of the process's own folder.
fn process_owner() -> Option<u32> {
    access_to(Path::new("/proc/self")).map(|folder| folder.owner)
}

fn access_to(path: &Path) -> Option<Access> {
    access(&fs::metadata(path).ok()?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Access, Kind, Severity, WAL_HUGE, WAL_LARGE, expected_owner, foreign, readable, write_ahead_log};

    #[test]
    fn what_others_can_read_is_as_bad_as_what_it_holds() {
        for (kind, mode, closed, severity) in [
            (Kind::Key, 0o600, false, None),
            (Kind::Key, 0o400, false, None),
            (Kind::Key, 0o640, false, Some(Severity::Error)),
            (Kind::Key, 0o604, true, Some(Severity::Error)),
            (Kind::Stored, 0o700, false, None),
            (Kind::Stored, 0o755, false, Some(Severity::Warning)),
            (Kind::Stored, 0o644, true, None),
            (Kind::Password, 0o600, false, None),
            (Kind::Password, 0o640, false, Some(Severity::Warning)),
            (Kind::Password, 0o644, false, Some(Severity::Error)),
        ] {
            let found = readable(kind, Path::new("x"), Access { mode, owner: 1 }, closed);
            assert_eq!(found.map(|finding| finding.severity), severity, "{kind:?} {mode:o}");
        }
    }

    #[test]
    fn everything_belongs_to_the_user_of_the_server() {
        let folder = Some(Access { mode: 0o700, owner: 7 });
        assert_eq!(expected_owner(Some(7), folder), Some(7));
        assert_eq!(expected_owner(Some(8), folder), Some(8), "who is not root must own it");
        assert_eq!(expected_owner(Some(0), folder), Some(7), "root only visits");
        assert_eq!(expected_owner(None, folder), None, "where the system does not say, nothing is claimed");
        let file = Access { mode: 0o600, owner: 7 };
        assert_eq!(foreign(Path::new("x"), file, Some(7)), None);
        assert!(foreign(Path::new("x"), file, Some(8)).unwrap().what.contains("user 7"));
    }

    #[test]
    fn a_log_that_is_never_emptied_is_noticed() {
        assert_eq!(write_ahead_log(None), None);
        for (size, severity) in
            [(0, Severity::Ok), (WAL_LARGE, Severity::Ok), (WAL_LARGE + 1, Severity::Warning), (WAL_HUGE + 1, Severity::Error)]
        {
            assert_eq!(write_ahead_log(Some(size)).unwrap().severity, severity);
        }
    }
}
