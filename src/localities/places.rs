//! The tree of provinces and communes, and what became of the units of before July 2025.
//!
//! Built once from rows and then only read. Lists are sorted by code and searched by bisection; everything refers to everything else
//! by position, so the whole country takes a few megabytes.

use serde::{Deserialize, Serialize};

use crate::kernel::codes::{CommuneCode, LegacyCommuneCode, ProvinceCode};

use super::names::Names;

/// What a first-level unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProvinceKind {
    /// `Thành phố`: a centrally-run city.
    #[serde(rename = "thanh pho")]
    City,
    /// `Tỉnh`.
    #[serde(rename = "tinh")]
    Province,
}

/// What a second-level unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CommuneKind {
    /// `Xã`.
    #[serde(rename = "xa")]
    Commune,
    /// `Phường`.
    #[serde(rename = "phuong")]
    Ward,
    /// `Đặc khu`.
    #[serde(rename = "dac khu")]
    SpecialZone,
}

/// A province or centrally-run city of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Province {
    /// Its code.
    pub code: ProvinceCode,
    /// Province or city.
    pub kind: ProvinceKind,
    /// `Hà Nội`.
    pub name: Box<str>,
    /// `Thành phố Hà Nội`.
    pub full_name: Box<str>,
    /// `Ha Noi City`.
    pub full_name_en: Box<str>,
}

/// A commune, ward or special zone of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// Its code.
    pub code: CommuneCode,
    /// The province it lies in.
    pub province: ProvinceCode,
    /// Commune, ward or special zone.
    pub kind: CommuneKind,
    /// `Sài Gòn`.
    pub name: Box<str>,
    /// `Phường Sài Gòn, Thành phố Hồ Chí Minh`.
    pub label: Box<str>,
    /// Positions of the dissolved districts its ground belonged to.
    pub(super) former_districts: Vec<usize>,
}

/// One commune of today that an old commune, or a part of it, went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyTarget {
    /// The commune of today.
    pub commune: CommuneCode,
    /// The one taken when nobody chooses.
    pub is_default: bool,
    /// The default follows from the official table and is no guess.
    pub official_default: bool,
}

/// A commune of before July 2025.
#[derive(Debug)]
pub(super) struct LegacyUnit {
    pub code: LegacyCommuneCode,
    pub full_name: Box<str>,
    pub district: usize,
    pub targets: Vec<LegacyTarget>,
}

/// A dissolved district.
#[derive(Debug)]
pub(super) struct District {
    pub full_name: Box<str>,
    pub legacy_province: usize,
}

/// A province of before July 2025.
#[derive(Debug)]
pub(super) struct LegacyProvince {
    pub full_name: Box<str>,
    pub province: ProvinceCode,
}

/// Another name of an old commune.
#[derive(Debug)]
pub(super) struct Alias {
    pub name: Box<str>,
    pub unit: usize,
}

/// Every place there is, and was.
#[derive(Debug)]
pub struct Places {
    pub(super) provinces: Vec<Province>,
    pub(super) communes: Vec<Commune>,
    pub(super) legacy: Vec<LegacyUnit>,
    pub(super) districts: Vec<District>,
    pub(super) legacy_provinces: Vec<LegacyProvince>,
    pub(super) aliases: Vec<Alias>,
    pub(super) names: Names,
}

impl Places {
    /// The province of a code.
    #[must_use]
    pub fn province(&self, code: &ProvinceCode) -> Option<&Province> {
        by_code(&self.provinces, code, |province| &province.code).map(|(_, province)| province)
    }

    /// The commune of a code of today.
    #[must_use]
    pub fn commune(&self, code: &CommuneCode) -> Option<&Commune> {
        by_code(&self.communes, code, |commune| &commune.code).map(|(_, commune)| commune)
    }

    /// Where an old commune went, its default first; empty for a code that never was.
    #[must_use]
    pub fn legacy(&self, code: &LegacyCommuneCode) -> &[LegacyTarget] {
        by_code(&self.legacy, code, |unit| &unit.code).map_or(&[], |(_, unit)| &unit.targets)
    }

    /// The provinces of today, by code.
    #[must_use]
    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }

    /// The communes of today, by code.
    #[must_use]
    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }
}

/// The item of a code in a list sorted by code, and where it stands.
pub(super) fn by_code<'a, Item, Code: Ord>(sorted: &'a [Item], code: &Code, of: impl Fn(&Item) -> &Code) -> Option<(usize, &'a Item)> {
    let position = sorted.binary_search_by(|item| of(item).cmp(code)).ok()?;
    sorted.get(position).map(|item| (position, item))
}

#[cfg(test)]
mod tests {
    use crate::localities::{
        fixture::{commune, legacy, places, province},
        places::{CommuneKind, ProvinceKind},
    };

    #[test]
    fn a_commune_knows_its_full_name() {
        let ward = places().commune(&commune("26740")).unwrap();
        assert_eq!(&*ward.label, "Phường Sài Gòn, Thành phố Hồ Chí Minh");
        assert_eq!((ward.kind, ward.province.as_str()), (CommuneKind::Ward, "79"));
        assert_eq!(places().province(&province("04")).unwrap().kind, ProvinceKind::Province);
        assert!(places().commune(&commune("99999")).is_none());
    }

    #[test]
    fn an_old_code_leads_to_all_its_successors_default_first() {
        let whole = places().legacy(&legacy("26740"));
        assert_eq!(whole.iter().map(|t| t.commune.as_str()).collect::<Vec<_>>(), ["26740"]);
        let official = places().legacy(&legacy("00112"));
        assert_eq!(
            official.iter().map(|t| (t.commune.as_str(), t.is_default, t.official_default)).collect::<Vec<_>>(),
            [("00103", true, true), ("00004", false, false)]
        );
        let guessed = places().legacy(&legacy("00130"));
        assert_eq!(guessed.len(), 3);
        assert!(guessed[0].is_default && guessed.iter().all(|target| !target.official_default));
        assert_eq!(places().legacy(&legacy("755"))[0].commune.as_str(), "26732", "Côn Đảo, a district without communes");
        assert!(places().legacy(&legacy("99999")).is_empty());
    }
}
