//! Keys, codes, acts and addresses that are wrong.

use axum::http::Method;
use langnghe::{
    kernel::{ids::SystemIds, terms::Role},
    vault::access_code::AccessCode,
};
use serde_json::json;

use super::{Wrong, at, told};
use crate::{
    both,
    support::{OFFICE, TestApp, short_report},
};

async fn a_key_used_for_another_body_is_told_so(app: TestApp) {
    let headers = [("content-type", "application/json"), ("idempotency-key", "abcdefghijklmnopqrstuv")];
    app.visitor().post_with("/api/v1/reports", &short_report("một"), &headers[1..]).await.expect(201);
    let wrong = Wrong::by(&app, app.visitor());
    let answer = wrong.sent(Method::POST, "/api/v1/reports", &headers, serde_json::to_vec(&short_report("hai")).unwrap()).await;
    assert_eq!(told(&answer), at(422, "idempotency-mismatch", ""));
    let headers = [("content-type", "application/json"), ("idempotency-key", "short")];
    let answer = wrong.sent(Method::POST, "/api/v1/reports", &headers, serde_json::to_vec(&short_report("hai")).unwrap()).await;
    assert_eq!(told(&answer), at(400, "idempotency-key", ""));
    app.finish().await;
}

async fn a_wrong_access_code_tells_a_slip_from_a_stranger(app: TestApp) {
    let receipt = app.visitor().report(&short_report("x")).await;
    let right = receipt["access_code"].as_str().unwrap().to_owned();
    let stranger = AccessCode::random(&SystemIds).shown().to_string();
    let slip = if right.starts_with('0') { format!("1{}", &right[1..]) } else { format!("0{}", &right[1..]) };
    let message = serde_json::to_vec(&json!({"text": "x"})).unwrap();
    for (typed, code) in [
        (stranger.as_str(), "access-code-wrong"),
        (&slip, "access-code-check"),
        (&right[..15], "access-code-length"),
        ("", "access-code-length"),
        ("UUUU-UUUU-UUUU-UUUU", "access-code-character"),
    ] {
        let wrong = Wrong::by(&app, app.reporter(typed));
        for (method, path, body) in
            [(Method::GET, "/api/v1/follow-up", Vec::new()), (Method::POST, "/api/v1/follow-up/messages", message.clone())]
        {
            let answer = wrong.sent(method, path, &[("content-type", "application/json")], body).await;
            assert_eq!((answer.status.as_u16(), answer.problem().0.as_str()), (401, code), "{typed}");
            assert!(typed.is_empty() || !answer.text().contains(typed), "what was typed is not repeated");
        }
    }
    let without = Wrong::by(&app, app.visitor()).sent(Method::GET, "/api/v1/follow-up", &[], Vec::new()).await;
    assert_eq!(without.status, 401);
    let wrong = Wrong::by(&app, app.reporter(&right));
    for (body, code, pointer) in [
        (json!({"text": "  "}), "message-empty", "/text"),
        (json!({"text": "a\u{0}"}), "control-characters", "/text"),
        (json!({"text": "a".repeat(100_001)}), "too-long", "/text"),
        (json!({}), "message-empty", "/text"),
        (json!({"text": 5}), "wrong-type", "/text"),
    ] {
        assert_eq!(told(&wrong.json("/api/v1/follow-up/messages", &body).await), at(422, code, pointer));
    }
    app.finish().await;
}

async fn a_strangers_case_code_is_answered_like_one_that_does_not_exist(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    for role in [Role::Lead, Role::Responder] {
        let wrong = Wrong::by(&app, app.staff(role, "ubnd-26737").await);
        let mut answers = Vec::new();
        for code in [code.as_str(), "00000000", "not-a-code", "%00", "%F0%9F%92%A9"] {
            answers.push(wrong.sent(Method::GET, &format!("/api/v1/cases/{code}"), &[], Vec::new()).await);
        }
        assert_eq!(told(&answers[0]), (404, "not-found".into(), vec![]));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    app.finish().await;
}

async fn acts_on_a_case_name_the_field_too(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    lead.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    let wrong = Wrong::by(&app, lead);
    let soon = "2026-11-21T16:00:00Z";
    for (act, body, problem, pointer) in [
        ("acknowledgement", json!({"severity": "urgent", "next_act": "gọi", "next_act_by": soon}), "unknown-code", "/severity"),
        ("acknowledgement", json!({"severity": "high", "next_act": " ", "next_act_by": soon}), "next-act-needed", "/next_act"),
        ("acknowledgement", json!({"severity": "high", "next_act": "gọi", "next_act_by": "mai"}), "wrong-type", "/next_act_by"),
        (
            "acknowledgement",
            json!({"severity": "high", "next_act": "gọi", "next_act_by": "2026-11-21T14:00:00Z"}),
            "time-in-past",
            "/next_act_by",
        ),
        (
            "acknowledgement",
            json!({"severity": "high", "next_act": "gọi", "next_act_by": "2027-11-21T14:00:00Z"}),
            "time-too-far",
            "/next_act_by",
        ),
        ("acknowledgement", json!({"severity": "high"}), "missing-field", "/next_act"),
        ("contacts", json!({"with": "dog", "outcome": "reached", "how": "phone"}), "unknown-code", "/with"),
        ("contacts", json!({"with": "reporter", "outcome": "reached", "how": "phone"}), "contact-incomplete", "/alone"),
        (
            "contacts",
            json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "happened_at": "2027-01-01T00:00:00Z"}),
            "time-in-future",
            "/happened_at",
        ),
        (
            "contacts",
            json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "happened_at": "2020-01-01T00:00:00Z"}),
            "time-before-report",
            "/happened_at",
        ),
        ("messages", json!({"text": ""}), "message-empty", "/text"),
        ("reviews", json!({"finding": ""}), "reason-needed", "/finding"),
        ("safety", json!({"reason": ""}), "reason-needed", "/reason"),
        ("closure", json!({"reason": "because"}), "unknown-code", "/reason"),
        ("identity-requests", json!({"reason": ""}), "reason-needed", "/reason"),
        ("emergency-contact", json!({"reason": " "}), "reason-needed", "/reason"),
    ] {
        let answer = wrong.json(&format!("/api/v1/cases/{code}/{act}"), &body).await;
        assert_eq!(told(&answer), at(422, problem, pointer), "{act} {body}");
    }
    app.finish().await;
}

