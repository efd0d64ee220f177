//! Drills: the form to send one, and how they went.

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
    routing::{get, post},
};

use crate::{
    access::{AccessError, Area, Overseer},
    ctx::Ctx,
    http::{App, asked_offices, refusal::Refusal},
    intake::drill::{self, DrillError, Order, Recipient},
    kernel::{
        FieldError, Kind, Lang, Timestamp,
        codes::{CommuneCode, ProvinceCode},
        terms::Severity,
    },
    statistics::drills::{Measured, Stage, measured},
    web::{
        answer::{go_to, html},
        door::{self, Inside},
        sent::{Sent, fields, said},
        told::{Told, told},
        views::{
            Page, Problems, Typed,
            admin::drills::{DrillRow, DrillsView, PlaceChoice},
            case_file::SEVERITIES,
        },
    },
    words::format::from_input,
};

/// The routes, for administrators and for those who oversee: the same page at both places.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/drills", get(show).post(plan))
        .route("/oversight/drills", get(show).post(plan))
        .route("/admin/drills/{drill}/withdrawal", post(withdraw).get(back))
        .route("/oversight/drills/{drill}/withdrawal", post(withdraw).get(back))
}

/// The page of which this address is a part.
fn home(uri: &Uri) -> &'static str {
    if uri.path().starts_with("/admin") { "/admin/drills" } else { "/oversight/drills" }
}

async fn back(uri: Uri) -> Response {
    go_to(home(&uri))
}

/// What a page shows besides the drills.
#[derive(Default)]
struct Beside {
    typed: Typed,
    problems: Problems,
    notice: Option<String>,
}

async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    uri: Uri,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let province = asked_offices::read(&ctx, query.as_deref())?.province;
    let done = format!("drill-done-{}", fields(query.unwrap_or_default().as_bytes()).get("done"));
    let notice = ctx.words.knows(&done).then(|| ctx.words.text(lang, &done, &[]));
    page(&ctx, lang, home(&uri), &inside, province, StatusCode::OK, Beside { notice, ..Beside::default() }).await
}

async fn plan(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    uri: Uri,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let by = Overseer::of(&ctx, &inside.signed).await?;
    by.from_above()?;
    let planned = match door::is_ours(&typed, &inside.token).and_then(|()| order(&typed)) {
        Ok(order) => drill::plan(&ctx, &by, order).await.map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    match planned {
        Ok(row) => Ok(go_to(&format!("{}?done={}", home(&uri), if row.sent_at.is_some() { "sent" } else { "planned" }))),
        Err(refusal) => {
            let Told { status, problems } = told(&ctx, lang, &refusal, field_of);
            let province = CommuneCode::parse(typed.get("commune")).and_then(|code| Some(ctx.places.commune(&code)?.province.clone()));
            page(&ctx, lang, home(&uri), &inside, province, status, Beside { typed, problems, notice: None }).await
        }
    }
}

async fn withdraw(
    State(ctx): State<App>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let by = Overseer::of(&ctx, &inside.signed).await?;
    drill::withdraw(&ctx, &by, id.parse().map_err(|_| DrillError::NotFound)?).await?;
    Ok(go_to(&format!("{}?done=withdrawn", home(&uri))))
}

fn field_of(pointer: &str) -> &'static str {
    match pointer {
        "/commune" => "commune",
        "/severity" => "severity",
        "/at" => "at",
        _ => "",
    }
}

fn order(typed: &Typed) -> Result<Order, Refusal> {
    let wrong = |pointer: &str, message| Refusal::at(Kind::Invalid, FieldError::new(pointer, message));
    let to = match said(typed, "commune") {
        None => Recipient::Anyone,
        Some(code) => Recipient::Commune(CommuneCode::parse(&code).ok_or_else(|| wrong("/commune", "drill-outside"))?),
    };
    let at = |text: String| from_input(&text).ok_or_else(|| wrong("/at", "time-malformed"));
    Ok(Order {
        to,
        severity: Severity::parse(typed.get("severity")).ok_or_else(|| wrong("/severity", "severity-needed"))?,
        at: said(typed, "at").map(at).transpose()?,
        with_notices: typed.is("notices", "yes"),
    })
}

