//! Connection pools: a reading one that cannot write, a writing one.

use std::{path::Path, time::Duration};

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

const ACQUIRE: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// A connection that was idle longer is asked whether its server is still there.
const IDLE: Duration = Duration::from_secs(20);
/// How long another process may hold the SQLite write lock before we give up.
const BUSY: Duration = Duration::from_secs(10);

fn quiet(url: String) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // Statements and their values stay out of the logs (TRAPS 4.16).
    options.sqlx_logging(false).record_stmt_in_spans(false).acquire_timeout(ACQUIRE);
    options
}

/// WAL with a sync per commit; deleted pages are overwritten (TRAPS 4.3, 4.6).
pub(super) async fn sqlite(path: &Path) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut writer = quiet(url.clone());
    writer.test_before_acquire(false).max_connections(1).min_connections(1).map_sqlx_sqlite_opts(|options| {
        options
            .busy_timeout(BUSY)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("secure_delete", "ON")
            .pragma("journal_size_limit", "67108864")
            .foreign_keys(true)
    });
    let writer = Database::connect(writer).await?;
    let mut reader = quiet(url);
    reader
        .test_before_acquire(false)
        .max_connections(SQLITE_READERS)
        .min_connections(1)
        .map_sqlx_sqlite_opts(|options| options.busy_timeout(BUSY).pragma("query_only", "ON").foreign_keys(true));
    Ok((Database::connect(reader).await?, writer))
}

pub(super) async fn postgres(url: &str) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let mut writer = quiet(url.to_owned());
    writer
        .test_before_acquire_if_idle_for(IDLE)
        .max_connections(POSTGRES_CONNECTIONS)
        .map_sqlx_postgres_opts(|options| options.application_name("langnghe").options([("idle_in_transaction_session_timeout", "60s")]));
    let mut reader = quiet(url.to_owned());
    reader
        .test_before_acquire_if_idle_for(IDLE)
        .max_connections(POSTGRES_CONNECTIONS)
        .map_sqlx_postgres_opts(|options| options.application_name("langnghe reading").options([("default_transaction_read_only", "on")]));
    Ok((Database::connect(reader).await?, Database::connect(writer).await?))
}
