//! The instant a milestone is due, and how it ended.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub policy_id: String,
    pub stops_on: String,
    pub kind: String,
    pub in_person: bool,
    pub starts_at: ChronoDateTimeUtc,
    pub due_at: ChronoDateTimeUtc,
    pub next_rung_at: Option<ChronoDateTimeUtc>,
    pub stopped_at: Option<ChronoDateTimeUtc>,
    pub late_us: Option<i64>,
    pub outcome: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
