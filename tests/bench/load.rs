//! Reporters: each one connection, one report after the other, each under a key of its own.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use langnghe::kernel::{Ids, ids::SystemIds};

use crate::table::quantile;

/// Left out at the beginning: connections, caches, pools.
const WARM_UP: Duration = Duration::from_millis(700);

/// What a number of clients got done.
pub struct Done {
    /// Receipts in a second.
    pub rate: f64,
    /// Times from sending to the whole receipt: median, 95th, 99th percentile.
    pub times: [Duration; 3],
}

/// A report of the middling kind: a story of some sentences, a child, a neighbour who can be called.
pub fn report() -> String {
    let story = "Tối nào tôi cũng nghe cháu khóc, tiếng đập và tiếng la. Sáng nay cháu đi học có vết bầm ở tay. ".repeat(6);
    serde_json::json!({
        "story": story, "category": "violence", "place": {"commune": "26740"}, "address": "Hẻm 12, cạnh tiệm sửa xe",
        "in_danger_now": "unknown", "persons_at_risk": [{"age": 9, "sex": "female", "disabilities": ["hearing_speech"]}],
        "alleged_perpetrators": [{"relation": "father"}], "language": "vi",
        "reporter": {"name": "Người hàng xóm", "phone": "0900000000", "relation": "neighbour"}
    })
    .to_string()
}

/// Lets `clients` send reports for `span`.
pub fn run(to: SocketAddr, clients: usize, span: Duration) -> Done {
    let over = AtomicBool::new(false);
    let body = report();
    let began = Instant::now();
    let mut times = thread::scope(|threads| {
        let clients: Vec<_> = (0..clients).map(|_| threads.spawn(|| client(to, &body, began, &over))).collect();
        thread::sleep(WARM_UP + span);
        over.store(true, Ordering::Relaxed);
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<Vec<_>>()
    });
    let rate = times.len() as f64 / span.as_secs_f64();
    Done { rate, times: [0.5, 0.95, 0.99].map(|share| quantile(&mut times, share)) }
}

/// Times of the receipts that came after warming up and before the end.
fn client(to: SocketAddr, body: &str, began: Instant, over: &AtomicBool) -> Vec<Duration> {
    let mut connection = Connection::open(to);
    let mut times = Vec::new();
    loop {
        let key = key();
        let sent = Instant::now();
        let status = connection.post(&key, body);
        assert_eq!(status, 201, "a report was not taken");
        if over.load(Ordering::Relaxed) {
            return times;
        }
        if began.elapsed() > WARM_UP {
            times.push(sent.elapsed());
        }
    }
}

fn key() -> String {
    let mut random = [0; 16];
    SystemIds.fill(&mut random);
    format!("{:032x}", u128::from_be_bytes(random)) + "-"
}

/// One report, for whoever looks at its rows.
pub fn one(to: SocketAddr) {
    assert_eq!(Connection::open(to).post(&key(), &report()), 201);
}

struct Connection {
    to: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        Self { to, stream: BufReader::new(stream) }
    }

    /// Sends and reads the whole answer; returns its status.
    fn post(&mut self, key: &str, body: &str) -> u16 {
        let head = format!(
            "POST /api/v1/reports HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\ncontent-length: {}\r\n\r\n",
            self.to,
            body.len()
        );
        self.stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer");
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        status
    }
}
