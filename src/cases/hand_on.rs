//! Handing cases on when somebody, or a whole office, can no longer answer for them: one case, one unit of work.
//!
//! Invariants: a case is never without an accountable office; nobody gets a case they must not know; where nobody at the office is left
//! who may know a case, the nearest office above with staff becomes accountable in the same step. Whoever goes stays in charge of each
//! case until that case is handed on: their account is changed last, by a unit of work that first finds nothing left
//! ([`concerned`]). A crash in between leaves part of the cases handed on and the rest where they were; doing it again finishes.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, IntoCondition},
};
use uuid::Uuid;

use super::{CaseError, clock, custody};
use crate::{
    access::{AdministrationError, staffing},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, exclusion, office, staff},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::CustodyReason},
    localities::party,
    notification::{Message, Target, outbox},
};

impl From<CaseError> for AdministrationError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Changed => Self::Changed,
            CaseError::Access(error) => Self::Access(error),
            CaseError::Database(error) => Self::Database(error),
            other => Self::Case(other.to_string()),
        }
    }
}

/// Somebody who goes, and the colleague who takes their cases over.
#[derive(Debug, Clone)]
pub struct Leaver {
    /// Who goes.
    pub staff: Uuid,
    /// The office they go from.
    pub office: String,
    /// Who takes over what they may know; nobody in particular where that is not said.
    pub to: Option<Uuid>,
}

/// The people of an office who can answer for one case, minus whoever must not know it.
///
/// # Errors
/// The database cannot be read.
pub async fn able(ctx: &Ctx, db: &impl ConnectionTrait, case: Uuid, office: &office::Model) -> Result<Vec<staff::Model>, DbErr> {
    let excluded = party::excluded_from(db, case).await?;
    if party::is_excluded(&excluded, office) || office.suspended {
        return Ok(Vec::new());
    }
    let mut people = staffing::answering(ctx, db, &office.code).await?;
    people.retain(|person| !excluded.contains(&party::of_staff(person.id)));
    Ok(people)
}

/// The open cases that cannot stay as they are when `leaver` goes: those they are named for, and those that nobody else there may know.
///
/// # Errors
/// The database cannot be read.
pub async fn concerned(ctx: &Ctx, db: &impl ConnectionTrait, leaver: &Leaver) -> Result<Vec<Uuid>, DbErr> {
    let named = ids(open_of(case_file::Column::AssignedTo.eq(leaver.staff)), db).await?;
    let mut cases: BTreeSet<Uuid> = named.into_iter().collect();
    // Where nothing is above, nothing can go up.
    let above = office::Entity::find_by_id(&leaver.office).one(db).await?.and_then(|office| office.parent_code);
    let goes_for_all = staffing::answering(ctx, db, &leaver.office).await?.iter().any(|person| person.id == leaver.staff);
    if above.is_some() && goes_for_all {
        cases.extend(known_to_nobody_else(ctx, db, leaver).await?);
    }
    Ok(cases.into_iter().collect())
}

async fn known_to_nobody_else(ctx: &Ctx, db: &impl ConnectionTrait, leaver: &Leaver) -> Result<Vec<Uuid>, DbErr> {
    let others = staffing::answering(ctx, db, &leaver.office).await?;
    let others: Vec<String> = others.iter().filter(|p| p.id != leaver.staff).map(|p| party::of_staff(p.id)).collect();
    let of_office = case_file::Column::OfficeCode.eq(&leaver.office);
    if others.is_empty() {
        return ids(open_of(of_office), db).await;
    }
    let open = open_of(of_office).into_query();
    let rows: Vec<Uuid> = exclusion::Entity::find()
        .select_only()
        .column(exclusion::Column::CaseId)
        .filter(exclusion::Column::Party.is_in(&others))
        .filter(exclusion::Column::CaseId.in_subquery(open))
        .into_tuple()
        .all(db)
        .await?;
    let mut counted: BTreeMap<Uuid, usize> = BTreeMap::new();
    for case in rows {
        *counted.entry(case).or_default() += 1;
    }
    Ok(counted.into_iter().filter(|(_, excluded)| *excluded == others.len()).map(|(case, _)| case).collect())
}

