//! The JSON API: parse, call one command, render. What the pages can do, a program can do here.

mod account;
mod admin;
mod case_bodies;
mod case_views;
mod cases;
mod casework;
mod casework_views;
mod change_code;
mod custody;
mod duty;
mod episode_views;
mod facilities;
mod files;
mod follow_up;
mod hotline;
mod identity;
mod invitations;
mod links;
mod lookup;
pub mod openapi;
mod oversight;
mod plans;
mod queue_views;
mod readings;
mod referrals;
mod reports;
mod resets;
mod sessions;
mod today;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

use crate::{
    http::{App, body, refusal, upload},
    vault::Face,
};

/// The routes of a face, below the root.
pub fn router(ctx: &App, face: Face) -> Router<App> {
    let mut v1 = Router::new();
    if face != Face::Desk {
        v1 = v1
            .route("/reports", post(reports::submit))
            .route("/reports/preview", post(reports::preview))
            .route("/files", post(files::send).layer(DefaultBodyLimit::max(upload::LARGEST_UPLOAD)))
            .route("/follow-up", get(follow_up::read))
            .route("/follow-up/messages", post(follow_up::write))
            .route("/follow-up/code", post(change_code::change))
            .route("/follow-up/messages/{number}/open", post(follow_up::open))
            .route("/follow-up/messages/{number}/hide", post(follow_up::hide))
            .route("/follow-up/danger", post(follow_up::danger))
            .route("/follow-up/contacted", post(follow_up::contacted))
            .route("/follow-up/objection", post(follow_up::object))
            .route("/follow-up/lock", post(follow_up::lock))
            .route("/follow-up/receipt", get(follow_up::receipt));
    }
    if face != Face::Public {
        v1 = v1
            .merge(account::routes())
            .merge(referrals::routes())
            .merge(plans::routes())
            .route("/invitations/acceptance", post(invitations::accept))
            .route("/password-resets", post(resets::ask))
            .route("/password-resets/acceptance", post(resets::choose))
            .route("/confirmations", get(resets::waiting))
            .route("/confirmations/{id}", post(resets::confirm))
            .route("/cases", get(cases::queue))
            .route("/today", get(today::read))
            .route("/cases/search", post(today::find_by_name))
            .route("/cases/{code}", get(cases::read))
            .route("/cases/{code}/undo", post(today::undo))
            .route("/cases/{code}/acknowledgement", post(cases::acknowledge))
            .route("/cases/{code}/contacts", post(cases::contact))
            .route("/cases/{code}/messages", post(cases::message))
            .route("/cases/{code}/safety", post(cases::safety))
            .route("/cases/{code}/reviews", post(cases::review))
            .route("/cases/{code}/closure", post(cases::close))
            .route("/cases/{code}/dispute", post(cases::settle))
            .route("/cases/{code}/notes", post(casework::note))
            .route("/cases/{code}/triage", post(casework::triage))
            .route("/cases/{code}/corrections", post(casework::correct))
            .route("/cases/{code}/closure-requests", post(casework::ask_for_closure))
            .route("/cases/{code}/closure-refusal", post(casework::refuse_closure))
            .route("/cases/{code}/exclusions", post(cases::exclude))
            .route("/cases/{code}/readings", post(readings::open))
            .route("/cases/{code}/identity", post(identity::open))
            .route("/cases/{code}/identity-requests", post(identity::ask))
            .route("/cases/{code}/identity-requests/{id}/judgement", post(identity::judge))
            .route("/cases/{code}/emergency-contact", post(identity::open_contact))
            .route("/cases/{code}/location", post(cases::locate))
            .route("/cases/{code}/release", post(cases::release))
            .route("/cases/{code}/access-code", post(cases::replace_code))
            .route("/cases/{code}/persons", post(links::add_person))
            .route("/cases/{code}/links", get(links::read).post(links::confirm))
            .route("/cases/{code}/colleagues", get(custody::colleagues))
            .route("/cases/{code}/assignment", post(custody::assign))
            .route("/cases/{code}/handover", post(custody::offer))
            .route("/cases/{code}/handover/answer", post(custody::answer))
            .route("/cases/{code}/handover/keeping", post(custody::keep))
            .route("/cases/{code}/decision", post(custody::decide))
            .route("/cases/{code}/orders/acknowledgement", post(custody::acknowledge_orders))
            .route("/hotline/contacts", get(hotline::list_contacts).post(hotline::enter_contact))
            .route("/hotline/reports", post(hotline::file))
            .route("/hotline/callbacks", get(hotline::list_callbacks).post(hotline::plan_callback))
            .route("/hotline/callbacks/{callback}/attempts", post(hotline::attempt))
            .route("/hotline/shift-notes", get(hotline::list_notes).post(hotline::write_note))
            .route("/hotline/transfers", get(hotline::list_transfers).post(hotline::enter_transfer))
            .route("/cases/{code}/files/{file}", get(files::read))
            .route("/duty", get(duty::read))
            .route("/help", get(duty::help))
            .route("/oversight/facilities", get(facilities::clusters))
            .route("/oversight/decisions", get(custody::open_decisions))
            .route("/oversight/response-times", get(oversight::response_times))
            .route("/oversight/readiness", get(admin::readiness::read))
            .route("/oversight/readiness/checks", post(admin::readiness::look))
            .route("/oversight/drills", get(admin::drills::list).post(admin::drills::plan))
            .route("/oversight/drills/{drill}/withdrawal", post(admin::drills::withdraw))
            .nest("/admin", admin::routes());
    }
    v1 = v1
        .route("/facilities", get(facilities::list))
        .route("/localities", get(lookup::search))
        .route("/localities/resolve", get(lookup::resolve))
        .route("/taxonomy", get(lookup::taxonomy))
        .fallback(async || axum::http::StatusCode::NOT_FOUND);
    let api = Router::new()
        .nest("/api/v1", v1)
        .route("/api/openapi.json", get(openapi::document))
        .route("/livez", get(lookup::alive))
        .route("/readyz", get(lookup::ready));
    api.layer(DefaultBodyLimit::max(body::LARGEST)).layer(middleware::from_fn_with_state(ctx.clone(), refusal::as_problem))
}
