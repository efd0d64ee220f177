//! A contact with somebody about a case.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub staff_id: Uuid,
    pub contact_with: String,
    pub outcome: String,
    pub alone: Option<String>,
    pub how: String,
    pub happened_at: ChronoDateTimeUtc,
    pub recorded_at: ChronoDateTimeUtc,
    pub note: Option<Vec<u8>>,
    pub talk: Option<Vec<u8>>,
    pub mediation: bool,
    pub undone_at: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
