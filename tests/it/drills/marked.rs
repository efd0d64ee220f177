//! Nobody mistakes a drill for something real, wherever they look.

use chrono::Duration;
use langnghe::{kernel::terms::Role, notification::Message};

use super::{drilled, ready};
use crate::{
    both,
    pages::Browser,
    support::{COMMITTEE, TestApp, acts::report_of},
};

/// Every kind of mail that a case can cause leaves with the mark: the new report, the deadline that comes near, the one that passed.
async fn every_mail_of_a_drill_says_so_in_its_subject_and_its_body(app: TestApp) {
    let above = ready(&app).await;
    app.db_add_staff("tinh@x.example", Role::Responder, COMMITTEE).await;
    let case = drilled(&above, "emergency").await;
    let real = app.report(&report_of("high")).await;
    for _ in 0..23 {
        app.advance(Duration::hours(1)).await;
    }
    let kinds = app.db_count("SELECT COUNT(DISTINCT kind) FROM alert").await;
    assert!(kinds >= 2, "{kinds}");
    let mut of_the_drill = 0;
    for mail in app.mailbox.mails() {
        let drill = mail.text.contains(&case);
        assert!(drill != mail.text.contains(&real), "one case a mail: {}", mail.text);
        assert_eq!(mail.subject.starts_with("[Diễn tập] Lắng Nghe: "), drill, "{}", mail.subject);
        assert_eq!(mail.text.contains("[Diễn tập] Đây là bài tập, không có người nào đang cần giúp."), drill, "{}", mail.text);
        assert_eq!(mail.html.contains("[Diễn tập] Đây là bài tập"), drill, "{}", mail.html);
        of_the_drill += usize::from(drill);
    }
    assert!(of_the_drill > 3, "{of_the_drill}");
    app.finish().await;
}

/// Whatever a message will say one day: the mark comes from the case, not from the message.
async fn a_message_that_knows_nothing_of_drills_is_marked_too(app: TestApp) {
    use langnghe::{
        kernel::codes::OfficeCode,
        notification::{Target, outbox},
    };
    let above = ready(&app).await;
    let case = app.db_case(&drilled(&above, "low").await).await;
    app.work().await;
    let (office, message) =
        (OfficeCode::parse(&case.office_code).unwrap(), Message::ReporterWrote { case: case.code.clone(), due_at: None });
    let now = app.now();
    let row = outbox::row(&app.ctx, now, case.id, &office, Target::Lead, &message);
    app.ctx.db.write(async |tx| langnghe::db::rows::insert(tx, row).await).await.unwrap();
    app.work().await;
    let mail = app.mailbox.mails().pop().unwrap();
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("minh@x.example", "[Diễn tập] Lắng Nghe: có tin nhắn mới"));
    app.finish().await;
}

async fn queue_case_page_and_json_say_that_it_is_practice(app: TestApp) {
    let above = ready(&app).await;
    let case = drilled(&above, "high").await;
    let real = app.report(&report_of("high")).await;
    let lan = app.sign_in("lan@x.example").await;
    let queue = lan.get("/api/v1/cases").await.expect(200).json();
    for row in queue["cases"].as_array().unwrap() {
        assert_eq!(row["drill"], row["code"] == case.as_str(), "{row}");
    }
    assert_eq!((&lan.open(&case).await["drill"], &lan.open(&real).await["drill"]), (&true.into(), &false.into()));
    let browser = Browser::signed_in(&app, "lan@x.example").await;
    let desk = browser.get("/desk").await.expect(200).text();
    assert_eq!(desk.matches(">Diễn tập</b>").count(), 1, "one of the two rows");
    assert!(desk.contains("1 vụ việc · 1 diễn tập"), "counted apart: {desk}");
    let page = browser.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    assert!(page.contains("<title>Diễn tập: "), "{page}");
    assert!(page.contains("Đây là bài tập, không có người nào đang cần giúp."));
    assert!(!page.contains("/messages\""), "there is nobody to write to");
    let page = browser.get(&format!("/desk/cases/{real}")).await.expect(200).text();
    assert!(!page.to_lowercase().contains("diễn tập"), "nothing real speaks of practice");
    app.finish().await;
}

both!(
    every_mail_of_a_drill_says_so_in_its_subject_and_its_body,
    a_message_that_knows_nothing_of_drills_is_marked_too,
    queue_case_page_and_json_say_that_it_is_practice,
);
