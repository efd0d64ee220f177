//! The triage lane of the province: where a report waits that may be none.
//!
//! It is taken, sealed and answered for like any other, and its clocks run from the same instant; only who reads it first differs. Not the
//! commune: a flood must not drown what is real there. Of an emergency the desk that is awake hears, and nobody else, until somebody
//! looked (`cases::release`) and sent it the way of every report. Mails about the lane are gathered (`notification::address`).

use crate::localities::{Because, Office, OfficeBook, Route};

/// Turns a route into the lane: the first office above the communes on its way that may know and answers.
pub(super) fn keep_in(route: &mut Route, book: &OfficeBook) {
    let is_of_commune = |code| book.get(code).is_some_and(|office| office.commune.is_some());
    if is_of_commune(&route.accountable) {
        let excluded = |office: &Office| route.exclusions.iter().any(|exclusion| exclusion.covers(office, &route.located));
        let above = book.line_above(&route.accountable).into_iter().filter(|office| office.commune.is_none() && !excluded(office));
        let line: Vec<_> = above.collect();
        if let Some(first) = line.iter().find(|office| office.staffed).or(line.last()) {
            route.accountable = first.code.clone();
        }
    }
    let accountable = route.accountable.clone();
    route
        .notify
        .retain(|code| book.get(code).is_some_and(|office| office.round_the_clock && office.commune.is_none()) && *code != accountable);
    route.because.retain(|because| !matches!(because, Because::EmergencyTold { .. }));
    if !route.notify.is_empty() {
        route.because.push(Because::EmergencyTold { offices: route.notify.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::keep_in;
    use crate::{
        kernel::codes::CommuneCode,
        localities::{Located, OfficeBook, PlaceGiven, Places, RoutingRequest, route, standard_offices::standard_offices},
    };

    #[test]
    fn what_may_be_no_report_waits_with_the_province_and_wakes_no_police() {
        let places = Places::from_seeds().unwrap();
        let commune = CommuneCode::parse("26740").unwrap();
        let mut offices = standard_offices(&places);
        for office in &mut offices {
            office.staffed = true;
        }
        let book = OfficeBook::new(offices).unwrap();
        let place = Located::certain(commune.clone(), places.commune(&commune).unwrap().province.clone());
        let request = RoutingRequest {
            place: PlaceGiven::Commune(&commune),
            category: Some("violence"),
            discovery_place: None,
            must_not_know: &[],
            offender_relations: &[],
            workplace: None,
            facility: None,
            facility_staff: false,
            emergency: true,
            persons_child: true,
        };
        let mut route = route(place, &book, &request);
        assert_eq!(route.accountable.as_str(), "ubnd-26740");
        keep_in(&mut route, &book);
        assert_eq!(route.accountable.as_str(), "syt-79");
        assert!(route.notify.iter().all(|code| book.get(code).unwrap().round_the_clock), "{:?}", route.notify);
    }
}
