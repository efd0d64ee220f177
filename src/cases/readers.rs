//! Keeping count of who opened a sealed part of a case: the reporter is told how many people of how many offices, never who.
//!
//! Somebody who opened it and must not know today stays counted: it was opened.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::BTreeSet;
use uuid::Uuid;

use crate::{
    access::Signed,
    db::{Tx, rows},
    entity::{case_reader, opened_by},
};

/// Counts `by` among those who opened `case`, once per person and office. The caller holds the chain of the case.
///
/// # Errors
/// The database refuses.
pub(super) async fn count(tx: &Tx, case: Uuid, by: &Signed) -> Result<(), DbErr> {
    let row = case_reader::Model { case_id: case, staff_id: by.staff(), office_code: by.office().as_str().to_owned() };
    if !rows::insert_new(tx, row).await? {
        return Ok(());
    }
    let readers = case_reader::Entity::find().filter(case_reader::Column::CaseId.eq(case)).all(tx).await?;
    let people = number(readers.iter().map(|row| row.staff_id).collect::<BTreeSet<_>>().len());
    let offices = number(readers.iter().map(|row| row.office_code.as_str()).collect::<BTreeSet<_>>().len());
    if rows::insert_new(tx, opened_by::Model { case_id: case, people, offices }).await? {
        return Ok(());
    }
    opened_by::Entity::update_many()
        .col_expr(opened_by::Column::People, Expr::value(people))
        .col_expr(opened_by::Column::Offices, Expr::value(offices))
        .filter(opened_by::Column::CaseId.eq(case))
        .exec(tx)
        .await?;
    Ok(())
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
