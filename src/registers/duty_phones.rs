//! The register of duty phones: the numbers at which offices are reached. An office may have several.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::{
    Column, Registrar,
    cell::harmless,
    cells::{Cells, Given},
    changes::{Changes, Numbered, no_key_twice},
    finding::{Fault, Findings},
    offices,
};
use crate::{
    db::{Tx, rows},
    entity::{duty_phone, office},
    kernel::codes::OfficeCode,
};

/// Codes per query (TRAPS 4.14).
const CHUNK: usize = 500;

pub(super) const COLUMNS: &[Column] = &[Column::required("office"), Column::required("phone"), Column::optional("label")];

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    office: OfficeCode,
    phone: String,
    label: Given<Option<String>>,
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Record> {
    let (office, phone, label) = (cells.code("office"), cells.phone("phone"), cells.optional_text("label"));
    Some(Record { office: office?, phone: phone?, label })
}

pub(super) fn check(records: &[Numbered<Record>], findings: &mut Findings) {
    no_key_twice(records, "phone", |record| format!("{} {}", record.office, record.phone), findings);
}

pub(super) async fn compare(
    db: &impl ConnectionTrait,
    by: &Registrar,
    records: Vec<Numbered<Record>>,
    findings: &mut Findings,
) -> Result<Changes<duty_phone::Model, duty_phone::Model>, DbErr> {
    let offices = offices::all(db).await?;
    let named: BTreeSet<&str> = records.iter().map(|found| found.record.office.as_str()).collect();
    let named: Vec<&str> = named.into_iter().collect();
    let mut known: HashMap<(String, String), duty_phone::Model> = HashMap::new();
    for chunk in named.chunks(CHUNK) {
        let rows = duty_phone::Entity::find().filter(duty_phone::Column::OfficeCode.is_in(chunk.iter().copied())).all(db).await?;
        known.extend(rows.into_iter().map(|row| ((row.office_code.clone(), row.phone.clone()), row)));
    }
    let mut changes = Changes::default();
    for found in records {
        let record = found.record.clone();
        match offices.get(record.office.as_str()) {
            Some(office) if by.covers(office) => {
                let key = (record.office.as_str().to_owned(), record.phone.clone());
                let present = known.get(&key);
                let label = record.label.or(present.and_then(|present| present.label.clone()));
                changes.sort_in(present, duty_phone::Model { office_code: key.0.clone(), phone: record.phone, label });
            }
            _ => found.fault(findings, "office", Fault::UnknownOffice, record.office.as_str()),
        }
    }
    Ok(changes)
}

pub(super) async fn write(tx: &Tx, changes: Changes<duty_phone::Model, duty_phone::Model>) -> Result<(), DbErr> {
    rows::insert_all(tx, changes.added).await?;
    for phone in changes.changed {
        let label = sea_orm::ActiveValue::Set(phone.label.clone());
        duty_phone::ActiveModel { label, ..phone.into_active_model() }.update(tx).await?;
    }
    Ok(())
}

pub(super) async fn export(db: &impl ConnectionTrait, by: &Registrar) -> Result<Vec<Vec<String>>, DbErr> {
    let within = office::Entity::find().select_only().column(office::Column::Code).filter(by.offices()).into_query();
    let phones = duty_phone::Entity::find()
        .filter(duty_phone::Column::OfficeCode.in_subquery(within))
        .order_by_asc(duty_phone::Column::OfficeCode)
        .order_by_asc(duty_phone::Column::Phone)
        .all(db)
        .await?;
    let cells = |phone: duty_phone::Model| vec![phone.office_code, harmless(phone.phone), harmless(phone.label.unwrap_or_default())];
    Ok(phones.into_iter().map(cells).collect())
}
