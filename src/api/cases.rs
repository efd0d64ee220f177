//! Cases for responders.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::follow_up::MessageBody;
use crate::{
    access::{Responder, Signed},
    cases::{
        CaseError,
        acknowledge::{self as acknowledging, Acknowledgement},
        close::{self as closing, Closure},
        contact::{self as contacting, NewContact},
        content::{ContactWishes, Identity, Perpetrator, Person, Position},
        exclude as excluding,
        find::{self, Cursor},
        message as messaging, review as reviewing,
        safety::{self, Safety},
        view::{self, Opened, Outline},
    },
    entity::case_file,
    http::{App, body::Body, refusal::{Problem, Refusal}, session},
    kernel::{
        FieldError, Kind, Timestamp,
        codes::CaseCode,
        secret::Plaintext,
        terms::{Alone, ContactHow, ContactOutcome, ContactWith, Severity},
    },
};

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub struct QueuePage {
    /// Cases, the one due first on top.
    cases: Vec<QueueItem>,
    /// To be sent as `after` for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// One case of the queue.
#[derive(Serialize, ToSchema)]
pub struct QueueItem {
    /// Case code.
    code: String,
    /// Severity.
    severity: String,
    /// Code of the category.
    category: Option<String>,
    /// Code of the commune.
    commune: Option<String>,
    /// Code of the accountable office.
    office: String,
    /// When the person began to wait.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// When the first running clock is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Whether that is past.
    overdue: bool,
}

/// A case.
#[derive(Serialize, ToSchema)]
pub struct CaseView {
    /// Case code.
    code: String,
    /// Severity.
    severity: String,
    /// Code of the category.
    category: Option<String>,
    /// Code of the commune.
    commune: Option<String>,
    /// The accountable office.
    office: OfficeView,
    /// Whether the place still has to be found out.
    needs_locating: bool,
    /// No call, no announced visit.
    silent_mode: bool,
    /// When the person began to wait.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
    /// Why it was closed.
    closure_reason: Option<String>,
    /// Clocks.
    deadlines: Vec<DeadlineView>,
    /// What was reached.
    milestones: Vec<MilestoneView>,
    /// Who was accountable.
    custody: Vec<CustodyView>,
    /// Who was told of missed deadlines.
    escalations: Vec<EscalationView>,
    /// Alerts and how they fared.
    alerts: Vec<AlertView>,
    /// The sealed parts, for those who work on the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<OpenedView>,
}

/// An office.
#[derive(Serialize, ToSchema)]
pub struct OfficeView {
    /// Code.
    code: String,
    /// Name.
    name: String,
    /// Kind.
    kind: String,
}

/// A clock.
#[derive(Serialize, ToSchema)]
pub struct DeadlineView {
    /// The policy behind it.
    policy: String,
    /// What stops it.
    stops_on: String,
    /// When it is due.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// When it stopped.
    #[schema(value_type = Option<String>, format = DateTime)]
    stopped_at: Option<Timestamp>,
    /// Minutes after the due time, negative before it.
    late_minutes: Option<i64>,
    /// How it ended.
    outcome: Option<String>,
}

/// A milestone.
#[derive(Serialize, ToSchema)]
pub struct MilestoneView {
    /// Code.
    code: String,
    /// When it is said to have happened.
    #[schema(value_type = String, format = DateTime)]
    happened_at: Timestamp,
    /// When that was recorded.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Timestamp,
    /// The instant that counts.
    #[schema(value_type = String, format = DateTime)]
    counted_at: Timestamp,
    /// Whether it was recorded too late for the stated time to count.
    recorded_late: bool,
}

/// A custody.
#[derive(Serialize, ToSchema)]
pub struct CustodyView {
    /// Code of the office.
    office: String,
    /// Why.
    reason: String,
    /// From when.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
}

/// An escalation.
#[derive(Serialize, ToSchema)]
pub struct EscalationView {
    /// The rung.
    target: String,
    /// Code of the office that was told.
    office: Option<String>,
    /// `told` or `passed_on`.
    outcome: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// An alert.
#[derive(Serialize, ToSchema)]
pub struct AlertView {
    /// Kind.
    kind: String,
    /// Code of the office.
    office: String,
    /// `waiting`, `sent`, `refused` or `unreachable`.
    state: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// The sealed parts, opened.
#[derive(Serialize, ToSchema)]
pub struct OpenedView {
    /// The reports.
    reports: Vec<ReportView>,
    /// The conversation.
    messages: Vec<MessageView>,
    /// The contacts.
    contacts: Vec<ContactView>,
    /// What was promised at the acknowledgement.
    #[schema(value_type = Option<String>)]
    next_act: Option<Plaintext>,
    /// By when.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_act_by: Option<Timestamp>,
    /// Why it was routed here, as codes.
    #[schema(value_type = Vec<Object>)]
    routed_because: Vec<serde_json::Value>,
}

/// A report, opened.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    /// When it was committed.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// What happened.
    #[schema(value_type = Option<String>)]
    story: Option<Plaintext>,
    /// Address.
    #[schema(value_type = Option<String>)]
    address: Option<Plaintext>,
    /// Place as typed.
    #[schema(value_type = Option<String>)]
    place_typed: Option<Plaintext>,
    /// Position.
    #[schema(value_type = Option<Object>)]
    position: Option<Position>,
    /// People at risk.
    #[schema(value_type = Vec<Object>)]
    persons_at_risk: Vec<Person>,
    /// Alleged perpetrators.
    #[schema(value_type = Vec<Object>)]
    alleged_perpetrators: Vec<Perpetrator>,
    /// How to reach the reporter.
    #[schema(value_type = Option<Object>)]
    contact_wishes: Option<ContactWishes>,
    /// Whether somebody said who they are: a separate act opens it.
    identity_protected: bool,
}

/// A message, opened.
#[derive(Serialize, ToSchema)]
pub struct MessageView {
    /// `reporter` or `office`.
    from: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    sent_at: Timestamp,
    /// The text.
    #[schema(value_type = String)]
    text: Plaintext,
}

/// A contact, opened.
#[derive(Serialize, ToSchema)]
pub struct ContactView {
    /// With whom.
    with: String,
    /// How it ended.
    outcome: String,
    /// Who could hear it.
    alone: Option<String>,
    /// The way.
    how: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    happened_at: Timestamp,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Timestamp,
    /// What was said and seen.
    #[schema(value_type = Option<String>)]
    note: Option<Plaintext>,
}

/// Taking a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementBody {
    /// Severity, confirmed or changed.
    severity: String,
    /// What happens next.
    #[schema(value_type = String)]
    next_act: Plaintext,
    /// By when.
    next_act_by: String,
}

/// A contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// `person_at_risk`, `reporter`, `family`, `professional`.
    with: String,
    /// `reached`, `no_answer`, `not_safe`, `wrong_number`.
    outcome: String,
    /// `alone`, `trusted_person`, `in_front_of_family`; needed when somebody was reached.
    alone: Option<String>,
    /// `in_person`, `phone`, `video`, `text`.
    how: String,
    /// When; now, where it is not said.
    happened_at: Option<String>,
    /// What was said and seen.
    #[schema(value_type = Option<String>)]
    note: Option<Plaintext>,
}

