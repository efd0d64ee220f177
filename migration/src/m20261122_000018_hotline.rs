//! The telephone, and reports that may be none: contacts with the hotline, call-backs, shift notes, transfers, the triage lane, codes
//! that somebody of the staff has heard.

use sea_orm_migration::prelude::*;

/// Adds the work of operators, the mark of the triage lane and the mark of a code that was read out.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000018_hotline"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, HOTLINE).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// Which case a call became stands nowhere here: an operator knows what they filed, and whoever reads this table need not.
const HOTLINE: &str = "
ALTER TABLE case_file ADD COLUMN suspected text CHECK (suspected IN ('honeypot', 'too_fast', 'replayed', 'many'));
CREATE INDEX case_suspected ON case_file (office_code) WHERE suspected IS NOT NULL AND closed_at IS NULL;
ALTER TABLE report ADD COLUMN code_heard boolean NOT NULL DEFAULT FALSE;
ALTER TABLE report ADD COLUMN continues $UUID REFERENCES report (id);
CREATE TABLE hotline_contact (
  id $UUID PRIMARY KEY,
  office_code text NOT NULL REFERENCES office (code),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  kind text NOT NULL CHECK (kind IN ('information', 'counselling', 'silent', 'wrong_number', 'test', 'follow_up', 'report')),
  began_at $TS NOT NULL,
  ended_at $TS NOT NULL,
  recorded_at $TS NOT NULL,
  note $BYTES,
  CHECK (began_at <= ended_at)
);
CREATE INDEX hotline_contact_office ON hotline_contact (office_code, began_at);
CREATE TABLE callback (
  id $UUID PRIMARY KEY,
  office_code text NOT NULL REFERENCES office (code),
  planned_by $UUID NOT NULL REFERENCES staff (id),
  planned_at $TS NOT NULL,
  due_at $TS NOT NULL,
  number $BYTES NOT NULL,
  how $BYTES,
  attempts smallint NOT NULL DEFAULT 0,
  attempted_at $TS,
  ended_at $TS,
  ended_by $UUID REFERENCES staff (id),
  outcome text CHECK (outcome IN ('reached', 'given_up')),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX callback_waiting ON callback (office_code, due_at) WHERE ended_at IS NULL;
CREATE TABLE shift_note (
  id $UUID PRIMARY KEY,
  office_code text NOT NULL REFERENCES office (code),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  written_at $TS NOT NULL,
  body $BYTES NOT NULL
);
CREATE INDEX shift_note_office ON shift_note (office_code, written_at);
CREATE TABLE warm_transfer (
  id $UUID PRIMARY KEY,
  office_code text NOT NULL REFERENCES office (code),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  line text NOT NULL CHECK (line IN ('113', '115', '111', '114', 'other')),
  answered_at $TS NOT NULL,
  recorded_at $TS NOT NULL,
  answered_by $BYTES
);
CREATE INDEX warm_transfer_office ON warm_transfer (office_code, answered_at)
";
