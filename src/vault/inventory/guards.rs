//! The rest of the inventory: what guards who reported, and what a forgotten password leaves.

use crate::vault::protection::{
    Column,
    Protection::{self, KeyedHash, PlainBecause, Sealed},
};

const ID: Protection = PlainBecause("a random id that says nothing outside this database");
const OFFICE: Protection = PlainBecause("which office asks and which one decides: public in itself");
const STATE: Protection = PlainBecause("a code that queries filter by");
const CLOCK: Protection = PlainBecause("a time until which something is open, or by which it has to be looked at");
const STAFF: Protection = PlainBecause("about a member of staff in office, not about a person at risk");

const fn of(table: &'static str, column: &'static str, protection: Protection) -> Column {
    Column { table, column, protection }
}

/// Columns of these tables.
pub const COLUMNS: &[Column] = &[
    of("staff", "unconfirmed_since", STAFF),
    of("identity_access", "id", ID),
    of("identity_access", "case_id", ID),
    of("identity_access", "way", STATE),
    of("identity_access", "asked_by", STAFF),
    of("identity_access", "asked_from", OFFICE),
    of("identity_access", "asked_at", CLOCK),
    of("identity_access", "reason", Sealed("case")),
    of("identity_access", "judge_office", OFFICE),
    of("identity_access", "due_at", CLOCK),
    of("identity_access", "told_above_at", CLOCK),
    of("identity_access", "judged_by", STAFF),
    of("identity_access", "judged_at", CLOCK),
    of("identity_access", "judgement", STATE),
    of("identity_access", "words", Sealed("case")),
    of("identity_access", "open_until", CLOCK),
    of("identity_access", "row_mac", KeyedHash),
    of("reset_request", "id", ID),
    of("reset_request", "address", Sealed("desk: whatever somebody typed, whose it is or not")),
    of("reset_request", "asked_at", CLOCK),
    of("password_reset", "id", ID),
    of("password_reset", "staff_id", STAFF),
    of("password_reset", "created_at", STAFF),
    of("password_reset", "expires_at", STAFF),
    of("password_reset", "used_at", STAFF),
    of("password_reset", "row_mac", KeyedHash),
];
