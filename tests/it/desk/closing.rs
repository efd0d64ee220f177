//! Closing: a lead may where nothing can be hidden by it; the office above where something could.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

fn because(reason: &str) -> Value {
    json!({"reason": reason, "note": "x"})
}

/// Codes of the taxonomy that a lead may close for alone, and those that need somebody above.
fn reasons(app: &TestApp) -> (Vec<String>, Vec<String>) {
    let taxonomy = codes_in_the_file();
    let known = |code: &&str| app.ctx.taxonomy.closure_reasons.get(code).is_some();
    let all: Vec<&str> = taxonomy.iter().map(String::as_str).filter(known).collect();
    let own = ["safe_stable", "support_given"];
    let (lead, above): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|code| own.contains(code));
    (lead.into_iter().map(str::to_owned).collect(), above.into_iter().map(str::to_owned).collect())
}

fn codes_in_the_file() -> Vec<String> {
    let list =
        include_str!("../../../seeds/taxonomy.yaml").split("\nclosure_reasons:").nth(1).unwrap().split("\nchannels:").next().unwrap();
    list.split("{code: ").skip(1).map(|entry| entry.split(',').next().unwrap().to_owned()).collect()
}

async fn only_a_lead_closes_and_only_for_a_known_reason(app: TestApp) {
    let (responder, lead) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, OFFICE).await);
    let case = app.report(&report_of("high")).await;
    responder.act(&case, "closure", &because("support_given")).await.expect(403);
    assert_eq!(lead.act(&case, "closure", &because("done")).await.expect(422).problem().1, ["/reason"]);
    assert!(lead.contact(&case, &met_alone()).await);
    lead.act(&case, "closure", &because("support_given")).await.expect(201);
    let view = lead.open(&case).await;
    assert_eq!((view["closure_reason"].as_str(), view["closed_at"].is_string()), (Some("support_given"), true));
    let clocks = view["deadlines"].as_array().unwrap();
    let left = clocks.iter().filter(|clock| clock["stops_on"] != "first_contact");
    assert!(left.into_iter().all(|clock| clock["outcome"] == "missed"), "what was not reached is missed");
    app.finish().await;
}

async fn reasons_that_could_hide_something_are_for_the_office_above(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let responder_above = app.staff(Role::Responder, PARENT).await;
    let (own, need_parent) = reasons(&app);
    assert_eq!((own.len(), need_parent.len()), (2, 9));
    for reason in need_parent {
        let case = app.report(&report_of("high")).await;
        let refused = lead.act(&case, "closure", &because(&reason)).await.expect(403);
        assert_eq!(refused.problem().0, "needs-parent", "{reason}");
        responder_above.act(&case, "closure", &because(&reason)).await.expect(403);
        for how in ["phone", "text", "in_person"] {
            lead.contact(&case, &json!({"with": "person_at_risk", "outcome": "no_answer", "how": how})).await;
        }
        assert!(lead.contact(&case, &met_alone()).await);
        if reason == "spam_or_test" {
            lead.act(&case, "closure-requests", &because(&reason)).await.expect(201);
        }
        above.act(&case, "closure", &because(&reason)).await.expect(201);
    }
    for reason in own {
        let case = app.report(&report_of("high")).await;
        lead.meet_and_close(&case, &reason).await;
    }
    app.finish().await;
}

/// Worked example 7 of DOMAIN 2C.
async fn a_duplicate_of_another_offices_case_does_not_vanish_below(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let case = app.report(&report_of("emergency")).await;
    assert_eq!(lead.act(&case, "closure", &because("duplicate")).await.expect(403).problem().0, "needs-parent");
    assert!(lead.open(&case).await["closed_at"].is_null());
    assert_eq!(lead.queue().await, [case.as_str()]);
    app.finish().await;
}

async fn a_watched_case_is_closed_above(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let mut report = report_of("high");
    report["alleged_perpetrators"] = json!([{"relation": "teacher"}]);
    let case = app.report(&report).await;
    assert_eq!(lead.act(&case, "closure", &because("safe_stable")).await.expect(403).problem().0, "needs-parent");
    assert!(lead.contact(&case, &met_alone()).await);
    above.act(&case, "closure", &because("safe_stable")).await.expect(201);
    app.finish().await;
}

async fn offices_that_only_look_on_do_not_close(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    app.db_add_police().await;
    let police = app.staff(Role::Lead, crate::support::POLICE).await;
    let case = app.report(&report_of("emergency")).await;
    police.open(&case).await;
    assert_eq!(police.act(&case, "closure", &because("support_given")).await.expect(403).problem().0, "not-accountable");
    app.finish().await;
}

async fn nothing_more_happens_to_a_closed_case(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    lead.open(&case).await;
    lead.meet_and_close(&case, "safe_stable").await;
    for (resource, body) in [
        ("acknowledgement", app.acknowledgement("high")),
        ("contacts", met_alone()),
        ("messages", json!({"text": "x"})),
        ("safety", json!({"reason": "x"})),
        ("reviews", json!({"finding": "x"})),
        ("closure", because("support_given")),
        ("exclusions", json!({})),
        ("notes", json!({"text": "x"})),
        ("triage", json!({"version": "1", "reason": "x"})),
        ("corrections", json!({"of": "note:00000000-0000-0000-0000-000000000007", "text": "x"})),
        ("closure-requests", because("support_given")),
        ("closure-refusal", json!({"reason": "x"})),
    ] {
        assert_eq!(lead.act(&case, resource, &body).await.expect(409).problem().0, "case-closed", "{resource}");
    }
    let mails = app.mailed().len();
    app.advance(chrono::Duration::days(7)).await;
    let told = app.mailed()[mails..].len();
    assert!(told <= 1, "only the alert of the beginning, no escalation: {told}");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM escalation").await, 0);
    app.finish().await;
}

both!(
    only_a_lead_closes_and_only_for_a_known_reason,
    reasons_that_could_hide_something_are_for_the_office_above,
    a_duplicate_of_another_offices_case_does_not_vanish_below,
    a_watched_case_is_closed_above,
    offices_that_only_look_on_do_not_close,
    nothing_more_happens_to_a_closed_case,
);
