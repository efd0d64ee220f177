//! Drills: sending one, and how they went. Measured apart from everything real.

use askama::Template;

use crate::web::views::{Page, Problems, Typed};

/// `/admin/drills`, `/oversight/drills`
///
/// Form at the page itself (`commune`, `severity`, `at`, `notices`); one at `…/{id}/withdrawal` (no field) for each that waits.
#[derive(Debug, Template)]
#[template(path = "templates/drills.html")]
pub struct DrillsView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Address of this page.
    pub home: String,
    /// What was just done.
    pub notice: Option<String>,
    /// How many were sent and taken, in words.
    pub counts: Option<String>,
    /// Provinces to choose communes from, for the country.
    pub provinces: Vec<PlaceChoice>,
    /// Communes to choose from.
    pub communes: Vec<PlaceChoice>,
    /// Codes of severities.
    pub severities: &'static [&'static str],
    /// What was typed.
    pub typed: Typed,
    /// What needs another look (fields `commune`, `severity`, `at`).
    pub problems: Problems,
    /// The drills, the newest first.
    pub rows: Vec<DrillRow>,
}

/// A place to choose.
#[derive(Debug, Clone)]
pub struct PlaceChoice {
    /// Code to send.
    pub code: String,
    /// Label.
    pub label: String,
    /// Whether it is the one asked for.
    pub chosen: bool,
}

/// A drill and how it went.
#[derive(Debug, Clone)]
pub struct DrillRow {
    /// Its id.
    pub id: String,
    /// The commune.
    pub place: String,
    /// Severity code.
    pub severity: String,
    /// `planned`, `withdrawn`, `running` or `ended`.
    pub state: &'static str,
    /// When it was or is to be sent, in words.
    pub at: String,
    /// The code of its case.
    pub case: Option<String>,
    /// Whether it can still be taken back.
    pub waiting: bool,
    /// How soon it was taken, in words.
    pub acknowledged: String,
    /// How soon contact was practised, in words.
    pub contact: String,
    /// How far it climbed, in words.
    pub climbed: String,
}
