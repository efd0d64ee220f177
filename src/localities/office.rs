//! Offices, and the small book of those that matter for one place.
//!
//! A book always holds a ministry desk: whatever is missing or must not know, somebody is in charge. An office that was merged into
//! another is looked up as the one it became; one that is suspended stays where it is, unstaffed, and is told nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::codes::{CommuneCode, OfficeCode, ProvinceCode};

use super::office_kind::OfficeKind;

/// The ministry desk for children: `Cục Bà mẹ và Trẻ em`.
pub const CHILDREN_DESK: &str = "bo-y-te-tre-em";
/// The ministry desk for adults with disabilities: `Cục Bảo trợ xã hội`.
pub const ADULTS_DESK: &str = "bo-y-te-bao-tro";

/// An organisation with a territory, a kind and a parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its code.
    pub code: OfficeCode,
    /// What it is.
    pub kind: OfficeKind,
    /// Its Vietnamese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// The office above it.
    pub parent: Option<OfficeCode>,
    /// The province it answers for, or lies in; none for the ministry and national hotlines.
    pub province: Option<ProvinceCode>,
    /// The commune it answers for, or lies in; none for provincial and national offices.
    pub commune: Option<CommuneCode>,
    /// Somebody there can answer.
    pub staffed: bool,
    /// A person answers at any hour.
    pub round_the_clock: bool,
}

/// A book without a ministry desk: the ladder would have no top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no ministry desk among the offices: load the standard offices first")]
pub struct NoMinistryDesk;

/// The offices that matter for one place: those of its commune (and of neighbours and candidates, for emergencies), of its province,
/// national round-the-clock desks, and the ministry desks.
#[derive(Debug, Clone)]
pub struct OfficeBook {
    offices: Vec<Office>,
    desk_for_children: Office,
    desk_for_adults: Office,
    changes: Changes,
}

/// What became of some offices of a book.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Each office that was merged, and into which.
    pub merged: BTreeMap<OfficeCode, OfficeCode>,
    /// The offices that are suspended.
    pub suspended: BTreeSet<OfficeCode>,
}

impl OfficeBook {
    /// A book of these offices; their order does not matter.
    ///
    /// # Errors
    /// [`NoMinistryDesk`] when none of them is a ministry desk.
    pub fn new(mut offices: Vec<Office>) -> Result<Self, NoMinistryDesk> {
        offices.sort_by(|a, b| a.code.cmp(&b.code));
        offices.dedup_by(|a, b| a.code == b.code);
        let desks = || offices.iter().filter(|office| office.kind == OfficeKind::MinistryDesk);
        let desk = |code: &str| desks().find(|desk| desk.code.as_str() == code).or_else(|| desks().next()).cloned().ok_or(NoMinistryDesk);
        let (desk_for_children, desk_for_adults) = (desk(CHILDREN_DESK)?, desk(ADULTS_DESK)?);
        Ok(Self { offices, desk_for_children, desk_for_adults, changes: Changes::default() })
    }

    /// The same book, with what became of some of its offices.
    #[must_use]
    pub fn after(self, changes: Changes) -> Self {
        Self { changes, ..self }
    }

    /// The office that stands in the place of `office`: itself, or the one it was merged into.
    #[must_use]
    pub fn standing<'b>(&'b self, office: &'b Office) -> &'b Office {
        let mut stands = office;
        // No longer than there are mergers: a circle, which nobody can make, would end too.
        for _ in 0..self.changes.merged.len() {
            match self.changes.merged.get(&stands.code).and_then(|code| self.get(code)) {
                Some(successor) => stands = successor,
                None => break,
            }
        }
        stands
    }

    /// Whether an office can be told anything: it is neither suspended nor merged into another.
    #[must_use]
    pub fn takes_part(&self, office: &Office) -> bool {
        !self.changes.suspended.contains(&office.code) && !self.changes.merged.contains_key(&office.code)
    }

    /// The office of a code.
    #[must_use]
    pub fn get(&self, code: &OfficeCode) -> Option<&Office> {
        self.offices.iter().find(|office| office.code == *code)
    }

