//! Reading a colleague's case for a reason.

use sea_orm_migration::prelude::*;

/// Adds who read a case for a reason, until when, and whether a lead has seen it.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000026_reasoned_reading"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, READINGS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

const READINGS: &str = "
CREATE TABLE reasoned_reading (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  office_code text NOT NULL REFERENCES office (code),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  opened_at $TS NOT NULL,
  until_at $TS NOT NULL,
  reason $BYTES NOT NULL,
  seen_at $TS,
  seen_by $UUID REFERENCES staff (id),
  CHECK (opened_at < until_at),
  CHECK ((seen_at IS NULL) = (seen_by IS NULL))
);
CREATE INDEX reasoned_reading_case ON reasoned_reading (case_id);
CREATE INDEX reasoned_reading_unseen ON reasoned_reading (office_code) WHERE seen_at IS NULL
";
