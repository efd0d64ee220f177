//! What is known of a stored file beside its bytes, as it is sealed in its row.

use serde::{Deserialize, Serialize};

use crate::kernel::secret::Plaintext;

/// What is known of a file, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Its name as it was sent, without a path; never decides anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Plaintext>,
    /// Code of its kind.
    pub kind: String,
    /// Bytes, after cleaning.
    pub size: u64,
}
