//! Care facilities, and the cards and posters that say where to report.

use axum::Router;

use crate::http::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
}
