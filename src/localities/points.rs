//! From a position on the earth to a commune.
//!
//! Polygons are simplified (about 1 point in 300 falls into a neighbour, at borders), so a border nearby is part of the answer.
//! Outside every polygon the nearest commune still answers for a point at sea within [`SEA_REACH_M`], and on land within
//! [`BORDER_REACH_M`] plus the accuracy; beyond that it is another country, or nobody's. How sea and land are told apart: `sea`.

use std::{io::Read, sync::OnceLock};

use flate2::read::GzDecoder;
use geo::{BoundingRect, Coord, Distance, Euclidean, Intersects, MapCoords, Point, Polygon};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use crate::kernel::codes::{CommuneCode, ProvinceCode};

use super::{
    Places, geojson,
    outlines::{self, Sheet},
    sea,
};

/// How far from land or an island a point at sea still belongs to the nearest commune, in metres.
pub const SEA_REACH_M: f64 = 20_000.0;
/// A border nearer than this counts as near however sharp the position is, in metres: polygons are simplified, and so are borders.
pub const BORDER_TOLERANCE_M: f64 = 50.0;
/// How far outside the polygons a point on land still belongs to the nearest commune, in metres: polygons are simplified.
pub const BORDER_REACH_M: f64 = 300.0;
/// An accuracy worse than this says nothing more about neighbours, in metres.
pub const WORST_ACCURACY_M: f64 = 20_000.0;

/// How a packed file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Far above any map of communes that fits in memory; a packed file may pretend to be small.
const LARGEST_FILE_BYTES: u64 = 512 * 1024 * 1024;
const METRES_PER_DEGREE: f64 = 111_195.0;

/// Where a point lies.
#[derive(Debug, Clone, PartialEq)]
pub enum PointMatch {
    /// Inside a commune.
    In {
        /// The commune around the point.
        commune: CommuneCode,
        /// Other communes within the accuracy, and at least within [`BORDER_TOLERANCE_M`], nearest first.
        near: Vec<CommuneCode>,
    },
    /// At sea or just outside the outline.
    Nearest {
        /// The nearest commune.
        commune: CommuneCode,
        /// How far away, in metres.
        metres: f64,
    },
    /// Elsewhere in the world, or no position at all.
    Outside,
}

