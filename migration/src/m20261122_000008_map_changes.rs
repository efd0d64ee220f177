//! Changes of the map that were loaded, and which cases they have reached.

use sea_orm_migration::prelude::*;

/// Adds what a change of the map is kept in until its day comes and while cases follow it.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000008_map_changes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, CHANGES).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// A case is found by its retired commune, by whoever must not know, or not at all: each look is an index read.
const CHANGES: &str = "
CREATE TABLE map_change (
  id $UUID PRIMARY KEY,
  effective_on text NOT NULL,
  legal_basis text NOT NULL,
  plan text NOT NULL,
  loaded_at $TS NOT NULL,
  turned_at $TS,
  applied_at $TS,
  CHECK (applied_at IS NULL OR turned_at IS NOT NULL)
);
CREATE TABLE case_map_move (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  change_id $UUID NOT NULL REFERENCES map_change (id),
  from_commune text REFERENCES commune (code),
  to_commune text REFERENCES commune (code),
  by_default boolean NOT NULL,
  moved_at $TS NOT NULL,
  PRIMARY KEY (case_id, change_id)
);
CREATE INDEX case_map_move_change ON case_map_move (change_id);
CREATE INDEX case_open_commune ON case_file (commune_code) WHERE closed_at IS NULL AND commune_code IS NOT NULL;
CREATE INDEX exclusion_party ON exclusion (party);
CREATE INDEX commune_retired ON commune (code) WHERE retired_on IS NOT NULL
";
