//! The first step of routing: from what was given about the place to a commune, a province, or an honest "not known".
//!
//! A place that can be several is never settled here. The one exception is an old commune that was split and whose successor nobody
//! chose: its default is taken and marked ([`Located::default_used`]), with all candidates beside it.

use crate::kernel::codes::{CommuneCode, LegacyCommuneCode, ProvinceCode};

use super::{
    places::Places,
    points::{Boundaries, PointMatch, WORST_ACCURACY_M},
    search::TextMatch,
};

/// A position less certain than this names a province at best, in metres: it could be any of dozens of communes.
pub const ROUTABLE_ACCURACY_M: f64 = 5_000.0;
/// Of a vague position or a misspelt name no more than so many communes are kept as candidates, the nearest ones; nobody chooses from a longer list.
pub const MOST_CANDIDATES: usize = 20;

/// What was given about the place where it happened, or where the person is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlaceGiven<'a> {
    /// A commune of today.
    Commune(&'a CommuneCode),
    /// A commune of before July 2025.
    Legacy(&'a LegacyCommuneCode),
    /// Words.
    Text(&'a str),
    /// A position in degrees (WGS 84).
    Point {
        /// Latitude.
        lat: f64,
        /// Longitude.
        lon: f64,
        /// Accuracy as the device claims it, in metres.
        accuracy_m: f64,
    },
    /// Nothing.
    Nothing,
}

/// How a place was, or was not, recognised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LocatedBy {
    /// By its code of today.
    Commune,
    /// By an old code that went to one commune.
    OldName,
    /// By an old code or name that was split; the default was taken.
    OldNameSplit {
        /// The default follows from the official table and is no guess.
        official: bool,
    },
    /// By words that mean one commune.
    Text,
    /// By words or a position that mean several communes, or one that is only likely.
    Several,
    /// By the name of a province and no more.
    Province,
    /// By a position inside a commune.
    PointInside,
    /// By a position at sea or just outside the outline.
    PointNearest {
        /// How far outside, in metres.
        metres: f64,
    },
    /// Not at all.
    Unknown,
}

/// A place as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The commune, when it is known.
    pub commune: Option<CommuneCode>,
    /// The province, when it is known.
    pub province: Option<ProvinceCode>,
    /// Somebody must find out the commune: true exactly when it is unknown.
    pub needs_locating: bool,
    /// The communes it may be, when the words or the position left several; of a split, the default first.
    pub candidates: Vec<CommuneCode>,
    /// Other communes within the accuracy of a position, nearest first.
    pub near: Vec<CommuneCode>,
    /// The default of a split old commune was taken, and must be shown as such.
    pub default_used: bool,
    /// How it was recognised.
    pub by: LocatedBy,
}

impl Located {
    /// A commune that is certain: for a place chosen from the list, and when somebody locates a case.
    #[must_use]
    pub fn certain(commune: CommuneCode, province: ProvinceCode) -> Self {
        Self { commune: Some(commune), province: Some(province), needs_locating: false, ..Self::unknown() }.recognised(LocatedBy::Commune)
    }

    /// Every commune it may be: the one routed to, the candidates and the neighbours.
    pub fn possible(&self) -> impl Iterator<Item = &CommuneCode> {
        self.commune.iter().chain(&self.candidates).chain(&self.near)
    }

    fn unknown() -> Self {
        let (candidates, near) = (Vec::new(), Vec::new());
        Self { commune: None, province: None, needs_locating: true, candidates, near, default_used: false, by: LocatedBy::Unknown }
    }

    fn recognised(self, by: LocatedBy) -> Self {
        Self { by, ..self }
    }

    /// A commune that exists no more, or whose outline is older than the map, is what it became.
    fn commune(places: &Places, code: &CommuneCode, by: LocatedBy) -> Self {
        match places.commune(code) {
            Some(known) => Self::certain(code.clone(), known.province.clone()).recognised(by),
            None => by_legacy(places, &LegacyCommuneCode::of_retired(code)),
        }
    }

    fn province(code: ProvinceCode) -> Self {
        Self { province: Some(code), ..Self::unknown() }.recognised(LocatedBy::Province)
    }

    /// Several communes: their province, if it is one.
    fn several(places: &Places, candidates: Vec<CommuneCode>) -> Self {
        let mut provinces = candidates.iter().filter_map(|code| places.commune(code)).map(|commune| &commune.province);
        let province = provinces.next().filter(|first| provinces.all(|other| other == *first)).cloned();
        Self { province, candidates, ..Self::unknown() }.recognised(LocatedBy::Several)
    }

    /// An old commune that was split: its default, and all parts as candidates.
    fn split(places: &Places, candidates: Vec<CommuneCode>, official: bool) -> Self {
        let by = LocatedBy::OldNameSplit { official };
        match candidates.first() {
            Some(default) => Self { default_used: true, ..Self::commune(places, default, by) }.among(candidates),
            None => Self::unknown(),
        }
    }

    fn among(self, candidates: Vec<CommuneCode>) -> Self {
        Self { candidates, ..self }
    }
}

