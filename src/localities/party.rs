//! The names under which an office or a person can be excluded from a case.
//!
//! An exclusion is stored as one of these names, so that it also holds for an office that is registered later: "the police of this
//! commune" means whoever that will be.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

use super::ExcludedParty;
use super::Located;
use crate::entity::{exclusion, office};

/// Every name an office answers to: itself, its kind in its commune and in its province, everybody in its commune.
#[must_use]
pub fn of_office(office: &office::Model) -> Vec<String> {
    let mut names = vec![office.code.clone()];
    if let Some(commune) = &office.commune_code {
        names.extend([format!("{}@{commune}", office.kind), format!("*@{commune}")]);
    }
    names.extend(office.province_code.as_ref().map(|province| format!("{}@{province}", office.kind)));
    names
}

/// The name of a member of staff.
#[must_use]
pub fn of_staff(staff: Uuid) -> String {
    format!("staff:{staff}")
}

/// The names under which a routing's exclusion is stored, one for each commune the case may lie in; none where there is no place to tie
/// it to.
#[must_use]
pub fn of_route(party: &ExcludedParty, located: &Located) -> Vec<String> {
    let there = |name: &str| located.possible().map(|commune| format!("{name}@{commune}")).collect();
    match party {
        ExcludedParty::Office(code) => vec![code.as_str().to_owned()],
        ExcludedParty::KindThere(kind) => there(kind.code()),
        ExcludedParty::EverybodyThere => there("*"),
        ExcludedParty::KindInProvince(kind) => located.province.iter().map(|province| format!("{}@{province}", kind.code())).collect(),
        ExcludedParty::VillageHead => there("village_head"),
    }
}

/// The names excluded from a case.
///
/// # Errors
/// The database cannot be read.
pub async fn excluded_from(db: &impl ConnectionTrait, case: Uuid) -> Result<BTreeSet<String>, DbErr> {
    let query = exclusion::Entity::find().select_only().column(exclusion::Column::Party).filter(exclusion::Column::CaseId.eq(case));
    Ok(query.into_tuple::<String>().all(db).await?.into_iter().collect())
}

/// Whether `office` is among the excluded.
#[must_use]
pub fn is_excluded(excluded: &BTreeSet<String>, office: &office::Model) -> bool {
    of_office(office).iter().any(|name| excluded.contains(name))
}
