//! Changes of the map, as an administrator of the country sees them.

use askama::Template;

use crate::web::views::Page;

/// `/admin/map-changes`.
#[derive(Debug, Template)]
#[template(path = "templates/map_changes.html")]
pub struct MapChangesView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The latest day first.
    pub rows: Vec<MapChangeRow>,
}

/// One change, formatted.
#[derive(Debug, Clone, Default)]
pub struct MapChangeRow {
    /// Its id, as the command line asks for it.
    pub id: String,
    /// Its day.
    pub day: String,
    /// Its resolution.
    pub legal_basis: String,
    /// How far it is, in words.
    pub stage: String,
    /// When the map turned, in words.
    pub turned_at: Option<String>,
    /// What is counted, and the count.
    pub facts: Vec<(String, String)>,
    /// What becomes of which commune.
    pub moves: Vec<String>,
    /// What somebody should look at.
    pub warnings: Vec<String>,
}
