//! Offices: the list, one of them, and what can be done with it.

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};

use super::shown::{band, name_of, notice, person_row, place_of};
use crate::{
    access::{
        office_lists::{self, Detail, OfficeState, Search},
        reinstate,
    },
    cases::{
        load, merge_offices, suspend_office,
        territory::{self, Territory},
    },
    http::{App, refusal::Refusal},
    kernel::Lang,
    web::{
        answer::{go_to, html},
        case_acts::comes_back,
        door::{self, Inside},
        sent::{Sent, fields, said},
        told::{Told, told},
        views::{
            Problems, Typed,
            admin::{
                offices::{OfficeRow, OfficeView, OfficesView},
                people::ConfirmView,
            },
        },
    },
};

const PATH: &str = "/admin/offices";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(list))
        .route("/admin/offices/{code}", get(show))
        .route("/admin/offices/{code}/suspension", post(suspend).get(back))
        .route("/admin/offices/{code}/reinstatement", post(take_back).get(back))
        .route("/admin/offices/{code}/merger", post(merge).get(back))
        .route("/admin/offices/{code}/territory", post(move_it).get(back))
}

async fn list(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.administrator()?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let (text, state) = (said(&asked, "q"), asked.get("state").to_owned());
    let search = Search { text: text.clone(), state: OfficeState::parse(&state), after: said(&asked, "after") };
    let found = office_lists::list(&ctx, &by, &search).await?;
    let text = text.unwrap_or_default();
    let place = |after: &str| serde_urlencoded::to_string([("q", text.as_str()), ("state", &state), ("after", after)]).unwrap_or_default();
    let rows = found.rows.iter().map(|row| OfficeRow {
        code: row.office.code.clone(),
        name: name_of(lang, &row.office),
        state: OfficeState::of(&row.office).code().to_owned(),
        people: row.people.to_string(),
    });
    let view = OfficesView {
        rows: rows.collect(),
        more: found.next.as_deref().map(|after| format!("{PATH}?{}", place(after))),
        page: inside.page(&ctx.words, lang, PATH).in_both_languages(&format!("{PATH}?{}", place(""))),
        text,
        state,
    };
    Ok(html(lang, StatusCode::OK, &view))
}

async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let view = OfficeView { notice: notice(&ctx, lang, query.as_deref()), ..view(&ctx, lang, &inside, &code).await? };
    let page = inside.page(&ctx.words, lang, &address(&code)).in_both_languages(&address(&code));
    Ok(html(lang, StatusCode::OK, &OfficeView { page, ..view }))
}

async fn view<'c>(ctx: &'c App, lang: Lang, inside: &Inside, code: &str) -> Result<OfficeView<'c>, Refusal> {
    let by = inside.signed.administrator()?;
    let Detail { office, parent, successor, below, people, answering } = office_lists::detail(ctx, &by, code).await?;
    let page = inside.page(&ctx.words, lang, &address(code));
    Ok(OfficeView {
        name: name_of(lang, &office),
        state: OfficeState::of(&office).code().to_owned(),
        merged: office.merged_into.is_some(),
        successor: successor.map(|office| (address(&office.code), name_of(lang, &office))),
        place: place_of(ctx, &page, &office),
        parent: parent.map_or_else(|| page.t("admin-no-parent"), |parent| format!("{} ({})", name_of(lang, &parent), parent.code)),
        below: below.to_string(),
        answering: answering.to_string(),
        open_work: band(&page, load::of_office(ctx, code).await?),
        people: people.iter().map(person_row).collect(),
        notice: None,
        typed: Typed::default(),
        problems: Problems::default(),
        code: office.code,
        page,
    })
}

