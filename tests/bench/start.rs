//! Starting on a migrated database, memory at rest, and the weight of the first page.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use crate::{
    Plan,
    cluster::Cluster,
    installation::Installation,
    load,
    table::{heading, line, median, micros},
};

const START_AIM: Duration = Duration::from_millis(500);
const MEMORY_AIM_KIB: u64 = 100 * 1024;
const PAGE_AIM: usize = 14 * 1024;
/// After the last thing that happened, a process is at rest.
const REST: Duration = Duration::from_secs(2);

pub fn measure(plan: &Plan, start: bool, page: bool) {
    if plan.has("sqlite") {
        let installation = Installation::ready(&plan.folder, None);
        if start {
            of("SQLite", &installation, plan);
        }
        if page {
            first_page(installation.serve(&[], "/readyz").address);
        }
    }
    if start && plan.has("postgres") {
        match Cluster::start(&plan.folder, None) {
            Some(cluster) => of("PostgreSQL", &Installation::ready(&plan.folder, Some(&cluster.database())), plan),
            None => heading("starting on PostgreSQL: left out, no server is installed"),
        }
    }
}

fn of(database: &str, installation: &Installation, plan: &Plan) {
    heading(&format!("starting on {database}, migrated and seeded"));
    let mut times: Vec<Duration> = (0..if plan.quick { 3 } else { 15 }).map(|_| installation.serve(&[], "/livez").started_in).collect();
    let took = median(&mut times);
    line("from exec to the first answer", &micros(took), &[verdict(took < START_AIM, "under 0.5 s")]);
    let serving = installation.serve(&[], "/readyz");
    thread::sleep(REST);
    let memory = serving.memory_kib("VmRSS");
    line("memory at rest", &format!("{} MB", memory / 1024), &[verdict(memory < MEMORY_AIM_KIB, "under 100 MB")]);
    let clients = 8;
    load::run(serving.address, clients, plan.span());
    thread::sleep(REST);
    let most = format!("{} MB at most", serving.memory_kib("VmHWM") / 1024);
    line(&format!("memory at rest after {clients} clients"), &format!("{} MB", serving.memory_kib("VmRSS") / 1024), &[most]);
}

fn verdict(met: bool, aim: &str) -> String {
    format!("(aim {aim}: {})", if met { "met" } else { "MISSED" })
}

/// The form and all it loads, as it travels.
fn first_page(address: SocketAddr) {
    heading("first load of the report page, compressed");
    let (_, plain) = fetch(address, "/report", "identity");
    let page = String::from_utf8_lossy(&plain).into_owned();
    let links = ["rel=\"stylesheet\" href=\"", "<script src=\""].into_iter().flat_map(|before| page.split(before).skip(1));
    let paths: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
    let mut whole = 0;
    for path in std::iter::once("/report").chain(paths) {
        let (head, body) = fetch(address, path, "gzip");
        whole += body.len();
        line(path, &format!("{} bytes", body.len()), &[format!("and {} of headers", head.len())]);
    }
    line("everything", &format!("{whole} bytes"), &[verdict(whole <= PAGE_AIM, "14 KB")]);
}

fn fetch(address: SocketAddr, path: &str, encoding: &str) -> (Vec<u8>, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: {encoding}\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&answer));
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let body = answer.split_off(end);
    (answer, body)
}
