//! Outside help around somebody's office: shelters, legal aid, interpreters, from the register.
//!
//! The nearest first: of the commune, of the province, of the country. Deliberately absent: a map link, because an address that is looked
//! up on a map stays in the history of the telephone and with whoever draws the map.

use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::{AccessError, Responder};
use crate::{
    ctx::Ctx,
    entity::{office, support_provider as provider},
};

/// After so many days without a check a number may be wrong, and says so (DESIGN 5).
const CHECKED_FOR: Days = Days::new(180);

/// Somebody who helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// The row of the register.
    pub row: provider::Model,
    /// Whether somebody looked at it within half a year.
    pub checked: bool,
}

/// Who helps around the office of `by`, the nearest first.
///
/// # Errors
/// The database cannot be read.
pub async fn around(ctx: &Ctx, by: &Responder) -> Result<Vec<Help>, AccessError> {
    let db = ctx.db.read();
    let office = office::Entity::find_by_id(by.office().as_str()).one(db).await?.ok_or(AccessError::NotFound)?;
    let mut reaches = Condition::any().add(provider::Column::ProvinceCode.is_null());
    if let Some(province) = &office.province_code {
        reaches = reaches.add(provider::Column::ProvinceCode.eq(province));
    }
    let active = provider::Entity::find().filter(provider::Column::Active.eq(true)).filter(reaches);
    let mut found = active.order_by_asc(provider::Column::Kind).order_by_asc(provider::Column::Code).all(db).await?;
    // A commune has its own; what belongs to another commune is listed last, because it may still take somebody.
    found.sort_by_key(|row| match (&row.commune_code, &row.province_code) {
        (Some(commune), _) if office.commune_code.as_ref() == Some(commune) => 0,
        (None, Some(_)) => 1,
        (None, None) => 2,
        (Some(_), _) => 3,
    });
    let today = ctx.clock.now().date_naive();
    Ok(found.into_iter().map(|row| Help { checked: is_checked(row.checked_on.as_deref(), today), row }).collect())
}

/// Whether a number was looked at within half a year before `today`.
fn is_checked(checked_on: Option<&str>, today: NaiveDate) -> bool {
    let day = checked_on.and_then(|day| day.parse::<NaiveDate>().ok());
    day.is_some_and(|day| day.checked_add_days(CHECKED_FOR).is_some_and(|until| today <= until))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::is_checked;

    #[test]
    fn a_number_nobody_looked_at_for_half_a_year_may_be_wrong() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for (day, checked) in [("2026-11-21", true), ("2026-05-25", true), ("2026-05-24", false), ("soon", false)] {
            assert_eq!(is_checked(Some(day), today), checked, "{day}");
        }
        assert!(!is_checked(None, today));
    }
}
