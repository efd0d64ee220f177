//! Who answers for a case: naming a colleague, handing over, deciding from above.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cases::{moment, responder, signed, term};
use crate::{
    cases::{
        arranged::{Arranged, GivenOrder, MadeDecision, OfferedCase},
        asked::{self, OpenDecision},
        assign as assigning,
        decide::{self as deciding, Decision},
        find,
        hand_over::{self, Answer, Discovery, Offer},
        orders,
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{
        FieldError, Kind, Timestamp,
        secret::Plaintext,
        terms::{HandoverState, ParentChoice},
    },
};

/// Who is to be named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentBody {
    /// Id of a colleague, from the list of colleagues.
    to: String,
}

/// A case for another office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverBody {
    /// Code of the office.
    to: String,
    /// Why.
    #[schema(value_type = String)]
    reason: Plaintext,
    /// How the child was found; needed for an abandoned one.
    discovery: Option<DiscoveryBody>,
}

/// How a child was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscoveryBody {
    /// Where.
    #[schema(value_type = String)]
    place: Plaintext,
    /// When.
    found_at: String,
    /// How the child was.
    #[schema(value_type = String)]
    state: Plaintext,
}

/// What an office says to an offer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverAnswerBody {
    /// `accepted` or `declined`.
    answer: String,
    /// Code of the office that is right; needed to decline.
    right_office: Option<String>,
    /// Why; needed to decline.
    #[schema(value_type = Option<String>)]
    reason: Option<Plaintext>,
}

/// What an office above decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// `taken_over`, `ordered`, `placed` or `left`.
    choice: String,
    /// Code of the office that is to be accountable, where the case is placed.
    office: Option<String>,
    /// Why; of an order, what is to be done.
    #[schema(value_type = String)]
    reason: Plaintext,
}

/// A member of staff.
#[derive(Serialize, ToSchema)]
pub struct ColleagueView {
    /// Id.
    id: String,
    /// Name.
    name: String,
}

/// A decision that waits for an office above.
#[derive(Serialize, ToSchema)]
pub struct OpenDecisionView {
    /// Case code.
    case: String,
    /// Severity of the case.
    severity: String,
    /// Code of the office that has to decide.
    office: String,
    /// `refused_twice` or `deadlines_missed`.
    ground: String,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
}

/// Who was named, asked and ordered.
#[derive(Serialize, ToSchema)]
pub struct ArrangedView {
    /// Who is named for the case.
    assigned_to: Option<ColleagueView>,
    /// Offers to other offices, oldest first.
    handovers: Vec<HandoverView>,
    /// Orders from above, oldest first.
    orders: Vec<OrderView>,
    /// Decisions above, made or waiting, oldest first.
    decisions: Vec<DecisionView>,
}

/// An offer of the case.
#[derive(Serialize, ToSchema)]
pub struct HandoverView {
    /// Code of the office that offered, and stays accountable until somebody accepts.
    from: String,
    /// Code of the office that is asked.
    to: String,
    /// `offered`, `accepted`, `declined`, `withdrawn`, `expired`.
    state: String,
    /// When it was offered.
    #[schema(value_type = String, format = DateTime)]
    offered_at: Timestamp,
    /// When that ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// Code of the office that is right, in the words of the one that declined.
    right_office: Option<String>,
    /// Why it was offered.
    #[schema(value_type = Option<String>)]
    reason: Option<Plaintext>,
    /// How the child was found.
    #[schema(value_type = Option<Object>)]
    discovery: Option<Discovery>,
    /// Why it was declined.
    #[schema(value_type = Option<String>)]
    answer: Option<Plaintext>,
}

/// A written order.
#[derive(Serialize, ToSchema)]
pub struct OrderView {
    /// Code of the office that gave it.
    from: String,
    /// Code of the office that has to act.
    to: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    ordered_at: Timestamp,
    /// When somebody acknowledged it.
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
    /// Who did.
    acknowledged_by: Option<String>,
    /// What is to be done.
    #[schema(value_type = Option<String>)]
    text: Option<Plaintext>,
}

/// A decision of an office above.
#[derive(Serialize, ToSchema)]
pub struct DecisionView {
    /// Code of the office that has to decide, or did.
    office: String,
    /// `refused_twice`, `deadlines_missed`, `own_motion`.
    ground: String,
    /// Since when it waits, or waited.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// When it was decided.
    #[schema(value_type = Option<String>, format = DateTime)]
    decided_at: Option<Timestamp>,
    /// `taken_over`, `ordered`, `placed`, `left`, or `lapsed` when there was nothing left to decide.
    choice: Option<String>,
    /// Why.
    #[schema(value_type = Option<String>)]
    reason: Option<Plaintext>,
}

