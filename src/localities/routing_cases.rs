//! The routing rules as a table on the real country: what is reported, and where it must go.
//!
//! The world: Hồ Chí Minh City (79) has a staffed health department, committee and police, a round-the-clock social work centre, and in
//! the ward Bến Thành (26743) a staffed committee, police, health station, hospital, school and social facility. The ward Sài Gòn
//! (26740) has an unstaffed committee only. Cao Bằng (04) has nobody; hotline 111 and both ministry desks answer.

use super::{
    ExcludedParty, Located, Office, OfficeBook, OfficeKind, PlaceGiven, RoutingRequest,
    fixture::{boundaries, commune, legacy, office, places, province},
    locate, route,
    standard_offices::standard_offices,
};
use crate::kernel::{codes::OfficeCode, terms::CustodyReason};

const DESK: &str = "ctxh-79";
const POLICE: &str = "ca-26743";
const CITY_POLICE: &str = "ca-tinh-79";
const FACILITY: &[&str] = &["everybody", "all social_work_centre", "all social_facility", "all province_health"];
const COMMITTEE: &[&str] = &["commune_pc", "commune_social", "commune_civil_status"];

/// The offices of the world; also used by the laws.
pub fn world() -> Vec<Office> {
    let near = ["26743", "26740", "00103", "00004", "01279", "00145"];
    let known = |office: &Office| office.commune.as_ref().is_none_or(|code| near.contains(&code.as_str()));
    let mut offices: Vec<Office> = standard_offices(places()).into_iter().filter(known).collect();
    for (code, kind) in [
        (POLICE, OfficeKind::CommunePolice),
        ("tyt-26743", OfficeKind::HealthStation),
        ("bv-26743", OfficeKind::Hospital),
        ("th-26743", OfficeKind::School),
        ("btxh-26743", OfficeKind::SocialFacility),
        ("bp-26743", OfficeKind::BorderPost),
    ] {
        offices.push(added(code, kind, Some("79"), Some("26743")));
    }
    offices.push(added(CITY_POLICE, OfficeKind::ProvincePolice, Some("79"), None));
    offices.push(Office { round_the_clock: true, ..added(DESK, OfficeKind::SocialWorkCentre, Some("79"), None) });
    offices.push(Office { round_the_clock: true, ..added("tong-dai-111", OfficeKind::Hotline111, None, None) });
    for code in ["00103", "00004"] {
        offices.push(added(&format!("ca-{code}"), OfficeKind::CommunePolice, Some("01"), Some(code)));
    }
    for staffed in ["ubnd-26743", "syt-79", "ubnd-tinh-79", "bo-y-te-tre-em", "bo-y-te-bao-tro", "ubnd-00103"] {
        offices.iter_mut().find(|office| office.code.as_str() == staffed).unwrap().staffed = true;
    }
    offices
}

pub fn added(code: &str, kind: OfficeKind, of_province: Option<&str>, of_commune: Option<&str>) -> Office {
    Office {
        code: office(code),
        kind,
        name: code.into(),
        name_en: code.into(),
        parent: None,
        province: of_province.map(province),
        commune: of_commune.map(commune),
        staffed: true,
        round_the_clock: false,
    }
}

enum Place {
    Commune(&'static str),
    Old(&'static str),
    Words(&'static str),
    Point(f64, f64, f64),
    Nothing,
}

#[expect(clippy::struct_excessive_bools, reason = "one column of the table each")]
struct Case {
    name: &'static str,
    place: Place,
    category: Option<&'static str>,
    found: Option<&'static str>,
    must_not_know: &'static [&'static str],
    relations: &'static [&'static str],
    workplace: Option<OfficeKind>,
    emergency: bool,
    adult: bool,
    nobody_at: &'static [&'static str],
    missing: &'static [&'static str],
    accountable: &'static str,
    reason: CustodyReason,
    notify: &'static [&'static str],
    excluded: &'static [&'static str],
    needs_locating: bool,
    watched: bool,
}

