//! Merging one office into another: its cases, then its people, its roster, its facilities and the offices below it.
//!
//! Order, and why: first whoever keeps the one office out keeps the other out too, then the cases and the notices move one by one, and
//! last, in one unit of work that finds nothing left, the people. So nobody ever works at an office that holds a case they must not
//! know, and a crash leaves both offices at work with part of the cases moved; merging again finishes. What is routed to the old office
//! in the same instant follows by `moved_offices`. Closed cases stay with the office that closed them.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::{
    CaseError, custody,
    hand_on::{able, ids, open_of, tell_duty},
    shed_names,
};
use crate::{
    access::{AdministrationError, Administrator, people, staffing, tell},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, duty_phone, duty_shift, facility, office, readiness_gap, staff},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::CustodyReason},
    localities::party,
    notification::{Message, OfficeChange},
};

/// How often what came in meanwhile moves too before the caller is asked to try again.
const ROUNDS: usize = 20;

/// Merges the office `from` into the office `into`, both of the area.
///
/// # Errors
/// `NotFound` outside the area, `OwnAccount` for the administrator's own office, `State`, fields at fault.
pub async fn merge(ctx: &Ctx, by: &Administrator, from: &str, into: &str) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let old = office::Entity::find_by_id(from).filter(by.offices()).one(ctx.db.read()).await?.ok_or(AdministrationError::NotFound)?;
    let new = successor(ctx, by, from, into).await?;
    let mut stuck: BTreeSet<Uuid> = BTreeSet::new();
    for _ in 0..ROUNDS {
        for case in shed_names::to_write(ctx.db.read(), &old, into).await? {
            shed_names::write(ctx, by.actor(), case, into).await?;
        }
        for case in ids(open_of(case_file::Column::OfficeCode.eq(from)), ctx.db.read()).await? {
            if !stuck.contains(&case) && !move_case(ctx, by.actor(), case, from, into, true).await? {
                stuck.insert(case);
            }
        }
        for case in granted(ctx.db.read(), from).await? {
            move_grant(ctx, by.actor(), case, from, into).await?;
        }
        if ctx.db.write(async |tx| finish(ctx, tx, by, &old, &new, &stuck).await).await? {
            return Ok(());
        }
    }
    Err(AdministrationError::Changed)
}

/// The office that `into` names, where `from` can be merged into it: asked before the person is asked to confirm.
///
/// # Errors
/// As [`merge`].
pub async fn successor(ctx: &Ctx, by: &Administrator, from: &str, into: &str) -> Result<office::Model, AdministrationError> {
    let old = office::Entity::find_by_id(from).filter(by.offices()).one(ctx.db.read()).await?.ok_or(AdministrationError::NotFound)?;
    let new = people::office_at(ctx.db.read(), by, into, "/into").await?;
    check(ctx.db.read(), by, &old, &new).await?;
    Ok(new)
}

async fn check(db: &impl ConnectionTrait, by: &Administrator, old: &office::Model, new: &office::Model) -> Result<(), AdministrationError> {
    if old.code == by.office().as_str() {
        return Err(AdministrationError::OwnAccount);
    }
    if old.merged_into.is_some() {
        return Err(AdministrationError::State("office-merged"));
    }
    if old.parent_code.is_none() {
        return Err(AdministrationError::State("office-on-top"));
    }
    if new.suspended {
        return Err(AdministrationError::field("/into", "office-suspended"));
    }
    if new.code == old.code || new.kind != old.kind || is_below(db, new, &old.code).await? {
        return Err(AdministrationError::field("/into", "merge-unfit"));
    }
    Ok(())
}

/// Whether `office` lies below the office `above`, at any depth.
pub(super) async fn is_below(db: &impl ConnectionTrait, office: &office::Model, above: &str) -> Result<bool, AdministrationError> {
    let mut seen = BTreeSet::new();
    let mut parent = office.parent_code.clone();
    while let Some(code) = parent {
        if code == above {
            return Ok(true);
        }
        if !seen.insert(code.clone()) {
            break;
        }
        parent = office::Entity::find_by_id(&code).one(db).await?.and_then(|office| office.parent_code);
    }
    Ok(false)
}