/// What is known about the place.
#[must_use]
pub fn locate(places: &Places, boundaries: &Boundaries, place: PlaceGiven<'_>) -> Located {
    match place {
        PlaceGiven::Commune(code) => Located::commune(places, code, LocatedBy::Commune),
        PlaceGiven::Legacy(code) => by_legacy(places, code),
        PlaceGiven::Text(text) => by_text(places, text),
        PlaceGiven::Point { lat, lon, accuracy_m } => by_point(places, boundaries.resolve(lat, lon, accuracy_m), accuracy_m),
        PlaceGiven::Nothing => Located::unknown(),
    }
}

fn by_legacy(places: &Places, code: &LegacyCommuneCode) -> Located {
    match places.legacy(code) {
        [] => Located::unknown(),
        [only] => Located::commune(places, &only.commune, LocatedBy::OldName),
        parts => {
            let official = parts.iter().any(|part| part.official_default);
            Located::split(places, parts.iter().map(|part| part.commune.clone()).collect(), official)
        }
    }
}

fn by_text(places: &Places, text: &str) -> Located {
    match places.locate_text(text) {
        TextMatch::One(code) => Located::commune(places, &code, LocatedBy::Text),
        TextMatch::Split { communes, official, .. } => Located::split(places, communes, official),
        TextMatch::Several(candidates) => Located::several(places, candidates),
        TextMatch::ProvinceOnly(code) => Located::province(code),
        TextMatch::Unknown => Located::unknown(),
    }
}

fn by_point(places: &Places, found: PointMatch, accuracy_m: f64) -> Located {
    match found {
        _ if accuracy_m > WORST_ACCURACY_M => Located::unknown(),
        PointMatch::In { commune, near } if accuracy_m > ROUTABLE_ACCURACY_M => {
            let mut communes: Vec<CommuneCode> = Vec::new();
            for code in std::iter::once(commune).chain(near).flat_map(|code| today(places, &code)) {
                if !communes.contains(&code) {
                    communes.push(code);
                }
            }
            let mut vague = Located::several(places, communes);
            vague.candidates.truncate(MOST_CANDIDATES);
            vague
        }
        PointMatch::In { commune, near } => {
            let located = Located::commune(places, &commune, LocatedBy::PointInside);
            let mut near: Vec<CommuneCode> = near.iter().flat_map(|code| today(places, code)).collect();
            near.retain(|code| located.commune.as_ref() != Some(code) && !located.candidates.contains(code));
            Located { near, ..located }
        }
        PointMatch::Nearest { commune, .. } if accuracy_m > ROUTABLE_ACCURACY_M => Located::several(places, today(places, &commune)),
        PointMatch::Nearest { commune, metres } => Located::commune(places, &commune, LocatedBy::PointNearest { metres }),
        PointMatch::Outside => Located::unknown(),
    }
}

/// A commune as it is today: itself, or what it became.
fn today(places: &Places, code: &CommuneCode) -> Vec<CommuneCode> {
    let became = || places.legacy(&LegacyCommuneCode::of_retired(code)).iter().map(|target| target.commune.clone()).collect();
    if places.commune(code).is_some() { vec![code.clone()] } else { became() }
}

#[cfg(test)]
mod tests {
    use super::{Located, LocatedBy, PlaceGiven, locate};
    use crate::localities::fixture::{boundaries, commune, legacy, places, province};

    fn at(place: PlaceGiven<'_>) -> Located {
        locate(places(), boundaries(), place)
    }

    #[test]
    fn a_split_old_name_takes_its_default_and_says_so() {
        let located = at(PlaceGiven::Legacy(&legacy("00130")));
        assert_eq!((located.commune, located.default_used, located.needs_locating), (Some(commune("00118")), true, false));
        assert_eq!(located.by, LocatedBy::OldNameSplit { official: false });
        assert_eq!(located.candidates.len(), 3);
        assert!(!at(PlaceGiven::Legacy(&legacy("00001"))).default_used);
    }

    #[test]
    fn several_places_are_candidates_and_their_common_province_is_known() {
        let located = at(PlaceGiven::Text("Quận 1, TP HCM"));
        assert_eq!((located.commune.clone(), located.province, located.needs_locating), (None, Some(province("79")), true));
        assert!(located.candidates.len() > 2);
        assert_eq!(at(PlaceGiven::Text("Tân Thành")).province, None);
    }

    #[test]
    fn a_vague_position_names_a_province_at_best() {
        let vague = at(PlaceGiven::Point { lat: 10.7725, lon: 106.698, accuracy_m: 6_000.0 });
        assert_eq!((vague.commune, vague.province), (None, Some(province("79"))));
        assert_eq!(vague.candidates.first(), Some(&commune("26743")));
        assert_eq!(vague.candidates.len(), super::MOST_CANDIDATES);
        assert_eq!(at(PlaceGiven::Point { lat: 10.7725, lon: 106.698, accuracy_m: 50_000.0 }), at(PlaceGiven::Nothing));
        let sharp = at(PlaceGiven::Point { lat: 10.7725, lon: 106.698, accuracy_m: 10.0 });
        assert_eq!((sharp.commune, sharp.by), (Some(commune("26743")), LocatedBy::PointInside));
    }

    #[test]
    fn an_unknown_code_is_unknown() {
        assert_eq!(at(PlaceGiven::Commune(&commune("99999"))), at(PlaceGiven::Nothing));
        assert_eq!(at(PlaceGiven::Legacy(&legacy("99999"))), at(PlaceGiven::Nothing));
    }
}
