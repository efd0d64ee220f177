//! In which language somebody wants to be answered.

use axum::{extract::Request, http::header};

use crate::kernel::Lang;

/// A program's wish: `?lang=`, else `Accept-Language`, else Vietnamese.
#[must_use]
pub fn of_program(request: &Request) -> Lang {
    asked(request.uri().query()).or_else(|| accepted(request)).unwrap_or_default()
}

/// The wish in a query string.
#[must_use]
pub fn asked(query: Option<&str>) -> Option<Lang> {
    query?.split('&').find_map(|pair| Lang::from_tag(pair.strip_prefix("lang=")?))
}

fn accepted(request: &Request) -> Option<Lang> {
    Lang::negotiate(request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
}
