//! The register of offices: new ones, and names, mailbox and hours of those that exist.
//!
//! Kind, place and parent of an existing office are not changed here: its open cases, their keys and their clocks have to follow.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

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
    entity::office,
    kernel::codes::{CommuneCode, OfficeCode, ProvinceCode},
    localities::{OfficeKind, Places},
};

/// The kinds of [`OfficeKind`].
const KINDS: &[&str] = &[
    "commune_pc",
    "commune_social",
    "commune_civil_status",
    "commune_police",
    "health_station",
    "hospital",
    "school",
    "womens_union",
    "youth_union",
    "fatherland_front",
    "opd",
    "child_rights_assoc",
    "legal_aid",
    "social_work_centre",
    "social_facility",
    "shelter",
    "border_post",
    "province_health",
    "province_culture",
    "province_education",
    "province_police",
    "province_committee",
    "hotline_111",
    "ministry_health",
    "ministry_desk",
];

pub(super) const COLUMNS: &[Column] = &[
    Column::required("code"),
    Column::required("kind").of(KINDS),
    Column::required("name"),
    Column::required("name_en"),
    Column::optional("parent"),
    Column::optional("province"),
    Column::optional("commune"),
    Column::optional("email"),
    Column::optional("round_the_clock").of(YES_NO),
];

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    code: OfficeCode,
    kind: OfficeKind,
    name: String,
    name_en: String,
    parent: Given<Option<OfficeCode>>,
    province: Given<Option<ProvinceCode>>,
    commune: Given<Option<CommuneCode>>,
    email: Given<Option<String>>,
    round_the_clock: Given<bool>,
}

pub(super) fn read(cells: &mut Cells<'_>, places: &Places) -> Option<Record> {
    let (code, kind) = (cells.code("code"), cells.choice("kind"));
    let (name, name_en) = (cells.text("name"), cells.text("name_en"));
    let parent = cells.optional_code("parent");
    let commune = cells.optional_commune("commune", places);
    let province = cells.optional_province("province", &commune, places);
    let (email, round_the_clock) = (cells.optional_email("email"), cells.flag_or("round_the_clock", false));
    Some(Record {
        code: code?,
        kind: OfficeKind::parse(kind?)?,
        name: name?,
        name_en: name_en?,
        parent,
        province,
        commune,
        email,
        round_the_clock,
    })
}

pub(super) fn check(records: &[Numbered<Record>], findings: &mut Findings) {
    no_key_twice(records, "code", |record| record.code.to_string(), findings);
}

/// Every office by its code.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<HashMap<String, office::Model>, DbErr> {
    Ok(office::Entity::find().all(db).await?.into_iter().map(|office| (office.code.clone(), office)).collect())
}

pub(super) async fn compare(
    db: &impl ConnectionTrait,
    by: &Registrar,
    records: Vec<Numbered<Record>>,
    findings: &mut Findings,
) -> Result<Changes<office::Model, office::Model>, DbErr> {
    let known = all(db).await?;
    let listed: HashSet<&str> = records.iter().map(|found| found.record.code.as_str()).collect();
    let mut only = Only::of(&known);
    let mut changes = Changes::default();
    for found in &records {
        let present = known.get(found.record.code.as_str());
        let wanted = match present {
            Some(present) => mended(found, present, by, findings),
            None => founded(found, &known, &listed, by, &mut only, findings),
        };
        if let Some(wanted) = wanted {
            changes.sort_in(present, wanted);
        }
    }
    let above: HashMap<&str, &str> =
        changes.added.iter().filter_map(|new| Some((new.code.as_str(), new.parent_code.as_deref()?))).collect();
    for found in records.iter().filter(|found| circles(found.record.code.as_str(), &above)) {
        found.fault(findings, "parent", Fault::ParentCircle, above.get(found.record.code.as_str()).copied().unwrap_or_default());
    }
    Ok(changes)
}

