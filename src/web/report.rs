//! Telling us: the form, and the answer to it. Whatever goes wrong, the form comes back with everything typed.
//!
//! The receipt is rendered by the very answer to the form, never after a redirect: its code stands in no address and no history.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use chrono::Duration;

use super::{
    answer::html,
    report_body::{began_at, body_of, field_of, place_on_page},
    sent::{Sent, fields},
    told::{Told, told},
    views::{Page, Problem, Problems, ReceivedView, ReportView, Typed, public::CodeGroup},
};
use crate::{
    ctx::Ctx,
    http::{App, refusal::Refusal, visitor::Visitor},
    intake::{
        Receipt, ReportForm,
        submit::{CHANNEL_FORM, RECEIPT_FOR_PAGES, Submission, submit},
    },
    kernel::{Kind, Lang, codes::FacilityCode, secret::Plaintext, terms::Suspicion},
    localities::{Facility, facilities},
    vault::{form_key, idempotency::IdempotencyKey},
};

const PATH: &str = "/report";
/// A field that no person sees and no browser fills in.
const HONEYPOT: &str = "second_story";
/// Nobody reads the first question and presses the button in less, not even who pressed it before on another page.
const FASTEST: Duration = Duration::seconds(1);
/// Longer than any tab keeps what was typed.
const LONGEST: Duration = Duration::days(2);

/// Shows the form. `?short=1` shows as little as possible, `?category=…` begins with that answer, `?at=…` with that facility.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, RawQuery(query): RawQuery) -> Response {
    let asked = fields(query.unwrap_or_default().as_bytes());
    let short = asked.get("short") == "1";
    let category = Some(asked.get("category")).filter(|code| ctx.taxonomy.categories.contains(code));
    // A card that is older than the register still leads to the form.
    let at = facility(&ctx, FacilityCode::parse(asked.get("at"))).await;
    let wanted = [("short", short.then_some("1")), ("category", category), ("at", at.as_ref().map(|at| at.code.as_str()))];
    let begun: Vec<String> = wanted.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value)?))).collect();
    let place = if begun.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", begun.join("&")) };
    let mut answers: Vec<(String, String)> = category.map(|code| ("category".to_owned(), code.to_owned())).into_iter().collect();
    if let Some(at) = &at {
        answers.extend([("facility".to_owned(), at.code.to_string()), ("facility_name".to_owned(), at.name_in(lang).to_owned())]);
    }
    let view = ReportView {
        page: Page::public(&ctx.words, lang, PATH).in_both_languages(&place),
        typed: Typed::from(answers),
        problems: Problems::default(),
        idempotency_key: fresh_key(&ctx),
        short,
    };
    html(lang, StatusCode::OK, &view)
}

/// Takes the report and shows the receipt.
pub(super) async fn take(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    visitor: Visitor,
    sent: Result<Sent, Refusal>,
) -> Response {
    let typed = match sent {
        Ok(Sent(typed)) => typed,
        Err(refusal) => return sent_back(&ctx, lang, Typed::default(), fresh_key(&ctx), &refusal),
    };
    // A key that somebody damaged must not cost a report: a new one only means that sending twice is not noticed.
    let key = IdempotencyKey::parse(typed.get("idempotency_key").trim()).unwrap_or_else(|_| IdempotencyKey::random(ctx.ids.as_ref()));
    let shown_key = key.reveal().to_owned();
    let suspected = looks_filled_by_machine(&ctx, &typed).or_else(|| visitor.reports(&ctx));
    match store(&ctx, lang, &typed, key, suspected).await {
        Ok(receipt) => received(&ctx, lang, &receipt),
        Err(refusal) => sent_back(&ctx, lang, typed, shown_key, &refusal),
    }
}

