//! Somebody goes: suspended, gone for good, to another role or another office. Their cases are handed on first, then the account is
//! changed, in one step for whoever asks for it.
//!
//! One case is one unit of work, so that an office with thousands of cases does not hold up the reports of a country. The account
//! changes last, under the lock of the office, and only when nothing is left to hand on: whatever crashes before, the person is still
//! in charge of the rest, and asking again finishes.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::hand_on::{Leaver, concerned, hand_on};
use crate::{
    access::{
        AdministrationError, Administrator, invite, people,
        people::{Person, Standing},
        staffing,
    },
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{deputy, duty_shift, office, staff},
    kernel::{Timestamp, terms::Role},
    notification::StaffChange,
};

/// How often what came in meanwhile is handed on too before the caller is asked to try again.
const ROUNDS: usize = 20;

/// What becomes of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departure {
    /// They cannot sign in until they are reinstated.
    Suspended,
    /// They do not work here any more; coming back takes a new invitation.
    Left,
    /// They do something else, or do it elsewhere, from now on.
    Post {
        /// What they may do.
        role: Role,
        /// Where they work.
        office: String,
    },
}

/// Changes an account. Where the person can no longer answer for the cases of their office, these go to `to`, minus those that
/// colleague must not know; what nobody is named for is told to the lead; what nobody there may know goes up.
///
/// # Errors
/// `NotFound` outside the area, `OwnAccount`, `State`, fields at fault; `Changed` when new work keeps coming in.
pub async fn depart(ctx: &Ctx, by: &Administrator, id: Uuid, what: &Departure, to: Option<Uuid>) -> Result<(), AdministrationError> {
    let person = check(ctx, by, id, what, to).await?;
    by.has_proved(ctx.clock.now())?;
    let leaver = Leaver { staff: id, office: person.row.office_code.clone(), to };
    let goes = !still_answers(&person.row, what);
    // Cases that nobody may know, neither here nor above, stay: they must not hold everything else up.
    let mut stuck: BTreeSet<Uuid> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let waiting = if goes { concerned(ctx, ctx.db.read(), &leaver).await? } else { Vec::new() };
        for case in waiting.into_iter().filter(|case| !stuck.contains(case)).collect::<Vec<_>>() {
            if !hand_on(ctx, by.actor(), &leaver, case).await? {
                stuck.insert(case);
            }
        }
        let done = ctx
            .db
            .write(async |tx| {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(id)).await?;
                let now = ctx.clock.now();
                let offices = hold_both(tx, &person.row.office_code, what).await?;
                let row = people::held(ctx, tx, id).await?;
                if row.office_code != person.row.office_code || row.role != person.row.role || row.active != person.row.active {
                    return Err(AdministrationError::Changed);
                }
                if goes && concerned(ctx, tx, &leaver).await?.iter().any(|case| !stuck.contains(case)) {
                    return Ok(false);
                }
                change(ctx, tx, &mut ledger, by, row, what, &offices, now).await?;
                ledger.finish(tx).await?;
                Ok::<_, AdministrationError>(true)
            })
            .await?;
        if done {
            return Ok(());
        }
    }
    Err(AdministrationError::Changed)
}

/// Whether the person answers for the same office's cases afterwards too.
fn still_answers(row: &staff::Model, what: &Departure) -> bool {
    match what {
        Departure::Post { role, office } => staffing::ANSWERING.contains(role) && *office == row.office_code,
        Departure::Suspended | Departure::Left => false,
    }
}

/// Whether `by` may do this to somebody, and whether it would change anything: asked before the person is asked to confirm, and again by
/// [`depart`]. Gives the person.
///
/// # Errors
/// As [`depart`].
pub async fn check(ctx: &Ctx, by: &Administrator, id: Uuid, what: &Departure, to: Option<Uuid>) -> Result<Person, AdministrationError> {
    let person = people::find(ctx, ctx.db.read(), by, id).await?;
    if person.row.id == by.staff() {
        return Err(AdministrationError::OwnAccount);
    }
    match (what, Standing::of(&person.row)) {
        (Departure::Suspended | Departure::Post { .. }, Standing::Suspended | Standing::Left) => {
            return Err(AdministrationError::State("not-working"));
        }
        (Departure::Left, Standing::Left) => return Err(AdministrationError::State("not-working")),
        _ => {}
    }
    if let Departure::Post { role, office } = what {
        if *office == person.row.office_code && role.code() == person.row.role {
            return Err(AdministrationError::field("/role", "nothing-changes"));
        }
        let office = people::office_at(ctx.db.read(), by, office, "/office").await?;
        if office.suspended {
            return Err(AdministrationError::State("office-suspended"));
        }
    }
    if let Some(to) = to {
        let colleagues = staffing::answering(ctx, ctx.db.read(), &person.row.office_code).await?;
        if to == person.row.id || !colleagues.iter().any(|colleague| colleague.id == to) {
            return Err(AdministrationError::field("/hand_on_to", "colleague-unknown"));
        }
    }
    Ok(person)
}

