//! Going away at once, when somebody comes near. What it cannot do, forget the history of the phone, the pages say.

use std::time::Duration;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

use super::answer::{go_to, with};
use crate::{
    http::{App, session::Cookie},
    intake::follow_up,
    vault::token::Token,
};

/// Where leaving leads: the weather page of the state's forecasting centre (Trung tâm Dự báo khí tượng thủy văn quốc gia). Everybody
/// looks there before rain and in the storm season, so it explains itself; it needs no account in which the visit would be kept
/// or shown on another phone of the family, as a search engine does; and it shows no advertising chosen by earlier visits.
const NEUTRAL_SITE: &str = "https://nchmf.gov.vn/";
/// Longest wait for the session to be ended: going away comes first, and the ending goes on without us.
const LONGEST_WAIT: Duration = Duration::from_millis(300);
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Ends what was open, clears what the browser keeps of us, and leads elsewhere.
pub(super) async fn leave(State(ctx): State<App>, headers: HeaderMap) -> Response {
    if let Some(token) = Cookie::FollowUp.read(&ctx, &headers).and_then(Token::parse) {
        let ctx = ctx.clone();
        // In a task of its own, so that a tab closed in this very moment does not interrupt it (TRAPS 4.15). A failure is left to
        // the fifteen minutes after which the session ends by itself.
        let ending = tokio::spawn(async move { follow_up::end_session(&ctx, &token).await.is_ok() });
        drop(tokio::time::timeout(LONGEST_WAIT, ending).await);
    }
    let cleared = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    let gone = with(go_to(NEUTRAL_SITE), CLEAR_SITE_DATA, Some(cleared));
    [Cookie::FollowUp, Cookie::Desk, Cookie::Language]
        .into_iter()
        .fold(gone, |gone, cookie| with(gone, header::SET_COOKIE, cookie.clear(&ctx)))
}
