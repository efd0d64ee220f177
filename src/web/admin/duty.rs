//! Rosters as pages: the week of an office is one form, in which rows come and go before anything is saved.

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};

use super::roster_shown::{Beside, Row, listed, roster};
use crate::{
    access::duty::{
        Keeper, deputies,
        deputies::NewDeputy,
        kept, phones,
        week::{self, NewWeek},
    },
    http::{App, refusal::Refusal},
    kernel::{Kind, Lang},
    web::{
        answer::{go_to, html},
        door::{self, Inside},
        sent::{Sent, fields},
        told::{Told, told},
        views::{Problem, Problems, Typed, admin::duty::RosterListView},
    },
};

const PATH: &str = "/admin/duty";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(list))
        .route("/admin/duty/{office}", get(show).post(write))
        .route("/admin/duty/{office}/deputies", post(add_deputy).get(back))
        .route("/admin/duty/{office}/deputies/{id}/removal", post(remove_deputy).get(back_from_deputy))
        .route("/admin/duty/{office}/phones", post(add_phone).get(back))
        .route("/admin/duty/{office}/phones/removal", post(remove_phone).get(back))
}

/// The offices whose rosters the reader keeps.
async fn list(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Keeper::of(&inside.signed)?;
    let named = fields(query.unwrap_or_default().as_bytes()).get("q").trim().to_owned();
    let (offices, more) = kept::list(&ctx, &by, &named).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let rows = offices.into_iter().map(|one| listed(&page, PATH, one)).collect();
    let more = if more == 0 { String::new() } else { more.to_string() };
    Ok(html(lang, StatusCode::OK, &RosterListView { page, named, rows, more }))
}

/// The roster of an office.
async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(office): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let done = format!("duty-done-{}", fields(query.unwrap_or_default().as_bytes()).get("done"));
    let notice = ctx.words.knows(&done).then(|| ctx.words.text(lang, &done, &[]));
    page(&ctx, lang, &inside, &office, StatusCode::OK, Beside { notice, looking: true, ..Beside::default() }).await
}

