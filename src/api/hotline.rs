//! The telephone, for operators.

use axum::{
    Json,
    extract::{FromRequest, Path, Request, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::reports::idempotency_key;
use crate::{
    access::Operator,
    http::{
        App,
        body::Body,
        language,
        refusal::{Problem, Refusal},
        session,
    },
    intake::{
        Receipt, ReportBody, ReportForm,
        hotline::{
            callbacks::{self, NewCallback},
            contacts::{self, NewContact},
            reports::{self, Told},
            shift_notes,
            transfers::{self, NewTransfer},
        },
    },
    kernel::{
        FieldError, Kind, Timestamp,
        secret::Plaintext,
        terms::{CallbackOutcome, HotlineKind, Line},
    },
};

async fn operator(ctx: &App, headers: &HeaderMap) -> Result<Operator, Refusal> {
    Ok(session::staff(ctx, headers).await?.0.operator()?)
}

fn unknown(pointer: &'static str, code: &str) -> Refusal {
    let shown: String = code.chars().take(40).collect();
    Refusal::at(Kind::Invalid, FieldError::new(pointer, "unknown-code").with("value", shown))
}

/// A contact that ends now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// `information`, `counselling`, `silent`, `wrong_number`, `test`, `follow_up`.
    kind: String,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    began_at: Timestamp,
    /// What has to be remembered.
    #[schema(value_type = Option<String>)]
    note: Option<Plaintext>,
}

/// A contact.
#[derive(Serialize, ToSchema)]
pub struct HotlineContactView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
    /// What it was.
    kind: String,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    began_at: Timestamp,
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    ended_at: Timestamp,
    /// What has to be remembered.
    #[schema(value_type = Option<String>)]
    note: Option<Plaintext>,
}

/// What was entered.
#[derive(Serialize, ToSchema)]
pub struct EnteredView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
}

/// A report that a caller told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldBody {
    /// When the caller began to tell.
    #[schema(value_type = String, format = DateTime)]
    told_at: Timestamp,
    /// The report.
    report: ReportBody,
}

/// Somebody to be called back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackBody {
    /// The number.
    #[schema(value_type = String)]
    number: Plaintext,
    /// Safe times, and who to say is calling.
    #[schema(value_type = Option<String>)]
    how: Option<Plaintext>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
}

/// A call-back that waits.
#[derive(Serialize, ToSchema)]
pub struct CallbackView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
    /// The number.
    #[schema(value_type = String)]
    number: Plaintext,
    /// Safe times, and who to say is calling.
    #[schema(value_type = Option<String>)]
    how: Option<Plaintext>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// How often somebody tried.
    attempts: i16,
}

/// How an attempt ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttemptBody {
    /// `reached`, `no_answer`, `given_up`.
    outcome: String,
}

/// A note for the next shift.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftNoteBody {
    /// The text.
    #[schema(value_type = String)]
    text: Plaintext,
}

/// A note of a shift.
#[derive(Serialize, ToSchema)]
pub struct ShiftNoteView {
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    written_at: Timestamp,
    /// The text.
    #[schema(value_type = String)]
    text: Plaintext,
}

/// A caller passed on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBody {
    /// `113`, `115`, `111`, `114`, `other`.
    line: String,
    /// Who answered.
    #[schema(value_type = Option<String>)]
    answered_by: Option<Plaintext>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    answered_at: Timestamp,
}

/// A caller passed on.
#[derive(Serialize, ToSchema)]
pub struct TransferView {
    /// To which line.
    line: String,
    /// Who answered.
    #[schema(value_type = Option<String>)]
    answered_by: Option<Plaintext>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    answered_at: Timestamp,
}

/// The newest contacts of the caller's office.
#[utoipa::path(get, path = "/api/v1/hotline/contacts", operation_id = "listHotlineContacts", tag = "hotline", security(("session" = [])),
    responses((status = 200, body = Vec<HotlineContactView>), (status = 403, body = Problem)))]
