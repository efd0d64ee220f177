//! The tables as they are, for tests that compare before and after.

use std::collections::BTreeMap;

use langnghe::entity::case_file;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};

use super::TestApp;

/// Tables that are seeded once and never touched: leaving them out keeps a comparison fast.
const SEEDED: [&str; 5] = ["commune", "legacy_unit", "legacy_alias", "legacy_province", "office_key"];

impl TestApp {
    /// The first column of every row, as text.
    pub async fn db_texts(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.ctx.db.backend(), sql.to_owned());
        let rows = self.ctx.db.read().query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// The names of all tables.
    pub async fn db_tables(&self) -> Vec<String> {
        self.db_texts(match self.ctx.db.backend() {
            DbBackend::Postgres => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
            _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
        })
        .await
    }

    /// The columns of a table with their declared types.
    pub async fn db_columns(&self, table: &str) -> Vec<(String, String)> {
        let sql = match self.ctx.db.backend() {
            DbBackend::Postgres => format!(
                "SELECT column_name::text || ' ' || data_type::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
            ),
            _ => format!("SELECT name || ' ' || lower(type) FROM pragma_table_info('{table}')"),
        };
        let columns = self.db_texts(&sql).await;
        columns.iter().map(|column| column.split_once(' ').map(|(name, kind)| (name.to_owned(), kind.to_owned())).unwrap()).collect()
    }

    /// Every row of every table that changes, as text.
    pub async fn db_snapshot(&self) -> BTreeMap<String, Vec<String>> {
        let mut snapshot = BTreeMap::new();
        for table in self.db_tables().await.into_iter().filter(|table| !SEEDED.contains(&table.as_str())) {
            let row = if self.ctx.db.backend() == DbBackend::Postgres {
                format!("t::text FROM \"{table}\" t")
            } else {
                let columns = self.db_columns(&table).await;
                let quoted: Vec<String> = columns.iter().map(|(name, _)| format!("quote(\"{name}\")")).collect();
                format!("{} FROM \"{table}\"", quoted.join(" || ',' || "))
            };
            snapshot.insert(table, self.db_texts(&format!("SELECT {row} ORDER BY 1")).await);
        }
        snapshot
    }

    /// The row of a case.
    pub async fn db_case(&self, code: &str) -> case_file::Model {
        let query = case_file::Entity::find().filter(case_file::Column::Code.eq(code));
        query.one(self.ctx.db.read()).await.unwrap().expect("a case of this code")
    }
}
