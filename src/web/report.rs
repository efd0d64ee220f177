//! Telling us: the form, the page before sending, and the answer. Whatever goes wrong, the form comes back with everything typed.
//!
//! One address takes every button: a browser without `formaction` still gets what it pressed. The receipt is rendered by the very
//! answer to the form, never after a redirect: its code stands in no address and no history.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::StatusCode,
    response::{Redirect, Response},
};
use chrono::Duration;

use super::{
    answer::html,
    report_body::{body_of, field_of, place_on_page},
    report_check,
    report_places::{facility, listed, lists, meant},
    sent::fields,
    sent_files::SentFiles,
    told::{Told, told},
    views::{Door, Page, Problem, Problems, ReceivedView, ReportView, Typed, page::CHANGE_VOICE, public::CodeGroup, report::PlaceLists},
};
use crate::{
    ctx::Ctx,
    http::{App, refusal::Refusal, visitor::Visitor},
    intake::{
        Receipt, ReportForm, attachments, preview,
        submit::{CHANNEL_FORM, RECEIPT_FOR_PAGES, Submission, submit},
    },
    kernel::{Kind, Voice, codes::FacilityCode, secret::Plaintext, terms::Suspicion},
    vault::{form_key, idempotency::IdempotencyKey},
};

const PATH: &str = "/report";
/// Id of the form, which a change of the voice sends along.
const FORM: &str = "report-form";
/// A field that no person sees and no browser fills in.
const HONEYPOT: &str = "second_story";
/// Nobody reads the first question and presses the button in less, not even who pressed it before on another page.
const FASTEST: Duration = Duration::seconds(1);
/// Longer than any tab keeps what was typed.
const LONGEST: Duration = Duration::days(2);

/// Shows the form. `?short=1`, `?danger=yes`, `?for=child`, `?for=carer` are its doors; `?category=…` begins with that answer,
/// `?at=…` with that facility.
pub(super) async fn show(State(ctx): State<App>, Extension(voice): Extension<Voice>, RawQuery(query): RawQuery) -> Response {
    let asked = fields(query.unwrap_or_default().as_bytes());
    let door = match (asked.get("short"), asked.get("danger"), asked.get("for")) {
        ("1", _, _) => Door::Short,
        (_, "yes", _) => Door::Danger,
        (_, _, "carer") => Door::Carer,
        _ => Door::All,
    }
    .spoken(voice);
    let category = Some(asked.get("category")).filter(|code| ctx.taxonomy.categories.contains(code));
    // A card that is older than the register still leads to the form.
    let at = facility(&ctx, FacilityCode::parse(asked.get("at"))).await;
    let mut answers: Vec<(String, String)> = category.map(|code| ("category".to_owned(), code.to_owned())).into_iter().collect();
    if let Some(at) = &at {
        answers.extend([("facility".to_owned(), at.code.to_string()), ("facility_name".to_owned(), at.name_in(voice.lang()).to_owned())]);
    }
    let view = ReportView {
        page: form_page(&ctx, voice),
        typed: through(door, Typed::from(answers)),
        problems: Problems::default(),
        idempotency_key: fresh_key(&ctx),
        door,
        lists: PlaceLists::default(),
    };
    html(voice, StatusCode::OK, &view)
}

/// The frame of the form: asking for another voice sends it along.
fn form_page(ctx: &Ctx, voice: Voice) -> Page<'_> {
    Page::public(&ctx.words, voice, PATH).voices_by_form(FORM, PATH)
}

/// The address of a form that was sent, typed or reloaded.
pub(super) async fn back() -> Redirect {
    Redirect::to(PATH)
}

/// Takes the report and shows the receipt, unless another button was pressed.
pub(super) async fn take(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    visitor: Visitor,
    sent: Result<SentFiles, Refusal>,
) -> Response {
    answer(&ctx, voice, visitor, sent, "send").await
}

/// Shows the page before sending, unless another button was pressed.
pub(super) async fn check(
    State(ctx): State<App>,
    Extension(voice): Extension<Voice>,
    visitor: Visitor,
    sent: Result<SentFiles, Refusal>,
) -> Response {
    answer(&ctx, voice, visitor, sent, "check").await
}

