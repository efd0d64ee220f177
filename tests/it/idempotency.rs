//! The same report sent twice is stored once and answered alike, and nobody but the sender can see that answer again.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    both,
    support::{Answer, Client, OFFICE, TestApp, contains, short_report},
};

const KEY: &str = "9b2f6a54-6d1c-4a0e-8f5b-3c2d1e0f9a8b";
const OTHER_KEY: &str = "zYx9876543210_abcdefgh-";
const CASES: &str = "SELECT COUNT(*) FROM case_file";

async fn send(client: &Client, key: &str, body: &Value) -> Answer {
    client.post_with("/api/v1/reports", body, &[("idempotency-key", key)]).await
}

fn is_replay(answer: &Answer) -> bool {
    answer.headers.get("idempotent-replayed").is_some_and(|value| value == "true")
}

fn report() -> Value {
    short_report("gửi hai lần")
}

async fn the_same_key_and_body_get_the_same_receipt(app: TestApp) {
    let first = send(&app.visitor(), KEY, &report()).await.expect(201);
    assert!(!is_replay(&first));
    let again = send(&app.visitor(), KEY, &report()).await.expect(201);
    assert!(is_replay(&again));
    assert_eq!(again.body, first.body, "byte for byte");
    let english = app.visitor().post_with("/api/v1/reports?lang=en", &report(), &[("idempotency-key", KEY)]).await.expect(201);
    assert_eq!(english.body, first.body, "whatever language the second attempt asks for");
    assert_eq!(app.db_count(CASES).await, 1);
    app.finish().await;
}

/// A phone that retries may write the same report in another order, with other spaces.
async fn the_same_report_written_otherwise_is_the_same_body(app: TestApp) {
    let headers = [("content-type", "application/json"), ("idempotency-key", KEY)];
    let one = br#"{"story":"x","category":"neglect"}"#.to_vec();
    let two = "{ \"category\" : \"neglect\",\n \"story\": \"\\u0078\" }".as_bytes().to_vec();
    let first = app.visitor().send(axum::http::Method::POST, "/api/v1/reports", &headers, one).await.expect(201);
    let again = app.visitor().send(axum::http::Method::POST, "/api/v1/reports", &headers, two).await.expect(201);
    assert_eq!((is_replay(&again), again.body), (true, first.body));
    app.finish().await;
}

async fn another_body_under_the_same_key_is_refused(app: TestApp) {
    let first = send(&app.visitor(), KEY, &report()).await.expect(201);
    let other = send(&app.visitor(), KEY, &short_report("chuyện khác")).await.expect(422);
    assert_eq!(other.problem(), ("idempotency-mismatch".into(), vec![String::new()]));
    assert!(!other.text().contains(&first.text_at("/case_code")), "who does not know the body learns nothing of the case");
    assert_eq!(app.db_count(CASES).await, 1);
    app.finish().await;
}

async fn a_malformed_key_is_refused_before_anything_is_read(app: TestApp) {
    for key in
        ["", "1", "abcdefghijklmnopqrstu", "0191e7f0-7b1c-7a0e-8f5b-3c2d1e0f9a8b", "has spaces in the middle of it", &"a".repeat(129)]
    {
        let answer = send(&app.visitor(), key, &report()).await.expect(400);
        assert_eq!(answer.problem(), ("idempotency-key".into(), vec![String::new()]), "{key}");
        assert!(key.is_empty() || !answer.text().contains(key) || key == "1", "a key is never repeated");
    }
    assert_eq!(app.db_count(CASES).await, 0);
    app.finish().await;
}

async fn without_a_key_two_sendings_are_two_cases(app: TestApp) {
    let (one, two) = (app.visitor().report(&report()).await, app.visitor().report(&report()).await);
    assert_ne!(one["case_code"], two["case_code"]);
    assert_eq!(app.db_count(CASES).await, 2);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM replay").await, 0);
    app.finish().await;
}

async fn twenty_at_once_are_one_case_and_one_receipt(app: TestApp) {
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let client = app.visitor();
            tokio::spawn(async move { send(&client, KEY, &report()).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap().expect(201));
    }
    assert!(answers.iter().all(|answer| answer.body == answers[0].body), "one receipt for all");
    assert_eq!(answers.iter().filter(|answer| !is_replay(answer)).count(), 1, "one of them was first");
    assert_eq!(app.db_count(CASES).await, 1);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report").await, 1);
    app.finish().await;
}

async fn a_refused_report_does_not_use_its_key_up(app: TestApp) {
    send(&app.visitor(), KEY, &json!({"story": "x", "category": "nope"})).await.expect(422);
    assert!(!is_replay(&send(&app.visitor(), KEY, &report()).await.expect(201)));
    app.finish().await;
}

/// The one problem that may name a case: the caller proved by the key that it is theirs.
fn says_that_the_receipt_is_gone(answer: Answer, case: &str) {
    let answer = answer.expect(409);
    assert_eq!(answer.problem(), ("idempotency-receipt-gone".into(), vec![String::new()]));
    assert!(answer.text_at("/title").contains(case), "{}", answer.text());
    assert!(answer.text_at("/errors/0/detail").contains(case), "{}", answer.text());
    assert!(!answer.text().contains("access_code"));
}

