//! Cards and posters to print, for a commune or a facility. Public, so that anybody can print them for their village, and neutral:
//! nothing here is counted, kept or followed.

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{
    answer::html,
    qr::Qr,
    views::{CardsView, Page, PosterView, cards::Place},
};
use crate::{
    access::AccessError,
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::{
        Kind, Voice,
        codes::{CommuneCode, FacilityCode},
    },
    localities::facilities,
};

/// The sheet of cards of a commune.
pub(super) async fn card(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    let place = commune(&ctx, &code)?;
    Ok(html(voice, StatusCode::OK, &CardsView { page: page(&ctx, voice, &format!("/card/{code}")), place }))
}

/// The poster of a commune.
pub(super) async fn poster(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    let place = commune(&ctx, &code)?;
    Ok(html(voice, StatusCode::OK, &PosterView { page: page(&ctx, voice, &format!("/poster/{code}")), place }))
}

/// The sheet of cards of a facility.
pub(super) async fn card_at(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    let place = facility(&ctx, voice, &code).await?;
    Ok(html(voice, StatusCode::OK, &CardsView { page: page(&ctx, voice, &format!("/card/at/{code}")), place }))
}

/// The poster of a facility.
pub(super) async fn poster_at(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    let place = facility(&ctx, voice, &code).await?;
    Ok(html(voice, StatusCode::OK, &PosterView { page: page(&ctx, voice, &format!("/poster/at/{code}")), place }))
}

fn page<'w>(ctx: &'w Ctx, voice: Voice, path: &str) -> Page<'w> {
    Page::public(&ctx.words, voice, path).in_both_languages(path)
}

fn commune(ctx: &Ctx, code: &str) -> Result<Place, Refusal> {
    let known = CommuneCode::parse(code).and_then(|code| ctx.places.commune(&code));
    let commune = known.ok_or_else(|| Refusal::new(Kind::NotFound, "not-found"))?;
    Ok(place(ctx, commune.label.to_string(), ""))
}

async fn facility(ctx: &Ctx, voice: Voice, code: &str) -> Result<Place, Refusal> {
    let known = match FacilityCode::parse(code) {
        Some(code) => facilities::by_code(ctx.db.read(), &code).await.map_err(AccessError::from)?,
        None => None,
    };
    let facility = known.ok_or_else(|| Refusal::new(Kind::NotFound, "not-found"))?;
    Ok(place(ctx, facility.name_in(voice.lang()).to_owned(), &format!("/report?at={}", facility.code)))
}

/// A place with the address that its code opens: for people to type it is the name of the site and no more.
fn place(ctx: &Ctx, name: String, opens: &str) -> Place {
    let site = ctx.config.public_url.as_str();
    Place { name, address: site.split_once("://").map_or(site, |(_, name)| name).to_owned(), qr: Qr::of(&format!("{site}{opens}")) }
}
