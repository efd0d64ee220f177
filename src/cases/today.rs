//! What one person has to do today: what is due, what they promised, who waits for an answer, what waits for their decision.
//!
//! Nothing sealed is read. Each list is short by its nature or cut; its cost follows the office, not the country.

use chrono::Duration;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::{
    CaseError, find,
    queue::{self, Narrow, Whose},
};
use crate::{
    access::Signed,
    clocks,
    ctx::Ctx,
    entity::{case_file, case_order, closure_request, deadline, handover, milestone, parent_decision},
    kernel::{
        Timestamp,
        terms::{HandoverState, Milestone, Role, terms},
    },
};

/// How far "today" looks ahead.
const AHEAD: Duration = Duration::hours(24);
/// Most rows of a list.
const SHOWN: usize = 20;
/// Most rows that are read to find them.
const READ: u64 = 200;

terms! {
    /// What waits for somebody's decision.
    WaitsFor {
        /// The office above has to say who answers for the case.
        Decision = "decision",
        /// Somebody asked for the case to be closed.
        Closing = "closing",
        /// Another office asks this one to take the case.
        Offer = "offer",
        /// The office above gave an order that nobody has acknowledged.
        Order = "order",
    }
}

/// A case with the instant for which it stands in a list.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The case.
    pub case: case_file::Model,
    /// When it is due, was promised, or began to wait.
    pub at: Timestamp,
}

/// Something that waits for a decision.
#[derive(Debug, Clone)]
pub struct Waits {
    /// What.
    pub what: WaitsFor,
    /// About which case.
    pub case: case_file::Model,
    /// Since when.
    pub since: Timestamp,
}

/// The day of one person.
#[derive(Debug, Clone, Default)]
pub struct Today {
    /// Cases of the office that are overdue or due within a day: the person's own and nobody's; for whoever leads, all.
    pub due: Vec<Dated>,
    /// Next acts that the person promised to do by then, where nobody has been reached yet.
    pub promised: Vec<Dated>,
    /// Reporters who wrote and wait for an answer, the longest first.
    pub answers: Vec<Dated>,
    /// What waits for a decision of the person's office, the longest first.
    pub decisions: Vec<Waits>,
}

/// Reads the day of `by`.
///
/// # Errors
/// The database cannot be read.
pub async fn read(ctx: &Ctx, by: &Signed) -> Result<Today, CaseError> {
    let scope = by.scope();
    if !scope.sees_cases {
        return Ok(Today::default());
    }
    let until = ctx.clock.now() + AHEAD;
    let whose = (by.role() == Role::Responder).then_some(Whose::ToDo);
    let narrow = Narrow { whose, due_before: Some(until), own_office: true, ..Narrow::default() };
    let (due, _) = queue::page(ctx.db.read(), &scope, narrow, None).await?;
    let due = due.into_iter().filter_map(|case| Some(Dated { at: case.due_at?, case })).take(SHOWN).collect();
    Ok(Today {
        due,
        promised: promised(ctx, by, until).await?,
        answers: answers(ctx, by, narrow).await?,
        decisions: decisions(ctx, by).await?,
    })
}

async fn promised(ctx: &Ctx, by: &Signed, until: Timestamp) -> Result<Vec<Dated>, CaseError> {
    let reached = Query::select()
        .expr(Expr::val(1))
        .from(milestone::Entity)
        .and_where(Expr::col((milestone::Entity, milestone::Column::CaseId)).equals((case_file::Entity, case_file::Column::Id)))
        .and_where(milestone::Column::Code.eq(Milestone::FirstContact.code()))
        .to_owned();
    let cases = case_file::Entity::find()
        .filter(case_file::Column::ClosedAt.is_null())
        .filter(case_file::Column::AssignedTo.eq(by.staff()))
        .filter(case_file::Column::NextActBy.lt(until))
        .filter(Expr::exists(reached).not())
        .filter(find::visible(&by.scope()))
        .order_by_asc(case_file::Column::NextActBy)
        .limit(READ)
        .all(ctx.db.read())
        .await?;
    Ok(cases.into_iter().filter_map(|case| Some(Dated { at: case.next_act_by?, case })).take(SHOWN).collect())
}

