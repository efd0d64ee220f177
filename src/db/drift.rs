//! The schema as it stands against the one this program was written for: what somebody changed by hand, or half a restore left.

use std::collections::BTreeMap;

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, EntityTrait, IdenStatic, Iterable,
    Statement,
};

use super::Db;
use crate::entity;

/// The columns of a table: name → may be null.
type Columns = BTreeMap<String, bool>;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// A whole table is not there.
    MissingTable(String),
    /// A column is not there.
    MissingColumn(String, String),
    /// A column that this program does not know.
    UnknownColumn(String, String),
    /// A column may be empty that must not be, or the other way round.
    Nullability(String, String),
    /// An index is not there; some of them hold promises, as that a case has one open custody.
    MissingIndex(String),
}

impl std::fmt::Display for Drift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MissingTable(table) => write!(f, "table {table} is missing"),
            Self::MissingColumn(table, column) => write!(f, "column {table}.{column} is missing"),
            Self::UnknownColumn(table, column) => write!(f, "column {table}.{column} is unknown to this program"),
            Self::Nullability(table, column) => write!(f, "column {table}.{column} differs in whether it may be empty"),
            Self::MissingIndex(index) => write!(f, "index {index} is missing"),
        }
    }
}

impl Drift {
    /// Whether the program stumbles over it.
    #[must_use]
    pub fn breaks(&self) -> bool {
        !matches!(self, Self::UnknownColumn(..))
    }
}

macro_rules! tables {
    ($($entity:ident)+) => {
        /// Every table of the entities with its columns.
        fn expected() -> Vec<(&'static str, Columns)> {
            vec![$( of::<entity::$entity::Entity>() ),+]
        }
    };
}

tables!(alert attachment audit_chain audit_entry callback case_episode case_file case_grant case_link case_map_move case_opening case_order
    case_person case_reader checkpoint checkpoint_leaf closure_request code_lock commune commune_successor contact correction custody deadline
    delivery deputy device drill duty_phone duty_shift envelope escalation exclusion facility follow_up_session handover hotline_contact
    identity_access invitation key_fingerprint lease legacy_alias legacy_province legacy_unit map_change message message_hidden milestone
    note number_index office office_key opened_by parent_decision password_reset past_milestone plan plan_step province readiness_gap
    reasoned_reading recovery_code referral replay report reporter_notice reporter_word reset_request second_factor session shift_note
    sign_in_wait staff support_provider triage warm_transfer);

fn of<E: EntityTrait>() -> (&'static str, Columns) {
    let columns = E::Column::iter().map(|column| (column.as_str().to_owned(), column.def().is_null())).collect();
    (table_of::<E>(), columns)
}

fn table_of<E: EntityTrait>() -> &'static str {
    E::default().as_str()
}

/// Names of the tables that are compared.
#[must_use]
pub fn tables() -> Vec<&'static str> {
    expected().into_iter().map(|(table, _)| table).collect()
}

/// What differs, table by table.
///
/// # Errors
/// The database cannot be read.
pub async fn differences(db: &Db) -> Result<Vec<Drift>, DbErr> {
    let stored = stored(db).await?;
    let mut found: Vec<Drift> = expected().iter().flat_map(|(table, columns)| compare(table, columns, stored.get(*table))).collect();
    let here = indexes(db.read()).await?;
    // An index goes with its table, which is told already.
    let known = |(index, table): &(String, String)| !here.contains_key(index) && stored.contains_key(table);
    found.extend(indexes(&freshly_migrated().await?).await?.into_iter().filter(known).map(|(index, _)| Drift::MissingIndex(index)));
    Ok(found)
}

/// An empty database as the steps of this program make it, gone when dropped. One connection: another would find it empty.
async fn freshly_migrated() -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    Migrator::up(&connection, None).await?;
    Ok(connection)
}

/// The indexes that a step made by name, with their tables.
async fn indexes(connection: &DatabaseConnection) -> Result<BTreeMap<String, String>, DbErr> {
    let sql = match connection.get_database_backend() {
        DbBackend::Postgres => "SELECT indexname::text, tablename::text FROM pg_indexes WHERE schemaname = current_schema()",
        _ => "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    };
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

fn compare(table: &str, expected: &Columns, stored: Option<&Columns>) -> Vec<Drift> {
    let Some(stored) = stored else { return vec![Drift::MissingTable(table.to_owned())] };
    let mut found = Vec::new();
    for (column, nullable) in expected {
        match stored.get(column) {
            None => found.push(Drift::MissingColumn(table.to_owned(), column.clone())),
            Some(stored) if stored != nullable => found.push(Drift::Nullability(table.to_owned(), column.clone())),
            Some(_) => {}
        }
    }
    let unknown = stored.keys().filter(|column| !expected.contains_key(*column));
    found.extend(unknown.map(|column| Drift::UnknownColumn(table.to_owned(), column.clone())));
    found
}

/// Every table of the database with its columns. On `PostgreSQL` from the catalogue, which also tells of what a role may not read.
async fn stored(db: &Db) -> Result<BTreeMap<String, Columns>, DbErr> {
    let sql = match db.backend() {
        DbBackend::Postgres => {
            "SELECT c.relname::text, a.attname::text, (NOT a.attnotnull)::int::bigint FROM pg_attribute a \
             JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped"
        }
        _ => {
            "SELECT m.name, c.name, CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN 1 ELSE 0 END \
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
    };
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await? {
        let (table, column): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        tables.entry(table).or_default().insert(column, row.try_get_by_index::<i64>(2)? == 1);
    }
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::{Columns, Drift, compare};

    fn columns(list: &[(&str, bool)]) -> Columns {
        list.iter().map(|(name, nullable)| ((*name).to_owned(), *nullable)).collect()
    }

    #[test]
    fn every_kind_of_difference_is_found_and_nothing_else() {
        let expected = columns(&[("id", false), ("name", true)]);
        assert_eq!(compare("t", &expected, Some(&expected)), []);
        assert_eq!(compare("t", &expected, None), [Drift::MissingTable("t".into())]);
        let other = columns(&[("id", true), ("extra", false)]);
        assert_eq!(
            compare("t", &expected, Some(&other)),
            [
                Drift::Nullability("t".into(), "id".into()),
                Drift::MissingColumn("t".into(), "name".into()),
                Drift::UnknownColumn("t".into(), "extra".into()),
            ]
        );
    }
}
