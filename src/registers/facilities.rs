//! The register of facilities: hospitals, schools, police posts, care facilities, and who owns them.
//!
//! The owner says who must not decide about a report of abuse there; so a single office does not write this register, not even for
//! its own commune.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::{
    Column, Registrar,
    cell::{harmless, yes_no},
    cells::{Cells, Given},
    changes::{Changes, Numbered, no_key_twice},
    column::YES_NO,
    finding::{Fault, Findings},
    offices,
};
use crate::{
    db::{Tx, rows},
    entity::facility,
    kernel::codes::{CommuneCode, OfficeCode, ProvinceCode},
    localities::Places,
};

/// Codes per query (TRAPS 4.14).
const CHUNK: usize = 500;
const KINDS: &[&str] = &["hospital", "health_station", "social_facility", "shelter", "school", "commune_police", "border_post"];
const OWNERS: &[&str] =
    &["commune", "province_health", "province_education", "province_police", "province_committee", "ministry", "private", "religious"];

pub(super) const COLUMNS: &[Column] = &[
    Column::required("code"),
    Column::required("kind").of(KINDS),
    Column::required("name"),
    Column::required("name_en"),
    Column::required("owner_kind").of(OWNERS),
    Column::optional("owner_office"),
    Column::required("commune"),
    Column::optional("office"),
    Column::optional("address"),
    Column::optional("phone"),
    Column::optional("step_free").of(YES_NO),
    Column::optional("active").of(YES_NO),
];

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    code: OfficeCode,
    kind: &'static str,
    name: String,
    name_en: String,
    owner_kind: &'static str,
    owner_office: Given<Option<OfficeCode>>,
    province: ProvinceCode,
    commune: CommuneCode,
    office: Given<Option<OfficeCode>>,
    address: Given<Option<String>>,
    phone: Given<Option<String>>,
    step_free: Given<Option<bool>>,
    active: Given<bool>,
}

pub(super) fn read(cells: &mut Cells<'_>, places: &Places) -> Option<Record> {
    let (code, kind) = (cells.code("code"), cells.choice("kind"));
    let (name, name_en) = (cells.text("name"), cells.text("name_en"));
    let (owner_kind, owner_office) = (cells.choice("owner_kind"), cells.optional_code("owner_office"));
    let (commune, office) = (cells.commune("commune", places), cells.optional_code("office"));
    let (address, phone) = (cells.optional_text("address"), cells.optional_phone("phone"));
    let (step_free, active) = (cells.optional_flag("step_free"), cells.flag_or("active", true));
    let commune = commune?;
    Some(Record {
        code: code?,
        kind: kind?,
        name: name?,
        name_en: name_en?,
        owner_kind: owner_kind?,
        owner_office,
        province: places.commune(&commune)?.province.clone(),
        commune,
        office,
        address,
        phone,
        step_free,
        active,
    })
}

pub(super) fn check(records: &[Numbered<Record>], findings: &mut Findings) {
    no_key_twice(records, "code", |record| record.code.to_string(), findings);
}

pub(super) async fn compare(
    db: &impl ConnectionTrait,
    by: &Registrar,
    records: Vec<Numbered<Record>>,
    findings: &mut Findings,
) -> Result<Changes<facility::Model, facility::Model>, DbErr> {
    let offices = offices::all(db).await?;
    let mut known: HashMap<String, facility::Model> = HashMap::new();
    for chunk in records.chunks(CHUNK) {
        let codes = chunk.iter().map(|found| found.record.code.as_str());
        let rows = facility::Entity::find().filter(facility::Column::Code.is_in(codes)).all(db).await?;
        known.extend(rows.into_iter().map(|row| (row.code.clone(), row)));
    }
    let mut changes = Changes::default();
    for found in records {
        let present = known.get(found.record.code.as_str());
        let record = found.record.clone();
        let before = findings.total();
        if !by.covers_place(Some(record.province.as_str())) {
            found.fault(findings, "commune", Fault::OutsideArea, record.commune.as_str());
        } else if present.is_some_and(|present| !by.covers_place(Some(&present.province_code))) {
            found.fault(findings, "code", Fault::OutsideArea, record.code.as_str());
        }
        // The owner may sit anywhere: a ministry owns hospitals in every province.
        if let Given::Said(Some(owner)) = &record.owner_office
            && !offices.contains_key(owner.as_str())
        {
            found.fault(findings, "owner_office", Fault::UnknownOffice, owner.as_str());
        }
        if let Given::Said(Some(office)) = &record.office
            && !offices.get(office.as_str()).is_some_and(|office| by.covers(office))
        {
            found.fault(findings, "office", Fault::UnknownOffice, office.as_str());
        }
        if findings.total() == before {
            changes.sort_in(present, wanted(record, present));
        }
    }
    Ok(changes)
}

fn wanted(record: Record, present: Option<&facility::Model>) -> facility::Model {
    let kept = |of: fn(&facility::Model) -> Option<String>| present.and_then(of);
    let code = |given: Given<Option<OfficeCode>>, present| match given {
        Given::Left => present,
        Given::Said(code) => code.map(Into::into),
    };
    facility::Model {
        code: record.code.into(),
        kind: record.kind.to_owned(),
        name: record.name,
        name_en: record.name_en,
        owner_kind: record.owner_kind.to_owned(),
        owner_office: code(record.owner_office, kept(|present| present.owner_office.clone())),
        province_code: record.province.into(),
        commune_code: record.commune.into(),
        office_code: code(record.office, kept(|present| present.office_code.clone())),
        address: record.address.or(kept(|present| present.address.clone())),
        phone: record.phone.or(kept(|present| present.phone.clone())),
        step_free: record.step_free.or(present.and_then(|present| present.step_free)),
        active: record.active.or(present.is_none_or(|present| present.active)),
    }
}

pub(super) async fn write(tx: &Tx, changes: Changes<facility::Model, facility::Model>) -> Result<(), DbErr> {
    rows::insert_all(tx, changes.added).await?;
    for facility in changes.changed {
        facility.into_active_model().reset_all().update(tx).await?;
    }
    Ok(())
}

pub(super) async fn export(db: &impl ConnectionTrait, by: &Registrar) -> Result<Vec<Vec<String>>, DbErr> {
    let within = by.places(facility::Column::ProvinceCode);
    let facilities = facility::Entity::find().filter(within).order_by_asc(facility::Column::Code).all(db).await?;
    let cells = |facility: facility::Model| {
        vec![
            facility.code,
            facility.kind,
            harmless(facility.name),
            harmless(facility.name_en),
            facility.owner_kind,
            facility.owner_office.unwrap_or_default(),
            facility.commune_code,
            facility.office_code.unwrap_or_default(),
            harmless(facility.address.unwrap_or_default()),
            harmless(facility.phone.unwrap_or_default()),
            facility.step_free.map(yes_no).unwrap_or_default(),
            yes_no(facility.active),
        ]
    };
    Ok(facilities.into_iter().map(cells).collect())
}
