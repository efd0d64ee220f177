//! Triage: the questions of the risk scale, answered by a person, give a severity, and the clocks follow it.
//!
//! The answers stay, sealed, with the version of the questions. Raising counts from now on; lowering needs a reason, and once an allowance
//! is nearly over or was missed it is for the office above (DOMAIN 2C): nobody gets in time by being less urgent.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CaseError, acknowledge::is_late, clock, closing, find, raise, told};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    clocks::{RiskAnswer, RiskFacts, RiskScale},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, deadline, triage},
    kernel::{
        FieldError, Timestamp,
        codes::CaseCode,
        secret::Plaintext,
        terms::{Role, Severity},
    },
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, open, seal},
    },
};

/// What somebody answered, as it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// By the code of the question; what is left out is unknown.
    pub answers: BTreeMap<String, RiskAnswer>,
    /// Signs of danger there are now.
    #[serde(default)]
    pub signs: Vec<String>,
    /// Strangled, and more than thirty days ago.
    #[serde(default)]
    pub strangled_long_ago: bool,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Plaintext>,
}

/// A triage to be made.
#[derive(Debug)]
pub struct Triage {
    /// The version of the questions that were answered.
    pub version: String,
    /// The answers.
    pub answers: Answers,
}

/// A triage, opened.
pub struct OpenedTriage {
    /// When, by whom, by which version, from which severity to which.
    pub row: triage::Model,
    /// The answers.
    pub answers: Answers,
}

/// What a triage came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The severity before.
    pub before: Severity,
    /// The severity now.
    pub level: Severity,
}

/// Keeps the answers and sets the severity they give.
///
/// # Errors
/// Questions, answers or signs we do not know; `/version` when the questions changed meanwhile; `/reason` where lowering has none;
/// `NeedsParent` when it is lowered late; `NotAccountable` for offices that only look on; `NotFound`, `Closed`.
pub async fn triage(ctx: &Ctx, by: &Responder, code: &CaseCode, new: Triage) -> Result<Outcome, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let answers = checked(ctx, &new)?;
    let level = level(&ctx.clocks.risk, &answers);
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    // Our own struct always serialises; an empty text would fail loudly when it is opened.
    let text = Plaintext::new(serde_json::to_string(&answers).unwrap_or_default());
    let sealed = seal(&key, at(id), &text, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let before = clock::severity_of(&case);
            may_set(tx, &case, by, level, &answers, now).await?;
            let row = triage::Model {
                id,
                case_id: case.id,
                staff_id: by.staff(),
                done_at: now,
                version: ctx.clocks.risk.version.clone(),
                level: level.code().to_owned(),
                level_before: before.code().to_owned(),
                answers: sealed,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::Triaged { triage: id, version: &ctx.clocks.risk.version, level: level.code() });
            set(ctx, tx, &mut ledger, &case, level, by, now).await?;
            ledger.finish(tx).await?;
            Ok(Outcome { before, level })
        })
        .await
}

/// The accountable office answers; the office above may too, and is the one that lowers late.
async fn may_set(
    tx: &Tx,
    case: &case_file::Model,
    by: &Responder,
    level: Severity,
    answers: &Answers,
    now: Timestamp,
) -> Result<(), CaseError> {
    let own = case.office_code == by.office().as_str();
    let above = closing::office_above(tx, case).await?;
    if !own && above.as_ref() != Some(by.office()) {
        return Err(CaseError::NotAccountable);
    }
    if level.rank() <= clock::severity_of(case).rank() {
        return Ok(());
    }
    if answers.reason.is_none() {
        return Err(CaseError::field("/reason", "triage-reason"));
    }
    let decides = if above.is_some() { !own && by.role() == Role::Lead } else { by.role() == Role::Lead };
    if !decides && lowers_late(tx, case, now).await? {
        return Err(CaseError::NeedsParent);
    }
    Ok(())
}

/// Whether an allowance of this episode is nearly over, or was missed, also by what was reached late.
async fn lowers_late(tx: &Tx, case: &case_file::Model, now: Timestamp) -> Result<bool, CaseError> {
    let query = deadline::Entity::find().filter(deadline::Column::CaseId.eq(case.id));
    let rows = query.filter(deadline::Column::StartsAt.gte(case.opened_at)).all(tx).await?;
    let missed = |row: &deadline::Model| {
        let ended_late = row.late_us.is_some_and(|late| late > 0);
        ended_late && row.outcome.as_deref() != Some(clock::Outcome::Superseded.code())
    };
    Ok(rows.iter().any(|row| if row.stopped_at.is_none() { is_late(row, now) } else { missed(row) }))
}

/// Sets the severity: the clocks follow it, and whoever is told of an emergency is told.
pub(super) async fn set(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    level: Severity,
    by: &Responder,
    now: Timestamp,
) -> Result<(), CaseError> {
    let before = clock::severity_of(case);
    if level == before {
        return Ok(());
    }
    if level == Severity::Emergency {
        // The same notices as for an emergency that was reported as one.
        return raise::to_emergency(ctx, tx, ledger, case, by.actor(), now).await;
    }
    if level.rank() < before.rank() {
        clock::raise_to(ctx, tx, case.into(), level, now).await?;
    } else {
        clock::change_severity(ctx, tx, case.into(), level, now).await?;
    }
    case_file::Entity::update_many()
        .col_expr(case_file::Column::Severity, Expr::value(level.code()))
        .col_expr(case_file::Column::SeverityRank, Expr::value(level.rank()))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    ledger.record(now, by.actor(), &Event::SeverityChanged { from: before.code(), to: level.code() });
    clock::refresh(ctx, tx, clock::Subject { severity: level, ..case.into() }, now).await?;
    Ok(())
}

/// The severity that answers give.
fn level(scale: &RiskScale, answers: &Answers) -> Severity {
    let signs: Vec<&str> = answers.signs.iter().map(String::as_str).collect();
    let by_code = answers.answers.iter().map(|(code, answer)| (code.as_str(), *answer)).collect();
    scale.level(&RiskFacts { answers: by_code, signs: &signs, strangled_long_ago: answers.strangled_long_ago })
}

fn checked(ctx: &Ctx, new: &Triage) -> Result<Answers, CaseError> {
    let scale = &ctx.clocks.risk;
    if new.version != scale.version {
        return Err(CaseError::field("/version", "triage-version"));
    }
    let unknown = |pointer: String, code: &str| {
        let shown: String = code.chars().take(40).collect();
        CaseError::Fields(vec![FieldError::new(pointer, "unknown-code").with("value", shown)])
    };
    if let Some(code) = new.answers.answers.keys().find(|code| !scale.items().any(|item| item.code == **code)) {
        return Err(unknown("/answers".to_owned(), code));
    }
    if let Some(code) = new.answers.signs.iter().find(|code| !ctx.taxonomy.danger_signs.contains(code)) {
        return Err(unknown("/signs".to_owned(), code));
    }
    let reason = new.answers.reason.as_ref().filter(|reason| !reason.is_blank());
    let reason = reason.map(|reason| told::note("/reason", reason)).transpose()?;
    Ok(Answers { reason, ..new.answers.clone() })
}

pub(super) fn opened(key: &CaseKey, row: triage::Model) -> Result<OpenedTriage, CaseError> {
    let text = open(key, at(row.id), &row.answers)?;
    let answers = serde_json::from_str(text.reveal()).map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))?;
    Ok(OpenedTriage { row, answers })
}

const fn at(row: Uuid) -> At {
    At { table: "triage", column: "answers", row }
}
