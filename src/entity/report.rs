//! What somebody told us, never edited. Everything they said is sealed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub received_at: ChronoDateTimeUtc,
    pub story: Option<Vec<u8>>,
    pub address: Option<Vec<u8>>,
    pub place_typed: Option<Vec<u8>>,
    pub point: Option<Vec<u8>>,
    pub persons: Option<Vec<u8>>,
    pub perpetrators: Option<Vec<u8>>,
    pub contact_wishes: Option<Vec<u8>>,
    pub reporter: Option<Vec<u8>>,
    pub code_lookup: Option<Vec<u8>>,
    pub reporter_salt: Vec<u8>,
    pub code_heard: bool,
    pub continues: Option<Uuid>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
