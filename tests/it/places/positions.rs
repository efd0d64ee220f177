//! Points agree with the polygons, whoever reads them.

use std::io::Read;

use flate2::read::GzDecoder;
use langnghe::{
    kernel::codes::CommuneCode,
    localities::{PointMatch, seed},
};
use serde_json::Value;

use super::inputs::Chance;
use crate::support::{boundaries, places};

const POINTS: usize = 20_000;
const COMMUNES: &str = include_str!("../../../seeds/communes.csv");

type Ring = Vec<(f64, f64)>;

/// A polygon as the file has it, with its box.
struct Outline {
    code: String,
    rings: Vec<Ring>,
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

/// Read here by itself, not through the code under test.
fn outlines() -> Vec<Outline> {
    let mut json = Vec::new();
    GzDecoder::new(seed::BOUNDARIES_GZ).read_to_end(&mut json).unwrap();
    let file: Value = serde_json::from_slice(&json).unwrap();
    let mut outlines = Vec::new();
    for feature in file["features"].as_array().unwrap() {
        let code = feature["properties"]["code"].as_str().unwrap();
        let coordinates = feature["geometry"]["coordinates"].as_array().unwrap();
        match feature["geometry"]["type"].as_str().unwrap() {
            "Polygon" => outlines.push(outline(code, coordinates)),
            _ => outlines.extend(coordinates.iter().map(|part| outline(code, part.as_array().unwrap()))),
        }
    }
    outlines
}

fn outline(code: &str, rings: &[Value]) -> Outline {
    let corner = |point: &Value| (point[0].as_f64().unwrap(), point[1].as_f64().unwrap());
    let rings: Vec<Ring> = rings.iter().map(|ring| ring.as_array().unwrap().iter().map(corner).collect()).collect();
    let most = |of: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64| rings[0].iter().map(of).reduce(pick).unwrap();
    Outline {
        code: code.to_owned(),
        west: most(|p| p.0, f64::min),
        east: most(|p| p.0, f64::max),
        south: most(|p| p.1, f64::min),
        north: most(|p| p.1, f64::max),
        rings,
    }
}

impl Outline {
    /// A ray to the east crosses the rings an odd number of times.
    fn holds(&self, x: f64, y: f64) -> bool {
        if !(self.west..=self.east).contains(&x) || !(self.south..=self.north).contains(&y) {
            return false;
        }
        let crosses = |((ax, ay), (bx, by)): ((f64, f64), (f64, f64))| (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax;
        let crossings =
            self.rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().skip(1))).filter(|edge| crosses(*edge));
        crossings.count() % 2 == 1
    }
}

#[test]
fn twenty_thousand_random_points_agree_with_the_polygons() {
    let (outlines, boundaries, mut chance) = (outlines(), boundaries(), Chance(3));
    let mut inside = 0;
    let mut between =
        |low: f64, high: f64| low + (high - low) * f64::from(u32::try_from(chance.below(1 << 30)).unwrap()) / f64::from(1 << 30);
    for at in 0..POINTS {
        // Every other point lies about a commune, where borders are.
        let near = &outlines[at % outlines.len()];
        let (lat, lon) = if at % 2 == 0 {
            (between(8.0, 23.5), between(102.0, 110.0))
        } else {
            (between(near.south, near.north), between(near.west, near.east))
        };
        let expected = outlines.iter().filter(|outline| outline.holds(lon, lat)).map(|outline| outline.code.as_str()).min();
        let found = match boundaries.resolve(lat, lon, 0.0) {
            PointMatch::In { commune, .. } => Some(commune),
            PointMatch::Nearest { .. } | PointMatch::Outside => None,
        };
        assert_eq!(found.as_ref().map(CommuneCode::as_str), expected, "{lat},{lon}");
        inside += usize::from(expected.is_some());
    }
    assert!(inside > POINTS / 4, "{inside} of {POINTS} lie inside");
}

#[test]
fn every_commune_is_found_at_its_own_point() {
    let boundaries = boundaries();
    for row in csv::Reader::from_reader(COMMUNES.as_bytes()).into_records() {
        let row = row.unwrap();
        let (code, lat, lon) = (&row[0], row[7].parse().unwrap(), row[8].parse().unwrap());
        let found = boundaries.resolve(lat, lon, 0.0);
        assert!(matches!(&found, PointMatch::In { commune, .. } if commune.as_str() == code), "{code}: {found:?}");
    }
}

#[test]
fn off_the_shore_of_an_island_the_island_answers() {
    let (places, boundaries) = (places(), boundaries());
    for (name, lat, lon) in [
        ("Phú Quý", 10.52, 108.99),
        ("Lý Sơn", 15.38, 109.17),
        ("Côn Đảo", 8.60, 106.65),
        ("Cồn Cỏ", 17.16, 107.37),
        ("Bạch Long Vĩ", 20.15, 107.76),
        ("Thổ Châu", 9.27, 103.45),
        ("Cô Tô", 20.93, 107.82),
        ("Phú Quốc", 9.95, 103.98),
        ("Trường Sa", 8.66, 111.93),
    ] {
        let (commune, how) = match boundaries.resolve(lat, lon, 30.0) {
            PointMatch::In { commune, .. } => (commune, 0.0),
            PointMatch::Nearest { commune, metres } => (commune, metres),
            PointMatch::Outside => panic!("{name}: nobody answers"),
        };
        assert_eq!(&*places.commune(&commune).unwrap().name, name, "{how} m");
    }
}
