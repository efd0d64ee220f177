//! A telephone number at which an office can be reached on duty.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_phone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub phone: String,
    pub label: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
