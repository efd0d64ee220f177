//! Registers as tables: bring in, take out.
//!
//! A preview keeps nothing here: the page carries the very bytes that were previewed, packed, and its button sends them back.

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Path, RawQuery, Request, State, multipart::MultipartError},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};

use super::carried;
use crate::{
    http::{
        App,
        refusal::Refusal,
        register_file::{self, attachment},
    },
    kernel::{Kind, Lang},
    registers::{
        Counts, Finding, ImportError, LARGEST_FILE, LARGEST_FILE_SAID, MOST_ROWS, Place, Register, Registrar, apply,
        export::{Separator, export as write_out},
        format, preview as look_at,
    },
    web::{
        answer::{go_to, html},
        door::{self, Inside},
        sent::{Sent, fields},
        told::{Told, told},
        views::{
            Page, Problems, Typed,
            admin::registers::{ColumnRow, FaultRow, Outcome, RegisterRow, RegisterView, RegistersView},
        },
    },
    words::format::number,
};

const PATH: &str = "/admin/registers";
/// What stands around a file in a form.
const AROUND: usize = 64 * 1024;

/// The routes.
pub(super) fn routes() -> Router<App> {
    let sent = post(preview).get(back).layer(DefaultBodyLimit::max(LARGEST_FILE + AROUND));
    let confirmed = post(import).get(back).layer(DefaultBodyLimit::max(carried::LARGEST + AROUND));
    Router::new()
        .route("/admin/registers", get(list))
        .route("/admin/registers/{register}", get(show))
        .route("/admin/registers/{register}/preview", sent)
        .route("/admin/registers/{register}/import", confirmed)
        .route("/admin/registers/{register}/export", get(export))
        .route("/admin/registers/{register}/example", get(example))
}

/// Who may, and from where.
async fn enter(ctx: &App, headers: &HeaderMap) -> Result<(Inside, Registrar), Refusal> {
    let inside = door::enter(ctx, headers).await?;
    let by = Registrar::from(&inside.signed.administrator()?);
    Ok((inside, by))
}

/// The registers there are.
async fn list(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let (inside, _) = enter(&ctx, &headers).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let row = |register: &Register| RegisterRow {
        code: register.code(),
        name: page.label("register-name", register.code()),
        about: page.label("register-about", register.code()),
    };
    let registers = Register::ALL.iter().map(row).collect();
    Ok(html(lang, StatusCode::OK, &RegistersView { page, registers }))
}

/// One register: bring in, take out, its columns.
async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let (inside, _) = enter(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let count = |name: &'static str| {
        let count = asked.get(name).parse::<u32>().ok()?;
        Some((name, number(lang, i64::from(count))))
    };
    let counts: Vec<_> = ["added", "changed", "unchanged"].into_iter().filter_map(count).collect();
    let outcome = if counts.len() == 3 {
        Outcome::Done { told: ctx.words.text(lang, "register-done", &counts), people: register == Register::Staff }
    } else {
        Outcome::Nothing
    };
    let place = format!("{PATH}/{register}");
    let page = inside.page(&ctx.words, lang, &place).in_both_languages(&place);
    Ok(html(lang, StatusCode::OK, &view(page, register, outcome)))
}

