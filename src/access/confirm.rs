//! Saying that it was really they: after a forgotten password somebody who knows the person confirms it, by meeting them or calling a
//! number they know. Until then that person signs in, and opens nothing sealed ([`Signed::responder`](super::Signed::responder) and its
//! siblings are the one place that holds it).
//!
//! A lead of the same office confirms whoever is no lead there; leads of the offices above confirm everybody below. At the top, where
//! nobody is above, another lead does. Whoever administers does not: they could have asked for the letter.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{AdministrationError, Lead, account_news, people, staff};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{office, staff as row},
    kernel::{codes::OfficeCode, terms::Role},
    notification::AccountNews,
};

/// Somebody who waits.
#[derive(Debug, Clone)]
pub struct Unconfirmed {
    /// The person; authentic.
    pub person: row::Model,
    /// Where they work.
    pub office: office::Model,
}

/// Those who wait for `by`, the longest first.
///
/// # Errors
/// The database cannot be read.
pub async fn waiting(ctx: &Ctx, by: &Lead) -> Result<Vec<Unconfirmed>, AdministrationError> {
    let db = ctx.db.read();
    let desk = ctx.vault.desk()?;
    let found = row::Entity::find().filter(row::Column::UnconfirmedSince.is_not_null());
    let found = found.order_by_asc(row::Column::UnconfirmedSince).order_by_asc(row::Column::Id).all(db).await?;
    let mut waiting = Vec::new();
    for person in found.into_iter().filter(|person| desk.knows(person)) {
        let office = office::Entity::find_by_id(&person.office_code).one(db).await?;
        if let (Some(office), true) = (office, may(db, by, &person).await?) {
            waiting.push(Unconfirmed { person, office });
        }
    }
    Ok(waiting)
}

/// Confirms somebody.
///
/// # Errors
/// `NotFound` for whoever does not wait for `by`, exactly as for nobody; [`super::AccessError::ProofNeeded`].
pub async fn confirm(ctx: &Ctx, by: &Lead, id: Uuid) -> Result<(), AdministrationError> {
    let person = staff::by_id(ctx, id).await?.filter(|person| person.unconfirmed_since.is_some()).ok_or(AdministrationError::NotFound)?;
    if !may(ctx.db.read(), by, &person).await? {
        return Err(AdministrationError::NotFound);
    }
    by.has_proved(ctx.clock.now())?;
    let confirmer = staff::by_id(ctx, by.staff()).await?.ok_or(AdministrationError::NotFound)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(id)).await?;
            let now = ctx.clock.now();
            let mut row = people::held(ctx, tx, id).await?;
            if row.unconfirmed_since != person.unconfirmed_since || !may(tx, by, &row).await? {
                return Err(AdministrationError::Changed);
            }
            row.unconfirmed_since = None;
            people::store(ctx, tx, row.clone()).await?;
            account_news::tell(ctx, tx, now, &row, AccountNews::Confirmed).await?;
            account_news::tell(ctx, tx, now, &confirmer, AccountNews::ConfirmedSomebody).await?;
            ledger.record(now, by.actor(), &Event::PersonConfirmed { staff: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Whether `by` is somebody who may say that it was `person`.
async fn may(db: &impl ConnectionTrait, by: &Lead, person: &row::Model) -> Result<bool, DbErr> {
    if person.id == by.staff() {
        return Ok(false);
    }
    let above = line_above(db, &person.office_code).await?;
    let same = person.office_code == by.office().as_str();
    let leads = person.role == Role::Lead.code();
    Ok((same && (!leads || above.is_empty())) || above.contains(by.office()))
}

/// Every office above `office`, the nearest first.
async fn line_above(db: &impl ConnectionTrait, office: &str) -> Result<Vec<OfficeCode>, DbErr> {
    let mut line = Vec::new();
    let mut next = office::Entity::find_by_id(office).one(db).await?.and_then(|office| office.parent_code);
    while let Some(code) = next.as_deref().and_then(OfficeCode::parse).filter(|code| !line.contains(code)) {
        next = office::Entity::find_by_id(code.as_str()).one(db).await?.and_then(|office| office.parent_code);
        line.push(code);
    }
    Ok(line)
}
