//! The register of people who sign in: address, name, role, office. Passwords never come from a file.
//!
//! Somebody new has no password (`password_hash` is empty, which no password matches) and cannot answer yet, so their office is not
//! staffed by them; they wait for their invitation (`to_invite_since`), which `access::invite_waiting` sends. A stored row that the desk did not write is never taken over: its
//! password would be a stranger's, and a fresh MAC would let that stranger in.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::{
    Column, ImportError, Registrar,
    cell::harmless,
    cells::Cells,
    changes::{Changes, Numbered, no_key_twice},
    finding::{Fault, Findings},
    offices,
};
use crate::{
    access::{Area, staffing},
    audit::{Chain, Event, Ledger, finish_all},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{office, staff},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::Role},
    vault::{DeskKeys, macs::staff_fields},
};

/// Addresses per query (TRAPS 4.14).
const CHUNK: usize = 500;
/// Nobody signs in with this: it is no hash of any password.
const NO_PASSWORD: &str = "";
/// The codes of [`Role`].
const ROLES: &[&str] = &["responder", "lead", "supervisor", "administrator", "operator"];

pub(super) const COLUMNS: &[Column] =
    &[Column::required("email"), Column::required("name"), Column::required("role").of(ROLES), Column::required("office")];

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    email: String,
    name: String,
    role: Role,
    office: OfficeCode,
}

/// Somebody whom the file wants otherwise.
#[derive(Debug)]
pub(super) struct Change {
    id: Uuid,
    wanted: Record,
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Record> {
    let (email, name) = (cells.email("email"), cells.text("name"));
    let (role, office) = (cells.choice("role"), cells.code("office"));
    Some(Record { email: email?, name: name?, role: Role::parse(role?)?, office: office? })
}

pub(super) fn check(records: &[Numbered<Record>], findings: &mut Findings) {
    no_key_twice(records, "email", |record| record.email.clone(), findings);
}

pub(super) async fn compare(
    db: &impl ConnectionTrait,
    desk: &DeskKeys,
    by: &Registrar,
    records: Vec<Numbered<Record>>,
    findings: &mut Findings,
) -> Result<Changes<Record, Change>, DbErr> {
    let offices = offices::all(db).await?;
    let mut known: HashMap<String, staff::Model> = HashMap::new();
    for chunk in records.chunks(CHUNK) {
        let emails = chunk.iter().map(|found| found.record.email.as_str());
        let rows = staff::Entity::find().filter(staff::Column::Email.is_in(emails)).all(db).await?;
        known.extend(rows.into_iter().map(|row| (row.email.clone(), row)));
    }
    let mut changes = Changes::default();
    for found in records {
        let record = found.record.clone();
        let before = findings.total();
        let present = known.get(&record.email);
        let stays = present.is_some_and(|present| present.office_code == record.office.as_str());
        match offices.get(record.office.as_str()).filter(|office| by.covers(office)) {
            None => found.fault(findings, "office", Fault::UnknownOffice, record.office.as_str()),
            Some(office) if !stays && (office.suspended || office.merged_into.is_some()) => {
                found.fault(findings, "office", Fault::OfficeClosed, record.office.as_str());
            }
            Some(_) => {}
        }
        if let Some((column, fault, typed)) = present.and_then(|present| conflict(present, &record, &offices, desk, by)) {
            found.fault(findings, column, fault, typed);
        }
        if findings.total() > before {
            continue;
        }
        match present {
            None => changes.added.push(record),
            Some(present) if stays && present.name == record.name && present.role == record.role.code() => changes.unchanged += 1,
            Some(present) => changes.changed.push(Change { id: present.id, wanted: record }),
        }
    }
    Ok(changes)
}

/// Why the file may not say this of somebody who is there.
fn conflict<'r>(
    present: &staff::Model,
    record: &'r Record,
    offices: &HashMap<String, office::Model>,
    desk: &DeskKeys,
    by: &Registrar,
) -> Option<(&'static str, Fault, &'r str)> {
    let email = record.email.as_str();
    if !desk.staff_row_holds(&staff_fields(present), &present.row_mac) {
        return Some(("email", Fault::NotAuthentic, email));
    }
    if !offices.get(&present.office_code).is_some_and(|office| by.covers(office)) {
        return Some(("email", Fault::EmailTaken, email));
    }
    if !present.active {
        return Some(("email", Fault::PersonLeft, email));
    }
    let own = by.actor() == Actor::Staff(present.id);
    let same = present.role == record.role.code() && present.office_code == record.office.as_str();
    (own && !same).then_some(("email", Fault::OwnRow, email))
}

