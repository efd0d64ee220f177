//! Ways to who reported: asked for with a reason, decided by another person, taken at once in an emergency and reviewed.

use sea_orm_migration::prelude::*;

/// Adds the ways to the identity part.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000028_identity_access"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, IDENTITY_ACCESS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// Nobody decides about their own, and only an approved request opens anything: also for whoever forgets to ask the program.
const IDENTITY_ACCESS: &str = "
CREATE TABLE identity_access (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  way text NOT NULL CHECK (way IN ('request', 'emergency')),
  asked_by $UUID NOT NULL REFERENCES staff (id),
  asked_from text NOT NULL REFERENCES office (code),
  asked_at $TS NOT NULL,
  reason $BYTES NOT NULL,
  judge_office text NOT NULL REFERENCES office (code),
  due_at $TS NOT NULL,
  told_above_at $TS,
  judged_by $UUID REFERENCES staff (id),
  judged_at $TS,
  judgement text CHECK (judgement IN ('approved', 'refused', 'in_order', 'not_in_order')),
  words $BYTES,
  open_until $TS,
  row_mac $BYTES NOT NULL,
  CHECK ((judged_at IS NULL) = (judgement IS NULL)),
  CHECK ((judged_at IS NULL) = (judged_by IS NULL)),
  CHECK (judged_by IS NULL OR judged_by <> asked_by),
  CHECK ((open_until IS NULL) OR (judgement = 'approved' AND way = 'request'))
);
CREATE INDEX identity_access_case ON identity_access (case_id);
CREATE UNIQUE INDEX identity_access_one_request ON identity_access (case_id, asked_by) WHERE way = 'request' AND judged_at IS NULL;
CREATE INDEX identity_access_overdue ON identity_access (due_at) WHERE judged_at IS NULL AND told_above_at IS NULL
";
