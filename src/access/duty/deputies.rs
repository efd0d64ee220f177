//! Who stands in for whom, from a day to a day.

use chrono::{Duration, NaiveDate, NaiveTime};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{DutyError, Keeper, at, held, id};
use crate::{
    audit::{Chain, Event, Ledger},
    clocks::{StandIn, closes_a_circle},
    ctx::Ctx,
    db::rows,
    entity::{deputy, staff},
    kernel::Timestamp,
    notification::duty::{Crew, can_answer, stand_in},
};

/// Viet Nam is so many hours ahead of UTC, all year.
const AHEAD: Duration = Duration::hours(7);
/// Longest absence that is written down at once.
const LONGEST: Duration = Duration::days(366);

/// Somebody will be away.
#[derive(Debug, Clone, Default)]
pub struct NewDeputy {
    /// Who is away, by id.
    pub staff: String,
    /// Who stands in, by id.
    pub deputy: String,
    /// First day, `2026-12-01`.
    pub from: String,
    /// Last day, whole.
    pub until: String,
}

/// Writes down who stands in.
///
/// # Errors
/// [`DutyError::Fields`]: a stranger, oneself, days that make no time to come, or a circle.
pub async fn add(ctx: &Ctx, by: &Keeper, office: &str, new: NewDeputy) -> Result<Uuid, DutyError> {
    let away = id(&new.staff).ok_or_else(|| at("/staff", "duty-stranger"))?;
    let stands_in = id(&new.deputy).ok_or_else(|| at("/deputy", "duty-stranger"))?;
    if away == stands_in {
        return Err(at("/deputy", "duty-deputy-self"));
    }
    let from = midnight(&new.from).ok_or_else(|| at("/from", "duty-day"))?;
    let until = midnight(&new.until).map(|day| day + Duration::days(1)).ok_or_else(|| at("/until", "duty-day"))?;
    if until <= from || until - from > LONGEST {
        return Err(at("/until", "duty-deputy-days"));
    }
    ctx.db
        .write(async |tx| {
            // An id that nobody has must not begin a chain.
            if staff::Entity::find_by_id(away).one(tx).await?.is_none() {
                return Err(at("/staff", "duty-stranger"));
            }
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(away)).await?;
            let now = ctx.clock.now();
            let office = held(tx, by, office).await?;
            let crew = Crew::of(&ctx.vault, tx, &office.code, now).await?;
            if crew.person(away).is_none() {
                return Err(at("/staff", "duty-stranger"));
            }
            if !crew.person(stands_in).is_some_and(can_answer) {
                return Err(at("/deputy", "duty-stranger"));
            }
            if until <= now {
                return Err(at("/until", "duty-deputy-past"));
            }
            let new = StandIn { staff: away, deputy: stands_in, from, until };
            if closes_a_circle(&new, crew.stand_ins()) {
                return Err(at("/deputy", "duty-deputy-circle"));
            }
            let id = ctx.ids.row(now);
            rows::insert(tx, deputy::Model { id, staff_id: away, deputy_id: stands_in, from_at: from, until_at: until }).await?;
            ledger.record(now, by.actor(), &Event::DeputySet { deputy: id, staff: away, by: stands_in });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// Takes a deputy back: whoever was away is here again.
///
/// # Errors
/// [`DutyError::NotFound`] when there is none of this id at this office.
pub async fn remove(ctx: &Ctx, by: &Keeper, office: &str, deputy: &str) -> Result<(), DutyError> {
    let id = id(deputy).ok_or(DutyError::NotFound)?;
    ctx.db
        .write(async |tx| {
            let row = deputy::Entity::find_by_id(id).one(tx).await?.ok_or(DutyError::NotFound)?;
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(row.staff_id)).await?;
            let now = ctx.clock.now();
            let office = held(tx, by, office).await?;
            let here = staff::Entity::find_by_id(row.staff_id).filter(staff::Column::OfficeCode.eq(&office.code)).one(tx).await?;
            if here.is_none() || deputy::Entity::delete_by_id(id).exec(tx).await?.rows_affected == 0 {
                return Err(DutyError::NotFound);
            }
            ledger.record(now, by.actor(), &Event::DeputyRemoved { deputy: id, staff: row.staff_id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The deputies at an office whose time is not over, by the day they begin.
pub(super) async fn to_come(db: &impl sea_orm::ConnectionTrait, crew: &Crew, now: Timestamp) -> Result<Vec<deputy::Model>, sea_orm::DbErr> {
    let people = crew.people().into_iter().map(|person| person.id);
    let query = deputy::Entity::find().filter(deputy::Column::StaffId.is_in(people)).filter(deputy::Column::UntilAt.gt(now));
    let mut rows = query.all(db).await?;
    rows.sort_by_key(|row| (stand_in(row).from, row.id));
    Ok(rows)
}

/// The midnight, in Viet Nam, with which a day begins.
fn midnight(day: &str) -> Option<Timestamp> {
    let day: NaiveDate = day.trim().parse().ok()?;
    let years = 2020..=2200;
    years.contains(&chrono::Datelike::year(&day)).then(|| day.and_time(NaiveTime::MIN).and_utc() - AHEAD)
}
