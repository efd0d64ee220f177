//! Accepting an invitation: a link out of a letter, a password typed twice.
//!
//! The token stands in the address of the first page only, which is never kept (`no-store`), never passed on (`no-referrer`) and never
//! logged; the form sends it in its body. A link that is worth nothing is told so without saying why.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};

use super::{
    answer::{go_to, html},
    sent::{Sent, fields},
    told::{Told, told},
    views::{Page, Problems, admin::people::InvitationView},
};
use crate::{
    access::{AdministrationError, accept},
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, secret::Plaintext},
};

const PATH: &str = "/desk/invitation";

/// Asks for the password.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let token = fields(query.unwrap_or_default().as_bytes()).get("t").to_owned();
    page(&ctx, lang, token, StatusCode::OK, Problems::default()).await
}

/// Saves the password and leads to the door.
pub(super) async fn take(State(ctx): State<App>, Extension(lang): Extension<Lang>, Sent(typed): Sent) -> Result<Response, Refusal> {
    let token = typed.get("token").to_owned();
    let outcome = if typed.get("password") == typed.get("again") {
        accept::accept(&ctx, &token, &Plaintext::new(typed.get("password").to_owned())).await.map_err(Refusal::from)
    } else {
        Err(Refusal::at(Kind::Invalid, FieldError::new("/again", "passwords-differ")))
    };
    match outcome {
        Ok(()) => Ok(go_to("/desk/sign-in")),
        Err(refusal) if refusal.kind == Kind::Invalid => {
            let Told { status, problems } = told(&ctx, lang, &refusal, |pointer| if pointer == "/again" { "again" } else { "password" });
            page(&ctx, lang, token, status, problems).await
        }
        Err(refusal) if refusal.code == "invitation-invalid" => {
            page(&ctx, lang, String::new(), StatusCode::NOT_FOUND, Problems::default()).await
        }
        Err(refusal) => Err(refusal),
    }
}

async fn page(ctx: &App, lang: Lang, token: String, status: StatusCode, problems: Problems) -> Result<Response, Refusal> {
    let frame = Page::public(&ctx.words, lang, PATH);
    match accept::invited(ctx, &token).await {
        Ok(_) => Ok(html(lang, status, &InvitationView { page: frame, token, problems })),
        Err(AdministrationError::NoInvitation) => {
            let view = InvitationView { page: frame, token: String::new(), problems: Problems::default() };
            Ok(html(lang, StatusCode::NOT_FOUND, &view))
        }
        Err(error) => Err(error.into()),
    }
}
