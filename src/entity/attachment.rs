//! A file that somebody sent: where its sealed bytes lie, and its key. It waits without a case until its report comes.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub object: String,
    pub case_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub part: Option<String>,
    pub token_lookup: Option<Vec<u8>>,
    pub mark: Option<Vec<u8>>,
    pub file_key: Vec<u8>,
    pub details: Vec<u8>,
    pub token_until: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