/// An office that exists, as the file wants it.
fn mended(found: &Numbered<Record>, present: &office::Model, by: &Registrar, findings: &mut Findings) -> Option<office::Model> {
    let record = found.record.clone();
    if !by.covers(present) {
        found.fault(findings, "code", Fault::OutsideArea, record.code.as_str());
        return None;
    }
    let before = findings.total();
    let mut fixed = |column, said: Option<String>, kept: Option<&str>| {
        if said.as_deref() != kept {
            found.fault(findings, column, Fault::Fixed, kept.unwrap_or_default());
        }
    };
    let kept = |code: &Option<String>| code.clone();
    fixed("kind", Some(record.kind.code().to_owned()), Some(&present.kind));
    fixed("parent", text(record.parent, kept(&present.parent_code)), present.parent_code.as_deref());
    fixed("commune", text(record.commune, kept(&present.commune_code)), present.commune_code.as_deref());
    fixed("province", text(record.province, kept(&present.province_code)), present.province_code.as_deref());
    (findings.total() == before).then(|| office::Model {
        name: record.name,
        name_en: record.name_en,
        email: record.email.or(present.email.clone()),
        round_the_clock: record.round_the_clock.or(present.round_the_clock),
        ..present.clone()
    })
}

fn text<C: Into<String>>(given: Given<Option<C>>, present: Option<String>) -> Option<String> {
    match given {
        Given::Left => present,
        Given::Said(code) => code.map(Into::into),
    }
}

/// A new office.
fn founded(
    found: &Numbered<Record>,
    known: &HashMap<String, office::Model>,
    listed: &HashSet<&str>,
    by: &Registrar,
    only: &mut Only,
    findings: &mut Findings,
) -> Option<office::Model> {
    let before = findings.total();
    let record = found.record.clone();
    let (parent, province, commune) = (text(record.parent, None), text(record.province, None), text(record.commune, None));
    if !by.covers_place(province.as_deref()) {
        let (column, typed) = commune.as_deref().map_or(("province", province.as_deref()), |code| ("commune", Some(code)));
        found.fault(findings, column, Fault::OutsideArea, typed.unwrap_or_default());
    }
    if !fits(record.kind, province.is_some(), commune.is_some()) {
        found.fault(findings, "kind", Fault::KindAndPlace, record.kind.code());
    } else if !only.take(record.kind, province.as_deref(), commune.as_deref()) {
        found.fault(findings, "kind", Fault::OnlyOne, record.kind.code());
    }
    match parent.as_deref().map(|code| (code, known.get(code))) {
        None => found.fault(findings, "parent", Fault::ParentNeeded, ""),
        Some((code, None)) if listed.contains(code) => {}
        Some((_, Some(above))) if by.covers(above) && above.merged_into.is_none() => {}
        Some((code, Some(above))) if by.covers(above) => found.fault(findings, "parent", Fault::OfficeClosed, code),
        Some((code, _)) => found.fault(findings, "parent", Fault::UnknownOffice, code),
    }
    (findings.total() == before).then(|| office::Model {
        code: record.code.into(),
        kind: record.kind.code().to_owned(),
        name: record.name,
        name_en: record.name_en,
        parent_code: parent,
        province_code: province,
        commune_code: commune,
        email: record.email.or(None),
        staffed: false,
        round_the_clock: record.round_the_clock.or(false),
        suspended: false,
        merged_into: None,
    })
}

/// Whether an office of this kind can be for such a place. An office without a province is the ministry's or national: whoever
/// administers it administers the country.
fn fits(kind: OfficeKind, province: bool, commune: bool) -> bool {
    use OfficeKind as K;
    match kind {
        K::MinistryDesk | K::MinistryHealth => !province && !commune,
        K::Hotline111 => !commune,
        K::CommunePc | K::CommuneSocial | K::CommuneCivilStatus | K::CommunePolice => commune,
        kind if kind.is_provincial() => province && !commune,
        _ => province,
    }
}

/// The offices of which a place has one: reports are routed to them, and a second one could take them away.
struct Only(HashSet<(String, Option<String>)>);

impl Only {
    fn of(known: &HashMap<String, office::Model>) -> Self {
        let mut only = Self(HashSet::new());
        for office in known.values().filter(|office| office.merged_into.is_none()) {
            if let Some(kind) = OfficeKind::parse(&office.kind) {
                only.take(kind, office.province_code.as_deref(), office.commune_code.as_deref());
            }
        }
        only
    }

