//! What a person confirmed about two cases. Ids are made in the order of time: the greater one is the later case.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub later_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub earlier_id: Uuid,
    pub kind: String,
    pub came_back: bool,
    pub staff_id: Uuid,
    pub decided_at: ChronoDateTimeUtc,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
