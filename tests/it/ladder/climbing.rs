//! The timetable of each severity, by the policies; the test clock starts Saturday 21 November 2026, 22:00.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{
    HEALTH, HOTLINE, LEAD, MINISTRY_DESK, NIGHT_DESK, POLICE_POST, PROVINCE, RESPONDER, expect_mails, expect_silence, since,
    staff_everywhere,
};
use crate::{
    both,
    support::{
        OFFICE, TestApp,
        acts::{met_alone, report_of},
    },
};

const HOUR: i64 = 60;
/// From Saturday 22:00 to the end of work on a weekday, in minutes. Tuesday the 24th is a day off.
const MONDAY_17: i64 = 43 * HOUR;
const WEDNESDAY_17: i64 = MONDAY_17 + 48 * HOUR;
const THURSDAY_17: i64 = WEDNESDAY_17 + 24 * HOUR;
const NEXT_TUESDAY_17: i64 = THURSDAY_17 + 5 * 24 * HOUR;

async fn an_emergency_climbs_within_hours(app: TestApp) {
    staff_everywhere(&app).await;
    app.report(&report_of("emergency")).await;
    expect_mails(
        &app,
        &[
            (0, &[RESPONDER, POLICE_POST, NIGHT_DESK]),
            (15, &[LEAD]),
            (30, &[HEALTH]),
            (HOUR, &[PROVINCE, LEAD]),
            // The second missed deadline: the nearest office above where somebody can decide is asked to.
            (2 * HOUR, &[HEALTH, PROVINCE]),
            (4 * HOUR, &[PROVINCE]),
            (6 * HOUR, &[MINISTRY_DESK, LEAD]),
            (12 * HOUR, &[HEALTH, PROVINCE]),
        ],
    )
    .await;
    expect_silence(&app, Duration::days(9)).await;
    app.finish().await;
}

async fn a_high_case_climbs_within_two_days(app: TestApp) {
    staff_everywhere(&app).await;
    app.report(&report_of("high")).await;
    expect_mails(
        &app,
        &[
            (0, &[RESPONDER]),
            (HOUR, &[RESPONDER]),
            (2 * HOUR, &[LEAD]),
            (4 * HOUR, &[HEALTH]),
            (6 * HOUR, &[LEAD]),
            (9 * HOUR, &[LEAD]),
            (12 * HOUR, &[HEALTH]),
            (24 * HOUR, &[PROVINCE]),
            (36 * HOUR, &[LEAD]),
            // The third missed deadline.
            (48 * HOUR, &[HEALTH, PROVINCE]),
        ],
    )
    .await;
    expect_silence(&app, Duration::days(9)).await;
    app.finish().await;
}

async fn a_medium_case_climbs_within_days(app: TestApp) {
    staff_everywhere(&app).await;
    app.report(&report_of("medium")).await;
    expect_mails(
        &app,
        &[
            (0, &[RESPONDER]),
            (18 * HOUR, &[RESPONDER]),
            (24 * HOUR, &[LEAD]),
            (48 * HOUR, &[HEALTH]),
            (54 * HOUR, &[LEAD]),
            (72 * HOUR, &[LEAD]),
            (108 * HOUR, &[HEALTH]),
        ],
    )
    .await;
    expect_silence(&app, Duration::days(9)).await;
    app.finish().await;
}

/// Working time: one day is Monday, two are Wednesday, three Thursday, six the Tuesday after.
async fn a_low_case_climbs_in_working_days(app: TestApp) {
    staff_everywhere(&app).await;
    app.report(&report_of("low")).await;
    expect_mails(
        &app,
        &[(0, &[RESPONDER]), (MONDAY_17, &[LEAD]), (WEDNESDAY_17, &[LEAD]), (THURSDAY_17, &[LEAD]), (NEXT_TUESDAY_17, &[HEALTH])],
    )
    .await;
    expect_silence(&app, Duration::days(9)).await;
    app.finish().await;
}

