//! Reading the tables of a change: every row is read, every fault is told, by line.

use chrono::NaiveDate;
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error as ValueError};

use super::fault::{Fault, Problem};
use crate::{
    kernel::codes::{CommuneCode, ProvinceCode},
    localities::{
        places::{CommuneKind, ProvinceKind},
        seed::{CommuneRow, ProvinceRow},
    },
};

/// The new list of communes.
pub const COMMUNES: &str = "communes.csv";
/// What changes.
pub const CHANGES: &str = "changes.csv";
/// Provinces with another name or kind; may be missing.
pub const PROVINCES: &str = "provinces.csv";

/// Whether the list of communes holds the whole country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every commune of the day: one that is missing must have gone somewhere.
    Whole,
    /// Only communes that are new or altered; the others stay as they are.
    OnlyChanged,
}

/// The tables as text.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// [`COMMUNES`].
    pub communes: &'a str,
    /// [`CHANGES`].
    pub changes: &'a str,
    /// [`PROVINCES`].
    pub provinces: Option<&'a str>,
}

/// What happens to a commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It becomes part of another.
    Merged,
    /// Its ground goes to several.
    Split,
    /// It keeps its code under another name.
    Renamed,
    /// It keeps its code as another kind.
    Upgraded,
    /// It keeps its code in another province.
    MovedProvince,
}

impl ChangeKind {
    const ALL: [(&'static str, Self); 5] = [
        ("merged", Self::Merged),
        ("split", Self::Split),
        ("renamed", Self::Renamed),
        ("upgraded", Self::Upgraded),
        ("moved_province", Self::MovedProvince),
    ];

    /// As it is written.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(code, _)| code)
    }

    /// Whether the commune goes on under its code.
    #[must_use]
    pub fn keeps_the_code(self) -> bool {
        matches!(self, Self::Renamed | Self::Upgraded | Self::MovedProvince)
    }
}

/// A line of [`COMMUNES`] or [`PROVINCES`].
#[derive(Debug, Clone)]
pub struct Listed<Row> {
    /// Where it stands.
    pub line: u64,
    /// The row.
    pub row: Row,
    /// The day it says, if it does.
    pub day: Option<NaiveDate>,
}

/// A line of [`CHANGES`].
#[derive(Debug, Clone)]
pub struct Change {
    /// Where it stands.
    pub line: u64,
    /// The commune as it was.
    pub old: CommuneCode,
    /// The commune it becomes, or becomes part of.
    pub new: CommuneCode,
    /// What happens.
    pub kind: ChangeKind,
    /// Whether it is marked as the default part.
    pub is_default: bool,
    /// From when on.
    pub day: NaiveDate,
    /// The resolution.
    pub legal_basis: String,
}

/// All lines of a change of the map.
#[derive(Debug, Clone)]
pub struct List {
    /// Communes.
    pub communes: Vec<Listed<CommuneRow>>,
    /// Changes.
    pub changes: Vec<Change>,
    /// Provinces.
    pub provinces: Vec<Listed<ProvinceRow>>,
    /// What a missing commune means.
    pub extent: Extent,
}

impl List {
    /// Reads the tables.
    ///
    /// # Errors
    /// Every fault of every line.
    pub fn read(tables: Tables<'_>, extent: Extent) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let communes = rows(COMMUNES, tables.communes, &["code", "name", "full_name", "kind", "province_code"], &mut faults, commune);
        let needed = ["old_code", "new_code", "kind", "effective_from", "legal_basis"];
        let changes = rows(CHANGES, tables.changes, &needed, &mut faults, change);
        let provinces = tables.provinces.map_or_else(Vec::new, |text| {
            rows(PROVINCES, text, &["code", "name", "full_name", "full_name_en", "kind"], &mut faults, province)
        });
        if faults.is_empty() { Ok(Self { communes, changes, provinces, extent }) } else { Err(faults) }
    }
}

/// One line, by the names of its columns.
struct Line<'a> {
    number: u64,
    headers: &'a csv::StringRecord,
    record: csv::StringRecord,
}