async fn page(
    ctx: &App,
    lang: Lang,
    home: &'static str,
    inside: &Inside,
    province: Option<ProvinceCode>,
    status: StatusCode,
    beside: Beside,
) -> Result<Response, Refusal> {
    let by = Overseer::of(ctx, &inside.signed).await?;
    let drills = measured(ctx, by.from_above()?).await.map_err(AccessError::from)?;
    let country = *by.area() == Area::Country;
    let communes = if country && province.is_none() { Vec::new() } else { drill::communes(ctx, &by).await.map_err(AccessError::from)? };
    let mut frame = inside.page(&ctx.words, lang, home);
    if beside.problems.is_empty() {
        frame = frame.in_both_languages(home);
    }
    let sent: Vec<&Measured> = drills.iter().filter(|row| row.drill.sent_at.is_some()).collect();
    let taken = sent.iter().filter(|row| row.acknowledged_after.is_some()).count();
    let view = DrillsView {
        home: home.to_owned(),
        counts: (!sent.is_empty()).then(|| frame.t2("drills-counts", "n", sent.len(), "taken", taken)),
        provinces: if country { provinces(ctx, province.as_ref()) } else { Vec::new() },
        communes: choices(ctx, &communes, province.as_ref().filter(|_| country)),
        rows: drills.iter().map(|row| row_of(ctx, &frame, row)).collect(),
        severities: SEVERITIES,
        typed: beside.typed,
        problems: beside.problems,
        notice: beside.notice,
        page: frame,
    };
    Ok(html(lang, status, &view))
}

fn provinces(ctx: &Ctx, asked: Option<&ProvinceCode>) -> Vec<PlaceChoice> {
    let choice = |province: &crate::localities::Province| PlaceChoice {
        code: province.code.to_string(),
        label: province.full_name.to_string(),
        chosen: asked == Some(&province.code),
    };
    ctx.places.provinces().iter().map(choice).collect()
}

/// The communes where somebody answers, of the province that is asked for.
fn choices(ctx: &Ctx, communes: &[(String, bool)], province: Option<&ProvinceCode>) -> Vec<PlaceChoice> {
    let choice = |(code, _): &(String, bool)| {
        let commune = ctx.places.commune(&CommuneCode::parse(code)?)?;
        let wanted = province.is_none_or(|province| commune.province == *province);
        wanted.then(|| PlaceChoice { code: code.clone(), label: commune.label.to_string(), chosen: false })
    };
    communes.iter().filter(|(_, answers)| *answers).filter_map(choice).collect()
}

fn row_of(ctx: &Ctx, page: &Page<'_>, row: &Measured) -> DrillRow {
    let after = |span: Option<chrono::TimeDelta>| span.map_or_else(|| page.t("drill-not-yet"), |span| page.span(span));
    let state = row.state();
    let sent = matches!(state, Stage::Running | Stage::Ended);
    let rungs: Vec<String> = row.climbed_to.iter().map(|rung| page.label("rung", rung)).collect();
    let commune = row.office.commune_code.as_deref().and_then(CommuneCode::parse);
    DrillRow {
        id: row.drill.id.to_string(),
        place: commune
            .and_then(|code| ctx.places.commune(&code))
            .map_or_else(|| row.office.name.clone(), |commune| commune.label.to_string()),
        severity: row.drill.severity.clone(),
        state: state.code(),
        at: page.moment(instant(row)),
        case: row.case.clone(),
        waiting: state == Stage::Planned,
        acknowledged: if sent { after(row.acknowledged_after) } else { String::new() },
        contact: if sent { after(row.contact_after) } else { String::new() },
        climbed: if !sent {
            String::new()
        } else if rungs.is_empty() {
            page.t("drill-not-climbed")
        } else {
            rungs.join(" → ")
        },
    }
}

/// When it was sent, else when it is to be.
fn instant(row: &Measured) -> Timestamp {
    row.drill.sent_at.unwrap_or(row.drill.send_at)
}
