//! What holds after any change of the map, and that each fault is named at its line.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use proptest::prelude::*;

use super::{
    Extent, Fault, List, Map, Plan, Problem, Tables, plan,
    retired::{carried, settled},
};
use crate::{
    kernel::codes::CommuneCode,
    localities::{
        CommuneKind, Places, TextMatch,
        fixture::{commune, legacy},
        locate::{LocatedBy, PlaceGiven, locate},
        seed::{self, CommuneRow, LegacyUnitRow},
    },
};

static UNITS: LazyLock<Vec<LegacyUnitRow>> = LazyLock::new(|| seed::legacy_units().unwrap());
static MAP: LazyLock<Map> = LazyLock::new(|| Map::of(seed::provinces().unwrap(), seed::communes().unwrap()));

const HEAD: &str = "code,name,full_name,kind,province_code,effective_from,legal_basis\n";
const CHANGE_HEAD: &str = "old_code,new_code,kind,is_default,effective_from,legal_basis\n";

fn word(kind: CommuneKind) -> (&'static str, &'static str) {
    match kind {
        CommuneKind::Commune => ("xa", "Xã"),
        CommuneKind::Ward => ("phuong", "Phường"),
        CommuneKind::SpecialZone => ("dac khu", "Đặc khu"),
    }
}

fn line_of(row: &CommuneRow) -> String {
    format!("{},{},{},{},{},,\n", row.code, row.name, row.full_name, word(row.kind).0, row.province_code)
}

fn planned(map: &Map, communes: &str, changes: &str, extent: Extent) -> Result<Plan, Vec<Fault>> {
    let (communes, changes) = (format!("{HEAD}{communes}"), format!("{CHANGE_HEAD}{changes}"));
    plan(map, &List::read(Tables { communes: &communes, changes: &changes, provinces: None }, extent)?)
}

fn places_of(map: &Map) -> Places {
    let retired: Vec<CommuneRow> = map.retired.values().cloned().collect();
    let units = carried(UNITS.clone(), &retired, &map.edges);
    let (provinces, communes) = (map.provinces.values().cloned().collect(), map.communes.values().cloned().collect());
    Places::from_rows(provinces, communes, units, seed::legacy_aliases().unwrap(), seed::legacy_provinces().unwrap()).unwrap()
}

/// One thing that may happen to the commune at a position.
#[derive(Debug, Clone)]
enum Act {
    Merge(usize),
    Split(usize, bool),
    Rename,
    Upgrade,
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        (0..3_000_usize).prop_map(Act::Merge),
        (0..3_000_usize, any::<bool>()).prop_map(|(other, goes_on)| Act::Split(other, goes_on)),
        Just(Act::Rename),
        Just(Act::Upgrade),
    ];
    prop::collection::vec((0..3_000_usize, act), 1..12)
}

/// Tables that do what `acts` say, as far as they do not touch a commune twice; `fresh` numbers the communes that come into being.
fn tables(map: &Map, acts: &[(usize, Act)], fresh: usize) -> Option<(String, String)> {
    let all: Vec<&CommuneRow> = map.communes.values().collect();
    let (mut used, mut communes, mut changes) = (BTreeSet::new(), map.communes.clone(), String::new());
    for (number, (at, act)) in acts.iter().enumerate() {
        let row = all[at % all.len()];
        let other = match act {
            Act::Merge(other) | Act::Split(other, _) => all[other % all.len()],
            _ => row,
        };
        let alone = matches!(act, Act::Rename | Act::Upgrade);
        if (!alone && row.code == other.code) || used.contains(&row.code) || used.contains(&other.code) {
            continue;
        }
        used.extend([row.code.clone(), other.code.clone()]);
        let new = commune(&format!("9{:04}", fresh + number));
        let line = |to: &CommuneCode, kind: &str, default: &str| format!("{},{to},{kind},{default},2027-01-01,invented\n", row.code);
        match act {
            Act::Merge(_) => {
                communes.remove(&row.code);
                changes += &line(&other.code, "merged", "");
            }
            Act::Split(_, goes_on) => {
                if *goes_on {
                    changes += &(line(&row.code, "split", "1") + &line(&other.code, "split", "0"));
                } else {
                    communes.remove(&row.code);
                    communes.insert(
                        new.clone(),
                        CommuneRow {
                            code: new.clone(), name: "Mới".into(), full_name: format!("{} Mới", word(row.kind).1), ..row.clone()
                        },
                    );
                    changes += &(line(&new, "split", "1") + &line(&other.code, "split", ""));
                }
            }
            Act::Rename => {
                let name = format!("Tên {}", fresh + number);
                communes.insert(row.code.clone(), CommuneRow { full_name: format!("{} {name}", word(row.kind).1), name, ..row.clone() });
                changes += &line(&row.code, "renamed", "");
            }
            Act::Upgrade => {
                let kind = if row.kind == CommuneKind::Ward { CommuneKind::Commune } else { CommuneKind::Ward };
                communes.insert(row.code.clone(), CommuneRow { kind, full_name: format!("{} {}", word(kind).1, row.name), ..row.clone() });
                changes += &line(&row.code, "upgraded", "");
            }
        }
    }
    (!changes.is_empty()).then(|| (communes.values().map(line_of).collect(), changes))
}

