//! From a sent report to a durable receipt: parsing, sealing, one transaction, HTTP included.

use std::path::Path;

use langnghe::{config::Database, db::Db};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::{
    Plan,
    cluster::Cluster,
    installation::Installation,
    load::{self, Done},
    raw::{PostgresRows, SqliteRows, has_sqlite3},
    slow_sync,
    table::{heading, line, micros, per_second, ratio},
};

const CLIENTS: [usize; 3] = [1, 8, 64];
/// What is aimed at against one transaction per report, with the load generator on the same cores.
const AIM: f64 = 0.4;
/// The same when a sync costs 5 ms more: many reporters share one.
const AIM_SLOW: f64 = 3.0;
/// Reports per commit of the second baseline.
const BATCH: usize = 64;
const SQLITE3: &str = "sqlite3 with (a) a commit per report, (b) 64 reports per commit";

pub fn sqlite(plan: &Plan) {
    if !has_sqlite3() {
        return heading("intake on SQLite: left out, sqlite3 is not installed");
    }
    let raw = SqliteRows::capture(&plan.folder);
    heading(&format!("intake on SQLite, synchronous=FULL; {} rows a report; {SQLITE3}", raw.rows));
    let reports = if plan.quick { 1_000 } else { 6_000 };
    for clients in CLIENTS {
        let baseline = Baseline::now(&raw, reports, None);
        let done = on_sqlite(plan, clients, None, &["--without-worker"]);
        told(clients, "", &done, &baseline.ratios(&done, Some(AIM)));
    }
    let baseline = Baseline::now(&raw, reports, None);
    let done = on_sqlite(plan, 8, None, &[]);
    told(8, " and its own worker", &done, &baseline.ratios(&done, None));
}

pub fn sqlite_with_slow_sync(plan: &Plan) {
    let (true, Some(library)) = (has_sqlite3(), slow_sync::library(plan)) else {
        return heading("SQLite with a sync of 5 ms more: left out, sqlite3 or cc is not installed");
    };
    let raw = SqliteRows::capture(&plan.folder);
    heading(&format!("intake on SQLite, every sync 5 ms dearer; {SQLITE3}"));
    let reports = if plan.quick { 200 } else { 1_500 };
    for clients in CLIENTS {
        let baseline = Baseline::now(&raw, reports, Some(&library));
        assert!(baseline.single < 200.0, "the library slows nothing: {}/s", baseline.single);
        let done = on_sqlite(plan, clients, Some(&library), &["--without-worker"]);
        // One reporter alone has nobody to share a sync with.
        told(clients, "", &done, &baseline.ratios(&done, (clients > 1).then_some(AIM_SLOW)));
    }
}

/// `sqlite3` right before the program, so that both meet the same machine.
struct Baseline {
    /// (a) a commit per report.
    single: f64,
    /// (b) 64 reports per commit.
    batched: f64,
}

impl Baseline {
    fn now(raw: &SqliteRows, reports: usize, preload: Option<&Path>) -> Self {
        Self { single: raw.rate(reports, 1, preload), batched: raw.rate(reports, BATCH, preload) }
    }

    fn ratios(&self, done: &Done, aim: Option<f64>) -> [String; 2] {
        let against = |rate, name, aim| ratio(done.rate, rate, &format!("{name} {}", per_second(rate)), aim);
        [against(self.single, "(a)", aim), against(self.batched, "(b)", None)]
    }
}

pub fn postgres(plan: &Plan) {
    let Some(cluster) = Cluster::start(&plan.folder, None) else {
        return heading("intake on PostgreSQL: left out, no server or no pgbench is installed");
    };
    let raw = PostgresRows::capture(&cluster, &plan.folder);
    heading(&format!(
        "intake on PostgreSQL, fsync=on; {} rows a report; (a) pgbench with as many connections, a transaction per report",
        raw.rows
    ));
    for clients in CLIENTS {
        let single = raw.rate(clients, false, plan.span());
        let many = raw.rate(clients, true, plan.span());
        let done = on_postgres(plan, &cluster, clients);
        told(
            clients,
            "",
            &done,
            &[
                ratio(done.rate, single, &format!("(a) {}", per_second(single)), Some(AIM)),
                ratio(done.rate, many, &format!("pgbench with multi-row INSERTs {}", per_second(many)), None),
            ],
        );
    }
}

pub fn postgres_with_slow_sync(plan: &Plan) {
    let Some(library) = slow_sync::library(plan) else {
        return heading("PostgreSQL with a sync of 5 ms more: left out, cc is not installed");
    };
    let Some(cluster) = Cluster::start(&plan.folder, Some(&library)) else {
        return heading("PostgreSQL with a sync of 5 ms more: left out, no server or no pgbench is installed");
    };
    let raw = PostgresRows::capture(&cluster, &plan.folder);
    heading("intake on PostgreSQL, every sync 5 ms dearer");
    let alone = raw.rate(1, false, plan.span());
    assert!(alone < 200.0, "the library slows nothing: {alone}/s");
    line("(a) pgbench, one connection", &per_second(alone), &[]);
    for clients in CLIENTS {
        let beside = raw.rate(clients, false, plan.span());
        let done = on_postgres(plan, &cluster, clients);
        let aim = (clients > 1).then_some(AIM_SLOW);
        told(
            clients,
            "",
            &done,
            &[
                ratio(done.rate, alone, "(a)", aim),
                ratio(done.rate, beside, &format!("pgbench with as many connections {}", per_second(beside)), None),
            ],
        );
    }
}

fn told(clients: usize, how: &str, done: &Done, ratios: &[String]) {
    let [half, most, nearly] = done.times.map(micros);
    let remarks = [ratios, &[format!("median {half}, 95 % {most}, 99 % {nearly}")]].concat();
    line(&format!("langnghe, {clients} client{}{how}", if clients == 1 { "" } else { "s" }), &per_second(done.rate), &remarks);
}

fn on_sqlite(plan: &Plan, clients: usize, preload: Option<&Path>, arguments: &[&str]) -> Done {
    let mut installation = Installation::ready(&plan.folder, None);
    assert_eq!(synchronous(&installation), 2, "PRAGMA synchronous is FULL");
    if let Some(library) = preload {
        installation = installation.with("LD_PRELOAD", &library.to_string_lossy());
    }
    let serving = installation.serve(arguments, "/readyz");
    load::run(serving.address, clients, plan.span())
}

fn on_postgres(plan: &Plan, cluster: &Cluster, clients: usize) -> Done {
    let installation = Installation::ready(&plan.folder, Some(&cluster.database()));
    let serving = installation.serve(&["--without-worker"], "/readyz");
    load::run(serving.address, clients, plan.span())
}

/// What the library's own writing connection says; the process opens its connections in the same way.
fn synchronous(installation: &Installation) -> i64 {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = Db::open(&Database::Sqlite(installation.sqlite_file())).await.unwrap();
        let value: Result<i64, DbErr> = db
            .write(async |tx| {
                let row = tx.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA synchronous")).await?;
                row.ok_or_else(|| DbErr::Custom("no answer".into()))?.try_get_by_index(0)
            })
            .await;
        db.close().await;
        value.unwrap()
    })
}