async fn staff_texts_are_read_as_carefully_as_those_of_reporters(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    lead.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    let wrong = Wrong::by(&app, lead);
    for (text, problem) in [("a\u{0}b".to_owned(), "control-characters"), ("a".repeat(100_001), "too-long")] {
        let soon = "2026-11-21T16:00:00Z";
        for (act, body, pointer) in [
            ("acknowledgement", json!({"severity": "high", "next_act": text, "next_act_by": soon}), "/next_act"),
            ("contacts", json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "note": text}), "/note"),
            ("messages", json!({"text": text}), "/text"),
            ("reviews", json!({"finding": text}), "/finding"),
            ("safety", json!({"reason": text}), "/reason"),
            ("closure", json!({"reason": "support_given", "note": text}), "/note"),
        ] {
            let answer = wrong.json(&format!("/api/v1/cases/{code}/{act}"), &body).await;
            assert_eq!(told(&answer), at(422, problem, pointer), "{act}");
        }
    }
    app.finish().await;
}

async fn unknown_ways_in_are_problems_too(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    for path in ["/api/v1/nothing", "/api/v1/reports/1", "/api/v1/cases/1/2/3"] {
        assert_eq!(told(&wrong.sent(Method::GET, path, &[], Vec::new()).await), (404, "not-found".into(), vec![]), "{path}");
    }
    for (method, path) in [(Method::GET, "/api/v1/reports"), (Method::DELETE, "/api/v1/follow-up"), (Method::PUT, "/api/v1/cases")] {
        let answer = wrong.sent(method, path, &[], Vec::new()).await;
        assert_eq!(told(&answer), (405, "method-not-allowed".into(), vec![]), "{path}");
        assert!(!answer.headers["allow"].is_empty(), "{path} says what it takes");
    }
    let body = serde_json::to_vec(&short_report("x")).unwrap();
    for headers in [&[][..], &[("content-type", "text/plain")][..], &[("content-type", "application/x-www-form-urlencoded")][..]] {
        let answer = wrong.sent(Method::POST, "/api/v1/reports", headers, body.clone()).await;
        assert_eq!(told(&answer), (415, "unsupported-media-type".into(), vec![]));
    }
    for (method, path) in
        [(Method::GET, "/api/v1/cases"), (Method::GET, "/api/v1/cases/00000000"), (Method::GET, "/api/v1/oversight/response-times")]
    {
        assert_eq!(told(&wrong.sent(method, path, &[], Vec::new()).await), (401, "not-signed-in".into(), vec![]));
    }
    for (path, code, pointer, status) in [
        ("/api/v1/localities", "missing-field", "/q", 422),
        ("/api/v1/localities/resolve?lat=x&lon=1", "wrong-type", "/lat", 422),
        ("/api/v1/localities/resolve?lat=10", "missing-field", "/lon", 422),
        ("/api/v1/localities/resolve?lat=95&lon=106", "coordinates-out-of-range", "/lat", 422),
        ("/api/v1/localities/resolve?lat=17.97&lon=102.61", "point-outside", "/lat", 404),
    ] {
        assert_eq!(told(&wrong.sent(Method::GET, path, &[], Vec::new()).await), at(status, code, pointer), "{path}");
    }
    // Not as the others: that somebody tried is written down, and how often.
    let sign_in = app.visitor().post("/api/v1/sessions", &json!({"email": "nobody@example.com", "password": "wrong password here"})).await;
    assert_eq!(told(&sign_in), (401, "sign-in-wrong".into(), vec![]));
    assert_eq!(told(&wrong.json("/api/v1/sessions", &json!({"email": "a"})).await), at(422, "missing-field", "/password"));
    app.finish().await;
}

both!(
    a_key_used_for_another_body_is_told_so,
    a_wrong_access_code_tells_a_slip_from_a_stranger,
    a_strangers_case_code_is_answered_like_one_that_does_not_exist,
    acts_on_a_case_name_the_field_too,
    staff_texts_are_read_as_carefully_as_those_of_reporters,
    unknown_ways_in_are_problems_too,
);
