//! The first schema: places, offices, staff, cases and reports, keys, clocks, alerts, evidence.

use sea_orm_migration::prelude::*;

/// Creates everything the first version needs.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261121_000001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for part in [PLACES, PEOPLE, CASES, KEYS, CLOCKS, ALERTS, EVIDENCE] {
            crate::run(manager, part).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("the first schema is not taken back: restore a backup instead".into()))
    }
}

const PLACES: &str = "
CREATE TABLE province (
  code text PRIMARY KEY,
  name text NOT NULL,
  full_name text NOT NULL,
  full_name_en text NOT NULL,
  kind text NOT NULL
);
CREATE TABLE commune (
  code text PRIMARY KEY,
  province_code text NOT NULL REFERENCES province (code),
  name text NOT NULL,
  full_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('phuong', 'xa', 'dac khu'))
);
CREATE TABLE legacy_province (
  code text PRIMARY KEY,
  full_name text NOT NULL,
  province_code text NOT NULL REFERENCES province (code)
);
CREATE TABLE legacy_unit (
  legacy_code text NOT NULL,
  commune_code text NOT NULL REFERENCES commune (code),
  full_name text NOT NULL,
  district_code text NOT NULL,
  district_name text NOT NULL,
  legacy_province_code text NOT NULL REFERENCES legacy_province (code),
  is_default boolean NOT NULL,
  official_default boolean NOT NULL,
  PRIMARY KEY (legacy_code, commune_code)
);
CREATE TABLE legacy_alias (
  alias_name text NOT NULL,
  legacy_code text NOT NULL,
  PRIMARY KEY (alias_name, legacy_code)
);
CREATE TABLE office (
  code text PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL,
  parent_code text REFERENCES office (code),
  province_code text REFERENCES province (code),
  commune_code text REFERENCES commune (code),
  email text,
  staffed boolean NOT NULL,
  round_the_clock boolean NOT NULL
);
CREATE INDEX office_parent ON office (parent_code);
CREATE INDEX office_commune ON office (commune_code);
CREATE INDEX office_province ON office (province_code, commune_code)
";

const PEOPLE: &str = "
CREATE TABLE staff (
  id $UUID PRIMARY KEY,
  email text NOT NULL CONSTRAINT uq_staff_email UNIQUE,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('responder', 'lead', 'supervisor', 'administrator', 'operator')),
  office_code text NOT NULL REFERENCES office (code),
  password_hash text NOT NULL,
  active boolean NOT NULL,
  created_at $TS NOT NULL,
  row_mac $BYTES NOT NULL
);
CREATE INDEX staff_office ON staff (office_code);
CREATE TABLE session (
  token_hash $BYTES PRIMARY KEY,
  staff_id $UUID NOT NULL REFERENCES staff (id),
  created_at $TS NOT NULL,
  last_seen_at $TS NOT NULL,
  expires_at $TS NOT NULL,
  row_mac $BYTES NOT NULL
);
CREATE INDEX session_staff ON session (staff_id)
";

