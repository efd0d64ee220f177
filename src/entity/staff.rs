//! A person who signs in. `row_mac` is an HMAC under a desk key: a row without a valid one does not exist.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub office_code: String,
    pub password_hash: String,
    pub active: bool,
    pub created_at: ChronoDateTimeUtc,
    pub row_mac: Vec<u8>,
    pub last_sign_in_at: Option<ChronoDateTimeUtc>,
    pub to_invite_since: Option<ChronoDateTimeUtc>,
    pub second_factor_at: Option<ChronoDateTimeUtc>,
    pub unconfirmed_since: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
