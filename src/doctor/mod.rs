//! `langnghe doctor`: what is wrong with an installation, why, and what to do.
//!
//! Each file holds one group of checks. A check gathers facts and hands them to a pure judgement that knows the limits. Nothing is
//! mended, made or migrated here, and no mail is sent. Whatever is broken becomes a finding, and the checks that do not need it go
//! on. No secret is told: neither a key nor a password, and of a database's refusal only the class.
//!
//! | file | looks at |
//! |---|---|
//! | `settings` | what was decided, where, and what of it cannot be used |
//! | `files` | who may read keys, database, settings and backups |
//! | `keys` | key files, their fingerprints, the keys this database was made with |
//! | `schema` | steps not applied or unknown, and drift |
//! | `sqlite`, `postgres` | whether a commit is durable, and what the database says of itself |
//! | `clock` | this machine's clock against the database's and against what is stored |
//! | `mail` | the mail server, and what waits for it |
//! | `work` | the reconcilers, the cases whose time has come, checkpoints |
//! | `offices` | the key of every office |
//! | `operator` | numbers to call that nobody has rung lately |
//! | `readiness` | where nobody would answer |
//! | `backup` | how old the newest backup is |
//!
//! Deliberately absent: free space on the disk (the standard library cannot tell), and the proof of the history (`audit verify`).

mod backup;
mod clock;
mod files;
mod finding;
mod keys;
mod mail;
mod offices;
mod operator;
mod postgres;
mod readiness;
mod schema;
mod settings;
mod sqlite;
mod work;

pub use finding::{Finding, Report, Severity};

use crate::{
    clocks::local_time,
    config::{Config, Database, Survey},
    db::Db,
    kernel::Clock,
    vault::{Face, Vault},
};

/// Examines the installation of `survey` as a machine of `face` should be.
pub async fn examine(survey: &Survey, face: Face, clock: &dyn Clock) -> Report {
    let config = &survey.config;
    let mut findings = settings::check(survey);
    // Before anything is opened: opening a database changes its files.
    findings.extend(files::check(survey));
    let (keys_found, vault) = keys::check_files(survey, face);
    findings.extend(keys_found);
    findings.extend(backup::check(config, clock.now()));
    findings.extend(operator::check(config, local_time(clock.now()).date()));
    findings.extend(mail::check_server(survey, face).await);
    match open(survey).await {
        Ok(db) => {
            findings.extend(check_database(&db, config, vault.as_ref(), face, clock).await);
            db.close().await;
        }
        Err(finding) => findings.extend(finding),
    }
    Report::new(survey.settings.clone(), findings)
}

/// The database, if there is one to open. A missing one is not made.
async fn open(survey: &Survey) -> Result<Db, Option<Finding>> {
    let config = &survey.config;
    let is_default_file = survey.settings.iter().any(|it| it.name == "LANGNGHE_DATABASE_URL" && it.from == crate::config::Origin::Default);
    if !survey.is_sure_of("LANGNGHE_DATABASE_URL") || (is_default_file && !survey.is_sure_of("LANGNGHE_DATA_DIR")) {
        // The setting is a finding already; another database than the one meant would only mislead.
        return Err(None);
    }
    if let Database::Sqlite(file) = &config.database
        && !file.is_file()
    {
        return Err(Some(Finding::error(
            "database-missing",
            format!("there is no database file {}", file.display()),
            "it was never made, was moved away, or LANGNGHE_DATA_DIR or LANGNGHE_DATABASE_URL points elsewhere",
            "on a new installation run `langnghe migrate`; otherwise correct the setting or restore the file from a backup",
        )));
    }
    Db::open(&config.database).await.map_err(|error| {
        let remedy = match &config.database {
            Database::Sqlite(_) => "check that the file is whole and that this user may write it and its folder; else restore a backup",
            Database::Postgres(_) => "check that the server runs, and address, role and password in LANGNGHE_DATABASE_URL",
        };
        let what = format!("the database cannot be opened ({:?})", config.database);
        Some(Finding::error("database-unreachable", what, crate::db::error::class(&error), remedy))
    })
}

/// All checks that ask the database.
async fn check_database(db: &Db, config: &Config, vault: Option<&Vault>, face: Face, clock: &dyn Clock) -> Vec<Finding> {
    let mut findings = match &config.database {
        Database::Sqlite(_) => sqlite::check(db).await,
        Database::Postgres(_) => postgres::check(db, face).await,
    };
    let (schema_found, usable) = schema::check(db).await;
    findings.extend(schema_found);
    if !usable {
        return findings;
    }
    if let Some(vault) = vault {
        findings.extend(keys::check_against(db, vault).await);
        findings.extend(offices::check(db, vault).await);
    }
    // The role of a public face may not read the rest, and need not.
    if face != Face::Public {
        findings.extend(clock::check(db, clock).await);
        findings.extend(mail::check_outbox(db, clock.now()).await);
        findings.extend(work::check(db, config, clock.now()).await);
        findings.extend(readiness::check(db).await);
    }
    findings
}
