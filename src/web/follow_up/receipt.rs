//! The receipt with the day, as a page to print; and the code as a file of a neutral name.
//!
//! Both are answers to forms: neither the code nor anything of the case stands in an address. The page that shows the code asks for both
//! with the code that it shows; it forgets nothing, so that going back is safe.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{PATH, ended, not_opened, shown::again, visit};
use crate::{
    http::{App, refusal::Refusal},
    intake::follow_up,
    kernel::{Lang, Voice},
    vault::access_code::AccessCode,
    web::{
        answer::{go_to, html},
        door,
        sent::{Sent, said},
        views::{DatedReceiptView, Page, follow_up::Unsent},
    },
    words::format,
};

/// The receipt of a report: for the code in the form, or for the session.
pub(in crate::web) async fn receipt(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let at = if let Some(code) = said(&typed, "code") {
        match follow_up::find(&ctx, &code).await {
            Ok(at) => at,
            Err(error) => return Ok(not_opened(&ctx, voice, &typed, error)),
        }
    } else {
        let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::default())) };
        if let Err(refusal) = door::is_ours(&typed, &visit.token) {
            return again(&ctx, voice, &visit, typed, &refusal, "").await;
        }
        visit.at
    };
    let receipt = follow_up::receipt(&ctx, &at).await?;
    let view = DatedReceiptView {
        reference: receipt.reference,
        day: format::day(voice.lang(), receipt.received_at),
        office: match voice.lang() {
            Lang::Vi => receipt.office.0,
            Lang::En => receipt.office.1,
        },
        page: Page::public(&ctx.words, voice, PATH),
    };
    Ok(html(voice, StatusCode::OK, &view))
}

/// The code in a file that says nothing else, not even of which page it is.
pub(in crate::web) async fn note(Extension(voice): Extension<Voice>, Sent(typed): Sent) -> Response {
    // Only a code comes back: this address hands out no other text that somebody put into a form.
    let Ok(code) = AccessCode::parse(typed.get("code")) else { return go_to("/report") };
    let name = match voice.lang() {
        Lang::Vi => "attachment; filename=\"ghi-chu.txt\"",
        Lang::En => "attachment; filename=\"note.txt\"",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    (headers, format!("{}\r\n", code.shown().as_str())).into_response()
}

/// The address of the file, opened alone.
pub(in crate::web) async fn back_to_report() -> Response {
    go_to("/report")
}