/// What became of a contact.
#[derive(Serialize, ToSchema)]
pub struct LoggedView {
    /// Whether it is the first contact of the case, the response time.
    first_contact: bool,
}

/// Why the person is safe.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyBody {
    /// The measure with its decision number, or why the danger is over.
    #[schema(value_type = String)]
    reason: Plaintext,
    /// Since when; now, where it is not said.
    happened_at: Option<String>,
}

/// What a review found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBody {
    /// In words.
    #[schema(value_type = String)]
    finding: Plaintext,
}

/// Why a case closes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureBody {
    /// Code of `closure_reasons`.
    reason: String,
    /// In words.
    #[schema(value_type = Option<String>)]
    note: Option<Plaintext>,
}

/// Why who reported has to be known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityBody {
    /// In words.
    #[schema(value_type = String)]
    reason: Plaintext,
}

async fn signed(ctx: &App, headers: &HeaderMap) -> Result<Signed, Refusal> {
    Ok(session::staff(ctx, headers).await?.0)
}

async fn responder(ctx: &App, headers: &HeaderMap) -> Result<Responder, Refusal> {
    Ok(signed(ctx, headers).await?.responder()?)
}

/// A code that cannot be one is answered like one that does not exist.
fn case_code(text: &str) -> Result<CaseCode, Refusal> {
    CaseCode::forgiving(text).ok_or_else(|| CaseError::NotFound.into())
}

