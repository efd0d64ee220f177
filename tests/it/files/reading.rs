//! Who reads a file, and what of it: only through an office with an envelope, recorded first, never a part of a damaged one.

use std::{fs, path::PathBuf};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use langnghe::{files::FileKind, kernel::terms::Role};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{cleaned, photo, report_with, send_ahead, voice};
use crate::{
    both,
    pages::Browser,
    support::{Client, OFFICE, TestApp},
};

async fn reported(app: &TestApp, file: &[u8], named: bool) -> (String, Client, Value) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let token = send_ahead(&app.visitor(), file).await;
    let mut report = report_with(&[token]);
    if named {
        report["reporter"] = json!({"name": "Mận"});
    }
    app.visitor().report(&report).await;
    let code = app.db_only_case().await;
    let case = lan.get(&format!("/api/v1/cases/{code}")).await.expect(200).json();
    let file = case["opened"]["files"][0].clone();
    (format!("/api/v1/cases/{code}/files/{}", file["id"].as_str().unwrap()), lan, file)
}

fn stored(app: &TestApp) -> PathBuf {
    fs::read_dir(&app.ctx.config.files).unwrap().next().unwrap().unwrap().path()
}

async fn the_voice_of_somebody_unnamed_belongs_to_the_identity_part(app: TestApp) {
    let (place, lan, file) = reported(&app, &voice(), false).await;
    assert_eq!((&file["identity_part"], &file["group"], &file["name"]), (&json!(true), &json!("voice"), &Value::Null));
    assert_eq!(lan.get(&place).await.expect(403).problem().0, "identity-protected");
    let (code, minh) = (app.db_only_case().await, app.staff(Role::Lead, OFFICE).await);
    // In an emergency too: a voice is no contact detail.
    app.db_execute("UPDATE case_file SET severity = 'emergency'").await;
    assert_eq!(lan.act(&code, "emergency-contact", &json!({"reason": "x"})).await.expect(200).json(), json!([]));
    assert_eq!(lan.get(&place).await.expect(403).problem().0, "identity-protected");
    let opened = "SELECT COUNT(*) FROM audit_entry WHERE event IN ('file_opened', 'identity_opened')";
    assert_eq!(app.db_count(opened).await, 0);
    let request = lan.ask_for_identity(&code, "Cần nghe để tìm bé").await;
    minh.judge(&code, &request, "approved", "").await.expect(201);
    let heard = lan.get(&place).await.expect(200).body;
    assert_eq!(heard, cleaned(FileKind::Mp3, &voice()));
    assert_eq!(app.db_count(opened).await, 2);
    assert_eq!(minh.get(&place).await.expect(403).problem().0, "identity-protected", "for one person, not for an office");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM envelope WHERE part = 'identity' AND recipient = 'recovery'").await, 1);
    app.finish().await;
}

async fn the_voice_of_somebody_who_gave_a_name_belongs_to_the_case(app: TestApp) {
    let (place, lan, file) = reported(&app, &voice(), true).await;
    assert_eq!(file["identity_part"], json!(false));
    assert_eq!(lan.get(&place).await.expect(200).body, cleaned(FileKind::Mp3, &voice()));
    app.finish().await;
}

async fn a_file_is_read_through_an_office_with_an_envelope_only(app: TestApp) {
    let (place, lan, _) = reported(&app, &photo(40), false).await;
    for (role, office) in [(Role::Responder, "ubnd-26743"), (Role::Administrator, OFFICE), (Role::Supervisor, "syt-79")] {
        let other = app.staff(role, office).await;
        let status = other.get(&place).await.status;
        assert!(status == 404 || status == 403, "{role:?} {status}");
    }
    app.visitor().get(&place).await.expect(401);
    let elsewhere = format!("{}{}", &place[..place.len() - 36], uuid(9));
    lan.get(&elsewhere).await.expect(404);
    lan.get(&place.replace("files/", "files/x")).await.expect(404);
    app.db_execute(&format!("DELETE FROM envelope WHERE part = 'case' AND recipient = '{OFFICE}'")).await;
    lan.get(&place).await.expect(404);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'file_opened'").await, 0);
    app.finish().await;
}

fn uuid(n: u128) -> String {
    let hex = format!("{n:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

async fn a_changed_or_cut_file_is_never_shown_as_whole(app: TestApp) {
    let original = photo(700_000);
    let (place, lan, _) = reported(&app, &original, false).await;
    let path = stored(&app);
    let whole = fs::read(&path).unwrap();
    // Cut, lengthened, changed at the beginning: said before anything is sent, and not recorded as read.
    let mut changed = whole.clone();
    changed[100] ^= 1;
    for damaged in [whole[..whole.len() - 1].to_vec(), whole[..9].to_vec(), [whole.as_slice(), b"x"].concat(), changed] {
        fs::write(&path, damaged).unwrap();
        assert_eq!(lan.get(&place).await.expect(409).problem().0, "file-unreadable");
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'file_opened'").await, 0);
    // Changed far behind: the answer has begun, and breaks off.
    let mut changed = whole.clone();
    let at = whole.len() - 10;
    changed[at] ^= 1;
    fs::write(&path, changed).unwrap();
    let request = Request::get(&place).header("authorization", lan.authorization()).body(Body::empty()).unwrap();
    let answer = app.router().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(to_bytes(answer.into_body(), usize::MAX).await.is_err(), "an answer that breaks off must not look like one that ended");
    fs::write(&path, &whole).unwrap();
    assert!(lan.get(&place).await.expect(200).body == cleaned(FileKind::Jpeg, &original));
    fs::remove_file(&path).unwrap();
    assert_eq!(lan.get(&place).await.expect(409).problem().0, "file-unreadable");
    app.finish().await;
}

async fn the_page_names_files_and_shows_none(app: TestApp) {
    let (place, _, file) = reported(&app, &photo(40), false).await;
    app.db_add_staff("lan@example.vn", Role::Responder, OFFICE).await;
    let browser = Browser::signed_in(&app, "lan@example.vn").await;
    let code = place.split('/').nth(4).unwrap().to_owned();
    let page = browser.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    let link = format!("/desk/cases/{code}/files/{}", file["id"].as_str().unwrap());
    assert!(page.contains(&format!("href=\"{link}\"")) && !page.contains("<img") && !page.contains("<audio"), "{page}");
    let saved = browser.get(&link).await.expect(200);
    assert_eq!(saved.body, cleaned(FileKind::Jpeg, &photo(40)));
    app.finish().await;
}

both!(
    the_voice_of_somebody_unnamed_belongs_to_the_identity_part,
    the_voice_of_somebody_who_gave_a_name_belongs_to_the_case,
    a_file_is_read_through_an_office_with_an_envelope_only,
    a_changed_or_cut_file_is_never_shown_as_whole,
    the_page_names_files_and_shows_none,
);
