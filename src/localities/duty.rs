//! The weeks of offices without their people: all that the public face may read of a roster, and all that a promise rests on.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::Office;
use crate::{
    clocks::{Presence, Roster, Shift},
    entity::{duty_shift, office},
};

/// Offices per query (TRAPS 4.14).
const AT_ONCE: usize = 500;

/// The weeks of some offices, by code.
#[derive(Debug, Clone, Default)]
pub struct Rosters {
    weeks: BTreeMap<String, Roster>,
    none: Roster,
}

impl Rosters {
    /// The week of an office; an empty one where none was written down.
    #[must_use]
    pub fn of(&self, office: &str) -> &Roster {
        self.weeks.get(office).unwrap_or(&self.none)
    }

    /// What a promise may rest on at `office`.
    #[must_use]
    pub fn presence(&self, office: &Office) -> Presence<'_> {
        Presence { staffed: office.staffed, round_the_clock: office.round_the_clock, roster: self.of(office.code.as_str()) }
    }

    /// The same of a row.
    #[must_use]
    pub fn presence_of(&self, office: &office::Model) -> Presence<'_> {
        Presence { staffed: office.staffed, round_the_clock: office.round_the_clock, roster: self.of(&office.code) }
    }

    fn from_rows(rows: Vec<(String, i16, i16, i16)>) -> Self {
        let mut shifts: BTreeMap<String, Vec<Shift>> = BTreeMap::new();
        for (office, weekday, from, to) in rows {
            shifts.entry(office).or_default().extend(Shift::stored(weekday, from, to));
        }
        Self { weeks: shifts.into_iter().map(|(office, shifts)| (office, shifts.into_iter().collect())).collect(), none: Roster::default() }
    }
}

/// The weeks of these offices.
///
/// # Errors
/// The database cannot be read.
pub async fn rosters_of(db: &impl ConnectionTrait, offices: &[&str]) -> Result<Rosters, DbErr> {
    let mut rows = Vec::new();
    for some in offices.chunks(AT_ONCE) {
        let filter = Condition::all().add(duty_shift::Column::OfficeCode.is_in(some.iter().copied()));
        rows.extend(read(db, filter).await?);
    }
    Ok(Rosters::from_rows(rows))
}

/// The weeks of all offices, for whoever looks at the country.
///
/// # Errors
/// The database cannot be read.
pub async fn all_rosters(db: &impl ConnectionTrait) -> Result<Rosters, DbErr> {
    Ok(Rosters::from_rows(read(db, Condition::all()).await?))
}

/// Only the columns that the public role may read.
async fn read(db: &impl ConnectionTrait, filter: Condition) -> Result<Vec<(String, i16, i16, i16)>, DbErr> {
    use duty_shift::Column;
    let query = duty_shift::Entity::find().select_only();
    let query = query.columns([Column::OfficeCode, Column::Weekday, Column::FromMinute, Column::ToMinute]).filter(filter);
    query.into_tuple().all(db).await
}
