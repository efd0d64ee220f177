//! The kinds of offices: the responder kinds of `taxonomy.yaml`.

use serde::{Deserialize, Serialize};

/// What an office is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeKind {
    /// Commune People's Committee: accountable for what happens in its commune.
    CommunePc,
    /// Culture and Social Affairs Office of the committee.
    CommuneSocial,
    /// Civil-status officer of the committee.
    CommuneCivilStatus,
    /// Commune police.
    CommunePolice,
    /// Commune health station.
    HealthStation,
    /// Hospital.
    Hospital,
    /// School.
    School,
    /// Women's Union of the commune.
    WomensUnion,
    /// Youth Union.
    YouthUnion,
    /// Fatherland Front of the commune.
    FatherlandFront,
    /// Organisation of persons with disabilities.
    Opd,
    /// Child rights association.
    ChildRightsAssoc,
    /// Legal aid centre.
    LegalAid,
    /// Provincial social work centre.
    SocialWorkCentre,
    /// Social assistance facility.
    SocialFacility,
    /// Shelter.
    Shelter,
    /// Border guard post.
    BorderPost,
    /// `Sở Y tế`, the professional line above the communes.
    ProvinceHealth,
    /// Province culture department.
    ProvinceCulture,
    /// Province education department.
    ProvinceEducation,
    /// Provincial police.
    ProvincePolice,
    /// Provincial People's Committee, the line of command.
    ProvinceCommittee,
    /// Hotline 111.
    #[serde(rename = "hotline_111")]
    Hotline111,
    /// Ministry of Health.
    MinistryHealth,
    /// A desk of the ministry that answers when nobody below does.
    MinistryDesk,
}

impl OfficeKind {
    /// Every kind.
    pub const ALL: [Self; 25] = [
        Self::CommunePc,
        Self::CommuneSocial,
        Self::CommuneCivilStatus,
        Self::CommunePolice,
        Self::HealthStation,
        Self::Hospital,
        Self::School,
        Self::WomensUnion,
        Self::YouthUnion,
        Self::FatherlandFront,
        Self::Opd,
        Self::ChildRightsAssoc,
        Self::LegalAid,
        Self::SocialWorkCentre,
        Self::SocialFacility,
        Self::Shelter,
        Self::BorderPost,
        Self::ProvinceHealth,
        Self::ProvinceCulture,
        Self::ProvinceEducation,
        Self::ProvincePolice,
        Self::ProvinceCommittee,
        Self::Hotline111,
        Self::MinistryHealth,
        Self::MinistryDesk,
    ];

    /// The stored and public code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CommunePc => "commune_pc",
            Self::CommuneSocial => "commune_social",
            Self::CommuneCivilStatus => "commune_civil_status",
            Self::CommunePolice => "commune_police",
            Self::HealthStation => "health_station",
            Self::Hospital => "hospital",
            Self::School => "school",
            Self::WomensUnion => "womens_union",
            Self::YouthUnion => "youth_union",
            Self::FatherlandFront => "fatherland_front",
            Self::Opd => "opd",
            Self::ChildRightsAssoc => "child_rights_assoc",
            Self::LegalAid => "legal_aid",
            Self::SocialWorkCentre => "social_work_centre",
            Self::SocialFacility => "social_facility",
            Self::Shelter => "shelter",
            Self::BorderPost => "border_post",
            Self::ProvinceHealth => "province_health",
            Self::ProvinceCulture => "province_culture",
            Self::ProvinceEducation => "province_education",
            Self::ProvincePolice => "province_police",
            Self::ProvinceCommittee => "province_committee",
            Self::Hotline111 => "hotline_111",
            Self::MinistryHealth => "ministry_health",
            Self::MinistryDesk => "ministry_desk",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether an office of this kind answers for a province rather than a commune.
    #[must_use]
    pub const fn is_provincial(self) -> bool {
        matches!(
            self,
            Self::SocialWorkCentre
                | Self::ProvinceHealth
                | Self::ProvinceCulture
                | Self::ProvinceEducation
                | Self::ProvincePolice
                | Self::ProvinceCommittee
        )
    }
}

#[cfg(test)]
mod tests {
    use super::OfficeKind;

    #[test]
    fn every_responder_kind_of_the_taxonomy_is_known() {
        let taxonomy = include_str!("../../seeds/taxonomy.yaml");
        let list = taxonomy.split("\nresponder_kinds:").nth(1).unwrap().split("\nservice_types:").next().unwrap();
        let codes: Vec<_> = list.split("{code: ").skip(1).map(|entry| entry.split(',').next().unwrap()).collect();
        assert_eq!(codes.len(), OfficeKind::ALL.len(), "and no kind is ours alone");
        assert!(codes.iter().all(|code| OfficeKind::parse(code).is_some()), "{codes:?}");
    }

    #[test]
    fn code_and_serialised_form_are_the_same() {
        for kind in OfficeKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.code()));
            assert_eq!(OfficeKind::parse(kind.code()), Some(kind));
        }
    }
}