/// What a file would change, or everything that is wrong with it.
async fn preview(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(register): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (inside, by) = enter(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    let page = inside.page(&ctx.words, lang, &format!("{PATH}/{register}"));
    let given = match Given::read(request).await {
        Ok(given) => given,
        Err(refusal) => return Ok(refused(&ctx, page, register, &refusal, String::new())),
    };
    door::is_ours(&given.typed, &inside.token)?;
    let (file, pasted) = given.file();
    if file.is_empty() {
        let problems = Problems::one("file", page.t("register-nothing-given"));
        return Ok(html(lang, StatusCode::UNPROCESSABLE_ENTITY, &RegisterView { problems, ..view(page, register, Outcome::Nothing) }));
    }
    match look_at(&ctx, &by, register, file.clone()).await {
        Ok(counts) => {
            let carried = carried::pack(file).await?;
            let outcome = previewed(&page, counts, carried);
            Ok(html(lang, StatusCode::OK, &RegisterView { pasted, ..view(page, register, outcome) }))
        }
        Err(error) => not_taken(&ctx, page, register, error, pasted),
    }
}

/// Takes the bytes that were previewed.
async fn import(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(register): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (inside, by) = enter(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    let Sent(typed) = Sent::from_request(request, &()).await?;
    door::is_ours(&typed, &inside.token)?;
    let file = carried::unpack(typed.get("carried").to_owned()).await?;
    if let Err(error) = inside.signed.has_proved(ctx.clock.now()) {
        // A table can let people in. The preview comes back with the file in it, and a way to prove beside it.
        let page = inside.page(&ctx.words, lang, &format!("{PATH}/{register}"));
        let Told { status, problems } = told(&ctx, lang, &error.into(), |_| "");
        let counts = look_at(&ctx, &by, register, file).await?;
        let outcome = previewed(&page, counts, typed.get("carried").to_owned());
        return Ok(html(lang, status, &RegisterView { problems, ..view(page, register, outcome) }));
    }
    match apply(&ctx, &by, register, file).await {
        Ok(imported) => {
            let Counts { added, changed, unchanged } = imported.counts;
            Ok(go_to(&format!("{PATH}/{register}?added={added}&changed={changed}&unchanged={unchanged}")))
        }
        Err(error) => not_taken(&ctx, inside.page(&ctx.words, lang, &format!("{PATH}/{register}")), register, error, String::new()),
    }
}

/// The rows of the area as a file.
async fn export(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let (inside, by) = enter(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    // A whole register leaves the house with the file.
    inside.signed.has_proved(ctx.clock.now())?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let separator = if asked.get("separator") == "semicolon" { Separator::Semicolon } else { Separator::Comma };
    Ok(attachment(&format!("{register}.csv"), write_out(&ctx, &by, register, separator).await?))
}

/// An example as a file.
async fn example(State(ctx): State<App>, headers: HeaderMap, Path(register): Path<String>) -> Result<Response, Refusal> {
    enter(&ctx, &headers).await?;
    let register = register_file::named(&register)?;
    Ok(attachment(&format!("{register}-example.csv"), format::example(register).as_bytes().to_vec()))
}

/// The address of a form alone, typed or reloaded, leads back to the page.
async fn back(Path(register): Path<String>) -> Result<Response, Refusal> {
    Ok(go_to(&format!("{PATH}/{}", register_file::named(&register)?)))
}

/// A form with a file, as the browser sent it.
struct Given {
    typed: Typed,
    uploaded: Vec<u8>,
}

impl Given {
    async fn read(request: Request) -> Result<Self, Refusal> {
        let malformed = |_| Refusal::new(Kind::Malformed, "register-form-broken");
        let mut parts = Multipart::from_request(request, &()).await.map_err(malformed)?;
        let (mut pairs, mut uploaded) = (Vec::new(), Vec::new());
        let cut_off = |error: MultipartError| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => register_file::too_large(),
            _ => Refusal::new(Kind::Malformed, "register-form-broken"),
        };
        while let Some(part) = parts.next_field().await.map_err(cut_off)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(cut_off)?;
            if name == "file" {
                uploaded = bytes.into();
            } else {
                pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        Ok(Self { typed: Typed::from(pairs), uploaded })
    }

    /// The file, else what was pasted; and what was pasted, to be shown again.
    fn file(self) -> (Vec<u8>, String) {
        let pasted = self.typed.get("pasted").to_owned();
        let file = if self.uploaded.is_empty() { pasted.trim().as_bytes().to_vec() } else { self.uploaded };
        (file, pasted)
    }
}

fn view(page: Page<'_>, register: Register, outcome: Outcome) -> RegisterView<'_> {
    let column = |column: format::Described| ColumnRow {
        name: column.name,
        required: column.required,
        says: column.says,
        choices: column.choices.join(", "),
    };
    RegisterView {
        code: register.code(),
        name: page.label("register-name", register.code()),
        about: page.label("register-about", register.code()),
        largest: LARGEST_FILE_SAID,
        most_rows: number(page.lang, i64::try_from(MOST_ROWS).unwrap_or(i64::MAX)),
        columns: format::columns(page.words, page.lang, register).into_iter().map(column).collect(),
        outcome,
        pasted: String::new(),
        problems: Problems::default(),
        page,
    }
}

fn previewed(page: &Page<'_>, counts: Counts, carried: String) -> Outcome {
    let number = |count: usize| number(page.lang, i64::try_from(count).unwrap_or(i64::MAX));
    Outcome::Previewed {
        added: number(counts.added),
        changed: number(counts.changed),
        unchanged: number(counts.unchanged),
        carried: (!counts.is_idle()).then_some(carried),
    }
}

/// The page again, with every fault that is listed.
fn not_taken(ctx: &App, page: Page<'_>, register: Register, error: ImportError, pasted: String) -> Result<Response, Refusal> {
    let ImportError::Refused(findings) = error else {
        let refusal = Refusal::from(error);
        return if refusal.kind == Kind::Conflict { Ok(refused(ctx, page, register, &refusal, pasted)) } else { Err(refusal) };
    };
    let outcome = Outcome::Faulty {
        total: findings.total().to_string(),
        listed: (findings.total() > findings.listed().len()).then(|| findings.listed().len().to_string()),
        faults: findings.listed().iter().map(|finding| fault(&page, finding)).collect(),
    };
    let status = Refusal::from(ImportError::Refused(findings)).status();
    Ok(html(page.lang, status, &RegisterView { pasted, ..view(page, register, outcome) }))
}

fn fault(page: &Page<'_>, finding: &Finding) -> FaultRow {
    let place = match finding.place {
        Place::File => page.t("register-fault-file"),
        Place::Line(line) => page.t1("register-fault-line", "line", line),
        Place::Cell(line, column) => page.t2("register-fault-cell", "line", line, "column", column),
    };
    FaultRow { place, text: page.words.text(page.lang, &format!("error-{}", finding.fault), &finding.args) }
}

fn refused(ctx: &App, page: Page<'_>, register: Register, refusal: &Refusal, pasted: String) -> Response {
    let Told { status, problems } = told(ctx, page.lang, refusal, |_| "file");
    html(page.lang, status, &RegisterView { pasted, problems, ..view(page, register, Outcome::Nothing) })
}
