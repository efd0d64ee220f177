//! Asking for a closing: who decides, what they see before, and what nobody closes away. The people are invented.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    pages::{Browser, leads_to},
    support::{
        CANARY, COMMITTEE, OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

fn because(reason: &str) -> Value {
    json!({"reason": reason})
}

/// A child of twelve; `relation` is said to do harm.
fn child_and(relation: &str) -> Value {
    let mut report = report_of("medium");
    report["persons_at_risk"] = json!([{"age": 12}]);
    report["alleged_perpetrators"] = json!([{"relation": relation}]);
    report
}

async fn nobody_closes_a_case_in_which_nobody_was_reached(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let case = app.report(&report_of("high")).await;
    for (who, reason) in [(&lead, "safe_stable"), (&lead, "support_given"), (&above, "unfounded"), (&above, "false_malicious")] {
        let refused = who.act(&case, "closure", &because(reason)).await.expect(422).problem();
        assert_eq!(refused.1, ["/reason"], "{reason}");
        who.act(&case, "closure-requests", &because(reason)).await.expect(422);
    }
    let mut in_front = met_alone();
    in_front["alone"] = json!("in_front_of_family");
    lead.contact(&case, &in_front).await;
    lead.act(&case, "closure", &because("safe_stable")).await.expect(422);
    lead.meet_and_close(&case, "safe_stable").await;
    app.finish().await;
}

async fn whoever_cannot_be_found_was_looked_for(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let case = app.report(&report_of("high")).await;
    for how in ["phone", "phone", "phone", "in_person"] {
        assert_eq!(above.act(&case, "closure", &because("unlocatable")).await.expect(422).problem().1, ["/reason"], "{how}");
        lead.contact(&case, &json!({"with": "person_at_risk", "outcome": "no_answer", "how": how})).await;
    }
    above.act(&case, "closure", &because("unlocatable")).await.expect(201);
    app.finish().await;
}

async fn spam_is_closed_by_two_people(app: TestApp) {
    let (responder, above) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let second = app.staff(Role::Lead, PARENT).await;
    let (spam, own) = (app.report(&report_of("high")).await, app.report(&report_of("high")).await);
    assert_eq!(above.act(&spam, "closure", &because("spam_or_test")).await.expect(403).problem().0, "needs-second-person");
    responder.act(&spam, "closure-requests", &because("spam_or_test")).await.expect(201);
    above.act(&spam, "closure", &because("spam_or_test")).await.expect(201);
    above.act(&own, "closure-requests", &because("spam_or_test")).await.expect(201);
    assert_eq!(above.act(&own, "closure", &because("spam_or_test")).await.expect(403).problem().0, "needs-second-person", "not oneself");
    second.act(&own, "closure", &because("spam_or_test")).await.expect(201);
    app.finish().await;
}

async fn what_could_hide_something_is_closed_by_the_office_above(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let closed_by_the_lead = async |case: &str| {
        lead.contact(case, &met_alone()).await;
        let answer = lead.act(case, "closure", &because("safe_stable")).await;
        (answer.status.as_u16() == 201).then_some(()).ok_or(answer.problem().0)
    };
    let needs_above = Err("needs-parent".to_owned());
    let emergency = app.report(&report_of("emergency")).await;
    assert_eq!(closed_by_the_lead(&emergency).await, needs_above);
    let lowered = app.report(&report_of("emergency")).await;
    app.take(&lead, &lowered, "medium").await;
    assert_eq!(closed_by_the_lead(&lowered).await, needs_above, "lowering it first is no way around");
    for (relation, expected) in [("father", &needs_above), ("step_parent", &needs_above)] {
        assert_eq!(&closed_by_the_lead(&app.report(&child_and(relation)).await).await, expected, "{relation}");
    }
    let case = app.report(&child_and("neighbour")).await;
    lead.meet_and_close(&case, "safe_stable").await;
    for case in [&emergency, &lowered] {
        above.act(case, "closure", &because("safe_stable")).await.expect(201);
    }
    app.finish().await;
}

async fn a_contact_that_is_denied_closes_nothing_below(app: TestApp) {
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let receipt = app.visitor().report(&report_of("high")).await;
    let (case, reporter) = (receipt["case_code"].as_str().unwrap(), app.reporter(receipt["access_code"].as_str().unwrap()));
    assert!(lead.contact(case, &met_alone()).await);
    reporter.post("/api/v1/follow-up/contacted", &json!({"answer": "no"})).await.expect(201);
    assert_eq!(lead.act(case, "closure", &because("safe_stable")).await.expect(403).problem().0, "needs-parent");
    above.act(case, "dispute", &json!({"decision": "no_contact", "reason": "x"})).await.expect(201);
    assert_eq!(lead.act(case, "closure", &because("safe_stable")).await.expect(422).problem().1, ["/reason"], "it never was");
    app.finish().await;
}

async fn while_it_is_asked_for_every_clock_runs_on_and_a_refusal_says_why(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let case = app.report(&report_of("emergency")).await;
    let (lan, hoa) = (app.sign_in("lan@x.example").await, app.sign_in("hoa@above.example").await);
    assert!(lan.contact(&case, &met_alone()).await);
    app.work().await;
    let before = (lan.open(&case).await["deadlines"].clone(), app.mailed().len());
    let asked = json!({"reason": "support_given", "note": format!("{CANARY} đã giúp")});
    lan.act(&case, "closure-requests", &asked).await.expect(201);
    app.work().await;
    assert_eq!(lan.open(&case).await["deadlines"], before.0);
    let mails: Vec<_> = app.mailbox.mails().into_iter().skip(before.1).filter(|mail| mail.text.contains(&case)).collect();
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["hoa@above.example"]);
    lan.act(&case, "closure-refusal", &json!({"reason": "x"})).await.expect(403);
    assert_eq!(hoa.act(&case, "closure-refusal", &json!({"reason": " "})).await.expect(422).problem().1, ["/reason"]);
    hoa.act(&case, "closure-refusal", &json!({"reason": "Chưa gặp riêng em (câu bịa)"})).await.expect(201);
    assert_eq!(hoa.act(&case, "closure-refusal", &json!({"reason": "x"})).await.expect(422).problem().1, ["/reason"], "once");
    let view = lan.open(&case).await;
    let request = &view["opened"]["closure_requests"][0];
    assert_eq!((request["decision"].as_str(), request["office"].as_str()), (Some("refused"), Some(PARENT)));
    let notes = view["opened"]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["kind"] == "refusal" && note["text"] == "Chưa gặp riêng em (câu bịa)"));
    assert!(view["closed_at"].is_null());
    app.work().await;
    assert!(app.mailed().contains(&"lan@x.example".to_owned()), "whoever goes on is told");
    app.finish().await;
}