impl Line<'_> {
    fn text(&self, column: &str) -> &str {
        let at = self.headers.iter().position(|header| header.trim() == column);
        at.and_then(|at| self.record.get(at)).map_or("", str::trim)
    }

    fn filled(&self, column: &'static str) -> Result<String, Problem> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned).ok_or(Problem::Empty(column))
    }

    fn commune(&self, column: &'static str) -> Result<CommuneCode, Problem> {
        let text = self.text(column);
        CommuneCode::parse(text).ok_or_else(|| Problem::CommuneCode { column, text: text.to_owned() })
    }

    fn province(&self, column: &'static str) -> Result<ProvinceCode, Problem> {
        ProvinceCode::parse(self.text(column)).ok_or_else(|| Problem::ProvinceCode(self.text(column).to_owned()))
    }

    fn day(&self) -> Result<Option<NaiveDate>, Problem> {
        let text = self.text("effective_from");
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text);
        if text.is_empty() { Ok(None) } else { day().map(Some).ok_or_else(|| Problem::Day(text.to_owned())) }
    }
}

fn rows<T>(
    file: &'static str,
    text: &str,
    needed: &[&'static str],
    faults: &mut Vec<Fault>,
    row: impl Fn(&Line<'_>) -> Result<T, Problem>,
) -> Vec<T> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let missing: Vec<&'static str> =
        needed.iter().copied().filter(|column| !headers.iter().any(|header| header.trim() == *column)).collect();
    if !missing.is_empty() {
        faults.extend(missing.into_iter().map(|column| Fault { file, line: Some(1), problem: Problem::MissingColumn(column) }));
        return Vec::new();
    }
    let mut read = Vec::new();
    for record in reader.into_records() {
        let (line, outcome) = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                (line, row(&Line { number: line, headers: &headers, record }))
            }
            Err(error) => (error.position().map_or(0, csv::Position::line), Err(Problem::Unreadable(error.to_string()))),
        };
        match outcome {
            Ok(row) => read.push(row),
            Err(problem) => faults.push(Fault { file, line: Some(line), problem }),
        }
    }
    read
}

fn commune(line: &Line<'_>) -> Result<Listed<CommuneRow>, Problem> {
    let kind = line.text("kind");
    let row = CommuneRow {
        code: line.commune("code")?,
        province_code: line.province("province_code")?,
        name: line.filled("name")?,
        full_name: line.filled("full_name")?,
        kind: word::<CommuneKind>(kind).ok_or_else(|| Problem::CommuneKind(kind.to_owned()))?,
    };
    Ok(Listed { line: line.number, row, day: line.day()? })
}

fn province(line: &Line<'_>) -> Result<Listed<ProvinceRow>, Problem> {
    let kind = line.text("kind");
    let row = ProvinceRow {
        code: line.province("code")?,
        name: line.filled("name")?,
        full_name: line.filled("full_name")?,
        full_name_en: line.filled("full_name_en")?,
        kind: word::<ProvinceKind>(kind).ok_or_else(|| Problem::ProvinceKind(kind.to_owned()))?,
    };
    Ok(Listed { line: line.number, row, day: line.day()? })
}

fn change(line: &Line<'_>) -> Result<Change, Problem> {
    let kind = line.text("kind");
    let is_default = match line.text("is_default") {
        "1" => true,
        "" | "0" => false,
        other => return Err(Problem::Default(other.to_owned())),
    };
    Ok(Change {
        line: line.number,
        old: line.commune("old_code")?,
        new: line.commune("new_code")?,
        kind: ChangeKind::ALL
            .iter()
            .find(|(code, _)| *code == kind)
            .map(|(_, kind)| *kind)
            .ok_or_else(|| Problem::ChangeKind(kind.into()))?,
        is_default,
        day: line.day()?.ok_or(Problem::Empty("effective_from"))?,
        legal_basis: line.filled("legal_basis")?,
    })
}

/// A value of a closed list by the word that stands for it in a table.
fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(IntoDeserializer::<ValueError>::into_deserializer(text)).ok()
}