/// Every code there ever was leads to communes that exist, exactly one of them by default.
fn nothing_dangles(map: &Map, ever: &BTreeSet<CommuneCode>) -> Result<(), TestCaseError> {
    let retired: Vec<CommuneRow> = map.retired.values().cloned().collect();
    let mut defaults: BTreeMap<String, usize> = BTreeMap::new();
    for unit in carried(UNITS.clone(), &retired, &map.edges) {
        prop_assert!(map.communes.contains_key(&unit.commune_code), "{unit:?}");
        *defaults.entry(unit.legacy_code.to_string()).or_default() += usize::from(unit.is_default);
    }
    prop_assert!(UNITS.iter().all(|unit| defaults.contains_key(unit.legacy_code.as_str())));
    prop_assert!(defaults.values().all(|count| *count == 1), "{defaults:?}");
    for code in ever {
        let parts = settled(&map.edges, code);
        prop_assert!(parts.iter().all(|part| map.communes.contains_key(&part.commune)), "{code}: {parts:?}");
        prop_assert_eq!(parts.iter().filter(|part| part.is_default).count(), 1, "{}", code);
        prop_assert!(map.communes.contains_key(code) || defaults.contains_key(&format!("r{code}")), "{} has no name left", code);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn after_any_two_changes_every_code_there_ever_was_leads_somewhere(one in acts(), two in acts()) {
        let mut map = MAP.clone();
        let mut ever: BTreeSet<CommuneCode> = map.communes.keys().cloned().collect();
        for (round, acts) in [one, two].iter().enumerate() {
            let Some((communes, changes)) = tables(&map, acts, round * 100) else { continue };
            let plan = planned(&map, &communes, &changes, Extent::Whole).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{changes}")))?;
            let after = map.clone().after(&plan);
            prop_assert_eq!(&after.clone().after(&plan), &after, "applying twice");
            prop_assert_eq!(after.communes.len(), map.communes.len() + plan.new.len() - plan.retired().len());
            ever.extend(after.communes.keys().cloned());
            map = after;
            nothing_dangles(&map, &ever)?;
        }
    }

    #[test]
    fn a_commune_that_is_forgotten_in_the_list_is_missed(at in 0..3_000_usize) {
        let gone = MAP.communes.keys().nth(at).unwrap();
        let communes: String = MAP.communes.values().filter(|row| row.code != *gone).map(line_of).collect();
        let other = MAP.communes.keys().find(|code| *code != gone).unwrap();
        let changes = format!("{other},{other},renamed,,2027-01-01,invented\n");
        let faults = planned(&MAP, &communes, &changes, Extent::Whole).unwrap_err();
        let missed = Fault { file: "communes.csv", line: None, problem: Problem::Vanishes(gone.to_string()) };
        prop_assert!(faults.contains(&missed), "{:?}", faults);
    }
}

/// `Sài Gòn` (26740) and `Bến Thành` (26743) of the real list, as they stand in it.
const SAI_GON: &str = "26740,Sài Gòn,Phường Sài Gòn,phuong,79,,\n";
const BEN_THANH: &str = "26743,Bến Thành,Phường Bến Thành,phuong,79,,\n";

#[test]
fn each_fault_is_named_at_its_line() {
    let merge = "26740,26743,merged,,2027-01-01,invented\n";
    let cases: &[(&str, &str, &str)] = &[
        ("", "", "changes.csv: no change is listed"),
        (BEN_THANH, "2674,26743,merged,,2027-01-01,x\n", "changes.csv, line 2: old_code: `2674` is no commune code"),
        (BEN_THANH, "26740,26743,joined,,2027-01-01,x\n", "changes.csv, line 2: kind: `joined` is none of"),
        (BEN_THANH, "26740,26743,merged,yes,2027-01-01,x\n", "changes.csv, line 2: is_default: `yes`"),
        (BEN_THANH, "26740,26743,merged,,01/01/2027,x\n", "changes.csv, line 2: effective_from: `01/01/2027` is no day"),
        (BEN_THANH, "26740,26743,merged,,2027-02-30,x\n", "changes.csv, line 2: effective_from: `2027-02-30` is no day"),
        (BEN_THANH, "26740,26743,merged,,,x\n", "changes.csv, line 2: `effective_from` is empty"),
        (BEN_THANH, "26740,26743,merged,,2027-01-01,\n", "changes.csv, line 2: `legal_basis` is empty"),
        (BEN_THANH, "26740,26743,merged\n", "changes.csv, line 2: this is no row of the table"),
        (BEN_THANH, &format!("{merge}{merge}"), "changes.csv, line 3: 26740 to 26743 stands twice"),
        (BEN_THANH, &format!("{merge}00004,26743,merged,,2027-01-02,x\n"), "changes.csv, line 3: effective_from: 2027-01-02, but"),
        (&BEN_THANH.replace(",,\n", ",2027-03-01,\n"), merge, "communes.csv, line 2: effective_from: 2027-03-01, but"),
        (BEN_THANH, "99999,26743,merged,,2027-01-01,x\n", "changes.csv, line 2: old_code: 99999 is no commune of that day"),
        (BEN_THANH, "26740,99999,merged,,2027-01-01,x\n", "changes.csv, line 2: new_code: 99999 is not in communes.csv"),
        (SAI_GON, merge, "communes.csv, line 2: 26740 ends by this change, but is still in communes.csv"),
        ("99999,Mới,Xã Mới,xa,79,,\n", merge, "communes.csv, line 2: 99999 is new, but no change says"),
        (&SAI_GON.replace("Sài Gòn", "Bến Nghé"), "00004,26743,merged,,2027-01-01,x\n", "communes.csv, line 2: 26740 differs from today"),
        (SAI_GON, "26740,26740,renamed,,2027-01-01,x\n", "changes.csv, line 2: 26740: nothing changes"),
        (&SAI_GON.replace("Sài Gòn", "Bến Nghé"), "26740,26740,upgraded,,2027-01-01,x\n", "changes.csv, line 2: 26740: nothing changes"),
        (BEN_THANH, "26740,26743,renamed,,2027-01-01,x\n", "changes.csv, line 2: renamed is for a commune that keeps its code"),
        (BEN_THANH, "26740,26740,merged,,2027-01-01,x\n", "changes.csv, line 2: 26740 cannot merge into itself"),
        ("", &format!("{merge}26743,00004,merged,,2027-01-01,x\n"), "changes.csv, line 2: 26743, into which 26740 goes, ends"),
        ("", &format!("{merge}26743,26740,merged,,2027-01-01,x\n"), "changes.csv, line 3: 26740, into which 26743 goes, ends"),
        ("", &format!("{merge}26740,00004,merged,,2027-01-01,x\n"), "changes.csv, line 2: 26740 merges into more than one commune"),
        ("", &format!("{merge}26740,00004,split,1,2027-01-01,x\n"), "changes.csv, line 2: 26740 has several changes of different kinds"),
        (SAI_GON, &format!("{merge}26740,26740,renamed,,2027-01-01,x\n"), "changes.csv, line 2: 26740 has several changes"),
        ("", "26740,26743,split,1,2027-01-01,x\n", "changes.csv, line 2: 26740 is split into one"),
        ("", "26740,26743,split,,2027-01-01,x\n26740,00004,split,,2027-01-01,x\n", "changes.csv, line 2: 26740 is split: exactly one"),
        ("", "26740,26743,split,1,2027-01-01,x\n26740,00004,split,1,2027-01-01,x\n", "needs is_default 1, not 2"),
        (&format!("{BEN_THANH}{BEN_THANH}"), merge, "communes.csv, line 3: 26743 stands twice"),
        (
            "26743,Bến Thành,Xã Bến Thành,phuong,79,,\n",
            "26743,26743,renamed,,2027-01-01,x\n",
            "communes.csv, line 2: full_name: `Xã Bến Thành`",
        ),
        ("26743,Bến Thành,Phường Bến Thành,quan,79,,\n", merge, "communes.csv, line 2: kind: `quan`"),
        ("26743,Bến Thành,Phường Bến Thành,phuong,7,,\n", merge, "communes.csv, line 2: province_code: `7`"),
        (
            "26743,Bến Thành,Phường Bến Thành,phuong,99,,\n",
            "26743,26743,moved_province,,2027-01-01,x\n",
            "communes.csv, line 2: province_code: there is no province 99",
        ),
        ("26743,,Phường Bến Thành,phuong,79,,\n", merge, "communes.csv, line 2: `name` is empty"),
    ];
    for (communes, changes, expected) in cases {
        let faults = planned(&MAP, communes, changes, Extent::OnlyChanged).expect_err(expected);
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|line| line.contains(expected)), "{expected}\n{said:#?}");
    }
    let no_column = List::read(Tables { communes: HEAD, changes: "old_code,new_code,kind,legal_basis\n", provinces: None }, Extent::Whole);
    assert_eq!(no_column.unwrap_err()[0].to_string(), "changes.csv, line 1: the column `effective_from` is missing");
}