const CASES: &str = "
CREATE TABLE case_file (
  id $UUID PRIMARY KEY,
  code text NOT NULL CONSTRAINT uq_case_code UNIQUE,
  office_code text NOT NULL REFERENCES office (code),
  custody_no integer NOT NULL,
  commune_code text REFERENCES commune (code),
  province_code text REFERENCES province (code),
  needs_locating boolean NOT NULL,
  category text,
  severity text NOT NULL CHECK (severity IN ('emergency', 'high', 'medium', 'low')),
  severity_rank smallint NOT NULL,
  tracks text NOT NULL,
  dangers text NOT NULL,
  person_groups text NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  silent_mode boolean NOT NULL,
  watched boolean NOT NULL,
  opened_at $TS NOT NULL,
  assigned_to $UUID REFERENCES staff (id),
  next_act $BYTES,
  next_act_by $TS,
  due_at $TS,
  attention_at $TS,
  reviewed_at $TS,
  envelopes_due boolean NOT NULL,
  closed_at $TS,
  closure_reason text,
  routed_because $BYTES NOT NULL,
  CHECK (closed_at IS NOT NULL OR attention_at IS NOT NULL),
  CHECK ((closed_at IS NULL) = (closure_reason IS NULL))
);
CREATE INDEX case_attention ON case_file (attention_at) WHERE attention_at IS NOT NULL;
CREATE INDEX case_queue ON case_file (office_code, due_at, severity_rank) WHERE closed_at IS NULL;
CREATE INDEX case_envelopes_due ON case_file (id) WHERE envelopes_due;
CREATE INDEX case_province ON case_file (province_code, opened_at);
CREATE TABLE report (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  received_at $TS NOT NULL,
  story $BYTES,
  address $BYTES,
  place_typed $BYTES,
  point $BYTES,
  persons $BYTES,
  perpetrators $BYTES,
  contact_wishes $BYTES,
  reporter $BYTES,
  code_lookup $BYTES CONSTRAINT uq_report_code_lookup UNIQUE,
  reporter_salt $BYTES NOT NULL
);
CREATE INDEX report_case ON report (case_id);
CREATE TABLE custody (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  no integer NOT NULL,
  office_code text NOT NULL REFERENCES office (code),
  reason text NOT NULL CHECK (reason IN ('routed', 'accepted', 'taken_over', 'ordered', 'found_here', 'gap')),
  from_at $TS NOT NULL,
  to_at $TS,
  PRIMARY KEY (case_id, no)
);
CREATE UNIQUE INDEX custody_one_open ON custody (case_id) WHERE to_at IS NULL;
CREATE TABLE exclusion (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  party text NOT NULL,
  source text NOT NULL,
  created_at $TS NOT NULL,
  PRIMARY KEY (case_id, party)
);
CREATE TABLE case_grant (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  office_code text NOT NULL REFERENCES office (code),
  ground text NOT NULL CHECK (ground IN ('emergency_notice', 'escalation')),
  from_at $TS NOT NULL,
  until_at $TS,
  PRIMARY KEY (case_id, office_code, ground)
);
CREATE INDEX grant_office ON case_grant (office_code);
CREATE TABLE milestone (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  code text NOT NULL CHECK (code IN ('acknowledged', 'first_contact', 'safe', 'assessed', 'planned', 'support_started', 'closed')),
  happened_at $TS NOT NULL,
  recorded_at $TS NOT NULL,
  counted_at $TS NOT NULL,
  recorded_late boolean NOT NULL,
  staff_id $UUID REFERENCES staff (id),
  PRIMARY KEY (case_id, code)
);
CREATE TABLE case_opening (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  opened_at $TS NOT NULL,
  PRIMARY KEY (case_id, staff_id)
);
CREATE TABLE contact (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  contact_with text NOT NULL CHECK (contact_with IN ('person_at_risk', 'reporter', 'family', 'professional')),
  outcome text NOT NULL CHECK (outcome IN ('reached', 'no_answer', 'not_safe', 'wrong_number')),
  alone text CHECK (alone IN ('alone', 'trusted_person', 'in_front_of_family')),
  how text NOT NULL CHECK (how IN ('in_person', 'phone', 'video', 'text')),
  happened_at $TS NOT NULL,
  recorded_at $TS NOT NULL,
  note $BYTES
);
CREATE INDEX contact_case ON contact (case_id);
CREATE TABLE message (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  report_id $UUID NOT NULL REFERENCES report (id),
  staff_id $UUID REFERENCES staff (id),
  sent_at $TS NOT NULL,
  body $BYTES NOT NULL
);
CREATE INDEX message_report ON message (report_id, sent_at);
CREATE TABLE note (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  staff_id $UUID NOT NULL REFERENCES staff (id),
  kind text NOT NULL CHECK (kind IN ('safety', 'review', 'closure', 'exclusion')),
  written_at $TS NOT NULL,
  body $BYTES NOT NULL
);
CREATE INDEX note_case ON note (case_id)
";

const KEYS: &str = "
CREATE TABLE key_fingerprint (
  name text PRIMARY KEY,
  fingerprint text NOT NULL
);
CREATE TABLE office_key (
  office_code text NOT NULL REFERENCES office (code),
  version integer NOT NULL,
  public_key $BYTES NOT NULL,
  directory_signature $BYTES NOT NULL,
  private_key $BYTES NOT NULL,
  PRIMARY KEY (office_code, version)
);
CREATE TABLE envelope (
  case_id $UUID NOT NULL REFERENCES case_file (id),
  part text NOT NULL CHECK (part IN ('case', 'identity', 'thread')),
  report_id $UUID NOT NULL,
  recipient text NOT NULL,
  key_version integer NOT NULL,
  sealed_key $BYTES NOT NULL,
  PRIMARY KEY (case_id, part, report_id, recipient)
);
CREATE TABLE follow_up_session (
  token_hash $BYTES PRIMARY KEY,
  report_id $UUID NOT NULL REFERENCES report (id),
  thread_key $BYTES NOT NULL,
  expires_at $TS NOT NULL
);
CREATE TABLE replay (
  key_lookup $BYTES PRIMARY KEY,
  case_code text NOT NULL,
  body_mac $BYTES NOT NULL,
  receipt $BYTES,
  receipt_until $TS NOT NULL,
  forget_at $TS NOT NULL
);
CREATE INDEX replay_receipt_until ON replay (receipt_until);
CREATE INDEX replay_forget_at ON replay (forget_at);
CREATE INDEX replay_case ON replay (case_code)
";

