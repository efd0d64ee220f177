//! Inside an office: whose case it is to open and work on, who reads it for a reason, and who sees that they did.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    administration::person,
    both,
    files::{report_with, send_ahead, voice},
    pages::{Browser, leads_to},
    support::{
        CANARY, Client, OFFICE, PARENT, TestApp,
        acts::{MINISTRY, met_alone, report_of},
        full_report,
    },
};

const LAN: &str = "lan@x.example";
const BINH: &str = "binh@x.example";
const MINH: &str = "minh@x.example";

/// Lan and Bình, who work at the office that Minh heads; their ids.
async fn people(app: &TestApp) -> (String, String) {
    app.db_add_staff(MINH, Role::Lead, OFFICE).await;
    (person(app, LAN, Role::Responder, OFFICE).await, person(app, BINH, Role::Responder, OFFICE).await)
}

/// A case that Lan took.
async fn taken_by_lan(app: &TestApp, report: &Value) -> String {
    let case = app.report(report).await;
    app.take(&app.sign_in(LAN).await, &case, "emergency").await;
    case
}

async fn say_why(by: &Client, case: &str, reason: &str) -> crate::support::Answer {
    by.act(case, "readings", &json!({ "reason": reason })).await
}

fn row<'q>(queue: &'q Value, case: &str) -> &'q Value {
    queue["cases"].as_array().unwrap().iter().find(|row| row["code"] == case).unwrap()
}

/// Everything that somebody may do on a case that is theirs.
fn acts() -> Vec<(&'static str, Value)> {
    vec![
        ("notes", json!({"text": "x"})),
        ("contacts", met_alone()),
        ("messages", json!({"text": "x"})),
        ("reviews", json!({"finding": "x"})),
        ("closure-requests", json!({"reason": "spam_or_test"})),
        ("identity", json!({"reason": "x"})),
        ("handover", json!({"to": "ubnd-25747", "reason": "x"})),
        ("access-code", json!({"secret_word": "x"})),
    ]
}

