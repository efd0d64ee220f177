//! Coming back with the code: what a reporter says by a button, who opened a case, codes that are locked, cases that came back.

use sea_orm_migration::prelude::*;

/// Adds what the follow-up page writes and reads.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000012_follow_up"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, FOLLOW_UP).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

const FOLLOW_UP: &str = "
ALTER TABLE message ADD COLUMN kind text NOT NULL DEFAULT 'message' CHECK (kind IN ('message', 'withdrawal', 'contact'));
CREATE TABLE message_hidden (
  message_id $UUID PRIMARY KEY REFERENCES message (id)
);
CREATE TABLE code_lock (
  report_id $UUID PRIMARY KEY REFERENCES report (id),
  case_id $UUID NOT NULL REFERENCES case_file (id),
  locked_at $TS NOT NULL
);
CREATE INDEX code_lock_case ON code_lock (case_id);
CREATE TABLE reporter_word (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  report_id $UUID NOT NULL REFERENCES report (id),
  kind text NOT NULL CHECK (kind IN ('more_danger', 'code_known', 'objection',
    'contacted_yes', 'contacted_no', 'contacted_not_helped', 'contacted_unknown')),
  said_at $TS NOT NULL,
  followed_at $TS,
  settled_at $TS,
  settled_by $UUID REFERENCES staff (id),
  settled_as text CHECK (settled_as IN ('contact_stands', 'no_contact')),
  CHECK ((settled_at IS NULL) = (settled_as IS NULL))
);
CREATE INDEX reporter_word_waiting ON reporter_word (said_at) WHERE followed_at IS NULL;
CREATE INDEX reporter_word_case ON reporter_word (case_id);
CREATE TABLE case_reader (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  office_code text NOT NULL REFERENCES office (code),
  PRIMARY KEY (case_id, staff_id, office_code)
);
CREATE TABLE opened_by (
  case_id $UUID PRIMARY KEY REFERENCES case_file (id),
  people integer NOT NULL,
  offices integer NOT NULL
);
CREATE TABLE case_episode (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  no integer NOT NULL,
  opened_at $TS NOT NULL,
  closed_at $TS NOT NULL,
  closure_reason text NOT NULL,
  office_code text NOT NULL REFERENCES office (code),
  reopened_at $TS NOT NULL,
  PRIMARY KEY (case_id, no)
);
CREATE INDEX case_episode_opened ON case_episode (opened_at);
CREATE TABLE past_milestone (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  episode integer NOT NULL,
  code text NOT NULL,
  happened_at $TS NOT NULL,
  recorded_at $TS NOT NULL,
  counted_at $TS NOT NULL,
  recorded_late boolean NOT NULL,
  staff_id $UUID REFERENCES staff (id),
  PRIMARY KEY (case_id, episode, code)
);
INSERT INTO case_reader (case_id, staff_id, office_code)
  SELECT o.case_id, o.staff_id, s.office_code FROM case_opening o JOIN staff s ON s.id = o.staff_id;
INSERT INTO opened_by (case_id, people, offices)
  SELECT case_id, COUNT(DISTINCT staff_id), COUNT(DISTINCT office_code) FROM case_reader GROUP BY case_id
";
