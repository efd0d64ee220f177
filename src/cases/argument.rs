//! Whose case it is while offices argue: the open offer, the open decision of the office above, and the clock of the argument.
//!
//! Nothing here moves custody, and nothing here outlives its answer: whoever is accountable stays so until somebody else is, and their
//! clocks go on. Deliberately absent: what anybody says about it, which is sealed beside each act.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, clock, custody, envelopes, hand_on};
use crate::{
    audit::{Event, Ledger},
    clocks,
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, custody as custodies, deadline, handover, office, parent_decision},
    kernel::{
        Actor, Timestamp,
        codes::OfficeCode,
        terms::{CustodyNews, DecisionGround, GrantGround, HandoverState, ParentChoice, Severity},
    },
    notification::{Message, Target, outbox},
};

/// Refusals after which the office above decides.
pub const REFUSALS: u64 = 2;

/// The offer that waits for an answer.
///
/// # Errors
/// The database cannot be read.
pub async fn open_offer(db: &impl ConnectionTrait, case: Uuid) -> Result<Option<handover::Model>, DbErr> {
    let offered = handover::Column::State.eq(HandoverState::Offered.code());
    handover::Entity::find().filter(handover::Column::CaseId.eq(case)).filter(offered).one(db).await
}

/// The decision that waits for the office above.
///
/// # Errors
/// The database cannot be read.
pub async fn open_decision(db: &impl ConnectionTrait, case: Uuid) -> Result<Option<parent_decision::Model>, DbErr> {
    let open = parent_decision::Entity::find().filter(parent_decision::Column::CaseId.eq(case));
    open.filter(parent_decision::Column::DecidedAt.is_null()).one(db).await
}

/// Whether a clock runs because an office said that the case is not its own.
///
/// # Errors
/// The database cannot be read.
pub async fn is_argued(db: &impl ConnectionTrait, case: Uuid) -> Result<bool, DbErr> {
    Ok(clock::running(db, case).await?.iter().any(|row| row.stops_on == clocks::Event::CustodySettled.code()))
}

/// How often the case was refused while its office was accountable.
///
/// # Errors
/// The database cannot be read.
pub async fn refusals(db: &impl ConnectionTrait, case: &case_file::Model) -> Result<u64, DbErr> {
    let own = handover::Entity::find().filter(handover::Column::CaseId.eq(case.id));
    let own = own.filter(handover::Column::CustodyNo.eq(case.custody_no));
    own.filter(handover::Column::State.eq(HandoverState::Declined.code())).count(db).await
}

/// Whether the offices have had their say: the case was refused too often, and the office above has not decided.
///
/// # Errors
/// The database cannot be read.
pub async fn waits_above(db: &impl ConnectionTrait, case: &case_file::Model) -> Result<bool, DbErr> {
    Ok(refusals(db, case).await? >= REFUSALS && open_decision(db, case.id).await?.is_some())
}

/// An office that may be asked to answer for the case: it stands, may know, and somebody there may know and answers. Every other office
/// is refused in the same words as one that does not exist.
///
/// # Errors
/// A field error at `pointer`.
pub(super) async fn askable(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    case: &case_file::Model,
    code: &str,
    pointer: &str,
) -> Result<OfficeCode, CaseError> {
    let refused = || CaseError::field(pointer, "office-not-asked");
    let office = office::Entity::find_by_id(code.trim()).one(db).await?.ok_or_else(refused)?;
    let stands = office.merged_into.is_none() && office.code != case.office_code;
    if !stands || hand_on::able(ctx, db, case.id, &office).await?.is_empty() {
        return Err(refused());
    }
    OfficeCode::parse(&office.code).ok_or_else(refused)
}

/// Ends one offer.
pub(super) async fn end_offer(
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    offer: &handover::Model,
    state: HandoverState,
    by: Actor,
    now: Timestamp,
) -> Result<(), DbErr> {
    let who = if let Actor::Staff(staff) = by { Some(staff) } else { None };
    handover::Entity::update_many()
        .col_expr(handover::Column::State, Expr::value(state.code()))
        .col_expr(handover::Column::EndedAt, Expr::value(now))
        .col_expr(handover::Column::EndedBy, Expr::value(who))
        .filter(handover::Column::Id.eq(offer.id))
        .exec(tx)
        .await?;
    envelopes::due(tx, offer.case_id).await?;
    ledger.record(now, by, &Event::HandoverEnded { handover: offer.id, state: state.code() });
    Ok(())
}

