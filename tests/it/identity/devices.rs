//! Devices: remembered for thirty days, told of when they are new, forgotten when asked.

use axum::http::Method;
use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{account_mails, enrol, problem, with};
use crate::{
    both,
    support::{OFFICE, TestApp},
};

const LAN: &str = "lan@sg.example";
const MINH: &str = "minh@sg.example";

async fn a_remembered_device_goes_without_a_code_for_thirty_days(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (phone, _) = enrol(&app, &app.sign_in(LAN).await).await;
    let own = app.device_of(LAN).unwrap();
    assert_eq!(
        problem(&with(&app, LAN, json!({"device": own, "remember": true})).await.expect(401)),
        "code-needed",
        "a password asks for nothing"
    );
    with(&app, LAN, json!({"device": own, "code": phone.next_code(&app)})).await.expect(201);
    with(&app, LAN, json!({"device": own})).await.expect(401);
    with(&app, LAN, json!({"device": own, "code": phone.next_code(&app), "remember": true})).await.expect(201);
    with(&app, LAN, json!({})).await.expect(401);
    for _ in 0..2 {
        with(&app, LAN, json!({"device": own})).await.expect(201);
        app.clock.advance(Duration::days(14));
    }
    with(&app, LAN, json!({"device": own})).await.expect(201);
    app.clock.advance(Duration::days(2));
    assert_eq!(problem(&with(&app, LAN, json!({"device": own})).await.expect(401)), "code-needed");
    app.finish().await;
}

async fn a_device_is_one_persons_also_at_a_shared_computer(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(MINH, Role::Responder, OFFICE).await;
    let (phone, _) = enrol(&app, &app.sign_in(LAN).await).await;
    app.sign_in(MINH).await;
    let of_minh = app.device_of(MINH).unwrap();
    let answer = with(&app, LAN, json!({"device": of_minh, "code": phone.next_code(&app), "remember": true})).await.expect(201);
    let of_lan = answer.text_at("/device");
    assert_ne!(of_lan, of_minh, "whoever used the computer before knows nothing that opens");
    with(&app, LAN, json!({"device": of_minh})).await.expect(401);
    with(&app, LAN, json!({"device": format!("{of_minh}.{of_lan}")})).await.expect(201);
    // Written into the database, it is nobody's.
    app.db_execute("UPDATE device SET trusted_until = '2030-01-01T00:00:00+00:00' WHERE trusted_until IS NULL").await;
    with(&app, LAN, json!({"device": app.device_of(LAN)})).await.expect(401);
    app.db_execute("UPDATE device SET staff_id = (SELECT id FROM staff WHERE email = 'minh@sg.example')").await;
    with(&app, LAN, json!({"device": of_lan})).await.expect(401);
    app.finish().await;
}

async fn a_sign_in_from_a_new_device_is_told_to_its_owner_and_nothing_of_where(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.sign_in(LAN).await;
    app.sign_in(LAN).await;
    assert_eq!(account_mails(&app, LAN).await, Vec::<String>::new(), "the first device is no surprise, and then it is known");
    let headers = [("content-type", "application/json"), ("user-agent", "Spion/1.0"), ("x-forwarded-for", "203.0.113.9")];
    let body = json!({"email": LAN, "password": crate::support::PASSWORD}).to_string().into_bytes();
    app.visitor().send(Method::POST, "/api/v1/sessions", &headers, body).await.expect(201);
    let mails = account_mails(&app, LAN).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("thiết bị chưa từng dùng") && !mails[0].contains("Spion") && !mails[0].contains("203.0.113"), "{}", mails[0]);
    app.clock.advance(langnghe::access::devices::KNOWN);
    app.sign_in(LAN).await;
    assert_eq!(account_mails(&app, LAN).await.len(), 2, "after half a year it is new again");
    app.finish().await;
}

async fn a_device_that_was_forgotten_asks_for_a_code_and_its_sessions_end(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(MINH, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    let (phone, _) = enrol(&app, &lan).await;
    let lost = with(&app, LAN, json!({"code": phone.next_code(&app), "remember": true})).await.expect(201);
    let on_it = crate::support::Client::new(app.router(), Some(lost.text_at("/token")));
    let devices = lan.get("/api/v1/devices").await.expect(200).json();
    let found = devices["devices"].as_array().unwrap().iter().find(|device| device["trusted_until"].is_string()).unwrap();
    assert_eq!((devices["devices"].as_array().unwrap().len(), &found["current"]), (2, &json!(false)));
    let path = format!("/api/v1/devices/{}", found["id"].as_str().unwrap());
    app.sign_in(MINH).await.send(Method::DELETE, &path, &[], Vec::new()).await.expect(404);
    on_it.get("/api/v1/cases").await.expect(200);
    lan.send(Method::DELETE, &path, &[], Vec::new()).await.expect(204);
    on_it.get("/api/v1/cases").await.expect(401);
    with(&app, LAN, json!({"device": lost.text_at("/device")})).await.expect(401);
    lan.get("/api/v1/cases").await.expect(200);
    app.finish().await;
}

both!(
    a_remembered_device_goes_without_a_code_for_thirty_days,
    a_device_is_one_persons_also_at_a_shared_computer,
    a_sign_in_from_a_new_device_is_told_to_its_owner_and_nothing_of_where,
    a_device_that_was_forgotten_asks_for_a_code_and_its_sessions_end,
);
