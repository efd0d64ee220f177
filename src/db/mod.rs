//! The two doors to the database: [`Db::read`] and [`Db::write`]. Nothing else begins a transaction (held by `tests/tidy.rs`).
//!
//! `PostgreSQL` gives every write a transaction of its own. `SQLite` has one writer, and a commit costs a sync of the disk, so
//! writes that wait for each other share a commit (see [`shared_commit`]). On both, nobody is told "done" before COMMIT.

pub mod drift;
pub mod error;
pub mod grants;
pub mod migrate;
mod pools;
pub mod rows;
pub mod shared_commit;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, TransactionTrait};

use crate::config::Database;
use shared_commit::SharedCommit;

/// A unit of work in progress. It cannot be committed from outside: [`Db::write`] does that.
pub type Tx = DatabaseTransaction;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: Writer,
}

#[derive(Clone)]
enum Writer {
    Own(DatabaseConnection),
    Shared(SharedCommit),
}

impl Db {
    /// Opens the pools. The schema is not touched.
    ///
    /// # Errors
    /// The database cannot be reached or created.
    pub async fn open(database: &Database) -> Result<Self, DbErr> {
        match database {
            Database::Sqlite(path) => {
                let (reader, writer) = pools::sqlite(path).await?;
                Ok(Self { reader, writer: Writer::Shared(SharedCommit::new(writer)) })
            }
            Database::Postgres(url) => {
                let (reader, writer) = pools::postgres(url).await?;
                Ok(Self { reader, writer: Writer::Own(writer) })
            }
        }
    }

    /// A connection that can only read: the database itself refuses a write through it.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Runs `work` as one unit: all of it or nothing. Returns after the commit has reached the disk.
    ///
    /// `work` must not wait for the network, derive keys or open another unit of work: on `SQLite` everybody else waits meanwhile.
    /// A caller that goes away in the middle takes its own changes with it and nobody else's.
    ///
    /// # Errors
    /// What `work` returned, or the database's error turned into it.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<DbErr>,
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
    {
        match &self.writer {
            Writer::Shared(shared) => shared.run(work).await,
            Writer::Own(pool) => {
                // Begin and commit run as tasks of their own: a caller that goes away cannot cut them in half (TRAPS 4.15).
                let pool = pool.clone();
                let tx = detached(async move { pool.begin().await }).await?;
                match work(&tx).await {
                    Ok(value) => {
                        detached(tx.commit()).await?;
                        Ok(value)
                    }
                    Err(refusal) => {
                        detached(tx.rollback()).await?;
                        Err(refusal)
                    }
                }
            }
        }
    }

    /// Which of the two databases this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// The connection that migrations run on.
    pub(crate) fn migration_connection(&self) -> &DatabaseConnection {
        match &self.writer {
            Writer::Own(pool) => pool,
            Writer::Shared(shared) => shared.connection(),
        }
    }

    /// Closes all connections; on `SQLite` this also empties the write-ahead log into the file.
    pub async fn close(self) {
        let writer = match self.writer {
            Writer::Own(pool) => pool,
            Writer::Shared(shared) => shared.connection().clone(),
        };
        // Closing is the end of everything that could be told about a failure.
        drop(self.reader.close().await);
        drop(writer.close().await);
    }
}

/// Runs `work` to its end even when the caller is dropped meanwhile.
async fn detached<T: Send + 'static>(work: impl Future<Output = Result<T, DbErr>> + Send + 'static) -> Result<T, DbErr> {
    tokio::spawn(work).await.map_err(|_| DbErr::Custom("a database task was stopped".into()))?
}
