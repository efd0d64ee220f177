//! Bringing a register in: looked at first, then taken whole or not at all.
//!
//! The file is read before the transaction begins; what it means against the database is found again inside it, so that a preview
//! of yesterday promises nothing that is not true today.

use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{
    Register, Registrar,
    cells::Cells,
    changes::{Changes, Numbered},
    duty_phones, facilities,
    finding::{Fault, Findings},
    offices, staff, support_providers, table,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    kernel::{Classify, FieldError, Kind, Timestamp},
    localities::Places,
    vault::{
        NoDeskKeys,
        office_keys::{self, OfficeKeyError},
    },
};

/// What an import does, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows that are new.
    pub added: usize,
    /// Rows that are different.
    pub changed: usize,
    /// Rows that are as they were, and are not written.
    pub unchanged: usize,
}

impl Counts {
    fn of<N, C>(changes: &Changes<N, C>) -> Self {
        Self { added: changes.added.len(), changed: changes.changed.len(), unchanged: changes.unchanged }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.added == 0 && self.changed == 0
    }
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// How much.
    pub counts: Counts,
    /// People who were added and wait for an invitation; only of the register of staff.
    pub people: Vec<Uuid>,
}

/// Why a file was not taken. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file needs another look.
    #[error("the file has {} faults", .0.total())]
    Refused(Findings),
    /// Somebody changed the same rows in the same moment.
    #[error("the same rows were changed meanwhile: preview again")]
    Meanwhile,
    /// This process has no desk keys.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The rows are in, but a new office's keys could not be made.
    #[error(transparent)]
    Keys(#[from] OfficeKeyError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(DbErr),
}

impl From<DbErr> for ImportError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_)) => Self::Meanwhile,
            _ if matches!(error, DbErr::RecordNotUpdated) => Self::Meanwhile,
            _ => Self::Database(error),
        }
    }
}

impl Classify for ImportError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(findings) if findings.listed().iter().any(|finding| finding.fault == Fault::TooLarge) => Kind::TooLarge,
            Self::Refused(_) => Kind::Invalid,
            Self::Meanwhile => Kind::Conflict,
            Self::NoDesk(_) => Kind::NotFound,
            Self::Keys(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "register-refused",
            Self::Meanwhile => "register-changed-meanwhile",
            Self::NoDesk(_) => "not-found",
            Self::Keys(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        let Self::Refused(findings) = self else { return Vec::new() };
        let all = FieldError::new("", self.code()).with("total", findings.total()).with("listed", findings.listed().len());
        std::iter::once(all).chain(findings.listed().iter().map(super::Finding::field)).collect()
    }
}

/// The rows of a file, by register.
enum Records {
    Offices(Vec<Numbered<offices::Record>>),
    Facilities(Vec<Numbered<facilities::Record>>),
    Staff(Vec<Numbered<staff::Record>>),
    DutyPhones(Vec<Numbered<duty_phones::Record>>),
    SupportProviders(Vec<Numbered<support_providers::Record>>),
}

/// What `file` would change.
///
/// # Errors
/// [`ImportError`]; [`ImportError::Refused`] lists every fault that can be found.
pub async fn preview(ctx: &Ctx, by: &Registrar, register: Register, file: Vec<u8>) -> Result<Counts, ImportError> {
    let (records, findings) = read(ctx, register, file).await?;
    compared(ctx, by, records, findings).await
}

async fn compared(ctx: &Ctx, by: &Registrar, records: Records, mut findings: Findings) -> Result<Counts, ImportError> {
    let db = ctx.db.read();
    let counts = match records {
        Records::Offices(records) => Counts::of(&offices::compare(db, by, records, &mut findings).await?),
        Records::Facilities(records) => Counts::of(&facilities::compare(db, by, records, &mut findings).await?),
        Records::Staff(records) => Counts::of(&staff::compare(db, ctx.vault.desk()?, by, records, &mut findings).await?),
        Records::DutyPhones(records) => Counts::of(&duty_phones::compare(db, by, records, &mut findings).await?),
        Records::SupportProviders(records) => Counts::of(&support_providers::compare(db, by, records, &mut findings).await?),
    };
    all_right(findings)?;
    Ok(counts)
}