async fn whoever_decides_sees_who_was_seen_alone_or_not_and_what_the_person_wants(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let case = app.report(&child_and("father")).await;
    let path = format!("/desk/cases/{case}");
    let lan = Browser::signed_in(&app, "lan@x.example").await;
    let by_json = app.sign_in("lan@x.example").await;
    let mut visit = met_alone();
    visit["alone"] = json!("in_front_of_family");
    by_json.contact(&case, &visit).await;
    let hoa = Browser::signed_in(&app, "hoa@above.example").await;
    let closing = async |who: &Browser| {
        let page = who.get(&path).await.expect(200).text();
        page[page.find("Khép lại vụ việc").unwrap()..page.find("Tôi quen những người này").unwrap()].to_owned()
    };
    assert!(closing(&hoa).await.contains("Chưa ai gặp riêng"), "the visit in front of the family is no meeting");
    let mut alone = met_alone();
    alone["wish"] = json!("Em muốn ở với bà (lời bịa)");
    assert!(by_json.contact(&case, &alone).await);
    let fields = [("do", "ask"), ("closure_reason", "support_given"), ("closure_note", "x")];
    let page = lan.get(&path).await.text();
    let there = leads_to(&lan.send_from(&page, &format!("{path}/closure"), &fields).await);
    assert!(there.contains("done=closure-asked"), "{there}");
    let seen = closing(&hoa).await;
    for said in ["Trước mặt gia đình", "Chỉ có hai người", "Em muốn ở với bà", "người bị cho là gây hại là người nhà", "Đồng ý khép lại"]
    {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    assert!(!closing(&lan).await.contains("Đồng ý khép lại"), "whoever asked decides nothing");
    let page = hoa.get(&path).await.text();
    let fields = [("do", "close"), ("closure_reason", "support_given")];
    leads_to(&hoa.send_from(&page, &format!("{path}/closure"), &fields).await);
    assert!(app.db_case(&case).await.closed_at.is_some());
    assert_eq!(app.db_count("SELECT COUNT(*) FROM closure_request WHERE decision = 'approved'").await, 1);
    app.finish().await;
}

async fn where_the_office_above_must_not_know_the_next_one_decides(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let province = app.staff(Role::Lead, COMMITTEE).await;
    let case = app.report(&report_of("emergency")).await;
    assert!(lead.contact(&case, &met_alone()).await);
    app.db_execute(&format!(
        "INSERT INTO exclusion (case_id, party, source, created_at) SELECT id, '{PARENT}', 'relation', opened_at FROM case_file WHERE code = '{case}'"
    ))
    .await;
    let excluded = app.staff(Role::Lead, PARENT).await;
    province.act(&case, "closure", &because("support_given")).await.expect(404);
    lead.act(&case, "closure-requests", &because("support_given")).await.expect(201);
    app.work().await;
    excluded.act(&case, "closure", &because("support_given")).await.expect(404);
    excluded.act(&case, "closure-refusal", &because("x")).await.expect(404);
    assert_eq!(province.open(&case).await["opened"]["closure_requests"][0]["office"], COMMITTEE);
    province.act(&case, "closure", &because("support_given")).await.expect(201);
    app.finish().await;
}

both!(
    nobody_closes_a_case_in_which_nobody_was_reached,
    whoever_cannot_be_found_was_looked_for,
    spam_is_closed_by_two_people,
    what_could_hide_something_is_closed_by_the_office_above,
    a_contact_that_is_denied_closes_nothing_below,
    while_it_is_asked_for_every_clock_runs_on_and_a_refusal_says_why,
    whoever_decides_sees_who_was_seen_alone_or_not_and_what_the_person_wants,
    where_the_office_above_must_not_know_the_next_one_decides,
);
