//! What is planned for a person, in goals, and the decision about it on paper. A later number replaces an earlier one.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub no: i32,
    pub written_by: Uuid,
    pub written_at: ChronoDateTimeUtc,
    pub goals: Vec<u8>,
    pub decision: Option<Vec<u8>>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    pub decision_entered_by: Option<Uuid>,
    pub decision_entered_at: Option<ChronoDateTimeUtc>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
