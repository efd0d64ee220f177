//! What the doctor says of installations that are sound, and of those broken on purpose: one finding for one fault.

mod faces;
mod files;
mod settings;
mod storage;
mod work;

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt};

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{
    process::{Installation, PostgresDatabase},
    smtp_server::{Behaviour, Mode, SmtpServer},
    support::{OFFICE, PASSWORD, databases::Kind},
};

/// Stands in every password that settings hold, and must stand in nothing the doctor says.
const SECRET: &str = "opensesame";

/// What one examination said.
struct Told {
    code: i32,
    report: Value,
    whole: String,
}

impl Told {
    /// The findings with this code, worst first.
    fn all(&self, code: &str) -> Vec<&Value> {
        let mut found: Vec<&Value> = self.findings().iter().filter(|finding| finding["code"] == code).collect();
        found.sort_by_key(|finding| ["error", "warning", "ok"].iter().position(|it| finding["severity"] == *it));
        found
    }

    fn findings(&self) -> &Vec<Value> {
        self.report["findings"].as_array().unwrap()
    }

    /// The worst finding of this code must be as bad as told, and say all of this.
    #[track_caller]
    fn says(&self, code: &str, severity: &str, parts: &[&str]) {
        let found = self.all(code);
        let first = found.first().unwrap_or_else(|| panic!("no finding {code}: {}", self.whole));
        assert_eq!(first["severity"], severity, "{first}");
        for part in parts {
            assert!(first.to_string().contains(part), "{first} does not say {part:?}");
        }
    }

    /// Codes of whatever is not fine, apart from what a server that only runs for tests says of itself.
    fn wrong(&self) -> BTreeSet<(&str, &str)> {
        let text = |finding: &'_ Value, name: &str| -> String { finding[name].as_str().unwrap().to_owned() };
        let wrong = self.findings().iter().filter(|it| it["severity"] != "ok" && it["code"] != "postgres-durability");
        wrong.clone().for_each(|it| assert!(!text(it, "what").is_empty()));
        wrong.map(|it| (it["code"].as_str().unwrap(), it["severity"].as_str().unwrap())).collect()
    }

    /// Exactly this is wrong, and nothing else.
    #[track_caller]
    fn only(&self, expected: &[(&str, &str)]) {
        assert_eq!(self.wrong(), expected.iter().copied().collect(), "{}", self.whole);
    }
}

/// Runs the doctor, as a program and as a person would.
#[track_caller]
fn examine_as(installation: &Installation, arguments: &[&str]) -> Told {
    let json = installation.run(&[&["doctor", "--json"], arguments].concat());
    let text = installation.run(&[&["doctor"], arguments].concat());
    let whole = format!("{}{}{}{}", json.out, json.err, text.out, text.err);
    assert!(!whole.contains(SECRET), "a password is told: {whole}");
    let told = Told { code: json.code, report: json.json(), whole };
    let worst = told.report["worst"].as_str().unwrap();
    assert_eq!(told.code, ["ok", "warning", "error"].iter().position(|it| *it == worst).map_or(-1, |at| i32::try_from(at).unwrap()));
    for finding in told.findings() {
        let is_empty = |name: &str| finding[name].as_str().unwrap().is_empty();
        let is_fine = finding["severity"] == "ok";
        assert!(!is_empty("what") && is_fine == is_empty("cause") && is_fine == is_empty("remedy"), "{finding}");
        assert!(text.out.contains(finding["code"].as_str().unwrap()), "the same for people: {}", text.out);
    }
    told
}

#[track_caller]
fn examine(installation: &Installation) -> Told {
    examine_as(installation, &[])
}

/// An installation with which nothing is wrong: staffed, worked, backed up, reached over TLS, with a mail server that answers.
struct Sound {
    installation: Installation,
    mail: SmtpServer,
    database: Option<PostgresDatabase>,
    /// Keeps the mail server running.
    runtime: Runtime,
}

impl std::ops::Deref for Sound {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.installation
    }
}

