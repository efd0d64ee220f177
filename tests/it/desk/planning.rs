//! A plan with a decision on paper, and services that really reach the person: what stops these two clocks, and what does not.

use chrono::Duration;
use langnghe::{kernel::terms::Role, localities::OfficeKind};
use serde_json::{Value, json};

use crate::{
    both,
    support::{CANARY, COMMUNE, Client, OFFICE, PARENT, TestApp, acts::report_of, full_report},
};

const STATION: &str = "tyt-26740";

fn service(app: &TestApp) -> Value {
    json!({"service": "psychosocial", "goal": format!("{CANARY}: ngủ yên"), "provider": format!("{CANARY} cô Hạnh"),
        "due_at": app.now() + Duration::days(3)})
}

fn reached(view: &Value) -> Vec<String> {
    view["milestones"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

/// Clocks that still wait for a milestone.
fn waiting(view: &Value, milestone: &str) -> usize {
    let rows = view["deadlines"].as_array().unwrap().iter();
    rows.filter(|clock| clock["stops_on"] == milestone && clock["stopped_at"].is_null()).count()
}

async fn plan_of(by: &Client, case: &str) -> Value {
    by.get(&format!("/api/v1/cases/{case}/plan")).await.expect(200).json()
}

async fn a_plan_counts_with_its_decision_on_paper(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&full_report()).await;
    app.work().await;
    let paper = json!({"number": format!("{CANARY} 12/QĐ-UBND"), "signed_by": format!("{CANARY} Phó Chủ tịch")});
    assert_eq!(responder.act(&case, "plan/decision", &paper).await.expect(422).problem().1, ["/number"], "no plan yet");
    assert_eq!(responder.act(&case, "plan", &json!({"goals": " "})).await.expect(422).problem().1, ["/goals"]);
    responder.act(&case, "plan", &json!({"goals": format!("{CANARY}: em ở với bà")})).await.expect(201);
    let before = responder.open(&case).await;
    assert_eq!(reached(&before), Vec::<String>::new(), "to write a plan, or to agree to it here, is no decision");
    let bare = json!({"number": " ", "signed_by": ""});
    assert_eq!(responder.act(&case, "plan/decision", &bare).await.expect(422).problem().1, ["/number", "/signed_by"]);
    let mut later = paper.clone();
    later["decided_at"] = json!(app.now() + Duration::hours(1));
    assert_eq!(responder.act(&case, "plan/decision", &later).await.expect(422).problem().1, ["/decided_at"]);
    app.clock.advance(Duration::hours(1));
    let mut signed = paper.clone();
    signed["decided_at"] = json!(app.now() - Duration::minutes(20));
    let responder = app.staff(Role::Responder, OFFICE).await;
    responder.act(&case, "plan/decision", &signed).await.expect(201);
    assert_eq!(responder.act(&case, "plan/decision", &signed).await.expect(409).problem().0, "changed-meanwhile");
    let after = responder.open(&case).await;
    assert_eq!(reached(&after), ["planned"]);
    assert_eq!(waiting(&after, "planned"), 0, "{after}");
    let seen = plan_of(&responder, &case).await;
    assert!(seen["plans"][0]["number"].as_str().unwrap().contains("12/QĐ-UBND"));
    assert_eq!(seen["plans"][0]["decided_at"], after["milestones"][0]["happened_at"]);
    responder.act(&case, "plan", &json!({"goals": format!("{CANARY}: em đi học lại")})).await.expect(201);
    let seen = plan_of(&responder, &case).await;
    assert_eq!(
        (seen["plans"].as_array().unwrap().len(), &seen["plans"][1]["no"], seen["plans"][1]["number"].is_null()),
        (2, &json!(2), true)
    );
    app.every_open_case_has_custody_and_clock().await;
    app.finish().await;
}

async fn support_starts_when_a_service_was_received_and_not_when_it_was_asked_for(app: TestApp) {
    app.db_add_office(STATION, OfficeKind::HealthStation, Some(COMMUNE), false).await;
    app.db_add_staff("tram@x.example", Role::Responder, STATION).await;
    let (responder, station) = (app.staff(Role::Responder, OFFICE).await, app.sign_in("tram@x.example").await);
    let case = app.report(&full_report()).await;
    app.work().await;
    let waited = waiting(&responder.open(&case).await, "support_started");
    // Asked for, accepted and even said to be done by the other office: no clock notices.
    let card = json!({"service": "medical", "ask": "khám", "reach": "ở trường"});
    let asked = json!({"to": STATION, "due_at": app.now() + Duration::days(1), "basis": "child_in_danger", "card": card});
    let asked = responder.act(&case, "referrals", &asked).await.expect(201).text_at("/id");
    for answer in ["accepted", "done"] {
        station.post(&format!("/api/v1/referrals/{asked}/answer"), &json!({"answer": answer, "words": "x"})).await.expect(201);
    }
    let id = responder.act(&case, "services", &service(&app)).await.expect(201).text_at("/id");
    let view = responder.open(&case).await;
    assert_eq!((reached(&view), waiting(&view, "support_started")), (Vec::new(), waited));

    let start = format!("services/{id}/start");
    let received = json!({"confirmed_by": "person", "words": format!("{CANARY}: em nói đã gặp cô hai lần")});
    for (pointer, value) in
        [("/confirmed_by", json!("system")), ("/words", json!(" ")), ("/received_at", json!(app.now() + Duration::hours(1)))]
    {
        let mut body = received.clone();
        body["received_at"] = json!(app.now());
        *body.pointer_mut(pointer).unwrap() = value;
        assert_eq!(responder.act(&case, &start, &body).await.expect(422).problem().1, [pointer]);
    }
    assert_eq!(responder.act(&case, &format!("services/{id}/end"), &json!({"state": "done"})).await.expect(422).problem().1, ["/state"]);
    responder.act(&case, &start, &received).await.expect(201);
    assert_eq!(responder.act(&case, &start, &received).await.expect(409).problem().0, "changed-meanwhile");
    let view = responder.open(&case).await;
    assert_eq!((reached(&view), waiting(&view, "support_started")), (vec!["support_started".to_owned()], 0));
    let seen = plan_of(&responder, &case).await;
    assert_eq!((&seen["services"][0]["state"], &seen["services"][0]["confirmed_by"]), (&json!("started"), &json!("person")));
    assert!(seen["services"][0]["confirmed_words"].as_str().unwrap().contains("hai lần"), "who confirmed it is kept");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'step_started' AND detail LIKE '% person'").await, 1);

    // A second service changes nothing of when the support began.
    let second = responder.act(&case, "services", &service(&app)).await.expect(201).text_at("/id");
    app.clock.advance(Duration::minutes(5));
    let later = json!({"confirmed_by": "provider", "words": "bác sĩ"});
    responder.act(&case, &format!("services/{second}/start"), &later).await.expect(201);
    assert_eq!(responder.open(&case).await["milestones"], view["milestones"]);
    assert_eq!(responder.act(&case, &format!("services/{id}/end"), &json!({"state": "stopped"})).await.expect(422).problem().1, ["/words"]);
    responder.act(&case, &format!("services/{id}/end"), &json!({"state": "stopped", "words": "chuyển nhà"})).await.expect(201);
    responder.act(&case, &format!("services/{second}/end"), &json!({"state": "done"})).await.expect(201);
    responder.act(&case, &format!("services/{second}/end"), &json!({"state": "done"})).await.expect(409);
    app.every_open_case_has_custody_and_clock().await;
    app.finish().await;
}

async fn only_who_answers_for_the_case_plans_and_nobody_who_must_not_know_is_named(app: TestApp) {
    app.db_add_office(STATION, OfficeKind::HealthStation, Some(COMMUNE), false).await;
    let (responder, above) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Responder, PARENT).await);
    let mut body = report_of("high");
    body["must_not_know"] = json!(["health_station"]);
    let case = app.report(&body).await;
    app.work().await;
    let nobody = uuid::Uuid::nil();
    for (act, body) in [("plan".to_owned(), json!({"goals": "x"})), ("services".to_owned(), service(&app))] {
        assert_eq!(above.act(&case, &act, &body).await.expect(403).problem().0, "not-accountable", "{act}");
    }
    responder.act(&case, &format!("services/{nobody}/start"), &json!({"confirmed_by": "person", "words": "x"})).await.expect(404);
    let named = |office: &str| {
        let mut body = service(&app);
        body["office"] = json!(office);
        body
    };
    let excluded = responder.act(&case, "services", &named(STATION)).await.expect(422);
    let unknown = responder.act(&case, "services", &named("tyt-99999")).await.expect(422);
    assert_eq!((excluded.problem(), &excluded.json()["errors"]), (unknown.problem(), &unknown.json()["errors"]));
    let mut bare = service(&app);
    for (field, value) in [("service", "x"), ("goal", ""), ("provider", " "), ("due_at", "2026-01-01T00:00:00Z")] {
        bare[field] = json!(value);
    }
    assert_eq!(responder.act(&case, "services", &bare).await.expect(422).problem().1, ["/service", "/goal", "/provider", "/due_at"]);
    app.finish().await;
}

both!(
    a_plan_counts_with_its_decision_on_paper,
    support_starts_when_a_service_was_received_and_not_when_it_was_asked_for,
    only_who_answers_for_the_case_plans_and_nobody_who_must_not_know_is_named,
);
