//! Communes that merge or split.

use axum::Router;

use crate::http::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
}
