//! The telephone page: forms read into the request of one command each.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{go_to, html},
    door::{self, Inside},
    report_body::{body_of, field_of as report_field},
    report_places::meant,
    sent::{Sent, fields, said},
    told::{Told, told},
    views::{
        Page, Problems, Typed,
        case_file::Choice,
        hotline::{CallbackRow, ContactLine, HotlineReceiptView, HotlineReportView, HotlineView, ShiftRow},
        public::CodeGroup,
    },
};
use crate::{
    access::Operator,
    cases::names,
    ctx::Ctx,
    http::{App, refusal::Refusal},
    intake::{
        Receipt, ReportForm,
        hotline::{
            callbacks::{self, NewCallback},
            contacts::{self, NewContact},
            reports::{self, Told as ToldReport},
            shift_notes,
            transfers::{self, NewTransfer},
        },
    },
    kernel::{
        FieldError, Kind, Lang, Timestamp,
        secret::Plaintext,
        terms::{CallbackOutcome, HotlineKind, Line},
    },
    taxonomy::{Labelled, Term},
    vault::idempotency::IdempotencyKey,
    words::format::{from_input, to_input},
};

const PATH: &str = "/desk/hotline";
const REPORT: &str = "/desk/hotline/report";

/// A form of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A call that is no report.
    Contacts,
    /// Somebody to be called back.
    Callbacks,
    /// An attempt to call back.
    Attempts,
    /// A note for the next shift.
    Notes,
    /// A caller passed on.
    Transfers,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Callbacks => "callbacks",
            Self::Attempts => "attempts",
            Self::Notes => "notes",
            Self::Transfers => "transfers",
        }
    }
}

/// What a page shows besides what is stored.
#[derive(Default)]
struct Beside {
    form: &'static str,
    typed: Typed,
    problems: Problems,
    notice: Option<String>,
}

/// Shows the page.
pub(super) async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let done = format!("done-hotline-{}", fields(query.unwrap_or_default().as_bytes()).get("done"));
    let notice = ctx.words.knows(&done).then(|| ctx.words.text(lang, &done, &[]));
    page(&ctx, lang, &inside, StatusCode::OK, Beside { notice, ..Beside::default() }).await
}

/// Enters what a form says, or shows the page again with everything typed.
pub(super) async fn enter(
    form: Form,
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.operator()?;
    let entered = match door::is_ours(&typed, &inside.token) {
        Ok(()) => record(&ctx, &by, form, &typed).await,
        Err(refusal) => Err(refusal),
    };
    match entered {
        Ok(()) => Ok(go_to(&format!("{PATH}?done={}", form.name()))),
        Err(refusal) => {
            let Told { status, problems } = told(&ctx, lang, &refusal, field_of);
            page(&ctx, lang, &inside, status, Beside { form: form.name(), typed, problems, notice: None }).await
        }
    }
}

/// The address of a form, opened alone, leads to the page.
pub(super) async fn back() -> Response {
    go_to(PATH)
}

fn field_of(pointer: &str) -> &'static str {
    const FIELDS: [&str; 10] = ["kind", "began_at", "note", "number", "how", "due_at", "text", "line", "answered_by", "answered_at"];
    FIELDS.into_iter().find(|field| pointer.strip_prefix('/') == Some(field)).unwrap_or_default()
}

async fn record(ctx: &Ctx, by: &Operator, form: Form, typed: &Typed) -> Result<(), Refusal> {
    let text = |name| said(typed, name).map(Plaintext::new);
    match form {
        Form::Contacts => {
            let kind = HotlineKind::parse(typed.get("kind")).ok_or_else(|| fault("/kind", "answer-needed"))?;
            let new = NewContact { kind, began_at: moment(ctx, typed, "began_at", "/began_at")?, note: text("note") };
            contacts::record(ctx, by, new).await?;
        }
        Form::Callbacks => {
            let due_at = from_input(typed.get("due_at")).ok_or_else(|| fault("/due_at", "time-malformed"))?;
            let number = text("number").ok_or_else(|| fault("/number", "number-needed"))?;
            callbacks::plan(ctx, by, NewCallback { number, how: text("how"), due_at }).await?;
        }
        Form::Attempts => {
            let outcome = CallbackOutcome::parse(typed.get("outcome")).ok_or_else(|| fault("", "answer-needed"))?;
            let id = Uuid::try_parse(typed.get("callback")).map_err(|_| Refusal::new(Kind::NotFound, "not-found"))?;
            callbacks::attempt(ctx, by, id, outcome).await?;
        }
        Form::Notes => {
            shift_notes::write(ctx, by, &text("text").unwrap_or_else(|| Plaintext::new(String::new()))).await?;
        }
        Form::Transfers => {
            let line = Line::parse(typed.get("line")).ok_or_else(|| fault("/line", "answer-needed"))?;
            let answered_at = moment(ctx, typed, "answered_at", "/answered_at")?;
            transfers::log(ctx, by, NewTransfer { line, answered_by: text("answered_by"), answered_at }).await?;
        }
    }
    Ok(())
}

fn fault(pointer: &'static str, message: &'static str) -> Refusal {
    Refusal::at(Kind::Invalid, FieldError::new(pointer, message))
}

/// A time as typed; now where nothing was, or where it is this very minute.
fn moment(ctx: &Ctx, typed: &Typed, name: &str, pointer: &'static str) -> Result<Timestamp, Refusal> {
    let (now, given) = (ctx.clock.now(), typed.get(name).trim());
    if given.is_empty() || given == to_input(now) {
        return Ok(now);
    }
    from_input(given).ok_or_else(|| fault(pointer, "time-malformed"))
}

