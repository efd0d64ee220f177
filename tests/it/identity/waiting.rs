//! Whoever guesses waits, and keeps nobody else out.

use chrono::Duration;
use langnghe::{access::tries::FREE, access::tries::LONGEST, kernel::terms::Role};
use serde_json::json;

use super::{account_mails, attempt, enrol, problem, with, wrong_code};
use crate::{
    both,
    support::{OFFICE, TestApp, contains},
};

const LAN: &str = "lan@sg.example";
const WRONG: &str = "another long password";

async fn whoever_guesses_waits_and_the_person_at_their_own_device_does_not(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.sign_in(LAN).await;
    for _ in 0..FREE {
        assert_eq!(problem(&attempt(&app, LAN, WRONG, json!({})).await.expect(401)), "sign-in-wrong");
    }
    let waits = attempt(&app, LAN, WRONG, json!({})).await.expect(429);
    assert_eq!(problem(&waits), "tried-too-often");
    assert!(waits.text().contains("1 phút"), "{}", waits.text());
    assert_eq!(with(&app, LAN, json!({})).await.expect(429).body, waits.body, "not even the right password is looked at");
    // An emergency at night: the device they always work with opens at once.
    app.sign_in(LAN).await;
    with(&app, LAN, json!({})).await.expect(429);
    app.clock.advance(Duration::seconds(30));
    attempt(&app, LAN, WRONG, json!({})).await.expect(401);
    app.clock.advance(Duration::seconds(30));
    attempt(&app, LAN, WRONG, json!({})).await.expect(429);
    app.clock.advance(Duration::seconds(30));
    with(&app, LAN, json!({})).await.expect(201);
    attempt(&app, LAN, WRONG, json!({})).await.expect(401);
    app.finish().await;
}

async fn a_device_that_guesses_waits_too_and_slows_no_other(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.sign_in(LAN).await;
    let phone = with(&app, LAN, json!({})).await.expect(201).text_at("/device");
    for _ in 0..FREE {
        attempt(&app, LAN, WRONG, json!({"device": phone})).await.expect(401);
    }
    with(&app, LAN, json!({"device": phone})).await.expect(429);
    app.sign_in(LAN).await;
    app.finish().await;
}

async fn an_address_that_nobody_has_waits_alike_and_stands_nowhere(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let nobody = "khong.ai.ca@sg.example";
    for _ in 0..FREE {
        let (known, unknown) = (attempt(&app, LAN, WRONG, json!({})).await, attempt(&app, nobody, WRONG, json!({})).await);
        assert_eq!((known.status.as_u16(), &known.body), (401, &unknown.body));
    }
    let (known, unknown) = (attempt(&app, LAN, WRONG, json!({})).await, attempt(&app, nobody, WRONG, json!({})).await);
    assert_eq!((known.status.as_u16(), &known.body), (429, &unknown.body));
    let entered = |event: &str| format!("SELECT COUNT(*) FROM audit_entry WHERE event = '{event}'");
    assert_eq!(app.db_count(&entered("sign_in_unknown")).await, i64::from(FREE));
    assert_eq!(app.db_count(&entered("sign_in_failed")).await, i64::from(FREE));
    let bytes = app.db_bytes().await;
    assert!(!contains(&bytes, b"khong.ai.ca") && contains(&bytes, LAN.as_bytes()));
    app.advance(Duration::hours(12)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM sign_in_wait").await, 0, "what is over is forgotten");
    app.finish().await;
}

async fn many_at_once_count_as_many(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let tries = (0..12).map(|_| attempt(&app, LAN, WRONG, json!({})));
    let answers = futures_util::future::join_all(tries).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!((looked_at, answers.len()), (usize::try_from(FREE).unwrap(), 12));
    assert!(answers.iter().all(|answer| [401, 429].contains(&answer.status.as_u16())));
    app.finish().await;
}

async fn a_right_password_forgives_no_wrong_code(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (phone, _) = enrol(&app, &app.sign_in(LAN).await).await;
    for _ in 0..FREE {
        with(&app, LAN, json!({})).await.expect(401);
        with(&app, LAN, json!({"code": wrong_code(&phone, &app)})).await.expect(401);
    }
    with(&app, LAN, json!({})).await.expect(429);
    let mails = account_mails(&app, LAN).await;
    let told: Vec<&String> = mails.iter().filter(|mail| mail.contains("nhập đúng mật khẩu")).collect();
    assert_eq!(told.len(), 1, "once, that somebody knows the password: {mails:?}");
    app.clock.advance(LONGEST);
    with(&app, LAN, json!({"code": phone.code(&app)})).await.expect(201);
    app.finish().await;
}

both!(
    whoever_guesses_waits_and_the_person_at_their_own_device_does_not,
    a_device_that_guesses_waits_too_and_slows_no_other,
    an_address_that_nobody_has_waits_alike_and_stands_nowhere,
    many_at_once_count_as_many,
    a_right_password_forgives_no_wrong_code,
);
