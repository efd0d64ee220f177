//! Services asked of other offices: for the office that asks, and for the one that was asked.

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
        referral::{
            ReferralState,
            answer::{self as answering, Answer},
            ask::{self as asking, NewReferral},
            asked::{self, AskedReferral},
            basis::Basis,
            card::{Card, OpenedCard},
            read::OpenedReferral,
            revoke as revoking,
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
        .route("/cases/{code}/referrals", get(of_case).post(ask))
        .route("/cases/{code}/referrals/{referral}/revocation", post(revoke))
        .route("/referrals", get(list))
        .route("/referrals/{referral}", get(read))
        .route("/referrals/{referral}/answer", post(answer))
}

/// A service asked of another office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralBody {
    /// Code of the office.
    to: String,
    /// By when.
    due_at: String,
    /// `person_consents`, `guardian_consents`, `child_in_danger`, `life_in_danger`, `task_by_law`.
    basis: String,
    /// Who said yes and how; needed for a consent.
    #[schema(value_type = Option<String>)]
    basis_words: Option<Plaintext>,
    /// All that the other office reads.
    card: CardBody,
}

/// The card, written for the other office alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardBody {
    /// Code of `service_types`.
    service: String,
    /// What is asked.
    #[schema(value_type = String)]
    ask: Plaintext,
    /// How to address the person.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    person: Plaintext,
    /// How to reach and to talk with them.
    #[schema(value_type = String)]
    reach: Plaintext,
    /// Code of `languages`.
    #[serde(default)]
    language: Option<String>,
    /// Codes of `communication_needs`.
    #[serde(default)]
    needs: Vec<String>,
    /// Where, as far as needed.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    place: Plaintext,
    /// What to look out for.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    care: Plaintext,
}

impl From<CardBody> for Card {
    fn from(body: CardBody) -> Self {
        let CardBody { service, ask, person, reach, language, needs, place, care } = body;
        Self { service, ask, person, reach, language, needs, place, care }
    }
}

/// Why it is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevocationBody {
    /// In words, for the case alone.
    #[schema(value_type = Option<String>)]
    reason: Option<Plaintext>,
}

/// What the office that was asked says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralAnswerBody {
    /// `accepted`, `done` or `rejected`.
    answer: String,
    /// What was done, or why not; needed unless it is accepted.
    #[schema(value_type = Option<String>)]
    words: Option<Plaintext>,
}

/// The id of what was just asked.
#[derive(Serialize, ToSchema)]
pub struct AskedView {
    /// Id.
    id: String,
}

/// A service asked of another office.
#[derive(Serialize, ToSchema)]
pub struct ReferralView {
    /// Id.
    id: String,
    /// Code of the office that asked.
    from: String,
    /// Code of the office that was asked.
    to: String,
    /// `in_progress`, `accepted`, `done`, `rejected`, `revoked`.
    state: String,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// By when it is needed.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// When it was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    accepted_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// Whether the other office still holds the card.
    card_out: bool,
    /// Why the other office may know; for the office of the case alone.
    basis: Option<String>,
    /// Who said yes and how; for the office of the case alone.
    #[schema(value_type = Option<String>)]
    basis_words: Option<Plaintext>,
    /// The card; nothing in a list, and nothing for an office that holds it no more.
    card: Option<CardView>,
    /// Code of the case, to speak of on the telephone; for the office that was asked.
    case: Option<String>,
    /// Whether it is practice.
    drill: bool,
}

/// A card with what was said about it.
#[derive(Serialize, ToSchema)]
pub struct CardView {
    /// Code of `service_types`.
    service: String,
    /// What is asked.
    #[schema(value_type = String)]
    ask: Plaintext,
    /// How to address the person.
    #[schema(value_type = String)]
    person: Plaintext,
    /// How to reach and to talk with them.
    #[schema(value_type = String)]
    reach: Plaintext,
    /// Code of `languages`.
    language: Option<String>,
    /// Codes of `communication_needs`.
    needs: Vec<String>,
    /// Where.
    #[schema(value_type = String)]
    place: Plaintext,
    /// What to look out for.
    #[schema(value_type = String)]
    care: Plaintext,
    /// What was said when it was accepted.
    #[schema(value_type = Option<String>)]
    accepted_words: Option<Plaintext>,
    /// What was said when it ended.
    #[schema(value_type = Option<String>)]
    end_words: Option<Plaintext>,
}

impl From<OpenedCard> for CardView {
    fn from(OpenedCard { card, accepted_words, end_words }: OpenedCard) -> Self {
        let Card { service, ask, person, reach, language, needs, place, care } = card;
        Self { service, ask, person, reach, language, needs, place, care, accepted_words, end_words }
    }
}