/// Makes `into` accountable for a case of `from`; where it, or everybody there, must not know, the nearest office above that may. The
/// person who works on the case comes along and goes on (`with_people`). False where none of them may know.
///
/// # Errors
/// The database refuses.
pub(super) async fn move_case(ctx: &Ctx, by: Actor, case: Uuid, from: &str, into: &str, with_people: bool) -> Result<bool, CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let found = case_file::Entity::find_by_id(case).one(tx).await?;
            let Some(case) = found.filter(|case| case.closed_at.is_none() && case.office_code == from) else { return Ok(false) };
            let successor = office::Entity::find_by_id(into).one(tx).await?.ok_or(CaseError::NotFound)?;
            let (to, reason) = if fits(ctx, tx, &case, from, &successor, with_people).await? {
                (OfficeCode::parse(into), CustodyReason::Ordered)
            } else {
                (custody::nearest_staffed_above(tx, case.id, into).await?, CustodyReason::Gap)
            };
            let Some(to) = to else { return Ok(false) };
            custody::move_to(ctx, tx, &mut ledger, &case, custody::Move { to: &to, reason, by }, now).await?;
            let named = case.assigned_to.filter(|_| with_people && to.as_str() == into);
            match named {
                Some(person) => keep_named(tx, case.id, person).await?,
                None => tell_duty(ctx, tx, &case, &to, now).await?,
            }
            ledger.finish(tx).await?;
            Ok(true)
        })
        .await
}

/// Whether the successor may know the case, and somebody there, or among those who come along, can answer for it.
async fn fits(
    ctx: &Ctx,
    tx: &Tx,
    case: &case_file::Model,
    from: &str,
    successor: &office::Model,
    with_people: bool,
) -> Result<bool, CaseError> {
    let excluded = party::excluded_from(tx, case.id).await?;
    if party::is_excluded(&excluded, successor) {
        return Ok(false);
    }
    let coming = if with_people { staffing::answering(ctx, tx, from).await? } else { Vec::new() };
    let may_know = |person: &staff::Model| !excluded.contains(&party::of_staff(person.id));
    Ok(coming.iter().any(may_know) || !able(ctx, tx, case.id, successor).await?.is_empty())
}

async fn keep_named(tx: &Tx, case: Uuid, person: Uuid) -> Result<(), CaseError> {
    case_file::Entity::update_many()
        .col_expr(case_file::Column::AssignedTo, Expr::value(person))
        .filter(case_file::Column::Id.eq(case))
        .exec(tx)
        .await?;
    Ok(())
}

/// Open cases that `office` may read without being accountable.
async fn granted(db: &impl ConnectionTrait, office: &str) -> Result<Vec<Uuid>, AdministrationError> {
    let open = open_of(case_file::Column::OfficeCode.ne(office)).into_query();
    let query = case_grant::Entity::find().select_only().column(case_grant::Column::CaseId).distinct();
    let query = query.filter(case_grant::Column::OfficeCode.eq(office)).filter(case_grant::Column::UntilAt.is_null());
    Ok(query.filter(case_grant::Column::CaseId.in_subquery(open)).into_tuple().all(db).await?)
}

/// Lets `into` read what `from` could; whoever must not know is left out when keys are given (`entitled`) and when cases are found.
async fn move_grant(ctx: &Ctx, by: Actor, case: Uuid, from: &str, into: &str) -> Result<(), CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let excluded = party::excluded_from(tx, case).await?;
            let successor = office::Entity::find_by_id(into).one(tx).await?.ok_or(CaseError::NotFound)?;
            let live = case_grant::Entity::find()
                .filter(case_grant::Column::CaseId.eq(case))
                .filter(case_grant::Column::OfficeCode.eq(from))
                .filter(case_grant::Column::UntilAt.is_null());
            for grant in live.all(tx).await? {
                if !party::is_excluded(&excluded, &successor) {
                    rows::insert_new(tx, case_grant::Model { office_code: into.to_owned(), from_at: now, ..grant }).await?;
                }
                ledger.record(now, by, &Event::GrantMoved { from, to: into });
            }
            case_grant::Entity::update_many()
                .col_expr(case_grant::Column::UntilAt, Expr::value(now))
                .filter(case_grant::Column::CaseId.eq(case))
                .filter(case_grant::Column::OfficeCode.eq(from))
                .filter(case_grant::Column::UntilAt.is_null())
                .exec(tx)
                .await?;
            case_file::Entity::update_many()
                .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
                .filter(case_file::Column::Id.eq(case))
                .exec(tx)
                .await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Moves the people and everything that hangs on the office, unless something is left to move before. Says whether it did.
