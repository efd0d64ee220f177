//! Telling a reporter who asked for it, by mail, that a message waits.

use sea_orm_migration::prelude::*;

/// Adds what is to be sent. No address: that stays sealed with the report, and is opened when the mail goes.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000019_reporter_notices"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, NOTICES).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

const NOTICES: &str = "
CREATE TABLE reporter_notice (
  report_id $UUID PRIMARY KEY REFERENCES report (id),
  case_id $UUID NOT NULL REFERENCES case_file (id),
  mail_id $UUID NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'void')),
  attempts integer NOT NULL,
  next_attempt_at $TS NOT NULL,
  claimed_until $TS,
  sent_at $TS
);
CREATE INDEX reporter_notice_waiting ON reporter_notice (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX reporter_notice_case ON reporter_notice (case_id)
";
