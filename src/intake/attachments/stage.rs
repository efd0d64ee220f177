//! Taking one file in, piece by piece: what it is, cleaned, sealed, stored. Never whole in memory, never open on the disk.

use axum::body::Bytes;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{DETAILS, MARK, WAITS};
use crate::{
    ctx::Ctx,
    db::rows,
    entity::attachment,
    files::{
        Details, FileFault, FileKind, LARGEST_FILE, SNIFFED_BYTES, Store, StoreFault,
        clean::{Cleaner, cleaner},
        store::Upload,
    },
    kernel::{Classify, Kind, secret::Plaintext},
    vault::{
        SealError,
        file_token::{ContentMark, FileToken},
        stream::{FileKey, FileSealer, SEGMENT_BYTES},
    },
};

/// Most characters kept of a name.
const NAME_CHARS: usize = 100;

/// The rest of a file will not come: the sender went away, was too slow, or sent something that is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file did not arrive to its end")]
pub struct Interrupted;

/// Where the bytes of a file come from.
pub trait Source: Send {
    /// The next bytes; nothing at the end of the file.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, Interrupted>> + Send;
}

/// A file that waits for its report.
pub struct Staged {
    /// What its sender holds.
    pub token: FileToken,
    /// Its name as it was sent, without a path; empty where there was none.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Bytes, after cleaning.
    pub size: u64,
}

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// It must not be kept.
    #[error(transparent)]
    Fault(#[from] FileFault),
    /// It did not come whole.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// It could not be sealed.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for StageError {
    fn kind(&self) -> Kind {
        match self {
            Self::Fault(FileFault::TooLarge | FileFault::TooLargeTogether) => Kind::TooLarge,
            Self::Fault(_) => Kind::Invalid,
            Self::Interrupted(_) => Kind::Malformed,
            Self::Store(_) | Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.code(),
            Self::Interrupted(_) => "file-interrupted",
            Self::Store(_) | Self::Seal(_) | Self::Database(_) => "file-not-stored",
        }
    }
}

/// Takes a file in that may have `room` bytes. A file without any bytes and without a name is no file: a field left empty.
///
/// # Errors
/// [`StageError`]; nothing of the file stays then.
pub async fn stage(ctx: &Ctx, source: &mut impl Source, name: &str, room: u64) -> Result<Staged, StageError> {
    let mut taking = Taking { ctx, id: ctx.ids.row(ctx.clock.now()), key: FileKey::random(ctx.ids.as_ref()), room, arrived: 0, flow: None };
    let taken = taking.take(source).await;
    let Some(flow) = taking.flow else { return Err(taken.err().unwrap_or(FileFault::Empty.into())) };
    if let Err(error) = taken {
        flow.upload.give_up().await;
        return Err(error);
    }
    let Flow { kind, pipe, upload, .. } = flow;
    let Pipe { mark, size, .. } = pipe.ok_or(SealError::Format)?;
    let file = Whole { id: taking.id, key: &taking.key, kind, size, mark: mark.finish() };
    let object = upload.finish().await?;
    let staged = written(ctx, &file, shown_name(name), object.clone()).await;
    if staged.is_err() {
        ctx.files.remove(&object).await?;
    }
    staged
}

/// A file on its way.
struct Taking<'c> {
    ctx: &'c Ctx,
    id: Uuid,
    key: FileKey,
    room: u64,
    arrived: u64,
    flow: Option<Flow>,
}

/// Where it flows, once it is known what it is.
struct Flow {
    kind: FileKind,
    store: Store,
    /// Away while it works.
    pipe: Option<Pipe>,
    upload: Upload,
}

/// What it passes through: cleaned, counted, sealed.
struct Pipe {
    cleaner: Box<dyn Cleaner>,
    mark: ContentMark,
    sealer: Option<FileSealer>,
    clean: Vec<u8>,
    sealed: Vec<u8>,
    size: u64,
}

impl Taking<'_> {
    async fn take(&mut self, source: &mut impl Source) -> Result<(), StageError> {
        let mut head: Vec<u8> = Vec::new();
        while let Some(bytes) = source.next().await? {
            self.arrived = self.arrived.saturating_add(bytes.len() as u64);
            if self.arrived > LARGEST_FILE {
                return Err(FileFault::TooLarge.into());
            }
            if self.arrived > self.room {
                return Err(FileFault::TooLargeTogether.into());
            }
            if let Some(flow) = &mut self.flow {
                flow.push(bytes).await?;
            } else {
                head.extend_from_slice(&bytes);
                if head.len() >= SNIFFED_BYTES {
                    self.recognise(std::mem::take(&mut head)).await?;
                }
            }
        }
        if self.flow.is_none() {
            if head.is_empty() {
                return Err(FileFault::Empty.into());
            }
            self.recognise(head).await?;
        }
        match &mut self.flow {
            Some(flow) => flow.end().await,
            None => Err(FileFault::Empty.into()),
        }
    }

    async fn recognise(&mut self, head: Vec<u8>) -> Result<(), StageError> {
        let beginning = head.get(..SNIFFED_BYTES).unwrap_or(&head);
        let kind = FileKind::sniff(beginning).ok_or(FileFault::WrongKind)?;
        let ids = self.ctx.ids.as_ref();
        let pipe = Pipe {
            cleaner: cleaner(kind),
            mark: ContentMark::default(),
            sealer: Some(FileSealer::new(&self.key, self.id, ids)),
            clean: Vec::new(),
            sealed: Vec::new(),
            size: 0,
        };
        let (store, upload) = (self.ctx.files.clone(), self.ctx.files.start(ids).await?);
        let flow = self.flow.insert(Flow { kind, store, pipe: Some(pipe), upload });
        flow.push(head.into()).await
    }
}