async fn suspend(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let by = inside.signed.administrator()?;
    if typed.is("confirmed", "yes") {
        let done = suspend_office::suspend(&ctx, &by, &code).await.map_err(Refusal::from);
        return after(&ctx, lang, &inside, &code, typed, done, "suspended").await;
    }
    let office = view(&ctx, lang, &inside, &code).await?;
    let page = office.page;
    let lines = vec![
        page.t1("admin-line-open-work", "band", &office.open_work),
        page.t("admin-line-up"),
        page.t("admin-line-sessions"),
        page.t("admin-line-told"),
    ];
    let title = page.t1("admin-confirm-suspend-office", "name", &office.name);
    let button = page.t("admin-office-suspend");
    let ask = ConfirmView {
        title,
        lines,
        action: format!("{}/suspension", address(&code)),
        kept: Vec::new(),
        hands_on: false,
        colleagues: Vec::new(),
        chosen: String::new(),
        button,
        back: address(&code),
        problems: Problems::default(),
        page,
    };
    Ok(html(lang, StatusCode::OK, &ask))
}

async fn take_back(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let done = reinstate::office(&ctx, &inside.signed.administrator()?, &code).await.map_err(Refusal::from);
    after(&ctx, lang, &inside, &code, typed, done, "reinstated").await
}

async fn merge(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let by = inside.signed.administrator()?;
    let into = said(&typed, "into").unwrap_or_default();
    if typed.is("confirmed", "yes") {
        let done = merge_offices::merge(&ctx, &by, &code, &into).await.map_err(Refusal::from);
        return after(&ctx, lang, &inside, &code, typed, done, "merged").await;
    }
    let successor = match merge_offices::successor(&ctx, &by, &code, &into).await {
        Ok(successor) => successor,
        Err(error) => return after(&ctx, lang, &inside, &code, typed, Err(error.into()), "merged").await,
    };
    let office = view(&ctx, lang, &inside, &code).await?;
    let page = office.page;
    let lines = vec![
        page.t1("admin-line-into", "name", name_of(lang, &successor)),
        page.t1("admin-line-people", "n", office.people.len()),
        page.t1("admin-line-open-work", "band", &office.open_work),
        page.t("admin-line-merge-work"),
        page.t1("admin-line-below", "n", &office.below),
        page.t("admin-line-sessions"),
        page.t("admin-line-told"),
        page.t("admin-line-forever"),
    ];
    let ask = ConfirmView {
        title: page.t1("admin-confirm-merge", "name", &office.name),
        lines,
        action: format!("{}/merger", address(&code)),
        kept: vec![("into".to_owned(), into)],
        hands_on: false,
        colleagues: Vec::new(),
        chosen: String::new(),
        button: page.t("admin-merge"),
        back: address(&code),
        problems: Problems::default(),
        page,
    };
    Ok(html(lang, StatusCode::OK, &ask))
}

async fn move_it(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let wanted = Territory { parent: said(&typed, "parent"), commune: said(&typed, "commune"), province: said(&typed, "province") };
    let done = territory::change(&ctx, &inside.signed.administrator()?, &code, &wanted).await.map_err(Refusal::from);
    after(&ctx, lang, &inside, &code, typed, done, "territory").await
}

/// The page again after an act: with what was done, or with what needs another look and everything typed.
async fn after(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    code: &str,
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &str,
) -> Result<Response, Refusal> {
    match outcome {
        Ok(()) => {
            ctx.nudge.notify_one();
            Ok(go_to(&format!("{}?done={done}", address(code))))
        }
        Err(refusal) if comes_back(&refusal) => {
            let Told { status, problems } = told(ctx, lang, &refusal, |pointer| match pointer {
                "/into" => "into",
                "/parent" => "parent",
                "/commune" => "commune",
                "/province" => "province",
                _ => "",
            });
            Ok(html(lang, status, &OfficeView { typed, problems, ..view(ctx, lang, inside, code).await? }))
        }
        Err(refusal) => Err(refusal),
    }
}

/// The address of an act, opened alone, leads to the page of its office.
async fn back(Path(code): Path<String>) -> Response {
    go_to(&address(&code))
}

fn address(code: &str) -> String {
    format!("{PATH}/{code}")
}
