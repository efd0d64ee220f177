//! What the pages of offices and people show of rows.

use crate::{
    access::people::Standing,
    cases::load::Band,
    ctx::Ctx,
    entity::{office, staff},
    kernel::{
        Lang,
        codes::{CommuneCode, ProvinceCode},
    },
    web::{
        sent::fields,
        views::{Page, admin::people::PersonRow},
    },
};

/// The name of an office in the reader's language.
pub(super) fn name_of(lang: Lang, office: &office::Model) -> String {
    match lang {
        Lang::Vi => office.name.clone(),
        Lang::En => office.name_en.clone(),
    }
}

/// Where an office is, in words.
pub(super) fn place_of(ctx: &Ctx, page: &Page<'_>, office: &office::Model) -> String {
    let commune = office.commune_code.as_deref().and_then(CommuneCode::parse);
    if let Some(commune) = commune.and_then(|code| ctx.places.commune(&code)) {
        return commune.label.to_string();
    }
    let province = office.province_code.as_deref().and_then(ProvinceCode::parse);
    let province = province.and_then(|code| ctx.places.province(&code)).map(|province| province.full_name.to_string());
    province.unwrap_or_else(|| page.t("admin-area-country"))
}

/// An amount of open work, in words.
pub(super) fn band(page: &Page<'_>, band: Band) -> String {
    match band {
        Band { from: 0, .. } => page.t("admin-band-few"),
        Band { from, to: Some(to) } => page.t2("admin-band-range", "from", from, "to", to),
        Band { from, to: None } => page.t1("admin-band-many", "from", from),
    }
}

/// Somebody in a list.
pub(super) fn person_row(row: &staff::Model) -> PersonRow {
    PersonRow {
        id: row.id.to_string(),
        name: row.name.clone(),
        role: row.role.clone(),
        office: row.office_code.clone(),
        standing: Standing::of(row).code().to_owned(),
    }
}

/// What was done a moment ago, from `?done=`.
pub(super) fn notice(ctx: &Ctx, lang: Lang, query: Option<&str>) -> Option<String> {
    let done = format!("admin-done-{}", fields(query.unwrap_or_default().as_bytes()).get("done"));
    ctx.words.knows(&done).then(|| ctx.words.text(lang, &done, &[]))
}
