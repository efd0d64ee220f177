//! Plain, STARTTLS, TLS; the right certificate and the wrong one.

use crate::{
    both,
    mail::{client, client_trusting, deliveries, staff, work},
    smtp_server::{Behaviour, Mode, SmtpServer},
    support::{TestApp, acts::report_of},
};

async fn each_kind_of_connection_carries_mail(app: TestApp) {
    staff(&app).await;
    for (number, (mode, encrypted)) in [(Mode::Plain, false), (Mode::StartTls, true), (Mode::Tls, true)].into_iter().enumerate() {
        let server = SmtpServer::start(mode, Behaviour::Accept).await;
        app.report(&report_of("high")).await;
        work(&app, &client(&app, &server)).await;
        let mails = server.mails();
        assert_eq!(mails.len(), 1, "{mode:?}");
        assert_eq!((mails[0].encrypted, mails[0].to.as_slice()), (encrypted, ["responder@x.example".to_owned()].as_slice()), "{mode:?}");
        assert_eq!(mails[0].from, "langnghe@localhost");
        let sent = deliveries(&app).await.iter().filter(|row| row.state == "sent" && row.attempts == 1 && row.sent_at.is_some()).count();
        assert_eq!(sent, number + 1);
    }
    app.finish().await;
}

async fn a_server_with_another_certificate_gets_nothing_until_it_is_right(app: TestApp) {
    staff(&app).await;
    for mode in [Mode::StartTls, Mode::Tls] {
        let server = SmtpServer::start(mode, Behaviour::Accept).await;
        let other = SmtpServer::start(mode, Behaviour::Accept).await;
        app.report(&report_of("high")).await;
        for wrong in [Some(other.root_certificate_pem()), None] {
            work(&app, &client_trusting(&app, &server, wrong)).await;
            assert_eq!(server.mails(), [], "{mode:?}");
            let waiting: Vec<_> = deliveries(&app).await.into_iter().filter(|row| row.state == "waiting").collect();
            assert_eq!(waiting.len(), 1, "not given up");
            app.clock.set(waiting[0].next_attempt_at);
        }
        work(&app, &client(&app, &server)).await;
        assert_eq!(server.mails().len(), 1, "{mode:?}");
    }
    app.finish().await;
}

/// The server asks for encryption that the operator has not switched on: nothing is sent in the clear, and nothing is lost.
async fn what_the_operator_can_mend_loses_no_mail(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::StartTls, Behaviour::Accept).await;
    app.report(&report_of("high")).await;
    let mut config = app.ctx.config.clone();
    config.smtp_url = Some(server.url().replace("?tls=required", ""));
    work(&app, &langnghe::notification::smtp::Smtp::from_config(&config).unwrap().unwrap()).await;
    let [row] = deliveries(&app).await.try_into().unwrap();
    assert_eq!((row.state.as_str(), row.last_reply.as_deref()), ("waiting", Some("530")));
    app.clock.set(row.next_attempt_at);
    work(&app, &client(&app, &server)).await;
    assert_eq!(server.mails().len(), 1);
    app.finish().await;
}

both!(
    each_kind_of_connection_carries_mail,
    a_server_with_another_certificate_gets_nothing_until_it_is_right,
    what_the_operator_can_mend_loses_no_mail,
);
