//! Registers as files of a request or an answer.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::refusal::Refusal;
use crate::{
    kernel::{FieldError, Kind},
    registers::{Fault, LARGEST_FILE_SAID, Register},
};

/// The register of an address.
///
/// # Errors
/// There is no such register.
pub fn named(register: &str) -> Result<Register, Refusal> {
    Register::parse(register).ok_or_else(|| Refusal::new(Kind::NotFound, "not-found"))
}

/// A file that was cut off because it is larger than any register.
#[must_use]
pub fn too_large() -> Refusal {
    Refusal::at(Kind::TooLarge, FieldError::new("", Fault::TooLarge.code()).with("max", LARGEST_FILE_SAID))
}

/// A table to be saved. `name` is ours, never somebody's.
#[must_use]
pub fn attachment(name: &str, file: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, file).into_response()
}
