//! Talking with somebody: what is kept of it, what counts, and what puts them in danger. The people are invented.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    pages::{Browser, between, leads_to},
    support::{
        OFFICE, TestApp,
        acts::{met_alone, report_of},
    },
};

const LAN: &str = "lan@x.example";

fn met(change: &Value) -> Value {
    let mut body = met_alone();
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

async fn whoever_could_not_speak_for_themselves_was_not_reached(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    for way in ["through_family", "not_understood"] {
        assert!(!responder.contact(&case, &met(&json!({"way": way}))).await, "{way}");
    }
    assert_eq!(responder.open(&case).await["milestones"], json!([]));
    assert!(responder.contact(&case, &met(&json!({"way": "sign"}))).await);
    app.finish().await;
}

async fn what_the_person_wants_is_kept_in_their_words(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let talk = json!({"language": "tyz", "way": "interpreter", "wish": "Em muốn ở với bà (lời bịa)"});
    assert!(responder.contact(&case, &met(&talk)).await);
    let shown = responder.open(&case).await["opened"]["contacts"][0].clone();
    for field in ["language", "way", "wish"] {
        assert_eq!(shown[field], talk[field]);
    }
    for (field, wrong) in [("language", "klingon"), ("way", "telepathy")] {
        let refused = responder.act(&case, "contacts", &met(&json!({field: wrong}))).await.expect(422);
        assert_eq!(refused.problem().1, [format!("/{field}")]);
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM contact WHERE talk IS NOT NULL").await, 1);
    app.finish().await;
}

async fn nobody_mediates_while_the_risk_is_high(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let talk = |mediation: bool| json!({"with": "family", "outcome": "reached", "alone": "in_front_of_family", "how": "in_person", "mediation": mediation});
    for severity in ["emergency", "high"] {
        let case = app.report(&report_of(severity)).await;
        let refused = responder.act(&case, "contacts", &talk(true)).await.expect(422);
        assert_eq!(refused.problem().1, ["/mediation"], "{severity}");
        assert!(refused.text().contains("gặp riêng"), "the remedy: {}", refused.text());
        assert_eq!(responder.open(&case).await["opened"]["contacts"], json!([]), "nothing was kept");
        assert!(!responder.contact(&case, &talk(false)).await, "what happened can be told as it was");
    }
    let calm = app.report(&report_of("medium")).await;
    assert!(!responder.contact(&calm, &talk(true)).await);
    assert_eq!(responder.open(&calm).await["opened"]["contacts"][0]["mediation"], true);
    let with_the_person = met(&json!({"mediation": true}));
    assert!(!responder.contact(&calm, &with_the_person).await, "a mediation reaches nobody");
    app.finish().await;
}

async fn before_a_talk_it_is_said_who_must_not_be_in_the_room(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let mut by_a_parent = report_of("medium");
    by_a_parent["alleged_perpetrators"] = json!([{"relation": "mother"}]);
    let (parent, neighbour) = (app.report(&by_a_parent).await, app.report(&report_of("medium")).await);
    let lan = app.sign_in(LAN).await;
    assert_eq!(lan.open(&parent).await["opened"]["cautions"], json!(["not_with_parents"]));
    assert_eq!(lan.open(&neighbour).await["opened"]["cautions"], json!([]));
    let browser = Browser::signed_in(&app, LAN).await;
    let warned = async |case: &str| {
        let page = browser.get(&format!("/desk/cases/{case}")).await.expect(200).text();
        let form = page[page.find("Ghi lượt liên hệ").unwrap()..].to_owned();
        form.find("Đừng nói chuyện cùng lúc").is_some_and(|at| at < form.find("name=\"with\"").unwrap())
    };
    assert!(warned(&parent).await, "before the first field");
    assert!(!warned(&neighbour).await);
    app.finish().await;
}

async fn one_tap_logs_an_attempt(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let path = format!("/desk/cases/{case}");
    let browser = Browser::signed_in(&app, LAN).await;
    let page = browser.get(&path).await.expect(200).text();
    let buttons = between(&page, "name=\"quick\" value=\"", "\"");
    assert_eq!(buttons.len(), 9);
    for tapped in &buttons {
        let there = leads_to(&browser.send_from(&page, &format!("{path}/contacts"), &[("quick", tapped)]).await);
        assert!(there.contains("done=attempt"), "{there}");
    }
    let view = app.sign_in(LAN).await.open(&case).await;
    let kept = view["opened"]["contacts"].as_array().unwrap();
    assert_eq!(kept.len(), 9);
    assert!(kept.iter().all(|contact| contact["outcome"] != "reached" && contact["happened_at"] == json!(app.now())));
    assert_eq!(view["milestones"], json!([]));
    app.finish().await;
}

async fn a_late_entry_is_shown_as_one(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.clock.advance(Duration::hours(2));
    let lan = app.sign_in(LAN).await;
    assert!(lan.contact(&case, &met(&json!({"happened_at": app.now() - Duration::minutes(10)}))).await);
    let page = async || {
        let page = Browser::signed_in(&app, LAN).await.get(&format!("/desk/cases/{case}")).await.expect(200).text();
        page[page.find("id=\"contacts\"").unwrap()..page.find("id=\"milestones\"").unwrap()].to_owned()
    };
    assert!(!page().await.contains("ghi sau"), "ten minutes are none");
    lan.contact(&case, &met(&json!({"happened_at": app.now() - Duration::minutes(90)}))).await;
    assert!(page().await.contains("ghi sau, lúc"));
    app.finish().await;
}

async fn a_form_with_a_refused_mediation_keeps_every_word(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let path = format!("/desk/cases/{}", app.report(&report_of("high")).await);
    let browser = Browser::signed_in(&app, LAN).await;
    let page = browser.get(&path).await.expect(200).text();
    let fields = [
        ("with", "family"),
        ("outcome", "reached"),
        ("alone", "in_front_of_family"),
        ("how", "in_person"),
        ("mediation", "yes"),
        ("wish", "EMMUON"),
        ("contact_note", "GHICHU"),
        ("way", "interpreter"),
    ];
    let back = browser.send_from(&page, &format!("{path}/contacts"), &fields).await.expect(422).text();
    assert!(back.contains("EMMUON") && back.contains("GHICHU"));
    assert!(back.contains("value=\"interpreter\" selected") && back.contains("id=\"mediation-trouble\""));
    app.finish().await;
}

both!(
    whoever_could_not_speak_for_themselves_was_not_reached,
    what_the_person_wants_is_kept_in_their_words,
    nobody_mediates_while_the_risk_is_high,
    before_a_talk_it_is_said_who_must_not_be_in_the_room,
    one_tap_logs_an_attempt,
    a_late_entry_is_shown_as_one,
    a_form_with_a_refused_mediation_keeps_every_word,
);
