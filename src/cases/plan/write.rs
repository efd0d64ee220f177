//! Writing down what is planned. It stops no clock: a plan counts with its decision.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{at, own_open};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{CaseError, find, told},
    ctx::Ctx,
    db::rows,
    entity::plan,
    kernel::{codes::CaseCode, secret::Plaintext},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, seal},
    },
};

/// Writes the plan; what was planned before stays readable.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, an empty text.
pub async fn write(ctx: &Ctx, by: &Responder, code: &CaseCode, goals: &Plaintext) -> Result<Uuid, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if goals.is_blank() {
        return Err(CaseError::field("/goals", "plan-goals-needed"));
    }
    let goals = told::note("/goals", goals)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let goals = seal(&key, at("plan", "goals", id), &goals, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = own_open(tx, by, found.id).await?;
            let before = plan::Entity::find().filter(plan::Column::CaseId.eq(case.id)).count(tx).await?;
            let row = plan::Model {
                id,
                case_id: case.id,
                no: i32::try_from(before).unwrap_or(i32::MAX).saturating_add(1),
                written_by: by.staff(),
                written_at: now,
                goals,
                decision: None,
                decided_at: None,
                decision_entered_by: None,
                decision_entered_at: None,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::PlanWritten { plan: id });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}
