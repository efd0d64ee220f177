//! Coming back with the access code: what the page can do.
//!
//! No answer carries a text of the conversation unless that message was opened by its number: a program may show its screen to the wrong
//! person too.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{
        App,
        body::Body,
        language,
        refusal::{Problem, Refusal},
        session::bearer,
    },
    intake::follow_up::{self, Closed, FollowUpError, Unlocked},
    kernel::{
        FieldError, Kind, Lang, Timestamp,
        secret::Plaintext,
        terms::{MessageKind, ReporterWord},
    },
    words::format,
};

/// What a reporter sees.
#[derive(Serialize, ToSchema)]
pub struct FollowUp {
    /// Where the case stands.
    status: String,
    /// The same in words.
    status_text: String,
    /// Name of the accountable office.
    office: String,
    /// By when somebody should take it, while nobody has and a time can be promised.
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledge_by: Option<Timestamp>,
    /// How many have opened it; nothing while nobody has.
    opened_by: Option<OpenedByView>,
    /// Whether an objection would open it again.
    may_object: bool,
    /// The conversation, oldest first, without its texts.
    messages: Vec<FollowUpLine>,
}

/// How many have opened a report.
#[derive(Serialize, ToSchema)]
pub struct OpenedByView {
    /// People.
    people: i32,
    /// Offices they belong to.
    offices: i32,
}

/// One message of the conversation, not opened.
#[derive(Serialize, ToSchema)]
pub struct FollowUpLine {
    /// Its number in the conversation, which it keeps.
    number: usize,
    /// `reporter` or `office`.
    from: String,
}

/// One message, opened.
#[derive(Serialize, ToSchema)]
pub struct FollowUpMessage {
    /// Its number in the conversation.
    number: usize,
    /// `reporter` or `office`.
    from: String,
    /// When the office wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// The text.
    #[schema(value_type = String)]
    text: Plaintext,
}

/// A message to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterMessageBody {
    /// The text; files may come without one.
    #[schema(value_type = Option<String>)]
    text: Option<Plaintext>,
    /// `message`, `withdrawal` or `contact`; the last two are verified before anybody acts on them.
    about: Option<String>,
    /// Tokens of files that were sent before, by `/api/v1/files`; each is good for an hour.
    #[serde(default)]
    files: Vec<String>,
}

/// Words beside a button; none are needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterWordBody {
    /// The text.
    #[schema(value_type = Option<String>)]
    text: Option<Plaintext>,
}

/// Whether anybody has contacted the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactedBody {
    /// `yes`, `no`, `not_helped` or `unknown`.
    answer: String,
}

/// The receipt with the day and no content.
#[derive(Serialize, ToSchema)]
pub struct DatedReceiptView {
    /// The case code, which opens nothing.
    reference: String,
    /// The day on which the report came.
    received_on: String,
    /// Name of the office.
    office: String,
}

async fn unlocked(ctx: &App, headers: &HeaderMap) -> Result<Unlocked, Refusal> {
    Ok(follow_up::unlock(ctx, bearer(headers).unwrap_or_default()).await?)
}

fn in_lang(lang: Lang, names: (String, String)) -> String {
    match lang {
        Lang::Vi => names.0,
        Lang::En => names.1,
    }
}

fn from(mine: bool) -> String {
    if mine { "reporter" } else { "office" }.to_owned()
}

fn number(typed: &str) -> Result<usize, FollowUpError> {
    typed.parse().map_err(|_| FollowUpError::NoMessage)
}

/// Reads where the case stands and which messages there are.
#[utoipa::path(get, path = "/api/v1/follow-up", operation_id = "readFollowUp", tag = "reports", security(("accessCode" = [])),
    responses((status = 200, body = FollowUp), (status = 401, body = Problem)))]
pub async fn read(State(ctx): State<App>, request: Request) -> Result<Json<FollowUp>, Refusal> {
    let lang = language::of_program(&request);
    let seen = follow_up::read(&ctx, &unlocked(&ctx, request.headers()).await?).await?;
    Ok(Json(FollowUp {
        status: seen.status.to_owned(),
        status_text: ctx.words.text(lang, &format!("status-{}", seen.status), &[]),
        office: in_lang(lang, seen.office),
        acknowledge_by: seen.acknowledge_by,
        opened_by: seen.opened_by.map(|by| OpenedByView { people: by.people, offices: by.offices }),
        may_object: seen.closed == Closed::Lately,
        messages: seen.messages.iter().map(|line| FollowUpLine { number: line.number, from: from(line.mine) }).collect(),
    }))
}

