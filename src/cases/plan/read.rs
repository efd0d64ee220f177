//! What is planned, for whoever opens the case.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{at, decide::Decision, step::Details};
use crate::{
    cases::CaseError,
    ctx::Ctx,
    entity::{plan, plan_step},
    kernel::secret::Plaintext,
    vault::sealing::{CaseKey, open},
};

/// A plan, opened.
pub struct OpenedPlan {
    /// The plan.
    pub row: plan::Model,
    /// What shall be reached.
    pub goals: Plaintext,
    /// The decision about it.
    pub decision: Option<Decision>,
}

/// A service, opened.
pub struct OpenedStep {
    /// The service.
    pub row: plan_step::Model,
    /// What it is, for what, by whom.
    pub details: Details,
    /// Who confirmed that it was received, in words.
    pub confirmed_words: Option<Plaintext>,
    /// How it ended, in words.
    pub end_words: Option<Plaintext>,
}

/// All of it, oldest first.
#[derive(Default)]
pub struct Planned {
    /// Plans; the last one counts.
    pub plans: Vec<OpenedPlan>,
    /// Services.
    pub steps: Vec<OpenedStep>,
}

/// Reads and opens it.
pub(in crate::cases) async fn of_case(ctx: &Ctx, key: &CaseKey, case: Uuid) -> Result<Planned, CaseError> {
    let plans = plan::Entity::find().filter(plan::Column::CaseId.eq(case)).order_by_asc(plan::Column::No).all(ctx.db.read()).await?;
    let steps = plan_step::Entity::find().filter(plan_step::Column::CaseId.eq(case));
    let steps = steps.order_by_asc(plan_step::Column::PlannedAt).order_by_asc(plan_step::Column::Id).all(ctx.db.read()).await?;
    let opened_plan = |row: plan::Model| {
        let goals = open(key, at("plan", "goals", row.id), &row.goals)?;
        Ok::<_, CaseError>(OpenedPlan { goals, decision: Decision::open(key, &row)?, row })
    };
    let opened_step = |row: plan_step::Model| {
        let words =
            |column, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|sealed| open(key, at("plan_step", column, row.id), sealed)).transpose();
        let (confirmed_words, end_words) = (words("confirmed_words", &row.confirmed_words)?, words("end_words", &row.end_words)?);
        Ok::<_, CaseError>(OpenedStep { details: Details::open(key, &row)?, confirmed_words, end_words, row })
    };
    Ok(Planned {
        plans: plans.into_iter().map(opened_plan).collect::<Result<_, _>>()?,
        steps: steps.into_iter().map(opened_step).collect::<Result<_, _>>()?,
    })
}
