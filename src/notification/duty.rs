//! The people of an office as alerts see them: who is on duty now, and who acts for whoever is away.
//!
//! Invariants: a row of staff without a valid MAC does not exist; nobody stands in who cannot open a case here; the one asked about is
//! replaced only while they are away.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    clocks::{Shift, StandIn, acting_for},
    entity::{deputy, duty_shift, staff},
    kernel::{Timestamp, terms::Role},
    vault::Vault,
};

/// Everybody who works at an office, its shifts, and who stands in for whom.
pub struct Crew {
    people: BTreeMap<Uuid, staff::Model>,
    shifts: Vec<duty_shift::Model>,
    stand_ins: Vec<StandIn>,
}

/// Whether somebody can take part in duty: they may open cases, and they have a password to sign in with.
#[must_use]
pub fn can_answer(person: &staff::Model) -> bool {
    let sees_cases = matches!(Role::parse(&person.role), Some(Role::Responder | Role::Lead | Role::Supervisor));
    person.active && sees_cases && !person.password_hash.is_empty()
}

impl Crew {
    /// Reads the crew of an office. Deputies whose time is over at `now` are left out.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn of(vault: &Vault, db: &impl ConnectionTrait, office: &str, now: Timestamp) -> Result<Self, DbErr> {
        let working = staff::Entity::find().filter(staff::Column::OfficeCode.eq(office)).filter(staff::Column::Active.eq(true));
        let mut people: BTreeMap<Uuid, staff::Model> = working.all(db).await?.into_iter().map(|person| (person.id, person)).collect();
        people.retain(|_, person| vault.desk().is_ok_and(|desk| desk.knows(person)));
        let shifts = duty_shift::Entity::find().filter(duty_shift::Column::OfficeCode.eq(office));
        let shifts = shifts.order_by_asc(duty_shift::Column::Weekday).order_by_asc(duty_shift::Column::FromMinute).all(db).await?;
        let stand_ins = deputy::Entity::find()
            .filter(deputy::Column::StaffId.is_in(people.keys().copied()))
            .filter(deputy::Column::UntilAt.gt(now))
            .order_by_asc(deputy::Column::FromAt)
            .all(db)
            .await?;
        Ok(Self { people, shifts, stand_ins: stand_ins.iter().map(stand_in).collect() })
    }

    /// Everybody who works here, by mail address.
    #[must_use]
    pub fn people(&self) -> Vec<&staff::Model> {
        let mut people: Vec<&staff::Model> = self.people.values().collect();
        people.sort_by(|a, b| a.email.cmp(&b.email));
        people
    }

    /// The person of an id, if they work here.
    #[must_use]
    pub fn person(&self, id: Uuid) -> Option<&staff::Model> {
        self.people.get(&id)
    }

    /// The shifts that run at `at`.
    pub fn running(&self, at: Timestamp) -> impl Iterator<Item = &duty_shift::Model> {
        self.shifts.iter().filter(move |row| shift_of(row).is_some_and(|shift| shift.covers(at)))
    }

    /// All shifts, by weekday and hour.
    #[must_use]
    pub fn shifts(&self) -> &[duty_shift::Model] {
        &self.shifts
    }

    /// Who stands in for whom, now or later.
    #[must_use]
    pub fn stand_ins(&self) -> &[StandIn] {
        &self.stand_ins
    }

    /// Who is on duty at `at` and passes `may`, by mail address; those who are away replaced by those who stand in for them.
    pub fn on_duty(&self, at: Timestamp, may: impl Fn(&staff::Model) -> bool) -> Vec<&staff::Model> {
        let meant = self.running(at).filter_map(|shift| shift.staff_id);
        let acting: BTreeSet<Uuid> = meant.flat_map(|id| self.acting(id, at, |person| can_answer(person) && may(person))).collect();
        self.named(&acting)
    }

    /// Who acts at `at` for those in one of `roles`. Where this leads to nobody it is those themselves: better a mail to somebody who
    /// is away than none.
    pub fn in_roles(&self, roles: &[Role], at: Timestamp, may: impl Fn(&staff::Model) -> bool) -> Vec<&staff::Model> {
        let meant = |person: &&staff::Model| Role::parse(&person.role).is_some_and(|role| roles.contains(&role));
        let meant: Vec<Uuid> = self.people.values().filter(meant).map(|person| person.id).collect();
        let acting: BTreeSet<Uuid> =
            meant.iter().flat_map(|id| self.acting(*id, at, |person| (person.id == *id || can_answer(person)) && may(person))).collect();
        if !acting.is_empty() {
            return self.named(&acting);
        }
        self.named(&meant.into_iter().filter(|id| self.person(*id).is_some_and(&may)).collect())
    }

    /// Who acts for somebody at `at`, of those who pass `may`.
    pub fn acting(&self, id: Uuid, at: Timestamp, may: impl Fn(&staff::Model) -> bool) -> BTreeSet<Uuid> {
        acting_for(id, &self.stand_ins, at, |id| self.people.get(&id).is_some_and(&may))
    }

    fn named(&self, ids: &BTreeSet<Uuid>) -> Vec<&staff::Model> {
        self.people().into_iter().filter(|person| ids.contains(&person.id)).collect()
    }
}

/// The hours of a stored shift; none where they cannot be read.
#[must_use]
pub fn shift_of(row: &duty_shift::Model) -> Option<Shift> {
    Shift::stored(row.weekday, row.from_minute, row.to_minute)
}

/// A stored deputy as the rules know them.
#[must_use]
pub fn stand_in(row: &deputy::Model) -> StandIn {
    StandIn { staff: row.staff_id, deputy: row.deputy_id, from: row.from_at, until: row.until_at }
}