/// Adds a message, files, or both to the conversation.
#[utoipa::path(post, path = "/api/v1/follow-up/messages", operation_id = "writeFollowUp", tag = "reports",
    request_body = ReporterMessageBody, security(("accessCode" = [])),
    responses((status = 201), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn write(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<ReporterMessageBody>) -> Result<StatusCode, Refusal> {
    let at = unlocked(&ctx, &headers).await?;
    let kind = match body.about.as_deref() {
        None => MessageKind::Message,
        Some(about) => MessageKind::parse(about).ok_or_else(|| unknown("/about", about))?,
    };
    let text = body.text.unwrap_or_else(|| Plaintext::new(String::new()));
    follow_up::write(&ctx, &at, &text, kind, &body.files).await?;
    Ok(StatusCode::CREATED)
}

/// Opens one message. Leaves no trace.
#[utoipa::path(post, path = "/api/v1/follow-up/messages/{number}/open", operation_id = "openFollowUpMessage", tag = "reports",
    params(("number" = usize, Path)), security(("accessCode" = [])),
    responses((status = 200, body = FollowUpMessage), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn open(State(ctx): State<App>, headers: HeaderMap, Path(typed): Path<String>) -> Result<Json<FollowUpMessage>, Refusal> {
    let opened = follow_up::open(&ctx, &unlocked(&ctx, &headers).await?, number(&typed)?).await?;
    Ok(Json(FollowUpMessage { number: opened.number, from: from(opened.mine), sent_at: opened.sent_at, text: opened.body }))
}

/// Hides one message for good. The office is not told.
#[utoipa::path(post, path = "/api/v1/follow-up/messages/{number}/hide", operation_id = "hideFollowUpMessage", tag = "reports",
    params(("number" = usize, Path)), security(("accessCode" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn hide(State(ctx): State<App>, headers: HeaderMap, Path(typed): Path<String>) -> Result<StatusCode, Refusal> {
    follow_up::hide(&ctx, &unlocked(&ctx, &headers).await?, number(&typed)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that it is more dangerous now.
#[utoipa::path(post, path = "/api/v1/follow-up/danger", operation_id = "sayMoreDanger", tag = "reports", request_body = ReporterWordBody,
    security(("accessCode" = [])), responses((status = 201), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn danger(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<ReporterWordBody>) -> Result<StatusCode, Refusal> {
    let at = unlocked(&ctx, &headers).await?;
    follow_up::say(&ctx, &at, ReporterWord::MoreDanger, body.text.as_ref()).await?;
    Ok(StatusCode::CREATED)
}

/// Says whether anybody has contacted the reporter or come to help.
#[utoipa::path(post, path = "/api/v1/follow-up/contacted", operation_id = "sayContacted", tag = "reports", request_body = ContactedBody,
    security(("accessCode" = [])), responses((status = 201), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn contacted(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<ContactedBody>) -> Result<StatusCode, Refusal> {
    let at = unlocked(&ctx, &headers).await?;
    let answer = ReporterWord::parse(&format!("contacted_{}", body.answer)).ok_or_else(|| unknown("/answer", &body.answer))?;
    follow_up::say(&ctx, &at, answer, None).await?;
    Ok(StatusCode::CREATED)
}

/// Objects to the closing: the office above opens the case again.
#[utoipa::path(post, path = "/api/v1/follow-up/objection", operation_id = "objectToClosure", tag = "reports",
    request_body = ReporterWordBody, security(("accessCode" = [])),
    responses((status = 201), (status = 401, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn object(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<ReporterWordBody>) -> Result<StatusCode, Refusal> {
    let at = unlocked(&ctx, &headers).await?;
    follow_up::say(&ctx, &at, ReporterWord::Objection, body.text.as_ref()).await?;
    Ok(StatusCode::CREATED)
}

/// Locks the access code: from now on it opens nothing.
#[utoipa::path(post, path = "/api/v1/follow-up/lock", operation_id = "lockAccessCode", tag = "reports", security(("accessCode" = [])),
    responses((status = 204), (status = 401, body = Problem)))]
pub async fn lock(State(ctx): State<App>, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    follow_up::lock(&ctx, &unlocked(&ctx, &headers).await?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The receipt with the day and no content.
#[utoipa::path(get, path = "/api/v1/follow-up/receipt", operation_id = "readDatedReceipt", tag = "reports", security(("accessCode" = [])),
    responses((status = 200, body = DatedReceiptView), (status = 401, body = Problem)))]
pub async fn receipt(State(ctx): State<App>, request: Request) -> Result<Json<DatedReceiptView>, Refusal> {
    let lang = language::of_program(&request);
    let receipt = follow_up::receipt(&ctx, &unlocked(&ctx, request.headers()).await?).await?;
    let received_on = format::iso_day(receipt.received_at);
    Ok(Json(DatedReceiptView { reference: receipt.reference, received_on, office: in_lang(lang, receipt.office) }))
}

fn unknown(pointer: &'static str, value: &str) -> Refusal {
    Refusal::at(Kind::Invalid, FieldError::new(pointer, "unknown-code").with("value", value))
}
