//! Whoever holds the code may be the wrong person: what is never shown, what the buttons do, and what they cannot.

mod buttons;
mod closed;
mod disputed;
mod hidden;
mod on_pages;

use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

/// Files a report: case code, and somebody who holds its access code.
async fn filed(app: &TestApp, body: &Value) -> (String, Client) {
    let receipt = app.visitor().report(body).await;
    let text = |field: &str| receipt[field].as_str().unwrap().to_owned();
    (text("case_code"), app.reporter(&text("access_code")))
}

/// Presses a button that needs no words.
async fn press(reporter: &Client, button: &str) -> Answer {
    reporter.post(&format!("/api/v1/follow-up/{button}"), &json!({})).await
}

async fn seen(reporter: &Client) -> Value {
    reporter.get("/api/v1/follow-up").await.expect(200).json()
}

async fn contacted(reporter: &Client, answer: &str) {
    reporter.post("/api/v1/follow-up/contacted", &json!({"answer": answer})).await.expect(201);
}
