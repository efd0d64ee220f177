//! Files that people send.

use sea_orm_migration::prelude::*;

/// Adds what is known of a file whose sealed bytes lie in the store.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000010_attachments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, ATTACHMENTS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// A file waits without a case until its report comes; what waits has an end.
const ATTACHMENTS: &str = "
CREATE TABLE attachment (
  id $UUID PRIMARY KEY,
  object text NOT NULL CONSTRAINT uq_attachment_object UNIQUE,
  case_id $UUID REFERENCES case_file (id),
  report_id $UUID REFERENCES report (id),
  part text CHECK (part IN ('case', 'identity', 'thread')),
  token_lookup $BYTES CONSTRAINT uq_attachment_token UNIQUE,
  mark $BYTES,
  file_key $BYTES NOT NULL,
  details $BYTES NOT NULL,
  token_until $TS,
  CHECK ((case_id IS NULL) = (part IS NULL)),
  CHECK ((case_id IS NULL) = (report_id IS NULL)),
  CHECK (case_id IS NOT NULL OR token_until IS NOT NULL)
);
CREATE INDEX attachment_case ON attachment (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX attachment_token_until ON attachment (token_until) WHERE token_until IS NOT NULL
";