/// A report of nothing in particular from Bến Thành, which goes to its committee.
fn case(name: &'static str) -> Case {
    Case {
        name,
        place: Place::Commune("26743"),
        category: None,
        found: None,
        must_not_know: &[],
        relations: &[],
        workplace: None,
        emergency: false,
        adult: false,
        nobody_at: &[],
        missing: &[],
        accountable: "ubnd-26743",
        reason: CustodyReason::Routed,
        notify: &[],
        excluded: &[],
        needs_locating: false,
        watched: false,
    }
}

impl Case {
    fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }
    fn of(self, category: &'static str) -> Self {
        Self { category: Some(category), ..self }
    }
    fn found_at(self, found: &'static str) -> Self {
        Self { found: Some(found), category: Some("abandonment"), ..self }
    }
    fn must_not_know(self, must_not_know: &'static [&'static str]) -> Self {
        Self { must_not_know, ..self }
    }
    fn by(self, relations: &'static [&'static str]) -> Self {
        Self { relations, ..self }
    }
    fn working_at(self, kind: OfficeKind) -> Self {
        Self { workplace: Some(kind), ..self }
    }
    fn nobody_at(self, nobody_at: &'static [&'static str]) -> Self {
        Self { nobody_at, ..self }
    }
    fn without(self, missing: &'static [&'static str]) -> Self {
        Self { missing, ..self }
    }
    fn adult(self) -> Self {
        Self { adult: true, ..self }
    }
    fn emergency_tells(self, notify: &'static [&'static str]) -> Self {
        Self { emergency: true, notify, ..self }
    }
    fn excludes(self, excluded: &'static [&'static str]) -> Self {
        Self { excluded, ..self }
    }
    fn routed(self, accountable: &'static str) -> Self {
        Self { accountable, ..self }
    }
    fn gap(self, accountable: &'static str) -> Self {
        Self { accountable, reason: CustodyReason::Gap, ..self }
    }
    fn unlocated(self) -> Self {
        Self { needs_locating: true, ..self }
    }
    fn watched(self) -> Self {
        Self { watched: true, ..self }
    }

    fn located(&self) -> Located {
        match self.place {
            Place::Commune(code) => locate(places(), boundaries(), PlaceGiven::Commune(&commune(code))),
            Place::Old(code) => locate(places(), boundaries(), PlaceGiven::Legacy(&legacy(code))),
            Place::Words(text) => locate(places(), boundaries(), PlaceGiven::Text(text)),
            Place::Point(lat, lon, accuracy_m) => locate(places(), boundaries(), PlaceGiven::Point { lat, lon, accuracy_m }),
            Place::Nothing => locate(places(), boundaries(), PlaceGiven::Nothing),
        }
    }

    fn book(&self) -> OfficeBook {
        let present = world().into_iter().filter(|office| !self.missing.contains(&office.code.as_str()));
        OfficeBook::new(present.map(|o| Office { staffed: o.staffed && !self.nobody_at.contains(&o.code.as_str()), ..o }).collect())
            .unwrap()
    }

    fn check(&self) {
        let request = RoutingRequest {
            place: PlaceGiven::Nothing,
            category: self.category,
            discovery_place: self.found,
            must_not_know: self.must_not_know,
            offender_relations: self.relations,
            workplace: self.workplace,
            emergency: self.emergency,
            persons_child: !self.adult,
            ..plain()
        };
        let route = route(self.located(), &self.book(), &request);
        let name = self.name;
        assert_eq!(route.accountable.as_str(), self.accountable, "{name}: accountable, {:?}", route.because);
        assert_eq!(route.reason, self.reason, "{name}: reason");
        assert_eq!(route.notify.iter().map(OfficeCode::as_str).collect::<Vec<_>>(), self.notify, "{name}: notify");
        assert_eq!(route.located.needs_locating, self.needs_locating, "{name}: needs_locating");
        assert_eq!(route.watched, self.watched, "{name}: watched");
        let mut parties: Vec<String> = route.exclusions.iter().filter_map(|exclusion| party(&exclusion.party)).collect();
        let mut expected: Vec<String> = self.excluded.iter().map(ToString::to_string).collect();
        parties.sort();
        expected.sort();
        parties.dedup();
        assert_eq!(parties, expected, "{name}: exclusions");
    }
}

