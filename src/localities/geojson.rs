//! Reading commune polygons from `GeoJSON` (RFC 7946): a feature collection of polygons whose properties carry the commune's code.
//!
//! Geometry types other than polygons, and members we do not need, are not part of the file we agree to read.

use geo::{Coord, LineString, Polygon};
use serde::Deserialize;

use crate::kernel::codes::CommuneCode;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    code: CommuneCode,
}

type Ring = Vec<[f64; 2]>;

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
}

/// A commune and its polygons, one for each island or exclave.
pub type Outline = (CommuneCode, Vec<Polygon<f64>>);

/// The polygons of every commune in the file, in its order.
///
/// # Errors
/// When the text is not such a collection.
pub fn polygons(json: &[u8]) -> Result<Vec<Outline>, serde_json::Error> {
    let collection: Collection = serde_json::from_slice(json)?;
    Ok(collection.features.into_iter().map(|feature| (feature.properties.code, feature.geometry.into_polygons())).collect())
}

impl Geometry {
    fn into_polygons(self) -> Vec<Polygon<f64>> {
        match self {
            Self::Polygon(rings) => vec![polygon(rings)],
            Self::MultiPolygon(parts) => parts.into_iter().map(polygon).collect(),
        }
    }
}

fn polygon(rings: Vec<Ring>) -> Polygon<f64> {
    let mut rings = rings.into_iter().map(|ring| ring.into_iter().map(|[x, y]| Coord { x, y }).collect::<LineString<f64>>());
    let outer = rings.next().unwrap_or_else(LineString::empty);
    Polygon::new(outer, rings.collect())
}

#[cfg(test)]
mod tests {
    use super::polygons;

    #[test]
    fn polygons_with_holes_and_islands_are_read() {
        let json = br#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"code":"00004","x":1},"geometry":{"coordinates":[[[0,0],[3,0],[3,3],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],"type":"Polygon"}},
            {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]},"properties":{"code":"00008"}}]}"#;
        let read = polygons(json).unwrap();
        assert_eq!((read[0].0.as_str(), read[0].1[0].interiors().len()), ("00004", 1));
        assert_eq!((read[1].0.as_str(), read[1].1.len()), ("00008", 2));
    }

    #[test]
    fn a_bad_code_or_shape_is_refused() {
        let wrong_code = br#"{"features":[{"properties":{"code":"4"},"geometry":{"type":"Polygon","coordinates":[]}}]}"#;
        assert!(polygons(wrong_code).is_err());
        let point = br#"{"features":[{"properties":{"code":"00004"},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
        assert!(polygons(point).is_err());
    }
}
