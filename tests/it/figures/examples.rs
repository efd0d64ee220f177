//! The worked examples of DOMAIN 2C as far as this version has commands for them: 1, 2, 3, 4, 7 and 8. An emergency, T0 Saturday 22:00.
//!
//! Example 5 needs handovers and example 6 the merging of reports: not in this version; the rules themselves are tested in
//! `statistics`.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{HOUR, counts, figures, minute, more_than, seen_by, span, until};
use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

const RESPONDER: &str = "hoa@sg.example";

async fn emergency(app: &TestApp) -> String {
    app.db_add_staff(RESPONDER, Role::Responder, OFFICE).await;
    app.report(&report_of("emergency")).await
}

async fn total(app: &TestApp) -> Value {
    figures(app, Role::Supervisor, PARENT).await["total"].clone()
}

async fn example_1_an_acknowledgement_without_opening_is_refused(app: TestApp) {
    let case = emergency(&app).await;
    until(&app, 2).await;
    let responder = app.sign_in(RESPONDER).await;
    assert_eq!(responder.act(&case, "acknowledgement", &app.acknowledgement("emergency")).await.expect(409).problem().0, "not-opened");
    let total = total(&app).await;
    assert_eq!(counts(&total["acknowledged"]), [0, 0, 0, 1]);
    assert_eq!((total["acknowledged"]["share_in_time"].as_f64(), total["acknowledged"]["provisional"].as_bool()), (None, Some(true)));
    app.finish().await;
}

/// Opened 22:05, acknowledged 22:09, message 22:10, a named police officer with the child 23:10; recorded at `recorded`.
async fn police_met_the_child(app: &TestApp, recorded: i64) -> Value {
    let case = emergency(app).await;
    until(app, 5).await;
    app.sign_in(RESPONDER).await.open(&case).await;
    until(app, 9).await;
    let responder = app.sign_in(RESPONDER).await;
    responder.act(&case, "acknowledgement", &app.acknowledgement("emergency")).await.expect(201);
    until(app, 10).await;
    responder.act(&case, "messages", &json!({"text": "Chúng tôi đã nhận tin."})).await.expect(201);
    until(app, recorded).await;
    let mut met = met_alone();
    met["happened_at"] = json!(minute(70));
    met["note"] = json!("Đại úy Lan, Công an phường");
    assert!(app.sign_in(RESPONDER).await.contact(&case, &met).await);
    total(app).await
}

async fn example_2_a_meeting_counts_from_when_it_was(app: TestApp) {
    let total = police_met_the_child(&app, 100).await;
    let (acknowledged, contact) = (&total["acknowledged"], &total["first_contact"]);
    assert_eq!((counts(acknowledged), &acknowledged["median"]), ([1, 0, 0, 0], &span(9)));
    assert_eq!((counts(contact), &contact["median"], contact["recorded_late"].as_u64()), ([1, 0, 0, 0], &span(70), Some(0)));
    assert_eq!((contact["share_in_time"].as_f64(), contact["provisional"].as_bool()), (Some(1.0), Some(false)));
    app.finish().await;
}

async fn example_3_what_is_recorded_the_next_morning_counts_from_then(app: TestApp) {
    let total = police_met_the_child(&app, 10 * HOUR).await;
    let contact = &total["first_contact"];
    assert_eq!((counts(contact), &contact["median"], contact["recorded_late"].as_u64()), ([0, 1, 0, 0], &span(10 * HOUR), Some(1)));
    app.finish().await;
}

async fn example_4_a_talk_in_front_of_the_parents_is_no_contact(app: TestApp) {
    let case = emergency(&app).await;
    until(&app, 30).await;
    let father = json!({"with": "family", "outcome": "reached", "alone": "in_front_of_family", "how": "phone"});
    assert!(!app.sign_in(RESPONDER).await.contact(&case, &father).await);
    until(&app, 11 * HOUR).await;
    let mut visit = met_alone();
    visit["alone"] = json!("in_front_of_family");
    assert!(!app.sign_in(RESPONDER).await.contact(&case, &visit).await);
    let so_far = total(&app).await;
    assert_eq!((counts(&so_far["first_contact"]), &so_far["first_contact"]["median"]), ([0, 0, 1, 0], &more_than(11 * HOUR)));
    until(&app, 17 * HOUR).await;
    assert!(app.sign_in(RESPONDER).await.contact(&case, &met_alone()).await);
    let total = total(&app).await;
    assert_eq!((counts(&total["first_contact"]), &total["first_contact"]["median"]), ([0, 1, 0, 0], &span(17 * HOUR)));
    app.finish().await;
}

