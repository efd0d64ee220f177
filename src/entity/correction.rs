//! What somebody wrote in the place of a note, sealed; the note stays as it was.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub note_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub no: i32,
    pub staff_id: Uuid,
    pub written_at: ChronoDateTimeUtc,
    pub body: Vec<u8>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
