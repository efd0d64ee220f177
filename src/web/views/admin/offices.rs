//! Offices: the list, and one of them with what can be done.

use askama::Template;

use super::people::PersonRow;
use crate::web::views::{Page, Problems, Typed};

/// States an office can be searched by.
pub const STATES: &[&str] = &["staffed", "unstaffed", "suspended", "merged"];

/// `/admin/offices`
#[derive(Debug, Template)]
#[template(path = "templates/admin_offices.html")]
pub struct OfficesView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was searched for.
    pub text: String,
    /// The state that was asked for, or empty.
    pub state: String,
    /// The offices of this page.
    pub rows: Vec<OfficeRow>,
    /// Where the next page is.
    pub more: Option<String>,
}

/// An office in the list.
#[derive(Debug, Clone)]
pub struct OfficeRow {
    /// Code.
    pub code: String,
    /// Name in the reader's language.
    pub name: String,
    /// State code.
    pub state: String,
    /// How many people, as a number to show.
    pub people: String,
}

/// `/admin/offices/{code}`
#[derive(Debug, Template)]
#[template(path = "templates/admin_office.html")]
pub struct OfficeView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Code.
    pub code: String,
    /// Name in the reader's language.
    pub name: String,
    /// State code.
    pub state: String,
    /// Whether it was merged into another: then nothing is left to do.
    pub merged: bool,
    /// Address and name of the office it was merged into.
    pub successor: Option<(String, String)>,
    /// Commune and province, in words.
    pub place: String,
    /// The office above, in words.
    pub parent: String,
    /// How many offices lie below.
    pub below: String,
    /// How many can answer.
    pub answering: String,
    /// How much open work, as a band.
    pub open_work: String,
    /// Who works there.
    pub people: Vec<PersonRow>,
    /// What was done.
    pub notice: Option<String>,
    /// What was typed (fields `into`, `parent`, `commune`, `province`).
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
}
