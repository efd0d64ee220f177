//! Inserting rows without asking for them back: the public face may write what it must not read.

use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait, TryInsertResult};

use super::Tx;

/// Rows per statement, well below the bind limits of both databases (TRAPS 4.14).
const CHUNK: usize = 200;

/// Inserts one row.
///
/// # Errors
/// The database refuses.
pub async fn insert<M>(tx: &Tx, row: M) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    <M::Entity as EntityTrait>::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Inserts one row unless one with the same key is there; says whether it did.
///
/// # Errors
/// The database refuses for another reason.
pub async fn insert_new<M>(tx: &Tx, row: M) -> Result<bool, DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    let insert = <M::Entity as EntityTrait>::insert(row.into_active_model()).on_conflict_do_nothing();
    Ok(matches!(insert.exec_without_returning(tx).await?, TryInsertResult::Inserted(1..)))
}

/// Inserts many rows in a few statements.
///
/// # Errors
/// The database refuses.
pub async fn insert_all<M>(tx: &Tx, rows: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
        <M::Entity as EntityTrait>::insert_many(chunk).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Inserts those of many rows whose keys are not there yet. Returns how many.
///
/// # Errors
/// The database refuses for another reason.
pub async fn insert_all_new<M>(tx: &Tx, rows: Vec<M>) -> Result<u64, DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    let mut new = 0;
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
        let insert = <M::Entity as EntityTrait>::insert_many(chunk).on_conflict_do_nothing();
        if let TryInsertResult::Inserted(count) = insert.exec_without_returning(tx).await? {
            new += count;
        }
    }
    Ok(new)
}
