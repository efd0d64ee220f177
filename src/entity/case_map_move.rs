//! A case that a change of the map has reached, and where it went; `by_default`: which part of a split commune it lies in is not known.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_map_move")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub change_id: Uuid,
    pub from_commune: Option<String>,
    pub to_commune: Option<String>,
    pub by_default: bool,
    pub moved_at: ChronoDateTimeUtc,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
