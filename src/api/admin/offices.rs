//! Offices: find, suspend, reinstate, merge, give another parent or territory. No answer here speaks of a case.

use axum::{
    Json, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::{BandView, PersonView, administrator};
use crate::{
    access::{
        office_lists::{self, OfficeState, Search},
        people::Listed,
        reinstate,
    },
    cases::{
        load, merge_offices, suspend_office,
        territory::{self, Territory},
    },
    entity::office,
    http::{
        App,
        body::Body,
        query,
        refusal::{Problem, Refusal},
    },
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/offices", get(list))
        .route("/offices/{code}", get(read))
        .route("/offices/{code}/suspension", post(suspend).delete(take_back))
        .route("/offices/{code}/merger", post(merge))
        .route("/offices/{code}/territory", post(move_it))
}

/// An office.
#[derive(Serialize, ToSchema)]
pub struct OfficeView {
    /// Code.
    code: String,
    /// Kind, a code of `responder_kinds`.
    kind: String,
    /// Vietnamese name.
    name: String,
    /// English name.
    name_en: String,
    /// Code of the office above.
    parent: Option<String>,
    /// Code of the province.
    province: Option<String>,
    /// Code of the commune.
    commune: Option<String>,
    /// `staffed`, `unstaffed`, `suspended`, `merged`.
    state: String,
    /// Somebody is awake there at night.
    round_the_clock: bool,
    /// Code of the office it was merged into.
    merged_into: Option<String>,
}

impl From<&office::Model> for OfficeView {
    fn from(office: &office::Model) -> Self {
        Self {
            code: office.code.clone(),
            kind: office.kind.clone(),
            name: office.name.clone(),
            name_en: office.name_en.clone(),
            parent: office.parent_code.clone(),
            province: office.province_code.clone(),
            commune: office.commune_code.clone(),
            state: OfficeState::of(office).code().to_owned(),
            round_the_clock: office.round_the_clock,
            merged_into: office.merged_into.clone(),
        }
    }
}

/// An office in a list.
#[derive(Serialize, ToSchema)]
pub struct OfficeRow {
    /// The office.
    #[serde(flatten)]
    office: OfficeView,
    /// How many people work there or are invited.
    people: usize,
}

/// A page of offices.
#[derive(Serialize, ToSchema)]
pub struct OfficesPage {
    /// In the order of their codes.
    offices: Vec<OfficeRow>,
    /// Give it back as `after` for the next page.
    next: Option<String>,
}

/// An office with what stands around it.
#[derive(Serialize, ToSchema)]
pub struct OfficeDetail {
    /// The office.
    #[serde(flatten)]
    office: OfficeView,
    /// How many can answer.
    answering: usize,
    /// How many offices lie directly below.
    below: usize,
    /// Open work the office is accountable for.
    open_work: BandView,
    /// Everybody who works there, also who is suspended or has left.
    people: Vec<PersonView>,
}

/// Lists the offices of the area.
#[utoipa::path(get, path = "/api/v1/admin/offices", operation_id = "listOffices", tag = "administration", security(("session" = [])),
    params(("q" = Option<String>, Query, description = "part of a name or code of the office or its commune"),
        ("state" = Option<String>, Query, description = "`staffed`, `unstaffed`, `suspended`, `merged`"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = OfficesPage), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap, RawQuery(asked): RawQuery) -> Result<Json<OfficesPage>, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let said = |name| query::value(asked.as_deref(), name);
    let search = Search { text: said("q"), state: said("state").and_then(|code| OfficeState::parse(&code)), after: said("after") };
    let Listed { rows, next } = office_lists::list(&ctx, &by, &search).await?;
    let offices = rows.iter().map(|row| OfficeRow { office: OfficeView::from(&row.office), people: row.people }).collect();
    Ok(Json(OfficesPage { offices, next }))
}

/// Shows an office.
#[utoipa::path(get, path = "/api/v1/admin/offices/{code}", operation_id = "readOffice", tag = "administration", security(("session" = [])),
    params(("code" = String, Path)), responses((status = 200, body = OfficeDetail), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<OfficeDetail>, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let found = office_lists::detail(&ctx, &by, &code).await?;
    Ok(Json(OfficeDetail {
        office: OfficeView::from(&found.office),
        answering: found.answering,
        below: found.below,
        open_work: load::of_office(&ctx, &code).await?.into(),
        people: found.people.iter().map(PersonView::from).collect(),
    }))
}

/// Suspends an office: its open work goes up, nobody there can sign in.
#[utoipa::path(post, path = "/api/v1/admin/offices/{code}/suspension", operation_id = "suspendOffice", tag = "administration",
    security(("session" = [])), params(("code" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn suspend(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    suspend_office::suspend(&ctx, &by, &code).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Lets an office work again.
#[utoipa::path(delete, path = "/api/v1/admin/offices/{code}/suspension", operation_id = "reinstateOffice", tag = "administration",
    security(("session" = [])), params(("code" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn take_back(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    reinstate::office(&ctx, &by, &code).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Into which office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergerBody {
    /// Code of an office of the same kind in the area.
    into: String,
}

/// Merges an office into another. It cannot be taken back.
#[utoipa::path(post, path = "/api/v1/admin/offices/{code}/merger", operation_id = "mergeOffice", tag = "administration",
    security(("session" = [])), params(("code" = String, Path)), request_body = MergerBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<MergerBody>,
) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    merge_offices::merge(&ctx, &by, &code, &body.into).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Where an office stands from now on. What is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerritoryBody {
    /// Code of the office above.
    parent: Option<String>,
    /// Code of the commune.
    commune: Option<String>,
    /// Code of the province, for an office that answers for one.
    province: Option<String>,
}

/// Gives an office another parent, commune or province.
#[utoipa::path(post, path = "/api/v1/admin/offices/{code}/territory", operation_id = "changeTerritory", tag = "administration",
    security(("session" = [])), params(("code" = String, Path)), request_body = TerritoryBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn move_it(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<TerritoryBody>,
) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let wanted = Territory { parent: body.parent, commune: body.commune, province: body.province };
    territory::change(&ctx, &by, &code, &wanted).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
