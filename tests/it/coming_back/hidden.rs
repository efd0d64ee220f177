//! What the wrong person never sees: planted words and dates, looked for in every page and every answer.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{filed, press, seen};
use crate::{
    both,
    pages::Browser,
    support::{OFFICE, PARENT, TestApp, full_report, short_report},
};

/// Every answer that the code opens, on pages and by the API, without opening a message.
async fn everything_shown(app: &TestApp, code: &str) -> String {
    let browser = Browser::new(app);
    browser.send("/follow-up", &[("code", code)]).await.expect(303);
    let page = browser.get("/follow-up").await.expect(200).text();
    let mut shown = vec![page.clone(), browser.get("/follow-up?lang=en&said=message").await.expect(200).text()];
    shown.push(browser.send_from(&page, "/follow-up/receipt", &[]).await.expect(200).text());
    shown.push(browser.send_from(&page, "/follow-up/messages", &[("message", "")]).await.expect(422).text());
    let reporter = app.reporter(code);
    for path in ["/api/v1/follow-up", "/api/v1/follow-up?lang=en", "/api/v1/follow-up/receipt"] {
        shown.push(reporter.get(path).await.expect(200).text());
    }
    shown.join("\n")
}

async fn nothing_told_written_or_done_is_shown_before_it_is_asked_for(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let receipt = app.visitor().report(&full_report()).await;
    let (case, code) = (receipt["case_code"].as_str().unwrap(), receipt["access_code"].as_str().unwrap());
    let reporter = app.reporter(code);
    reporter.post("/api/v1/follow-up/messages", &json!({"text": "MAIVIET tối họ về"})).await.expect(201);
    app.take(&lead, case, "emergency").await;
    app.clock.advance(Duration::minutes(77));
    let visit = json!({"with": "person_at_risk", "outcome": "reached", "alone": "alone", "how": "in_person",
        "happened_at": app.now() - Duration::minutes(40), "note": "GHICHUTHAM đã gặp ở trường"});
    lead.act(case, "contacts", &visit).await.expect(201);
    lead.act(case, "messages", &json!({"text": "TRALOI chúng tôi đang đến"})).await.expect(201);
    lead.act(case, "safety", &json!({"reason": "QUYETDINH 12, cách ly"})).await.expect(201);
    lead.act(case, "reviews", &json!({"finding": "NHANXET còn nguy cơ"})).await.expect(201);
    let shown = everything_shown(&app, code).await;
    assert!(shown.contains("Đọc tin nhắn") && shown.contains("Read the message"), "there is a message: {shown}");
    let planted = ["KANARIENVOGEL", "MAIVIET", "GHICHUTHAM", "TRALOI", "QUYETDINH", "NHANXET", "Người thử", "violence", "violence_now"];
    for secret in planted {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    // Times of the report, of the visit, of the measure and of the messages, as pages and programs write them.
    for time in ["22 giờ", "23 giờ", "22:00", "22:37", "23:17", "15:00:", "15:37:", "16:17:"] {
        assert!(!shown.contains(time), "{time} is shown");
    }
    assert_eq!(shown.matches(case).count(), 2, "the case code stands on the receipts only");
    app.finish().await;
}

async fn a_message_is_opened_one_at_a_time_and_stays_hidden_once_hidden(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let (case, reporter) = filed(&app, &short_report("x")).await;
    for text in ["TINMOT", "TINHAI", "TINBA"] {
        responder.act(&case, "messages", &json!({"text": text})).await.expect(201);
        app.clock.advance(Duration::minutes(1));
    }
    let second = reporter.post("/api/v1/follow-up/messages/2/open", &json!({})).await.expect(200);
    assert!(second.text().contains("TINHAI") && !second.text().contains("TINMOT") && !second.text().contains("TINBA"));
    app.work().await;
    let before = app.db_snapshot().await;
    press(&reporter, "messages/2/hide").await.expect(204);
    let after = app.db_snapshot().await;
    let changed: Vec<&String> = after.keys().filter(|table| after[*table] != before[*table]).collect();
    assert_eq!(changed, ["message_hidden"], "no time and no entry says when it was read");
    let numbers: Vec<u64> = seen(&reporter).await["messages"].as_array().unwrap().iter().map(|m| m["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 3], "the others keep their numbers, so that a second tab opens what it names");
    for again in ["messages/2/open", "messages/2/hide", "messages/9/open", "messages/x/open", "messages/0/open"] {
        press(&reporter, again).await.expect(404);
    }
    let kept = responder.open(&case).await.to_string();
    assert!(kept.contains("TINHAI") && !kept.contains("hidden"), "the office keeps it and is not told");
    app.finish().await;
}

/// Two reports of two people: neither opens, hides or counts the other's.
async fn a_number_names_a_message_of_the_own_conversation_only(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let (one, mine) = filed(&app, &short_report("một")).await;
    let (_, theirs) = filed(&app, &short_report("hai")).await;
    responder.act(&one, "messages", &json!({"text": "CHOTOI"})).await.expect(201);
    press(&theirs, "messages/1/open").await.expect(404);
    press(&theirs, "messages/1/hide").await.expect(404);
    assert_eq!(mine.thread().await, [("office".to_owned(), "CHOTOI".to_owned())]);
    app.finish().await;
}

async fn the_reporter_is_told_how_many_opened_it_and_never_who(app: TestApp) {
    let (lan, minh) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, OFFICE).await);
    let above = app.staff(Role::Lead, PARENT).await;
    let supervisor = app.staff(Role::Supervisor, PARENT).await;
    let (case, reporter) = filed(&app, &short_report("x")).await;
    assert!(seen(&reporter).await["opened_by"].is_null());
    supervisor.get(&format!("/api/v1/cases/{case}")).await.expect(200);
    assert!(seen(&reporter).await["opened_by"].is_null(), "whoever oversees opens nothing");
    lan.open(&case).await;
    lan.open(&case).await;
    assert_eq!(seen(&reporter).await["opened_by"], json!({"people": 1, "offices": 1}));
    minh.open(&case).await;
    above.open(&case).await;
    assert_eq!(seen(&reporter).await["opened_by"], json!({"people": 3, "offices": 2}));
    minh.act(&case, "exclusions", &json!({})).await.expect(201);
    assert_eq!(seen(&reporter).await["opened_by"], json!({"people": 3, "offices": 2}), "it was opened, whoever must not know today");
    app.finish().await;
}

both!(
    nothing_told_written_or_done_is_shown_before_it_is_asked_for,
    a_message_is_opened_one_at_a_time_and_stays_hidden_once_hidden,
    a_number_names_a_message_of_the_own_conversation_only,
    the_reporter_is_told_how_many_opened_it_and_never_who,
);
