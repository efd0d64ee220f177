//! Drills: who sends which practice report to whom, when, and what became of it.

use sea_orm_migration::prelude::*;

/// Adds the plan of drills, and an index for the newest mail that an address took.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000006_drills"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, DRILLS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

const DRILLS: &str = "
CREATE TABLE drill (
  id $UUID PRIMARY KEY,
  planned_by $UUID NOT NULL REFERENCES staff (id),
  office_code text NOT NULL REFERENCES office (code),
  severity text NOT NULL CHECK (severity IN ('emergency', 'high', 'medium', 'low')),
  with_notices boolean NOT NULL,
  planned_at $TS NOT NULL,
  send_at $TS NOT NULL,
  withdrawn_at $TS,
  case_id $UUID REFERENCES case_file (id),
  sent_at $TS,
  ended_at $TS,
  CHECK (withdrawn_at IS NULL OR sent_at IS NULL),
  CHECK ((case_id IS NULL) = (sent_at IS NULL)),
  CHECK (ended_at IS NULL OR sent_at IS NOT NULL)
);
CREATE INDEX drill_waiting ON drill (send_at) WHERE sent_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX drill_running ON drill (sent_at) WHERE ended_at IS NULL;
CREATE INDEX drill_office ON drill (office_code, send_at);
CREATE UNIQUE INDEX drill_case ON drill (case_id);
CREATE UNIQUE INDEX uq_drill_at_once ON drill (office_code) WHERE ended_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX delivery_taken ON delivery (address, id) WHERE state = 'sent'
";
