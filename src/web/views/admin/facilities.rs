//! What an administrator prints: cards and posters of the places they administer.

use askama::Template;

use crate::web::views::Page;

/// `/admin/facilities`
#[derive(Debug, Template)]
#[template(path = "templates/admin_facilities.html")]
pub struct PrintingView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Provinces to choose from, code and name; empty where the area is smaller than the country.
    pub provinces: Vec<(String, String)>,
    /// Communes, by code.
    pub communes: Vec<PrintRow>,
    /// Facilities, by name.
    pub facilities: Vec<PrintRow>,
}

/// A place to print for.
#[derive(Debug, Clone)]
pub struct PrintRow {
    /// Its name.
    pub name: String,
    /// Code of its kind; empty for a commune.
    pub kind: String,
    /// Where its cards are.
    pub card: String,
    /// Where its poster is.
    pub poster: String,
}
