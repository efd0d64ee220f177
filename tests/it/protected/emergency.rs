//! In an emergency whoever has to reach somebody reaches them; it is looked at afterwards, and not forgotten.

use chrono::Duration;
use langnghe::{cases::identity::JUDGED_WITHIN, kernel::terms::Role};
use serde_json::{Value, json};

use super::{because, entered, identity, reported, waiting};
use crate::{
    both,
    identity::enrol,
    support::{CANARY, DESK, OFFICE, PARENT, PASSWORD, TestApp, acts::report_of},
};

async fn contact_details_open_at_once_and_nothing_more(app: TestApp) {
    let (case, lan) = reported(&app).await;
    let minh = app.staff(Role::Lead, OFFICE).await;
    assert_eq!(identity(&lan, &case).await["may_open_contact"], true, "nobody is named yet");
    let said = lan.act(&case, "emergency-contact", &because("phải gọi ngay")).await.expect(200).json();
    assert_eq!(
        (said[0]["phone"].as_str(), said[0]["email"].as_str()),
        (Some(&*format!("{CANARY} phone")), Some(&*format!("{CANARY} email")))
    );
    assert_eq!((&said[0]["name"], &said[0]["relation"]), (&Value::Null, &Value::Null));
    assert_eq!((entered(&app, "contact_details_opened").await, entered(&app, "identity_opened").await), (1, 0));
    lan.act(&case, "identity", &json!({})).await.expect(403);

    // It waits for the lead, who says whether it was right.
    assert_eq!(waiting(&minh).await, [(case.clone(), "identity_review".to_owned())]);
    let row = identity(&minh, &case).await["requests"][0].clone();
    assert_eq!(
        (row["way"].as_str(), row["reason"].as_str(), row["to_judge"].as_bool()),
        (Some("emergency"), Some("phải gọi ngay"), Some(true))
    );
    let id = row["id"].as_str().unwrap();
    minh.judge(&case, id, "approved", "").await.expect(422);
    minh.judge(&case, id, "in_order", "").await.expect(201);
    assert_eq!(waiting(&minh).await, []);
    lan.act(&case, "identity", &json!({})).await.expect(403);
    app.finish().await;
}

async fn only_whoever_has_to_act_now_opens_at_once(app: TestApp) {
    app.db_add_desk().await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let (lan, minh) = (app.sign_in("lan@x.example").await, app.staff(Role::Lead, OFFICE).await);
    let (night, above) = (app.staff(Role::Responder, DESK).await, app.staff(Role::Responder, PARENT).await);
    let (case, colleague) = reported(&app).await;
    let id = crate::administration::id_of(&app, "lan@x.example").await;
    app.take(&minh, &case, "emergency").await;
    minh.act(&case, "assignment", &json!({"to": id})).await.expect(201);
    for somebody in [&colleague, &minh, &above] {
        let refused = somebody.act(&case, "emergency-contact", &because("x")).await.expect(403);
        assert_eq!(refused.problem().0, "no-emergency-opening");
    }
    for somebody in [&lan, &night] {
        somebody.act(&case, "emergency-contact", &because("x")).await.expect(200);
    }
    let calm = {
        let mut report = report_of("high");
        report["reporter"] = json!({"phone": "0901234567"});
        app.report(&report).await
    };
    assert_eq!(lan.act(&calm, "emergency-contact", &because("x")).await.expect(403).problem().0, "no-emergency-opening");
    app.finish().await;
}

async fn a_lost_second_factor_does_not_cost_a_night(app: TestApp) {
    let (case, lan) = reported(&app).await;
    enrol(&app, &lan).await;
    app.clock.advance(Duration::minutes(30));
    assert_eq!(lan.act(&case, "emergency-contact", &because("x")).await.expect(422).problem().1, ["/password"]);
    let with = |password: &str| json!({"reason": "x", "password": password});
    assert_eq!(lan.act(&case, "emergency-contact", &with("not the password")).await.expect(422).problem().0, "password-wrong");
    assert_eq!(entered(&app, "contact_details_opened").await, 0);
    lan.act(&case, "emergency-contact", &with(PASSWORD)).await.expect(200);
    // It opened this, and nothing else: the session is no more proved than before.
    lan.post("/api/v1/second-factor", &json!({})).await.expect(403);
    app.finish().await;
}

async fn what_nobody_looked_at_is_told_above_once(app: TestApp) {
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    app.db_add_staff("hoa@x.example", Role::Lead, PARENT).await;
    let (case, lan) = reported(&app).await;
    let hoa = app.sign_in("hoa@x.example").await;
    lan.act(&case, "emergency-contact", &because("x")).await.expect(200);
    let marked = async |client: &crate::support::Client| client.get("/api/v1/cases").await.json()["cases"][0]["identity_waits"].clone();
    assert_eq!(marked(&hoa).await, false);
    let told = |who: &str| app.mailbox.mails().iter().filter(|mail| mail.to == who && mail.text.contains("quá 24 giờ")).count();
    app.advance(JUDGED_WITHIN - Duration::seconds(1)).await;
    assert_eq!((told("minh@x.example"), told("hoa@x.example")), (0, 0));
    app.advance(Duration::seconds(1)).await;
    app.advance(Duration::hours(30)).await;
    assert_eq!((told("minh@x.example"), told("hoa@x.example")), (1, 1));
    let hoa = app.sign_in("hoa@x.example").await;
    assert_eq!(marked(&hoa).await, true);
    assert!(waiting(&hoa).await.contains(&(case.clone(), "identity_review_overdue".to_owned())));
    let row = identity(&hoa, &case).await["requests"][0].clone();
    assert_eq!((row["overdue"].as_bool(), row["to_judge"].as_bool()), (Some(true), Some(true)));
    hoa.judge(&case, row["id"].as_str().unwrap(), "not_in_order", "Lần sau gọi cho tôi trước.").await.expect(201);
    app.finish().await;
}

async fn a_lead_who_opens_is_looked_at_from_above(app: TestApp) {
    let case = reported(&app).await.0;
    let (minh, second, hoa) =
        (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    minh.act(&case, "emergency-contact", &because("x")).await.expect(200);
    let id = identity(&hoa, &case).await["requests"][0]["id"].as_str().unwrap().to_owned();
    minh.judge(&case, &id, "in_order", "").await.expect(403);
    second.judge(&case, &id, "in_order", "").await.expect(403);
    hoa.judge(&case, &id, "in_order", "").await.expect(201);
    app.finish().await;
}

both!(
    contact_details_open_at_once_and_nothing_more,
    only_whoever_has_to_act_now_opens_at_once,
    a_lost_second_factor_does_not_cost_a_night,
    what_nobody_looked_at_is_told_above_once,
    a_lead_who_opens_is_looked_at_from_above,
);
