//! Entering the decision about a plan: a paper with a number, a date and a signature. Agreeing here is not the decision.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{at, own_open, past};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{
        CaseError, find,
        milestones::{self, Reached},
        told,
    },
    ctx::Ctx,
    entity::plan,
    kernel::{FieldError, Timestamp, codes::CaseCode, secret::Plaintext, terms::Milestone},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, open, seal},
    },
};

/// A decision as it stands on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number.
    pub number: Plaintext,
    /// Who signed it.
    pub signed_by: Plaintext,
}

impl Decision {
    fn checked(&self) -> Result<Self, CaseError> {
        let missing = [("/number", &self.number), ("/signed_by", &self.signed_by)].into_iter().filter(|(_, text)| text.is_blank());
        let faults: Vec<_> = missing.map(|(pointer, _)| FieldError::new(pointer, "plan-decision-needed")).collect();
        if !faults.is_empty() {
            return Err(CaseError::Fields(faults));
        }
        Ok(Self { number: told::note("/number", &self.number)?, signed_by: told::note("/signed_by", &self.signed_by)? })
    }

    pub(super) fn open(key: &CaseKey, row: &plan::Model) -> Result<Option<Self>, CaseError> {
        let Some(sealed) = &row.decision else { return Ok(None) };
        let text = open(key, at("plan", "decision", row.id), sealed)?;
        serde_json::from_str(text.reveal()).map(Some).map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))
    }
}

async fn last(db: &impl ConnectionTrait, case: Uuid) -> Result<plan::Model, CaseError> {
    let plans = plan::Entity::find().filter(plan::Column::CaseId.eq(case)).order_by_desc(plan::Column::No);
    plans.one(db).await?.ok_or_else(|| CaseError::field("/number", "plan-first"))
}

/// Enters the decision about the newest plan: the case is planned from the instant that is said, or from now.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`; `Changed` when its decision is entered already; fields at fault, no plan among
/// them.
pub async fn enter(ctx: &Ctx, by: &Responder, code: &CaseCode, decision: &Decision, at_: Option<Timestamp>) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let decision = decision.checked()?;
    past(&found, "/decided_at", at_, ctx.clock.now())?;
    let known = last(ctx.db.read(), found.id).await?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    // Our own struct always serialises; an empty text would fail loudly when it is opened.
    let text = Plaintext::new(serde_json::to_string(&decision).unwrap_or_default());
    let sealed = seal(&key, at("plan", "decision", known.id), &text, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = own_open(tx, by, found.id).await?;
            let row = last(tx, case.id).await?;
            if row.id != known.id || row.decision.is_some() {
                return Err(CaseError::Changed);
            }
            let happened_at = past(&case, "/decided_at", at_, now)?;
            plan::Entity::update_many()
                .col_expr(plan::Column::Decision, Expr::value(sealed))
                .col_expr(plan::Column::DecidedAt, Expr::value(happened_at))
                .col_expr(plan::Column::DecisionEnteredBy, Expr::value(by.staff()))
                .col_expr(plan::Column::DecisionEnteredAt, Expr::value(now))
                .filter(plan::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
            ledger.record(now, by.actor(), &Event::PlanDecided { plan: row.id });
            let reached = Reached { milestone: Milestone::Planned, happened_at, by, now };
            milestones::enter(ctx, tx, &mut ledger, &case, reached).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
