//! Several units of work, one sync of the disk: how SQLite keeps up with many reporters.
//!
//! A fair lock guards one open `BEGIN IMMEDIATE`. Whoever holds it runs their own work inside a savepoint, releases that, leaves
//! a place to be told, and lets go. A committer task, started when the transaction was opened and so queued behind those who
//! were already waiting, commits and tells everybody. Work that fails rolls back its own savepoint only.
//!
//! Savepoints are numbered, and written as plain statements instead of nested transactions: a caller may be dropped at any
//! moment (the browser went away), even between sending a statement and hearing of it, and the next holder must be able to undo
//! exactly what that caller did. "No such savepoint" then says that there is nothing to undo.
//!
//! Deliberately absent: deferred constraints. A pending one would pass the savepoint and sink the whole batch.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::{Tx, detached};

#[derive(Clone)]
pub(super) struct SharedCommit {
    connection: DatabaseConnection,
    batch: Arc<Mutex<Batch>>,
}

#[derive(Default)]
struct Batch {
    open: Option<DatabaseTransaction>,
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
    savepoints: u64,
    /// The savepoint of a holder who has not finished; found by the next holder only when that one was dropped.
    unfinished: Option<u64>,
}

impl SharedCommit {
    pub(super) fn new(connection: DatabaseConnection) -> Self {
        Self { connection, batch: Arc::default() }
    }

    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(super) async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<DbErr>,
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
    {
        let mut batch = self.enter().await?;
        let number = batch.savepoints + 1;
        batch.savepoints = number;
        batch.unfinished = Some(number);
        let tx = batch.open.as_ref().ok_or_else(|| DbErr::Custom("the shared transaction is not open".into()))?;
        tx.execute_unprepared(&format!("SAVEPOINT unit_{number}")).await?;
        match work(tx).await {
            Ok(value) => {
                tx.execute_unprepared(&format!("RELEASE unit_{number}")).await?;
                batch.unfinished = None;
                let (committed, told) = oneshot::channel();
                batch.waiting.push(committed);
                drop(batch);
                match told.await {
                    Ok(Ok(())) => Ok(value),
                    Ok(Err(why)) => Err(DbErr::Custom(why).into()),
                    Err(_) => Err(DbErr::Custom("the commit was abandoned".into()).into()),
                }
            }
            Err(refusal) => {
                undo(tx, number).await?;
                batch.unfinished = None;
                Err(refusal)
            }
        }
    }

    /// The lock, with the shared transaction open and nothing half-done in it.
    async fn enter(&self) -> Result<OwnedMutexGuard<Batch>, DbErr> {
        let mut batch = Arc::clone(&self.batch).lock_owned().await;
        if let (Some(number), Some(tx)) = (batch.unfinished, batch.open.as_ref()) {
            undo(tx, number).await?;
            batch.unfinished = None;
        }
        if batch.open.is_some() {
            return Ok(batch);
        }
        // Opening runs to its end even if this caller is dropped; the committer started with it closes the transaction.
        let this = self.clone();
        detached(async move {
            let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
            batch.open = Some(this.connection.begin_with_options(options).await?);
            batch.unfinished = None;
            tokio::spawn(async move { this.commit().await });
            Ok(batch)
        })
        .await
    }

    async fn commit(&self) {
        let mut batch = Arc::clone(&self.batch).lock_owned().await;
        let Some(tx) = batch.open.take() else { return };
        let undone = match batch.unfinished.take() {
            Some(number) => undo(&tx, number).await,
            None => Ok(()),
        };
        let outcome = match undone {
            Ok(()) => tx.commit().await,
            Err(failure) => Err(failure),
        };
        let outcome = outcome.map_err(|failure| failure.to_string());
        for waiting in batch.waiting.drain(..) {
            // Who no longer listens has left: their work is committed all the same.
            let _gone = waiting.send(outcome.clone());
        }
    }
}

async fn undo(tx: &DatabaseTransaction, number: u64) -> Result<(), DbErr> {
    for statement in ["ROLLBACK TO", "RELEASE"] {
        match tx.execute_unprepared(&format!("{statement} unit_{number}")).await {
            Err(error) if error.to_string().contains("no such savepoint") => return Ok(()),
            other => other?,
        };
    }
    Ok(())
}
