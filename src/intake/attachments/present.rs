//! The tokens that a report brings along: which files they stand for, and giving these to the case.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde::Serialize;
use uuid::Uuid;

use super::{DETAILS, MARK};
use crate::{
    ctx::Ctx,
    db::Tx,
    entity::attachment,
    files::{Details, FileFault, FileKind, LARGEST_TOGETHER, LARGEST_TOGETHER_SAID, MOST_FILES},
    intake::{ReportBody, submit::REMEMBER_KEY},
    kernel::{Classify, FieldError, Ids, Kind, Timestamp, secret::Plaintext},
    vault::{At, CaseKey, IdentityKey, Part, SealError, SealingKey, ThreadKey, file_token::FileToken, sealing::seal, stream::FileKey},
};

/// Where files stand in a report.
const POINTER: &str = "/files";
/// A token that stands for no file, or for one that belongs to a report already.
const GONE: &str = "file-gone";

/// Why the files of a report could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum PresentError {
    /// Tokens at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// Something stored cannot be opened.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for PresentError {
    fn kind(&self) -> Kind {
        match self {
            Self::Fields(_) => Kind::Invalid,
            Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Fields(_) => "fields",
            Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

/// The files that a report brought, as far as they are its own.
#[derive(Default)]
pub struct Presented(Vec<File>);

struct File {
    id: Uuid,
    mark: Plaintext,
    /// The report that has it, if one does.
    report: Option<Uuid>,
    /// Nothing when a report has it already: perhaps this very one, sent again.
    waiting: Option<Waiting>,
}

struct Waiting {
    key: FileKey,
    details: Plaintext,
    kind: FileKind,
}

/// Takes the tokens out of `body` and puts the marks of their contents in their place: so the same report with the same files is the
/// same body, however often they were sent.
///
/// # Errors
/// [`PresentError`].
pub async fn take_from(ctx: &Ctx, body: &mut ReportBody) -> Result<Presented, PresentError> {
    let presented = Presented::of(ctx, &body.files).await?;
    body.files = presented.0.iter().map(|file| file.mark.reveal().to_owned()).collect();
    Ok(presented)
}

/// Whether the token stands for a file that waits, or one that a report has taken within the last weeks.
///
/// # Errors
/// The database cannot be read.
pub async fn waits(ctx: &Ctx, token: &str) -> Result<bool, DbErr> {
    Ok(find(ctx, token).await?.is_some())
}

async fn find(ctx: &Ctx, token: &str) -> Result<Option<(FileToken, attachment::Model)>, DbErr> {
    let Some(token) = FileToken::parse(token.trim()) else { return Ok(None) };
    let lookup = token.lookup(ctx.vault.public().pepper()).to_vec();
    let row = attachment::Entity::find().filter(attachment::Column::TokenLookup.eq(lookup)).one(ctx.db.read()).await?;
    let now = ctx.clock.now();
    Ok(row.filter(|row| row.token_until.is_some_and(|until| now < until)).map(|row| (token, row)))
}

impl Presented {
    /// Finds the files of `tokens`.
    ///
    /// # Errors
    /// Each token at fault; [`PresentError`].
    pub async fn of(ctx: &Ctx, tokens: &[String]) -> Result<Self, PresentError> {
        if tokens.len() > MOST_FILES {
            return Err(PresentError::Fields(vec![FieldError::new(POINTER, FileFault::TooMany.code()).with("max", MOST_FILES)]));
        }
        let (mut files, mut faults, mut together) = (Vec::<File>::new(), Vec::new(), 0_u64);
        for (index, token) in tokens.iter().enumerate() {
            let Some((token, row)) = find(ctx, token).await? else {
                faults.push(FieldError::new(format!("{POINTER}/{index}"), GONE));
                continue;
            };
            if files.iter().any(|file| file.id == row.id) {
                continue;
            }
            let file = File::open(&token, &row)?;
            together = together.saturating_add(file.1);
            files.push(file.0);
        }
        if together > LARGEST_TOGETHER {
            let fault = FieldError::new(POINTER, FileFault::TooLargeTogether.code());
            faults.push(fault.with("name", "").with("size", "").with("max", LARGEST_TOGETHER_SAID));
        }
        if faults.is_empty() { Ok(Self(files)) } else { Err(PresentError::Fields(faults)) }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first file that belongs to a report already, as a fault.
    pub(in crate::intake) fn taken(&self) -> Option<FieldError> {
        let index = self.0.iter().position(|file| file.waiting.is_none())?;
        Some(FieldError::new(format!("{POINTER}/{index}"), GONE))
    }

    /// The first file that belongs to another report than `report`, as a fault: what this conversation has already was sent twice.
    pub(in crate::intake) fn taken_by_another(&self, report: Uuid) -> Option<FieldError> {
        let index = self.0.iter().position(|file| file.report.is_some_and(|owner| owner != report))?;
        Some(FieldError::new(format!("{POINTER}/{index}"), GONE))
    }

    /// Whether one of them tells who speaks.
    pub(in crate::intake) fn show_who_speaks(&self) -> bool {
        self.0.iter().filter_map(|file| file.waiting.as_ref()).any(|file| file.kind.group().shows_who_speaks())
    }

    /// Gives each file to a new case: to the identity part, where there is a key for it, what tells who speaks; else to the case.
    ///
    /// # Errors
    /// [`SealError`].
    pub(in crate::intake) fn for_case(
        &self,
        case: &CaseKey,
        identity: Option<&IdentityKey>,
        to: Recipient,
        ids: &dyn Ids,
    ) -> Result<Vec<Claim>, SealError> {
        let claim = |(id, file): (Uuid, &Waiting)| match identity.filter(|_| file.kind.group().shows_who_speaks()) {
            // The name of a file may be the name of a person.
            Some(key) => to.claim(id, Part::Identity, file.key.seal_under(key, id, ids)?, case, &without_name(&file.details), ids),
            None => to.claim(id, Part::Case, file.key.seal_under(case, id, ids)?, case, &file.details, ids),
        };
        self.waiting().map(claim).collect()
    }

    /// Gives each file to the conversation about a report: the one part whose key whoever comes back with a code has.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn for_thread(&self, thread: &ThreadKey, to: Recipient, ids: &dyn Ids) -> Result<Vec<Claim>, SealError> {
        let part = Part::Thread(to.report);
        let claim = |(id, file): (Uuid, &Waiting)| to.claim(id, part, file.key.seal_under(thread, id, ids)?, thread, &file.details, ids);
        self.waiting().map(claim).collect()
    }

    fn waiting(&self) -> impl Iterator<Item = (Uuid, &Waiting)> {
        self.0.iter().filter_map(|file| Some((file.id, file.waiting.as_ref()?)))
    }
}

impl File {
    /// The file of a row, and its size.
    fn open(token: &FileToken, row: &attachment::Model) -> Result<(Self, u64), SealError> {
        let mark = row.mark.as_deref().ok_or(SealError::Format)?;
        let mark = token.open_text(MARK, row.id, mark)?;
        if row.case_id.is_some() {
            return Ok((Self { id: row.id, mark, report: row.report_id, waiting: None }, 0));
        }
        let details = token.open_text(DETAILS, row.id, &row.details)?;
        let known: Details = serde_json::from_str(details.reveal()).map_err(|_| SealError::Format)?;
        let kind = FileKind::parse(&known.kind).ok_or(SealError::Format)?;
        let waiting = Waiting { key: token.open_key(row.id, &row.file_key)?, details, kind };
        Ok((Self { id: row.id, mark, report: None, waiting: Some(waiting) }, known.size))
    }
}

/// To which report files are given.
#[derive(Debug, Clone, Copy)]
pub struct Recipient {
    /// The case.
    pub case: Uuid,
    /// The report.
    pub report: Uuid,
    /// When.
    pub now: Timestamp,
}

impl Recipient {
    fn claim(
        self,
        id: Uuid,
        part: Part,
        file_key: Vec<u8>,
        key: &impl SealingKey,
        details: &Plaintext,
        ids: &dyn Ids,
    ) -> Result<Claim, SealError> {
        let details = seal(key, At { table: "attachment", column: DETAILS, row: id }, details, ids)?;
        Ok(Claim { id, to: self, part: part.code(), file_key, details })
    }
}

/// A file that is given to a case, sealed for it: what its row becomes.
pub struct Claim {
    id: Uuid,
    to: Recipient,
    part: &'static str,
    file_key: Vec<u8>,
    details: Vec<u8>,
}

impl Claim {
    /// The file.
    #[must_use]
    pub const fn file(&self) -> Uuid {
        self.id
    }

    /// Writes it, in the unit of work of its report.
    ///
    /// # Errors
    /// [`DbErr::RecordNotUpdated`] when the file does not wait any more: another report has it, or its time is over.
    pub async fn write(&self, tx: &Tx) -> Result<(), DbErr> {
        use attachment::Column;
        let written = attachment::Entity::update_many()
            .col_expr(Column::CaseId, Expr::value(self.to.case))
            .col_expr(Column::ReportId, Expr::value(self.to.report))
            .col_expr(Column::Part, Expr::value(self.part))
            .col_expr(Column::FileKey, Expr::value(self.file_key.clone()))
            .col_expr(Column::Details, Expr::value(self.details.clone()))
            // The same report may come again for as long as its key is remembered.
            .col_expr(Column::TokenUntil, Expr::value(self.to.now + REMEMBER_KEY))
            .filter(Column::Id.eq(self.id))
            .filter(Column::CaseId.is_null())
            .exec(tx)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(DbErr::RecordNotUpdated) }
    }
}

fn without_name(details: &Plaintext) -> Plaintext {
    match serde_json::from_str::<Details>(details.reveal()) {
        Ok(known) => json(&Details { name: None, ..known }),
        Err(_) => Plaintext::new(String::new()),
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> Plaintext {
    // Our own structs always serialise; an empty text would fail loudly when it is opened.
    Plaintext::new(serde_json::to_string(value).unwrap_or_default())
}
