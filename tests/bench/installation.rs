//! The release binary in a folder of its own: migrated, seeded, with keys; serving as a process.

use std::{
    fs,
    io::Read,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use langnghe::{
    config::{Config, Database},
    http::App,
    lifecycle,
    vault::Face,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_langnghe");
const PATIENCE: Duration = Duration::from_mins(1);

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Where a process works, and what it is told.
pub struct Installation {
    pub folder: PathBuf,
    pub settings: Vec<(String, String)>,
}

impl Installation {
    /// Migrated and seeded, on `SQLite` in `folder` or on the `PostgreSQL` database at `address`; `recovery.keys` carried away.
    pub fn ready(folder: &Path, address: Option<&str>) -> Self {
        let folder = folder.join(format!("installation-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&folder).unwrap();
        let settings = address.map(|address| ("LANGNGHE_DATABASE_URL".to_owned(), address.to_owned())).into_iter().collect();
        let installation = Self { folder, settings };
        for arguments in [&["migrate"][..], &["seed", "all"], &["keys", "init"]] {
            let done = installation.command(arguments).output().unwrap();
            assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        fs::remove_file(installation.folder.join("var/keys/recovery.keys")).unwrap();
        installation
    }

    /// The same with a setting more.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LANGNGHE_")) {
            command.env_remove(name);
        }
        command.current_dir(&self.folder).args(arguments).stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn sqlite_file(&self) -> PathBuf {
        self.folder.join("var/langnghe.sqlite")
    }

    /// The library on this installation, with the keys of the desk.
    pub async fn context(&self) -> App {
        let mut config = Config::in_folder(&self.folder.join("var"));
        if let Some((_, address)) = self.settings.iter().find(|(name, _)| name == "LANGNGHE_DATABASE_URL") {
            config.database = Database::Postgres(address.clone());
        }
        let ctx = lifecycle::context(config, Face::Desk).await.unwrap();
        Arc::clone(&ctx)
    }

    /// Serves and waits until `path` is answered with 200.
    pub fn serve(&self, arguments: &[&str], path: &str) -> Serving {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = self.folder.join(format!("serve-{}.log", port.port()));
        let mut command = self.command(&[&["serve"], arguments].concat());
        command.env("LANGNGHE_LISTEN", port.to_string()).stdout(Stdio::null()).stderr(fs::File::create(&log).unwrap());
        let began = Instant::now();
        let mut serving = Serving { child: command.spawn().unwrap(), address: port, started_in: Duration::ZERO };
        while !answers(port, path) {
            let ended = serving.child.try_wait().unwrap();
            assert!(ended.is_none() && began.elapsed() < PATIENCE, "{}", fs::read_to_string(&log).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(1));
        }
        serving.started_in = began.elapsed();
        serving
    }
}

fn answers(to: SocketAddr, path: &str) -> bool {
    use std::io::Write;
    let ask = || {
        let mut stream = TcpStream::connect(to)?;
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n\r\n").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer.starts_with("HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}

/// A serving process. Killed when dropped.
pub struct Serving {
    child: Child,
    pub address: SocketAddr,
    /// From `exec` to the first answer.
    pub started_in: Duration,
}

impl Serving {
    /// A line of `/proc/PID/status` in kilobytes: `VmRSS`, `VmHWM`.
    pub fn memory_kib(&self, line: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let found = status.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(':')?.trim().strip_suffix(" kB"));
        found.and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
