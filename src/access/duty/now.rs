//! Who is on duty now, and at which telephone: for those who have to reach somebody at once.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::DutyError;
use crate::{
    access::Responder,
    clocks::{Presence, Roster},
    ctx::Ctx,
    entity::{duty_phone, office},
    kernel::Timestamp,
    localities::OfficeKind,
    notification::duty::{Crew, can_answer, shift_of},
};

/// Why an office is shown to somebody at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They work there.
    Own,
    /// It is the office above theirs.
    Above,
    /// It is a round-the-clock desk of their province.
    Desk,
    /// It is the police of their commune.
    Police,
}

impl Why {
    /// The public code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Above => "above",
            Self::Desk => "desk",
            Self::Police => "police",
        }
    }
}

/// Somebody, or a telephone, that is on now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct On {
    /// Who; nobody by name where the shift is that of a telephone.
    pub name: Option<String>,
    /// For whom they stand in.
    pub stands_in_for: Option<String>,
    /// The telephone of the shift.
    pub phone: Option<String>,
    /// When the shift ends.
    pub until: Timestamp,
}

/// An office at this instant.
#[derive(Debug, Clone)]
pub struct OfficeNow {
    /// The office.
    pub office: office::Model,
    /// Who is on, those whose shift ends first on top.
    pub on: Vec<On>,
    /// Whether it has a roster at all.
    pub has_roster: bool,
    /// Whether it really is a round-the-clock desk now.
    pub awake: bool,
    /// When somebody comes or goes.
    pub next_change: Option<Timestamp>,
    /// Telephones that are always answered.
    pub phones: Vec<duty_phone::Model>,
}

/// Who is on now at the office of `by`, the one above, the round-the-clock desks of the province and the police of the commune.
///
/// # Errors
/// [`DutyError`].
pub async fn around(ctx: &Ctx, by: &Responder) -> Result<Vec<(Why, OfficeNow)>, DutyError> {
    let (db, now) = (ctx.db.read(), ctx.clock.now());
    let own = office::Entity::find_by_id(by.office().as_str()).one(db).await?.ok_or(DutyError::NotFound)?;
    let mut found = vec![(Why::Own, own.clone())];
    if let Some(parent) = &own.parent_code {
        found.extend(office::Entity::find_by_id(parent).one(db).await?.map(|office| (Why::Above, office)));
    }
    if let Some(province) = &own.province_code {
        let desks = Condition::all()
            .add(office::Column::RoundTheClock.eq(true))
            .add(office::Column::ProvinceCode.eq(province))
            .add(office::Column::CommuneCode.is_null());
        found.extend(open(db, desks).await?.into_iter().map(|office| (Why::Desk, office)));
    }
    if let Some(commune) = &own.commune_code {
        let police = office::Column::Kind.eq(OfficeKind::CommunePolice.code());
        let police = Condition::all().add(police).add(office::Column::CommuneCode.eq(commune));
        found.extend(open(db, police).await?.into_iter().map(|office| (Why::Police, office)));
    }
    let (mut seen, mut shown) = (BTreeSet::new(), Vec::new());
    for (why, office) in found {
        if seen.insert(office.code.clone()) {
            shown.push((why, at(ctx, db, office, now).await?));
        }
    }
    Ok(shown)
}

/// Who is on at `office` at `now`.
///
/// # Errors
/// The database cannot be read.
pub async fn at(ctx: &Ctx, db: &impl ConnectionTrait, office: office::Model, now: Timestamp) -> Result<OfficeNow, DbErr> {
    let crew = Crew::of(&ctx.vault, db, &office.code, now).await?;
    let phones = duty_phone::Entity::find().filter(duty_phone::Column::OfficeCode.eq(&office.code));
    let phones = phones.order_by_asc(duty_phone::Column::Phone).all(db).await?;
    Ok(of_crew(&crew, office, phones, now))
}

/// The same of a crew that was read.
#[must_use]
pub fn of_crew(crew: &Crew, office: office::Model, phones: Vec<duty_phone::Model>, now: Timestamp) -> OfficeNow {
    let roster: Roster = crew.shifts().iter().filter_map(shift_of).collect();
    let mut on: Vec<On> = crew
        .running(now)
        .flat_map(|row| {
            let until = shift_of(row).map_or(now, |shift| shift.next_end(now));
            let acting = row.staff_id.map(|id| crew.acting(id, now, can_answer)).unwrap_or_default();
            let name = |id| crew.person(id).map(|person| person.name.clone());
            let mut on: Vec<On> = acting
                .into_iter()
                .map(|id| {
                    let stands_in_for = row.staff_id.filter(|meant| *meant != id).and_then(name);
                    On { name: name(id), stands_in_for, phone: row.phone.clone(), until }
                })
                .collect();
            // A telephone is answered also where nobody is named, or whoever was named has left.
            if on.is_empty() && row.phone.is_some() {
                on.push(On { name: None, stands_in_for: None, phone: row.phone.clone(), until });
            }
            on
        })
        .collect();
    on.sort_by(|a, b| (a.until, &a.name).cmp(&(b.until, &b.name)));
    let presence = Presence { staffed: office.staffed, round_the_clock: office.round_the_clock, roster: &roster };
    let (awake, has_roster, next_change) = (presence.is_awake(now), !roster.is_empty(), roster.next_change(now));
    OfficeNow { office, on, has_roster, awake, next_change, phones }
}

async fn open(db: &impl ConnectionTrait, filter: Condition) -> Result<Vec<office::Model>, DbErr> {
    let filter = filter.add(office::Column::Suspended.eq(false)).add(office::Column::MergedInto.is_null());
    office::Entity::find().filter(filter).order_by_asc(office::Column::Code).all(db).await
}
