//! The raw thing that intake is held against: the rows of one real report, written again and again with other ids, by `sqlite3`
//! and by `pgbench`. Same tables, same indexes, same number of rows and bytes, same durability; no sealing and no HTTP.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use langnghe::kernel::{Ids, ids::SystemIds};

use crate::{cluster::Cluster, installation::Installation, load};

/// Tables a report is written to, parents first.
const TABLES: [&str; 11] =
    ["case_file", "report", "custody", "exclusion", "case_grant", "envelope", "deadline", "alert", "replay", "audit_entry", "audit_chain"];
/// Which of its values must differ from report to report, besides what repeats them: a query for each, hexadecimal or text.
const IDENTITIES: [(Identity, &str); 7] = [
    (Identity::Uuid, "SELECT {id} FROM case_file"),
    (Identity::Uuid, "SELECT {id} FROM report"),
    (Identity::Uuid, "SELECT {id} FROM deadline"),
    (Identity::Uuid, "SELECT {id} FROM alert"),
    (Identity::Bytes, "SELECT {code_lookup} FROM report"),
    (Identity::Bytes, "SELECT {key_lookup} FROM replay"),
    (Identity::Code, "SELECT code FROM case_file"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Identity {
    /// 16 bytes; in a text with dashes.
    Uuid,
    /// 32 bytes.
    Bytes,
    /// The code of a case.
    Code,
}

/// The rows of one report on `SQLite`.
pub struct SqliteRows {
    statements: String,
    identities: Vec<(Identity, String)>,
    template: std::path::PathBuf,
    /// How many rows.
    pub rows: usize,
}

/// Whether the tool is there.
pub fn has_sqlite3() -> bool {
    Command::new("sqlite3").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl SqliteRows {
    /// Files one report with the program, and takes what it wrote. The template that reports are written into stays empty.
    pub fn capture(folder: &Path) -> Self {
        let installation = Installation::ready(folder, None);
        let template = installation.folder.join("template.sqlite");
        let file = installation.sqlite_file();
        sqlite3(&file, "PRAGMA wal_checkpoint(TRUNCATE)");
        fs::copy(&file, &template).unwrap();
        load::one(installation.serve(&["--without-worker"], "/readyz").address);
        let mut statements = String::new();
        for table in TABLES {
            statements.push_str(&sqlite3(&file, &format!(".mode insert {table}\nSELECT * FROM {table}")));
        }
        let identities = identities(|query| sqlite3(&file, &query), |column| format!("lower(hex({column}))"));
        Self { rows: statements.lines().count(), statements, identities, template }
    }

    /// Reports in a second, `per_commit` of them in one transaction.
    pub fn rate(&self, reports: usize, per_commit: usize, preload: Option<&Path>) -> f64 {
        let file = self.template.with_extension("raw");
        fs::copy(&self.template, &file).unwrap();
        let script = file.with_extension("sql");
        fs::write(&script, self.script(reports, per_commit)).unwrap();
        let mut command = Command::new("sqlite3");
        command.arg("-bail").arg(&file).stdin(File::open(&script).unwrap()).stdout(Stdio::null());
        if let Some(library) = preload {
            command.env("LD_PRELOAD", library);
        }
        let began = Instant::now();
        assert!(command.status().unwrap().success());
        let took = began.elapsed();
        assert_eq!(sqlite3(&file, "SELECT COUNT(*) FROM report").trim(), reports.to_string());
        for file in [file.clone(), file.with_extension("raw-wal"), file.with_extension("raw-shm"), script] {
            // The last two may never have been there.
            let _ = fs::remove_file(file);
        }
        reports as f64 / took.as_secs_f64()
    }

    fn script(&self, reports: usize, per_commit: usize) -> String {
        let mut script = "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; \
            PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON;\n"
            .to_owned();
        for number in 0..reports {
            if number % per_commit == 0 {
                script.push_str("BEGIN IMMEDIATE;\n");
            }
            script.push_str(&self.another());
            if number % per_commit == per_commit - 1 || number + 1 == reports {
                script.push_str("COMMIT;\n");
            }
        }
        script
    }

    /// The same rows with other ids.
    fn another(&self) -> String {
        let mut text = self.statements.clone();
        for (kind, old) in &self.identities {
            let new = fresh(*kind);
            text = text.replace(old, &new);
            if *kind == Identity::Uuid {
                text = text.replace(&dashed(old), &dashed(&new));
            }
        }
        text
    }
}

/// The rows of one report on `PostgreSQL`, as scripts for `pgbench`.
pub struct PostgresRows<'a> {
    cluster: &'a Cluster,
    folder: &'a Path,
    scripts: BTreeMap<bool, String>,
    template: String,
    /// How many rows.
    pub rows: usize,
}

impl<'a> PostgresRows<'a> {
    /// As [`SqliteRows::capture`].
    pub fn capture(cluster: &'a Cluster, folder: &'a Path) -> Self {
        let address = cluster.database();
        let installation = Installation::ready(folder, Some(&address));
        load::one(installation.serve(&["--without-worker"], "/readyz").address);
        let ask = |query: String| output(cluster.program("psql").args(["-XqAt", "-d", &address, "-c", &query]));
        let identities = identities(ask, |column| format!("replace(replace({column}::text, '-', ''), '\\x', '')"));
        let dump = |rows_per_insert: &str| {
            let mut command = cluster.program("pg_dump");
            command.args(["--data-only", "--no-owner", &format!("--rows-per-insert={rows_per_insert}"), "-d", &address]);
            let text = output(command.args(TABLES.iter().flat_map(|table| ["-t", table])));
            let from = text.find("INSERT INTO").expect("rows were written");
            let kept: Vec<&str> = text[from..].lines().filter(|line| line.starts_with("INSERT") || line.contains('(')).collect();
            kept.join("\n")
        };
        let single = dump("1");
        let rows = single.matches("INSERT INTO").count();
        let scripts = [(false, single), (true, dump("500"))].map(|(many, text)| (many, script(&text, &identities))).into();
        let delete = TABLES.iter().rev().map(|table| format!("DELETE FROM {table}")).collect::<Vec<_>>().join(";");
        output(cluster.program("psql").args(["-Xq", "-d", &address, "-c", &delete]));
        drop(installation);
        Self { cluster, folder, scripts, template: address, rows }
    }

    /// Transactions in a second with `clients` connections; `many`: the rows of one table in one statement.
    pub fn rate(&self, clients: usize, many: bool, span: Duration) -> f64 {
        let script = self.folder.join("pgbench.sql");
        fs::write(&script, &self.scripts[&many]).unwrap();
        let before = self.reports();
        let (clients, seconds) = (clients.to_string(), span.as_secs().max(1).to_string());
        let mut command = self.cluster.program("pgbench");
        command.args(["-n", "-M", "prepared", "-j", "2", "-c", &clients, "-T", &seconds, "-f"]).arg(&script).arg(&self.template);
        let told = output(&mut command);
        let rate: f64 = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok()).expect("a rate");
        let written = (self.reports() - before) as f64;
        assert!(written > 0.5 * rate * span.as_secs_f64(), "pgbench wrote {written} reports at {rate}/s: {told}");
        rate
    }

    fn reports(&self) -> i64 {
        output(self.cluster.program("psql").args(["-XqAt", "-d", &self.template, "-c", "SELECT COUNT(*) FROM report"]))
            .trim()
            .parse()
            .unwrap()
    }
}

/// The dumped rows with every identity made from one random number.
fn script(rows: &str, identities: &[(Identity, String)]) -> String {
    let mut text = rows.to_owned();
    for (number, (kind, old)) in identities.iter().enumerate() {
        let seed = format!("(:n)::bigint::text || 'i{number}'");
        // As a value of its own, then inside a longer text.
        let (whole, value) = match kind {
            Identity::Uuid => (format!("'{}'", dashed(old)), format!("md5({seed})::uuid")),
            Identity::Bytes => (format!("'\\x{old}'"), format!("sha256(convert_to({seed}, 'UTF8'))")),
            Identity::Code => {
                (format!("'{old}'"), format!("substr(translate(encode(sha256(convert_to({seed}, 'UTF8')), 'base64'), '+/', 'xy'), 1, 8)"))
            }
        };
        text = text.replace(&whole, &value);
        let inside = whole.trim_matches('\'');
        text = text.replace(inside, &format!("' || ({value})::text || '"));
    }
    format!("\\set n random(1, 9000000000000000000)\nBEGIN;\n{text}\nEND;\n")
}

fn identities(ask: impl Fn(String) -> String, hexadecimal: impl Fn(&str) -> String) -> Vec<(Identity, String)> {
    let mut found = Vec::new();
    for (kind, query) in IDENTITIES {
        let query = ["id", "code_lookup", "key_lookup"]
            .iter()
            .fold(query.to_owned(), |query, column| query.replace(&format!("{{{column}}}"), &hexadecimal(column)));
        found.extend(ask(query).lines().map(|value| (kind, value.to_owned())));
    }
    assert!(found.len() > IDENTITIES.len(), "a report was filed");
    found
}

fn fresh(kind: Identity) -> String {
    let mut random = [0; 32];
    SystemIds.fill(&mut random);
    let hexadecimal = random.map(|byte| format!("{byte:02x}")).concat();
    match kind {
        Identity::Uuid => hexadecimal[..32].to_owned(),
        Identity::Bytes => hexadecimal,
        Identity::Code => random[..8].iter().map(|byte| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[usize::from(byte % 32)])).collect(),
    }
}

fn dashed(uuid: &str) -> String {
    format!("{}-{}-{}-{}-{}", &uuid[..8], &uuid[8..12], &uuid[12..16], &uuid[16..20], &uuid[20..])
}

fn sqlite3(file: &Path, commands: &str) -> String {
    let mut command = Command::new("sqlite3");
    command.arg("-bail").arg(file);
    // Dot commands are not taken beside SQL in one argument.
    command.args(commands.lines());
    output(&mut command)
}

fn output(command: &mut Command) -> String {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}
