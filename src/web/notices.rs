//! The pages to read: staying safe, using the pages, what is kept, who is behind them, and a card to show.
//!
//! Public, without a session, and the same for everybody: nothing on them depends on who reads.

use axum::{Extension, extract::State, http::StatusCode, response::Response};

use super::{
    answer::html,
    views::{
        Page,
        notices::{AboutView, AccessibilityView, FurtherNumber, HelpCardView, PrivacyView, SafetyView},
    },
};
use crate::{
    clocks::local_time,
    config::{Number, Said},
    ctx::Ctx,
    http::App,
    kernel::Voice,
    words::format,
};

/// What can be done when somebody looks at the phone, and whom to call.
pub(super) async fn safety(State(ctx): State<App>, Extension(voice): Extension<Voice>) -> Response {
    let page = page(&ctx, voice, "/safety");
    html(voice, StatusCode::OK, &SafetyView { further: further_numbers(&ctx, voice), page })
}

/// The card in large letters.
pub(super) async fn help_card(State(ctx): State<App>, Extension(voice): Extension<Voice>) -> Response {
    let says = |voice: Voice| ctx.words.text(voice, "emergency-card", &[]);
    let shown_in = if voice == Voice::English { Voice::Vietnamese } else { voice };
    let view = HelpCardView { page: page(&ctx, voice, "/help-card"), card: says(shown_in), english: says(Voice::English) };
    html(voice, StatusCode::OK, &view)
}

/// How everybody can use these pages, and what is still missing.
pub(super) async fn accessibility(State(ctx): State<App>, Extension(voice): Extension<Voice>) -> Response {
    let view = AccessibilityView { page: page(&ctx, voice, "/accessibility"), contact: said(&ctx.config.operator.contact, voice) };
    html(voice, StatusCode::OK, &view)
}

/// What is kept, for how long, who sees it, on which law.
pub(super) async fn privacy(State(ctx): State<App>, Extension(voice): Extension<Voice>) -> Response {
    let operator = &ctx.config.operator;
    let view = PrivacyView {
        page: page(&ctx, voice, "/privacy"),
        retention: said(&operator.retention, voice),
        contact: said(&operator.contact, voice),
        encrypted: ctx.config.is_https(),
    };
    html(voice, StatusCode::OK, &view)
}

/// Who runs these pages, and what happens with a report.
pub(super) async fn about(State(ctx): State<App>, Extension(voice): Extension<Voice>) -> Response {
    let operator = &ctx.config.operator;
    let view = AboutView {
        page: page(&ctx, voice, "/about"),
        operator: said(&operator.name, voice),
        contact: said(&operator.contact, voice),
        version: env!("CARGO_PKG_VERSION"),
    };
    html(voice, StatusCode::OK, &view)
}

/// The numbers of the operator that somebody has rung not long ago.
pub(super) fn further_numbers(ctx: &Ctx, voice: Voice) -> Vec<FurtherNumber> {
    let today = local_time(ctx.clock.now()).date();
    let line = |number: &Number| FurtherNumber {
        number: number.number.clone(),
        dialled: number.dialled(),
        digits: number.dialled().chars().map(String::from).collect::<Vec<_>>().join(" "),
        whom: said(&number.whom, voice).unwrap_or_default(),
        checked: format::date(voice.lang(), number.checked_on),
    };
    ctx.config.operator.numbers_on(today).map(line).collect()
}

fn page<'w>(ctx: &'w Ctx, voice: Voice, path: &str) -> Page<'w> {
    Page::public(&ctx.words, voice, path).in_both_languages(path)
}

fn said(text: &Said, voice: Voice) -> Option<String> {
    text.in_voice(voice).map(str::to_owned)
}
