//! What an office above decides about a case below it: it takes the case over, orders the office to act, gives the case to another
//! office, or leaves it, with a reason. It may at any time; it must where a decision waits ([`super::argument`]).

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError, argument,
    custody::{self, Move},
    find, hand_on, orders, told,
};
use crate::{
    access::{Lead, staffing},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, parent_decision},
    kernel::{
        Timestamp,
        codes::{CaseCode, OfficeCode},
        secret::Plaintext,
        terms::{CustodyNews, CustodyReason, DecisionGround, ParentChoice},
    },
    notification::Target,
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, seal},
    },
};

/// What an office above decides.
#[derive(Debug)]
pub struct Decision {
    /// What.
    pub choice: ParentChoice,
    /// Code of the office that becomes accountable, where the case is placed.
    pub office: Option<String>,
    /// Why; of an order, what is to be done.
    pub reason: Plaintext,
}

/// The column of a decision's reason.
pub(super) const fn at(row: Uuid) -> At {
    At { table: "parent_decision", column: "reason", row }
}

/// A decision sealed before the unit of work begins.
struct Sealed {
    id: Uuid,
    order: Uuid,
    reason: Vec<u8>,
    order_body: Vec<u8>,
}

/// Decides.
///
/// # Errors
/// `NotFound` out of scope; `NeedsParent` for the accountable office itself, `NotAccountable` for one that is not above it; `NothingWaits`
/// when a case is left to itself that nobody asked about; `Closed`; fields at fault.
pub async fn decide(ctx: &Ctx, by: &Lead, code: &CaseCode, decision: Decision) -> Result<(), CaseError> {
    if decision.reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    if decision.choice == ParentChoice::Lapsed {
        return Err(CaseError::field("/choice", "answer-needed"));
    }
    let reason = told::note("/reason", &decision.reason)?;
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    // A decision that waits keeps its row, and the reason is sealed for that row.
    let waiting = argument::open_decision(ctx.db.read(), found.id).await?.map(|row| row.id);
    let (id, order) = (waiting.unwrap_or_else(|| ctx.ids.row(ctx.clock.now())), ctx.ids.row(ctx.clock.now()));
    let (ids, order_at) = (ctx.ids.as_ref(), orders::at(order));
    let sealed = Sealed { id, order, reason: seal(&key, at(id), &reason, ids)?, order_body: seal(&key, order_at, &reason, ids)? };
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            may(tx, by, &case).await?;
            let open = argument::open_decision(tx, case.id).await?;
            if open.as_ref().map(|row| row.id) != waiting {
                return Err(CaseError::Changed);
            }
            if open.is_none() && decision.choice == ParentChoice::Left {
                return Err(CaseError::NothingWaits);
            }
            let mut step = Step { ctx, tx, ledger: &mut ledger, by, case: &case, now };
            step.write_down(open.as_ref(), decision.choice, &sealed).await?;
            match decision.choice {
                ParentChoice::TakenOver => step.take_over().await?,
                ParentChoice::Placed => step.place(decision.office.as_deref().unwrap_or_default()).await?,
                ParentChoice::Ordered => step.order(&sealed).await?,
                ParentChoice::Left | ParentChoice::Lapsed => step.stays().await?,
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Only an office above the accountable one decides; not the one whose work it is about.
async fn may(tx: &Tx, by: &Lead, case: &case_file::Model) -> Result<(), CaseError> {
    if case.office_code == by.office().as_str() {
        return Err(CaseError::NeedsParent);
    }
    let above = argument::line_above(tx, &case.office_code).await?;
    if above.iter().any(|code| code == by.office().as_str()) { Ok(()) } else { Err(CaseError::NotAccountable) }
}

struct Step<'s, 'l> {
    ctx: &'s Ctx,
    tx: &'s Tx,
    ledger: &'s mut Ledger<'l>,
    by: &'s Lead,
    case: &'s case_file::Model,
    now: Timestamp,
}

impl Step<'_, '_> {
    async fn write_down(&mut self, open: Option<&parent_decision::Model>, choice: ParentChoice, sealed: &Sealed) -> Result<(), CaseError> {
        if open.is_some() {
            parent_decision::Entity::update_many()
                .col_expr(parent_decision::Column::DecidedAt, Expr::value(self.now))
                .col_expr(parent_decision::Column::DecidedBy, Expr::value(self.by.staff()))
                .col_expr(parent_decision::Column::Choice, Expr::value(choice.code()))
                .col_expr(parent_decision::Column::Reason, Expr::value(sealed.reason.clone()))
                .filter(parent_decision::Column::Id.eq(sealed.id))
                .exec(self.tx)
                .await?;
        } else {
            let row = parent_decision::Model {
                id: sealed.id,
                case_id: self.case.id,
                custody_no: self.case.custody_no,
                office_code: self.by.office().as_str().to_owned(),
                ground: DecisionGround::OwnMotion.code().to_owned(),
                missed: argument::missed_now(self.tx, self.case, self.now).await?,
                opened_at: self.now,
                decided_at: Some(self.now),
                decided_by: Some(self.by.staff()),
                choice: Some(choice.code().to_owned()),
                reason: Some(sealed.reason.clone()),
            };
            rows::insert(self.tx, row).await?;
        }
        self.ledger.record(self.now, self.by.actor(), &Event::Decided { decision: sealed.id, choice: choice.code() });
        Ok(())
    }

    async fn take_over(&mut self) -> Result<(), CaseError> {
        let to = self.by.office().clone();
        staffing::hold(self.tx, to.as_str()).await?;
        self.give(&to, CustodyReason::TakenOver).await?;
        Ok(hand_on::tell_duty(self.ctx, self.tx, self.case, &to, self.now).await?)
    }

    async fn place(&mut self, office: &str) -> Result<(), CaseError> {
        let to = argument::askable(self.ctx, self.tx, self.case, office, "/office").await?;
        staffing::hold(self.tx, to.as_str()).await?;
        self.give(&to, CustodyReason::Ordered).await?;
        self.tell(&to, Target::DutyPerson, CustodyNews::Placed).await
    }

    /// Moves custody and tells the office that had it.
    async fn give(&mut self, to: &OfficeCode, reason: CustodyReason) -> Result<(), CaseError> {
        let step = Move { to, reason, by: self.by.actor() };
        custody::move_to(self.ctx, self.tx, self.ledger, self.case, step, self.now).await?;
        match OfficeCode::parse(&self.case.office_code) {
            Some(before) => self.tell(&before, Target::Lead, CustodyNews::Taken).await,
            None => Ok(()),
        }
    }

    async fn order(&mut self, sealed: &Sealed) -> Result<(), CaseError> {
        let (from, body) = (self.by.office().as_str(), sealed.order_body.clone());
        orders::put(self.tx, self.case, from, (sealed.order, self.by.staff(), body), self.now).await?;
        self.ledger.record(self.now, self.by.actor(), &Event::Ordered { order: sealed.order, office: &self.case.office_code });
        self.stays().await?;
        match OfficeCode::parse(&self.case.office_code) {
            Some(office) => self.tell(&office, Target::Office, CustodyNews::Ordered).await,
            None => Ok(()),
        }
    }

    /// It is settled who answers: who did before. An offer that waits goes on waiting.
    async fn stays(&mut self) -> Result<(), CaseError> {
        if argument::open_offer(self.tx, self.case.id).await?.is_none() {
            argument::settled(self.ctx, self.tx, self.case, self.now).await?;
        }
        Ok(())
    }

    async fn tell(&self, office: &OfficeCode, target: Target, news: CustodyNews) -> Result<(), CaseError> {
        argument::tell(self.ctx, self.tx, self.case, (office, target), news, self.now).await
    }
}
