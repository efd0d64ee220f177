//! Places and offices in the database: seeding, loading, the offices that matter for one place.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{
    Changes, CommuneKind, Located, Office, OfficeBook, OfficeKind, Places, PlacesError, ProvinceKind,
    map_change::{Edge, Map, retired::carried},
    seed::{self, CommuneRow, LegacyAliasRow, LegacyProvinceRow, LegacyUnitRow, ProvinceRow, SeedError},
    standard_offices::standard_offices,
};
use crate::{
    db::{Db, rows},
    entity::{commune, commune_successor, legacy_alias, legacy_province, legacy_unit, office, province},
    kernel::codes::{CommuneCode, LegacyCommuneCode, OfficeCode, ProvinceCode},
};

/// Why places could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A seed file.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The rows do not fit together.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// A stored code or kind cannot be read.
    #[error("the stored places hold a value that cannot be read: run `langnghe seed all` with this version")]
    Unreadable,
    /// There is nothing yet.
    #[error("the database holds no places: run `langnghe seed all`")]
    Empty,
    /// There is no ministry desk: nothing could be routed when all else fails.
    #[error("the database holds no ministry desk: run `langnghe seed all`")]
    NoMinistryDesk,
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

/// Stores the seeded places and the standard offices. What is there already stays as it is. Returns how many rows were new.
///
/// # Errors
/// [`StoreError`].
pub async fn seed_all(db: &Db) -> Result<u64, StoreError> {
    let (provinces, communes) = (seed::provinces()?, seed::communes()?);
    let (legacy_provinces, legacy_units, aliases) = (seed::legacy_provinces()?, seed::legacy_units()?, seed::legacy_aliases()?);
    let places = Places::from_rows(provinces.clone(), communes.clone(), legacy_units.clone(), aliases.clone(), legacy_provinces.clone())?;
    // Parents before children: the foreign keys are checked at once.
    let mut offices = standard_offices(&places);
    offices.sort_by_key(|office| match office.kind {
        OfficeKind::MinistryDesk => 0,
        OfficeKind::ProvinceCommittee => 1,
        OfficeKind::ProvinceHealth => 2,
        _ => 3,
    });
    db.write(async |tx| {
        let mut new = rows::insert_all_new(tx, provinces.into_iter().map(province_model).collect()).await?;
        new += rows::insert_all_new(tx, communes.into_iter().map(commune_model).collect()).await?;
        new += rows::insert_all_new(tx, legacy_provinces.into_iter().map(legacy_province_model).collect()).await?;
        new += rows::insert_all_new(tx, legacy_units.into_iter().map(legacy_unit_model).collect()).await?;
        new += rows::insert_all_new(tx, aliases.into_iter().map(alias_model).collect()).await?;
        new += rows::insert_all_new(tx, offices.into_iter().map(|office| office_model(office, None)).collect()).await?;
        Ok(new)
    })
    .await
}

/// Whether places are stored.
///
/// # Errors
/// The database cannot be read.
pub async fn is_seeded(db: &Db) -> Result<bool, DbErr> {
    Ok(province::Entity::find().one(db.read()).await?.is_some())
}

/// Reads all places into memory.
///
/// # Errors
/// [`StoreError`].
pub async fn load(db: &Db) -> Result<Places, StoreError> {
    let connection = db.read();
    let map = map(connection).await?;
    let units = legacy_unit::Entity::find().all(connection).await?.into_iter().map(legacy_unit_row).collect::<Option<Vec<_>>>();
    let aliases = legacy_alias::Entity::find().all(connection).await?.into_iter().map(alias_row).collect::<Option<Vec<_>>>();
    let old = legacy_province::Entity::find().all(connection).await?.into_iter().map(legacy_province_row).collect::<Option<Vec<_>>>();
    match (units, aliases, old) {
        (Some(units), Some(aliases), Some(old)) => {
            let retired: Vec<CommuneRow> = map.retired.into_values().collect();
            let units = carried(units, &retired, &map.edges);
            Ok(Places::from_rows(map.provinces.into_values().collect(), map.communes.into_values().collect(), units, aliases, old)?)
        }
        _ => Err(StoreError::Unreadable),
    }
}