async fn finish(
    ctx: &Ctx,
    tx: &Tx,
    by: &Administrator,
    old: &office::Model,
    new: &office::Model,
    stuck: &BTreeSet<Uuid>,
) -> Result<bool, AdministrationError> {
    let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
    let now = ctx.clock.now();
    let (from, into) = (old.code.as_str(), new.code.as_str());
    let first = staffing::hold(tx, from.min(into)).await?.ok_or(AdministrationError::NotFound)?;
    let second = staffing::hold(tx, from.max(into)).await?.ok_or(AdministrationError::NotFound)?;
    let (old, new) = if first.code == from { (first, second) } else { (second, first) };
    if new.merged_into.is_some() {
        return Err(AdministrationError::Changed);
    }
    check(tx, by, &old, &new).await?;
    let open = ids(open_of(case_file::Column::OfficeCode.eq(from)), tx).await?;
    let left = open.iter().any(|case| !stuck.contains(case));
    if left || !shed_names::to_write(tx, &old, into).await?.is_empty() || !granted(tx, from).await?.is_empty() {
        return Ok(false);
    }
    move_people(ctx, tx, &mut ledger, by, from, into, now).await?;
    move_belongings(tx, from, into).await?;
    lead_the_offices_below(tx, from, into).await?;
    office::Entity::update_many()
        .col_expr(office::Column::MergedInto, Expr::value(into))
        .col_expr(office::Column::Staffed, Expr::value(false))
        .filter(office::Column::Code.eq(from))
        .exec(tx)
        .await?;
    staffing::refresh(ctx, tx, into).await?;
    ledger.record(now, by.actor(), &Event::OfficeMerged { office: from, into });
    let message = Message::OfficeChanged { office: new.name.clone(), change: OfficeChange::Merged, other: Some(old.name.clone()) };
    tell::leads(ctx, tx, now, &new, &message).await?;
    if old.parent_code != new.parent_code {
        tell::above(ctx, tx, now, &old, &message).await?;
    }
    ledger.finish(tx).await?;
    Ok(true)
}

async fn move_people(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    by: &Administrator,
    from: &str,
    into: &str,
    now: Timestamp,
) -> Result<(), AdministrationError> {
    let everybody = staff::Entity::find().filter(staff::Column::OfficeCode.eq(from)).lock(LockType::NoKeyUpdate).all(tx).await?;
    let desk = ctx.vault.desk()?;
    // A row that the desk did not write is nobody, and must not become somebody by being moved.
    for mut row in everybody.into_iter().filter(|row| desk.wrote(row)) {
        into.clone_into(&mut row.office_code);
        ledger.record(now, by.actor(), &Event::StaffMoved { staff: row.id, from, to: into });
        people::end_sessions(tx, row.id).await?;
        people::store(ctx, tx, row).await?;
    }
    Ok(())
}

/// The roster, the telephones, the facilities; what was found missing at the old office is forgotten.
async fn move_belongings(tx: &Tx, from: &str, into: &str) -> Result<(), AdministrationError> {
    duty_shift::Entity::update_many()
        .col_expr(duty_shift::Column::OfficeCode, Expr::value(into))
        .filter(duty_shift::Column::OfficeCode.eq(from))
        .exec(tx)
        .await?;
    for phone in duty_phone::Entity::find().filter(duty_phone::Column::OfficeCode.eq(from)).all(tx).await? {
        rows::insert_new(tx, duty_phone::Model { office_code: into.to_owned(), ..phone }).await?;
    }
    duty_phone::Entity::delete_many().filter(duty_phone::Column::OfficeCode.eq(from)).exec(tx).await?;
    for column in [facility::Column::OfficeCode, facility::Column::OwnerOffice] {
        facility::Entity::update_many().col_expr(column, Expr::value(into)).filter(column.eq(from)).exec(tx).await?;
    }
    readiness_gap::Entity::delete_many().filter(readiness_gap::Column::OfficeCode.eq(from)).exec(tx).await?;
    Ok(())
}

/// The offices below get the new parent, which reads their cases from then on.
async fn lead_the_offices_below(tx: &Tx, from: &str, into: &str) -> Result<(), AdministrationError> {
    let below = office::Entity::find().select_only().column(office::Column::Code).filter(office::Column::ParentCode.eq(from));
    let below: Vec<String> = below.into_tuple().all(tx).await?;
    for code in &below {
        renew_keys_of(tx, code).await?;
    }
    office::Entity::update_many()
        .col_expr(office::Column::ParentCode, Expr::value(into))
        .filter(office::Column::ParentCode.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

/// Asks the reconciler to bring the keys of every case of an office up to date.
pub(super) async fn renew_keys_of(tx: &Tx, office: &str) -> Result<(), AdministrationError> {
    case_file::Entity::update_many()
        .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
        .filter(case_file::Column::OfficeCode.eq(office))
        .exec(tx)
        .await?;
    Ok(())
}
