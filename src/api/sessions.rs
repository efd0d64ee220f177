//! Signing in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::{
        AccessError, proof, session as access,
        sign_in::{self as door, Brought, Step},
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::secret::Plaintext,
};

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    /// Mail address.
    email: String,
    /// Password.
    #[schema(value_type = String)]
    password: Plaintext,
    /// A code of the authenticator app, or one for its loss; needed from whoever has a second factor, unless the device is trusted.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    code: Option<Plaintext>,
    /// `device` of an earlier answer.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    device: Option<Plaintext>,
    /// Whether this device goes without a code for 30 days; only a code makes it so.
    #[serde(default)]
    remember: bool,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// To be sent as `Authorization: Bearer …`.
    #[schema(value_type = String)]
    token: Plaintext,
    /// Where the device is a new one: to be sent at the next sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    device: Option<Plaintext>,
}

/// Signs in. The token also comes as a cookie for the pages.
#[utoipa::path(post, path = "/api/v1/sessions", operation_id = "signIn", tag = "access", request_body = SignInBody,
    responses((status = 201, body = SessionView), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(State(ctx): State<App>, Body(body): Body<SignInBody>) -> Result<Response, Refusal> {
    let devices = body.device.as_ref().map(|device| session::devices(device.reveal())).unwrap_or_default();
    let brought = Brought { devices, session: None, remember: body.remember };
    let entered = match &body.code {
        Some(code) => door::with_both(&ctx, &body.email, &body.password, code, &brought).await?,
        None => match door::with_password(&ctx, &body.email, &body.password, &brought).await? {
            Step::Inside(entered) => entered,
            Step::Code(_) => return Err(AccessError::CodeNeeded.into()),
        },
    };
    ctx.nudge.notify_one();
    let shown = entered.token.reveal();
    let device = entered.device.map(|device| Plaintext::new(device.reveal().to_string()));
    let view = SessionView { token: Plaintext::new(shown.to_string()), device };
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    if let Some(cookie) = session::Cookie::Desk.set(&ctx, &shown) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A proof that it is still the same person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// Password.
    #[schema(value_type = String)]
    password: Plaintext,
    /// A code, from whoever has a second factor.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    code: Option<Plaintext>,
}

/// Proves again who is signed in. It counts for ten minutes, for what asks for it (`proof-needed`).
#[utoipa::path(post, path = "/api/v1/sessions/proof", operation_id = "prove", tag = "access", security(("session" = [])), request_body = ProofBody,
    responses((status = 204), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn prove(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<ProofBody>) -> Result<StatusCode, Refusal> {
    let (by, token) = session::at_the_door(&ctx, &headers).await?;
    proof::prove(&ctx, &by, &token, &body.password, &body.code.unwrap_or_default()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out: the token is worth nothing afterwards.
#[utoipa::path(delete, path = "/api/v1/sessions", operation_id = "signOut", tag = "access", security(("session" = [])),
    responses((status = 204), (status = 401, body = Problem)))]
pub async fn sign_out(State(ctx): State<App>, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    let (by, token) = session::at_the_door(&ctx, &headers).await?;
    access::sign_out(&ctx, &token, by.staff()).await?;
    Ok(StatusCode::NO_CONTENT)
}
