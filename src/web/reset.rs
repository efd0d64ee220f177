//! A forgotten password, in pages: asking for a letter, choosing a new password by its link, and confirming that it was they.
//!
//! As with an invitation the token stands in the address of one page only, which is never kept and never passed on.

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    account::proof_for,
    answer::{go_to, html},
    door,
    sent::{Sent, fields},
    told::{Told, told},
    views::{
        Page, Problems,
        reset::{ConfirmationsView, ForgottenView, NewPasswordView, UnconfirmedRow},
    },
};
use crate::{
    access::{AccessError, AdministrationError, choose_anew, confirm, reset},
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, secret::Plaintext},
};

const FORGOTTEN: &str = "/desk/forgotten";
const NEW_PASSWORD: &str = "/desk/new-password";
const CONFIRMATIONS: &str = "/desk/confirmations";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(FORGOTTEN, get(show).post(ask))
        .route(NEW_PASSWORD, get(show_choice).post(choose))
        .route(CONFIRMATIONS, get(list))
        .route("/desk/confirmations/{id}", post(confirm_one).get(back))
}

async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>) -> Response {
    let page = Page::public(&ctx.words, lang, FORGOTTEN).in_both_languages(FORGOTTEN);
    html(lang, StatusCode::OK, &ForgottenView { page, sent: false, email: String::new(), problems: Problems::default() })
}

/// Says the same whoever has that address, or nobody.
async fn ask(State(ctx): State<App>, Extension(lang): Extension<Lang>, Sent(typed): Sent) -> Result<Response, Refusal> {
    let page = Page::public(&ctx.words, lang, FORGOTTEN);
    let email = typed.get("email").to_owned();
    match reset::ask(&ctx, &email).await.map_err(Refusal::from) {
        Ok(()) => {
            ctx.nudge.notify_one();
            Ok(html(lang, StatusCode::OK, &ForgottenView { page, sent: true, email: String::new(), problems: Problems::default() }))
        }
        Err(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Busy) => {
            let Told { status, problems } = told(&ctx, lang, &refusal, |_| "email");
            Ok(html(lang, status, &ForgottenView { page, sent: false, email, problems }))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn show_choice(State(ctx): State<App>, Extension(lang): Extension<Lang>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let token = fields(query.unwrap_or_default().as_bytes()).get("t").to_owned();
    choice(&ctx, lang, token, StatusCode::OK, Problems::default()).await
}

async fn choose(State(ctx): State<App>, Extension(lang): Extension<Lang>, Sent(typed): Sent) -> Result<Response, Refusal> {
    let token = typed.get("token").to_owned();
    let outcome = if typed.get("password") == typed.get("again") {
        choose_anew::choose(&ctx, &token, &Plaintext::new(typed.get("password").to_owned())).await.map_err(Refusal::from)
    } else {
        Err(Refusal::at(Kind::Invalid, FieldError::new("/again", "passwords-differ")))
    };
    match outcome {
        Ok(()) => {
            ctx.nudge.notify_one();
            Ok(go_to("/desk/sign-in"))
        }
        Err(refusal) if refusal.kind == Kind::Invalid => {
            let Told { status, problems } = told(&ctx, lang, &refusal, |pointer| if pointer == "/again" { "again" } else { "password" });
            choice(&ctx, lang, token, status, problems).await
        }
        Err(refusal) if refusal.code == "reset-invalid" => {
            choice(&ctx, lang, String::new(), StatusCode::NOT_FOUND, Problems::default()).await
        }
        Err(refusal) => Err(refusal),
    }
}

async fn choice(ctx: &App, lang: Lang, token: String, status: StatusCode, problems: Problems) -> Result<Response, Refusal> {
    let page = Page::public(&ctx.words, lang, NEW_PASSWORD);
    match choose_anew::named(ctx, &token).await {
        Ok(_) => Ok(html(lang, status, &NewPasswordView { page, token, problems })),
        Err(AdministrationError::NoReset) => {
            let view = NewPasswordView { page, token: String::new(), problems: Problems::default() };
            Ok(html(lang, StatusCode::NOT_FOUND, &view))
        }
        Err(error) => Err(error.into()),
    }
}

async fn list(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let waiting = confirm::waiting(&ctx, &inside.signed.lead()?).await?;
    let page = inside.page(&ctx.words, lang, CONFIRMATIONS).in_both_languages(CONFIRMATIONS);
    let done = fields(query.unwrap_or_default().as_bytes()).is("done", "confirmed");
    let rows = waiting.into_iter().map(|confirm::Unconfirmed { person, office }| UnconfirmedRow {
        id: person.id.to_string(),
        role: page.label("admin-role", &person.role),
        office: if lang == Lang::En { office.name_en } else { office.name },
        since: person.unconfirmed_since.map(|at| page.moment(at)).unwrap_or_default(),
        name: person.name,
    });
    let rows = rows.collect();
    Ok(html(lang, StatusCode::OK, &ConfirmationsView { notice: done.then(|| page.t("confirm-done")), rows, page }))
}

async fn confirm_one(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>, Sent(typed): Sent) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let id = Uuid::try_parse(&id).map_err(|_| AdministrationError::NotFound)?;
    match confirm::confirm(&ctx, &inside.signed.lead()?, id).await {
        Ok(()) => {
            ctx.nudge.notify_one();
            Ok(go_to("/desk/confirmations?done=confirmed"))
        }
        Err(AdministrationError::Access(AccessError::ProofNeeded)) => Ok(go_to(&proof_for(CONFIRMATIONS))),
        Err(error) => Err(error.into()),
    }
}

async fn back() -> Response {
    go_to(CONFIRMATIONS)
}
