//! Registers as tables: bring in, take out.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Path, Query, Request, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    http::{
        App,
        refusal::{Problem, Refusal},
        register_file::{self, attachment},
        session,
    },
    registers::{
        Counts, LARGEST_FILE, Registrar, apply,
        export::{Separator, export},
        format, preview,
    },
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/registers/{register}", get(read).post(import).layer(DefaultBodyLimit::max(LARGEST_FILE)))
        .route("/registers/{register}/example", get(example))
}

/// What an import does, or would do.
#[derive(Serialize, ToSchema)]
pub struct RegisterCounts {
    /// Which register.
    register: &'static str,
    /// Nothing was written.
    preview: bool,
    /// Rows that are new.
    added: usize,
    /// Rows that are different.
    changed: usize,
    /// Rows that are as they were.
    unchanged: usize,
}

/// How to export.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportWish {
    /// `comma` (default) or `semicolon`.
    separator: Option<String>,
}

/// How to import.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportWish {
    /// `true`: only say what would change.
    preview: Option<String>,
}

/// A register as CSV: the rows of the caller's area, in the form in which they can be sent back.
#[utoipa::path(get, path = "/api/v1/admin/registers/{register}", operation_id = "exportRegister", tag = "administration", security(("session" = [])),
    params(("register" = String, Path, description = "offices, facilities, staff, duty-phones or support-providers"), ExportWish),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn read(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(register): Path<String>,
    Query(wish): Query<ExportWish>,
) -> Result<Response, Refusal> {
    let (by, _) = session::staff(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    // A whole register leaves the house with the file.
    let by = by.administrator()?;
    by.has_proved(ctx.clock.now())?;
    let by = Registrar::from(&by);
    let separator = if wish.separator.as_deref() == Some("semicolon") { Separator::Semicolon } else { Separator::Comma };
    let file = export(&ctx, &by, register, separator).await?;
    Ok(attachment(&format!("{register}.csv"), file))
}

/// Brings a CSV file in: all of it or nothing. Faults have pointers of line and column, such as `/line/7/commune`.
#[utoipa::path(post, path = "/api/v1/admin/registers/{register}", operation_id = "importRegister", tag = "administration", security(("session" = [])),
    params(("register" = String, Path, description = "offices, facilities, staff, duty-phones or support-providers"), ImportWish),
    request_body(content = String, content_type = "text/csv", description = "at most 20 MB and 200,000 rows"),
    responses((status = 200, body = RegisterCounts), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn import(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(register): Path<String>,
    Query(wish): Query<ImportWish>,
    request: Request,
) -> Result<Json<RegisterCounts>, Refusal> {
    // Who may not import is told so before a byte of the file is read.
    let only_preview = wish.preview.is_some_and(|wish| !matches!(wish.as_str(), "false" | "0"));
    let signed = session::staff(&ctx, &headers).await?.0.administrator()?;
    if !only_preview {
        // A table can let people in.
        signed.has_proved(ctx.clock.now())?;
    }
    let by = Registrar::from(&signed);
    let register = register_file::named(&register)?;
    let file = Bytes::from_request(request, &()).await.map_err(|_| register_file::too_large())?;
    let counts =
        if only_preview { preview(&ctx, &by, register, file.into()).await? } else { apply(&ctx, &by, register, file.into()).await?.counts };
    let Counts { added, changed, unchanged } = counts;
    Ok(Json(RegisterCounts { register: register.code(), preview: only_preview, added, changed, unchanged }))
}

/// An example of a register. Everybody and everything in it is invented.
#[utoipa::path(get, path = "/api/v1/admin/registers/{register}/example", operation_id = "exampleOfRegister", tag = "administration", security(("session" = [])),
    params(("register" = String, Path, description = "offices, facilities, staff, duty-phones or support-providers")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn example(State(ctx): State<App>, headers: HeaderMap, Path(register): Path<String>) -> Result<Response, Refusal> {
    registrar(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    Ok(attachment(&format!("{register}-example.csv"), format::example(register).as_bytes().to_vec()))
}

async fn registrar(ctx: &App, headers: &HeaderMap) -> Result<Registrar, Refusal> {
    let (by, _) = session::staff(ctx, headers).await?;
    Ok(Registrar::from(&by.administrator()?))
}