/// Takes `file` whole, or nothing of it.
///
/// # Errors
/// [`ImportError`]; [`ImportError::Refused`] lists every fault that can be found.
pub async fn apply(ctx: &Ctx, by: &Registrar, register: Register, file: Vec<u8>) -> Result<Imported, ImportError> {
    let (records, findings) = read(ctx, register, file).await?;
    if !findings.is_empty() {
        // What only the database knows is found too, so that the list is the one a preview gives.
        let counts = compared(ctx, by, records, findings).await?;
        return Ok(Imported { counts, people: Vec::new() });
    }
    let imported = ctx
        .db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            let imported = write(tx, ctx, by, now, records, &mut ledger).await?;
            if !imported.counts.is_idle() {
                let Counts { added, changed, .. } = imported.counts;
                ledger.record(now, by.actor(), &Event::RegisterImported { register: register.code(), added, changed });
            }
            ledger.finish(tx).await?;
            Ok::<_, ImportError>(imported)
        })
        .await?;
    if register == Register::Offices && imported.counts.added > 0 {
        office_keys::provide(&ctx.db, &ctx.vault, ctx.ids.as_ref()).await?;
    }
    Ok(imported)
}

async fn write(
    tx: &Tx,
    ctx: &Ctx,
    by: &Registrar,
    now: Timestamp,
    records: Records,
    ledger: &mut Ledger<'_>,
) -> Result<Imported, ImportError> {
    let mut findings = Findings::default();
    let mut imported = Imported::default();
    match records {
        Records::Offices(records) => {
            let changes = offices::compare(tx, by, records, &mut findings).await?;
            all_right(findings)?;
            imported.counts = Counts::of(&changes);
            let (founded, mended) = offices::write(tx, changes).await?;
            for office in &founded {
                ledger.record(now, by.actor(), &Event::OfficeAdded { office });
            }
            for office in &mended {
                ledger.record(now, by.actor(), &Event::OfficeChanged { office });
            }
        }
        Records::Facilities(records) => {
            let changes = facilities::compare(tx, by, records, &mut findings).await?;
            all_right(findings)?;
            imported.counts = Counts::of(&changes);
            facilities::write(tx, changes).await?;
        }
        Records::Staff(records) => {
            let changes = staff::compare(tx, ctx.vault.desk()?, by, records, &mut findings).await?;
            all_right(findings)?;
            imported.counts = Counts::of(&changes);
            imported.people = staff::write(tx, ctx, by, now, changes).await?;
        }
        Records::DutyPhones(records) => {
            let changes = duty_phones::compare(tx, by, records, &mut findings).await?;
            all_right(findings)?;
            imported.counts = Counts::of(&changes);
            duty_phones::write(tx, changes).await?;
        }
        Records::SupportProviders(records) => {
            let changes = support_providers::compare(tx, by, records, &mut findings).await?;
            all_right(findings)?;
            imported.counts = Counts::of(&changes);
            support_providers::write(tx, changes).await?;
        }
    }
    Ok(imported)
}

fn all_right(findings: Findings) -> Result<(), ImportError> {
    if findings.is_empty() { Ok(()) } else { Err(ImportError::Refused(findings.sorted())) }
}

/// Reads the rows on a thread where nobody else waits.
async fn read(ctx: &Ctx, register: Register, file: Vec<u8>) -> Result<(Records, Findings), ImportError> {
    let (places, now) = (ctx.places.newest(), ctx.clock.now());
    let reading = tokio::task::spawn_blocking(move || records(register, &file, &places, now));
    reading.await.map_err(|_| ImportError::Database(DbErr::Custom("a task was stopped".into())))
}

fn records(register: Register, file: &[u8], places: &Places, now: Timestamp) -> (Records, Findings) {
    let mut findings = Findings::default();
    let all = &mut findings;
    let records = match register {
        Register::Offices => Records::Offices(gather(register, file, all, |cells| offices::read(cells, places), offices::check)),
        Register::Facilities => {
            Records::Facilities(gather(register, file, all, |cells| facilities::read(cells, places), facilities::check))
        }
        Register::Staff => Records::Staff(gather(register, file, all, staff::read, staff::check)),
        Register::DutyPhones => Records::DutyPhones(gather(register, file, all, duty_phones::read, duty_phones::check)),
        Register::SupportProviders => {
            // The day in Viet Nam has begun before the day in UTC.
            let today = (now + chrono::Duration::hours(7)).date_naive();
            let read = |cells: &mut Cells<'_>| support_providers::read(cells, places, today);
            Records::SupportProviders(gather(register, file, all, read, support_providers::check))
        }
    };
    (records, findings)
}

fn gather<T>(
    register: Register,
    file: &[u8],
    findings: &mut Findings,
    mut read: impl FnMut(&mut Cells<'_>) -> Option<T>,
    check: impl FnOnce(&[Numbered<T>], &mut Findings),
) -> Vec<Numbered<T>> {
    let mut records = Vec::new();
    table::each_row(file, register.columns(), findings, |cells| {
        if let Some(record) = read(cells) {
            records.push(Numbered { line: cells.line, record });
        }
    });
    check(&records, findings);
    records
}
