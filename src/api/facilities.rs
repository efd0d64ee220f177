//! Facilities as public reference data, and, for the office above, those of which several cases speak.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::lookup::value;
use crate::{
    access::AccessError,
    cases::{
        clusters::{self, Cluster},
        find::FacilityCase,
    },
    http::{
        App,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{FieldError, Kind, Timestamp, codes::CommuneCode},
    localities::{Facility, facilities},
};

/// A hospital, school, police post or care facility.
#[derive(Serialize, ToSchema)]
pub struct FacilityView {
    /// Its code, to be sent as `facility` with a report.
    code: String,
    /// What it is.
    kind: String,
    /// Its Vietnamese name.
    name: String,
    /// Its English name.
    name_en: String,
    /// Code of the commune it stands in.
    commune: String,
    /// Whether one gets in without a step; null where nobody has looked.
    step_free: Option<bool>,
}

impl From<&Facility> for FacilityView {
    fn from(facility: &Facility) -> Self {
        Self {
            code: facility.code.to_string(),
            kind: facility.kind.code().to_owned(),
            name: facility.name.clone(),
            name_en: facility.name_en.clone(),
            commune: facility.commune.to_string(),
            step_free: facility.step_free,
        }
    }
}

/// A facility with several cases.
#[derive(Serialize, ToSchema)]
pub struct ClusterView {
    /// The facility.
    facility: FacilityView,
    /// Its cases in scope in the past 12 months, oldest first.
    cases: Vec<ClusterCaseView>,
}

/// One of several cases of a facility.
#[derive(Serialize, ToSchema)]
pub struct ClusterCaseView {
    /// Case code.
    code: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// Whether it is closed.
    closed: bool,
}

impl From<FacilityCase> for ClusterCaseView {
    fn from(case: FacilityCase) -> Self {
        Self { code: case.code, opened_at: case.opened_at, closed: case.closed }
    }
}

impl From<Cluster> for ClusterView {
    fn from(cluster: Cluster) -> Self {
        Self { facility: (&cluster.facility).into(), cases: cluster.cases.into_iter().map(Into::into).collect() }
    }
}

/// Lists the facilities of a commune.
#[utoipa::path(get, path = "/api/v1/facilities", operation_id = "listFacilities", tag = "lookup",
    params(("commune" = String, Query, description = "code of a commune of today")),
    responses((status = 200, body = Vec<FacilityView>), (status = 422, body = Problem)))]
pub async fn list(State(ctx): State<App>, RawQuery(query): RawQuery) -> Result<Json<Vec<FacilityView>>, Refusal> {
    let asked = value(query.as_deref(), "commune").filter(|code| !code.trim().is_empty());
    let asked = asked.ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/commune", "missing-field").with("field", "commune")))?;
    let known = CommuneCode::parse(asked.trim()).filter(|code| ctx.places.commune(code).is_some());
    let commune = known.ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/commune", "unknown-commune")))?;
    let found = facilities::of_commune(ctx.db.read(), &commune).await.map_err(AccessError::from)?;
    Ok(Json(found.iter().map(Into::into).collect()))
}

/// Lists facilities of which several cases speak, for leads and supervisors above the communes.
#[utoipa::path(get, path = "/api/v1/oversight/facilities", operation_id = "facilityClusters", tag = "oversight", security(("session" = [])),
    responses((status = 200, body = Vec<ClusterView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn clusters(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<ClusterView>>, Refusal> {
    let (by, _) = session::staff(&ctx, &headers).await?;
    let found = clusters::read(&ctx, &by.supervisor()?).await?;
    Ok(Json(found.into_iter().map(Into::into).collect()))
}
