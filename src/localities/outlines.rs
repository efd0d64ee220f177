//! Maps to look at: outlines as paths of an SVG, small enough for a page, drawn from the same polygons that place a point.
//!
//! Coordinates are rounded to the units of the drawing before anything else. Neighbours round alike, so that their common border stays
//! common, and where both belong to one province it is traced in both directions and falls away. Islands smaller than a unit are
//! drawn as a small square rather than lost, and zones far out at sea stand in their true place on the map of the country; on the map
//! of their province, which would shrink to nothing beside them, they stand in a row below.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, BoundingRect, Coord, LineString, Polygon, Rect};

use crate::kernel::codes::{CommuneCode, ProvinceCode};

use super::{Boundaries, CommuneKind, Places};

/// Longer side of a drawing, in its units.
const SIDE: f64 = 1_000.0;
/// White around a drawing.
const MARGIN: i32 = 10;
/// A special zone farther than this from the rest of its province stands in the row below, in degrees.
const FAR: f64 = 0.8;
/// Size of the square that stands for what is too small to be drawn.
const DOT: i32 = 6;
/// Height of the row of far zones, and room for one of them.
const ROW: i32 = 70;
const CELL: i32 = 300;
const TILE: i32 = 40;

/// A drawing.
#[derive(Debug, Clone)]
pub struct Sheet<Code> {
    /// Width in units.
    pub width: i32,
    /// Height in units.
    pub height: i32,
    /// The path of each place (`d` of an SVG path), in the order of their codes.
    pub shapes: Vec<(Code, String)>,
    /// Names of zones far out at sea.
    pub labels: Vec<Label>,
}

/// A name on a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where it begins.
    pub x: i32,
    /// Its base line.
    pub y: i32,
    /// What it says.
    pub text: String,
}

/// The map of the country by province.
#[must_use]
pub fn country(boundaries: &Boundaries, places: &Places) -> Sheet<ProvinceCode> {
    let parts: Vec<(&CommuneCode, &Polygon<f64>)> = boundaries.shapes().collect();
    let Some(frame) = frame(parts.iter().map(|(_, shape)| *shape)) else { return Sheet::empty() };
    let scale = Scale::fit(&frame);
    let mut provinces: BTreeMap<ProvinceCode, Vec<&Polygon<f64>>> = BTreeMap::new();
    for (commune, shape) in &parts {
        if let Some(commune) = places.commune(commune) {
            provinces.entry(commune.province.clone()).or_default().push(shape);
        }
    }
    let mut labels = Vec::new();
    for province in provinces.keys() {
        for commune in far(boundaries, places, province) {
            let own = parts.iter().filter(|(code, _)| **code == commune).map(|(_, shape)| *shape);
            if let (Some(place), Some(zone)) = (self::frame(own), places.commune(&commune)) {
                let at = scale.point(place.center());
                labels.push(Label { x: at.0 + 2 * DOT, y: at.1, text: zone.name.to_string() });
            }
        }
    }
    let shapes = provinces.into_iter().map(|(code, shapes)| (code, path(&shapes, &scale))).collect();
    Sheet { width: scale.width, height: scale.height, shapes, labels }
}

/// The map of a province by commune.
#[must_use]
pub fn province(boundaries: &Boundaries, places: &Places, province: &ProvinceCode) -> Sheet<CommuneCode> {
    let mut communes: BTreeMap<&CommuneCode, Vec<&Polygon<f64>>> = BTreeMap::new();
    for (code, shape) in boundaries.shapes() {
        if places.commune(code).is_some_and(|commune| commune.province == *province) {
            communes.entry(code).or_default().push(shape);
        }
    }
    let far = far(boundaries, places, province);
    let near = communes.iter().filter(|(code, _)| !far.contains(code)).flat_map(|(_, shapes)| shapes.iter().copied());
    let Some(frame) = frame(near) else { return Sheet::empty() };
    let scale = Scale::fit(&frame);
    let (mut labels, mut shapes) = (Vec::new(), Vec::new());
    for (code, polygons) in &communes {
        if far.contains(code) {
            let (x, y) = (MARGIN + CELL * i32::try_from(labels.len()).unwrap_or_default(), scale.height);
            let text = places.commune(code).map(|commune| commune.name.to_string()).unwrap_or_default();
            labels.push(Label { x: x + TILE + MARGIN, y: y + TILE * 3 / 4, text });
            shapes.push(((*code).clone(), square(x, y, TILE)));
        } else {
            shapes.push(((*code).clone(), path(polygons, &scale)));
        }
    }
    let row = if labels.is_empty() { 0 } else { ROW };
    Sheet { width: scale.width, height: scale.height + row, shapes, labels }
}

impl<Code> Sheet<Code> {
    const fn empty() -> Self {
        Self { width: 1, height: 1, shapes: Vec::new(), labels: Vec::new() }
    }
}

