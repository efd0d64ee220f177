//! Who reported: asking, deciding, opening; contact details in an emergency.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::{responder, signed, term};
use crate::{
    cases::{
        content::Identity,
        find,
        identity::{
            self, Judged, Judgement,
            listed::{Access, Standing},
        },
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{Kind, Timestamp, secret::Plaintext},
};

/// Why who reported has to be known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityRequestBody {
    /// In words; whoever decides reads them.
    #[schema(value_type = String)]
    reason: Plaintext,
}

/// Why the reporter has to be reached now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyContactBody {
    /// In words; a lead reads them afterwards.
    #[schema(value_type = String)]
    reason: Plaintext,
    /// The password, where the last proof is more than ten minutes ago. No code: a lost telephone must not cost a night.
    #[schema(value_type = Option<String>)]
    password: Option<Plaintext>,
}

/// What a lead says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgementBody {
    /// `approved` or `refused` of a request; `in_order` or `not_in_order` of an opening in an emergency.
    judgement: String,
    /// In words; needed for `refused` and `not_in_order`.
    #[schema(value_type = Option<String>)]
    words: Option<Plaintext>,
}

/// Something that was asked for.
#[derive(Serialize, ToSchema)]
pub struct AskedView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
}

/// How it stands with who reported.
#[derive(Serialize, ToSchema)]
pub struct IdentityView {
    /// Whether there is such a part, and the reader's office holds a key to it.
    #[serde(rename = "protected")]
    held: bool,
    /// Until when it is open for the reader.
    #[schema(value_type = Option<String>, format = DateTime)]
    open_until: Option<Timestamp>,
    /// Whether the reader may open contact details at once.
    may_open_contact: bool,
    /// Requests, and openings in an emergency, oldest first.
    requests: Vec<AccessView>,
}

/// A request, or an opening in an emergency.
#[derive(Serialize, ToSchema)]
pub struct AccessView {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
    /// `request` or `emergency`.
    way: String,
    /// Name of whoever asked or opened.
    asked_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// Why; for whoever asked and for leads.
    #[schema(value_type = Option<String>)]
    reason: Option<Plaintext>,
    /// Code of the office whose lead decides.
    office: String,
    /// Until when it should be decided.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// Whether it waits longer than that.
    overdue: bool,
    /// Whether the reader may decide.
    to_judge: bool,
    /// `approved`, `refused`, `in_order`, `not_in_order`.
    judgement: Option<String>,
    /// Name of whoever decided.
    judged_by: Option<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    judged_at: Option<Timestamp>,
    /// What was said to it; for whoever asked and for leads.
    #[schema(value_type = Option<String>)]
    words: Option<Plaintext>,
    /// Until when it opens.
    #[schema(value_type = Option<String>, format = DateTime)]
    open_until: Option<Timestamp>,
}

impl From<Standing> for IdentityView {
    fn from(standing: Standing) -> Self {
        Self {
            held: standing.held,
            open_until: standing.open_until,
            may_open_contact: standing.may_open_contact,
            requests: standing.all.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Access> for AccessView {
    fn from(access: Access) -> Self {
        let Access { row, asked_by, judged_by, reason, words, to_judge, overdue } = access;
        Self {
            id: row.id,
            way: row.way,
            asked_by,
            asked_at: row.asked_at,
            reason,
            office: row.judge_office,
            due_at: row.due_at,
            overdue,
            to_judge,
            judgement: row.judgement,
            judged_by,
            judged_at: row.judged_at,
            words,
            open_until: row.open_until,
        }
    }
}

/// Asks to open who reported. A lead decides; nobody decides about their own.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/identity-requests", operation_id = "askForIdentity", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = IdentityRequestBody,
    responses((status = 201, body = AskedView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn ask(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<IdentityRequestBody>,
) -> Result<(StatusCode, Json<AskedView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let id = identity::ask(&ctx, &by, &find::code(&code)?, &body.reason).await?;
    ctx.nudge.notify_one();
    Ok((StatusCode::CREATED, Json(AskedView { id })))
}

/// Decides about a request, or says whether an opening in an emergency was right. For leads; needs a fresh proof.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/identity-requests/{id}/judgement", operation_id = "judgeIdentityRequest", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path), ("id" = String, Path)), request_body = JudgementBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn judge(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, id)): Path<(String, String)>,
    Body(body): Body<JudgementBody>,
) -> Result<StatusCode, Refusal> {
    let by = signed(&ctx, &headers).await?.lead()?;
    let access = id.parse().map_err(|_| Refusal::new(Kind::NotFound, "not-found"))?;
    let judgement = term("/judgement", &body.judgement, Judgement::parse)?;
    let words = body.words.unwrap_or_else(|| Plaintext::new(String::new()));
    identity::judge(&ctx, &by, &find::code(&code)?, Judged { access, judgement, words }).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::CREATED)
}

/// Opens who reported, while a request of the caller is approved. Needs a fresh proof. The opening is recorded.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/identity", operation_id = "openIdentity", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)),
    responses((status = 200, body = Vec<Object>), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn open(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<Vec<Identity>>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    Ok(Json(identity::open(&ctx, &by, &find::code(&code)?).await?))
}

/// Opens telephone and mail address of whoever reported at once, in an emergency: for whoever is named for the case, anybody of the
/// accountable office while nobody is, and the round-the-clock desk that was told. The opening is recorded, and a lead looks at it.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/emergency-contact", operation_id = "openContactDetails", tag = "cases",
    security(("session" = [])), params(("case_code" = String, Path)), request_body = EmergencyContactBody,
    responses((status = 200, body = Vec<Object>), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn open_contact(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<EmergencyContactBody>,
) -> Result<Json<Vec<Identity>>, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let password = body.password.unwrap_or_else(|| Plaintext::new(String::new()));
    let details = identity::open_contact(&ctx, &by, &find::code(&code)?, &body.reason, &password).await?;
    ctx.nudge.notify_one();
    Ok(Json(details))
}
