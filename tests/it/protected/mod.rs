//! Who reported is protected: asked for, decided by another, open for a day, opened at once only in an emergency; and the confirmation of
//! whoever forgot a password.

mod asking;
mod emergency;
mod on_pages;
mod resetting;

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::support::{Client, OFFICE, TestApp, full_report};

/// An emergency whose reporter left a name, a telephone and a mail address, and the responder who works on it.
pub async fn reported(app: &TestApp) -> (String, Client) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    (app.report(&full_report()).await, lan)
}

/// How it stands with who reported, for whoever opens the case.
pub async fn identity(client: &Client, case: &str) -> Value {
    client.open(case).await["opened"]["identity"].clone()
}

/// How often this was entered.
pub async fn entered(app: &TestApp, event: &str) -> i64 {
    app.db_count(&format!("SELECT COUNT(*) FROM audit_entry WHERE event = '{event}'")).await
}

/// What waits for whoever oversees: case and ground.
pub async fn waiting(client: &Client) -> Vec<(String, String)> {
    let listed = client.get("/api/v1/oversight/decisions").await.expect(200).json();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    listed.as_array().unwrap().iter().map(|row| (text(row, "case"), text(row, "ground"))).collect()
}

/// A reason, or nothing.
pub fn because(reason: &str) -> Value {
    json!({"reason": reason})
}
