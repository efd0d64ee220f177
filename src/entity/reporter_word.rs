//! Something a reporter said by a button. Written by the public face; what follows from it is done at the desk (`cases::reporter_words`).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporter_word")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub report_id: Uuid,
    pub kind: String,
    pub said_at: ChronoDateTimeUtc,
    pub followed_at: Option<ChronoDateTimeUtc>,
    pub settled_at: Option<ChronoDateTimeUtc>,
    pub settled_by: Option<Uuid>,
    pub settled_as: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
