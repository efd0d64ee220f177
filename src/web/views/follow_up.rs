//! The pages of somebody who comes back with a code.

use askama::Template;

use super::{Page, Problems, Typed, files::KEPT};

pub(in crate::web) const CONTACTED: &[&str] = &["yes", "no", "not_helped", "unknown"];
pub(in crate::web) const ABOUT: &[&str] = &["message", "contact", "withdrawal"];

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
    /// Why nothing can be read here any more, just now.
    pub ended: Option<Ended>,
    /// What was being written when the session ended; it goes on to the page that the code opens.
    pub unsent: Unsent,
}

/// A message that was not sent yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Its text.
    pub text: String,
    /// The files that wait for it: values of [`KEPT`].
    pub files: Vec<String>,
}

impl Unsent {
    /// What was typed in the form of a message.
    #[must_use]
    pub fn of(typed: &Typed) -> Self {
        Self { text: typed.get("message").to_owned(), files: typed.all(KEPT).map(str::to_owned).collect() }
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.files.is_empty()
    }
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The visitor closed it.
    Closed,
    /// The visitor locked the code.
    Locked,
}

/// `/follow-up` with a session: how far it is, how many messages, the buttons.
#[derive(Template)]
#[template(path = "templates/follow_up.html")]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each of which shows one part")]
pub struct FollowUpView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Sentences of `status-…`, the newest state first.
    pub status: Vec<String>,
    /// Who has opened it, in numbers (`opened-by`).
    pub opened_by: Option<String>,
    /// Numbers of the messages that the office wrote.
    pub theirs: Vec<usize>,
    /// Numbers of those that the reporter wrote.
    pub mine: Vec<usize>,
    /// The one message that was asked for.
    pub opened: Option<OpenedMessage>,
    /// Whether to ask if anybody has contacted them.
    pub ask_contacted: bool,
    /// Closed, and an objection opens it again.
    pub closed_lately: bool,
    /// Closed so long ago that a new report is the way.
    pub closed_long_ago: bool,
    /// A thank-you after sending.
    pub notice: Option<String>,
    /// Whether to say again whom to call: somebody has just said that it is more dangerous.
    pub call: bool,
    /// What was typed (`message`, `about`, `contacted`).
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
}

/// One message as the reporter sees it: no name of the person in charge.
#[derive(Clone)]
pub struct OpenedMessage {
    /// Its place in the conversation.
    pub number: usize,
    /// Whether the reporter wrote it.
    pub mine: bool,
    /// When, in words; only of what the office wrote.
    pub at: Option<String>,
    /// What it says.
    pub text: String,
}

/// The receipt with the day and no content.
#[derive(Template)]
#[template(path = "templates/dated_receipt.html")]
pub struct DatedReceiptView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The case code.
    pub reference: String,
    /// The day on which the report came, in words.
    pub day: String,
    /// Name of the office.
    pub office: String,
}
