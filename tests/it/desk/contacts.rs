//! Contacts: what counts as having reached the person, and what does not; messages; safety; reviews.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

/// A contact that would count, with something changed.
fn met(change: &Value) -> Value {
    let mut body = met_alone();
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

async fn only_the_person_out_of_reach_of_others_is_a_first_contact(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("emergency")).await;
    for not_yet in [
        met(&json!({"alone": "in_front_of_family"})),
        met(&json!({"how": "phone"})),
        met(&json!({"how": "video"})),
        met(&json!({"how": "text"})),
        met(&json!({"with": "reporter"})),
        met(&json!({"with": "family"})),
        met(&json!({"with": "professional"})),
        met(&json!({"outcome": "no_answer"})),
        json!({"with": "person_at_risk", "outcome": "not_safe", "how": "in_person"}),
        json!({"with": "person_at_risk", "outcome": "wrong_number", "how": "phone"}),
    ] {
        assert!(!responder.contact(&case, &not_yet).await, "{not_yet}");
    }
    let view = responder.open(&case).await;
    assert_eq!(view["milestones"], json!([]));
    assert_eq!(view["opened"]["contacts"].as_array().unwrap().len(), 10, "attempts are kept");
    assert!(responder.contact(&case, &met_alone()).await);
    assert_eq!(responder.open(&case).await["milestones"][0]["code"], "first_contact");
    app.finish().await;
}

async fn a_trusted_person_may_be_there_and_where_it_is_calm_a_call_counts(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let urgent = app.report(&report_of("high")).await;
    assert!(!responder.contact(&urgent, &met(&json!({"how": "phone"}))).await, "high: face to face");
    assert!(responder.contact(&urgent, &met(&json!({"alone": "trusted_person"}))).await);
    for (severity, how) in [("medium", "phone"), ("medium", "video"), ("low", "text")] {
        let calm = app.report(&report_of(severity)).await;
        assert!(!responder.contact(&calm, &met(&json!({"how": how, "alone": "in_front_of_family"}))).await);
        assert!(responder.contact(&calm, &met(&json!({"how": how}))).await, "{severity} by {how}");
    }
    app.finish().await;
}

async fn without_a_named_person_the_reporter_is_who_can_be_reached(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let mut report = report_of("high");
    report.as_object_mut().unwrap().remove("persons_at_risk");
    let case = app.report(&report).await;
    assert!(!responder.contact(&case, &json!({"with": "reporter", "outcome": "no_answer", "how": "phone"})).await);
    assert!(responder.contact(&case, &met(&json!({"with": "reporter", "how": "phone"}))).await);
    report["persons_at_risk"] = json!([{"name": "A"}]);
    let named = app.report(&report).await;
    assert!(!responder.contact(&named, &met(&json!({"with": "reporter"}))).await, "somebody is named, though nothing more is known");
    app.finish().await;
}

async fn a_contact_has_to_say_who_could_hear_it_and_when_it_was(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let mut silent = met_alone();
    silent.as_object_mut().unwrap().remove("alone");
    for (body, at) in [
        (silent, "/alone"),
        (met(&json!({"with": "neighbour"})), "/with"),
        (met(&json!({"outcome": "ok"})), "/outcome"),
        (met(&json!({"alone": "yes"})), "/alone"),
        (met(&json!({"how": "telepathy"})), "/how"),
        (met(&json!({"happened_at": "yesterday"})), "/happened_at"),
        (met(&json!({"happened_at": app.now() + Duration::minutes(6)})), "/happened_at"),
        (met(&json!({"happened_at": app.now() - Duration::seconds(1)})), "/happened_at"),
    ] {
        assert_eq!(responder.act(&case, "contacts", &body).await.expect(422).problem().1, [at], "{body}");
    }
    assert!(responder.contact(&case, &met(&json!({"happened_at": app.now() + Duration::minutes(4)}))).await, "a phone may be ahead of us");
    let view = responder.open(&case).await;
    assert_eq!(view["milestones"][0]["happened_at"], json!(app.now()), "but nothing happens in the future");
    app.finish().await;
}

async fn the_first_contact_stays_the_first(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.clock.advance(Duration::hours(1));
    responder.contact(&case, &met_alone()).await;
    let first = responder.open(&case).await["milestones"].clone();
    app.clock.advance(Duration::hours(1));
    responder.contact(&case, &met(&json!({"happened_at": app.now() - Duration::minutes(110)}))).await;
    assert_eq!(responder.open(&case).await["milestones"], first, "nobody gets faster afterwards");
    app.finish().await;
}

