//! Somebody outside who helps: shelter, legal aid, interpreter; whom it takes, and when it answers.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_provider")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub kind: String,
    pub name: String,
    pub name_en: String,
    pub phone: String,
    pub round_the_clock: bool,
    pub step_free: Option<bool>,
    pub takes: String,
    pub province_code: Option<String>,
    pub commune_code: Option<String>,
    pub checked_on: Option<String>,
    pub active: bool,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
