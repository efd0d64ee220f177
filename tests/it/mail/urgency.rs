//! Emergencies first, and fast.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration as RealTime, Instant},
};

use langnghe::{
    lifecycle,
    notification::transport::{Mail, Mailbox, Sending, Transport},
    vault::Face,
    worker,
};
use tokio::sync::watch;

use crate::{
    both,
    mail::{client, staff, work},
    smtp_server::{Behaviour, Mode, SmtpServer},
    support::{Client, TestApp, acts::report_of},
};

async fn an_emergency_goes_out_before_older_mail(app: TestApp) {
    staff(&app).await;
    let mut expected = Vec::new();
    for severity in ["low", "medium", "high", "emergency"] {
        expected.insert(0, app.report(&report_of(severity)).await);
        app.clock.advance(chrono::Duration::seconds(1));
    }
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    work(&app, &client(&app, &server)).await;
    let order: Vec<_> =
        server.mails().iter().map(|mail| expected.iter().position(|case| mail.text().contains(case.as_str())).unwrap()).collect();
    assert_eq!(order, [0, 1, 2, 3]);
    app.finish().await;
}

/// Files an emergency while it sends the first mail of a backlog.
struct Interrupted {
    inner: Mailbox,
    visitor: Client,
    begun: AtomicBool,
    emergency: Mutex<String>,
}

impl Transport for Interrupted {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            if !self.begun.swap(true, Ordering::SeqCst) {
                let receipt = self.visitor.report(&report_of("emergency")).await;
                *self.emergency.lock().unwrap() = receipt["case_code"].as_str().unwrap().to_owned();
            }
            self.inner.send(mail).await
        })
    }
}

async fn an_emergency_does_not_wait_behind_a_backlog_that_is_being_sent(app: TestApp) {
    staff(&app).await;
    for _ in 0..60 {
        app.report(&report_of("low")).await;
    }
    let transport =
        Interrupted { inner: app.mailbox.clone(), visitor: app.visitor(), begun: AtomicBool::new(false), emergency: Mutex::default() };
    worker::until_quiet(&app.ctx, Some(&transport)).await.unwrap();
    let emergency = transport.emergency.lock().unwrap().clone();
    let at = app.mailbox.mails().iter().position(|mail| mail.text.contains(&emergency)).expect("it was sent");
    assert!(at <= 20, "{at} others went first");
    assert_eq!(app.mailed().len(), 61);
    app.finish().await;
}

/// From the receipt in the reporter's hands to the mail server's hands, with the worker as it runs in a server.
async fn an_emergency_reaches_the_mail_server_at_once(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    let process = app.process_in_real_time().await;
    let router = lifecycle::router(&process, Face::Both);
    let (stop, stopped) = watch::channel(false);
    let (worker_ctx, smtp) = (Arc::clone(&process), client(&app, &server));
    let working = tokio::spawn(async move { worker::forever(&worker_ctx, Some(&smtp), stopped).await });
    let mut slowest = RealTime::ZERO;
    for number in 1..=5 {
        // The worker has become idle and waits for a nudge.
        tokio::time::sleep(RealTime::from_millis(150)).await;
        Client::new(router.clone(), None).report(&report_of("emergency")).await;
        let accepted = Instant::now();
        while server.mails().len() < number {
            assert!(accepted.elapsed() < RealTime::from_secs(5), "no mail for report {number}");
            tokio::time::sleep(RealTime::from_millis(1)).await;
        }
        slowest = slowest.max(accepted.elapsed());
    }
    println!("accepted report to SMTP DATA, slowest of 5, {:?}: {slowest:?}", app.ctx.db.backend());
    stop.send(true).unwrap();
    working.await.unwrap();
    process.db.clone().close().await;
    app.finish().await;
}

both!(
    an_emergency_goes_out_before_older_mail,
    an_emergency_does_not_wait_behind_a_backlog_that_is_being_sent,
    an_emergency_reaches_the_mail_server_at_once,
);
