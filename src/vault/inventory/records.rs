//! How the columns are protected that belong to links between cases, erasure and checklists; read with [`super`].

use crate::vault::protection::{
    Column,
    Protection::{self, KeyedHash, PlainBecause, Sealed},
};

const ID: Protection = PlainBecause("a random id that says nothing outside this database");
const CLOCK: Protection = PlainBecause("a time that clocks, figures or lists are computed from");
const STATE: Protection = PlainBecause("a code or number that a query filters by");
const STAFF: Protection = PlainBecause("about a member of staff in office, not about a person at risk");

const fn column(table: &'static str, column: &'static str, protection: Protection) -> Column {
    Column { table, column, protection }
}

/// These columns.
pub const COLUMNS: &[Column] = &[
    column("number_index", "case_id", ID),
    column("number_index", "hash", KeyedHash),
    column("case_person", "id", ID),
    column("case_person", "case_id", ID),
    column("case_person", "staff_id", STAFF),
    column("case_person", "added_at", CLOCK),
    column("case_person", "person", Sealed("case")),
    column("case_link", "later_id", ID),
    column("case_link", "earlier_id", ID),
    column("case_link", "kind", STATE),
    column("case_link", "came_back", STATE),
    column("case_link", "staff_id", STAFF),
    column("case_link", "decided_at", CLOCK),
];
