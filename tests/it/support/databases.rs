//! A database of its own for every test, copied from a template that is migrated and seeded once per run.

use std::{
    path::{Path, PathBuf},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use langnghe::{
    config::Database,
    db::{Db, migrate, rows},
    entity::lease,
    kernel::ids::SystemIds,
    localities::store,
    vault::office_keys,
};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

static NEXT: AtomicU32 = AtomicU32::new(0);
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("langnghe-tests-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
});
static SQLITE: LazyLock<PathBuf> = LazyLock::new(|| {
    let file = FOLDER.join("template.sqlite");
    prepared(Database::Sqlite(file.clone()));
    file
});
static POSTGRES: LazyLock<String> = LazyLock::new(|| {
    let name = format!("langnghe_template_{}", std::process::id());
    on_its_own_runtime(create(name.clone(), None));
    prepared(Database::Postgres(address_of(&name)));
    name
});

/// Where the tests' `PostgreSQL` server is; `tests/run` starts one.
pub fn server() -> String {
    std::env::var("LANGNGHE_TEST_POSTGRES_URL")
        .expect("LANGNGHE_TEST_POSTGRES_URL is not set: run the tests with tests/run, which starts a PostgreSQL server")
}

pub fn address_of(database: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("the address ends in a database name");
    format!("{base}/{database}")
}

/// Migrates, seeds and gives the offices their keys, on a runtime of its own: no connection may outlive the test that made it.
fn prepared(database: Database) {
    on_its_own_runtime(async move {
        let db = Db::open(&database).await.unwrap();
        migrate::migrate(&db).await.unwrap();
        store::seed_all(&db).await.unwrap();
        office_keys::provide(&db, &super::vault(), &SystemIds).await.unwrap();
        not_looked_at_by_night(&db).await;
        db.close().await;
    });
}

/// Holds the lease of the nightly look at every office: with it, each test whose clock passes a night would look at the whole country
/// and get its mails. The tests of readiness let it go.
async fn not_looked_at_by_night(db: &Db) {
    let never = chrono::DateTime::from_timestamp(4_000_000_000, 0).unwrap();
    let held = lease::Model { name: "readiness".into(), holder: Uuid::nil(), until_at: never };
    db.write(async |tx| rows::insert(tx, held).await).await.unwrap();
}

fn on_its_own_runtime(work: impl Future<Output = ()> + Send + 'static) {
    let run = move || tokio::runtime::Runtime::new().unwrap().block_on(work);
    std::thread::spawn(run).join().unwrap();
}

async fn create(name: String, template: Option<String>) {
    let server = sea_orm::Database::connect(server()).await.unwrap();
    let template = template.map_or(String::new(), |template| format!(" TEMPLATE {template} STRATEGY file_copy"));
    server.execute_unprepared(&format!("CREATE DATABASE {name}{template}")).await.unwrap();
    server.close().await.unwrap();
}

/// The database of one test.
pub struct TestDatabase {
    folder: PathBuf,
    address: Database,
}

impl TestDatabase {
    pub async fn new(kind: Kind) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = FOLDER.join(number.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let address = match kind {
            Kind::Sqlite => {
                let template = tokio::task::spawn_blocking(|| SQLITE.clone()).await.unwrap();
                let file = folder.join("langnghe.sqlite");
                std::fs::copy(template, &file).unwrap();
                Database::Sqlite(file)
            }
            Kind::Postgres => {
                let template = tokio::task::spawn_blocking(|| POSTGRES.clone()).await.unwrap();
                let name = format!("langnghe_{}_{number}", std::process::id());
                create(name.clone(), Some(template)).await;
                Database::Postgres(address_of(&name))
            }
        };
        Self { folder, address }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn address(&self) -> Database {
        self.address.clone()
    }

    pub async fn open(&self) -> Db {
        Db::open(&self.address).await.unwrap()
    }

    /// `SQLite`: file and write-ahead log as they lie there. `PostgreSQL`: every row of every table as text, sealed bytes decoded.
    pub async fn bytes(&self, db: &Db) -> Vec<u8> {
        let mut bytes = Vec::new();
        match &self.address {
            Database::Sqlite(file) => {
                for end in ["", "-wal", "-shm"] {
                    let mut name = file.clone().into_os_string();
                    name.push(end);
                    bytes.extend(std::fs::read(&name).unwrap_or_default());
                }
            }
            Database::Postgres(_) => {
                let rows = |sql: String| async move {
                    let statement = Statement::from_string(db.backend(), sql);
                    db.read().query_all_raw(statement).await.unwrap()
                };
                let tables = "SELECT table_name::text, string_agg(CASE data_type WHEN 'bytea' THEN quote_ident(column_name) \
                    ELSE 'convert_to(' || quote_ident(column_name) || '::text, ''UTF8'')' END, ', ') \
                    FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name";
                for table in rows(tables.to_owned()).await {
                    let (table, columns): (String, String) = (table.try_get_by_index(0).unwrap(), table.try_get_by_index(1).unwrap());
                    // Put together by the server: thousands of rows of offices and places would be decoded one by one here.
                    let row = format!("(SELECT string_agg(value, '\\x0a') FROM unnest(ARRAY[{columns}]) AS value)");
                    let all = format!("SELECT COALESCE(string_agg({row}, '\\x0a'), '') FROM \"{table}\"");
                    bytes.extend(rows(all).await[0].try_get_by_index::<Vec<u8>>(0).unwrap());
                    bytes.push(b'\n');
                }
            }
        }
        bytes
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // The server's databases go with the server; a folder that is still in use goes with the machine's temporary files.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