pub fn party(party: &ExcludedParty) -> Option<String> {
    match party {
        ExcludedParty::Office(_) => None,
        ExcludedParty::KindThere(kind) => Some(kind.code().to_owned()),
        ExcludedParty::EverybodyThere => Some("everybody".to_owned()),
        ExcludedParty::KindInProvince(kind) => Some(format!("all {}", kind.code())),
        ExcludedParty::VillageHead => Some("village_head".to_owned()),
    }
}

#[test]
fn the_place_decides() {
    for case in [
        case("a commune of today"),
        case("an old ward that went to one").at(Place::Old("26743")),
        case("words").at(Place::Words("phường Bến Thành, TP HCM")),
        case("words with an old district").at(Place::Words("ben thanh quan 1")),
        case("a point").at(Place::Point(10.7725, 106.698, 20.0)),
        case("violence happened there").of("violence"),
        case("online harm: where the person is").of("online_harm"),
        case("a missing person").of("missing_lost"),
        case("an adult").adult(),
        case("found, but not abandoned").of("missing_lost").found_at("hospital").of("missing_lost"),
        case("an old name that was split: the official default").at(Place::Old("00112")).routed("ubnd-00103"),
        case("the same in words").at(Place::Words("Thụy Khuê, Tây Hồ")).routed("ubnd-00103"),
        case("words for several places in one province").at(Place::Words("Quận 1, TP HCM")).routed("syt-79").unlocated(),
        case("only the city").at(Place::Words("Sài Gòn")).routed("syt-79").unlocated(),
        case("an unknown hamlet and the city").at(Place::Words("hẻm 5, TP Hồ Chí Minh")).routed("syt-79").unlocated(),
        case("words for several provinces").at(Place::Words("Tân Thành")).routed("bo-y-te-tre-em").unlocated(),
        case("words we do not know").at(Place::Words("chỗ cây đa")).routed("bo-y-te-tre-em").unlocated(),
        case("nothing").at(Place::Nothing).routed("bo-y-te-tre-em").unlocated(),
        case("nothing, about an adult").at(Place::Nothing).adult().routed("bo-y-te-bao-tro").unlocated(),
        case("a point abroad").at(Place::Point(17.97, 102.6, 10.0)).routed("bo-y-te-tre-em").unlocated(),
        case("a vague point").at(Place::Point(10.7725, 106.698, 6_000.0)).routed("syt-79").unlocated(),
        case("a commune that does not exist").at(Place::Commune("99999")).routed("bo-y-te-tre-em").unlocated(),
    ] {
        case.check();
    }
}

#[test]
fn an_empty_office_is_passed_upwards() {
    for case in [
        case("unstaffed committee").at(Place::Commune("26740")).gap("syt-79"),
        case("its old name too").at(Place::Words("phường Bến Nghé, quận 1")).gap("syt-79"),
        case("nor the health department").at(Place::Commune("26740")).nobody_at(&["syt-79"]).gap("ubnd-tinh-79"),
        case("nobody in the city").nobody_at(&["ubnd-26743", "syt-79", "ubnd-tinh-79"]).gap("bo-y-te-tre-em"),
        case("nobody for an adult").nobody_at(&["ubnd-26743", "syt-79", "ubnd-tinh-79"]).adult().gap("bo-y-te-bao-tro"),
        case("a province with nobody").at(Place::Commune("01279")).gap("bo-y-te-tre-em"),
        case("no office registered").at(Place::Commune("26758")).gap("syt-79"),
        case("health department not registered").nobody_at(&["ubnd-26743"]).without(&["syt-79"]).gap("ubnd-tinh-79"),
        case("nobody anywhere: the child desk")
            .at(Place::Nothing)
            .nobody_at(&["bo-y-te-tre-em", "bo-y-te-bao-tro"])
            .routed("bo-y-te-tre-em")
            .unlocated(),
        case("only the other desk answers").at(Place::Commune("01279")).nobody_at(&["bo-y-te-tre-em"]).gap("bo-y-te-bao-tro"),
        case("unknown commune, empty department").at(Place::Words("Sài Gòn")).nobody_at(&["syt-79"]).gap("ubnd-tinh-79").unlocated(),
    ] {
        case.check();
    }
}