impl Sound {
    fn on(kind: Kind) -> Self {
        let mut database = None;
        let installation = match kind {
            Kind::Sqlite => Installation::ready(),
            Kind::Postgres => {
                let mut created = PostgresDatabase::create();
                let (role, address) = created.role("owner");
                let owner = Installation::empty().with("LANGNGHE_DATABASE_URL", &created.address());
                owner.execute(&format!("GRANT USAGE, CREATE ON SCHEMA public TO {role}"));
                database = Some(created);
                Installation::ready_at(&address)
            }
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(SmtpServer::start(Mode::Plain, Behaviour::Accept));
        let backups = installation.folder().join("backups");
        fs::create_dir(&backups).unwrap();
        fs::write(backups.join("last-night"), "everything").unwrap();
        fs::set_permissions(backups.join("last-night"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::create_dir_all(installation.folder().join("var")).unwrap();
        fs::set_permissions(installation.folder().join("var"), fs::Permissions::from_mode(0o700)).unwrap();
        let installation = installation
            .with("LANGNGHE_SMTP_URL", &server.url())
            .with("LANGNGHE_MAIL_FROM", "Lắng Nghe <langnghe@example.vn>")
            .with("LANGNGHE_PUBLIC_URL", "https://langnghe.example")
            .with("LANGNGHE_BACKUP_DIR", "backups");
        let add =
            ["staff", "add", "--email", "lan@ubnd.example", "--name", "Lan", "--role", "responder", "--office", OFFICE, "--password-stdin"];
        installation.run_with(&add, PASSWORD).expect(0);
        installation.execute("UPDATE office SET staffed = true");
        installation.execute("UPDATE office SET round_the_clock = true WHERE kind = 'province_health'");
        // Somebody on duty at every hour of the week: a desk without a roster is none at night.
        let id = if database.is_some() { "gen_random_uuid()" } else { "randomblob(16)" };
        let days = (1..=7).map(|day| format!("SELECT {day} AS day")).collect::<Vec<_>>().join(" UNION ALL ");
        installation.execute(&format!(
            "INSERT INTO duty_shift (id, office_code, weekday, from_minute, to_minute) \
             SELECT {id}, code, day, 0, 1440 FROM office, ({days}) AS week WHERE kind = 'province_health'"
        ));
        installation.run(&["worker", "--once"]).expect(0);
        Self { installation, mail: server, database, runtime }
    }

    fn postgres(&self) -> &PostgresDatabase {
        self.database.as_ref().unwrap()
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.installation = self.installation.with(name, value);
        self
    }
}

/// Makes a test of a `fn(Sound)` on each database.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[test]
            fn sqlite() {
                super::$name(&super::Sound::on($crate::support::databases::Kind::Sqlite));
            }

            #[test]
            fn postgres() {
                super::$name(&super::Sound::on($crate::support::databases::Kind::Postgres));
            }
        }
    )+ };
}
use on_both;

fn a_sound_installation_has_no_finding(sound: &Sound) {
    let told = examine(sound);
    told.only(&[]);
    let fsync_is_off = told.findings().iter().any(|finding| finding["severity"] == "error");
    assert_eq!(told.code, if fsync_is_off { 2 } else { 0 }, "{}", told.whole);
    told.says("key-files", "ok", &["root ", "access-code-pepper "]);
    told.says("keys-of-this-database", "ok", &[]);
    told.says("schema-drift", "ok", &[]);
    told.says("worker", "ok", &[]);
    told.says("smtp", "ok", &["answers"]);
    told.says("backup", "ok", &["newest"]);
}

on_both!(a_sound_installation_has_no_finding);

#[test]
fn a_fresh_installation_is_told_step_by_step_what_to_do() {
    let installation = Installation::empty();
    let told = examine(&installation);
    assert_eq!(told.code, 2);
    told.says("key-file-missing", "error", &["langnghe keys init"]);
    told.says("database-missing", "error", &["langnghe migrate"]);
    assert!(!installation.folder().join("var").exists(), "looking makes nothing");
    installation.run(&["migrate"]).expect(0);
    installation.run(&["keys", "init"]).expect(0);
    let told = examine(&installation);
    told.says("recovery-key-here", "error", &["carry it away"]);
    told.says("office-keys", "error", &["langnghe seed all"]);
    told.says("places", "error", &["langnghe seed all"]);
    told.says("smtp", "error", &["LANGNGHE_SMTP_URL"]);
    told.says("worker", "error", &["langnghe worker"]);
    told.says("backup", "warning", &["LANGNGHE_BACKUP_DIR"]);
    fs::remove_file(installation.key_file("recovery.keys")).unwrap();
    installation.run(&["seed", "all"]).expect(0);
    let told = examine(&installation);
    told.says("keys-of-this-database", "ok", &[]);
    told.says("office-keys", "ok", &[]);
    told.says("file-access", "ok", &[]);
    told.says("readiness-communes", "warning", &["3321 of 3321"]);
    told.says("readiness-night", "warning", &["34 of 34"]);
    assert!(told.all("recovery-key-here").is_empty());
}
