//! A new access code in the place of one that somebody of the staff has heard.

use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
        session::bearer,
    },
    intake::change_code as changing,
    kernel::secret::Plaintext,
};

/// Nothing to be shown a new code; the code and its proof to use it from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCodeBody {
    /// The new code, kept by whoever it is for.
    #[schema(value_type = Option<String>)]
    new_code: Option<Plaintext>,
    /// What came with it.
    proof: Option<String>,
}

/// A new code.
#[derive(Serialize, ToSchema)]
pub struct NewCodeView {
    /// The code; nothing once it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    access_code: Option<Plaintext>,
    /// To be sent back with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<String>,
    /// Whether the new code is in use and the old one opens nothing any more.
    changed: bool,
}

/// Changes the code: an empty body shows a new one and changes nothing, and the new one sent back puts it in the place of the old.
#[utoipa::path(post, path = "/api/v1/follow-up/code", operation_id = "changeAccessCode", tag = "reports", request_body = NewCodeBody,
    security(("accessCode" = [])),
    responses((status = 200, body = NewCodeView), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn change(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<NewCodeBody>) -> Result<Json<NewCodeView>, Refusal> {
    let old = bearer(&headers).unwrap_or_default();
    if let (Some(new), Some(proof)) = (&body.new_code, &body.proof) {
        changing::change(&ctx, old, new.reveal(), proof).await?;
        return Ok(Json(NewCodeView { access_code: None, proof: None, changed: true }));
    }
    let proposed = changing::propose(&ctx, old).await?;
    let access_code = Some(Plaintext::new(proposed.code.to_string()));
    Ok(Json(NewCodeView { access_code, proof: Some(proposed.proof), changed: false }))
}
