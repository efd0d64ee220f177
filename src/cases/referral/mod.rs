//! Asking another office for a service while keeping the case: one card, a key of its own, and an answer.
//!
//! | file | is for |
//! |---|---|
//! | `basis` | consent or a ground in law, and whose consent is never asked |
//! | `card` | what the other office needs to know, written for it alone |
//! | `ask`, `revoke` | the office that answers for the case |
//! | `asked`, `answer` | the office that was asked: its cards, what it says |
//! | `take_back` | cards that are out although they should not be any more |
//! | `read` | all of it, for whoever opens the case |
//!
//! Invariants: custody and clocks do not notice a referral (DOMAIN 2C: a referral sent stops nothing); the card is sealed under a key of
//! its own, so that whoever was asked opens the card and nothing else; whoever must not know is never asked, and loses the card in the
//! transaction that excludes them. Deliberately absent: any way from a card to its case.

pub mod answer;
pub mod ask;
pub mod asked;
pub mod basis;
pub mod card;
pub mod read;
pub mod revoke;
pub mod take_back;

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    ctx::Ctx,
    db::Tx,
    entity::{case_file, office, referral},
    kernel::{Timestamp, codes::OfficeCode, terms::terms},
    notification::{Message, ReferralNews, Target, outbox},
    vault::sealing::At,
};

terms! {
    /// How a referral stands.
    ReferralState {
        /// Asked, and not answered.
        InProgress = "in_progress",
        /// The other office does it.
        Accepted = "accepted",
        /// The other office has done it.
        Done = "done",
        /// The other office does not do it.
        Rejected = "rejected",
        /// Whoever asked took it back.
        Revoked = "revoked",
    }
}

impl ReferralState {
    /// Whether something of it is still to come.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::InProgress | Self::Accepted)
    }
}

/// The state of a stored referral.
#[must_use]
pub fn state_of(row: &referral::Model) -> ReferralState {
    // The CHECK on the column rules anything else out; over is the reading that opens nothing.
    ReferralState::parse(&row.state).unwrap_or(ReferralState::Revoked)
}

/// The referrals of a case whose card is out, with the office that holds it.
pub(super) async fn cards_out(db: &impl ConnectionTrait, case: Uuid) -> Result<BTreeMap<Uuid, OfficeCode>, DbErr> {
    let out = referral::Entity::find().filter(referral::Column::CaseId.eq(case)).filter(referral::Column::CardTakenAt.is_null());
    Ok(out.all(db).await?.into_iter().filter_map(|row| Some((row.id, OfficeCode::parse(&row.to_office)?))).collect())
}

/// A sealed column of a referral.
const fn at(column: &'static str, row: Uuid) -> At {
    At { table: "referral", column, row }
}

/// Tells the office that was asked.
async fn tell_asked(ctx: &Ctx, tx: &Tx, case: &case_file::Model, row: &referral::Model, news: ReferralNews) -> Result<(), DbErr> {
    let now = row.ended_at.unwrap_or(row.asked_at);
    let Some(to) = OfficeCode::parse(&row.to_office) else { return Ok(()) };
    let message = Message::Referral {
        case: case.code.clone(),
        news,
        office: name_of(tx, &case.office_code).await?,
        due_at: row.due_at,
        card: Some(row.id),
    };
    outbox::enqueue(ctx, tx, now, case.id, &to, Target::DutyPerson, &message).await
}

/// Tells whoever works on the case, at the office that answers for it now.
async fn tell_asker(
    ctx: &Ctx,
    tx: &Tx,
    case: &case_file::Model,
    row: &referral::Model,
    news: (ReferralNews, Timestamp),
) -> Result<(), DbErr> {
    let Some(to) = OfficeCode::parse(&case.office_code) else { return Ok(()) };
    let office = name_of(tx, &row.to_office).await?;
    let message = Message::Referral { case: case.code.clone(), news: news.0, office, due_at: row.due_at, card: None };
    let target = case.assigned_to.map_or(Target::DutyPerson, Target::Person);
    outbox::enqueue(ctx, tx, news.1, case.id, &to, target, &message).await
}

async fn name_of(tx: &Tx, office: &str) -> Result<String, DbErr> {
    Ok(office::Entity::find_by_id(office).one(tx).await?.map(|office| office.name).unwrap_or_default())
}
