//! A case: what responders work on. `office_code` is the accountable office; `attention_at` the next instant at which the clock needs it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub office_code: String,
    pub custody_no: i32,
    pub commune_code: Option<String>,
    pub province_code: Option<String>,
    pub needs_locating: bool,
    pub category: Option<String>,
    pub severity: String,
    pub severity_rank: i16,
    pub tracks: String,
    pub dangers: String,
    pub person_groups: String,
    pub channel: String,
    pub language: String,
    pub silent_mode: bool,
    pub watched: bool,
    pub opened_at: ChronoDateTimeUtc,
    pub assigned_to: Option<Uuid>,
    pub next_act: Option<Vec<u8>>,
    pub next_act_by: Option<ChronoDateTimeUtc>,
    pub due_at: Option<ChronoDateTimeUtc>,
    pub attention_at: Option<ChronoDateTimeUtc>,
    pub reviewed_at: Option<ChronoDateTimeUtc>,
    pub envelopes_due: bool,
    pub numbers_due: bool,
    pub closed_at: Option<ChronoDateTimeUtc>,
    pub closure_reason: Option<String>,
    pub routed_because: Vec<u8>,
    pub facility_code: Option<String>,
    pub drill: bool,
    pub suspected: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