async fn example_7_a_duplicate_is_not_closed_away(app: TestApp) {
    app.db_add_staff("lead@sg.example", Role::Lead, OFFICE).await;
    let case = emergency(&app).await;
    until(&app, 5).await;
    let refused = app.sign_in("lead@sg.example").await.act(&case, "closure", &json!({"reason": "duplicate"})).await.expect(403);
    assert_eq!(refused.problem().0, "needs-parent");
    until(&app, 3 * HOUR).await;
    assert_eq!(counts(&total(&app).await["first_contact"]), [0, 0, 1, 0], "it goes on counting");
    app.finish().await;
}

/// One after an hour, one after three, one open for thirty hours, one open for five minutes.
async fn example_8_a_month_of_four_emergencies(app: TestApp) {
    emergency(&app).await;
    until(&app, 10 * HOUR).await;
    let (quick, slow) = (app.report(&report_of("emergency")).await, app.report(&report_of("emergency")).await);
    until(&app, 11 * HOUR).await;
    assert!(app.sign_in(RESPONDER).await.contact(&quick, &met_alone()).await);
    until(&app, 13 * HOUR).await;
    assert!(app.sign_in(RESPONDER).await.contact(&slow, &met_alone()).await);
    until(&app, 30 * HOUR - 5).await;
    app.report(&report_of("emergency")).await;
    until(&app, 30 * HOUR).await;
    let figure = total(&app).await["first_contact"].clone();
    assert_eq!((figure["n"].as_u64(), counts(&figure)), (Some(4), [1, 1, 1, 1]));
    assert!((figure["share_in_time"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!((&figure["median"], &figure["p90"], &figure["longest"]), (&span(3 * HOUR), &more_than(30 * HOUR), &more_than(30 * HOUR)));
    assert_eq!(figure["provisional"], true);
    app.finish().await;
}

async fn closing_without_having_met_anybody_is_a_miss_whose_time_goes_on(app: TestApp) {
    app.db_add_staff("lead@sg.example", Role::Lead, OFFICE).await;
    let case = emergency(&app).await;
    until(&app, 10).await;
    let above = app.staff(Role::Lead, PARENT).await;
    above.act(&case, "closure", &json!({"reason": "support_given"})).await.expect(422);
    above.act(&case, "closure", &json!({"reason": "death"})).await.expect(201);
    let figure = total(&app).await["first_contact"].clone();
    assert_eq!((counts(&figure), &figure["median"]), ([0, 0, 1, 0], &more_than(10)));
    until(&app, 5 * HOUR).await;
    assert_eq!(total(&app).await["first_contact"]["median"], more_than(5 * HOUR));
    app.finish().await;
}

async fn a_lowered_severity_does_not_undo_a_miss(app: TestApp) {
    let case = emergency(&app).await;
    until(&app, 3 * HOUR).await;
    let responder = app.sign_in(RESPONDER).await;
    responder.open(&case).await;
    responder.act(&case, "acknowledgement", &app.acknowledgement("low")).await.expect(403);
    app.take(&responder, &case, "emergency").await;
    let total = total(&app).await;
    assert_eq!(counts(&total["acknowledged"]), [0, 1, 0, 0]);
    assert_eq!(seen_by(&app.staff(Role::Lead, OFFICE).await).await["total"], total, "the office sees what the province sees");
    app.finish().await;
}

both!(
    example_1_an_acknowledgement_without_opening_is_refused,
    example_2_a_meeting_counts_from_when_it_was,
    example_3_what_is_recorded_the_next_morning_counts_from_then,
    example_4_a_talk_in_front_of_the_parents_is_no_contact,
    example_7_a_duplicate_is_not_closed_away,
    example_8_a_month_of_four_emergencies,
    closing_without_having_met_anybody_is_a_miss_whose_time_goes_on,
    a_lowered_severity_does_not_undo_a_miss,
);
