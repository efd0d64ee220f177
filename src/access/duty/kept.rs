//! The rosters somebody keeps: which offices have one, and all of one office.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::{
    DutyError, Keeper, deputies,
    now::{OfficeNow, of_crew},
    week::version,
};
use crate::{
    clocks::{Hole, Roster},
    ctx::Ctx,
    entity::{deputy, duty_phone, duty_shift, office, staff},
    kernel::fold::fold,
    localities::duty::{all_rosters, rosters_of},
    notification::duty::{Crew, can_answer, shift_of},
};

/// Most offices on one list: further ones are found by their names.
pub const MOST_LISTED: usize = 60;

/// An office in the list of rosters.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The office.
    pub office: office::Model,
    /// Whether it has a roster.
    pub has_roster: bool,
    /// Whether somebody is on now.
    pub on_now: bool,
    /// How many stretches of the week nobody is on.
    pub holes: usize,
    /// Whether it is meant to be awake at any hour and is not.
    pub sleeps: bool,
}

/// The offices whose rosters `by` keeps and whose name or code holds `named`: those that are meant to be awake and are not stand first,
/// then those that have people. Second: how many more there are.
///
/// # Errors
/// The database cannot be read.
pub async fn list(ctx: &Ctx, by: &Keeper, named: &str) -> Result<(Vec<Listed>, usize), DutyError> {
    let (db, now, named) = (ctx.db.read(), ctx.clock.now(), fold(named));
    let mine = match by {
        Keeper::Administrator(by) => by.offices(),
        Keeper::Lead(by) => Condition::all().add(office::Column::Code.eq(by.office().as_str())),
    };
    let open = mine.add(office::Column::Suspended.eq(false)).add(office::Column::MergedInto.is_null());
    let mut offices = office::Entity::find().filter(open).order_by_asc(office::Column::Code).all(db).await?;
    offices.retain(|office| named.is_empty() || office.code.contains(&named) || fold(&office.name).contains(&named));
    let codes: Vec<&str> = offices.iter().map(|office| office.code.as_str()).collect();
    let rosters = if codes.len() > MOST_LISTED { all_rosters(db).await? } else { rosters_of(db, &codes).await? };
    let mut listed: Vec<Listed> = offices
        .into_iter()
        .map(|office| {
            let roster = rosters.of(&office.code);
            let presence = rosters.presence_of(&office);
            Listed {
                has_roster: !roster.is_empty(),
                on_now: roster.covers(now),
                holes: roster.holes().len(),
                sleeps: office.round_the_clock && !presence.is_always_awake(),
                office,
            }
        })
        .collect();
    listed.sort_by_key(|one| (!one.sleeps, !one.office.round_the_clock, !one.office.staffed));
    let more = listed.len().saturating_sub(MOST_LISTED);
    listed.truncate(MOST_LISTED);
    Ok((listed, more))
}

/// All of one office's roster.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The office, and who is on now.
    pub now: OfficeNow,
    /// The shifts, by weekday and hour.
    pub shifts: Vec<duty_shift::Model>,
    /// Stretches of the week in which nobody is on.
    pub holes: Vec<Hole>,
    /// Who may be on duty or stand in, by name.
    pub people: Vec<staff::Model>,
    /// Who is or will be away.
    pub deputies: Vec<(deputy::Model, String, String)>,
    /// Which week this is, for whoever writes the next one.
    pub version: String,
}

/// Reads the roster of `office`.
///
/// # Errors
/// [`DutyError::NotFound`] for an office whose roster `by` does not keep.
pub async fn read(ctx: &Ctx, by: &Keeper, office: &str) -> Result<Kept, DutyError> {
    let (db, now) = (ctx.db.read(), ctx.clock.now());
    let office = office::Entity::find_by_id(office).one(db).await?.filter(|office| by.keeps(office)).ok_or(DutyError::NotFound)?;
    let crew = Crew::of(&ctx.vault, db, &office.code, now).await?;
    let phones = duty_phone::Entity::find().filter(duty_phone::Column::OfficeCode.eq(&office.code));
    let phones = phones.order_by_asc(duty_phone::Column::Phone).all(db).await?;
    let roster: Roster = crew.shifts().iter().filter_map(shift_of).collect();
    let name = |id| crew.person(id).map(|person| person.name.clone()).unwrap_or_default();
    let deputies = deputies::to_come(db, &crew, now).await?;
    let deputies = deputies.into_iter().map(|row| (name(row.staff_id), name(row.deputy_id), row)).map(|(away, by, row)| (row, away, by));
    let mut people: Vec<staff::Model> = crew.people().into_iter().filter(|person| can_answer(person)).cloned().collect();
    people.sort_by_key(|person| (fold(&person.name), person.id));
    Ok(Kept {
        shifts: crew.shifts().to_vec(),
        holes: roster.holes(),
        deputies: deputies.collect(),
        version: version(crew.shifts()),
        now: of_crew(&crew, office, phones, now),
        people,
    })
}
