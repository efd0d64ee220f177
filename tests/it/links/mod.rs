//! Cases that belong together: found by a number, confirmed by a person, and never put together by itself.

mod merging;
mod numbers;
mod on_pages;
mod persons;
mod repeating;

use serde_json::{Value, json};

use crate::support::{Client, acts::report_of};

/// A report about an adult by a neighbour who leaves a number.
pub fn called_from(phone: &str, severity: &str) -> Value {
    let mut body = report_of(severity);
    body["reporter"] = json!({"name": "KANARIENVOGEL", "phone": phone, "relation": "neighbour"});
    body
}

/// Codes of the cases that possibly belong to `case`, for `who`.
pub async fn possible(who: &Client, case: &str) -> Vec<String> {
    let links = who.get(&format!("/api/v1/cases/{case}/links")).await.expect(200).json();
    links["possible"].as_array().unwrap().iter().map(|other| other["code"].as_str().unwrap().to_owned()).collect()
}

/// What was confirmed about `case`, for `who`: the other case and how.
pub async fn confirmed(who: &Client, case: &str) -> Vec<(String, String)> {
    let links = who.get(&format!("/api/v1/cases/{case}/links")).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    links["confirmed"].as_array().unwrap().iter().map(|link| (text(&link["other"]["code"]), text(&link["kind"]))).collect()
}

/// That `other` belongs to the case in the way of `kind`.
pub fn is(other: &str, kind: &str) -> Value {
    json!({"other": other, "kind": kind})
}
