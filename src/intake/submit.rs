//! Taking a report: sealed first, then one transaction writes report, case, envelopes, custody, clocks, alerts and evidence.
//!
//! The receipt exists only after the commit. A repeated Idempotency-Key is answered with the same receipt, which this server can
//! open only because the caller brings the key along.

use chrono::Duration;
use sea_orm::{DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    ReportForm,
    attachments::{Claim, Recipient},
    drill::Practice,
    envelopes::{Keys, envelopes},
    follow_up, lane,
    receipt::Receipt,
    route,
    rows::{alerts, case_row, exclusions, grant, promise, receipt, report_row, told_and_counted_on, weigh},
};
use crate::{
    audit::{Chain, Event, Ledger},
    cases::clock,
    clocks::CaseFacts,
    ctx::Ctx,
    db::{Tx, error::violates_unique, rows},
    entity::{alert, case_file, case_grant, custody, deadline, envelope, exclusion, replay, report},
    kernel::{
        Actor, Classify, FieldError, Kind, Lang, Timestamp,
        codes::{CASE_CODE_CHARS, CaseCode},
        secret::Plaintext,
        terms::Suspicion,
    },
    localities::{duty::rosters_of, store::StoreError},
    vault::{SealError, idempotency::IdempotencyKey},
};

/// How long the hash of an Idempotency-Key is remembered.
pub const REMEMBER_KEY: Duration = Duration::days(30);
/// How long a program may fetch its receipt again.
pub const RECEIPT_FOR_PROGRAMS: Duration = Duration::hours(24);
/// How long a page may.
pub const RECEIPT_FOR_PAGES: Duration = Duration::minutes(15);
/// A report by the JSON API.
pub const CHANNEL_API: &str = "partner_api";
/// A practice report, which nobody outside sent.
pub const CHANNEL_DRILL: &str = "drill";
/// A report by telephone.
pub const CHANNEL_PHONE: &str = "phone";
/// A report by the page.
pub const CHANNEL_FORM: &str = "web_form";
/// Times a fresh case code is drawn before we give up: one collision is a matter of luck, three are not.
const CODE_ATTEMPTS: usize = 3;

/// A report and how it came.
pub struct Submission {
    /// The report.
    pub form: ReportForm,
    /// Code of `channels`.
    pub channel: &'static str,
    /// The caller's key against double sending.
    pub key: Option<IdempotencyKey>,
    /// The body in its one canonical form, against which a repeated key is checked.
    pub canonical: Plaintext,
    /// How long the receipt may be fetched again.
    pub receipt_for: Duration,
    /// Language of the receipt's words.
    pub lang: Lang,
    /// The drill this is; nothing for a real report.
    pub drill: Option<Practice>,
    /// Why it may be no report at all; it is taken all the same.
    pub suspected: Option<Suspicion>,
    /// The operator who filed it for a caller; nobody where the reporter did.
    pub filed_by: Option<Filed>,
}

/// Who filed a report for somebody else, and since when that person told.
#[derive(Debug, Clone, Copy)]
pub struct Filed {
    /// The operator.
    pub by: Uuid,
    /// When the caller began to tell: from then on they wait.
    pub told_at: Timestamp,
}

/// A receipt, fresh or again.
pub struct Submitted {
    /// The receipt.
    pub receipt: Receipt,
    /// Whether an earlier report was answered again.
    pub replayed: bool,
}

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The key came before with another body.
    #[error("the key was used for another body")]
    Mismatch {
        /// The case that was opened for the first body.
        case_code: String,
    },
    /// The key came before; its receipt can no longer be shown.
    #[error("the receipt is gone")]
    ReceiptGone {
        /// The case that was opened then.
        case_code: String,
    },
    /// No facility in use has this code.
    #[error("no facility has this code")]
    UnknownFacility {
        /// What was sent.
        code: String,
    },
    /// The office that a drill is for would not have got it.
    #[error("the drill would reach another office")]
    OutOfReach,
    /// A file was given to another report meanwhile, or its time is over.
    #[error("a file does not wait any more")]
    FileGone(FieldError),
    /// The drill was sent or taken back meanwhile.
    #[error("the drill is not waiting any more")]
    NotWaiting,
    /// Offices could not be read.
    #[error(transparent)]
    Offices(#[from] StoreError),
    /// Something could not be sealed.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for SubmitError {
    fn kind(&self) -> Kind {
        match self {
            Self::Mismatch { .. } => Kind::Mismatch,
            Self::ReceiptGone { .. } | Self::OutOfReach | Self::NotWaiting => Kind::Conflict,
            Self::UnknownFacility { .. } | Self::FileGone(_) => Kind::Invalid,
            Self::Offices(_) | Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Mismatch { .. } => "idempotency-mismatch",
            Self::ReceiptGone { .. } => "idempotency-receipt-gone",
            Self::UnknownFacility { .. } | Self::FileGone(_) => "fields",
            Self::OutOfReach => "drill-nobody-there",
            Self::NotWaiting => "drill-not-waiting",
            Self::Offices(_) | Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Mismatch { case_code } => vec![FieldError::new("", "idempotency-mismatch").with("case_code", case_code)],
            Self::ReceiptGone { case_code } => vec![FieldError::new("", "idempotency-receipt-gone").with("case_code", case_code)],
            Self::UnknownFacility { code } => vec![FieldError::new("/facility", "unknown-facility").with("value", code)],
            Self::FileGone(fault) => vec![fault.clone()],
            _ => Vec::new(),
        }
    }
}

