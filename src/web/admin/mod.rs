//! Administration as pages: one file an area, each with its own routes. Whoever administers never reads a case.

mod carried;
mod departures;
mod drills;
mod duty;
mod facilities;
mod map_changes;
mod offices;
mod overview;
mod people;
mod readiness;
mod registers;
mod roster_shown;
mod shown;

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
        overview::routes(),
        people::routes(),
        readiness::routes(),
        registers::routes(),
    ];
    areas.into_iter().fold(Router::new(), Router::merge)
}
