//! What a case is helped with: services asked of other offices, plans, services that reach the person.

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
    plan {
        ID => id case_id;
        STATE => no;
        STAFF => written_by decision_entered_by;
        CLOCK => written_at decided_at decision_entered_at;
        Sealed("case") => goals decision;
    }
    plan_step {
        ID => id case_id;
        OFFICE => office_code;
        STAFF => planned_by start_entered_by ended_by;
        STATE => state confirmed_by;
        CLOCK => planned_at due_at started_at start_entered_at ended_at;
        Sealed("case") => details confirmed_words end_words;
    }
};
