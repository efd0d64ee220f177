//! Coming back with a code: reading answers, writing more, closing.
//!
//! The code travels in the body of one form only. What follows is a session of fifteen idle minutes; whoever writes longer than
//! that is asked for the code again, and the text goes along.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    answer::{go_to, html, with},
    change_code, door,
    sent::{Sent, fields, said},
    told::{Told, told},
    views::{
        FollowUpEnterView, FollowUpView, Page, Problems, Typed,
        follow_up::{CONTACTED, ThreadMessage},
    },
};
use crate::{
    http::{
        App,
        refusal::Refusal,
        session::{self, Cookie},
    },
    intake::follow_up::{self, Conversation, FollowUpError, Unlocked},
    kernel::{Classify, FieldError, Kind, Lang, secret::Plaintext},
    vault::token::Token,
};

const PATH: &str = "/follow-up";
/// Said in the address after something was sent, so that a reload sends nothing twice: `?said=…`.
const SAID_MESSAGE: &str = "message";
const SAID_CONTACTED: &str = "contacted";

/// An open session.
struct Visit {
    token: Token,
    at: Unlocked,
}

/// What the page shows besides the conversation.
#[derive(Default)]
struct Beside {
    typed: Typed,
    problems: Problems,
    said: String,
    looking: bool,
}

/// Shows the conversation of a session, or the field for the code.
pub(super) async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let said = fields(query.unwrap_or_default().as_bytes()).get("said").to_owned();
    if let Some(visit) = visit(&ctx, &headers).await? {
        return conversation(&ctx, lang, &visit, StatusCode::OK, Beside { said, looking: true, ..Beside::default() }).await;
    }
    let page = Page::public(&ctx.words, lang, PATH).in_both_languages(PATH);
    Ok(enter(&FollowUpEnterView { page, ..empty(&ctx, lang) }, StatusCode::OK))
}

/// Opens a session with a code.
pub(super) async fn unlock(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let at = match follow_up::unlock(&ctx, typed.get("code")).await {
        Ok(at) => at,
        Err(FollowUpError::MustChange) => return change_code::ask(&ctx, lang, typed.get("code")).await,
        Err(error) => return Ok(not_opened(&ctx, lang, &typed, error)),
    };
    if let Some(earlier) = Cookie::FollowUp.read(&ctx, &headers).and_then(Token::parse) {
        follow_up::end_session(&ctx, &earlier).await?;
    }
    let visit = Visit { token: follow_up::begin_session(&ctx, &at).await?, at };
    let cookie = Cookie::FollowUp.set(&ctx, &visit.token.reveal());
    // A redirect, so that reloading this page later asks the session, which ends, and not the code, which does not. Only a text
    // that was being written goes on directly.
    let opened = if said(&typed, "message").is_some() {
        conversation(&ctx, lang, &visit, StatusCode::OK, Beside { typed, ..Beside::default() }).await?
    } else {
        go_to(PATH)
    };
    Ok(with(opened, header::SET_COOKIE, cookie))
}

/// Sends a message. "It is more dangerous now" is said in words at its end, or alone.
pub(super) async fn write(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let danger = typed.is("more_danger", "yes").then(|| ctx.words.text(lang, "follow-more-danger-message", &[]));
    let text = said(&typed, "message").into_iter().chain(danger).collect::<Vec<_>>().join("\n\n");
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, lang, text)) };
    match send(&ctx, &visit, &typed, text).await {
        Ok(()) => Ok(go_to(&format!("{PATH}?said={SAID_MESSAGE}"))),
        Err(refusal) => again(&ctx, lang, &visit, typed, &refusal, "message").await,
    }
}

/// Sends the answer to "has anybody contacted you", with the question, as a message.
pub(super) async fn contacted(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, lang, String::new())) };
    let Some(answer) = CONTACTED.iter().find(|answer| typed.get("contacted") == **answer) else {
        let refusal = Refusal::at(Kind::Invalid, FieldError::new("/text", "answer-needed"));
        return again(&ctx, lang, &visit, typed, &refusal, "contacted").await;
    };
    let words = |key: &str| ctx.words.text(lang, key, &[]);
    let text = format!("{} {}", words("ask-contacted"), words(&format!("contacted-{answer}")));
    match send(&ctx, &visit, &typed, text).await {
        Ok(()) => Ok(go_to(&format!("{PATH}?said={SAID_CONTACTED}"))),
        Err(refusal) => again(&ctx, lang, &visit, typed, &refusal, "contacted").await,
    }
}

