//! Response times by the definition of DOMAIN 2C, end to end: acts by HTTP with the clock moved between them, figures by HTTP.

mod area;
mod examples;

use chrono::{DateTime, Duration, Utc};
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, saturday_22};

const HOUR: i64 = 60;

/// The instant so many minutes after Saturday, 22:00.
fn minute(minutes: i64) -> DateTime<Utc> {
    saturday_22() + Duration::minutes(minutes)
}

/// Moves the clock to so many minutes after Saturday, 22:00, and lets the worker work.
async fn until(app: &TestApp, minutes: i64) {
    app.advance(minute(minutes) - app.now()).await;
}

/// What somebody newly signed in sees of the last thirty days.
async fn figures(app: &TestApp, role: Role, office: &str) -> Value {
    seen_by(&app.staff(role, office).await).await
}

async fn seen_by(client: &Client) -> Value {
    client.get("/api/v1/oversight/response-times").await.expect(200).json()
}

/// The counts of one figure in the order in which it is defined: in time, late, missed so far, running.
fn counts(figure: &Value) -> [u64; 4] {
    ["in_time", "late", "missed_so_far", "running"].map(|name| figure[name].as_u64().unwrap())
}

fn span(minutes: i64) -> Value {
    json!({"minutes": minutes, "more_than": false})
}

fn more_than(minutes: i64) -> Value {
    json!({"minutes": minutes, "more_than": true})
}
