//! Coming back with the code: it opens one conversation, forgives slips, leaves no trace, and tells the truth.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        Client, OFFICE, PASSWORD, TestApp,
        acts::{met_alone, report_of},
        short_report,
    },
};

fn text(receipt: &Value, field: &str) -> String {
    receipt[field].as_str().unwrap().to_owned()
}

/// Files a report: case code and somebody who holds its access code.
async fn filed(app: &TestApp, body: &Value) -> (String, Client) {
    let receipt = app.visitor().report(body).await;
    (text(&receipt, "case_code"), app.reporter(&text(&receipt, "access_code")))
}

async fn thread(client: &Client) -> Value {
    client.get("/api/v1/follow-up").await.expect(200).json()
}

async fn say(client: &Client, words: &str) {
    client.post("/api/v1/follow-up/messages", &json!({"text": words})).await.expect(201);
}

async fn messages_go_both_ways_in_order(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let (case, reporter) = filed(&app, &short_report("x")).await;
    say(&reporter, "Cháu ở nhà một mình").await;
    app.clock.advance(Duration::minutes(1));
    responder.act(&case, "messages", &json!({"text": "Cô nghe đây"})).await.expect(201);
    app.clock.advance(Duration::minutes(1));
    say(&reporter, "Tối họ về").await;
    let lines = reporter.thread().await;
    let told: Vec<(&str, &str)> = lines.iter().map(|(from, text)| (from.as_str(), text.as_str())).collect();
    assert_eq!(told, [("reporter", "Cháu ở nhà một mình"), ("office", "Cô nghe đây"), ("reporter", "Tối họ về")]);
    let opened = responder.open(&case).await;
    let there: Vec<(String, String)> =
        opened["opened"]["messages"].as_array().unwrap().iter().map(|m| (text(m, "from"), text(m, "text"))).collect();
    assert_eq!(there, lines, "both sides see the same");
    app.finish().await;
}

async fn a_code_is_read_as_it_was_meant(app: TestApp) {
    let mut code = String::new();
    while !(code.contains('0') && code.contains('1')) {
        code = text(&app.visitor().report(&json!({"story": "x"})).await, "access_code");
    }
    let plain = code.replace('-', "");
    for typed in [
        code.clone(),
        plain.clone(),
        code.to_lowercase(),
        code.replace('-', " "),
        code.replace('-', ". "),
        plain.replace('0', "O").replace('1', "I"),
        plain.to_lowercase().replace('0', "o").replace('1', "l"),
    ] {
        app.reporter(&typed).get("/api/v1/follow-up").await.expect(200);
    }
    app.finish().await;
}

/// The code opens the conversation; it is no session, and a session is no code.
async fn a_code_and_a_session_are_not_each_other(app: TestApp) {
    app.db_add_staff("lan@office.example", Role::Lead, OFFICE).await;
    let sign_in = json!({"email": "lan@office.example", "password": PASSWORD});
    let session = app.visitor().post("/api/v1/sessions", &sign_in).await.expect(201).text_at("/token");
    let (case, reporter) = filed(&app, &short_report("x")).await;
    for path in ["/api/v1/cases".to_owned(), format!("/api/v1/cases/{case}"), "/api/v1/oversight/response-times".to_owned()] {
        reporter.get(&path).await.expect(401);
    }
    let body = json!({"text": "x"});
    reporter.act(&case, "messages", &body).await.expect(401);
    let staff = app.reporter(&session);
    staff.get("/api/v1/cases").await.expect(200);
    staff.get("/api/v1/follow-up").await.expect(401);
    staff.post("/api/v1/follow-up/messages", &body).await.expect(401);
    app.reporter(&case).get("/api/v1/follow-up").await.expect(401);
    app.finish().await;
}

async fn whoever_holds_the_code_may_be_the_wrong_person(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let mut report = short_report("chuyện đã kể");
    report["address"] = json!("12 Lê Lợi");
    report["reporter"] = json!({"name": "Mai", "phone": "0901234567"});
    let (case, reporter) = filed(&app, &report).await;
    let seen = thread(&reporter).await;
    let fields: Vec<&str> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["status", "status_text", "office", "acknowledge_by", "opened_by", "may_object", "messages"]);
    for told in ["chuyện đã kể", "12 Lê Lợi", "Mai", "0901234567", "neglect", &case] {
        assert!(!seen.to_string().contains(told), "{told}: whoever holds the code may be the wrong person");
    }
    app.finish().await;
}

