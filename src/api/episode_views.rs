//! What the API shows staff of a reporter's buttons, and of a case before it was opened again.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    entity::{case_episode, reporter_word},
    kernel::Timestamp,
};

/// Something a reporter said by a button.
#[derive(Serialize, ToSchema)]
pub struct ReporterWordView {
    /// Which.
    word: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    said_at: Timestamp,
}

/// A case before it was opened again.
#[derive(Serialize, ToSchema)]
pub struct EpisodeView {
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// When it was closed.
    #[schema(value_type = String, format = DateTime)]
    closed_at: Timestamp,
    /// Why.
    closure_reason: String,
    /// Code of the office that had it.
    office: String,
}

impl From<reporter_word::Model> for ReporterWordView {
    fn from(row: reporter_word::Model) -> Self {
        Self { word: row.kind, said_at: row.said_at }
    }
}

impl From<case_episode::Model> for EpisodeView {
    fn from(row: case_episode::Model) -> Self {
        Self { opened_at: row.opened_at, closed_at: row.closed_at, closure_reason: row.closure_reason, office: row.office_code }
    }
}
