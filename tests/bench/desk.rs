//! The list of work, the day and a case, as a member of staff waits for them: with a country's open cases and with few.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::Stdio,
    time::{Duration, Instant},
};

use crate::{
    Plan,
    cluster::Cluster,
    installation::Installation,
    sweep::{FEW, MANY, execute, fill},
    table::{heading, line, micros, quantile},
};

/// DESIGN 8 and the desk's measure: 95 of a hundred answers are quicker.
const AIM: Duration = Duration::from_millis(50);
const PASSWORD: &str = "một hai ba bốn năm";
/// Somebody of a commune, and whoever leads the health office of the province with the most communes.
const PEOPLE: [(&str, &str, &str, &str); 2] =
    [("a responder", "lan@example.vn", "responder", "ubnd-26740"), ("the lead of a province", "hoa@example.vn", "lead", "syt-79")];

pub fn sqlite(plan: &Plan) {
    of(plan, "SQLite", &Installation::ready(&plan.folder, None));
}

pub fn postgres(plan: &Plan) {
    match Cluster::start(&plan.folder, None) {
        Some(cluster) => of(plan, "PostgreSQL", &Installation::ready(&plan.folder, Some(&cluster.database()))),
        None => heading("the desk on PostgreSQL: left out, no server is installed"),
    }
}

fn of(plan: &Plan, database: &str, installation: &Installation) {
    let many = if plan.quick { MANY / 20 } else { MANY };
    heading(&format!("the desk on {database}"));
    for (_, email, role, office) in PEOPLE {
        let add = ["staff", "add", "--email", email, "--name", email, "--role", role, "--office", office, "--password-stdin"];
        let mut child = installation.command(&add).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut before = 0;
    let mut first = Vec::new();
    for cases in [FEW, many] {
        runtime.block_on(async {
            let ctx = installation.context().await;
            fill(&ctx, before, cases).await;
            execute(&ctx, "ANALYZE").await;
            ctx.db.clone().close().await;
        });
        before = cases;
        let figures = figures(installation.serve(&["--without-worker"], "/readyz").address, plan);
        for (at, (what, time)) in figures.iter().enumerate() {
            let than =
                first.get(at).map(|(_, few): &(String, Duration)| format!("{:.2} × as with {FEW}", time.as_secs_f64() / few.as_secs_f64()));
            let met = if *time < AIM { "met" } else { "MISSED" };
            let remarks: Vec<String> = than.into_iter().chain([format!("(aim under 50 ms: {met})")]).collect();
            line(&format!("{what}, {cases} open cases, p95"), &micros(*time), &remarks);
        }
        first = figures;
    }
}

/// What each of these people waits for.
fn figures(to: SocketAddr, plan: &Plan) -> Vec<(String, Duration)> {
    let report = r#"{"story":"x","danger":["violence_now"],"place":{"commune":"26740"},"persons_at_risk":[{"age":40}]}"#;
    let filed = ask(to, "POST /api/v1/reports HTTP/1.1\r\ncontent-type: application/json\r\n", report);
    let code = serde_json::from_str::<serde_json::Value>(&filed).unwrap()["case_code"].as_str().unwrap().to_owned();
    let mut figures = Vec::new();
    for (who, email, ..) in PEOPLE {
        let signed = serde_json::json!({"email": email, "password": PASSWORD}).to_string();
        let session = ask(to, "POST /api/v1/sessions HTTP/1.1\r\ncontent-type: application/json\r\n", &signed);
        let token = serde_json::from_str::<serde_json::Value>(&session).unwrap()["token"].as_str().unwrap().to_owned();
        for (what, path) in [("list", "/api/v1/cases"), ("day", "/api/v1/today"), ("case", &format!("/api/v1/cases/{code}"))] {
            let head = format!("GET {path} HTTP/1.1\r\nauthorization: Bearer {token}\r\n");
            let mut times: Vec<Duration> = (0..if plan.quick { 40 } else { 200 })
                .map(|_| {
                    let began = Instant::now();
                    ask(to, &head, "");
                    began.elapsed()
                })
                .collect();
            figures.push((format!("{what} of {who}"), quantile(&mut times, 0.95)));
        }
    }
    figures
}

/// One request, and the body of an answer that says yes.
fn ask(to: SocketAddr, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.write_all(format!("{head}host: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}