#[test]
fn an_abandoned_child_stays_with_who_has_it() {
    for case in [
        case("a police post").found_at("police_post").routed(POLICE),
        case("a hospital, but a health station is there too: which?").found_at("hospital"),
        case("the only hospital").found_at("hospital").without(&["tyt-26743"]).routed("bv-26743"),
        case("the only health station").found_at("hospital").without(&["bv-26743"]).routed("tyt-26743"),
        case("a facility").found_at("care_facility").routed("btxh-26743"),
        case("a school").found_at("school").routed("th-26743"),
        case("a facility that is not registered").found_at("care_facility").without(&["btxh-26743"]),
        case("a facility where nobody answers").found_at("care_facility").nobody_at(&["btxh-26743"]),
        case("a government office").found_at("gov_office"),
        case("a pagoda").found_at("religious"),
        case("a field").found_at("roadside_field"),
        case("an adult is no abandoned child").found_at("police_post").adult(),
        case("the police must not know").found_at("police_post").must_not_know(&["commune_police"]).excludes(&["commune_police"]),
        case("the committee must not know")
            .found_at("police_post")
            .must_not_know(&["commune_committee"])
            .excludes(COMMITTEE)
            .routed(POLICE),
        case("by the staff of the facility").found_at("care_facility").by(&["facility_staff"]).excludes(FACILITY).gap("ubnd-tinh-79"),
    ] {
        case.check();
    }
}

#[test]
fn who_must_not_know_is_passed_over() {
    for case in [
        case("the committee").must_not_know(&["commune_committee"]).excludes(COMMITTEE).gap("syt-79"),
        case("the police only").must_not_know(&["commune_police"]).excludes(&["commune_police"]),
        case("the health station").must_not_know(&["health_station"]).excludes(&["health_station"]),
        case("the school").must_not_know(&["school"]).excludes(&["school"]),
        case("the village head").must_not_know(&["village_head"]).excludes(&["village_head"]),
        case("not sure").must_not_know(&["not_sure"]).watched(),
        case("a newer answer").must_not_know(&["ward_militia"]).watched(),
        case("everybody there").must_not_know(&["whole_commune"]).excludes(&["everybody"]).gap("syt-79"),
        case("everybody, empty department")
            .must_not_know(&["whole_commune"])
            .excludes(&["everybody"])
            .nobody_at(&["syt-79"])
            .gap("ubnd-tinh-79"),
        case("committee and police")
            .must_not_know(&["commune_committee", "commune_police"])
            .excludes(&["commune_pc", "commune_social", "commune_civil_status", "commune_police"])
            .gap(CITY_POLICE),
        case("everybody, police named")
            .must_not_know(&["whole_commune", "commune_police"])
            .excludes(&["everybody", "commune_police"])
            .gap(CITY_POLICE),
        case("the same without city police")
            .must_not_know(&["whole_commune", "commune_police"])
            .excludes(&["everybody", "commune_police"])
            .without(&[CITY_POLICE])
            .gap("syt-79"),
        case("everybody in an unknown commune")
            .at(Place::Words("Sài Gòn"))
            .must_not_know(&["whole_commune"])
            .excludes(&["everybody"])
            .routed("syt-79")
            .unlocated(),
        case("everybody, nobody in the province")
            .at(Place::Commune("01279"))
            .must_not_know(&["whole_commune"])
            .excludes(&["everybody"])
            .gap("bo-y-te-tre-em"),
        case("a complaint about a responder").of("responder_complaint").excludes(&["everybody"]).gap("syt-79"),
        case("a complaint, police named")
            .of("responder_complaint")
            .must_not_know(&["commune_police"])
            .excludes(&["everybody", "commune_police"])
            .gap(CITY_POLICE),
        case("abuse in a facility").of("institution_abuse").excludes(FACILITY).gap("ubnd-tinh-79"),
        case("the facility's owner is never the fallback")
            .of("institution_abuse")
            .excludes(FACILITY)
            .nobody_at(&["ubnd-tinh-79"])
            .gap("bo-y-te-tre-em"),
        case("facility, commune unknown")
            .at(Place::Words("Sài Gòn"))
            .of("institution_abuse")
            .excludes(FACILITY)
            .gap("ubnd-tinh-79")
            .unlocated(),
        case("an official").by(&["official"]).excludes(&["everybody"]).gap("ubnd-tinh-79"),
        case("an official, committee of the city empty")
            .by(&["official"])
            .excludes(&["everybody"])
            .nobody_at(&["ubnd-tinh-79"])
            .gap("syt-79"),
        case("an official of the police")
            .by(&["official"])
            .working_at(OfficeKind::CommunePolice)
            .excludes(&["everybody", "commune_police"])
            .gap(CITY_POLICE)
            .watched(),
        case("an official and the police named")
            .by(&["official"])
            .must_not_know(&["commune_police"])
            .excludes(&["everybody", "commune_police"])
            .gap(CITY_POLICE),
        case("the staff of a facility").by(&["facility_staff"]).excludes(FACILITY).gap("ubnd-tinh-79"),
        case("a teacher: only the school, watched").by(&["teacher"]).excludes(&["school"]).watched(),
        case("health staff: only the station, watched").by(&["health_worker"]).excludes(&["health_station"]).watched(),
        case("a father").by(&["father"]),
        case("a father who works at the committee").by(&["father"]).working_at(OfficeKind::CommunePc).excludes(COMMITTEE).gap("syt-79"),
        case("a father who works at the police")
            .by(&["father"])
            .working_at(OfficeKind::CommunePolice)
            .excludes(&["commune_police"])
            .watched(),
        case("a father at the health department, commune empty")
            .by(&["father"])
            .working_at(OfficeKind::ProvinceHealth)
            .excludes(&["all province_health"])
            .nobody_at(&["ubnd-26743"])
            .gap("ubnd-tinh-79"),
        case("a teacher and an official").by(&["teacher", "official"]).excludes(&["school", "everybody"]).gap("ubnd-tinh-79").watched(),
        case("the split of an old name, everybody")
            .at(Place::Old("00112"))
            .must_not_know(&["whole_commune"])
            .excludes(&["everybody"])
            .gap("bo-y-te-tre-em"),
    ] {
        case.check();
    }
}