async fn answers(ctx: &Ctx, by: &Signed, narrow: Narrow) -> Result<Vec<Dated>, CaseError> {
    let waits = || {
        let waits = deadline::Column::StopsOn.eq(clocks::Event::ReporterAnswered.code());
        Condition::all().add(waits).add(deadline::Column::StoppedAt.is_null())
    };
    let waiting = Query::select()
        .expr(Expr::val(1))
        .from(deadline::Entity)
        .and_where(Expr::col((deadline::Entity, deadline::Column::CaseId)).equals((case_file::Entity, case_file::Column::Id)))
        .cond_where(waits())
        .to_owned();
    let scope = by.scope();
    let cases = case_file::Entity::find()
        .filter(case_file::Column::ClosedAt.is_null())
        .filter(case_file::Column::OfficeCode.eq(scope.office.as_str()))
        .filter(Narrow { due_before: None, ..narrow }.condition(&scope))
        .filter(find::not_excluded(&scope))
        .filter(Expr::exists(waiting))
        .order_by_asc(case_file::Column::OpenedAt)
        .limit(READ)
        .all(ctx.db.read())
        .await?;
    let clocks = deadline::Entity::find().filter(deadline::Column::CaseId.is_in(cases.iter().map(|case| case.id))).filter(waits());
    let clocks = clocks.all(ctx.db.read()).await?;
    let since = |case: &case_file::Model| clocks.iter().filter(|clock| clock.case_id == case.id).map(|clock| clock.starts_at).min();
    let mut rows: Vec<Dated> = cases.into_iter().filter_map(|case| Some(Dated { at: since(&case)?, case })).collect();
    rows.sort_by_key(|row| row.at);
    rows.truncate(SHOWN);
    Ok(rows)
}

async fn decisions(ctx: &Ctx, by: &Signed) -> Result<Vec<Waits>, CaseError> {
    let (db, office) = (ctx.db.read(), by.office().as_str());
    let mut found: Vec<(WaitsFor, Uuid, Timestamp)> = Vec::new();
    // A closing and a decision from above are for whoever leads; an offer and an order for everybody who works on cases.
    if by.lead().is_ok() {
        let waits = parent_decision::Entity::find().filter(parent_decision::Column::OfficeCode.eq(office));
        let waits = waits.filter(parent_decision::Column::DecidedAt.is_null()).order_by_asc(parent_decision::Column::OpenedAt).limit(READ);
        found.extend(waits.all(db).await?.into_iter().map(|row| (WaitsFor::Decision, row.case_id, row.opened_at)));
        let waits = closure_request::Entity::find().filter(closure_request::Column::OfficeCode.eq(office));
        let waits = waits.filter(closure_request::Column::DecidedAt.is_null()).order_by_asc(closure_request::Column::AskedAt).limit(READ);
        found.extend(waits.all(db).await?.into_iter().map(|row| (WaitsFor::Closing, row.case_id, row.asked_at)));
    }
    if by.responder().is_ok() {
        let waits = handover::Entity::find().filter(handover::Column::ToOffice.eq(office));
        let waits =
            waits.filter(handover::Column::State.eq(HandoverState::Offered.code())).order_by_asc(handover::Column::OfferedAt).limit(READ);
        found.extend(waits.all(db).await?.into_iter().map(|row| (WaitsFor::Offer, row.case_id, row.offered_at)));
        let waits = case_order::Entity::find().filter(case_order::Column::OfficeCode.eq(office));
        let waits = waits.filter(case_order::Column::AcknowledgedAt.is_null()).order_by_asc(case_order::Column::OrderedAt).limit(READ);
        found.extend(waits.all(db).await?.into_iter().map(|row| (WaitsFor::Order, row.case_id, row.ordered_at)));
    }
    // What a case is asked about and must not be known by somebody is left out here, as it is everywhere.
    let cases = case_file::Entity::find()
        .filter(case_file::Column::Id.is_in(found.iter().map(|(_, case, _)| *case)))
        .filter(case_file::Column::ClosedAt.is_null())
        .filter(find::visible(&by.scope()))
        .all(db)
        .await?;
    let waits = |(what, id, since)| Some(Waits { what, case: cases.iter().find(|case| case.id == id)?.clone(), since });
    let mut rows: Vec<Waits> = found.into_iter().filter_map(waits).collect();
    rows.sort_by_key(|row| row.since);
    rows.truncate(SHOWN);
    Ok(rows)
}
