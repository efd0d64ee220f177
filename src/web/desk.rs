//! Signing in and out, and the list of work.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    answer::{go_to, html, with},
    because,
    door::{self, Inside},
    inside_shown,
    sent::{Sent, fields},
    views::{
        Page, Problems, QueueView, SignInView, Typed,
        desk::{ClockRow, Narrowed, QueueRow},
    },
};
use crate::{
    access::{confirm, session as access},
    cases::{
        queue::{Cursor, Narrow, Whose},
        queue_rows::{self, QueueRow as Found},
        status::is_late,
    },
    ctx::Ctx,
    http::{App, refusal::Refusal, session::Cookie},
    kernel::{Classify, Kind, Lang, Timestamp, terms::Severity},
};

const PATH: &str = "/desk";
const SIGN_IN: &str = "/desk/sign-in";

/// Leads to the list.
pub(super) async fn home() -> Response {
    go_to(PATH)
}

/// The page to sign in on; whoever is signed in goes on at once.
pub(super) async fn ask_to_sign_in(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = fields(query.unwrap_or_default().as_bytes());
    let next = door::way_in(asked.get("next")).unwrap_or_default().to_owned();
    match door::at_the_door(&ctx, &headers).await {
        Ok(_) => return Ok(go_to(if next.is_empty() { PATH } else { &next })),
        Err(error) if error.kind() == Kind::Unauthenticated => {}
        Err(error) => return Err(error.into()),
    }
    let place = door::sign_in_for(if next.is_empty() { PATH } else { &next });
    let page = Page::public(&ctx.words, lang, SIGN_IN).in_both_languages(&place);
    Ok(html(lang, StatusCode::OK, &SignInView { page, email: String::new(), next, problems: Problems::default() }))
}

/// Signs out. A session that has ended already is signed out.
pub(super) async fn sign_out(State(ctx): State<App>, headers: HeaderMap, Sent(typed): Sent) -> Result<Response, Refusal> {
    let out = with(go_to(SIGN_IN), header::SET_COOKIE, Cookie::Desk.clear(&ctx));
    match door::at_the_door(&ctx, &headers).await {
        Ok(Inside { signed, token }) => {
            door::is_ours(&typed, &token)?;
            access::sign_out(&ctx, &token, signed.staff()).await?;
            Ok(out)
        }
        Err(error) if error.kind() == Kind::Unauthenticated => Ok(out),
        Err(error) => Err(error.into()),
    }
}

/// The open cases in scope, the one due first on top.
pub(super) async fn queue(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    if inside.signed.operator().is_ok() {
        return Ok(go_to("/desk/hotline"));
    }
    let asked = fields(query.unwrap_or_default().as_bytes());
    let now = ctx.clock.now();
    let (narrow, narrowed) = narrowed(&asked, now);
    // A place that cannot be read is the beginning: a person can do nothing about it.
    let listed = queue_rows::read(&ctx, &inside.signed, lang, narrow, Cursor::from_text(asked.get("after"))).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(&format!("{PATH}{}", narrowed.query("")));
    let more = listed.next.map(|cursor| format!("{PATH}{}", narrowed.query(&cursor.to_text())));
    let real = || listed.rows.iter().filter(|row| !row.case.drill);
    let (count, overdue) = (real().count(), real().filter(|row| is_late(&row.case, now)).count());
    let unconfirmed = match inside.signed.lead() {
        Ok(by) => confirm::waiting(&ctx, &by).await?.len(),
        Err(_) => 0,
    };
    let view = QueueView {
        unconfirmed: unconfirmed.to_string(),
        office: listed.office,
        // Counting all that follows would cost more than the page itself.
        count: format!("{count}{}", if more.is_some() { "+" } else { "" }),
        overdue: overdue.to_string(),
        drills: (listed.rows.len() - count).to_string(),
        rows: listed.rows.into_iter().map(|row| shown(&ctx, &page, row, now)).collect(),
        readings: inside_shown::lines(&ctx, &inside.signed, &page).await?,
        more,
        narrowed,
        page,
    };
    Ok(html(lang, StatusCode::OK, &view))
}

/// What the list is narrowed down to. A word that means nothing narrows nothing: a person can do nothing about it.
fn narrowed(asked: &Typed, now: Timestamp) -> (Narrow, Narrowed) {
    let (severity, whose) = (Severity::parse(asked.get("severity")), Whose::parse(asked.get("whose")));
    let late = asked.is("late", "yes");
    let code = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
    let shown = Narrowed { severity: code(severity.map(Severity::code)), whose: code(whose.map(Whose::code)), late };
    (Narrow { severity, whose, due_before: late.then_some(now), own_office: false }, shown)
}

fn shown(ctx: &Ctx, page: &Page<'_>, found: Found, now: Timestamp) -> QueueRow {
    let case = found.case;
    if let Some(name) = found.with {
        return inside_shown::row(page, case, &name, now);
    }
    QueueRow {
        commune: because::place_of(ctx, page, &case),
        category: because::category_of(ctx, page, &case),
        clock: found.next_clock.map_or_else(|| ClockRow::none(page), |(waits_for, due)| ClockRow::running(page, &waits_for, due, now)),
        state: found.progress.to_owned(),
        drill: case.drill,
        offered: found.offered,
        undecided: found.undecided,
        protected: found.protected,
        suspected: case.suspected.is_some(),
        code: case.code,
        severity: case.severity,
    }
}
