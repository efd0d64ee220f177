//! Administration as JSON: one file an area, each with its own routes. Whoever administers never reads a case.

pub mod drills;
pub mod duty;
pub mod facilities;
pub mod map_changes;
pub mod offices;
pub mod people;
pub mod readiness;
pub mod registers;

use axum::Router;

use crate::http::App;

/// The routes of all areas.
pub(super) fn routes() -> Router<App> {
    let areas = [
        drills::routes(),
        duty::routes(),
        facilities::routes(),
        map_changes::routes(),
        offices::routes(),
        people::routes(),
        readiness::routes(),
        registers::routes(),
    ];
    areas.into_iter().fold(Router::new(), Router::merge)
}
