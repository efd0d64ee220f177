//! In which voice a page answers, and how a refusal looks to a person.
//!
//! On public pages the address alone says it (`?lang=en`, `?read=easy`, `?for=child`), and goes along with every link, form and
//! redirect: no cookie is set before somebody enters a code. On staff pages `?lang=` is kept by a cookie until the browser closes.
//! `Accept-Language` is left alone on purpose: many phones here were set to English by a shop or a relative, and the same page
//! must read the same on the phone at home and on the borrowed one. The other voices are one link away on every page.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{
    account::proof_for,
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
    kernel::{Kind, Lang, Voice},
};

/// Tells every handler how the answer speaks, and people what was refused.
pub(super) async fn as_page(State(ctx): State<App>, mut request: Request, next: Next) -> Response {
    let at_the_desk = door::is_behind(request.uri().path());
    let asked = language::asked(request.uri().query()).filter(|_| at_the_desk);
    let voice = if at_the_desk {
        let kept = || Cookie::Language.read(&ctx, request.headers()).and_then(Lang::from_tag);
        asked.or_else(kept).unwrap_or_default().into()
    } else {
        Voice::asked(request.uri().query()).unwrap_or_default()
    };
    let looking = matches!(*request.method(), Method::GET | Method::HEAD);
    let place = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    request.extensions_mut().insert(voice.lang());
    request.extensions_mut().insert(voice);
    let mut response = next.run(request).await;
    if let Some(found) = refusal::find(&ctx, &mut response) {
        let page = page_of(&ctx, voice, &place, looking, &found);
        response = with(page, header::ALLOW, response.headers_mut().remove(header::ALLOW));
    }
    keep_voice(voice, &mut response);
    with(response, header::SET_COOKIE, asked.and_then(|lang| Cookie::Language.set(&ctx, lang.tag())))
}

/// An answer that leads to another page of ours leads to it in the same voice.
fn keep_voice(voice: Voice, response: &mut Response) {
    let place = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok()).filter(|place| place.starts_with('/'));
    let Some(place) = place.filter(|place| !door::is_behind(place)) else { return };
    if let Ok(place) = HeaderValue::from_str(&voice.at(place)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
}

fn page_of(ctx: &Ctx, voice: Voice, place: &str, looking: bool, found: &Found) -> Response {
    let refusal = &found.refusal;
    let status = refusal.status();
    let path = place.split('?').next().unwrap_or_default();
    let page = Page::public(&ctx.words, voice, path);
    let at_the_desk = door::is_behind(path);
    // Never this very address: it is one that a request named, and it may look like that of another site.
    let page = if at_the_desk { page } else { page.in_both_languages("/") };
    match refusal.kind {
        Kind::Unauthenticated if at_the_desk && looking => go_to(&door::sign_in_for(place)),
        Kind::Unauthenticated if at_the_desk => {
            let problems = Problems::one("", refusal.sentence(ctx, voice, &found.request_id));
            html(voice, status, &SignInView { page, email: String::new(), next: path.to_owned(), problems })
        }
        Kind::Forbidden if refusal.code == "proof-needed" && looking => go_to(&proof_for(place)),
        Kind::Forbidden if refusal.code == "second-factor-required" && looking => go_to("/desk/account"),
        // An address that cannot be read, or does not take what was sent, is none that a person was given.
        Kind::NotFound => html(voice, status, &NotFoundView { page }),
        Kind::Malformed => html(voice, method_status(refusal.code, status), &NotFoundView { page }),
        _ => {
            let text = refusal.sentence(ctx, voice, &found.request_id);
            let back = if at_the_desk { "/desk" } else { "/" };
            html(voice, status, &TroubleView { page, text, back: back.to_owned() })
        }
    }
}

/// The router's own "method not allowed" keeps its status.
fn method_status(code: &str, status: StatusCode) -> StatusCode {
    if code == "method-not-allowed" { StatusCode::METHOD_NOT_ALLOWED } else { status }
}
