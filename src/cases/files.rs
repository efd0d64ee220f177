//! Files of a case: which there are, and reading one. A file leaves segment by segment, opened on the way; what was changed or cut in
//! the store is never shown as if it were whole.
//!
//! Reading is entered and committed before the first byte leaves. A file of the identity part opens like who reported: for whoever was
//! allowed to, while that holds ([`super::identity`]).
//! Deliberately absent: any picture of a file. Nothing that somebody sent is drawn or played here.

use axum::body::Bytes;
use futures_util::{Stream, stream::try_unfold};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    CaseError, find, identity,
    inside::{self, Reach},
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::attachment,
    files::{Details, FileKind, Store, StoreFault},
    kernel::{codes::CaseCode, secret::Plaintext},
    vault::{
        At, CaseKey, IdentityKey, Part, SealError, case_keys,
        sealing::open,
        stream::{FileKey, FileOpener, HEADER_BYTES, SEALED_SEGMENT_BYTES, sealed_length},
    },
};

/// Segments that are read at once.
const READ_AT_ONCE: u64 = 4 * SEALED_SEGMENT_BYTES as u64;

/// A file of a case.
pub struct CaseFile {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: FileKind,
    /// Bytes.
    pub size: u64,
    /// Its name as it was sent; never of a file that may tell who reported.
    pub name: Option<Plaintext>,
    /// Whether it belongs to the identity part, which is protected.
    pub identity_part: bool,
}

/// A file on its way to somebody who may read it.
pub struct Leaving {
    /// The name it is saved under: ours, and it says nothing.
    pub name: String,
    /// Bytes.
    pub size: u64,
    reader: Reader,
}

/// The files of a case, the oldest first.
///
/// # Errors
/// They cannot be read or opened.
pub(super) async fn of_case(ctx: &Ctx, key: &CaseKey, case: Uuid) -> Result<Vec<CaseFile>, CaseError> {
    let rows = attachment::Entity::find().filter(attachment::Column::CaseId.eq(case)).order_by_asc(attachment::Column::Id);
    rows.all(ctx.db.read()).await?.iter().map(|row| known(key, row)).collect()
}

/// Opens a file for somebody who works on the case. Entered before anything leaves.
///
/// # Errors
/// `NotFound` out of scope, without an envelope or without such a file; `WithAnother` for a colleague; `IdentityProtected` for a voice or
/// video of somebody unnamed without an approval, and a fresh proof; `FileUnreadable` where what is stored is not what was sealed.
pub async fn read(ctx: &Ctx, by: &Responder, code: &CaseCode, file: Uuid) -> Result<Leaving, CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let reach = inside::reads(ctx.db.read(), &by.scope(), &case, ctx.clock.now()).await?;
    let row = attachment::Entity::find_by_id(file).filter(attachment::Column::CaseId.eq(case.id)).one(ctx.db.read()).await?;
    let row = row.ok_or(CaseError::NotFound)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, case.id, Part::Case, by.office()).await?;
    let known = known(&key, &row)?;
    let file_key = match part_of(&row)? {
        Part::Case => FileKey::open_with(&key, row.id, &row.file_key)?,
        Part::Thread(report) => FileKey::open_with(&key.thread(report), row.id, &row.file_key)?,
        // Whoever reads a colleague's case does not learn who reported.
        Part::Identity if reach != Reach::Works => return Err(CaseError::WithAnother),
        Part::Referral(referral) => FileKey::open_with(&key.referral(referral), row.id, &row.file_key)?,
        Part::Identity => {
            let now = ctx.clock.now();
            identity::approval(ctx, ctx.db.read(), case.id, by, now).await?.ok_or(CaseError::IdentityProtected)?;
            by.has_proved(now)?;
            let key: IdentityKey = case_keys::open(ctx.db.read(), &ctx.vault, case.id, Part::Identity, by.office()).await?;
            FileKey::open_with(&key, row.id, &row.file_key)?
        }
    };
    let reader = Reader::begin(&ctx.files, row.object.clone(), row.id, &file_key, known.size).await.map_err(|broken| {
        tracing::error!(file = %row.id, cause = %broken, "a stored file cannot be read");
        CaseError::FileUnreadable
    })?;
    enter(ctx, by, case.id, &known).await?;
    let id = row.id.simple().to_string();
    let name = format!("tep-{}.{}", id.get(26..).unwrap_or_default(), known.kind.code());
    Ok(Leaving { name, size: known.size, reader })
}

