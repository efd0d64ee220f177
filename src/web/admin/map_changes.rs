//! Communes that merge or split: what waits, what it will do, what was done.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};

use crate::{
    access::{AccessError, Area},
    http::{App, refusal::Refusal},
    kernel::{Kind, Lang},
    map_changes::{
        preview::Preview,
        status::{self, FEWEST, Stage, Status},
    },
    web::{
        answer::html,
        door,
        views::{
            Page,
            admin::map_changes::{MapChangeRow, MapChangesView},
        },
    },
    words::format,
};

const PATH: &str = "/admin/map-changes";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route(PATH, get(show))
}

/// Lists the changes of the map, the latest day first.
async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.administrator()?;
    if *by.area() != Area::Country {
        return Err(AccessError::Forbidden.into());
    }
    let all = status::all(&ctx).await.map_err(|_| Refusal::new(Kind::Internal, "internal"))?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let rows = all.iter().map(|change| row(&page, change)).collect();
    Ok(html(lang, StatusCode::OK, &MapChangesView { page, rows }))
}

fn row(page: &Page<'_>, change: &Status) -> MapChangeRow {
    let (stage, preview, turned_at) = match &change.stage {
        Stage::Waiting(preview) => ("waiting", Some(preview.as_ref()), None),
        Stage::UnderWay { turned_at } => ("under-way", None, Some(*turned_at)),
        Stage::Applied { turned_at } => ("applied", None, Some(*turned_at)),
    };
    let number = |n: u64| format::number(page.lang, i64::try_from(n).unwrap_or(i64::MAX));
    let count = |n: usize| number(u64::try_from(n).unwrap_or(u64::MAX));
    let cases = |n: u64| if (1..FEWEST).contains(&n) { page.t1("map-fewer", "n", FEWEST) } else { number(n) };
    let mut facts = vec![
        (page.t("map-retired"), count(change.retired)),
        (page.t("map-new"), count(change.new)),
        (page.t("map-altered"), count(change.altered)),
    ];
    if let Some(preview) = preview {
        facts.extend([
            (page.t("map-offices-suspended"), count(preview.offices_suspended.len())),
            (page.t("map-offices-new"), count(preview.offices_new.len())),
            (page.t("map-offices-relocated"), number(preview.offices_relocated)),
            (page.t("map-staff"), number(preview.staff_moved)),
            (page.t("map-cases-will"), cases(preview.cases_moved())),
            (page.t("map-locate"), cases(preview.cases_to_locate)),
        ]);
    } else {
        facts.push((page.t("map-cases-did"), cases(change.reached)));
        facts.push((page.t("map-locate"), cases(change.by_default)));
    }
    MapChangeRow {
        id: change.id.to_string(),
        day: day(page, &change.effective_on),
        legal_basis: change.legal_basis.clone(),
        stage: page.label("map-stage", stage),
        turned_at: turned_at.map(|at| page.t1("map-turned", "time", page.moment(at))),
        facts,
        moves: preview.map(|preview| moves(page, preview)).unwrap_or_default(),
        warnings: preview.map(|preview| warnings(page, preview)).unwrap_or_default(),
    }
}

/// `01/01/2027`; a day that cannot be read shows as it is stored.
fn day(page: &Page<'_>, stored: &str) -> String {
    let noon = stored.parse::<chrono::NaiveDate>().ok().and_then(|day| day.and_hms_opt(5, 0, 0));
    noon.map_or_else(|| stored.to_owned(), |noon| format::day(page.lang, noon.and_utc()))
}

fn moves(page: &Page<'_>, preview: &Preview) -> Vec<String> {
    let becomes = preview.retired.iter().map(|(old, parts)| page.t2("map-becomes", "old", old, "new", parts.join(" · ")));
    let altered = preview.altered.iter().map(|(old, new)| page.t2("map-becomes", "old", old, "new", new));
    becomes.chain(altered).chain(preview.new.iter().map(|new| page.t1("map-made", "new", new))).collect()
}

fn warnings(page: &Page<'_>, preview: &Preview) -> Vec<String> {
    preview.warnings.iter().map(|warning| page.t1(&format!("map-warning-{}", warning.code()), "what", warning.what())).collect()
}