/// The special zones of a province that lie far from the rest of it.
fn far(boundaries: &Boundaries, places: &Places, province: &ProvinceCode) -> BTreeSet<CommuneCode> {
    let zone = |code: &CommuneCode| places.commune(code).map(|commune| (commune.province == *province, commune.kind));
    let of = |wanted: bool| {
        boundaries
            .shapes()
            .filter(move |(code, _)| zone(code).is_some_and(|(own, kind)| own && (kind == CommuneKind::SpecialZone) == wanted))
    };
    let Some(rest) = frame(of(false).map(|(_, shape)| shape)) else { return BTreeSet::new() };
    let mut zones: BTreeMap<CommuneCode, Vec<&Polygon<f64>>> = BTreeMap::new();
    for (code, shape) in of(true) {
        zones.entry(code.clone()).or_default().push(shape);
    }
    let lies_far = |shapes: &Vec<&Polygon<f64>>| {
        let Some(place) = frame(shapes.iter().copied()) else { return false };
        let place = place.center();
        let beyond = |at: f64, from: f64, to: f64| (from - at).max(at - to);
        beyond(place.x, rest.min().x, rest.max().x).max(beyond(place.y, rest.min().y, rest.max().y)) > FAR
    };
    zones.into_iter().filter(|(_, shapes)| lies_far(shapes)).map(|(code, _)| code).collect()
}

fn frame<'a>(shapes: impl Iterator<Item = &'a Polygon<f64>>) -> Option<Rect<f64>> {
    shapes.filter_map(BoundingRect::bounding_rect).reduce(|a, b| {
        let min = Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
        Rect::new(min, Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) })
    })
}

type Point = (i32, i32);

/// Degrees to units: north is up, and a degree east is as long as it is in the middle of the drawing.
struct Scale {
    west: f64,
    north: f64,
    east_units: f64,
    north_units: f64,
    width: i32,
    height: i32,
}

