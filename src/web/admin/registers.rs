//! Registers as tables: bring in, take out.

use axum::Router;

use crate::http::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
}
