//! Going away at once, when somebody comes near. What it cannot do, forget the history of the phone, the pages say.
//!
//! Deliberately absent: `Clear-Site-Data`. Chromium holds the old page in sight until it has cleared, with `cache` for seconds, on
//! some phones for minutes (crbug 40233601), and there is little to clear: no page is kept (`no-store`), the draft is wiped by the
//! script that wrote it, the cookies are taken back here.

use std::time::Duration;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};

use super::answer::{go_to, with};
use crate::{
    http::{App, session::Cookie},
    intake::follow_up,
    vault::token::Token,
};

/// Longest wait for the session to be ended: going away comes first, and the ending goes on without us.
const LONGEST_WAIT: Duration = Duration::from_millis(300);

/// Ends what was open, takes our cookies back and leads elsewhere.
pub(super) async fn leave(State(ctx): State<App>, headers: HeaderMap) -> Response {
    if let Some(token) = Cookie::FollowUp.read(&ctx, &headers).and_then(Token::parse) {
        let ctx = ctx.clone();
        // In a task of its own, so that a tab closed in this very moment does not interrupt it (TRAPS 4.15). A failure is left to
        // the fifteen minutes after which the session ends by itself.
        let ending = tokio::spawn(async move { follow_up::end_session(&ctx, &token).await.is_ok() });
        drop(tokio::time::timeout(LONGEST_WAIT, ending).await);
    }
    [Cookie::FollowUp, Cookie::Desk, Cookie::Language]
        .into_iter()
        .fold(go_to(&ctx.config.leave_to), |gone, cookie| with(gone, header::SET_COOKIE, cookie.clear(&ctx)))
}
