//! The pages: what a person with any browser, and without script, can do. Parse, call one command, render.
//!
//! | file | is for |
//! |---|---|
//! | `reader` | the voice of a page, and refusals told as pages |
//! | `sent`, `sent_files`, `told`, `answer` | a form as it was sent, with or without files, what a refusal says beside it, an answer of HTML |
//! | `start`, `report`, `report_body` | telling us; the form as the report that intake takes |
//! | `places` | what the script asks while somebody types a place or shares a position |
//! | `report_check`, `report_places` | the page before sending; places to choose from |
//! | `follow_up`, `leave` | coming back with a code; going away at once |
//! | `notices`, `clips` | the pages to read, and the pages in sign language |
//! | `invitation`, `sign_in`, `account`, `reset` | choosing the first password; the two steps of the door; one's own sessions and second factor; a forgotten password |
//! | `door`, `desk`, `duty`, `outside_help`, `case_page`, `case_acts`, `case_files`, `case_places`, `case_shown`, `casework_acts`, `casework_shown`, `custody_acts`, `identity_acts`, `arranged_shown`, `identity_shown`, `inside_shown`, `link_acts`, `links_shown`, `support_acts`, `support_shown`, `reports_shown`, `because` | responders |
//! | `today` | the day of one person; finding a case by a name |
//! | `referrals` | an office that was asked for a service: its cards, never a case |
//! | `official` | the official forms as pages to print |
//! | `cards`, `qr` | cards and posters to print |
//! | `oversight`, `clusters` | response times; facilities with several cases |
//! | `admin` | offices, people, duty, registers, readiness, facilities, changes of the map |
//! | `assets` | the stylesheets and the scripts |
//! | `views`, `templates` | what the pages show, as plain data, and how it is laid out |
//!
//! Invariants: what somebody typed is never lost by an answer of ours, short of a body too large to be read; an access code stands
//! in no address and is shown by one answer only; every form of a session carries its token; no answer leads to an address that a
//! request named, unless it is a desk path of ours. Deliberately absent: queries and rules. The same commands serve the JSON API.

mod account;
mod admin;
mod answer;
mod arranged_shown;
mod assets;
mod because;
mod cards;
mod case_acts;
mod case_files;
mod case_page;
mod case_places;
mod case_shown;
mod casework_acts;
mod casework_shown;
mod change_code;
mod clips;
mod clusters;
mod custody_acts;
mod desk;
mod door;
mod duty;
mod follow_up;
mod hotline;
mod identity_acts;
mod identity_shown;
mod inside_shown;
mod invitation;
mod leave;
mod link_acts;
mod links_shown;
mod lost_code;
mod notices;
mod official;
mod outside_help;
mod oversight;
mod places;
mod qr;
mod reader;
mod referrals;
mod report;
mod report_body;
mod report_check;
mod report_places;
mod reports_shown;
mod reset;
mod sent;
mod sent_files;
mod sign_in;
mod start;
mod support_acts;
mod support_shown;
mod today;
mod told;
pub mod views;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{MethodRouter, get, post},
};

use crate::{
    http::{App, body, refusal::Refusal, upload},
    kernel::Kind,
    vault::Face,
};
use case_acts::Form;

/// The pages of a face. The way to leave and what every page loads belong to each.
pub fn router(ctx: &App, face: Face) -> Router<App> {
    let mut pages = Router::new()
        .route("/leave", get(leave::leave))
        .route("/assets/style.css", get(assets::style))
        .route("/assets/pages.css", get(assets::pages_style))
        .route("/assets/print.css", get(assets::print_style))
        .route("/card/{commune}", get(cards::card))
        .route("/card/at/{facility}", get(cards::card_at))
        .route("/poster/{commune}", get(cards::poster))
        .route("/poster/at/{facility}", get(cards::poster_at))
        .route("/assets/page.js", get(assets::page_script))
        .route("/assets/form.js", get(assets::form_script))
        .route("/clips/{name}", get(clips::show))
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
        .route("/safety", get(notices::safety))
        .route("/help-card", get(notices::help_card))
        .route("/accessibility", get(notices::accessibility))
        .route("/privacy", get(notices::privacy))
        .route("/about", get(notices::about))
        .route("/report", get(report::show).post(report::take).layer(DefaultBodyLimit::max(upload::LARGEST_FORM)))
        .route("/report/places", post(places::suggest))
        .route("/report/position", post(places::understand))
        .route("/report/check", get(report::back).post(report::check).layer(DefaultBodyLimit::max(upload::LARGEST_FORM)))
        .route("/report/files", post(sent_files::take_one).layer(DefaultBodyLimit::max(upload::LARGEST_UPLOAD)))
        .route("/follow-up", get(follow_up::show).post(follow_up::unlock))
        .route("/follow-up/messages", post(follow_up::write).get(follow_up::back).layer(DefaultBodyLimit::max(upload::LARGEST_FORM)))
        .route("/follow-up/messages/{number}/open", post(follow_up::open).get(follow_up::back))
        .route("/follow-up/messages/{number}/hide", post(follow_up::hide).get(follow_up::back))
        .route("/follow-up/danger", post(follow_up::danger).get(follow_up::back))
        .route("/follow-up/contacted", post(follow_up::contacted).get(follow_up::back))
        .route("/follow-up/code", post(change_code::take).get(change_code::back))
        .route("/follow-up/objection", post(follow_up::object).get(follow_up::back))
        .route("/follow-up/lock", post(follow_up::lock).get(follow_up::back))
        .route("/follow-up/receipt", post(follow_up::receipt).get(follow_up::back))
        .route("/report/note", post(follow_up::note).get(follow_up::back_to_report))
        .route("/follow-up/close", post(follow_up::close).get(follow_up::back))
}

