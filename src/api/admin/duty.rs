//! Weekly rosters, deputies, telephones on duty.

use axum::{
    Json, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::duty::{
        Keeper, deputies as standing_in,
        deputies::NewDeputy,
        kept::{self, Kept, Listed},
        phones as telephones,
        week::{self, NewShift, NewWeek},
    },
    api::duty::OfficeNowView,
    clocks::{Hole, WeekMinute},
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::Timestamp,
};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/duty", get(list))
        .route("/duty/{office}", get(read).put(set))
        .route("/duty/{office}/deputies", post(add_deputy))
        .route("/duty/{office}/deputies/{id}", delete(remove_deputy))
        .route("/duty/{office}/phones", post(add_phone))
        .route("/duty/{office}/phones/{phone}", delete(remove_phone))
}

/// Offices with their rosters.
#[derive(Serialize, ToSchema)]
pub struct RosterList {
    /// Those meant to be awake at any hour and are not stand first.
    offices: Vec<RosterItem>,
    /// How many more there are: `?q=` finds them by name or code.
    more: usize,
}

/// An office in the list of rosters.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "four plain facts, as a program reads them")]
pub struct RosterItem {
    /// Code.
    office: String,
    /// Name.
    name: String,
    /// Meant to be awake at any hour.
    round_the_clock: bool,
    /// Meant to be awake at any hour, and by people and roster it is not.
    sleeps: bool,
    /// Has a roster at all.
    has_roster: bool,
    /// Somebody is on now.
    on_now: bool,
    /// Stretches of the week in which nobody is on.
    holes: usize,
}

impl From<Listed> for RosterItem {
    fn from(listed: Listed) -> Self {
        Self {
            office: listed.office.code,
            name: listed.office.name,
            round_the_clock: listed.office.round_the_clock,
            sleeps: listed.sleeps,
            has_roster: listed.has_roster,
            on_now: listed.on_now,
            holes: listed.holes,
        }
    }
}

/// A shift of the week, in the time of Viet Nam.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftBody {
    /// Monday is 1, Sunday is 7.
    weekday: u8,
    /// `08:00`
    from: String,
    /// `17:00`; an end that does not come after the start is one of the next day.
    to: String,
    /// Who, an id of `people`; may be absent where a telephone is named.
    #[serde(default)]
    staff: Option<String>,
    /// At which telephone.
    #[serde(default)]
    phone: Option<String>,
}

/// The week an office shall have, all of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekBody {
    /// All shifts; those that are not among them end.
    shifts: Vec<ShiftBody>,
    /// The `version` that was read before: refused when somebody else changed the week meanwhile.
    #[serde(default)]
    version: Option<String>,
}

/// A minute of the week.
#[derive(Serialize, ToSchema)]
pub struct WeekMinuteView {
    /// Monday is 1.
    weekday: u8,
    /// `08:00`
    time: String,
}

impl From<WeekMinute> for WeekMinuteView {
    fn from(at: WeekMinute) -> Self {
        Self { weekday: at.weekday, time: clock(at.minute) }
    }
}

/// A stretch in which nobody is on.
#[derive(Serialize, ToSchema)]
pub struct HoleView {
    /// When it begins.
    from: WeekMinuteView,
    /// When somebody is on again.
    to: WeekMinuteView,
}

impl From<Hole> for HoleView {
    fn from(hole: Hole) -> Self {
        Self { from: hole.from.into(), to: hole.to.into() }
    }
}

/// Somebody who may be on duty.
#[derive(Serialize, ToSchema)]
pub struct DutyPerson {
    /// Id.
    id: String,
    /// Name.
    name: String,
    /// Role.
    role: String,
}

/// Somebody stands in for somebody.
#[derive(Serialize, ToSchema)]
pub struct DeputyView {
    /// Id.
    id: String,
    /// Who is away.
    staff: String,
    /// Their name.
    staff_name: String,
    /// Who stands in.
    deputy: String,
    /// Their name.
    deputy_name: String,
    /// From when.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// Until when, exclusive.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// The roster of an office.
#[derive(Serialize, ToSchema)]
pub struct RosterView {
    /// The office, its telephones, and who is on now.
    now: OfficeNowView,
    /// The week.
    shifts: Vec<ShiftBody>,
    /// Stretches of the week in which nobody is on.
    holes: Vec<HoleView>,
    /// Who may be on duty.
    people: Vec<DutyPerson>,
    /// Who is or will be away.
    deputies: Vec<DeputyView>,
    /// To be sent back with the next week.
    version: String,
}

impl From<Kept> for RosterView {
    fn from(kept: Kept) -> Self {
        let shift = |row: &crate::entity::duty_shift::Model| ShiftBody {
            weekday: u8::try_from(row.weekday).unwrap_or_default(),
            from: clock(u16::try_from(row.from_minute).unwrap_or_default()),
            to: clock(u16::try_from(row.to_minute).unwrap_or_default()),
            staff: row.staff_id.map(|id| id.to_string()),
            phone: row.phone.clone(),
        };
        let person = |person: crate::entity::staff::Model| DutyPerson { id: person.id.to_string(), name: person.name, role: person.role };
        let deputy = |(row, staff_name, deputy_name): (crate::entity::deputy::Model, String, String)| DeputyView {
            id: row.id.to_string(),
            staff: row.staff_id.to_string(),
            staff_name,
            deputy: row.deputy_id.to_string(),
            deputy_name,
            from: row.from_at,
            until: row.until_at,
        };
        Self {
            shifts: kept.shifts.iter().map(shift).collect(),
            holes: kept.holes.into_iter().map(Into::into).collect(),
            people: kept.people.into_iter().map(person).collect(),
            deputies: kept.deputies.into_iter().map(deputy).collect(),
            version: kept.version,
            now: kept.now.into(),
        }
    }
}

/// Who will be away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeputyBody {
    /// Who is away, an id.
    staff: String,
    /// Who stands in, an id.
    deputy: String,
    /// First day, `2026-12-01`.
    from: String,
    /// Last day, whole.
    until: String,
}

