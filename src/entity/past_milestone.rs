//! What was reached in an episode that is over.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "past_milestone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub episode: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub happened_at: ChronoDateTimeUtc,
    pub recorded_at: ChronoDateTimeUtc,
    pub counted_at: ChronoDateTimeUtc,
    pub recorded_late: bool,
    pub staff_id: Option<Uuid>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
