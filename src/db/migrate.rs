//! Bringing the schema up to date, one process at a time (TRAPS 4.21).

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};

use super::Db;

/// Any number that all versions of this program agree on: the name of the migration lock on `PostgreSQL`.
const LOCK: i64 = 0x4C61_6E67_4E67_6865;

/// Applies what is missing. Safe to run from several processes at once; `SQLite`'s single writer is its lock.
///
/// # Errors
/// The database refuses a step; nothing of that step remains.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    let connection = db.migration_connection();
    if db.backend() == DbBackend::Postgres {
        // The lock lives in a transaction of its own, so that it goes with the connection whatever happens.
        let lock = connection.begin().await?;
        lock.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_advisory_xact_lock($1)", [LOCK.into()])).await?;
        let outcome = Migrator::up(connection, None).await;
        lock.commit().await?;
        outcome
    } else {
        Migrator::up(connection, None).await
    }
}

/// Names of the steps that are not applied yet. Only reads: the public face's role may not do more, and asks this too.
///
/// # Errors
/// The database cannot be read, or a newer version of this program has changed its schema.
pub async fn pending(db: &Db) -> Result<Vec<String>, DbErr> {
    let Steps { pending, unknown, .. } = steps(db).await?;
    match unknown.first() {
        Some(newer) => Err(DbErr::Migration(format!("step {newer} is unknown to this version"))),
        None => Ok(pending),
    }
}

/// How the steps of the database stand to those of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// How many are applied.
    pub applied: usize,
    /// Not applied yet.
    pub pending: Vec<String>,
    /// Applied by another version of this program.
    pub unknown: Vec<String>,
}

/// Compares the steps of the database with those of this program. Only reads.
///
/// # Errors
/// The database cannot be read.
pub async fn steps(db: &Db) -> Result<Steps, DbErr> {
    let applied = applied(db).await?;
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    Ok(Steps {
        applied: applied.len(),
        unknown: applied.iter().filter(|name| !known.contains(name)).cloned().collect(),
        pending: known.into_iter().filter(|name| !applied.contains(name)).collect(),
    })
}

/// Names of the steps that are applied; none where nobody has ever migrated.
async fn applied(db: &Db) -> Result<Vec<String>, DbErr> {
    let here = match db.backend() {
        DbBackend::Postgres => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
        _ => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
    };
    let ask = async |sql: &str| db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await;
    if ask(here).await?.is_empty() {
        return Ok(Vec::new());
    }
    ask("SELECT version FROM seaql_migrations").await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
