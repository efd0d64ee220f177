//! The pages of somebody who comes back with a code.

use askama::Template;

use super::{Page, Problems, Typed};

pub(in crate::web) const CONTACTED: &[&str] = &["yes", "no", "not_helped", "unknown"];

/// `/follow-up`: the field for the code.
#[derive(Template)]
#[template(path = "templates/follow_up_enter.html")]
pub struct FollowUpEnterView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The code as typed, so that one wrong letter does not mean typing sixteen again. Never from the address.
    pub typed: String,
    /// What needs another look (field `code`).
    pub problems: Problems,
    /// Whether the visitor has just closed their report.
    pub closed: bool,
    /// What was being written when the session ended; it goes on to the page that the code opens.
    pub unsent: String,
}

/// `/follow-up` with a session: how far it is, messages both ways.
#[derive(Template)]
#[template(path = "templates/follow_up.html")]
pub struct FollowUpView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Sentences of `status-…`, the newest state first.
    pub status: Vec<String>,
    /// Who has opened it, in numbers (`opened-by`).
    pub opened_by: Option<String>,
    /// Messages, oldest first.
    pub messages: Vec<ThreadMessage>,
    /// Whether to ask if anybody has contacted them.
    pub ask_contacted: bool,
    /// A thank-you after sending.
    pub notice: Option<String>,
    /// What was typed (`message`, `more_danger`, `contacted`).
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
}

/// One message as the reporter sees it: no name of the person in charge.
#[derive(Clone)]
pub struct ThreadMessage {
    /// Whether the reporter wrote it.
    pub mine: bool,
    /// When, in words.
    pub at: String,
    /// What it says.
    pub text: String,
}
