//! Suspending an office: its open cases go up first, then nobody there can sign in.
//!
//! A report that was being routed there in the same instant is brought up by `moved_offices`. An office without one above it cannot be
//! suspended: its cases would have nowhere to go.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError,
    hand_on::{hand_up, ids, open_of},
};
use crate::{
    access::{AdministrationError, Administrator, people, staffing, tell},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{case_file, office, staff},
    kernel::Actor,
    notification::{Message, OfficeChange},
};

/// How often what came in meanwhile is handed up too before the caller is asked to try again.
const ROUNDS: usize = 20;

/// Suspends an office of the area.
///
/// # Errors
/// `NotFound` outside the area, `OwnAccount` for the administrator's own office, `State`.
pub async fn suspend(ctx: &Ctx, by: &Administrator, code: &str) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let found = office::Entity::find_by_id(code).filter(by.offices()).one(ctx.db.read()).await?;
    check(by, &found.ok_or(AdministrationError::NotFound)?)?;
    let mut stuck: BTreeSet<Uuid> = BTreeSet::new();
    let of_office = || open_of(case_file::Column::OfficeCode.eq(code));
    for _ in 0..ROUNDS {
        for case in ids(of_office(), ctx.db.read()).await? {
            if !stuck.contains(&case) && !bring_up(ctx, by.actor(), case, code).await? {
                stuck.insert(case);
            }
        }
        let done = ctx
            .db
            .write(async |tx| {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
                let now = ctx.clock.now();
                let office = staffing::hold(tx, code).await?.ok_or(AdministrationError::NotFound)?;
                check(by, &office)?;
                if ids(of_office(), tx).await?.iter().any(|case| !stuck.contains(case)) {
                    return Ok(false);
                }
                office::Entity::update_many()
                    .col_expr(office::Column::Suspended, Expr::value(true))
                    .filter(office::Column::Code.eq(code))
                    .exec(tx)
                    .await?;
                staffing::refresh(ctx, tx, code).await?;
                for person in staff::Entity::find().filter(staff::Column::OfficeCode.eq(code)).all(tx).await? {
                    people::end_sessions(tx, person.id).await?;
                }
                ledger.record(now, by.actor(), &Event::OfficeSuspended { office: code });
                let message = Message::OfficeChanged { office: office.name.clone(), change: OfficeChange::Suspended, other: None };
                tell::leads(ctx, tx, now, &office, &message).await?;
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

fn check(by: &Administrator, office: &office::Model) -> Result<(), AdministrationError> {
    if office.code == by.office().as_str() {
        return Err(AdministrationError::OwnAccount);
    }
    if office.merged_into.is_some() {
        return Err(AdministrationError::State("office-merged"));
    }
    if office.suspended {
        return Err(AdministrationError::State("office-suspended"));
    }
    if office.parent_code.is_none() {
        return Err(AdministrationError::State("office-on-top"));
    }
    Ok(())
}

/// Makes the nearest office above that answers accountable for a case that still lies at `office`. False where none may know it.
///
/// # Errors
/// The database refuses.
pub(super) async fn bring_up(ctx: &Ctx, by: Actor, case: Uuid, office: &str) -> Result<bool, CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let found = case_file::Entity::find_by_id(case).one(tx).await?;
            let Some(case) = found.filter(|case| case.closed_at.is_none() && case.office_code == office) else { return Ok(false) };
            let changed = hand_up(ctx, tx, &mut ledger, &case, by, now).await?;
            ledger.finish(tx).await?;
            Ok(changed)
        })
        .await
}
