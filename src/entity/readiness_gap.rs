//! What keeps an office from answering, since when, and when the office above was told.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "readiness_gap")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub gap: String,
    pub found_at: ChronoDateTimeUtc,
    pub told_at: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