/// A boundary file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BoundariesError {
    /// It is damaged.
    #[error("commune boundaries cannot be unpacked: {0}")]
    Unpack(#[from] std::io::Error),
    /// It is not the `GeoJSON` we read.
    #[error("commune boundaries cannot be read: {0}")]
    Read(#[from] serde_json::Error),
}

/// One polygon of a commune; an archipelago has many.
struct Part {
    commune: usize,
    shape: Polygon<f64>,
}

/// The outlines of all communes, with an index.
pub struct Boundaries {
    communes: Vec<CommuneCode>,
    parts: Vec<Part>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    /// The map of the country, drawn when somebody first looks at it.
    country: OnceLock<Sheet<ProvinceCode>>,
}

impl std::fmt::Debug for Boundaries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Boundaries").field("communes", &self.communes.len()).field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl Boundaries {
    /// Indexes a `GeoJSON` file of commune polygons, packed with gzip or not.
    ///
    /// # Errors
    /// [`BoundariesError`] when it is not such a file.
    pub fn load(file: &[u8]) -> Result<Self, BoundariesError> {
        let mut unpacked = Vec::new();
        if file.starts_with(&GZIP) {
            GzDecoder::new(file).take(LARGEST_FILE_BYTES).read_to_end(&mut unpacked)?;
        }
        let json = if unpacked.is_empty() { file } else { &unpacked };
        let mut boundaries = Self { communes: Vec::new(), parts: Vec::new(), boxes: RTree::new(), country: OnceLock::new() };
        for (code, shapes) in geojson::polygons(json)? {
            let commune = boundaries.communes.len();
            boundaries.communes.push(code);
            boundaries.parts.extend(shapes.into_iter().map(|shape| Part { commune, shape }));
        }
        let boxes = boundaries.parts.iter().enumerate().filter_map(|(at, part)| {
            let outline = part.shape.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners(outline.min().into(), outline.max().into()), at))
        });
        boundaries.boxes = RTree::bulk_load(boxes.collect());
        Ok(boundaries)
    }

    /// The map of the country by province. `places` says which commune lies in which, and is the same for as long as these polygons are.
    pub fn country(&self, places: &Places) -> &Sheet<ProvinceCode> {
        self.country.get_or_init(|| outlines::country(self, places))
    }

    /// Every polygon with its commune.
    pub fn shapes(&self) -> impl Iterator<Item = (&CommuneCode, &Polygon<f64>)> {
        self.parts.iter().filter_map(|part| Some((self.communes.get(part.commune)?, &part.shape)))
    }

    /// The commune at a position given in degrees (WGS 84), with the accuracy the device claims, in metres.
    #[must_use]
    pub fn resolve(&self, lat: f64, lon: f64, accuracy_m: f64) -> PointMatch {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return PointMatch::Outside;
        }
        let here = Plane::around(lat, lon);
        let accuracy = usable(accuracy_m);
        match self.containing(lat, lon) {
            Some(commune) => {
                let near = self.within(&here, accuracy.max(BORDER_TOLERANCE_M)).into_iter().filter(|(_, other)| *other != commune);
                self.code(commune).map_or(PointMatch::Outside, |code| PointMatch::In {
                    commune: code,
                    near: near.filter_map(|(_, at)| self.code(at)).collect(),
                })
            }
            None => self.nearest(&here, accuracy),
        }
    }

    /// The communes that have an outline; one may come twice.
    pub(super) fn communes(&self) -> impl Iterator<Item = &CommuneCode> {
        self.parts.iter().filter_map(|part| self.communes.get(part.commune))
    }

    fn containing(&self, lat: f64, lon: f64) -> Option<usize> {
        let point = Point::new(lon, lat);
        let parts = self.boxes.locate_all_at_point(&[lon, lat]).filter_map(|found| self.parts.get(found.data));
        // A point on a shared border touches both sides; the lower code is as good as any and always the same.
        parts.filter(|part| part.shape.intersects(&point)).map(|part| part.commune).min_by_key(|at| self.communes.get(*at))
    }

    fn nearest(&self, here: &Plane, accuracy: f64) -> PointMatch {
        let reach = if sea::is_sea(here.lat, here.lon) { SEA_REACH_M } else { BORDER_REACH_M + accuracy };
        let closest = self.within(here, reach).into_iter().next();
        closest.and_then(|(metres, at)| Some(PointMatch::Nearest { commune: self.code(at)?, metres })).unwrap_or(PointMatch::Outside)
    }

    /// The communes within `radius` metres, nearest first.
    fn within(&self, here: &Plane, radius: f64) -> Vec<(f64, usize)> {
        let mut found: Vec<(f64, usize)> = Vec::new();
        for part in self.boxes.locate_in_envelope_intersecting(&here.surroundings(radius)).filter_map(|found| self.parts.get(found.data)) {
            let metres = here.metres_to(&part.shape);
            match found.iter_mut().find(|(_, commune)| *commune == part.commune) {
                Some(known) => known.0 = known.0.min(metres),
                None => found.push((metres, part.commune)),
            }
        }
        found.retain(|(metres, _)| *metres <= radius);
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| self.communes.get(a.1).cmp(&self.communes.get(b.1))));
        found
    }

    fn code(&self, at: usize) -> Option<CommuneCode> {
        self.communes.get(at).cloned()
    }
}

/// The neighbourhood of a point, flat: good to a few metres within the distances asked for here.
struct Plane {
    lat: f64,
    lon: f64,
    metres_per_degree_east: f64,
}

impl Plane {
    fn around(lat: f64, lon: f64) -> Self {
        Self { lat, lon, metres_per_degree_east: METRES_PER_DEGREE * lat.to_radians().cos() }
    }

    fn metres_to(&self, shape: &Polygon<f64>) -> f64 {
        let flat = shape
            .map_coords(|Coord { x, y }| Coord { x: (x - self.lon) * self.metres_per_degree_east, y: (y - self.lat) * METRES_PER_DEGREE });
        Euclidean.distance(&Point::new(0.0, 0.0), &flat)
    }

    fn surroundings(&self, radius: f64) -> AABB<[f64; 2]> {
        let (east, north) = (radius / self.metres_per_degree_east.max(1.0), radius / METRES_PER_DEGREE);
        AABB::from_corners([self.lon - east, self.lat - north], [self.lon + east, self.lat + north])
    }
}

/// An accuracy we can reckon with; a device that claims nonsense claims nothing.
fn usable(accuracy_m: f64) -> f64 {
    if accuracy_m.is_nan() { 0.0 } else { accuracy_m.clamp(0.0, WORST_ACCURACY_M) }
}

#[cfg(test)]
mod tests {
    use super::{Boundaries, PointMatch};
    use crate::localities::fixture::{boundaries, commune, places};

    fn label(lat: f64, lon: f64) -> String {
        match boundaries().resolve(lat, lon, 0.0) {
            PointMatch::In { commune, .. } => places().commune(&commune).unwrap().label.to_string(),
            PointMatch::Nearest { commune, .. } => format!("near {}", places().commune(&commune).unwrap().label),
            PointMatch::Outside => "outside".into(),
        }
    }