impl From<crate::entity::referral::Model> for ReferralView {
    fn from(row: crate::entity::referral::Model) -> Self {
        Self {
            id: row.id.to_string(),
            from: row.from_office,
            to: row.to_office,
            state: row.state,
            asked_at: row.asked_at,
            due_at: row.due_at,
            accepted_at: row.accepted_at,
            ended_at: row.ended_at,
            card_out: row.card_taken_at.is_none(),
            basis: None,
            basis_words: None,
            card: None,
            case: None,
            drill: false,
        }
    }
}

impl From<OpenedReferral> for ReferralView {
    fn from(OpenedReferral { row, basis_words, card }: OpenedReferral) -> Self {
        let basis = Some(row.basis.clone());
        Self { basis, basis_words, card: Some(card.into()), ..row.into() }
    }
}

impl From<AskedReferral> for ReferralView {
    fn from(AskedReferral { row, case, drill, card, .. }: AskedReferral) -> Self {
        Self { case: Some(case), drill, card: card.map(Into::into), ..row.into() }
    }
}

/// What cannot be an id is answered like what does not exist.
fn id(text: &str) -> Result<Uuid, CaseError> {
    text.trim().parse().map_err(|_| CaseError::NotFound)
}

/// Asks another office for a service. The case stays where it is, and no clock stops.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/referrals", operation_id = "askForService", tag = "referrals",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = ReferralBody,
    responses((status = 201, body = AskedView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn ask(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ReferralBody>,
) -> Result<(StatusCode, Json<AskedView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let code = find::code(&code)?;
    let (due_at, basis) = (moment("/due_at", &body.due_at)?, term("/basis", &body.basis, Basis::parse)?);
    let new = NewReferral { to: body.to, due_at, basis, basis_words: body.basis_words, card: body.card.into() };
    let id = asking::ask(&ctx, &by, &code, new).await?;
    Ok((StatusCode::CREATED, Json(AskedView { id: id.to_string() })))
}

/// What was asked of other offices about a case, oldest first. Opens the case, which is entered.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}/referrals", operation_id = "listReferralsOfCase", tag = "referrals",
    security(("session" = [])), params(("case_code" = String, Path)),
    responses((status = 200, body = Vec<ReferralView>), (status = 404, body = Problem)))]
pub async fn of_case(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<Vec<ReferralView>>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let opened = view::opened(&ctx, &by, &find::code(&code)?).await?;
    Ok(Json(opened.referrals.asked.into_iter().map(Into::into).collect()))
}

/// Takes back what was asked: the other office loses the card at once.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/referrals/{referral}/revocation", operation_id = "revokeReferral", tag = "referrals",
    security(("session" = [])), params(("case_code" = String, Path), ("referral" = String, Path)), request_body = RevocationBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn revoke(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, referral)): Path<(String, String)>,
    Body(body): Body<RevocationBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    revoking::revoke(&ctx, &by, &find::code(&code)?, id(&referral)?, body.reason.as_ref()).await?;
    Ok(StatusCode::CREATED)
}

/// What other offices ask of the caller's. No card is opened.
#[utoipa::path(get, path = "/api/v1/referrals", operation_id = "listReferrals", tag = "referrals", security(("session" = [])),
    responses((status = 200, body = Vec<ReferralView>), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<ReferralView>>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    Ok(Json(asked::list(&ctx, &by).await?.into_iter().map(Into::into).collect()))
}

/// One of them with its card, which is entered.
#[utoipa::path(get, path = "/api/v1/referrals/{referral}", operation_id = "readReferral", tag = "referrals", security(("session" = [])),
    params(("referral" = String, Path)), responses((status = 200, body = ReferralView), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(referral): Path<String>) -> Result<Json<ReferralView>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    Ok(Json(asked::opened(&ctx, &by, id(&referral)?).await?.into()))
}

/// Answers what another office asks.
#[utoipa::path(post, path = "/api/v1/referrals/{referral}/answer", operation_id = "answerReferral", tag = "referrals",
    security(("session" = [])), params(("referral" = String, Path)), request_body = ReferralAnswerBody,
    responses((status = 201), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn answer(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(referral): Path<String>,
    Body(body): Body<ReferralAnswerBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let state = term("/answer", &body.answer, ReferralState::parse)?;
    answering::answer(&ctx, &by, id(&referral)?, Answer { state, words: body.words }).await?;
    Ok(StatusCode::CREATED)
}