impl Leaving {
    /// The bytes of the file. Ends with an error where what is stored is not what was sealed.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Broken>> + Send + 'static {
        try_unfold(self.reader, async |mut reader| Ok(reader.next().await?.map(|bytes| (bytes, reader))))
    }
}

async fn enter(ctx: &Ctx, by: &Responder, case: Uuid, file: &CaseFile) -> Result<(), CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            if file.identity_part {
                ledger.record(now, by.actor(), &Event::IdentityOpened { office: by.office().as_str() });
            }
            ledger.record(now, by.actor(), &Event::FileOpened { file: file.id, office: by.office().as_str() });
            ledger.finish(tx).await?;
            Ok::<_, CaseError>(())
        })
        .await
}

fn known(key: &CaseKey, row: &attachment::Model) -> Result<CaseFile, CaseError> {
    let at = At { table: "attachment", column: "details", row: row.id };
    let part = part_of(row)?;
    let details = match part {
        Part::Thread(report) => open(&key.thread(report), at, &row.details)?,
        Part::Referral(referral) => open(&key.referral(referral), at, &row.details)?,
        Part::Case | Part::Identity => open(key, at, &row.details)?,
    };
    let unreadable = || CaseError::Database(DbErr::Type("sealed column".into()));
    let details: Details = serde_json::from_str(details.reveal()).map_err(|_| unreadable())?;
    Ok(CaseFile {
        id: row.id,
        kind: FileKind::parse(&details.kind).ok_or_else(unreadable)?,
        size: details.size,
        name: details.name,
        identity_part: part == Part::Identity,
    })
}

fn part_of(row: &attachment::Model) -> Result<Part, CaseError> {
    let part = row.part.as_deref().zip(row.report_id).and_then(|(part, report)| Part::stored(part, report));
    part.ok_or_else(|| CaseError::Database(DbErr::Type("part of a file".into())))
}

/// Why a file that is leaving stops.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// What is stored was changed, or cut.
    #[error("what is stored is not what was sealed: {0}")]
    Seal(#[from] SealError),
}

/// Reads a sealed file from front to back.
struct Reader {
    store: Store,
    object: String,
    opener: Option<FileOpener>,
    first: Option<Bytes>,
    at: u64,
    end: u64,
}

impl Reader {
    /// Looks at the length and opens the beginning: what is wrong is said before an answer begins, wherever that can be.
    async fn begin(store: &Store, object: String, file: Uuid, key: &FileKey, size: u64) -> Result<Self, Broken> {
        let end = sealed_length(size);
        if store.length(&object).await? != end {
            return Err(SealError::Format.into());
        }
        let header = store.piece(&object, 0..HEADER_BYTES as u64).await?;
        let opener = FileOpener::new(key, file, &header)?;
        let mut reader = Self { store: store.clone(), object, opener: Some(opener), first: None, at: HEADER_BYTES as u64, end };
        reader.first = reader.next().await?;
        Ok(reader)
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        if self.at >= self.end {
            return Ok(None);
        }
        let until = self.at.saturating_add(READ_AT_ONCE).min(self.end);
        let sealed = self.store.piece(&self.object, self.at..until).await?;
        if sealed.len() as u64 != until - self.at {
            return Err(SealError::Format.into());
        }
        let mut plain = Vec::with_capacity(sealed.len());
        for segment in sealed.chunks(SEALED_SEGMENT_BYTES) {
            self.at += segment.len() as u64;
            if self.at == self.end {
                let opener = self.opener.take().ok_or(SealError::Format)?;
                plain.extend(opener.last(segment)?);
            } else {
                let opener = self.opener.as_mut().ok_or(SealError::Format)?;
                plain.extend(opener.next(segment)?);
            }
        }
        Ok(Some(plain.into()))
    }
}
