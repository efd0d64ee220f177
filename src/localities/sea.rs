//! Telling the sea from a neighbouring country, for a point outside every commune.
//!
//! No map of the neighbours is needed: the country lies between them and the sea. [`SPINE`] runs through its inside from the Quảng Ninh
//! hills to the mouths of the Mekong, so that whatever lies outside the country and east of the line is water; south of the line's
//! foot every land border is left behind. North of its head, by the Chinese coast, and round Hà Tiên and the north tip of Phú Quốc, by
//! the Cambodian one, the answer is "not the sea": too narrow a reach at sea costs less than a report from a neighbour's shore.

/// (latitude, longitude) from north to south; every step of it lies inside the country, which a test checks against the polygons.
pub(super) const SPINE: [(f64, f64); 13] = [
    (21.40, 107.45),
    (21.00, 106.40),
    (20.10, 105.75),
    (19.00, 105.35),
    (18.30, 105.75),
    (17.50, 106.40),
    (16.60, 107.00),
    (15.80, 107.90),
    (14.00, 108.30),
    (12.50, 108.30),
    (11.50, 107.50),
    (10.90, 106.90),
    (10.35, 106.30),
];

/// Whether a point outside every commune lies at sea.
pub(super) fn is_sea(lat: f64, lon: f64) -> bool {
    let south_end = SPINE.last().is_some_and(|(foot, _)| lat < *foot);
    south_end || spine_at(lat).is_some_and(|spine| lon > spine)
}

/// Longitude of the line at a latitude.
pub(super) fn spine_at(lat: f64) -> Option<f64> {
    SPINE.iter().zip(SPINE.iter().skip(1)).find_map(|((north, from), (south, to))| {
        (*south..=*north).contains(&lat).then(|| from + (to - from) * (north - lat) / (north - south))
    })
}

#[cfg(test)]
mod tests {
    use super::{SPINE, is_sea, spine_at};
    use crate::localities::{PointMatch, fixture::boundaries};

    #[test]
    fn the_spine_never_leaves_the_country() {
        let (head, foot) = (SPINE[0].0, SPINE[SPINE.len() - 1].0);
        let mut lat = foot;
        while lat <= head {
            let lon = spine_at(lat).unwrap();
            assert!(matches!(boundaries().resolve(lat, lon, 0.0), PointMatch::In { .. }), "{lat:.2},{lon:.2}");
            lat += 0.01;
        }
    }

    #[test]
    fn neighbours_are_not_the_sea() {
        assert!(!is_sea(17.97, 102.60), "Vientiane");
        assert!(!is_sea(11.56, 104.92), "Phnom Penh");
        assert!(!is_sea(21.54, 108.00), "Dongxing");
        assert!(!is_sea(10.61, 104.18), "Kampot");
        assert!(is_sea(16.00, 110.00), "off Đà Nẵng");
        assert!(is_sea(9.80, 103.50), "Gulf of Thailand");
    }
}