/// The country as a change of the map finds it.
///
/// # Errors
/// [`StoreError`].
pub async fn map(db: &impl ConnectionTrait) -> Result<Map, StoreError> {
    let provinces = province::Entity::find().all(db).await?.into_iter().map(province_row).collect::<Option<Vec<_>>>();
    let (retired, communes): (Vec<_>, Vec<_>) =
        commune::Entity::find().all(db).await?.into_iter().partition(|row| row.retired_on.is_some());
    let communes = communes.into_iter().map(commune_row).collect::<Option<Vec<_>>>();
    let retired = retired.into_iter().map(commune_row).collect::<Option<Vec<_>>>();
    let (Some(provinces), Some(communes), Some(retired)) = (provinces, communes, retired) else { return Err(StoreError::Unreadable) };
    if provinces.is_empty() {
        return Err(StoreError::Empty);
    }
    let retired = retired.into_iter().map(|row| (row.code.clone(), row)).collect();
    Ok(Map { retired, edges: edges(db).await?, ..Map::of(provinces, communes) })
}

/// Where retired communes went, each by its own change.
///
/// # Errors
/// The database cannot be read.
pub async fn edges(db: &impl ConnectionTrait) -> Result<Vec<Edge>, DbErr> {
    let rows = commune_successor::Entity::find().all(db).await?;
    let edge = |row: commune_successor::Model| {
        let (from, to) = (CommuneCode::parse(&row.commune_code)?, CommuneCode::parse(&row.successor_code)?);
        Some(Edge { from, to, is_default: row.is_default })
    };
    Ok(rows.into_iter().filter_map(edge).collect())
}

/// The offices that routing may need for a place: those of its commune, of its province, and the ministry's.
///
/// # Errors
/// [`StoreError`].
pub async fn offices_for(db: &impl ConnectionTrait, located: &Located) -> Result<OfficeBook, StoreError> {
    let mut concerned = Condition::any().add(office::Column::ProvinceCode.is_null());
    if let Some(province) = &located.province {
        concerned = concerned
            .add(Condition::all().add(office::Column::ProvinceCode.eq(province.as_str())).add(office::Column::CommuneCode.is_null()));
    }
    let communes = located.commune.iter().chain(&located.candidates).chain(&located.near).map(CommuneCode::as_str);
    concerned = concerned.add(office::Column::CommuneCode.is_in(communes));
    // Only what the public face may read.
    let mut rows: Vec<OfficeColumns> = office::Entity::find().filter(concerned).into_partial_model().all(db).await?;
    add_successors(db, &mut rows).await?;
    let changes = changes_of(&rows);
    let offices = rows.into_iter().map(OfficeColumns::into_office).collect::<Option<Vec<_>>>().ok_or(StoreError::Unreadable)?;
    Ok(OfficeBook::new(offices).map_err(|_| StoreError::NoMinistryDesk)?.after(changes))
}

/// Adds the offices that others were merged into, wherever they lie, and the line above them.
async fn add_successors(db: &impl ConnectionTrait, rows: &mut Vec<OfficeColumns>) -> Result<(), DbErr> {
    let mut wanted: Vec<String> = rows.iter().filter_map(|row| row.merged_into.clone()).collect();
    loop {
        wanted.retain(|code| rows.iter().all(|row| row.code != *code));
        if wanted.is_empty() {
            return Ok(());
        }
        let query = office::Entity::find().filter(office::Column::Code.is_in(&wanted));
        let found: Vec<OfficeColumns> = query.into_partial_model().all(db).await?;
        wanted = found.iter().flat_map(|row| [row.merged_into.clone(), row.parent_code.clone()]).flatten().collect();
        rows.extend(found);
    }
}

fn changes_of(rows: &[OfficeColumns]) -> Changes {
    let merged = rows.iter().filter_map(|row| Some((OfficeCode::parse(&row.code)?, OfficeCode::parse(row.merged_into.as_deref()?)?)));
    let suspended = rows.iter().filter(|row| row.suspended).filter_map(|row| OfficeCode::parse(&row.code));
    Changes { merged: merged.collect(), suspended: suspended.collect() }
}

/// The office that stands in the place of `office`: itself, or the one it was merged into.
///
/// # Errors
/// The database cannot be read.
pub async fn standing(db: &impl ConnectionTrait, office: office::Model) -> Result<office::Model, DbErr> {
    let mut stands = office;
    let mut seen = std::collections::BTreeSet::from([stands.code.clone()]);
    while let Some(code) = stands.merged_into.clone().filter(|code| seen.insert(code.clone())) {
        match office::Entity::find_by_id(code).one(db).await? {
            Some(successor) => stands = successor,
            None => break,
        }
    }
    Ok(stands)
}

/// The columns of an office without its mailbox.
#[derive(Debug, sea_orm::DerivePartialModel)]
#[sea_orm(entity = "office::Entity")]
pub struct OfficeColumns {
    code: String,
    kind: String,
    name: String,
    name_en: String,
    parent_code: Option<String>,
    province_code: Option<String>,
    commune_code: Option<String>,
    staffed: bool,
    round_the_clock: bool,
    suspended: bool,
    merged_into: Option<String>,
}

