//! Whose figures somebody sees, of which days, and what is left out.

use axum::http::StatusCode;
use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{HOUR, figures, until};
use crate::{
    both,
    support::{
        COMMITTEE, OFFICE, PARENT, TestApp,
        acts::{ELSEWHERE, MINISTRY, NEXT_DOOR, OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR, report_from, report_of},
    },
};

/// Province codes with their number of cases.
fn by_province(figures: &Value) -> Vec<(Option<String>, u64)> {
    let rows = figures["provinces"].as_array().unwrap().iter();
    rows.map(|row| (row["province"].as_str().map(str::to_owned), row["acknowledged"]["n"].as_u64().unwrap())).collect()
}

fn n(figures: &Value) -> u64 {
    figures["total"]["first_contact"]["n"].as_u64().unwrap()
}

async fn everybody_sees_their_own_area(app: TestApp) {
    for office in [OFFICE, OFFICE_NEXT_DOOR, OFFICE_ELSEWHERE] {
        app.db_add_staff(&format!("hoa@{office}.example"), Role::Responder, office).await;
    }
    for (commune, count) in [("26740", 1), (NEXT_DOOR, 2), (ELSEWHERE, 3)] {
        for _ in 0..count {
            app.report(&report_from(commune, "high")).await;
        }
    }
    app.report(&json!({"story": "nobody knows where", "category": "violence"})).await;
    let province = figures(&app, Role::Supervisor, PARENT).await;
    assert_eq!(by_province(&province), [(Some("79".into()), 3)]);
    assert_eq!((province["definition_version"].as_u64(), n(&province)), (Some(1), 3));
    assert!(province["provinces"][0]["name"].as_str().unwrap().contains("Hồ Chí Minh"));
    assert_eq!(by_province(&figures(&app, Role::Supervisor, COMMITTEE).await), [(Some("79".into()), 3)]);
    assert_eq!(by_province(&figures(&app, Role::Supervisor, "syt-01").await), [(Some("01".into()), 3)]);
    assert_eq!(n(&figures(&app, Role::Lead, OFFICE).await), 1);
    assert_eq!(n(&figures(&app, Role::Supervisor, OFFICE_NEXT_DOOR).await), 2);
    let country = figures(&app, Role::Supervisor, MINISTRY).await;
    let mut rows = by_province(&country);
    rows.sort();
    assert_eq!(rows, [(None, 1), (Some("01".into()), 3), (Some("79".into()), 3)]);
    assert_eq!(n(&country), 7);
    app.finish().await;
}

