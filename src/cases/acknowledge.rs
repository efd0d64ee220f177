//! Taking a case: opened, severity confirmed, a named person, the next act and its time, in one step (DOMAIN 2C).

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, clock, find,
    milestones::{self, Reached},
    told,
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, case_opening, deadline},
    kernel::{
        Timestamp,
        codes::CaseCode,
        secret::Plaintext,
        terms::{Milestone, Severity},
    },
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, seal},
    },
};

/// Who does what by when. Who: the one who says it.
#[derive(Debug)]
pub struct Acknowledgement {
    /// The severity, confirmed or changed.
    pub severity: Severity,
    /// What happens next.
    pub next_act: Plaintext,
    /// By when.
    pub next_act_by: Timestamp,
}

/// Latest time a next act may be put off to.
pub const LONGEST_PUT_OFF: Duration = Duration::days(60);

/// Takes the case.
///
/// # Errors
/// `NotOpened` before the report was opened by this person; `NotAccountable` for other offices; `AlreadyAcknowledged`; `NeedsParent`
/// when the severity is lowered late; fields at fault.
pub async fn acknowledge(ctx: &Ctx, by: &Responder, code: &CaseCode, request: Acknowledgement) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    check(&request, ctx.clock.now())?;
    let request = Acknowledgement { next_act: told::note("/next_act", &request.next_act)?, ..request };
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let at = At { table: "case_file", column: "next_act", row: found.id };
    let next_act = seal(&key, at, &request.next_act, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            if case_opening::Entity::find_by_id((case.id, by.staff())).one(tx).await?.is_none() {
                return Err(CaseError::NotOpened);
            }
            if clock::milestones(tx, case.id).await?.iter().any(|m| m.code == Milestone::Acknowledged.code()) {
                return Err(CaseError::AlreadyAcknowledged);
            }
            confirm_severity(ctx, tx, &mut ledger, &case, request.severity, by, now).await?;
            case_file::Entity::update_many()
                .col_expr(case_file::Column::AssignedTo, Expr::value(by.staff()))
                .col_expr(case_file::Column::NextAct, Expr::value(next_act))
                .col_expr(case_file::Column::NextActBy, Expr::value(request.next_act_by))
                .filter(case_file::Column::Id.eq(case.id))
                .exec(tx)
                .await?;
            ledger.record(now, by.actor(), &Event::Acknowledged { severity: request.severity.code() });
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            milestones::enter(ctx, tx, &mut ledger, &case, Reached { milestone: Milestone::Acknowledged, happened_at: now, by, now })
                .await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

fn check(request: &Acknowledgement, now: Timestamp) -> Result<(), CaseError> {
    if request.next_act.is_blank() {
        return Err(CaseError::field("/next_act", "next-act-needed"));
    }
    if request.next_act_by <= now {
        return Err(CaseError::field("/next_act_by", "time-in-past"));
    }
    if request.next_act_by > now + LONGEST_PUT_OFF {
        return Err(CaseError::field("/next_act_by", "time-too-far"));
    }
    Ok(())
}

/// Sets the severity; lowering it in the last quarter of an allowance, or after it, is for the office above to decide.
async fn confirm_severity(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    severity: Severity,
    by: &Responder,
    now: Timestamp,
) -> Result<(), CaseError> {
    let before = clock::severity_of(case);
    if before == severity {
        return Ok(());
    }
    if severity.rank() > before.rank() && clock::running(tx, case.id).await?.iter().any(|deadline| is_late(deadline, now)) {
        return Err(CaseError::NeedsParent);
    }
    clock::change_severity(ctx, tx, case.into(), severity, now).await?;
    case_file::Entity::update_many()
        .col_expr(case_file::Column::Severity, Expr::value(severity.code()))
        .col_expr(case_file::Column::SeverityRank, Expr::value(severity.rank()))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    ledger.record(now, by.actor(), &Event::SeverityChanged { from: before.code(), to: severity.code() });
    Ok(())
}

/// Whether three quarters of its allowance are over.
pub(super) fn is_late(deadline: &deadline::Model, now: Timestamp) -> bool {
    let allowance = deadline.due_at - deadline.starts_at;
    now - deadline.starts_at >= allowance * 3 / 4
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::{Acknowledgement, check};
    use crate::kernel::{Classify, secret::Plaintext, terms::Severity};

    #[test]
    fn a_next_act_has_words_and_a_time_ahead() {
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let request = |act: &str, by| Acknowledgement { severity: Severity::High, next_act: Plaintext::new(act.into()), next_act_by: by };
        let code = |request| check(&request, now).map_err(|e| e.fields()[0].message);
        assert_eq!(code(request(" ", now + Duration::hours(1))), Err("next-act-needed"));
        assert_eq!(code(request("gọi", now)), Err("time-in-past"));
        assert_eq!(code(request("gọi", now + Duration::days(90))), Err("time-too-far"));
        assert_eq!(code(request("gọi", now + Duration::hours(1))), Ok(()));
    }
}
