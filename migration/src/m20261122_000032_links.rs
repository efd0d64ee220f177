//! Cases that may belong together: numbers found again, what a person confirmed, and further persons at risk.

use sea_orm_migration::prelude::*;

/// Adds the index of numbers, links between cases, and persons at risk who were added later.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000032_links"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, LINKS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// Ids are made in the order of time, so the greater id is the later case: a pair has one row, whoever confirms it from which side.
const LINKS: &str = "
ALTER TABLE case_file ADD COLUMN numbers_due boolean NOT NULL DEFAULT TRUE;
CREATE INDEX case_numbers_due ON case_file (id) WHERE numbers_due;
CREATE TABLE number_index (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  hash $BYTES NOT NULL,
  PRIMARY KEY (case_id, hash)
);
CREATE INDEX number_index_hash ON number_index (hash);
CREATE TABLE case_person (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  added_at $TS NOT NULL,
  person $BYTES NOT NULL
);
CREATE INDEX case_person_case ON case_person (case_id);
CREATE TABLE case_link (
  later_id $UUID NOT NULL REFERENCES case_file (id),
  earlier_id $UUID NOT NULL REFERENCES case_file (id),
  kind text NOT NULL CHECK (kind IN ('linked', 'repeat', 'duplicate', 'not_same')),
  came_back boolean NOT NULL,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  decided_at $TS NOT NULL,
  PRIMARY KEY (later_id, earlier_id),
  CHECK (later_id <> earlier_id)
);
CREATE INDEX case_link_earlier ON case_link (earlier_id)
";
