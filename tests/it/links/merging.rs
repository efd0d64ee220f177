//! Two reports of one thing: the earliest T0, milestones once, what was missed stays missed.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::is;
use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{NEXT_DOOR, met_alone, report_from, report_of},
        saturday_22,
    },
};

async fn contact_figure(app: &TestApp) -> Value {
    let who = app.staff(Role::Supervisor, PARENT).await;
    who.get("/api/v1/oversight/response-times?from=2026-11-01&to=2026-12-31").await.expect(200).json()["total"]["first_contact"].clone()
}

/// Example 6 of DOMAIN 2C: a second report three hours later is merged, and T0 stays that of the first.
async fn the_earliest_report_goes_on_and_everything_counts_once(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, OFFICE).await;
    let first = app.report(&report_of("medium")).await;
    app.clock.advance(Duration::hours(3));
    let (lead, responder) = (app.sign_in("lead@x.example").await, app.staff(Role::Responder, OFFICE).await);
    let second = app.report(&report_of("high")).await;
    assert!(lead.contact(&second, &met_alone()).await);
    assert_eq!(contact_figure(&app).await["n"], 2);
    responder.act(&second, "links", &is(&first, "duplicate")).await.expect(403);
    lead.act(&second, "links", &is(&first, "duplicate")).await.expect(201);
    let (kept, gone) = (app.db_case(&first).await, app.db_case(&second).await);
    assert_eq!((kept.opened_at, kept.closed_at, kept.severity.as_str()), (saturday_22(), None, "high"), "the worse severity goes on");
    assert_eq!((gone.closed_at.is_some(), gone.closure_reason.as_deref()), (true, Some("duplicate")));
    let view = lead.open(&first).await;
    let reached: Vec<&str> = view["milestones"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(reached, ["first_contact"], "it happened once, whichever report it was written down at");
    let running = view["deadlines"].as_array().unwrap().iter().filter(|clock| clock["stopped_at"].is_null());
    assert!(running.clone().all(|clock| clock["stops_on"] != "first_contact") && running.count() > 0);
    let figure = contact_figure(&app).await;
    assert_eq!((figure["n"].as_u64(), figure["median"]["minutes"].as_u64()), (Some(1), Some(180)), "{figure}");
    assert_eq!(lead.open(&second).await["opened"]["reports"].as_array().unwrap().len(), 1, "each report stays with its case");
    assert_eq!(view["opened"]["reports"].as_array().unwrap().len(), 1);
    assert_eq!(lead.act(&second, "links", &is(&first, "linked")).await.expect(422).problem().1, ["/kind"]);
    app.finish().await;
}

async fn what_was_missed_before_stays_missed(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, OFFICE).await;
    let first = app.report(&report_of("medium")).await;
    app.clock.advance(Duration::minutes(1));
    let second = app.report(&report_of("high")).await;
    // High is due sooner than medium: the second is late before the two are known to be one.
    app.advance(Duration::hours(30)).await;
    let late = contact_figure(&app).await["missed_so_far"].as_u64().unwrap();
    assert!(late >= 1);
    let lead = app.sign_in("lead@x.example").await;
    lead.act(&second, "links", &is(&first, "duplicate")).await.expect(201);
    assert_eq!(contact_figure(&app).await["missed_so_far"].as_u64(), Some(late));
    app.finish().await;
}

async fn cases_of_two_offices_are_not_merged_and_an_emergency_is_merged_above(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let (here, there) = (app.report(&report_of("high")).await, app.report(&report_from(NEXT_DOOR, "high")).await);
    assert_eq!(above.act(&here, "links", &is(&there, "duplicate")).await.expect(422).problem().1, ["/other"]);
    let one = app.report(&report_of("emergency")).await;
    app.clock.advance(Duration::minutes(1));
    let two = app.report(&report_of("emergency")).await;
    assert_eq!(lead.act(&two, "links", &is(&one, "duplicate")).await.expect(403).problem().0, "needs-parent");
    assert!(app.db_case(&two).await.closed_at.is_none());
    above.act(&two, "links", &is(&one, "duplicate")).await.expect(201);
    assert!(app.db_case(&two).await.closed_at.is_some() && app.db_case(&one).await.closed_at.is_none());
    assert_eq!(lead.act(&two, "links", &is(&here, "duplicate")).await.expect(422).problem().1, ["/kind"], "it is closed");
    app.finish().await;
}

async fn whoever_must_not_know_of_one_keeps_the_two_apart(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let mut kept = report_of("high");
    kept["must_not_know"] = json!(["commune_police"]);
    let (first, second) = (app.report(&report_of("high")).await, app.report(&kept).await);
    let refused = lead.act(&second, "links", &is(&first, "duplicate")).await.expect(422);
    assert_eq!(refused.problem().1, ["/other"]);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_link").await, 0);
    lead.act(&second, "links", &is(&first, "linked")).await.expect(201);
    app.finish().await;
}

both!(
    the_earliest_report_goes_on_and_everything_counts_once,
    what_was_missed_before_stays_missed,
    cases_of_two_offices_are_not_merged_and_an_emergency_is_merged_above,
    whoever_must_not_know_of_one_keeps_the_two_apart,
);
