//! Which one office is accountable, who is told at once, and who must not know (DESIGN 4.1).
//!
//! Invariants: always exactly one accountable office; never an excluded one; neither it nor an excluded one is ever in the notices;
//! `needs_locating` exactly when the commune is unknown. The same input gives the same route.
//!
//! Deliberately absent: hours, load and distance. Who is accountable follows from the place and from who must not know, and from
//! nothing that somebody could bend.

use crate::kernel::{
    codes::{CommuneCode, OfficeCode, ProvinceCode},
    terms::CustodyReason,
};

use super::{
    exclusion::{Conflicts, FacilityConflict, RouteExclusion, Successor},
    facility::Facility,
    locate::{Located, LocatedBy, PlaceGiven},
    office::{Office, OfficeBook},
    office_kind::OfficeKind,
    reasons::{self, Because},
};

/// What routing needs to know of a report; codes are those of `taxonomy.yaml`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoutingRequest<'a> {
    /// Where it happened or where the person is: for [`super::locate()`]; [`route`] takes what that found.
    pub place: PlaceGiven<'a>,
    /// The category.
    pub category: Option<&'a str>,
    /// At what kind of place somebody was found.
    pub discovery_place: Option<&'a str>,
    /// Who must not know, as the reporter said.
    pub must_not_know: &'a [&'a str],
    /// What the alleged perpetrators are to the person.
    pub offender_relations: &'a [&'a str],
    /// The kind of office an alleged perpetrator works at, if that was told.
    pub workplace: Option<OfficeKind>,
    /// The facility it is about, where it is known which.
    pub facility: Option<&'a Facility>,
    /// Somebody who works at that facility may be involved, as the reporter said or did not deny.
    pub facility_staff: bool,
    /// The severity computed so far is `emergency`.
    pub emergency: bool,
    /// At least one person at risk is a child, or of unknown age.
    pub persons_child: bool,
}

impl RoutingRequest<'_> {
    /// Whether what is told happened among the people of a facility, so that its owner must not decide.
    #[must_use]
    pub fn names_facility_staff(&self) -> bool {
        self.facility_staff || self.category == Some("institution_abuse") || self.offender_relations.contains(&"facility_staff")
    }

    /// The place with what the facility says about it: the offices of this one are needed for [`route`].
    #[must_use]
    pub fn settled(&self, located: Located) -> Located {
        match self.facility {
            Some(facility) => facility.settles(located, self.names_facility_staff()),
            None => located,
        }
    }
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The one accountable office.
    pub accountable: OfficeCode,
    /// `routed` when it is the office the place itself points to, else `gap`.
    pub reason: CustodyReason,
    /// The place as far as it is known.
    pub located: Located,
    /// The parent sees every milestone and approves closure.
    pub watched: bool,
    /// Offices told in the same instant, of an emergency.
    pub notify: Vec<OfficeCode>,
    /// Who must not know, to be stored with the case.
    pub exclusions: Vec<RouteExclusion>,
    /// The explanation, in order.
    pub because: Vec<Because>,
}

/// Routes a located report; `book` holds the offices of that place ([`OfficeBook`]).
#[must_use]
pub fn route(located: Located, book: &OfficeBook, request: &RoutingRequest<'_>) -> Route {
    let located = request.settled(located);
    let conflicts = Conflicts::of(request, &located, book);
    let routing = Routing { located: &located, book, request, conflicts: &conflicts };
    let accountable = routing.accountable();
    let rightful = routing.rightful().is_some_and(|office| office.code == accountable.code);
    let notify = if request.emergency { routing.notices(accountable) } else { Vec::new() };
    let because = routing.because(accountable, &notify);
    Route {
        accountable: accountable.code.clone(),
        reason: if rightful { CustodyReason::Routed } else { CustodyReason::Gap },
        watched: conflicts.unit_involved || conflicts.reporter_unsure,
        notify,
        because,
        exclusions: conflicts.exclusions,
        located,
    }
}

struct Routing<'a> {
    located: &'a Located,
    book: &'a OfficeBook,
    request: &'a RoutingRequest<'a>,
    conflicts: &'a Conflicts,
}

