//! One's own account: where one is signed in, devices, the second factor. None of it waits for a second factor to be set.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::sessions;
use crate::{
    access::{AccessError, Signed, devices as known, second_factor, signed_in},
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{Timestamp, secret::Plaintext},
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sessions", get(list).post(sessions::sign_in).delete(sessions::sign_out))
        .route("/sessions/proof", post(sessions::prove))
        .route("/sessions/others", delete(end_others))
        .route("/sessions/{id}", delete(end))
        .route("/devices", get(devices))
        .route("/devices/{id}", delete(forget))
        .route("/second-factor", get(factor).post(offer))
        .route("/second-factor/confirmation", post(confirm))
        .route("/second-factor/recovery-codes", post(new_codes))
}

async fn own(ctx: &App, headers: &HeaderMap) -> Result<Signed, Refusal> {
    Ok(session::at_the_door(ctx, headers).await?.0)
}

/// The id in an address; one that cannot be read is nobody's.
fn id_of(text: &str) -> Result<Uuid, Refusal> {
    Ok(Uuid::try_parse(text).map_err(|_| AccessError::NotFound)?)
}

/// A session, by a name that opens nothing.
#[derive(Serialize, ToSchema)]
pub struct OwnSession {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Whether it is the one this request came with.
    current: bool,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was used last, to within five minutes.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
    /// When it ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Where somebody is signed in.
#[derive(Serialize, ToSchema)]
pub struct OwnSessions {
    /// The one used last first.
    sessions: Vec<OwnSession>,
}

/// Lists the sessions of whoever asks.
#[utoipa::path(get, path = "/api/v1/sessions", operation_id = "listSessions", tag = "access", security(("session" = [])),
    responses((status = 200, body = OwnSessions), (status = 401, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<OwnSessions>, Refusal> {
    let by = own(&ctx, &headers).await?;
    let found = signed_in::list(&ctx, &by).await?;
    let sessions = found
        .into_iter()
        .map(|row| OwnSession {
            id: row.id,
            current: row.id == by.session(),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        })
        .collect();
    Ok(Json(OwnSessions { sessions }))
}

/// Ends a session of one's own.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", operation_id = "endSession", tag = "access", security(("session" = [])),
    params(("id" = String, Path)), responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn end(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = own(&ctx, &headers).await?;
    signed_in::end(&ctx, &by, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions of one's own but this one, and forgets all devices but this one.
#[utoipa::path(delete, path = "/api/v1/sessions/others", operation_id = "endOtherSessions", tag = "access", security(("session" = [])),
    responses((status = 204), (status = 401, body = Problem)))]
pub async fn end_others(State(ctx): State<App>, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    signed_in::end_others(&ctx, &own(&ctx, &headers).await?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A device that somebody signed in from.
#[derive(Serialize, ToSchema)]
pub struct OwnDevice {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Whether this session was opened from it.
    current: bool,
    /// First sign-in from it.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Last sign-in from it.
    #[schema(value_type = String, format = DateTime)]
    seen_at: Timestamp,
    /// Until when it goes without a code.
    #[schema(value_type = Option<String>, format = DateTime)]
    trusted_until: Option<Timestamp>,
}

/// The devices of somebody.
#[derive(Serialize, ToSchema)]
pub struct OwnDevices {
    /// The one used last first.
    devices: Vec<OwnDevice>,
}

/// Lists the devices that whoever asks signed in from.
#[utoipa::path(get, path = "/api/v1/devices", operation_id = "listDevices", tag = "access", security(("session" = [])),
    responses((status = 200, body = OwnDevices), (status = 401, body = Problem)))]
pub async fn devices(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<OwnDevices>, Refusal> {
    let by = own(&ctx, &headers).await?;
    let found = known::list(&ctx, &by).await?;
    let devices = found
        .into_iter()
        .map(|row| OwnDevice {
            id: row.id,
            current: row.id == by.device(),
            created_at: row.created_at,
            seen_at: row.seen_at,
            trusted_until: row.trusted_until,
        })
        .collect();
    Ok(Json(OwnDevices { devices }))
}

/// Forgets a device of one's own and ends its sessions.
#[utoipa::path(delete, path = "/api/v1/devices/{id}", operation_id = "forgetDevice", tag = "access", security(("session" = [])),
    params(("id" = String, Path)), responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn forget(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = own(&ctx, &headers).await?;
    known::forget(&ctx, &by, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How it stands with a second factor.
#[derive(Serialize, ToSchema)]
pub struct FactorView {
    /// Since when there is one.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Recovery codes that are left.
    recovery_codes_left: u64,
}

/// Shows how it stands with one's own second factor.
#[utoipa::path(get, path = "/api/v1/second-factor", operation_id = "readSecondFactor", tag = "access", security(("session" = [])),
    responses((status = 200, body = FactorView), (status = 401, body = Problem)))]
pub async fn factor(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<FactorView>, Refusal> {
    let state = second_factor::state(&ctx, &own(&ctx, &headers).await?).await?;
    Ok(Json(FactorView { since: state.since, recovery_codes_left: state.codes_left }))
}

/// A secret to be put into an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct OfferView {
    /// To be typed into the app.
    #[schema(value_type = String)]
    secret: Plaintext,
    /// To be shown to the app as a square.
    #[schema(value_type = String)]
    address: Plaintext,
}

/// Offers a fresh secret; the one in use holds until this one is confirmed.
#[utoipa::path(post, path = "/api/v1/second-factor", operation_id = "offerSecondFactor", tag = "access", security(("session" = [])),
    responses((status = 201, body = OfferView), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn offer(State(ctx): State<App>, headers: HeaderMap) -> Result<(StatusCode, Json<OfferView>), Refusal> {
    let by = own(&ctx, &headers).await?;
    second_factor::offer(&ctx, &by).await?;
    let offer = second_factor::offered(&ctx, &by).await?.ok_or(AccessError::NoOffer)?;
    let text = |text: Zeroizing<String>| Plaintext::new(text.to_string());
    Ok((StatusCode::CREATED, Json(OfferView { secret: text(offer.text), address: text(offer.address) })))
}

/// The first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits, as the app shows them.
    #[schema(value_type = String)]
    code: Plaintext,
}

/// Codes for the loss of the app. They are shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryView {
    /// Each works once.
    #[schema(value_type = Vec<String>)]
    recovery_codes: Vec<Plaintext>,
}

fn shown(codes: Vec<Zeroizing<String>>) -> Json<RecoveryView> {
    Json(RecoveryView { recovery_codes: codes.into_iter().map(|code| Plaintext::new(code.to_string())).collect() })
}

/// Confirms the offered secret by its first code.
#[utoipa::path(post, path = "/api/v1/second-factor/confirmation", operation_id = "confirmSecondFactor", tag = "access",
    security(("session" = [])), request_body = CodeBody,
    responses((status = 201, body = RecoveryView), (status = 401, body = Problem), (status = 409, body = Problem)))]
pub async fn confirm(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<CodeBody>,
) -> Result<(StatusCode, Json<RecoveryView>), Refusal> {
    let by = own(&ctx, &headers).await?;
    let codes = second_factor::confirm(&ctx, &by, &body.code).await?;
    ctx.nudge.notify_one();
    Ok((StatusCode::CREATED, shown(codes)))
}

/// Makes new recovery codes; the earlier ones are worth nothing.
#[utoipa::path(post, path = "/api/v1/second-factor/recovery-codes", operation_id = "renewRecoveryCodes", tag = "access",
    security(("session" = [])),
    responses((status = 201, body = RecoveryView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn new_codes(State(ctx): State<App>, headers: HeaderMap) -> Result<(StatusCode, Json<RecoveryView>), Refusal> {
    let by = own(&ctx, &headers).await?;
    Ok((StatusCode::CREATED, shown(second_factor::new_codes(&ctx, &by).await?)))
}
