//! `langnghe serve` as a process of its own.

use std::{
    fs::{self, File},
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU16, Ordering},
    },
    time::Instant,
};

use serde_json::Value;

use super::{Installation, LIMIT, LOOK, NEXT, Reply, ends, request};

/// Below the ports that outgoing connections get, so that no client sits where a server wants to be.
const FIRST_PORT: u16 = 12_000;
const PORTS: u16 = 20_000;

static PORT: LazyLock<AtomicU16> = LazyLock::new(|| {
    // Runs of these tests at the same time begin at different places.
    let offset = u64::from(std::process::id()) * 97 % u64::from(PORTS);
    AtomicU16::new(u16::try_from(offset).unwrap())
});

/// A serving process. Killed when dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    pub(super) fn start(installation: &Installation, arguments: &[&str]) -> Self {
        for _ in 0..20 {
            let address = free_address();
            let log = installation.folder.join(format!("serve-{}.log", NEXT.fetch_add(1, Ordering::Relaxed)));
            let mut command = installation.command(&[&["serve"], arguments].concat());
            command.env("LANGNGHE_LISTEN", address.to_string());
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log).unwrap());
            let mut server = Self { child: command.spawn().unwrap(), address, log };
            if server.becomes_ready() {
                return server;
            }
            // Somebody else took the port between the question and the start.
            assert!(server.log().contains("cannot listen"), "langnghe serve {}: {}", arguments.join(" "), server.log());
        }
        panic!("no free port");
    }

    fn becomes_ready(&mut self) -> bool {
        let began = Instant::now();
        while began.elapsed() < LIMIT {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if request(self.address, "GET", "/readyz", &[], &[]).is_ok_and(|reply| reply.status == 200) {
                return self.child.try_wait().unwrap().is_none();
            }
            std::thread::sleep(LOOK);
        }
        panic!("langnghe serve is not ready: {}", self.log());
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A line of its memory by the kernel's account, in KiB: `VmRSS`, or `VmHWM` for the most it ever had.
    pub fn memory_kib(&self, line: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let found = status.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(':'));
        found.unwrap().trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// What it wrote to its log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Asks, with a bearer token where there is one.
    pub fn get(&self, path: &str, bearer: &str) -> Reply {
        let bearer = format!("Bearer {bearer}");
        request(self.address, "GET", path, &[("authorization", &bearer)], &[]).unwrap()
    }

    pub fn post(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Reply {
        post(self.address, path, body, headers).unwrap()
    }

    /// Ends it in the middle of whatever it does: SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and returns its exit code.
    pub fn stop(mut self) -> i32 {
        let asked = std::process::Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        ends(&mut self.child, LIMIT).expect("it stops when asked")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends JSON to an address at which a server may or may not be.
pub fn post(to: SocketAddr, path: &str, body: &Value, headers: &[(&str, &str)]) -> io::Result<Reply> {
    let headers = [&[("content-type", "application/json")], headers].concat();
    request(to, "POST", path, &headers, body.to_string().as_bytes())
}

fn free_address() -> SocketAddr {
    loop {
        let port = FIRST_PORT + PORT.fetch_add(1, Ordering::Relaxed) % PORTS;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
