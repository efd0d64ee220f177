//! Work on a case beside its milestones: notes, corrections, asking for a closing and refusing it.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};

use super::{
    case_bodies::{ClosureBody, ClosureRefusalBody, CorrectionBody, NoteBody},
    cases::{responder, signed},
};
use crate::{
    cases::{
        ask_closing,
        close::Closure,
        correct::{self as correcting, Of},
        find, write_note,
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{FieldError, Kind},
};

/// Writes a note that belongs to no act.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/notes", operation_id = "writeNote", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = NoteBody,
    responses((status = 201), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn note(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<NoteBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    write_note::write(&ctx, &by, &find::code(&code)?, &body.text).await?;
    Ok(StatusCode::CREATED)
}

/// Corrects a note, or what was noted of a contact. What was written first stays.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/corrections", operation_id = "correctNote", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = CorrectionBody,
    responses((status = 201), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn correct(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<CorrectionBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let code = find::code(&code)?;
    let of = Of::parse(&body.of).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/of", "note-unknown")))?;
    correcting::correct(&ctx, &by, &code, of, &body.text).await?;
    Ok(StatusCode::CREATED)
}

/// Asks whoever decides to close the case: the office above, or the lead where no office above has to agree.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/closure-requests", operation_id = "askForClosure", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = ClosureBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn ask_for_closure(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ClosureBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    ask_closing::ask(&ctx, &by, &find::code(&code)?, Closure { reason: body.reason, note: body.note }).await?;
    Ok(StatusCode::CREATED)
}

/// Refuses a closing that was asked for: the case goes on. For leads of the office that decides; closing the case approves.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/closure-refusal", operation_id = "refuseClosure", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = ClosureRefusalBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn refuse_closure(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ClosureRefusalBody>,
) -> Result<StatusCode, Refusal> {
    let by = signed(&ctx, &headers).await?.lead()?;
    ask_closing::refuse(&ctx, &by, &find::code(&code)?, &body.reason).await?;
    Ok(StatusCode::CREATED)
}
