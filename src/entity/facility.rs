//! A hospital, school, police post or care facility: who owns it says who must not decide about it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "facility")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub kind: String,
    pub name: String,
    pub name_en: String,
    pub owner_kind: String,
    pub owner_office: Option<String>,
    pub province_code: String,
    pub commune_code: String,
    pub office_code: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub step_free: Option<bool>,
    pub active: bool,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
