//! What fast means (DESIGN 8), as ratios against something raw on the same machine in the same run. Never part of `cargo test`.
//!
//! ```text
//! cargo bench                          everything
//! cargo bench -- intake sqlite         parts by name: intake, slow, sweep, desk, start, seal, page, places, register; and sqlite or postgres
//! cargo bench -- --quick               a few seconds each, for a first look; the figures mean little
//! cargo bench -- --folder /mnt/disk    where databases lie (default: the folder for temporary files); must be a real disk
//! ```
//!
//! The program measured is the release binary as a process; the load generator runs on the same cores. Durability is really on and
//! is asked for, not assumed. A part whose tool is missing (`sqlite3`, `pgbench`, `cc`) says so and is left out.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that cannot go on says so by panicking"
)]
#![expect(clippy::cast_precision_loss, reason = "figures with three digits")]

mod cluster;
mod desk;
#[path = "../it/places/inputs.rs"]
mod inputs;
mod installation;
mod intake;
mod load;
mod places;
mod raw;
mod register;
mod seal;
mod slow_sync;
mod start;
mod sweep;
mod table;

use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use table::micros;

/// What the command line asked for.
pub(crate) struct Plan {
    words: Vec<String>,
    /// A few seconds each.
    pub(crate) quick: bool,
    /// Where everything lies.
    pub(crate) folder: PathBuf,
}

impl Plan {
    fn read() -> Self {
        let mut plan = Self { words: Vec::new(), quick: false, folder: std::env::temp_dir() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => plan.quick = true,
                "--folder" => plan.folder = arguments.next().expect("--folder names a folder").into(),
                // Cargo says so itself.
                "--bench" => {}
                word if PARTS.contains(&word) || DATABASES.contains(&word) => plan.words.push(argument),
                other => panic!("{other}: one of {}, {}, --quick, --folder DIR", PARTS.join(", "), DATABASES.join(", ")),
            }
        }
        plan.folder = plan.folder.join(format!("langnghe-bench-{}", std::process::id()));
        std::fs::create_dir_all(&plan.folder).unwrap();
        plan
    }

    /// Whether `part` was asked for; everything, when nothing was.
    fn has(&self, part: &str) -> bool {
        let group = if PARTS.contains(&part) { &PARTS[..] } else { &DATABASES[..] };
        let mut asked = self.words.iter().filter(|word| group.contains(&word.as_str())).peekable();
        asked.peek().is_none() || asked.any(|word| word == part)
    }

    /// How long one measurement lasts.
    pub(crate) fn span(&self) -> Duration {
        if self.quick { Duration::from_secs(2) } else { Duration::from_secs(15) }
    }
}

const PARTS: [&str; 9] = ["intake", "slow", "sweep", "desk", "start", "seal", "page", "places", "register"];
const DATABASES: [&str; 2] = ["sqlite", "postgres"];

fn main() {
    let plan = Plan::read();
    machine(&plan);
    if plan.has("seal") {
        seal::measure(&plan);
    }
    if plan.has("places") {
        places::measure();
    }
    if plan.has("start") || plan.has("page") {
        start::measure(&plan, plan.has("start"), plan.has("page"));
    }
    if plan.has("sqlite") {
        if plan.has("intake") {
            intake::sqlite(&plan);
        }
        if plan.has("slow") {
            intake::sqlite_with_slow_sync(&plan);
        }
        if plan.has("sweep") {
            sweep::sqlite(&plan);
        }
        if plan.has("desk") {
            desk::sqlite(&plan);
        }
        if plan.has("register") {
            register::sqlite(&plan);
        }
    }
    if plan.has("postgres") {
        if plan.has("intake") {
            intake::postgres(&plan);
        }
        if plan.has("slow") {
            intake::postgres_with_slow_sync(&plan);
        }
        if plan.has("sweep") {
            sweep::postgres(&plan);
        }
        if plan.has("desk") {
            desk::postgres(&plan);
        }
        if plan.has("register") {
            register::postgres(&plan);
        }
    }
    println!("\nload now {}", load_average());
    // Databases of a gigabyte are not left behind.
    drop(std::fs::remove_dir_all(&plan.folder));
}

/// What the figures below were taken on, and what a sync costs there.
fn machine(plan: &Plan) {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    println!("{cores} cores, load {}, {}", load_average(), if plan.quick { "quick: the figures mean little" } else { "full run" });
    println!("databases in {}; one write and fdatasync of 4 KiB there: {}", plan.folder.display(), micros(cost_of_sync(&plan.folder)));
}

fn load_average() -> String {
    std::fs::read_to_string("/proc/loadavg").map_or_else(|_| "unknown".into(), |text| text.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

/// The median of a hundred.
fn cost_of_sync(folder: &Path) -> Duration {
    let path = folder.join("sync");
    let mut file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&[1; 4096]).unwrap();
            file.sync_data().unwrap();
            began.elapsed()
        })
        .collect();
    std::fs::remove_file(path).unwrap();
    table::median(&mut times)
}