fn staff() -> Router<App> {
    Router::new()
        .route("/desk", get(desk::queue))
        .route("/desk/today", get(today::show))
        .route("/desk/find", get(today::ask).post(today::find))
        .route("/desk/sign-in", get(desk::ask_to_sign_in).post(sign_in::take_password))
        .route("/desk/sign-in/code", post(sign_in::take_code).get(sign_in::back))
        .merge(account::routes())
        .merge(reset::routes())
        .route("/desk/invitation", get(invitation::show).post(invitation::take))
        .route("/desk/sign-out", post(desk::sign_out).get(desk::home))
        .route("/desk/cases/{code}", get(case_page::show))
        .route("/desk/cases/{code}/acknowledgement", act(Form::Acknowledgement))
        .route("/desk/cases/{code}/contacts", act(Form::Contacts))
        .route("/desk/cases/{code}/messages", act(Form::Messages))
        .route("/desk/cases/{code}/safety", act(Form::Safety))
        .route("/desk/cases/{code}/reviews", act(Form::Reviews))
        .route("/desk/cases/{code}/closure", act(Form::Closure))
        .route("/desk/cases/{code}/dispute", act(Form::Dispute))
        .route("/desk/cases/{code}/exclusions", act(Form::Exclusions))
        .route("/desk/cases/{code}/location", act(Form::Location))
        .route("/desk/cases/{code}/release", act(Form::Release))
        .route("/desk/cases/{code}/notes", act(Form::Notes))
        .route("/desk/cases/{code}/triage", act(Form::Triage))
        .route("/desk/cases/{code}/corrections", act(Form::Corrections))
        .route("/desk/cases/{code}/undo", act(Form::Undo))
        .route("/desk/cases/{code}/closure-refusal", act(Form::Refusal))
        .route("/desk/cases/{code}/assignment", act(Form::Assignment))
        .route("/desk/cases/{code}/handover", act(Form::Handover))
        .route("/desk/cases/{code}/answer", act(Form::Answer))
        .route("/desk/cases/{code}/keeping", act(Form::Keeping))
        .route("/desk/cases/{code}/decision", act(Form::Decision))
        .route("/desk/cases/{code}/orders", act(Form::Orders))
        .route("/desk/cases/{code}/readings", act(Form::Readings))
        .route("/desk/cases/{code}/links", act(Form::Links))
        .route("/desk/cases/{code}/persons", act(Form::Persons))
        .route("/desk/cases/{code}/access-code", post(lost_code::replace).get(case_page::back))
        .route("/desk/cases/{code}/identity", open(Form::Identity))
        .route("/desk/cases/{code}/emergency-contact", open(Form::EmergencyContact))
        .route("/desk/cases/{code}/identity-request", act(Form::IdentityRequest))
        .route("/desk/cases/{code}/judgement", act(Form::Judgement))
        .route("/desk/hotline", get(hotline::show))
        .route("/desk/hotline/report", get(hotline::ask))
        .route("/desk/hotline/reports", post(hotline::file).get(hotline::back))
        .route("/desk/hotline/contacts", enter(hotline::Form::Contacts))
        .route("/desk/hotline/callbacks", enter(hotline::Form::Callbacks))
        .route("/desk/hotline/attempts", enter(hotline::Form::Attempts))
        .route("/desk/hotline/notes", enter(hotline::Form::Notes))
        .route("/desk/hotline/transfers", enter(hotline::Form::Transfers))
        .route("/desk/cases/{code}/files/{file}", get(case_files::save))
        .route("/desk/duty", get(duty::show))
        .route("/desk/help", get(outside_help::show))
        .route("/oversight", get(oversight::show))
        .route("/oversight/facilities", get(clusters::show))
        .route("/assets/map.css", get(assets::map_style))
        .route("/assets/staff.css", get(assets::staff_style))
        .route("/assets/desk.js", get(assets::desk_script))
        .merge(referrals::routes())
        .merge(support_acts::routes())
        .merge(official::routes())
        .merge(admin::routes())
}

/// A form of the case page. Its address alone, typed or reloaded, leads back to the page.
fn act(form: Form) -> MethodRouter<App> {
    post(move |ctx, lang, headers, path, sent| case_page::act(form, ctx, lang, headers, path, sent)).get(case_page::back)
}

/// A form that opens who reported, or how to reach them.
fn open(form: Form) -> MethodRouter<App> {
    post(move |ctx, lang, headers, path, sent| identity_acts::open(form, ctx, lang, headers, path, sent)).get(case_page::back)
}

/// A form of the telephone page.
fn enter(form: hotline::Form) -> MethodRouter<App> {
    post(move |ctx, lang, headers, sent| hotline::enter(form, ctx, lang, headers, sent)).get(hotline::back)
}
