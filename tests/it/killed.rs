//! An acknowledged report survives the death of the process, and no death leaves a case to nobody.
//!
//! The program runs as a process and is killed (SIGKILL) at random moments while clients send reports. A kill cannot show that a
//! commit reached the disk before the receipt went out; that the databases sync is held in `database.rs`.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use langnghe::kernel::{Ids, ids::SystemIds};
use serde_json::{Value, json};

use crate::{
    process::{Installation, PostgresDatabase, Reply, post},
    support::{COMMUNE, OPEN_WITHOUT_CUSTODY_OR_CLOCK},
};

const CLIENTS: usize = 8;
/// A process lives this long at least.
const SHORTEST_LIFE: Duration = Duration::from_millis(40);
/// And at most this many milliseconds longer.
const LONGER: u64 = 500;

/// Longest wait for the first answer of a fresh process.
const FIRST_ANSWER: Duration = Duration::from_secs(20);

/// A report under its key, and what came back.
struct Sent {
    key: String,
    body: Value,
    receipt: Option<Vec<u8>>,
}

impl Sent {
    fn new() -> Self {
        let number = random(u64::MAX);
        // Every second one is an emergency: more rows, and a checkpoint at once.
        let danger = if number.is_multiple_of(2) { "yes" } else { "no" };
        let body = json!({"story": format!("chuyện {number}"), "category": "violence", "place": {"commune": COMMUNE}, "in_danger_now": danger,
            "persons_at_risk": [{"age": 9, "sex": "female"}], "reporter": {"name": "Hàng xóm", "phone": "0900000000"}});
        Self { key: format!("key-{number:020}-{:020}", random(u64::MAX)), body, receipt: None }
    }

    fn send(&self, to: SocketAddr) -> std::io::Result<Reply> {
        post(to, "/api/v1/reports", &self.body, &[("Idempotency-Key", &self.key)])
    }
}

fn random(below: u64) -> u64 {
    let mut bytes = [0; 8];
    SystemIds.fill(&mut bytes);
    u64::from_be_bytes(bytes) % below
}

/// What clients and executioner share.
struct Scene {
    address: Mutex<SocketAddr>,
    over: AtomicBool,
    answered: AtomicUsize,
}

/// Sends reports until it is over. Who gets no answer tries again with the same key, or gives up, as people do.
fn client(scene: &Scene) -> Vec<Sent> {
    let mut all = Vec::new();
    while !scene.over.load(Ordering::Relaxed) {
        let mut sent = Sent::new();
        let mut patience = 1 + random(3);
        while patience > 0 && !scene.over.load(Ordering::Relaxed) {
            let address = *scene.address.lock().unwrap();
            match sent.send(address) {
                Ok(reply) => {
                    sent.receipt = Some(reply.expect(201).body);
                    scene.answered.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                // Nobody there: the next process is still starting.
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => thread::sleep(Duration::from_millis(20)),
                Err(_) => patience -= 1,
            }
        }
        all.push(sent);
    }
    all
}

/// Kills the process again and again under load; returns everything that was sent.
fn killed_under_load(installation: &Installation, kills: usize) -> Vec<Sent> {
    let mut server = installation.serve(&[]);
    let scene = Scene { address: Mutex::new(server.address()), over: AtomicBool::new(false), answered: AtomicUsize::new(0) };
    thread::scope(|threads| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| threads.spawn(|| client(&scene))).collect();
        let mut interrupted = 0;
        for _ in 0..kills {
            let before = scene.answered.load(Ordering::Relaxed);
            // Some die before their first answer, most in full run, however slow the machine.
            if random(4) > 0 {
                let began = Instant::now();
                while scene.answered.load(Ordering::Relaxed) == before && began.elapsed() < FIRST_ANSWER {
                    thread::sleep(Duration::from_millis(1));
                }
            }
            thread::sleep(SHORTEST_LIFE + Duration::from_millis(random(LONGER)));
            server.kill();
            interrupted += usize::from(scene.answered.load(Ordering::Relaxed) > before);
            server = installation.serve(&[]);
            *scene.address.lock().unwrap() = server.address();
        }
        scene.over.store(true, Ordering::Relaxed);
        let sent = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        assert!(interrupted * 2 > kills, "only {interrupted} of {kills} kills met a process at work");
        server.kill();
        sent
    })
}

