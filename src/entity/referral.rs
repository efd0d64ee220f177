//! Another office asked for a service, the card written for it, and what became of both. The case stays where it is.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub from_office: String,
    pub to_office: String,
    pub asked_by: Uuid,
    pub asked_at: ChronoDateTimeUtc,
    pub due_at: ChronoDateTimeUtc,
    pub basis: String,
    pub basis_words: Option<Vec<u8>>,
    pub card: Vec<u8>,
    pub state: String,
    pub accepted_at: Option<ChronoDateTimeUtc>,
    pub accepted_by: Option<Uuid>,
    pub accepted_words: Option<Vec<u8>>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub end_words: Option<Vec<u8>>,
    pub card_taken_at: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
