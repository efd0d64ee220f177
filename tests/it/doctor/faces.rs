//! A machine of the public face: fewer keys, fewer rights, and no start before there is an office to seal for.

use std::fs;

use super::{Sound, examine_as};
use crate::{process::Installation, support::databases::Kind};

const PUBLIC: &[&str] = &["--face", "public"];

/// A machine of the public face beside a sound desk, with a role of its own.
fn public_beside(desk: &mut Sound) -> Installation {
    let database = desk.database.as_mut().unwrap();
    let (role, address) = database.role("public");
    let owner = database.address();
    Installation::empty()
        .with("LANGNGHE_DATABASE_URL", &owner)
        .with("LANGNGHE_KEY_DIR", desk.key_file("").to_str().unwrap())
        .run(&["migrate", "--grants", &role])
        .expect(0);
    let public = Installation::empty().with("LANGNGHE_DATABASE_URL", &address).with("LANGNGHE_PUBLIC_URL", "https://langnghe.example");
    fs::create_dir_all(public.key_file("")).unwrap();
    for folder in ["var", "var/keys"] {
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(public.folder().join(folder), private).unwrap();
    }
    fs::copy(desk.key_file("public.keys"), public.key_file("public.keys")).unwrap();
    public
}

#[test]
fn a_public_machine_is_held_to_what_a_public_machine_should_be() {
    let mut desk = Sound::on(Kind::Postgres);
    let public = public_beside(&mut desk);
    let told = examine_as(&public, PUBLIC);
    told.only(&[("backup", "warning")]);
    told.says("postgres-role", "ok", &[]);
    told.says("office-keys", "ok", &["vouches"]);
    told.says("keys-of-this-database", "ok", &[]);
    // The same machine is no whole installation.
    examine_as(&public, &[]).says("key-file-missing", "error", &["desk.keys"]);

    fs::copy(desk.key_file("desk.keys"), public.key_file("desk.keys")).unwrap();
    let owner = desk.postgres().address();
    let told = examine_as(&public.with("LANGNGHE_DATABASE_URL", &owner), PUBLIC);
    told.says("desk-keys-here", "error", &["desk.keys"]);
    told.says("postgres-role", "error", &["only the desk may"]);
}

#[test]
fn a_public_face_waits_for_an_office_to_seal_for_and_a_desk_makes_its_keys_at_once() {
    let mut desk = Sound::on(Kind::Postgres);
    let public = public_beside(&mut desk);
    desk.execute("DELETE FROM office_key");
    examine_as(&public, PUBLIC).says("office-keys", "error", &["recovery.keys only", "langnghe keys init"]);
    public.run(&["serve", "--face", "public"]).refused(&["not one office has a key", "langnghe keys init"]);
    let server = desk.serve(&["--face", "desk", "--without-worker"]);
    assert_eq!(desk.count("SELECT COUNT(*) FROM office o WHERE NOT EXISTS (SELECT 1 FROM office_key k WHERE k.office_code = o.code)"), 0);
    assert_eq!(public.serve(&["--face", "public"]).stop(), 0);
    assert_eq!(server.stop(), 0);
}
