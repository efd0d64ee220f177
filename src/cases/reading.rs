//! Reading a colleague's case for a reason: said once, sealed with the case, good for a day.
//!
//! Whoever reads is seen: the reason stands on the page of the case for those who work on it, and a line stands in the queue of every
//! lead of the office until one of them has opened the case. No mail: a line in the queue is there when the lead is, says which case
//! and who, and cannot be lost on the way. Deliberately absent: asking beforehand. A phone may ring while the lead sleeps.

use std::collections::{BTreeSet, HashMap};

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError, find,
    inside::{self, Reach},
    names, told,
};
use crate::{
    access::{Responder, Scope, Signed},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, reasoned_reading},
    kernel::{Timestamp, codes::CaseCode, secret::Plaintext, terms::Role},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, open as unsealed, seal},
    },
};

/// How long a reason is good for.
pub const READS_FOR: Duration = Duration::hours(24);
/// Most lines in the queue of a lead; the oldest are shown first, so that none stays unseen.
const LINES: u64 = 20;

/// Somebody read the case for a reason.
pub struct OpenedReading {
    /// Who.
    pub staff: Uuid,
    /// When they gave the reason.
    pub opened_at: Timestamp,
    /// Until when it is good.
    pub until_at: Timestamp,
    /// Why.
    pub reason: Plaintext,
}

/// A line in the queue of a lead: that it happened, never why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenReading {
    /// The case.
    pub code: String,
    /// Name of whoever read it.
    pub name: String,
    /// When they gave the reason.
    pub opened_at: Timestamp,
}

const fn at(row: Uuid) -> At {
    At { table: "reasoned_reading", column: "reason", row }
}

/// Opens the case to `by` for a day, for a reason. Gives until when.
///
/// # Errors
/// `NotFound` out of scope, `/reason` where it is missing or too long, `NoReasonNeeded` for whoever works on the case.
pub async fn open(ctx: &Ctx, by: &Responder, code: &CaseCode, reason: &Plaintext) -> Result<Timestamp, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let reason = told::note("/reason", reason)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let reason = seal(&key, at(id), &reason, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::in_scope(tx, &by.scope(), code).await?;
            if inside::works(&by.scope(), &case).is_ok() {
                return Err(CaseError::NoReasonNeeded);
            }
            let until_at = now + READS_FOR;
            let row = reasoned_reading::Model {
                id,
                case_id: case.id,
                office_code: case.office_code,
                staff_id: by.staff(),
                opened_at: now,
                until_at,
                reason,
                seen_at: None,
                seen_by: None,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::ReadingOpened { reading: id, office: by.office().as_str() });
            ledger.finish(tx).await?;
            Ok(until_at)
        })
        .await
}

/// The reasons of this person that hold at `now`: given at the office they work at.
fn held(scope: &Scope, now: Timestamp) -> sea_orm::Select<reasoned_reading::Entity> {
    reasoned_reading::Entity::find()
        .filter(reasoned_reading::Column::StaffId.eq(scope.staff))
        .filter(reasoned_reading::Column::OfficeCode.eq(scope.office.as_str()))
        .filter(reasoned_reading::Column::UntilAt.gt(now))
}

/// Whether a reason that this person gave still holds.
pub(super) async fn holds(db: &impl ConnectionTrait, scope: &Scope, case: Uuid, now: Timestamp) -> Result<bool, DbErr> {
    Ok(held(scope, now).filter(reasoned_reading::Column::CaseId.eq(case)).count(db).await? > 0)
}

/// Who read the case for a reason, oldest first. For those who work on it; a reader sees what they said themselves.
pub(super) async fn of_case(ctx: &Ctx, by: &Signed, key: &CaseKey, case: Uuid, reach: Reach) -> Result<Vec<OpenedReading>, CaseError> {
    let mut all = reasoned_reading::Entity::find().filter(reasoned_reading::Column::CaseId.eq(case));
    if reach != Reach::Works {
        all = all.filter(reasoned_reading::Column::StaffId.eq(by.staff()));
    }
    let all = all.order_by_asc(reasoned_reading::Column::OpenedAt).all(ctx.db.read()).await?;
    let opened = |row: &reasoned_reading::Model| {
        let reason = unsealed(key, at(row.id), &row.reason)?;
        Ok(OpenedReading { staff: row.staff_id, opened_at: row.opened_at, until_at: row.until_at, reason })
    };
    all.iter().map(opened).collect()
}