impl<'a> Routing<'a> {
    /// The first office of the line that somebody answers at; else the ministry desk, staffed or not.
    fn accountable(&self) -> &'a Office {
        let allowed = self.line().into_iter().filter(|office| !self.excluded(office));
        allowed.into_iter().find(|office| office.staffed).unwrap_or_else(|| self.ministry_desk())
    }

    /// The office the place itself points to, before anybody is left out.
    fn rightful(&self) -> Option<&'a Office> {
        match (&self.located.commune, &self.located.province) {
            (Some(_), _) => self.place_of_discovery().or_else(|| self.commune_committee()),
            (None, Some(province)) => self.provincial(OfficeKind::ProvinceHealth, province),
            (None, None) => Some(self.ministry_desk()),
        }
    }

    /// Who may be accountable, in order: the office of the place and those above it, or, where the commune must not know, the
    /// provincial office outside the conflict and then the others.
    fn line(&self) -> Vec<&'a Office> {
        let mut line: Vec<&Office> = self.place_of_discovery().into_iter().collect();
        if self.passes_the_commune() {
            line.extend(self.provincial_line(self.conflicts.successor));
        } else {
            if let Some(committee) = self.commune_committee() {
                line.push(committee);
                line.extend(self.book.line_above(&committee.code));
            }
            // A book whose parents are incomplete must not end the walk early.
            line.extend(self.provincial_line(Successor::HealthDepartment));
        }
        line.retain(|office| office.kind != OfficeKind::MinistryDesk);
        line
    }

    fn provincial_line(&self, first: Successor) -> Vec<&'a Office> {
        let kinds: &[OfficeKind] = match first {
            Successor::HealthDepartment => &[OfficeKind::ProvinceHealth, OfficeKind::ProvinceCommittee],
            Successor::Police => &[OfficeKind::ProvincePolice, OfficeKind::ProvinceHealth, OfficeKind::ProvinceCommittee],
            Successor::Committee => &[OfficeKind::ProvinceCommittee, OfficeKind::ProvinceHealth],
            Successor::Ministry => &[],
        };
        let province = self.located.province.iter();
        province.flat_map(|province| kinds.iter().filter_map(|kind| self.provincial(*kind, province))).collect()
    }

    /// The commune is no choice: it must not know, or an owner decides and the office above the commune may be that owner.
    fn passes_the_commune(&self) -> bool {
        self.conflicts.facility.is_some() || self.conflicts.exclude_committee_there()
    }

    /// The one registered and staffed office where an abandoned child is. Two of a kind leave it open which, unless the facility was
    /// named: then the commune.
    fn place_of_discovery(&self) -> Option<&'a Office> {
        if self.request.category != Some("abandonment") || !self.request.persons_child {
            return None;
        }
        let kinds: &[OfficeKind] = match self.request.discovery_place? {
            "hospital" => &[OfficeKind::Hospital, OfficeKind::HealthStation],
            "police_post" => &[OfficeKind::CommunePolice],
            "care_facility" => &[OfficeKind::SocialFacility, OfficeKind::Shelter],
            "school" => &[OfficeKind::School],
            _ => return None,
        };
        let commune = self.located.commune.as_ref()?;
        let named = self.request.facility.and_then(|facility| self.book.get(facility.office.as_ref()?));
        if let Some(office) = named.filter(|office| office.staffed && kinds.contains(&office.kind)) {
            return (!self.excluded(office)).then_some(office);
        }
        let mut there = kinds.iter().flat_map(|kind| self.book.in_commune(*kind, commune)).filter(|office| office.staffed);
        let only = there.next().filter(|_| there.next().is_none())?;
        (!self.located.default_used && !self.excluded(only)).then_some(only)
    }

    fn commune_committee(&self) -> Option<&'a Office> {
        self.book.in_commune(OfficeKind::CommunePc, self.located.commune.as_ref()?).next()
    }

    fn provincial(&self, kind: OfficeKind, province: &ProvinceCode) -> Option<&'a Office> {
        self.book.in_province(kind, province).next()
    }

    fn ministry_desk(&self) -> &'a Office {
        self.book.ministry_desk(self.request.persons_child)
    }

    fn excluded(&self, office: &Office) -> bool {
        self.conflicts.exclude(office, self.located)
    }

    /// Round-the-clock desks and police to be told of an emergency; the accountable office knows anyway.
    fn notices(&self, accountable: &Office) -> Vec<OfficeCode> {
        let mut notices: Vec<OfficeCode> = Vec::new();
        let told = self.round_the_clock_desks().into_iter().chain(self.police()).chain(self.border_post());
        for office in told.filter(|office| office.code != accountable.code && !self.excluded(office)) {
            if !notices.contains(&office.code) {
                notices.push(office.code.clone());
            }
        }
        notices
    }

    /// The province's desks; where it has none, or is not known, the national ones.
    fn round_the_clock_desks(&self) -> Vec<&'a Office> {
        let awake = |office: &&Office| office.round_the_clock && office.commune.is_none() && self.book.takes_part(office);
        let desks = || self.book.all().filter(awake);
        let own: Vec<&Office> =
            desks().filter(|desk| desk.province.is_some() && desk.province == self.located.province && !self.excluded(desk)).collect();
        if own.is_empty() { desks().filter(|desk| desk.province.is_none()).collect() } else { own }
    }

    /// The police of the commune, and of those it may be instead; the provincial police where the commune's must not know or where
    /// there are none to tell.
    fn police(&self) -> Vec<&'a Office> {
        let communes = self.alarmed_communes().into_iter();
        let there: Vec<&Office> = if self.conflicts.exclude_police_there() {
            Vec::new()
        } else {
            let posts = communes.flat_map(|commune| self.book.in_commune(OfficeKind::CommunePolice, commune));
            posts.filter(|office| self.book.takes_part(office)).collect()
        };
        match &self.located.province {
            Some(province) if there.is_empty() => self.book.in_province(OfficeKind::ProvincePolice, province).collect(),
            _ => there,
        }
    }

    /// The commune, its neighbours within the accuracy, and the parts of a split old commune (DOMAIN 12); never mere namesakes.
    fn alarmed_communes(&self) -> Vec<&'a CommuneCode> {
        let split = matches!(self.located.by, LocatedBy::OldNameSplit { .. });
        let parts = self.located.candidates.iter().filter(|_| split);
        self.located.commune.iter().chain(&self.located.near).chain(parts).collect()
    }

    /// Somebody found in the border area: the border guard post of the commune too (`also_notify` in the taxonomy).
    fn border_post(&self) -> Option<&'a Office> {
        let commune = self.located.commune.as_ref().filter(|_| self.request.discovery_place == Some("border"))?;
        self.book.in_commune(OfficeKind::BorderPost, commune).find(|office| self.book.takes_part(office))
    }

    fn because(&self, accountable: &Office, notify: &[OfficeCode]) -> Vec<Because> {
        let mut because = reasons::of_place(self.located, self.request.category);
        if self.place_of_discovery().is_some_and(|office| office.code == accountable.code) {
            because.push(Because::FoundAt { office: accountable.code.clone() });
        }
        because.extend(reasons::of_exclusions(&self.conflicts.exclusions));
        if let (Some(FacilityConflict::Owned(owner)), Some(facility)) = (self.conflicts.facility, self.request.facility) {
            because.push(Because::FacilityOwned { facility: facility.code.clone(), owner });
        }
        because.extend(self.why_not_below(accountable));
        if accountable.kind == OfficeKind::MinistryDesk && self.located.province.is_some() {
            because.push(Because::LastResort);
        } else if self.passes_the_commune() {
            because.push(Because::FreeOfConflict { office: accountable.code.clone() });
        }
        because.extend(self.conflicts.unit_involved.then_some(Because::UnitInvolved));
        because.extend(self.conflicts.reporter_unsure.then_some(Because::ReporterUnsure));
        if !notify.is_empty() {
            because.push(Because::EmergencyTold { offices: notify.to_vec() });
        }
        because
    }

    /// The offices passed on the way up because nobody answers there.
    fn why_not_below(&self, accountable: &Office) -> Vec<Because> {
        let mut because = Vec::new();
        if let (Some(commune), None) = (&self.located.commune, self.commune_committee()) {
            because.push(Because::NotRegistered { commune: commune.clone() });
        }
        for office in self.line().into_iter().take_while(|office| office.code != accountable.code) {
            let unstaffed = Because::NotStaffed { office: office.code.clone() };
            if !office.staffed && !self.excluded(office) && !because.contains(&unstaffed) {
                because.push(unstaffed);
            }
        }
        because
    }
}
