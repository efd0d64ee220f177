//! Who reported: the part of a case that nobody opens alone.
//!
//! Whoever works on the case asks with a reason; the lead of their office decides, or a lead of the office above where the asker leads,
//! where the lead must not know, or where there is no other. Approved, it is open for that one person for [`OPEN_FOR`]. In an emergency
//! whoever has to reach somebody now opens the *contact details*, nothing else of it, and a lead looks at it afterwards.
//!
//! Invariants: nobody decides about their own; a way in counts only under the MAC of the desk; every opening is entered before anything
//! leaves. Deliberately absent: any way to open it as an administrator, and any shortening of the way for leads.

mod ask;
mod deciders;
mod emergency;
mod judge;
pub mod listed;
mod open;
pub mod overdue;

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{CaseError, clock};
use crate::{
    access::Responder,
    ctx::Ctx,
    db::Tx,
    entity::{case_file, envelope, identity_access as row},
    kernel::{Timestamp, codes::OfficeCode, terms::terms},
    notification::{IdentityNews, Message, Target, outbox},
    vault::{envelope::Part, sealing::At},
};

pub use ask::ask;
pub use emergency::{may_open_contact, open_contact};
pub use judge::{Judged, judge};
pub use open::{approval, open};

/// How long an approval opens it: long enough to sleep on it and call in the morning, too short to be kept "just in case".
pub const OPEN_FOR: Duration = Duration::hours(24);
/// How long a request, or a look at an opening in an emergency, may wait before the office above hears of it too.
pub const JUDGED_WITHIN: Duration = Duration::hours(24);

terms! {
    /// A way to who reported.
    Way {
        /// Asked for; opens after somebody agreed.
        Request = "request",
        /// Contact details, opened at once in an emergency; looked at afterwards.
        Emergency = "emergency",
    }
}

terms! {
    /// What a lead says to it.
    Judgement {
        /// It may be opened.
        Approved = "approved",
        /// It stays closed.
        Refused = "refused",
        /// The opening in the emergency was right.
        InOrder = "in_order",
        /// It was not.
        NotInOrder = "not_in_order",
    }
}

impl Judgement {
    /// Whether it answers this way in.
    #[must_use]
    pub const fn answers(self, way: Way) -> bool {
        matches!((self, way), (Self::Approved | Self::Refused, Way::Request) | (Self::InOrder | Self::NotInOrder, Way::Emergency))
    }

    /// Whether it says no, which takes words.
    #[must_use]
    pub const fn says_no(self) -> bool {
        matches!(self, Self::Refused | Self::NotInOrder)
    }

    const fn news(self) -> IdentityNews {
        match self {
            Self::Approved => IdentityNews::Approved,
            Self::Refused => IdentityNews::Refused,
            Self::InOrder => IdentityNews::InOrder,
            Self::NotInOrder => IdentityNews::NotInOrder,
        }
    }
}

/// A sealed column of a way in.
const fn at(column: &'static str, row: Uuid) -> At {
    At { table: "identity_access", column, row }
}

/// Whether the office of `by` holds a key to who reported.
///
/// # Errors
/// `NothingProtected` where nobody said who they are and no voice is kept apart; `NotFound` where the office holds no key.
async fn held(db: &impl ConnectionTrait, case: Uuid, by: &Responder) -> Result<(), CaseError> {
    let holders = envelope::Entity::find().select_only().column(envelope::Column::Recipient);
    let holders = holders.filter(envelope::Column::CaseId.eq(case)).filter(envelope::Column::Part.eq(Part::Identity.code()));
    let holders: Vec<String> = holders.into_tuple().all(db).await?;
    if holders.is_empty() {
        return Err(CaseError::NothingProtected);
    }
    if holders.iter().any(|holder| holder == by.office().as_str()) { Ok(()) } else { Err(CaseError::NotFound) }
}

/// The ways in of a case that the desk wrote, oldest first.
async fn of_case(ctx: &Ctx, db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<row::Model>, CaseError> {
    let found = row::Entity::find().filter(row::Column::CaseId.eq(case)).order_by_asc(row::Column::AskedAt);
    let mut found = found.order_by_asc(row::Column::Id).all(db).await?;
    let desk = ctx.vault.desk().map_err(crate::access::AccessError::from)?;
    found.retain(|row| desk.identity_access_holds(row));
    Ok(found)
}

/// Authenticates a row as it is about to be stored.
fn signed(ctx: &Ctx, mut row: row::Model) -> Result<row::Model, CaseError> {
    let desk = ctx.vault.desk().map_err(crate::access::AccessError::from)?;
    row.row_mac = desk.identity_access_mac(&row).to_vec();
    Ok(row)
}

async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    case: &case_file::Model,
    (office, target): (&str, Target),
    news: IdentityNews,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(office) = OfficeCode::parse(office) else { return Ok(()) };
    let message = Message::Identity { case: case.code.clone(), severity: clock::severity_of(case), news };
    outbox::enqueue(ctx, tx, now, case.id, &office, target, &message).await
}

#[cfg(test)]
mod tests {
    use super::{Judgement, Way};

    #[test]
    fn each_way_in_has_its_own_answers() {
        for way in Way::ALL {
            let fits: Vec<_> = Judgement::ALL.iter().filter(|judgement| judgement.answers(*way)).collect();
            assert_eq!(fits.len(), 2, "{way}");
            assert_eq!(fits.iter().filter(|judgement| judgement.says_no()).count(), 1, "{way}");
        }
    }
}