impl Scale {
    #[expect(clippy::cast_possible_truncation, reason = "a drawing is a thousand units wide")]
    fn fit(frame: &Rect<f64>) -> Self {
        let narrow = frame.center().y.to_radians().cos();
        let (wide, high) = (frame.width() * narrow, frame.height());
        let north_units = SIDE / wide.max(high).max(f64::EPSILON);
        Self {
            west: frame.min().x,
            north: frame.max().y,
            east_units: north_units * narrow,
            north_units,
            width: (wide * north_units) as i32 + 2 * MARGIN,
            height: (high * north_units) as i32 + 2 * MARGIN,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a drawing is a thousand units wide")]
    fn point(&self, at: Coord<f64>) -> Point {
        let x = ((at.x - self.west) * self.east_units).round() as i32;
        let y = ((self.north - at.y) * self.north_units).round() as i32;
        (x + MARGIN, y + MARGIN)
    }

    /// A ring without its repeated last point, in one direction round.
    fn ring(&self, ring: &LineString<f64>, outer: bool) -> Vec<Point> {
        let mut points: Vec<Point> = ring.coords().map(|at| self.point(*at)).collect();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        let round = Polygon::new(ring.clone(), Vec::new()).signed_area() > 0.0;
        if round != outer {
            points.reverse();
        }
        points
    }
}

/// The outline of several polygons together.
fn path(shapes: &[&Polygon<f64>], scale: &Scale) -> String {
    let (mut edges, mut dots) = (Edges::default(), BTreeSet::new());
    for shape in shapes {
        let outer = scale.ring(shape.exterior(), true);
        if let (1..=2, Some(first)) = (outer.len(), outer.first()) {
            dots.insert(*first);
        }
        edges.add(&outer);
        for hole in shape.interiors() {
            edges.add(&scale.ring(hole, false));
        }
    }
    let mut path: String = edges.loops().iter().map(|ring| drawn(&straight(ring))).collect();
    // A rock in front of a coast that is drawn needs no square of its own.
    let drawn: BTreeSet<Point> = edges.0.keys().copied().collect();
    let near = |dot: &Point| drawn.range((dot.0 - DOT, i32::MIN)..=(dot.0 + DOT, i32::MAX)).any(|point| (point.1 - dot.1).abs() <= DOT);
    path.extend(dots.iter().filter(|dot| !near(dot)).map(|dot| square(dot.0 - DOT / 2, dot.1 - DOT / 2, DOT)));
    path
}

/// Directed edges; one that is traced in both directions is inside and falls away.
#[derive(Default)]
struct Edges(BTreeMap<Point, Vec<Point>>);

impl Edges {
    fn add(&mut self, ring: &[Point]) {
        let next = ring.iter().skip(1).chain(ring.first());
        for (from, to) in ring.iter().zip(next).filter(|(from, to)| from != to) {
            if !self.take_back(*to, *from) {
                self.0.entry(*from).or_default().push(*to);
            }
        }
    }

    /// Takes the edge away if it is there.
    fn take_back(&mut self, from: Point, to: Point) -> bool {
        let Some(ends) = self.0.get_mut(&from) else { return false };
        let Some(at) = ends.iter().position(|end| *end == to) else { return false };
        ends.swap_remove(at);
        if ends.is_empty() {
            self.0.remove(&from);
        }
        true
    }

    /// The rings that are left. As many edges end in a point as begin there, so that every walk comes back.
    fn loops(&self) -> Vec<Vec<Point>> {
        let mut left = self.0.clone();
        let mut rings = Vec::new();
        while let Some(start) = left.first_key_value().map(|(point, _)| *point) {
            let (mut ring, mut here) = (Vec::new(), start);
            while let Some(ends) = left.get_mut(&here) {
                let Some(next) = ends.pop() else { break };
                if ends.is_empty() {
                    left.remove(&here);
                }
                ring.push(here);
                here = next;
                if here == start {
                    break;
                }
            }
            rings.push(ring);
        }
        rings
    }
}

/// The ring without points on a straight line.
fn straight(ring: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(ring.len());
    for point in ring {
        while let [.., a, b] = kept.as_slice() {
            let (first, second) = ((b.0 - a.0, b.1 - a.1), (point.0 - b.0, point.1 - b.1));
            let onward = first.0 * second.1 == first.1 * second.0 && first.0 * second.0 + first.1 * second.1 > 0;
            if !onward {
                break;
            }
            kept.pop();
        }
        kept.push(*point);
    }
    kept
}

fn drawn(ring: &[Point]) -> String {
    let mut path = String::new();
    let mut before: Option<Point> = None;
    for point in ring {
        let step = before.map_or(*point, |before| (point.0 - before.0, point.1 - before.1));
        let mark = match before {
            None => "M",
            Some(_) if path.contains('l') => " ",
            Some(_) => "l",
        };
        // A minus parts two numbers as well as a space does.
        let mark = if mark == " " && step.0 < 0 { "" } else { mark };
        let gap = if step.1 < 0 { "" } else { " " };
        let (x, y) = (step.0.to_string(), step.1.to_string());
        path.extend([mark, &x, gap, &y]);
        before = Some(*point);
    }
    path.push('z');
    path
}

fn square(x: i32, y: i32, side: i32) -> String {
    format!("M{x} {y}h{side}v{side}h-{side}z")
}

#[cfg(test)]
mod tests {
    use super::{Edges, country, drawn, province, straight};
    use crate::localities::fixture::{boundaries, commune, places, province as code};

    #[test]
    fn a_border_between_two_of_the_same_falls_away() {
        let mut edges = Edges::default();
        edges.add(&[(0, 0), (2, 0), (2, 2), (0, 2)]);
        edges.add(&[(2, 0), (4, 0), (4, 2), (2, 2)]);
        let loops = edges.loops();
        assert_eq!(loops.len(), 1);
        assert_eq!(straight(&loops[0]), [(0, 0), (4, 0), (4, 2), (0, 2)]);
        assert_eq!(drawn(&[(0, 0), (4, 0), (4, 2), (0, 2)]), "M0 0l4 0 0 2-4 0z");
    }

    #[test]
    fn a_spike_of_rounding_is_no_shape() {
        let mut edges = Edges::default();
        edges.add(&[(0, 0), (5, 0)]);
        assert!(edges.loops().is_empty());
    }

    #[test]
    fn the_country_shows_every_province_and_its_far_islands_and_fits_on_a_page() {
        let sheet = country(boundaries(), places());
        assert_eq!(sheet.shapes.len(), 34);
        assert!(sheet.shapes.iter().all(|(_, path)| path.starts_with('M') && path.ends_with('z')));
        let names: Vec<&str> = sheet.labels.iter().map(|label| label.text.as_str()).collect();
        assert!(names.contains(&"Hoàng Sa") && names.contains(&"Trường Sa"), "{names:?}");
        let bytes: usize = sheet.shapes.iter().map(|(_, path)| path.len()).sum();
        assert!(bytes < 120_000, "{bytes} bytes of paths");
    }

    #[test]
    fn every_province_shows_every_commune_and_fits_on_a_page() {
        let mut seen = 0;
        for place in places().provinces() {
            let sheet = province(boundaries(), places(), &place.code);
            seen += sheet.shapes.len();
            assert!(sheet.shapes.iter().all(|(_, path)| path.len() > 5), "{}", place.full_name);
            let bytes: usize = sheet.shapes.iter().map(|(_, path)| path.len()).sum();
            assert!(bytes < 120_000, "{}: {bytes} bytes of paths", place.full_name);
        }
        assert_eq!(seen, 3_321);
    }

    #[test]
    fn a_zone_far_out_at_sea_stands_below_its_province_and_a_near_one_in_it() {
        let sheet = province(boundaries(), places(), &code("79"));
        assert_eq!(sheet.labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["Côn Đảo"]);
        assert!(sheet.shapes.iter().any(|(at, _)| *at == commune("26732")));
        assert!(province(boundaries(), places(), &code("91")).shapes.len() > 50, "Phú Quốc is on the map");
    }
}
