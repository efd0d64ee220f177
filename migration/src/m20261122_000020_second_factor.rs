//! The second factor of those who sign in, the devices they signed in from, and how long somebody who guesses waits.

use sea_orm_migration::prelude::*;

/// Adds second factors, recovery codes, devices and waiting; sessions get a name that is no token.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000020_second_factor"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, IDENTITY).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// Sessions are made anew: what authenticates a row covers more now, so those of before would be worth nothing. Everybody signs in
// once more after this step.
const IDENTITY: &str = "
ALTER TABLE staff ADD COLUMN second_factor_at $TS;
DROP TABLE session;
CREATE TABLE session (
  token_hash $BYTES PRIMARY KEY,
  id $UUID NOT NULL,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  device_id $UUID NOT NULL,
  created_at $TS NOT NULL,
  last_seen_at $TS NOT NULL,
  proved_at $TS NOT NULL,
  expires_at $TS NOT NULL,
  row_mac $BYTES NOT NULL
);
CREATE INDEX session_staff ON session (staff_id);
CREATE UNIQUE INDEX uq_session_id ON session (id);
CREATE TABLE device (
  id $UUID PRIMARY KEY,
  token_hash $BYTES NOT NULL,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  created_at $TS NOT NULL,
  seen_at $TS NOT NULL,
  trusted_until $TS,
  expires_at $TS NOT NULL,
  row_mac $BYTES NOT NULL
);
CREATE UNIQUE INDEX uq_device_token ON device (token_hash);
CREATE INDEX device_staff ON device (staff_id);
CREATE INDEX device_expires ON device (expires_at);
CREATE TABLE second_factor (
  staff_id $UUID PRIMARY KEY REFERENCES staff (id),
  secret $BYTES,
  offered $BYTES,
  offered_at $TS,
  last_step bigint NOT NULL,
  row_mac $BYTES NOT NULL
);
CREATE TABLE recovery_code (
  staff_id $UUID NOT NULL REFERENCES staff (id),
  code_hash $BYTES NOT NULL,
  PRIMARY KEY (staff_id, code_hash)
);
CREATE TABLE sign_in_wait (
  lane $BYTES PRIMARY KEY,
  tries integer NOT NULL,
  last_at $TS NOT NULL
);
CREATE INDEX sign_in_wait_last ON sign_in_wait (last_at)
";
