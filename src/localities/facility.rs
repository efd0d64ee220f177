//! A hospital, school, police post or care home, and the line of its owner: who must not decide about what happened in it.
//!
//! Invariant: the accountable office never owns the facility and never stands in its owner's line ([`Owner::line`]); the ministry desk,
//! which is the last resort of everything, is the one exception. Deliberately absent: the telephone and the address of a facility,
//! which routing does not need and the public does not see.

use serde::{Deserialize, Serialize};

use crate::kernel::{
    Lang,
    codes::{CommuneCode, FacilityCode, OfficeCode, ProvinceCode},
};

use super::{locate::Located, office::Office, office_kind::OfficeKind};

/// Who owns a facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The commune People's Committee.
    Commune,
    /// `Sở Y tế`.
    ProvinceHealth,
    /// The education department of the province.
    ProvinceEducation,
    /// The police of the province.
    ProvincePolice,
    /// The provincial People's Committee itself.
    ProvinceCommittee,
    /// A ministry.
    Ministry,
    /// A company or a person.
    Private,
    /// A religious organisation.
    Religious,
}

impl Owner {
    /// Every owner.
    pub const ALL: [Self; 8] = [
        Self::Commune,
        Self::ProvinceHealth,
        Self::ProvinceEducation,
        Self::ProvincePolice,
        Self::ProvinceCommittee,
        Self::Ministry,
        Self::Private,
        Self::Religious,
    ];

    /// The stored and public code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::ProvinceHealth => "province_health",
            Self::ProvinceEducation => "province_education",
            Self::ProvincePolice => "province_police",
            Self::ProvinceCommittee => "province_committee",
            Self::Ministry => "ministry",
            Self::Private => "private",
            Self::Religious => "religious",
        }
    }

    /// The owner of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.code() == code)
    }

    /// Whether nobody in the commune of the facility may know: the commune owns it, or knows a private owner as a neighbour does.
    #[must_use]
    pub const fn knows_everybody_there(self) -> bool {
        matches!(self, Self::Commune | Self::Private | Self::Religious)
    }

    /// The offices of the province that own the facility, stand above it or are its sisters. What a commune owns has no line beyond the
    /// commune, and a ministry's offices lie in no province.
    #[must_use]
    pub const fn line(self) -> &'static [OfficeKind] {
        match self {
            Self::Commune | Self::Ministry | Self::Private | Self::Religious => &[],
            Self::ProvinceHealth => &[OfficeKind::ProvinceHealth, OfficeKind::SocialWorkCentre, OfficeKind::SocialFacility],
            Self::ProvinceEducation => &[OfficeKind::ProvinceEducation],
            Self::ProvincePolice => &[OfficeKind::ProvincePolice, OfficeKind::CommunePolice],
            Self::ProvinceCommittee => &[
                OfficeKind::ProvinceCommittee,
                OfficeKind::ProvinceHealth,
                OfficeKind::ProvinceEducation,
                OfficeKind::ProvinceCulture,
                OfficeKind::SocialWorkCentre,
                OfficeKind::SocialFacility,
                OfficeKind::CommunePc,
                OfficeKind::CommuneSocial,
                OfficeKind::CommuneCivilStatus,
            ],
        }
    }
}

/// A facility, as routing and the public know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facility {
    /// Its code, which says nothing of what is reported about it.
    pub code: FacilityCode,
    /// What it is.
    pub kind: OfficeKind,
    /// Its Vietnamese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Who owns it.
    pub owner: Owner,
    /// The office of the owner, where that is registered.
    pub owner_office: Option<OfficeCode>,
    /// The province it lies in.
    pub province: ProvinceCode,
    /// The commune it lies in.
    pub commune: CommuneCode,
    /// Its own office, if it signs in.
    pub office: Option<OfficeCode>,
    /// Whether one gets in without a step; nothing where nobody has looked.
    pub step_free: Option<bool>,
}

impl Facility {
    /// Its name in a language.
    #[must_use]
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.name,
            Lang::En => &self.name_en,
        }
    }

    /// Whether `office` is the facility itself, its owner, somebody of the owner's line, or of its commune: whoever may not see that
    /// several cases speak of it.
    #[must_use]
    pub fn concerns(&self, office: &Office) -> bool {
        let named = [&self.office, &self.owner_office].into_iter().flatten().any(|code| *code == office.code);
        let line = office.province.as_ref() == Some(&self.province) && self.owner.line().contains(&office.kind);
        named || line || office.commune.as_ref() == Some(&self.commune)
    }

    /// The place of a report that names this facility. What happened in it happened where it stands, whatever else was said; where the
    /// facility only helps to find the person, it settles a place that is not certain and leaves one that is.
    #[must_use]
    pub fn settles(&self, located: Located, happened_inside: bool) -> Located {
        if located.commune.is_some() && !located.default_used && !happened_inside {
            return located;
        }
        if located.commune.as_ref() == Some(&self.commune) && !located.default_used {
            return located;
        }
        Located::certain(self.commune.clone(), self.province.clone())
    }
}