async fn only_those_who_answer_for_an_office_see_figures(app: TestApp) {
    app.visitor().get("/api/v1/oversight/response-times").await.expect(401);
    for (role, status) in [
        (Role::Responder, StatusCode::FORBIDDEN),
        (Role::Administrator, StatusCode::FORBIDDEN),
        (Role::Operator, StatusCode::FORBIDDEN),
        (Role::Lead, StatusCode::OK),
        (Role::Supervisor, StatusCode::OK),
    ] {
        let answer = app.staff(role, PARENT).await.get("/api/v1/oversight/response-times").await;
        assert_eq!(answer.status, status, "{}", role.code());
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'figures_read'").await, 2, "looking at figures is entered");
    app.finish().await;
}

/// The health department must not know; a case kept from the whole commune is counted where it is answered for, not where it lies.
async fn whoever_must_not_know_does_not_count_it_either(app: TestApp) {
    app.db_add_staff("hoa@sg.example", Role::Responder, OFFICE).await;
    app.db_add_staff("above@syt.example", Role::Responder, PARENT).await;
    app.report(&report_of("high")).await;
    let without = [figures(&app, Role::Supervisor, PARENT).await, figures(&app, Role::Lead, OFFICE).await];
    let mut about_the_department = report_of("high");
    about_the_department["alleged_perpetrators"] = json!([{"relation": "neighbour", "workplace": "Sở Y tế"}]);
    app.report(&about_the_department).await;
    assert_eq!(figures(&app, Role::Supervisor, PARENT).await, without[0], "as if it did not exist");
    assert_eq!(n(&figures(&app, Role::Supervisor, COMMITTEE).await), 2);
    assert_eq!(n(&figures(&app, Role::Lead, OFFICE).await), 2);

    let mut kept_from_the_commune = report_of("high");
    kept_from_the_commune["must_not_know"] = json!(["whole_commune"]);
    app.report(&kept_from_the_commune).await;
    assert_eq!(n(&figures(&app, Role::Lead, OFFICE).await), 2);
    assert_eq!(n(&figures(&app, Role::Supervisor, PARENT).await), 2);
    app.finish().await;
}

async fn spam_confirmed_above_is_printed_as_left_out(app: TestApp) {
    let above = app.staff(Role::Lead, PARENT).await;
    app.db_add_staff("lead@sg.example", Role::Lead, OFFICE).await;
    let (spam, _real) = (app.report(&report_of("high")).await, app.report(&report_of("high")).await);
    let lead = app.sign_in("lead@sg.example").await;
    lead.act(&spam, "closure", &json!({"reason": "spam_or_test"})).await.expect(403);
    let total = figures(&app, Role::Supervisor, PARENT).await["total"].clone();
    assert_eq!(
        (total["acknowledged"]["n"].as_u64(), total["acknowledged"]["excluded"].as_u64()),
        (Some(2), Some(0)),
        "it counts until then"
    );
    app.close_as_spam(&above, &spam).await;
    let total = figures(&app, Role::Supervisor, PARENT).await["total"].clone();
    for figure in ["acknowledged", "first_contact"] {
        assert_eq!((total[figure]["n"].as_u64(), total[figure]["excluded"].as_u64()), (Some(1), Some(1)), "{figure}");
    }
    app.finish().await;
}

/// Days are those of Viet Nam: Saturday ends at 17:00 UTC.
async fn a_period_is_made_of_whole_days_here(app: TestApp) {
    app.db_add_staff("hoa@sg.example", Role::Responder, OFFICE).await;
    until(&app, 2 * HOUR - 1).await;
    app.report(&report_of("high")).await;
    until(&app, 2 * HOUR).await;
    app.report(&report_of("high")).await;
    let supervisor = app.staff(Role::Supervisor, PARENT).await;
    for (query, count) in [
        ("?from=2026-11-21&to=2026-11-21", 1),
        ("?from=2026-11-22&to=2026-11-22", 1),
        ("?from=2026-11-21&to=2026-11-22", 2),
        ("?from=2026-11-22", 1),
        ("?to=2026-11-21", 1),
        ("?from=2026-11-23&to=2026-11-30", 0),
        ("?from=2026-11-30&to=2026-11-01", 0),
        ("?from=&to=", 2),
        ("", 2),
    ] {
        let seen = supervisor.get(&format!("/api/v1/oversight/response-times{query}")).await.expect(200).json();
        assert_eq!(n(&seen), count, "{query}");
        if count == 0 {
            assert_eq!((&seen["provinces"], &seen["total"]["first_contact"]["median"]), (&json!([]), &Value::Null), "{query}");
        }
    }
    app.finish().await;
}

async fn thirty_days_are_counted_where_nothing_is_said(app: TestApp) {
    app.db_add_staff("hoa@sg.example", Role::Responder, OFFICE).await;
    app.report(&report_of("medium")).await;
    app.advance(Duration::days(30) - Duration::minutes(1)).await;
    assert_eq!(n(&figures(&app, Role::Supervisor, PARENT).await), 1);
    app.advance(Duration::minutes(2)).await;
    assert_eq!(n(&figures(&app, Role::Supervisor, PARENT).await), 0);
    app.finish().await;
}

async fn what_is_no_day_is_refused_at_its_field(app: TestApp) {
    let supervisor = app.staff(Role::Supervisor, PARENT).await;
    for (query, at) in [
        ("?from=yesterday", "/from"),
        ("?to=2026-13-01", "/to"),
        ("?from=2026-02-30", "/from"),
        // Days that exist in the arithmetic of no calendar we keep.
        ("?from=-262143-01-01", "/from"),
        ("?to=+262142-12-31", "/to"),
    ] {
        let refused = supervisor.get(&format!("/api/v1/oversight/response-times{query}")).await.expect(422);
        assert_eq!(refused.problem().1, [at], "{query}");
    }
    app.finish().await;
}

both!(
    everybody_sees_their_own_area,
    only_those_who_answer_for_an_office_see_figures,
    whoever_must_not_know_does_not_count_it_either,
    spam_confirmed_above_is_printed_as_left_out,
    a_period_is_made_of_whole_days_here,
    thirty_days_are_counted_where_nothing_is_said,
    what_is_no_day_is_refused_at_its_field,
);
