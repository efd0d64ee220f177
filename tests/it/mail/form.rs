//! What stands in a mail, byte for byte.

use crate::{
    both,
    mail::{client, deliveries, staff, work},
    smtp_server::{Behaviour, Mode, SmtpServer},
    support::{CANARY, TestApp, acts::report_of, contains, full_report},
};

async fn a_mail_is_well_formed_and_readable(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    let case = app.report(&report_of("high")).await;
    work(&app, &client(&app, &server)).await;
    let [mail] = server.mails().try_into().expect("one mail");
    // High: due two hours after Saturday 22:00.
    assert_eq!(mail.subject(), "Lắng Nghe: có việc mới, hạn 0 giờ, Chủ nhật 22/11/2026");
    let header = |name: &str| mail.header(name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("To"), "responder@x.example");
    assert!(header("From").contains("<langnghe@localhost>"));
    assert!(header("Date").starts_with("Sat, 21 Nov 2026 15:00:00"), "{}", header("Date"));
    let [row] = deliveries(&app).await.try_into().expect("one delivery");
    assert_eq!(header("Message-ID"), format!("<{}@localhost>", row.id));
    assert!(header("Content-Type").starts_with("multipart/alternative"));
    let raw = String::from_utf8_lossy(&mail.data).into_owned();
    let (plain, html) = (raw.find("Content-Type: text/plain; charset=utf-8"), raw.find("Content-Type: text/html; charset=utf-8"));
    assert!(plain.is_some() && plain < html, "text first, then HTML");
    assert!(raw.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])), "lines as RFC 5322 wants them");
    let head = raw.split("\r\n\r\n").next().unwrap();
    assert!(head.is_ascii(), "no raw Vietnamese in a header: {head}");
    let text = mail.text();
    assert!(text.contains("Có một việc mới giao cho đơn vị của bạn."), "{text}");
    assert!(text.contains(&format!("{}/desk/cases/{case}", app.ctx.config.public_url)), "{text}");
    assert!(text.contains("Mức độ: ") && text.contains(&format!("Mã vụ việc: {case}")), "{text}");
    app.finish().await;
}

async fn no_word_of_a_report_is_ever_in_a_mail(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    let smtp = client(&app, &server);
    let receipt = app.visitor().report(&full_report()).await;
    let message = serde_json::json!({"text": format!("{CANARY} message")});
    app.reporter(receipt["access_code"].as_str().unwrap()).post("/api/v1/follow-up/messages", &message).await.expect(201);
    work(&app, &smtp).await;
    app.clock.advance(chrono::Duration::hours(7));
    work(&app, &smtp).await;
    let mails = server.mails();
    assert!(mails.len() >= 5, "{}", mails.len());
    for mail in &mails {
        // Quoted-printable and base64 hide nothing of plain capital letters in the text part read back.
        assert!(!contains(&mail.data, CANARY.as_bytes()) && !mail.text().contains(CANARY));
        assert!(!mail.subject().contains(receipt["case_code"].as_str().unwrap()));
    }
    app.finish().await;
}

both!(a_mail_is_well_formed_and_readable, no_word_of_a_report_is_ever_in_a_mail);
