//! How every column of the database is protected.
//!
//! A test compares this list with the schema: a column that is not listed, or listed twice, fails it. So nobody adds a column
//! without saying whether it may lie there in plain.

pub use super::protection::{Column, Protection};

use Protection::{KeyedHash, PlainBecause, Sealed};

const ID: Protection = PlainBecause("a random id that says nothing outside this database");
const CODE: Protection = PlainBecause("a random code that staff say aloud; nothing is encoded in it");
const OFFICE: Protection = PlainBecause("which office is concerned: the filter of every query, and public in itself");
const REFERENCE: Protection = PlainBecause("public reference data");
const CLOCK: Protection = PlainBecause("a time that clocks, figures or the outbox are computed from");
const STATE: Protection = PlainBecause("a code or number that a query filters by");
const COUNTED: Protection = PlainBecause("a coarse code that routing, clocks and figures need");
const STAFF: Protection = PlainBecause("about a member of staff in office, not about a person at risk");
const PUBLIC_KEY: Protection = PlainBecause("a public key or signature: made to be read");
const EVIDENCE: Protection = PlainBecause("ids, codes and hashes of them, so that the history can be checked without any key");
const WORKER: Protection = PlainBecause("which process holds a lease, and until when");

/// `table { protection => column column…; … }`, flattened.
macro_rules! columns {
    ($($table:ident { $($protection:expr => $($column:ident)+;)+ })+) => {
        &[$($($(Column { table: stringify!($table), column: stringify!($column), protection: $protection },)+)+)+]
    };
}

mod guards;
mod reading;
mod records;
mod support;

/// Every column of the schema.
pub fn columns() -> impl Iterator<Item = &'static Column> {
    [CORE, guards::COLUMNS, reading::COLUMNS, records::COLUMNS, support::COLUMNS].into_iter().flatten()
}

