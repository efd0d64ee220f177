//! The two steps of the door: a password, then a code from whoever has a second factor.
//!
//! Between them stands a ticket in the body of the second form: in no address, no cookie and no table. No token of a form guards
//! either step: there is no session yet that could be abused.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    answer::{go_to, html, with},
    door,
    sent::Sent,
    told::{Told, told},
    views::{Page, Problems, SignInView, Typed, account::CodeView},
};
use crate::{
    access::{
        AccessError,
        sign_in::{self as access, Brought, Entered, Step},
    },
    http::{
        App,
        session::{self, Cookie},
    },
    kernel::{Classify, Kind, Lang, secret::Plaintext},
    vault::token::Token,
};

const PATH: &str = "/desk";
const SIGN_IN: &str = "/desk/sign-in";
const CODE: &str = "/desk/sign-in/code";

/// Takes the password.
pub(super) async fn take_password(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Response {
    let given = Plaintext::new(typed.get("password").to_owned());
    match access::with_password(&ctx, typed.get("email"), &given, &brought(&ctx, &headers, &typed)).await {
        Ok(Step::Inside(entered)) => inside(&ctx, &headers, &typed, &entered),
        Ok(Step::Code(ticket)) => {
            let next = door::way_in(typed.get("next")).unwrap_or_default().to_owned();
            let page = Page::public(&ctx.words, lang, CODE);
            let view = CodeView { page, ticket: ticket.to_string(), next, remember: false, problems: Problems::default() };
            html(lang, StatusCode::OK, &view)
        }
        Err(error) => again(&ctx, lang, &typed, error),
    }
}

/// Takes the code.
pub(super) async fn take_code(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap, Sent(typed): Sent) -> Response {
    let code = Plaintext::new(typed.get("code").to_owned());
    match access::with_code(&ctx, typed.get("ticket"), &code, &brought(&ctx, &headers, &typed)).await {
        Ok(entered) => inside(&ctx, &headers, &typed, &entered),
        // The password was too long ago, or is another one meanwhile.
        Err(error @ AccessError::NotSignedIn) => again(&ctx, lang, &typed, error),
        Err(error) => {
            ctx.nudge.notify_one();
            let Told { status, problems } = told(&ctx, lang, &error.into(), |_| "code");
            let next = door::way_in(typed.get("next")).unwrap_or_default().to_owned();
            let page = Page::public(&ctx.words, lang, CODE);
            let (ticket, remember) = (typed.get("ticket").to_owned(), typed.is("remember", "yes"));
            html(lang, status, &CodeView { page, ticket, next, remember, problems })
        }
    }
}

/// The address of the second step, opened alone, leads to the first.
pub(super) async fn back() -> Response {
    go_to(SIGN_IN)
}

fn brought(ctx: &App, headers: &HeaderMap, typed: &Typed) -> Brought {
    Brought {
        devices: Cookie::Devices.read(ctx, headers).map(session::devices).unwrap_or_default(),
        session: Cookie::Desk.read(ctx, headers).and_then(Token::parse),
        remember: typed.is("remember", "yes"),
    }
}

fn inside(ctx: &App, headers: &HeaderMap, typed: &Typed, entered: &Entered) -> Response {
    ctx.nudge.notify_one();
    let place = door::way_in(typed.get("next")).unwrap_or(PATH);
    let answer = with(go_to(place), header::SET_COOKIE, Cookie::Desk.set(ctx, &entered.token.reveal()));
    let device = entered.device.as_ref().and_then(|device| session::keep_device(ctx, headers, device));
    with(answer, header::SET_COOKIE, device)
}

/// The first step again, with everything typed but the password.
fn again(ctx: &App, lang: Lang, typed: &Typed, error: AccessError) -> Response {
    let field = if error.kind() == Kind::Internal { "" } else { "email" };
    let Told { status, problems } = told(ctx, lang, &error.into(), |_| field);
    let page = Page::public(&ctx.words, lang, SIGN_IN);
    let next = door::way_in(typed.get("next")).unwrap_or_default().to_owned();
    html(lang, status, &SignInView { page, email: typed.get("email").to_owned(), next, problems })
}
