//! A throw-away `PostgreSQL` cluster that syncs, at a free port. Stopped and removed when dropped.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one in `folder`, with `preload` laid under it. Nothing where there is no `PostgreSQL` server.
    pub fn start(folder: &Path, preload: Option<&Path>) -> Option<Self> {
        let binaries = newest_server()?;
        let folder = folder.join(format!("postgres-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&folder).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Self { binaries, folder, port };
        let told = cluster.folder.with_extension("log");
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&cluster.folder), &told);
        }
        let mut make = cluster.as_server("initdb");
        run(make.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"]).arg(cluster.files()), &told);
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=on -c synchronous_commit=on -c max_connections=120 -c shared_buffers=256MB",
            cluster.folder.display()
        );
        let mut start = cluster.as_server("pg_ctl");
        if let Some(library) = preload {
            start.env("LD_PRELOAD", library);
        }
        start.args(["start", "-w", "-D"]).arg(cluster.files()).arg("-l").arg(cluster.folder.join("log")).args(["-o", &options]);
        run(&mut start, &told);
        // Some wrappers switch durability off; a figure from such a cluster would be a lie.
        for (setting, wanted) in [("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on")] {
            assert_eq!(cluster.ask(&format!("SHOW {setting}")), wanted, "{setting}");
        }
        Some(cluster)
    }

    /// An empty database; returns its address.
    pub fn database(&self) -> String {
        let name = format!("bench_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.ask(&format!("CREATE DATABASE {name}"));
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// A program of this server's release: `psql`, `pgbench`, `pg_dump`.
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.binaries.join(name))
    }

    /// The first value of the answer.
    pub fn ask(&self, sql: &str) -> String {
        let address = format!("postgres://postgres@127.0.0.1:{}/postgres", self.port);
        let done = self.program("psql").args(["-XqAt", "-d", &address, "-c", sql]).output().unwrap();
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    fn files(&self) -> PathBuf {
        self.folder.join("files")
    }

    /// `PostgreSQL` refuses to run as root.
    fn as_server(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What does not stop is not waited for; its folder goes with the whole run's.
        let _ = self.as_server("pg_ctl").args(["stop", "-m", "immediate", "-D"]).arg(self.files()).output();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs to the end. Output goes to a file: a server inherits it, and would keep a pipe open for ever.
fn run(command: &mut Command, log: &Path) {
    let status = command.stdout(fs::File::create(log).unwrap()).stderr(fs::File::create(log).unwrap()).status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}: {}", fs::read_to_string(log).unwrap_or_default());
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|done| done.stdout == b"0\n")
}

fn newest_server() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let release = entry.file_name().to_str()?.parse().ok()?;
            Some((release, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("pgbench").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}
