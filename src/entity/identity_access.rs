//! Somebody's way to who reported. `row_mac` is an HMAC under a desk key: a row without a valid one does not exist.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_access")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub way: String,
    pub asked_by: Uuid,
    pub asked_from: String,
    pub asked_at: ChronoDateTimeUtc,
    pub reason: Vec<u8>,
    pub judge_office: String,
    pub due_at: ChronoDateTimeUtc,
    pub told_above_at: Option<ChronoDateTimeUtc>,
    pub judged_by: Option<Uuid>,
    pub judged_at: Option<ChronoDateTimeUtc>,
    pub judgement: Option<String>,
    pub words: Option<Vec<u8>>,
    pub open_until: Option<ChronoDateTimeUtc>,
    pub row_mac: Vec<u8>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
