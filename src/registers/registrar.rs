//! Who brings a register in or takes it out, and how far their area reaches.

use sea_orm::{ColumnTrait, Condition};

use crate::{
    access::{Administrator, Area},
    entity::office,
    kernel::Actor,
};

/// Somebody who may import and export: an administrator for their area, or whoever keeps the machine for the whole country.
#[derive(Debug, Clone)]
pub struct Registrar {
    actor: Actor,
    area: Area,
}

impl From<&Administrator> for Registrar {
    fn from(administrator: &Administrator) -> Self {
        Self { actor: administrator.actor(), area: administrator.area().clone() }
    }
}

impl Registrar {
    /// The command line, for the whole country.
    #[must_use]
    pub const fn system() -> Self {
        Self { actor: Actor::System, area: Area::Country }
    }

    /// Who acts, for the audit.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    pub(super) const fn area(&self) -> &Area {
        &self.area
    }

    /// Whether `office` lies in the area.
    pub(super) fn covers(&self, office: &office::Model) -> bool {
        match &self.area {
            Area::Country => true,
            Area::Province(province) => office.province_code.as_deref() == Some(province.as_str()),
            Area::Office(code) => office.code == code.as_str(),
        }
    }

    /// Whether what lies in `province` (none: in all of the country) lies in the area. A single office is no place: whoever
    /// administers only that neither adds offices nor says who owns the school of their commune.
    pub(super) fn covers_place(&self, province: Option<&str>) -> bool {
        match &self.area {
            Area::Country => true,
            Area::Province(own) => province == Some(own.as_str()),
            Area::Office(_) => false,
        }
    }

    /// The offices of the area.
    pub(super) fn offices(&self) -> Condition {
        match &self.area {
            Area::Country => Condition::all(),
            Area::Province(province) => Condition::all().add(office::Column::ProvinceCode.eq(province.as_str())),
            Area::Office(code) => Condition::all().add(office::Column::Code.eq(code.as_str())),
        }
    }

    /// The places of the area as a filter of a province column.
    pub(super) fn places(&self, province: impl ColumnTrait) -> Condition {
        match &self.area {
            Area::Country => Condition::all(),
            Area::Province(own) => Condition::all().add(province.eq(own.as_str())),
            // Never true: see `covers_place`.
            Area::Office(_) => Condition::all().add(province.is_null()).add(province.is_not_null()),
        }
    }
}