    #[test]
    fn landmarks_lie_in_their_communes() {
        for (name, lat, lon, expected) in [
            ("Hoàn Kiếm lake", 21.0287, 105.8523, "Phường Hoàn Kiếm, Thành phố Hà Nội"),
            ("Bến Thành market", 10.7725, 106.698, "Phường Bến Thành, Thành phố Hồ Chí Minh"),
            ("Ngọ Môn, Huế", 16.4679, 107.5789, "Phường Phú Xuân, Thành phố Huế"),
            ("Dragon bridge, Đà Nẵng", 16.0612, 108.2240, "Phường Hải Châu, Thành phố Đà Nẵng"),
            ("Ninh Kiều quay, Cần Thơ", 10.0328, 105.7880, "Phường Ninh Kiều, Thành phố Cần Thơ"),
            ("Côn Đảo", 8.6830, 106.6060, "Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"),
            ("Sa Pa church", 22.3353, 103.8425, "Phường Sa Pa, Tỉnh Lào Cai"),
            ("Dương Đông, Phú Quốc", 10.2200, 103.9600, "Đặc khu Phú Quốc, Tỉnh An Giang"),
            ("Vientiane", 17.97, 102.6, "outside"),
            ("Phnom Penh", 11.5564, 104.9282, "outside"),
            ("Savannakhet", 16.55, 104.75, "outside"),
            ("Dongxing, China", 21.56, 107.98, "outside"),
            ("the middle of the East Sea", 13.0, 113.0, "outside"),
            ("London", 51.5, -0.12, "outside"),
        ] {
            assert_eq!(label(lat, lon), expected, "{name}");
        }
    }

    #[test]
    fn a_boat_off_the_coast_belongs_to_the_nearest_shore() {
        let PointMatch::Nearest { commune, metres } = boundaries().resolve(16.08, 108.40, 50.0) else { panic!("off Sơn Trà") };
        assert_eq!(places().commune(&commune).unwrap().province.as_str(), "48");
        assert!((1_000.0..20_000.0).contains(&metres), "{metres}");
    }

    #[test]
    fn just_across_a_land_border_counts_and_farther_does_not() {
        let lao_bao = 16.617;
        let crossing = (0..2_000).map(|step| 106.62 - f64::from(step) * 0.0001);
        let mut outside = crossing.skip_while(|lon| matches!(boundaries().resolve(lao_bao, *lon, 0.0), PointMatch::In { .. }));
        let border = outside.next().unwrap();
        assert!(matches!(boundaries().resolve(lao_bao, border, 0.0), PointMatch::Nearest { metres, .. } if metres < 50.0));
        assert_eq!(boundaries().resolve(lao_bao, border - 0.02, 100.0), PointMatch::Outside);
        assert!(matches!(boundaries().resolve(lao_bao, border - 0.02, 3_000.0), PointMatch::Nearest { .. }));
    }

    #[test]
    fn neighbours_within_the_accuracy_are_named_nearest_first() {
        let PointMatch::In { near, .. } = boundaries().resolve(21.0287, 105.8523, 0.0) else { panic!("in Hà Nội") };
        assert!(near.is_empty());
        let PointMatch::In { commune: here, near } = boundaries().resolve(21.0287, 105.8523, 1_500.0) else { panic!("in Hà Nội") };
        assert!(near.contains(&commune("00097")), "Hồng Hà lies along the river: {near:?}");
        assert!(!near.contains(&here));
    }

    #[test]
    fn at_a_border_the_containing_commune_answers_and_the_neighbour_is_named() {
        let places_at = |lon: f64| match boundaries().resolve(21.0287, lon, 0.0) {
            PointMatch::In { commune, near } => (commune, near),
            other => panic!("in Hà Nội: {other:?}"),
        };
        let (west, _) = places_at(105.8523);
        let steps = (0..20_000).map(|step| 105.8523 + f64::from(step) * 0.000_01);
        let (mut before, mut after) = (105.8523, 105.8523);
        for lon in steps {
            after = lon;
            if places_at(lon).0 != west {
                break;
            }
            before = lon;
        }
        let ((inside, told), (across, told_back)) = (places_at(before), places_at(after));
        assert!(inside == west && across != west);
        assert!(told.contains(&across) && told_back.contains(&west), "a metre from the border: {told:?}, {told_back:?}");
        assert!(!places_at(before - 0.001).1.contains(&across), "a hundred metres from it");
    }

    #[test]
    fn a_position_that_is_none_is_outside() {
        for (lat, lon) in [(f64::NAN, 105.0), (21.0, f64::INFINITY), (105.85, 21.03), (91.0, 0.0)] {
            assert_eq!(boundaries().resolve(lat, lon, f64::NAN), PointMatch::Outside, "{lat},{lon}");
        }
    }

    #[test]
    fn a_damaged_file_is_refused() {
        assert!(Boundaries::load(b"no gzip").is_err());
    }
}