#[test]
fn a_retired_code_never_comes_back() {
    let first = planned(&MAP, "", "26740,26743,merged,,2027-01-01,x\n", Extent::OnlyChanged).unwrap();
    let map = MAP.clone().after(&first);
    let faults = planned(&map, SAI_GON, "26743,26740,merged,,2028-01-01,x\n", Extent::OnlyChanged).unwrap_err();
    assert!(faults.iter().any(|fault| fault.problem == Problem::NeverAgain("26740".into())), "{faults:?}");
}

#[test]
fn a_province_may_get_another_name_but_not_appear() {
    let head = "code,name,full_name,full_name_en,kind,effective_from\n";
    let planned = |line: &str| {
        let provinces = format!("{head}{line}");
        let tables = Tables { communes: HEAD, changes: CHANGE_HEAD, provinces: Some(&provinces) };
        plan(&MAP, &List::read(tables, Extent::OnlyChanged).unwrap())
    };
    let plan = planned("04,Cao Bằng,Thành phố Cao Bằng,Cao Bang City,thanh pho,2027-01-01\n").unwrap();
    assert_eq!((plan.provinces.len(), plan.edges.len()), (1, 0));
    assert_eq!(MAP.clone().after(&plan).provinces.values().filter(|row| &*row.full_name == "Thành phố Cao Bằng").count(), 1);
    let said = planned("98,Mới,Tỉnh Mới,New Province,tinh,2027-01-01\n").unwrap_err()[0].to_string();
    assert!(said.starts_with("provinces.csv, line 2: there is no province 98"), "{said}");
}

