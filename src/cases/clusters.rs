//! Several cases of one facility: it may be happening again, and the office above is the one to see it.
//!
//! Invariants: only cases in scope of the reader are counted ([`find`]); nobody at the facility, at its owner, in the owner's line or in
//! its commune sees a cluster, also where the cases themselves are in their scope; drills never count. Deliberately absent: a judgement.
//! Two cases of a hospital with a thousand beds may be chance.

use std::collections::BTreeMap;

use chrono::Duration;
use sea_orm::EntityTrait;

use super::{
    CaseError,
    find::{self, FacilityCase},
};
use crate::{
    access::{Signed, Supervisor},
    ctx::Ctx,
    entity::{case_file, office},
    kernel::Timestamp,
    localities::{Facility, Office, facilities, store::OfficeColumns},
};

/// How far back cases are put together.
pub const WITHIN: Duration = Duration::days(365);
/// Fewest cases that may be a cluster.
pub const FEWEST: usize = 2;

/// A facility with several cases.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// The facility.
    pub facility: Facility,
    /// Its cases in scope, oldest first.
    pub cases: Vec<FacilityCase>,
}

/// The clusters that `by` may know of, by name of the facility.
///
/// # Errors
/// The database cannot be read.
pub async fn read(ctx: &Ctx, by: &Supervisor) -> Result<Vec<Cluster>, CaseError> {
    let Some(reader) = reader(ctx, by).await? else { return Ok(Vec::new()) };
    let mut groups: BTreeMap<String, Vec<FacilityCase>> = BTreeMap::new();
    for case in find::of_facilities(ctx.db.read(), &by.scope(), since(ctx), None).await? {
        groups.entry(case.facility.clone()).or_default().push(case);
    }
    groups.retain(|_, cases| cases.len() >= FEWEST);
    let codes: Vec<String> = groups.keys().cloned().collect();
    let mut clusters = Vec::new();
    for facility in facilities::of_codes(ctx.db.read(), &codes).await? {
        let cases = groups.remove(facility.code.as_str()).filter(|_| !facility.concerns(&reader));
        clusters.extend(cases.map(|cases| Cluster { facility, cases }));
    }
    clusters.sort_by(|a, b| (&a.facility.name, &a.facility.code).cmp(&(&b.facility.name, &b.facility.code)));
    Ok(clusters)
}

/// Codes of the cases in scope that name the same facility as `case`, for the lead or supervisor of its accountable office above the
/// communes; nothing for anybody else, and nothing where it is the only one.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn of_case(ctx: &Ctx, by: &Signed, case: &case_file::Model) -> Result<Vec<String>, CaseError> {
    let (Some(code), Ok(by)) = (&case.facility_code, by.supervisor()) else { return Ok(Vec::new()) };
    if case.office_code != by.office().as_str() || case.drill {
        return Ok(Vec::new());
    }
    let Some(reader) = reader(ctx, &by).await? else { return Ok(Vec::new()) };
    let concerned =
        facilities::of_codes(ctx.db.read(), std::slice::from_ref(code)).await?.iter().any(|facility| facility.concerns(&reader));
    let cases = find::of_facilities(ctx.db.read(), &by.scope(), since(ctx), Some(code)).await?;
    let together = !concerned && cases.len() >= FEWEST && cases.iter().any(|other| other.code == case.code);
    Ok(if together { cases.into_iter().map(|other| other.code).collect() } else { Vec::new() })
}

fn since(ctx: &Ctx) -> Timestamp {
    ctx.clock.now() - WITHIN
}

/// The office that reads; nothing for one below the province.
async fn reader(ctx: &Ctx, by: &Supervisor) -> Result<Option<Office>, CaseError> {
    if !by.stands_above_communes() {
        return Ok(None);
    }
    let row: Option<OfficeColumns> = office::Entity::find_by_id(by.office().as_str()).into_partial_model().one(ctx.db.read()).await?;
    Ok(row.and_then(OfficeColumns::into_office))
}
