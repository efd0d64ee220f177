//! What a case is helped with: services asked of other offices.

use super::{CLOCK, Column, ID, OFFICE, Protection::Sealed, STAFF, STATE};

/// Its columns.
pub(super) const COLUMNS: &[Column] = columns! {
    referral {
        ID => id case_id;
        OFFICE => from_office to_office;
        STAFF => asked_by accepted_by ended_by;
        STATE => basis state;
        CLOCK => asked_at due_at accepted_at ended_at card_taken_at;
        Sealed("case") => basis_words;
        Sealed("referral") => card accepted_words end_words;
    }
};
