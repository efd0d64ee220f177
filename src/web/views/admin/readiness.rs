//! Which offices might have nobody to answer: a map, a table with the same content, a list with what to do.

use askama::Template;

use crate::{localities::outlines::Label, web::views::Page};

/// `/admin/readiness`, `/oversight/readiness`
///
/// Form at `…/checks` (no field); filter by `province` and `gap`.
#[derive(Debug, Template)]
#[template(path = "templates/readiness.html")]
pub struct ReadinessView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Address of this page without what is asked for.
    pub home: String,
    /// What a look has just done.
    pub notice: Option<String>,
    /// Name of the province that is shown; nothing for the country or for one office.
    pub place: Option<String>,
    /// Whether the country is shown.
    pub country: bool,
    /// Where the country is, from one of its provinces.
    pub back: Option<String>,
    /// When the offices were looked at, in words.
    pub looked_at: String,
    /// How many offices there are, with gaps and without an answer, in words.
    pub counts: String,
    /// Whether nothing is missing anywhere.
    pub all_well: bool,
    /// Labels of gaps with their numbers of offices, the worst first.
    pub gaps: Vec<(String, String)>,
    /// The map; nothing for one office.
    pub map: Option<MapView>,
    /// One row a province, for the country.
    pub provinces: Vec<PlaceRow>,
    /// All together.
    pub total: Option<PlaceRow>,
    /// The gaps to filter by.
    pub choices: Vec<Choice>,
    /// The province that the filter keeps.
    pub asked_province: Option<String>,
    /// Offices with gaps, by what they lack.
    pub groups: Vec<OfficeGroup>,
}

/// A gap to filter by.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Code to send.
    pub code: &'static str,
    /// Label.
    pub label: String,
    /// Whether it is the one asked for.
    pub chosen: bool,
}

/// A map: every state has a shading of its own, and a table beside the map holds the same.
#[derive(Debug, Clone)]
pub struct MapView {
    /// Width in units.
    pub width: i32,
    /// Height in units.
    pub height: i32,
    /// The places.
    pub shapes: Vec<MapShape>,
    /// Names of zones far out at sea.
    pub labels: Vec<Label>,
    /// States with their meaning, the best first.
    pub legend: Vec<(&'static str, String)>,
}

/// A place on the map.
#[derive(Debug, Clone)]
pub struct MapShape {
    /// Its outline.
    pub path: String,
    /// Code of its state, which names its shading.
    pub state: &'static str,
    /// Its name and state in words.
    pub title: String,
}

/// A province in the table.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// Name.
    pub place: String,
    /// Where its offices are.
    pub href: Option<String>,
    /// Code of its state on the map.
    pub state: &'static str,
    /// Accountable offices.
    pub offices: String,
    /// With something missing.
    pub with_gaps: String,
    /// Nobody answers.
    pub silent: String,
    /// What is missing, with numbers, in words.
    pub gaps: Vec<String>,
}

/// Offices that lack the same: with a hundred communes still empty, what to do is said once.
#[derive(Debug, Clone)]
pub struct OfficeGroup {
    /// Codes of what is missing, the worst first (`gap-…`, `remedy-…` in the words).
    pub gaps: Vec<&'static str>,
    /// Whether nobody answers there.
    pub silent: bool,
    /// Each office with how long its worst gap has been known.
    pub offices: Vec<GroupedOffice>,
    /// How many there are, in words, where so many are folded away.
    pub folded: Option<String>,
}

/// An office of a group.
#[derive(Debug, Clone)]
pub struct GroupedOffice {
    /// Name.
    pub name: String,
    /// Since when, in words.
    pub since: String,
}

/// The shading of a state: three for communes, four for provinces, in one order of gravity.
fn shading(state: &str) -> &'static str {
    match state {
        "ready" => "shade-ready",
        "few" => "shade-few",
        "many" | "weak" => "shade-many",
        _ => "shade-most",
    }
}
