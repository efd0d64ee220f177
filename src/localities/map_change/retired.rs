//! Communes that ended, told in the words of the tables that search and routing know: they become old names.

use std::collections::{BTreeMap, BTreeSet};

use super::Edge;
use crate::{
    kernel::codes::{CommuneCode, LegacyCommuneCode},
    localities::{
        places::LegacyTarget,
        seed::{CommuneRow, LegacyUnitRow},
    },
};

/// Where the ground of `code` lies today: itself while it exists, otherwise what it became in the end, the default first.
#[must_use]
pub fn settled(edges: &[Edge], code: &CommuneCode) -> Vec<LegacyTarget> {
    let mut found = Vec::new();
    follow(edges, code, true, &mut BTreeSet::new(), &mut found);
    let official = found.len() == 1;
    let mut targets: Vec<LegacyTarget> = found
        .into_iter()
        .map(|(commune, is_default)| LegacyTarget { commune, is_default, official_default: is_default && official })
        .collect();
    targets.sort_by(|a, b| b.is_default.cmp(&a.is_default).then(a.commune.cmp(&b.commune)));
    targets
}

/// A commune that was met on the way is not followed again: tables that somebody altered by hand must not hang a process.
fn follow(edges: &[Edge], code: &CommuneCode, is_default: bool, seen: &mut BTreeSet<CommuneCode>, found: &mut Vec<(CommuneCode, bool)>) {
    let parts: Vec<&Edge> = edges.iter().filter(|edge| edge.from == *code).collect();
    if parts.is_empty() {
        match found.iter_mut().find(|(known, _)| known == code) {
            Some(known) => known.1 |= is_default,
            None => found.push((code.clone(), is_default)),
        }
    } else if seen.insert(code.clone()) {
        for part in parts {
            follow(edges, &part.to, is_default && part.is_default, seen, found);
        }
    }
}

/// The old names with those of `retired` added, every one leading to communes that exist.
#[must_use]
pub fn carried(units: Vec<LegacyUnitRow>, retired: &[CommuneRow], edges: &[Edge]) -> Vec<LegacyUnitRow> {
    if retired.is_empty() {
        return units;
    }
    let goes: BTreeMap<&CommuneCode, Vec<LegacyTarget>> = retired.iter().map(|row| (&row.code, settled(edges, &row.code))).collect();
    let mut carried: Vec<LegacyUnitRow> = Vec::with_capacity(units.len() + retired.len());
    for row in retired {
        let Some(ground) = ground_of(&units, edges, &row.code) else { continue };
        let parts = goes.get(&row.code).into_iter().flatten();
        carried.extend(parts.map(|target| LegacyUnitRow {
            legacy_code: LegacyCommuneCode::of_retired(&row.code),
            full_name: row.full_name.clone(),
            commune_code: target.commune.clone(),
            is_default: target.is_default,
            official_default: target.official_default,
            ..ground.clone()
        }));
    }
    let mut places: BTreeMap<(LegacyCommuneCode, CommuneCode), usize> = BTreeMap::new();
    for unit in units {
        let stays = LegacyTarget { commune: unit.commune_code.clone(), is_default: true, official_default: true };
        let (alone, parts) = goes.get(&unit.commune_code).map_or_else(|| (true, vec![stays]), |parts| (parts.len() == 1, parts.clone()));
        for part in parts {
            let row = LegacyUnitRow {
                commune_code: part.commune,
                is_default: unit.is_default && part.is_default,
                official_default: unit.official_default && part.is_default && alone,
                ..unit.clone()
            };
            // Two parts of an old commune may lie in one commune again.
            let key = (row.legacy_code.clone(), row.commune_code.clone());
            if let Some(known) = places.get(&key).and_then(|at| carried.get_mut(*at)) {
                known.is_default |= row.is_default;
                known.official_default |= row.official_default;
            } else {
                places.insert(key, carried.len());
                carried.push(row);
            }
        }
    }
    carried
}

/// An old commune on the ground of `code`: its dissolved district is how people still tell namesakes apart.
fn ground_of<'a>(units: &'a [LegacyUnitRow], edges: &[Edge], code: &CommuneCode) -> Option<&'a LegacyUnitRow> {
    let mut looked = BTreeSet::new();
    let mut next = vec![code.clone()];
    while let Some(code) = next.pop() {
        let mut own = units.iter().filter(|unit| unit.commune_code == code);
        let first = own.clone().next();
        if let Some(found) = own.find(|unit| unit.is_default).or(first) {
            return Some(found);
        }
        if looked.insert(code.clone()) {
            next.extend(edges.iter().filter(|edge| edge.to == code).map(|edge| edge.from.clone()));
        }
    }
    None
}
