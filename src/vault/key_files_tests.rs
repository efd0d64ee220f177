//! Making and opening key files: every refusal once, on a real folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::kernel::{
    Classify, Ids,
    ids::{SeededIds, SystemIds},
};
use crate::vault::{
    Face, KeyFileError,
    envelope::{EnvelopeContext, Part, wrap},
    recovery::{RECIPIENT, RecoveryKey},
    sealing::{CaseKey, SealingKey},
};

use super::{InitReport, init, open, recovery_lies_readable};

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let mut random = [0; 8];
        SystemIds.fill(&mut random);
        Self(std::env::temp_dir().join(format!("langnghe-keys-{:016x}", u64::from_be_bytes(random))))
    }

    fn with_keys(seed: u64) -> Self {
        let folder = Self::new();
        assert!(matches!(init(&folder.0, &SeededIds::new(seed)), Ok(InitReport::Made { .. })));
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.file(name)).unwrap();
    }

    fn refusal(&self, face: Face) -> &'static str {
        refusal(&open(&self.0, face).map(|_| ()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn refusal<T>(outcome: &Result<T, KeyFileError>) -> &'static str {
    outcome.as_ref().err().map_or("taken", Classify::code)
}

/// Copies keep the owner-only permissions: `fs::copy` takes them along.
fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_file(to);
    fs::copy(from, to).unwrap();
}

#[test]
fn a_new_set_opens_for_every_face_and_leaves_nothing_else_behind() {
    let folder = Folder::new();
    let InitReport::Made { files, .. } = init(&folder.0, &SeededIds::new(1)).unwrap() else { panic!("nothing was made") };
    assert_eq!(files, ["public.keys", "desk.keys", "recovery.keys"].map(|name| folder.file(name)));
    let mut names: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["desk.keys", "public.keys", "recovery.keys"]);

    assert!(open(&folder.0, Face::Public).unwrap().desk().is_err());
    let (desk, both) = (open(&folder.0, Face::Desk).unwrap(), open(&folder.0, Face::Both).unwrap());
    assert!(desk.desk().is_ok());
    assert_eq!(desk.fingerprints(), both.fingerprints());
}

