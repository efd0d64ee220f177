//! Taking a case: opened, severity confirmed, a named person, the next act and its time, in one step.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{Client, OFFICE, PARENT, TestApp, acts::report_of},
};

async fn refused(by: &Client, case: &str, body: &Value, status: u16) -> (String, Vec<String>) {
    by.act(case, "acknowledgement", body).await.expect(status).problem()
}

fn milestones(view: &Value) -> Vec<&str> {
    view["milestones"].as_array().unwrap().iter().map(|reached| reached["code"].as_str().unwrap()).collect()
}

async fn nobody_acknowledges_what_they_have_not_opened(app: TestApp) {
    let (responder, colleague) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Responder, OFFICE).await);
    let case = app.report(&report_of("emergency")).await;
    colleague.open(&case).await;
    assert_eq!(refused(&responder, &case, &app.acknowledgement("emergency"), 409).await.0, "not-opened", "a colleague's look is not mine");
    assert_eq!(milestones(&responder.open(&case).await), Vec::<&str>::new());
    responder.act(&case, "acknowledgement", &app.acknowledgement("emergency")).await.expect(201);
    assert_eq!(milestones(&responder.open(&case).await), ["acknowledged"]);
    app.finish().await;
}

async fn every_part_of_an_acknowledgement_is_needed(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    responder.open(&case).await;
    let far = app.now() + Duration::days(61);
    for (change, at) in [
        (json!({"severity": "urgent"}), "/severity"),
        (json!({"severity": ""}), "/severity"),
        (json!({"next_act": "  "}), "/next_act"),
        (json!({"next_act_by": "tomorrow"}), "/next_act_by"),
        (json!({"next_act_by": app.now() - Duration::minutes(1)}), "/next_act_by"),
        (json!({"next_act_by": app.now()}), "/next_act_by"),
        (json!({"next_act_by": far}), "/next_act_by"),
    ] {
        let mut body = app.acknowledgement("high");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(refused(&responder, &case, &body, 422).await.1, [at], "{change}");
    }
    for missing in ["severity", "next_act", "next_act_by"] {
        let mut body = app.acknowledgement("high");
        body.as_object_mut().unwrap().remove(missing);
        assert!(responder.act(&case, "acknowledgement", &body).await.status.is_client_error(), "without {missing}");
    }
    assert_eq!(milestones(&responder.open(&case).await), Vec::<&str>::new());
    app.finish().await;
}

async fn the_office_above_reads_and_does_not_acknowledge(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let above = app.staff(Role::Lead, PARENT).await;
    let case = app.report(&report_of("high")).await;
    assert_eq!(above.open(&case).await["opened"]["reports"][0]["story"], "x");
    assert_eq!(refused(&above, &case, &app.acknowledgement("high"), 403).await.0, "not-accountable");
    app.finish().await;
}

async fn a_case_is_taken_once_by_a_named_person(app: TestApp) {
    app.db_add_staff("hoa@sg.example", Role::Responder, OFFICE).await;
    let (hoa, colleague) = (app.sign_in("hoa@sg.example").await, app.staff(Role::Responder, OFFICE).await);
    let case = app.report(&report_of("high")).await;
    colleague.open(&case).await;
    app.take(&hoa, &case, "high").await;
    assert_eq!(refused(&hoa, &case, &app.acknowledgement("high"), 409).await.0, "already-acknowledged");
    assert_eq!(refused(&colleague, &case, &app.acknowledgement("high"), 403).await.0, "with-another");
    let assigned = format!(
        "SELECT COUNT(*) FROM case_file c JOIN staff s ON s.id = c.assigned_to WHERE c.code = '{case}' AND s.email = 'hoa@sg.example'"
    );
    assert_eq!(app.db_count(&assigned).await, 1);
    let view = hoa.open(&case).await;
    assert_eq!(view["opened"]["next_act"], "Đến nhà");
    let clock = view["deadlines"].as_array().unwrap().iter().find(|clock| clock["policy"] == "R-HI-ACK").unwrap();
    assert_eq!((clock["outcome"].as_str(), clock["late_minutes"].as_i64()), (Some("reached"), Some(-120)));
    app.finish().await;
}

async fn two_who_press_at_once_do_not_both_take_the_case(app: TestApp) {
    let (one, two) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Responder, OFFICE).await);
    for _ in 0..5 {
        let case = app.report(&report_of("high")).await;
        tokio::join!(one.open(&case), two.open(&case));
        let body = app.acknowledgement("high");
        let (first, second) = tokio::join!(one.act(&case, "acknowledgement", &body), two.act(&case, "acknowledgement", &body));
        let mut answers = [first.status.as_u16(), second.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [201, 403], "one takes it, the other is told that a colleague did");
    }
    app.finish().await;
}

/// Raising is for everybody at any time; lowering only while most of every allowance is left.
async fn a_case_is_not_made_harmless_when_it_is_late(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let (early, late, raised) =
        (app.report(&report_of("high")).await, app.report(&report_of("high")).await, app.report(&report_of("high")).await);
    app.clock.advance(Duration::minutes(89));
    app.take(&responder, &early, "medium").await;
    app.clock.advance(Duration::minutes(1));
    responder.open(&late).await;
    assert_eq!(refused(&responder, &late, &app.acknowledgement("medium"), 403).await.0, "needs-parent", "three quarters of 2 h are over");
    app.take(&responder, &late, "high").await;
    app.take(&responder, &raised, "emergency").await;

    let lowered = responder.open(&early).await;
    assert_eq!(lowered["severity"], "medium");
    let running = |view: &Value| -> Vec<String> {
        let clocks = view["deadlines"].as_array().unwrap().iter().filter(|clock| clock["stopped_at"].is_null());
        clocks.map(|clock| clock["policy"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(running(&lowered), ["R-ME-CONTACT"]);
    let raised = responder.open(&raised).await;
    assert_eq!(running(&raised), ["R-EM-CONTACT", "R-EM-SAFE"]);
    assert_eq!(
        raised["deadlines"].as_array().unwrap().iter().find(|c| c["policy"] == "R-EM-CONTACT").unwrap()["due_at"],
        json!("2026-11-21T17:00:00Z")
    );
    app.finish().await;
}

async fn a_missed_deadline_stays_missed_under_another_severity(app: TestApp) {
    app.db_add_staff("hoa@sg.example", Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.advance(Duration::hours(3)).await;
    let responder = app.sign_in("hoa@sg.example").await;
    app.take(&responder, &case, "emergency").await;
    let view = responder.open(&case).await;
    let old = view["deadlines"].as_array().unwrap().iter().find(|clock| clock["policy"] == "R-HI-ACK").unwrap();
    assert_eq!(old["outcome"], "missed");
    app.finish().await;
}

both!(
    nobody_acknowledges_what_they_have_not_opened,
    every_part_of_an_acknowledgement_is_needed,
    the_office_above_reads_and_does_not_acknowledge,
    a_case_is_taken_once_by_a_named_person,
    two_who_press_at_once_do_not_both_take_the_case,
    a_case_is_not_made_harmless_when_it_is_late,
    a_missed_deadline_stays_missed_under_another_severity,
);
