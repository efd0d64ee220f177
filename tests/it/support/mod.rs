//! The harness: the real router on its own database, a clock that moves when told, a mailbox, keys that exist only here.

pub mod acts;
mod client;
pub mod databases;
pub mod logs;
mod offices;
mod rows;

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use chrono::{Duration, TimeZone, Utc};
use langnghe::{
    access::staff::{NewStaff, add},
    audit::verify,
    config::Config,
    http::App,
    kernel::{Actor, Ids, Timestamp, clock::ManualClock, codes::OfficeCode, ids::SystemIds, secret::Plaintext, terms::Role},
    lifecycle::{Parts, assemble_with, router},
    localities::{Boundaries, Places, seed},
    notification::transport::Mailbox,
    vault::{Face, Vault},
    worker,
};
use sea_orm::{ConnectionTrait, Statement};

pub use client::{Answer, Client};
pub use databases::Kind;
use databases::TestDatabase;
pub use offices::{COMMITTEE, DESK, POLICE};

/// Everybody's password in tests.
pub const PASSWORD: &str = "a long password for tests";
/// The commune most tests happen in: Phường Sài Gòn.
pub const COMMUNE: &str = "26740";
/// Its accountable office.
pub const OFFICE: &str = "ubnd-26740";
/// The office above.
pub const PARENT: &str = "syt-79";
/// Stands in every sealed field that a test fills, and must stand nowhere else.
pub const CANARY: &str = "KANARIENVOGEL";

/// How many open cases nobody is in charge of, or no clock runs for.
pub const OPEN_WITHOUT_CUSTODY_OR_CLOCK: &str = "SELECT COUNT(*) FROM case_file c WHERE c.closed_at IS NULL AND (c.attention_at IS NULL \
    OR (SELECT COUNT(*) FROM custody u WHERE u.case_id = c.id AND u.to_at IS NULL AND u.office_code = c.office_code AND u.no = c.custody_no) <> 1 \
    OR NOT EXISTS (SELECT 1 FROM deadline d WHERE d.case_id = c.id AND d.stopped_at IS NULL))";

/// Saturday evening: outside office hours, like most of what matters.
pub fn saturday_22() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap()
}

static PLACES: LazyLock<Arc<Places>> = LazyLock::new(|| Arc::new(Places::from_seeds().unwrap()));
static BOUNDARIES: LazyLock<Arc<Boundaries>> = LazyLock::new(|| Arc::new(Boundaries::load(seed::BOUNDARIES_GZ).unwrap()));

/// The places of today and before, loaded once.
pub fn places() -> Arc<Places> {
    PLACES.clone()
}

/// The outlines of the communes, loaded once.
pub fn boundaries() -> Arc<Boundaries> {
    BOUNDARIES.clone()
}

static VAULT: LazyLock<Vault> = LazyLock::new(|| Vault::in_memory(Face::Both, &SystemIds).0);

/// The keys of every test, so that one template database serves all.
pub fn vault() -> Vault {
    VAULT.clone()
}

/// The real thing, on a database of its own.
pub struct TestApp {
    pub ctx: App,
    pub clock: Arc<ManualClock>,
    pub mailbox: Mailbox,
    router: axum::Router,
    database: TestDatabase,
    /// Devices that people signed in from: everybody has one, so that nobody is told of a new one at every sign-in.
    devices: Mutex<BTreeMap<String, String>>,
    finished: bool,
}

impl TestApp {
    pub async fn new(kind: Kind) -> Self {
        logs::capture();
        let database = TestDatabase::new(kind).await;
        let clock = Arc::new(ManualClock::starting_at(saturday_22()));
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let mut config = Config::in_folder(database.folder());
        config.database = database.address();
        let parts = Parts { db: database.open().await, vault: vault(), clock: clock.clone(), ids, places: PLACES.clone() };
        let ctx = assemble_with(config, parts, BOUNDARIES.clone()).unwrap();
        let router = router(&ctx, Face::Both);
        Self { ctx, clock, mailbox: Mailbox::default(), router, database, devices: Mutex::default(), finished: false }
    }

    /// The same installation started again with other settings.
    pub fn reconfigure(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = self.ctx.config.clone();
        change(&mut config);
        let (ids, places) = (self.ctx.ids.clone(), PLACES.clone());
        let parts = Parts { db: self.ctx.db.clone(), vault: vault(), clock: self.clock.clone(), ids, places };
        self.ctx = assemble_with(config, parts, BOUNDARIES.clone()).unwrap();
        self.router = router(&self.ctx, Face::Both);
    }

    pub async fn sqlite() -> Self {
        Self::new(Kind::Sqlite).await
    }

    pub async fn postgres() -> Self {
        Self::new(Kind::Postgres).await
    }

    /// Somebody without a code or a session.
    pub fn visitor(&self) -> Client {
        Client::new(self.router.clone(), None)
    }

    /// Somebody with an access code.
    pub fn reporter(&self, code: &str) -> Client {
        Client::new(self.router.clone(), Some(code.to_owned()))
    }

    /// A new member of staff of `office`, signed in.
    pub async fn staff(&self, role: Role, office: &str) -> Client {
        let mut random = [0; 4];
        self.ctx.ids.fill(&mut random);
        let email = format!("{}-{}@{office}.example", role.code(), random.map(|b| format!("{b:02x}")).concat());
        self.db_add_staff(&email, role, office).await;
        self.sign_in(&email).await
    }

