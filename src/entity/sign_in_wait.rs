//! How often somebody tried to sign in without success lately: who waits. The lane says nothing without the key.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_wait")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub lane: Vec<u8>,
    pub tries: i32,
    pub last_at: ChronoDateTimeUtc,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
