//! A colleague who is not named for a case read it for a reason, within a time.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reasoned_reading")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub office_code: String,
    pub staff_id: Uuid,
    pub opened_at: ChronoDateTimeUtc,
    pub until_at: ChronoDateTimeUtc,
    pub reason: Vec<u8>,
    pub seen_at: Option<ChronoDateTimeUtc>,
    pub seen_by: Option<Uuid>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