fn term<T>(pointer: &str, code: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    parse(code).ok_or_else(|| {
        let shown: String = code.chars().take(40).collect();
        Refusal::at(Kind::Invalid, FieldError::new(pointer, "unknown-code").with("value", shown))
    })
}

fn moment(pointer: &str, text: &str) -> Result<Timestamp, Refusal> {
    let parsed = chrono::DateTime::parse_from_rfc3339(text.trim());
    parsed.map(|at| at.to_utc()).map_err(|_| Refusal::at(Kind::Invalid, FieldError::new(pointer, "wrong-type")))
}

/// Open cases in scope, the one due first on top.
#[utoipa::path(get, path = "/api/v1/cases", operation_id = "listCases", tag = "cases", security(("session" = [])),
    params(("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = QueuePage), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn queue(State(ctx): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Json<QueuePage>, Refusal> {
    let by = signed(&ctx, &headers).await?;
    let after = query.as_deref().and_then(|q| q.split('&').find_map(|pair| pair.strip_prefix("after=")));
    let wrong = || Refusal::at(Kind::Invalid, FieldError::new("/after", "wrong-type"));
    let after: Option<Cursor> = after
        .map(|text| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?).map_err(|_| wrong()))
        .transpose()?;
    let (rows, next) = find::queue(ctx.db.read(), &by.scope(), after).await.map_err(CaseError::from)?;
    let now = ctx.clock.now();
    let next = next.map(|cursor| URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default()));
    Ok(Json(QueuePage { cases: rows.into_iter().map(|case| item(case, now)).collect(), next }))
}

fn item(case: case_file::Model, now: Timestamp) -> QueueItem {
    QueueItem {
        overdue: case.due_at.is_some_and(|due| due < now),
        code: case.code,
        severity: case.severity,
        category: case.category,
        commune: case.commune_code,
        office: case.office_code,
        opened_at: case.opened_at,
        due_at: case.due_at,
    }
}

/// Opens a case. For those who work on it the sealed parts are opened, which is recorded.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}", operation_id = "readCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), responses((status = 200, body = CaseView), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<CaseView>, Refusal> {
    let by = signed(&ctx, &headers).await?;
    let code = case_code(&code)?;
    match by.responder() {
        Ok(responder) => {
            let mut opened = view::opened(&ctx, &responder, &code).await?;
            let parts = opened_view(&mut opened);
            Ok(Json(case_view(opened.outline, Some(parts))))
        }
        Err(_) => Ok(Json(case_view(view::outline(&ctx, &by, &code).await?, None))),
    }
}

