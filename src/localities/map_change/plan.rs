//! From tables to a plan: every line is held against the map of the day before, and against the other lines.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Edge, Plan,
    after::Map,
    fault::{Fault, Problem},
    read::{CHANGES, COMMUNES, Change, ChangeKind, Extent, List, Listed, PROVINCES},
};
use crate::{
    kernel::codes::CommuneCode,
    localities::{places::CommuneKind, seed::CommuneRow},
};

/// Plans the change from `map`, the country on the day before.
///
/// # Errors
/// Every fault there is, by file and line.
pub fn plan(map: &Map, list: &List) -> Result<Plan, Vec<Fault>> {
    let mut check = Check { map, list, faults: Vec::new() };
    let Some(first) = list.changes.first().map(|change| change.day).or_else(|| list.provinces.iter().find_map(|listed| listed.day)) else {
        return Err(vec![Fault { file: CHANGES, line: None, problem: Problem::NoChange }]);
    };
    check.one_day(first);
    check.no_twins();
    let listed: BTreeMap<&CommuneCode, &Listed<CommuneRow>> = list.communes.iter().map(|listed| (&listed.row.code, listed)).collect();
    let by_old = check.grouped();
    let ends: BTreeSet<&CommuneCode> = by_old.iter().filter(|(old, lines)| is_retired(old, lines)).map(|(old, _)| *old).collect();
    for (old, lines) in &by_old {
        check.group(old, lines);
    }
    for change in &list.changes {
        check.line(change, &listed, &ends);
    }
    check.list(&listed, &by_old, &ends);
    let provinces = check.provinces();
    if !check.faults.is_empty() {
        check.faults.sort_by_key(|fault| (fault.file, fault.line));
        return Err(check.faults);
    }
    let edges = list.changes.iter().filter(|change| !change.kind.keeps_the_code()).map(|change| Edge {
        from: change.old.clone(),
        to: change.new.clone(),
        is_default: change.is_default || change.kind == ChangeKind::Merged,
    });
    let rows = || list.communes.iter().map(|listed| &listed.row);
    Ok(Plan {
        effective_on: first,
        legal_basis: bases(list),
        new: rows().filter(|row| !map.communes.contains_key(&row.code)).cloned().collect(),
        altered: rows().filter(|row| map.communes.get(&row.code).is_some_and(|today| today != *row)).cloned().collect(),
        provinces,
        edges: edges.collect(),
    })
}

/// Every resolution that is named, once.
fn bases(list: &List) -> String {
    let mut bases: Vec<&str> = list.changes.iter().map(|change| change.legal_basis.as_str()).collect();
    bases.sort_unstable();
    bases.dedup();
    bases.join("; ")
}

fn is_retired(old: &CommuneCode, lines: &[&Change]) -> bool {
    lines.iter().any(|line| !line.kind.keeps_the_code()) && lines.iter().all(|line| line.new != *old)
}

