//! Files that come later, with the code: they reach the desk, and whoever holds the code next sees nothing of them.

use chrono::Duration;
use langnghe::{files::FileKind, kernel::terms::Role};
use serde_json::{Value, json};

use super::{BOUNDARY, Form, cleaned, kept, photo, send_ahead, voice};
use crate::{
    both,
    pages::{Browser, hidden, leads_to},
    support::{Answer, Client, OFFICE, TestApp, contains, short_report},
};

const RECEIVED: &str = "SELECT COUNT(*) FROM audit_entry WHERE event = 'file_received'";
const IN_THREAD: &str = "SELECT COUNT(*) FROM attachment WHERE part = 'thread'";

/// Files a report: case code and access code.
async fn filed(app: &TestApp) -> (String, String) {
    let receipt = app.visitor().report(&short_report("x")).await;
    let text = |field: &str| receipt[field].as_str().unwrap().to_owned();
    (text("case_code"), text("access_code"))
}

/// The files of a case as the desk reads them, oldest first.
async fn read_at_desk(lan: &Client, case: &str) -> Vec<(Value, Vec<u8>)> {
    let opened = lan.get(&format!("/api/v1/cases/{case}")).await.expect(200).json();
    let mut read = Vec::new();
    for file in opened["opened"]["files"].as_array().unwrap() {
        let path = format!("/api/v1/cases/{case}/files/{}", file["id"].as_str().unwrap());
        read.push((file["name"].clone(), lan.get(&path).await.expect(200).body));
    }
    read
}

async fn inside(app: &TestApp, code: &str) -> Browser {
    let browser = Browser::new(app);
    browser.send("/follow-up", &[("code", code)]).await.expect(303);
    browser
}

async fn send(browser: &Browser, form: Form) -> Answer {
    browser.send_bytes("/follow-up/messages", &format!("multipart/form-data; boundary={BOUNDARY}"), form.bytes()).await
}

fn message(token: &str, text: &str) -> Form {
    Form::default().text("csrf", token).text("message", text)
}

async fn a_file_sent_with_the_code_reads_back_identical_at_the_desk(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let (case, code) = filed(&app).await;
    let reporter = app.reporter(&code);
    let photo = photo(300_000);
    let tokens = [send_ahead(&app.visitor(), &photo).await, send_ahead(&app.visitor(), &voice()).await];
    let body = json!({"text": "Ảnh mới chụp", "files": tokens});
    reporter.post("/api/v1/follow-up/messages", &body).await.expect(201);
    let alone = send_ahead(&app.visitor(), "Tôi nghe tiếng khóc.".as_bytes()).await;
    reporter.post("/api/v1/follow-up/messages", &json!({"files": [&alone]})).await.expect(201);
    let read = read_at_desk(&lan, &case).await;
    let mut bytes: Vec<Vec<u8>> = read.into_iter().map(|(_, bytes)| bytes).collect();
    let mut sent = vec![cleaned(FileKind::Jpeg, &photo), cleaned(FileKind::Mp3, &voice()), "Tôi nghe tiếng khóc.".as_bytes().to_vec()];
    // The clock of the test stands still, so no file is older than another.
    bytes.sort();
    sent.sort();
    assert!(bytes == sent, "{} files came back, or changed", bytes.len());
    assert_eq!(reporter.thread().await.len(), 1, "a file alone makes no empty message");
    assert_eq!((app.db_count(RECEIVED).await, app.db_count(IN_THREAD).await), (3, 3));
    // Sent twice: it is there already. It goes into no other report, and costs no word there.
    reporter.post("/api/v1/follow-up/messages", &json!({"files": [&alone]})).await.expect(201);
    let (_, other) = filed(&app).await;
    let refused = app.reporter(&other).post("/api/v1/follow-up/messages", &json!({"text": "x", "files": [&alone]})).await;
    assert_eq!(refused.expect(422).problem().1, ["/files/0"]);
    assert_eq!((app.db_count(RECEIVED).await, app.reporter(&other).thread().await.len()), (3, 0), "all of it or nothing");
    app.finish().await;
}

async fn a_message_without_text_and_files_is_none_and_what_is_verified_needs_words(app: TestApp) {
    let (_, code) = filed(&app).await;
    let reporter = app.reporter(&code);
    let token = send_ahead(&app.visitor(), &photo(50)).await;
    for body in [json!({}), json!({"text": " "}), json!({"files": []}), json!({"files": [token], "about": "contact"})] {
        let refused = reporter.post("/api/v1/follow-up/messages", &body).await.expect(422);
        assert_eq!(refused.problem().1, ["/text"], "{body}");
    }
    assert_eq!((app.db_count(RECEIVED).await, app.db_count(IN_THREAD).await), (0, 0));
    reporter.post("/api/v1/follow-up/messages", &json!({"text": "số mới", "files": [token], "about": "contact"})).await.expect(201);
    assert_eq!(app.db_count(IN_THREAD).await, 1);
    app.finish().await;
}

