//! The day of one person, a list narrowed down, finding by a name, taking back a slip.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    pages::Browser,
    support::{
        CANARY, Client, OFFICE, PARENT, TestApp,
        acts::{NEXT_DOOR, OFFICE_NEXT_DOOR, codes, met_alone, report_from, report_of},
    },
};

const LAN: &str = "lan@x.example";

async fn day(by: &Client) -> Value {
    by.get("/api/v1/today").await.expect(200).json()
}

fn cases(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["case"].as_str().unwrap()).collect()
}

async fn the_day_holds_what_is_due_promised_and_asked(app: TestApp) {
    let (lan, other) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Responder, OFFICE).await);
    let lead = app.staff(Role::Lead, OFFICE).await;
    let next_door = app.staff(Role::Lead, OFFICE_NEXT_DOOR).await;
    let receipt = app.visitor().report(&report_of("high")).await;
    let (urgent, code) = (receipt["case_code"].as_str().unwrap().to_owned(), receipt["access_code"].as_str().unwrap().to_owned());
    let later = app.report(&report_of("low")).await;
    let theirs = app.report(&report_from(NEXT_DOOR, "high")).await;
    assert_eq!(cases(&day(&lan).await["due"]), [urgent.as_str()], "{later} is due in days, {theirs} is another office's");
    app.take(&lan, &urgent, "high").await;
    assert_eq!(cases(&day(&next_door).await["due"]), [theirs.as_str()]);
    // A reporter who writes waits for an answer; the list says so until somebody answers.
    app.reporter(&code).post("/api/v1/follow-up/messages", &json!({"text": "x"})).await.expect(201);
    assert_eq!(cases(&day(&lead).await["answers"]), [urgent.as_str()]);
    lan.act(&urgent, "messages", &json!({"text": "Chào bạn"})).await.expect(201);
    assert_eq!(cases(&day(&lead).await["answers"]), Vec::<&str>::new());
    // A closing that was asked for waits for whoever leads, nobody else.
    assert!(lan.contact(&urgent, &met_alone()).await);
    lan.act(&urgent, "closure-requests", &json!({"reason": "support_given"})).await.expect(201);
    let waits = day(&lead).await;
    assert_eq!((waits["decisions"][0]["what"].as_str(), waits["decisions"][0]["case"].as_str()), (Some("closing"), Some(urgent.as_str())));
    for somebody in [&lan, &other, &next_door] {
        assert_eq!(day(somebody).await["decisions"], json!([]));
    }
    lead.act(&urgent, "closure", &json!({"reason": "support_given"})).await.expect(201);
    assert_eq!(day(&lead).await["decisions"], json!([]));
    app.finish().await;
}

async fn what_was_promised_stands_there_until_somebody_is_reached(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    let case = app.report(&report_of("high")).await;
    app.take(&lan, &case, "high").await;
    app.db_execute(&format!("UPDATE case_file SET assigned_to = (SELECT id FROM staff WHERE email = '{LAN}')")).await;
    assert_eq!(cases(&day(&lan).await["promised"]), [case.as_str()]);
    let lan = app.sign_in(LAN).await;
    assert!(lan.contact(&case, &met_alone()).await);
    assert_eq!(day(&lan).await["promised"], json!([]));
    app.finish().await;
}

async fn an_excluded_person_sees_nothing_of_it_in_their_day(app: TestApp) {
    app.db_add_staff(LAN, Role::Lead, OFFICE).await;
    let (lan, other) = (app.sign_in(LAN).await, app.staff(Role::Lead, OFFICE).await);
    let asks = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    assert!(asks.contact(&case, &met_alone()).await);
    asks.act(&case, "closure-requests", &json!({"reason": "support_given"})).await.expect(201);
    assert_eq!(cases(&day(&lan).await["decisions"]), [case.as_str()]);
    lan.act(&case, "exclusions", &json!({})).await.expect(201);
    assert_eq!(day(&lan).await, json!({"due": [], "promised": [], "answers": [], "decisions": []}));
    assert_eq!(cases(&day(&other).await["decisions"]), [case.as_str()]);
    app.finish().await;
}

