//! Work on a case: how a person was talked with and what they want, free notes, corrections, asking for a closing, triage.

use sea_orm_migration::prelude::*;

/// Adds the talk of a contact, corrections, requests to close and triage; lets a note be of any kind.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000024_casework"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, CASEWORK).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// SQLite changes no CHECK of a table that is there: `note` is written anew without the closed list of kinds, which the program holds.
const CASEWORK: &str = "
CREATE TABLE note_kept (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  kind text NOT NULL CHECK (kind <> ''),
  written_at $TS NOT NULL,
  body $BYTES NOT NULL
);
INSERT INTO note_kept (id, case_id, staff_id, kind, written_at, body) SELECT id, case_id, staff_id, kind, written_at, body FROM note;
DROP TABLE note;
ALTER TABLE note_kept RENAME TO note;
CREATE INDEX note_case ON note (case_id);
CREATE TABLE correction (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  note_id $UUID REFERENCES note (id),
  contact_id $UUID REFERENCES contact (id),
  no integer NOT NULL,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  written_at $TS NOT NULL,
  body $BYTES NOT NULL,
  CHECK ((note_id IS NULL) <> (contact_id IS NULL))
);
CREATE UNIQUE INDEX correction_no ON correction (case_id, no);
ALTER TABLE contact ADD COLUMN talk $BYTES;
ALTER TABLE contact ADD COLUMN mediation boolean NOT NULL DEFAULT FALSE;
CREATE TABLE closure_request (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  office_code text NOT NULL REFERENCES office (code),
  reason text NOT NULL,
  asked_by $UUID NOT NULL REFERENCES staff (id),
  asked_at $TS NOT NULL,
  decided_by $UUID REFERENCES staff (id),
  decided_at $TS,
  decision text CHECK (decision IN ('approved', 'refused', 'replaced')),
  CHECK ((decided_at IS NULL) = (decision IS NULL))
);
CREATE INDEX closure_request_case ON closure_request (case_id);
CREATE UNIQUE INDEX closure_request_waiting ON closure_request (case_id) WHERE decided_at IS NULL;
CREATE TABLE triage (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  done_at $TS NOT NULL,
  version text NOT NULL,
  level text NOT NULL CHECK (level IN ('emergency', 'high', 'medium', 'low')),
  level_before text NOT NULL CHECK (level_before IN ('emergency', 'high', 'medium', 'low')),
  answers $BYTES NOT NULL
);
CREATE INDEX triage_case ON triage (case_id)
";