    /// Signs in by HTTP.
    pub async fn sign_in(&self, email: &str) -> Client {
        let mut body = serde_json::json!({"email": email, "password": PASSWORD});
        if let Some(device) = self.device_of(email) {
            body["device"] = device.into();
        }
        let answer = self.visitor().post("/api/v1/sessions", &body).await.expect(201);
        if let Some(device) = answer.json()["device"].as_str() {
            self.keep_device(email, device);
        }
        Client::new(self.router.clone(), Some(answer.text_at("/token")))
    }

    /// The device that somebody signed in from before.
    pub fn device_of(&self, email: &str) -> Option<String> {
        self.devices.lock().unwrap().get(email).cloned()
    }

    /// From now on somebody signs in from this device.
    pub fn keep_device(&self, email: &str, device: &str) {
        self.devices.lock().unwrap().insert(email.to_owned(), device.to_owned());
    }

    /// Adds a member of staff through the command, not over HTTP.
    pub async fn db_add_staff(&self, email: &str, role: Role, office: &str) {
        let new = NewStaff {
            email: email.to_owned(),
            name: format!("Người thử {}", role.code()),
            role,
            office: OfficeCode::parse(office).unwrap(),
            password: Plaintext::new(PASSWORD.to_owned()),
        };
        add(&self.ctx, Actor::System, new).await.unwrap();
    }

    /// Moves the clock and runs the reconcilers until nothing is left to do.
    pub async fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.work().await;
    }

    /// Runs the reconcilers until nothing is left to do.
    pub async fn work(&self) {
        worker::until_quiet(&self.ctx, Some(&self.mailbox)).await.unwrap();
    }

    /// Mail addresses that got a mail so far, in order of sending.
    pub fn mailed(&self) -> Vec<String> {
        self.mailbox.mails().into_iter().map(|mail| mail.to).collect()
    }

    /// One number out of the database.
    pub async fn db_count(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.ctx.db.backend(), sql.to_owned());
        let row = self.ctx.db.read().query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Changes the database behind the program's back.
    pub async fn db_execute(&self, sql: &str) {
        self.ctx.db.write(async |tx| tx.execute_unprepared(sql).await.map(|_| ())).await.unwrap();
    }

    /// Every byte of the database as it lies on the disk: file, log, and for `PostgreSQL` every table as text.
    pub async fn db_bytes(&self) -> Vec<u8> {
        self.database.bytes(&self.ctx.db).await
    }

    /// The address of the database, for a second process or role.
    pub fn db_address(&self) -> langnghe::config::Database {
        self.database.address()
    }

    /// What must hold at the end of every test.
    pub async fn finish(mut self) {
        self.finished = true;
        self.work().await;
        let proof = verify::verify(&self.ctx.db, &self.ctx.vault).await.unwrap();
        assert!(proof.holds(), "{:?}", proof.findings);
        let waiting = self.db_count("SELECT COUNT(*) FROM alert WHERE addressed_at IS NULL").await;
        assert_eq!(waiting, 0, "alerts that nobody addressed");
        self.every_open_case_has_custody_and_clock().await;
        let bytes = self.db_bytes().await;
        assert!(!contains(&bytes, CANARY.as_bytes()), "a sealed text lies open in the database");
        for mail in self.mailbox.mails() {
            assert!(!format!("{}{}{}", mail.subject, mail.text, mail.html).contains(CANARY), "a sealed text stands in a mail");
        }
        assert_eq!(logs::offending(), Vec::<String>::new(), "a sealed text stands in the log (of this test or of one beside it)");
        self.ctx.db.clone().close().await;
    }

    /// Exactly one open custody, the accountable office's; a running clock; an instant at which it needs attention.
    pub async fn every_open_case_has_custody_and_clock(&self) {
        assert_eq!(self.db_count(OPEN_WITHOUT_CUSTODY_OR_CLOCK).await, 0, "an open case without custody or clock");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "a test must end with `finish`");
    }
}

/// Whether `needle` stands in `hay`.
pub fn contains(hay: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(hay, needle).is_some()
}

/// A report with the canary in every sealed field.
pub fn full_report() -> serde_json::Value {
    let canary = |what: &str| format!("{CANARY} {what}");
    serde_json::json!({
        "story": canary("story"), "category": "violence", "place": {"commune": COMMUNE}, "address": canary("address"),
        "danger": ["violence_now"], "in_danger_now": "yes",
        "persons_at_risk": [{"age": 9, "sex": "female", "disabilities": ["hearing_speech"], "name": canary("person")}],
        "alleged_perpetrators": [{"relation": "father", "name": canary("perpetrator"), "workplace": canary("workplace")}],
        "reporter": {"name": canary("reporter"), "phone": canary("phone"), "email": canary("email"), "relation": "neighbour",
            "safe_contact": {"channel": canary("channel"), "when": canary("when")}, "communication_needs": ["text_only"]},
        "language": "vi"
    })
}

/// A short report from `COMMUNE`.
pub fn short_report(story: &str) -> serde_json::Value {
    serde_json::json!({"story": story, "category": "neglect", "place": {"commune": COMMUNE}, "in_danger_now": "no",
        "persons_at_risk": [{"age": 40, "disabilities": ["mobility"]}]})
}

/// Makes a test of an `async fn(TestApp)` on each database.
#[macro_export]
macro_rules! both {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::support::TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::support::TestApp::postgres().await).await;
            }
        }
    )+ };
}
