//! A facility that is known, as a table: who owns it, and where a report about its people must go and may not go.
//!
//! The world is that of `routing_cases`; the facility stands in the ward Bến Thành (26743) of Hồ Chí Minh City (79).

use super::{
    Because, Facility, Located, Office, OfficeBook, OfficeKind, Owner, PlaceGiven, Route, RoutingRequest,
    fixture::{boundaries, commune, legacy, office, places, province},
    locate, party, route,
    routing_cases::{added, party as spoken, plain, world},
    store::office_model,
};
use crate::kernel::{
    codes::{FacilityCode, OfficeCode},
    terms::CustodyReason,
};

const HEALTH_LINE: &[&str] = &["all province_health", "all social_facility", "all social_work_centre"];
const CITY_LINE: &[&str] = &[
    "all commune_civil_status",
    "all commune_pc",
    "all commune_social",
    "all province_committee",
    "all province_culture",
    "all province_education",
    "all province_health",
    "all social_facility",
    "all social_work_centre",
];

fn facility(owner: Owner) -> Facility {
    Facility {
        code: FacilityCode::parse("btxh-hoa-sen").unwrap(),
        kind: OfficeKind::SocialFacility,
        name: "Trung tâm Hoa Sen".into(),
        name_en: "Hoa Sen Centre".into(),
        owner,
        owner_office: None,
        province: province("79"),
        commune: commune("26743"),
        office: Some(office("btxh-26743")),
        step_free: None,
    }
}

fn abuse(facility: &Facility) -> RoutingRequest<'_> {
    RoutingRequest { category: Some("institution_abuse"), facility: Some(facility), ..plain() }
}

fn there() -> Located {
    Located::certain(commune("26743"), province("79"))
}

fn book_without(nobody_at: &[&str]) -> OfficeBook {
    let mut offices = world();
    offices.push(added("gddt-79", OfficeKind::ProvinceEducation, Some("79"), None));
    for office in &mut offices {
        office.staffed = office.staffed && !nobody_at.contains(&office.code.as_str());
    }
    OfficeBook::new(offices).unwrap()
}

fn parties(route: &Route) -> Vec<String> {
    let mut parties: Vec<String> = route.exclusions.iter().filter_map(|exclusion| spoken(&exclusion.party)).collect();
    parties.sort();
    parties.dedup();
    parties
}

#[test]
fn the_owner_of_the_facility_decides_where_it_goes() {
    let with = |more: &[&'static str]| -> Vec<String> {
        let mut all: Vec<String> = more.iter().chain(&["social_facility"]).map(ToString::to_string).collect();
        all.sort();
        all
    };
    let table: [(Owner, &[&str], &str, &[&str]); 12] = [
        (Owner::Commune, &[], "syt-79", &["everybody"]),
        (Owner::Commune, &["syt-79"], "ubnd-tinh-79", &["everybody"]),
        (Owner::ProvinceHealth, &[], "ubnd-tinh-79", HEALTH_LINE),
        (Owner::ProvinceHealth, &["ubnd-tinh-79"], "bo-y-te-tre-em", HEALTH_LINE),
        (Owner::ProvinceEducation, &[], "syt-79", &["all province_education"]),
        (Owner::ProvincePolice, &[], "ubnd-tinh-79", &["all commune_police", "all province_police"]),
        (Owner::ProvincePolice, &["ubnd-tinh-79"], "syt-79", &["all commune_police", "all province_police"]),
        (Owner::ProvinceCommittee, &[], "bo-y-te-tre-em", CITY_LINE),
        (Owner::Ministry, &[], "bo-y-te-tre-em", &[]),
        (Owner::Private, &[], "syt-79", &["everybody"]),
        (Owner::Private, &["syt-79", "ubnd-tinh-79"], "bo-y-te-tre-em", &["everybody"]),
        (Owner::Religious, &[], "syt-79", &["everybody"]),
    ];
    for (owner, nobody_at, accountable, excluded) in table {
        let facility = facility(owner);
        let route = route(there(), &book_without(nobody_at), &abuse(&facility));
        assert_eq!((route.accountable.as_str(), route.reason), (accountable, CustodyReason::Gap), "{owner:?} {nobody_at:?}");
        assert_eq!(parties(&route), with(excluded), "{owner:?}");
        let named = |code: &str| route.exclusions.iter().any(|e| e.party == super::ExcludedParty::Office(office(code)));
        assert!(named("btxh-26743"), "{owner:?}: the facility itself");
        let because = Because::FacilityOwned { facility: facility.code.clone(), owner };
        assert!(because.names_conflict() && route.because.contains(&because), "{owner:?}: {:?}", route.because);
    }
}

