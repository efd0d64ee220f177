//! One case follows the map: who must not know, where it lies, who may read it, who is accountable.
//!
//! Deadlines, milestones and whoever works on it stay as they are.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{turn, who::Became};
use crate::{
    audit::{Event, Ledger},
    cases::{CaseError, clock, custody, envelopes, referral::take_back},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{alert, case_file, case_grant, exclusion, office, staff},
    kernel::{
        Actor, Timestamp,
        codes::{CommuneCode, OfficeCode, ProvinceCode},
        terms::CustodyReason,
    },
    localities::party,
    notification::{Message, Target, outbox},
};

/// Longest line of offices that ended one after the other.
const MOST_HEIRS: usize = 16;

/// Where a case lies on the new map.
pub(super) struct NewPlace {
    /// Where it lay.
    pub old: CommuneCode,
    /// Where it lies.
    pub commune: CommuneCode,
    /// The province of that.
    pub province: ProvinceCode,
    /// Which part of a split commune it lies in is not known.
    pub by_default: bool,
}

/// One case, held by its chain.
pub(super) struct Step<'s, 'l> {
    pub ctx: &'s Ctx,
    pub tx: &'s Tx,
    pub ledger: &'s mut Ledger<'l>,
    pub case: &'s case_file::Model,
    pub now: Timestamp,
}

impl Step<'_, '_> {
    /// Gives every exclusion its names on the new map. Returns all names that are excluded now.
    pub async fn keep_out(&mut self, became: &Became) -> Result<BTreeSet<String>, CaseError> {
        let rows = exclusion::Entity::find().filter(exclusion::Column::CaseId.eq(self.case.id)).all(self.tx).await?;
        let mut added = false;
        for row in &rows {
            for party in became.names(&row.party) {
                let new = exclusion::Model { party, created_at: self.now, ..row.clone() };
                if rows::insert_new(self.tx, new).await? {
                    self.ledger.record(self.now, Actor::System, &Event::Excluded { source: &row.source });
                    added = true;
                }
            }
        }
        if added {
            self.envelopes_are_due().await?;
            take_back::shed(self.tx, self.ledger, self.case.id, Actor::System, self.now).await?;
        }
        Ok(party::excluded_from(self.tx, self.case.id).await?)
    }

    async fn envelopes_are_due(&self) -> Result<(), CaseError> {
        Ok(envelopes::due(self.tx, self.case.id).await?)
    }

    /// Writes where the case lies now, and that somebody must find out where a part was taken by default.
    pub async fn put(&mut self, change: Uuid, place: &NewPlace) -> Result<(), CaseError> {
        case_file::Entity::update_many()
            .col_expr(case_file::Column::CommuneCode, Expr::value(place.commune.as_str()))
            .col_expr(case_file::Column::ProvinceCode, Expr::value(place.province.as_str()))
            .col_expr(case_file::Column::NeedsLocating, Expr::value(self.case.needs_locating || place.by_default))
            .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
            .filter(case_file::Column::Id.eq(self.case.id))
            .exec(self.tx)
            .await?;
        let (from, to) = (place.old.as_str(), place.commune.as_str());
        self.ledger.record(self.now, Actor::System, &Event::CaseFollowedMap { change, from, to, by_default: place.by_default });
        Ok(())
    }

    /// What an office that ended was granted, the office that goes on for it is.
    pub async fn hand_grants_on(&mut self, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let grants = case_grant::Entity::find().filter(case_grant::Column::CaseId.eq(self.case.id));
        for grant in grants.filter(case_grant::Column::UntilAt.is_null()).all(self.tx).await? {
            let Some(heir) = self.heir(&grant.office_code).await? else { continue };
            let held = |office: &str| {
                case_grant::Entity::update_many()
                    .filter(case_grant::Column::CaseId.eq(self.case.id))
                    .filter(case_grant::Column::OfficeCode.eq(office))
                    .filter(case_grant::Column::Ground.eq(&grant.ground))
            };
            held(&grant.office_code).col_expr(case_grant::Column::UntilAt, Expr::value(self.now)).exec(self.tx).await?;
            if !party::is_excluded(excluded, &heir) {
                let new = case_grant::Model { office_code: heir.code.clone(), from_at: self.now, ..grant.clone() };
                if !rows::insert_new(self.tx, new).await? {
                    let again = held(&heir.code).col_expr(case_grant::Column::UntilAt, Expr::value(Option::<Timestamp>::None));
                    again.exec(self.tx).await?;
                }
            }
            self.envelopes_are_due().await?;
        }
        Ok(())
    }

