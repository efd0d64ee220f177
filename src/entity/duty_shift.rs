//! A weekly shift: Monday is 1; minutes of the local day; an end not after the start means the next day.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_shift")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_code: String,
    pub staff_id: Option<Uuid>,
    pub weekday: i16,
    pub from_minute: i16,
    pub to_minute: i16,
    pub phone: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
