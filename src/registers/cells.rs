//! The cells of one row, read by the names of their columns. A fault is noted where it stands and the row is read on, so that
//! whoever mends the file sees all of it at once.

use csv::StringRecord;

use super::{
    Column, cell,
    finding::{Fault, Finding, Findings, Place},
};
use crate::{
    kernel::{
        codes::{CommuneCode, OfficeCode, ProvinceCode},
        text::LINE_CHARS,
    },
    localities::Places,
};

/// A value of a column that may be missing in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given<T> {
    /// The file has no such column: what is there stays.
    Left,
    /// This is said.
    Said(T),
}

impl<T> Given<T> {
    /// What is said, or what is there.
    pub(super) fn or(self, present: T) -> T {
        match self {
            Self::Left => present,
            Self::Said(value) => value,
        }
    }
}

/// One row.
pub(super) struct Cells<'t> {
    pub(super) line: u64,
    pub(super) record: &'t StringRecord,
    pub(super) columns: &'static [Column],
    pub(super) at: &'t [Option<usize>],
    pub(super) findings: &'t mut Findings,
}

impl Cells<'_> {
    /// What stands in a column as it came; nothing where the file has no such column.
    pub(super) fn raw(&self, column: &str) -> Option<&str> {
        let place = self.columns.iter().position(|known| known.name == column)?;
        self.record.get((*self.at.get(place)?)?)
    }

    pub(super) fn fault(&mut self, column: &'static str, fault: Fault) {
        let typed = self.raw(column).unwrap_or_default().trim().to_owned();
        self.findings.add(Finding::new(Place::Cell(self.line, column), fault).quoting(&typed));
    }

    /// The value of a filled cell; nothing, and a fault, where it is empty.
    fn needed(&mut self, column: &'static str) -> Option<String> {
        let typed = cell::trimmed(self.raw(column).unwrap_or_default()).into_owned();
        if typed.is_empty() {
            self.fault(column, Fault::Needed);
            return None;
        }
        Some(typed)
    }

    /// An optional value: `Said(None)` where the cell is empty.
    fn optional<T>(&mut self, column: &'static str, read: impl FnOnce(&mut Self) -> Option<T>) -> Given<Option<T>> {
        match self.raw(column).map(|raw| cell::trimmed(raw).is_empty()) {
            None => Given::Left,
            Some(true) => Given::Said(None),
            Some(false) => Given::Said(read(self)),
        }
    }

    fn read<T>(&mut self, column: &'static str, fault: Fault, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(&self.needed(column)?);
        if value.is_none() {
            self.fault(column, fault);
        }
        value
    }

    /// Words for people.
    pub(super) fn text(&mut self, column: &'static str) -> Option<String> {
        self.needed(column)?;
        match cell::text(self.raw(column).unwrap_or_default(), LINE_CHARS) {
            Ok(text) => Some(text),
            Err(Fault::TooLong) => {
                self.findings.add(Finding::new(Place::Cell(self.line, column), Fault::TooLong).with("max", LINE_CHARS));
                None
            }
            Err(fault) => {
                self.fault(column, fault);
                None
            }
        }
    }

    pub(super) fn optional_text(&mut self, column: &'static str) -> Given<Option<String>> {
        self.optional(column, |cells| cells.text(column))
    }

    /// A code of ours: small letters, digits, hyphens.
    pub(super) fn code(&mut self, column: &'static str) -> Option<OfficeCode> {
        self.read(column, Fault::BadCode, OfficeCode::parse)
    }

    pub(super) fn optional_code(&mut self, column: &'static str) -> Given<Option<OfficeCode>> {
        self.optional(column, |cells| cells.code(column))
    }

    /// One of the codes of the column.
    pub(super) fn choice(&mut self, column: &'static str) -> Option<&'static str> {
        let typed = self.needed(column)?;
        let choices = self.columns.iter().find(|known| known.name == column).map_or(&[][..], |known| known.choices);
        let found = choices.iter().find(|choice| **choice == typed).copied();
        if found.is_none() {
            let finding = Finding::new(Place::Cell(self.line, column), Fault::UnknownChoice).quoting(&typed);
            self.findings.add(finding.with("choices", choices.join(", ")));
        }
        found
    }

    pub(super) fn flag(&mut self, column: &'static str) -> Option<bool> {
        self.read(column, Fault::NotYesNo, cell::flag)
    }

    /// A flag that, left empty, is `empty`.
    pub(super) fn flag_or(&mut self, column: &'static str, empty: bool) -> Given<bool> {
        match self.optional(column, |cells| cells.flag(column)) {
            Given::Left => Given::Left,
            Given::Said(flag) => Given::Said(flag.unwrap_or(empty)),
        }
    }

    /// A flag that, left empty, is not known.
    pub(super) fn optional_flag(&mut self, column: &'static str) -> Given<Option<bool>> {
        self.optional(column, |cells| cells.flag(column))
    }

    pub(super) fn phone(&mut self, column: &'static str) -> Option<String> {
        self.read(column, Fault::BadPhone, cell::phone)
    }

    pub(super) fn optional_phone(&mut self, column: &'static str) -> Given<Option<String>> {
        self.optional(column, |cells| cells.phone(column))
    }

    /// A mail address in the form in which it is compared.
    pub(super) fn email(&mut self, column: &'static str) -> Option<String> {
        self.read(column, Fault::BadEmail, |typed| {
            let plain = typed.chars().all(|c| c.is_ascii_graphic()) && typed.starts_with(|c: char| c.is_ascii_alphanumeric());
            crate::access::staff::folded_email(typed).filter(|_| plain && typed.len() <= LINE_CHARS)
        })
    }

    pub(super) fn optional_email(&mut self, column: &'static str) -> Given<Option<String>> {
        self.optional(column, |cells| cells.email(column))
    }

    /// A day that has come.
    pub(super) fn optional_day(&mut self, column: &'static str) -> Given<Option<String>> {
        self.optional(column, |cells| cells.read(column, Fault::BadDate, cell::day).map(|day| day.to_string()))
    }

    pub(super) fn commune(&mut self, column: &'static str, places: &Places) -> Option<CommuneCode> {
        self.read(column, Fault::UnknownCommune, |typed| CommuneCode::parse(typed).filter(|code| places.commune(code).is_some()))
    }

    pub(super) fn optional_commune(&mut self, column: &'static str, places: &Places) -> Given<Option<CommuneCode>> {
        self.optional(column, |cells| cells.commune(column, places))
    }

    /// The province in `column`, or the one in which `commune` lies; the two must not differ.
    pub(super) fn optional_province(
        &mut self,
        column: &'static str,
        commune: &Given<Option<CommuneCode>>,
        places: &Places,
    ) -> Given<Option<ProvinceCode>> {
        let said = self.optional(column, |cells| {
            cells.read(column, Fault::UnknownProvince, |typed| ProvinceCode::parse(typed).filter(|code| places.province(code).is_some()))
        });
        let Given::Said(Some(commune)) = commune else { return said };
        let Some(around) = places.commune(commune).map(|commune| commune.province.clone()) else { return said };
        if matches!(&said, Given::Said(Some(said)) if *said != around) {
            self.fault(column, Fault::OtherProvince);
        }
        Given::Said(Some(around))
    }
}
