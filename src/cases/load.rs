//! How much open work there is, for whoever arranges people and reads no case.
//!
//! Never an exact number. A colleague who must not know a case is left out when work is handed on; somebody who knew the exact total
//! could subtract what the colleague got and learn that there is such a case. Bands begin with "fewer than 5", which may be none.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::IntoCondition};
use uuid::Uuid;

use super::CaseError;
use crate::{ctx::Ctx, entity::case_file};

/// A range of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// At least.
    pub from: u64,
    /// At most; nothing where there is no limit.
    pub to: Option<u64>,
}

/// Where each band after the first begins.
const STEPS: [u64; 5] = [5, 10, 20, 50, 100];

impl Band {
    /// The band of a count.
    #[must_use]
    pub fn of(count: u64) -> Self {
        let from = STEPS.into_iter().rev().find(|step| *step <= count).unwrap_or_default();
        let to = STEPS.into_iter().find(|step| *step > count).map(|step| step - 1);
        Self { from, to }
    }
}

/// Open cases that somebody is named for.
///
/// # Errors
/// The database cannot be read.
pub async fn of_person(ctx: &Ctx, person: Uuid) -> Result<Band, CaseError> {
    count(ctx, case_file::Column::AssignedTo.eq(person)).await
}

/// Open cases an office is accountable for.
///
/// # Errors
/// The database cannot be read.
pub async fn of_office(ctx: &Ctx, office: &str) -> Result<Band, CaseError> {
    count(ctx, case_file::Column::OfficeCode.eq(office)).await
}

async fn count(ctx: &Ctx, condition: impl IntoCondition) -> Result<Band, CaseError> {
    let open = case_file::Entity::find().filter(case_file::Column::ClosedAt.is_null()).filter(condition);
    Ok(Band::of(open.count(ctx.db.read()).await?))
}

#[cfg(test)]
mod tests {
    use super::Band;

    #[test]
    fn nobody_can_tell_none_from_a_few() {
        assert_eq!(Band::of(0), Band::of(4));
        assert_eq!(Band::of(0), Band { from: 0, to: Some(4) });
        assert_eq!(Band::of(5), Band { from: 5, to: Some(9) });
        assert_eq!(Band::of(99), Band { from: 50, to: Some(99) });
        assert_eq!(Band::of(100), Band { from: 100, to: None });
    }
}
