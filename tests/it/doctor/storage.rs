//! Databases that are missing, damaged, of another version, changed by hand, or not durable.

use std::fs::{self, File};

use super::{Sound, examine, on_both};
use crate::support::databases::Kind;

fn steps_that_are_missing_or_unknown_are_named(sound: &Sound) {
    sound.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_tomorrow', 0)");
    let told = examine(sound);
    told.only(&[("migrations", "error")]);
    told.says("migrations", "error", &["m20990101_000001_tomorrow", "newer version"]);
    sound.execute("DELETE FROM seaql_migrations");
    let told = examine(sound);
    told.says("migrations", "error", &["langnghe migrate"]);
    assert!(told.all("schema-drift").is_empty(), "a schema of another version differs by rights");
}

fn a_schema_changed_by_hand_is_told_column_by_column(sound: &Sound) {
    sound.execute("ALTER TABLE replay ADD COLUMN mine integer");
    let told = examine(sound);
    told.only(&[("schema-drift", "warning")]);
    told.says("schema-drift", "warning", &["replay.mine"]);
    sound.execute("ALTER TABLE contact DROP COLUMN note");
    sound.execute("ALTER TABLE note RENAME TO note_away");
    let told = examine(sound);
    told.only(&[("schema-drift", "error")]);
    told.says("schema-drift", "error", &["contact.note", "table note"]);
}

/// Without this one a case could have two offices in charge.
fn an_index_that_holds_a_promise_is_missed(sound: &Sound) {
    sound.execute("DROP INDEX custody_one_open");
    let told = examine(sound);
    told.only(&[("schema-drift", "error")]);
    told.says("schema-drift", "error", &["index custody_one_open is missing"]);
}

fn a_table_that_is_gone_takes_only_its_own_checks_with_it(sound: &Sound) {
    sound.execute("ALTER TABLE delivery RENAME TO delivery_away");
    let told = examine(sound);
    told.only(&[("schema-drift", "error"), ("outbox", "error")]);
    told.says("outbox", "error", &["refused this check", "query refused"]);
    told.says("worker", "ok", &[]);
}

on_both!(
    steps_that_are_missing_or_unknown_are_named,
    a_schema_changed_by_hand_is_told_column_by_column,
    an_index_that_holds_a_promise_is_missed,
    a_table_that_is_gone_takes_only_its_own_checks_with_it,
);

#[test]
fn a_database_file_that_is_gone_empty_or_rubbish_is_told_apart() {
    let sound = Sound::on(Kind::Sqlite);
    let file = sound.folder().join("var/langnghe.sqlite");
    for (bytes, code, part) in [
        (None, "database-missing", "langnghe migrate"),
        (Some(""), "migrations", "empty"),
        (Some("not a database at all"), "database-unreachable", "backup"),
    ] {
        for end in ["", "-wal", "-shm"] {
            drop(fs::remove_file(sound.folder().join(format!("var/langnghe.sqlite{end}"))));
        }
        if let Some(bytes) = bytes {
            fs::write(&file, bytes.repeat(100)).unwrap();
        }
        let told = examine(&sound);
        assert_eq!(told.code, 2);
        told.says(code, "error", &[part]);
        told.says("key-files", "ok", &[]);
        told.says("smtp", "ok", &[]);
        assert_eq!(file.exists(), bytes.is_some(), "looking makes no database");
    }
}

#[test]
fn a_damaged_database_file_is_noticed() {
    use std::io::{Seek, SeekFrom, Write};
    let sound = Sound::on(Kind::Sqlite);
    let file = sound.folder().join("var/langnghe.sqlite");
    let length = fs::metadata(&file).unwrap().len();
    // Pages in the middle: the beginning, with the schema, stays as it is.
    let mut opened = File::options().write(true).open(&file).unwrap();
    for page in (length / 4096 / 2)..(length / 4096 / 2 + 40) {
        opened.seek(SeekFrom::Start(page * 4096)).unwrap();
        opened.write_all(&[0xA5; 4096]).unwrap();
    }
    drop(opened);
    let told = examine(&sound);
    told.says("sqlite-integrity", "error", &["restore the newest backup"]);
}

#[test]
fn a_write_ahead_log_that_was_never_emptied_is_noticed() {
    let sound = Sound::on(Kind::Sqlite);
    let log = sound.folder().join("var/langnghe.sqlite-wal");
    File::create(&log).unwrap().set_len(200 << 20).unwrap();
    let told = sound.run(&["doctor", "--json"]).expect(1).json();
    let found = told["findings"].as_array().unwrap().iter().find(|it| it["code"] == "sqlite-wal").unwrap().clone();
    assert!(found["severity"] == "warning" && found["what"].as_str().unwrap().contains("200 MiB"), "{found}");
}

#[test]
fn a_server_that_may_lose_a_commit_and_a_superuser_are_told() {
    let sound = Sound::on(Kind::Postgres);
    let told = examine(&sound);
    told.says("postgres-role", "ok", &["no superuser"]);
    let name = sound.count("SELECT oid::bigint FROM pg_database WHERE datname = current_database()");
    assert!(name > 0);
    let owner = sound.postgres().address();
    let database = owner.rsplit('/').next().unwrap().to_owned();
    let sound = sound.with("LANGNGHE_DATABASE_URL", &owner);
    sound.execute(&format!("ALTER DATABASE {database} SET synchronous_commit = off"));
    let told = examine(&sound);
    told.says("postgres-durability", "error", &["synchronous_commit"]);
    told.only(&[("postgres-role", "warning")]);
    told.says("postgres-role", "warning", &["superuser"]);
}