#[test]
fn an_emergency_is_told_at_once() {
    for case in [
        case("desk and police").emergency_tells(&[DESK, POLICE]),
        case("an empty commune without police: the city's").at(Place::Commune("26740")).emergency_tells(&[DESK, CITY_POLICE]).gap("syt-79"),
        case("police excluded: the city's")
            .must_not_know(&["commune_police"])
            .emergency_tells(&[DESK, CITY_POLICE])
            .excludes(&["commune_police"]),
        case("everybody excluded")
            .must_not_know(&["whole_commune"])
            .emergency_tells(&[DESK, CITY_POLICE])
            .excludes(&["everybody"])
            .gap("syt-79"),
        case("committee excluded: the police stay")
            .must_not_know(&["commune_committee"])
            .emergency_tells(&[DESK, POLICE])
            .excludes(COMMITTEE)
            .gap("syt-79"),
        case("city police accountable")
            .must_not_know(&["whole_commune", "commune_police"])
            .emergency_tells(&[DESK])
            .excludes(&["everybody", "commune_police"])
            .gap(CITY_POLICE),
        case("a facility: not its own desk")
            .of("institution_abuse")
            .emergency_tells(&["tong-dai-111", CITY_POLICE])
            .excludes(FACILITY)
            .gap("ubnd-tinh-79"),
        case("no desk in the city: 111").without(&[DESK]).emergency_tells(&["tong-dai-111", POLICE]),
        case("commune unknown: the city's").at(Place::Words("Sài Gòn")).emergency_tells(&[DESK, CITY_POLICE]).routed("syt-79").unlocated(),
        case("nothing known: 111").at(Place::Nothing).emergency_tells(&["tong-dai-111"]).routed("bo-y-te-tre-em").unlocated(),
        case("a split old name: police of every part")
            .at(Place::Old("00112"))
            .emergency_tells(&["tong-dai-111", "ca-00103", "ca-00004"])
            .routed("ubnd-00103"),
        case("near a border: police of the neighbour too")
            .at(Place::Point(10.7760, 106.7010, 1_500.0))
            .emergency_tells(&[DESK, POLICE])
            .gap("syt-79"),
        case("a child at the police post").found_at("police_post").emergency_tells(&[DESK]).routed(POLICE),
        case("somebody found at the border")
            .of("trafficking")
            .found_at("border")
            .of("trafficking")
            .emergency_tells(&[DESK, POLICE, "bp-26743"]),
        case("at the border, everybody excluded")
            .found_at("border")
            .must_not_know(&["whole_commune"])
            .emergency_tells(&[DESK, CITY_POLICE])
            .excludes(&["everybody"])
            .gap("syt-79"),
        case("no emergency tells nobody").of("violence"),
    ] {
        case.check();
    }
}

