//! Who is on duty now, with telephones to tap.

use askama::Template;

use super::Page;
use crate::kernel::phone::spoken;

/// `/desk/duty`
#[derive(Debug, Template)]
#[template(path = "templates/duty_now.html")]
pub struct DutyNowView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The offices around, the reader's own first.
    pub offices: Vec<OfficeOnDuty>,
    /// Where the reader edits the roster of their office, if they do.
    pub edit: Option<String>,
}

/// An office at this instant.
#[derive(Debug, Clone)]
pub struct OfficeOnDuty {
    /// Code of why it is shown (`duty-…`).
    pub why: String,
    /// Its name.
    pub name: String,
    /// Who is on.
    pub on: Vec<OnRow>,
    /// What to know where nobody is, or the desk sleeps.
    pub note: Option<String>,
    /// When somebody comes or goes.
    pub next: Option<String>,
    /// Telephones of the office.
    pub phones: Vec<PhoneRow>,
}

/// Somebody on duty.
#[derive(Debug, Clone)]
pub struct OnRow {
    /// Their name, or what stands for one.
    pub name: String,
    /// For whom they stand in, in words.
    pub stands_in: Option<String>,
    /// Until when, in words.
    pub until: String,
    /// The telephone of the shift.
    pub phone: Option<PhoneRow>,
}

/// A telephone.
#[derive(Debug, Clone)]
pub struct PhoneRow {
    /// As it is dialled.
    pub dial: String,
    /// As it is read.
    pub shown: String,
    /// Where it stands.
    pub label: Option<String>,
}

impl PhoneRow {
    /// A number as it is kept.
    #[must_use]
    pub fn of(kept: &str, label: Option<String>) -> Self {
        // The address of a call takes no spaces.
        Self { dial: kept.split_whitespace().collect(), shown: spoken(kept), label }
    }

    /// What its button says.
    #[must_use]
    pub fn call(&self, page: &Page<'_>, name: Option<&str>) -> String {
        match name.or(self.label.as_deref()) {
            Some(name) => page.t2("duty-call-who", "phone", &self.shown, "name", name),
            None => page.t1("duty-call", "phone", &self.shown),
        }
    }
}
