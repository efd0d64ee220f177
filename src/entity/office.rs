//! An organisation with a territory, a kind and a parent.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub kind: String,
    pub name: String,
    pub name_en: String,
    pub parent_code: Option<String>,
    pub province_code: Option<String>,
    pub commune_code: Option<String>,
    pub email: Option<String>,
    pub staffed: bool,
    pub round_the_clock: bool,
    pub suspended: bool,
    pub merged_into: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
