//! Response times, as a table.

use std::collections::BTreeMap;

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::Duration;

use super::{
    answer::html,
    door,
    views::{Page, ResponseTimesView, oversight::ResponseRow},
};
use crate::{
    access::{Overseer, Supervisor},
    cases::{
        CaseError,
        asked::{self, OpenDecision},
        names,
    },
    ctx::Ctx,
    http::{App, period, refusal::Refusal},
    kernel::{Lang, codes::ProvinceCode, terms::Milestone},
    statistics::{
        query::{Period, count},
        response_times::{DEFINITION_VERSION, Figure, Share, Span},
    },
    words::format,
};

const PATH: &str = "/oversight";
/// Below this many cases a share is told as two numbers: a percentage of three cases says nothing.
const FEWEST_FOR_PERCENT: usize = 5;
/// Stands where there is no figure.
const NO_FIGURE: &str = "–";

/// Shows the figures of the reader's area: the last thirty days, or `?from=…&to=…`.
pub(super) async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.supervisor()?;
    let period = period::asked(query.as_deref(), ctx.clock.now())?;
    let counted = count(&ctx, &by, period).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let name = |code: &Option<ProvinceCode>| {
        let province = code.as_ref().and_then(|code| ctx.places.province(code));
        province.map_or_else(|| page.t("case-unknown"), |province| province.full_name.to_string())
    };
    let rows: Vec<ResponseRow> = counted.provinces.iter().filter_map(|row| row_of(&page, name(&row.province), &row.figures)).collect();
    let decisions = decisions(&ctx, &by, &page).await?;
    let view = ResponseTimesView {
        decisions,
        period: days(lang, period),
        provisional: rows.iter().any(|row| row.provisional),
        total: row_of(&page, page.t("oversight-total"), &counted.total).filter(|_| !rows.is_empty()),
        rows,
        version: DEFINITION_VERSION.to_string(),
        looks_after: Overseer::of(&ctx, &by).await.is_ok(),
        page,
    };
    Ok(html(lang, StatusCode::OK, &view))
}

/// The decisions that wait above cases in scope, in words.
async fn decisions(ctx: &Ctx, by: &Supervisor, page: &Page<'_>) -> Result<Vec<(String, String)>, CaseError> {
    let open = asked::decisions(ctx, by).await?;
    let names = names::offices(ctx, page.lang, &open.iter().map(|row| row.office.clone()).collect()).await?;
    let now = ctx.clock.now();
    let sentence = |row: &OpenDecision| {
        let office = names.get(&row.office).unwrap_or(&row.office);
        let waits = page.t2("decisions-row", "office", office, "ground", page.label("decision-ground", &row.ground));
        format!("{waits} {}", page.t1("decisions-since", "duration", page.span(now - row.opened_at)))
    };
    Ok(open.iter().map(|row| (row.case.clone(), sentence(row))).collect())
}

/// First and last day.
fn days(lang: Lang, period: Period) -> String {
    let last = period.to - Duration::microseconds(1);
    format!("{} – {}", format::day(lang, period.from), format::day(lang, last))
}

/// The row of a place: the first contact, which is the response time.
fn row_of(page: &Page<'_>, place: String, figures: &BTreeMap<Milestone, Figure>) -> Option<ResponseRow> {
    let figure = figures.get(&Milestone::FirstContact)?;
    let number = |n: usize| format::number(page.lang, i64::try_from(n).unwrap_or(i64::MAX));
    Some(ResponseRow {
        place,
        href: None,
        n: number(figure.n),
        in_time: number(figure.in_time),
        late: number(figure.late),
        missed: number(figure.missed_so_far),
        running: number(figure.running),
        share: figure.share_in_time.and_then(|share| share_of(page.lang, share)).unwrap_or_else(|| NO_FIGURE.to_owned()),
        median: span(page, figure.median),
        p90: span(page, figure.p90),
        provisional: figure.provisional,
    })
}

fn share_of(lang: Lang, share: Share) -> Option<String> {
    if share.of < FEWEST_FOR_PERCENT {
        return Some(format!("{}/{}", share.in_time, share.of));
    }
    format::percent(lang, u64::try_from(share.in_time).ok()?, u64::try_from(share.of).ok()?)
}

fn span(page: &Page<'_>, span: Option<Span>) -> String {
    let Some(span) = span else { return NO_FIGURE.to_owned() };
    let words = page.span(span.elapsed);
    if span.more_than { page.t1("oversight-more-than", "duration", words) } else { words }
}

#[cfg(test)]
mod tests {
    use super::share_of;
    use crate::{kernel::Lang, statistics::response_times::Share};

    #[test]
    fn nobody_reads_a_percentage_of_three_cases() {
        assert_eq!(share_of(Lang::Vi, Share { in_time: 2, of: 3 }).as_deref(), Some("2/3"));
        assert_eq!(share_of(Lang::Vi, Share { in_time: 5, of: 8 }).as_deref(), Some("62,5 %"));
    }
}
