//! A case offered to another office, and what became of the offer. Who offers stays accountable until somebody accepts.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handover")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub custody_no: i32,
    pub from_office: String,
    pub to_office: String,
    pub offered_by: Uuid,
    pub offered_at: ChronoDateTimeUtc,
    pub reason: Vec<u8>,
    pub discovery: Option<Vec<u8>>,
    pub state: String,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub right_office: Option<String>,
    pub answer: Option<Vec<u8>>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