/// Hands one case on. Says whether anything changed: where nobody may know a case, neither here nor above, it stays where it is, and
/// its clocks go on.
///
/// # Errors
/// The database refuses.
pub async fn hand_on(ctx: &Ctx, by: Actor, leaver: &Leaver, case: Uuid) -> Result<bool, CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let Some(case) = case_file::Entity::find_by_id(case).one(tx).await?.filter(|case| case.closed_at.is_none()) else {
                return Ok(false);
            };
            let office = office::Entity::find_by_id(&case.office_code).one(tx).await?.ok_or(CaseError::NotFound)?;
            let mut left = able(ctx, tx, case.id, &office).await?;
            left.retain(|person| person.id != leaver.staff);
            let own = case.office_code == leaver.office;
            let named = case.assigned_to == Some(leaver.staff);
            let changed = if own && left.is_empty() && hand_up(ctx, tx, &mut ledger, &case, by, now).await? {
                true
            } else if named {
                let heir = left.iter().find(|person| Some(person.id) == leaver.to);
                name_another(ctx, tx, &mut ledger, &case, heir, by, now).await?;
                true
            } else {
                false
            };
            ledger.finish(tx).await?;
            Ok(changed)
        })
        .await
}

/// Makes the nearest office above accountable where somebody answers, and tells it. False where nobody above may know.
///
/// # Errors
/// The database refuses.
pub async fn hand_up(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    by: Actor,
    now: Timestamp,
) -> Result<bool, CaseError> {
    let Some(above) = custody::nearest_staffed_above(tx, case.id, &case.office_code).await? else { return Ok(false) };
    custody::move_to(ctx, tx, ledger, case, custody::Move { to: &above, reason: CustodyReason::Gap, by }, now).await?;
    tell_duty(ctx, tx, case, &above, now).await?;
    Ok(true)
}

/// Tells who answers at `office` that a case is theirs from now on.
pub(super) async fn tell_duty(ctx: &Ctx, tx: &Tx, case: &case_file::Model, office: &OfficeCode, now: Timestamp) -> Result<(), DbErr> {
    let message = Message::NewReport { case: case.code.clone(), severity: clock::severity_of(case), due_at: case.due_at };
    outbox::enqueue(ctx, tx, now, case.id, office, Target::DutyPerson, &message).await
}

/// Names `heir` for the case, or nobody: then the lead is told that nobody is.
async fn name_another(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    heir: Option<&staff::Model>,
    by: Actor,
    now: Timestamp,
) -> Result<(), CaseError> {
    case_file::Entity::update_many()
        .col_expr(case_file::Column::AssignedTo, Expr::value(heir.map(|person| person.id)))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    let (code, severity, due_at) = (case.code.clone(), clock::severity_of(case), case.due_at);
    let (event, target, message) = match (heir, case.assigned_to) {
        (Some(heir), _) => {
            (Event::Assigned { staff: heir.id }, Target::Person(heir.id), Message::HandedOn { case: code, severity, due_at })
        }
        (None, before) => {
            (Event::Unassigned { staff: before.unwrap_or_default() }, Target::Lead, Message::Unassigned { case: code, severity, due_at })
        }
    };
    ledger.record(now, by, &event);
    if let Some(office) = OfficeCode::parse(&case.office_code) {
        outbox::enqueue(ctx, tx, now, case.id, &office, target, &message).await?;
    }
    Ok(())
}

/// Open cases under a condition, by id: whoever takes several takes them in one order.
pub(super) fn open_of(condition: impl IntoCondition) -> Select<case_file::Entity> {
    case_file::Entity::find()
        .select_only()
        .column(case_file::Column::Id)
        .filter(case_file::Column::ClosedAt.is_null())
        .filter(condition)
        .order_by_asc(case_file::Column::Id)
}

/// The ids that a query of [`open_of`] finds.
pub(super) async fn ids(query: Select<case_file::Entity>, db: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    query.into_tuple().all(db).await
}
