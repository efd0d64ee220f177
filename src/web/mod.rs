//! The pages: what a person with any browser, and without script, can do. Parse, call one command, render.
//!
//! | file | is for |
//! |---|---|
//! | `reader` | the language of a page, and refusals told as pages |
//! | `sent`, `told`, `answer` | a form as it was sent, what a refusal says beside it, an answer of HTML |
//! | `start`, `report`, `report_body` | telling us; the form as the report that intake takes |
//! | `follow_up`, `leave` | coming back with a code; going away at once |
//! | `invitation` | choosing the first password |
//! | `door`, `desk`, `duty`, `case_page`, `case_acts`, `case_shown`, `reports_shown`, `because` | responders |
//! | `cards`, `qr` | cards and posters to print |
//! | `oversight`, `clusters` | response times; facilities with several cases |
//! | `admin` | offices, people, duty, registers, readiness, facilities, changes of the map |
//! | `assets` | the stylesheets and the one script |
//! | `views`, `templates` | what the pages show, as plain data, and how it is laid out |
//!
//! Invariants: what somebody typed is never lost by an answer of ours, short of a body too large to be read; an access code stands
//! in no address and is shown by one answer only; every form of a session carries its token; no answer leads to an address that a
//! request named, unless it is a desk path of ours. Deliberately absent: queries and rules. The same commands serve the JSON API.

mod admin;
mod answer;
mod assets;
mod because;
mod cards;
mod case_acts;
mod case_page;
mod case_shown;
mod change_code;
mod clusters;
mod desk;
mod door;
mod duty;
mod follow_up;
mod hotline;
mod invitation;
mod leave;
mod oversight;
mod qr;
mod reader;
mod report;
mod report_body;
mod reports_shown;
mod sent;
mod start;
mod told;
pub mod views;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{MethodRouter, get, post},
};

use crate::{
    http::{App, body, refusal::Refusal},
    kernel::Kind,
    vault::Face,
};
use case_acts::Form;

/// The pages of a face. The way to leave and what every page loads belong to each.
pub fn router(ctx: &App, face: Face) -> Router<App> {
    let mut pages = Router::new()
        .route("/leave", get(leave::leave))
        .route("/assets/style.css", get(assets::style))
        .route("/assets/print.css", get(assets::print_style))
        .route("/card/{commune}", get(cards::card))
        .route("/card/at/{facility}", get(cards::card_at))
        .route("/poster/{commune}", get(cards::poster))
        .route("/poster/at/{facility}", get(cards::poster_at))
        .route("/assets/leave.js", get(assets::leave_script))
        .route("/favicon.ico", get(assets::no_icon));
    if face == Face::Desk {
        pages = pages.route("/", get(desk::home));
    } else {
        pages = pages.merge(public());
    }
    if face != Face::Public {
        pages = pages.merge(staff());
    }
    pages
        .fallback(async || Refusal::new(Kind::NotFound, "not-found"))
        // A form is never cut off below the size of a report: a long message is told where to shorten instead.
        .layer(DefaultBodyLimit::max(body::LARGEST))
        .layer(middleware::from_fn_with_state(ctx.clone(), reader::as_page))
}

fn public() -> Router<App> {
    Router::new()
        .route("/", get(start::show))
        .route("/report", get(report::show).post(report::take))
        .route("/follow-up", get(follow_up::show).post(follow_up::unlock))
        .route("/follow-up/messages", post(follow_up::write).get(follow_up::back))
        .route("/follow-up/contacted", post(follow_up::contacted).get(follow_up::back))
        .route("/follow-up/code", post(change_code::take).get(change_code::back))
        .route("/follow-up/close", post(follow_up::close).get(follow_up::back))
}

fn staff() -> Router<App> {
    Router::new()
        .route("/desk", get(desk::queue))
        .route("/desk/sign-in", get(desk::ask_to_sign_in).post(desk::sign_in))
        .route("/desk/invitation", get(invitation::show).post(invitation::take))
        .route("/desk/sign-out", post(desk::sign_out).get(desk::home))
        .route("/desk/cases/{code}", get(case_page::show))
        .route("/desk/cases/{code}/acknowledgement", act(Form::Acknowledgement))
        .route("/desk/cases/{code}/contacts", act(Form::Contacts))
        .route("/desk/cases/{code}/messages", act(Form::Messages))
        .route("/desk/cases/{code}/safety", act(Form::Safety))
        .route("/desk/cases/{code}/reviews", act(Form::Reviews))
        .route("/desk/cases/{code}/closure", act(Form::Closure))
        .route("/desk/cases/{code}/exclusions", act(Form::Exclusions))
        .route("/desk/cases/{code}/location", act(Form::Location))
        .route("/desk/cases/{code}/release", act(Form::Release))
        .route("/desk/cases/{code}/identity", post(case_page::identity).get(case_page::back))
        .route("/desk/hotline", get(hotline::show))
        .route("/desk/hotline/report", get(hotline::ask))
        .route("/desk/hotline/reports", post(hotline::file).get(hotline::back))
        .route("/desk/hotline/contacts", enter(hotline::Form::Contacts))
        .route("/desk/hotline/callbacks", enter(hotline::Form::Callbacks))
        .route("/desk/hotline/attempts", enter(hotline::Form::Attempts))
        .route("/desk/hotline/notes", enter(hotline::Form::Notes))
        .route("/desk/hotline/transfers", enter(hotline::Form::Transfers))
        .route("/desk/duty", get(duty::show))
        .route("/oversight", get(oversight::show))
        .route("/oversight/facilities", get(clusters::show))
        .route("/assets/map.css", get(assets::map_style))
        .merge(admin::routes())
}

/// A form of the case page. Its address alone, typed or reloaded, leads back to the page.
fn act(form: Form) -> MethodRouter<App> {
    post(move |ctx, lang, headers, path, sent| case_page::act(form, ctx, lang, headers, path, sent)).get(case_page::back)
}

/// A form of the telephone page.
fn enter(form: hotline::Form) -> MethodRouter<App> {
    post(move |ctx, lang, headers, sent| hotline::enter(form, ctx, lang, headers, sent)).get(hotline::back)
}
