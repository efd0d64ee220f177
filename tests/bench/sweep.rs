//! The sweep over a country's worth of open cases: with nothing due its cost must not follow how many wait.

use std::time::{Duration, Instant};

use langnghe::{escalation::sweep::sweep, http::App};
use sea_orm::{ConnectionTrait, Statement};

use crate::{
    Plan,
    cluster::Cluster,
    installation::Installation,
    table::{heading, line, median, micros, per_second},
};

/// A country's open cases, and few, for comparison.
pub const MANY: u64 = 1_000_000;
pub const FEW: u64 = 1_000;
const DUE: [u64; 2] = [100, 10_000];

pub fn sqlite(plan: &Plan) {
    of(plan, "SQLite", &Installation::ready(&plan.folder, None));
}

pub fn postgres(plan: &Plan) {
    match Cluster::start(&plan.folder, None) {
        Some(cluster) => of(plan, "PostgreSQL", &Installation::ready(&plan.folder, Some(&cluster.database()))),
        None => heading("sweep on PostgreSQL: left out, no server is installed"),
    }
}

fn of(plan: &Plan, database: &str, installation: &Installation) {
    let (many, due) = if plan.quick { (MANY / 20, [DUE[0], DUE[1] / 10]) } else { (MANY, DUE) };
    heading(&format!("sweep on {database}"));
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let ctx = installation.context().await;
        // Somebody can be told in every office, as in a running country.
        execute(&ctx, "UPDATE office SET email = code || '@example.vn', staffed = true").await;
        fill(&ctx, 0, FEW).await;
        let few = nothing_due(&ctx).await;
        line(&format!("nothing due, {FEW} open cases"), &micros(few), &[]);
        let began = Instant::now();
        fill(&ctx, FEW, many).await;
        execute(&ctx, "ANALYZE").await;
        let filled = format!("filled in {}", micros(began.elapsed()));
        let all = nothing_due(&ctx).await;
        let ratio = all.as_secs_f64() / few.as_secs_f64();
        line(&format!("nothing due, {many} open cases"), &micros(all), &[format!("{ratio:.2} × as with {FEW}"), filled]);
        let mut from = 0;
        for due in due {
            make_due(&ctx, from, due).await;
            from += due;
            let began = Instant::now();
            let mut swept = 0;
            while let found @ 1.. = sweep(&ctx).await.unwrap() {
                swept += found;
            }
            let took = began.elapsed();
            assert_eq!(u64::try_from(swept).unwrap(), due, "each case once");
            assert_eq!(
                count(&ctx, "SELECT COUNT(DISTINCT case_id) FROM escalation WHERE outcome = 'told'").await,
                i64::try_from(from).unwrap()
            );
            line(&format!("{due} due of {many}"), &micros(took), &[per_second(due as f64 / took.as_secs_f64())]);
        }
        ctx.db.clone().close().await;
    });
}

async fn nothing_due(ctx: &App) -> Duration {
    let mut times = Vec::new();
    for _ in 0..300 {
        let began = Instant::now();
        assert_eq!(sweep(ctx).await.unwrap(), 0);
        times.push(began.elapsed());
    }
    median(&mut times)
}

