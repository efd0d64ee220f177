//! Invitations that are still to be sent: whoever came in by a table.

use sea_orm_migration::prelude::*;

/// Marks people who wait for their first invitation, so that sending them costs what is due and not what is there.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000016_invitations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, WAITING).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("this step is not taken back: restore a backup instead".into()))
    }
}

// Who was brought in before this step and never invited waits since they came.
const WAITING: &str = "
ALTER TABLE staff ADD COLUMN to_invite_since $TS;
UPDATE staff SET to_invite_since = created_at
  WHERE active AND password_hash = '' AND NOT EXISTS (SELECT 1 FROM invitation WHERE invitation.staff_id = staff.id);
CREATE INDEX staff_to_invite ON staff (to_invite_since, id) WHERE to_invite_since IS NOT NULL
";