/// A lead of the office has the reasons before their eyes: the lines in the queues go.
pub(super) async fn seen(tx: &Tx, by: &Responder, case: Uuid, now: Timestamp) -> Result<(), DbErr> {
    if by.role() != Role::Lead {
        return Ok(());
    }
    reasoned_reading::Entity::update_many()
        .col_expr(reasoned_reading::Column::SeenAt, Expr::value(now))
        .col_expr(reasoned_reading::Column::SeenBy, Expr::value(by.staff()))
        .filter(reasoned_reading::Column::CaseId.eq(case))
        .filter(reasoned_reading::Column::OfficeCode.eq(by.office().as_str()))
        .filter(reasoned_reading::Column::SeenAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Readings at the office of a lead that no lead has seen, the oldest first; nothing for anybody else.
///
/// # Errors
/// The database cannot be read.
pub async fn unseen(ctx: &Ctx, by: &Signed) -> Result<Vec<UnseenReading>, CaseError> {
    if by.role() != Role::Lead {
        return Ok(Vec::new());
    }
    let rows = reasoned_reading::Entity::find()
        .filter(reasoned_reading::Column::OfficeCode.eq(by.office().as_str()))
        .filter(reasoned_reading::Column::SeenAt.is_null())
        .filter(find::names_case(&by.scope(), (reasoned_reading::Entity, reasoned_reading::Column::CaseId)))
        .order_by_asc(reasoned_reading::Column::OpenedAt)
        .limit(LINES)
        .all(ctx.db.read())
        .await?;
    let names = names::staff(ctx, &rows.iter().map(|row| row.staff_id).collect()).await?;
    let cases: BTreeSet<Uuid> = rows.iter().map(|row| row.case_id).collect();
    let codes = case_file::Entity::find().select_only().columns([case_file::Column::Id, case_file::Column::Code]);
    let codes = codes.filter(case_file::Column::Id.is_in(cases)).into_tuple::<(Uuid, String)>().all(ctx.db.read()).await?;
    let codes: HashMap<Uuid, String> = codes.into_iter().collect();
    let line = |row: reasoned_reading::Model| {
        let name = names.get(&row.staff_id).cloned().unwrap_or_default();
        Some(UnseenReading { code: codes.get(&row.case_id)?.clone(), name, opened_at: row.opened_at })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Those of `cases` that are closed to this person, and the name of whoever works on each: what a list may show of them.
///
/// # Errors
/// The database cannot be read.
pub async fn with_others(ctx: &Ctx, by: &Signed, cases: &[case_file::Model]) -> Result<HashMap<Uuid, String>, CaseError> {
    let scope = by.scope();
    let mut others: HashMap<Uuid, Uuid> =
        cases.iter().filter(|case| inside::works(&scope, case).is_err()).filter_map(|case| Some((case.id, case.assigned_to?))).collect();
    if others.is_empty() {
        return Ok(HashMap::new());
    }
    let read = held(&scope, ctx.clock.now()).filter(reasoned_reading::Column::CaseId.is_in(others.keys().copied()));
    for row in read.all(ctx.db.read()).await? {
        others.remove(&row.case_id);
    }
    let names = names::staff(ctx, &others.values().copied().collect()).await?;
    Ok(others.into_iter().map(|(case, named)| (case, names.get(&named).cloned().unwrap_or_default())).collect())
}

/// What somebody who may only know of a case is shown of it: the case, of which its plain parts but code, urgency and clock are not
/// theirs, and who works on it.
///
/// # Errors
/// `NotFound` out of scope, or where the case is open to them after all.
pub async fn behind(ctx: &Ctx, by: &Signed, code: &CaseCode) -> Result<(case_file::Model, String), CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let name = with_others(ctx, by, std::slice::from_ref(&case)).await?.remove(&case.id).ok_or(CaseError::NotFound)?;
    Ok((case, name))
}