/// Closes the session: nothing can be read here any more.
pub(super) async fn close(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    if let Some(visit) = visit(&ctx, &headers).await? {
        if let Err(refusal) = door::is_ours(&typed, &visit.token) {
            return again(&ctx, lang, &visit, typed, &refusal, "").await;
        }
        follow_up::end_session(&ctx, &visit.token).await?;
    }
    let closed = enter(&FollowUpEnterView { closed: true, ..empty(&ctx, lang) }, StatusCode::OK);
    Ok(with(closed, header::SET_COOKIE, Cookie::FollowUp.clear(&ctx)))
}

/// The address of a form, opened alone, leads to the page the form stands on.
pub(super) async fn back() -> Response {
    go_to(PATH)
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

async fn send(ctx: &App, visit: &Visit, typed: &Typed, text: String) -> Result<(), Refusal> {
    door::is_ours(typed, &visit.token)?;
    Ok(follow_up::write(ctx, &visit.at, &Plaintext::new(text)).await?)
}

/// The conversation with what was typed, after a refusal at `field`.
async fn again(ctx: &App, lang: Lang, visit: &Visit, typed: Typed, refusal: &Refusal, field: &'static str) -> Result<Response, Refusal> {
    let Told { status, problems } = told(ctx, lang, refusal, |pointer| if pointer.is_empty() { "" } else { field });
    conversation(ctx, lang, visit, status, Beside { typed, problems, ..Beside::default() }).await
}

async fn conversation(ctx: &App, lang: Lang, visit: &Visit, status: StatusCode, beside: Beside) -> Result<Response, Refusal> {
    let read = follow_up::read(ctx, &visit.at).await?;
    let mut page = Page { csrf: session::csrf(&visit.token), ..Page::public(&ctx.words, lang, PATH) };
    if beside.looking {
        page = page.in_both_languages(PATH);
    }
    let notice = match beside.said.as_str() {
        SAID_MESSAGE => Some(page.t("follow-sent")),
        SAID_CONTACTED => Some(page.t("contacted-thanks")),
        _ => None,
    };
    let view = FollowUpView {
        status: standing(&page, &read),
        // Who has opened the report is not counted yet for the public face.
        opened_by: None,
        messages: messages(&page, read),
        ask_contacted: beside.said != SAID_CONTACTED,
        notice,
        typed: beside.typed,
        problems: beside.problems,
        page,
    };
    Ok(html(lang, status, &view))
}

/// Where the case stands and, while nobody has taken it, who will read it.
fn standing(page: &Page<'_>, read: &Conversation) -> Vec<String> {
    let office = match page.lang {
        Lang::Vi => &read.office.0,
        Lang::En => &read.office.1,
    };
    let waiting = read.acknowledge_by.filter(|_| !office.is_empty()).map(|_| page.t1("received-office", "office", office));
    std::iter::once(page.label("status", read.status)).chain(waiting).collect()
}

fn messages(page: &Page<'_>, read: Conversation) -> Vec<ThreadMessage> {
    let line =
        |line: follow_up::Line| ThreadMessage { mine: line.mine, at: page.moment(line.sent_at), text: line.body.reveal().to_owned() };
    read.messages.into_iter().map(line).collect()
}

/// The field for the code, with nothing in it.
fn empty(ctx: &App, lang: Lang) -> FollowUpEnterView<'_> {
    let page = Page::public(&ctx.words, lang, PATH);
    FollowUpEnterView { page, typed: String::new(), problems: Problems::default(), closed: false, unsent: String::new() }
}

fn enter(view: &FollowUpEnterView<'_>, status: StatusCode) -> Response {
    html(view.page.lang, status, view)
}

/// A code that opened nothing stays in its field: one wrong letter must not mean typing sixteen again.
fn not_opened(ctx: &App, lang: Lang, typed: &Typed, error: FollowUpError) -> Response {
    let refusal = Refusal::from(error);
    let field = if refusal.kind == Kind::Internal { "" } else { "code" };
    let Told { status, problems } = told(ctx, lang, &refusal, |_| field);
    let view =
        FollowUpEnterView { typed: typed.get("code").to_owned(), problems, unsent: typed.get("message").to_owned(), ..empty(ctx, lang) };
    enter(&view, status)
}

/// The session ended while somebody was writing.
fn ended(ctx: &App, lang: Lang, unsent: String) -> Response {
    let problems = Problems::one("code", ctx.words.text(lang, "follow-ended", &[]));
    let view = FollowUpEnterView { problems, unsent, ..empty(ctx, lang) };
    with(enter(&view, StatusCode::UNAUTHORIZED), header::SET_COOKIE, Cookie::FollowUp.clear(ctx))
}
