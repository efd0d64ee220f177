//! What is planned for a person: goals, the decision about them on paper, and the services that shall reach the person.

use sea_orm_migration::prelude::*;

/// Adds plans and their steps.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000031_plans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, PLANS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// A service counts as received only with somebody who confirmed it.
const PLANS: &str = "
CREATE TABLE plan (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  no integer NOT NULL,
  written_by $UUID NOT NULL REFERENCES staff (id),
  written_at $TS NOT NULL,
  goals $BYTES NOT NULL,
  decision $BYTES,
  decided_at $TS,
  decision_entered_by $UUID REFERENCES staff (id),
  decision_entered_at $TS,
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK ((decision IS NULL) = (decision_entered_by IS NULL)),
  CHECK ((decision IS NULL) = (decision_entered_at IS NULL))
);
CREATE UNIQUE INDEX plan_no ON plan (case_id, no);
CREATE TABLE plan_step (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  office_code text REFERENCES office (code),
  planned_by $UUID NOT NULL REFERENCES staff (id),
  planned_at $TS NOT NULL,
  due_at $TS NOT NULL,
  details $BYTES NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'started', 'stopped', 'done')),
  started_at $TS,
  confirmed_by text CHECK (confirmed_by IN ('person', 'provider')),
  confirmed_words $BYTES,
  start_entered_by $UUID REFERENCES staff (id),
  start_entered_at $TS,
  ended_at $TS,
  ended_by $UUID REFERENCES staff (id),
  end_words $BYTES,
  CHECK ((started_at IS NULL) = (confirmed_by IS NULL)),
  CHECK ((started_at IS NULL) = (start_entered_by IS NULL)),
  CHECK ((started_at IS NULL) = (start_entered_at IS NULL)),
  CHECK (state NOT IN ('started', 'done') OR started_at IS NOT NULL),
  CHECK ((state IN ('stopped', 'done')) = (ended_at IS NOT NULL))
);
CREATE INDEX plan_step_case ON plan_step (case_id)
";
