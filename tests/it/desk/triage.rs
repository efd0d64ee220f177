//! Triage by the risk scale: answers give a severity, the clocks follow, and nobody gets in time by being less urgent.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    pages::{Browser, leads_to},
    support::{
        CANARY, Client, OFFICE, PARENT, TestApp,
        acts::{OFFICE_ELSEWHERE, report_of},
    },
};

const HARM: [&str; 3] = ["severity", "offender_access", "care_obstacles"];
const PROTECTION: [&str; 5] = ["self_protect", "knows_protector", "can_call_help", "trusted_adult", "can_communicate"];

/// Harm answered alike, protection answered alike.
fn answers(harm: &str, protection: &str) -> Value {
    let mut answers = serde_json::Map::new();
    answers.extend(HARM.iter().map(|code| ((*code).to_owned(), json!(harm))));
    answers.extend(PROTECTION.iter().map(|code| ((*code).to_owned(), json!(protection))));
    json!({"version": "1", "answers": answers, "reason": "đã gặp riêng (lời bịa)"})
}

async fn triage(by: &Client, case: &str, body: &Value) -> String {
    by.act(case, "triage", body).await.expect(201).text_at("/level")
}

fn running(view: &Value) -> Vec<String> {
    let clocks = view["deadlines"].as_array().unwrap().iter().filter(|clock| clock["stopped_at"].is_null());
    clocks.map(|clock| clock["policy"].as_str().unwrap().to_owned()).collect()
}

async fn answers_give_a_severity_and_the_clocks_follow(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    assert_eq!(triage(&lan, &case, &answers("some", "some")).await, "medium");
    let view = lan.open(&case).await;
    assert_eq!(view["severity"], "medium");
    assert!(running(&view).contains(&"R-ME-CONTACT".to_owned()) && !running(&view).contains(&"R-HI-CONTACT".to_owned()));
    assert_eq!(triage(&lan, &case, &answers("some", "much")).await, "low");
    app.clock.advance(Duration::hours(1));
    let mut unknown = answers("some", "much");
    unknown["answers"].as_object_mut().unwrap().remove("offender_access");
    unknown["reason"] = Value::Null;
    assert_eq!(triage(&lan, &case, &unknown).await, "high", "harm nobody knows of, and raising needs no reason");
    let view = lan.open(&case).await;
    let contact = view["deadlines"].as_array().unwrap().iter().rfind(|clock| clock["policy"] == "R-HI-CONTACT").unwrap().clone();
    assert!(contact["stopped_at"].is_null());
    assert_eq!(contact["due_at"], json!(app.now() + Duration::hours(12)), "the shorter allowance runs from that moment");
    let history = view["opened"]["triages"].as_array().unwrap();
    let levels: Vec<_> = history.iter().map(|row| (row["before"].as_str().unwrap(), row["level"].as_str().unwrap())).collect();
    assert_eq!(levels, [("high", "medium"), ("medium", "low"), ("low", "high")]);
    assert!(history.iter().all(|row| row["version"] == "1"), "the answers keep the version");
    assert_eq!(history[0]["reason"], "đã gặp riêng (lời bịa)", "and why");
    app.finish().await;
}

async fn a_sign_of_danger_makes_an_emergency_and_the_police_are_told(app: TestApp) {
    app.db_add_police().await;
    app.db_add_staff("ca@x.example", Role::Responder, crate::support::POLICE).await;
    let lan = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("medium")).await;
    let mut body = answers("none", "much");
    body["signs"] = json!(["weapon"]);
    assert_eq!(triage(&lan, &case, &body).await, "emergency");
    app.work().await;
    assert!(app.mailed().contains(&"ca@x.example".to_owned()));
    assert!(running(&lan.open(&case).await).contains(&"R-EM-CONTACT".to_owned()));
    app.sign_in("ca@x.example").await.open(&case).await;
    app.finish().await;
}