impl OfficeColumns {
    /// As routing knows it.
    #[must_use]
    pub fn into_office(self) -> Option<Office> {
        Some(Office {
            code: OfficeCode::parse(&self.code)?,
            kind: OfficeKind::parse(&self.kind)?,
            name: self.name,
            name_en: self.name_en,
            parent: self.parent_code.as_deref().and_then(OfficeCode::parse),
            province: self.province_code.as_deref().and_then(ProvinceCode::parse),
            commune: self.commune_code.as_deref().and_then(CommuneCode::parse),
            staffed: self.staffed,
            round_the_clock: self.round_the_clock,
        })
    }
}

/// The row of an office.
#[must_use]
pub fn office_model(office: Office, email: Option<String>) -> office::Model {
    office::Model {
        code: office.code.into(),
        kind: office.kind.code().to_owned(),
        name: office.name,
        name_en: office.name_en,
        parent_code: office.parent.map(Into::into),
        province_code: office.province.map(Into::into),
        commune_code: office.commune.map(Into::into),
        email,
        staffed: office.staffed,
        round_the_clock: office.round_the_clock,
        suspended: false,
        merged_into: None,
    }
}

fn kind_text<K: serde::Serialize>(kind: K) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn kind_of<K: serde::de::DeserializeOwned>(text: String) -> Option<K> {
    serde_json::from_value(serde_json::Value::String(text)).ok()
}

pub(crate) fn province_model(row: ProvinceRow) -> province::Model {
    let kind = kind_text::<ProvinceKind>(row.kind);
    province::Model { code: row.code.into(), name: row.name, full_name: row.full_name, full_name_en: row.full_name_en, kind }
}

fn province_row(model: province::Model) -> Option<ProvinceRow> {
    let (code, kind) = (ProvinceCode::parse(&model.code)?, kind_of(model.kind)?);
    Some(ProvinceRow { code, name: model.name, full_name: model.full_name, full_name_en: model.full_name_en, kind })
}

/// The row of a commune that was there from the beginning.
pub(crate) fn commune_model(row: CommuneRow) -> commune::Model {
    let kind = kind_text::<CommuneKind>(row.kind);
    commune::Model {
        code: row.code.into(),
        province_code: row.province_code.into(),
        name: row.name,
        full_name: row.full_name,
        kind,
        effective_on: None,
        retired_on: None,
    }
}

fn commune_row(model: commune::Model) -> Option<CommuneRow> {
    let (code, province_code) = (CommuneCode::parse(&model.code)?, ProvinceCode::parse(&model.province_code)?);
    Some(CommuneRow { code, province_code, name: model.name, full_name: model.full_name, kind: kind_of(model.kind)? })
}

fn legacy_province_model(row: LegacyProvinceRow) -> legacy_province::Model {
    legacy_province::Model { code: row.code, full_name: row.full_name, province_code: row.province_code.into() }
}

fn legacy_province_row(model: legacy_province::Model) -> Option<LegacyProvinceRow> {
    let province_code = ProvinceCode::parse(&model.province_code)?;
    Some(LegacyProvinceRow { code: model.code, full_name: model.full_name, province_code })
}

fn legacy_unit_model(row: LegacyUnitRow) -> legacy_unit::Model {
    legacy_unit::Model {
        legacy_code: row.legacy_code.into(),
        commune_code: row.commune_code.into(),
        full_name: row.full_name,
        district_code: row.district_code,
        district_name: row.district_name,
        legacy_province_code: row.legacy_province_code,
        is_default: row.is_default,
        official_default: row.official_default,
    }
}

fn legacy_unit_row(model: legacy_unit::Model) -> Option<LegacyUnitRow> {
    Some(LegacyUnitRow {
        legacy_code: LegacyCommuneCode::parse(&model.legacy_code)?,
        full_name: model.full_name,
        district_code: model.district_code,
        district_name: model.district_name,
        legacy_province_code: model.legacy_province_code,
        commune_code: CommuneCode::parse(&model.commune_code)?,
        is_default: model.is_default,
        official_default: model.official_default,
    })
}

fn alias_model(row: LegacyAliasRow) -> legacy_alias::Model {
    legacy_alias::Model { alias_name: row.alias_name, legacy_code: row.legacy_code.into() }
}

fn alias_row(model: legacy_alias::Model) -> Option<LegacyAliasRow> {
    Some(LegacyAliasRow { legacy_code: LegacyCommuneCode::parse(&model.legacy_code)?, alias_name: model.alias_name })
}
