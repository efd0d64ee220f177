//! Written orders of an office above, and who acknowledged them by name.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, find};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_order},
    kernel::{Timestamp, codes::CaseCode},
    vault::sealing::At,
};

/// The column of an order's text.
pub(super) const fn at(row: Uuid) -> At {
    At { table: "case_order", column: "body", row }
}

/// Writes an order of `from` down for the accountable office: its id, who gave it, its text.
pub(super) async fn put(
    tx: &Tx,
    case: &case_file::Model,
    from: &str,
    (id, ordered_by, body): (Uuid, Uuid, Vec<u8>),
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = case_order::Model {
        id,
        case_id: case.id,
        office_code: case.office_code.clone(),
        from_office: from.to_owned(),
        ordered_by,
        ordered_at: now,
        body,
        acknowledged_at: None,
        acknowledged_by: None,
    };
    rows::insert(tx, row).await
}

/// Acknowledges every order that waits, in the name of `by`.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, `NothingWaits`.
pub async fn acknowledge(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            let waiting = case_order::Entity::find()
                .filter(case_order::Column::CaseId.eq(case.id))
                .filter(case_order::Column::OfficeCode.eq(by.office().as_str()))
                .filter(case_order::Column::AcknowledgedAt.is_null())
                .all(tx)
                .await?;
            if waiting.is_empty() {
                return Err(CaseError::NothingWaits);
            }
            for order in waiting {
                case_order::Entity::update_many()
                    .col_expr(case_order::Column::AcknowledgedAt, Expr::value(now))
                    .col_expr(case_order::Column::AcknowledgedBy, Expr::value(by.staff()))
                    .filter(case_order::Column::Id.eq(order.id))
                    .exec(tx)
                    .await?;
                ledger.record(now, by.actor(), &Event::OrderAcknowledged { order: order.id });
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