async fn answer(ctx: &Ctx, voice: Voice, visitor: Visitor, sent: Result<SentFiles, Refusal>, default: &str) -> Response {
    let typed = match sent.map(SentFiles::whole) {
        Ok(Ok(typed)) => typed,
        // What is wrong with a file costs nothing else: the key is a fresh one where none was read.
        Ok(Err((typed, refusal))) => {
            let key = typed.get("idempotency_key").to_owned();
            return sent_back(ctx, voice, typed, if key.is_empty() { fresh_key(ctx) } else { key }, &refusal);
        }
        Err(refusal) => return sent_back(ctx, voice, Typed::default(), fresh_key(ctx), &refusal),
    };
    // A key that somebody damaged must not cost a report: a new one only means that sending twice is not noticed.
    let key = IdempotencyKey::parse(typed.get("idempotency_key").trim()).unwrap_or_else(|_| IdempotencyKey::random(ctx.ids.as_ref()));
    let shown_key = key.reveal().to_owned();
    let pressed = match (typed.is(CHANGE_VOICE, "1"), typed.get("do"), default) {
        // Another voice was asked for: the same page again, and nothing is sent.
        (true, _, "send") => "change",
        (true, ..) | (_, "", _) => default,
        (_, pressed, _) => pressed,
    }
    .to_owned();
    let typed = typed.without(&["do", CHANGE_VOICE]);
    match pressed.as_str() {
        "send" => send(ctx, voice, visitor, typed, key, shown_key).await,
        "check" => look(ctx, voice, typed, shown_key).await,
        "drop-position" => look(ctx, voice, typed.without(&["lat", "lon", "accuracy"]), shown_key).await,
        "drop-choice" => look(ctx, voice, typed.without(&["place_commune", "place_for"]), shown_key).await,
        other => {
            let door = Door::parse(other).unwrap_or_else(|| Door::of(&typed)).spoken(voice);
            let lists = if other == "list" || listed(&typed) { lists(ctx, voice.lang(), &typed) } else { PlaceLists::default() };
            let typed = if other == door.code() { through(door, typed) } else { typed };
            let page = form_page(ctx, voice);
            html(voice, StatusCode::OK, &ReportView { page, typed, problems: Problems::default(), idempotency_key: shown_key, door, lists })
        }
    }
}

/// What coming through `door` says, added to what was said before.
fn through(door: Door, typed: Typed) -> Typed {
    match door.says() {
        Some((name, value)) => typed.with(name, value),
        None => typed,
    }
}

async fn send(ctx: &Ctx, voice: Voice, visitor: Visitor, typed: Typed, key: IdempotencyKey, shown_key: String) -> Response {
    let suspected = looks_filled_by_machine(ctx, &typed).or_else(|| visitor.reports(ctx));
    match store(ctx, voice, &typed, key, suspected).await {
        Ok(receipt) => received(ctx, voice, &receipt),
        Err(refusal) => sent_back(ctx, voice, typed, shown_key, &refusal),
    }
}

async fn look(ctx: &Ctx, voice: Voice, typed: Typed, key: String) -> Response {
    let looked = async {
        let body = body_of(&typed, voice.lang(), &meant(ctx, voice.lang(), &typed).await);
        let form = ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)?;
        Ok::<_, Refusal>(preview::preview(ctx, &form, voice.lang()).await?)
    };
    match looked.await {
        Ok(preview) => html(voice, StatusCode::OK, &report_check::view(ctx, voice, typed, key, preview)),
        Err(refusal) => sent_back(ctx, voice, typed, key, &refusal),
    }
}

async fn store(ctx: &Ctx, voice: Voice, typed: &Typed, key: IdempotencyKey, suspected: Option<Suspicion>) -> Result<Receipt, Refusal> {
    let mut body = body_of(typed, voice.lang(), &meant(ctx, voice.lang(), typed).await);
    let files = attachments::take_from(ctx, &mut body).await?;
    let canonical = Plaintext::new(serde_json::to_string(&body).map_err(|_| Refusal::new(Kind::Internal, "internal"))?);
    let form = ReportForm { files, ..ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)? };
    let submission = Submission {
        form,
        channel: CHANNEL_FORM,
        key: Some(key),
        canonical,
        receipt_for: RECEIPT_FOR_PAGES,
        lang: voice.lang(),
        drill: None,
        suspected,
        filed_by: None,
    };
    Ok(submit(ctx, submission).await?.receipt)
}

fn received(ctx: &Ctx, voice: Voice, receipt: &Receipt) -> Response {
    let page = Page::public(&ctx.words, voice, PATH);
    let view = ReceivedView {
        groups: CodeGroup::of(&page, receipt.access_code.reveal()),
        code: receipt.access_code.reveal().to_owned(),
        case_code: receipt.case_code.clone(),
        office: receipt.office.name.clone(),
        due: receipt.acknowledge_by.map(|by| page.moment(by)),
        // Where nobody is on duty before then, no time may be promised.
        night: receipt.acknowledge_by.is_none(),
        page,
    };
    html(voice, StatusCode::CREATED, &view)
}

/// The form again, with everything typed, what needs another look, and the numbers to call.
fn sent_back(ctx: &Ctx, voice: Voice, typed: Typed, key: String, refusal: &Refusal) -> Response {
    let page = form_page(ctx, voice);
    let Told { status, problems } = told(ctx, voice, refusal, field_of);
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
    let door = Door::of(&typed).showing(&problems).spoken(voice);
    let lists = if listed(&typed) { lists(ctx, voice.lang(), &typed) } else { PlaceLists::default() };
    html(voice, status, &ReportView { page, typed, problems, idempotency_key, door, lists })
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