#[test]
fn the_same_holds_whoever_says_that_its_people_are_involved() {
    for owner in Owner::ALL {
        let facility = facility(owner);
        let by_category = route(there(), &book_without(&[]), &abuse(&facility));
        let by_relation = RoutingRequest { offender_relations: &["facility_staff"], facility: Some(&facility), ..plain() };
        let by_reporter = RoutingRequest { facility_staff: true, facility: Some(&facility), ..plain() };
        for request in [by_relation, by_reporter] {
            let route = route(there(), &book_without(&[]), &request);
            assert_eq!((&route.accountable, parties(&route)), (&by_category.accountable, parties(&by_category)), "{owner:?}");
        }
    }
}

#[test]
fn a_facility_that_only_helps_to_find_somebody_changes_nothing_else() {
    let facility = facility(Owner::Commune);
    let request = RoutingRequest { category: Some("violence"), facility: Some(&facility), ..plain() };
    let route = route(there(), &book_without(&[]), &request);
    assert_eq!((route.accountable.as_str(), route.reason), ("ubnd-26743", CustodyReason::Routed));
    assert!(route.exclusions.is_empty() && !route.watched, "{:?}", route.exclusions);
}

#[test]
fn a_facility_nobody_can_name_is_treated_as_strictly_as_before() {
    let request = RoutingRequest { facility_staff: true, ..plain() };
    let by_reporter = route(there(), &book_without(&[]), &request);
    assert_eq!(by_reporter.accountable.as_str(), "ubnd-tinh-79");
    assert_eq!(parties(&by_reporter), ["all province_health", "all social_facility", "all social_work_centre", "everybody"]);
}

#[test]
fn what_else_is_said_makes_it_stricter_and_never_looser() {
    let owned = facility(Owner::Commune);
    let go = |request: RoutingRequest<'_>| route(there(), &book_without(&[]), &request);
    let official = go(RoutingRequest { offender_relations: &["official"], ..abuse(&owned) });
    assert_eq!(official.accountable.as_str(), "ubnd-tinh-79", "an official: the city's committee designates");
    let health = go(RoutingRequest { workplace: Some(OfficeKind::ProvinceHealth), ..abuse(&owned) });
    assert_eq!(health.accountable.as_str(), "ubnd-tinh-79", "the health department is named");
    let police = go(RoutingRequest { must_not_know: &["commune_police"], ..abuse(&owned) });
    assert_eq!(police.accountable.as_str(), "syt-79");
    let by_owner_office = Facility { owner_office: Some(office("syt-79")), ..facility(Owner::Private) };
    assert_eq!(go(abuse(&by_owner_office)).accountable.as_str(), "ubnd-tinh-79", "whatever the kind says, the owner itself never decides");
    let elsewhere = RoutingRequest { workplace: Some(OfficeKind::Shelter), facility: Some(&owned), ..plain() };
    assert!(parties(&go(elsewhere)).contains(&"all province_health".to_owned()), "a shelter nobody named may be another one");
}

#[test]
fn a_teacher_or_nurse_of_a_known_facility_leaves_out_that_unit_alone() {
    let school = Facility { kind: OfficeKind::School, office: Some(office("th-26743")), ..facility(Owner::ProvinceEducation) };
    let request = RoutingRequest { offender_relations: &["teacher"], facility: Some(&school), ..plain() };
    let taught = route(there(), &book_without(&[]), &request);
    assert_eq!((taught.accountable.as_str(), parties(&taught), taught.watched), ("ubnd-26743", vec!["school".to_owned()], true));
    let hospital = Facility { kind: OfficeKind::Hospital, office: Some(office("bv-26743")), ..facility(Owner::ProvinceHealth) };
    let request = RoutingRequest { offender_relations: &["health_worker"], facility: Some(&hospital), ..plain() };
    assert_eq!(parties(&route(there(), &book_without(&[]), &request)), ["health_station", "hospital"]);
}

#[test]
fn an_abandoned_child_stays_with_the_facility_that_was_named_though_there_are_two_of_a_kind() {
    let hospital = Facility { kind: OfficeKind::Hospital, office: Some(office("bv-26743")), ..facility(Owner::ProvinceHealth) };
    let child = RoutingRequest { category: Some("abandonment"), discovery_place: Some("hospital"), facility: Some(&hospital), ..plain() };
    assert_eq!(route(there(), &book_without(&[]), &child).accountable.as_str(), "bv-26743");
    let by_staff = RoutingRequest { offender_relations: &["facility_staff"], ..child };
    assert_eq!(route(there(), &book_without(&[]), &by_staff).accountable.as_str(), "ubnd-tinh-79", "not where its own people left it");
}