/// Ends what has lost its object: the case is closed, or somebody else answers for it.
pub(super) async fn lapse(tx: &Tx, ledger: &mut Ledger<'_>, case: Uuid, by: Actor, now: Timestamp) -> Result<(), DbErr> {
    if let Some(offer) = open_offer(tx, case).await? {
        end_offer(tx, ledger, &offer, HandoverState::Expired, by, now).await?;
    }
    if let Some(decision) = open_decision(tx, case).await? {
        parent_decision::Entity::update_many()
            .col_expr(parent_decision::Column::DecidedAt, Expr::value(now))
            .col_expr(parent_decision::Column::Choice, Expr::value(ParentChoice::Lapsed.code()))
            .filter(parent_decision::Column::Id.eq(decision.id))
            .exec(tx)
            .await?;
        ledger.record(now, by, &Event::Decided { decision: decision.id, choice: ParentChoice::Lapsed.code() });
    }
    Ok(())
}

/// Stops the clock of the argument: it is settled who answers.
pub(super) async fn settled(ctx: &Ctx, tx: &Tx, case: &case_file::Model, now: Timestamp) -> Result<(), DbErr> {
    if is_argued(tx, case.id).await? {
        clock::stop(tx, case.id, clocks::Event::CustodySettled, now).await?;
        clock::refresh(ctx, tx, case.into(), now).await?;
    }
    Ok(())
}

/// Asks the office above to decide, unless it is asked already. False where nobody is above who may know.
pub(super) async fn ask_above(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    (ground, above): (DecisionGround, Option<OfficeCode>),
    now: Timestamp,
) -> Result<bool, CaseError> {
    let Some(above) = above else { return Ok(false) };
    if open_decision(tx, case.id).await?.is_some() {
        return Ok(true);
    }
    let id = ctx.ids.row(now);
    let row = parent_decision::Model {
        id,
        case_id: case.id,
        custody_no: case.custody_no,
        office_code: above.as_str().to_owned(),
        ground: ground.code().to_owned(),
        missed: missed_now(tx, case, now).await?,
        opened_at: now,
        decided_at: None,
        decided_by: None,
        choice: None,
        reason: None,
    };
    rows::insert(tx, row).await?;
    ledger.record(now, Actor::System, &Event::DecisionDue { decision: id, office: above.as_str(), ground: ground.code() });
    // Whoever decides must be able to read, also where it is not the office directly above.
    let grant = case_grant::Model {
        case_id: case.id,
        office_code: above.as_str().to_owned(),
        ground: GrantGround::Escalation.code().to_owned(),
        from_at: now,
        until_at: None,
    };
    rows::insert_new(tx, grant).await?;
    envelopes::due(tx, case.id).await?;
    tell(ctx, tx, case, (&above, Target::Office), CustodyNews::Decide, now).await?;
    Ok(true)
}

/// Tells an office, or somebody there, news about who answers for the case: the office that does is named as it stands now.
pub(super) async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    case: &case_file::Model,
    (office, target): (&OfficeCode, Target),
    news: CustodyNews,
    now: Timestamp,
) -> Result<(), CaseError> {
    let case = case_file::Entity::find_by_id(case.id).one(tx).await?.ok_or(CaseError::NotFound)?;
    let accountable = office::Entity::find_by_id(&case.office_code).one(tx).await?.map(|office| office.name).unwrap_or_default();
    let message = Message::Custody { case: case.code.clone(), severity: clock::severity_of(&case), due_at: case.due_at, news, accountable };
    Ok(outbox::enqueue(ctx, tx, now, case.id, office, target, &message).await?)
}

/// The nearest office above both, where somebody answers; where nobody is above both, the nearest above the first.
pub(super) async fn common_parent(tx: &Tx, case: Uuid, one: &str, other: &str) -> Result<Option<OfficeCode>, CaseError> {
    let above_other: BTreeSet<String> = line_above(tx, other).await?.into_iter().collect();
    let mut first = None;
    let mut below = one.to_owned();
    while let Some(above) = custody::nearest_above(tx, case, &below).await? {
        above.as_str().clone_into(&mut below);
        if above_other.contains(above.as_str()) {
            let staffed = office::Entity::find_by_id(above.as_str()).one(tx).await?.is_some_and(|office| office.staffed);
            if staffed {
                return Ok(Some(above));
            }
            first.get_or_insert(above);
        }
    }
    match first {
        Some(first) => Ok(Some(first)),
        None => custody::nearest_staffed_above(tx, case, one).await,
    }
}

/// Every office above `office`, the nearest first.
///
/// # Errors
/// The database cannot be read.
pub async fn line_above(db: &impl ConnectionTrait, office: &str) -> Result<Vec<String>, DbErr> {
    let mut line = Vec::new();
    let mut next = office::Entity::find_by_id(office).one(db).await?.and_then(|office| office.parent_code);
    while let Some(code) = next.filter(|code| !line.contains(code)) {
        next = office::Entity::find_by_id(&code).one(db).await?.and_then(|office| office.parent_code);
        line.push(code);
    }
    Ok(line)
}