/// Takes a report.
///
/// # Errors
/// [`SubmitError`]; nothing is half-written.
pub async fn submit(ctx: &Ctx, submission: Submission) -> Result<Submitted, SubmitError> {
    if let Some(known) = replayed(ctx, &submission).await? {
        return Ok(known);
    }
    if let Some(fault) = submission.form.files.taken() {
        return Err(SubmitError::FileGone(fault));
    }
    let mut prepared = Prepared::of(ctx, &submission).await?;
    for _ in 0..CODE_ATTEMPTS {
        match prepared.store(ctx).await {
            Ok(true) => {
                ctx.nudge.notify_one();
                return Ok(Submitted { receipt: prepared.receipt, replayed: false });
            }
            Ok(false) if submission.drill.is_some() => return Err(SubmitError::NotWaiting),
            // The same key arrived twice at the same time and the other one won.
            Ok(false) => break,
            // Between the look and the writing.
            Err(DbErr::RecordNotUpdated) => return Err(SubmitError::FileGone(FieldError::new("/files", "file-gone"))),
            Err(error) if violates_unique(&error, "case_file", "code", "uq_case_code") => prepared.draw_code(ctx, &submission)?,
            Err(error) => return Err(error.into()),
        }
    }
    match replayed(ctx, &submission).await? {
        Some(known) => Ok(known),
        None => Err(DbErr::Custom("no free case code".into()).into()),
    }
}

/// The answer to a key that was used before.
async fn replayed(ctx: &Ctx, submission: &Submission) -> Result<Option<Submitted>, SubmitError> {
    let Some(key) = &submission.key else { return Ok(None) };
    let lookup = key.lookup(ctx.vault.public().pepper()).to_vec();
    let Some(row) = replay::Entity::find_by_id(lookup).one(ctx.db.read()).await? else { return Ok(None) };
    if !key.is_same_body(submission.canonical.reveal().as_bytes(), &row.body_mac) {
        return Err(SubmitError::Mismatch { case_code: row.case_code });
    }
    match row.receipt.filter(|_| ctx.clock.now() < row.receipt_until) {
        Some(sealed) => {
            let text = key.open_receipt(&sealed)?;
            let receipt = serde_json::from_str(text.reveal()).map_err(|_| DbErr::Type("sealed receipt".into()))?;
            Ok(Some(Submitted { receipt, replayed: true }))
        }
        None => Err(SubmitError::ReceiptGone { case_code: row.case_code }),
    }
}

/// Everything that goes into the transaction, made before it begins.
struct Prepared {
    case: case_file::Model,
    report: report::Model,
    custody: custody::Model,
    exclusions: Vec<exclusion::Model>,
    grants: Vec<case_grant::Model>,
    envelopes: Vec<envelope::Model>,
    deadlines: Vec<deadline::Model>,
    alerts: Vec<alert::Model>,
    files: Vec<Claim>,
    replay: Option<replay::Model>,
    receipt: Receipt,
    drill: Option<Practice>,
    filed_by: Option<Filed>,
    now: Timestamp,
}

