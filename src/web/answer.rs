//! An answer of HTML, and one that leads somewhere else.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    http::refusal::Refusal,
    kernel::{Kind, Lang},
};

/// The page of `view` in the language `lang`, or in that of a voice.
pub(super) fn html(lang: impl Into<Lang>, status: StatusCode, view: &impl Template) -> Response {
    let Ok(text) = view.render() else { return Refusal::new(Kind::Internal, "internal").into_response() };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.into().tag())),
    ];
    (status, headers, text).into_response()
}

/// Leads to `place` with a GET.
pub(super) fn go_to(place: &str) -> Response {
    match HeaderValue::from_str(place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(_) => Refusal::new(Kind::NotFound, "not-found").into_response(),
    }
}

/// `response` with one more header, where there is one to add.
pub(super) fn with(mut response: Response, name: HeaderName, value: Option<HeaderValue>) -> Response {
    if let Some(value) = value {
        response.headers_mut().append(name, value);
    }
    response
}
