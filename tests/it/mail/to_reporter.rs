//! "You have a message": only to whoever asked for it, and nothing in it that gives anybody away.

use chrono::Duration;
use langnghe::{kernel::terms::Role, notification::smtp::Smtp};
use serde_json::{Value, json};

use crate::{
    both,
    mail::{client, work},
    smtp_server::{Behaviour, Mode, SmtpServer},
    support::{CANARY, Client, OFFICE, TestApp, acts::report_of, contains},
};

const NEUTRAL: &str = "thu@hop-thu.example";

/// A report whose reporter left a mail address and this wish.
fn wishing(notice: &str) -> Value {
    let mut report = report_of("high");
    report["reporter"] = json!({"email": format!("{CANARY}@nha.example"), "safe_contact": {"notice": notice}});
    report
}

async fn write(by: &Client, case: &str) {
    by.act(case, "messages", &json!({"text": format!("{CANARY} Chúng tôi đây")})).await.expect(201);
}

async fn whoever_asked_for_it_gets_four_words_from_a_sender_that_says_nothing(mut app: TestApp) {
    app.reconfigure(|config| config.neutral_mail_from = Some(NEUTRAL.to_owned()));
    let by = app.staff(Role::Responder, OFFICE).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    let smtp = client(&app, &server);
    let case = app.report(&wishing("email")).await;
    work(&app, &smtp).await;
    let before = server.mails().len();
    write(&by, &case).await;
    work(&app, &smtp).await;
    let mails = server.mails().split_off(before);
    let [mail] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    assert_eq!((mail.from.as_str(), mail.to.as_slice()), (NEUTRAL, [format!("{CANARY}@nha.example")].as_slice()));
    assert_eq!((mail.subject().as_str(), mail.text().trim()), ("Bạn có một tin nhắn", "Bạn có một tin nhắn"));
    assert_eq!((mail.header("From").as_deref(), mail.header("List-Id")), (Some(NEUTRAL), None));
    let raw = String::from_utf8_lossy(&mail.data).to_lowercase();
    for telling in ["lắng nghe", "langnghe", "http", "html", "://", case.to_lowercase().as_str()] {
        assert!(!raw.contains(telling), "{telling} in {raw}");
    }
    for _ in 0..3 {
        write(&by, &case).await;
    }
    work(&app, &smtp).await;
    assert_eq!(server.mails().len(), before + 1, "one mail, however much is written");
    app.clock.advance(Duration::hours(6));
    work(&app, &smtp).await;
    let to_reporter = server.mails().iter().filter(|mail| mail.from == NEUTRAL).count();
    assert_eq!(to_reporter, 2, "and one for what came later");
    assert!(!contains(&app.db_bytes().await, CANARY.as_bytes()), "the address stays sealed");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'reporter_told'").await, 2);
    let opened = app.staff(Role::Responder, OFFICE).await.open(&case).await;
    assert_eq!(opened["opened"]["reports"][0]["mail_notice"]["state"], "sent");
    app.finish().await;
}

async fn nobody_is_told_who_did_not_ask_for_it_or_whose_code_somebody_knows(mut app: TestApp) {
    let by = app.staff(Role::Responder, OFFICE).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    let without_sender = app.report(&wishing("email")).await;
    write(&by, &without_sender).await;
    app.reconfigure(|config| config.neutral_mail_from = Some(NEUTRAL.to_owned()));
    let smtp = client(&app, &server);
    let mut unasked = wishing("text");
    let by_text = app.report(&unasked).await;
    unasked["reporter"]["safe_contact"] = json!({});
    let nothing_said = app.report(&unasked).await;
    for case in [&by_text, &nothing_said] {
        write(&by, case).await;
    }
    let receipt = app.visitor().report(&wishing("email")).await;
    write(&by, receipt["case_code"].as_str().unwrap()).await;
    let reporter = app.reporter(receipt["access_code"].as_str().unwrap());
    assert!(reporter.post("/api/v1/follow-up/lock", &json!({})).await.status.is_success());
    work(&app, &smtp).await;
    app.clock.advance(Duration::days(2));
    work(&app, &smtp).await;
    assert_eq!(server.mails().iter().filter(|mail| mail.from == NEUTRAL).count(), 0);
    app.finish().await;
}

async fn a_mailbox_that_takes_nothing_is_told_to_the_office_and_asked_no_more(mut app: TestApp) {
    app.reconfigure(|config| config.neutral_mail_from = Some(NEUTRAL.to_owned()));
    let by = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&wishing("email")).await;
    app.work().await;
    write(&by, &case).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::RefuseRecipient(550, vec![format!("{CANARY}@nha.example")])).await;
    work(&app, &client(&app, &server)).await;
    write(&by, &case).await;
    let opened = by.open(&case).await;
    assert_eq!(opened["opened"]["reports"][0]["mail_notice"]["state"], "refused");
    app.work().await;
    assert!(app.mailbox.mails().iter().all(|mail| !mail.to.contains(CANARY)), "it was asked again");
    app.finish().await;
}

async fn a_sender_that_names_us_is_refused(app: TestApp) {
    let mut config = app.ctx.config.clone();
    (config.smtp_url, config.public_url) = (Some("smtp://127.0.0.1:1".into()), "https://tin.example".into());
    for (address, good) in [
        (NEUTRAL, true),
        ("Lắng Nghe <thu@hop-thu.example>", false),
        ("thu@langnghe.example", false),
        ("thu@tin.example", false),
        ("thu", false),
    ] {
        config.neutral_mail_from = Some(address.into());
        assert_eq!(Smtp::from_config(&config).is_ok(), good, "{address}");
    }
    app.finish().await;
}

both!(
    whoever_asked_for_it_gets_four_words_from_a_sender_that_says_nothing,
    nobody_is_told_who_did_not_ask_for_it_or_whose_code_somebody_knows,
    a_mailbox_that_takes_nothing_is_told_to_the_office_and_asked_no_more,
    a_sender_that_names_us_is_refused,
);