impl Prepared {
    async fn of(ctx: &Ctx, submission: &Submission) -> Result<Self, SubmitError> {
        let form = &submission.form;
        let drill = submission.drill.as_ref();
        let (weighed, tracks) = weigh(ctx, form);
        let severity = drill.map_or(weighed, |drill| drill.severity);
        let route::Found { mut route, book, facility } = route::find(ctx, form, severity).await?;
        if let Some(drill) = drill {
            drill.keep_to_the_office(&mut route)?;
        }
        if submission.suspected.is_some() {
            lane::keep_in(&mut route, &book);
        }
        let now = ctx.clock.now();
        let (case_id, report_id) = (ctx.ids.row(now), ctx.ids.row(now));
        let opened_at = submission.filed_by.map_or(now, |filed| filed.told_at.min(now));
        let facts = CaseFacts::opened(severity, tracks, opened_at);
        let deadlines = clock::first_deadlines(ctx, case_id, &facts, now);
        let speaks_unnamed = form.files.show_who_speaks() && !form.names_reporter();
        let keys = Keys::new(ctx, form.identity.is_some() || speaks_unnamed);
        let to = Recipient { case: case_id, report: report_id, now };
        let identity = keys.identity.as_ref().filter(|_| speaks_unnamed);
        let files = form.files.for_case(&keys.case, identity, to, ctx.ids.as_ref())?;
        let report = report_row(ctx, form, &keys, case_id, report_id, now)?;
        let case = case_row(ctx, submission, &route, &keys.case, case_id, &facts, &deadlines, now)?;
        let case = case_file::Model { opened_at, ..case };
        let report = report::Model { code_heard: submission.filed_by.is_some(), ..report };
        let grants: Vec<case_grant::Model> = route.notify.iter().map(|office| grant(case_id, office, now)).collect();
        let report = if drill.is_some() { report::Model { code_lookup: None, ..report } } else { report };
        let (mut envelopes, complete) = envelopes(ctx, &route, &book, &keys, case_id, report_id).await?;
        if drill.is_some() {
            // Nobody reported: there is no code that leads back to a drill, and no key for one.
            envelopes.retain(|envelope| envelope.recipient != follow_up::RECIPIENT);
        }
        let case = case_file::Model { envelopes_due: !complete, facility_code: facility.map(Into::into), ..case };
        let alerts = alerts(ctx, &route, &case, &book, now);
        let counted_on: Vec<&str> = told_and_counted_on(&route, &book).map(|office| office.code.as_str()).collect();
        let rosters = rosters_of(ctx.db.read(), &counted_on).await?;
        let acknowledge_by = promise(ctx, &route, &book, &rosters, &deadlines, now);
        let mut prepared = Self {
            custody: custody::Model {
                case_id,
                no: 1,
                office_code: case.office_code.clone(),
                reason: route.reason.code().to_owned(),
                from_at: now,
                to_at: None,
            },
            exclusions: exclusions(&route, case_id, now),
            receipt: receipt(ctx, submission, &route, &book, &keys.code, severity, acknowledge_by),
            replay: None,
            drill: submission.drill.clone(),
            filed_by: submission.filed_by,
            now,
            files,
            case,
            report,
            grants,
            envelopes,
            deadlines,
            alerts,
        };
        prepared.draw_code(ctx, submission)?;
        Ok(prepared)
    }

    /// Gives the case a fresh code, everywhere it stands.
    fn draw_code(&mut self, ctx: &Ctx, submission: &Submission) -> Result<(), SubmitError> {
        let mut random = [0; CASE_CODE_CHARS];
        ctx.ids.fill(&mut random);
        let fresh = String::from(CaseCode::from_random(random));
        let old = std::mem::replace(&mut self.case.code, fresh.clone());
        for alert in &mut self.alerts {
            alert.message = alert.message.replace(&old, &fresh);
        }
        self.receipt.case_code.clone_from(&fresh);
        if let Some(key) = &submission.key {
            let now = self.now;
            let receipt = Plaintext::new(serde_json::to_string(&self.receipt).unwrap_or_default());
            self.replay = Some(replay::Model {
                key_lookup: key.lookup(ctx.vault.public().pepper()).to_vec(),
                case_code: fresh,
                body_mac: key.body_mac(submission.canonical.reveal().as_bytes()).to_vec(),
                receipt: Some(key.seal_receipt(&receipt, ctx.ids.as_ref())?),
                receipt_until: now + submission.receipt_for,
                forget_at: now + REMEMBER_KEY,
            });
        }
        Ok(())
    }

    /// Writes everything. False when the same key was stored meanwhile, or the drill is not waiting any more.
    async fn store(&self, ctx: &Ctx) -> Result<bool, DbErr> {
        ctx.db
            .write(async |tx: &Tx| {
                if let Some(drill) = &self.drill
                    && !drill.is_waiting(tx).await?
                {
                    return Ok(false);
                }
                if let Some(replay) = &self.replay
                    && !rows::insert_new(tx, replay.clone()).await?
                {
                    return Ok(false);
                }
                rows::insert(tx, self.case.clone()).await?;
                rows::insert(tx, self.report.clone()).await?;
                for file in &self.files {
                    file.write(tx).await?;
                }
                rows::insert(tx, self.custody.clone()).await?;
                rows::insert_all(tx, self.exclusions.clone()).await?;
                rows::insert_all(tx, self.grants.clone()).await?;
                rows::insert_all(tx, self.envelopes.clone()).await?;
                rows::insert_all(tx, self.deadlines.clone()).await?;
                rows::insert_all(tx, self.alerts.clone()).await?;
                let mut ledger = Ledger::begin(&ctx.vault, Chain::Case(self.case.id));
                let (at, severity) = (self.now, self.case.severity.as_str());
                let staff = self.drill.as_ref().map(|drill| drill.planned_by).or(self.filed_by.map(|filed| filed.by));
                let sender = staff.map_or(Actor::Reporter, Actor::Staff);
                ledger.record(at, sender, &Event::ReportReceived { report: self.report.id, severity });
                for file in &self.files {
                    ledger.record(at, sender, &Event::FileReceived { file: file.file() });
                }
                if let Some(drill) = &self.drill {
                    drill.is_sent(tx, self.case.id, at).await?;
                    ledger.record(at, sender, &Event::DrillSent { drill: drill.id });
                }
                let began = Event::CustodyBegan { office: &self.case.office_code, reason: &self.custody.reason };
                ledger.record(at, Actor::System, &began);
                ledger.finish(tx).await?;
                Ok(true)
            })
            .await
    }
}
