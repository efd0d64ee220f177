//! Services of a plan: planning one, saying that it really reached the person, ending it.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ConfirmedBy, StepState, at, own_open, past};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{
        CaseError, find,
        milestones::{self, Reached},
        told,
    },
    ctx::Ctx,
    db::rows,
    entity::{case_file, office, plan_step},
    kernel::{FieldError, Timestamp, codes::CaseCode, secret::Plaintext, terms::Milestone},
    localities::party,
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, open, seal},
    },
};

/// What is sealed of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Code of `service_types`.
    pub service: String,
    /// What it is for.
    pub goal: Plaintext,
    /// Who gives it, in words, where it is no office of ours.
    #[serde(default)]
    pub provider: Plaintext,
}

impl Details {
    pub(super) fn open(key: &CaseKey, row: &plan_step::Model) -> Result<Self, CaseError> {
        let text = open(key, at("plan_step", "details", row.id), &row.details)?;
        serde_json::from_str(text.reveal()).map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))
    }
}

/// A service that shall reach the person.
#[derive(Debug)]
pub struct NewStep {
    /// What, and by whom in words.
    pub details: Details,
    /// Code of the office that gives it.
    pub office: Option<String>,
    /// By when.
    pub due_at: Timestamp,
}

/// Plans a service.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`; fields at fault, an office that must not know like one that does not exist.
pub async fn plan(ctx: &Ctx, by: &Responder, code: &CaseCode, new: NewStep) -> Result<Uuid, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let office = new.office.filter(|code| !code.trim().is_empty());
    let mut faults = Vec::new();
    if !ctx.taxonomy.service_types.contains(&new.details.service) {
        faults.push(FieldError::new("/service", "service-needed"));
    }
    if new.details.goal.is_blank() {
        faults.push(FieldError::new("/goal", "plan-goals-needed"));
    }
    if office.is_none() && new.details.provider.is_blank() {
        faults.push(FieldError::new("/provider", "plan-provider-needed"));
    }
    if new.due_at <= ctx.clock.now() {
        faults.push(FieldError::new("/due_at", "time-in-past"));
    }
    if !faults.is_empty() {
        return Err(CaseError::Fields(faults));
    }
    let (goal, provider) = (told::note("/goal", &new.details.goal)?, told::note("/provider", &new.details.provider)?);
    let details = Details { goal, provider, ..new.details };
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    // Our own struct always serialises; an empty text would fail loudly when it is opened.
    let text = Plaintext::new(serde_json::to_string(&details).unwrap_or_default());
    let sealed = seal(&key, at("plan_step", "details", id), &text, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = own_open(tx, by, found.id).await?;
            let office_code = match &office {
                Some(code) => Some(provider_office(tx, &case, code).await?),
                None => None,
            };
            let row = plan_step::Model {
                id,
                case_id: case.id,
                office_code,
                planned_by: by.staff(),
                planned_at: now,
                due_at: new.due_at,
                details: sealed,
                state: StepState::Planned.code().to_owned(),
                started_at: None,
                confirmed_by: None,
                confirmed_words: None,
                start_entered_by: None,
                start_entered_at: None,
                ended_at: None,
                ended_by: None,
                end_words: None,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::StepPlanned { step: id });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

async fn provider_office(db: &impl ConnectionTrait, case: &case_file::Model, code: &str) -> Result<String, CaseError> {
    let excluded = party::excluded_from(db, case.id).await?;
    let office = office::Entity::find_by_id(code.trim()).one(db).await?.filter(|office| !party::is_excluded(&excluded, office));
    office.map(|office| office.code).ok_or_else(|| CaseError::field("/office", "plan-office"))
}

/// That a service really reached the person.
#[derive(Debug)]
pub struct Receipt {
    /// Since when; now, where it is not said.
    pub received_at: Option<Timestamp>,
    /// Who confirmed it.
    pub confirmed_by: ConfirmedBy,
    /// Who that was and how, in words.
    pub words: Plaintext,
}

/// Enters that a service was really received. With the first one the support has started.
///
/// # Errors
/// `NotFound` out of scope or for another case's, `NotAccountable`, `Closed`, `Changed` when it has begun or ended already; fields at
/// fault.
pub async fn start(ctx: &Ctx, by: &Responder, code: &CaseCode, id: Uuid, receipt: &Receipt) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    past(&found, "/received_at", receipt.received_at, ctx.clock.now())?;
    if receipt.words.is_blank() {
        return Err(CaseError::field("/words", "plan-confirmation-needed"));
    }
    let words = told::note("/words", &receipt.words)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let words = seal(&key, at("plan_step", "confirmed_words", id), &words, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = own_open(tx, by, found.id).await?;
            if stored(tx, case.id, id).await?.1 != StepState::Planned {
                return Err(CaseError::Changed);
            }
            let happened_at = past(&case, "/received_at", receipt.received_at, now)?;
            plan_step::Entity::update_many()
                .col_expr(plan_step::Column::State, Expr::value(StepState::Started.code()))
                .col_expr(plan_step::Column::StartedAt, Expr::value(happened_at))
                .col_expr(plan_step::Column::ConfirmedBy, Expr::value(receipt.confirmed_by.code()))
                .col_expr(plan_step::Column::ConfirmedWords, Expr::value(words))
                .col_expr(plan_step::Column::StartEnteredBy, Expr::value(by.staff()))
                .col_expr(plan_step::Column::StartEnteredAt, Expr::value(now))
                .filter(plan_step::Column::Id.eq(id))
                .exec(tx)
                .await?;
            ledger.record(now, by.actor(), &Event::StepStarted { step: id, confirmed_by: receipt.confirmed_by.code() });
            let reached = Reached { milestone: Milestone::SupportStarted, happened_at, by, now };
            milestones::enter(ctx, tx, &mut ledger, &case, reached).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Ends a service: it is done, or it stopped for a reason. What never reached the person cannot be done.
///
/// # Errors
/// `NotFound` out of scope or for another case's, `NotAccountable`, `Closed`, `Changed` when it ended already; fields at fault.
pub async fn end(ctx: &Ctx, by: &Responder, code: &CaseCode, id: Uuid, (state, words): (StepState, &Plaintext)) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if state.is_open() {
        return Err(CaseError::field("/state", "answer-needed"));
    }
    if words.is_blank() && state == StepState::Stopped {
        return Err(CaseError::field("/words", "reason-needed"));
    }
    let words = Some(words).filter(|words| !words.is_blank()).map(|words| told::note("/words", words)).transpose()?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let words = words.map(|words| seal(&key, at("plan_step", "end_words", id), &words, ctx.ids.as_ref())).transpose()?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = own_open(tx, by, found.id).await?;
            let before = stored(tx, case.id, id).await?.1;
            if !before.is_open() {
                return Err(CaseError::Changed);
            }
            if (before, state) == (StepState::Planned, StepState::Done) {
                return Err(CaseError::field("/state", "plan-not-received"));
            }
            plan_step::Entity::update_many()
                .col_expr(plan_step::Column::State, Expr::value(state.code()))
                .col_expr(plan_step::Column::EndedAt, Expr::value(now))
                .col_expr(plan_step::Column::EndedBy, Expr::value(by.staff()))
                .col_expr(plan_step::Column::EndWords, Expr::value(words))
                .filter(plan_step::Column::Id.eq(id))
                .exec(tx)
                .await?;
            ledger.record(now, by.actor(), &Event::StepEnded { step: id, state: state.code() });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn stored(db: &impl ConnectionTrait, case: Uuid, id: Uuid) -> Result<(plan_step::Model, StepState), CaseError> {
    let row = plan_step::Entity::find_by_id(id).filter(plan_step::Column::CaseId.eq(case)).one(db).await?;
    let row = row.ok_or(CaseError::NotFound)?;
    // The CHECK on the column rules anything else out.
    let state = StepState::parse(&row.state).unwrap_or(StepState::Stopped);
    Ok((row, state))
}
