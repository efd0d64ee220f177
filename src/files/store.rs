//! Where sealed files lie: a folder, each under a random name that says nothing.
//!
//! A file is written aside, brought to the disk and then given its name, so that under a name there is always a whole one. What a
//! killed process left aside holds sealed bytes only, and is removed later, like every file that no row knows.

use std::{fs, ops::Range, path::Path as FsPath, path::PathBuf, sync::Arc, thread, time::SystemTime};

use axum::body::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use object_store::{MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};

use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::kernel::Ids;

/// Bytes that are written at once: few system calls, little memory.
const WRITTEN_AT_ONCE: usize = 128 * 1024;
/// Stands in the name of what is being written, and in no name we give.
const ASIDE: char = '#';
/// Random bytes of a name.
const NAME_BYTES: usize = 16;

/// The store failed: the disk is full, the folder is gone, the service cannot be reached.
#[derive(Debug, thiserror::Error)]
#[error("the store of files failed: {0}")]
pub struct StoreFault(String);

impl From<object_store::Error> for StoreFault {
    fn from(error: object_store::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for StoreFault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// The sealed files.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    folder: PathBuf,
    hands: Arc<Semaphore>,
}

impl Store {
    /// The store in `folder`, which is made for this user only where it is not there yet.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn in_folder(folder: &FsPath) -> Result<Self, StoreFault> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        let hands = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { objects: Arc::new(objects), folder: folder.to_owned(), hands: Arc::new(Semaphore::new(hands)) })
    }

    /// Does the work of one piece of a file beside the threads that answer requests, as many pieces at once as there are processors:
    /// sixty files that come together must not let everybody else wait, least of all for a connection to the database.
    ///
    /// # Errors
    /// The process is ending.
    pub async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreFault> {
        let stopped = || StoreFault("the work on a file was stopped".to_owned());
        let hand = Arc::clone(&self.hands).acquire_owned().await.map_err(|_| stopped())?;
        let done = spawn_blocking(move || {
            let value = work();
            drop(hand);
            value
        });
        done.await.map_err(|_| stopped())
    }

    /// Begins a file under a fresh name.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn start(&self, ids: &dyn Ids) -> Result<Upload, StoreFault> {
        let mut random = [0; NAME_BYTES];
        ids.fill(&mut random);
        let name = format!("{:032x}", u128::from_be_bytes(random));
        let parts = self.objects.put_multipart(&Path::from(name.as_str())).await?;
        Ok(Upload { name, parts, held: Vec::with_capacity(WRITTEN_AT_ONCE) })
    }

    /// How many bytes lie under `name`.
    ///
    /// # Errors
    /// [`StoreFault`], also when there is no such file.
    pub async fn length(&self, name: &str) -> Result<u64, StoreFault> {
        Ok(self.objects.head(&Path::from(name)).await?.size)
    }

    /// A piece of what lies under `name`.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn piece(&self, name: &str, range: Range<u64>) -> Result<Bytes, StoreFault> {
        Ok(self.objects.get_range(&Path::from(name), range).await?)
    }

    /// Removes what lies under `name`; that nothing does is no fault.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn remove(&self, name: &str) -> Result<(), StoreFault> {
        match self.objects.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Names of the files that were written before `before`, as they are found.
    #[must_use]
    pub fn older_than(&self, before: SystemTime) -> BoxStream<'static, Result<String, StoreFault>> {
        let old = move |object: Result<ObjectMeta, object_store::Error>| async move {
            match object {
                Ok(object) => (SystemTime::from(object.last_modified) < before).then(|| Ok(object.location.to_string())),
                Err(error) => Some(Err(error.into())),
            }
        };
        self.objects.list(None).filter_map(old).boxed()
    }

    /// Removes what was left aside before `before` by processes that died while writing. Returns how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn remove_left_aside(&self, before: SystemTime) -> Result<u64, StoreFault> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // What is being written stands under its later name, a mark and a number.
            if entry.file_name().to_string_lossy().contains(ASIDE) && entry.metadata()?.modified()? < before {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// A file that is being written.
pub struct Upload {
    name: String,
    parts: Box<dyn MultipartUpload>,
    held: Vec<u8>,
}

impl Upload {
    /// Takes the next sealed bytes.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn write(&mut self, sealed: &[u8]) -> Result<(), StoreFault> {
        self.held.extend_from_slice(sealed);
        if self.held.len() >= WRITTEN_AT_ONCE {
            self.put().await?;
        }
        Ok(())
    }

    /// Brings the file to the disk and gives it its name, which is returned.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn finish(mut self) -> Result<String, StoreFault> {
        if !self.held.is_empty() {
            self.put().await?;
        }
        self.parts.complete().await?;
        Ok(self.name)
    }

    /// Gives the file up.
    pub async fn give_up(mut self) {
        // What cannot be removed now is removed by the sweep.
        if let Err(error) = self.parts.abort().await {
            tracing::warn!(cause = %error, "a file that was given up could not be removed yet");
        }
    }

    async fn put(&mut self) -> Result<(), StoreFault> {
        let next = Vec::with_capacity(WRITTEN_AT_ONCE);
        let bytes = std::mem::replace(&mut self.held, next);
        Ok(self.parts.put_part(bytes.into()).await?)
    }
}
