//! Cases for responders.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
};

use super::{
    case_bodies::{
        AcknowledgementBody, ClosureBody, ContactBody, DisputeBody, LocationBody, LostCodeBody, MessageBody, ReviewBody, SafetyBody,
    },
    case_views::{CaseView, LoggedView, ReplacedCodeView, case_view, opened_view},
    casework_views::people_of,
    queue_views::{QueuePage, QueueQuery, item},
};
use crate::{
    access::{Responder, Signed},
    cases::{
        CaseError,
        acknowledge::{self as acknowledging, Acknowledgement},
        asked,
        close::{self as closing, Closure},
        contact::{self as contacting, NewContact},
        end_drill, exclude as excluding, find, locate as locating, message as messaging, new_code as new_codes,
        queue::{self, Cursor},
        reading, release as releasing, review as reviewing,
        safety::{self, Safety},
        settle as settling,
        talk::{Talk, TalkWay},
        view,
    },
    entity::case_file,
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{
        FieldError, Kind, Timestamp,
        secret::Plaintext,
        terms::{Alone, ContactHow, ContactOutcome, ContactWith, Settlement, Severity},
    },
};

pub(super) async fn signed(ctx: &App, headers: &HeaderMap) -> Result<Signed, Refusal> {
    Ok(session::staff(ctx, headers).await?.0)
}

pub(super) async fn responder(ctx: &App, headers: &HeaderMap) -> Result<Responder, Refusal> {
    Ok(signed(ctx, headers).await?.responder()?)
}

pub(super) fn term<T>(pointer: &str, code: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    parse(code).ok_or_else(|| {
        let shown: String = code.chars().take(40).collect();
        Refusal::at(Kind::Invalid, FieldError::new(pointer, "unknown-code").with("value", shown))
    })
}

pub(super) fn moment(pointer: &str, text: &str) -> Result<Timestamp, Refusal> {
    let parsed = chrono::DateTime::parse_from_rfc3339(text.trim());
    parsed.map(|at| at.to_utc()).map_err(|_| Refusal::at(Kind::Invalid, FieldError::new(pointer, "wrong-type")))
}