/// Asks the office above when more deadlines were missed than it may look on at: the second of an emergency, the third of any case, and
/// each further one after it decided.
///
/// # Errors
/// The database refuses.
pub async fn weigh(ctx: &Ctx, tx: &Tx, ledger: &mut Ledger<'_>, case: &case_file::Model, now: Timestamp) -> Result<(), CaseError> {
    // Practice ends with the ladder of the place that practises.
    if case.drill || case.closed_at.is_some() {
        return Ok(());
    }
    let missed = missed_now(tx, case, now).await?;
    let before = parent_decision::Entity::find().filter(parent_decision::Column::CaseId.eq(case.id));
    let before = before.filter(parent_decision::Column::CustodyNo.eq(case.custody_no)).all(tx).await?;
    let looked_at = before.iter().map(|row| row.missed).max().unwrap_or_default();
    if missed >= tolerated(clock::severity_of(case)) && missed > looked_at {
        let above = custody::nearest_staffed_above(tx, case.id, &case.office_code).await?;
        ask_above(ctx, tx, ledger, case, (DecisionGround::DeadlinesMissed, above), now).await?;
    }
    Ok(())
}

/// From which missed deadline on the office above must choose.
const fn tolerated(severity: Severity) -> i32 {
    match severity {
        Severity::Emergency => 2,
        _ => 3,
    }
}

/// Deadlines that the accountable office has missed itself until now.
pub(super) async fn missed_now(tx: &Tx, case: &case_file::Model, now: Timestamp) -> Result<i32, CaseError> {
    let own = custodies::Entity::find_by_id((case.id, case.custody_no)).one(tx).await?.ok_or(CaseError::NotFound)?;
    let all = deadline::Entity::find().filter(deadline::Column::CaseId.eq(case.id)).all(tx).await?;
    Ok(i32::try_from(missed(&all, own.from_at, now)).unwrap_or(i32::MAX))
}

/// How many of these were missed by whoever is accountable since `from`. Several rules that ask for the same thing from the same instant
/// count once. Who received a late case has missed nothing before their own custody is longer than the allowance was (DOMAIN 2C).
fn missed(deadlines: &[deadline::Model], from: Timestamp, now: Timestamp) -> usize {
    let own_due = |row: &deadline::Model| if row.due_at > from { row.due_at } else { from + (row.due_at - row.starts_at) };
    let counts = |row: &&deadline::Model| {
        row.outcome.as_deref() != Some(clock::Outcome::Superseded.code())
            // That one is owed by the office above itself.
            && row.stops_on != clocks::Event::CustodySettled.code()
            && row.stopped_at.unwrap_or(now) > from
            && row.stopped_at.unwrap_or(now) >= own_due(row)
    };
    let told: BTreeSet<(&str, Timestamp)> = deadlines.iter().filter(counts).map(|row| (row.stops_on.as_str(), row.starts_at)).collect();
    told.len()
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};
    use uuid::Uuid;

    use super::missed;
    use crate::{entity::deadline, kernel::Timestamp};

    fn at(hour: i64) -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap() + Duration::hours(hour)
    }

    fn clock(stops_on: &str, due: i64) -> deadline::Model {
        deadline::Model {
            id: Uuid::nil(),
            case_id: Uuid::nil(),
            policy_id: String::new(),
            stops_on: stops_on.into(),
            kind: "response".into(),
            in_person: false,
            starts_at: at(0),
            due_at: at(due),
            next_rung_at: None,
            stopped_at: None,
            late_us: None,
            outcome: None,
        }
    }

    #[test]
    fn several_rules_for_one_thing_are_missed_once() {
        let clocks = [clock("safe", 12), clock("safe", 12), clock("first_contact", 2)];
        assert_eq!(missed(&clocks, at(0), at(1)), 0);
        assert_eq!(missed(&clocks, at(0), at(2)), 1);
        assert_eq!(missed(&clocks, at(0), at(12)), 2);
    }

    #[test]
    fn what_was_done_in_time_or_fell_away_is_not_missed() {
        let done = |late: i64| deadline::Model { stopped_at: Some(at(late)), outcome: Some("reached".into()), ..clock("safe", 12) };
        assert_eq!(missed(&[done(11)], at(0), at(40)), 0);
        assert_eq!(missed(&[done(13)], at(0), at(40)), 1);
        let gone = deadline::Model { outcome: Some("superseded".into()), ..done(13) };
        assert_eq!(missed(&[gone, clock("custody_settled", 1)], at(0), at(40)), 0);
    }

    #[test]
    fn who_receives_a_late_case_gets_the_allowance_once_more() {
        let clocks = [clock("first_contact", 2)];
        assert_eq!(missed(&clocks, at(8), at(9)), 0);
        assert_eq!(missed(&clocks, at(8), at(10)), 1);
        let before = deadline::Model { stopped_at: Some(at(5)), outcome: Some("reached".into()), ..clock("acknowledged", 1) };
        assert_eq!(missed(&[before], at(8), at(40)), 0, "what ended before is not theirs");
    }
}
