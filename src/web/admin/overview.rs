//! The first page of administration: what there is to do, and where.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};

use crate::{
    access::Area,
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::Lang,
    web::{
        answer::html,
        door,
        views::{Page, admin::overview::OverviewView},
    },
};

const PATH: &str = "/admin";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route(PATH, get(show))
}

async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.administrator()?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let area = area_in_words(&ctx, &page, by.area());
    Ok(html(lang, StatusCode::OK, &OverviewView { page, area }))
}

fn area_in_words(ctx: &Ctx, page: &Page<'_>, area: &Area) -> String {
    match area {
        Area::Country => page.t("admin-area-country"),
        Area::Province(code) => ctx.places.province(code).map_or_else(|| code.to_string(), |province| province.full_name.to_string()),
        Area::Office(code) => code.to_string(),
    }
}
