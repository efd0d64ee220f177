//! A change of the map: planned, turned (communes, offices and people have changed), applied (nothing is left to follow).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "map_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub effective_on: String,
    pub legal_basis: String,
    pub plan: String,
    pub loaded_at: ChronoDateTimeUtc,
    pub turned_at: Option<ChronoDateTimeUtc>,
    pub applied_at: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
