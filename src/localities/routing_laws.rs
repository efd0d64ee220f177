//! What holds for every report, whatever is reported and whoever is there to answer.

use proptest::{prelude::*, sample::subsequence};

use super::{
    Facility, Located, Office, OfficeBook, OfficeKind, Owner, PlaceGiven, Route, RoutingRequest,
    fixture::{boundaries, commune, legacy, office, places, province},
    locate, route,
    routing_cases::{plain, world},
};
use crate::kernel::{codes::FacilityCode, terms::CustodyReason};

#[derive(Debug, Clone)]
struct Report {
    located: Located,
    offices: Vec<Office>,
    category: Option<&'static str>,
    found: Option<&'static str>,
    must_not_know: Vec<&'static str>,
    relations: Vec<&'static str>,
    workplace: Option<OfficeKind>,
    facility: Option<Facility>,
    facility_staff: bool,
    emergency: bool,
    child: bool,
}

impl Report {
    fn route(&self, book: &OfficeBook) -> Route {
        route(self.located.clone(), book, &self.request())
    }

    fn request(&self) -> RoutingRequest<'_> {
        RoutingRequest {
            category: self.category,
            discovery_place: self.found,
            must_not_know: &self.must_not_know,
            offender_relations: &self.relations,
            workplace: self.workplace,
            facility: self.facility.as_ref(),
            facility_staff: self.facility_staff,
            emergency: self.emergency,
            persons_child: self.child,
            ..plain()
        }
    }
}

fn located() -> impl Strategy<Value = Located> {
    let at = |place: PlaceGiven<'_>| locate(places(), boundaries(), place);
    prop_oneof![
        prop::sample::select(vec!["26743", "26740", "00103", "00004", "01279", "99999"])
            .prop_map(move |code| at(PlaceGiven::Commune(&commune(code)))),
        prop::sample::select(vec!["00112", "00130", "26740", "99999"]).prop_map(move |code| at(PlaceGiven::Legacy(&legacy(code)))),
        prop::sample::select(vec!["Sài Gòn", "Quận 1, TP HCM", "Tân Thành", "ben thanh", "?"])
            .prop_map(move |text| at(PlaceGiven::Text(text))),
        (10.70..10.80f64, 106.65..106.75f64, 0.0..8_000.0f64).prop_map(move |(lat, lon, accuracy_m)| at(PlaceGiven::Point {
            lat,
            lon,
            accuracy_m
        })),
        Just(at(PlaceGiven::Nothing)),
    ]
}

/// Any part of the world, any of it staffed, with a ministry desk left.
fn offices() -> impl Strategy<Value = Vec<Office>> {
    let world: Vec<Office> =
        world().into_iter().filter(|o| o.province.as_ref().is_none_or(|p| ["79", "01"].contains(&p.as_str()))).collect();
    let size = world.len();
    (prop::collection::vec(any::<(bool, bool, bool)>(), size), Just(world)).prop_map(|(dice, world)| {
        let kept = world.into_iter().zip(dice).filter(|(office, (here, ..))| *here || office.kind == OfficeKind::MinistryDesk);
        kept.map(|(office, (_, staffed, awake))| Office { staffed, round_the_clock: office.round_the_clock && awake, ..office }).collect()
    })
}

