//! A forgotten password, and who confirms that it was they.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::{
        AdministrationError, choose_anew,
        confirm::{self as confirming, Unconfirmed},
        reset,
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{Timestamp, secret::Plaintext},
};

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgottenBody {
    /// The mail address somebody signs in with.
    email: String,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordBody {
    /// What the link in the letter carries.
    #[schema(value_type = String)]
    token: Plaintext,
    /// At least 12 characters, and not among the most common.
    #[schema(value_type = String)]
    password: Plaintext,
}

/// Somebody who waits to be confirmed.
#[derive(Serialize, ToSchema)]
pub struct UnconfirmedView {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Name.
    name: String,
    /// `responder`, `lead`, `supervisor`, `administrator`, `operator`.
    role: String,
    /// Code of the office.
    office: String,
    /// Since when they wait.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
}

impl From<Unconfirmed> for UnconfirmedView {
    fn from(Unconfirmed { person, office }: Unconfirmed) -> Self {
        Self { id: person.id, name: person.name, role: person.role, office: office.code, since: person.unconfirmed_since }
    }
}

/// Asks for a letter with a link. The answer is the same whether or not somebody has that address.
#[utoipa::path(post, path = "/api/v1/password-resets", operation_id = "forgetPassword", tag = "access", request_body = ForgottenBody,
    responses((status = 202), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn ask(State(ctx): State<App>, Body(body): Body<ForgottenBody>) -> Result<StatusCode, Refusal> {
    reset::ask(&ctx, &body.email).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password. The token works once; every session ends, and somebody has to confirm the person before they open anything sealed.
#[utoipa::path(post, path = "/api/v1/password-resets/acceptance", operation_id = "choosePasswordAnew", tag = "access",
    request_body = NewPasswordBody, responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn choose(State(ctx): State<App>, Body(body): Body<NewPasswordBody>) -> Result<StatusCode, Refusal> {
    choose_anew::choose(&ctx, body.token.reveal(), &body.password).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Those who wait until the caller says that it was they. For leads.
#[utoipa::path(get, path = "/api/v1/confirmations", operation_id = "listUnconfirmed", tag = "access", security(("session" = [])),
    responses((status = 200, body = Vec<UnconfirmedView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn waiting(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<UnconfirmedView>>, Refusal> {
    let by = session::staff(&ctx, &headers).await?.0.lead()?;
    Ok(Json(confirming::waiting(&ctx, &by).await?.into_iter().map(Into::into).collect()))
}

/// Says that it was they: from now on the person opens what is sealed again. For leads; needs a fresh proof.
#[utoipa::path(post, path = "/api/v1/confirmations/{id}", operation_id = "confirmPerson", tag = "access", security(("session" = [])),
    params(("id" = String, Path)), responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn confirm(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = session::staff(&ctx, &headers).await?.0.lead()?;
    let id = Uuid::try_parse(&id).map_err(|_| AdministrationError::NotFound)?;
    confirming::confirm(&ctx, &by, id).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
