//! Care facilities, and the cards and posters that say where to report.

use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};

use crate::{
    access::{Area, printing::printable},
    http::{App, refusal::Refusal},
    kernel::{Lang, codes::ProvinceCode},
    web::{
        answer::html,
        door,
        sent::fields,
        views::admin::facilities::{PrintRow, PrintingView},
    },
};

const PATH: &str = "/admin/facilities";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route(PATH, get(show))
}

/// Shows what can be printed in the area of the reader.
async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.administrator()?;
    let asked = ProvinceCode::parse(fields(query.unwrap_or_default().as_bytes()).get("province"));
    let found = printable(&ctx, &by, asked).await?;
    let place = found.province.as_ref().map_or_else(|| PATH.to_owned(), |province| format!("{PATH}?province={province}"));
    let chooses = found.province.is_none() && *by.area() == Area::Country;
    let provinces = ctx.places.provinces().iter().filter(|_| chooses);
    let communes = found.communes.iter().filter_map(|code| ctx.places.commune(code));
    let view = PrintingView {
        page: inside.page(&ctx.words, lang, PATH).in_both_languages(&place),
        provinces: provinces.map(|province| (province.code.to_string(), province.full_name.to_string())).collect(),
        communes: communes.map(|commune| row(&commune.label, "", commune.code.as_str())).collect(),
        facilities: found
            .facilities
            .iter()
            .map(|known| row(known.name_in(lang), known.kind.code(), &format!("at/{}", known.code)))
            .collect(),
    };
    Ok(html(lang, StatusCode::OK, &view))
}

fn row(name: &str, kind: &str, sheet: &str) -> PrintRow {
    PrintRow { name: name.to_owned(), kind: kind.to_owned(), card: format!("/card/{sheet}"), poster: format!("/poster/{sheet}") }
}
