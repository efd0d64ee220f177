//! The queue as the API shows it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::readings::UnseenReadingView;
use crate::{
    cases::{
        asked::Waiting,
        queue::{Cursor, Narrow, Whose},
    },
    entity::case_file,
    http::refusal::Refusal,
    kernel::{FieldError, Kind, Timestamp, terms::Severity},
};

/// Which page of the queue, and which of its cases.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct QueueQuery {
    after: Option<String>,
    severity: Option<String>,
    whose: Option<String>,
    late: bool,
}

impl QueueQuery {
    /// What is asked for, at `now`.
    ///
    /// # Errors
    /// The field that cannot be read.
    pub(super) fn read(self, now: Timestamp) -> Result<(Narrow, Option<Cursor>), Refusal> {
        let wrong = |pointer: &'static str| move || Refusal::at(Kind::Invalid, FieldError::new(pointer, "wrong-type"));
        let severity = self.severity.map(|code| Severity::parse(&code).ok_or_else(wrong("/severity"))).transpose()?;
        let whose = self.whose.map(|code| Whose::parse(&code).ok_or_else(wrong("/whose"))).transpose()?;
        let after = self.after.map(|text| Cursor::from_text(&text).ok_or_else(wrong("/after"))).transpose()?;
        Ok((Narrow { severity, whose, due_before: self.late.then_some(now), own_office: false }, after))
    }
}

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub struct QueuePage {
    /// Cases, the one due first on top.
    pub(super) cases: Vec<QueueItem>,
    /// To be sent as `after` for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    /// For leads: colleagues who read a case for a reason, until a lead of the office has opened that case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) readings: Vec<UnseenReadingView>,
}

/// One case of the queue.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a case, each of which a program may need")]
pub struct QueueItem {
    /// Case code.
    pub(super) code: String,
    /// Severity.
    pub(super) severity: String,
    /// Code of the category.
    pub(super) category: Option<String>,
    /// Code of the commune.
    pub(super) commune: Option<String>,
    /// Code of the accountable office.
    pub(super) office: String,
    /// When the person began to wait.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opened_at: Option<Timestamp>,
    /// When the first running clock is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) due_at: Option<Timestamp>,
    /// Whether that is past.
    pub(super) overdue: bool,
    /// Practice: nobody is in need.
    pub(super) drill: bool,
    /// Another office asks the reader's to take it.
    pub(super) offered_to_us: bool,
    /// An office above has to decide about it.
    pub(super) decision_waits: bool,
    /// The reader has to decide about who reported.
    pub(super) identity_waits: bool,
    /// Name of the colleague who works on it, where it is closed to the reader: what else is known of it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) with: Option<String>,
}

/// One row of the queue.
pub(super) fn item(case: case_file::Model, waiting: &Waiting, with: Option<String>, now: Timestamp) -> QueueItem {
    let open = with.is_none();
    QueueItem {
        offered_to_us: open && waiting.offered.contains(&case.id),
        decision_waits: open && waiting.undecided.contains(&case.id),
        identity_waits: open && waiting.protected.contains(&case.id),
        overdue: case.due_at.is_some_and(|due| due < now),
        drill: case.drill,
        code: case.code,
        severity: case.severity,
        category: case.category.filter(|_| open),
        commune: case.commune_code.filter(|_| open),
        office: case.office_code,
        opened_at: open.then_some(case.opened_at),
        due_at: case.due_at,
        with,
    }
}
