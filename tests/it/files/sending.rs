//! From a phone to the responder: what arrives is what was sent, less what nobody meant to tell.

use langnghe::{files::FileKind, kernel::terms::Role};
use serde_json::json;

use super::{Form, PIXELS, POSITION, cleaned, kept, photo, report_form, report_with, send_ahead, send_bytes};
use crate::{
    both,
    support::{OFFICE, TestApp, contains},
};

async fn a_photo_in_the_form_reaches_the_responder_without_its_position(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let photo = photo(300_000);
    let form = report_form().file("", b"").file("tay em.jpg", &photo);
    form.send(&app.visitor(), "/report").await.expect(201);
    let (count, stored) = app.db_stored_files();
    assert_eq!(count, 1);
    assert!(!contains(&stored, PIXELS.as_bytes()) && !contains(&stored, POSITION.as_bytes()), "a file lies open on the disk");

    let code = app.db_only_case().await;
    let case = lan.get(&format!("/api/v1/cases/{code}")).await.expect(200).json();
    let file = &case["opened"]["files"][0];
    let clean = cleaned(FileKind::Jpeg, &photo);
    assert_eq!(
        (&file["kind"], &file["group"], &file["name"], &file["identity_part"], &file["size"]),
        (&json!("jpg"), &json!("photo"), &json!("tay em.jpg"), &json!(false), &json!(clean.len()))
    );
    let answer = lan.get(&format!("/api/v1/cases/{code}/files/{}", file["id"].as_str().unwrap())).await.expect(200);
    assert!(answer.body == clean && !contains(&clean, POSITION.as_bytes()) && contains(&clean, PIXELS.as_bytes()));
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    let disposition = header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"tep-") && disposition.ends_with(".jpg\"") && !disposition.contains("em"));
    let opened = "SELECT COUNT(*) FROM audit_entry WHERE event = 'file_opened'";
    assert_eq!((app.db_count(opened).await, app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'file_received'").await), (1, 1));
    app.finish().await;
}

async fn files_sent_ahead_come_with_the_report_that_names_them(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let program = app.visitor();
    let (photo, text) = (photo(100), "Tôi nghe thấy tiếng khóc.".as_bytes());
    let tokens = [send_ahead(&program, &photo).await, send_ahead(&program, text).await];
    let waiting = "SELECT COUNT(*) FROM attachment WHERE case_id IS NULL AND part IS NULL";
    assert_eq!(app.db_count(waiting).await, 2);
    program.report(&report_with(&tokens)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM attachment WHERE part = 'case'").await, 2);
    let code = app.db_only_case().await;
    let case = lan.get(&format!("/api/v1/cases/{code}")).await.json();
    let mut read = Vec::new();
    for file in case["opened"]["files"].as_array().unwrap() {
        read.push(lan.get(&format!("/api/v1/cases/{code}/files/{}", file["id"].as_str().unwrap())).await.expect(200).body);
    }
    read.sort();
    assert_eq!(read, [text.to_vec(), cleaned(FileKind::Jpeg, &photo)]);
    app.finish().await;
}

async fn a_file_alone_is_a_report(app: TestApp) {
    let token = send_ahead(&app.visitor(), &photo(10)).await;
    app.visitor().post("/api/v1/reports", &json!({"files": [token]})).await.expect(201);
    Form::default().file("a.jpg", &photo(20)).send(&app.visitor(), "/report").await.expect(201);
    app.finish().await;
}

async fn the_same_report_with_the_same_files_gives_the_same_receipt(app: TestApp) {
    let key = [("idempotency-key", "0b9d4b53-6a0c-4cb5-8f0e-2f4a1f0f6c11")];
    let program = app.visitor();
    let tokens = [send_ahead(&program, &photo(50)).await];
    let first = program.post_with("/api/v1/reports", &report_with(&tokens), &key).await.expect(201);
    let again = program.post_with("/api/v1/reports", &report_with(&tokens), &key).await.expect(201);
    assert_eq!(first.body, again.body);
    // Sent anew, the same photo has another token and the same content.
    let anew = [send_ahead(&program, &photo(50)).await];
    assert_eq!(program.post_with("/api/v1/reports", &report_with(&anew), &key).await.expect(201).body, first.body);
    let other = [send_ahead(&program, &photo(51)).await];
    let (code, _) = program.post_with("/api/v1/reports", &report_with(&other), &key).await.expect(422).problem();
    assert_eq!(code, "idempotency-mismatch");
    let (code, fields) = program.post("/api/v1/reports", &report_with(&tokens)).await.expect(422).problem();
    assert_eq!((code.as_str(), fields), ("file-gone", vec!["/files/0".to_owned()]), "a file belongs to one report");

    let form = report_form().text("idempotency_key", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345").file("a.jpg", &photo(60)).bytes();
    let first = send_bytes(&program, "/report", form.clone()).await.expect(201);
    assert_eq!(send_bytes(&program, "/report", form).await.expect(201).body, first.body);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 2);
    app.finish().await;
}

async fn a_form_that_comes_back_keeps_its_files_and_nothing_is_sent_twice(app: TestApp) {
    let person = app.visitor();
    let form = report_form().text("age", "300").file("tay.jpg", &photo(70)).file("phim.exe", b"MZ\x90\0 not a film");
    let page = form.send(&person, "/report").await.expect(422).text();
    assert!(page.contains("phim.exe") && page.contains("Cháu bé bị đánh"), "{page}");
    let waiting = kept(&page);
    assert_eq!(waiting.len(), 1, "{page}");
    assert!(waiting[0].ends_with(" tay.jpg"));
    let again = waiting.iter().fold(report_form(), |form, value| form.text("kept_file", value));
    again.send(&person, "/report").await.expect(201);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM attachment WHERE part = 'case'").await, 1);
    app.finish().await;
}

both!(
    a_photo_in_the_form_reaches_the_responder_without_its_position,
    files_sent_ahead_come_with_the_report_that_names_them,
    a_file_alone_is_a_report,
    the_same_report_with_the_same_files_gives_the_same_receipt,
    a_form_that_comes_back_keeps_its_files_and_nothing_is_sent_twice,
);
