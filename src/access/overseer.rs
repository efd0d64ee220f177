//! Whoever looks after the offices of an area without reading a case there: whether they could answer, and practice.
//!
//! Administrators of their own area; leads and supervisors of the line above the communes. Deliberately absent: other offices of a
//! province. Which commune cannot answer tonight is also something that a perpetrator would like to know.

use sea_orm::EntityTrait;

use super::{AccessError, Area, Signed};
use crate::{ctx::Ctx, entity::office, kernel::terms::Role, localities::OfficeKind};

/// The offices whose leads and supervisors look after those below.
const LINE_ABOVE: [OfficeKind; 4] =
    [OfficeKind::ProvinceHealth, OfficeKind::ProvinceCommittee, OfficeKind::MinistryHealth, OfficeKind::MinistryDesk];

/// Somebody who looks after the offices of an area.
#[derive(Debug, Clone)]
pub struct Overseer {
    signed: Signed,
    area: Area,
}

impl Overseer {
    /// Lets `signed` in when their role and office allow it.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for others.
    pub async fn of(ctx: &Ctx, signed: &Signed) -> Result<Self, AccessError> {
        let area = match signed.role() {
            Role::Administrator => signed.administrator()?.area().clone(),
            Role::Lead | Role::Supervisor => {
                let office = office::Entity::find_by_id(signed.office().as_str()).one(ctx.db.read()).await?;
                let above = office.filter(|office| OfficeKind::parse(&office.kind).is_some_and(|kind| LINE_ABOVE.contains(&kind)));
                above.as_ref().and_then(Area::of).ok_or(AccessError::Forbidden)?
            }
            Role::Responder | Role::Operator => return Err(AccessError::Forbidden),
        };
        Ok(Self { signed: signed.clone(), area })
    }

    /// Which offices.
    #[must_use]
    pub fn area(&self) -> &Area {
        &self.area
    }

    /// The same person as somebody who may send practice reports: from above, never to one's own office.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for those of one office only.
    pub fn from_above(&self) -> Result<&Self, AccessError> {
        if matches!(self.area, Area::Office(_)) { Err(AccessError::Forbidden) } else { Ok(self) }
    }
}

impl std::ops::Deref for Overseer {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.signed
    }
}