async fn a_file_of_the_page_reaches_the_desk_and_the_page_shows_nothing_of_it(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let (case, code) = filed(&app).await;
    let browser = inside(&app, &code).await;
    let page = browser.get("/follow-up").await.expect(200).text();
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("type=\"file\""), "{page}");
    let sent = send(&browser, message(&hidden(&page, "csrf"), "").file("", b"").file("tay em Lan.jpg", &photo(9000))).await;
    assert_eq!(leads_to(&sent), "/follow-up?said=message");
    let read = read_at_desk(&lan, &case).await;
    assert!(read.len() == 1 && read[0].0 == "tay em Lan.jpg" && read[0].1 == cleaned(FileKind::Jpeg, &photo(9000)));
    let file = app.db_texts("SELECT object FROM attachment").await.remove(0);
    let api = app.reporter(&code).get("/api/v1/follow-up").await.text();
    let again = inside(&app, &code).await;
    for shown in [browser.get("/follow-up?said=message").await.text(), again.get("/follow-up").await.text(), api] {
        for told in ["tay em Lan", ".jpg", "kept_file", "9000", "9 KB", &file] {
            assert!(!shown.contains(told), "{told} stands in {shown}");
        }
    }
    for path in ["/follow-up/files", "/api/v1/follow-up/files", &format!("/report/files/{file}")] {
        assert!(browser.get(path).await.status.is_client_error(), "{path}");
    }
    app.finish().await;
}

async fn a_refused_file_costs_neither_the_text_nor_the_other_files(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let (case, code) = filed(&app).await;
    let browser = inside(&app, &code).await;
    let token = hidden(&browser.get("/follow-up").await.text(), "csrf");
    let form = message(&token, "viết dở").text("about", "contact").file("tay.jpg", &photo(70)).file("phim.exe", b"MZ\x90\0 no film");
    let page = send(&browser, form).await.expect(422).text();
    assert!(page.contains("phim.exe") && page.contains("viết dở") && page.contains("href=\"#files\""), "{page}");
    let waiting = kept(&page);
    assert!(waiting.len() == 1 && waiting[0].ends_with(" tay.jpg"), "{page}");
    assert_eq!((app.db_count(IN_THREAD).await, app.db_count("SELECT COUNT(*) FROM message").await), (0, 0));
    // A forged form and a text that is too long keep the files as well.
    let page = send(&browser, message("forged", "viết dở").text("kept_file", &waiting[0])).await.expect(403).text();
    assert!(page.contains("viết dở") && kept(&page) == waiting);
    let page = send(&browser, message(&token, &"a".repeat(100_001)).text("kept_file", &waiting[0])).await.expect(422).text();
    assert!(page.contains("aaaa") && kept(&page) == waiting);
    send(&browser, message(&token, "viết xong").text("about", "contact").text("kept_file", &waiting[0])).await.expect(303);
    assert_eq!(read_at_desk(&lan, &case).await.len(), 1);
    // What is no form at all, and a form that breaks off, come back to the conversation.
    for broken in [b"junk".to_vec(), message(&token, "nửa câu").file("tay.jpg", &photo(70)).cut()] {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let page = browser.send_bytes("/follow-up/messages", &kind, broken).await;
        assert!(page.status.is_client_error() && page.text().contains("name=\"message\""), "{}", page.text());
    }
    app.finish().await;
}

async fn files_wait_while_the_code_is_asked_for_again(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let (case, code) = filed(&app).await;
    let browser = inside(&app, &code).await;
    let token = hidden(&browser.get("/follow-up").await.text(), "csrf");
    app.clock.advance(Duration::minutes(16));
    let page = send(&browser, message(&token, "").file("tay.jpg", &photo(80))).await.expect(401).text();
    let value = hidden(&page, "kept_file");
    assert!(!page.contains(">tay.jpg"), "{page}");
    let wrong = browser.send("/follow-up", &[("code", "AAAA-BBBB-CCCC-DDDD"), ("kept_file", &value)]).await.expect(401).text();
    assert_eq!(hidden(&wrong, "kept_file"), value);
    let page = browser.send("/follow-up", &[("code", &code), ("kept_file", &value)]).await.expect(200).text();
    assert_eq!(kept(&page), [value.clone()]);
    send(&browser, message(&hidden(&page, "csrf"), "").text("kept_file", &value)).await.expect(303);
    assert!(read_at_desk(&lan, &case).await[0].1 == cleaned(FileKind::Jpeg, &photo(80)));
    app.finish().await;
}

async fn what_is_told_to_the_office_says_nothing_of_a_file(app: TestApp) {
    app.db_add_staff("lan@office.example", Role::Responder, OFFICE).await;
    let (_, code) = filed(&app).await;
    app.work().await;
    let before = app.mailed().len();
    let token =
        Form::default().file("tay em Lan.jpg", &photo(10)).send(&app.visitor(), "/report/files").await.expect(201).text_at("/token");
    app.reporter(&code).post("/api/v1/follow-up/messages", &json!({"files": [token]})).await.expect(201);
    app.work().await;
    let mails = app.mailbox.mails().split_off(before);
    assert!(!mails.is_empty(), "a file alone is told and answered like a message");
    for mail in mails {
        assert!(!contains(format!("{}{}{}", mail.subject, mail.text, mail.html).as_bytes(), b"tay em"), "{mail:?}");
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM deadline WHERE stops_on = 'reporter_answered'").await, 1);
    app.finish().await;
}

both!(
    a_file_sent_with_the_code_reads_back_identical_at_the_desk,
    a_message_without_text_and_files_is_none_and_what_is_verified_needs_words,
    a_file_of_the_page_reaches_the_desk_and_the_page_shows_nothing_of_it,
    a_refused_file_costs_neither_the_text_nor_the_other_files,
    files_wait_while_the_code_is_asked_for_again,
    what_is_told_to_the_office_says_nothing_of_a_file,
);