const CORE: &[Column] = columns! {
    seaql_migrations { REFERENCE => version applied_at; }
    province { REFERENCE => code name full_name full_name_en kind; }
    commune { REFERENCE => code province_code name full_name kind effective_on retired_on; }
    commune_successor { REFERENCE => commune_code successor_code is_default effective_on; }
    map_change {
        ID => id;
        REFERENCE => effective_on legal_basis plan;
        STATE => loaded_at turned_at applied_at;
    }
    legacy_province { REFERENCE => code full_name province_code; }
    legacy_unit {
        REFERENCE => legacy_code commune_code full_name district_code district_name legacy_province_code is_default official_default;
    }
    legacy_alias { REFERENCE => alias_name legacy_code; }
    office {
        REFERENCE => code kind name name_en parent_code province_code commune_code merged_into;
        PlainBecause("the mailbox of an office, not of a person") => email;
        STATE => staffed round_the_clock suspended;
    }
    facility {
        REFERENCE => code kind name name_en owner_kind owner_office province_code commune_code office_code address phone step_free;
        STATE => active;
    }
    support_provider {
        REFERENCE => code kind name name_en phone round_the_clock step_free takes province_code commune_code checked_on;
        STATE => active;
    }

    staff {
        ID => id;
        STAFF => email name role office_code active created_at last_sign_in_at to_invite_since second_factor_at;
        PlainBecause("Argon2id with a salt of its own: slow to try, and no key could be kept apart from the desk that checks it") => password_hash;
        KeyedHash => row_mac;
    }
    session {
        ID => id device_id;
        KeyedHash => token_hash row_mac;
        STAFF => staff_id created_at last_seen_at proved_at expires_at;
    }
    device {
        ID => id;
        KeyedHash => token_hash row_mac;
        STAFF => staff_id created_at seen_at trusted_until expires_at;
    }
    second_factor {
        STAFF => staff_id offered_at;
        Sealed("second factor") => secret offered;
        PlainBecause("the half-minute whose code was taken last: how the next one is known not to be the same") => last_step;
        KeyedHash => row_mac;
    }
    recovery_code {
        STAFF => staff_id;
        KeyedHash => code_hash;
    }
    sign_in_wait {
        KeyedHash => lane;
        STATE => tries;
        CLOCK => last_at;
    }

    invitation {
        ID => id;
        STAFF => staff_id created_at expires_at used_at;
        KeyedHash => row_mac;
    }
    duty_phone {
        OFFICE => office_code;
        PlainBecause("a telephone of an office on duty: those who need it must read it at once") => phone label;
    }
    duty_shift {
        ID => id;
        OFFICE => office_code;
        STAFF => staff_id phone;
        STATE => weekday from_minute to_minute;
    }
    deputy {
        ID => id;
        STAFF => staff_id deputy_id from_at until_at;
    }
    readiness_gap {
        OFFICE => office_code;
        STATE => gap;
        CLOCK => found_at told_at;
    }

    hotline_contact {
        ID => id;
        OFFICE => office_code;
        STAFF => staff_id;
        COUNTED => kind;
        CLOCK => began_at ended_at recorded_at;
        Sealed("hotline") => note;
    }
    callback {
        ID => id;
        OFFICE => office_code;
        STAFF => planned_by ended_by;
        CLOCK => planned_at due_at attempted_at ended_at;
        STATE => attempts outcome;
        Sealed("hotline") => number how;
    }
    shift_note {
        ID => id;
        OFFICE => office_code;
        STAFF => staff_id;
        CLOCK => written_at;
        Sealed("hotline") => body;
    }
    warm_transfer {
        ID => id;
        OFFICE => office_code;
        STAFF => staff_id;
        COUNTED => line;
        CLOCK => answered_at recorded_at;
        Sealed("hotline") => answered_by;
    }

    drill {
        ID => id case_id;
        STAFF => planned_by;
        OFFICE => office_code;
        STATE => severity with_notices;
        CLOCK => planned_at send_at withdrawn_at sent_at ended_at;
    }

    case_file {
        ID => id;
        CODE => code;
        OFFICE => office_code;
        STATE => custody_no needs_locating watched drill envelopes_due numbers_due severity severity_rank;
        PlainBecause("why a report waits in the triage lane: a code that routing and the outbox ask for, and nothing of who sent it") => suspected;
        COUNTED => commune_code province_code facility_code category tracks dangers person_groups channel language;
        PlainBecause("whoever takes the case must see it before anything is opened: no call, no announced visit") => silent_mode;
        CLOCK => opened_at next_act_by due_at attention_at reviewed_at closed_at;
        STAFF => assigned_to;
        Sealed("case") => next_act routed_because;
        PlainBecause("a code that figures are counted by") => closure_reason;
    }
    report {
        ID => id case_id continues;
        CLOCK => received_at;
        Sealed("case") => story address place_typed point persons perpetrators contact_wishes;
        Sealed("identity") => reporter;
        KeyedHash => code_lookup;
        PlainBecause("random bytes that are worth nothing without the access code and the pepper") => reporter_salt;
        PlainBecause("whether somebody of the staff has heard the code: it is changed at its first use") => code_heard;
    }
    custody {
        ID => case_id;
        STATE => no reason;
        OFFICE => office_code;
        CLOCK => from_at to_at;
    }
    exclusion {
        ID => case_id;
        PlainBecause("an office, a kind of office or a member of staff: the scope filter subtracts it before anything is opened") => party;
        STATE => source;
        CLOCK => created_at;
    }
    handover {
        ID => id case_id;
        OFFICE => from_office to_office right_office;
        STAFF => offered_by ended_by;
        STATE => custody_no state;
        CLOCK => offered_at ended_at;
        Sealed("case") => reason discovery answer;
    }
    case_order {
        ID => id case_id;
        OFFICE => office_code from_office;
        STAFF => ordered_by acknowledged_by;
        CLOCK => ordered_at acknowledged_at;
        Sealed("case") => body;
    }
    parent_decision {
        ID => id case_id;
        OFFICE => office_code;
        STAFF => decided_by;
        STATE => custody_no ground missed choice;
        CLOCK => opened_at decided_at;
        Sealed("case") => reason;
    }
    case_grant {
        ID => case_id;
        OFFICE => office_code;
        STATE => ground;
        CLOCK => from_at until_at;
    }
    case_map_move {
        ID => case_id change_id;
        COUNTED => from_commune to_commune;
        STATE => by_default;
        CLOCK => moved_at;
    }
    milestone {
        ID => case_id;
        STATE => code recorded_late;
        CLOCK => happened_at recorded_at counted_at;
        STAFF => staff_id;
    }
    opened_by {
        ID => case_id;
        PlainBecause("numbers that the reporter is told; who they are stands elsewhere") => people offices;
    }
    case_episode {
        ID => case_id;
        STATE => no;
        CLOCK => opened_at closed_at reopened_at;
        OFFICE => office_code;
        PlainBecause("a code that figures are counted by") => closure_reason;
    }
    past_milestone {
        ID => case_id;
        STATE => episode code recorded_late;
        CLOCK => happened_at recorded_at counted_at;
        STAFF => staff_id;
    }
    reporter_word {
        ID => id case_id report_id;
        PlainBecause("a code that clocks and figures follow from: which button was pressed, never a word") => kind;
        CLOCK => said_at followed_at settled_at;
        STAFF => settled_by;
        STATE => settled_as;
    }
    reporter_notice {
        ID => report_id case_id mail_id;
        STATE => state attempts;
        CLOCK => next_attempt_at claimed_until sent_at;
    }
    code_lock {
        ID => report_id case_id;
        PlainBecause("when the reporter asked for it; whoever writes to them must know that nobody reads it") => locked_at;
    }
    message_hidden { ID => message_id; }
    contact {
        ID => id case_id;
        STAFF => staff_id;
        COUNTED => contact_with outcome alone how mediation;
        CLOCK => happened_at recorded_at undone_at;
        Sealed("case") => note talk;
    }
    message {
        ID => id case_id report_id;
        STAFF => staff_id;
        PlainBecause("orders the conversation and starts the clock for an answer; reading leaves no time") => sent_at;
        PlainBecause("whether it has to be verified before anybody acts on it") => kind;
        Sealed("thread") => body;
    }
    attachment {
        ID => id case_id report_id;
        PlainBecause("the random name of sealed bytes in the store") => object;
        STATE => part;
        KeyedHash => token_lookup;
        Sealed("token of whoever sent it") => mark;
        Sealed("case, identity or thread; before that, token of whoever sent it") => file_key;
        Sealed("case or thread; before that, token of whoever sent it") => details;
        CLOCK => token_until;
    }
    note {
        ID => id case_id;
        STAFF => staff_id;
        STATE => kind;
        CLOCK => written_at undone_at;
        Sealed("case") => body;
    }
    correction {
        ID => id case_id note_id contact_id;
        STATE => no;
        STAFF => staff_id;
        CLOCK => written_at;
        Sealed("case") => body;
    }
    closure_request {
        ID => id case_id;
        OFFICE => office_code;
        STAFF => asked_by decided_by;
        STATE => reason decision;
        CLOCK => asked_at decided_at;
    }
    triage {
        ID => id case_id;
        STAFF => staff_id;
        STATE => version level level_before;
        CLOCK => done_at;
        Sealed("case") => answers;
    }

    key_fingerprint { PUBLIC_KEY => name fingerprint; }
    office_key {
        OFFICE => office_code;
        STATE => version;
        PUBLIC_KEY => public_key directory_signature;
        Sealed("desk root key") => private_key;
    }
    envelope {
        ID => case_id report_id;
        STATE => part key_version;
        PlainBecause("an office, the recovery key or the reporter: who is entitled must be comparable without a key") => recipient;
        Sealed("public key of the recipient") => sealed_key;
    }
    follow_up_session {
        KeyedHash => token_hash;
        ID => report_id;
        Sealed("session token") => thread_key;
        PlainBecause("a session has to end; it is deleted then, and no time of a visit stays") => expires_at;
    }
    replay {
        KeyedHash => key_lookup body_mac;
        CODE => case_code;
        Sealed("Idempotency-Key of the caller") => receipt;
        CLOCK => receipt_until forget_at;
    }

    deadline {
        ID => id case_id;
        STATE => policy_id stops_on kind in_person outcome late_us;
        CLOCK => starts_at due_at next_rung_at stopped_at;
    }
    escalation {
        ID => deadline_id case_id;
        STATE => rung target outcome;
        OFFICE => office_code;
        CLOCK => at;
    }
    lease { WORKER => name holder until_at; }

    alert {
        ID => id case_id;
        OFFICE => office_code;
        STATE => kind target urgency unreachable;
        PlainBecause("what the mail will say: case code, severity, times and offices, never a word of a report") => message;
        CLOCK => created_at addressed_at;
    }
    delivery {
        ID => id alert_id;
        STAFF => staff_id address language;
        STATE => urgency state attempts;
        CLOCK => next_attempt_at claimed_until sent_at;
        PlainBecause("the status code and class of a mail server's reply") => last_reply;
    }

    audit_chain {
        EVIDENCE => chain seq head;
        STATE => witnessed urgent;
    }
    audit_entry {
        EVIDENCE => chain seq at actor event detail prev hash face;
        KeyedHash => mac;
    }
    checkpoint {
        EVIDENCE => no at chains previous root hash;
        PUBLIC_KEY => signature;
    }
    checkpoint_leaf { EVIDENCE => no chain seq hash; }
};
