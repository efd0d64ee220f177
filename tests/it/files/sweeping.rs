//! What nobody claims goes; what a killed process left behind goes; what belongs to a report stays.

use std::{
    fs::{self, File},
    time::SystemTime,
};

use chrono::Duration;
use langnghe::kernel::terms::Role;

use super::{photo, report_with, send_ahead};
use crate::{
    both,
    support::{OFFICE, TestApp},
};

async fn a_file_without_a_report_goes_after_an_hour_and_one_with_a_report_stays(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let person = app.visitor();
    let (lost, kept) = (send_ahead(&person, &photo(10)).await, send_ahead(&person, &photo(20)).await);
    person.report(&report_with(&[kept])).await;
    app.advance(Duration::minutes(59)).await;
    assert_eq!((app.db_files().await, app.db_stored_files().0), (2, 2));
    app.advance(Duration::minutes(2)).await;
    assert_eq!((app.db_files().await, app.db_stored_files().0), (1, 1));
    assert_eq!(person.post("/api/v1/reports", &report_with(&[lost])).await.expect(422).problem().0, "file-gone");
    let code = app.db_only_case().await;
    let case = lan.get(&format!("/api/v1/cases/{code}")).await.json();
    lan.get(&format!("/api/v1/cases/{code}/files/{}", case["opened"]["files"][0]["id"].as_str().unwrap())).await.expect(200);
    app.finish().await;
}

async fn a_file_whose_hour_is_over_is_not_taken_even_before_it_is_swept(app: TestApp) {
    let token = send_ahead(&app.visitor(), &photo(10)).await;
    app.clock.advance(Duration::minutes(61));
    assert_eq!(app.visitor().post("/api/v1/reports", &report_with(&[token])).await.expect(422).problem().0, "file-gone");
    app.finish().await;
}

async fn the_token_of_a_taken_file_is_forgotten_with_the_key_of_its_report(app: TestApp) {
    let token = send_ahead(&app.visitor(), &photo(10)).await;
    app.visitor().report(&report_with(&[token])).await;
    let remembered = "SELECT COUNT(*) FROM attachment WHERE token_lookup IS NOT NULL AND mark IS NOT NULL";
    assert_eq!(app.db_count(remembered).await, 1);
    app.clock.advance(Duration::days(31));
    langnghe::intake::attachments::sweep(&app.ctx).await.unwrap();
    assert_eq!((app.db_count(remembered).await, app.db_files().await, app.db_stored_files().0), (0, 1, 1));
    app.finish().await;
}

async fn bytes_that_no_row_knows_go_when_they_are_old_and_not_before(app: TestApp) {
    let token = send_ahead(&app.visitor(), &photo(10)).await;
    app.visitor().report(&report_with(&[token])).await;
    let folder = &app.ctx.config.files;
    let made = |name: &str, hours: i64| {
        let path = folder.join(name);
        fs::write(&path, b"sealed").unwrap();
        let at = SystemTime::from(app.now() - Duration::hours(hours));
        File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        path
    };
    let old = made("0123456789abcdef0123456789abcdef", 3);
    let aside = made("1123456789abcdef0123456789abcdef#1", 3);
    let fresh = made("2123456789abcdef0123456789abcdef", 1);
    let kept = fs::read_dir(folder).unwrap().count();
    assert_eq!(langnghe::intake::attachments::sweep_orphans(&app.ctx).await.unwrap(), 2);
    assert_eq!(fs::read_dir(folder).unwrap().count(), kept - 2);
    assert!(!old.exists() && !aside.exists() && fresh.exists());
    app.finish().await;
}

both!(
    a_file_without_a_report_goes_after_an_hour_and_one_with_a_report_stays,
    a_file_whose_hour_is_over_is_not_taken_even_before_it_is_swept,
    the_token_of_a_taken_file_is_forgotten_with_the_key_of_its_report,
    bytes_that_no_row_knows_go_when_they_are_old_and_not_before,
);
