//! One refusal, told in the reader's language: `application/problem+json` (RFC 9457) for programs, a page for people.
//!
//! A handler returns a [`Refusal`]; a layer that knows the language of the request turns it into an answer. An internal error is
//! logged once, here, under the request id that the answer shows.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, language};
use crate::{
    ctx::Ctx,
    kernel::{Classify, FieldError, Kind, Voice},
};

/// Why a request was not served, before anybody decided how to say it.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What kind of trouble.
    pub kind: Kind,
    /// Stable code; `error-{code}` is the sentence.
    pub code: &'static str,
    /// Fields at fault.
    pub fields: Vec<FieldError>,
    /// What is logged of an internal error: classes, never values.
    cause: String,
}

impl Refusal {
    /// A refusal without fields.
    #[must_use]
    pub fn new(kind: Kind, code: &'static str) -> Self {
        Self { kind, code, fields: Vec::new(), cause: String::new() }
    }

    /// A refusal at one field.
    #[must_use]
    pub fn at(kind: Kind, field: FieldError) -> Self {
        Self { kind, code: field.message, fields: vec![field], cause: String::new() }
    }

    /// A body larger than any report.
    #[must_use]
    pub fn too_large() -> Self {
        Self::at(Kind::TooLarge, FieldError::new("", "body-too-large").with("max", super::body::LARGEST_SAID))
    }

    /// Several fields at fault.
    #[must_use]
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let code = if let [only] = fields.as_slice() { only.message } else { "fields" };
        Self { kind: Kind::Invalid, code, fields, cause: String::new() }
    }

    /// Status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.kind {
            Kind::Malformed if self.code == "unsupported-media-type" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::Malformed => StatusCode::BAD_REQUEST,
            Kind::Invalid | Kind::Mismatch => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Busy => StatusCode::TOO_MANY_REQUESTS,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The refusal that a bare status of the router stands for.
    fn of_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::NOT_FOUND => Self::new(Kind::NotFound, "not-found"),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(Kind::Malformed, "method-not-allowed"),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(Kind::Malformed, "unsupported-media-type"),
            StatusCode::BAD_REQUEST => Self::new(Kind::Malformed, "malformed-json"),
            StatusCode::INTERNAL_SERVER_ERROR => Self::new(Kind::Internal, "internal"),
            _ => return None,
        })
    }

    /// The sentence for the whole request.
    #[must_use]
    pub fn sentence(&self, ctx: &Ctx, voice: impl Into<Voice>, request_id: &str) -> String {
        let own = self.fields.iter().find(|field| field.message == self.code);
        let mut args = own.map(|field| field.args.clone()).unwrap_or_default();
        args.push(("request_id", request_id.to_owned()));
        ctx.words.text(voice, &format!("error-{}", self.code), &args)
    }

    /// The sentence for one field.
    #[must_use]
    pub fn field_sentence(ctx: &Ctx, voice: impl Into<Voice>, field: &FieldError) -> String {
        ctx.words.text(voice, &format!("error-{}", field.message), &field.args)
    }
}

impl<E: Classify> From<E> for Refusal {
    fn from(error: E) -> Self {
        let kind = error.kind();
        let code = if kind == Kind::Internal { "internal" } else { error.code() };
        let fields = error.fields();
        let code = if let ([only], "fields") = (fields.as_slice(), code) { only.message } else { code };
        let cause = if kind == Kind::Internal { error.to_string() } else { String::new() };
        Self { kind, code, fields, cause }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer of RFC 9457.
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its code.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do.
    pub title: String,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// Name of this request in our log; only where the fault is ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// A field at fault.
#[derive(Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer into the request (RFC 6901).
    pub pointer: String,
    /// Code of the fault.
    pub code: String,
    /// What is wrong and what to do.
    pub detail: String,
}

/// What a layer found to be told: the refusal and the id under which an internal one was logged.
pub struct Found {
    /// The refusal.
    pub refusal: Refusal,
    /// Name of this request in the log.
    pub request_id: String,
}

/// The refusal in an answer, logged when it is our fault; nothing when the answer is an answer.
#[must_use]
pub fn find(ctx: &Ctx, response: &mut Response) -> Option<Found> {
    let told = response.extensions_mut().remove::<Refusal>();
    let refusal = match told {
        Some(refusal) => refusal,
        None if response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html")) => return None,
        None => Refusal::of_status(response.status())?,
    };
    let mut random = [0; 8];
    ctx.ids.fill(&mut random);
    let request_id = format!("{:016x}", u64::from_be_bytes(random));
    if refusal.kind == Kind::Internal {
        tracing::error!(request_id, cause = refusal.cause, "a request failed");
    }
    Some(Found { refusal, request_id })
}

/// Tells refusals to programs.
pub async fn as_problem(State(ctx): State<App>, request: Request, next: Next) -> Response {
    let lang = language::of_program(&request);
    let mut response = next.run(request).await;
    let Some(Found { refusal, request_id }) = find(&ctx, &mut response) else { return response };
    let title = refusal.sentence(&ctx, lang, &request_id);
    let errors = refusal
        .fields
        .iter()
        .map(|field| ProblemField {
            pointer: field.pointer.clone(),
            code: field.message.to_owned(),
            detail: Refusal::field_sentence(&ctx, lang, field),
        })
        .collect();
    let problem = Problem {
        kind: format!("urn:langnghe:problem:{}", refusal.code),
        code: refusal.code.to_owned(),
        status: response.status().as_u16(),
        title,
        errors,
        request_id: (refusal.kind == Kind::Internal).then_some(request_id),
    };
    let mut answer = (response.status(), Json(problem)).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        headers.insert(header::ALLOW, allow);
    }
    answer
}
