//! The start page.

use axum::{Extension, extract::State, http::StatusCode, response::Response};

use super::{
    answer::html,
    notices::further_numbers,
    views::{Page, StartView},
};
use crate::{http::App, kernel::Voice};

/// Shows it.
pub(super) async fn show(State(ctx): State<App>, Extension(voice): Extension<Voice>) -> Response {
    let page = Page::public(&ctx.words, voice, "/").in_both_languages("/");
    html(voice, StatusCode::OK, &StartView { further: further_numbers(&ctx, voice), page })
}