/// Open cases `from + 1` to `to`, spread over all communes, each with custody, one clock and a chain; none due for a month.
pub async fn fill(ctx: &App, from: u64, to: u64) {
    let now = ctx.clock.now();
    let opened = (now - chrono::Duration::minutes(70)).to_rfc3339();
    let (due, later) = ((now + chrono::Duration::minutes(50)).to_rfc3339(), (now + chrono::Duration::days(30)).to_rfc3339());
    let postgres = ctx.db.backend() == sea_orm::DbBackend::Postgres;
    let numbers = if postgres {
        format!("n(i) AS (SELECT generate_series({}, {to}))", from + 1)
    } else {
        format!("n(i) AS (SELECT {} UNION ALL SELECT i + 1 FROM n WHERE i < {to})", from + 1)
    };
    let recursive = if postgres { "" } else { "RECURSIVE " };
    let id = if postgres { "md5('case' || i)::uuid" } else { "CAST(printf('%016d', i) AS BLOB)" };
    let clock = if postgres { "md5('clock' || i)::uuid" } else { "CAST(printf('c%015d', i) AS BLOB)" };
    let code = if postgres { "lpad(i::text, 8, '0')" } else { "printf('%08d', i)" };
    let bytes = if postgres { "'\\x00'::bytea" } else { "x'00'" };
    let empty = if postgres { "''::bytea" } else { "x''" };
    let hexadecimal = "lower(hex(CAST(printf('%016d', i) AS BLOB)))";
    let dashed = format!(
        "substr({hexadecimal}, 1, 8) || '-' || substr({hexadecimal}, 9, 4) || '-' || substr({hexadecimal}, 13, 4) || '-' || \
         substr({hexadecimal}, 17, 4) || '-' || substr({hexadecimal}, 21)"
    );
    let chain = if postgres { "'case:' || md5('case' || i)::uuid".to_owned() } else { format!("'case:' || {dashed}") };
    let with = format!("WITH {recursive}{numbers}");
    let cases = format!(
        "{with}, o AS MATERIALIZED (SELECT code, commune_code, province_code, row_number() OVER (ORDER BY code) - 1 AS k FROM office \
            WHERE kind = 'commune_pc') \
         INSERT INTO case_file (id, code, office_code, custody_no, commune_code, province_code, needs_locating, category, severity, \
            severity_rank, tracks, dangers, person_groups, channel, language, silent_mode, watched, opened_at, due_at, attention_at, \
            envelopes_due, routed_because) \
         SELECT {id}, {code}, o.code, 1, o.commune_code, o.province_code, false, 'violence', 'high', 1, '', '', '', 'partner_api', 'vi', \
            false, false, '{opened}', '{due}', '{later}', false, {bytes} FROM n JOIN o ON o.k = n.i % 3321"
    );
    execute(ctx, &cases).await;
    execute(
        ctx,
        &format!(
            "{with} INSERT INTO custody (case_id, no, office_code, reason, from_at) \
             SELECT {id}, 1, (SELECT office_code FROM case_file c WHERE c.code = {code}), 'routed', '{opened}' FROM n"
        ),
    )
    .await;
    execute(
        ctx,
        &format!(
            "{with} INSERT INTO deadline (id, case_id, policy_id, stops_on, kind, in_person, starts_at, due_at, next_rung_at) \
             SELECT {clock}, {id}, 'R-HI-ACK', 'acknowledged', 'response', false, '{opened}', '{due}', '{later}' FROM n"
        ),
    )
    .await;
    let chains =
        format!("{with} INSERT INTO audit_chain (chain, seq, head, witnessed, urgent) SELECT {chain}, 0, {empty}, true, false FROM n");
    execute(ctx, &chains).await;
}

/// The next `due` cases after number `from` have waited an hour and ten minutes: the first rung is due.
async fn make_due(ctx: &App, from: u64, due: u64) {
    let at = (ctx.clock.now() - chrono::Duration::minutes(1)).to_rfc3339();
    let range = format!("code > '{from:08}' AND code <= '{:08}'", from + due);
    execute(ctx, &format!("UPDATE case_file SET attention_at = '{at}' WHERE {range}")).await;
    let cases = format!("case_id IN (SELECT id FROM case_file WHERE {range})");
    execute(ctx, &format!("UPDATE deadline SET next_rung_at = '{at}' WHERE {cases}")).await;
}

pub async fn execute(ctx: &App, sql: &str) {
    ctx.db.write(async |tx| tx.execute_unprepared(sql).await.map(|_| ())).await.unwrap();
}

async fn count(ctx: &App, sql: &str) -> i64 {
    let row = ctx.db.read().query_one_raw(Statement::from_string(ctx.db.backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}
