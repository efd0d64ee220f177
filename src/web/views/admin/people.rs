//! People: the list with the invitation, one of them, and the step before an act that cannot simply be taken back.

use askama::Template;

use crate::web::views::{Page, Problems, Typed};

/// Roles in the order in which they are offered.
pub const ROLES: &[&str] = &["responder", "lead", "supervisor", "operator", "administrator"];

/// Somebody in a list.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role code.
    pub role: String,
    /// Office code.
    pub office: String,
    /// Standing code.
    pub standing: String,
}

/// `/admin/people`
#[derive(Debug, Template)]
#[template(path = "templates/admin_people.html")]
pub struct PeopleView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was searched for.
    pub text: String,
    /// The people of this page.
    pub rows: Vec<PersonRow>,
    /// Where the next page is.
    pub more: Option<String>,
    /// What was typed into the invitation.
    pub typed: Typed,
    /// What needs another look there.
    pub problems: Problems,
}

/// `/admin/people/{id}`
#[derive(Debug, Template)]
#[template(path = "templates/admin_person.html")]
pub struct PersonView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The person.
    pub row: PersonRow,
    /// Mail address.
    pub email: String,
    /// Name of the office.
    pub office_name: String,
    /// When they last signed in, in words.
    pub last_sign_in: String,
    /// How much open work, as a band.
    pub open_work: String,
    /// Whether they have a second factor.
    pub factor: bool,
    /// Whether it is the reader: nobody arranges themselves.
    pub own: bool,
    /// What was done.
    pub notice: Option<String>,
    /// What was typed (fields `role`, `office`).
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
}

/// What will happen, and the button that does it.
#[derive(Debug, Template)]
#[template(path = "templates/admin_confirm.html")]
pub struct ConfirmView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The question.
    pub title: String,
    /// What will happen, a line each.
    pub lines: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// Fields that come along.
    pub kept: Vec<(String, String)>,
    /// Whether open work is handed on.
    pub hands_on: bool,
    /// Id and name of those who can take it over.
    pub colleagues: Vec<(String, String)>,
    /// The id that was chosen, or empty.
    pub chosen: String,
    /// What the button says.
    pub button: String,
    /// Where to go instead.
    pub back: String,
    /// What needs another look.
    pub problems: Problems,
}

/// `/desk/invitation`
#[derive(Template)]
#[template(path = "templates/invitation.html")]
pub struct InvitationView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What the link carries; empty where it is worth nothing.
    pub token: String,
    /// What needs another look (fields `password`, `again`).
    pub problems: Problems,
}