/// Saves the week, or changes the rows of the form and shows it again.
async fn write(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Keeper::of(&inside.signed)?;
    let mut rows = Row::all_of(&typed);
    let act = typed.get("do").to_owned();
    if act != "save" {
        change(&mut rows, &act);
        let beside = Beside { draft: Some(rows), seen: Some(typed.get("version").to_owned()), ..Beside::default() };
        return page(&ctx, lang, &inside, &office, StatusCode::OK, beside).await;
    }
    rows.retain(|row| !row.is_blank());
    let seen = Some(typed.get("version").to_owned()).filter(|seen| !seen.is_empty());
    let new = NewWeek { shifts: rows.iter().map(Row::shift).collect(), seen };
    let saved = match door::is_ours(&typed, &inside.token) {
        Ok(()) => week::set(&ctx, &by, &office, new).await.map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    match saved {
        Ok(_) => Ok(go_to(&format!("{PATH}/{office}?done=week"))),
        Err(refusal) => {
            let Told { status, problems } = told(&ctx, lang, &refusal, |_| "");
            let problems = if refusal.kind == Kind::Invalid { at_rows(&ctx, lang, &refusal) } else { problems };
            // Whoever was overtaken has seen so now; saving again is their decision.
            let seen = (refusal.kind != Kind::Conflict).then(|| typed.get("version").to_owned());
            again(&ctx, lang, &inside, &office, refusal, status, Beside { draft: Some(rows), seen, problems, ..Beside::default() }).await
        }
    }
}

/// Adds or removes a row, or copies Monday.
fn change(rows: &mut Vec<Row>, act: &str) {
    if let Some(weekday) = act.strip_prefix("add-").and_then(|day| day.parse().ok()).filter(|day| (1..=7).contains(day)) {
        rows.push(Row { weekday, fresh: true, ..Row::default() });
    } else if let Some(no) = act.strip_prefix("remove-").and_then(|no| no.parse::<usize>().ok()).filter(|no| *no < rows.len()) {
        rows.remove(no);
    } else if act == "copy" {
        let monday: Vec<Row> = rows.iter().filter(|row| row.weekday == 1).cloned().collect();
        rows.retain(|row| !(2..=5).contains(&row.weekday));
        rows.extend((2..=5).flat_map(|weekday| monday.iter().cloned().map(move |row| Row { weekday, ..row })));
    }
}

/// The faults of a week at the fields of its rows.
fn at_rows(ctx: &App, lang: Lang, refusal: &Refusal) -> Problems {
    let field_of = |pointer: &str| match pointer.split('/').collect::<Vec<_>>()[..] {
        [_, _, no, "weekday"] => format!("from-{no}"),
        [_, _, no, field] => format!("{field}-{no}"),
        _ => String::new(),
    };
    let problem =
        |field: &crate::kernel::FieldError| Problem { field: field_of(&field.pointer), text: Refusal::field_sentence(ctx, lang, field) };
    Problems::from(refusal.fields.iter().map(problem).collect::<Vec<_>>())
}

async fn add_deputy(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Keeper::of(&inside.signed)?;
    let text = |name: &str| typed.get(name).to_owned();
    let new = NewDeputy { staff: text("staff"), deputy: text("deputy"), from: text("from"), until: text("until") };
    let done = match door::is_ours(&typed, &inside.token) {
        Ok(()) => deputies::add(&ctx, &by, &office, new).await.map(|_| ()).map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    settled(&ctx, lang, &inside, &office, "deputy", "deputies", typed, done).await
}

async fn remove_deputy(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path((office, id)): Path<(String, String)>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Keeper::of(&inside.signed)?;
    let done = match door::is_ours(&typed, &inside.token) {
        Ok(()) => deputies::remove(&ctx, &by, &office, &id).await.map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    settled(&ctx, lang, &inside, &office, "deputy", "deputies", Typed::default(), done).await
}

async fn add_phone(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Keeper::of(&inside.signed)?;
    let done = match door::is_ours(&typed, &inside.token) {
        Ok(()) => phones::add(&ctx, &by, &office, typed.get("phone"), typed.get("label")).await.map(|_| ()).map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    settled(&ctx, lang, &inside, &office, "phone", "phones", typed, done).await
}

async fn remove_phone(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Keeper::of(&inside.signed)?;
    let done = match door::is_ours(&typed, &inside.token) {
        Ok(()) => phones::remove(&ctx, &by, &office, typed.get("phone")).await.map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    settled(&ctx, lang, &inside, &office, "phone", "phones", Typed::default(), done).await
}

/// Leads back to the part of the page that a form belongs to, or shows it again with everything typed.
#[expect(clippy::too_many_arguments, reason = "what every form here ends with")]
async fn settled(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    office: &str,
    what: &str,
    anchor: &str,
    typed: Typed,
    done: Result<(), Refusal>,
) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(go_to(&format!("{PATH}/{office}?done={what}#{anchor}"))),
        Err(refusal) => {
            let Told { status, problems } = told(ctx, lang, &refusal, |pointer| match pointer {
                "/staff" => "staff",
                "/deputy" => "deputy",
                "/from" => "from",
                "/until" => "until",
                "/phone" => "phone",
                "/label" => "label",
                _ => "",
            });
            again(ctx, lang, inside, office, refusal, status, Beside { typed, problems, ..Beside::default() }).await
        }
    }
}

/// The page again, unless it does not exist for this person.
async fn again(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    office: &str,
    refusal: Refusal,
    status: StatusCode,
    beside: Beside,
) -> Result<Response, Refusal> {
    if matches!(refusal.kind, Kind::NotFound | Kind::Unauthenticated) {
        return Err(refusal);
    }
    page(ctx, lang, inside, office, status, beside).await
}

/// The address of a form, opened alone, leads to the page.
async fn back(Path(office): Path<String>) -> Response {
    go_to(&format!("{PATH}/{office}"))
}

async fn back_from_deputy(Path((office, _)): Path<(String, String)>) -> Response {
    go_to(&format!("{PATH}/{office}"))
}

async fn page(ctx: &App, lang: Lang, inside: &Inside, office: &str, status: StatusCode, beside: Beside) -> Result<Response, Refusal> {
    let by = Keeper::of(&inside.signed)?;
    let kept = kept::read(ctx, &by, office).await?;
    let path = format!("{PATH}/{}", kept.now.office.code);
    let mut frame = inside.page(&ctx.words, lang, &path);
    if beside.looking {
        frame = frame.in_both_languages(&path);
    }
    Ok(html(lang, status, &roster(frame, path, kept, beside)))
}

#[cfg(test)]
mod tests {
    use super::{Row, change};

    fn row(weekday: u8, from: &str) -> Row {
        Row { weekday, from: from.into(), to: "17:00".into(), ..Row::default() }
    }

    fn hours(rows: &[Row]) -> Vec<(u8, &str)> {
        rows.iter().map(|row| (row.weekday, row.from.as_str())).collect()
    }

    #[test]
    fn rows_come_and_go_and_monday_is_copied_to_friday() {
        let mut rows = vec![row(1, "07:00"), row(1, "13:00"), row(3, "22:00"), row(6, "08:00")];
        change(&mut rows, "remove-1");
        assert_eq!(hours(&rows), [(1, "07:00"), (3, "22:00"), (6, "08:00")]);
        change(&mut rows, "copy");
        assert_eq!(hours(&rows), [(1, "07:00"), (6, "08:00"), (2, "07:00"), (3, "07:00"), (4, "07:00"), (5, "07:00")]);
        change(&mut rows, "add-7");
        assert!(rows.last().is_some_and(|row| row.weekday == 7 && row.fresh && row.is_blank()));
        for nothing in ["add-8", "remove-99", "remove-x", ""] {
            change(&mut rows, nothing);
        }
        assert_eq!(rows.len(), 7);
    }
}