async fn two_reports_cannot_read_each_others_threads(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let (one, mine) = filed(&app, &short_report("một")).await;
    let (two, theirs) = filed(&app, &short_report("hai")).await;
    say(&mine, "của tôi").await;
    say(&theirs, "của họ").await;
    responder.act(&one, "messages", &json!({"text": "trả lời một"})).await.expect(201);
    responder.act(&two, "messages", &json!({"text": "trả lời hai"})).await.expect(201);
    let (mine_seen, theirs_seen) = (format!("{:?}", mine.thread().await), format!("{:?}", theirs.thread().await));
    assert!(mine_seen.contains("của tôi") && mine_seen.contains("trả lời một"));
    assert!(!mine_seen.contains("của họ") && !mine_seen.contains("trả lời hai"));
    assert!(theirs_seen.contains("của họ") && !theirs_seen.contains("của tôi"));
    // Also when somebody moves the rows in the database: another key is needed.
    let move_all = |from: &str, to: &str| {
        let report = |case: &str| format!("(SELECT r.id FROM report r JOIN case_file c ON c.id = r.case_id WHERE c.code = '{case}')");
        format!("UPDATE message SET report_id = {} WHERE report_id = {}", report(to), report(from))
    };
    let before = app.db_snapshot().await["message"].clone();
    let own = app.db_texts("SELECT CAST(COUNT(*) AS text) FROM message GROUP BY report_id").await;
    assert_eq!(own, ["2", "2"]);
    let saved = before.len();
    app.db_execute("CREATE TABLE put_aside AS SELECT * FROM message").await;
    app.db_execute(&move_all(&two, &one)).await;
    let counted = mine.get("/api/v1/follow-up").await.expect(200).json();
    assert_eq!(counted["messages"].as_array().unwrap().len(), 4, "they lie there");
    let mut refused = 0;
    for number in 1..=4 {
        let answer = mine.post(&format!("/api/v1/follow-up/messages/{number}/open"), &json!({})).await;
        refused += usize::from(answer.status == 500);
        assert!(!answer.text().contains("của họ") && !answer.text().contains("trả lời hai"), "{}", answer.text());
    }
    assert_eq!(refused, 2);
    app.db_execute("DELETE FROM message").await;
    app.db_execute("INSERT INTO message SELECT * FROM put_aside").await;
    app.db_execute("DROP TABLE put_aside").await;
    assert_eq!(app.db_snapshot().await["message"], before);
    assert_eq!(saved, 4);
    app.finish().await;
}

async fn reading_leaves_no_trace(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let (_, reporter) = filed(&app, &short_report("x")).await;
    say(&reporter, "x").await;
    app.work().await;
    let before = app.db_snapshot().await;
    app.clock.advance(Duration::minutes(7) + Duration::seconds(13));
    for _ in 0..3 {
        reporter.get("/api/v1/follow-up").await.expect(200);
        reporter.post("/api/v1/follow-up/messages/1/open", &json!({})).await.expect(200);
        reporter.get("/api/v1/follow-up/receipt").await.expect(200);
        app.reporter("0000-0000-0000-0001").get("/api/v1/follow-up").await.expect(401);
    }
    let after = app.db_snapshot().await;
    assert_eq!(after, before);
    assert!(before["message"].len() == 1 && !before["audit_entry"].is_empty(), "the comparison sees the tables");
    // Saturday 22:07:13 in Viet Nam.
    let bytes = String::from_utf8_lossy(&app.db_bytes().await).into_owned();
    assert!(!bytes.contains("15:07:13"), "no time of a visit");
    app.finish().await;
}

