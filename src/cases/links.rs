//! The cases that belong to one, or may: for somebody who has both in scope, and for nobody else.
//!
//! A possible one says that a number was given in both, never which number, nor whose: whoever reported stays as unknown as they were.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{CaseError, find, inside, link::LinkKind};
use crate::{
    access::Signed,
    ctx::Ctx,
    entity::{case_file, case_link},
    kernel::{Timestamp, codes::CaseCode},
};

/// Another case, as a link names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCase {
    /// Its code.
    pub code: String,
    /// When it came.
    pub opened_at: Timestamp,
    /// Its accountable office.
    pub office: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether it came after this one.
    pub is_later: bool,
}

/// What somebody confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The other case.
    pub other: OtherCase,
    /// How they belong together.
    pub kind: LinkKind,
    /// Whether the later report proved the closing of the earlier one too early.
    pub came_back: bool,
    /// Who confirmed it.
    pub staff: Uuid,
    /// When.
    pub decided_at: Timestamp,
}

/// The cases that belong to one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// A number was given in both; nobody has said yet what that means. The newest first.
    pub possible: Vec<OtherCase>,
    /// What was confirmed, oldest first; also that they are not the same.
    pub confirmed: Vec<Confirmed>,
}

/// Reads them for a case by its code.
///
/// # Errors
/// `NotFound` out of scope, `WithAnother` for whoever does not work on it.
pub async fn read(ctx: &Ctx, by: &Signed, code: &CaseCode) -> Result<Links, CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    inside::works(&by.scope(), &case)?;
    of_case(ctx, by, &case).await
}

/// Reads them for a case that `by` has in scope.
///
/// # Errors
/// The database cannot be read.
pub async fn of_case(ctx: &Ctx, by: &Signed, case: &case_file::Model) -> Result<Links, CaseError> {
    let (db, scope) = (ctx.db.read(), by.scope());
    let either = Condition::any().add(case_link::Column::LaterId.eq(case.id)).add(case_link::Column::EarlierId.eq(case.id));
    let rows = case_link::Entity::find().filter(either).order_by_asc(case_link::Column::DecidedAt).all(db).await?;
    let other_of = |row: &case_link::Model| if row.later_id == case.id { row.earlier_id } else { row.later_id };
    let ids: Vec<Uuid> = rows.iter().map(other_of).collect();
    let seen: HashMap<Uuid, case_file::Model> = find::of_ids(db, &scope, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let confirmed = rows.iter().filter_map(|row| {
        let other = named(case, seen.get(&other_of(row))?);
        let (kind, staff) = (LinkKind::parse(&row.kind)?, row.staff_id);
        Some(Confirmed { other, kind, came_back: row.came_back, staff, decided_at: row.decided_at })
    });
    let confirmed = confirmed.collect();
    let sharing = if case.drill { Vec::new() } else { find::sharing_numbers(db, &scope, case.id).await? };
    let possible = sharing.iter().filter(|other| !ids.contains(&other.id)).map(|other| named(case, other)).collect();
    Ok(Links { possible, confirmed })
}

fn named(case: &case_file::Model, other: &case_file::Model) -> OtherCase {
    OtherCase {
        code: other.code.clone(),
        opened_at: other.opened_at,
        office: other.office_code.clone(),
        closed_at: other.closed_at,
        is_later: other.id > case.id,
    }
}