struct Check<'a> {
    map: &'a Map,
    list: &'a List,
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    fn fault(&mut self, file: &'static str, line: u64, problem: Problem) {
        self.faults.push(Fault { file, line: Some(line), problem });
    }

    fn one_day(&mut self, first: NaiveDate) {
        let list = self.list;
        let touched: BTreeSet<&CommuneCode> = list.changes.iter().map(|change| &change.new).collect();
        let communes = list.communes.iter().filter(|listed| touched.contains(&listed.row.code)).map(|l| (COMMUNES, l.line, l.day));
        let changes = list.changes.iter().map(|change| (CHANGES, change.line, Some(change.day)));
        let provinces = list.provinces.iter().map(|listed| (PROVINCES, listed.line, listed.day));
        let days: Vec<_> = changes.chain(communes).chain(provinces).collect();
        for (file, line, found) in days.into_iter().filter_map(|(file, line, day)| Some((file, line, day?))) {
            if found != first {
                self.fault(file, line, Problem::AnotherDay { first: first.to_string(), found: found.to_string() });
            }
        }
    }

    fn no_twins(&mut self) {
        let mut seen = BTreeSet::new();
        for listed in &self.list.communes {
            if !seen.insert(&listed.row.code) {
                self.fault(COMMUNES, listed.line, Problem::Twice(listed.row.code.to_string()));
            }
        }
        let mut seen = BTreeSet::new();
        for change in &self.list.changes {
            if !seen.insert((&change.old, &change.new, change.kind.code())) {
                self.fault(CHANGES, change.line, Problem::Twice(format!("{} to {}", change.old, change.new)));
            }
        }
    }

    fn grouped(&self) -> BTreeMap<&'a CommuneCode, Vec<&'a Change>> {
        let mut groups: BTreeMap<&CommuneCode, Vec<&Change>> = BTreeMap::new();
        for change in &self.list.changes {
            groups.entry(&change.old).or_default().push(change);
        }
        groups
    }

    /// What the lines of one old commune say together.
    fn group(&mut self, old: &CommuneCode, lines: &[&Change]) {
        let Some(first) = lines.first() else { return };
        let moving: Vec<&&Change> = lines.iter().filter(|line| !line.kind.keeps_the_code()).collect();
        let kinds: BTreeSet<&str> = moving.iter().map(|line| line.kind.code()).collect();
        let goes_on = moving.is_empty() || moving.iter().any(|line| line.new == *old);
        if kinds.len() > 1 || (moving.len() < lines.len() && !goes_on) {
            return self.fault(CHANGES, first.line, Problem::MixedKinds(old.to_string()));
        }
        let Some(moved) = moving.first() else { return };
        let defaults = moving.iter().filter(|line| line.is_default).count();
        match moved.kind {
            ChangeKind::Merged if moving.len() > 1 => self.fault(CHANGES, moved.line, Problem::MergedTwice(old.to_string())),
            ChangeKind::Split if moving.len() < 2 => self.fault(CHANGES, moved.line, Problem::SplitIntoOne(old.to_string())),
            ChangeKind::Split if defaults != 1 => self.fault(CHANGES, moved.line, Problem::OneDefault(old.to_string(), defaults)),
            _ => {}
        }
    }

    fn line(&mut self, change: &Change, listed: &BTreeMap<&CommuneCode, &Listed<CommuneRow>>, ends: &BTreeSet<&CommuneCode>) {
        let (old, new) = (change.old.to_string(), change.new.to_string());
        let mut faults = Vec::new();
        if !self.map.communes.contains_key(&change.old) {
            faults.push(Problem::NotOnTheMap(old.clone()));
        }
        if change.kind.keeps_the_code() && old != new {
            faults.push(Problem::KeepsItsCode { kind: change.kind.code() });
        }
        if change.kind == ChangeKind::Merged && old == new {
            faults.push(Problem::IntoItself(old.clone()));
        }
        if ends.contains(&change.new) && old != new {
            faults.push(Problem::Chain { from: old.clone(), to: new.clone() });
        }
        let today = self.map.communes.get(&change.new);
        match listed.get(&change.new) {
            // A commune that stays as it is need not be repeated in a short list.
            None if today.is_some() && self.list.extent == Extent::OnlyChanged && !change.kind.keeps_the_code() => {}
            None if ends.contains(&change.new) => {}
            None => faults.push(Problem::NotListed(new)),
            Some(row) if change.kind.keeps_the_code() && !alters(change.kind, today, &row.row) => faults.push(Problem::NothingChanges(new)),
            Some(_) => {}
        }
        for problem in faults {
            self.fault(CHANGES, change.line, problem);
        }
    }

    fn list(
        &mut self,
        listed: &BTreeMap<&CommuneCode, &Listed<CommuneRow>>,
        by_old: &BTreeMap<&CommuneCode, Vec<&Change>>,
        ends: &BTreeSet<&CommuneCode>,
    ) {
        let (map, list) = (self.map, self.list);
        let made: BTreeSet<&CommuneCode> = list.changes.iter().filter(|c| !c.kind.keeps_the_code()).map(|change| &change.new).collect();
        for Listed { line, row, .. } in &list.communes {
            let code = row.code.to_string();
            if !map.provinces.contains_key(&row.province_code) {
                self.fault(COMMUNES, *line, Problem::UnknownProvince(row.province_code.to_string()));
            }
            if map.retired.contains_key(&row.code) {
                self.fault(COMMUNES, *line, Problem::NeverAgain(code.clone()));
            } else if ends.contains(&row.code) {
                self.fault(COMMUNES, *line, Problem::StillListed(code.clone()));
            }
            let altered = match map.communes.get(&row.code) {
                None if !made.contains(&row.code) => {
                    self.fault(COMMUNES, *line, Problem::FromNowhere(code.clone()));
                    true
                }
                None => true,
                Some(today) => {
                    let said = by_old.get(&row.code).is_some_and(|lines| lines.iter().any(|line| line.kind.keeps_the_code()));
                    if today != row && !said && !ends.contains(&row.code) {
                        self.fault(COMMUNES, *line, Problem::SilentChange(code));
                    }
                    today != row
                }
            };
            let expected = format!("{} {}", kind_word(row.kind), row.name);
            if altered && row.full_name != expected {
                self.fault(COMMUNES, *line, Problem::FullName { found: row.full_name.clone(), expected });
            }
        }
        if list.extent == Extent::Whole {
            let missing = map.communes.keys().filter(|code| !listed.contains_key(code) && !ends.contains(code));
            let missing: Vec<String> = missing.map(ToString::to_string).collect();
            self.faults.extend(missing.into_iter().map(|code| Fault { file: COMMUNES, line: None, problem: Problem::Vanishes(code) }));
        }
    }

    /// The provinces that get another name or kind.
    fn provinces(&mut self) -> Vec<crate::localities::seed::ProvinceRow> {
        let mut altered = Vec::new();
        for Listed { line, row, .. } in &self.list.provinces {
            match self.map.provinces.get(&row.code) {
                None => self.fault(PROVINCES, *line, Problem::NewProvince(row.code.to_string())),
                Some(today) if today == row && self.list.extent == Extent::OnlyChanged => {
                    self.fault(PROVINCES, *line, Problem::NothingChanges(row.code.to_string()));
                }
                Some(today) if today == row => {}
                Some(_) => altered.push(row.clone()),
            }
        }
        altered
    }
}

/// Whether the new row differs in what the kind of change is about.
fn alters(kind: ChangeKind, today: Option<&CommuneRow>, row: &CommuneRow) -> bool {
    today.is_none_or(|today| match kind {
        ChangeKind::Renamed => today.name != row.name,
        ChangeKind::Upgraded => today.kind != row.kind,
        _ => today.province_code != row.province_code,
    })
}

fn kind_word(kind: CommuneKind) -> &'static str {
    match kind {
        CommuneKind::Commune => "Xã",
        CommuneKind::Ward => "Phường",
        CommuneKind::SpecialZone => "Đặc khu",
    }
}
