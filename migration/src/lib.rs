//! The history of the schema. Hand-written SQL, one file a step, each inside a transaction (TRAPS 4.19); a shipped step is
//! never edited or deleted (TRAPS 4.22). Steps import no entities: entities move on, history must not.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

mod m20261121_000001_first;
mod m20261122_000002_every_office;
mod m20261122_000006_drills;
mod m20261122_000008_map_changes;
mod m20261122_000010_attachments;
mod m20261122_000012_follow_up;
mod m20261122_000016_invitations;
mod m20261122_000018_hotline;
mod m20261122_000019_reporter_notices;
mod m20261122_000020_second_factor;
mod m20261122_000022_custody;
mod m20261122_000024_casework;
mod m20261122_000026_reasoned_reading;
mod m20261122_000028_identity_access;
mod m20261122_000029_password_resets;
mod m20261122_000030_referrals;
mod m20261122_000031_plans;
mod m20261122_000032_links;
mod m20261122_000036_today;

/// Runs the steps in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_first::Migration),
            Box::new(m20261122_000002_every_office::Migration),
            Box::new(m20261122_000006_drills::Migration),
            Box::new(m20261122_000008_map_changes::Migration),
            Box::new(m20261122_000016_invitations::Migration),
            Box::new(m20261122_000012_follow_up::Migration),
            Box::new(m20261122_000010_attachments::Migration),
            Box::new(m20261122_000018_hotline::Migration),
            Box::new(m20261122_000019_reporter_notices::Migration),
            Box::new(m20261122_000024_casework::Migration),
            Box::new(m20261122_000020_second_factor::Migration),
            Box::new(m20261122_000022_custody::Migration),
            Box::new(m20261122_000036_today::Migration),
            Box::new(m20261122_000028_identity_access::Migration),
            Box::new(m20261122_000029_password_resets::Migration),
            Box::new(m20261122_000026_reasoned_reading::Migration),
            Box::new(m20261122_000030_referrals::Migration),
            Box::new(m20261122_000031_plans::Migration),
            Box::new(m20261122_000032_links::Migration),
        ]
    }
}

/// Executes each statement of `sql` (separated by `;`) with the column types of the database at hand:
/// `$TS` an instant, `$UUID` an id, `$BYTES` sealed or hashed bytes.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let (ts, uuid, bytes) = match connection.get_database_backend() {
        DbBackend::Postgres => ("timestamptz", "uuid", "bytea"),
        _ => ("text", "blob", "blob"),
    };
    let sql = sql.replace("$TS", ts).replace("$UUID", uuid).replace("$BYTES", bytes);
    for statement in sql.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}
