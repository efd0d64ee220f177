//! The real program as processes: an installation in a folder of its own, commands that end, servers that are killed.
//!
//! Nothing of the caller's `LANGNGHE_…` environment reaches a process; a process that does not end in time is killed and fails the test.

mod http;
mod postgres;
mod server;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use langnghe::{config::Database, db::Db};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

pub use http::{Reply, request};
pub use postgres::PostgresDatabase;
pub use server::{Server, post};

/// Longest time a command may take, on a loaded machine and unoptimised.
const LIMIT: Duration = Duration::from_mins(1);
/// How often somebody who waits for a process looks again.
const LOOK: Duration = Duration::from_millis(5);

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Migrated, seeded, with keys and without `recovery.keys`: made once, then copied.
static READY: LazyLock<PathBuf> = LazyLock::new(|| {
    let installation = Installation::empty();
    installation.prepare();
    let folder = installation.folder.clone();
    // The template stays for the whole run.
    std::mem::forget(installation);
    folder
});

/// A folder with settings in which `langnghe` is run. Gone when dropped.
pub struct Installation {
    folder: PathBuf,
    settings: BTreeMap<String, String>,
}

impl Installation {
    /// Nothing but the program.
    pub fn empty() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("langnghe-processes-{}", std::process::id())).join(number.to_string());
        fs::create_dir_all(&folder).unwrap();
        // A server that starts although it should not takes no port from anybody.
        Self { folder, settings: [("LANGNGHE_LISTEN".to_owned(), "127.0.0.1:0".to_owned())].into() }
    }

    /// Migrated and seeded on `SQLite`, with keys; `recovery.keys` has been carried away.
    pub fn ready() -> Self {
        let installation = Self::empty();
        copy(&READY, &installation.folder);
        installation
    }

    /// The same on `PostgreSQL`.
    pub fn ready_on(database: &PostgresDatabase) -> Self {
        Self::ready_at(&database.address())
    }

    /// The same for a role that may make tables there.
    pub fn ready_at(address: &str) -> Self {
        let installation = Self::empty().with("LANGNGHE_DATABASE_URL", address);
        installation.prepare();
        installation
    }

    fn prepare(&self) {
        for arguments in [&["migrate"][..], &["seed", "all"], &["keys", "init"]] {
            self.run(arguments).expect(0);
        }
        fs::remove_file(self.key_file("recovery.keys")).unwrap();
    }

    /// With a setting in the environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of the default key folder.
    pub fn key_file(&self, name: &str) -> PathBuf {
        self.folder.join("var/keys").join(name)
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// Runs a command that reads `input`.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        self.ended(self.command(arguments), arguments, input)
    }

    /// Runs a command to its end as if a setting had never been made.
    pub fn run_without(&self, setting: &str, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        command.env_remove(setting);
        self.ended(command, arguments, "")
    }

    fn ended(&self, mut command: Command, arguments: &[&str], input: &str) -> Ended {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let [out, err] = ["out", "err"].map(|name| self.folder.join(format!("{number}.{name}")));
        command.stdin(Stdio::piped()).stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program().display()));
        // Who reads nothing may have ended already.
        drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
        let code = ends(&mut child, LIMIT);
        let [out, err] = [out, err].map(|file| fs::read_to_string(file).unwrap());
        let Some(code) = code else {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("langnghe {} did not end\n{out}{err}", arguments.join(" "));
        };
        Ended { what: arguments.join(" "), code, out, err }
    }

    /// Starts serving at a free port and waits until it is ready. `face` and the like stand in `arguments`.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        Server::start(self, arguments)
    }

    /// The address of the database, for looking into it past the program.
    pub fn database(&self) -> Database {
        match self.settings.get("LANGNGHE_DATABASE_URL") {
            Some(address) => Database::Postgres(address.clone()),
            None => Database::Sqlite(self.folder.join("var/langnghe.sqlite")),
        }
    }

    /// One number out of the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.with_database(async |db| {
            let row = db.read().query_one_raw(Statement::from_string(db.backend(), sql)).await.unwrap().unwrap();
            row.try_get_by_index(0).unwrap()
        })
    }

    /// Changes the database past the program.
    pub fn execute(&self, sql: &str) {
        self.with_database(async |db| db.write(async |tx| tx.execute_unprepared(sql).await.map(|_| ())).await.unwrap());
    }

    fn with_database<T>(&self, work: impl AsyncFnOnce(&Db) -> T) -> T {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let db = Db::open(&self.database()).await.unwrap();
            let value = work(&db).await;
            db.close().await;
            value
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LANGNGHE_")) {
            command.env_remove(name);
        }
        command.current_dir(&self.folder).envs(&self.settings).args(arguments);
        command
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // What cannot be removed stays in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A command that came to its end.
#[derive(Debug)]
pub struct Ended {
    what: String,
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// Insists on an exit code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "langnghe {}\n{}{}", self.what, self.out, self.err);
        self
    }

    /// Insists on a refusal in one sentence that holds `parts`, and on nothing said elsewhere.
    #[track_caller]
    pub fn refused(self, parts: &[&str]) {
        let told = self.expect(1);
        let sentence = told.err.lines().last().unwrap_or_default();
        assert!(sentence.starts_with("langnghe: "), "langnghe {}: no sentence but {:?}", told.what, told.err);
        for part in parts {
            assert!(sentence.contains(part), "langnghe {}: {sentence:?} does not say {part:?}", told.what);
        }
        // Neither the source of this program nor its libraries speak to an operator.
        for foreign in ["panicked", "SQLSTATE", "constraint", "statement refused", "query refused"] {
            assert!(!told.err.contains(foreign), "langnghe {}: {}", told.what, told.err);
        }
    }

    /// What was printed, as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// The exit code, if there is one in time; -1 for who was killed.
fn ends(child: &mut Child, limit: Duration) -> Option<i32> {
    let began = Instant::now();
    while began.elapsed() < limit {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.code().unwrap_or(-1));
        }
        std::thread::sleep(LOOK);
    }
    None
}

/// Cargo says where the program lies; where these tests are built by another crate, it lies above the test's own file.
fn program() -> PathBuf {
    option_env!("CARGO_BIN_EXE_langnghe")
        .map_or_else(|| std::env::current_exe().unwrap().parent().and_then(Path::parent).unwrap().join("langnghe"), PathBuf::from)
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            fs::set_permissions(&target, entry.metadata().unwrap().permissions()).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
