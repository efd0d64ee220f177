//! The start page.

use axum::{Extension, extract::State, http::StatusCode, response::Response};

use super::{
    answer::html,
    views::{Page, StartView},
};
use crate::{http::App, kernel::Lang};

/// Shows it.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>) -> Response {
    html(lang, StatusCode::OK, &StartView { page: Page::public(&ctx.words, lang, "/").in_both_languages("/") })
}
