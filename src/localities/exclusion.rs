//! Who must not know: what the reporter said, and what category and relations imply (DESIGN 4.1).
//!
//! "There" is the commune of the case. While that is not settled it is every commune the case may lie in, so that a neighbour or a
//! candidate is not told by mistake; a case located later keeps its exclusions. The ministry desk is never excluded.

use serde::{Deserialize, Serialize};

use crate::kernel::codes::OfficeCode;

use super::{
    facility::{Facility, Owner},
    locate::Located,
    office::{Office, OfficeBook},
    office_kind::OfficeKind,
    routing::RoutingRequest,
};

/// From whom an exclusion comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionSource {
    /// The reporter named it before sending.
    Reporter,
    /// The category implies it.
    Category,
    /// Where the alleged perpetrator works implies it.
    Relation,
}

impl ExclusionSource {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Category => "category",
            Self::Relation => "relation",
        }
    }
}

/// Who is excluded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcludedParty {
    /// One office.
    Office(OfficeCode),
    /// Every office of a kind in the commune, also one that is registered later.
    KindThere(OfficeKind),
    /// Every office in the commune, also one that is registered later.
    EverybodyThere,
    /// Every office of a kind that the province has, wherever it lies.
    KindInProvince(OfficeKind),
    /// The village head, who is no office: a rule for those who work on the case.
    VillageHead,
}

/// One exclusion to be stored with the case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RouteExclusion {
    /// Who must not know.
    pub party: ExcludedParty,
    /// From whom we know.
    pub source: ExclusionSource,
}

impl RouteExclusion {
    /// Whether this exclusion keeps `office` out of a case at this place.
    #[must_use]
    pub fn covers(&self, office: &Office, located: &Located) -> bool {
        let there = || office.commune.as_ref().is_some_and(|own| located.possible().any(|commune| commune == own));
        match &self.party {
            _ if office.kind == OfficeKind::MinistryDesk => false,
            ExcludedParty::Office(code) => *code == office.code,
            ExcludedParty::KindThere(kind) => *kind == office.kind && there(),
            ExcludedParty::EverybodyThere => there(),
            ExcludedParty::KindInProvince(kind) => *kind == office.kind && office.province == located.province,
            ExcludedParty::VillageHead => false,
        }
    }
}

/// Which provincial office answers when the commune's must not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Successor {
    /// `Sở Y tế`, by default.
    HealthDepartment,
    /// The provincial police, where the commune police are named.
    Police,
    /// The provincial People's Committee, which designates: where the chair, an official, `Sở Y tế` or its facility is named.
    Committee,
    /// Nobody in the province: the provincial committee or a ministry owns the facility.
    Ministry,
}

/// What the people of a facility being named means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FacilityConflict {
    /// It is registered, and this is its owner.
    Owned(Owner),
    /// It is not known which, so that anybody around may own it.
    Unknown,
}

/// What the rules of exclusion say about one report.
#[derive(Debug)]
pub(super) struct Conflicts {
    pub exclusions: Vec<RouteExclusion>,
    pub successor: Successor,
    /// The people of a facility are named: its owner decides who answers, never the commune by its place.
    pub facility: Option<FacilityConflict>,
    /// A unit of the place is involved, though not the accountable one: the parent looks over its shoulder.
    pub unit_involved: bool,
    /// The reporter was not sure whether somebody there must not know.
    pub reporter_unsure: bool,
}

impl Conflicts {
    pub fn of(request: &RoutingRequest<'_>, located: &Located, book: &OfficeBook) -> Self {
        let mut conflicts = Self {
            exclusions: Vec::new(),
            successor: Successor::HealthDepartment,
            facility: None,
            unit_involved: false,
            reporter_unsure: false,
        };
        for code in request.must_not_know {
            conflicts.reporter_named(code);
        }
        conflicts.category_implies(request);
        for code in request.offender_relations {
            conflicts.relation_implies(code, request.facility);
        }
        if request.facility_staff {
            conflicts.facility_named(request.facility, ExclusionSource::Reporter);
        }
        if let Some(kind) = request.workplace {
            conflicts.works_at(kind);
        }
        conflicts.successor = successor(request, conflicts.facility);
        conflicts.name_known_offices(located, book);
        conflicts.exclusions.sort();
        conflicts.exclusions.dedup();
        conflicts
    }

