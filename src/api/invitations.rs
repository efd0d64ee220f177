//! Accepting an invitation.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::accept,
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::secret::Plaintext,
};

/// Who accepts, and the password they choose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    /// What the link in the letter carries.
    #[schema(value_type = String)]
    token: Plaintext,
    /// At least 12 characters, and not among the most common.
    #[schema(value_type = String)]
    password: Plaintext,
}

/// Accepts an invitation. The token works once.
#[utoipa::path(post, path = "/api/v1/invitations/acceptance", operation_id = "acceptInvitation", tag = "access", request_body = AcceptanceBody,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn accept(State(ctx): State<App>, Body(body): Body<AcceptanceBody>) -> Result<StatusCode, Refusal> {
    accept::accept(&ctx, body.token.reveal(), &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