/// Writes the changes, each person's in their own chain. Gives the ids of those added.
pub(super) async fn write(
    tx: &Tx,
    ctx: &Ctx,
    by: &Registrar,
    now: Timestamp,
    mut changes: Changes<Record, Change>,
) -> Result<Vec<Uuid>, ImportError> {
    let desk = ctx.vault.desk()?;
    let mut ledgers = Vec::with_capacity(changes.added.len() + changes.changed.len());
    let mut added = Vec::with_capacity(changes.added.len());
    for record in changes.added {
        let mut row = staff::Model {
            id: ctx.ids.row(now),
            email: record.email,
            name: record.name,
            role: record.role.code().to_owned(),
            office_code: record.office.into(),
            password_hash: NO_PASSWORD.to_owned(),
            active: true,
            created_at: now,
            row_mac: Vec::new(),
            last_sign_in_at: None,
            to_invite_since: Some(now),
            second_factor_at: None,
            unconfirmed_since: None,
        };
        row.row_mac = desk.staff_row_mac(&staff_fields(&row)).to_vec();
        let mut ledger = Ledger::begin(&ctx.vault, Chain::Staff(row.id));
        ledger.record(now, by.actor(), &Event::StaffAdded { staff: row.id, role: &row.role, office: &row.office_code });
        ledgers.push(ledger);
        added.push(row);
    }
    // Always in the same order, so that two imports never wait for each other.
    changes.changed.sort_by_key(|change| change.id);
    let mut offices = BTreeSet::new();
    for change in changes.changed {
        let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(change.id)).await?;
        alter(tx, desk, change, &mut offices, |row| {
            ledger.record(ctx.clock.now(), by.actor(), &Event::StaffChanged { staff: row.id, role: &row.role, office: &row.office_code });
        })
        .await?;
        ledgers.push(ledger);
    }
    let ids = added.iter().map(|row| row.id).collect();
    rows::insert_all(tx, added).await?;
    finish_all(tx, ledgers).await?;
    for office in &offices {
        staffing::refresh(ctx, tx, office).await?;
    }
    Ok(ids)
}

/// Changes one person, whose chain is held: what stands in the row is read again, because a password may have come meanwhile.
async fn alter(
    tx: &Tx,
    desk: &DeskKeys,
    change: Change,
    offices: &mut BTreeSet<String>,
    enter: impl FnOnce(&staff::Model),
) -> Result<(), ImportError> {
    let row = staff::Entity::find_by_id(change.id).one(tx).await?.filter(|row| desk.knows(row)).ok_or(ImportError::Meanwhile)?;
    let Record { name, role, office, .. } = change.wanted;
    let mut altered = staff::Model { name, role: role.code().to_owned(), office_code: office.into(), ..row.clone() };
    altered.row_mac = desk.staff_row_mac(&staff_fields(&altered)).to_vec();
    if (&altered.role, &altered.office_code) != (&row.role, &row.office_code) {
        offices.extend([row.office_code.clone(), altered.office_code.clone()]);
    }
    enter(&altered);
    let update = staff::ActiveModel {
        name: Set(altered.name),
        role: Set(altered.role),
        office_code: Set(altered.office_code),
        row_mac: Set(altered.row_mac),
        ..row.into_active_model()
    };
    update.update(tx).await?;
    Ok(())
}

fn within(by: &Registrar) -> sea_orm::Select<staff::Entity> {
    let people = staff::Entity::find().order_by_asc(staff::Column::Email);
    if *by.area() == Area::Country {
        return people;
    }
    let offices = office::Entity::find().select_only().column(office::Column::Code).filter(by.offices()).into_query();
    people.filter(staff::Column::OfficeCode.in_subquery(offices))
}

/// Those who work in the area now, and whose rows the desk wrote.
pub(super) async fn export(db: &impl ConnectionTrait, desk: &DeskKeys, by: &Registrar) -> Result<Vec<Vec<String>>, DbErr> {
    let people = within(by).all(db).await?;
    let known = people.into_iter().filter(|row| desk.knows(row));
    Ok(known.map(|row| vec![harmless(row.email), harmless(row.name), row.role, row.office_code]).collect())
}

#[cfg(test)]
mod tests {
    use super::ROLES;
    use crate::kernel::terms::Role;

    #[test]
    fn every_role_can_be_written() {
        assert_eq!(Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>(), ROLES);
    }
}
