//! People: invite, suspend, reinstate, change their post, let them go. No answer here speaks of a case.

use axum::{
    Json, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::{
        AdministrationError, Administrator, clear_factor as clearing,
        invite::{self, NewPerson},
        people::{self, Listed, Person, Search, Standing},
        reinstate,
    },
    cases::{
        departure::{self, Departure},
        load::{self, Band},
    },
    entity::staff,
    http::{
        App,
        body::Body,
        query,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::{FieldError, Kind, Timestamp, terms::Role},
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(list).post(invite))
        .route("/people/{id}", get(read))
        .route("/people/{id}/invitation", post(resend))
        .route("/people/{id}/suspension", post(suspend).delete(take_back))
        .route("/people/{id}/departure", post(leave))
        .route("/people/{id}/post", post(change_post))
        .route("/people/{id}/second-factor", delete(clear_factor))
}

/// Who administers.
pub(super) async fn administrator(ctx: &App, headers: &HeaderMap) -> Result<Administrator, Refusal> {
    Ok(session::staff(ctx, headers).await?.0.administrator()?)
}

/// The id in an address; one that cannot be read is nobody's.
fn id_of(text: &str) -> Result<Uuid, Refusal> {
    Ok(Uuid::try_parse(text).map_err(|_| AdministrationError::NotFound)?)
}

/// Somebody who works at an office.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Name as colleagues know it.
    name: String,
    /// Mail address, also the sign-in name.
    email: String,
    /// `responder`, `lead`, `supervisor`, `administrator`, `operator`.
    role: String,
    /// Code of the office.
    office: String,
    /// `invited`, `working`, `suspended`, `left`.
    standing: String,
    /// Whether they have a second factor.
    second_factor: bool,
    /// Last time they signed in.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sign_in_at: Option<Timestamp>,
}

impl From<&staff::Model> for PersonView {
    fn from(row: &staff::Model) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            email: row.email.clone(),
            role: row.role.clone(),
            office: row.office_code.clone(),
            standing: Standing::of(row).code().to_owned(),
            second_factor: row.second_factor_at.is_some(),
            last_sign_in_at: row.last_sign_in_at,
        }
    }
}

/// A page of people.
#[derive(Serialize, ToSchema)]
pub struct PeoplePage {
    /// In the order of their mail addresses.
    people: Vec<PersonView>,
    /// Give it back as `after` for the next page.
    next: Option<String>,
}

/// How much open work there is, never exactly: whoever administers must not be able to subtract.
#[derive(Serialize, ToSchema)]
pub struct BandView {
    /// At least.
    from: u64,
    /// At most; null where there is no limit.
    to: Option<u64>,
}

impl From<Band> for BandView {
    fn from(band: Band) -> Self {
        Self { from: band.from, to: band.to }
    }
}

/// Somebody, with what becomes of their work when they go.
#[derive(Serialize, ToSchema)]
pub struct PersonDetail {
    /// The person.
    #[serde(flatten)]
    person: PersonView,
    /// Open work they are named for.
    open_work: BandView,
    /// Colleagues who could take it over.
    colleagues: Vec<ColleagueView>,
}

/// A colleague.
#[derive(Serialize, ToSchema)]
pub struct ColleagueView {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
    /// Name.
    name: String,
}

/// Lists the people of the area.
#[utoipa::path(get, path = "/api/v1/admin/people", operation_id = "listPeople", tag = "administration", security(("session" = [])),
    params(("q" = Option<String>, Query, description = "part of a name, a mail address or an office code"),
        ("office" = Option<String>, Query, description = "code of an office"), ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = PeoplePage), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap, RawQuery(asked): RawQuery) -> Result<Json<PeoplePage>, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let said = |name| query::value(asked.as_deref(), name);
    let search = Search { text: said("q"), office: said("office"), after: said("after") };
    let Listed { rows, next } = people::list(&ctx, &by, &search).await?;
    Ok(Json(PeoplePage { people: rows.iter().map(PersonView::from).collect(), next }))
}

/// Shows somebody.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}", operation_id = "readPerson", tag = "administration", security(("session" = [])),
    params(("id" = String, Path)), responses((status = 200, body = PersonDetail), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<Json<PersonDetail>, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let Person { row, .. } = people::find(&ctx, ctx.db.read(), &by, id_of(&id)?).await?;
    let colleagues = people::colleagues(&ctx, &row).await?;
    Ok(Json(PersonDetail {
        person: PersonView::from(&row),
        open_work: load::of_person(&ctx, row.id).await?.into(),
        colleagues: colleagues.into_iter().map(|colleague| ColleagueView { id: colleague.id, name: colleague.name }).collect(),
    }))
}

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationBody {
    /// Mail address, also the sign-in name.
    email: String,
    /// Name as colleagues know it.
    name: String,
    /// `responder`, `lead`, `supervisor`, `administrator`, `operator`.
    role: String,
    /// Code of an office of the area.
    office: String,
}

