//! What is planned for a person, the decision about it, and services that really reached them.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::{moment, responder, term};
use crate::{
    cases::{
        CaseError, find,
        plan::{
            ConfirmedBy, StepState,
            decide::{self as deciding, Decision},
            read::{OpenedPlan, OpenedStep},
            step::{self, Details, NewStep, Receipt},
            write as writing,
        },
        view,
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{Timestamp, secret::Plaintext},
};

/// The routes, below `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{code}/plan", get(read).post(write))
        .route("/cases/{code}/plan/decision", post(decide))
        .route("/cases/{code}/services", post(add))
        .route("/cases/{code}/services/{service}/start", post(start))
        .route("/cases/{code}/services/{service}/end", post(end))
}

/// What shall be reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// In words.
    #[schema(value_type = String)]
    goals: Plaintext,
}

/// A decision as it stands on paper. Agreeing here is not the decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanDecisionBody {
    /// Its number.
    #[schema(value_type = String)]
    number: Plaintext,
    /// Who signed it.
    #[schema(value_type = String)]
    signed_by: Plaintext,
    /// When it was signed; now, where it is not said.
    decided_at: Option<String>,
}

/// A service that shall reach the person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceBody {
    /// Code of `service_types`.
    service: String,
    /// What it is for.
    #[schema(value_type = String)]
    goal: Plaintext,
    /// Code of the office that gives it.
    office: Option<String>,
    /// Who gives it, in words; needed where no office is named.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    provider: Plaintext,
    /// By when.
    due_at: String,
}

/// That a service was really received.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceivedBody {
    /// Since when; now, where it is not said.
    received_at: Option<String>,
    /// `person` or `provider`.
    confirmed_by: String,
    /// Who that was, and how they said it.
    #[schema(value_type = String)]
    words: Plaintext,
}

/// That a service ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceEndBody {
    /// `done` or `stopped`.
    state: String,
    /// How it ended; needed where it stopped.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    words: Plaintext,
}

/// The id of what was just planned.
#[derive(Serialize, ToSchema)]
pub struct PlannedIdView {
    /// Id.
    id: String,
}

/// What is planned.
#[derive(Serialize, ToSchema)]
pub struct PlannedView {
    /// Plans, oldest first: the last one counts.
    plans: Vec<PlanView>,
    /// Services, oldest first.
    services: Vec<ServiceView>,
}

/// A plan.
#[derive(Serialize, ToSchema)]
pub struct PlanView {
    /// Which it is.
    no: i32,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    written_at: Timestamp,
    /// What shall be reached.
    #[schema(value_type = String)]
    goals: Plaintext,
    /// Number of the decision on paper.
    #[schema(value_type = Option<String>)]
    number: Option<Plaintext>,
    /// Who signed it.
    #[schema(value_type = Option<String>)]
    signed_by: Option<Plaintext>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    decided_at: Option<Timestamp>,
}

/// A service.
#[derive(Serialize, ToSchema)]
pub struct ServiceView {
    /// Id.
    id: String,
    /// Code of `service_types`.
    service: String,
    /// What it is for.
    #[schema(value_type = String)]
    goal: Plaintext,
    /// Code of the office that gives it.
    office: Option<String>,
    /// Who gives it, in words.
    #[schema(value_type = String)]
    provider: Plaintext,
    /// By when.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// `planned`, `started`, `stopped`, `done`.
    state: String,
    /// Since when the person really receives it.
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Timestamp>,
    /// Who confirmed that: `person` or `provider`.
    confirmed_by: Option<String>,
    /// Who that was, and how they said it.
    #[schema(value_type = Option<String>)]
    confirmed_words: Option<Plaintext>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// How.
    #[schema(value_type = Option<String>)]
    end_words: Option<Plaintext>,
}

impl From<OpenedPlan> for PlanView {
    fn from(OpenedPlan { row, goals, decision }: OpenedPlan) -> Self {
        let (number, signed_by) = decision.map(|paper| (paper.number, paper.signed_by)).unzip();
        Self { no: row.no, written_at: row.written_at, goals, number, signed_by, decided_at: row.decided_at }
    }
}