async fn lowering_after_a_missed_deadline_is_for_the_office_above(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    app.db_add_staff("tam@above.example", Role::Responder, PARENT).await;
    let case = app.report(&report_of("high")).await;
    app.clock.advance(Duration::hours(3));
    let lan = app.sign_in("lan@x.example").await;
    app.take(&lan, &case, "high").await;
    let late = answers("some", "some");
    for below in [&lan, &app.sign_in("tam@above.example").await] {
        assert_eq!(below.act(&case, "triage", &late).await.expect(403).problem().0, "needs-parent", "it was acknowledged an hour late");
    }
    let view = lan.open(&case).await;
    assert_eq!((view["severity"].as_str(), view["opened"]["triages"].as_array().unwrap().len()), (Some("high"), 0));
    let mut silent = late.clone();
    silent["reason"] = json!(" ");
    let hoa = app.sign_in("hoa@above.example").await;
    assert_eq!(hoa.act(&case, "triage", &silent).await.expect(422).problem().1, ["/reason"]);
    assert_eq!(triage(&hoa, &case, &late).await, "medium");
    let missed = |view: &Value| view["deadlines"].as_array().unwrap().iter().filter(|c| c["late_minutes"].as_i64() > Some(0)).count();
    assert_eq!(missed(&lan.open(&case).await), 1, "what was missed stays missed");
    app.finish().await;
}

async fn what_is_not_asked_is_not_taken(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    app.staff(Role::Responder, OFFICE_ELSEWHERE).await.act("00000000", "triage", &answers("some", "some")).await.expect(404);
    let case = app.report(&report_of("high")).await;
    for (field, value, pointer) in [
        ("version", json!("0"), "/version"),
        ("answers", json!({"colour": "much"}), "/answers"),
        ("answers", json!({"severity": "high"}), "/answers"),
        ("signs", json!(["storm"]), "/signs"),
    ] {
        let mut body = answers("some", "some");
        body[field] = value;
        assert_eq!(lan.act(&case, "triage", &body).await.expect(422).problem().1, [pointer]);
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM triage").await, 0);
    app.finish().await;
}

async fn the_questions_are_answered_on_the_page(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let mut report = report_of("high");
    report["danger"] = json!(["escalating"]);
    let case = app.report(&report).await;
    let path = format!("/desk/cases/{case}");
    let browser = Browser::signed_in(&app, "lan@x.example").await;
    let page = browser.get(&path).await.expect(200).text();
    assert!(page.contains("name=\"sign\" value=\"escalating\" checked"), "what the report said is ticked");
    assert!(!page.contains("value=\"offender_present\""), "how to talk is no answer to how urgent");
    let mut fields = vec![("version", "1")];
    let names: Vec<String> = HARM.iter().map(|code| format!("risk-{code}")).collect();
    fields.extend(names.iter().map(|name| (name.as_str(), "some")));
    let back = browser.send_from(&page, &format!("{path}/triage"), &fields).await.expect(422).text();
    assert!(back.contains("id=\"triage_reason-trouble\""), "lowering needs a reason");
    assert!(back.contains("name=\"risk-severity\" value=\"some\" checked"), "and no answer is lost");
    assert!(!back.contains("value=\"escalating\" checked"), "nor what was unticked");
    let reason = format!("{CANARY} vì sao");
    fields.push(("triage_reason", &reason));
    let there = leads_to(&browser.send_from(&page, &format!("{path}/triage"), &fields).await);
    assert!(there.contains("done=triage"), "{there}");
    let page = browser.get(&path).await.expect(200).text();
    let history = &page[page.find("id=\"triages\"").unwrap()..page.find("id=\"custody\"").unwrap()];
    assert!(history.contains("Cao → Trung bình") && history.contains("bản 1") && history.contains(CANARY), "{history}");
    app.finish().await;
}

both!(
    answers_give_a_severity_and_the_clocks_follow,
    a_sign_of_danger_makes_an_emergency_and_the_police_are_told,
    lowering_after_a_missed_deadline_is_for_the_office_above,
    what_is_not_asked_is_not_taken,
    the_questions_are_answered_on_the_page,
);