/// Takes the office somebody goes from, and the one they go to, in the order of their codes. Gives both, the old one first.
async fn hold_both(tx: &Tx, from: &str, what: &Departure) -> Result<(office::Model, office::Model), AdministrationError> {
    let to = match what {
        Departure::Post { office, .. } => office.as_str(),
        Departure::Suspended | Departure::Left => from,
    };
    let (first, second) = (from.min(to), from.max(to));
    let first = staffing::hold(tx, first).await?.ok_or(AdministrationError::NotFound)?;
    let second = staffing::hold(tx, second).await?.ok_or(AdministrationError::NotFound)?;
    let (old, new) = if first.code == from { (first, second) } else { (second, first) };
    if new.code != old.code && (new.merged_into.is_some() || new.suspended) {
        return Err(AdministrationError::Changed);
    }
    Ok((old, new))
}

#[expect(clippy::too_many_arguments, reason = "the whole of one unit of work, parted from it for its length only")]
async fn change(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    by: &Administrator,
    mut row: staff::Model,
    what: &Departure,
    (old, new): &(office::Model, office::Model),
    now: Timestamp,
) -> Result<(), AdministrationError> {
    let id = row.id;
    let told = match what {
        Departure::Suspended => {
            row.active = false;
            ledger.record(now, by.actor(), &Event::StaffSuspended { staff: id });
            StaffChange::Suspended
        }
        Departure::Left => {
            row.active = false;
            row.password_hash = String::new();
            ledger.record(now, by.actor(), &Event::StaffLeft { staff: id });
            StaffChange::Left
        }
        Departure::Post { role, office } => {
            let moved = *office != row.office_code;
            if role.code() != row.role {
                ledger.record(now, by.actor(), &Event::StaffRoleChanged { staff: id, from: &row.role, to: role.code() });
            }
            if moved {
                ledger.record(now, by.actor(), &Event::StaffMoved { staff: id, from: &row.office_code, to: office });
            }
            role.code().clone_into(&mut row.role);
            row.office_code.clone_from(office);
            if moved { StaffChange::Arrived } else { StaffChange::Role }
        }
    };
    people::store(ctx, tx, row.clone()).await?;
    people::end_sessions(tx, id).await?;
    if !row.active {
        invite::void(tx, id).await?;
    }
    if !row.active || !still_at_its_post(&row, old) {
        leave_the_roster(tx, id).await?;
    }
    staffing::refresh(ctx, tx, &old.code).await?;
    if new.code != old.code {
        staffing::refresh(ctx, tx, &new.code).await?;
        invite::tell_of(ctx, tx, now, &row, old, StaffChange::Left).await?;
    }
    invite::tell_of(ctx, tx, now, &row, new, told).await
}

fn still_at_its_post(row: &staff::Model, old: &office::Model) -> bool {
    row.office_code == old.code && Role::parse(&row.role).is_some_and(|role| staffing::ANSWERING.contains(&role))
}

/// Takes somebody off the roster: their shifts, and wherever they stand in for somebody or somebody for them.
async fn leave_the_roster(tx: &Tx, person: Uuid) -> Result<(), AdministrationError> {
    duty_shift::Entity::delete_many().filter(duty_shift::Column::StaffId.eq(person)).exec(tx).await?;
    let either = Condition::any().add(deputy::Column::StaffId.eq(person)).add(deputy::Column::DeputyId.eq(person));
    deputy::Entity::delete_many().filter(either).exec(tx).await?;
    Ok(())
}
