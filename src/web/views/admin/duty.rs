//! Rosters: the offices that have one, and the week of one office as a form.

use askama::Template;

use super::super::{Page, Problems, Typed, case_file::Choice, duty::PhoneRow};

/// `/admin/duty`
#[derive(Debug, Template)]
#[template(path = "templates/admin_duty_list.html")]
pub struct RosterListView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was searched for.
    pub named: String,
    /// The offices.
    pub rows: Vec<RosterRow>,
    /// How many more there are; empty where there are none.
    pub more: String,
}

/// An office in the list.
#[derive(Debug, Clone)]
pub struct RosterRow {
    /// Where its roster is.
    pub href: String,
    /// Its name.
    pub name: String,
    /// What is to be known of it, in words.
    pub states: Vec<String>,
    /// Whether it must be awake at any hour and is not.
    pub sleeps: bool,
}

/// `/admin/duty/{office}`
#[derive(Template)]
#[template(path = "templates/admin_duty_week.html")]
pub struct RosterView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Where this page is.
    pub path: String,
    /// Name of the office.
    pub office: String,
    /// Whether the office must be awake at any hour.
    pub round_the_clock: bool,
    /// Who is on now, in words.
    pub on_now: Vec<String>,
    /// What was done.
    pub notice: Option<String>,
    /// Whether the week on the page is not saved.
    pub draft: bool,
    /// Which week the reader saw.
    pub version: String,
    /// The seven days.
    pub days: Vec<DayRow>,
    /// Who may be on duty.
    pub people: Vec<Choice>,
    /// The holes in words; empty where there are none.
    pub holes: Vec<String>,
    /// Whether the whole week is one hole.
    pub nobody_ever: bool,
    /// Who is or will be away.
    pub deputies: Vec<DeputyRow>,
    /// Telephones of the office.
    pub phones: Vec<PhoneRow>,
    /// What was typed into the forms of deputies and telephones.
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
}

/// A day of the week.
#[derive(Debug, Clone)]
pub struct DayRow {
    /// Monday is 1.
    pub weekday: u8,
    /// Its name.
    pub name: String,
    /// Its name within a sentence.
    pub within: String,
    /// Its shifts.
    pub shifts: Vec<ShiftRow>,
}

/// A shift as it stands in the form.
#[derive(Debug, Clone, Default)]
pub struct ShiftRow {
    /// Number of the row in the form.
    pub no: usize,
    /// What the row is called.
    pub label: String,
    /// `08:00`
    pub from: String,
    /// `17:00`
    pub to: String,
    /// Id of a person, or empty.
    pub staff: String,
    /// Telephone, or empty.
    pub phone: String,
    /// Whether it was added just now: the reader goes on there.
    pub fresh: bool,
}

impl ShiftRow {
    /// The id of one of its fields.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        format!("{name}-{}", self.no)
    }
}

/// Somebody stands in for somebody.
#[derive(Debug, Clone)]
pub struct DeputyRow {
    /// Id.
    pub id: String,
    /// Who for whom, in words.
    pub who: String,
    /// From when to when, in words.
    pub days: String,
}
