//! Who must not know stays out, under whatever name: exclusions that follow an office when its name, its commune or its province goes.
//!
//! Most exclusions name a kind in a place ("the police of this commune") and hold for whoever that is. When an office gives such a name
//! up, by being merged into another or by getting another territory, the cases that keep it out under that name get its own code, or
//! its successor's, before it does.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, hand_on, referral::take_back};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{case_file, exclusion, office},
    kernel::Actor,
    localities::party,
};

/// Where such an exclusion comes from.
const SOURCE: &str = "office_changed";

/// Cases, open or closed, that keep `office` out under one of its names and not yet `heir` by its code.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn to_write(db: &impl ConnectionTrait, office: &office::Model, heir: &str) -> Result<Vec<Uuid>, DbErr> {
    let names = party::of_office(office);
    let written = exclusion::Entity::find().select_only().column(exclusion::Column::CaseId).filter(exclusion::Column::Party.eq(heir));
    exclusion::Entity::find()
        .select_only()
        .column(exclusion::Column::CaseId)
        .distinct()
        .filter(exclusion::Column::Party.is_in(names))
        .filter(exclusion::Column::CaseId.not_in_subquery(written.into_query()))
        .into_tuple()
        .all(db)
        .await
}

/// Keeps `heir` out of one case too. Where it is accountable for that very case, the nearest office above that may know becomes so.
///
/// # Errors
/// The database refuses.
pub(super) async fn write(ctx: &Ctx, by: Actor, case: Uuid, heir: &str) -> Result<(), CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let row = exclusion::Model { case_id: case, party: heir.to_owned(), source: SOURCE.into(), created_at: now };
            if rows::insert_new(tx, row).await? {
                ledger.record(now, by, &Event::Excluded { source: SOURCE });
                take_back::shed(tx, &mut ledger, case, by, now).await?;
            }
            case_file::Entity::update_many()
                .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
                .filter(case_file::Column::Id.eq(case))
                .exec(tx)
                .await?;
            let found = case_file::Entity::find_by_id(case).one(tx).await?;
            if let Some(case) = found.filter(|case| case.closed_at.is_none() && case.office_code == heir) {
                hand_on::hand_up(ctx, tx, &mut ledger, &case, by, now).await?;
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