/// The real `Phường Sài Gòn` goes to `Phường Bến Thành`: whoever types, chooses or stands there is led on.
#[test]
fn whoever_names_a_retired_commune_is_led_to_what_it_became() {
    let merged = planned(&MAP, "", "26740,26743,merged,,2027-01-01,x\n", Extent::OnlyChanged).unwrap();
    let places = places_of(&MAP.clone().after(&merged));
    assert!(places.commune(&commune("26740")).is_none());
    assert_eq!(places.locate_text("Phường Sài Gòn, TP HCM"), TextMatch::One(commune("26743")));
    let offered = places.find("Phường Sài Gòn", 3);
    assert_eq!(offered[0].commune, commune("26743"));
    assert!(offered[0].was.as_deref().unwrap().starts_with("Phường Sài Gòn, Quận 1"), "{:?}", offered[0]);
    let boundaries = crate::localities::fixture::boundaries();
    let chosen = commune("26740");
    for place in [PlaceGiven::Commune(&chosen), PlaceGiven::Point { lat: 10.78093, lon: 106.70418, accuracy_m: 10.0 }] {
        let located = locate(&places, boundaries, place);
        assert_eq!((located.commune, located.needs_locating, located.default_used), (Some(commune("26743")), false, false), "{place:?}");
    }
    // The old ward of the same number is another thing: its ground went to Sài Gòn in 2025, and from there to Bến Thành.
    assert_eq!(places.legacy(&legacy("26740"))[0].commune, commune("26743"));

    let halves = "26740,26743,split,1,2027-01-01,x\n26740,00004,split,,2027-01-01,x\n";
    let places = places_of(&MAP.clone().after(&planned(&MAP, "", halves, Extent::OnlyChanged).unwrap()));
    let located = locate(&places, boundaries, PlaceGiven::Commune(&chosen));
    assert_eq!((located.commune.clone(), located.default_used), (Some(commune("26743")), true), "never guessed silently");
    assert_eq!((located.candidates.len(), located.by), (2, LocatedBy::OldNameSplit { official: false }));
}