/// What was added.
#[derive(Serialize, ToSchema)]
pub struct DeputyAdded {
    /// Its id.
    id: String,
}

/// A telephone on duty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyPhoneBody {
    /// Vietnamese, or international with its plus.
    phone: String,
    /// Where it stands, who carries it.
    #[serde(default)]
    label: Option<String>,
}

async fn keeper(ctx: &App, headers: &HeaderMap) -> Result<Keeper, Refusal> {
    Ok(Keeper::of(&session::staff(ctx, headers).await?.0)?)
}

/// Offices whose rosters the caller keeps.
#[utoipa::path(get, path = "/api/v1/admin/duty", operation_id = "listRosters", tag = "duty", security(("session" = [])),
    params(("q" = Option<String>, Query, description = "part of a name or code")),
    responses((status = 200, body = RosterList), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(ctx): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Json<RosterList>, Refusal> {
    let by = keeper(&ctx, &headers).await?;
    let pairs = serde_urlencoded::from_str::<Vec<(String, String)>>(&query.unwrap_or_default()).unwrap_or_default();
    let named = pairs.into_iter().find_map(|(name, value)| (name == "q").then_some(value)).unwrap_or_default();
    let (offices, more) = kept::list(&ctx, &by, &named).await?;
    Ok(Json(RosterList { offices: offices.into_iter().map(Into::into).collect(), more }))
}

/// The roster of an office.
#[utoipa::path(get, path = "/api/v1/admin/duty/{office}", operation_id = "readRoster", tag = "duty", security(("session" = [])),
    params(("office" = String, Path)),
    responses((status = 200, body = RosterView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(office): Path<String>) -> Result<Json<RosterView>, Refusal> {
    let by = keeper(&ctx, &headers).await?;
    Ok(Json(kept::read(&ctx, &by, &office).await?.into()))
}

/// Gives an office this week: all of it or nothing.
#[utoipa::path(put, path = "/api/v1/admin/duty/{office}", operation_id = "setRoster", tag = "duty", security(("session" = [])),
    params(("office" = String, Path)), request_body = WeekBody,
    responses((status = 200, body = RosterView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Body(body): Body<WeekBody>,
) -> Result<Json<RosterView>, Refusal> {
    let by = keeper(&ctx, &headers).await?;
    let shift =
        |shift: ShiftBody| NewShift { weekday: shift.weekday, from: shift.from, to: shift.to, staff: shift.staff, phone: shift.phone };
    let new = NewWeek { shifts: body.shifts.into_iter().map(shift).collect(), seen: body.version };
    week::set(&ctx, &by, &office, new).await?;
    Ok(Json(kept::read(&ctx, &by, &office).await?.into()))
}

/// Writes down who stands in for somebody.
#[utoipa::path(post, path = "/api/v1/admin/duty/{office}/deputies", operation_id = "addDeputy", tag = "duty", security(("session" = [])),
    params(("office" = String, Path)), request_body = DeputyBody,
    responses((status = 201, body = DeputyAdded), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn add_deputy(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Body(body): Body<DeputyBody>,
) -> Result<(StatusCode, Json<DeputyAdded>), Refusal> {
    let by = keeper(&ctx, &headers).await?;
    let new = NewDeputy { staff: body.staff, deputy: body.deputy, from: body.from, until: body.until };
    let id = standing_in::add(&ctx, &by, &office, new).await?;
    Ok((StatusCode::CREATED, Json(DeputyAdded { id: id.to_string() })))
}

/// Whoever was away is here again.
#[utoipa::path(delete, path = "/api/v1/admin/duty/{office}/deputies/{id}", operation_id = "removeDeputy", tag = "duty",
    security(("session" = [])), params(("office" = String, Path), ("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_deputy(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((office, id)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let by = keeper(&ctx, &headers).await?;
    standing_in::remove(&ctx, &by, &office, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a telephone on duty, or gives one another label.
#[utoipa::path(post, path = "/api/v1/admin/duty/{office}/phones", operation_id = "addDutyPhone", tag = "duty", security(("session" = [])),
    params(("office" = String, Path)), request_body = DutyPhoneBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn add_phone(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(office): Path<String>,
    Body(body): Body<DutyPhoneBody>,
) -> Result<StatusCode, Refusal> {
    let by = keeper(&ctx, &headers).await?;
    telephones::add(&ctx, &by, &office, &body.phone, body.label.as_deref().unwrap_or_default()).await?;
    Ok(StatusCode::CREATED)
}

/// Takes a telephone on duty away.
#[utoipa::path(delete, path = "/api/v1/admin/duty/{office}/phones/{phone}", operation_id = "removeDutyPhone", tag = "duty",
    security(("session" = [])), params(("office" = String, Path), ("phone" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_phone(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((office, phone)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let by = keeper(&ctx, &headers).await?;
    telephones::remove(&ctx, &by, &office, &phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A minute of the day as a clock shows it; the end of the day as `00:00`.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}
