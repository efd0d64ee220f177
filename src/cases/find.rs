//! Finding cases: always within a scope. This is the one place that turns a scope into a filter.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, IntoColumnRef, IntoCondition, Query, SelectStatement},
};
use uuid::Uuid;

use super::{CaseError, inside};
use crate::{
    access::Scope,
    entity::{case_file, case_grant, exclusion, handover, number_index, office, referral},
    kernel::{Timestamp, codes::CaseCode, terms::HandoverState},
};

/// What `scope` may see: cases of its office, of the offices directly below, those it was granted, those it is
/// offered; minus exclusions.
pub(super) fn visible(scope: &Scope) -> Condition {
    if !scope.sees_cases {
        return Condition::all().add(Expr::val(1).eq(0));
    }
    let office = scope.office.as_str();
    let below =
        Query::select().column(office::Column::Code).from(office::Entity).and_where(office::Column::ParentCode.eq(office)).to_owned();
    let reached = Condition::any()
        .add(case_file::Column::OfficeCode.eq(office))
        .add(case_file::Column::OfficeCode.in_subquery(below))
        .add(case_file::Column::Id.in_subquery(granted(office)))
        .add(case_file::Column::Id.in_subquery(offered(office)));
    Condition::all().add(reached).add(not_excluded(scope))
}

/// The cases that `office` was let into.
pub(super) fn granted(office: &str) -> SelectStatement {
    Query::select()
        .column(case_grant::Column::CaseId)
        .from(case_grant::Entity)
        .and_where(case_grant::Column::OfficeCode.eq(office))
        .and_where(case_grant::Column::UntilAt.is_null())
        .to_owned()
}

/// The cases that `office` is asked to take.
pub(super) fn offered(office: &str) -> SelectStatement {
    Query::select()
        .column(handover::Column::CaseId)
        .from(handover::Entity)
        .and_where(handover::Column::ToOffice.eq(office))
        .and_where(handover::Column::State.eq(HandoverState::Offered.code()))
        .to_owned()
}

/// Excluded parties see nothing of a case, whatever else they are.
#[must_use]
pub fn not_excluded(scope: &Scope) -> Condition {
    let excluded = Query::select()
        .expr(Expr::val(1))
        .from(exclusion::Entity)
        .and_where(Expr::col((exclusion::Entity, exclusion::Column::CaseId)).equals((case_file::Entity, case_file::Column::Id)))
        .and_where(exclusion::Column::Party.is_in(&scope.parties))
        .to_owned();
    Condition::all().add(Expr::exists(excluded).not())
}

/// Whether the case that `column` of another table names is in scope. Looks at one case for each row of that table, never at all cases.
pub(super) fn names_case(scope: &Scope, column: impl IntoColumnRef) -> Condition {
    names(scope, column, Condition::all())
}

/// The same for open cases.
pub(super) fn names_open_case(scope: &Scope, column: impl IntoColumnRef) -> Condition {
    names(scope, column, case_file::Column::ClosedAt.is_null().into_condition())
}

fn names(scope: &Scope, column: impl IntoColumnRef, which: Condition) -> Condition {
    let seen = Query::select()
        .expr(Expr::val(1))
        .from(case_file::Entity)
        .and_where(Expr::col((case_file::Entity, case_file::Column::Id)).eq(Expr::col(column)))
        .cond_where(which)
        .cond_where(visible(scope))
        .to_owned();
    Condition::all().add(Expr::exists(seen))
}

/// What other offices asked of the office of `scope`: cards, never cases; minus what this person or office must not know of.
pub(super) fn asked_of(scope: &Scope) -> Select<referral::Entity> {
    let excluded = Query::select()
        .expr(Expr::val(1))
        .from(exclusion::Entity)
        .and_where(Expr::col((exclusion::Entity, exclusion::Column::CaseId)).equals((referral::Entity, referral::Column::CaseId)))
        .and_where(exclusion::Column::Party.is_in(&scope.parties))
        .to_owned();
    referral::Entity::find().filter(referral::Column::ToOffice.eq(scope.office.as_str())).filter(Expr::exists(excluded).not())
}

/// A typed case code. One that cannot be a code is answered like one that does not exist.
///
/// # Errors
/// [`CaseError::NotFound`].
pub fn code(typed: &str) -> Result<CaseCode, CaseError> {
    CaseCode::forgiving(typed).ok_or(CaseError::NotFound)
}

/// The case of a code.
///
/// # Errors
/// [`CaseError::NotFound`] when there is none in scope.
pub async fn in_scope(db: &impl ConnectionTrait, scope: &Scope, code: &CaseCode) -> Result<case_file::Model, CaseError> {
    let found = case_file::Entity::find().filter(case_file::Column::Code.eq(code.as_str())).filter(visible(scope)).one(db).await?;
    found.ok_or(CaseError::NotFound)
}

