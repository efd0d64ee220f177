//! Whom an escalation reached can read the case; before that they cannot.

use chrono::Duration;

use super::staff_everywhere;
use crate::{
    both,
    support::{CANARY, TestApp, acts::report_of, full_report},
};

async fn a_higher_rung_reads_after_it_was_told_and_not_before(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&full_report()).await;
    app.advance(Duration::minutes(59)).await;
    let province = app.sign_in("province@x.example").await;
    province.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(province.queue().await, Vec::<String>::new());
    app.advance(Duration::minutes(1)).await;
    let province = app.sign_in("province@x.example").await;
    assert_eq!(province.queue().await, [case.as_str()]);
    let view = province.open(&case).await;
    assert_eq!(view["opened"]["reports"][0]["story"], format!("{CANARY} story"));
    // Who is told of a missed deadline does not need to know who reported.
    for act in ["identity", "identity-requests", "emergency-contact"] {
        province.act(&case, act, &serde_json::json!({"reason": "x"})).await.expect(404);
    }
    let other = app.report(&report_of("high")).await;
    province.get(&format!("/api/v1/cases/{other}")).await.expect(404);
    app.finish().await;
}

async fn who_is_told_of_an_emergency_reads_it_at_once(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&full_report()).await;
    let high = app.report(&report_of("high")).await;
    for (who, at_once) in [("police@x.example", 403), ("night@x.example", 200)] {
        let told = app.sign_in(who).await;
        assert_eq!(told.open(&case).await["opened"]["reports"][0]["story"], format!("{CANARY} story"));
        told.act(&case, "identity", &serde_json::json!({})).await.expect(403);
        told.act(&case, "emergency-contact", &serde_json::json!({"reason": "x"})).await.expect(at_once);
        told.get(&format!("/api/v1/cases/{high}")).await.expect(404);
    }
    app.finish().await;
}

both!(a_higher_rung_reads_after_it_was_told_and_not_before, who_is_told_of_an_emergency_reads_it_at_once);
