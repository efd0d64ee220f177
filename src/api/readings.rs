//! Reading a colleague's case for a reason, and who did.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{cases::responder, casework_views::Names};
use crate::{
    cases::{
        find,
        reading::{self, UnseenReading},
        view::Opened,
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{Timestamp, secret::Plaintext},
};

/// Why a colleague's case must be read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingBody {
    /// The reason, a sentence.
    #[schema(value_type = String)]
    reason: Plaintext,
}

/// How long the case can be read.
#[derive(Serialize, ToSchema)]
pub struct ReadingOpenedView {
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Somebody read the case for a reason.
#[derive(Serialize, ToSchema)]
pub struct ReadingView {
    /// Name.
    by: String,
    /// When they gave the reason.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Why.
    #[schema(value_type = String)]
    reason: Plaintext,
}

/// That somebody did, for a lead who has not seen it.
#[derive(Serialize, ToSchema)]
pub struct UnseenReadingView {
    /// The case.
    case_code: String,
    /// Name.
    by: String,
    /// When they gave the reason.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
}

impl From<UnseenReading> for UnseenReadingView {
    fn from(line: UnseenReading) -> Self {
        Self { case_code: line.code, by: line.name, opened_at: line.opened_at }
    }
}

/// Who read the case for a reason.
pub(super) fn readings_view(opened: &mut Opened, names: &Names) -> Vec<ReadingView> {
    let view = |reading: reading::OpenedReading| ReadingView {
        by: names.get(&reading.staff).cloned().unwrap_or_default(),
        opened_at: reading.opened_at,
        until: reading.until_at,
        reason: reading.reason,
    };
    opened.readings.drain(..).map(view).collect()
}

/// Says why a colleague's case must be read; it can be read, and only read, for 24 hours. The colleague and the lead see it.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/readings", operation_id = "readForReason", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = ReadingBody,
    responses((status = 201, body = ReadingOpenedView), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "No reason is needed"), (status = 422, body = Problem)))]
pub async fn open(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<ReadingBody>,
) -> Result<(StatusCode, Json<ReadingOpenedView>), Refusal> {
    let by = responder(&ctx, &headers).await?;
    let until = reading::open(&ctx, &by, &find::code(&code)?, &body.reason).await?;
    Ok((StatusCode::CREATED, Json(ReadingOpenedView { until })))
}
