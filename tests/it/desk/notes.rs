//! Notes and their corrections; ready-made texts at the message box.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    pages::{Browser, between, hidden, leads_to},
    support::{
        CANARY, Client, OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

const LAN: &str = "lan@x.example";

async fn notes(by: &Client, case: &str) -> Vec<Value> {
    by.open(case).await["opened"]["notes"].as_array().unwrap().clone()
}

async fn a_corrected_note_keeps_its_first_text(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let lan = app.sign_in(LAN).await;
    lan.act(&case, "notes", &json!({"text": format!("{CANARY} gặp ở trường A")})).await.expect(201);
    let first = notes(&lan, &case).await.remove(0);
    assert_eq!((first["kind"].as_str(), first.get("corrected")), (Some("note"), None));
    app.clock.advance(chrono::Duration::minutes(7));
    for text in ["trường B", "trường C"] {
        lan.act(&case, "corrections", &json!({"of": first["of"], "text": format!("{CANARY} gặp ở {text}")})).await.expect(201);
    }
    let now = notes(&lan, &case).await.remove(0);
    assert_eq!(now["text"], format!("{CANARY} gặp ở trường C"), "the newest counts");
    assert_eq!(now["corrected"]["first"], first["text"]);
    assert_eq!((&now["corrected"]["at"], &now["written_at"]), (&json!(app.now()), &first["written_at"]));
    assert_eq!(now["corrected"]["by"], "Người thử responder");
    let counts = async |table: &str| app.db_count(&format!("SELECT COUNT(*) FROM {table}")).await;
    assert_eq!((counts("note").await, counts("correction").await), (1, 2), "nothing was deleted or written over");
    let page = Browser::signed_in(&app, LAN).await.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    let shown = &page[page.find("id=\"notes\"").unwrap()..page.find("id=\"milestones\"").unwrap()];
    assert!(shown.find("trường C").unwrap() < shown.find("trường A").unwrap(), "the newest on top, the first to unfold");
    assert!(shown.contains("Đã sửa lúc") && shown.contains("Xem bản viết lần đầu") && !shown.contains("trường B"));
    app.finish().await;
}

async fn what_was_noted_of_a_contact_is_corrected_and_its_facts_stay(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let mut contact = met_alone();
    contact["note"] = json!("ở nhà bà ngoại");
    assert!(lan.contact(&case, &contact).await);
    let before = lan.open(&case).await;
    let of = before["opened"]["contacts"][0]["of"].clone();
    lan.act(&case, "corrections", &json!({"of": of, "text": "ở nhà bà nội"})).await.expect(201);
    let after = lan.open(&case).await;
    let (was, is) = (&before["opened"]["contacts"][0], &after["opened"]["contacts"][0]);
    assert_eq!((is["note"].as_str(), is["corrected"]["first"].as_str()), (Some("ở nhà bà nội"), Some("ở nhà bà ngoại")));
    for fact in ["happened_at", "recorded_at", "with", "outcome", "alone", "how"] {
        assert_eq!(was[fact], is[fact], "{fact}");
    }
    assert_eq!(before["milestones"], after["milestones"]);
    app.finish().await;
}

async fn only_who_wrote_it_or_leads_the_office_corrects(app: TestApp) {
    let (lan, other) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Responder, OFFICE).await);
    let (lead, above) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let (case, another) = (app.report(&report_of("high")).await, app.report(&report_of("high")).await);
    lan.act(&case, "notes", &json!({"text": "x"})).await.expect(201);
    let of = notes(&lan, &case).await[0]["of"].clone();
    let corrected = json!({"of": of, "text": "y"});
    for somebody in [&other, &above] {
        assert_eq!(somebody.act(&case, "corrections", &corrected).await.expect(422).problem().1, ["/of"]);
    }
    assert_eq!(lan.act(&another, "corrections", &corrected).await.expect(422).problem().1, ["/of"], "of another case");
    assert_eq!(lan.act(&case, "corrections", &json!({"of": "note:7", "text": "y"})).await.expect(422).problem().1, ["/of"]);
    assert_eq!(lan.act(&case, "corrections", &json!({"of": of, "text": " "})).await.expect(422).problem().1, ["/text"]);
    assert_eq!(lan.act(&case, "notes", &json!({"text": " "})).await.expect(422).problem().1, ["/text"]);
    lead.act(&case, "corrections", &corrected).await.expect(201);
    assert_eq!(notes(&lan, &case).await[0]["corrected"]["by"], "Người thử lead");
    app.finish().await;
}

async fn one_tap_fills_the_box_and_sends_nothing(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let path = format!("/desk/cases/{case}");
    let browser = Browser::signed_in(&app, LAN).await;
    let page = browser.get(&path).await.expect(200).text();
    let ready = between(&page, "name=\"fill\" value=\"", "\"");
    assert_eq!(ready, ["tpl-hello", "tpl-more", "tpl-slow", "tpl-choice", "tpl-end"]);
    let box_of = |page: &str| between(page, "<textarea id=\"message\"", "</textarea>").remove(0);
    let box_of_it = &page[page.find("id=\"message-hint\"").unwrap()..page.find("<textarea id=\"message\"").unwrap() + 200];
    assert!(box_of_it.contains("Đừng viết tên ai") && box_of_it.contains("Đừng viết ngày giờ sẽ đến"), "at the box: {box_of_it}");
    assert!(box_of_it.contains("aria-describedby=\"message-hint"), "and read aloud with it");
    let filled = browser.send_from(&page, &format!("{path}/messages"), &[("fill", "tpl-choice"), ("message", "")]).await.expect(200).text();
    assert!(box_of(&filled).contains("Bạn muốn điều gì xảy ra tiếp theo?"));
    let fields = [("fill", "tpl-end"), ("message", "Cô đây")];
    let filled = browser.send_from(&page, &format!("{path}/messages"), &fields).await.expect(200).text();
    let text = box_of(&filled);
    assert!(text.find("Cô đây").unwrap() < text.find("Nếu có gì thay đổi").unwrap(), "nothing typed is lost");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM message").await, 0, "nothing was sent");
    assert!(!hidden(&filled, "csrf").is_empty());
    leads_to(&browser.send_from(&filled, &format!("{path}/messages"), &[("message", "Cô đây")]).await);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM message").await, 1);
    app.finish().await;
}

both!(
    a_corrected_note_keeps_its_first_text,
    what_was_noted_of_a_contact_is_corrected_and_its_facts_stay,
    only_who_wrote_it_or_leads_the_office_corrects,
    one_tap_fills_the_box_and_sends_nothing,
);
