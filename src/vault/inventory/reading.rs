//! How the columns are protected that say who opened and read a case.

use super::{CLOCK, Column, ID, OFFICE, Protection::Sealed, STAFF};

/// Their columns.
pub(super) const COLUMNS: &[Column] = columns! {
    case_opening {
        ID => case_id;
        STAFF => staff_id;
        CLOCK => opened_at;
    }
    case_reader {
        ID => case_id;
        STAFF => staff_id;
        OFFICE => office_code;
    }
    reasoned_reading {
        ID => id case_id;
        OFFICE => office_code;
        STAFF => staff_id seen_by;
        CLOCK => opened_at until_at seen_at;
        Sealed("case") => reason;
    }
};
