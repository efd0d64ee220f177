//! The two pages that only the demonstration has: where to start, and the mailbox.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{
    MovedClock,
    people::{PASSWORD, PEOPLE},
};
use crate::{
    http::App,
    kernel::{Lang, Timestamp},
    notification::{Mail, transport::Mailbox},
    words::format,
};

#[derive(Clone)]
struct Demo {
    ctx: App,
    mailbox: Mailbox,
    clock: Arc<MovedClock>,
}

#[derive(Template)]
#[template(path = "demo/start.html")]
struct StartPage<'a> {
    now: String,
    password: &'a str,
    people: Vec<(&'a str, &'a str, &'a str, &'a str)>,
    mails: usize,
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct MailboxPage {
    mails: Vec<MailRow>,
}

struct MailRow {
    at: String,
    to: String,
    subject: String,
    text: String,
}

/// The routes below `/demo`.
pub(super) fn router(ctx: App, mailbox: Mailbox, clock: Arc<MovedClock>) -> Router {
    Router::new().route("/demo", get(start)).route("/demo/mailbox", get(mailbox_page)).route("/demo/hour", post(hour)).with_state(Demo {
        ctx,
        mailbox,
        clock,
    })
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn told(at: Timestamp) -> String {
    format::moment(Lang::Vi, at)
}

async fn start(State(demo): State<Demo>) -> Response {
    let people = PEOPLE.iter().map(|(email, name, role, office)| (*email, *name, role.code(), *office)).collect();
    page(&StartPage { now: told(demo.ctx.clock.now()), password: PASSWORD, people, mails: demo.mailbox.mails().len() })
}

async fn mailbox_page(State(demo): State<Demo>) -> Response {
    let row = |mail: Mail| MailRow { at: told(mail.at), to: mail.to, subject: mail.subject, text: mail.text };
    page(&MailboxPage { mails: demo.mailbox.mails().into_iter().rev().map(row).collect() })
}

/// Lets an hour pass and wakes the worker.
async fn hour(State(demo): State<Demo>) -> Redirect {
    demo.clock.advance(chrono::Duration::hours(1));
    demo.ctx.nudge.notify_one();
    Redirect::to("/demo")
}
