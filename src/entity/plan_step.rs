//! A service that shall reach a person: by whom, until when, whether it really did, and who confirmed that.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub office_code: Option<String>,
    pub planned_by: Uuid,
    pub planned_at: ChronoDateTimeUtc,
    pub due_at: ChronoDateTimeUtc,
    pub details: Vec<u8>,
    pub state: String,
    pub started_at: Option<ChronoDateTimeUtc>,
    pub confirmed_by: Option<String>,
    pub confirmed_words: Option<Vec<u8>>,
    pub start_entered_by: Option<Uuid>,
    pub start_entered_at: Option<ChronoDateTimeUtc>,
    pub ended_at: Option<ChronoDateTimeUtc>,
    pub ended_by: Option<Uuid>,
    pub end_words: Option<Vec<u8>>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