async fn after_a_day_the_receipt_is_gone_and_the_case_code_is_told(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let first = send(&app.visitor(), KEY, &report()).await.expect(201);
    let case = first.text_at("/case_code");
    let sealed = sealed_receipt(&app).await;
    assert!(contains(&app.db_bytes().await, &sealed), "the search finds it while it is there");
    app.advance(Duration::hours(24) - Duration::seconds(1)).await;
    assert!(is_replay(&send(&app.visitor(), KEY, &report()).await.expect(201)));
    // Also before the reconciler came round.
    app.clock.advance(Duration::seconds(1));
    says_that_the_receipt_is_gone(send(&app.visitor(), KEY, &report()).await, &case);
    app.work().await;
    says_that_the_receipt_is_gone(send(&app.visitor(), KEY, &report()).await, &case);
    let english = app.visitor().post_with("/api/v1/reports?lang=en", &report(), &[("idempotency-key", KEY)]).await;
    assert!(english.text_at("/title").contains("cannot be shown again"));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM replay WHERE receipt IS NOT NULL").await, 0);
    assert!(!contains(&settled_bytes(&app).await, &sealed), "the sealed receipt is gone from the database");
    assert_eq!(app.db_count(CASES).await, 1);
    app.finish().await;
}

async fn after_the_first_follow_up_the_receipt_is_gone(app: TestApp) {
    let first = send(&app.visitor(), KEY, &report()).await.expect(201);
    send(&app.visitor(), OTHER_KEY, &report()).await.expect(201);
    let sealed = sealed_receipt(&app).await;
    app.reporter(&first.text_at("/access_code")).get("/api/v1/follow-up").await.expect(200);
    says_that_the_receipt_is_gone(send(&app.visitor(), KEY, &report()).await, &first.text_at("/case_code"));
    assert!(is_replay(&send(&app.visitor(), OTHER_KEY, &report()).await.expect(201)), "only this report's");
    assert!(!contains(&settled_bytes(&app).await, &sealed));
    app.finish().await;
}

async fn after_thirty_days_the_key_is_forgotten(app: TestApp) {
    send(&app.visitor(), KEY, &report()).await.expect(201);
    app.advance(Duration::days(30) - Duration::seconds(1)).await;
    send(&app.visitor(), KEY, &report()).await.expect(409);
    app.advance(Duration::seconds(1)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM replay").await, 0);
    assert!(!is_replay(&send(&app.visitor(), KEY, &report()).await.expect(201)));
    assert_eq!(app.db_count(CASES).await, 2);
    app.finish().await;
}

async fn neither_key_nor_body_nor_a_plain_hash_of_them_is_stored(app: TestApp) {
    let body = report();
    let first = send(&app.visitor(), OTHER_KEY, &body).await.expect(201);
    let bytes = app.db_bytes().await;
    assert!(contains(&bytes, first.text_at("/case_code").as_bytes()), "the search finds what is stored plain");
    let lookup = langnghe::vault::idempotency::IdempotencyKey::parse(OTHER_KEY).unwrap().lookup(app.ctx.vault.public().pepper());
    assert!(contains(&bytes, &lookup), "and what is stored as a keyed hash");
    let sent = serde_json::to_vec(&body).unwrap();
    let read: langnghe::intake::ReportBody = serde_json::from_slice(&sent).unwrap();
    let canonical = serde_json::to_vec(&read).unwrap();
    for secret in [OTHER_KEY.as_bytes(), &sent, &canonical, &first.body, first.text_at("/access_code").as_bytes(), "gửi hai lần".as_bytes()]
    {
        let hash = Sha256::digest(secret).to_vec();
        for trace in [secret.to_vec(), hash.clone(), hex::encode(&hash).into_bytes(), STANDARD.encode(&hash).into_bytes()] {
            assert!(!contains(&bytes, &trace), "{} lies in the database", String::from_utf8_lossy(secret));
        }
    }
    app.finish().await;
}

/// The sealed receipt that was stored last.
async fn sealed_receipt(app: &TestApp) -> Vec<u8> {
    use sea_orm::EntityTrait;
    let rows = langnghe::entity::replay::Entity::find().all(app.ctx.db.read()).await.unwrap();
    let lookup = langnghe::vault::idempotency::IdempotencyKey::parse(KEY).unwrap().lookup(app.ctx.vault.public().pepper());
    rows.into_iter().find(|row| row.key_lookup == lookup).and_then(|row| row.receipt).expect("a receipt is kept")
}

/// The bytes of the database once the log is written into the file, as happens by itself after a thousand pages.
async fn settled_bytes(app: &TestApp) -> Vec<u8> {
    use sea_orm::{ConnectionTrait, DbBackend};
    if app.ctx.db.backend() == DbBackend::Sqlite {
        let langnghe::config::Database::Sqlite(file) = app.db_address() else { panic!("an SQLite file") };
        let other = sea_orm::Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
        other.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        other.close().await.unwrap();
    }
    app.db_bytes().await
}

both!(
    the_same_key_and_body_get_the_same_receipt,
    the_same_report_written_otherwise_is_the_same_body,
    another_body_under_the_same_key_is_refused,
    a_malformed_key_is_refused_before_anything_is_read,
    without_a_key_two_sendings_are_two_cases,
    twenty_at_once_are_one_case_and_one_receipt,
    a_refused_report_does_not_use_its_key_up,
    after_a_day_the_receipt_is_gone_and_the_case_code_is_told,
    after_the_first_follow_up_the_receipt_is_gone,
    after_thirty_days_the_key_is_forgotten,
    neither_key_nor_body_nor_a_plain_hash_of_them_is_stored,
);
