//! Reading the database's refusals. `Debug` of a `DbErr` may hold values and is never logged (TRAPS 4.13).

use sea_orm::{DbErr, SqlErr};

/// Whether `error` says that `table.column` (constraint `name` on `PostgreSQL`) already holds this value.
#[must_use]
pub fn violates_unique(error: &DbErr, table: &str, column: &str, name: &str) -> bool {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text)) => text.contains(&format!("{table}.{column}")) || text.contains(name),
        _ => false,
    }
}

/// What may be logged of a database error: its class, never its values.
#[must_use]
pub fn class(error: &DbErr) -> &'static str {
    match error {
        DbErr::ConnectionAcquire(_) => "no connection free",
        DbErr::Conn(_) => "connection",
        DbErr::Exec(_) => "statement refused",
        DbErr::Query(_) => "query refused",
        DbErr::RecordNotFound(_) => "row missing",
        DbErr::RecordNotUpdated => "row not updated",
        DbErr::Type(_) | DbErr::Json(_) => "unreadable value",
        DbErr::Custom(_) => "unit of work abandoned",
        _ => "database",
    }
}
