//! Cases that reached an office in the very instant in which it was suspended or merged: brought to where they belong.
//!
//! A reconciler: it acts on the state it finds. The cost follows the offices that are suspended or merged, of which there are few.
//! Left alone are cases in a commune that is no more: `map_changes` leads those on as a whole, place and custody in one transaction.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::ExprTrait};

use super::{
    CaseError,
    hand_on::{ids, open_of},
    merge_offices::move_case,
    suspend_office::bring_up,
};
use crate::{
    ctx::Ctx,
    entity::{case_file, commune, office},
    kernel::Actor,
};

/// Cases per round.
const ROUND: u64 = 50;

/// Moves open cases of suspended and merged offices on. Returns how many moved.
///
/// # Errors
/// The database refuses.
pub async fn settle(ctx: &Ctx) -> Result<usize, CaseError> {
    let gone = Condition::any().add(office::Column::Suspended.eq(true)).add(office::Column::MergedInto.is_not_null());
    let gone = office::Entity::find().filter(gone).order_by_asc(office::Column::Code).all(ctx.db.read()).await?;
    let retired = commune::Entity::find().select_only().column(commune::Column::Code).filter(commune::Column::RetiredOn.is_not_null());
    let for_the_map = case_file::Column::CommuneCode.in_subquery(retired.into_query());
    let ours = Condition::any().add(case_file::Column::CommuneCode.is_null()).add(for_the_map.not());
    let mut moved = 0;
    for office in gone {
        let there = open_of(case_file::Column::OfficeCode.eq(&office.code)).filter(ours.clone());
        for case in ids(there.limit(ROUND), ctx.db.read()).await? {
            let changed = match &office.merged_into {
                Some(into) => move_case(ctx, Actor::System, case, &office.code, into, false).await?,
                None => bring_up(ctx, Actor::System, case, &office.code).await?,
            };
            moved += usize::from(changed);
        }
    }
    Ok(moved)
}
