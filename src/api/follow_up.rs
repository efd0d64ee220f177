//! Coming back with the access code.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{
        App,
        body::Body,
        language,
        refusal::{Problem, Refusal},
        session::bearer,
    },
    intake::follow_up,
    kernel::{Lang, Timestamp, secret::Plaintext},
};

/// What a reporter sees.
#[derive(Serialize, ToSchema)]
pub struct FollowUp {
    /// Where the case stands.
    status: String,
    /// The same in words.
    status_text: String,
    /// Name of the accountable office.
    office: String,
    /// By when somebody should take it, while nobody has.
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledge_by: Option<Timestamp>,
    /// The conversation, oldest first.
    messages: Vec<FollowUpMessage>,
}

/// One message of the conversation.
#[derive(Serialize, ToSchema)]
pub struct FollowUpMessage {
    /// `reporter` or `office`.
    from: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    sent_at: Timestamp,
    /// The text.
    #[schema(value_type = String)]
    text: Plaintext,
}

/// A message to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageBody {
    /// The text.
    #[schema(value_type = String)]
    pub text: Plaintext,
}

/// Reads the conversation of a report.
#[utoipa::path(get, path = "/api/v1/follow-up", operation_id = "readFollowUp", tag = "reports", security(("accessCode" = [])),
    responses((status = 200, body = FollowUp), (status = 401, body = Problem)))]
pub async fn read(State(ctx): State<App>, request: Request) -> Result<Json<FollowUp>, Refusal> {
    let lang = language::of_program(&request);
    let unlocked = follow_up::unlock(&ctx, bearer(request.headers()).unwrap_or_default()).await?;
    let seen = follow_up::read(&ctx, &unlocked).await?;
    let line = |line: follow_up::Line| FollowUpMessage {
        from: if line.mine { "reporter" } else { "office" }.to_owned(),
        sent_at: line.sent_at,
        text: line.body,
    };
    Ok(Json(FollowUp {
        status: seen.status.to_owned(),
        status_text: ctx.words.text(lang, &format!("status-{}", seen.status), &[]),
        office: match lang {
            Lang::Vi => seen.office.0,
            Lang::En => seen.office.1,
        },
        acknowledge_by: seen.acknowledge_by,
        messages: seen.messages.into_iter().map(line).collect(),
    }))
}

/// Adds a message to the conversation.
#[utoipa::path(post, path = "/api/v1/follow-up/messages", operation_id = "writeFollowUp", tag = "reports", request_body = MessageBody,
    security(("accessCode" = [])), responses((status = 201), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn write(State(ctx): State<App>, headers: HeaderMap, Body(body): Body<MessageBody>) -> Result<StatusCode, Refusal> {
    let unlocked = follow_up::unlock(&ctx, bearer(&headers).unwrap_or_default()).await?;
    follow_up::write(&ctx, &unlocked, &body.text).await?;
    Ok(StatusCode::CREATED)
}
