//! More danger, a code that somebody else knows, a withdrawal and another way to be reached.

use chrono::Duration;
use langnghe::{
    kernel::{ids::SystemIds, terms::Role},
    vault::access_code::AccessCode,
};
use serde_json::{Value, json};

use super::{filed, press, seen};
use crate::{
    both,
    support::{
        DESK, OFFICE, POLICE, TestApp,
        acts::{met_alone, report_of},
        short_report,
    },
};

/// Policy, due time and outcome of the clocks for a milestone.
fn clocks(view: &Value, stops_on: &str) -> Vec<(String, String, String)> {
    let text = |clock: &Value, name: &str| clock[name].as_str().unwrap_or("running").to_owned();
    let own = view["deadlines"].as_array().unwrap().iter().filter(|clock| clock["stops_on"] == stops_on);
    own.map(|clock| (text(clock, "policy"), text(clock, "due_at"), text(clock, "outcome"))).collect()
}

async fn more_danger_raises_tells_desk_and_police_and_counts_its_time_from_now(app: TestApp) {
    app.db_add_desk().await;
    app.db_add_police().await;
    app.db_add_staff("dem@desk.example", Role::Responder, DESK).await;
    app.db_add_staff("ca@police.example", Role::Responder, POLICE).await;
    app.db_add_staff("lan@office.example", Role::Responder, OFFICE).await;
    let (case, reporter) = filed(&app, &report_of("medium")).await;
    app.work().await;
    let police = app.sign_in("ca@police.example").await;
    police.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    app.clock.advance(Duration::hours(20));
    let before = app.mailed().len();
    press(&reporter, "danger").await.expect(201);
    app.work().await;
    let responder = app.sign_in("lan@office.example").await;
    let view = responder.open(&case).await;
    assert_eq!(view["severity"], "emergency");
    // Reported Saturday 22:00; the day of the old allowance ends Sunday 22:00. Fifteen minutes from the button: Sunday 18:15.
    let taken = clocks(&view, "acknowledged");
    assert!(taken.contains(&("R-EM-ACK".into(), "2026-11-22T11:15:00Z".into(), "running".into())), "{taken:?}");
    assert!(taken.contains(&("R-ME-ACK".into(), "2026-11-22T15:00:00Z".into(), "superseded".into())), "{taken:?}");
    let told: Vec<String> = app.mailed().split_off(before);
    for address in ["dem@desk.example", "ca@police.example", "lan@office.example"] {
        assert!(told.iter().any(|to| to == address), "{address}: {told:?}");
    }
    let police = app.sign_in("ca@police.example").await;
    police.open(&case).await;
    for mail in app.mailbox.mails().into_iter().skip(before) {
        assert!(!mail.subject.contains(&case), "{}", mail.subject);
    }
    app.finish().await;
}

async fn more_danger_never_lowers_and_asks_for_another_look_where_the_case_was_taken(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let (case, reporter) = filed(&app, &report_of("emergency")).await;
    app.take(&lead, &case, "emergency").await;
    assert!(lead.contact(&case, &met_alone()).await);
    app.work().await;
    let before = clocks(&lead.open(&case).await, "safe");
    app.clock.advance(Duration::minutes(5));
    press(&reporter, "danger").await.expect(201);
    press(&reporter, "danger").await.expect(201);
    app.work().await;
    let view = lead.open(&case).await;
    assert_eq!(view["severity"], "emergency");
    assert_eq!(clocks(&view, "safe"), before, "an emergency keeps its clocks");
    let looks: Vec<_> = clocks(&view, "reviewed").into_iter().filter(|clock| clock.0 == "R-DANGER").collect();
    assert_eq!(looks, [("R-DANGER".to_owned(), "2026-11-21T15:20:00Z".to_owned(), "running".to_owned())], "one look for two cries");
    lead.act(&case, "reviews", &json!({"finding": "đã gọi"})).await.expect(201);
    assert_eq!(clocks(&lead.open(&case).await, "reviewed").iter().filter(|clock| clock.2 == "reached").count(), 1);
    app.finish().await;
}

async fn whoever_must_not_know_is_not_told_of_more_danger_either(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    app.db_add_police().await;
    app.db_add_staff("ca@police.example", Role::Responder, POLICE).await;
    let mut report = report_of("medium");
    report["must_not_know"] = json!(["commune_police"]);
    let (case, reporter) = filed(&app, &report).await;
    press(&reporter, "danger").await.expect(201);
    app.work().await;
    assert!(!app.mailed().contains(&"ca@police.example".to_owned()), "{:?}", app.mailed());
    let police = app.sign_in("ca@police.example").await;
    police.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(app.db_case(&case).await.severity, "emergency");
    app.finish().await;
}

