//! The list of work at a million cases, what waits for an answer, and taking back what was entered a moment ago.

use sea_orm_migration::prelude::*;

/// Gives each office an index in the order of its queue and one of its cases by age; lets a note and a contact be taken back.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000036_today"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TODAY).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

const TODAY: &str = "
DROP INDEX case_queue;
CREATE INDEX case_queue ON case_file (office_code, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX case_office_opened ON case_file (office_code, opened_at);
CREATE INDEX parent_decision_waits ON parent_decision (office_code) WHERE decided_at IS NULL;
CREATE INDEX closure_request_waits ON closure_request (office_code) WHERE decided_at IS NULL;
CREATE INDEX case_order_waits ON case_order (office_code) WHERE acknowledged_at IS NULL;
ALTER TABLE note ADD COLUMN undone_at $TS;
ALTER TABLE contact ADD COLUMN undone_at $TS
";
