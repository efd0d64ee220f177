//! The register of outside help: shelters, legal aid, interpreters; their telephone, when they answer, whom they take.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::{
    Column, Registrar,
    cell::{harmless, yes_no},
    cells::{Cells, Given},
    changes::{Changes, Numbered, no_key_twice},
    column::YES_NO,
    finding::{Fault, Findings},
};
use crate::{
    db::{Tx, rows},
    entity::support_provider as provider,
    kernel::codes::{CommuneCode, OfficeCode, ProvinceCode},
    localities::Places,
};

/// Codes per query (TRAPS 4.14).
const CHUNK: usize = 500;
const KINDS: &[&str] = &["shelter", "legal_aid", "interpreter", "psychological", "medical", "transport", "other"];

pub(super) const COLUMNS: &[Column] = &[
    Column::required("code"),
    Column::required("kind").of(KINDS),
    Column::required("name"),
    Column::required("name_en"),
    Column::required("phone"),
    Column::required("round_the_clock").of(YES_NO),
    Column::optional("step_free").of(YES_NO),
    Column::required("takes"),
    Column::optional("province"),
    Column::optional("commune"),
    Column::optional("checked_on"),
    Column::optional("active").of(YES_NO),
];

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    code: OfficeCode,
    kind: &'static str,
    name: String,
    name_en: String,
    phone: String,
    round_the_clock: bool,
    step_free: Given<Option<bool>>,
    takes: String,
    province: Given<Option<ProvinceCode>>,
    commune: Given<Option<CommuneCode>>,
    checked_on: Given<Option<String>>,
    active: Given<bool>,
}

pub(super) fn read(cells: &mut Cells<'_>, places: &Places, today: NaiveDate) -> Option<Record> {
    let (code, kind) = (cells.code("code"), cells.choice("kind"));
    let (name, name_en) = (cells.text("name"), cells.text("name_en"));
    let (phone, round_the_clock) = (cells.phone("phone"), cells.flag("round_the_clock"));
    let (step_free, takes) = (cells.optional_flag("step_free"), cells.text("takes"));
    let commune = cells.optional_commune("commune", places);
    let province = cells.optional_province("province", &commune, places);
    let checked_on = cells.optional_day("checked_on");
    if let Given::Said(Some(day)) = &checked_on
        && *day > today.to_string()
    {
        cells.fault("checked_on", Fault::BadDate);
    }
    let active = cells.flag_or("active", true);
    Some(Record {
        code: code?,
        kind: kind?,
        name: name?,
        name_en: name_en?,
        phone: phone?,
        round_the_clock: round_the_clock?,
        step_free,
        takes: takes?,
        province,
        commune,
        checked_on,
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
) -> Result<Changes<provider::Model, provider::Model>, DbErr> {
    let mut known: HashMap<String, provider::Model> = HashMap::new();
    for chunk in records.chunks(CHUNK) {
        let codes = chunk.iter().map(|found| found.record.code.as_str());
        let rows = provider::Entity::find().filter(provider::Column::Code.is_in(codes)).all(db).await?;
        known.extend(rows.into_iter().map(|row| (row.code.clone(), row)));
    }
    let mut changes = Changes::default();
    for found in records {
        let present = known.get(found.record.code.as_str());
        let wanted = wanted(found.record.clone(), present);
        if present.is_some_and(|present| !by.covers_place(present.province_code.as_deref())) {
            found.fault(findings, "code", Fault::OutsideArea, &wanted.code);
        } else if !by.covers_place(wanted.province_code.as_deref()) {
            found.fault(findings, "province", Fault::OutsideArea, wanted.province_code.as_deref().unwrap_or_default());
        } else {
            changes.sort_in(present, wanted);
        }
    }
    Ok(changes)
}

fn wanted(record: Record, present: Option<&provider::Model>) -> provider::Model {
    let kept = |of: fn(&provider::Model) -> Option<String>| present.and_then(of);
    let province = match record.province {
        Given::Left => kept(|present| present.province_code.clone()),
        Given::Said(code) => code.map(Into::into),
    };
    let commune = match record.commune {
        Given::Left => kept(|present| present.commune_code.clone()),
        Given::Said(code) => code.map(Into::into),
    };
    provider::Model {
        code: record.code.into(),
        kind: record.kind.to_owned(),
        name: record.name,
        name_en: record.name_en,
        phone: record.phone,
        round_the_clock: record.round_the_clock,
        step_free: record.step_free.or(present.and_then(|present| present.step_free)),
        takes: record.takes,
        province_code: province,
        commune_code: commune,
        checked_on: record.checked_on.or(kept(|present| present.checked_on.clone())),
        active: record.active.or(present.is_none_or(|present| present.active)),
    }
}

pub(super) async fn write(tx: &Tx, changes: Changes<provider::Model, provider::Model>) -> Result<(), DbErr> {
    rows::insert_all(tx, changes.added).await?;
    for provider in changes.changed {
        provider.into_active_model().reset_all().update(tx).await?;
    }
    Ok(())
}

pub(super) async fn export(db: &impl ConnectionTrait, by: &Registrar) -> Result<Vec<Vec<String>>, DbErr> {
    let within = by.places(provider::Column::ProvinceCode);
    let providers = provider::Entity::find().filter(within).order_by_asc(provider::Column::Code).all(db).await?;
    let cells = |provider: provider::Model| {
        vec![
            provider.code,
            provider.kind,
            harmless(provider.name),
            harmless(provider.name_en),
            harmless(provider.phone),
            yes_no(provider.round_the_clock),
            provider.step_free.map(yes_no).unwrap_or_default(),
            harmless(provider.takes),
            provider.province_code.unwrap_or_default(),
            provider.commune_code.unwrap_or_default(),
            provider.checked_on.unwrap_or_default(),
            yes_no(provider.active),
        ]
    };
    Ok(providers.into_iter().map(cells).collect())
}