async fn page(ctx: &App, lang: Lang, inside: &Inside, status: StatusCode, beside: Beside) -> Result<Response, Refusal> {
    let by = inside.signed.operator()?;
    let now = ctx.clock.now();
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let notes = shift_notes::newest(ctx, &by).await?;
    let people = names::staff(ctx, &notes.iter().map(|note| note.staff).collect()).await?;
    let (waiting, calls, passed) = (callbacks::waiting(ctx, &by).await?, contacts::list(ctx, &by).await?, transfers::list(ctx, &by).await?);
    let Beside { form, typed, problems, notice } = beside;
    let view = HotlineView {
        callbacks: waiting.into_iter().map(|row| callback(&page, row, now)).collect(),
        notes: notes
            .into_iter()
            .map(|note| ShiftRow {
                by: people.get(&note.staff).into_iter().cloned().chain([page.moment(note.written_at)]).collect::<Vec<_>>().join(", "),
                text: note.body.reveal().to_owned(),
            })
            .collect(),
        contacts: calls.into_iter().map(|call| contact(&page, call)).collect(),
        transfers: passed
            .into_iter()
            .map(|row| ContactLine {
                what: page.label("line", &row.row.line),
                at: page.moment(row.row.answered_at),
                note: row.answered_by.map(|name| name.reveal().to_owned()),
            })
            .collect(),
        now_input: to_input(now),
        typed_in: form.to_owned(),
        typed,
        problems,
        notice,
        page,
    };
    Ok(html(lang, status, &view))
}

fn callback(page: &Page<'_>, waiting: callbacks::Waiting, now: Timestamp) -> CallbackRow {
    CallbackRow {
        id: waiting.row.id.to_string(),
        number: waiting.number.reveal().to_owned(),
        how: waiting.how.map(|how| how.reveal().to_owned()),
        due: page.moment(waiting.row.due_at),
        late: waiting.row.due_at < now,
        attempts: page.t1("hotline-tries", "n", waiting.row.attempts),
    }
}

fn contact(page: &Page<'_>, call: contacts::Contact) -> ContactLine {
    let (began, ended) = (call.row.began_at, call.row.ended_at);
    let what =
        if call.row.kind == HotlineKind::Report.code() { page.t("hotline-report-kind") } else { page.label("hotline", &call.row.kind) };
    ContactLine {
        what,
        at: format!("{} · {}", page.moment(began), page.span(ended - began)),
        note: call.note.map(|note| note.reveal().to_owned()),
    }
}

/// The form for a report by telephone.
pub(super) async fn ask(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    inside.signed.operator()?;
    let typed = Typed::from(vec![("told_at".to_owned(), to_input(ctx.clock.now()))]);
    let key = IdempotencyKey::random(ctx.ids.as_ref()).reveal().to_owned();
    Ok(report_form(&ctx, lang, &inside, StatusCode::OK, (typed, Problems::default(), key)))
}

fn report_form(ctx: &App, lang: Lang, inside: &Inside, status: StatusCode, back: (Typed, Problems, String)) -> Response {
    let (typed, problems, idempotency_key) = back;
    let choice = |term: &Term| Choice { code: term.code().to_owned(), label: term.label(lang).to_owned() };
    let categories = ctx.taxonomy.categories.iter().map(|category| choice(category.term())).collect();
    let must_not_know = ctx.taxonomy.must_not_know.iter().map(choice).collect();
    let page = inside.page(&ctx.words, lang, REPORT);
    let told_at = typed.get("told_at").to_owned();
    html(lang, status, &HotlineReportView { page, typed, problems, categories, must_not_know, idempotency_key, told_at })
}

/// Files a report for a caller and shows what to read out. The code stands in this answer only.
pub(super) async fn file(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = inside.signed.operator()?;
    let key = IdempotencyKey::parse(typed.get("idempotency_key").trim()).unwrap_or_else(|_| IdempotencyKey::random(ctx.ids.as_ref()));
    let shown_key = key.reveal().to_owned();
    let filed = match door::is_ours(&typed, &inside.token) {
        Ok(()) => take(&ctx, lang, &by, &typed, key).await,
        Err(refusal) => Err(refusal),
    };
    match filed {
        Ok(receipt) => {
            let page = inside.page(&ctx.words, lang, REPORT);
            let groups = CodeGroup::of(&page, receipt.access_code.reveal());
            let view = HotlineReceiptView { groups, case_code: receipt.case_code.clone(), office: receipt.office.name.clone(), page };
            Ok(html(lang, StatusCode::CREATED, &view))
        }
        Err(refusal) => {
            let field = |pointer: &str| if pointer == "/told_at" { "told_at" } else { report_field(pointer) };
            let Told { status, problems } = told(&ctx, lang, &refusal, field);
            Ok(report_form(&ctx, lang, &inside, status, (typed, problems, shown_key)))
        }
    }
}

async fn take(ctx: &App, lang: Lang, by: &Operator, typed: &Typed, key: IdempotencyKey) -> Result<Receipt, Refusal> {
    let told_at = moment(ctx, typed, "told_at", "/told_at")?;
    let body = body_of(typed, lang, &meant(ctx, lang, typed).await);
    let canonical = Plaintext::new(serde_json::to_string(&body).map_err(|_| Refusal::new(Kind::Internal, "internal"))?);
    let form = ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(Refusal::fields)?;
    Ok(reports::file(ctx, by, ToldReport { form, canonical, key: Some(key), told_at, lang }).await?)
}
