//! Who is acting, and the capability that goes with it: a command that needs a lead cannot be called with less.

use chrono::Duration;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::{AccessError, Post};
use crate::{
    entity::office,
    kernel::{
        Actor, Timestamp,
        codes::{OfficeCode, ProvinceCode},
        terms::Role,
    },
};

/// How long a password, and a code from whoever has a second factor, counts as just given.
pub const PROOF_HOLDS: Duration = Duration::minutes(10);

/// A member of staff who has signed in and whose rows were authentic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub(super) staff: Uuid,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) office: OfficeCode,
    pub(super) area: Area,
    pub(super) parties: Vec<String>,
    pub(super) post: Post,
    pub(super) session: Uuid,
    pub(super) device: Uuid,
    pub(super) proved_at: Timestamp,
    pub(super) enrolled: bool,
    pub(super) unconfirmed: bool,
}

/// The offices that somebody at an office may administer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Area {
    /// Every office: from the ministry.
    Country,
    /// The offices of a province and of its communes.
    Province(ProvinceCode),
    /// One office, their own.
    Office(OfficeCode),
}

impl Area {
    /// The area of somebody who works at `office`; nothing where its codes cannot be read.
    #[must_use]
    pub fn of(office: &office::Model) -> Option<Self> {
        match (&office.province_code, &office.commune_code) {
            (None, None) => Some(Self::Country),
            (Some(province), None) => ProvinceCode::parse(province).map(Self::Province),
            (_, Some(_)) => OfficeCode::parse(&office.code).map(Self::Office),
        }
    }

    /// Whether `office` lies in the area.
    #[must_use]
    pub fn covers(&self, office: &office::Model) -> bool {
        match self {
            Self::Country => true,
            Self::Province(province) => office.province_code.as_deref() == Some(province.as_str()),
            Self::Office(code) => office.code == code.as_str(),
        }
    }

    /// The same as a filter of offices.
    #[must_use]
    pub fn offices(&self) -> Condition {
        match self {
            Self::Country => Condition::all(),
            Self::Province(province) => Condition::all().add(office::Column::ProvinceCode.eq(province.as_str())),
            Self::Office(code) => Condition::all().add(office::Column::Code.eq(code.as_str())),
        }
    }
}

/// What a query may see: that there are one office's cases, minus whatever this person or office must not know. Which of them they
/// open and work on is `cases::inside`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The person.
    pub staff: Uuid,
    /// Their office.
    pub office: OfficeCode,
    /// The names under which this person or their office may be excluded (`localities::party`).
    pub parties: Vec<String>,
    /// Whether the role sees cases at all; administrators and operators never do.
    pub sees_cases: bool,
    /// The role: a lead works on every case of the office, a responder not (`cases::inside`).
    pub role: Role,
    /// Where they stand in their office now.
    pub post: Post,
}

impl Signed {
    /// The person's id.
    #[must_use]
    pub fn staff(&self) -> Uuid {
        self.staff
    }

    /// The person's name, for the page they look at.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The person's role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The office the person works for.
    #[must_use]
    pub fn office(&self) -> &OfficeCode {
        &self.office
    }

    /// The session they act in, by the name that is no token.
    #[must_use]
    pub fn session(&self) -> Uuid {
        self.session
    }

    /// The device they signed in from.
    #[must_use]
    pub fn device(&self) -> Uuid {
        self.device
    }

    /// Whether they have a second factor.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.enrolled
    }

    /// Whether somebody confirmed that it is they, where they forgot their password. Every capability that opens something sealed, or
    /// lets others in, is had through here; what is plain stays in sight.
    ///
    /// # Errors
    /// [`AccessError::Unconfirmed`].
    pub fn is_confirmed(&self) -> Result<(), AccessError> {
        if self.unconfirmed { Err(AccessError::Unconfirmed) } else { Ok(()) }
    }

    /// Whether they proved within the last ten minutes that it is they.
    ///
    /// # Errors
    /// [`AccessError::ProofNeeded`] when it is longer ago.
    pub fn has_proved(&self, now: Timestamp) -> Result<(), AccessError> {
        if now < self.proved_at + PROOF_HOLDS { Ok(()) } else { Err(AccessError::ProofNeeded) }
    }

    /// Who acts, for the audit.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff)
    }

    /// What this person's queries may see.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope {
            staff: self.staff,
            office: self.office.clone(),
            parties: self.parties.clone(),
            sees_cases: matches!(self.role, Role::Responder | Role::Lead | Role::Supervisor),
            role: self.role,
            post: self.post.clone(),
        }
    }

    /// Whether this person works above the communes: at a province's office or at the ministry.
    #[must_use]
    pub fn stands_above_communes(&self) -> bool {
        !matches!(self.area, Area::Office(_))
    }

    /// Whether this person may read and work on reports.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for other roles; [`AccessError::Unconfirmed`].
    pub fn responder(&self) -> Result<Responder, AccessError> {
        match self.role {
            Role::Responder | Role::Lead => self.is_confirmed().map(|()| Responder(self.clone())),
            _ => Err(AccessError::Forbidden),
        }
    }

    /// Whether this person heads their office.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for other roles.
    pub fn lead(&self) -> Result<Lead, AccessError> {
        match self.role {
            Role::Lead => self.is_confirmed().map(|()| Lead(Responder(self.clone()))),
            _ => Err(AccessError::Forbidden),
        }
    }

    /// Whether this person answers the telephone of the hotline.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for other roles.
    pub fn operator(&self) -> Result<Operator, AccessError> {
        match self.role {
            Role::Operator => self.is_confirmed().map(|()| Operator(self.clone())),
            _ => Err(AccessError::Forbidden),
        }
    }

    /// Whether this person may administer offices, people and rosters.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for other roles.
    pub fn administrator(&self) -> Result<Administrator, AccessError> {
        match self.role {
            Role::Administrator => self.is_confirmed().map(|()| Administrator(self.clone())),
            _ => Err(AccessError::Forbidden),
        }
    }

    /// Whether this person may see figures.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for other roles.
    pub fn supervisor(&self) -> Result<Supervisor, AccessError> {
        match self.role {
            Role::Supervisor | Role::Lead => Ok(Supervisor(self.clone())),
            _ => Err(AccessError::Forbidden),
        }
    }
}

/// Somebody who administers offices, people and rosters of an area, and reads no case.
#[derive(Debug, Clone)]
pub struct Administrator(Signed);

impl Administrator {
    /// Where they may administer.
    #[must_use]
    pub fn area(&self) -> &Area {
        &self.0.area
    }

    /// Whether `office` lies in their area.
    #[must_use]
    pub fn covers(&self, office: &office::Model) -> bool {
        self.0.area.covers(office)
    }

    /// The same as a filter of offices.
    #[must_use]
    pub fn offices(&self) -> Condition {
        self.0.area.offices()
    }
}

/// Somebody who answers the telephone, and reads no case.
#[derive(Debug, Clone)]
pub struct Operator(Signed);

/// Somebody who works on cases.
#[derive(Debug, Clone)]
pub struct Responder(Signed);

/// Somebody who heads an office.
#[derive(Debug, Clone)]
pub struct Lead(Responder);

/// Somebody who may see figures of their area.
#[derive(Debug, Clone)]
pub struct Supervisor(Signed);

impl std::ops::Deref for Administrator {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.0
    }
}

impl std::ops::Deref for Operator {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.0
    }
}

impl std::ops::Deref for Responder {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.0
    }
}

impl std::ops::Deref for Lead {
    type Target = Responder;

    fn deref(&self) -> &Responder {
        &self.0
    }
}

impl std::ops::Deref for Supervisor {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.0
    }
}