pub async fn list_contacts(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<HotlineContactView>>, Refusal> {
    let found = contacts::list(&ctx, &operator(&ctx, &headers).await?).await?;
    let view = |contact: contacts::Contact| HotlineContactView {
        id: contact.row.id,
        kind: contact.row.kind,
        began_at: contact.row.began_at,
        ended_at: contact.row.ended_at,
        note: contact.note,
    };
    Ok(Json(found.into_iter().map(view).collect()))
}

/// Enters a contact that is no report.
#[utoipa::path(post, path = "/api/v1/hotline/contacts", operation_id = "enterHotlineContact", tag = "hotline", security(("session" = [])),
    request_body = ContactBody, responses((status = 201, body = EnteredView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn enter_contact(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<ContactBody>,
) -> Result<(StatusCode, Json<EnteredView>), Refusal> {
    let by = operator(&ctx, &headers).await?;
    let kind = HotlineKind::parse(&body.kind).ok_or_else(|| unknown("/kind", &body.kind))?;
    let id = contacts::record(&ctx, &by, NewContact { kind, began_at: body.began_at, note: body.note }).await?;
    Ok((StatusCode::CREATED, Json(EnteredView { id })))
}

/// Files a report for a caller. Its code must be changed at its first use.
#[utoipa::path(post, path = "/api/v1/hotline/reports", operation_id = "fileReport", tag = "hotline", security(("session" = [])),
    params(("Idempotency-Key" = Option<String>, Header)), request_body = ToldBody,
    responses((status = 201, body = Receipt), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn file(State(ctx): State<App>, request: Request) -> Result<(StatusCode, Json<Receipt>), Refusal> {
    let by = operator(&ctx, request.headers()).await?;
    let (lang, key) = (language::of_program(&request), idempotency_key(request.headers())?);
    let Body(ToldBody { told_at, report }) = Body::<ToldBody>::from_request(request, &ctx).await?;
    let canonical = Plaintext::new(serde_json::to_string(&report).map_err(|_| Refusal::new(Kind::Internal, "internal"))?);
    let form = ReportForm::read(report, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)?;
    let receipt = reports::file(&ctx, &by, Told { form, canonical, key, told_at, lang }).await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// Those who wait to be called back.
#[utoipa::path(get, path = "/api/v1/hotline/callbacks", operation_id = "listCallbacks", tag = "hotline", security(("session" = [])),
    responses((status = 200, body = Vec<CallbackView>), (status = 403, body = Problem)))]
pub async fn list_callbacks(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<CallbackView>>, Refusal> {
    let found = callbacks::waiting(&ctx, &operator(&ctx, &headers).await?).await?;
    let view = |waiting: callbacks::Waiting| CallbackView {
        id: waiting.row.id,
        number: waiting.number,
        how: waiting.how,
        due_at: waiting.row.due_at,
        attempts: waiting.row.attempts,
    };
    Ok(Json(found.into_iter().map(view).collect()))
}

/// Plans a call-back.
#[utoipa::path(post, path = "/api/v1/hotline/callbacks", operation_id = "planCallback", tag = "hotline", security(("session" = [])),
    request_body = CallbackBody, responses((status = 201, body = EnteredView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn plan_callback(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<CallbackBody>,
) -> Result<(StatusCode, Json<EnteredView>), Refusal> {
    let by = operator(&ctx, &headers).await?;
    let id = callbacks::plan(&ctx, &by, NewCallback { number: body.number, how: body.how, due_at: body.due_at }).await?;
    Ok((StatusCode::CREATED, Json(EnteredView { id })))
}

/// Enters an attempt to call back.
#[utoipa::path(post, path = "/api/v1/hotline/callbacks/{callback}/attempts", operation_id = "enterCallbackAttempt", tag = "hotline",
    security(("session" = [])), params(("callback" = String, Path)), request_body = AttemptBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn attempt(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Body(body): Body<AttemptBody>,
) -> Result<StatusCode, Refusal> {
    let by = operator(&ctx, &headers).await?;
    let outcome = CallbackOutcome::parse(&body.outcome).ok_or_else(|| unknown("/outcome", &body.outcome))?;
    let id = Uuid::try_parse(&id).map_err(|_| Refusal::new(Kind::NotFound, "not-found"))?;
    callbacks::attempt(&ctx, &by, id, outcome).await?;
    Ok(StatusCode::CREATED)
}

/// The newest notes of the shifts.
#[utoipa::path(get, path = "/api/v1/hotline/shift-notes", operation_id = "listShiftNotes", tag = "hotline", security(("session" = [])),
    responses((status = 200, body = Vec<ShiftNoteView>), (status = 403, body = Problem)))]
pub async fn list_notes(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<ShiftNoteView>>, Refusal> {
    let found = shift_notes::newest(&ctx, &operator(&ctx, &headers).await?).await?;
    Ok(Json(found.into_iter().map(|note| ShiftNoteView { written_at: note.written_at, text: note.body }).collect()))
}

/// Leaves a note for the next shift.
#[utoipa::path(post, path = "/api/v1/hotline/shift-notes", operation_id = "writeShiftNote", tag = "hotline", security(("session" = [])),
    request_body = ShiftNoteBody, responses((status = 201, body = EnteredView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn write_note(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<ShiftNoteBody>,
) -> Result<(StatusCode, Json<EnteredView>), Refusal> {
    let by = operator(&ctx, &headers).await?;
    Ok((StatusCode::CREATED, Json(EnteredView { id: shift_notes::write(&ctx, &by, &body.text).await? })))
}

/// Callers who were passed on.
#[utoipa::path(get, path = "/api/v1/hotline/transfers", operation_id = "listTransfers", tag = "hotline", security(("session" = [])),
    responses((status = 200, body = Vec<TransferView>), (status = 403, body = Problem)))]
pub async fn list_transfers(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<TransferView>>, Refusal> {
    let found = transfers::list(&ctx, &operator(&ctx, &headers).await?).await?;
    let view = |it: transfers::Transfer| TransferView { line: it.row.line, answered_by: it.answered_by, answered_at: it.row.answered_at };
    Ok(Json(found.into_iter().map(view).collect()))
}

/// Enters that a caller was passed on.
#[utoipa::path(post, path = "/api/v1/hotline/transfers", operation_id = "enterTransfer", tag = "hotline", security(("session" = [])),
    request_body = TransferBody, responses((status = 201, body = EnteredView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn enter_transfer(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<TransferBody>,
) -> Result<(StatusCode, Json<EnteredView>), Refusal> {
    let by = operator(&ctx, &headers).await?;
    let line = Line::parse(&body.line).ok_or_else(|| unknown("/line", &body.line))?;
    let id = transfers::log(&ctx, &by, NewTransfer { line, answered_by: body.answered_by, answered_at: body.answered_at }).await?;
    Ok((StatusCode::CREATED, Json(EnteredView { id })))
}