fn case_view(outline: Outline, opened: Option<OpenedView>) -> CaseView {
    let case = outline.case;
    CaseView {
        code: case.code,
        severity: case.severity,
        category: case.category,
        commune: case.commune_code,
        office: OfficeView { code: outline.office.code, name: outline.office.name, kind: outline.office.kind },
        needs_locating: case.needs_locating,
        silent_mode: case.silent_mode,
        opened_at: case.opened_at,
        closed_at: case.closed_at,
        closure_reason: case.closure_reason,
        deadlines: outline
            .deadlines
            .into_iter()
            .map(|d| DeadlineView {
                policy: d.policy_id,
                stops_on: d.stops_on,
                due_at: d.due_at,
                stopped_at: d.stopped_at,
                late_minutes: d.late_us.map(|us| us.div_euclid(60_000_000)),
                outcome: d.outcome,
            })
            .collect(),
        milestones: outline
            .milestones
            .into_iter()
            .map(|m| MilestoneView {
                code: m.code,
                happened_at: m.happened_at,
                recorded_at: m.recorded_at,
                counted_at: m.counted_at,
                recorded_late: m.recorded_late,
            })
            .collect(),
        custody: outline
            .custody
            .into_iter()
            .map(|c| CustodyView { office: c.office_code, reason: c.reason, from: c.from_at, to: c.to_at })
            .collect(),
        escalations: outline
            .escalations
            .into_iter()
            .map(|e| EscalationView { target: e.target, office: e.office_code, outcome: e.outcome, at: e.at })
            .collect(),
        alerts: outline
            .alerts
            .into_iter()
            .map(|a| AlertView { kind: a.kind, office: a.office, state: a.state.to_owned(), at: a.at })
            .collect(),
        opened,
    }
}

fn opened_view(opened: &mut Opened) -> OpenedView {
    OpenedView {
        reports: std::mem::take(&mut opened.reports)
            .into_iter()
            .map(|report| ReportView {
                received_at: report.received_at,
                story: report.content.story,
                address: report.content.address,
                place_typed: report.content.place_typed,
                position: report.content.position,
                persons_at_risk: report.content.persons,
                alleged_perpetrators: report.content.perpetrators,
                contact_wishes: report.content.contact_wishes,
                identity_protected: report.names_reporter,
            })
            .collect(),
        messages: std::mem::take(&mut opened.messages)
            .into_iter()
            .map(|message| MessageView {
                from: if message.staff.is_some() { "office" } else { "reporter" }.to_owned(),
                sent_at: message.sent_at,
                text: message.body,
            })
            .collect(),
        contacts: std::mem::take(&mut opened.contacts)
            .into_iter()
            .map(|logged| ContactView {
                with: logged.contact.contact_with,
                outcome: logged.contact.outcome,
                alone: logged.contact.alone,
                how: logged.contact.how,
                happened_at: logged.contact.happened_at,
                recorded_at: logged.contact.recorded_at,
                note: logged.note,
            })
            .collect(),
        next_act: opened.next_act.take(),
        next_act_by: opened.outline.case.next_act_by,
        routed_because: opened.because.iter().filter_map(|because| serde_json::from_str(because).ok()).collect(),
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
    acknowledging::acknowledge(&ctx, &by, &case_code(&code)?, request).await?;
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
    };
    let logged = contacting::log(&ctx, &by, &case_code(&code)?, new).await?;
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
    messaging::to_reporter(&ctx, &by, &case_code(&code)?, &body.text).await?;
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
    safety::confirm(&ctx, &by, &case_code(&code)?, Safety { reason: body.reason, happened_at }).await?;
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
    reviewing::review(&ctx, &by, &case_code(&code)?, &body.finding).await?;
    Ok(StatusCode::CREATED)
}

/// Closes the case. For leads; most reasons are for the office above.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/closure", operation_id = "closeCase", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = ClosureBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn close(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ClosureBody>,
) -> Result<StatusCode, Refusal> {
    let by = signed(&ctx, &headers).await?.lead()?;
    closing::close(&ctx, &by, &case_code(&code)?, Closure { reason: body.reason, note: body.note }).await?;
    Ok(StatusCode::CREATED)
}

/// "I know these people": the caller's own access to the case ends at once.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/exclusions", operation_id = "stepBack", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), responses((status = 201), (status = 404, body = Problem)))]
pub async fn exclude(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    excluding::step_back(&ctx, &by, &case_code(&code)?).await?;
    Ok(StatusCode::CREATED)
}

/// Opens who reported, for a reason. The opening is recorded.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/identity", operation_id = "openIdentity", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = IdentityBody,
    responses((status = 200, body = Vec<Object>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn identity(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<IdentityBody>,
) -> Result<Json<Vec<Identity>>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    Ok(Json(view::identity(&ctx, &by, &case_code(&code)?, &body.reason).await?))
}