async fn the_queue_narrows_to_what_is_asked_for_and_keeps_its_pages(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    let (mut high, mut low) = (Vec::new(), Vec::new());
    for number in 0..63 {
        if number % 3 == 0 {
            low.push(app.report(&report_of("low")).await);
        } else {
            high.push(app.report(&report_of("high")).await);
        }
    }
    let listed = async |query: &str| codes(&lan.get(&format!("/api/v1/cases{query}")).await.expect(200).json());
    assert_eq!(listed("").await.len(), 50);
    let mut lows = listed("?severity=low").await;
    lows.sort();
    low.sort();
    assert_eq!(lows, low);
    assert_eq!(listed("?whose=mine").await, Vec::<String>::new());
    app.db_execute(&format!("UPDATE case_file SET assigned_to = (SELECT id FROM staff WHERE email = '{LAN}') WHERE code = '{}'", high[7]))
        .await;
    assert_eq!(listed("?whose=mine").await, [high[7].clone()]);
    assert!(!listed("?whose=nobody&severity=high").await.contains(&high[7]));
    assert!(listed("?whose=to_do&severity=high").await.contains(&high[7]));
    assert_eq!(listed("?late=true").await, Vec::<String>::new());
    app.clock.advance(Duration::hours(2) + Duration::minutes(1));
    let lan = app.sign_in(LAN).await;
    let late = codes(&lan.get("/api/v1/cases?late=true").await.expect(200).json());
    assert_eq!(late.len(), 42, "those of two hours are late, those of days are not");
    for (query, field) in [("severity=x", "/severity"), ("whose=x", "/whose"), ("after=x", "/after"), ("late=x", "/late")] {
        assert_eq!(lan.get(&format!("/api/v1/cases?{query}")).await.expect(422).problem().1, [field]);
    }
    let browser = Browser::signed_in(&app, LAN).await;
    let page = browser.get("/desk?severity=high&whose=nobody").await.expect(200).text();
    assert!(page.contains(r#"<option value="high" selected>"#) && page.contains(r#"<option value="nobody" selected>"#));
    assert!(!page.contains(&low[0]) && !page.contains(&high[7]));
    assert!(
        browser.get("/desk?severity=high&late=yes&whose=x").await.expect(200).text().contains("queue"),
        "a word of no meaning narrows nothing"
    );
    app.finish().await;
}

fn named(commune: &str, name: &str) -> Value {
    let mut report = report_from(commune, "high");
    report["persons_at_risk"][0]["name"] = json!(format!("{CANARY} {name}"));
    report
}

async fn a_name_finds_the_cases_of_ones_own_office_and_the_search_is_entered(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    let other = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&named("26740", "Nguyễn Thị Mận")).await;
    let same = app.report(&named("26740", "Mận Văn Đào")).await;
    app.report(&named("26740", "Hoa")).await;
    app.report(&named(NEXT_DOOR, "Mận")).await;
    let find = async |by: &Client, name: &str| {
        let found = by.post("/api/v1/cases/search", &json!({"name": name})).await.expect(200).json();
        found.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut found = find(&lan, "mận").await;
    found.sort();
    let mut both = vec![case.clone(), same.clone()];
    both.sort();
    assert_eq!(found, both);
    assert_eq!(find(&lan, "man dao").await, [same.as_str()], "without accents, in any order");
    assert_eq!(find(&lan, "khong ai").await, Vec::<String>::new());
    let entries = app
        .db_texts("SELECT event || ' ' || detail FROM audit_entry WHERE event IN ('names_searched', 'found_by_name') ORDER BY at, seq")
        .await;
    let searches = entries.iter().filter(|entry| entry.starts_with("names_searched")).count();
    assert_eq!((searches, entries.len()), (3, 6), "{entries:?}");
    assert!(entries.iter().all(|entry| !entry.contains("Mận") && !entry.contains("man")), "codes and numbers only");
    // Whoever stepped back from a case does not find it by a name either.
    other.act(&case, "exclusions", &json!({})).await.expect(201);
    assert_eq!(find(&other, "Mận").await, [same.as_str()]);
    for (name, status) in [("m", 422), (" ", 422)] {
        assert_eq!(lan.post("/api/v1/cases/search", &json!({"name": name})).await.expect(status).problem().1, ["/name"]);
    }
    app.staff(Role::Supervisor, PARENT).await.post("/api/v1/cases/search", &json!({"name": "Mận"})).await.expect(403);
    app.finish().await;
}

async fn nobody_looks_for_names_all_day(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    for _ in 0..30 {
        lan.post("/api/v1/cases/search", &json!({"name": "Mận"})).await.expect(200);
    }
    assert_eq!(lan.post("/api/v1/cases/search", &json!({"name": "Mận"})).await.expect(422).problem().1, ["/name"]);
    app.clock.advance(Duration::minutes(61));
    app.sign_in(LAN).await.post("/api/v1/cases/search", &json!({"name": "Mận"})).await.expect(200);
    app.finish().await;
}

async fn the_page_to_find_keeps_the_name_out_of_every_address(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let case = app.report(&named("26740", "Mận")).await;
    let lan = Browser::signed_in(&app, LAN).await;
    let asked = lan.get("/desk/find").await.expect(200).text();
    assert!(asked.contains(r#"method="post" action="/desk/find""#));
    let found = lan.send_from(&asked, "/desk/find", &[("name", "man")]).await.expect(200).text();
    assert!(found.contains(&case) && found.contains("Tìm thấy 1 vụ việc"));
    let wrong = lan.send_from(&asked, "/desk/find", &[("name", "m")]).await.expect(422).text();
    assert!(wrong.contains("Tên quá ngắn") && wrong.contains(r#"value="m""#), "what was typed is kept");
    app.finish().await;
}

async fn a_slip_is_taken_back_within_a_minute_and_stays_in_sight(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (lan, other) = (app.sign_in(LAN).await, app.staff(Role::Responder, OFFICE).await);
    let case = app.report(&report_of("high")).await;
    lan.act(&case, "contacts", &json!({"with": "person_at_risk", "outcome": "no_answer", "how": "phone"})).await.expect(201);
    lan.act(&case, "notes", &json!({"text": format!("{CANARY} nhầm vụ")})).await.expect(201);
    let opened = lan.open(&case).await;
    let (contact, note) = (json!({"of": opened["opened"]["contacts"][0]["of"]}), json!({"of": opened["opened"]["notes"][0]["of"]}));
    assert_eq!(other.act(&case, "undo", &note).await.expect(422).problem().1, ["/of"], "only one's own");
    lan.act(&case, "undo", &note).await.expect(204);
    lan.act(&case, "undo", &contact).await.expect(204);
    lan.act(&case, "undo", &note).await.expect(422);
    let opened = lan.open(&case).await;
    assert_eq!(opened["opened"]["notes"][0]["undone_at"], json!(app.now()));
    assert_eq!(opened["opened"]["notes"][0]["text"], format!("{CANARY} nhầm vụ"), "nothing is deleted");
    let page = Browser::signed_in(&app, LAN).await.get("/desk").await.expect(200).text();
    assert!(page.contains("Chưa ai nhận") && !page.contains("Đã thử liên hệ"), "an attempt taken back was none");
    // A second attempt, a minute later: too late.
    lan.act(&case, "contacts", &json!({"with": "person_at_risk", "outcome": "no_answer", "how": "phone"})).await.expect(201);
    let second = json!({"of": lan.open(&case).await["opened"]["contacts"][1]["of"]});
    app.clock.advance(Duration::seconds(60));
    assert_eq!(lan.act(&case, "undo", &second).await.expect(422).problem().1, ["/of"]);
    app.finish().await;
}

async fn what_stopped_a_clock_is_not_taken_back(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    let case = app.report(&report_of("high")).await;
    assert!(lan.contact(&case, &met_alone()).await);
    let contact = json!({"of": lan.open(&case).await["opened"]["contacts"][0]["of"]});
    assert_eq!(lan.act(&case, "undo", &contact).await.expect(422).problem().1, ["/of"]);
    lan.act(&case, "reviews", &json!({"finding": "x"})).await.expect(201);
    let review = json!({"of": lan.open(&case).await["opened"]["notes"][0]["of"]});
    assert_eq!(lan.act(&case, "undo", &review).await.expect(422).problem().1, ["/of"], "the note of an act goes with its act");
    let browser = Browser::signed_in(&app, LAN).await;
    let page = browser.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    assert!(!page.contains("/undo"), "no button for it");
    browser.send_from(&page, &format!("/desk/cases/{case}/notes"), &[("note_text", "x")]).await.expect(303);
    let page = browser.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    assert!(page.contains(&format!("/desk/cases/{case}/undo")) && page.contains("Rút lại: "));
    app.finish().await;
}

async fn outside_help_stands_nearest_first_and_says_what_nobody_checked(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let rows = [
        ("xa", "'01'", "NULL", "'2026-11-01'"),
        ("nuoc", "NULL", "NULL", "NULL"),
        ("tinh", "'79'", "NULL", "'2026-01-01'"),
        ("gan", "'79'", "'26740'", "'2026-11-01'"),
    ];
    for (code, province, commune, checked) in rows {
        app.db_execute(&format!(
            "INSERT INTO support_provider (code, kind, name, name_en, phone, round_the_clock, takes, province_code, commune_code, checked_on, active) \
             VALUES ('{code}', 'shelter', '{code}', '{code}', '0900 000 006', true, 'x', {province}, {commune}, {checked}, true)"
        ))
        .await;
    }
    let help = app.sign_in(LAN).await.get("/api/v1/help").await.expect(200).json();
    let shown: Vec<_> =
        help.as_array().unwrap().iter().map(|row| (row["name"].as_str().unwrap(), row["checked"].as_bool().unwrap())).collect();
    assert_eq!(shown, [("gan", true), ("tinh", false), ("nuoc", false)], "another province's is not offered");
    let page = Browser::signed_in(&app, LAN).await.get("/desk/help").await.expect(200).text();
    assert!(page.contains("tel:0900000006") && page.matches("Đã hơn nửa năm").count() == 2);
    app.finish().await;
}

both!(
    outside_help_stands_nearest_first_and_says_what_nobody_checked,
    the_day_holds_what_is_due_promised_and_asked,
    what_was_promised_stands_there_until_somebody_is_reached,
    an_excluded_person_sees_nothing_of_it_in_their_day,
    the_queue_narrows_to_what_is_asked_for_and_keeps_its_pages,
    a_name_finds_the_cases_of_ones_own_office_and_the_search_is_entered,
    nobody_looks_for_names_all_day,
    the_page_to_find_keeps_the_name_out_of_every_address,
    a_slip_is_taken_back_within_a_minute_and_stays_in_sight,
    what_stopped_a_clock_is_not_taken_back,
);
