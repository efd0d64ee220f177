//! Who is on duty now, for those who have to reach somebody at once.

use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::{
        duty::now::{self, OfficeNow},
        outside_help::{self, Help},
    },
    http::{
        App,
        refusal::{Problem, Refusal},
        session,
    },
    kernel::Timestamp,
};

/// Outside help: shelters, legal aid, interpreters.
#[derive(Serialize, ToSchema)]
pub struct HelpView {
    /// `shelter`, `legal_aid`, `interpreter`, `psychological`, `medical`, `transport` or `other`.
    kind: String,
    /// Name.
    name: String,
    /// Telephone.
    phone: String,
    /// Whom they take, in words.
    takes: String,
    /// Whether somebody answers at night.
    round_the_clock: bool,
    /// Whether a wheelchair gets in; nothing where nobody knows.
    step_free: Option<bool>,
    /// Code of the province; nothing for the whole country.
    province: Option<String>,
    /// Code of the commune.
    commune: Option<String>,
    /// Whether somebody looked at the number within half a year.
    checked: bool,
}

/// Who is on duty now.
#[derive(Serialize, ToSchema)]
pub struct DutyNow {
    /// The caller's office, the one above, the round-the-clock desks of the province, the police of the commune.
    offices: Vec<AroundView>,
}

/// An office at this instant, and why it is shown.
#[derive(Serialize, ToSchema)]
pub struct AroundView {
    /// `own`, `above`, `desk` or `police`.
    why: &'static str,
    /// The office.
    #[serde(flatten)]
    now: OfficeNowView,
}

/// An office at this instant.
#[derive(Serialize, ToSchema)]
pub struct OfficeNowView {
    /// Code.
    office: String,
    /// Name.
    name: String,
    /// Meant to be awake at any hour.
    round_the_clock: bool,
    /// Really awake now: with people, and somebody on by its roster.
    awake: bool,
    /// Has a roster at all.
    has_roster: bool,
    /// Who is on.
    on: Vec<OnView>,
    /// When somebody comes or goes.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_change: Option<Timestamp>,
    /// Telephones of the office on duty.
    phones: Vec<PhoneView>,
}

/// Somebody, or a telephone, on duty.
#[derive(Serialize, ToSchema)]
pub struct OnView {
    /// Who; null where it is a telephone.
    name: Option<String>,
    /// For whom they stand in.
    stands_in_for: Option<String>,
    /// The telephone of the shift.
    phone: Option<String>,
    /// When the shift ends.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// A telephone.
#[derive(Serialize, ToSchema)]
pub struct PhoneView {
    /// As it is dialled.
    phone: String,
    /// Where it stands, who carries it.
    label: Option<String>,
}

impl From<OfficeNow> for OfficeNowView {
    fn from(found: OfficeNow) -> Self {
        let on = found.on.into_iter().map(|on| OnView { name: on.name, stands_in_for: on.stands_in_for, phone: on.phone, until: on.until });
        Self {
            office: found.office.code,
            name: found.office.name,
            round_the_clock: found.office.round_the_clock,
            awake: found.awake,
            has_roster: found.has_roster,
            on: on.collect(),
            next_change: found.next_change,
            phones: found.phones.into_iter().map(|phone| PhoneView { phone: phone.phone, label: phone.label }).collect(),
        }
    }
}

/// Who is on duty now, and at which telephone.
#[utoipa::path(get, path = "/api/v1/duty", operation_id = "dutyNow", tag = "duty", security(("session" = [])),
    responses((status = 200, body = DutyNow), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<DutyNow>, Refusal> {
    let (by, _) = session::staff(&ctx, &headers).await?;
    let around = now::around(&ctx, &by.responder()?).await?;
    Ok(Json(DutyNow { offices: around.into_iter().map(|(why, now)| AroundView { why: why.code(), now: now.into() }).collect() }))
}

/// Outside help around the reader's office, the nearest first.
#[utoipa::path(get, path = "/api/v1/help", operation_id = "listOutsideHelp", tag = "duty", security(("session" = [])),
    responses((status = 200, body = [HelpView]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn help(State(ctx): State<App>, headers: HeaderMap) -> Result<Json<Vec<HelpView>>, Refusal> {
    let by = session::staff(&ctx, &headers).await?.0.responder()?;
    let view = |Help { row, checked }: Help| HelpView {
        kind: row.kind,
        name: row.name,
        phone: row.phone,
        takes: row.takes,
        round_the_clock: row.round_the_clock,
        step_free: row.step_free,
        province: row.province_code,
        commune: row.commune_code,
        checked,
    };
    Ok(Json(outside_help::around(&ctx, &by).await?.into_iter().map(view).collect()))
}
