//! Who could not answer tonight. The same answers for administrators and for those who oversee.

use axum::{
    Json, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::{AccessError, Overseer},
    http::{
        App, asked_offices,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::Timestamp,
    readiness::{
        check::{Checked, check},
        gaps::Gap,
        overview::{self, OfficeGaps, Totals},
    },
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/readiness", get(read)).route("/readiness/checks", post(look))
}

/// Whoever is signed in and looks after offices.
///
/// # Errors
/// Nobody is signed in, or their role or office does not include this.
pub(in crate::api) async fn overseer(ctx: &App, headers: &HeaderMap) -> Result<Overseer, Refusal> {
    let (signed, _) = session::staff(ctx, headers).await?;
    Ok(Overseer::of(ctx, &signed).await?)
}

/// How the offices of an area stand.
#[derive(Serialize, ToSchema)]
pub struct ReadinessView {
    /// When they were looked at.
    #[schema(value_type = String, format = DateTime)]
    looked_at: Timestamp,
    /// The province shown alone; null for the country or a single office.
    province: Option<String>,
    /// All of them.
    totals: ReadinessTotals,
    /// By province.
    provinces: Vec<ReadinessProvince>,
    /// Offices with gaps: of the province; for the country, the provincial ones.
    offices: Vec<ReadinessOffice>,
}

/// Counts of offices.
#[derive(Serialize, ToSchema)]
pub struct ReadinessTotals {
    /// Accountable offices in service.
    offices: usize,
    /// Of these with a gap.
    with_gaps: usize,
    /// Of these where nobody answers.
    silent: usize,
    /// Offices by gap.
    gaps: Vec<GapCount>,
}

/// Offices with one gap.
#[derive(Serialize, ToSchema)]
pub struct GapCount {
    /// Code of the gap.
    gap: &'static str,
    /// Offices.
    offices: usize,
}

/// One province.
#[derive(Serialize, ToSchema)]
pub struct ReadinessProvince {
    /// Code.
    province: String,
    /// Its offices.
    #[serde(flatten)]
    totals: ReadinessTotals,
}

/// One office with gaps.
#[derive(Serialize, ToSchema)]
pub struct ReadinessOffice {
    /// Code.
    office: String,
    /// Name.
    name: String,
    /// Kind.
    kind: String,
    /// Code of its province.
    province: Option<String>,
    /// Code of its commune.
    commune: Option<String>,
    /// What keeps it from answering, the worst first.
    gaps: Vec<OfficeGap>,
}

/// One gap of an office.
#[derive(Serialize, ToSchema)]
pub struct OfficeGap {
    /// Code of the gap.
    gap: &'static str,
    /// Since when it is known; null when this look found it first.
    #[schema(value_type = Option<String>, format = DateTime)]
    found_at: Option<Timestamp>,
}

/// What a look has done.
#[derive(Serialize, ToSchema)]
pub struct LookView {
    /// Accountable offices in service.
    offices: usize,
    /// Of these with a gap.
    with_gaps: usize,
    /// Gaps that were not there before.
    new: usize,
    /// Gaps that are closed.
    gone: usize,
    /// Offices above that were told.
    told: usize,
}

impl From<&Totals> for ReadinessTotals {
    fn from(totals: &Totals) -> Self {
        let gaps = totals.gaps.iter().map(|(gap, offices)| GapCount { gap: gap.code(), offices: *offices }).collect();
        Self { offices: totals.offices, with_gaps: totals.with_gaps, silent: totals.silent, gaps }
    }
}

impl From<OfficeGaps> for ReadinessOffice {
    fn from(row: OfficeGaps) -> Self {
        let gap = |(gap, found_at): (Gap, Option<Timestamp>)| OfficeGap { gap: gap.code(), found_at };
        Self {
            office: row.office.code,
            name: row.office.name,
            kind: row.office.kind,
            province: row.office.province_code,
            commune: row.office.commune_code,
            gaps: row.gaps.into_iter().map(gap).collect(),
        }
    }
}

/// Which offices could not answer now, in the caller's area. The same at `/api/v1/oversight/readiness`.
#[utoipa::path(get, path = "/api/v1/admin/readiness", operation_id = "readReadiness", tag = "administration", security(("session" = [])),
    params(("province" = Option<String>, Query, description = "For the ministry: one province with its communes"),
        ("gap" = Option<String>, Query, description = "Only offices with this gap")),
    responses((status = 200, body = ReadinessView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Json<ReadinessView>, Refusal> {
    let by = overseer(&ctx, &headers).await?;
    let asked = asked_offices::read(&ctx, query.as_deref())?;
    let seen = overview::read(&ctx, &by, &asked).await.map_err(AccessError::from)?;
    Ok(Json(ReadinessView {
        looked_at: seen.looked_at,
        province: seen.province.map(|code| code.to_string()),
        totals: (&seen.totals).into(),
        provinces: seen
            .provinces
            .iter()
            .map(|(code, totals)| ReadinessProvince { province: code.clone(), totals: totals.into() })
            .collect(),
        offices: seen.offices.into_iter().map(Into::into).collect(),
    }))
}

/// Looks at every office of the country now, keeps the table of gaps true and tells the offices above what is new. The same at
/// `/api/v1/oversight/readiness/checks`.
#[utoipa::path(post, path = "/api/v1/admin/readiness/checks", operation_id = "checkReadiness", tag = "administration",
    security(("session" = [])), responses((status = 201, body = LookView), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn look(State(ctx): State<App>, headers: HeaderMap) -> Result<(StatusCode, Json<LookView>), Refusal> {
    overseer(&ctx, &headers).await?;
    let Checked { offices, with_gaps, new, gone, told } = check(&ctx).await.map_err(AccessError::from)?;
    Ok((StatusCode::CREATED, Json(LookView { offices, with_gaps, new, gone, told })))
}
