//! Out of the triage lane: somebody looked, and it is a report like any other.
//!
//! From then on it goes the way it would have gone at once, by the same rules; its clocks have been running all the time, from the instant
//! in which it came. What turns out to be none is closed with its reason, like any case.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, find,
    locate::{Remembered, Step},
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{case_file, office},
    kernel::codes::{CaseCode, CommuneCode, ProvinceCode},
    localities::{Located, PlaceGiven, locate},
};

/// Releases a case from the lane.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `NotSuspected`, `Closed`.
pub async fn release(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let remembered = Remembered::of(ctx, by, &found).await?;
    let route = remembered.route(ctx, &found, place_of(ctx, &found)).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let holder = office::Entity::find_by_id(&case.office_code).one(tx).await?.ok_or(CaseError::NotFound)?;
            if !is_of(by, &holder) {
                return Err(CaseError::NotAccountable);
            }
            if case.suspected.is_none() {
                return Err(CaseError::NotSuspected);
            }
            case_file::Entity::update_many()
                .col_expr(case_file::Column::Suspected, Expr::value(Option::<String>::None))
                .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
                .filter(case_file::Column::Id.eq(case.id))
                .exec(tx)
                .await?;
            ledger.record(now, by.actor(), &Event::CaseReleased);
            let mut step = Step { ctx, tx, ledger: &mut ledger, by, case: &case, now };
            step.keep_out(&route, &std::collections::BTreeSet::new()).await?;
            step.pass_on(&holder, &route).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The place as far as the case knows it.
fn place_of(ctx: &Ctx, case: &case_file::Model) -> Located {
    let commune = case.commune_code.as_deref().and_then(CommuneCode::parse).and_then(|code| ctx.places.commune(&code));
    let province = case.province_code.as_deref().and_then(ProvinceCode::parse);
    match commune {
        Some(commune) => Located::certain(commune.code.clone(), commune.province.clone()),
        None => Located { province, ..locate(&ctx.places, &ctx.boundaries, PlaceGiven::Nothing) },
    }
}

fn is_of(by: &Responder, holder: &office::Model) -> bool {
    [Some(holder.code.as_str()), holder.parent_code.as_deref()].contains(&Some(by.office().as_str()))
}

/// Whether somebody may release the case: for the page.
#[must_use]
pub fn is_asked(by: &Responder, case: &case_file::Model, holder: &office::Model) -> bool {
    case.suspected.is_some() && case.closed_at.is_none() && is_of(by, holder)
}
