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
    access::session as access,
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
}

/// A session.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// To be sent as `Authorization: Bearer …`.
    #[schema(value_type = String)]
    token: Plaintext,
}

/// Signs in. The token also comes as a cookie for the pages.
#[utoipa::path(post, path = "/api/v1/sessions", operation_id = "signIn", tag = "access", request_body = SignInBody,
    responses((status = 201, body = SessionView), (status = 401, body = Problem)))]
pub async fn sign_in(State(ctx): State<App>, Body(body): Body<SignInBody>) -> Result<Response, Refusal> {
    let token = access::sign_in(&ctx, &body.email, &body.password).await?;
    let shown = token.reveal();
    let mut response = (StatusCode::CREATED, Json(SessionView { token: Plaintext::new(shown.to_string()) })).into_response();
    if let Some(cookie) = session::Cookie::Desk.set(&ctx, &shown) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Signs out: the token is worth nothing afterwards.
#[utoipa::path(delete, path = "/api/v1/sessions", operation_id = "signOut", tag = "access", security(("session" = [])),
    responses((status = 204), (status = 401, body = Problem)))]
pub async fn sign_out(State(ctx): State<App>, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    let (by, token) = session::staff(&ctx, &headers).await?;
    access::sign_out(&ctx, &token, by.staff()).await?;
    Ok(StatusCode::NO_CONTENT)
}
