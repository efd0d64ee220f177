//! Whatever is sent: an answer that names the place and the remedy in the reader's language, and nothing half-written.

mod reports;
mod ways_in;

use axum::http::Method;
use serde_json::Value;

use crate::support::{Answer, Client, TestApp};

/// Words of the parser and of the databases, which no reader should meet.
const FOREIGN_WORDS: [&str; 24] = [
    "expected",
    "invalid type",
    "invalid value",
    "invalid length",
    "line 1",
    "column",
    "unique",
    "constraint",
    "sql",
    "serde",
    "postgres",
    "missing field",
    "unknown field `",
    "unknown variant",
    "duplicate field",
    "deserializ",
    "trailing",
    "eof",
    "recursion",
    "utf-8 sequence",
    "stream did not",
    "conn",
    "axum",
    "panicked",
];

async fn counts(app: &TestApp) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, table) in counts.iter_mut().zip(["report", "case_file", "audit_entry"]) {
        *count = app.db_count(&format!("SELECT COUNT(*) FROM {table}")).await;
    }
    counts
}

/// One request in Vietnamese and in English: the same problem, told in each, and nothing written.
struct Wrong<'a> {
    app: &'a TestApp,
    client: Client,
}

impl<'a> Wrong<'a> {
    fn by(app: &'a TestApp, client: Client) -> Self {
        Self { app, client }
    }

    async fn sent(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let before = counts(self.app).await;
        let shown = format!("{method} {path} {}", String::from_utf8_lossy(&body).chars().take(120).collect::<String>());
        let default = self.client.send(method.clone(), path, headers, body.clone()).await;
        let english: Vec<(&str, &str)> = headers.iter().copied().chain([("accept-language", "en")]).collect();
        let english = self.client.send(method.clone(), path, &english, body.clone()).await;
        let sign = if path.contains('?') { '&' } else { '?' };
        let by_query = self.client.send(method, &format!("{path}{sign}lang=en"), headers, body).await;
        for (answer, lang) in [(&default, "vi"), (&english, "en"), (&by_query, "en")] {
            assert_eq!(answer.status, default.status, "{shown}");
            assert_eq!(answer.problem(), default.problem(), "{shown}");
            assert_eq!(answer.headers["content-language"], lang, "{shown}");
            let lower = answer.text().to_lowercase();
            for word in FOREIGN_WORDS {
                assert!(!lower.contains(word), "\"{word}\" in the answer to {shown}: {lower}");
            }
        }
        assert_ne!(default.json()["title"], english.json()["title"], "{shown}");
        assert_eq!(english.json()["title"], by_query.json()["title"], "{shown}");
        assert_eq!(counts(self.app).await, before, "something was written by {shown}");
        default
    }

    async fn json(&self, path: &str, body: &Value) -> Answer {
        self.raw(path, serde_json::to_vec(body).unwrap()).await
    }

    async fn raw(&self, path: &str, body: Vec<u8>) -> Answer {
        self.sent(Method::POST, path, &[("content-type", "application/json")], body).await
    }

    /// Status, code and pointers of the answer to a report.
    async fn report(&self, body: &Value) -> (u16, String, Vec<String>) {
        told(&self.json("/api/v1/reports", body).await)
    }
}

fn told(answer: &Answer) -> (u16, String, Vec<String>) {
    let (code, pointers) = answer.problem();
    (answer.status.as_u16(), code, pointers)
}

fn at(status: u16, code: &str, pointer: &str) -> (u16, String, Vec<String>) {
    (status, code.to_owned(), vec![pointer.to_owned()])
}
