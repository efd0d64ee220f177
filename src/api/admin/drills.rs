//! Drills: planning, taking back, how they went. The same for administrators and for those who oversee.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::readiness::overseer;
use crate::{
    access::AccessError,
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    intake::drill::{self, DrillError, Order, Recipient},
    kernel::{FieldError, Kind, Timestamp, codes::CommuneCode, terms::Severity},
    statistics::drills::{Measured, measured},
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/drills", get(list).post(plan)).route("/drills/{drill}/withdrawal", post(withdraw))
}

/// A drill to be planned.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DrillBody {
    /// Code of the commune; one of the area by lot where it is not said.
    commune: Option<String>,
    /// `emergency`, `high`, `medium` or `low`.
    severity: String,
    /// When it is sent; now where it is not said.
    at: Option<String>,
    /// Whether police and the round-the-clock desk are told as they would be of a real report.
    notices: bool,
}

/// The drills of an area, the newest first.
#[derive(Serialize, ToSchema)]
pub struct DrillList {
    /// Drills.
    drills: Vec<DrillView>,
}

/// A drill and how it went. Drills are in no other figure.
#[derive(Serialize, ToSchema)]
pub struct DrillView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Code of the office it is for.
    office: String,
    /// Code of the commune.
    commune: Option<String>,
    /// Severity.
    severity: String,
    /// When it is or was to be sent.
    #[schema(value_type = String, format = DateTime)]
    send_at: Timestamp,
    /// `planned`, `withdrawn`, `running` or `ended`.
    state: &'static str,
    /// Code of its case.
    case: Option<String>,
    /// Minutes until somebody took it.
    acknowledged_after_minutes: Option<i64>,
    /// Minutes until the contact was practised.
    contact_after_minutes: Option<i64>,
    /// Rungs that were told because a deadline passed, in order.
    escalated_to: Vec<String>,
}

/// A drill that was just planned.
#[derive(Serialize, ToSchema)]
pub struct PlannedView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Code of the office it is for.
    office: String,
    /// When it is sent.
    #[schema(value_type = String, format = DateTime)]
    send_at: Timestamp,
    /// Whether it was sent already.
    sent: bool,
}

impl From<Measured> for DrillView {
    fn from(found: Measured) -> Self {
        let minutes = |span: Option<TimeDelta>| span.map(|span| span.num_minutes());
        Self {
            id: found.drill.id,
            state: found.state().code(),
            office: found.office.code,
            commune: found.office.commune_code,
            severity: found.drill.severity,
            send_at: found.drill.send_at,
            case: found.case,
            acknowledged_after_minutes: minutes(found.acknowledged_after),
            contact_after_minutes: minutes(found.contact_after),
            escalated_to: found.climbed_to,
        }
    }
}

/// Drills in the caller's area and how they went. The same at `/api/v1/oversight/drills`.
#[utoipa::path(get, path = "/api/v1/admin/drills", operation_id = "listDrills", tag = "administration", security(("session" = [])),
    responses((status = 200, body = DrillList), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<DrillList>, Refusal> {
    let by = overseer(&ctx, &headers).await?;
    let drills = measured(&ctx, by.from_above()?).await.map_err(AccessError::from)?;
    Ok(Json(DrillList { drills: drills.into_iter().map(Into::into).collect() }))
}

/// Sends a practice report to a commune, now or later. Nobody is told outside the line of the commune unless that is asked for.
#[utoipa::path(post, path = "/api/v1/admin/drills", operation_id = "planDrill", tag = "administration", security(("session" = [])),
    request_body = DrillBody, responses((status = 201, body = PlannedView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub async fn plan(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<DrillBody>,
) -> Result<(StatusCode, Json<PlannedView>), Refusal> {
    let by = overseer(&ctx, &headers).await?;
    let planned = drill::plan(&ctx, &by, order(&body)?).await?;
    let view = PlannedView { id: planned.id, office: planned.office_code, send_at: planned.send_at, sent: planned.sent_at.is_some() };
    Ok((StatusCode::CREATED, Json(view)))
}

fn order(body: &DrillBody) -> Result<Order, Refusal> {
    let wrong = |pointer: &str, message| Refusal::at(Kind::Invalid, FieldError::new(pointer, message));
    let commune = body.commune.as_deref().filter(|code| !code.is_empty());
    let to = match commune {
        None => Recipient::Anyone,
        Some(code) => Recipient::Commune(CommuneCode::parse(code).ok_or_else(|| wrong("/commune", "drill-outside"))?),
    };
    let at = |text: &str| {
        let parsed = chrono::DateTime::parse_from_rfc3339(text.trim());
        parsed.map(|at| at.to_utc()).map_err(|_| wrong("/at", "wrong-type"))
    };
    Ok(Order {
        to,
        severity: Severity::parse(&body.severity).ok_or_else(|| wrong("/severity", "severity-needed"))?,
        at: body.at.as_deref().map(at).transpose()?,
        with_notices: body.notices,
    })
}

/// Takes back a drill that was not sent yet.
#[utoipa::path(post, path = "/api/v1/admin/drills/{drill}/withdrawal", operation_id = "withdrawDrill", tag = "administration",
    security(("session" = [])), params(("drill" = String, Path)),
    responses((status = 201), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub async fn withdraw(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = overseer(&ctx, &headers).await?;
    let id = id.parse().map_err(|_| DrillError::NotFound)?;
    drill::withdraw(&ctx, &by, id).await?;
    Ok(StatusCode::CREATED)
}