#[cfg(unix)]
#[test]
fn key_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_keys(1);
    for name in ["public.keys", "desk.keys", "recovery.keys"] {
        assert_eq!(fs::metadata(folder.file(name)).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for mode in [0o640, 0o604, 0o620, 0o644] {
        fs::set_permissions(folder.file("desk.keys"), fs::Permissions::from_mode(mode)).unwrap();
        let told = open(&folder.0, Face::Desk).err().unwrap();
        assert_eq!(told.code(), "key-file-permissions");
        assert!(told.to_string().contains(&format!("chmod 600 {}", folder.file("desk.keys").display())));
        assert_eq!(folder.refusal(Face::Public), "taken", "the public face does not look at desk.keys");
    }
    fs::set_permissions(folder.file("desk.keys"), fs::Permissions::from_mode(0o400)).unwrap();
    assert_eq!(folder.refusal(Face::Desk), "taken");
}

#[test]
fn making_keys_twice_changes_nothing() {
    let folder = Folder::with_keys(1);
    let before = open(&folder.0, Face::Both).unwrap().fingerprints();
    assert_eq!(init(&folder.0, &SeededIds::new(2)).unwrap(), InitReport::Complete { recovery_is_here: true });
    folder.remove("recovery.keys");
    assert_eq!(init(&folder.0, &SeededIds::new(3)).unwrap(), InitReport::Complete { recovery_is_here: false });
    assert!(!folder.file("recovery.keys").exists());
    assert_eq!(open(&folder.0, Face::Both).unwrap().fingerprints(), before);
}

#[test]
fn part_of_a_set_is_never_completed() {
    for gone in [
        &["public.keys"][..],
        &["desk.keys"],
        &["public.keys", "desk.keys"],
        &["desk.keys", "recovery.keys"],
        &["public.keys", "recovery.keys"],
    ] {
        let folder = Folder::with_keys(1);
        for name in gone {
            folder.remove(name);
        }
        let told = init(&folder.0, &SeededIds::new(2)).unwrap_err();
        assert_eq!(told.code(), "key-file-partial");
        assert!(gone.iter().filter(|name| **name != "recovery.keys").all(|name| told.to_string().contains(name)));
        assert!(gone.iter().all(|name| !folder.file(name).exists()), "nothing was made");
    }
}

#[test]
fn a_missing_file_is_named_with_its_remedy() {
    let folder = Folder::with_keys(1);
    folder.remove("desk.keys");
    let told = open(&folder.0, Face::Both).err().unwrap();
    assert_eq!(told.code(), "key-file-missing");
    assert!(told.to_string().contains("desk.keys") && told.to_string().contains("backup"));
    assert_eq!(folder.refusal(Face::Public), "taken");
    folder.remove("public.keys");
    assert_eq!(folder.refusal(Face::Public), "key-file-missing");
}

#[test]
fn files_of_different_sets_are_not_served_together() {
    let (mine, other) = (Folder::with_keys(1), Folder::with_keys(2));
    copy(&other.file("desk.keys"), &mine.file("desk.keys"));
    assert_eq!(mine.refusal(Face::Desk), "key-file-mismatch");
    assert_eq!(refusal(&init(&mine.0, &SeededIds::new(3))), "key-file-mismatch");

    let mine = Folder::with_keys(1);
    copy(&other.file("recovery.keys"), &mine.file("recovery.keys"));
    assert_eq!(refusal(&init(&mine.0, &SeededIds::new(3))), "key-file-mismatch");
}

#[test]
fn the_public_face_refuses_a_file_with_private_keys() {
    let folder = Folder::with_keys(1);
    let whole = Folder::with_keys(1);
    for private in ["desk.keys", "recovery.keys"] {
        copy(&whole.file(private), &folder.file("public.keys"));
        let told = open(&folder.0, Face::Public).err().unwrap();
        assert_eq!(told.code(), "key-file-private");
        assert!(told.to_string().contains("public.keys") && told.to_string().contains(private));
    }
    copy(&whole.file("public.keys"), &folder.file("desk.keys"));
    copy(&whole.file("public.keys"), &folder.file("public.keys"));
    assert_eq!(folder.refusal(Face::Desk), "key-file-format");
}

#[test]
fn a_cut_or_foreign_file_is_refused_and_a_folder_is_no_file() {
    let folder = Folder::with_keys(1);
    let whole = fs::read(folder.file("desk.keys")).unwrap();
    fs::write(folder.file("desk.keys"), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(folder.refusal(Face::Desk), "key-file-damaged");
    fs::write(folder.file("desk.keys"), [0xff; 100]).unwrap();
    assert_eq!(folder.refusal(Face::Desk), "key-file-damaged");
    fs::write(folder.file("desk.keys"), "x".repeat(200_000)).unwrap();
    assert_eq!(folder.refusal(Face::Desk), "key-file-format");
    folder.remove("desk.keys");
    fs::create_dir(folder.file("desk.keys")).unwrap();
    assert_ne!(folder.refusal(Face::Desk), "taken");
}

#[test]
fn keys_cannot_be_made_where_there_is_no_folder_to_be() {
    let folder = Folder::with_keys(1);
    assert_eq!(refusal(&init(&folder.file("public.keys").join("below"), &SeededIds::new(2))), "key-file-unwritable");
}

#[test]
fn the_recovery_key_is_seen_until_it_is_carried_away_and_opens_what_was_sealed_for_it() {
    let folder = Folder::with_keys(1);
    assert!(recovery_lies_readable(&folder.0));
    let safe = Folder::new();
    fs::create_dir(&safe.0).unwrap();
    fs::rename(folder.file("recovery.keys"), safe.file("recovery.keys")).unwrap();
    assert!(!recovery_lies_readable(&folder.0));

    let ids = SeededIds::new(5);
    let vault = open(&folder.0, Face::Public).unwrap();
    let context = EnvelopeContext { case: uuid::Uuid::from_u128(1), part: Part::Case, recipient: RECIPIENT, key_version: 1 };
    let key = CaseKey::random(&ids);
    let envelope = wrap(&key, vault.public().recovery_public(), &context, &ids).unwrap();
    let recovery = RecoveryKey::open(&safe.file("recovery.keys")).unwrap();
    assert!(recovery.unwrap::<CaseKey>(&envelope, &context).unwrap().secret() == key.secret());
}
