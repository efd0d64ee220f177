//! Whether somebody at an office can answer: the one rule behind `office.staffed`, which routing reads.
//!
//! An office is staffed while it stands (neither suspended nor merged into another) and at least one responder or lead works there who
//! has chosen a password. Whoever changes people or offices asks [`refresh`] in the same unit of work, after [`hold`]: two people who
//! leave at the same instant must not each count on the other.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::{
    ctx::Ctx,
    db::Tx,
    entity::{office, staff},
    kernel::terms::Role,
};

/// The roles that answer for cases.
pub const ANSWERING: [Role; 2] = [Role::Responder, Role::Lead];

/// Takes an office, so that nobody else decides about its people until this unit of work ends. Taken after chains, in the order of
/// codes, before rows of staff.
///
/// # Errors
/// The database refuses.
pub async fn hold(tx: &Tx, office: &str) -> Result<Option<office::Model>, DbErr> {
    // Not FOR UPDATE: a report that names the office in a foreign key need not wait.
    office::Entity::find_by_id(office).lock(LockType::NoKeyUpdate).one(tx).await
}

/// The people of an office who can answer: authentic, at work, with a password, responder or lead.
///
/// # Errors
/// The database cannot be read.
pub async fn answering(ctx: &Ctx, db: &impl ConnectionTrait, office: &str) -> Result<Vec<staff::Model>, DbErr> {
    answering_at(ctx, db, &[office.to_owned()]).await
}

/// The same of several offices at once.
///
/// # Errors
/// The database cannot be read.
pub async fn answering_at(ctx: &Ctx, db: &impl ConnectionTrait, offices: &[String]) -> Result<Vec<staff::Model>, DbErr> {
    let mut people = staff::Entity::find()
        .filter(staff::Column::OfficeCode.is_in(offices))
        .filter(staff::Column::Active.eq(true))
        .filter(staff::Column::Role.is_in(ANSWERING.map(Role::code)))
        .order_by_asc(staff::Column::Name)
        .order_by_asc(staff::Column::Id)
        .all(db)
        .await?;
    people.retain(|person| ctx.vault.desk().is_ok_and(|desk| desk.lets_in(person)));
    Ok(people)
}

/// Writes down whether the office is staffed. Says it too.
///
/// # Errors
/// The database refuses.
pub async fn refresh(ctx: &Ctx, tx: &Tx, office: &str) -> Result<bool, DbErr> {
    let Some(row) = hold(tx, office).await? else { return Ok(false) };
    let stands = !row.suspended && row.merged_into.is_none();
    let staffed = stands && !answering(ctx, tx, office).await?.is_empty();
    if staffed != row.staffed {
        office::Entity::update_many()
            .col_expr(office::Column::Staffed, Expr::value(staffed))
            .filter(office::Column::Code.eq(office))
            .exec(tx)
            .await?;
    }
    Ok(staffed)
}
