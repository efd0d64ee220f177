//! In which language a page answers, and how a refusal looks to a person.
//!
//! The language is what `?lang=` asks for, which a cookie keeps until the browser closes; else that cookie; else Vietnamese.
//! `Accept-Language` is left alone on purpose: many phones here were set to English by a shop or a relative, and the same page
//! must read the same on the phone at home and on the borrowed one. The other language is one link away on every page.

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{
    answer::{go_to, html, with},
    door,
    views::{NotFoundView, Page, Problems, SignInView, TroubleView},
};
use crate::{
    ctx::Ctx,
    http::{
        App, language,
        refusal::{self, Found},
        session::Cookie,
    },
    kernel::{Kind, Lang},
};

/// Tells every handler the language of the answer, and people what was refused.
pub(super) async fn as_page(State(ctx): State<App>, mut request: Request, next: Next) -> Response {
    let asked = language::asked(request.uri().query());
    let kept = || Cookie::Language.read(&ctx, request.headers()).and_then(Lang::from_tag);
    let lang = asked.or_else(kept).unwrap_or_default();
    let looking = matches!(*request.method(), Method::GET | Method::HEAD);
    let place = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    request.extensions_mut().insert(lang);
    let mut response = next.run(request).await;
    if let Some(found) = refusal::find(&ctx, &mut response) {
        let page = page_of(&ctx, lang, &place, looking, &found);
        response = with(page, header::ALLOW, response.headers_mut().remove(header::ALLOW));
    }
    with(response, header::SET_COOKIE, asked.and_then(|lang| Cookie::Language.set(&ctx, lang.tag())))
}

fn page_of(ctx: &Ctx, lang: Lang, place: &str, looking: bool, found: &Found) -> Response {
    let refusal = &found.refusal;
    let status = refusal.status();
    let path = place.split('?').next().unwrap_or_default();
    let page = Page::public(&ctx.words, lang, path);
    let at_the_desk = door::is_behind(path);
    match refusal.kind {
        Kind::Unauthenticated if at_the_desk && looking => go_to(&door::sign_in_for(place)),
        Kind::Unauthenticated if at_the_desk => {
            let problems = Problems::one("", refusal.sentence(ctx, lang, &found.request_id));
            html(lang, status, &SignInView { page, email: String::new(), next: path.to_owned(), problems })
        }
        // An address that cannot be read, or does not take what was sent, is none that a person was given.
        Kind::NotFound => html(lang, status, &NotFoundView { page }),
        Kind::Malformed => html(lang, method_status(refusal.code, status), &NotFoundView { page }),
        _ => {
            let text = refusal.sentence(ctx, lang, &found.request_id);
            let back = if at_the_desk { "/desk" } else { "/" };
            html(lang, status, &TroubleView { page, text, back: back.to_owned() })
        }
    }
}

/// The router's own "method not allowed" keeps its status.
fn method_status(code: &str, status: StatusCode) -> StatusCode {
    if code == "method-not-allowed" { StatusCode::METHOD_NOT_ALLOWED } else { status }
}
