//! Every place, every office: facilities and services, duty, invitations, gaps in readiness, drills, and a map that changes.

use sea_orm_migration::prelude::*;

/// Adds what a country of offices needs.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000002_every_office"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for part in [OFFICES, REGISTERS, DUTY, CASES, MAP] {
            crate::run(manager, part).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

const OFFICES: &str = "
ALTER TABLE office ADD COLUMN suspended boolean NOT NULL DEFAULT FALSE;
ALTER TABLE office ADD COLUMN merged_into text REFERENCES office (code);
ALTER TABLE staff ADD COLUMN last_sign_in_at $TS;
CREATE TABLE invitation (
  id $UUID PRIMARY KEY,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  created_at $TS NOT NULL,
  expires_at $TS NOT NULL,
  used_at $TS,
  row_mac $BYTES NOT NULL
);
CREATE INDEX invitation_staff ON invitation (staff_id)
";

const REGISTERS: &str = "
CREATE TABLE facility (
  code text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('hospital', 'health_station', 'social_facility', 'shelter', 'school', 'commune_police', 'border_post')),
  name text NOT NULL,
  name_en text NOT NULL,
  owner_kind text NOT NULL CHECK (owner_kind IN ('commune', 'province_health', 'province_education', 'province_police', 'province_committee', 'ministry', 'private', 'religious')),
  owner_office text REFERENCES office (code),
  province_code text NOT NULL REFERENCES province (code),
  commune_code text NOT NULL REFERENCES commune (code),
  office_code text REFERENCES office (code),
  address text,
  phone text,
  step_free boolean,
  active boolean NOT NULL
);
CREATE INDEX facility_commune ON facility (commune_code);
CREATE INDEX facility_province ON facility (province_code);
CREATE TABLE support_provider (
  code text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('shelter', 'legal_aid', 'interpreter', 'psychological', 'medical', 'transport', 'other')),
  name text NOT NULL,
  name_en text NOT NULL,
  phone text NOT NULL,
  round_the_clock boolean NOT NULL,
  step_free boolean,
  takes text NOT NULL,
  province_code text REFERENCES province (code),
  commune_code text REFERENCES commune (code),
  checked_on text,
  active boolean NOT NULL
);
CREATE INDEX support_provider_province ON support_provider (province_code)
";

const DUTY: &str = "
CREATE TABLE duty_phone (
  office_code text NOT NULL REFERENCES office (code),
  phone text NOT NULL,
  label text,
  PRIMARY KEY (office_code, phone)
);
CREATE TABLE duty_shift (
  id $UUID PRIMARY KEY,
  office_code text NOT NULL REFERENCES office (code),
  staff_id $UUID REFERENCES staff (id),
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_minute smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute smallint NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
  phone text
);
CREATE INDEX duty_shift_office ON duty_shift (office_code);
CREATE TABLE deputy (
  id $UUID PRIMARY KEY,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  deputy_id $UUID NOT NULL REFERENCES staff (id),
  from_at $TS NOT NULL,
  until_at $TS NOT NULL,
  CHECK (from_at < until_at),
  CHECK (staff_id <> deputy_id)
);
CREATE INDEX deputy_staff ON deputy (staff_id, until_at);
CREATE TABLE readiness_gap (
  office_code text NOT NULL REFERENCES office (code),
  gap text NOT NULL CHECK (gap IN ('nobody_can_answer', 'never_signed_in', 'mailbox_bounces', 'no_second_person', 'no_round_the_clock_desk', 'no_key')),
  found_at $TS NOT NULL,
  told_at $TS,
  PRIMARY KEY (office_code, gap)
)
";

const CASES: &str = "
ALTER TABLE case_file ADD COLUMN facility_code text REFERENCES facility (code);
ALTER TABLE case_file ADD COLUMN drill boolean NOT NULL DEFAULT FALSE;
CREATE INDEX case_facility ON case_file (facility_code, opened_at) WHERE facility_code IS NOT NULL;
CREATE INDEX case_assigned ON case_file (assigned_to) WHERE closed_at IS NULL AND assigned_to IS NOT NULL;
CREATE INDEX delivery_refused ON delivery (address) WHERE state = 'refused'
";

const MAP: &str = "
ALTER TABLE commune ADD COLUMN effective_on text;
ALTER TABLE commune ADD COLUMN retired_on text;
CREATE TABLE commune_successor (
  commune_code text NOT NULL REFERENCES commune (code),
  successor_code text NOT NULL REFERENCES commune (code),
  is_default boolean NOT NULL,
  effective_on text NOT NULL,
  PRIMARY KEY (commune_code, successor_code)
)
";
