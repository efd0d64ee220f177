//! A name that people still use for an old commune.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legacy_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub alias_name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub legacy_code: String,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
