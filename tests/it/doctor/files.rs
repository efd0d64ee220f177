//! Files that others can read, keys that are missing, damaged or of another installation.

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::Path,
};

use super::{SECRET, Sound, examine, on_both};
use crate::{process::Installation, support::databases::Kind};

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_others_can_read_is_named_with_its_remedy() {
    let sound = Sound::on(Kind::Sqlite);
    let at = |name: &str| sound.folder().join(name);
    // Behind a closed folder nobody reaches the database file.
    chmod(&at("var/langnghe.sqlite"), 0o644);
    examine(&sound).only(&[]);
    chmod(&at("var"), 0o755);
    let told = examine(&sound);
    told.only(&[("file-mode", "warning")]);
    let named: Vec<String> = told.all("file-mode").iter().map(|it| it["what"].to_string()).collect();
    assert!(named.iter().any(|it| it.contains("langnghe.sqlite") && it.contains("644")), "{named:?}");
    assert!(named.iter().any(|it| it.contains("/var can") || it.contains("var can") && it.contains("755")), "{named:?}");
    chmod(&at("var"), 0o700);

    // A copy that an editor left has no name the program looks for, and holds the same keys.
    fs::copy(at("var/keys/desk.keys"), at("var/keys/desk.keys~")).unwrap();
    chmod(&at("var/keys/desk.keys~"), 0o640);
    let told = examine(&sound);
    told.only(&[("file-mode", "error")]);
    told.says("file-mode", "error", &["desk.keys~", "640", "chmod 600"]);
    fs::remove_file(at("var/keys/desk.keys~")).unwrap();

    chmod(&at("backups/last-night"), 0o644);
    let told = examine(&sound);
    told.only(&[("file-mode", "warning")]);
    told.says("file-mode", "warning", &["last-night"]);
}

#[test]
fn a_file_of_settings_is_private_only_when_it_holds_a_password() {
    let sound = Sound::on(Kind::Sqlite);
    let file = sound.folder().join("langnghe.toml");
    fs::write(&file, "log = \"info\"\n").unwrap();
    chmod(&file, 0o644);
    examine(&sound).only(&[]);
    // The environment wins, but the password still stands in the file.
    fs::write(&file, format!("smtp_root_certificate = \"x://lan:{SECRET}@h\"\n")).unwrap();
    let told = examine(&sound);
    told.says("file-mode", "error", &["langnghe.toml", "644"]);
    chmod(&file, 0o600);
    assert!(examine(&sound).all("file-mode").is_empty());
}

#[test]
fn a_file_of_another_user_is_named() {
    let sound = Sound::on(Kind::Sqlite);
    let file = sound.folder().join("var/keys/desk.keys");
    let me = fs::metadata(&file).unwrap().uid();
    if chown(&file, Some(4711), None).is_err() {
        eprintln!("only root may give files away: what is said of them is held by the unit tests alone");
        return;
    }
    let told = examine(&sound);
    told.only(&[("file-owner", "warning")]);
    told.says("file-owner", "warning", &["desk.keys", "user 4711", &format!("chown {me}")]);
}

fn missing_damaged_and_foreign_keys_are_told_apart(sound: &Sound) {
    let desk = sound.key_file("desk.keys");
    let whole = fs::read(&desk).unwrap();
    fs::remove_file(&desk).unwrap();
    let told = examine(sound);
    assert_eq!(told.code, 2);
    told.only(&[("key-file-missing", "error")]);
    told.says("key-file-missing", "error", &["desk.keys", "backup"]);
    told.says("office-keys", "ok", &["vouches"]);

    fs::write(&desk, &whole[..whole.len() / 2]).unwrap();
    chmod(&desk, 0o600);
    examine(sound).only(&[("key-file-damaged", "error")]);
    fs::write(&desk, &whole).unwrap();
    chmod(&desk, 0o644);
    examine(sound).only(&[("key-file-permissions", "error"), ("file-mode", "error")]);
    chmod(&desk, 0o600);
    examine(sound).only(&[]);

    let other = Installation::empty();
    other.run(&["keys", "init"]).expect(0);
    for name in ["public.keys", "desk.keys"] {
        fs::copy(other.key_file(name), sound.key_file(name)).unwrap();
    }
    let told = examine(sound);
    told.only(&[("keys-of-this-database", "error"), ("office-keys-forged", "error")]);
    told.says("keys-of-this-database", "error", &["root", "made with"]);
    for line in String::from_utf8(whole).unwrap().lines().filter_map(|line| line.split_once(' ')).filter(|(_, value)| value.ends_with('='))
    {
        assert!(!told.whole.contains(line.1), "the key {} is told", line.0);
    }
}

#[test]
fn a_recovery_key_that_lies_here_is_an_error_even_unreadable() {
    let sound = Sound::on(Kind::Sqlite);
    File::create(sound.key_file("recovery.keys")).unwrap();
    chmod(&sound.key_file("recovery.keys"), 0o000);
    examine(&sound).only(&[("recovery-key-here", "error")]);
}

on_both!(missing_damaged_and_foreign_keys_are_told_apart);

#[test]
fn what_the_program_makes_is_closed_to_others() {
    let installation = Installation::empty();
    for arguments in [&["migrate"][..], &["keys", "init"]] {
        installation.run(arguments).expect(0);
    }
    for (name, mode) in [("var", 0o700), ("var/langnghe.sqlite", 0o600), ("var/keys", 0o700), ("var/keys/desk.keys", 0o600)] {
        assert_eq!(fs::metadata(installation.folder().join(name)).unwrap().permissions().mode() & 0o777, mode, "{name}");
    }
}

#[test]
fn a_backup_that_is_old_missing_or_nowhere_is_told() {
    let sound = Sound::on(Kind::Sqlite);
    let backup = sound.folder().join("backups/last-night");
    let made = |hours: u64| {
        let at = fs::metadata(sound.folder()).unwrap().modified().unwrap() - std::time::Duration::from_secs(hours * 3600);
        File::options().write(true).open(&backup).unwrap().set_modified(at).unwrap();
    };
    made(30);
    examine(&sound).only(&[("backup", "warning")]);
    made(24 * 9);
    examine(&sound).only(&[("backup", "error")]);
    fs::write(&backup, "").unwrap();
    examine(&sound).only(&[("backup", "error")]);
    fs::remove_dir_all(sound.folder().join("backups")).unwrap();
    examine(&sound).only(&[("backup", "error")]);
}
