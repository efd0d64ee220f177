//! The day of one person, and finding a case of the office by a name.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    answer::html,
    because,
    door::{self, Inside},
    sent::{Sent, said},
    told::{Told, told},
    views::{
        Page, Problems,
        today::{DayList, DayRow, FindView, FoundRow, TodayView},
    },
};
use crate::{
    cases::{
        find_by_name,
        today::{self, Dated, Waits},
    },
    ctx::Ctx,
    entity::case_file,
    http::{App, refusal::Refusal},
    kernel::{Kind, Lang, Timestamp, secret::Plaintext},
};

const PATH: &str = "/desk/today";
const FIND: &str = "/desk/find";

/// What whoever looks has to do today.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let today = today::read(&ctx, &inside.signed).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let now = ctx.clock.now();
    let left =
        |rows: Vec<Dated>| rows.into_iter().map(|row| day_row(&ctx, &page, &row.case, by_when(&page, row.at, now), row.at < now)).collect();
    let since = |what: String, at: Timestamp| format!("{what} · {}", page.t1("today-since", "duration", page.span(now - at)));
    let answers = today.answers.iter().map(|row| day_row(&ctx, &page, &row.case, since(page.t("today-answer"), row.at), false)).collect();
    let waits = |row: &Waits| day_row(&ctx, &page, &row.case, since(page.label("today-waits", row.what.code()), row.since), false);
    let lists = [
        DayList { code: "decisions", rows: today.decisions.iter().map(waits).collect() },
        DayList { code: "due", rows: left(today.due) },
        DayList { code: "promised", rows: left(today.promised) },
        DayList { code: "answers", rows: answers },
    ];
    let lists = lists.into_iter().filter(|list| !list.rows.is_empty()).collect();
    Ok(html(lang, StatusCode::OK, &TodayView { page, lists }))
}

fn by_when(page: &Page<'_>, at: Timestamp, now: Timestamp) -> String {
    if at < now {
        return page.t1("clock-overdue", "duration", page.span(at - now));
    }
    format!("{} · {}", page.t1("clock-left", "duration", page.span(at - now)), page.t1("clock-due", "time", page.moment(at)))
}

fn day_row(ctx: &Ctx, page: &Page<'_>, case: &case_file::Model, what: String, overdue: bool) -> DayRow {
    DayRow {
        commune: because::place_of(ctx, page, case),
        code: case.code.clone(),
        severity: case.severity.clone(),
        drill: case.drill,
        what,
        overdue,
    }
}

/// The page to look for a name on.
pub(super) async fn ask(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    inside.signed.responder()?;
    let page = inside.page(&ctx.words, lang, FIND).in_both_languages(FIND);
    Ok(html(lang, StatusCode::OK, &FindView { page, name: String::new(), found: None, problems: Problems::default() }))
}

/// The cases in which somebody is called like what was typed. Nothing of it stands in an address.
pub(super) async fn find(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let name = said(&typed, "name").unwrap_or_default();
    let page = inside.page(&ctx.words, lang, FIND);
    let (status, found, problems) = match looked_for(&ctx, &inside, &typed, &name).await {
        Ok(found) => (StatusCode::OK, Some(found.iter().map(|case| found_row(&ctx, &page, case)).collect()), Problems::default()),
        Err(refusal) if refusal.kind == Kind::Invalid => {
            let Told { status, problems } = told(&ctx, lang, &refusal, |pointer| if pointer == "/name" { "name" } else { "" });
            (status, None, problems)
        }
        Err(refusal) => return Err(refusal),
    };
    Ok(html(lang, status, &FindView { page, name, found, problems }))
}

async fn looked_for(ctx: &Ctx, inside: &Inside, typed: &super::views::Typed, name: &str) -> Result<Vec<case_file::Model>, Refusal> {
    door::is_ours(typed, &inside.token)?;
    Ok(find_by_name::find_by_name(ctx, &inside.signed.responder()?, &Plaintext::new(name.to_owned())).await?)
}

fn found_row(ctx: &Ctx, page: &Page<'_>, case: &case_file::Model) -> FoundRow {
    FoundRow {
        commune: because::place_of(ctx, page, case),
        opened_at: page.moment(case.opened_at),
        code: case.code.clone(),
        severity: case.severity.clone(),
        closed: case.closed_at.is_some(),
        drill: case.drill,
    }
}