const CLOCKS: &str = "
CREATE TABLE deadline (
  id $UUID PRIMARY KEY,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  policy_id text NOT NULL,
  stops_on text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('response', 'decision')),
  in_person boolean NOT NULL,
  starts_at $TS NOT NULL,
  due_at $TS NOT NULL,
  next_rung_at $TS,
  stopped_at $TS,
  late_us bigint,
  outcome text CHECK (outcome IN ('reached', 'superseded', 'missed')),
  CHECK ((stopped_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX deadline_case ON deadline (case_id);
CREATE TABLE escalation (
  deadline_id $UUID NOT NULL REFERENCES deadline (id),
  rung smallint NOT NULL,
  case_id $UUID NOT NULL REFERENCES case_file (id),
  target text NOT NULL,
  office_code text REFERENCES office (code),
  outcome text NOT NULL CHECK (outcome IN ('told', 'passed_on')),
  at $TS NOT NULL,
  PRIMARY KEY (deadline_id, rung)
);
CREATE INDEX escalation_case ON escalation (case_id);
CREATE TABLE lease (
  name text PRIMARY KEY,
  holder $UUID NOT NULL,
  until_at $TS NOT NULL
)
";

const ALERTS: &str = "
CREATE TABLE alert (
  id $UUID PRIMARY KEY,
  kind text NOT NULL,
  case_id $UUID REFERENCES case_file (id),
  office_code text NOT NULL REFERENCES office (code),
  target text NOT NULL,
  message text NOT NULL,
  urgency smallint NOT NULL,
  created_at $TS NOT NULL,
  addressed_at $TS,
  unreachable boolean NOT NULL
);
CREATE INDEX alert_unaddressed ON alert (urgency, created_at) WHERE addressed_at IS NULL;
CREATE INDEX alert_case ON alert (case_id);
CREATE TABLE delivery (
  id $UUID PRIMARY KEY,
  alert_id $UUID NOT NULL REFERENCES alert (id),
  staff_id $UUID REFERENCES staff (id),
  address text NOT NULL,
  language text NOT NULL,
  urgency smallint NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
  attempts integer NOT NULL,
  next_attempt_at $TS NOT NULL,
  claimed_until $TS,
  sent_at $TS,
  last_reply text,
  CONSTRAINT uq_delivery UNIQUE (alert_id, address)
);
CREATE INDEX delivery_waiting ON delivery (next_attempt_at, urgency) WHERE state = 'waiting'
";

const EVIDENCE: &str = "
CREATE TABLE audit_chain (
  chain text PRIMARY KEY,
  seq bigint NOT NULL,
  head $BYTES NOT NULL,
  witnessed boolean NOT NULL,
  urgent boolean NOT NULL
);
CREATE INDEX chain_unwitnessed ON audit_chain (chain) WHERE NOT witnessed;
CREATE TABLE audit_entry (
  chain text NOT NULL,
  seq bigint NOT NULL,
  at $TS NOT NULL,
  actor text NOT NULL,
  event text NOT NULL,
  detail text NOT NULL,
  prev $BYTES NOT NULL,
  hash $BYTES NOT NULL,
  face text NOT NULL CHECK (face IN ('public', 'desk')),
  mac $BYTES NOT NULL,
  PRIMARY KEY (chain, seq)
);
CREATE TABLE checkpoint (
  no bigint PRIMARY KEY,
  at $TS NOT NULL,
  chains bigint NOT NULL,
  previous $BYTES NOT NULL,
  root $BYTES NOT NULL,
  hash $BYTES NOT NULL,
  signature $BYTES NOT NULL
);
CREATE TABLE checkpoint_leaf (
  no bigint NOT NULL REFERENCES checkpoint (no),
  chain text NOT NULL,
  seq bigint NOT NULL,
  hash $BYTES NOT NULL,
  PRIMARY KEY (no, chain)
)
";
