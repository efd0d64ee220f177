//! What is not taken says why at its field, and costs nothing else: no word, no other file.

use std::{
    pin::Pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{Method, Request},
};
use futures_core::Stream;
use tower::ServiceExt;

use super::{Form, kept, photo, report_form, report_with, send_ahead, send_bytes};
use crate::{both, support::TestApp};

const MB: usize = 1024 * 1024;

/// A photo of exactly so many bytes.
fn photo_of(bytes: usize) -> Vec<u8> {
    let around = photo(100).len() - 100;
    let photo = photo(bytes - around);
    assert_eq!(photo.len(), bytes);
    photo
}

async fn every_refused_file_says_why_and_costs_nothing_else(app: TestApp) {
    let giant = [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 2, 0, 0, 0, 1, 2, 3, 4]].concat();
    let lie = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0CRC!\xff\xff\xff\xffIDAT".to_vec();
    let long = "😀".repeat(1024);
    let cases: [(&str, Vec<u8>, &str); 10] = [
        ("virus.exe", b"MZ\x90\0\x03\0\0\0".to_vec(), "không nhận loại tệp"),
        ("ảnh.jpg", b"<html><script>alert(1)</script></html>".to_vec(), "không nhận loại tệp"),
        ("ve.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "không nhận loại tệp"),
        ("goi.zip", b"PK\x03\x04\x14\0\0\0\x08\0aaaaaaaaaaaaaaaaaaaaaaa".to_vec(), "không nhận loại tệp"),
        ("rong.jpg", Vec::new(), "không có gì bên trong"),
        ("bom.png", giant, "mở ra lớn quá"),
        ("hong.png", lie, "bị hỏng"),
        ("cut.jpg", b"\xff\xd8\xff\xe1\x40\0Exif".to_vec(), "bị hỏng"),
        ("../../../etc/passwd", b"\x01\x02\x03".to_vec(), ": passwd"),
        (&long, b"\x01\x02\x03".to_vec(), "không nhận loại tệp"),
    ];
    for (name, bytes, says) in cases {
        let form = report_form().file("tay.jpg", &photo(30)).file(name, &bytes).text("contact_when", "sau 15 giờ");
        let page = form.send(&app.visitor(), "/report").await.expect(422).text();
        assert!(page.contains(says), "{name}: {page}");
        assert!(page.contains("Cháu bé bị đánh") && page.contains("sau 15 giờ"), "{name} lost a word");
        assert_eq!(kept(&page).len(), 1, "{name} lost a file");
        assert!(page.len() < 100_000 && !page.contains("../"), "{name}");
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 0);
    let (count, _) = app.db_stored_files();
    assert_eq!(i64::try_from(count).unwrap(), app.db_files().await, "a refused file left something behind");
    app.finish().await;
}

async fn a_file_of_26_mb_is_refused_and_one_of_25_is_not(app: TestApp) {
    let form = report_form().file("to.jpg", &photo_of(26 * MB)).file("vua.jpg", &photo_of(25 * MB)).text("contact_when", "buổi trưa");
    let page = form.send(&app.visitor(), "/report").await.expect(422).text();
    assert!(page.contains("to.jpg lớn quá (26 MB)") && page.contains("buổi trưa"), "{page}");
    let waiting = kept(&page);
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].ends_with(" vua.jpg"));
    let ahead = app.visitor().send(Method::POST, "/api/v1/files", &[("content-type", "image/jpeg")], photo_of(26 * MB)).await;
    assert_eq!(ahead.expect(413).problem().0, "file-too-large");
    app.finish().await;
}

async fn the_eleventh_file_is_refused_and_ten_are_kept(app: TestApp) {
    let form = (0..11).fold(report_form(), |form, n| form.file(&format!("{n}.jpg"), &photo(n))).text("contact_when", "sau 15 giờ");
    let page = form.send(&app.visitor(), "/report").await.expect(422).text();
    assert!(page.contains("Mỗi lần gửi được 10 tệp") && page.contains("sau 15 giờ"), "{page}");
    let waiting = kept(&page);
    assert_eq!(waiting.len(), 10);
    let again = waiting.iter().fold(report_form(), |form, value| form.text("kept_file", value)).file("11.jpg", &photo(99));
    let page = again.send(&app.visitor(), "/report").await.expect(422).text();
    assert_eq!(kept(&page).len(), 10, "not by coming back either");
    let again = waiting.iter().fold(report_form(), |form, value| form.text("kept_file", value));
    again.send(&app.visitor(), "/report").await.expect(201);
    let tokens: Vec<String> = vec!["A".repeat(43); 11];
    assert_eq!(app.visitor().post("/api/v1/reports", &report_with(&tokens)).await.expect(422).problem().0, "files-too-many");
    app.finish().await;
}

