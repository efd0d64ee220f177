//! The locality tables that ship inside the binary (`seeds/`, with `SOURCES.md` for where each comes from).
//!
//! Only the columns the product needs are read. Left out: population, area, centroids, slugs, English commune names, merger notes and
//! legal basis (reference for people, not for routing). One row of the official table is left out too: the Kim Sơn mudflats, which
//! have no code and no inhabitants. An island district that had no communes is listed under its three-digit district code.

use std::{fmt, io::Read};

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::kernel::codes::{CommuneCode, LegacyCommuneCode, ProvinceCode};

use super::places::{CommuneKind, ProvinceKind};

/// Polygons of every commune: gzip-packed `GeoJSON`, WGS 84.
pub const BOUNDARIES_GZ: &[u8] = include_bytes!("../../seeds/communes.geojson.gz");

const PROVINCES: Seed = Seed { file: "seeds/provinces.csv", text: include_str!("../../seeds/provinces.csv") };
const COMMUNES: Seed = Seed { file: "seeds/communes.csv", text: include_str!("../../seeds/communes.csv") };
const LEGACY_UNITS: Seed = Seed { file: "seeds/legacy_units.csv", text: include_str!("../../seeds/legacy_units.csv") };
const LEGACY_ALIASES: Seed = Seed { file: "seeds/legacy_aliases.csv", text: include_str!("../../seeds/legacy_aliases.csv") };
const LEGACY_PROVINCES: Seed = Seed { file: "seeds/legacy_provinces.csv", text: include_str!("../../seeds/legacy_provinces.csv") };

/// A province or centrally-run city of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvinceRow {
    /// Its code.
    pub code: ProvinceCode,
    /// Its name without the kind: `Hà Nội`.
    pub name: String,
    /// Its name with the kind: `Thành phố Hà Nội`.
    pub full_name: String,
    /// The English name with the kind: `Ha Noi City`.
    pub full_name_en: String,
    /// Province or city.
    pub kind: ProvinceKind,
}

/// A commune, ward or special zone of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommuneRow {
    /// Its code.
    pub code: CommuneCode,
    /// The province it lies in.
    pub province_code: ProvinceCode,
    /// Its name without the kind: `Sài Gòn`.
    pub name: String,
    /// Its name with the kind: `Phường Sài Gòn`.
    pub full_name: String,
    /// Commune, ward or special zone.
    pub kind: CommuneKind,
}

/// One edge from a commune of before July 2025 to a commune of today; an old commune that was split has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyUnitRow {
    /// The old code.
    pub legacy_code: LegacyCommuneCode,
    /// The old name with the kind: `Phường Bến Nghé`.
    pub full_name: String,
    /// Code of the dissolved district.
    pub district_code: String,
    /// Name of the dissolved district with the kind: `Quận 1`.
    pub district_name: String,
    /// Old code of the province as it was ([`LegacyProvinceRow::code`]).
    pub legacy_province_code: String,
    /// Where it went.
    pub commune_code: CommuneCode,
    /// The one target taken when nobody chooses.
    pub is_default: bool,
    /// The default follows from the official table (the only target, or the whole population went there) and is no guess.
    pub official_default: bool,
}

/// Another name of an old commune: retired in 2023-2024, or another spelling in the official lists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LegacyAliasRow {
    /// The other name, without a kind.
    pub alias_name: String,
    /// The old commune it means.
    pub legacy_code: LegacyCommuneCode,
}

/// A province of before July 2025 and the one it became part of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LegacyProvinceRow {
    /// Its old two-digit code, which may be another province's code today.
    #[serde(rename = "old_province_code")]
    pub code: String,
    /// Its old name with the kind.
    #[serde(rename = "old_province_name")]
    pub full_name: String,
    /// The province of today.
    #[serde(rename = "new_province_code")]
    pub province_code: ProvinceCode,
}

/// A seed table that cannot be read: which file, which line, and why.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {source}")]
pub struct SeedError {
    file: &'static str,
    line: u64,
    source: csv::Error,
}

struct Seed {
    file: &'static str,
    text: &'static str,
}

/// The provinces of today.
///
/// # Errors
/// [`SeedError`] when a row cannot be read.
pub fn provinces() -> Result<Vec<ProvinceRow>, SeedError> {
    read(PROVINCES.file, PROVINCES.text.as_bytes())
}

