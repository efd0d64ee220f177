//! Outside help around somebody at a desk.

use axum::{Extension, extract::State, http::HeaderMap, http::StatusCode, response::Response};

use super::{
    answer::html,
    door,
    views::{
        Page,
        duty::PhoneRow,
        outside_help::{HelpRow, OutsideHelpView},
    },
};
use crate::{
    access::outside_help::{self, Help},
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::{
        Lang,
        codes::{CommuneCode, ProvinceCode},
    },
};

const PATH: &str = "/desk/help";

/// Shelters, legal aid, interpreters: the nearest first.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let found = outside_help::around(&ctx, &inside.signed.responder()?).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let rows = found.into_iter().map(|help| row(&ctx, &page, help)).collect();
    Ok(html(lang, StatusCode::OK, &OutsideHelpView { page, rows }))
}

fn row(ctx: &Ctx, page: &Page<'_>, Help { row, checked }: Help) -> HelpRow {
    let commune =
        row.commune_code.as_deref().and_then(CommuneCode::parse).and_then(|code| ctx.places.commune(&code).map(|c| c.label.to_string()));
    let province = row
        .province_code
        .as_deref()
        .and_then(ProvinceCode::parse)
        .and_then(|code| ctx.places.province(&code).map(|p| p.full_name.to_string()));
    HelpRow {
        name: if page.lang == Lang::Vi { row.name } else { row.name_en },
        kind: row.kind,
        place: commune.or(province).unwrap_or_else(|| page.t("help-everywhere")),
        takes: row.takes,
        round_the_clock: row.round_the_clock,
        step_free: row.step_free,
        phone: PhoneRow::of(&row.phone, None),
        unchecked: (!checked).then(|| page.t("help-unchecked")),
    }
}
