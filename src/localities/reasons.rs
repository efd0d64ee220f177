//! Why a report went where it went, as codes that pages put into words (`because-…`).
//!
//! A reason that names a conflict must be stored sealed: whoever reads it learns who must not know.

use serde::{Deserialize, Serialize};

use crate::kernel::codes::{CommuneCode, FacilityCode, OfficeCode, ProvinceCode};

use super::{
    exclusion::{ExclusionSource, RouteExclusion},
    facility::Owner,
    locate::{Located, LocatedBy},
};

/// One sentence of the explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum Because {
    /// It happened in this commune.
    HappenedThere {
        /// The commune.
        commune: CommuneCode,
    },
    /// The person is or lives in this commune; where it happened is the net, the road, or not known.
    PersonIsThere {
        /// The commune.
        commune: CommuneCode,
    },
    /// The abandoned child is at this registered office.
    FoundAt {
        /// The office.
        office: OfficeCode,
    },
    /// The old name now belongs to several communes and nobody chose; this one is the default.
    OldNameSplit {
        /// The default.
        commune: CommuneCode,
        /// It follows from the official table and is no guess.
        official: bool,
    },
    /// Other communes lie within the accuracy of the position.
    NearBorder {
        /// Those communes.
        communes: Vec<CommuneCode>,
    },
    /// The position is at sea or just outside the outline; this commune is nearest.
    NearestPlace {
        /// The commune.
        commune: CommuneCode,
        /// Distance in whole kilometres, rounded up.
        kilometres: u32,
    },
    /// The words or the position fit several communes.
    SeveralPlaces {
        /// Those communes.
        communes: Vec<CommuneCode>,
    },
    /// The commune is not known; the province finds out.
    CommuneUnknown {
        /// The province.
        province: ProvinceCode,
    },
    /// Not even the province is known; the ministry desk finds out.
    ProvinceUnknown,
    /// Nobody answers at this office yet.
    NotStaffed {
        /// The office.
        office: OfficeCode,
    },
    /// The commune has no office registered.
    NotRegistered {
        /// The commune.
        commune: CommuneCode,
    },
    /// No office below could take it: the ministry desk does.
    LastResort,
    /// Somebody there must not know.
    MustNotKnow {
        /// From whom we know.
        source: ExclusionSource,
    },
    /// The people of this facility are named; who owns it must not decide.
    FacilityOwned {
        /// The facility.
        facility: FacilityCode,
        /// Its owner.
        owner: Owner,
    },
    /// This office stands outside the conflict.
    FreeOfConflict {
        /// The office.
        office: OfficeCode,
    },
    /// A unit of the place is involved: the parent sees every step.
    UnitInvolved,
    /// The reporter was not sure whether somebody there must not know: the parent sees every step.
    ReporterUnsure,
    /// An emergency: these offices were told at once.
    EmergencyTold {
        /// The offices.
        offices: Vec<OfficeCode>,
    },
}

impl Because {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HappenedThere { .. } => "happened-there",
            Self::PersonIsThere { .. } => "person-is-there",
            Self::FoundAt { .. } => "found-at",
            Self::OldNameSplit { .. } => "old-name-split",
            Self::NearBorder { .. } => "near-border",
            Self::NearestPlace { .. } => "nearest-place",
            Self::SeveralPlaces { .. } => "several-places",
            Self::CommuneUnknown { .. } => "commune-unknown",
            Self::ProvinceUnknown => "province-unknown",
            Self::NotStaffed { .. } => "not-staffed",
            Self::NotRegistered { .. } => "not-registered",
            Self::LastResort => "last-resort",
            Self::MustNotKnow { .. } => "must-not-know",
            Self::FacilityOwned { .. } => "facility-owned",
            Self::FreeOfConflict { .. } => "free-of-conflict",
            Self::UnitInvolved => "unit-involved",
            Self::ReporterUnsure => "reporter-unsure",
            Self::EmergencyTold { .. } => "emergency-told",
        }
    }

    /// The message key in `words`.
    #[must_use]
    pub fn message_key(&self) -> String {
        format!("because-{}", self.code())
    }

    /// Whether the sentence tells of a conflict and must be stored sealed.
    #[must_use]
    pub const fn names_conflict(&self) -> bool {
        matches!(
            self,
            Self::MustNotKnow { .. } | Self::FacilityOwned { .. } | Self::FreeOfConflict { .. } | Self::UnitInvolved | Self::ReporterUnsure
        )
    }
}

