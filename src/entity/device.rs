//! A browser or client that somebody signed in from. Only a hash of its token is kept.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub token_hash: Vec<u8>,
    pub staff_id: Uuid,
    pub created_at: ChronoDateTimeUtc,
    pub seen_at: ChronoDateTimeUtc,
    pub trusted_until: Option<ChronoDateTimeUtc>,
    pub expires_at: ChronoDateTimeUtc,
    pub row_mac: Vec<u8>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
