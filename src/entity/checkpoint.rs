//! A signed Merkle root over the chains changed since the one before.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub no: i64,
    pub at: ChronoDateTimeUtc,
    pub chains: i64,
    pub previous: Vec<u8>,
    pub root: Vec<u8>,
    pub hash: Vec<u8>,
    pub signature: Vec<u8>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
