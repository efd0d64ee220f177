//! Who was named for a case, to whom it was offered, what was ordered and decided above: for whoever reads the case.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    CaseError, decide,
    hand_over::{self, Discovery, read_discovery},
    names, orders,
};
use crate::{
    ctx::Ctx,
    entity::{case_file, case_order, handover, parent_decision},
    kernel::{secret::Plaintext, terms::HandoverState},
    vault::sealing::{CaseKey, open},
};

/// An offer of the case, its texts where the reader may read them.
pub struct OfferedCase {
    /// The offer.
    pub row: handover::Model,
    /// Why it was offered.
    pub reason: Option<Plaintext>,
    /// How the child was found.
    pub discovery: Option<Discovery>,
    /// Why it was declined.
    pub answer: Option<Plaintext>,
}

/// An order of an office above.
pub struct GivenOrder {
    /// The order.
    pub row: case_order::Model,
    /// Who acknowledged it.
    pub acknowledged_by: Option<String>,
    /// What is to be done.
    pub text: Option<Plaintext>,
}

/// A decision of an office above, made or waiting.
pub struct MadeDecision {
    /// The decision.
    pub row: parent_decision::Model,
    /// Why it was decided so.
    pub reason: Option<Plaintext>,
}

/// All of it, oldest first.
#[derive(Default)]
pub struct Arranged {
    /// Who is named for the case.
    pub assigned: Option<(Uuid, String)>,
    /// Offers to other offices.
    pub offers: Vec<OfferedCase>,
    /// Orders from above.
    pub orders: Vec<GivenOrder>,
    /// Decisions above.
    pub decisions: Vec<MadeDecision>,
}

/// Reads what is plain of it.
pub(super) async fn of_case(ctx: &Ctx, case: &case_file::Model) -> Result<Arranged, CaseError> {
    let db = ctx.db.read();
    let offers = handover::Entity::find().filter(handover::Column::CaseId.eq(case.id)).order_by_asc(handover::Column::OfferedAt);
    let orders = case_order::Entity::find().filter(case_order::Column::CaseId.eq(case.id)).order_by_asc(case_order::Column::OrderedAt);
    let decisions = parent_decision::Entity::find().filter(parent_decision::Column::CaseId.eq(case.id));
    let decisions = decisions.order_by_asc(parent_decision::Column::OpenedAt).order_by_asc(parent_decision::Column::Id);
    let offers = offers.order_by_asc(handover::Column::Id);
    let (offers, orders, decisions) = (offers.all(db).await?, orders.all(db).await?, decisions.all(db).await?);
    let people: BTreeSet<Uuid> = orders.iter().filter_map(|row| row.acknowledged_by).chain(case.assigned_to).collect();
    let people = names::staff(ctx, &people).await?;
    Ok(Arranged {
        assigned: case.assigned_to.map(|id| (id, people.get(&id).cloned().unwrap_or_default())),
        offers: offers.into_iter().map(|row| OfferedCase { row, reason: None, discovery: None, answer: None }).collect(),
        orders: orders
            .into_iter()
            .map(|row| GivenOrder { acknowledged_by: row.acknowledged_by.and_then(|id| people.get(&id).cloned()), row, text: None })
            .collect(),
        decisions: decisions.into_iter().map(|row| MadeDecision { row, reason: None }).collect(),
    })
}

impl Arranged {
    /// Opens the texts.
    pub(super) fn open(&mut self, key: &CaseKey) -> Result<(), CaseError> {
        for offer in &mut self.offers {
            let (id, row) = (offer.row.id, &offer.row);
            offer.reason = Some(open(key, hand_over::at("reason", id), &row.reason)?);
            let found = row.discovery.as_ref().map(|sealed| open(key, hand_over::at("discovery", id), sealed)).transpose()?;
            offer.discovery = found.as_ref().and_then(read_discovery);
            offer.answer = row.answer.as_ref().map(|sealed| open(key, hand_over::at("answer", id), sealed)).transpose()?;
        }
        for order in &mut self.orders {
            order.text = Some(open(key, orders::at(order.row.id), &order.row.body)?);
        }
        for decision in &mut self.decisions {
            let at = decide::at(decision.row.id);
            decision.reason = decision.row.reason.as_ref().map(|sealed| open(key, at, sealed)).transpose()?;
        }
        Ok(())
    }

    /// The offer that waits for an answer.
    #[must_use]
    pub fn open_offer(&self) -> Option<&OfferedCase> {
        self.offers.iter().find(|offer| offer.row.state == HandoverState::Offered.code())
    }

    /// The decision that waits for the office above.
    #[must_use]
    pub fn open_decision(&self) -> Option<&MadeDecision> {
        self.decisions.iter().find(|decision| decision.row.decided_at.is_none())
    }
}
