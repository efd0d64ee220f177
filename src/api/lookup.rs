//! Reference data that anybody may look up, and whether this process lives.

use axum::{
    Json,
    extract::{RawQuery, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{
        App, language, place_note,
        refusal::{Problem, Refusal},
    },
    kernel::{FieldError, Kind, Lang, codes::CommuneCode},
    localities::{PointMatch, Suggestion, store},
};

/// Most suggestions of one search.
const SUGGESTIONS: usize = 10;

/// A commune that may be meant.
#[derive(Serialize, ToSchema)]
pub struct LocalityView {
    /// Code of the commune of today.
    code: String,
    /// Its full name with the province.
    label: String,
    /// The old name that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    /// Whether the old name now belongs to several communes.
    split: bool,
    /// The name of the commune with its kind.
    name: String,
    /// Its province.
    province: ProvinceView,
    /// Every commune that the old name now belongs to, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartView>,
    /// What was recognised: `name`, `old-name`, `other-name`, `old-district`, `beginning`.
    why: &'static str,
    /// Letters differ: only likely.
    misspelt: bool,
    /// Something else in the text says that the place is elsewhere.
    contradicted: bool,
    /// What to tell whoever typed it, where there is something to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A province or centrally-run city.
#[derive(Serialize, ToSchema)]
pub struct ProvinceView {
    /// Its code.
    code: String,
    /// Its full name.
    name: String,
}

/// One of the communes that an old place now belongs to.
#[derive(Serialize, ToSchema)]
pub struct PartView {
    /// Its code.
    code: String,
    /// Its full name with the province.
    label: String,
}

/// Where a point lies.
#[derive(Serialize, ToSchema)]
pub struct ResolvedView {
    /// Code of the commune.
    commune: String,
    /// Its full name with the province.
    label: String,
    /// Metres to it, for a point just offshore or at the border.
    #[serde(skip_serializing_if = "Option::is_none")]
    metres: Option<f64>,
    /// Other communes within the accuracy.
    near: Vec<String>,
}

/// One value of a query string, decoded.
pub(super) fn value(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded(query?).find(|(key, _)| key == name).map(|(_, value)| value)
}

fn form_urlencoded(query: &str) -> impl Iterator<Item = (String, String)> {
    serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap_or_default().into_iter()
}

/// Finds communes by name, old names too.
#[utoipa::path(get, path = "/api/v1/localities", operation_id = "searchLocalities", tag = "lookup",
    params(("q" = String, Query, description = "a place as people type it: old or new names in any order, with or without accents")),
    responses((status = 200, body = Vec<LocalityView>), (status = 422, body = Problem)))]
pub async fn search(State(ctx): State<App>, request: Request) -> Result<Json<Vec<LocalityView>>, Refusal> {
    let (lang, query) = (language::of_program(&request), request.uri().query().map(str::to_owned));
    let text = value(query.as_deref(), "q").filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/q", "missing-field").with("field", "q")))?;
    let found = ctx.places.find(&text, SUGGESTIONS);
    Ok(Json(found.into_iter().map(|suggestion| LocalityView::of(&ctx, lang, suggestion)).collect()))
}

impl LocalityView {
    fn of(ctx: &App, lang: Lang, suggestion: Suggestion) -> Self {
        let commune = ctx.places.commune(&suggestion.commune);
        let province = commune.and_then(|commune| ctx.places.province(&commune.province));
        let label_of = |code: &CommuneCode| ctx.places.commune(code).map(|commune| commune.label.to_string()).unwrap_or_default();
        Self {
            name: suggestion.label.split(", ").next().unwrap_or_default().to_owned(),
            province: ProvinceView {
                code: province.map(|province| province.code.to_string()).unwrap_or_default(),
                name: province.map(|province| province.full_name.to_string()).unwrap_or_default(),
            },
            parts: suggestion.parts.iter().map(|code| PartView { code: code.to_string(), label: label_of(code) }).collect(),
            why: suggestion.why.code(),
            misspelt: suggestion.misspelt,
            contradicted: suggestion.contradicted,
            note: place_note::of(ctx, lang, &suggestion),
            code: suggestion.commune.into(),
            label: suggestion.label,
            was: suggestion.was,
            split: suggestion.split,
        }
    }
}

/// Finds the commune of a point.
#[utoipa::path(get, path = "/api/v1/localities/resolve", operation_id = "resolvePoint", tag = "lookup",
    params(("lat" = f64, Query, description = "degrees north"), ("lon" = f64, Query, description = "degrees east"),
        ("accuracy_m" = Option<f64>, Query, description = "metres")),
    responses((status = 200, body = ResolvedView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn resolve(State(ctx): State<App>, RawQuery(query): RawQuery) -> Result<Json<ResolvedView>, Refusal> {
    let number = |name: &'static str, limit: f64| {
        let pointer = format!("/{name}");
        let text = value(query.as_deref(), name);
        let text = text.ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new(pointer.clone(), "missing-field").with("field", name)))?;
        let number = text.trim().parse::<f64>().map_err(|_| Refusal::at(Kind::Invalid, FieldError::new(pointer.clone(), "wrong-type")))?;
        if (-limit..=limit).contains(&number) {
            Ok(number)
        } else {
            Err(Refusal::at(Kind::Invalid, FieldError::new(pointer, "coordinates-out-of-range")))
        }
    };
    let (lat, lon) = (number("lat", 90.0)?, number("lon", 180.0)?);
    let accuracy = value(query.as_deref(), "accuracy_m").and_then(|text| text.parse().ok()).unwrap_or_default();
    let (commune, metres, near) = match ctx.boundaries.resolve(lat, lon, accuracy) {
        PointMatch::In { commune, near } => (commune, None, near),
        PointMatch::Nearest { commune, metres } => (commune, Some(metres), Vec::new()),
        PointMatch::Outside => return Err(Refusal::at(Kind::NotFound, FieldError::new("/lat", "point-outside"))),
    };
    let label = ctx.places.commune(&commune).map(|c| c.label.to_string()).unwrap_or_default();
    Ok(Json(ResolvedView { commune: commune.into(), label, metres, near: near.into_iter().map(Into::into).collect() }))
}

/// The codes of every list, with their words.
#[utoipa::path(get, path = "/api/v1/taxonomy", operation_id = "readTaxonomy", tag = "lookup", responses((status = 200, body = Object)))]
pub async fn taxonomy(State(ctx): State<App>) -> Response {
    Json(ctx.taxonomy.public()).into_response()
}

/// Whether this process lives.
#[utoipa::path(get, path = "/livez", operation_id = "alive", tag = "operations", responses((status = 200)))]
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Whether this process can serve: the database answers and holds places.
#[utoipa::path(get, path = "/readyz", operation_id = "ready", tag = "operations", responses((status = 200), (status = 503)))]
pub async fn ready(State(ctx): State<App>) -> (StatusCode, &'static str) {
    match store::is_seeded(&ctx.db).await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}
