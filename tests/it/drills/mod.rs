//! Practice reports: real in every step, marked wherever they are seen, in no figure, and never a way to hide something real.

mod apart;
mod ending;
mod marked;
mod planning;
mod sending;

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::support::{COMMUNE, Client, OFFICE, PARENT, TestApp};

/// The commune with a responder and a lead, and a supervisor above, signed in.
async fn ready(app: &TestApp) -> Client {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    app.db_add_staff("syt@x.example", Role::Responder, PARENT).await;
    app.staff(Role::Supervisor, PARENT).await
}

fn order(severity: &str) -> Value {
    json!({"commune": COMMUNE, "severity": severity})
}

/// Sends a drill now; gives the code of its case.
async fn drilled(by: &Client, severity: &str) -> String {
    let sent = by.post("/api/v1/oversight/drills", &order(severity)).await.expect(201).json();
    assert_eq!(sent["sent"], true, "{sent}");
    let id = sent["id"].as_str().unwrap();
    list(by).await.iter().find(|row| row["id"] == id).unwrap()["case"].as_str().unwrap().to_owned()
}

/// Somebody above who has just signed in: hours have passed, and the session of before has ended.
async fn later(app: &TestApp) -> Client {
    app.staff(Role::Supervisor, PARENT).await
}

/// The drills as the page of the drills has them.
async fn list(by: &Client) -> Vec<Value> {
    by.get("/api/v1/oversight/drills").await.expect(200).json()["drills"].as_array().unwrap().clone()
}

/// What a field at fault says.
async fn refused(by: &Client, body: &Value) -> (String, Vec<String>) {
    by.post("/api/v1/oversight/drills", body).await.expect(422).problem()
}
