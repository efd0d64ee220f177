//! Care facilities, and where the cards and posters are that say where to report.

use axum::{
    Json, Router,
    extract::{RawQuery, State},
    http::HeaderMap,
    routing::get,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::printing::printable,
    api::lookup::value,
    http::{
        App,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::codes::ProvinceCode,
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/facilities", get(list))
}

/// What can be printed for one place.
#[derive(Serialize, ToSchema)]
pub struct PrintView {
    /// Code of the commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Code of the facility.
    #[serde(skip_serializing_if = "Option::is_none")]
    facility: Option<String>,
    /// Its name.
    name: String,
    /// Address of the sheet of cards on this server.
    card: String,
    /// Address of the poster.
    poster: String,
}

/// Lists what may be printed in the caller's area: communes, then facilities.
#[utoipa::path(get, path = "/api/v1/admin/facilities", operation_id = "listPrintable", tag = "administration", security(("session" = [])),
    params(("province" = Option<String>, Query, description = "code of a province, for those who administer the country")),
    responses((status = 200, body = Vec<PrintView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Json<Vec<PrintView>>, Refusal> {
    let (by, _) = session::staff(&ctx, &headers).await?;
    let asked = value(query.as_deref(), "province").as_deref().and_then(ProvinceCode::parse);
    let found = printable(&ctx, &by.administrator()?, asked).await?;
    let communes = found.communes.iter().filter_map(|code| ctx.places.commune(code)).map(|commune| PrintView {
        commune: Some(commune.code.to_string()),
        facility: None,
        name: commune.label.to_string(),
        card: format!("/card/{}", commune.code),
        poster: format!("/poster/{}", commune.code),
    });
    let facilities = found.facilities.iter().map(|facility| PrintView {
        commune: Some(facility.commune.to_string()),
        facility: Some(facility.code.to_string()),
        name: facility.name.clone(),
        card: format!("/card/at/{}", facility.code),
        poster: format!("/poster/at/{}", facility.code),
    });
    Ok(Json(communes.chain(facilities).collect()))
}
