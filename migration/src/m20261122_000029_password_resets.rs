//! A forgotten password: who asked, the letter with the link, and that somebody still has to say that it was they.

use sea_orm_migration::prelude::*;

/// Adds asking for a new password, the letters, and the confirmation that a person waits for.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000029_password_resets"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, PASSWORD_RESETS).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// What was asked waits for the worker, whether or not somebody has that address: an answer that takes the same time for both.
const PASSWORD_RESETS: &str = "
ALTER TABLE staff ADD COLUMN unconfirmed_since $TS;
CREATE INDEX staff_unconfirmed ON staff (unconfirmed_since) WHERE unconfirmed_since IS NOT NULL;
CREATE TABLE reset_request (
  id $UUID PRIMARY KEY,
  address $BYTES NOT NULL,
  asked_at $TS NOT NULL
);
CREATE TABLE password_reset (
  id $UUID PRIMARY KEY,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  created_at $TS NOT NULL,
  expires_at $TS NOT NULL,
  used_at $TS,
  row_mac $BYTES NOT NULL
);
CREATE INDEX reset_request_asked ON reset_request (asked_at);
CREATE INDEX password_reset_staff ON password_reset (staff_id)
";
