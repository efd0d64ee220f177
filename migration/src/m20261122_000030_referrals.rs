//! Asking another office for a service while keeping the case: the request, the card written for it, and what became of both.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Adds referrals, and lets an envelope hold the key of one card.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000030_referrals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, REFERRALS).await?;
        // PostgreSQL keeps the rights and the row security of the table; SQLite changes no CHECK of a table that is there.
        match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => crate::run(manager, ENVELOPE_CHECK).await,
            _ => crate::run(manager, ENVELOPE_ANEW).await,
        }
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// Whoever was refused or had it taken back holds no card, and an office is asked one thing at a time.
const REFERRALS: &str = "
CREATE TABLE referral (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  from_office text NOT NULL REFERENCES office (code),
  to_office text NOT NULL REFERENCES office (code),
  asked_by $UUID NOT NULL REFERENCES staff (id),
  asked_at $TS NOT NULL,
  due_at $TS NOT NULL,
  basis text NOT NULL CHECK (basis <> ''),
  basis_words $BYTES,
  card $BYTES NOT NULL,
  state text NOT NULL CHECK (state IN ('in_progress', 'accepted', 'done', 'rejected', 'revoked')),
  accepted_at $TS,
  accepted_by $UUID REFERENCES staff (id),
  accepted_words $BYTES,
  ended_at $TS,
  ended_by $UUID REFERENCES staff (id),
  end_words $BYTES,
  card_taken_at $TS,
  CHECK ((state IN ('in_progress', 'accepted')) = (ended_at IS NULL)),
  CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)),
  CHECK (state NOT IN ('rejected', 'revoked') OR card_taken_at IS NOT NULL)
);
CREATE INDEX referral_case ON referral (case_id);
CREATE INDEX referral_asked ON referral (to_office, asked_at);
CREATE INDEX referral_card_out ON referral (to_office) WHERE card_taken_at IS NULL;
CREATE UNIQUE INDEX referral_unanswered ON referral (case_id, to_office) WHERE state = 'in_progress'
";

const ENVELOPE_CHECK: &str = "
ALTER TABLE envelope DROP CONSTRAINT envelope_part_check;
ALTER TABLE envelope ADD CONSTRAINT envelope_part_check CHECK (part IN ('case', 'identity', 'thread', 'referral'))
";

const ENVELOPE_ANEW: &str = "
CREATE TABLE envelope_kept (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  part text NOT NULL CHECK (part IN ('case', 'identity', 'thread', 'referral')),
  report_id $UUID NOT NULL,
  recipient text NOT NULL,
  key_version integer NOT NULL,
  sealed_key $BYTES NOT NULL,
  PRIMARY KEY (case_id, part, report_id, recipient)
);
INSERT INTO envelope_kept (case_id, part, report_id, recipient, key_version, sealed_key)
  SELECT case_id, part, report_id, recipient, key_version, sealed_key FROM envelope;
DROP TABLE envelope;
ALTER TABLE envelope_kept RENAME TO envelope
";
