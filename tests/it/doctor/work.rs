//! What a worker that stands still leaves behind: silence, late clocks, a full outbox, history without witness, times that cannot be.

use super::{Sound, examine, on_both};
use crate::{
    process::Installation,
    support::{OFFICE, databases::Kind, full_report},
};

/// An instant so many seconds from now, as the database at hand keeps it.
fn instant(sound: &Installation, seconds: i64) -> String {
    match sound.database() {
        langnghe::config::Database::Postgres(_) => format!("clock_timestamp() + interval '{seconds} seconds'"),
        langnghe::config::Database::Sqlite(_) => format!("strftime('%Y-%m-%dT%H:%M:%S', 'now', '{seconds} seconds') || '.000000+00:00'"),
    }
}

fn minutes_ago(sound: &Installation, minutes: i64) -> String {
    instant(sound, -60 * minutes)
}

fn reported(sound: &Sound) {
    let server = sound.serve(&["--without-worker"]);
    server.post("/api/v1/reports", &full_report(), &[]).expect(201);
    assert_eq!(server.stop(), 0);
}

fn a_worker_that_stands_still_is_heard_of_no_more(sound: &Sound) {
    // A heartbeat is believed for five minutes, so that one which ran out a minute ago was renewed six minutes ago.
    for (ran_out, severity) in [(1, "warning"), (11, "error")] {
        sound.execute(&format!("UPDATE lease SET until_at = {} WHERE name LIKE 'heartbeat:%'", minutes_ago(sound, ran_out)));
        let told = examine(sound);
        told.only(&[("worker", severity)]);
        told.says("worker", severity, &["langnghe worker", "minutes"]);
    }
    sound.execute("DELETE FROM lease");
    examine(sound).only(&[("worker", "error")]);
    sound.run(&["worker", "--once"]).expect(0);
    examine(sound).only(&[]);
}

fn one_reconciler_that_fails_while_the_others_run_is_named(sound: &Sound) {
    sound.execute(&format!("UPDATE lease SET until_at = {} WHERE name LIKE 'heartbeat:%'", minutes_ago(sound, 60)));
    sound.execute("ALTER TABLE session RENAME TO session_away");
    let refused = sound.run(&["worker", "--once"]).expect(1);
    assert!(refused.out.contains("mails sent: ") && refused.err.contains("sessions: "), "{}{}", refused.out, refused.err);
    sound.execute("ALTER TABLE session_away RENAME TO session");
    let told = examine(sound);
    told.only(&[("reconciler-stuck", "error")]);
    told.says("reconciler-stuck", "error", &["`sessions`", "65 minutes", "log"]);
}

fn mails_that_nobody_sends_are_noticed(sound: &Sound) {
    sound.execute("DELETE FROM lease");
    sound.run_without("LANGNGHE_SMTP_URL", &["worker", "--once"]).expect(0);
    let told = examine(sound);
    told.only(&[("reconciler-stuck", "error")]);
    told.says("reconciler-stuck", "error", &["`delivery`", "LANGNGHE_SMTP_URL"]);
}

fn an_outbox_nobody_empties_is_told_with_its_age(sound: &Sound) {
    reported(sound);
    let told = examine(sound);
    told.says("outbox", "ok", &["alerts wait for an address"]);
    for (minutes, severity) in [(10, "warning"), (40, "error")] {
        sound.execute(&format!("UPDATE alert SET created_at = {}", minutes_ago(sound, minutes)));
        let told = examine(sound);
        told.says("outbox", severity, &[&format!("{minutes} minutes"), "langnghe worker"]);
    }
    sound.run(&["worker", "--once"]).expect(0);
    examine(sound).only(&[]);
    sound.execute("UPDATE delivery SET state = 'waiting', attempts = 3");
    examine(sound).says("outbox", "error", &["mails to be sent", "`smtp`"]);
    sound.execute("UPDATE delivery SET state = 'refused', last_reply = '550'");
    let told = examine(sound);
    told.only(&[("outbox-refused", "warning")]);
    told.says("outbox-refused", "warning", &["for good"]);
    // Seen and dealt with.
    sound.execute(&format!("UPDATE alert SET created_at = {}", minutes_ago(sound, 60 * 24 * 8)));
    examine(sound).only(&[]);
}

fn a_clock_that_looks_too_late_and_a_history_without_witness_are_noticed(sound: &Sound) {
    reported(sound);
    sound.run(&["worker", "--once"]).expect(0);
    examine(sound).only(&[]);
    for (minutes, severity) in [(5, "warning"), (20, "error")] {
        sound.execute(&format!("UPDATE case_file SET attention_at = {}", minutes_ago(sound, minutes)));
        let told = examine(sound);
        told.only(&[("clock-late", severity)]);
        told.says("clock-late", severity, &["1 cases", &format!("{minutes} minutes")]);
    }
    sound.execute(&format!("UPDATE case_file SET attention_at = {}", instant(sound, 3600)));
    sound.execute("UPDATE audit_chain SET witnessed = false");
    for (minutes, severity) in [(20, "warning"), (70, "error")] {
        sound.execute(&format!("UPDATE audit_entry SET at = {}", minutes_ago(sound, minutes)));
        let told = examine(sound);
        told.only(&[("checkpoint", severity)]);
        told.says("checkpoint", severity, &["waiting for its checkpoint"]);
    }
}