async fn the_status_follows_the_case(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let (case, reporter) = filed(&app, &report_of("high")).await;
    let status = async || {
        let seen = thread(&reporter).await;
        let english = reporter.get("/api/v1/follow-up?lang=en").await.expect(200).json();
        assert_eq!(seen["status"], english["status"]);
        for words in [&seen["status_text"], &english["status_text"]] {
            assert!(words.as_str().unwrap().len() > 10 && !words.as_str().unwrap().starts_with('['), "{words}");
        }
        assert_ne!(seen["status_text"], english["status_text"]);
        assert_ne!(seen["office"], english["office"]);
        (text(&seen, "status"), seen["acknowledge_by"].clone())
    };
    // Saturday night, office hours, no roster: the deadline is there, a promise is not.
    assert_eq!(status().await, ("received".into(), Value::Null));
    app.take(&lead, &case, "high").await;
    assert_eq!(status().await, ("acknowledged".into(), Value::Null));
    app.advance(Duration::hours(13)).await;
    assert_eq!(status().await.0, "late", "the first contact was due after twelve hours");
    let lead = app.staff(Role::Lead, OFFICE).await;
    assert!(lead.contact(&case, &met_alone()).await);
    assert_eq!(status().await.0, "contact");
    lead.open(&case).await;
    lead.act(&case, "closure", &json!({"reason": "support_given"})).await.expect(201);
    assert_eq!(status().await.0, "closed");
    say(&reporter, "Vẫn chưa ổn").await;
    assert_eq!(reporter.thread().await, [("reporter".to_owned(), "Vẫn chưa ổn".to_owned())], "a closed case can still be written to");
    app.finish().await;
}

async fn a_case_nobody_took_says_that_it_is_late(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let (_, reporter) = filed(&app, &report_of("emergency")).await;
    app.advance(Duration::minutes(14)).await;
    assert_eq!(thread(&reporter).await["status"], "received");
    app.advance(Duration::minutes(2)).await;
    assert_eq!(thread(&reporter).await["status"], "late");
    app.finish().await;
}

/// The clock for an answer, running or stopped, as the desk sees it.
async fn answer_clocks(client: &Client, case: &str) -> Vec<(bool, Value)> {
    let opened = client.open(case).await;
    let clocks = opened["deadlines"].as_array().unwrap().iter().filter(|deadline| deadline["policy"] == "R-ANSWER");
    clocks.map(|deadline| (deadline["stopped_at"].is_null(), deadline["outcome"].clone())).collect()
}

async fn a_message_starts_the_clock_for_an_answer_and_tells_the_office(app: TestApp) {
    app.db_add_staff("lan@office.example", Role::Responder, OFFICE).await;
    let responder = app.sign_in("lan@office.example").await;
    let (case, reporter) = filed(&app, &report_of("high")).await;
    app.work().await;
    let mails_before = app.mailed().len();
    assert_eq!(answer_clocks(&responder, &case).await, []);
    say(&reporter, "bí mật trong tin nhắn").await;
    say(&reporter, "và một câu nữa").await;
    assert_eq!(answer_clocks(&responder, &case).await, [(true, Value::Null)], "one clock, also for two messages");
    app.work().await;
    let mails = app.mailbox.mails().split_off(mails_before);
    assert!(!mails.is_empty() && mails.iter().all(|mail| mail.to == "lan@office.example"), "{mails:?}");
    for mail in &mails {
        assert!(mail.text.contains(&case) && !mail.subject.contains(&case), "{mail:?}");
        assert!(!format!("{}{}{}", mail.subject, mail.text, mail.html).contains("bí mật"));
    }
    responder.act(&case, "messages", &json!({"text": "Chúng tôi đang đến"})).await.expect(201);
    assert_eq!(answer_clocks(&responder, &case).await, [(false, json!("reached"))]);
    say(&reporter, "Cảm ơn").await;
    assert_eq!(answer_clocks(&responder, &case).await.iter().filter(|(running, _)| *running).count(), 1, "the next message starts another");
    app.finish().await;
}

both!(
    messages_go_both_ways_in_order,
    a_code_is_read_as_it_was_meant,
    a_code_and_a_session_are_not_each_other,
    whoever_holds_the_code_may_be_the_wrong_person,
    two_reports_cannot_read_each_others_threads,
    reading_leaves_no_trace,
    the_status_follows_the_case,
    a_case_nobody_took_says_that_it_is_late,
    a_message_starts_the_clock_for_an_answer_and_tells_the_office,
);
