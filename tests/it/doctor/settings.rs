//! Settings with their origin, settings that cannot be used, and passwords in them.

use std::fs;

use serde_json::json;

use super::{SECRET, examine};
use crate::process::Installation;

fn setting(told: &super::Told, name: &str) -> (serde_json::Value, serde_json::Value) {
    let all = told.report["settings"].as_array().unwrap();
    let found = all.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{name}: {}", told.whole));
    (found["value"].clone(), found["from"].clone())
}

#[test]
fn every_setting_says_where_it_came_from_and_hides_its_password() {
    let installation = Installation::ready().with("LANGNGHE_SMTP_URL", &format!("smtp://lan:{SECRET}@127.0.0.1:9?tls=required"));
    let file = format!("log = \"warn\"\npublic_url = \"https://langnghe.example\"\nmail_from = \"a@{SECRET}.example\"\n");
    fs::write(installation.folder().join("langnghe.toml"), file.replace(SECRET, "b")).unwrap();
    let told = examine(&installation);
    assert_eq!(setting(&told, "LANGNGHE_SMTP_URL"), (json!("smtp://lan:[hidden]@127.0.0.1:9?tls=required"), json!("environment")));
    assert_eq!(setting(&told, "LANGNGHE_LOG"), (json!("warn"), json!("langnghe.toml")));
    assert_eq!(setting(&told, "LANGNGHE_PUBLIC_URL"), (json!("https://langnghe.example"), json!("langnghe.toml")));
    assert_eq!(setting(&told, "LANGNGHE_DATA_DIR"), (json!("./var"), json!("default")));
    assert_eq!(setting(&told, "LANGNGHE_KEY_DIR"), (json!("./var/keys"), json!("default")), "what it comes to");
    assert_eq!(setting(&told, "LANGNGHE_SMTP_ROOT_CERTIFICATE"), (json!(null), json!("default")));
    assert!(told.all("no-tls").is_empty());
    // The environment wins, and says so.
    let told = examine(&installation.with("LANGNGHE_PUBLIC_URL", "http://langnghe.example"));
    assert_eq!(setting(&told, "LANGNGHE_PUBLIC_URL").1, "environment");
    told.says("no-tls", "warning", &["https://"]);
}

#[test]
fn one_wrong_setting_is_one_finding_and_the_rest_is_looked_at() {
    let told = examine(&Installation::ready().with("LANGNGHE_LISTEN", "everywhere"));
    assert_eq!(told.code, 2);
    told.says("settings", "error", &["LANGNGHE_LISTEN"]);
    assert!(!told.whole.contains("everywhere") || setting(&told, "LANGNGHE_LISTEN").0 == "everywhere");
    told.says("keys-of-this-database", "ok", &[]);
    told.says("migrations", "ok", &[]);

    let told = examine(&Installation::ready().with("LANGNGHE_COLOUR", "red"));
    told.says("settings", "error", &["LANGNGHE_COLOUR", "no such setting"]);
    told.says("migrations", "ok", &[]);
}

#[test]
fn a_wrong_database_setting_leaves_the_database_alone() {
    let told = examine(&Installation::ready().with("LANGNGHE_DATABASE_URL", &format!("mysql://me:{SECRET}@db/x")));
    told.says("settings", "error", &["LANGNGHE_DATABASE_URL", "postgres://"]);
    assert!(told.all("migrations").is_empty() && told.all("database-missing").is_empty(), "another database would mislead");
    told.says("key-files", "ok", &[]);
}

#[test]
fn a_file_of_settings_that_cannot_be_read_is_not_quoted() {
    let installation = Installation::ready();
    fs::write(installation.folder().join("langnghe.toml"), format!("log = \"info\"\nsmtp_url = \"smtp://lan:{SECRET}@h\n")).unwrap();
    let told = examine(&installation);
    assert_eq!(told.code, 2);
    told.says("settings", "error", &["langnghe.toml", "line 2"]);
    assert!(told.all("migrations").is_empty(), "where the database is stands perhaps in that file");
    // Neither do the other commands quote it.
    let refused = installation.run(&["serve"]);
    assert!(!format!("{}{}", refused.out, refused.err).contains(SECRET), "{}", refused.err);
    refused.refused(&["line 2"]);
    // What the environment says is still sure.
    let told = examine(&installation.with("LANGNGHE_DATABASE_URL", "sqlite:var/langnghe.sqlite"));
    told.says("migrations", "ok", &[]);
}

#[test]
fn a_database_that_does_not_answer_is_told_without_its_password() {
    let told = examine(&Installation::ready().with("LANGNGHE_DATABASE_URL", &format!("postgres://me:{SECRET}@127.0.0.1:9/langnghe")));
    assert_eq!(told.code, 2);
    told.says("database-unreachable", "error", &["LANGNGHE_DATABASE_URL"]);
    told.says("key-files", "ok", &[]);
}