fn no_acknowledged_report_is_lost_and_no_case_is_left_to_nobody(installation: &Installation, kills: usize) {
    let began = Instant::now();
    let sent = killed_under_load(installation, kills);
    let unanswered = sent.iter().filter(|sent| sent.receipt.is_none()).count();
    let answered = sent.len() - unanswered;
    assert!(answered > kills && unanswered > 0, "the load was no load: {answered} answered, {unanswered} not");
    // As the last kill left it, before anything had a chance to mend it.
    assert_eq!(installation.count(OPEN_WITHOUT_CUSTODY_OR_CLOCK), 0);
    assert_eq!(installation.count(HALF_WRITTEN), 0);
    let stored = installation.count("SELECT COUNT(*) FROM report");
    assert!(stored >= i64::try_from(answered).unwrap(), "{answered} receipts, {stored} reports");

    let server = installation.serve(&[]);
    let mut already_there = 0;
    for sent in &sent {
        let reply = sent.send(server.address()).unwrap().expect(201);
        let replayed = reply.header("idempotent-replayed") == Some("true");
        already_there += usize::from(replayed);
        match &sent.receipt {
            Some(receipt) => assert!(replayed && *receipt == reply.body, "the same receipt again"),
            None => assert!(!reply.json()["access_code"].as_str().unwrap().is_empty()),
        }
        let code = reply.json()["access_code"].as_str().unwrap().to_owned();
        let seen = server.get("/api/v1/follow-up", &code).expect(200).json();
        assert_eq!(seen["messages"], json!([]));
    }
    assert_eq!(i64::try_from(already_there).unwrap(), stored, "a key whose report is there is answered from it, every other anew");
    assert_eq!(installation.count("SELECT COUNT(*) FROM report"), i64::try_from(sent.len()).unwrap(), "one report a key");
    assert_eq!(installation.count("SELECT COUNT(*) FROM case_file"), i64::try_from(sent.len()).unwrap());
    assert_eq!(server.stop(), 0);
    installation.run(&["worker", "--once"]).expect(0);
    assert_eq!(installation.count(OPEN_WITHOUT_CUSTODY_OR_CLOCK), 0);
    assert_eq!(installation.count(HALF_WRITTEN), 0);
    installation.run(&["audit", "verify", "--json"]).expect(0);
    eprintln!("{kills} kills, {answered} answered and {unanswered} unanswered reports, {:?}", began.elapsed());
}

/// Cases of which a part is missing: a report, a key for recovery, a key for the reporter, an alert, the beginning of the evidence.
const HALF_WRITTEN: &str = "SELECT COUNT(*) FROM case_file c WHERE (SELECT COUNT(*) FROM report r WHERE r.case_id = c.id) <> 1 \
    OR (SELECT COUNT(*) FROM envelope e WHERE e.case_id = c.id AND e.part = 'thread' AND e.recipient = 'reporter') <> 1 \
    OR (SELECT COUNT(*) FROM envelope e WHERE e.case_id = c.id AND e.recipient = 'recovery') <> 2 \
    OR NOT EXISTS (SELECT 1 FROM alert a WHERE a.case_id = c.id) \
    OR (SELECT COUNT(*) FROM replay y WHERE y.case_code = c.code) <> 1 \
    OR (SELECT COUNT(*) FROM audit_chain) < (SELECT COUNT(*) FROM case_file)";

#[test]
fn an_acknowledged_report_is_durable_sqlite() {
    no_acknowledged_report_is_lost_and_no_case_is_left_to_nobody(&Installation::ready(), 12);
}

#[test]
fn an_acknowledged_report_is_durable_postgres() {
    let database = PostgresDatabase::create();
    no_acknowledged_report_is_lost_and_no_case_is_left_to_nobody(&Installation::ready_on(&database), 6);
}
