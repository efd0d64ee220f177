//! The key of every office: without one, what is reported to it is sealed for somebody else.

use std::collections::BTreeSet;

use sea_orm::{DbErr, EntityTrait, QuerySelect};

use super::Finding;
use crate::{
    db::Db,
    entity::{office, office_key},
    vault::Vault,
};

/// How many offices are named; the rest are counted.
const NAMED: usize = 5;

pub(super) async fn check(db: &Db, vault: &Vault) -> Vec<Finding> {
    match facts(db, vault).await {
        Ok(facts) => judge(&facts),
        Err(error) => vec![Finding::refused("office-keys", &error)],
    }
}

#[derive(Debug, Default)]
struct Keys {
    offices: usize,
    /// Offices without any key.
    without: Vec<String>,
    /// Offices with a key that the directory does not vouch for.
    forged: Vec<String>,
}

/// Only what the role of a public face may read too.
async fn facts(db: &Db, vault: &Vault) -> Result<Keys, DbErr> {
    let offices: Vec<String> = office::Entity::find().select_only().column(office::Column::Code).into_tuple().all(db.read()).await?;
    let keys: Vec<(String, i32, Vec<u8>, Vec<u8>)> = office_key::Entity::find()
        .select_only()
        .columns([
            office_key::Column::OfficeCode,
            office_key::Column::Version,
            office_key::Column::PublicKey,
            office_key::Column::DirectorySignature,
        ])
        .into_tuple()
        .all(db.read())
        .await?;
    let with_key: BTreeSet<&String> = keys.iter().map(|(office, ..)| office).collect();
    let believed = |version, key: &[u8], signature: &[u8], office: &str| {
        <[u8; 32]>::try_from(key).is_ok_and(|key| vault.public().verify_office_key(office, version, &key, signature))
    };
    let forged: BTreeSet<String> = keys
        .iter()
        .filter(|(office, version, key, signature)| !believed(*version, key, signature, office))
        .map(|(office, ..)| office.clone())
        .collect();
    Ok(Keys {
        offices: offices.len(),
        without: offices.into_iter().filter(|office| !with_key.contains(office)).collect(),
        forged: forged.into_iter().collect(),
    })
}

fn judge(keys: &Keys) -> Vec<Finding> {
    const CODE: &str = "office-keys";
    const REMEDY: &str =
        "run `langnghe keys init` (it makes what is missing and overwrites nothing) or start a worker, where desk.keys lies";
    let mut findings = Vec::new();
    if !keys.forged.is_empty() {
        findings.push(Finding::error(
            "office-keys-forged",
            format!("the directory does not vouch for the keys of {} offices: {}", keys.forged.len(), some(&keys.forged)),
            "somebody who can write the database put other keys there, or keys and database are of different backups; nothing is sealed to them",
            "find out who wrote the table office_key; then delete these rows and run `langnghe keys init`, or restore a backup from before",
        ));
    }
    if keys.offices == 0 {
        findings.push(Finding::error(
            CODE,
            "there are no offices: no report can be routed",
            "the database was migrated but not seeded",
            "run `langnghe seed all`",
        ));
    } else if keys.without.len() == keys.offices {
        findings.push(Finding::error(
            CODE,
            format!("not one of {} offices has a key: what is reported now can be opened with recovery.keys only", keys.offices),
            "the offices were seeded before the keys were made, and no desk has run since",
            REMEDY,
        ));
    } else if !keys.without.is_empty() {
        findings.push(Finding::warning(
            CODE,
            format!("{} of {} offices have no key: {}", keys.without.len(), keys.offices, some(&keys.without)),
            "they were added while no desk ran; what is reported to them is sealed for an office above meanwhile",
            REMEDY,
        ));
    } else if findings.is_empty() {
        findings.push(Finding::ok(CODE, format!("each of {} offices has a key that the directory vouches for", keys.offices)));
    }
    findings
}

fn some(offices: &[String]) -> String {
    let named = offices.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if offices.len() > NAMED { format!("{named} and {} more", offices.len() - NAMED) } else { named }
}

#[cfg(test)]
mod tests {
    use super::{Keys, judge};
    use crate::doctor::Severity;

    #[test]
    fn an_office_without_a_key_of_its_own_is_told() {
        let codes = |count: usize| (0..count).map(|n| format!("o{n}")).collect::<Vec<_>>();
        for (offices, without, forged, expected) in [
            (9, 0, 0, vec![("office-keys", Severity::Ok)]),
            (9, 2, 0, vec![("office-keys", Severity::Warning)]),
            (9, 9, 0, vec![("office-keys", Severity::Error)]),
            (0, 0, 0, vec![("office-keys", Severity::Error)]),
            (9, 0, 1, vec![("office-keys-forged", Severity::Error)]),
            (9, 1, 1, vec![("office-keys-forged", Severity::Error), ("office-keys", Severity::Warning)]),
        ] {
            let found = judge(&Keys { offices, without: codes(without), forged: codes(forged) });
            assert_eq!(found.iter().map(|it| (it.code, it.severity)).collect::<Vec<_>>(), expected);
        }
        assert!(judge(&Keys { offices: 90, without: codes(8), forged: vec![] })[0].what.ends_with("o4 and 3 more"));
    }
}