impl From<Arranged> for ArrangedView {
    fn from(arranged: Arranged) -> Self {
        Self {
            assigned_to: arranged.assigned.map(|(id, name)| ColleagueView { id: id.to_string(), name }),
            handovers: arranged.offers.into_iter().map(Into::into).collect(),
            orders: arranged.orders.into_iter().map(Into::into).collect(),
            decisions: arranged.decisions.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<OfferedCase> for HandoverView {
    fn from(OfferedCase { row, reason, discovery, answer }: OfferedCase) -> Self {
        let (from, to, state, right_office) = (row.from_office, row.to_office, row.state, row.right_office);
        Self { from, to, state, offered_at: row.offered_at, ended_at: row.ended_at, right_office, reason, discovery, answer }
    }
}

impl From<GivenOrder> for OrderView {
    fn from(GivenOrder { row, acknowledged_by, text }: GivenOrder) -> Self {
        let (from, to) = (row.from_office, row.office_code);
        Self { from, to, ordered_at: row.ordered_at, acknowledged_at: row.acknowledged_at, acknowledged_by, text }
    }
}

impl From<MadeDecision> for DecisionView {
    fn from(MadeDecision { row, reason }: MadeDecision) -> Self {
        let (office, ground, choice) = (row.office_code, row.ground, row.choice);
        Self { office, ground, opened_at: row.opened_at, decided_at: row.decided_at, choice, reason }
    }
}

/// Whom the caller may name for a case of their office.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}/colleagues", operation_id = "listColleagues", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)),
    responses((status = 200, body = Vec<ColleagueView>), (status = 404, body = Problem)))]
pub async fn colleagues(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<Vec<ColleagueView>>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let named = assigning::colleagues(&ctx, &by, &find::code(&code)?).await?;
    Ok(Json(named.into_iter().map(|person| ColleagueView { id: person.id.to_string(), name: person.name }).collect()))
}

/// Names a colleague for the case, in the place of whoever was named before.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/assignment", operation_id = "assignCase", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = AssignmentBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn assign(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<AssignmentBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let to = body.to.trim().parse().map_err(|_| Refusal::at(Kind::Invalid, FieldError::new("/to", "colleague-not-asked")))?;
    assigning::assign(&ctx, &by, &find::code(&code)?, to).await?;
    Ok(StatusCode::CREATED)
}

/// Offers the case to another office. The offering office stays accountable until the other accepts.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/handover", operation_id = "offerCase", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = HandoverBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn offer(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<HandoverBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let discovery = match body.discovery {
        Some(DiscoveryBody { place, found_at, state }) => {
            Some(Discovery { place, found_at: moment("/discovery/found_at", &found_at)?, state })
        }
        None => None,
    };
    hand_over::offer(&ctx, &by, &find::code(&code)?, Offer { to: body.to, reason: body.reason, discovery }).await?;
    Ok(StatusCode::CREATED)
}

/// Accepts an offered case, or declines it by naming the office that is right.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/handover/answer", operation_id = "answerHandover", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = HandoverAnswerBody,
    responses((status = 201), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn answer(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<HandoverAnswerBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let answer = match HandoverState::parse(&body.answer) {
        Some(HandoverState::Accepted) => Answer::Accept,
        Some(HandoverState::Declined) => Answer::Decline {
            right: body.right_office.unwrap_or_default(),
            reason: body.reason.unwrap_or_else(|| Plaintext::new(String::new())),
        },
        _ => return Err(Refusal::at(Kind::Invalid, FieldError::new("/answer", "answer-needed"))),
    };
    hand_over::answer(&ctx, &by, &find::code(&code)?, answer).await?;
    Ok(StatusCode::CREATED)
}

/// Keeps the case: takes an open offer back, and settles whose it is after a refusal.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/handover/keeping", operation_id = "keepCase", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)),
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn keep(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    hand_over::keep(&ctx, &by, &find::code(&code)?).await?;
    Ok(StatusCode::CREATED)
}

/// Decides about a case of an office below: takes it over, orders the office to act, gives it to another office, or leaves it.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/decision", operation_id = "decideCase", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = DecisionBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn decide(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<DecisionBody>,
) -> Result<StatusCode, Refusal> {
    let by = signed(&ctx, &headers).await?.lead()?;
    let choice = term("/choice", &body.choice, ParentChoice::parse)?;
    deciding::decide(&ctx, &by, &find::code(&code)?, Decision { choice, office: body.office, reason: body.reason }).await?;
    Ok(StatusCode::CREATED)
}

/// The decisions that wait for offices above, about the caller's cases and those of offices below, the longest first.
#[utoipa::path(get, path = "/api/v1/oversight/decisions", operation_id = "listOpenDecisions", tag = "oversight", security(("session" = [])),
    responses((status = 200, body = Vec<OpenDecisionView>), (status = 403, body = Problem)))]
pub async fn open_decisions(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<OpenDecisionView>>, Refusal> {
    let by = signed(&ctx, &headers).await?.supervisor()?;
    let shown = |row: OpenDecision| {
        let OpenDecision { case, severity, office, ground, opened_at } = row;
        OpenDecisionView { case, severity, office, ground, opened_at }
    };
    Ok(Json(asked::decisions(&ctx, &by).await?.into_iter().map(shown).collect()))
}

/// Acknowledges, by name, the orders that wait.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/orders/acknowledgement", operation_id = "acknowledgeOrders", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)),
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn acknowledge_orders(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    orders::acknowledge(&ctx, &by, &find::code(&code)?).await?;
    Ok(StatusCode::CREATED)
}