/// The communes of today.
///
/// # Errors
/// [`SeedError`] when a row cannot be read.
pub fn communes() -> Result<Vec<CommuneRow>, SeedError> {
    read(COMMUNES.file, COMMUNES.text.as_bytes())
}

/// The edges from old communes to communes of today.
///
/// # Errors
/// [`SeedError`] when a row cannot be read.
pub fn legacy_units() -> Result<Vec<LegacyUnitRow>, SeedError> {
    let lines: Vec<LegacyUnitLine> = read(LEGACY_UNITS.file, LEGACY_UNITS.text.as_bytes())?;
    Ok(lines.into_iter().filter_map(LegacyUnitLine::into_row).collect())
}

/// The other names of old communes.
///
/// # Errors
/// [`SeedError`] when a row cannot be read.
pub fn legacy_aliases() -> Result<Vec<LegacyAliasRow>, SeedError> {
    read(LEGACY_ALIASES.file, LEGACY_ALIASES.text.as_bytes())
}

/// The provinces of before July 2025.
///
/// # Errors
/// [`SeedError`] when a row cannot be read.
pub fn legacy_provinces() -> Result<Vec<LegacyProvinceRow>, SeedError> {
    read(LEGACY_PROVINCES.file, LEGACY_PROVINCES.text.as_bytes())
}

/// A line of `legacy_units.csv` as it stands in the file.
#[derive(Deserialize)]
struct LegacyUnitLine {
    old_code: String,
    old_full_name: String,
    old_kind: String,
    old_district_code: String,
    old_district_name: String,
    old_province_code: String,
    new_code: CommuneCode,
    #[serde(deserialize_with = "one_is_true")]
    is_default: bool,
    default_basis: String,
}

impl LegacyUnitLine {
    fn into_row(self) -> Option<LegacyUnitRow> {
        let code = if self.old_kind == "huyen" { &self.old_district_code } else { &self.old_code };
        let official = matches!(self.default_basis.as_str(), "only_target" | "official_all_population");
        Some(LegacyUnitRow {
            legacy_code: LegacyCommuneCode::parse(code)?,
            full_name: self.old_full_name,
            district_code: self.old_district_code,
            district_name: self.old_district_name,
            legacy_province_code: self.old_province_code,
            commune_code: self.new_code,
            is_default: self.is_default,
            official_default: self.is_default && official,
        })
    }
}

fn read<Row: DeserializeOwned>(file: &'static str, text: impl Read) -> Result<Vec<Row>, SeedError> {
    csv::Reader::from_reader(text).into_deserialize().collect::<Result<_, _>>().map_err(|source: csv::Error| SeedError {
        file,
        line: source.position().map_or(0, csv::Position::line),
        source,
    })
}

fn one_is_true<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct Flag;

    impl serde::de::Visitor<'_> for Flag {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("0 or 1")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<bool, E> {
            match text {
                "0" => Ok(false),
                "1" => Ok(true),
                other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
            }
        }
    }

    deserializer.deserialize_str(Flag)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::{CommuneRow, communes, legacy_aliases, legacy_provinces, legacy_units, provinces, read};

    #[test]
    fn every_table_is_complete() {
        assert_eq!(provinces().unwrap().len(), 34);
        assert_eq!(communes().unwrap().len(), 3_321);
        assert_eq!(legacy_units().unwrap().len(), 10_570);
        assert_eq!(legacy_aliases().unwrap().len(), 918);
        assert_eq!(legacy_provinces().unwrap().len(), 63);
    }

    #[test]
    fn every_old_commune_has_exactly_one_default_and_every_commune_comes_from_somewhere() {
        let rows = legacy_units().unwrap();
        let mut defaults: HashMap<&str, usize> = HashMap::new();
        for row in &rows {
            *defaults.entry(row.legacy_code.as_str()).or_default() += usize::from(row.is_default);
        }
        assert_eq!(defaults.len(), 10_040);
        assert!(defaults.values().all(|count| *count == 1));
        let reached: HashSet<_> = rows.iter().map(|row| &row.commune_code).collect();
        assert!(communes().unwrap().iter().all(|commune| reached.contains(&commune.code)));
    }

    #[test]
    fn a_bad_row_is_named_by_file_and_line() {
        let text = "code,province_code,name,full_name,kind\n00004,01,Ba Đình,Phường Ba Đình,phuong\n4,01,X,Xã X,xa\n";
        let error = read::<CommuneRow>("seeds/communes.csv", text.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("seeds/communes.csv, line 3:"), "{error}");
    }
}
