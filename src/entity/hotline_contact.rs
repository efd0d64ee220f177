//! A contact with the hotline: its kind and how long it took. Only some are reports.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_code: String,
    pub staff_id: Uuid,
    pub kind: String,
    pub began_at: ChronoDateTimeUtc,
    pub ended_at: ChronoDateTimeUtc,
    pub recorded_at: ChronoDateTimeUtc,
    pub note: Option<Vec<u8>>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