/// The law on children adds its own ladder (L02): police at 17 % of 12 h, health department at half, committee and 111 at the end.
async fn for_a_child_the_law_climbs_too(app: TestApp) {
    staff_everywhere(&app).await;
    let mut report = report_of("high");
    report["persons_at_risk"] = json!([{"age": 9}]);
    let case = app.report(&report).await;
    expect_mails(
        &app,
        &[
            (0, &[RESPONDER]),
            (HOUR, &[RESPONDER]),
            (2 * HOUR, &[LEAD]),
            (2 * HOUR + 3, &[POLICE_POST]),
            (4 * HOUR, &[HEALTH]),
            (6 * HOUR, &[LEAD, HEALTH]),
            (9 * HOUR, &[LEAD]),
            // The law's deadline is the third that is missed: the nearest office above where somebody can decide is asked to.
            (12 * HOUR, &[HEALTH, PROVINCE, PROVINCE, HOTLINE]),
        ],
    )
    .await;
    app.advance(Duration::minutes(3)).await;
    let lead = app.sign_in("lead@x.example").await;
    lead.act(&case, "safety", &json!({"reason": "QĐ 12"})).await.expect(201);
    let clocks = lead.open(&case).await["deadlines"].clone();
    let law = clocks.as_array().unwrap().iter().find(|clock| clock["policy"] == "L02").unwrap().clone();
    assert_eq!((law["outcome"].as_str(), law["late_minutes"].as_i64()), (Some("reached"), Some(3)));
    app.finish().await;
}

async fn an_answer_stops_its_own_ladder_and_no_other(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&report_of("high")).await;
    expect_mails(&app, &[(0, &[RESPONDER]), (HOUR, &[RESPONDER])]).await;
    app.advance(Duration::minutes(59)).await;
    let responder = app.sign_in("responder@x.example").await;
    app.take(&responder, &case, "high").await;
    // Counted from hour 2, one minute before which somebody took the case.
    expect_mails(&app, &[(4 * HOUR + 1, &[LEAD]), (7 * HOUR + 1, &[LEAD])]).await;
    app.advance(Duration::minutes(10)).await;
    let responder = app.sign_in("responder@x.example").await;
    assert!(responder.contact(&case, &met_alone()).await);
    let seen = app.mailed().len();
    app.advance(Duration::hours(26)).await;
    assert_eq!(since(&app, seen), Vec::<String>::new(), "neither hour 12 nor hour 24 of the contact");
    app.advance(Duration::hours(1)).await;
    assert_eq!(since(&app, seen), [LEAD], "three quarters of the time until the person is safe");
    app.finish().await;
}

async fn a_review_clock_runs_when_no_other_does_and_its_ladder_works(app: TestApp) {
    for (severity, days) in [("high", 7), ("medium", 30)] {
        let app = crate::support::TestApp::new(if app.ctx.db.backend() == sea_orm::DbBackend::Postgres {
            crate::support::Kind::Postgres
        } else {
            crate::support::Kind::Sqlite
        })
        .await;
        staff_everywhere(&app).await;
        let case = app.report(&report_of(severity)).await;
        let lead = app.sign_in("lead@x.example").await;
        app.take(&lead, &case, severity).await;
        lead.contact(&case, &met_alone()).await;
        lead.act(&case, "safety", &json!({"reason": "x"})).await.expect(201);
        expect_mails(&app, &[(0, &[RESPONDER]), (days * 24 * HOUR, &[LEAD])]).await;
        expect_silence(&app, Duration::days(3)).await;
        let lead = app.sign_in("lead@x.example").await;
        assert_eq!(lead.get("/api/v1/cases").await.json()["cases"][0]["overdue"], true);
        lead.act(&case, "reviews", &json!({"finding": "Ổn"})).await.expect(201);
        // After the first month an urgent case is reviewed like a calm one; here it is still within it.
        expect_mails(&app, &[(days * 24 * HOUR, &[LEAD])]).await;
        app.finish().await;
    }
    app.finish().await;
}

async fn the_page_of_the_case_shows_who_was_told(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&report_of("high")).await;
    let start = app.now();
    app.advance(Duration::hours(5)).await;
    let view = app.staff(Role::Lead, OFFICE).await.open(&case).await;
    let told: Vec<_> = view["escalations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["target"].as_str().unwrap(), e["office"].as_str(), e["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("duty_person", Some(OFFICE), "told"), ("chair", Some(OFFICE), "told"), ("province_health", Some("syt-79"), "told")]);
    assert!(
        view["escalations"].as_array().unwrap().iter().all(|e| e["at"] == json!(start + Duration::hours(5))),
        "as it really was, not as planned"
    );
    let states: Vec<_> = view["alerts"].as_array().unwrap().iter().map(|alert| alert["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["sent"; 4]);
    app.finish().await;
}

both!(
    an_emergency_climbs_within_hours,
    a_high_case_climbs_within_two_days,
    a_medium_case_climbs_within_days,
    a_low_case_climbs_in_working_days,
    for_a_child_the_law_climbs_too,
    an_answer_stops_its_own_ladder_and_no_other,
    a_review_clock_runs_when_no_other_does_and_its_ladder_works,
    the_page_of_the_case_shows_who_was_told,
);
