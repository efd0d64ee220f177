//! Who could not answer tonight, and drills.

use std::collections::BTreeMap;

use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
    routing::{get, post},
};

use crate::{
    access::{AccessError, Area, Overseer},
    ctx::Ctx,
    http::{App, asked_offices, refusal::Refusal},
    kernel::{
        Lang,
        codes::{CommuneCode, ProvinceCode},
    },
    localities::outlines,
    readiness::{
        check::{Checked, check},
        gaps::{Gap, Standing},
        overview::{self, Asked, OfficeGaps, Overview, Totals},
    },
    web::{
        answer::{go_to, html},
        door::{self, Inside},
        sent::{Sent, fields},
        views::{
            Page,
            admin::readiness::{Choice, GroupedOffice, MapShape, MapView, OfficeGroup, PlaceRow, ReadinessView},
        },
    },
    words::format,
};

/// Offices of one group that are named without unfolding.
const MOST_UNFOLDED: usize = 5;

/// The routes, for administrators and for those who oversee: the same page at both places.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/readiness", get(show))
        .route("/oversight/readiness", get(show))
        .route("/admin/readiness/checks", post(look).get(back))
        .route("/oversight/readiness/checks", post(look).get(back))
}

/// The page of which this address is a part.
fn home(uri: &Uri) -> &'static str {
    if uri.path().starts_with("/admin") { "/admin/readiness" } else { "/oversight/readiness" }
}

async fn back(uri: Uri) -> Response {
    go_to(home(&uri))
}

/// Looks now, and leads back to the page, which says what was done.
async fn look(State(ctx): State<App>, uri: Uri, headers: HeaderMap, Sent(typed): Sent) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    Overseer::of(&ctx, &inside.signed).await?;
    let Checked { offices, new, gone, told, .. } = check(&ctx).await.map_err(AccessError::from)?;
    Ok(go_to(&format!("{}?done={offices}.{new}.{gone}.{told}", home(&uri))))
}

/// Shows how the offices of the reader's area stand.
async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    uri: Uri,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Overseer::of(&ctx, &inside.signed).await?;
    let asked = asked_offices::read(&ctx, query.as_deref())?;
    let seen = overview::read(&ctx, &by, &asked).await.map_err(AccessError::from)?;
    let view = view(&ctx, &inside, lang, home(&uri), &by, &asked, query.as_deref(), &seen);
    Ok(html(lang, StatusCode::OK, &view))
}

#[expect(clippy::too_many_arguments, reason = "a page is put together once")]
fn view<'w>(
    ctx: &'w Ctx,
    inside: &Inside,
    lang: Lang,
    home: &'static str,
    by: &Overseer,
    asked: &Asked,
    query: Option<&str>,
    seen: &Overview,
) -> ReadinessView<'w> {
    let place = address(home, seen.province.as_ref().filter(|_| *by.area() == Area::Country), asked.gap);
    let page = inside.page(&ctx.words, lang, home).in_both_languages(&place);
    let number = |n: usize| number(&page, n);
    let country = seen.province.is_none() && *by.area() == Area::Country;
    let notice = fields(query.unwrap_or_default().as_bytes()).get("done").to_owned();
    let provinces =
        if country { seen.provinces.iter().map(|(code, totals)| province_row(ctx, &page, home, code, totals)).collect() } else { vec![] };
    ReadinessView {
        home: home.to_owned(),
        notice: done(&page, &notice),
        place: seen.province.as_ref().and_then(|code| ctx.places.province(code)).map(|province| province.full_name.to_string()),
        country,
        back: (*by.area() == Area::Country && !country).then(|| home.to_owned()),
        looked_at: page.t1("readiness-looked", "time", page.moment(seen.looked_at)),
        counts: ctx.words.text(
            lang,
            "readiness-counts",
            &[("n", number(seen.totals.offices)), ("gaps", number(seen.totals.with_gaps)), ("silent", number(seen.totals.silent))],
        ),
        all_well: seen.totals.with_gaps == 0,
        gaps: seen.totals.gaps.iter().map(|(gap, n)| (page.label("gap", gap.code()), number(*n))).collect(),
        map: map(ctx, &page, seen, country),
        provinces,
        total: country.then(|| PlaceRow { href: None, ..place_row(&page, page.t("readiness-total"), &seen.totals) }),
        choices: Gap::ALL
            .iter()
            .map(|gap| Choice { code: gap.code(), label: page.label("gap", gap.code()), chosen: asked.gap == Some(*gap) })
            .collect(),
        asked_province: asked.province.as_ref().filter(|_| *by.area() == Area::Country).map(ToString::to_string),
        groups: groups(&page, &seen.offices),
        page,
    }
}

/// The address of the page with what is asked for.
fn address(home: &str, province: Option<&ProvinceCode>, gap: Option<Gap>) -> String {
    let asked: Vec<(&str, &str)> =
        province.map(|code| ("province", code.as_str())).into_iter().chain(gap.map(|gap| ("gap", gap.code()))).collect();
    match serde_urlencoded::to_string(&asked) {
        Ok(query) if !query.is_empty() => format!("{home}?{query}"),
        _ => home.to_owned(),
    }
}

fn number(page: &Page<'_>, n: usize) -> String {
    format::number(page.lang, i64::try_from(n).unwrap_or(i64::MAX))
}

/// What a look has done, as its own redirect wrote it; nothing for any other text.
fn done(page: &Page<'_>, text: &str) -> Option<String> {
    let numbers: Vec<usize> = text.split('.').filter_map(|part| part.parse().ok()).collect();
    let [offices, new, gone, told] = numbers.as_slice() else { return None };
    let args = [("n", *offices), ("new", *new), ("gone", *gone), ("told", *told)].map(|(name, n)| (name, number(page, n)));
    Some(page.words.text(page.lang, "readiness-checked", &args))
}

