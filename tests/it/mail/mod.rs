//! Mail as a mail server sees it: every test here speaks SMTP with a real server.

mod conversation;
mod failures;
mod form;
mod to_reporter;
mod urgency;

use chrono::Duration;
use langnghe::{
    entity::delivery,
    kernel::{Timestamp, terms::Role},
    notification::smtp::Smtp,
    worker,
};
use sea_orm::EntityTrait;

use crate::{
    smtp_server::SmtpServer,
    support::{OFFICE, TestApp},
};

/// A client for `server` that trusts `certificate`, made from settings as the program makes its own.
fn client_trusting(app: &TestApp, server: &SmtpServer, certificate: Option<&str>) -> Smtp {
    let mut config = app.ctx.config.clone();
    config.smtp_url = Some(server.url());
    config.smtp_root_certificate = certificate.map(|pem| {
        let file = config
            .data_dir
            .join(format!("root-{}.pem", server.url().rsplit(':').next().unwrap().replace(|c: char| !c.is_alphanumeric(), "")));
        std::fs::write(&file, pem).unwrap();
        file
    });
    Smtp::from_config(&config).unwrap().expect("a server is configured")
}

fn client(app: &TestApp, server: &SmtpServer) -> Smtp {
    client_trusting(app, server, Some(server.root_certificate_pem()))
}

/// Lets the worker do what it can now.
async fn work(app: &TestApp, smtp: &Smtp) {
    worker::until_quiet(&app.ctx, Some(smtp)).await.unwrap();
}

/// One responder of the office, and a lead above them.
async fn staff(app: &TestApp) {
    app.db_add_staff("responder@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("lead@x.example", Role::Lead, OFFICE).await;
}

/// Every delivery, oldest first.
async fn deliveries(app: &TestApp) -> Vec<delivery::Model> {
    let mut rows = delivery::Entity::find().all(app.ctx.db.read()).await.unwrap();
    rows.sort_by_key(|row| row.id);
    rows
}

/// Moves the clock to the next attempt and works; returns how long the pause was.
async fn next_attempt(app: &TestApp, smtp: &Smtp) -> Duration {
    let next: Timestamp = deliveries(app).await.iter().filter(|row| row.state == "waiting").map(|row| row.next_attempt_at).min().unwrap();
    let pause = next - app.now();
    app.clock.set(next);
    work(app, smtp).await;
    pause
}