fn some_of(codes: &[&'static str]) -> impl Strategy<Value = Vec<&'static str>> + use<> {
    subsequence(codes.to_vec(), 0..=codes.len().min(3))
}

fn facility() -> impl Strategy<Value = Facility> {
    let kinds = [
        OfficeKind::Hospital,
        OfficeKind::HealthStation,
        OfficeKind::SocialFacility,
        OfficeKind::Shelter,
        OfficeKind::School,
        OfficeKind::CommunePolice,
        OfficeKind::BorderPost,
    ];
    let offices = |codes: &[&'static str]| prop::option::of(prop::sample::select(codes.to_vec()));
    (
        prop::sample::select(kinds.to_vec()),
        prop::sample::select(Owner::ALL.to_vec()),
        prop::sample::select(vec![("26743", "79"), ("26740", "79"), ("00103", "01")]),
        offices(&["btxh-26743", "th-26743", "bv-26743", "ca-26743", "nowhere"]),
        offices(&["ubnd-26743", "syt-79", "ubnd-tinh-79", "ca-tinh-79", "bo-y-te-tre-em", "nowhere"]),
    )
        .prop_map(|(kind, owner, (there, of), own, owned_by)| Facility {
            code: FacilityCode::parse("cs-1").unwrap(),
            kind,
            name: "Cơ sở thử".into(),
            name_en: "Test facility".into(),
            owner,
            owner_office: owned_by.map(office),
            province: province(of),
            commune: commune(there),
            office: own.map(office),
            step_free: None,
        })
}

fn report() -> impl Strategy<Value = Report> {
    let category = prop::option::of(prop::sample::select(vec![
        "violence",
        "abandonment",
        "institution_abuse",
        "responder_complaint",
        "online_harm",
        "silent_or_unclear",
    ]));
    let found = prop::option::of(prop::sample::select(vec!["hospital", "police_post", "care_facility", "school", "border", "religious"]));
    let must_not_know =
        some_of(&["commune_committee", "commune_police", "health_station", "school", "village_head", "whole_commune", "not_sure", "other"]);
    let relations = some_of(&["father", "official", "facility_staff", "teacher", "health_worker", "stranger"]);
    let workplace = prop::option::of(prop::sample::select(OfficeKind::ALL.to_vec()));
    let facility = (prop::option::of(facility()), any::<bool>());
    (located(), offices(), category, found, must_not_know, relations, workplace, facility, any::<(bool, bool)>()).prop_map(
        |(located, offices, category, found, must_not_know, relations, workplace, (facility, facility_staff), (emergency, child))| Report {
            located,
            offices,
            category,
            found,
            must_not_know,
            relations,
            workplace,
            facility,
            facility_staff,
            emergency,
            child,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn one_office_is_accountable_and_may_know(report in report()) {
        let book = OfficeBook::new(report.offices.clone()).unwrap();
        let route = report.route(&book);
        let accountable = book.get(&route.accountable).expect("the accountable office is one of the book");
        prop_assert!(!route.exclusions.iter().any(|exclusion| exclusion.covers(accountable, &route.located)));
        prop_assert!(accountable.staffed || accountable.kind == OfficeKind::MinistryDesk);
        let unique: std::collections::HashSet<_> = route.exclusions.iter().collect();
        prop_assert_eq!(unique.len(), route.exclusions.len(), "an exclusion is listed once");
        prop_assert!(matches!(route.reason, CustodyReason::Routed | CustodyReason::Gap));
    }

    #[test]
    fn notices_reach_everybody_they_should_and_nobody_else(report in report()) {
        let book = OfficeBook::new(report.offices.clone()).unwrap();
        let route = report.route(&book);
        let excluded = |office: &Office| route.exclusions.iter().any(|exclusion| exclusion.covers(office, &route.located));
        let unique: std::collections::HashSet<_> = route.notify.iter().collect();
        prop_assert_eq!(unique.len(), route.notify.len());
        prop_assert!(!route.notify.contains(&route.accountable));
        for code in &route.notify {
            prop_assert!(!excluded(book.get(code).expect("a notified office is one of the book")));
        }
        prop_assert!(report.emergency || route.notify.is_empty());
        let owed = |office: &&Office| {
            let police = office.kind == OfficeKind::CommunePolice && office.commune.is_some() && office.commune == route.located.commune;
            let desk = office.round_the_clock && office.commune.is_none() && office.province.is_some();
            police || desk && office.province == route.located.province
        };
        for office in book.all().filter(owed).filter(|office| report.emergency && !excluded(office)) {
            prop_assert!(route.notify.contains(&office.code) || route.accountable == office.code, "{} was not told", office.code);
        }
    }

    #[test]
    fn nobody_of_the_owners_line_decides_about_a_facility_or_is_told(report in report()) {
        let book = OfficeBook::new(report.offices.clone()).unwrap();
        let route = report.route(&book);
        let Some(facility) = report.facility.as_ref().filter(|_| report.request().names_facility_staff()) else { return Ok(()) };
        prop_assert_eq!(route.located.commune.as_ref(), Some(&facility.commune), "it happened where the facility stands");
        for code in route.notify.iter().chain([&route.accountable]) {
            let office = book.get(code).expect("one of the book");
            if office.kind == OfficeKind::MinistryDesk {
                continue;
            }
            let there = office.commune.as_ref() == Some(&facility.commune);
            let line = facility.owner.line().contains(&office.kind) && office.province.as_ref() == Some(&facility.province);
            prop_assert!(!line, "{} is of the owner's line", code);
            prop_assert!(!(there && (facility.owner.knows_everybody_there() || office.kind == facility.kind)), "{} is next door", code);
            prop_assert!(facility.office.as_ref() != Some(code) && facility.owner_office.as_ref() != Some(code), "{} is its own", code);
            prop_assert!(office.kind != OfficeKind::CommunePc || *code != route.accountable, "the commune is passed over");
        }
    }

    #[test]
    fn a_place_needs_locating_exactly_when_its_commune_is_unknown(report in report()) {
        let route = report.route(&OfficeBook::new(report.offices.clone()).unwrap());
        prop_assert_eq!(route.located.needs_locating, route.located.commune.is_none());
        prop_assert!(route.located.commune.is_none() || route.located.province.is_some());
    }

    #[test]
    fn the_same_report_takes_the_same_route_whatever_the_order_of_offices(report in report()) {
        let forwards = OfficeBook::new(report.offices.clone()).unwrap();
        let backwards = OfficeBook::new(report.offices.iter().rev().cloned().collect()).unwrap();
        prop_assert_eq!(report.route(&forwards), report.route(&backwards));
    }

    #[test]
    fn only_an_exclusion_is_told_as_a_conflict(report in report()) {
        let route = report.route(&OfficeBook::new(report.offices.clone()).unwrap());
        let sealed = route.because.iter().any(super::Because::names_conflict);
        prop_assert_eq!(sealed, !route.exclusions.is_empty() || route.watched);
    }
}
