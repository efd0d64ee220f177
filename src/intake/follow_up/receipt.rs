//! A receipt with the day and no content, for those who must prove that they reported.
//!
//! It names the office, the day and the case code. Whoever wants to check it asks that office, where the case page shows the day on which
//! a report with this code came. It says nothing of what was told, of whom, or of how urgent it is.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::{FollowUpError, Unlocked, case_columns};
use crate::{
    ctx::Ctx,
    entity::{office, report},
    kernel::Timestamp,
};

/// What such a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedReceipt {
    /// The case code: opens nothing.
    pub reference: String,
    /// When the report came; only its day is shown.
    pub received_at: Timestamp,
    /// Name of the accountable office, Vietnamese and English.
    pub office: (String, String),
}

/// The receipt of a report.
///
/// # Errors
/// The database cannot be read.
pub async fn receipt(ctx: &Ctx, at: &Unlocked) -> Result<DatedReceipt, FollowUpError> {
    let db = ctx.db.read();
    let case = case_columns(db, at.case).await?.ok_or(FollowUpError::Unknown)?;
    let received_at = came_at(db, at.report).await?.ok_or(FollowUpError::Unknown)?;
    let office: Option<(String, String)> = office::Entity::find_by_id(&case.office)
        .select_only()
        .columns([office::Column::Name, office::Column::NameEn])
        .into_tuple()
        .one(db)
        .await?;
    Ok(DatedReceipt { reference: case.code, received_at, office: office.unwrap_or_default() })
}

/// When the report came: a code that replaced a lost one opens a later part, whose own day says nothing.
async fn came_at(db: &impl ConnectionTrait, part: Uuid) -> Result<Option<Timestamp>, DbErr> {
    let (mut came, mut next) = (None, Some(part));
    while let Some(id) = next {
        let row: Option<(Timestamp, Option<Uuid>)> = report::Entity::find_by_id(id)
            .select_only()
            .columns([report::Column::ReceivedAt, report::Column::Continues])
            .into_tuple()
            .one(db)
            .await?;
        (came, next) = row.map_or((came, None), |(at, continues)| (Some(at), continues));
    }
    Ok(came)
}
