//! Somebody to be called back, when it is safe.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "callback")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_code: String,
    pub planned_by: Uuid,
    pub planned_at: ChronoDateTimeUtc,
    pub due_at: ChronoDateTimeUtc,
    pub number: Vec<u8>,
    pub how: Option<Vec<u8>>,
    pub attempts: i16,
    pub attempted_at: Option<ChronoDateTimeUtc>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub outcome: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
