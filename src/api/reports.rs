//! Taking a report from a program.

use axum::{
    Json,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};

use crate::{
    http::{
        App,
        body::Body,
        language,
        refusal::{Problem, Refusal},
        visitor::Visitor,
    },
    intake::{
        Preview, Receipt, ReportBody, ReportForm, attachments, preview as look,
        submit::{CHANNEL_API, RECEIPT_FOR_PROGRAMS, Submission, submit as take},
    },
    kernel::{FieldError, Kind, secret::Plaintext},
    vault::idempotency::IdempotencyKey,
};

/// Header that says that this answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Takes a report. With an `Idempotency-Key`, sending it again is answered with the same receipt.
#[utoipa::path(
    post, path = "/api/v1/reports", operation_id = "submitReport", tag = "reports", request_body = ReportBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "UUIDv4, or at least 22 base64url characters")),
    responses((status = 201, body = Receipt), (status = 400, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem))
)]
pub async fn submit(State(ctx): State<App>, visitor: Visitor, request: Request) -> Result<Response, Refusal> {
    let lang = language::of_program(&request);
    let key = idempotency_key(request.headers())?;
    let suspected = visitor.reports(&ctx);
    let Body(mut body) = Body::<ReportBody>::from_request(request, &ctx).await?;
    let files = attachments::take_from(&ctx, &mut body).await?;
    let canonical = Plaintext::new(serde_json::to_string(&body).map_err(|_| Refusal::new(Kind::Internal, "internal"))?);
    let form = ReportForm { files, ..ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)? };
    let submission = Submission {
        form,
        channel: CHANNEL_API,
        key,
        canonical,
        receipt_for: RECEIPT_FOR_PROGRAMS,
        lang,
        drill: None,
        suspected,
        filed_by: None,
    };
    let submitted = take(&ctx, submission).await?;
    let mut response = (StatusCode::CREATED, Json(submitted.receipt)).into_response();
    if submitted.replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Who would read a report, and where it is understood to be. Nothing is stored, and it may be asked as often as needed.
#[utoipa::path(
    post, path = "/api/v1/reports/preview", operation_id = "previewReport", tag = "reports", request_body = ReportBody,
    responses((status = 200, body = Preview), (status = 400, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem))
)]
pub async fn preview(State(ctx): State<App>, request: Request) -> Result<Json<Preview>, Refusal> {
    let lang = language::of_program(&request);
    let Body(body) = Body::<ReportBody>::from_request(request, &ctx).await?;
    let form = ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)?;
    Ok(Json(look::preview(&ctx, &form, lang).await?))
}

/// The key against double sending in a request.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().and_then(|text| IdempotencyKey::parse(text.trim()).ok());
    key.map(Some).ok_or_else(|| Refusal::at(Kind::Malformed, FieldError::new("", "idempotency-key")))
}
