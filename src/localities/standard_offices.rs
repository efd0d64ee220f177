//! The offices that exist by law, so that every place has an accountable office before anybody is invited: none of them staffed.
//!
//! A People's Committee for each commune and province, a health department for each province, two desks at the ministry. That the
//! ministry departments carry these names is confidence M (DOMAIN section 1). Police, schools, hospitals and facilities are not
//! listed anywhere public; administrators add them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::kernel::codes::{CommuneCode, OfficeCode, ProvinceCode};

use super::{
    office::{ADULTS_DESK, CHILDREN_DESK, Office},
    office_kind::OfficeKind,
    places::{Commune, CommuneKind, Places, Province, ProvinceKind},
    seed::{CommuneRow, ProvinceRow},
};

/// The offices every installation starts with, all unstaffed; parents come before children.
#[must_use]
pub fn standard_offices(places: &Places) -> Vec<Office> {
    let mut offices: Vec<Office> = ministry_desks().into_iter().flatten().collect();
    offices.extend(places.provinces().iter().filter_map(provincial_committee));
    offices.extend(places.provinces().iter().filter_map(health_department));
    offices.extend(places.communes().iter().filter_map(commune_committee));
    offices
}

fn ministry_desks() -> [Option<Office>; 2] {
    let children = ("Bộ Y tế, Cục Bà mẹ và Trẻ em", "Ministry of Health, Department of Maternal and Child Health");
    let adults = ("Bộ Y tế, Cục Bảo trợ xã hội", "Ministry of Health, Department of Social Assistance");
    [(CHILDREN_DESK, children), (ADULTS_DESK, adults)]
        .map(|(code, (name, name_en))| office(code, OfficeKind::MinistryDesk, name.to_owned(), name_en.to_owned(), None))
}

fn provincial_committee(province: &Province) -> Option<Office> {
    let name = format!("Ủy ban nhân dân {}", in_a_sentence(province));
    let name_en = format!("People's Committee of {}", province.full_name_en);
    let office = office(&provincial_committee_code(&province.code), OfficeKind::ProvinceCommittee, name, name_en, Some(CHILDREN_DESK))?;
    Some(Office { province: Some(province.code.clone()), ..office })
}

fn health_department(province: &Province) -> Option<Office> {
    let name = format!("Sở Y tế {}", in_a_sentence(province));
    let name_en = format!("Department of Health of {}", province.full_name_en);
    let parent = provincial_committee_code(&province.code);
    let office = office(&health_department_code(&province.code), OfficeKind::ProvinceHealth, name, name_en, Some(&parent))?;
    Some(Office { province: Some(province.code.clone()), ..office })
}

fn commune_committee(commune: &Commune) -> Option<Office> {
    committee(&commune.code, &commune.province, commune.kind, &commune.name)
}

/// The committee of a commune that comes into being, or gets another name.
#[must_use]
pub fn committee_of(row: &CommuneRow) -> Option<Office> {
    committee(&row.code, &row.province_code, row.kind, &row.name)
}

/// The committee and the health department of a province that gets another name.
#[must_use]
pub fn offices_of(row: &ProvinceRow) -> Vec<Office> {
    let province = Province {
        code: row.code.clone(),
        kind: row.kind,
        name: row.name.as_str().into(),
        full_name: row.full_name.as_str().into(),
        full_name_en: row.full_name_en.as_str().into(),
    };
    [provincial_committee(&province), health_department(&province)].into_iter().flatten().collect()
}

fn committee(code: &CommuneCode, province: &ProvinceCode, kind: CommuneKind, name: &str) -> Option<Office> {
    let (kind, kind_en) = match kind {
        CommuneKind::Commune => ("xã", "commune"),
        CommuneKind::Ward => ("phường", "ward"),
        CommuneKind::SpecialZone => ("đặc khu", "special zone"),
    };
    let name_en = format!("People's Committee of {} {kind_en}", without_marks(name));
    let name = format!("Ủy ban nhân dân {kind} {name}");
    let parent = health_department_code(province);
    let office = office(&format!("ubnd-{code}"), OfficeKind::CommunePc, name, name_en, Some(&parent))?;
    Some(Office { province: Some(province.clone()), commune: Some(code.clone()), ..office })
}

fn office(code: &str, kind: OfficeKind, name: String, name_en: String, parent: Option<&str>) -> Option<Office> {
    Some(Office {
        code: OfficeCode::parse(code)?,
        kind,
        name,
        name_en,
        parent: parent.and_then(OfficeCode::parse),
        province: None,
        commune: None,
        staffed: false,
        round_the_clock: false,
    })
}

fn provincial_committee_code(province: &ProvinceCode) -> String {
    format!("ubnd-tinh-{province}")
}

fn health_department_code(province: &ProvinceCode) -> String {
    format!("syt-{province}")
}

/// Within a name `tỉnh` is written small and `Thành phố` is not.
fn in_a_sentence(province: &Province) -> String {
    match province.kind {
        ProvinceKind::City => province.full_name.to_string(),
        ProvinceKind::Province => format!("tỉnh {}", province.name),
    }
}

/// English official names carry no diacritics.
fn without_marks(name: &str) -> String {
    let letters = name.nfd().filter(|letter| !is_combining_mark(*letter));
    letters
        .map(|letter| {
            if letter == 'đ' {
                'd'
            } else if letter == 'Đ' {
                'D'
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::standard_offices;
    use crate::localities::{OfficeBook, fixture::places};

    #[test]
    fn every_commune_and_province_has_its_offices() {
        let offices = standard_offices(places());
        assert_eq!(offices.len(), 2 + 34 * 2 + 3_321);
        assert!(offices.iter().all(|office| !office.staffed && !office.round_the_clock));
        let book = OfficeBook::new(offices.clone()).unwrap();
        assert_eq!(book.all().count(), offices.len(), "no code twice");
    }

    #[test]
    fn names_read_as_on_the_sign_at_the_door() {
        let offices = standard_offices(places());
        let named = |code: &str| offices.iter().find(|office| office.code.as_str() == code).map(|o| (o.name.as_str(), o.name_en.as_str()));
        assert_eq!(named("ubnd-26740"), Some(("Ủy ban nhân dân phường Sài Gòn", "People's Committee of Sai Gon ward")));
        assert_eq!(named("ubnd-26732"), Some(("Ủy ban nhân dân đặc khu Côn Đảo", "People's Committee of Con Dao special zone")));
        assert_eq!(named("ubnd-tinh-79"), Some(("Ủy ban nhân dân Thành phố Hồ Chí Minh", "People's Committee of Ho Chi Minh City")));
        assert_eq!(named("ubnd-tinh-04"), Some(("Ủy ban nhân dân tỉnh Cao Bằng", "People's Committee of Cao Bang Province")));
        assert_eq!(named("syt-04"), Some(("Sở Y tế tỉnh Cao Bằng", "Department of Health of Cao Bang Province")));
    }

    #[test]
    fn a_parent_is_listed_before_its_children() {
        let offices = standard_offices(places());
        for (at, office) in offices.iter().enumerate() {
            let known = office.parent.as_ref().is_none_or(|parent| offices[..at].iter().any(|above| above.code == *parent));
            assert!(known, "{}", office.code);
        }
    }
}
