//! A new code for somebody who lost theirs and said the word that was agreed: shown once, to be read out.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    answer::html,
    case_acts::Form,
    case_page::again,
    door,
    sent::{Sent, said},
    views::{hotline::LostCodeView, public::CodeGroup},
};
use crate::{
    cases::{find, new_code},
    http::{App, refusal::Refusal},
    kernel::{Lang, secret::Plaintext},
};

/// Replaces the code of a case and shows the new one. It stands in this answer only.
pub(super) async fn replace(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let code = find::code(&code)?;
    let replaced = async {
        door::is_ours(&typed, &inside.token)?;
        let word = Plaintext::new(said(&typed, "secret_word").unwrap_or_default());
        Ok::<_, Refusal>(new_code::replace(&ctx, &inside.signed.responder()?, &code, &word).await?)
    };
    match replaced.await {
        Ok(new) => {
            let page = inside.page(&ctx.words, lang, &format!("/desk/cases/{code}"));
            let view = LostCodeView { groups: CodeGroup::of(&page, &new.code), case_code: code.to_string(), page };
            Ok(html(lang, StatusCode::CREATED, &view))
        }
        Err(refusal) => again(&ctx, lang, &inside, &code, Form::LostCode, typed, refusal).await,
    }
}