async fn files_of_101_mb_together_are_too_much_and_those_that_fit_are_kept(app: TestApp) {
    let form = (0..4).fold(report_form(), |form, n| form.file(&format!("{n}.jpg"), &photo_of(25 * MB - 1000)));
    let page = form.file("thua.jpg", &photo_of(MB)).text("contact_when", "sau 15 giờ").send(&app.visitor(), "/report").await;
    let page = page.expect(422).text();
    assert!(page.contains("thua.jpg chưa gửi được") && page.contains("sau 15 giờ"), "{page}");
    let waiting = kept(&page);
    assert_eq!(waiting.len(), 4);
    // By tokens, in two steps, it is too much as well.
    let extra = send_ahead(&app.visitor(), &photo_of(MB)).await;
    let tokens: Vec<String> = waiting.iter().map(|value| value.split(' ').next().unwrap().to_owned()).chain([extra]).collect();
    assert_eq!(app.visitor().post("/api/v1/reports", &report_with(&tokens)).await.expect(422).problem().0, "files-too-large");
    app.visitor().post("/api/v1/reports", &report_with(&tokens[..4])).await.expect(201);
    app.finish().await;
}

async fn a_form_that_breaks_off_or_makes_no_sense_comes_back_with_what_arrived(app: TestApp) {
    let person = app.visitor();
    let broken = report_form().file("tay.jpg", &photo(40)).text("contact_when", "sau 15 giờ").cut();
    let page = send_bytes(&person, "/report", broken).await.expect(422).text();
    assert!(page.contains("Đường truyền bị ngắt") && page.contains("Cháu bé bị đánh"), "{page}");
    assert_eq!(kept(&page).len(), 1);
    let half = report_form().file("tay.jpg", &photo(40)).cut();
    let page = send_bytes(&person, "/report", half[..half.len() - 30].to_vec()).await.expect(422).text();
    assert!(page.contains("Cháu bé bị đánh") && kept(&page).is_empty(), "half a file is none");
    let headers = [("content-type", "multipart/form-data")];
    let page = person.send(Method::POST, "/report", &headers, report_form().bytes()).await;
    assert!(page.status.is_client_error() && !page.text().contains("q-danger"), "{}", page.text());
    for junk in [b"".to_vec(), b"--ranh-gioi-7d1c--\r\n".to_vec(), vec![0; 5000]] {
        let page = send_bytes(&person, "/report", junk).await.expect(422).text();
        assert!(page.contains("id=\"report-form\""));
    }
    let (count, _) = app.db_stored_files();
    assert_eq!(i64::try_from(count).unwrap(), app.db_files().await);
    app.finish().await;
}

async fn tokens_that_stand_for_nothing_are_named(app: TestApp) {
    let good = send_ahead(&app.visitor(), &photo(10)).await;
    let tokens = [good.clone(), "A".repeat(43), "nonsense".to_owned()];
    let (code, fields) = app.visitor().post("/api/v1/reports", &report_with(&tokens)).await.expect(422).problem();
    assert_eq!((code.as_str(), fields), ("fields", vec!["/files/1".to_owned(), "/files/2".to_owned()]));
    app.visitor().post("/api/v1/reports", &report_with(&[good])).await.expect(201);
    app.finish().await;
}

/// A body that comes in small pieces and counts how many were asked for before anybody took them.
struct Pieces {
    left: Vec<Bytes>,
    given: &'static AtomicUsize,
}

impl Stream for Pieces {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.given.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(self.left.pop().map(Ok))
    }
}

async fn a_sender_in_small_pieces_loses_nothing(app: TestApp) {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let body = report_form().file("tay.jpg", &photo(20_000)).bytes();
    let mut left: Vec<Bytes> = body.chunks(97).map(Bytes::copy_from_slice).collect();
    left.reverse();
    let pieces = left.len();
    let body = Body::from_stream(Pieces { left, given: &GIVEN });
    let request = Request::post("/report").header("content-type", "multipart/form-data; boundary=ranh-gioi-7d1c").body(body).unwrap();
    let response = langnghe::lifecycle::router(&app.ctx, langnghe::vault::Face::Both).oneshot(request).await.unwrap();
    assert_eq!(response.status(), 201);
    assert!(GIVEN.load(Ordering::Relaxed) >= pieces);
    app.finish().await;
}

async fn the_script_is_told_of_one_file_in_words(app: TestApp) {
    let person = app.visitor();
    let good = Form::default().file("tay.jpg", &photo(40)).send(&person, "/report/files").await.expect(201).json();
    assert_eq!(good["name"], "tay.jpg");
    assert_eq!(good["value"].as_str().unwrap().split(' ').next(), good["token"].as_str());
    let bad = Form::default().file("tay.exe", b"MZ\x90\0").send(&person, "/report/files").await.expect(422).json();
    assert!(bad["error"].as_str().unwrap().contains("tay.exe"));
    app.finish().await;
}

both!(
    every_refused_file_says_why_and_costs_nothing_else,
    a_file_of_26_mb_is_refused_and_one_of_25_is_not,
    the_eleventh_file_is_refused_and_ten_are_kept,
    files_of_101_mb_together_are_too_much_and_those_that_fit_are_kept,
    a_form_that_breaks_off_or_makes_no_sense_comes_back_with_what_arrived,
    tokens_that_stand_for_nothing_are_named,
    a_sender_in_small_pieces_loses_nothing,
    the_script_is_told_of_one_file_in_words,
);
