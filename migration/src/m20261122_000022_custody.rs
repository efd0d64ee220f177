//! Who answers for a case, and who decides when offices disagree: offers of a handover, orders from above, decisions of the office above.

use sea_orm_migration::prelude::*;

/// Adds handovers, orders and decisions of the office above.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000022_custody"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, CUSTODY).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// One open offer a case, one open decision a case: who answers is never a matter of which of two papers came first.
const CUSTODY: &str = "
CREATE TABLE handover (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  custody_no integer NOT NULL,
  from_office text NOT NULL REFERENCES office (code),
  to_office text NOT NULL REFERENCES office (code),
  offered_by $UUID NOT NULL REFERENCES staff (id),
  offered_at $TS NOT NULL,
  reason $BYTES NOT NULL,
  discovery $BYTES,
  state text NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn', 'expired')),
  ended_at $TS,
  ended_by $UUID REFERENCES staff (id),
  right_office text REFERENCES office (code),
  answer $BYTES,
  CHECK ((state = 'offered') = (ended_at IS NULL)),
  CHECK ((state = 'declined') = (right_office IS NOT NULL))
);
CREATE UNIQUE INDEX handover_one_open ON handover (case_id) WHERE state = 'offered';
CREATE INDEX handover_case ON handover (case_id);
CREATE INDEX handover_offered ON handover (to_office) WHERE state = 'offered';
CREATE TABLE case_order (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  office_code text NOT NULL REFERENCES office (code),
  from_office text NOT NULL REFERENCES office (code),
  ordered_by $UUID NOT NULL REFERENCES staff (id),
  ordered_at $TS NOT NULL,
  body $BYTES NOT NULL,
  acknowledged_at $TS,
  acknowledged_by $UUID REFERENCES staff (id),
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE INDEX case_order_case ON case_order (case_id);
CREATE TABLE parent_decision (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  custody_no integer NOT NULL,
  office_code text NOT NULL REFERENCES office (code),
  ground text NOT NULL CHECK (ground IN ('refused_twice', 'deadlines_missed', 'own_motion')),
  missed integer NOT NULL,
  opened_at $TS NOT NULL,
  decided_at $TS,
  decided_by $UUID REFERENCES staff (id),
  choice text CHECK (choice IN ('taken_over', 'ordered', 'placed', 'left', 'lapsed')),
  reason $BYTES,
  CHECK ((decided_at IS NULL) = (choice IS NULL))
);
CREATE UNIQUE INDEX parent_decision_one_open ON parent_decision (case_id) WHERE decided_at IS NULL;
CREATE INDEX parent_decision_case ON parent_decision (case_id);
CREATE INDEX parent_decision_office ON parent_decision (office_code) WHERE decided_at IS NULL
";
