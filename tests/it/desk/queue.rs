//! The queue: own cases only, what is due first on top.

use chrono::Duration;
use langnghe::kernel::terms::Role;

use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{NEXT_DOOR, OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR, codes, report_from, report_of},
        full_report,
    },
};

async fn the_queue_shows_what_is_due_first_page_by_page(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let mut filed = Vec::new();
    for number in 0..120 {
        // Four at a time, so that several cases are due in the very same instant.
        if number % 4 == 0 {
            app.clock.advance(Duration::seconds(37));
        }
        let severity = ["low", "medium", "high", "emergency", "high"][number % 5];
        filed.push(app.report(&report_of(severity)).await);
    }
    let (mut seen, mut dues, mut pages, mut path) = (Vec::new(), Vec::new(), Vec::new(), "/api/v1/cases".to_owned());
    loop {
        let page = responder.get(&path).await.expect(200).json();
        pages.push(page["cases"].as_array().unwrap().len());
        seen.extend(codes(&page));
        dues.extend(page["cases"].as_array().unwrap().iter().map(|case| case["due_at"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/cases?after={next}");
    }
    assert_eq!(pages, [50, 50, 20]);
    assert!(dues.is_sorted_by_key(|due| chrono::DateTime::parse_from_rfc3339(due).unwrap()));
    let first = responder.open(&seen[0]).await;
    assert_eq!(first["severity"], "emergency", "the shortest allowance stands on top");
    seen.sort();
    filed.sort();
    assert_eq!(seen, filed, "each case once");
    app.finish().await;
}

async fn overdue_cases_stand_on_top_and_closed_ones_nowhere(app: TestApp) {
    app.db_add_staff("lead@sg.example", Role::Lead, OFFICE).await;
    let lead = app.sign_in("lead@sg.example").await;
    let overdue = app.report(&report_of("high")).await;
    let closed = app.report(&report_of("high")).await;
    lead.meet_and_close(&closed, "support_given").await;
    app.clock.advance(Duration::minutes(119));
    let fresh = app.report(&report_of("emergency")).await;
    app.clock.advance(Duration::minutes(2));
    let lead = app.sign_in("lead@sg.example").await;
    let page = lead.get("/api/v1/cases").await.expect(200).json();
    assert_eq!(codes(&page), [overdue.as_str(), &fresh]);
    assert_eq!((page["cases"][0]["overdue"].as_bool(), page["cases"][1]["overdue"].as_bool()), (Some(true), Some(false)));
    app.finish().await;
}

async fn a_made_up_cursor_is_refused_at_its_field(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    for cursor in ["x", "eyJkdWVfYXQiOjF9", "%00"] {
        let refused = responder.get(&format!("/api/v1/cases?after={cursor}")).await.expect(422);
        assert_eq!(refused.problem().1, ["/after"], "{cursor}");
    }
    app.finish().await;
}

async fn another_office_sees_nothing_as_if_nothing_were_there(app: TestApp) {
    for office in [OFFICE, OFFICE_NEXT_DOOR, OFFICE_ELSEWHERE] {
        app.db_add_staff(&format!("lead@{office}.example"), Role::Lead, office).await;
    }
    let case = app.report(&full_report()).await;
    let next_door = app.report(&report_from(NEXT_DOOR, "high")).await;
    for office in [OFFICE_NEXT_DOOR, OFFICE_ELSEWHERE] {
        let stranger = app.sign_in(&format!("lead@{office}.example")).await;
        assert!(!stranger.queue().await.contains(&case));
        let real = stranger.get(&format!("/api/v1/cases/{case}")).await.expect(404);
        let made_up = stranger.get("/api/v1/cases/7Z7Z7Z7Z").await.expect(404);
        assert_eq!(real, made_up, "a case of another office and no case at all");
        for (resource, body) in acts(&app) {
            let real = stranger.act(&case, resource, &body).await.expect(404);
            let made_up = stranger.act("7Z7Z7Z7Z", resource, &body).await.expect(404);
            assert_eq!(real, made_up, "{resource}");
        }
    }
    let own = app.sign_in(&format!("lead@{OFFICE}.example")).await;
    assert_eq!(own.queue().await, [case.as_str()]);
    let parent = app.staff(Role::Lead, PARENT).await;
    assert_eq!(parent.queue().await, [case.as_str(), &next_door], "the parent sees the offices below it");
    app.finish().await;
}

/// Every act on a case with a body that would be taken.
fn acts(app: &TestApp) -> Vec<(&'static str, serde_json::Value)> {
    use serde_json::json;
    vec![
        ("acknowledgement", app.acknowledgement("emergency")),
        ("contacts", crate::support::acts::met_alone()),
        ("messages", json!({"text": "x"})),
        ("safety", json!({"reason": "x"})),
        ("reviews", json!({"finding": "x"})),
        ("closure", json!({"reason": "support_given"})),
        ("exclusions", json!({})),
        ("identity", json!({"reason": "x"})),
        ("identity-requests", json!({"reason": "x"})),
        ("emergency-contact", json!({"reason": "x"})),
    ]
}

both!(
    the_queue_shows_what_is_due_first_page_by_page,
    overdue_cases_stand_on_top_and_closed_ones_nowhere,
    a_made_up_cursor_is_refused_at_its_field,
    another_office_sees_nothing_as_if_nothing_were_there,
);
