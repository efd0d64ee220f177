//! What must be true before anything is served: whoever starts with the wrong keys, database or settings is told the remedy.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use crate::process::Installation;

const SERVE: &[&str] = &["serve"];
const SERVE_PUBLIC: &[&str] = &["serve", "--face", "public"];

fn public_and_desk(installation: &Installation) -> [PathBuf; 2] {
    ["public.keys", "desk.keys"].map(|name| installation.key_file(name))
}

#[test]
fn a_missing_key_file_stops_the_start_and_names_the_remedy() {
    for name in ["public.keys", "desk.keys"] {
        let installation = Installation::ready();
        fs::remove_file(installation.key_file(name)).unwrap();
        for arguments in [SERVE, &["worker", "--once"], &["audit", "verify"]] {
            installation.run(arguments).refused(&[name, "missing", "Restore"]);
        }
    }
}

#[test]
fn a_damaged_or_readable_key_file_stops_the_start_and_names_the_remedy() {
    let installation = Installation::ready();
    for (file, name) in public_and_desk(&installation).iter().zip(["public.keys", "desk.keys"]) {
        let whole = fs::read_to_string(file).unwrap();
        fs::write(file, &whole[..whole.len() / 2]).unwrap();
        installation.run(SERVE).refused(&[name, "Restore it from your backup"]);
        fs::write(file, "anything").unwrap();
        installation.run(SERVE).refused(&[name, "Restore it from your backup"]);
        fs::write(file, &whole).unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
        installation.run(SERVE).refused(&[name, "chmod 600"]);
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(installation.serve(&[]).stop(), 0, "the whole files are taken again");
}

#[test]
fn the_keys_of_another_installation_are_refused() {
    let (mine, other) = (Installation::ready(), Installation::empty());
    // The first start remembers which keys belong to the database.
    assert_eq!(mine.serve(&[]).stop(), 0);
    other.run(&["keys", "init"]).expect(0);
    let [(public, other_public), (desk, other_desk)] =
        [(0, "public.keys"), (1, "desk.keys")].map(|(at, name)| (public_and_desk(&mine)[at].clone(), other.key_file(name)));
    let my_desk = fs::read(&desk).unwrap();

    fs::copy(&other_desk, &desk).unwrap();
    mine.run(SERVE).refused(&["do not belong together", "Restore"]);
    fs::copy(&other_public, &public).unwrap();
    for arguments in [SERVE, SERVE_PUBLIC, &["worker", "--once"]] {
        let told = mine.run(arguments).expect(1);
        let all = format!("{}{}", told.out, told.err);
        assert!(all.contains("not the one this database was made with") && all.contains("restore the key files"), "{all}");
    }
    fs::write(&desk, my_desk).unwrap();
    mine.run(SERVE).refused(&["do not belong together"]);
}

#[test]
fn keys_are_remembered_as_soon_as_something_was_made_with_them() {
    // Seeded with one set of keys, never served; then another set is put there.
    let (mine, other) = (Installation::ready(), Installation::empty());
    other.run(&["keys", "init"]).expect(0);
    for name in ["public.keys", "desk.keys"] {
        fs::copy(other.key_file(name), mine.key_file(name)).unwrap();
    }
    mine.run(SERVE).refused(&["not the one this database was made with"]);
}

#[test]
fn nothing_is_served_while_the_recovery_key_lies_there() {
    let installation = Installation::empty();
    for arguments in [&["migrate"][..], &["seed", "all"], &["keys", "init"]] {
        installation.run(arguments).expect(0);
    }
    for arguments in [SERVE, SERVE_PUBLIC, &["serve", "--face", "desk"]] {
        installation.run(arguments).refused(&["recovery.keys", "carry it away"]);
    }
    fs::remove_file(installation.key_file("recovery.keys")).unwrap();
    assert_eq!(installation.serve(&[]).stop(), 0);
}

#[test]
fn a_public_face_refuses_a_private_key_in_its_file() {
    let installation = Installation::ready();
    let [public, desk] = public_and_desk(&installation);
    let desk_keys = fs::read_to_string(&desk).unwrap();
    let root = desk_keys.lines().find(|line| line.starts_with("root ")).unwrap();
    let good = fs::read_to_string(&public).unwrap();
    fs::remove_file(&desk).unwrap();
    assert_eq!(installation.serve(&["--face", "public"]).stop(), 0, "public.keys alone is enough");

    fs::write(&public, good.replace("\nend ", &format!("\n{root}\nend "))).unwrap();
    let told = installation.run(SERVE_PUBLIC);
    let secret = root.split_once(' ').unwrap().1;
    assert!(!told.err.contains(secret), "the key itself is not repeated");
    told.refused(&["public.keys", "root", "must not have"]);
    fs::write(&public, desk_keys).unwrap();
    installation.run(SERVE_PUBLIC).refused(&["public.keys", "must not have"]);
}

#[test]
fn an_old_database_is_not_served_but_the_remedy_is_named() {
    let installation = Installation::empty();
    installation.run(&["keys", "init"]).expect(0);
    fs::remove_file(installation.key_file("recovery.keys")).unwrap();
    for arguments in [SERVE, &["worker", "--once"], &["seed", "all"], &["office", "list", "--json"], &["audit", "verify"]] {
        installation.run(arguments).refused(&["langnghe migrate"]);
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_told_without_its_password() {
    let installation = Installation::ready().with("LANGNGHE_DATABASE_URL", "postgres://me:opensesame@127.0.0.1:9/langnghe");
    let told = installation.run(SERVE);
    assert!(!told.err.contains("opensesame"), "{}", told.err);
    told.refused(&["LANGNGHE_DATABASE_URL"]);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let place = |folder: &str| format!("{folder}/langnghe.sqlite");
    let installation = Installation::empty();
    installation.run(&["migrate"]).expect(0);
    assert!(installation.folder().join(place("var")).exists(), "the default");
    fs::write(installation.folder().join("langnghe.toml"), "data_dir = \"from-file\"\n").unwrap();
    installation.run(&["migrate"]).expect(0);
    assert!(installation.folder().join(place("from-file")).exists());
    let installation = installation.with("LANGNGHE_DATA_DIR", "from-environment");
    installation.run(&["migrate"]).expect(0);
    assert!(installation.folder().join(place("from-environment")).exists());
    installation.run(&["keys", "init"]).expect(0);
    assert!(installation.folder().join("from-environment/keys/public.keys").exists(), "the keys lie in the data folder");
    let installation = installation.with("LANGNGHE_KEY_DIR", "safe").with("LANGNGHE_DATABASE_URL", "sqlite:elsewhere/a.sqlite");
    installation.run(&["keys", "init"]).expect(0);
    assert!(installation.folder().join("safe/public.keys").exists());
    installation.run(&["migrate"]).expect(0);
    assert!(installation.folder().join("elsewhere/a.sqlite").exists());
}

#[test]
fn a_setting_nobody_knows_or_can_read_is_named() {
    Installation::empty().with("LANGNGHE_COLOUR", "red").run(SERVE).refused(&["colour", "environment"]);
    Installation::empty().with("LANGNGHE_LISTEN", "everywhere").run(SERVE).refused(&["LISTEN"]);
    Installation::empty().with("LANGNGHE_DATABASE_URL", "mysql://x").run(SERVE).refused(&["LANGNGHE_DATABASE_URL"]);
    Installation::ready().with("LANGNGHE_SMTP_URL", "carrier://pigeon").run(SERVE).refused(&["LANGNGHE_SMTP_URL"]);
    let installation = Installation::empty();
    fs::write(installation.folder().join("langnghe.toml"), "colour = \"red\"\n").unwrap();
    installation.run(SERVE).refused(&["colour", "langnghe.toml"]);
}
