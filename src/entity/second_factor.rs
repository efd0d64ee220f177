//! The second factor of a person: the secret in use, and one that was offered and not confirmed yet. Both are sealed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_id: Uuid,
    pub secret: Option<Vec<u8>>,
    pub offered: Option<Vec<u8>>,
    pub offered_at: Option<ChronoDateTimeUtc>,
    pub last_step: i64,
    pub row_mac: Vec<u8>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
