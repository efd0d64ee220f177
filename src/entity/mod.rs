//! One file per table, no logic. The columns are what `migration` creates; a test holds both against each other.
#![expect(clippy::struct_excessive_bools, reason = "rows are what the schema says")]
#![expect(missing_docs, reason = "columns carry the domain's terms; `vault::inventory` says how each is protected")]

pub mod alert;
pub mod attachment;
pub mod audit_chain;
pub mod audit_entry;
pub mod case_file;
pub mod case_grant;
pub mod case_map_move;
pub mod case_opening;
pub mod checkpoint;
pub mod checkpoint_leaf;
pub mod commune;
pub mod commune_successor;
pub mod contact;
pub mod custody;
pub mod deadline;
pub mod delivery;
pub mod deputy;
pub mod drill;
pub mod duty_phone;
pub mod duty_shift;
pub mod envelope;
pub mod escalation;
pub mod exclusion;
pub mod facility;
pub mod follow_up_session;
pub mod invitation;
pub mod key_fingerprint;
pub mod lease;
pub mod legacy_alias;
pub mod legacy_province;
pub mod legacy_unit;
pub mod map_change;
pub mod message;
pub mod milestone;
pub mod note;
pub mod office;
pub mod office_key;
pub mod province;
pub mod readiness_gap;
pub mod replay;
pub mod report;
pub mod session;
pub mod staff;
pub mod support_provider;
