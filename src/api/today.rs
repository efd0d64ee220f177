//! The day of one person, finding a case by a name, taking back a slip.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    case_bodies::UndoBody,
    cases::{responder, signed},
};
use crate::{
    cases::{correct::Of, find, find_by_name, today, undo},
    entity::case_file,
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{FieldError, Kind, Timestamp, secret::Plaintext},
};

/// What one person has to do today.
#[derive(Serialize, ToSchema)]
pub struct TodayView {
    /// Overdue, or due within a day.
    due: Vec<DatedView>,
    /// Next acts that the person promised by then.
    promised: Vec<DatedView>,
    /// Reporters who wait for an answer, the longest first.
    answers: Vec<DatedView>,
    /// What waits for a decision of the person's office, the longest first.
    decisions: Vec<WaitsView>,
}

/// A case with the instant for which it stands in a list.
#[derive(Serialize, ToSchema)]
pub struct DatedView {
    /// Case code.
    case: String,
    /// Severity.
    severity: String,
    /// When it is due, was promised, or began to wait.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// Something that waits for a decision.
#[derive(Serialize, ToSchema)]
pub struct WaitsView {
    /// `decision`, `closing`, `offer` or `order`.
    what: &'static str,
    /// Case code.
    case: String,
    /// Severity.
    severity: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// A name to look for.
#[derive(Deserialize, ToSchema)]
pub struct NameBody {
    /// The name, or the beginning of one, with or without accents.
    #[schema(value_type = String)]
    name: Plaintext,
}

/// A case found.
#[derive(Serialize, ToSchema)]
pub struct FoundView {
    /// Case code.
    code: String,
    /// Severity.
    severity: String,
    /// When the person began to wait.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// Whether it is closed.
    closed: bool,
    /// Practice: nobody is in need.
    drill: bool,
}

/// What the reader has to do today.
#[utoipa::path(get, path = "/api/v1/today", operation_id = "readToday", tag = "cases", security(("session" = [])),
    responses((status = 200, body = TodayView), (status = 401, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<TodayView>, Refusal> {
    let today = today::read(&ctx, &signed(&ctx, &headers).await?).await?;
    let dated = |rows: Vec<today::Dated>| {
        rows.into_iter().map(|row| DatedView { at: row.at, severity: row.case.severity, case: row.case.code }).collect()
    };
    let waits = |row: today::Waits| WaitsView { what: row.what.code(), since: row.since, severity: row.case.severity, case: row.case.code };
    Ok(Json(TodayView {
        due: dated(today.due),
        promised: dated(today.promised),
        answers: dated(today.answers),
        decisions: today.decisions.into_iter().map(waits).collect(),
    }))
}

/// Cases of the reader's own office in which somebody is called like this. The search is entered in the history; thirty an hour.
#[utoipa::path(post, path = "/api/v1/cases/search", operation_id = "findByName", tag = "cases", security(("session" = [])),
    request_body = NameBody, responses((status = 200, body = [FoundView]), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn find_by_name(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<NameBody>) -> Result<Json<Vec<FoundView>>, Refusal> {
    let found = find_by_name::find_by_name(&ctx, &responder(&ctx, &headers).await?, &body.name).await?;
    let view = |case: case_file::Model| FoundView {
        code: case.code,
        severity: case.severity,
        opened_at: case.opened_at,
        closed: case.closed_at.is_some(),
        drill: case.drill,
    };
    Ok(Json(found.into_iter().map(view).collect()))
}

/// Takes back one's own note, or the attempt at a contact, within a minute. It stays, marked, and counts for nothing.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/undo", operation_id = "undoEntry", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = UndoBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn undo(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<UndoBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let of = Of::parse(&body.of).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/of", "note-unknown")))?;
    undo::undo(&ctx, &by, &find::code(&code)?, of).await?;
    Ok(StatusCode::NO_CONTENT)
}
