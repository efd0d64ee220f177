//! A file on its way to a member of staff: to be saved, never shown.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::cases::files::Leaving;

/// Nothing in it may run or load, should a browser show it all the same.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The file as an attachment with a name of ours. Its length is told, and nothing compresses it: a file that breaks off is known to
/// have broken off.
#[must_use]
pub fn attachment(file: Leaving) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
        (header::CONTENT_LENGTH, HeaderValue::from(file.size)),
        (header::CONTENT_ENCODING, HeaderValue::from_static("identity")),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
    ];
    (headers, Body::from_stream(file.into_stream())).into_response()
}
