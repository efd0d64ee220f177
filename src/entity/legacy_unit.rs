//! One edge from a commune before 1 July 2025 to a commune of today.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legacy_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub legacy_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub commune_code: String,
    pub full_name: String,
    pub district_code: String,
    pub district_name: String,
    pub legacy_province_code: String,
    pub is_default: bool,
    pub official_default: bool,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