/// The case again, inside a unit of work that holds its chain: still in scope, still open, and theirs to work on.
///
/// # Errors
/// [`CaseError::NotFound`], [`CaseError::WithAnother`], [`CaseError::Closed`].
pub async fn open_in_scope(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<case_file::Model, CaseError> {
    let found = case_file::Entity::find_by_id(id).filter(visible(scope)).one(db).await?.ok_or(CaseError::NotFound)?;
    inside::works(scope, &found)?;
    if found.closed_at.is_some() {
        return Err(CaseError::Closed);
    }
    Ok(found)
}

/// The case again, inside a unit of work that holds its chain: still in scope and theirs to work on, open or closed.
///
/// # Errors
/// [`CaseError::NotFound`], [`CaseError::WithAnother`].
pub async fn again(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<case_file::Model, CaseError> {
    let found = case_file::Entity::find_by_id(id).filter(visible(scope)).one(db).await?.ok_or(CaseError::NotFound)?;
    inside::works(scope, &found)?;
    Ok(found)
}

/// Those of `ids` that are in scope, open and closed.
///
/// # Errors
/// The database cannot be read.
pub async fn of_ids(db: &impl ConnectionTrait, scope: &Scope, ids: &[Uuid]) -> Result<Vec<case_file::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    case_file::Entity::find().filter(case_file::Column::Id.is_in(ids.iter().copied())).filter(visible(scope)).all(db).await
}

/// Those of `ids` that are not kept from whoever asks: for counting, where an area is counted and nothing opened.
///
/// # Errors
/// The database cannot be read.
pub async fn known_of(db: &impl ConnectionTrait, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let known =
        case_file::Entity::find().select_only().column(case_file::Column::Id).filter(case_file::Column::Id.is_in(ids.iter().copied()));
    known.filter(not_excluded(scope)).into_tuple().all(db).await
}

/// Most cases that are shown as possibly belonging to one.
const POSSIBLE: u64 = 20;

/// The cases in scope, open and closed, in which a number of `case` was given too, the newest first; never drills.
///
/// # Errors
/// The database cannot be read.
pub async fn sharing_numbers(db: &impl ConnectionTrait, scope: &Scope, case: Uuid) -> Result<Vec<case_file::Model>, DbErr> {
    let own = Query::select()
        .column(number_index::Column::Hash)
        .from(number_index::Entity)
        .and_where(number_index::Column::CaseId.eq(case))
        .to_owned();
    let others = Query::select()
        .column(number_index::Column::CaseId)
        .from(number_index::Entity)
        .and_where(number_index::Column::Hash.in_subquery(own))
        .and_where(number_index::Column::CaseId.ne(case))
        .to_owned();
    let found = case_file::Entity::find().filter(case_file::Column::Id.in_subquery(others)).filter(case_file::Column::Drill.eq(false));
    found.filter(visible(scope)).order_by_desc(case_file::Column::Id).limit(POSSIBLE).all(db).await
}

/// The same for the one act that whoever knows of a case may do: to say that they must not know of it.
///
/// # Errors
/// [`CaseError::NotFound`], [`CaseError::Closed`].
pub async fn open_to_step_back(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<case_file::Model, CaseError> {
    let found = case_file::Entity::find_by_id(id).filter(visible(scope)).one(db).await?.ok_or(CaseError::NotFound)?;
    if found.closed_at.is_some() {
        return Err(CaseError::Closed);
    }
    Ok(found)
}

/// A case that names a facility, as far as counting needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityCase {
    /// The facility.
    pub facility: String,
    /// Case code.
    pub code: String,
    /// When it came.
    pub opened_at: Timestamp,
    /// Whether it is closed.
    pub closed: bool,
}

/// The cases in scope that name a facility (or one particular) and came at or after `since`, open and closed, oldest first; never
/// drills.
///
/// # Errors
/// The database cannot be read.
pub async fn of_facilities(
    db: &impl ConnectionTrait,
    scope: &Scope,
    since: Timestamp,
    only: Option<&str>,
) -> Result<Vec<FacilityCase>, DbErr> {
    let named = match only {
        Some(facility) => case_file::Column::FacilityCode.eq(facility),
        None => case_file::Column::FacilityCode.is_not_null(),
    };
    let rows = case_file::Entity::find()
        .select_only()
        .columns([case_file::Column::FacilityCode, case_file::Column::Code, case_file::Column::OpenedAt, case_file::Column::ClosedAt])
        .filter(named)
        .filter(case_file::Column::OpenedAt.gte(since))
        .filter(case_file::Column::Drill.eq(false))
        .filter(visible(scope))
        .order_by_asc(case_file::Column::OpenedAt)
        .order_by_asc(case_file::Column::Id)
        .into_tuple::<(String, String, Timestamp, Option<Timestamp>)>()
        .all(db)
        .await?;
    let row = |(facility, code, opened_at, closed_at): (_, _, _, Option<_>)| FacilityCase {
        facility,
        code,
        opened_at,
        closed: closed_at.is_some(),
    };
    Ok(rows.into_iter().map(row).collect())
}
