//! What a reporter gets back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Timestamp, secret::Plaintext};

/// Proof that the report is stored, and the way back to it. Shown only after the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The reporter's only key. Shown once.
    #[schema(value_type = String)]
    pub access_code: Plaintext,
    /// What staff call the case.
    pub case_code: String,
    /// Who will read it.
    pub office: ReceiptOffice,
    /// By when somebody must have taken it; nothing where nobody is on duty before that.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledge_by: Option<Timestamp>,
    /// How urgent it looks until somebody has read it.
    pub severity: String,
    /// Whether the place still has to be found out.
    pub needs_locating: bool,
    /// Numbers to call.
    pub emergency_numbers: Vec<EmergencyNumber>,
}

/// The accountable office, as a reporter needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptOffice {
    /// Its name.
    pub name: String,
    /// Its kind, a code of `responder_kinds`.
    pub kind: String,
    /// The place it is for.
    pub locality: Option<String>,
}

/// A number and whom it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmergencyNumber {
    /// The number.
    pub number: String,
    /// For whom.
    #[serde(rename = "for")]
    pub whom: String,
}

/// The numbers on every page, in this order.
pub const EMERGENCY_NUMBERS: [&str; 4] = ["113", "115", "111", "114"];