/// Whom something was done to.
#[derive(Serialize, ToSchema)]
pub struct InvitedView {
    /// Id.
    #[schema(value_type = String)]
    id: Uuid,
}

fn role_at(pointer: &str, code: &str) -> Result<Role, Refusal> {
    let shown: String = code.chars().take(40).collect();
    Role::parse(code).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new(pointer, "unknown-code").with("value", shown)))
}

/// Invites somebody: a letter with a link that works once, for seven days.
#[utoipa::path(post, path = "/api/v1/admin/people", operation_id = "invitePerson", tag = "administration", security(("session" = [])),
    request_body = InvitationBody,
    responses((status = 201, body = InvitedView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn invite(
    State(ctx): State<App>,
    headers: HeaderMap,
    Body(body): Body<InvitationBody>,
) -> Result<(StatusCode, Json<InvitedView>), Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let role = role_at("/role", &body.role)?;
    let id = invite::invite(&ctx, &by, NewPerson { email: body.email, name: body.name, role, office: body.office }).await?;
    ctx.nudge.notify_one();
    Ok((StatusCode::CREATED, Json(InvitedView { id })))
}

/// Sends an invitation again; earlier links are worth nothing from then on.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/invitation", operation_id = "resendInvitation", tag = "administration",
    security(("session" = [])), params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn resend(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    invite::resend(&ctx, &by, id_of(&id)?).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Who takes over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOnBody {
    /// Id of a colleague of the same office who gets the open work they may know. Where it is not said, the lead is told.
    #[schema(value_type = Option<String>)]
    hand_on_to: Option<Uuid>,
}

/// Suspends somebody and hands their open work on.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/suspension", operation_id = "suspendPerson", tag = "administration",
    security(("session" = [])), params(("id" = String, Path)), request_body = HandOnBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn suspend(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Body(body): Body<HandOnBody>,
) -> Result<StatusCode, Refusal> {
    depart(&ctx, &headers, &id, &Departure::Suspended, body.hand_on_to).await
}

/// Lets somebody work again; who had left gets a new invitation.
#[utoipa::path(delete, path = "/api/v1/admin/people/{id}/suspension", operation_id = "reinstatePerson", tag = "administration",
    security(("session" = [])), params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn take_back(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    reinstate::person(&ctx, &by, id_of(&id)?).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Lets somebody go and hands their open work on.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/departure", operation_id = "letPersonGo", tag = "administration",
    security(("session" = [])), params(("id" = String, Path)), request_body = HandOnBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn leave(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Body(body): Body<HandOnBody>,
) -> Result<StatusCode, Refusal> {
    depart(&ctx, &headers, &id, &Departure::Left, body.hand_on_to).await
}

/// What somebody does from now on, and where. What is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostBody {
    /// `responder`, `lead`, `supervisor`, `administrator`, `operator`.
    role: Option<String>,
    /// Code of an office of the area.
    office: Option<String>,
    /// Id of a colleague who gets the open work they may know, where the person can no longer answer for it.
    #[schema(value_type = Option<String>)]
    hand_on_to: Option<Uuid>,
}

/// Changes somebody's role or office.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/post", operation_id = "changePost", tag = "administration", security(("session" = [])),
    params(("id" = String, Path)), request_body = PostBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_post(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Body(body): Body<PostBody>,
) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    let Person { row, .. } = people::find(&ctx, ctx.db.read(), &by, id_of(&id)?).await?;
    let role = role_at("/role", body.role.as_deref().unwrap_or(&row.role))?;
    let office = body.office.unwrap_or(row.office_code);
    depart(&ctx, &headers, &id, &Departure::Post { role, office }, body.hand_on_to).await
}

/// Clears the second factor of somebody who lost it. They, the leads of their office and the office above are told.
#[utoipa::path(delete, path = "/api/v1/admin/people/{id}/second-factor", operation_id = "clearSecondFactor", tag = "administration",
    security(("session" = [])), params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn clear_factor(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let by = administrator(&ctx, &headers).await?;
    clearing::clear(&ctx, &by, id_of(&id)?).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

async fn depart(ctx: &App, headers: &HeaderMap, id: &str, what: &Departure, to: Option<Uuid>) -> Result<StatusCode, Refusal> {
    let by = administrator(ctx, headers).await?;
    departure::depart(ctx, &by, id_of(id)?, what, to).await?;
    ctx.nudge.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
