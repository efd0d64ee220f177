//! Work on a case beside its milestones: notes, corrections, asking for a closing and refusing it.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};

use super::{
    case_bodies::{ClosureBody, ClosureRefusalBody, CorrectionBody, NoteBody, TriageBody},
    cases::{responder, signed, term},
    casework_views::LevelView,
};
use crate::{
    cases::{
        ask_closing,
        close::Closure,
        correct::{self as correcting, Of},
        find,
        triage::{self, Answers, Triage},
        write_note,
    },
    clocks::RiskAnswer,
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

/// Answers the questions of triage: the severity follows, and the clocks follow it.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/triage", operation_id = "triageCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = TriageBody,
    responses((status = 201, body = LevelView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn triage(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<TriageBody>,
) -> Result<(StatusCode, Json<LevelView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let answer = |(code, answer): (String, String)| Ok::<_, Refusal>((code, term("/answers", &answer, RiskAnswer::parse)?));
    let answers = body.answers.into_iter().map(answer).collect::<Result<_, _>>()?;
    let answers = Answers { answers, signs: body.signs, strangled_long_ago: body.strangled_long_ago, reason: body.reason };
    let outcome = triage::triage(&ctx, &by, &find::code(&code)?, Triage { version: body.version, answers }).await?;
    let level = LevelView { before: outcome.before.code().to_owned(), level: outcome.level.code().to_owned() };
    Ok((StatusCode::CREATED, Json(level)))
}
