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

/// Names of the steps that are not applied yet.
///
/// # Errors
/// The database cannot be read.
pub async fn pending(db: &Db) -> Result<Vec<String>, DbErr> {
    let pending = Migrator::get_pending_migrations(db.migration_connection()).await?;
    Ok(pending.iter().map(|step| step.name().to_owned()).collect())
}
