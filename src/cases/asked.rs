//! Who may be asked to answer for a case, and which cases wait for an answer: of an office that is asked to take one, of an office above
//! that has to decide.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{CaseError, argument, find, identity::listed};
use crate::{
    access::{Signed, Supervisor},
    ctx::Ctx,
    entity::{case_file, handover, office, parent_decision},
    kernel::{
        Timestamp,
        codes::CommuneCode,
        terms::{HandoverState, ParentChoice, Role},
    },
    localities::OfficeKind,
};

/// Most decisions shown to somebody who oversees.
const DECISIONS_SHOWN: u64 = 200;

/// Codes of the offices that `by` may be offered to choose from: those that answer for these communes, those that were named for the case
/// before, the one above. Whoever must not know is never among them.
///
/// # Errors
/// The database cannot be read.
pub async fn candidates(ctx: &Ctx, by: &Signed, case: &case_file::Model, communes: &[CommuneCode]) -> Result<Vec<String>, CaseError> {
    let db = ctx.db.read();
    let own = case.commune_code.as_deref().and_then(CommuneCode::parse);
    let there: Vec<String> = communes.iter().chain(own.iter().filter(|_| communes.is_empty())).map(ToString::to_string).collect();
    let of_place = office::Entity::find().filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()));
    let of_place = of_place.filter(office::Column::CommuneCode.is_in(there)).order_by_asc(office::Column::Code).all(db).await?;
    let mut codes: Vec<String> = of_place.into_iter().map(|office| office.code).collect();
    if communes.is_empty() {
        for offer in handover::Entity::find().filter(handover::Column::CaseId.eq(case.id)).all(db).await? {
            codes.extend(offer.right_office.into_iter().chain([offer.to_office]));
        }
        codes.extend(argument::line_above(db, &case.office_code).await?.into_iter().next());
    }
    let mut found: Vec<String> = Vec::new();
    for code in codes {
        let new = code != by.office().as_str() && !found.contains(&code);
        if new && argument::askable(ctx, db, case, &code, "").await.is_ok() {
            found.push(code);
        }
    }
    Ok(found)
}

/// What of a page of the queue waits for an answer.
#[derive(Debug, Default)]
pub struct Waiting {
    /// Cases that are offered to the office whose queue it is.
    pub offered: HashSet<Uuid>,
    /// Cases on which an office above has to decide.
    pub undecided: HashSet<Uuid>,
    /// Cases in which whoever looks has to decide about who reported.
    pub protected: HashSet<Uuid>,
}

/// What of these cases waits for an answer, seen from the office of `by`.
///
/// # Errors
/// The database cannot be read.
pub async fn waiting(ctx: &Ctx, by: &Signed, cases: &[Uuid]) -> Result<Waiting, DbErr> {
    let db = ctx.db.read();
    let offered = handover::Entity::find().select_only().column(handover::Column::CaseId);
    let offered = offered.filter(handover::Column::CaseId.is_in(cases.iter().copied()));
    let offered = offered.filter(handover::Column::State.eq(HandoverState::Offered.code()));
    let offered = offered.filter(handover::Column::ToOffice.eq(by.office().as_str())).into_tuple().all(db).await?;
    let undecided = parent_decision::Entity::find().select_only().column(parent_decision::Column::CaseId);
    let undecided = undecided.filter(parent_decision::Column::CaseId.is_in(cases.iter().copied()));
    let undecided = undecided.filter(parent_decision::Column::DecidedAt.is_null()).into_tuple().all(db).await?;
    let protected = listed::for_me(ctx, by, cases).await?;
    Ok(Waiting { offered: offered.into_iter().collect(), undecided: undecided.into_iter().collect(), protected })
}

/// A decision that waits for an office above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDecision {
    /// Code of the case.
    pub case: String,
    /// Severity of the case.
    pub severity: String,
    /// The office that has to decide.
    pub office: String,
    /// Why it has to.
    pub ground: String,
    /// Since when it waits.
    pub opened_at: Timestamp,
}

/// The decisions that wait about cases in scope of `by`, the longest first.
///
/// # Errors
/// The database cannot be read.
pub async fn decisions(ctx: &Ctx, by: &Supervisor) -> Result<Vec<OpenDecision>, CaseError> {
    let db = ctx.db.read();
    let open = parent_decision::Entity::find()
        .filter(parent_decision::Column::DecidedAt.is_null())
        .filter(find::names_open_case(&by.scope(), (parent_decision::Entity, parent_decision::Column::CaseId)))
        .order_by_asc(parent_decision::Column::OpenedAt)
        .limit(DECISIONS_SHOWN)
        .all(db)
        .await?;
    let protected = listed::waiting(ctx, by).await?;
    let concerned = open.iter().map(|row| row.case_id).chain(protected.iter().map(|row| row.case));
    let cases = case_file::Entity::find().filter(case_file::Column::Id.is_in(concerned)).all(db).await?;
    let shown = |(case, office, ground, opened_at): (Uuid, String, String, Timestamp)| {
        let case = cases.iter().find(|found| found.id == case)?;
        Some(OpenDecision { case: case.code.clone(), severity: case.severity.clone(), office, ground, opened_at })
    };
    let asked_above = open.into_iter().map(|row| (row.case_id, row.office_code, row.ground, row.opened_at));
    let asked = protected.into_iter().map(|row| (row.case, row.office, row.ground.to_owned(), row.asked_at));
    let mut all: Vec<OpenDecision> = asked_above.chain(asked).filter_map(shown).collect();
    all.sort_by_key(|row| row.opened_at);
    Ok(all)
}

/// What `by` may choose for the case; nothing for whoever does not head an office above it.
///
/// # Errors
/// The database cannot be read.
pub async fn choices(ctx: &Ctx, by: &Signed, case: &case_file::Model, waits: bool) -> Result<Vec<ParentChoice>, DbErr> {
    let leads = by.role() == Role::Lead && case.closed_at.is_none();
    if !leads || !argument::line_above(ctx.db.read(), &case.office_code).await?.iter().any(|code| code == by.office().as_str()) {
        return Ok(Vec::new());
    }
    let all = [ParentChoice::TakenOver, ParentChoice::Ordered, ParentChoice::Placed, ParentChoice::Left];
    Ok(all.into_iter().filter(|choice| waits || *choice != ParentChoice::Left).collect())
}