fn place_row(page: &Page<'_>, place: String, totals: &Totals) -> PlaceRow {
    let gaps = totals.gaps.iter().map(|(gap, n)| format!("{}: {}", page.label("gap", gap.code()), number(page, *n))).collect();
    PlaceRow {
        place,
        href: None,
        state: share(totals),
        offices: number(page, totals.offices),
        with_gaps: number(page, totals.with_gaps),
        silent: number(page, totals.silent),
        gaps,
    }
}

fn province_row(ctx: &Ctx, page: &Page<'_>, home: &str, code: &str, totals: &Totals) -> PlaceRow {
    let province = ProvinceCode::parse(code);
    let name = province.as_ref().and_then(|code| ctx.places.province(code)).map_or_else(|| code.to_owned(), |p| p.full_name.to_string());
    PlaceRow { href: Some(address(home, province.as_ref(), None)), ..place_row(page, name, totals) }
}

/// How much of a place has something missing: the class of a province on the map.
fn share(totals: &Totals) -> &'static str {
    match (totals.with_gaps * 4, totals.offices) {
        (0, _) => "ready",
        (quarters, all) if quarters < all => "few",
        (quarters, all) if quarters <= all * 3 => "many",
        _ => "most",
    }
}

const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Ready => "ready",
        Standing::Weak => "weak",
        Standing::Silent => "silent",
    }
}

/// The offices by what they lack, in the order of the first of each group.
fn groups(page: &Page<'_>, rows: &[OfficeGaps]) -> Vec<OfficeGroup> {
    let mut groups: Vec<OfficeGroup> = Vec::new();
    for row in rows {
        let gaps: Vec<&'static str> = row.gaps.iter().map(|(gap, _)| gap.code()).collect();
        let office = grouped(page, row);
        match groups.iter_mut().find(|group| group.gaps == gaps) {
            Some(group) => group.offices.push(office),
            None => groups.push(OfficeGroup {
                gaps,
                silent: row.gaps.iter().any(|(gap, _)| gap.is_silence()),
                offices: vec![office],
                folded: None,
            }),
        }
    }
    for group in &mut groups {
        let n = group.offices.len();
        group.folded = (n > MOST_UNFOLDED).then(|| page.t1("readiness-group", "n", number(page, n)));
    }
    groups
}

fn grouped(page: &Page<'_>, row: &OfficeGaps) -> GroupedOffice {
    let found_at = row.gaps.first().and_then(|(_, found_at)| *found_at);
    let since = found_at.map_or_else(|| page.t("readiness-new"), |at| page.t1("readiness-since", "time", format::day(page.lang, at)));
    let name = if page.lang == Lang::En { &row.office.name_en } else { &row.office.name };
    GroupedOffice { name: name.clone(), since }
}

fn map(ctx: &Ctx, page: &Page<'_>, seen: &Overview, country: bool) -> Option<MapView> {
    let titled = |place: &str, state: String| page.t2("readiness-shape", "place", place, "state", state);
    if country {
        let sheet = ctx.boundaries.country(&ctx.places);
        let shape = |(code, path): &(ProvinceCode, String)| {
            let state = seen.provinces.get(code.as_str()).map_or("unknown", share);
            let name = ctx.places.province(code).map(|province| province.full_name.to_string()).unwrap_or_default();
            MapShape { path: path.clone(), state, title: titled(&name, page.label("readiness-share", state)) }
        };
        return Some(MapView {
            width: sheet.width,
            height: sheet.height,
            shapes: sheet.shapes.iter().map(shape).collect(),
            labels: sheet.labels.clone(),
            legend: ["ready", "few", "many", "most"].map(|state| (state, page.label("readiness-share", state))).to_vec(),
        });
    }
    let sheet = outlines::province(&ctx.boundaries, &ctx.places, seen.province.as_ref()?);
    let states: BTreeMap<&str, &'static str> = seen.communes.iter().map(|(code, state)| (code.as_str(), standing(*state))).collect();
    let shape = |(code, path): (CommuneCode, String)| {
        let state = states.get(code.as_str()).copied().unwrap_or("unknown");
        let name = ctx.places.commune(&code).map(|commune| commune.label.to_string()).unwrap_or_default();
        MapShape { path, state, title: titled(&name, page.label("readiness-state", state)) }
    };
    Some(MapView {
        width: sheet.width,
        height: sheet.height,
        shapes: sheet.shapes.into_iter().map(shape).collect(),
        labels: sheet.labels,
        legend: ["ready", "weak", "silent"].map(|state| (state, page.label("readiness-state", state))).to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::{address, share};
    use crate::{
        kernel::codes::ProvinceCode,
        readiness::{Gap, overview::Totals},
    };

    #[test]
    fn a_province_is_shaded_by_the_share_of_its_offices_with_something_missing() {
        let totals = |with_gaps, offices| Totals { offices, with_gaps, ..Totals::default() };
        for (with_gaps, offices, state) in
            [(0, 0, "ready"), (0, 9, "ready"), (1, 9, "few"), (2, 8, "many"), (6, 8, "many"), (7, 8, "most"), (8, 8, "most")]
        {
            assert_eq!(share(&totals(with_gaps, offices)), state, "{with_gaps} of {offices}");
        }
    }

    #[test]
    fn an_address_holds_what_is_asked_for() {
        let province = ProvinceCode::parse("79");
        assert_eq!(address("/admin/readiness", None, None), "/admin/readiness");
        assert_eq!(address("/admin/readiness", province.as_ref(), Some(Gap::NoKey)), "/admin/readiness?province=79&gap=no_key");
    }
}