/// Categories that follow the person rather than the place of an event.
const FOLLOW_THE_PERSON: [&str; 4] = ["online_harm", "trafficking", "missing_lost", "self_harm_risk"];

/// Why the place is what it is.
pub(super) fn of_place(located: &Located, category: Option<&str>) -> Vec<Because> {
    let mut because = Vec::new();
    match (&located.commune, &located.province) {
        (Some(commune), _) => {
            let follows_person = category.is_some_and(|code| FOLLOW_THE_PERSON.contains(&code));
            let commune = commune.clone();
            because.push(if follows_person { Because::PersonIsThere { commune } } else { Because::HappenedThere { commune } });
        }
        (None, Some(province)) => because.push(Because::CommuneUnknown { province: province.clone() }),
        (None, None) => because.push(Because::ProvinceUnknown),
    }
    because.extend(of_recognition(located));
    if !located.near.is_empty() {
        because.push(Because::NearBorder { communes: located.near.clone() });
    }
    because
}

/// Why somebody must not know: each source once, so that the sentences do not repeat the list of exclusions.
pub(super) fn of_exclusions(exclusions: &[RouteExclusion]) -> Vec<Because> {
    let sources = [ExclusionSource::Reporter, ExclusionSource::Category, ExclusionSource::Relation].into_iter();
    let given = sources.filter(|source| exclusions.iter().any(|exclusion| exclusion.source == *source));
    given.map(|source| Because::MustNotKnow { source }).collect()
}

fn of_recognition(located: &Located) -> Option<Because> {
    match (located.by, located.commune.clone()) {
        (LocatedBy::OldNameSplit { official }, Some(commune)) => Some(Because::OldNameSplit { commune, official }),
        (LocatedBy::PointNearest { metres }, Some(commune)) => {
            Some(Because::NearestPlace { commune, kilometres: whole_kilometres(metres) })
        }
        (LocatedBy::Several, _) => Some(Because::SeveralPlaces { communes: located.candidates.clone() }),
        _ => None,
    }
}

/// Rounded up and coarse on purpose: the exact position is sealed, and this is not.
fn whole_kilometres(metres: f64) -> u32 {
    const FARTHEST_KM: u32 = 100;
    (1..FARTHEST_KM).find(|kilometres| metres <= f64::from(*kilometres) * 1_000.0).unwrap_or(FARTHEST_KM)
}

#[cfg(test)]
mod tests {
    use super::{Because, ExclusionSource, whole_kilometres};

    #[test]
    fn the_stored_form_carries_the_stable_code() {
        let because = Because::MustNotKnow { source: ExclusionSource::Reporter };
        assert_eq!(serde_json::to_string(&because).unwrap(), r#"{"because":"must-not-know","source":"reporter"}"#);
        assert_eq!(because.message_key(), "because-must-not-know");
        assert_eq!(serde_json::from_str::<Because>(r#"{"because":"last-resort"}"#).unwrap(), Because::LastResort);
    }

    #[test]
    fn only_sentences_about_conflict_are_sealed() {
        assert!(Because::MustNotKnow { source: ExclusionSource::Category }.names_conflict());
        assert!(Because::UnitInvolved.names_conflict() && Because::ReporterUnsure.names_conflict());
        assert!(!Because::LastResort.names_conflict() && !Because::ProvinceUnknown.names_conflict());
    }

    #[test]
    fn distance_is_told_in_whole_kilometres() {
        assert_eq!([0.0, 999.0, 1_001.0, 1e9].map(whole_kilometres), [1, 1, 2, 100]);
    }
}
