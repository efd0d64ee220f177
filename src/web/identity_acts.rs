//! The forms about who reported: asking and deciding lead back to the page; what is opened stands in one answer only, in no address.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};

use super::{
    account::proof_for,
    answer::go_to,
    case_acts::Form,
    case_page,
    door::{self, Inside},
    sent::{Sent, said},
    views::Typed,
};
use crate::{
    access::Signed,
    cases::{
        content::Identity,
        find,
        identity::{self, Judged, Judgement},
    },
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, codes::CaseCode, secret::Plaintext},
};

/// The fields of these forms that a JSON pointer of their commands means.
pub(super) const fn fields_of(form: Form) -> &'static [(&'static str, &'static str)] {
    match form {
        Form::IdentityRequest => &[("/reason", "identity_reason")],
        Form::EmergencyContact => &[("/reason", "emergency_reason"), ("/password", "emergency_password")],
        Form::Judgement => &[("/words", "judgement_words"), ("/judgement", "judgement_words")],
        _ => &[],
    }
}

/// Does what a form asks that leads back to the page.
///
/// # Errors
/// The refusal of the command, or of a field that cannot be read.
pub(super) async fn record(ctx: &Ctx, by: &Signed, code: &CaseCode, form: Form, typed: &Typed) -> Result<(), Refusal> {
    if form == Form::IdentityRequest {
        identity::ask(ctx, &by.responder()?, code, &told(typed, "identity_reason")).await?;
    }
    if form == Form::Judgement {
        let by = by.lead()?;
        let access = typed.get("access").trim().parse().map_err(|_| Refusal::new(Kind::NotFound, "not-found"))?;
        let fault = || Refusal::at(Kind::Invalid, FieldError::new("/judgement", "answer-needed"));
        let judgement = Judgement::parse(typed.get("judgement")).ok_or_else(fault)?;
        identity::judge(ctx, &by, code, Judged { access, judgement, words: told(typed, "judgement_words") }).await?;
    }
    ctx.nudge.notify_one();
    Ok(())
}

/// Opens who reported, or how to reach them, and shows the page with it. This answer is the only one that shows it.
pub(super) async fn open(
    form: Form,
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let code = find::code(&code)?;
    match opened(&ctx, &inside, &code, form, &typed).await {
        Ok(identities) => case_page::with_identities(&ctx, lang, &inside, &code, identities).await,
        // Nothing was typed that could be lost: the proof leads back to the button.
        Err(refusal) if form == Form::Identity && refusal.code == "proof-needed" => {
            Ok(go_to(&proof_for(&format!("/desk/cases/{code}#identity"))))
        }
        Err(refusal) => {
            // A password does not come back in a page.
            let typed = typed.without(&["emergency_password"]);
            case_page::again(&ctx, lang, &inside, &code, form, typed, refusal).await
        }
    }
}

async fn opened(ctx: &App, inside: &Inside, code: &CaseCode, form: Form, typed: &Typed) -> Result<Vec<Identity>, Refusal> {
    door::is_ours(typed, &inside.token)?;
    let by = inside.signed.responder()?;
    if form == Form::Identity {
        return Ok(identity::open(ctx, &by, code).await?);
    }
    let (reason, password) = (told(typed, "emergency_reason"), Plaintext::new(typed.get("emergency_password").to_owned()));
    let details = identity::open_contact(ctx, &by, code, &reason, &password).await?;
    ctx.nudge.notify_one();
    Ok(details)
}

fn told(typed: &Typed, name: &str) -> Plaintext {
    Plaintext::new(said(typed, name).unwrap_or_default())
}