    /// Whether `office` must not know.
    pub fn exclude(&self, office: &Office, located: &Located) -> bool {
        self.exclusions.iter().any(|exclusion| exclusion.covers(office, located))
    }

    /// Whether the police of the commune must not know, registered or not.
    pub fn exclude_police_there(&self) -> bool {
        let parties = [ExcludedParty::EverybodyThere, ExcludedParty::KindThere(OfficeKind::CommunePolice)];
        self.exclusions.iter().any(|exclusion| parties.contains(&exclusion.party))
    }

    /// Whether the committee of the commune must not know, registered or not.
    pub fn exclude_committee_there(&self) -> bool {
        let parties = [ExcludedParty::EverybodyThere, ExcludedParty::KindThere(OfficeKind::CommunePc)];
        self.exclusions.iter().any(|exclusion| parties.contains(&exclusion.party))
    }

    fn reporter_named(&mut self, code: &str) {
        let source = ExclusionSource::Reporter;
        match code {
            "commune_committee" => self.committee_there(source),
            "commune_police" => self.add(ExcludedParty::KindThere(OfficeKind::CommunePolice), source),
            "health_station" => self.add(ExcludedParty::KindThere(OfficeKind::HealthStation), source),
            "school" => self.add(ExcludedParty::KindThere(OfficeKind::School), source),
            "village_head" => self.add(ExcludedParty::VillageHead, source),
            "whole_commune" => self.add(ExcludedParty::EverybodyThere, source),
            // "Not sure", and an answer newer than this program: somebody above should look.
            _ => self.reporter_unsure = true,
        }
    }

    fn category_implies(&mut self, request: &RoutingRequest<'_>) {
        match request.category {
            Some("responder_complaint") => self.add(ExcludedParty::EverybodyThere, ExclusionSource::Category),
            Some("institution_abuse") => self.facility_named(request.facility, ExclusionSource::Category),
            _ => {}
        }
    }

    fn relation_implies(&mut self, relation: &str, facility: Option<&Facility>) {
        let source = ExclusionSource::Relation;
        match relation {
            "official" => self.add(ExcludedParty::EverybodyThere, source),
            "facility_staff" => self.facility_named(facility, source),
            "teacher" => self.unit_there(OfficeKind::School, source),
            "health_worker" => self.unit_there(OfficeKind::HealthStation, source),
            _ => {}
        }
        // The unit alone, wherever its office is registered.
        let own_people: &[OfficeKind] = match relation {
            "teacher" => &[OfficeKind::School],
            "health_worker" => &[OfficeKind::HealthStation, OfficeKind::Hospital],
            _ => &[],
        };
        if let Some(facility) = facility.filter(|facility| own_people.contains(&facility.kind)) {
            self.unit_there(facility.kind, source);
            self.offices(facility.office.iter(), source);
        }
    }

    fn works_at(&mut self, kind: OfficeKind) {
        let source = ExclusionSource::Relation;
        match kind {
            OfficeKind::CommunePc | OfficeKind::CommuneSocial | OfficeKind::CommuneCivilStatus => self.committee_there(source),
            // The kind of a workplace does not say which one: whoever may own it is left out.
            OfficeKind::SocialFacility | OfficeKind::Shelter => self.unknown_facility(source),
            OfficeKind::MinistryDesk | OfficeKind::MinistryHealth | OfficeKind::Hotline111 => {}
            kind if kind.is_provincial() => self.add(ExcludedParty::KindInProvince(kind), source),
            kind => self.unit_there(kind, source),
        }
    }

    /// The rooms of one committee see one another's papers.
    fn committee_there(&mut self, source: ExclusionSource) {
        for kind in [OfficeKind::CommunePc, OfficeKind::CommuneSocial, OfficeKind::CommuneCivilStatus] {
            self.add(ExcludedParty::KindThere(kind), source);
        }
    }

