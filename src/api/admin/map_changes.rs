//! Communes that merge or split.

use axum::{Json, Router, extract::State, http::HeaderMap, routing::get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::{AccessError, Area},
    http::{
        App,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{Kind, Timestamp},
    map_changes::status::{self, FEWEST, Stage, Status},
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/map-changes", get(list))
}

/// Every change of the map.
#[derive(Serialize, ToSchema)]
pub struct MapChangesBody {
    /// The latest day first.
    changes: Vec<MapChangeBody>,
}

/// One change of the map.
#[derive(Serialize, ToSchema)]
pub struct MapChangeBody {
    /// Its id.
    id: String,
    /// Its day, from local midnight on.
    effective_on: String,
    /// Its resolution.
    legal_basis: String,
    /// `waiting`, `under_way` or `applied`.
    stage: &'static str,
    /// When the map turned.
    #[schema(value_type = Option<String>, format = DateTime)]
    turned_at: Option<Timestamp>,
    /// Communes that end.
    retired: usize,
    /// Communes that come into being.
    new: usize,
    /// Communes that keep their code under another name, kind or province.
    altered: usize,
    /// Open cases that will move, or cases that were reached; null for one to four, which are not counted out.
    cases: Option<u64>,
    /// Cases of which somebody must find out in which part of a split commune they lie; null for one to four.
    cases_to_locate: Option<u64>,
    /// Members of staff who will move; only while it waits.
    staff_moved: Option<u64>,
    /// Committees that will be suspended; only while it waits.
    offices_suspended: Option<usize>,
    /// What somebody should look at; only while it waits.
    warnings: Vec<MapWarningBody>,
}

/// What somebody should look at.
#[derive(Serialize, ToSchema)]
pub struct MapWarningBody {
    /// `unstaffed`, `own-name`, `offices-of-a-split`, `empty-province` or `old-outline`.
    code: &'static str,
    /// The office, commune or province.
    what: String,
}

impl From<Status> for MapChangeBody {
    fn from(change: Status) -> Self {
        let counted = |n: u64| Some(n).filter(|n| !(1..FEWEST).contains(n));
        let (stage, preview, turned_at) = match change.stage {
            Stage::Waiting(preview) => ("waiting", Some(preview), None),
            Stage::UnderWay { turned_at } => ("under_way", None, Some(turned_at)),
            Stage::Applied { turned_at } => ("applied", None, Some(turned_at)),
        };
        Self {
            id: change.id.to_string(),
            effective_on: change.effective_on,
            legal_basis: change.legal_basis,
            stage,
            turned_at,
            retired: change.retired,
            new: change.new,
            altered: change.altered,
            cases: counted(preview.as_ref().map_or(change.reached, |preview| preview.cases_moved())),
            cases_to_locate: counted(preview.as_ref().map_or(change.by_default, |preview| preview.cases_to_locate)),
            staff_moved: preview.as_ref().map(|preview| preview.staff_moved),
            offices_suspended: preview.as_ref().map(|preview| preview.offices_suspended.len()),
            warnings: preview.map_or_else(Vec::new, |preview| {
                preview.warnings.iter().map(|warning| MapWarningBody { code: warning.code(), what: warning.what().to_owned() }).collect()
            }),
        }
    }
}

/// Lists the changes of the map, for administrators of the country.
#[utoipa::path(get, path = "/api/v1/admin/map-changes", operation_id = "mapChanges", tag = "admin", security(("session" = [])),
    responses((status = 200, body = MapChangesBody), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<MapChangesBody>, Refusal> {
    let (by, _) = session::staff(&ctx, &headers).await?;
    if *by.administrator()?.area() != Area::Country {
        return Err(AccessError::Forbidden.into());
    }
    let all = status::all(&ctx).await.map_err(|_| Refusal::new(Kind::Internal, "internal"))?;
    Ok(Json(MapChangesBody { changes: all.into_iter().map(Into::into).collect() }))
}