    /// Moves custody where the accountable office ended, answers for another province, or must not know any more.
    pub async fn hand_custody_on(&mut self, place: Option<&NewPlace>, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let Some(current) = office::Entity::find_by_id(&self.case.office_code).one(self.tx).await? else { return Ok(()) };
        let next = match (self.heir(&current.code).await?, place) {
            (Some(heir), _) => heir,
            (None, Some(place)) => self.provincial(&current, &place.province).await?.unwrap_or_else(|| current.clone()),
            (None, None) => current.clone(),
        };
        let answers = next.staffed || next.code == current.code;
        let to = if answers && !party::is_excluded(excluded, &next) {
            Some((OfficeCode::parse(&next.code), CustodyReason::Ordered))
        } else {
            let above = custody::nearest_staffed_above(self.tx, self.case.id, &next.code).await?;
            Some((above, CustodyReason::Gap))
        };
        let Some((Some(to), reason)) = to else { return Ok(()) };
        let moves = to.as_str() != current.code;
        if moves {
            let case = case_file::Entity::find_by_id(self.case.id).one(self.tx).await?.ok_or(CaseError::NotFound)?;
            let step = custody::Move { to: &to, reason, by: Actor::System };
            custody::move_to(self.ctx, self.tx, self.ledger, &case, step, self.now).await?;
            self.keep_assigned(&to, excluded).await?;
            // What waits in the outbox for the office that ended is for the one that goes on.
            alert::Entity::update_many()
                .col_expr(alert::Column::OfficeCode, Expr::value(to.as_str()))
                .filter(alert::Column::CaseId.eq(self.case.id))
                .filter(alert::Column::OfficeCode.eq(&current.code))
                .filter(alert::Column::AddressedAt.is_null())
                .exec(self.tx)
                .await?;
        }
        if moves || place.is_some_and(|place| place.by_default) {
            let severity = clock::severity_of(self.case);
            let message = Message::NewReport { case: self.case.code.clone(), severity, due_at: self.case.due_at };
            outbox::enqueue(self.ctx, self.tx, self.now, self.case.id, &to, Target::DutyPerson, &message).await?;
        }
        Ok(())
    }

    /// Who worked on the case goes on with it when they came along.
    async fn keep_assigned(&self, to: &OfficeCode, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let Some(assigned) = self.case.assigned_to else { return Ok(()) };
        let person = staff::Entity::find_by_id(assigned).one(self.tx).await?;
        let came = person.is_some_and(|person| person.active && person.office_code == to.as_str());
        if came && !excluded.contains(&party::of_staff(assigned)) {
            let keep = case_file::Entity::update_many().col_expr(case_file::Column::AssignedTo, Expr::value(assigned));
            keep.filter(case_file::Column::Id.eq(self.case.id)).exec(self.tx).await?;
        }
        Ok(())
    }

    /// The office that goes on for `code`; nothing where it has not ended.
    async fn heir(&self, code: &str) -> Result<Option<office::Model>, CaseError> {
        let mut heir = None;
        let mut next = office::Entity::find_by_id(code).one(self.tx).await?.and_then(|office| office.merged_into);
        for _ in 0..MOST_HEIRS {
            let Some(code) = next.take() else { break };
            heir = office::Entity::find_by_id(code).one(self.tx).await?;
            next = heir.as_ref().and_then(|office| office.merged_into.clone());
        }
        Ok(heir)
    }

    /// The office of `province` that is what `current` is to the province the case came from.
    async fn provincial(&self, current: &office::Model, province: &ProvinceCode) -> Result<Option<office::Model>, CaseError> {
        if self.case.province_code != current.province_code {
            return Ok(None);
        }
        match turn::counterpart(self.tx, &current.code, province).await? {
            Some(code) => Ok(office::Entity::find_by_id(code).one(self.tx).await?),
            None => Ok(None),
        }
    }
}