    /// The people of a facility are named: its owner's line must not know, or, while it is not known which facility, whoever may own one.
    fn facility_named(&mut self, facility: Option<&Facility>, source: ExclusionSource) {
        if let Some(facility) = facility {
            self.facility = Some(FacilityConflict::Owned(facility.owner));
            self.line_of(facility, source);
        } else {
            self.facility = Some(FacilityConflict::Unknown);
            self.unknown_facility(source);
        }
    }

    /// The facility itself and its sisters next door, its owner, and the owner's line.
    fn line_of(&mut self, facility: &Facility, source: ExclusionSource) {
        if facility.owner.knows_everybody_there() {
            self.add(ExcludedParty::EverybodyThere, source);
        }
        // By kind as well as by code: so that it also holds for an office that is registered for it later.
        self.add(ExcludedParty::KindThere(facility.kind), source);
        for kind in facility.owner.line() {
            self.add(ExcludedParty::KindInProvince(*kind), source);
        }
        self.offices(facility.office.iter().chain(&facility.owner_office), source);
    }

    fn offices<'o>(&mut self, offices: impl Iterator<Item = &'o OfficeCode>, source: ExclusionSource) {
        for office in offices {
            self.add(ExcludedParty::Office(office.clone()), source);
        }
    }

    /// `Sở Y tế` owns the facilities, and in many provinces the social work centre runs one.
    fn unknown_facility(&mut self, source: ExclusionSource) {
        self.add(ExcludedParty::EverybodyThere, source);
        for kind in [OfficeKind::ProvinceHealth, OfficeKind::SocialWorkCentre, OfficeKind::SocialFacility] {
            self.add(ExcludedParty::KindInProvince(kind), source);
        }
    }

    fn unit_there(&mut self, kind: OfficeKind, source: ExclusionSource) {
        self.unit_involved = true;
        self.add(ExcludedParty::KindThere(kind), source);
    }

    fn add(&mut self, party: ExcludedParty, source: ExclusionSource) {
        self.exclusions.push(RouteExclusion { party, source });
    }

    /// Adds each office of the book that is covered by its code, so that it can be stored and refused by code; and the office it was
    /// merged into, whose people are now its people.
    fn name_known_offices(&mut self, located: &Located, book: &OfficeBook) {
        let named: Vec<RouteExclusion> = book
            .all()
            .flat_map(|office| {
                let covering = self.exclusions.iter().filter(move |exclusion| exclusion.covers(office, located));
                covering.flat_map(move |exclusion| {
                    [office, book.standing(office)]
                        .map(|office| RouteExclusion { party: ExcludedParty::Office(office.code.clone()), source: exclusion.source })
                })
            })
            .collect();
        self.exclusions.extend(named);
    }
}

/// The committee settles what concerns its own people, `Sở Y tế` or a facility nobody could name; the police what concerns only the
/// commune police; a facility goes to the nearest office outside its owner's line.
fn successor(request: &RoutingRequest<'_>, facility: Option<FacilityConflict>) -> Successor {
    let named = |code: &str| request.must_not_know.contains(&code);
    let related = |code: &str| request.offender_relations.contains(&code);
    let works_at = |kinds: &[OfficeKind]| request.workplace.is_some_and(|kind| kinds.contains(&kind));
    let only_police_named = named("commune_police") && !named("commune_committee") && !named("whole_commune");
    let police = works_at(&[OfficeKind::CommunePolice]) || request.workplace.is_none() && only_police_named;
    let health_line =
        works_at(&[OfficeKind::ProvinceHealth, OfficeKind::SocialWorkCentre, OfficeKind::SocialFacility, OfficeKind::Shelter]);
    match facility {
        Some(FacilityConflict::Owned(Owner::ProvinceCommittee | Owner::Ministry)) => Successor::Ministry,
        Some(FacilityConflict::Owned(Owner::ProvinceHealth | Owner::ProvincePolice) | FacilityConflict::Unknown) => Successor::Committee,
        _ if health_line || related("official") && !police => Successor::Committee,
        Some(FacilityConflict::Owned(Owner::Commune | Owner::ProvinceEducation | Owner::Private | Owner::Religious)) => {
            Successor::HealthDepartment
        }
        None if police || named("commune_police") => Successor::Police,
        None => Successor::HealthDepartment,
    }
}