#[test]
fn known_offices_are_excluded_by_code_too() {
    let case = case("").must_not_know(&["whole_commune"]);
    let request = RoutingRequest { must_not_know: case.must_not_know, ..plain() };
    let route = route(case.located(), &case.book(), &request);
    let excluded = |code: &str| route.exclusions.iter().any(|exclusion| exclusion.party == ExcludedParty::Office(office(code)));
    assert!(["ubnd-26743", POLICE, "tyt-26743", "bv-26743", "th-26743", "btxh-26743"].into_iter().all(excluded));
    assert!(!["syt-79", CITY_POLICE, DESK, "ubnd-26740"].into_iter().any(excluded));
}

#[test]
fn while_the_place_is_not_settled_there_is_everywhere_it_may_be() {
    let case = case("").at(Place::Old("00112"));
    let request = RoutingRequest { must_not_know: &["commune_police"], emergency: true, ..plain() };
    let route = route(case.located(), &case.book(), &request);
    let excluded = |code: &str| route.exclusions.iter().any(|exclusion| exclusion.party == ExcludedParty::Office(office(code)));
    assert!(excluded("ca-00103") && excluded("ca-00004"), "the police of both parts of the old ward");
    assert_eq!(route.notify, [office("tong-dai-111")]);
}

#[test]
fn the_explanation_follows_the_rules_in_order() {
    let codes = |case: &Case, request: &RoutingRequest<'_>| -> Vec<&'static str> {
        route(case.located(), &case.book(), request).because.iter().map(super::Because::code).collect()
    };
    let empty = case("").at(Place::Words("Bến Nghé"));
    assert_eq!(codes(&empty, &RoutingRequest { emergency: true, ..plain() }), ["happened-there", "not-staffed", "emergency-told"]);
    let split = case("").at(Place::Old("00112"));
    assert_eq!(codes(&split, &RoutingRequest { category: Some("online_harm"), ..plain() }), ["person-is-there", "old-name-split"]);
    let conflict = RoutingRequest { must_not_know: &["not_sure"], offender_relations: &["official"], ..plain() };
    assert_eq!(codes(&case(""), &conflict), ["happened-there", "must-not-know", "free-of-conflict", "reporter-unsure"]);
    let child = RoutingRequest { category: Some("abandonment"), discovery_place: Some("police_post"), ..plain() };
    assert_eq!(codes(&case(""), &child), ["happened-there", "found-at"]);
    assert_eq!(codes(&case("").at(Place::Nothing), &plain()), ["province-unknown"]);
    assert_eq!(codes(&case("").at(Place::Words("Quận 1, TP HCM")), &plain()), ["commune-unknown", "several-places"]);
    let nowhere = case("").at(Place::Commune("01279"));
    assert_eq!(codes(&nowhere, &plain()).last(), Some(&"last-resort"));
}

/// A request without anything particular.
pub fn plain() -> RoutingRequest<'static> {
    RoutingRequest {
        place: PlaceGiven::Nothing,
        category: None,
        discovery_place: None,
        must_not_know: &[],
        offender_relations: &[],
        workplace: None,
        facility: None,
        facility_staff: false,
        emergency: false,
        persons_child: true,
    }
}
