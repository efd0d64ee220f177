//! "Has anybody contacted you?": a *no* against a recorded contact counts until the office above has decided.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{contacted, filed};
use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

/// In time, missed so far, disputed.
async fn figure(app: &TestApp) -> [u64; 3] {
    let seen = app.staff(Role::Supervisor, PARENT).await.get("/api/v1/oversight/response-times").await.expect(200).json();
    ["in_time", "missed_so_far", "disputed"].map(|name| seen["total"]["first_contact"][name].as_u64().unwrap())
}

fn decided(decision: &str) -> Value {
    json!({"decision": decision, "reason": "đã hỏi cả hai phía"})
}

async fn a_no_against_a_recorded_contact_is_not_in_time_until_the_office_above_decides(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let (case, reporter) = filed(&app, &report_of("emergency")).await;
    app.take(&lead, &case, "emergency").await;
    app.clock.advance(Duration::minutes(30));
    assert!(lead.contact(&case, &met_alone()).await);
    assert_eq!(figure(&app).await, [1, 0, 0]);
    app.clock.advance(Duration::hours(3));
    contacted(&reporter, "no").await;
    app.work().await;
    assert_eq!(figure(&app).await, [0, 1, 1]);
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    assert_eq!(lead.open(&case).await["disputed"], true);
    contacted(&reporter, "yes").await;
    assert_eq!(figure(&app).await, [0, 1, 1], "the wrong person cannot take it back");
    assert_eq!(lead.act(&case, "dispute", &decided("contact_stands")).await.expect(403).problem().0, "needs-parent");
    assert_eq!(
        above.act(&case, "dispute", &json!({"decision": "contact_stands", "reason": ""})).await.expect(422).problem().1,
        ["/reason"]
    );
    assert_eq!(above.act(&case, "dispute", &json!({"decision": "maybe", "reason": "x"})).await.expect(422).problem().1, ["/decision"]);
    above.act(&case, "dispute", &decided("contact_stands")).await.expect(201);
    assert_eq!(figure(&app).await, [1, 0, 0]);
    assert_eq!(lead.open(&case).await["disputed"], false);
    assert_eq!(above.act(&case, "dispute", &decided("no_contact")).await.expect(422).problem().1, ["/decision"], "decided once");
    app.finish().await;
}

async fn a_contact_that_never_was_counts_as_none_for_good(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let (case, reporter) = filed(&app, &report_of("emergency")).await;
    app.take(&lead, &case, "emergency").await;
    assert!(lead.contact(&case, &met_alone()).await);
    contacted(&reporter, "no").await;
    above.act(&case, "dispute", &decided("no_contact")).await.expect(201);
    app.clock.advance(Duration::hours(3));
    assert_eq!(figure(&app).await, [0, 1, 0]);
    app.finish().await;
}

async fn other_answers_and_a_no_before_the_contact_dispute_nothing(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let (case, reporter) = filed(&app, &report_of("emergency")).await;
    contacted(&reporter, "no").await;
    app.clock.advance(Duration::minutes(10));
    app.take(&lead, &case, "emergency").await;
    assert!(lead.contact(&case, &met_alone()).await);
    for answer in ["yes", "not_helped", "unknown"] {
        contacted(&reporter, answer).await;
    }
    assert_eq!(figure(&app).await, [1, 0, 0]);
    let wrong = reporter.post("/api/v1/follow-up/contacted", &json!({"answer": "maybe"})).await.expect(422);
    assert_eq!(wrong.problem().1, ["/answer"]);
    app.finish().await;
}

/// A contact that is stated to have happened before the "no" is denied by it, also when it is written down after.
async fn a_contact_stated_for_a_time_before_the_no_is_denied_by_it(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let (case, reporter) = filed(&app, &report_of("emergency")).await;
    app.take(&lead, &case, "emergency").await;
    app.clock.advance(Duration::minutes(60));
    contacted(&reporter, "no").await;
    app.clock.advance(Duration::minutes(10));
    let mut earlier = met_alone();
    earlier["happened_at"] = json!(app.now() - Duration::minutes(40));
    assert!(lead.contact(&case, &earlier).await);
    assert_eq!(figure(&app).await, [0, 0, 1]);
    app.finish().await;
}

both!(
    a_no_against_a_recorded_contact_is_not_in_time_until_the_office_above_decides,
    a_contact_that_never_was_counts_as_none_for_good,
    other_answers_and_a_no_before_the_contact_dispute_nothing,
    a_contact_stated_for_a_time_before_the_no_is_denied_by_it,
);
