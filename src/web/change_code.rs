//! A new code in the place of one that was read out: shown first, used when whoever it is for has kept it.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    answer::{go_to, html},
    sent::Sent,
    views::{Page, hotline::NewCodeView, public::CodeGroup},
};
use crate::{
    http::{App, refusal::Refusal},
    intake::change_code::{change, propose},
    kernel::Voice,
};

const PATH: &str = "/follow-up";

/// Shows a new code for an old one that has to be changed.
pub(super) async fn ask(ctx: &App, voice: Voice, old: &str) -> Result<Response, Refusal> {
    let proposed = propose(ctx, old).await?;
    let page = Page::public(&ctx.words, voice, PATH);
    let view = NewCodeView {
        groups: CodeGroup::of(&page, &proposed.code),
        code: old.to_owned(),
        new_code: proposed.code.to_string(),
        proof: proposed.proof,
        page,
    };
    Ok(html(voice, StatusCode::OK, &view))
}

/// Uses the new code from now on; whoever kept it comes in with it.
pub(super) async fn take(State(ctx): State<App>, Sent(typed): Sent) -> Result<Response, Refusal> {
    change(&ctx, typed.get("code"), typed.get("new_code"), typed.get("proof")).await?;
    Ok(go_to(PATH))
}

/// The address alone leads to the field for the code.
pub(super) async fn back() -> Response {
    go_to(PATH)
}