fn what_was_written_tomorrow_is_noticed(sound: &Sound) {
    reported(sound);
    sound.run(&["worker", "--once"]).expect(0);
    for (seconds, severity) in [(15, "warning"), (3600, "error")] {
        sound.execute(&format!("UPDATE audit_entry SET at = {} WHERE seq = 1", instant(sound, seconds)));
        let told = examine(sound);
        told.only(&[("clock-future", severity)]);
        told.says("clock-future", severity, &["in the future"]);
    }
}

fn an_office_without_a_key_or_with_a_forged_one_is_named(sound: &Sound) {
    let other = format!("UPDATE office_key SET directory_signature = private_key WHERE office_code = '{OFFICE}'");
    sound.execute(&other);
    let told = examine(sound);
    told.only(&[("office-keys-forged", "error")]);
    told.says("office-keys-forged", "error", &[OFFICE]);
    sound.execute(&format!("DELETE FROM office_key WHERE office_code = '{OFFICE}'"));
    let told = examine(sound);
    told.only(&[("office-keys", "warning")]);
    told.says("office-keys", "warning", &[OFFICE, "langnghe keys init"]);
    sound.run(&["keys", "init"]).expect(0);
    examine(sound).only(&[]);
}

fn communes_and_nights_without_anybody_are_counted(sound: &Sound) {
    sound.execute(&format!("UPDATE office SET staffed = false WHERE code = '{OFFICE}'"));
    let told = examine(sound);
    told.only(&[("readiness-communes", "warning")]);
    told.says("readiness-communes", "warning", &["1 of 3321"]);
    assert!(told.code >= 1);
    sound.execute("UPDATE office SET staffed = false WHERE province_code = '79' AND commune_code IS NULL");
    let told = examine(sound);
    told.only(&[("readiness-communes", "warning"), ("readiness-provinces", "warning"), ("readiness-night", "warning")]);
    told.says("readiness-night", "warning", &["1 of 34"]);
    sound.execute("DELETE FROM duty_shift WHERE weekday = 7");
    examine(sound).says("readiness-night", "warning", &["34 of 34"]);
}

on_both!(
    a_worker_that_stands_still_is_heard_of_no_more,
    one_reconciler_that_fails_while_the_others_run_is_named,
    mails_that_nobody_sends_are_noticed,
    an_outbox_nobody_empties_is_told_with_its_age,
    a_clock_that_looks_too_late_and_a_history_without_witness_are_noticed,
    what_was_written_tomorrow_is_noticed,
    an_office_without_a_key_or_with_a_forged_one_is_named,
    communes_and_nights_without_anybody_are_counted,
);

#[test]
fn a_mail_server_that_is_dead_silent_or_demands_encryption_is_an_error() {
    use crate::smtp_server::{Behaviour, Mode, SmtpServer};
    use std::time::{Duration, Instant};
    let sound = Sound::on(Kind::Sqlite).with("LANGNGHE_SMTP_URL", "smtp://127.0.0.1:9");
    let told = examine(&sound);
    told.only(&[("smtp", "error")]);
    told.says("smtp", "error", &["no connection", "port"]);
    let silent = sound.runtime.block_on(SmtpServer::start(Mode::Plain, Behaviour::SlowGreeting(Duration::from_mins(1))));
    let sound = sound.with("LANGNGHE_SMTP_URL", &silent.url());
    let began = Instant::now();
    let told = sound.run(&["doctor", "--json"]).expect(2).json().to_string();
    assert!(told.contains("does not answer within") && began.elapsed() < Duration::from_secs(25), "{:?} {told}", began.elapsed());
    // A certificate nobody vouches for, then the one that was asked for.
    let encrypted = sound.runtime.block_on(SmtpServer::start(Mode::StartTls, Behaviour::Accept));
    let sound = sound.with("LANGNGHE_SMTP_URL", &encrypted.url());
    let told = examine(&sound);
    told.only(&[("smtp", "error")]);
    told.says("smtp", "error", &["encrypted", "LANGNGHE_SMTP_ROOT_CERTIFICATE"]);
    std::fs::write(sound.folder().join("root.pem"), encrypted.root_certificate_pem()).unwrap();
    let sound = sound.with("LANGNGHE_SMTP_ROOT_CERTIFICATE", "root.pem");
    examine(&sound).only(&[]);
    assert!(encrypted.mails().is_empty() && silent.mails().is_empty() && sound.mail.mails().is_empty(), "nothing was sent");
}
