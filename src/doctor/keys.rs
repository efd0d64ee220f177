//! The key files, their fingerprints, and whether they are those this database was made with.

use std::fs;

use sea_orm::EntityTrait;

use super::Finding;
use crate::{
    config::Survey,
    db::Db,
    entity::key_fingerprint,
    kernel::Classify,
    vault::{Face, KeyFileError, Vault, key_files},
};

/// Looks at the files, and opens what a machine of `face` needs of them.
pub(super) fn check_files(survey: &Survey, face: Face) -> (Vec<Finding>, Option<Vault>) {
    if !survey.is_sure_of("LANGNGHE_KEY_DIR") || !survey.is_sure_of("LANGNGHE_DATA_DIR") {
        return (Vec::new(), None);
    }
    let folder = &survey.config.key_dir;
    let mut findings = Vec::new();
    if fs::symlink_metadata(key_files::recovery_file(folder)).is_ok() {
        findings.push(Finding::error(
            "recovery-key-here",
            "recovery.keys lies in the key folder",
            "whoever takes over this machine can open every report; `serve` refuses to start",
            "carry it away (a USB stick in a safe) and delete it here",
        ));
    }
    if face == Face::Public && fs::symlink_metadata(key_files::desk_file(folder)).is_ok() {
        findings.push(Finding::error(
            "desk-keys-here",
            "desk.keys lies on a machine of the public face",
            "whoever takes over this machine can open what is stored: the faces are not apart",
            "move it to the machines that serve staff and delete it here",
        ));
    }
    let vault = match key_files::open(folder, face) {
        Ok(vault) => Some(vault),
        Err(error) => {
            findings.push(unusable(&error));
            // With the public half alone the office directory can still be checked.
            key_files::open(folder, Face::Public).ok()
        }
    };
    if let Some(vault) = &vault {
        let prints = vault.fingerprints().iter().map(|(name, print)| format!("{name} {print}")).collect::<Vec<_>>().join(", ");
        let files = if vault.desk().is_ok() { "public.keys and desk.keys" } else { "public.keys" };
        findings.push(Finding::ok("key-files", format!("{files} can be used; fingerprints: {prints}")));
    }
    (findings, vault)
}

fn unusable(error: &KeyFileError) -> Finding {
    // The sentence of a key file's error already holds cause and remedy; its first half is the cause.
    let told = error.to_string();
    let (cause, remedy) = told.split_once(". ").map_or((told.as_str(), "restore the key files from your backup"), |halves| halves);
    Finding::error(error.code(), "the key files cannot be used: nothing starts", cause, remedy)
}

/// Compares the keys with those the database remembers.
pub(super) async fn check_against(db: &Db, vault: &Vault) -> Vec<Finding> {
    match key_fingerprint::Entity::find().all(db.read()).await {
        Ok(stored) => {
            let stored: Vec<(String, String)> = stored.into_iter().map(|row| (row.name, row.fingerprint)).collect();
            vec![belonging(&vault.fingerprints(), &stored)]
        }
        Err(error) => vec![Finding::refused("keys-of-this-database", &error)],
    }
}

fn belonging(here: &[(&str, String)], stored: &[(String, String)]) -> Finding {
    const CODE: &str = "keys-of-this-database";
    let of = |name: &str| stored.iter().find(|(known, _)| known == name).map(|(_, print)| print);
    let other: Vec<&str> = here.iter().filter(|(name, print)| of(name).is_some_and(|it| it != print)).map(|(name, _)| *name).collect();
    let new: Vec<&str> = here.iter().filter(|(name, _)| of(name).is_none()).map(|(name, _)| *name).collect();
    if !other.is_empty() {
        return Finding::error(
            CODE,
            format!("these keys are not the ones this database was made with: {}", other.join(", ")),
            "keys and database come from different installations or backups; `serve` refuses to start",
            "restore the key files that belong to this database, or point LANGNGHE_DATABASE_URL at the database that belongs to these keys",
        );
    }
    if !new.is_empty() {
        return Finding::warning(
            CODE,
            format!("this database does not remember these keys yet: {}", new.join(", ")),
            "nothing was made with them here so far, so that wrong keys would not be noticed",
            "run `langnghe keys init` again: it changes no key file and lets the database remember them",
        );
    }
    Finding::ok(CODE, "the keys are those this database was made with")
}

#[cfg(test)]
mod tests {
    use super::belonging;
    use crate::doctor::Severity;

    #[test]
    fn keys_belong_to_a_database_that_remembers_exactly_them() {
        let here = [("root", "aa".to_owned()), ("session", "bb".to_owned())];
        let stored = |list: &[(&str, &str)]| list.iter().map(|(n, p)| ((*n).to_owned(), (*p).to_owned())).collect::<Vec<_>>();
        for (list, severity, named) in [
            (stored(&[("root", "aa"), ("session", "bb"), ("of another face", "cc")]), Severity::Ok, ""),
            (stored(&[("root", "aa")]), Severity::Warning, "session"),
            (stored(&[]), Severity::Warning, "root, session"),
            (stored(&[("root", "aa"), ("session", "xx")]), Severity::Error, "session"),
            (stored(&[("root", "xx")]), Severity::Error, "root"),
        ] {
            let found = belonging(&here, &list);
            assert_eq!(found.severity, severity, "{list:?}");
            assert!(found.what.ends_with(named) || severity == Severity::Ok, "{}", found.what);
        }
    }
}
