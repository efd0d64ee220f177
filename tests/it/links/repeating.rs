//! A new report on a case that was answered or closed not long ago.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{confirmed, is};
use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

async fn came_back(app: &TestApp, office: &str) -> Value {
    let who = app.staff(Role::Supervisor, office).await;
    who.get("/api/v1/oversight/response-times?from=2026-11-01&to=2027-03-31").await.expect(200).json()["total"].clone()
}

async fn a_repeat_is_one_step_more_urgent_the_office_above_hears_at_once_and_the_closing_came_back(app: TestApp) {
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    app.db_add_staff("lead@x.example", Role::Lead, OFFICE).await;
    let first = app.report(&report_of("medium")).await;
    let lead = app.sign_in("lead@x.example").await;
    app.take(&lead, &first, "medium").await;
    lead.meet_and_close(&first, "safe_stable").await;
    app.advance(Duration::days(40)).await;
    let lead = app.sign_in("lead@x.example").await;
    let second = app.report(&report_of("medium")).await;
    app.work().await;
    let before = app.mailbox.mails().len();
    assert_eq!(came_back(&app, OFFICE).await["first_contact"]["came_back"], 0);
    lead.act(&second, "links", &is(&first, "repeat")).await.expect(201);
    app.work().await;
    assert_eq!(app.db_case(&second).await.severity, "high");
    let told: Vec<_> = app.mailbox.mails().into_iter().skip(before).filter(|mail| mail.to == "hoa@above.example").collect();
    assert!(told.iter().any(|mail| mail.text.contains(&second)), "{}", told.len());
    assert!(told.iter().all(|mail| !mail.text.contains(&first)), "nothing but the new case");
    let links = lead.get(&format!("/api/v1/cases/{first}/links")).await.expect(200).json();
    assert_eq!((&links["confirmed"][0]["kind"], &links["confirmed"][0]["came_back"]), (&json!("repeat"), &json!(true)));
    assert_eq!(came_back(&app, OFFICE).await["first_contact"]["came_back"], 1);
    assert_eq!(lead.act(&second, "links", &is(&first, "not_same")).await.expect(422).problem().1, ["/kind"], "not taken back");
    lead.act(&second, "links", &is(&first, "repeat")).await.expect(201);
    assert_eq!(app.db_case(&second).await.severity, "high", "once");
    app.take(&lead, &second, "high").await;
    assert!(lead.contact(&second, &met_alone()).await);
    let refused = lead.act(&second, "closure", &json!({"reason": "safe_stable"})).await.expect(403);
    assert_eq!(refused.problem().0, "needs-parent", "what repeats is closed above");
    app.finish().await;
}

async fn a_repeat_of_something_high_is_an_emergency_with_its_notices(app: TestApp) {
    app.db_add_police().await;
    let lead = app.staff(Role::Lead, OFFICE).await;
    let first = app.report(&report_of("high")).await;
    assert!(lead.contact(&first, &met_alone()).await);
    app.clock.advance(Duration::minutes(1));
    let second = app.report(&report_of("high")).await;
    lead.act(&second, "links", &is(&first, "repeat")).await.expect(201);
    app.work().await;
    assert_eq!(app.db_case(&second).await.severity, "emergency");
    assert!(app.db_count("SELECT COUNT(*) FROM alert WHERE kind = 'emergency_notice'").await > 0);
    assert_eq!(confirmed(&lead, &second).await, [(first.clone(), "repeat".to_owned())]);
    let links = lead.get(&format!("/api/v1/cases/{first}/links")).await.expect(200).json();
    assert_eq!(links["confirmed"][0]["came_back"], false, "it was never closed");
    app.finish().await;
}

async fn what_was_neither_answered_nor_closed_or_too_long_ago_is_no_repeat(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, OFFICE).await;
    let untouched = app.report(&report_of("medium")).await;
    let old = app.report(&report_of("medium")).await;
    app.sign_in("lead@x.example").await.meet_and_close(&old, "safe_stable").await;
    app.clock.advance(Duration::days(91));
    let lead = app.staff(Role::Lead, OFFICE).await;
    let new = app.report(&report_of("medium")).await;
    for earlier in [&untouched, &old] {
        assert_eq!(lead.act(&new, "links", &is(earlier, "repeat")).await.expect(422).problem().1, ["/kind"]);
    }
    assert_eq!(app.db_case(&new).await.severity, "medium");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_link").await, 0);
    app.finish().await;
}

async fn whoever_must_not_know_of_the_new_report_sees_no_closing_that_came_back(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, OFFICE).await;
    let first = app.report(&report_of("high")).await;
    app.sign_in("lead@x.example").await.meet_and_close(&first, "safe_stable").await;
    app.clock.advance(Duration::days(2));
    let second = app.report(&report_of("high")).await;
    let lead = app.staff(Role::Lead, OFFICE).await;
    lead.act(&second, "links", &is(&first, "repeat")).await.expect(201);
    assert_eq!(came_back(&app, PARENT).await["first_contact"]["came_back"], 1);
    app.db_execute(&format!(
        "INSERT INTO exclusion (case_id, party, source, created_at) SELECT id, '{PARENT}', 'relation', opened_at FROM case_file WHERE code = '{second}'"
    ))
    .await;
    assert_eq!(came_back(&app, PARENT).await["first_contact"]["came_back"], 0);
    app.finish().await;
}

both!(
    a_repeat_is_one_step_more_urgent_the_office_above_hears_at_once_and_the_closing_came_back,
    a_repeat_of_something_high_is_an_emergency_with_its_notices,
    what_was_neither_answered_nor_closed_or_too_long_ago_is_no_repeat,
    whoever_must_not_know_of_the_new_report_sees_no_closing_that_came_back,
);
