//! Coming back with a code: where it stands, answers one at a time, buttons, closing.
//!
//! | file | is for |
//! |---|---|
//! | `acts` | what the buttons send |
//! | `shown` | the conversation as a page |
//! | `receipt` | the receipt with the day; the code as a file of its own |
//!
//! The code travels in the body of a form only. What follows is a session of fifteen idle minutes; whoever writes longer than that is
//! asked for the code again, and the text goes along. A text of the conversation stands in an answer only when that answer was asked
//! for it: not in the page itself, not behind a fold of it.

mod acts;
mod receipt;
mod shown;

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    answer::{go_to, html, with},
    change_code, door,
    sent::{Sent, fields},
    told::{Told, told},
    views::{
        FollowUpEnterView, Page, Problems, Typed,
        follow_up::{Ended, Unsent},
    },
};
use crate::{
    http::{App, refusal::Refusal, session::Cookie},
    intake::follow_up::{self, FollowUpError, Unlocked},
    kernel::{Classify, Kind, Voice},
    vault::token::Token,
};
use shown::{Beside, again, conversation};

pub(super) use acts::{contacted, danger, hide, lock, object, open, write};
pub(super) use receipt::{back_to_report, note, receipt};

const PATH: &str = "/follow-up";

/// An open session.
struct Visit {
    token: Token,
    at: Unlocked,
}

/// Shows the conversation of a session, or the field for the code.
pub(super) async fn show(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let said = fields(query.unwrap_or_default().as_bytes()).get("said").to_owned();
    if let Some(visit) = visit(&ctx, &headers).await? {
        return conversation(&ctx, voice, &visit, StatusCode::OK, Beside { said, looking: true, ..Beside::default() }).await;
    }
    let page = Page::public(&ctx.words, voice, PATH).in_both_languages(PATH);
    Ok(enter(&FollowUpEnterView { page, ..empty(&ctx, voice) }, StatusCode::OK))
}

/// Opens a session with a code.
pub(super) async fn unlock(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let at = match follow_up::unlock(&ctx, typed.get("code")).await {
        Ok(at) => at,
        Err(FollowUpError::MustChange) => return change_code::ask(&ctx, voice, typed.get("code")).await,
        Err(error) => return Ok(not_opened(&ctx, voice, &typed, error)),
    };
    if let Some(earlier) = Cookie::FollowUp.read(&ctx, &headers).and_then(Token::parse) {
        follow_up::end_session(&ctx, &earlier).await?;
    }
    let visit = Visit { token: follow_up::begin_session(&ctx, &at).await?, at };
    let cookie = Cookie::FollowUp.set(&ctx, &visit.token.reveal());
    // A redirect, so that reloading this page later asks the session, which ends, and not the code, which does not. Only what
    // was being written goes on directly.
    let opened = if Unsent::of(&typed).is_empty() {
        go_to(PATH)
    } else {
        conversation(&ctx, voice, &visit, StatusCode::OK, Beside { typed, ..Beside::default() }).await?
    };
    Ok(with(opened, header::SET_COOKIE, cookie))
}

/// Closes the session: nothing can be read here any more.
pub(super) async fn close(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    if let Some(visit) = visit(&ctx, &headers).await? {
        if let Err(refusal) = door::is_ours(&typed, &visit.token) {
            return again(&ctx, voice, &visit, typed, &refusal, "").await;
        }
        follow_up::end_session(&ctx, &visit.token).await?;
    }
    Ok(gone(&ctx, voice, Ended::Closed))
}

/// The address of a form, opened alone, leads to the page the form stands on.
pub(super) async fn back() -> Response {
    go_to(PATH)
}

/// The page after which nothing can be read here any more.
fn gone(ctx: &App, voice: Voice, ended: Ended) -> Response {
    let page = enter(&FollowUpEnterView { ended: Some(ended), ..empty(ctx, voice) }, StatusCode::OK);
    with(page, header::SET_COOKIE, Cookie::FollowUp.clear(ctx))
}

/// The session of a request, if it has one that still runs.
async fn visit(ctx: &App, headers: &HeaderMap) -> Result<Option<Visit>, Refusal> {
    let Some(token) = Cookie::FollowUp.read(ctx, headers).and_then(Token::parse) else { return Ok(None) };
    match follow_up::resume(ctx, &token).await {
        Ok(at) => Ok(Some(Visit { token, at })),
        Err(error) if error.kind() == Kind::Unauthenticated => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The field for the code, with nothing in it.
fn empty(ctx: &App, voice: Voice) -> FollowUpEnterView<'_> {
    let page = Page::public(&ctx.words, voice, PATH);
    FollowUpEnterView { page, typed: String::new(), problems: Problems::default(), ended: None, unsent: Unsent::default() }
}

fn enter(view: &FollowUpEnterView<'_>, status: StatusCode) -> Response {
    html(view.page.voice, status, view)
}

/// A code that opened nothing stays in its field: one wrong letter must not mean typing sixteen again.
fn not_opened(ctx: &App, voice: Voice, typed: &Typed, error: FollowUpError) -> Response {
    let refusal = Refusal::from(error);
    let field = if refusal.kind == Kind::Internal { "" } else { "code" };
    let Told { status, problems } = told(ctx, voice, &refusal, |_| field);
    let view = FollowUpEnterView { typed: typed.get("code").to_owned(), problems, unsent: Unsent::of(typed), ..empty(ctx, voice) };
    enter(&view, status)
}

/// The session ended while somebody was writing.
fn ended(ctx: &App, voice: Voice, unsent: Unsent) -> Response {
    let problems = Problems::one("code", ctx.words.text(voice, "follow-ended", &[]));
    let view = FollowUpEnterView { problems, unsent, ..empty(ctx, voice) };
    with(enter(&view, StatusCode::UNAUTHORIZED), header::SET_COOKIE, Cookie::FollowUp.clear(ctx))
}