/// Open cases in scope, the one due first on top, all or some of them.
#[utoipa::path(get, path = "/api/v1/cases", operation_id = "listCases", tag = "cases", security(("session" = [])),
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("severity" = Option<String>, Query, description = "of this severity"),
        ("whose" = Option<String>, Query, description = "`mine`, `nobody` or `to_do` (both)"),
        ("late" = Option<bool>, Query, description = "overdue ones only")),
    responses((status = 200, body = QueuePage), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn queue(State(ctx): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Json<QueuePage>, Refusal> {
    let by = signed(&ctx, &headers).await?;
    let asked: QueueQuery = serde_urlencoded::from_str(query.as_deref().unwrap_or_default())
        .map_err(|_| Refusal::at(Kind::Invalid, FieldError::new("/late", "wrong-type")))?;
    let (narrow, after) = asked.read(ctx.clock.now())?;
    let (rows, next) = queue::page(ctx.db.read(), &by.scope(), narrow, after).await.map_err(CaseError::from)?;
    let ids: Vec<_> = rows.iter().map(|case| case.id).collect();
    let waiting = asked::waiting(&ctx, &by, &ids).await.map_err(CaseError::from)?;
    let mut others = reading::with_others(&ctx, &by, &rows).await?;
    let now = ctx.clock.now();
    let row = |case: case_file::Model| {
        let with = others.remove(&case.id);
        item(case, &waiting, with, now)
    };
    let readings = reading::unseen(&ctx, &by).await?.into_iter().map(Into::into).collect();
    Ok(Json(QueuePage { cases: rows.into_iter().map(row).collect(), next: next.map(Cursor::to_text), readings }))
}

/// Opens a case. For those who work on it the sealed parts are opened, which is recorded.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}", operation_id = "readCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), responses((status = 200, body = CaseView), (status = 401, body = Problem),
        (status = 403, body = Problem, description = "A colleague works on it: say why at `readings`"), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<CaseView>, Refusal> {
    let by = signed(&ctx, &headers).await?;
    let code = find::code(&code)?;
    match by.responder() {
        Ok(responder) => {
            let mut opened = view::opened(&ctx, &responder, &code).await?;
            let names = people_of(&ctx, &opened).await?;
            let parts = opened_view(&mut opened, &names);
            Ok(Json(case_view(opened.outline, Some(parts))))
        }
        Err(_) => Ok(Json(case_view(view::outline(&ctx, &by, &code).await?, None))),
    }
}

/// Takes the case: opened before, severity confirmed, next act and its time.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/acknowledgement", operation_id = "acknowledgeCase", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = AcknowledgementBody,
    responses((status = 201), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn acknowledge(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<AcknowledgementBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let request = Acknowledgement {
        severity: term("/severity", &body.severity, Severity::parse)?,
        next_act: body.next_act,
        next_act_by: moment("/next_act_by", &body.next_act_by)?,
    };
    acknowledging::acknowledge(&ctx, &by, &find::code(&code)?, request).await?;
    Ok(StatusCode::CREATED)
}

/// Logs a contact.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/contacts", operation_id = "logContact", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = ContactBody,
    responses((status = 201, body = LoggedView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn contact(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ContactBody>,
) -> Result<(StatusCode, Json<LoggedView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let new = NewContact {
        with: term("/with", &body.with, ContactWith::parse)?,
        outcome: term("/outcome", &body.outcome, ContactOutcome::parse)?,
        alone: body.alone.as_deref().map(|alone| term("/alone", alone, Alone::parse)).transpose()?,
        how: term("/how", &body.how, ContactHow::parse)?,
        happened_at: body.happened_at.as_deref().map(|at| moment("/happened_at", at)).transpose()?,
        note: body.note,
        talk: Talk {
            language: body.language,
            way: body.way.as_deref().map(|way| term("/way", way, TalkWay::parse)).transpose()?,
            wish: body.wish,
        },
        mediation: body.mediation,
    };
    let logged = contacting::log(&ctx, &by, &find::code(&code)?, new).await?;
    Ok((StatusCode::CREATED, Json(LoggedView { first_contact: logged.first_contact })))
}

/// Writes to the reporter.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/messages", operation_id = "messageReporter", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = MessageBody,
    responses((status = 201), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn message(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<MessageBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    messaging::to_reporter(&ctx, &by, &find::code(&code)?, &body.text, body.although_locked).await?;
    Ok(StatusCode::CREATED)
}

/// Confirms that the person is safe. For leads.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/safety", operation_id = "confirmSafety", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = SafetyBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn safety(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<SafetyBody>,
) -> Result<StatusCode, Refusal> {
    let by = signed(&ctx, &headers).await?.lead()?;
    let happened_at = body.happened_at.as_deref().map(|at| moment("/happened_at", at)).transpose()?;
    safety::confirm(&ctx, &by, &find::code(&code)?, Safety { reason: body.reason, happened_at }).await?;
    Ok(StatusCode::CREATED)
}

/// Records a review of an open case.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/reviews", operation_id = "reviewCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = ReviewBody,
    responses((status = 201), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn review(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ReviewBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    reviewing::review(&ctx, &by, &find::code(&code)?, &body.finding).await?;
    Ok(StatusCode::CREATED)
}

/// Closes the case. For leads; most reasons are for the office above. A drill has the reason `drill` and no other, and anybody accountable
/// ends it.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/closure", operation_id = "closeCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = ClosureBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn close(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ClosureBody>,
) -> Result<StatusCode, Refusal> {
    if body.reason == end_drill::REASON {
        let by = responder(&ctx, &headers).await?;
        end_drill::end(&ctx, &by, &find::code(&code)?).await?;
        return Ok(StatusCode::CREATED);
    }
    let by = signed(&ctx, &headers).await?.lead()?;
    closing::close(&ctx, &by, &find::code(&code)?, Closure { reason: body.reason, note: body.note }).await?;
    Ok(StatusCode::CREATED)
}

/// Decides about a contact that the reporter denies. For leads of the office above.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/dispute", operation_id = "settleDispute", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = DisputeBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn settle(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<DisputeBody>,
) -> Result<StatusCode, Refusal> {
    let by = signed(&ctx, &headers).await?.lead()?;
    let decision = term("/decision", &body.decision, Settlement::parse)?;
    settling::settle(&ctx, &by, &find::code(&code)?, decision, &body.reason).await?;
    Ok(StatusCode::CREATED)
}

/// "I know these people": the caller's own access to the case ends at once.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/exclusions", operation_id = "stepBack", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), responses((status = 201), (status = 404, body = Problem)))]
pub async fn exclude(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    excluding::step_back(&ctx, &by, &find::code(&code)?).await?;
    Ok(StatusCode::CREATED)
}

/// Says in which commune a case lies whose place was not known; it goes to the office of that place at once.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/location", operation_id = "locateCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = LocationBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn locate(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<LocationBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    locating::locate(&ctx, &by, &find::code(&code)?, &body.commune).await?;
    Ok(StatusCode::CREATED)
}

/// Says that a case of the triage lane is a report like any other.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/release", operation_id = "releaseCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)),
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn release(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    releasing::release(&ctx, &by, &find::code(&code)?).await?;
    Ok(StatusCode::CREATED)
}

/// A new access code for a reporter who lost theirs and knows the secret word. To be read out once; it must be changed at its first use.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/access-code", operation_id = "replaceAccessCode", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = LostCodeBody,
    responses((status = 201, body = ReplacedCodeView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn replace_code(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<LostCodeBody>,
) -> Result<(StatusCode, Json<ReplacedCodeView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let new = new_codes::replace(&ctx, &by, &find::code(&code)?, &body.secret_word).await?;
    let spoken = new.spoken.into_iter().map(str::to_owned).collect();
    Ok((StatusCode::CREATED, Json(ReplacedCodeView { access_code: Plaintext::new(new.code.to_string()), spoken })))
}