    /// All offices of the book, by code.
    pub fn all(&self) -> impl Iterator<Item = &Office> {
        self.offices.iter()
    }

    /// The offices of a kind in a commune, as they stand today.
    pub fn in_commune(&self, kind: OfficeKind, commune: &CommuneCode) -> impl Iterator<Item = &Office> {
        let there = self.offices.iter().filter(move |office| office.kind == kind && office.commune.as_ref() == Some(commune));
        there.map(|office| self.standing(office))
    }

    /// The provincial offices of a kind, as they stand today; an office of one commune is none.
    pub fn in_province(&self, kind: OfficeKind, province: &ProvinceCode) -> impl Iterator<Item = &Office> {
        let there = self
            .offices
            .iter()
            .filter(move |office| office.kind == kind && office.commune.is_none() && office.province.as_ref() == Some(province));
        there.map(|office| self.standing(office))
    }

    /// The offices above one, nearest first; ends where a parent is missing or comes round again.
    #[must_use]
    pub fn line_above(&self, code: &OfficeCode) -> Vec<&Office> {
        let mut line: Vec<&Office> = Vec::new();
        let mut below = self.get(code);
        while let Some(parent) = below.and_then(|office| office.parent.as_ref()).and_then(|parent| self.get(parent)) {
            if parent.code == *code || line.iter().any(|seen| seen.code == parent.code) {
                break;
            }
            line.push(parent);
            below = Some(parent);
        }
        line
    }

    /// The ministry desk where everything ends for a child, or for an adult; the other one where only that is staffed.
    #[must_use]
    pub fn ministry_desk(&self, for_child: bool) -> &Office {
        let (own, other) =
            if for_child { (&self.desk_for_children, &self.desk_for_adults) } else { (&self.desk_for_adults, &self.desk_for_children) };
        if other.staffed && !own.staffed { other } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::{NoMinistryDesk, Office, OfficeBook};
    use crate::localities::{
        fixture::{commune, office, places, province},
        office_kind::OfficeKind,
        standard_offices::standard_offices,
    };

    fn book() -> OfficeBook {
        let local = |office: &Office| office.province.is_none() || office.province == Some(province("79"));
        OfficeBook::new(standard_offices(places()).into_iter().filter(local).collect()).unwrap()
    }

    #[test]
    fn the_line_above_a_commune_ends_at_the_ministry() {
        let book = book();
        let line: Vec<_> = book.line_above(&office("ubnd-26743")).iter().map(|office| office.code.as_str()).collect();
        assert_eq!(line, ["syt-79", "ubnd-tinh-79", "bo-y-te-tre-em"]);
        assert_eq!(book.in_commune(OfficeKind::CommunePc, &commune("26743")).count(), 1);
        assert_eq!(book.in_province(OfficeKind::ProvinceHealth, &province("79")).count(), 1);
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let mut offices: Vec<Office> = book().all().cloned().collect();
        for office in &mut offices {
            if office.code.as_str() == "ubnd-tinh-79" {
                office.parent = office.code.as_str().replace("ubnd-tinh", "syt").try_into().ok();
            }
        }
        let book = OfficeBook::new(offices).unwrap();
        assert_eq!(book.line_above(&office("ubnd-26743")).len(), 2);
        assert_eq!(book.line_above(&office("syt-79")).len(), 1);
    }

    #[test]
    fn a_book_without_a_top_is_refused() {
        assert_eq!(OfficeBook::new(Vec::new()).unwrap_err(), NoMinistryDesk);
    }

    #[test]
    fn the_desk_fits_the_person_unless_only_the_other_answers() {
        assert_eq!(book().ministry_desk(true).code.as_str(), "bo-y-te-tre-em");
        assert_eq!(book().ministry_desk(false).code.as_str(), "bo-y-te-bao-tro");
        let staffed = book().all().cloned().map(|o| Office { staffed: o.code.as_str() == "bo-y-te-tre-em", ..o }).collect();
        assert_eq!(OfficeBook::new(staffed).unwrap().ministry_desk(false).code.as_str(), "bo-y-te-tre-em");
    }
}