impl From<OpenedStep> for ServiceView {
    fn from(OpenedStep { row, details, confirmed_words, end_words }: OpenedStep) -> Self {
        let Details { service, goal, provider } = details;
        Self {
            id: row.id.to_string(),
            service,
            goal,
            office: row.office_code,
            provider,
            due_at: row.due_at,
            state: row.state,
            started_at: row.started_at,
            confirmed_by: row.confirmed_by,
            confirmed_words,
            ended_at: row.ended_at,
            end_words,
        }
    }
}

/// What cannot be an id is answered like what does not exist.
fn id(text: &str) -> Result<Uuid, CaseError> {
    text.trim().parse().map_err(|_| CaseError::NotFound)
}

/// What is planned. Opens the case, which is entered.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}/plan", operation_id = "readPlan", tag = "plans", security(("session" = [])),
    params(("case_code" = String, Path)), responses((status = 200, body = PlannedView), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<PlannedView>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let planned = view::opened(&ctx, &by, &find::code(&code)?).await?.planned;
    let (plans, services) = (planned.plans.into_iter().map(Into::into), planned.steps.into_iter().map(Into::into));
    Ok(Json(PlannedView { plans: plans.collect(), services: services.collect() }))
}

/// Writes the plan; what was planned before stays. It stops no clock.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/plan", operation_id = "writePlan", tag = "plans", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = PlanBody,
    responses((status = 201, body = PlannedIdView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn write(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<PlanBody>,
) -> Result<(StatusCode, Json<PlannedIdView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let id = writing::write(&ctx, &by, &find::code(&code)?, &body.goals).await?;
    Ok((StatusCode::CREATED, Json(PlannedIdView { id: id.to_string() })))
}

/// Enters the decision about the newest plan, as it stands on paper: the case is planned.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/plan/decision", operation_id = "enterPlanDecision", tag = "plans",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = PlanDecisionBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn decide(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<PlanDecisionBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let decided_at = body.decided_at.as_deref().map(|at| moment("/decided_at", at)).transpose()?;
    let decision = Decision { number: body.number, signed_by: body.signed_by };
    deciding::enter(&ctx, &by, &find::code(&code)?, &decision, decided_at).await?;
    Ok(StatusCode::CREATED)
}

/// Plans a service.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/services", operation_id = "planService", tag = "plans", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = ServiceBody,
    responses((status = 201, body = PlannedIdView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn add(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ServiceBody>,
) -> Result<(StatusCode, Json<PlannedIdView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let due_at = moment("/due_at", &body.due_at)?;
    let details = Details { service: body.service, goal: body.goal, provider: body.provider };
    let id = step::plan(&ctx, &by, &find::code(&code)?, NewStep { details, office: body.office, due_at }).await?;
    Ok((StatusCode::CREATED, Json(PlannedIdView { id: id.to_string() })))
}

/// Enters that a service was really received, with who confirmed it. With the first one the support has started.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/services/{service}/start", operation_id = "startService", tag = "plans",
    security(("session" = [])), params(("case_code" = String, Path), ("service" = String, Path)), request_body = ReceivedBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn start(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, service)): Path<(String, String)>,
    Body(body): Body<ReceivedBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let received_at = body.received_at.as_deref().map(|at| moment("/received_at", at)).transpose()?;
    let confirmed_by = term("/confirmed_by", &body.confirmed_by, ConfirmedBy::parse)?;
    let receipt = Receipt { received_at, confirmed_by, words: body.words };
    step::start(&ctx, &by, &find::code(&code)?, id(&service)?, &receipt).await?;
    Ok(StatusCode::CREATED)
}

/// Ends a service.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/services/{service}/end", operation_id = "endService", tag = "plans",
    security(("session" = [])), params(("case_code" = String, Path), ("service" = String, Path)), request_body = ServiceEndBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn end(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, service)): Path<(String, String)>,
    Body(body): Body<ServiceEndBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let state = term("/state", &body.state, StepState::parse)?;
    step::end(&ctx, &by, &find::code(&code)?, id(&service)?, (state, &body.words)).await?;
    Ok(StatusCode::CREATED)
}