    /// Takes the place of this kind; whether it was free.
    fn take(&mut self, kind: OfficeKind, province: Option<&str>, commune: Option<&str>) -> bool {
        let place = match kind {
            OfficeKind::CommunePc => commune,
            OfficeKind::ProvinceCommittee | OfficeKind::ProvinceHealth => province,
            _ => return true,
        };
        self.0.insert((kind.code().to_owned(), place.map(str::to_owned)))
    }
}

/// Whether the line above `code`, among the new offices, comes back to it.
fn circles(code: &str, above: &HashMap<&str, &str>) -> bool {
    let (mut at, mut seen) = (code, HashSet::new());
    while let Some(parent) = above.get(at) {
        if *parent == code {
            return true;
        }
        if !seen.insert(*parent) {
            return false;
        }
        at = parent;
    }
    false
}

/// Writes the changes; gives the codes of the offices added, and of those changed.
pub(super) async fn write(tx: &Tx, changes: Changes<office::Model, office::Model>) -> Result<(Vec<String>, Vec<String>), DbErr> {
    let added = parents_first(changes.added);
    let codes =
        (added.iter().map(|office| office.code.clone()).collect(), changes.changed.iter().map(|office| office.code.clone()).collect());
    rows::insert_all(tx, added).await?;
    for office in changes.changed {
        // Only what an import decides: whether somebody can answer there is another's to say.
        let (name, name_en) = (Set(office.name.clone()), Set(office.name_en.clone()));
        let (email, round_the_clock) = (Set(office.email.clone()), Set(office.round_the_clock));
        office::ActiveModel { name, name_en, email, round_the_clock, ..office.into_active_model() }.update(tx).await?;
    }
    Ok(codes)
}

/// The foreign key is checked at once.
fn parents_first(added: Vec<office::Model>) -> Vec<office::Model> {
    let above: HashMap<String, Option<String>> = added.iter().map(|new| (new.code.clone(), new.parent_code.clone())).collect();
    let depth = |code: &str| {
        let mut steps = 0;
        let mut at = above.get(code).cloned().flatten();
        while let Some(parent) = at.filter(|parent| above.contains_key(parent)) {
            steps += 1;
            at = above.get(&parent).cloned().flatten();
        }
        steps
    };
    let mut sorted: Vec<(usize, office::Model)> = added.into_iter().map(|new| (depth(&new.code), new)).collect();
    sorted.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
    sorted.into_iter().map(|(_, office)| office).collect()
}

pub(super) async fn export(db: &impl ConnectionTrait, by: &Registrar) -> Result<Vec<Vec<String>>, DbErr> {
    let offices = office::Entity::find().filter(by.offices()).order_by_asc(office::Column::Code).all(db).await?;
    let cells = |office: office::Model| {
        vec![
            office.code,
            office.kind,
            harmless(office.name),
            harmless(office.name_en),
            office.parent_code.unwrap_or_default(),
            office.province_code.unwrap_or_default(),
            office.commune_code.unwrap_or_default(),
            harmless(office.email.unwrap_or_default()),
            yes_no(office.round_the_clock),
        ]
    };
    Ok(offices.into_iter().map(cells).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{KINDS, circles, fits};
    use crate::localities::OfficeKind;

    #[test]
    fn a_circle_of_new_offices_is_found_and_a_line_is_none() {
        let above = HashMap::from([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "f"), ("f", "syt-79"), ("g", "g")]);
        let found: Vec<&str> = ["a", "b", "c", "d", "e", "f", "g"].into_iter().filter(|code| circles(code, &above)).collect();
        assert_eq!(found, ["a", "b", "c", "g"]);
    }

    #[test]
    fn every_kind_can_be_written() {
        assert_eq!(OfficeKind::ALL.map(OfficeKind::code), KINDS);
    }

    #[test]
    fn only_the_ministry_and_the_national_hotline_have_no_province() {
        for kind in OfficeKind::ALL {
            let national = matches!(kind, OfficeKind::MinistryDesk | OfficeKind::MinistryHealth | OfficeKind::Hotline111);
            assert_eq!(fits(kind, false, false), national, "{kind:?}");
        }
    }
}