#[test]
fn the_facility_is_the_place_where_it_happened_and_settles_one_that_is_not_certain() {
    let owned = facility(Owner::Commune);
    let at = |place: PlaceGiven<'_>, request: &RoutingRequest<'_>| request.settled(locate(places(), boundaries(), place)).commune;
    let (home, split) = (commune("00004"), legacy("00112"));
    let beside = RoutingRequest { category: Some("violence"), facility: Some(&owned), ..plain() };
    for unsure in [PlaceGiven::Nothing, PlaceGiven::Text("Quận 1, TP HCM"), PlaceGiven::Text("chỗ cây đa"), PlaceGiven::Legacy(&split)]
    {
        assert_eq!(at(unsure, &beside), Some(commune("26743")), "{unsure:?}");
        assert_eq!(at(unsure, &abuse(&owned)), Some(commune("26743")), "{unsure:?}");
    }
    assert_eq!(at(PlaceGiven::Commune(&home), &beside), Some(home.clone()), "a certain place stays");
    assert_eq!(at(PlaceGiven::Commune(&home), &abuse(&owned)), Some(commune("26743")), "what happened inside happened there");
}

#[test]
fn an_emergency_in_a_facility_is_told_outside_its_owners_line() {
    let told = |owner: Owner| {
        let facility = facility(owner);
        let request = RoutingRequest { emergency: true, ..abuse(&facility) };
        route(there(), &book_without(&[]), &request).notify.into_iter().map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(told(Owner::Commune), ["ctxh-79", "ca-tinh-79"], "not the police next door, who answer to the commune's chair");
    assert_eq!(told(Owner::ProvinceHealth), ["tong-dai-111", "ca-26743"]);
    assert_eq!(told(Owner::ProvincePolice), ["ctxh-79"], "no police at all");
    assert_eq!(told(Owner::ProvinceCommittee), ["tong-dai-111", "ca-26743"]);
}

/// "Whoever that will be": the stored names hold for the offices of the owner's line that are registered next year.
#[test]
fn the_stored_names_hold_for_an_office_that_is_registered_later() {
    let registered = |code: &str, kind: OfficeKind, there: Option<&str>| -> Office { added(code, kind, Some("79"), there) };
    for (owner, later) in [
        (Owner::Commune, registered("moi-1", OfficeKind::WomensUnion, Some("26743"))),
        (Owner::Private, registered("moi-1", OfficeKind::CommunePolice, Some("26743"))),
        (Owner::ProvinceHealth, registered("moi-1", OfficeKind::SocialWorkCentre, None)),
        (Owner::ProvinceEducation, registered("moi-1", OfficeKind::ProvinceEducation, None)),
        (Owner::ProvincePolice, registered("moi-1", OfficeKind::CommunePolice, Some("26740"))),
        (Owner::ProvinceCommittee, registered("moi-1", OfficeKind::ProvinceCulture, None)),
        (Owner::Ministry, registered("moi-1", OfficeKind::SocialFacility, Some("26743"))),
    ] {
        let unregistered = Facility { office: None, ..facility(owner) };
        let route = route(there(), &book_without(&[]), &abuse(&unregistered));
        let stored: Vec<String> = route.exclusions.iter().flat_map(|e| party::of_route(&e.party, &route.located)).collect();
        let answers_to = party::of_office(&office_model(later, None));
        assert!(answers_to.iter().any(|name| stored.contains(name)), "{owner:?}: {stored:?}");
        let free = party::of_office(&office_model(registered("moi-2", OfficeKind::LegalAid, Some("26740")), None));
        assert!(!free.iter().any(|name| stored.contains(name)), "{owner:?}: others stay");
    }
}

#[test]
fn who_is_concerned_by_a_facility_is_never_shown_what_is_said_about_it() {
    let facility = facility(Owner::ProvinceHealth);
    let book = book_without(&[]);
    let concerned: Vec<&str> = book.all().filter(|office| facility.concerns(office)).map(|office| office.code.as_str()).collect();
    for code in ["btxh-26743", "syt-79", "ctxh-79", "ubnd-26743", "ca-26743"] {
        assert!(concerned.contains(&code), "{code} of {concerned:?}");
    }
    let free = ["ubnd-tinh-79", "bo-y-te-tre-em", "ca-tinh-79", "syt-01"].map(|code| OfficeCode::parse(code).unwrap());
    assert!(free.iter().all(|code| !concerned.contains(&code.as_str())), "{concerned:?}");
}