async fn the_office_above_may_note_a_contact_that_is_not_the_first_contact(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let above = app.staff(Role::Lead, PARENT).await;
    let case = app.report(&report_of("high")).await;
    assert!(!above.contact(&case, &met_alone()).await);
    app.finish().await;
}

async fn a_conversation_goes_both_ways_and_its_clock_stops_with_an_answer(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let receipt = app.visitor().report(&report_of("high")).await;
    let (case, reporter) = (receipt["case_code"].as_str().unwrap(), app.reporter(receipt["access_code"].as_str().unwrap()));
    reporter.post("/api/v1/follow-up/messages", &json!({"text": "Khi nào?"})).await.expect(201);
    let answers = |view: &Value| -> Vec<String> {
        let clocks = view["deadlines"].as_array().unwrap().iter().filter(|clock| clock["policy"] == "R-ANSWER");
        clocks.map(|clock| clock["outcome"].as_str().unwrap_or("running").to_owned()).collect()
    };
    assert_eq!(answers(&responder.open(case).await), ["running"]);
    app.clock.advance(Duration::minutes(5));
    assert_eq!(responder.act(case, "messages", &json!({"text": " "})).await.expect(422).problem().1, ["/text"]);
    responder.act(case, "messages", &json!({"text": "Tối nay."})).await.expect(201);
    let view = responder.open(case).await;
    assert_eq!(answers(&view), ["reached"]);
    let said: Vec<_> = view["opened"]["messages"].as_array().unwrap().iter().map(|m| (m["from"].as_str(), m["text"].as_str())).collect();
    assert_eq!(said, [(Some("reporter"), Some("Khi nào?")), (Some("office"), Some("Tối nay."))]);
    assert_eq!(reporter.thread().await[1].1, "Tối nay.");
    app.finish().await;
}

async fn a_lead_answers_for_safety_with_a_reason(app: TestApp) {
    let (responder, lead, above) =
        (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let case = app.report(&report_of("emergency")).await;
    app.clock.advance(Duration::hours(1));
    let because = json!({"reason": "QĐ 12/QĐ-UBND"});
    responder.act(&case, "safety", &because).await.expect(403);
    assert_eq!(above.act(&case, "safety", &because).await.expect(403).problem().0, "not-accountable");
    assert_eq!(lead.act(&case, "safety", &json!({"reason": " "})).await.expect(422).problem().1, ["/reason"]);
    for at in [app.now() + Duration::minutes(1), app.now() - Duration::hours(2)] {
        let refused = lead.act(&case, "safety", &json!({"reason": "x", "happened_at": at})).await.expect(422);
        assert_eq!(refused.problem().1, ["/happened_at"]);
    }
    lead.act(&case, "safety", &because).await.expect(201);
    let view = responder.open(&case).await;
    assert_eq!(view["milestones"][0]["code"], "safe");
    let safe = view["deadlines"].as_array().unwrap().iter().find(|clock| clock["policy"] == "R-EM-SAFE").unwrap();
    assert_eq!((safe["outcome"].as_str(), safe["late_minutes"].as_i64()), (Some("reached"), Some(-11 * 60)));
    app.finish().await;
}

async fn a_review_needs_a_finding_and_the_accountable_office(app: TestApp) {
    let (responder, above) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let case = app.report(&report_of("medium")).await;
    assert_eq!(responder.act(&case, "reviews", &json!({"finding": ""})).await.expect(422).problem().1, ["/finding"]);
    above.act(&case, "reviews", &json!({"finding": "x"})).await.expect(403);
    responder.act(&case, "reviews", &json!({"finding": "Ổn"})).await.expect(201);
    app.finish().await;
}

both!(
    only_the_person_out_of_reach_of_others_is_a_first_contact,
    a_trusted_person_may_be_there_and_where_it_is_calm_a_call_counts,
    without_a_named_person_the_reporter_is_who_can_be_reached,
    a_contact_has_to_say_who_could_hear_it_and_when_it_was,
    the_first_contact_stays_the_first,
    the_office_above_may_note_a_contact_that_is_not_the_first_contact,
    a_conversation_goes_both_ways_and_its_clock_stops_with_an_answer,
    a_lead_answers_for_safety_with_a_reason,
    a_review_needs_a_finding_and_the_accountable_office,
);
