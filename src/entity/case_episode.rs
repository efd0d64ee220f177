//! A case as it was before it was opened again: its own beginning, end and office, so that old figures stay as they were.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_episode")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub no: i32,
    pub opened_at: ChronoDateTimeUtc,
    pub closed_at: ChronoDateTimeUtc,
    pub closure_reason: String,
    pub office_code: String,
    pub reopened_at: ChronoDateTimeUtc,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