async fn a_known_code_opens_nothing_from_that_instant_and_looks_like_one_that_never_was(app: TestApp) {
    app.db_add_staff("lan@office.example", Role::Responder, OFFICE).await;
    let responder = app.sign_in("lan@office.example").await;
    let (case, reporter) = filed(&app, &short_report("x")).await;
    responder.act(&case, "messages", &json!({"text": "BIMAT"})).await.expect(201);
    app.work().await;
    let before = app.mailed().len();
    press(&reporter, "lock").await.expect(204);
    let never = app.reporter(AccessCode::random(&SystemIds).shown().as_ref());
    for path in ["/api/v1/follow-up", "/api/v1/follow-up/receipt"] {
        let locked = reporter.get(path).await.expect(401);
        let (mut one, mut other) = (locked.json(), never.get(path).await.expect(401).json());
        for answer in [&mut one, &mut other] {
            answer.as_object_mut().unwrap().remove("request_id");
            answer.as_object_mut().unwrap().remove("instance");
        }
        assert_eq!(one["code"], "access-code-wrong");
        assert_eq!(one, other, "nothing says that it was locked");
    }
    press(&reporter, "danger").await.expect(401);
    app.work().await;
    let told = app.mailbox.mails().split_off(before);
    assert!(told.iter().any(|mail| mail.to == "lan@office.example" && mail.text.contains(&case)), "{told:?}");
    assert!(told.iter().all(|mail| !format!("{}{}", mail.subject, mail.text).contains("BIMAT")));
    let view = responder.open(&case).await;
    assert_eq!(view["channel_unsafe"], true);
    let refused = responder.act(&case, "messages", &json!({"text": "x"})).await.expect(422);
    assert_eq!(refused.problem().1, ["/although_locked"]);
    responder.act(&case, "messages", &json!({"text": "x", "although_locked": true})).await.expect(201);
    let keys = "SELECT COUNT(*) FROM envelope WHERE recipient = 'reporter'";
    assert_eq!(app.db_count(keys).await, 0, "not even a thief of the database opens anything with it");
    app.finish().await;
}

async fn a_withdrawal_and_another_contact_are_marked_and_change_nothing(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let mut report = short_report("x");
    report["reporter"] = json!({"phone": "0901234567", "safe_contact": {"channel": "call", "when": "sau 20 giờ"}});
    let (case, reporter) = filed(&app, &report).await;
    let status = seen(&reporter).await["status"].clone();
    for (about, text) in [("withdrawal", "tôi rút lại"), ("contact", "gọi số 0999999999"), ("message", "cảm ơn")] {
        reporter.post("/api/v1/follow-up/messages", &json!({"text": text, "about": about})).await.expect(201);
        app.clock.advance(Duration::minutes(1));
    }
    let wrong = reporter.post("/api/v1/follow-up/messages", &json!({"text": "x", "about": "erase"})).await.expect(422);
    assert_eq!(wrong.problem().1, ["/about"]);
    let opened = responder.open(&case).await;
    let marks: Vec<&Value> = opened["opened"]["messages"].as_array().unwrap().iter().map(|m| &m["to_verify"]).collect();
    assert_eq!(marks, [&json!("withdrawal"), &json!("contact"), &Value::Null]);
    assert_eq!(opened["opened"]["reports"][0]["contact_wishes"]["channel"], "call", "the old contact stays");
    assert_eq!(opened["opened"]["reports"][0]["contact_wishes"]["when"], "sau 20 giờ");
    assert_eq!(responder.open_identity(&app.staff(Role::Lead, OFFICE).await, &case).await.expect(200).text_at("/0/phone"), "0901234567");
    assert!(opened["closed_at"].is_null());
    assert_eq!(seen(&reporter).await["status"], status);
    app.finish().await;
}

async fn the_promise_to_whoever_comes_back_is_that_of_the_receipt(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    app.db_add_desk().await;
    let emergency = json!({"danger": ["violence_now"], "place": {"commune": crate::support::COMMUNE}});
    let receipt = app.visitor().report(&emergency).await;
    assert!(receipt["acknowledge_by"].is_null(), "Saturday night, nobody has said that they are awake");
    assert!(seen(&app.reporter(receipt["access_code"].as_str().unwrap())).await["acknowledge_by"].is_null());
    app.db_add_staff("dem@desk.example", Role::Responder, DESK).await;
    app.db_awake(DESK).await;
    let receipt = app.visitor().report(&emergency).await;
    let reporter = app.reporter(receipt["access_code"].as_str().unwrap());
    assert_eq!(receipt["acknowledge_by"], "2026-11-21T15:15:00Z");
    assert_eq!(seen(&reporter).await["acknowledge_by"], receipt["acknowledge_by"]);
    app.clock.advance(Duration::minutes(16));
    assert!(seen(&reporter).await["acknowledge_by"].is_null(), "a time that has passed is no promise");
    app.finish().await;
}

both!(
    more_danger_raises_tells_desk_and_police_and_counts_its_time_from_now,
    more_danger_never_lowers_and_asks_for_another_look_where_the_case_was_taken,
    whoever_must_not_know_is_not_told_of_more_danger_either,
    a_known_code_opens_nothing_from_that_instant_and_looks_like_one_that_never_was,
    a_withdrawal_and_another_contact_are_marked_and_change_nothing,
    the_promise_to_whoever_comes_back_is_that_of_the_receipt,
);