async fn store(ctx: &Ctx, lang: Lang, typed: &Typed, key: IdempotencyKey, suspected: Option<Suspicion>) -> Result<Receipt, Refusal> {
    let began_at = facility(ctx, began_at(typed)).await;
    let body = body_of(typed, lang, began_at.as_ref());
    let canonical = Plaintext::new(serde_json::to_string(&body).map_err(|_| Refusal::new(Kind::Internal, "internal"))?);
    let form = ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)?;
    let submission = Submission {
        form,
        channel: CHANNEL_FORM,
        key: Some(key),
        canonical,
        receipt_for: RECEIPT_FOR_PAGES,
        lang,
        drill: None,
        suspected,
        filed_by: None,
    };
    Ok(submit(ctx, submission).await?.receipt)
}

/// The facility of a code. That there is none, or that it cannot be read now, keeps nobody from telling us.
async fn facility(ctx: &Ctx, code: Option<FacilityCode>) -> Option<Facility> {
    facilities::by_code(ctx.db.read(), &code?).await.ok().flatten()
}

fn received(ctx: &Ctx, lang: Lang, receipt: &Receipt) -> Response {
    let page = Page::public(&ctx.words, lang, PATH);
    let view = ReceivedView {
        groups: CodeGroup::of(&page, receipt.access_code.reveal()),
        case_code: receipt.case_code.clone(),
        office: receipt.office.name.clone(),
        due: receipt.acknowledge_by.map(|by| page.moment(by)),
        // Where nobody is on duty before then, no time may be promised.
        night: receipt.acknowledge_by.is_none(),
        page,
    };
    html(lang, StatusCode::CREATED, &view)
}

/// The form again, with everything typed, what needs another look, and the numbers to call.
fn sent_back(ctx: &Ctx, lang: Lang, typed: Typed, key: String, refusal: &Refusal) -> Response {
    let page = Page::public(&ctx.words, lang, PATH);
    let Told { status, problems } = told(ctx, lang, refusal, field_of);
    let (idempotency_key, problems) = match refusal.kind {
        // This key has done its work. With a new one, sending again is a new report: only the person can say that it is one.
        Kind::Mismatch => (fresh_key(ctx), Problems::one("", sent_before(&page, refusal))),
        Kind::Conflict => {
            let said = problems.all().iter().map(|problem| problem.text.clone());
            let text: Vec<String> = said.chain([page.t("report-sent-before-next")]).collect();
            (fresh_key(ctx), Problems::one("", text.join(" ")))
        }
        _ => (key, in_page_order(&problems)),
    };
    let short = typed.get("short") == "1";
    html(lang, status, &ReportView { page, typed, problems, idempotency_key, short })
}

/// What became of the first report, which is safe, and how to say more.
fn sent_before(page: &Page<'_>, refusal: &Refusal) -> String {
    let args = refusal.fields.iter().flat_map(|field| &field.args);
    let code = args.filter(|(name, _)| *name == "case_code").map(|(_, code)| page.t1("report-sent-before-code", "case_code", code));
    let sentences: Vec<String> =
        std::iter::once(page.t("report-sent-before")).chain(code).chain([page.t("report-sent-before-next")]).collect();
    sentences.join(" ")
}

fn in_page_order(problems: &Problems) -> Problems {
    let mut sorted: Vec<Problem> = problems.all().to_vec();
    sorted.sort_by_key(|problem| place_on_page(&problem.field));
    Problems::from(sorted)
}

fn fresh_key(ctx: &Ctx) -> String {
    form_key::fresh(ctx.vault.public().pepper(), ctx.ids.as_ref(), ctx.clock.now())
}

/// What a machine does and a person does not. A form without any key comes from an old page and is no fault.
fn looks_filled_by_machine(ctx: &Ctx, typed: &Typed) -> Option<Suspicion> {
    if !typed.get(HONEYPOT).trim().is_empty() {
        return Some(Suspicion::Honeypot);
    }
    let key = typed.get("idempotency_key").trim();
    if key.is_empty() {
        return None;
    }
    let shown_for = form_key::shown_at(ctx.vault.public().pepper(), key).map(|shown_at| ctx.clock.now() - shown_at);
    match shown_for {
        Some(time) if time < FASTEST => Some(Suspicion::TooFast),
        Some(time) if time > LONGEST => Some(Suspicion::Replayed),
        // A key that is not ours says nothing: an old page, or one that was damaged on its way.
        _ => None,
    }
}
