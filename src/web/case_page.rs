//! A case: the page, and what its forms record.
//!
//! Looking at the page is opening the case: for those who work on it the sealed parts are read and the reading is entered, so
//! there is no second button to press. Supervisors see the plain part and no report.

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    answer::{go_to, html},
    arranged_shown,
    case_acts::{Form, comes_back, record},
    case_places,
    case_shown::{self, Read},
    casework_acts, custody_acts,
    door::{self, Inside},
    inside_shown,
    sent::{Sent, fields},
    support_acts, support_shown,
    told::{Told, told},
    views::{CaseView, Problems, Typed},
};
use crate::{
    cases::{CaseError, content::Identity, find, inside::Reach, view},
    http::{App, refusal::Refusal},
    kernel::{Lang, codes::CaseCode},
};

/// What a page shows besides the case.
#[derive(Default)]
struct Beside {
    form: &'static str,
    typed: Typed,
    problems: Problems,
    notice: Option<String>,
    identities: Option<Vec<Identity>>,
    looking: bool,
}

/// Shows a case.
pub(super) async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let code = find::code(&code)?;
    let done = format!("done-{}", fields(query.unwrap_or_default().as_bytes()).get("done"));
    let notice = ctx.words.knows(&done).then(|| ctx.words.text(lang, &done, &[]));
    page(&ctx, lang, &inside, &code, StatusCode::OK, Beside { notice, looking: true, ..Beside::default() }).await
}

/// Does what a form asks and leads back to the page, or shows it again with everything typed.
pub(super) async fn act(
    form: Form,
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let code = find::code(&code)?;
    // In the language of whoever reported, which need not be that of whoever answers.
    if form == Form::Messages && !typed.get("fill").is_empty() {
        let case = find::in_scope(ctx.db.read(), &inside.signed.scope(), &code).await?;
        let theirs = Lang::from_tag(&case.language).unwrap_or_default();
        let typed = casework_acts::filled(&ctx, theirs, &typed).unwrap_or(typed);
        return page(&ctx, lang, &inside, &code, StatusCode::OK, Beside { form: form.name(), typed, ..Beside::default() }).await;
    }
    let recorded = match door::is_ours(&typed, &inside.token) {
        Ok(()) => record(&ctx, &inside.signed, &code, form, &typed).await,
        Err(refusal) => Err(refusal),
    };
    match recorded {
        // Whoever stepped back has no page of this case any more; nor, perhaps, whoever passed it on.
        Ok(_)
            if [Form::Exclusions, Form::Location, Form::Release, Form::Answer, Form::Decision].contains(&form)
                && find::in_scope(ctx.db.read(), &inside.signed.scope(), &code).await.is_err() =>
        {
            Ok(go_to("/desk"))
        }
        Ok(done) => Ok(go_to(&format!("/desk/cases/{code}?done={done}#{}", form.anchor()))),
        Err(refusal) => again(&ctx, lang, &inside, &code, form, typed, refusal).await,
    }
}

/// The page with who reported, or how to reach them.
pub(super) async fn with_identities(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    code: &CaseCode,
    identities: Vec<Identity>,
) -> Result<Response, Refusal> {
    page(ctx, lang, inside, code, StatusCode::OK, Beside { identities: Some(identities), ..Beside::default() }).await
}

/// The address of a form, opened alone, leads to the page of its case.
pub(super) async fn back(Path(code): Path<String>) -> Result<Response, Refusal> {
    Ok(go_to(&format!("/desk/cases/{}", find::code(&code)?)))
}

pub(super) async fn again(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    code: &CaseCode,
    form: Form,
    typed: Typed,
    refusal: Refusal,
) -> Result<Response, Refusal> {
    came_back(ctx, lang, inside, code, (form.name(), typed), refusal, |pointer| form.field_of(pointer)).await
}

/// Shows the page again with what was typed into the form of this name, each fault at its field.
pub(super) async fn came_back(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    code: &CaseCode,
    (form, typed): (&'static str, Typed),
    refusal: Refusal,
    field_of: impl Fn(&str) -> &'static str,
) -> Result<Response, Refusal> {
    if !comes_back(&refusal) {
        return Err(refusal);
    }
    let Told { status, problems } = told(ctx, lang, &refusal, field_of);
    page(ctx, lang, inside, code, status, Beside { form, typed, problems, ..Beside::default() }).await
}

// Boxed, because the page with all its parts is kept while it is put together.
async fn page(ctx: &App, lang: Lang, inside: &Inside, code: &CaseCode, status: StatusCode, beside: Beside) -> Result<Response, Refusal> {
    Box::pin(whole_page(ctx, lang, inside, code, status, beside)).await
}

async fn whole_page(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    code: &CaseCode,
    status: StatusCode,
    beside: Beside,
) -> Result<Response, Refusal> {
    let read = match inside.signed.responder() {
        Ok(by) => match view::opened(ctx, &by, code).await {
            Ok(opened) => Read::Opened(Box::new(opened)),
            Err(CaseError::WithAnother) => {
                let Beside { form, typed, problems, looking, .. } = beside;
                return inside_shown::ask_why(ctx, lang, inside, code, (form, &typed, problems, looking)).await;
            }
            Err(error) => return Err(error.into()),
        },
        Err(_) => Read::Outline(Box::new(view::outline(ctx, &inside.signed, code).await?)),
    };
    let path = format!("/desk/cases/{code}");
    let mut frame = inside.page(&ctx.words, lang, &path);
    if beside.looking {
        frame = frame.in_both_languages(&path);
    }
    if matches!(read, Read::Opened(_)) {
        frame = frame.marked(ctx.clock.now());
    }
    let place = support_acts::place_typed(beside.form, &beside.typed);
    let communes = if place.is_empty() { Vec::new() } else { case_places::places_found(ctx, place) };
    let support = support_shown::shown(ctx, &inside.signed, &frame, &read, &communes).await?;
    let only_reads = matches!(&read, Read::Opened(opened) if opened.reach != Reach::Works);
    let support = if only_reads { inside_shown::to_read(support) } else { support };
    let shown = case_shown::shown(ctx, &inside.signed, frame, read, beside.identities).await?;
    let Beside { form, typed, problems, notice, .. } = beside;
    let searched = form == Form::Location.name() && !typed.get("place").trim().is_empty();
    let places_found = if searched { case_places::places_found(ctx, typed.get("place")) } else { shown.places_found };
    let mut shown = CaseView { places_found, support, ..shown };
    let asked = custody_acts::place_typed(form, &typed);
    if !asked.is_empty() {
        let communes = case_places::places_found(ctx, asked);
        shown.arranged.offices = arranged_shown::offices_found(ctx, &inside.signed, &shown.page, code, &communes).await?;
    }
    Ok(html(lang, status, &CaseView { typed_in: form.to_owned(), typed, problems, notice, ..shown }))
}
