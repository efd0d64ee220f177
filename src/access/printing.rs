//! The places somebody administers, with their facilities: what they print cards and posters for.

use sea_orm::{DbErr, EntityTrait};

use super::{AccessError, Administrator, Area};
use crate::{
    ctx::Ctx,
    entity::office,
    kernel::codes::{CommuneCode, OfficeCode, ProvinceCode},
    localities::{Facility, facilities},
};

/// Communes and facilities to print for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printable {
    /// The province they lie in; nothing while somebody who administers the country has not chosen one.
    pub province: Option<ProvinceCode>,
    /// Communes, by code.
    pub communes: Vec<CommuneCode>,
    /// Facilities, by name.
    pub facilities: Vec<Facility>,
}

/// What `by` may print for; `asked` chooses the province for those who administer the country.
///
/// # Errors
/// The database cannot be read.
pub async fn printable(ctx: &Ctx, by: &Administrator, asked: Option<ProvinceCode>) -> Result<Printable, AccessError> {
    let commune = match by.area() {
        Area::Office(office) => commune_of(ctx, office).await?,
        Area::Country | Area::Province(_) => None,
    };
    if let Some(commune) = commune {
        let facilities = facilities::of_commune(ctx.db.read(), &commune).await?;
        let province = ctx.places.commune(&commune).map(|known| known.province.clone());
        return Ok(Printable { province, communes: vec![commune], facilities });
    }
    let province = match by.area() {
        Area::Country => asked.filter(|code| ctx.places.province(code).is_some()),
        Area::Province(own) => Some(own.clone()),
        Area::Office(_) => None,
    };
    let Some(province) = province else { return Ok(Printable::default()) };
    let facilities = facilities::of_province(ctx.db.read(), &province).await?;
    let there = ctx.places.communes().iter().filter(|commune| commune.province == province);
    Ok(Printable { communes: there.map(|commune| commune.code.clone()).collect(), facilities, province: Some(province) })
}

async fn commune_of(ctx: &Ctx, code: &OfficeCode) -> Result<Option<CommuneCode>, DbErr> {
    let row = office::Entity::find_by_id(code.as_str()).one(ctx.db.read()).await?;
    Ok(row.and_then(|row| row.commune_code).as_deref().and_then(CommuneCode::parse))
}
