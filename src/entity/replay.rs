//! What a repeated Idempotency-Key is answered with. The receipt opens only with the key itself.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "replay")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_lookup: Vec<u8>,
    pub case_code: String,
    pub body_mac: Vec<u8>,
    pub receipt: Option<Vec<u8>>,
    pub receipt_until: ChronoDateTimeUtc,
    pub forget_at: ChronoDateTimeUtc,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
