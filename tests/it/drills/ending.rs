//! How a drill ends, and that nothing real ends like one.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{drilled, later, list, ready};
use crate::{
    both,
    support::{COMMITTEE, TestApp, acts::report_of},
};

async fn anybody_accountable_ends_a_drill_and_only_with_its_own_reason(app: TestApp) {
    let above = ready(&app).await;
    let case = drilled(&above, "high").await;
    let (lan, minh) = (app.sign_in("lan@x.example").await, app.sign_in("minh@x.example").await);
    let other = minh.act(&case, "closure", &json!({"reason": "support_given"})).await.expect(422).problem();
    assert_eq!(other, ("drill-reason".to_owned(), vec!["/reason".to_owned()]));
    lan.act(&case, "closure", &json!({"reason": "drill"})).await.expect(201);
    lan.act(&case, "closure", &json!({"reason": "drill"})).await.expect(409);
    let row = app.db_case(&case).await;
    assert_eq!((row.closure_reason.as_deref(), row.attention_at), (Some("drill"), None));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM deadline WHERE stopped_at IS NULL").await, 0);
    assert_eq!(list(&above).await[0]["state"], "ended");
    // The office above ends one as well.
    let case = drilled(&above, "high").await;
    app.sign_in("syt@x.example").await.act(&case, "closure", &json!({"reason": "drill"})).await.expect(201);
    app.finish().await;
}

/// The abuser in the commune office cannot call a real report practice.
async fn nothing_real_can_be_ended_as_a_drill(app: TestApp) {
    ready(&app).await;
    let real = app.report(&report_of("emergency")).await;
    for email in ["lan@x.example", "minh@x.example", "syt@x.example"] {
        let refused = app.sign_in(email).await.act(&real, "closure", &json!({"reason": "drill"})).await.expect(422).problem();
        assert_eq!(refused, ("not-a-drill".to_owned(), vec!["/reason".to_owned()]), "{email}");
    }
    app.advance(Duration::hours(30)).await;
    assert!(app.db_case(&real).await.closed_at.is_none(), "and nothing real ends by itself");
    app.finish().await;
}

async fn a_drill_ends_by_itself_after_a_day_and_stops_climbing(app: TestApp) {
    let above = ready(&app).await;
    app.db_add_staff("tinh@x.example", Role::Responder, COMMITTEE).await;
    let case = drilled(&above, "emergency").await;
    app.advance(Duration::hours(24) - Duration::seconds(1)).await;
    assert!(app.db_case(&case).await.closed_at.is_none());
    app.advance(Duration::seconds(1)).await;
    let row = app.db_case(&case).await;
    assert_eq!((row.closed_at, row.closure_reason.as_deref()), (Some(app.now()), Some("drill")));
    let told = app.mailed().len();
    app.advance(Duration::days(3)).await;
    assert_eq!(app.mailed().len(), told, "nobody is bothered any more");
    let [measured] = list(&later(&app).await).await.try_into().unwrap();
    assert_eq!((&measured["state"], &measured["acknowledged_after_minutes"]), (&json!("ended"), &json!(null)));
    app.finish().await;
}

both!(
    anybody_accountable_ends_a_drill_and_only_with_its_own_reason,
    nothing_real_can_be_ended_as_a_drill,
    a_drill_ends_by_itself_after_a_day_and_stops_climbing,
);
