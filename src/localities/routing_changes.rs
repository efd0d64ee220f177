//! Routing after offices were merged or suspended.

use super::{
    Changes, ExcludedParty, Office, OfficeBook, OfficeKind, PlaceGiven, Route, RoutingRequest,
    fixture::{boundaries, commune, office, places},
    locate, route,
    routing_cases::{plain, world},
};
use crate::kernel::{codes::OfficeCode, terms::CustodyReason};

/// Bến Thành, whose committee and police have colleagues next door in Sài Gòn.
const HERE: &str = "ubnd-26743";
const POLICE: &str = "ca-26743";
const NEXT_DOOR: &str = "ubnd-26740";

fn book(merged: &[(&str, &str)], suspended: &[&str]) -> OfficeBook {
    let mut offices = world();
    for office in &mut offices {
        office.staffed = (office.staffed || office.code.as_str() == NEXT_DOOR)
            && !suspended.contains(&office.code.as_str())
            && merged.iter().all(|(from, _)| *from != office.code.as_str());
    }
    let police = offices.iter().find(|o| o.code.as_str() == POLICE).cloned().unwrap();
    offices.push(Office { code: office("ca-26740"), commune: Some(commune("26740")), ..police });
    let merged = merged.iter().map(|(from, into)| (office(from), office(into))).collect();
    OfficeBook::new(offices).unwrap().after(Changes { merged, suspended: suspended.iter().map(|code| office(code)).collect() })
}

fn routed(book: &OfficeBook, request: RoutingRequest<'_>) -> Route {
    route(locate(places(), boundaries(), PlaceGiven::Commune(&commune("26743"))), book, &request)
}

fn codes(offices: &[OfficeCode]) -> Vec<&str> {
    offices.iter().map(OfficeCode::as_str).collect()
}

#[test]
fn a_report_reaches_the_office_that_stands_in_the_place_of_its_own() {
    let route = routed(&book(&[(HERE, NEXT_DOOR)], &[]), plain());
    assert_eq!((route.accountable.as_str(), route.reason), (NEXT_DOOR, CustodyReason::Routed));
    // Merged again, and again.
    let route = routed(&book(&[(HERE, "ubnd-00004"), ("ubnd-00004", NEXT_DOOR)], &[]), plain());
    assert_eq!((route.accountable.as_str(), route.reason), (NEXT_DOOR, CustodyReason::Routed));
}

#[test]
fn a_suspended_office_is_passed_and_told_nothing() {
    let route = routed(&book(&[], &[HERE]), plain());
    assert_eq!((route.accountable.as_str(), route.reason), ("syt-79", CustodyReason::Gap));
    let emergency = || RoutingRequest { emergency: true, ..plain() };
    assert!(codes(&routed(&book(&[], &[]), emergency()).notify).contains(&POLICE));
    let told = routed(&book(&[], &[POLICE]), emergency()).notify;
    assert!(!codes(&told).contains(&POLICE) && codes(&told).contains(&"ca-tinh-79"), "{told:?}");
}

#[test]
fn an_emergency_is_told_to_the_police_that_took_over() {
    let told = routed(&book(&[(POLICE, "ca-26740")], &[]), RoutingRequest { emergency: true, ..plain() }).notify;
    assert!(codes(&told).contains(&"ca-26740") && !codes(&told).contains(&POLICE), "{told:?}");
}

/// The people who must not know now work next door.
#[test]
fn whoever_must_not_know_does_not_come_to_know_by_a_merger() {
    for (named, merged, office_of) in [
        ("commune_committee", (HERE, NEXT_DOOR), OfficeKind::CommunePc),
        ("commune_police", (POLICE, "ca-26740"), OfficeKind::CommunePolice),
        ("whole_commune", (HERE, NEXT_DOOR), OfficeKind::CommunePc),
    ] {
        let request = RoutingRequest { emergency: true, must_not_know: &[named], ..plain() };
        let route = routed(&book(&[merged], &[]), request);
        let kept_out = |code: &str| route.exclusions.iter().any(|e| e.party == ExcludedParty::Office(office(code)));
        assert!(kept_out(merged.0) && kept_out(merged.1), "{office_of:?}: {:?}", route.exclusions);
        assert_ne!(route.accountable.as_str(), merged.1);
        assert!(!codes(&route.notify).contains(&merged.1), "{named}");
    }
}
