//! Members of staff.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    AccessError,
    password_rules::{self, PasswordFault},
    staffing,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{error::violates_unique, rows},
    entity::staff,
    kernel::{
        Actor, Classify, FieldError, Kind,
        codes::OfficeCode,
        secret::Plaintext,
        terms::Role,
        text::{LINE_CHARS, bounded},
    },
    vault::{NoDeskKeys, macs::staff_fields, password},
};

/// Shortest password taken. Length over composition.
pub const SHORTEST_PASSWORD: usize = 12;

/// Somebody to be added.
pub struct NewStaff {
    /// Mail address, which is also the sign-in name.
    pub email: String,
    /// Name as colleagues know it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub office: OfficeCode,
    /// Their first password.
    pub password: Plaintext,
}

/// Why somebody was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddStaffError {
    /// Not a mail address.
    #[error("not a mail address")]
    Email,
    /// No name, or one that is too long.
    #[error("a name is needed")]
    Name,
    /// There is no such office.
    #[error("no such office")]
    UnknownOffice,
    /// Somebody has this address already.
    #[error("somebody has this mail address already")]
    Taken,
    /// Too short.
    #[error("a password needs at least {SHORTEST_PASSWORD} characters")]
    PasswordTooShort,
    /// Among the first that somebody would try.
    #[error("this password is among the first that somebody would try")]
    PasswordCommon,
    /// This process has no desk keys.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The password could not be hashed.
    #[error("the password cannot be hashed")]
    Hash,
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for AddStaffError {
    fn kind(&self) -> Kind {
        match self {
            Self::Email | Self::Name | Self::UnknownOffice | Self::PasswordTooShort | Self::PasswordCommon => Kind::Invalid,
            Self::Taken => Kind::Conflict,
            Self::NoDesk(_) => Kind::NotFound,
            Self::Hash | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Email => "email-malformed",
            Self::Name => "name-needed",
            Self::UnknownOffice => "unknown-office",
            Self::Taken => "email-taken",
            Self::PasswordTooShort => PasswordFault::TooShort.code(),
            Self::PasswordCommon => PasswordFault::Common.code(),
            Self::NoDesk(_) => "not-found",
            Self::Hash | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::Email | Self::Taken => "/email",
            Self::Name => "/name",
            Self::UnknownOffice => "/office",
            Self::PasswordTooShort | Self::PasswordCommon => "/password",
            _ => return Vec::new(),
        };
        vec![FieldError::new(pointer, self.code())]
    }
}

/// Adds a member of staff and marks their office as staffed when they can answer.
///
/// # Errors
/// [`AddStaffError`] names what is wrong.
pub async fn add(ctx: &Ctx, by: Actor, new: NewStaff) -> Result<Uuid, AddStaffError> {
    let email = folded_email(&new.email).ok_or(AddStaffError::Email)?;
    let name = bounded(&new.name, LINE_CHARS).ok().filter(|name| !name.is_empty()).ok_or(AddStaffError::Name)?;
    password_rules::check(&new.password, &email).map_err(|fault| match fault {
        PasswordFault::TooShort => AddStaffError::PasswordTooShort,
        PasswordFault::Common => AddStaffError::PasswordCommon,
    })?;
    let password_hash = password::hash(&new.password, ctx.ids.as_ref()).map_err(|_| AddStaffError::Hash)?;
    let created_at = ctx.clock.now();
    let mut row = staff::Model {
        id: ctx.ids.row(created_at),
        email,
        name,
        role: new.role.code().to_owned(),
        office_code: new.office.as_str().to_owned(),
        password_hash,
        active: true,
        created_at,
        row_mac: Vec::new(),
        last_sign_in_at: None,
        to_invite_since: None,
        second_factor_at: None,
        unconfirmed_since: None,
    };
    row.row_mac = ctx.vault.desk()?.staff_row_mac(&staff_fields(&row)).to_vec();
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(row.id)).await?;
            let now = ctx.clock.now();
            if staffing::hold(tx, &row.office_code).await?.is_none_or(|office| office.merged_into.is_some()) {
                return Err(AddStaffError::UnknownOffice);
            }
            if staff::Entity::find().filter(staff::Column::Email.eq(&row.email)).one(tx).await?.is_some() {
                return Err(AddStaffError::Taken);
            }
            let inserted = rows::insert(tx, row.clone()).await;
            if inserted.as_ref().is_err_and(|e| violates_unique(e, "staff", "email", "uq_staff_email")) {
                return Err(AddStaffError::Taken);
            }
            inserted?;
            staffing::refresh(ctx, tx, &row.office_code).await?;
            ledger.record(now, by, &Event::StaffAdded { staff: row.id, role: &row.role, office: &row.office_code });
            ledger.finish(tx).await?;
            Ok(row.id)
        })
        .await
}

/// The authentic row of a mail address.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn by_email(ctx: &Ctx, email: &str) -> Result<Option<staff::Model>, AccessError> {
    let Some(email) = folded_email(email) else { return Ok(None) };
    let found = staff::Entity::find().filter(staff::Column::Email.eq(email)).one(ctx.db.read()).await?;
    Ok(found.filter(|row| is_authentic(ctx, row)))
}

/// The authentic row of an id.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn by_id(ctx: &Ctx, id: Uuid) -> Result<Option<staff::Model>, AccessError> {
    Ok(staff::Entity::find_by_id(id).one(ctx.db.read()).await?.filter(|row| is_authentic(ctx, row)))
}

fn is_authentic(ctx: &Ctx, row: &staff::Model) -> bool {
    ctx.vault.desk().is_ok_and(|desk| desk.knows(row))
}

/// A mail address in the form in which it is compared; nothing for what is no address.
#[must_use]
pub fn folded_email(raw: &str) -> Option<String> {
    let email = raw.trim().to_lowercase();
    email.parse::<lettre::Address>().is_ok().then_some(email)
}
