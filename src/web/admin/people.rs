//! People: the list with the invitation, and one of them with what can be done.

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    departures,
    shown::{band, name_of, notice, person_row},
};
use crate::{
    access::{
        AccessError, AdministrationError, clear_factor as clearing,
        invite::{self, NewPerson},
        people::{self as found, Person, Search},
        reinstate,
    },
    cases::load,
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, terms::Role},
    web::{
        account::proof_for,
        answer::{go_to, html},
        case_acts::comes_back,
        door::{self, Inside},
        sent::{Sent, fields, said},
        told::{Told, told},
        views::{
            Problems, Typed,
            admin::people::{PeopleView, PersonView},
        },
    },
};

const PATH: &str = "/admin/people";

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(list).post(invite_somebody))
        .route("/admin/people/{id}", get(show))
        .route("/admin/people/{id}/invitation", post(resend).get(back))
        .route("/admin/people/{id}/reinstatement", post(take_back).get(back))
        .route("/admin/people/{id}/second-factor", post(clear_factor).get(back))
        .route("/admin/people/{id}/suspension", post(departures::suspend).get(back))
        .route("/admin/people/{id}/departure", post(departures::leave).get(back))
        .route("/admin/people/{id}/post", post(departures::change_post).get(back))
}

/// The id in an address; one that cannot be read is nobody's.
pub(super) fn id_of(text: &str) -> Result<Uuid, Refusal> {
    Ok(Uuid::try_parse(text).map_err(|_| AdministrationError::NotFound)?)
}

/// The address of somebody's page.
pub(super) fn address(id: Uuid) -> String {
    format!("{PATH}/{id}")
}

async fn list(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let typed = Typed::from(vec![("office".to_owned(), said(&asked, "for").unwrap_or_default())]);
    let view = people(&ctx, lang, &inside, &asked, typed, Problems::default()).await?;
    Ok(html(lang, StatusCode::OK, &view))
}

async fn people<'c>(
    ctx: &'c App,
    lang: Lang,
    inside: &Inside,
    asked: &Typed,
    typed: Typed,
    problems: Problems,
) -> Result<PeopleView<'c>, Refusal> {
    let by = inside.signed.administrator()?;
    let text = said(asked, "q");
    let search = Search { text: text.clone(), office: None, after: said(asked, "after") };
    let listed = found::list(ctx, &by, &search).await?;
    let text = text.unwrap_or_default();
    let place = |after: &str| serde_urlencoded::to_string([("q", text.as_str()), ("after", after)]).unwrap_or_default();
    let mut page = inside.page(&ctx.words, lang, PATH);
    if problems.is_empty() {
        page = page.in_both_languages(&format!("{PATH}?{}", place("")));
    }
    let (rows, more) = (listed.rows.iter().map(person_row).collect(), listed.next.map(|after| format!("{PATH}?{}", place(&after))));
    Ok(PeopleView { page, text, rows, more, typed, problems })
}

async fn invite_somebody(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    match send(&ctx, &inside, &typed).await {
        Ok(id) => {
            ctx.nudge.notify_one();
            Ok(go_to(&format!("{}?done=invited", address(id))))
        }
        Err(refusal) if comes_back(&refusal) => {
            let Told { status, problems } = told(&ctx, lang, &refusal, field_of);
            let view = people(&ctx, lang, &inside, &Typed::default(), typed, problems).await?;
            Ok(html(lang, status, &view))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn send(ctx: &App, inside: &Inside, typed: &Typed) -> Result<Uuid, Refusal> {
    let by = inside.signed.administrator()?;
    let role = Role::parse(typed.get("role")).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/role", "role-needed")))?;
    let said = |name| said(typed, name).unwrap_or_default();
    Ok(invite::invite(ctx, &by, NewPerson { email: said("email"), name: said("name"), role, office: said("office") }).await?)
}

/// The form's field of a JSON pointer.
pub(super) fn field_of(pointer: &str) -> &'static str {
    match pointer {
        "/email" => "email",
        "/name" => "name",
        "/role" => "role",
        "/office" => "office",
        "/hand_on_to" => "hand_on_to",
        _ => "",
    }
}

async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let id = id_of(&id)?;
    let view = person(&ctx, lang, &inside, id).await?;
    let page = inside.page(&ctx.words, lang, &address(id)).in_both_languages(&address(id));
    Ok(html(lang, StatusCode::OK, &PersonView { page, notice: notice(&ctx, lang, query.as_deref()), ..view }))
}

/// The page of somebody.
pub(super) async fn person<'c>(ctx: &'c App, lang: Lang, inside: &Inside, id: Uuid) -> Result<PersonView<'c>, Refusal> {
    let by = inside.signed.administrator()?;
    let Person { row, office } = found::find(ctx, ctx.db.read(), &by, id).await?;
    let page = inside.page(&ctx.words, lang, &address(id));
    Ok(PersonView {
        email: row.email.clone(),
        office_name: name_of(lang, &office),
        last_sign_in: row.last_sign_in_at.map_or_else(|| page.t("admin-never"), |at| page.moment(at)),
        open_work: band(&page, load::of_person(ctx, id).await?),
        own: id == inside.signed.staff(),
        factor: row.second_factor_at.is_some(),
        row: person_row(&row),
        notice: None,
        typed: Typed::default(),
        problems: Problems::default(),
        page,
    })
}

async fn resend(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let id = id_of(&id)?;
    let done = invite::resend(&ctx, &inside.signed.administrator()?, id).await.map_err(Refusal::from);
    after(&ctx, lang, &inside, id, typed, done, "resent").await
}

async fn take_back(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let id = id_of(&id)?;
    let done = reinstate::person(&ctx, &inside.signed.administrator()?, id).await.map_err(Refusal::from);
    after(&ctx, lang, &inside, id, typed, done, "reinstated").await
}

async fn clear_factor(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let id = id_of(&id)?;
    let done = match clearing::clear(&ctx, &inside.signed.administrator()?, id).await {
        // Nothing was typed that could be lost: the proof leads back to the person.
        Err(AdministrationError::Access(AccessError::ProofNeeded)) => return Ok(go_to(&proof_for(&address(id)))),
        done => done.map_err(Refusal::from),
    };
    after(&ctx, lang, &inside, id, typed, done, "factor").await
}

/// The page again after an act: with what was done, or with what needs another look and everything typed.
pub(super) async fn after(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    id: Uuid,
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &str,
) -> Result<Response, Refusal> {
    match outcome {
        Ok(()) => {
            ctx.nudge.notify_one();
            Ok(go_to(&format!("{}?done={done}", address(id))))
        }
        Err(refusal) if comes_back(&refusal) => {
            let Told { status, problems } = told(ctx, lang, &refusal, field_of);
            Ok(html(lang, status, &PersonView { typed, problems, ..person(ctx, lang, inside, id).await? }))
        }
        Err(refusal) => Err(refusal),
    }
}

/// The address of an act, opened alone, leads to the page of the person.
async fn back(Path(id): Path<String>) -> Result<Response, Refusal> {
    Ok(go_to(&address(id_of(&id)?)))
}