async fn a_colleague_knows_that_there_is_a_case_and_reads_it_for_a_reason_only(app: TestApp) {
    people(&app).await;
    let case = app.report(&full_report()).await;
    let (lan, binh) = (app.sign_in(LAN).await, app.sign_in(BINH).await);
    binh.open(&case).await;
    app.take(&lan, &case, "emergency").await;
    assert_eq!(binh.get(&format!("/api/v1/cases/{case}")).await.expect(403).problem().0, "with-another");
    let queue = binh.get("/api/v1/cases").await.expect(200).json();
    let known = row(&queue, &case);
    assert_eq!((&known["severity"], &known["with"]), (&json!("emergency"), &json!("Người thử responder")));
    assert!(known["due_at"].is_string(), "{known}");
    let rest = ["category", "commune", "opened_at"].map(|field| known[field].is_null());
    assert_eq!(rest, [true; 3], "{known}");
    assert!(!row(&lan.get("/api/v1/cases").await.expect(200).json(), &case)["category"].is_null());
    for (act, body) in acts() {
        assert_eq!(binh.act(&case, act, &body).await.expect(403).problem().0, "with-another", "{act}");
    }
    for wrong in ["", "  ", "a\u{7}b", &"x".repeat(100_000)] {
        assert_eq!(say_why(&binh, &case, wrong).await.expect(422).problem().1, ["/reason"]);
    }
    binh.get(&format!("/api/v1/cases/{case}")).await.expect(403);
    let until = say_why(&binh, &case, &format!("{CANARY} reason")).await.expect(201).text_at("/until");
    assert_eq!(until, (app.now() + Duration::hours(24)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
    let read = binh.open(&case).await;
    assert_eq!(read["opened"]["reports"][0]["story"], json!(format!("{CANARY} story")));
    assert_eq!(read["opened"]["reports"][0]["identity_protected"], json!(true));
    assert!(!row(&binh.get("/api/v1/cases").await.expect(200).json(), &case)["category"].is_null(), "it is known to them now");
    for (act, body) in acts() {
        assert_eq!(binh.act(&case, act, &body).await.expect(403).problem().0, "with-another", "who reads does not act: {act}");
    }
    app.clock.advance(Duration::hours(24));
    let binh = app.sign_in(BINH).await;
    binh.get(&format!("/api/v1/cases/{case}")).await.expect(403);
    app.finish().await;
}

/// The husband works at the office and is not named for the case: what he opens, and what he says for it, is seen.
async fn the_lead_and_whoever_works_on_it_see_who_read_a_case_and_why(app: TestApp) {
    people(&app).await;
    let case = taken_by_lan(&app, &report_of("emergency")).await;
    let (lan, binh, minh) = (app.sign_in(LAN).await, app.sign_in(BINH).await, app.sign_in(MINH).await);
    assert_eq!(minh.get("/api/v1/cases").await.expect(200).json()["readings"], Value::Null);
    say_why(&binh, &case, &format!("{CANARY} muốn biết")).await.expect(201);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'reading_opened'").await, 1, "before he read a word");
    binh.open(&case).await;
    let queue = minh.get("/api/v1/cases").await.expect(200);
    assert!(!queue.text().contains(CANARY), "a line says that, not why");
    assert_eq!(queue.json()["readings"][0]["case_code"], json!(case));
    assert_eq!(lan.get("/api/v1/cases").await.expect(200).json()["readings"], Value::Null, "a line for leads");
    let seen = |page: &Value| page["opened"]["readings"][0]["reason"].as_str().map(str::to_owned);
    assert_eq!(seen(&lan.open(&case).await), Some(format!("{CANARY} muốn biết")));
    assert_eq!(minh.get("/api/v1/cases").await.expect(200).json()["readings"].as_array().map(Vec::len), Some(1), "until the lead looked");
    assert_eq!(seen(&minh.open(&case).await), Some(format!("{CANARY} muốn biết")));
    assert_eq!(minh.get("/api/v1/cases").await.expect(200).json()["readings"], Value::Null);
    // Another reader does not learn what the first one said, and does not hide behind them.
    app.db_add_staff("hung@x.example", Role::Responder, OFFICE).await;
    let hung = app.sign_in("hung@x.example").await;
    hung.get(&format!("/api/v1/cases/{case}")).await.expect(403);
    say_why(&hung, &case, "trực thay").await.expect(201);
    assert_eq!(hung.open(&case).await["opened"]["readings"].as_array().map(Vec::len), Some(1));
    assert_eq!(lan.open(&case).await["opened"]["readings"].as_array().map(Vec::len), Some(2));
    assert_eq!(minh.get("/api/v1/cases").await.expect(200).json()["readings"].as_array().map(Vec::len), Some(1));
    for by in [&lan, &minh] {
        assert_eq!(say_why(by, &case, "x").await.expect(409).problem().0, "no-reason-needed");
    }
    app.finish().await;
}

async fn whoever_stands_in_and_whoever_is_on_duty_work_on_it_as_long_as_that_lasts(app: TestApp) {
    let (lan_id, binh_id) = people(&app).await;
    let case = taken_by_lan(&app, &report_of("emergency")).await;
    let path = format!("/api/v1/cases/{case}");
    let administrator = app.staff(Role::Administrator, MINISTRY).await;
    let note = json!({"text": "x"});
    app.sign_in(BINH).await.get(&path).await.expect(403);
    // Saturday 22:00 until Sunday 24:00 of Viet Nam.
    let days = json!({"staff": lan_id, "deputy": binh_id, "from": "2026-11-21", "until": "2026-11-22"});
    administrator.post(&format!("/api/v1/admin/duty/{OFFICE}/deputies"), &days).await.expect(201);
    app.sign_in(BINH).await.act(&case, "notes", &note).await.expect(201);
    app.sign_in(LAN).await.act(&case, "notes", &note).await.expect(201);
    app.clock.advance(Duration::hours(27));
    app.sign_in(BINH).await.get(&path).await.expect(403);
    // Monday 01:00; on duty from Monday 07:00 to 09:00.
    let week = json!([{"weekday": 1, "from": "07:00", "to": "09:00", "staff": binh_id}]);
    let administrator = app.staff(Role::Administrator, MINISTRY).await;
    let headers = [("content-type", "application/json")];
    let body = serde_json::to_vec(&json!({ "shifts": week })).unwrap();
    administrator.send(axum::http::Method::PUT, &format!("/api/v1/admin/duty/{OFFICE}"), &headers, body).await.expect(200);
    for (hours, status) in [(0, 403), (6, 201), (2, 403)] {
        app.clock.advance(Duration::hours(hours));
        app.sign_in(BINH).await.act(&case, "notes", &note).await.expect(status);
    }
    app.finish().await;
}

async fn while_nobody_is_named_everybody_may_take_it_and_whoever_does_is_named(app: TestApp) {
    let (_, binh_id) = people(&app).await;
    let case = app.report(&report_of("emergency")).await;
    let (lan, binh, minh) = (app.sign_in(LAN).await, app.sign_in(BINH).await, app.sign_in(MINH).await);
    lan.act(&case, "notes", &json!({"text": "x"})).await.expect(201);
    app.take(&binh, &case, "emergency").await;
    assert_eq!(app.db_case(&case).await.assigned_to.map(|id| id.to_string()), Some(binh_id));
    lan.act(&case, "notes", &json!({"text": "x"})).await.expect(403);
    minh.act(&case, "notes", &json!({"text": "x"})).await.expect(201);
    // Who stepped back is named no more, and somebody else can take over at once.
    binh.act(&case, "exclusions", &json!({})).await.expect(201);
    lan.act(&case, "notes", &json!({"text": "x"})).await.expect(201);
    app.finish().await;
}

async fn no_reason_opens_a_case_to_whoever_must_not_know(app: TestApp) {
    people(&app).await;
    let case = taken_by_lan(&app, &report_of("emergency")).await;
    let binh = app.sign_in(BINH).await;
    say_why(&binh, &case, "x").await.expect(201);
    binh.open(&case).await;
    // A colleague who only knows of it, or reads it, can say so themselves.
    binh.act(&case, "exclusions", &json!({})).await.expect(201);
    let refused = say_why(&binh, &case, "x").await.expect(404);
    assert_eq!(refused, say_why(&binh, "00000000", "x").await);
    binh.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    let elsewhere = app.staff(Role::Responder, "ubnd-26743").await;
    assert_eq!(say_why(&elsewhere, &case, "x").await.expect(404), refused);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM reasoned_reading").await, 1);
    app.finish().await;
}

async fn a_drill_and_a_closed_case_are_as_closed_to_a_colleague_as_any_other(app: TestApp) {
    people(&app).await;
    let above = app.staff(Role::Supervisor, PARENT).await;
    let order = json!({"commune": crate::support::COMMUNE, "severity": "high"});
    above.post("/api/v1/oversight/drills", &order).await.expect(201);
    let drill = app.db_only_case().await;
    let closed = app.report(&report_of("medium")).await;
    let (lan, binh) = (app.sign_in(LAN).await, app.sign_in(BINH).await);
    app.take(&lan, &drill, "high").await;
    app.take(&lan, &closed, "medium").await;
    app.sign_in(MINH).await.meet_and_close(&closed, "support_given").await;
    for case in [&drill, &closed] {
        binh.get(&format!("/api/v1/cases/{case}")).await.expect(403);
        say_why(&binh, case, "x").await.expect(201);
        binh.open(case).await;
    }
    assert_eq!(row(&binh.get("/api/v1/cases").await.expect(200).json(), &drill)["drill"], json!(true));
    app.finish().await;
}

async fn a_file_of_a_colleagues_case_opens_with_the_case_and_never_who_reported(app: TestApp) {
    people(&app).await;
    let token = send_ahead(&app.visitor(), &voice()).await;
    let named = send_ahead(&app.visitor(), &voice()).await;
    let mut report = report_with(&[named]);
    report["reporter"] = json!({"name": "Mận"});
    let mut places = Vec::new();
    let (lan, binh) = (app.sign_in(LAN).await, app.sign_in(BINH).await);
    for report in [report, report_with(&[token])] {
        let case = app.report(&report).await;
        app.take(&lan, &case, "high").await;
        let file = lan.open(&case).await["opened"]["files"][0]["id"].as_str().unwrap().to_owned();
        places.push((case.clone(), format!("/api/v1/cases/{case}/files/{file}")));
    }
    let [(case, of_the_case), (unnamed, of_the_reporter)] = places.try_into().unwrap();
    assert_eq!(binh.get(&of_the_case).await.expect(403).problem().0, "with-another");
    assert_eq!(binh.get(&of_the_reporter).await.expect(403).problem().0, "with-another");
    say_why(&binh, &case, "x").await.expect(201);
    say_why(&binh, &unnamed, "x").await.expect(201);
    binh.get(&of_the_case).await.expect(200);
    assert_eq!(binh.get(&of_the_reporter).await.expect(403).problem().0, "with-another");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event IN ('identity_opened')").await, 0);
    app.finish().await;
}

async fn the_page_asks_why_and_then_shows_the_case_without_a_form(app: TestApp) {
    people(&app).await;
    let case = taken_by_lan(&app, &report_of("emergency")).await;
    let path = format!("/desk/cases/{case}");
    let (binh, minh) = (Browser::signed_in(&app, BINH).await, Browser::signed_in(&app, MINH).await);
    let queue = binh.get("/desk").await.expect(200).text();
    assert!(queue.contains(&format!("href=\"{path}\"")) && queue.contains("đang phụ trách vụ việc này"), "{queue}");
    assert!(!queue.contains("Bạo lực") && !queue.contains("Sài Gòn, "), "neither what nor where: {queue}");
    let page = binh.get(&path).await.expect(403).text();
    assert!(page.contains("Vì sao bạn cần đọc?") && !page.contains("case-reports"), "{page}");
    // What was typed while the case was given to somebody else is not lost.
    let late = binh.send_from(&page, &format!("{path}/notes"), &[("note_text", "cháu kể là đau tay")]).await.expect(403).text();
    assert!(late.contains("cháu kể là đau tay") && late.contains("chưa được ghi"), "{late}");
    let empty = binh.send_from(&page, &format!("{path}/readings"), &[("reading_reason", " ")]).await.expect(422).text();
    assert!(empty.contains("href=\"#reading_reason\""), "{empty}");
    let opened = binh.send_from(&page, &format!("{path}/readings"), &[("reading_reason", &format!("{CANARY} gọi"))]).await;
    let place = leads_to(&opened);
    assert_eq!(place, format!("{path}?done=readings#main"));
    let read = binh.get(place.split('#').next().unwrap()).await.expect(200).text();
    assert!(read.contains("Bạn chỉ đọc") && read.contains("Đã ghi lý do của bạn"), "{read}");
    let forms: Vec<&str> = ["exclusions", "notes", "contacts", "messages", "triage", "closure", "assignment", "handover", "identity"]
        .into_iter()
        .filter(|form| read.contains(&format!("action=\"{path}/{form}\"")))
        .collect();
    assert_eq!(forms, ["exclusions"], "a reader finds one form");
    let line = minh.get("/desk").await.expect(200).text();
    assert!(line.contains("đã mở đọc") && line.contains(&format!("href=\"{path}#readings\"")) && !line.contains(CANARY), "{line}");
    let seen = minh.get(&path).await.expect(200).text();
    assert!(seen.contains("id=\"readings\"") && seen.contains(&format!("{CANARY} gọi")), "{seen}");
    assert!(!minh.get("/desk").await.expect(200).text().contains("đã mở đọc"));
    app.finish().await;
}

both!(
    a_colleague_knows_that_there_is_a_case_and_reads_it_for_a_reason_only,
    the_lead_and_whoever_works_on_it_see_who_read_a_case_and_why,
    whoever_stands_in_and_whoever_is_on_duty_work_on_it_as_long_as_that_lasts,
    while_nobody_is_named_everybody_may_take_it_and_whoever_does_is_named,
    no_reason_opens_a_case_to_whoever_must_not_know,
    a_drill_and_a_closed_case_are_as_closed_to_a_colleague_as_any_other,
    a_file_of_a_colleagues_case_opens_with_the_case_and_never_who_reported,
    the_page_asks_why_and_then_shows_the_case_without_a_form,
);
