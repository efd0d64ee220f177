//! Every place of before July 2025 leads to where the official table says it went.

use std::collections::{BTreeMap, BTreeSet};

use langnghe::{
    kernel::codes::{CommuneCode, LegacyCommuneCode},
    localities::{PlaceGiven, TextMatch, locate},
};

use crate::support::{boundaries, places};

const UNITS: &str = include_str!("../../../seeds/legacy_units.csv");
const PROVINCES: &str = include_str!("../../../seeds/provinces.csv");
const DISTRICTS: &str = include_str!("../../../seeds/legacy_districts.csv");

/// Read here by itself, not through the code under test.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_old_commune_leads_where_the_data_says() {
    let mut expected: BTreeMap<String, Vec<(bool, String)>> = BTreeMap::new();
    for row in rows(UNITS).iter().filter(|row| !row["old_code"].is_empty()) {
        expected.entry(row["old_code"].clone()).or_default().push((row["is_default"] == "1", row["new_code"].clone()));
    }
    assert_eq!(expected.len(), 10_035);
    let (places, boundaries) = (places(), boundaries());
    for (code, targets) in expected {
        let located = locate(&places, &boundaries, PlaceGiven::Legacy(&LegacyCommuneCode::parse(&code).unwrap()));
        let default = targets.iter().find(|(default, _)| *default).map(|(_, new)| new.as_str());
        assert_eq!(located.commune.as_ref().map(CommuneCode::as_str), default, "{code}");
        assert_eq!(located.default_used, targets.len() > 1, "{code}");
        let candidates: BTreeSet<&str> = located.possible().map(CommuneCode::as_str).collect();
        assert_eq!(candidates, targets.iter().map(|(_, new)| new.as_str()).collect(), "{code}");
    }
}

#[test]
fn every_old_district_leads_to_the_communes_the_data_names() {
    let (places, districts) = (places(), rows(DISTRICTS));
    assert_eq!(districts.len(), 696);
    let provinces: BTreeMap<String, String> = rows(PROVINCES).iter().map(|row| (row["code"].clone(), row["full_name"].clone())).collect();
    for district in &districts {
        // "Huyện Châu Thành, Tỉnh Tây Ninh" is the one of old Tây Ninh, and the one of Long An, which is Tây Ninh now: never a guess.
        let meant = |other: &&BTreeMap<String, String>| {
            let province = &district["old_province_name"];
            other["district_full_name"] == district["district_full_name"]
                && (other["old_province_name"] == *province || provinces[&other["new_province_codes"]] == *province)
        };
        let expected: BTreeSet<&str> = districts.iter().filter(meant).flat_map(|other| other["new_codes"].split(' ')).collect();
        let typed = format!("{}, {}", district["district_full_name"], district["old_province_name"]);
        let reached = match places.locate_text(&typed) {
            TextMatch::One(code) => vec![code],
            TextMatch::Several(codes) | TextMatch::Split { communes: codes, .. } => codes,
            other => panic!("{typed}: {other:?}"),
        };
        assert_eq!(reached.iter().map(CommuneCode::as_str).collect::<BTreeSet<_>>(), expected, "{typed}");
    }
}
