//! A typed message to an office, written in the transaction that caused it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub case_id: Option<Uuid>,
    pub office_code: String,
    pub target: String,
    pub message: String,
    pub urgency: i16,
    pub created_at: ChronoDateTimeUtc,
    pub addressed_at: Option<ChronoDateTimeUtc>,
    pub unreachable: bool,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