impl Flow {
    async fn push(&mut self, mut bytes: Bytes) -> Result<(), StageError> {
        // A connection may hand over hundreds of KiB at once, and what is made of them is held beside them.
        while !bytes.is_empty() {
            let piece = bytes.split_to(bytes.len().min(SEGMENT_BYTES));
            self.pass(move |pipe| pipe.push(&piece)).await?;
        }
        Ok(())
    }

    async fn end(&mut self) -> Result<(), StageError> {
        self.pass(Pipe::end).await
    }

    async fn pass(&mut self, work: impl FnOnce(&mut Pipe) -> Result<(), StageError> + Send + 'static) -> Result<(), StageError> {
        let mut pipe = self.pipe.take().ok_or(SealError::Format)?;
        let done = self.store.beside(move || work(&mut pipe).map(|()| pipe));
        let pipe = self.pipe.insert(done.await??);
        self.upload.write(&pipe.sealed).await?;
        pipe.sealed.clear();
        Ok(())
    }
}

impl Pipe {
    fn push(&mut self, bytes: &[u8]) -> Result<(), StageError> {
        self.cleaner.push(bytes, &mut self.clean)?;
        self.seal()
    }

    fn end(&mut self) -> Result<(), StageError> {
        self.cleaner.finish(&mut self.clean)?;
        self.seal()?;
        match self.sealer.take() {
            Some(sealer) => Ok(sealer.finish(&mut self.sealed)?),
            None => Ok(()),
        }
    }

    fn seal(&mut self) -> Result<(), StageError> {
        self.mark.push(&self.clean);
        self.size += self.clean.len() as u64;
        if let Some(sealer) = &mut self.sealer {
            sealer.push(&self.clean, &mut self.sealed)?;
        }
        self.clean.clear();
        Ok(())
    }
}

/// A file that arrived to its end.
struct Whole<'k> {
    id: Uuid,
    key: &'k FileKey,
    kind: FileKind,
    size: u64,
    mark: Plaintext,
}

async fn written(ctx: &Ctx, file: &Whole<'_>, name: String, object: String) -> Result<Staged, StageError> {
    let ids = ctx.ids.as_ref();
    let token = FileToken::random(ids);
    let known = (!name.is_empty()).then(|| Plaintext::new(name.clone()));
    let details = super::present::json(&Details { name: known, kind: file.kind.code().to_owned(), size: file.size });
    let row = attachment::Model {
        id: file.id,
        object,
        case_id: None,
        report_id: None,
        part: None,
        token_lookup: Some(token.lookup(ctx.vault.public().pepper()).to_vec()),
        mark: Some(token.seal_text(MARK, file.id, &file.mark, ids)?),
        file_key: token.seal_key(file.id, file.key, ids)?,
        details: token.seal_text(DETAILS, file.id, &details, ids)?,
        token_until: Some(ctx.clock.now() + WAITS),
    };
    ctx.db.write(async |tx| rows::insert(tx, row.clone()).await).await?;
    Ok(Staged { token, name, kind: file.kind, size: file.size })
}

/// What may be kept and shown of a name: no path, no hidden letters, not too long. An ending that somebody hid behind a long name or a turn of
/// the writing direction decides nothing here, and must not mislead a reader either.
#[must_use]
pub fn shown_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(NAME_CHARS).collect();
    plain.trim().trim_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    #[test]
    fn a_name_is_kept_without_path_hidden_letters_and_length() {
        let names = [
            ("ảnh tay.jpg", "ảnh tay.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Lan\\tay.jpg", "tay.jpg"),
            ("tay\u{202e}gpj.exe", "taygpj.exe"),
            ("a\0b\r\nc.png", "abc.png"),
            ("..", ""),
            ("", ""),
        ];
        for (sent, kept) in names {
            assert_eq!(shown_name(sent), kept, "{sent:?}");
        }
        assert_eq!(shown_name(&"😀".repeat(1024)).chars().count(), 100);
    }
}
