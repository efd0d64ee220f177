//! Coming back with the code: reading answers, writing more. The code opens the conversation and nothing else.
//!
//! No time of a visit is kept: reading leaves no trace at all, a session row only its end.

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::change_code;
use crate::{
    audit::{Chain, Event, Ledger},
    cases::{
        clock::{self, Subject, tracks_of},
        status,
    },
    ctx::Ctx,
    db::rows,
    entity::{case_file, deadline, envelope, follow_up_session, message, milestone, office, replay, report},
    kernel::{
        Actor, Classify, FieldError, Kind, Timestamp,
        codes::OfficeCode,
        secret::Plaintext,
        terms::{Milestone, Severity},
        text::{STORY_CHARS, TextError, bounded},
    },
    notification::{Message, Target, outbox},
    vault::{
        At, EnvelopeContext, Part, SealError, ThreadKey,
        access_code::{AccessCode, AccessCodeError},
        envelope::unwrap,
        sealing::{open, seal},
        token::Token,
    },
};

/// The name under which a reporter's envelope is kept.
pub const RECIPIENT: &str = "reporter";
/// Version of a reporter's key: there is only ever one, made from the code.
const KEY_VERSION: i32 = 1;
/// A session without a request for this long has ended.
pub const IDLE: Duration = Duration::minutes(15);

/// Why a follow-up was refused.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    /// Not the shape of a code: a typing slip.
    #[error(transparent)]
    Code(#[from] AccessCodeError),
    /// No report has this code, or the session has ended.
    #[error("no report has this code")]
    Unknown,
    /// Somebody of the staff has heard the code: it has to be changed first.
    #[error("the code has to be changed first")]
    MustChange,
    /// A field at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// Something cannot be sealed or opened.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for FollowUpError {
    fn kind(&self) -> Kind {
        match self {
            Self::Code(_) | Self::Unknown => Kind::Unauthenticated,
            Self::MustChange => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Code(error) => error.code(),
            Self::Unknown => "access-code-wrong",
            Self::MustChange => "access-code-heard",
            Self::Fields(_) => "fields",
            Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Code(error) => error.fields(),
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

impl Unlocked {
    pub(super) fn case(&self) -> Uuid {
        self.case
    }

    pub(super) fn report(&self) -> Uuid {
        self.report
    }

    pub(super) fn key(&self) -> &ThreadKey {
        &self.key
    }
}

/// A conversation whose key is at hand.
pub struct Unlocked {
    case: Uuid,
    report: Uuid,
    key: ThreadKey,
}

/// What a reporter sees.
pub struct Conversation {
    /// Where the case stands: the message key is `status-…`.
    pub status: &'static str,
    /// Name of the accountable office, Vietnamese and English.
    pub office: (String, String),
    /// By when somebody should have taken it, while nobody has.
    pub acknowledge_by: Option<Timestamp>,
    /// The messages, oldest first.
    pub messages: Vec<Line>,
}

/// One message.
pub struct Line {
    /// Whether the reporter wrote it.
    pub mine: bool,
    /// When.
    pub sent_at: Timestamp,
    /// The text.
    pub body: Plaintext,
}

/// Opens the conversation of a typed code. The receipt that could still be fetched again is gone from now on.
///
/// # Errors
/// A slip in the code, or [`FollowUpError::Unknown`].
pub async fn unlock(ctx: &Ctx, typed: &str) -> Result<Unlocked, FollowUpError> {
    let at = unlock_even_if_heard(ctx, typed).await?;
    // A code that was read out by somebody of the staff opens nothing before it is changed.
    if change_code::was_heard(ctx, at.report).await? { Err(FollowUpError::MustChange) } else { Ok(at) }
}

/// The same for whoever changes the code.
pub(super) async fn unlock_even_if_heard(ctx: &Ctx, typed: &str) -> Result<Unlocked, FollowUpError> {
    let code = AccessCode::parse(typed)?;
    let derived = code.derive(ctx.vault.public().pepper());
    let found: Option<(Uuid, Uuid, Vec<u8>)> = report::Entity::find()
        .select_only()
        .columns([report::Column::Id, report::Column::CaseId, report::Column::ReporterSalt])
        .filter(report::Column::CodeLookup.eq(derived.lookup.to_vec()))
        .into_tuple()
        .one(ctx.db.read())
        .await?;
    let (report, case, salt) = found.ok_or(FollowUpError::Unknown)?;
    let salt = <[u8; 16]>::try_from(salt).map_err(|_| FollowUpError::Unknown)?;
    let part = Part::Thread(report);
    let key = (case, part.code().to_owned(), part.report(), RECIPIENT.to_owned());
    let sealed = envelope::Entity::find_by_id(key).one(ctx.db.read()).await?.ok_or(FollowUpError::Unknown)?;
    let context = EnvelopeContext { case, part, recipient: RECIPIENT, key_version: KEY_VERSION };
    let key = unwrap(&sealed.sealed_key, &derived.reporter_keys(&salt).private, &context)?;
    forget_receipt(ctx, case).await?;
    Ok(Unlocked { case, report, key })
}

async fn forget_receipt(ctx: &Ctx, case: Uuid) -> Result<(), FollowUpError> {
    let Some(code) = case_columns(ctx.db.read(), case).await?.map(|case| case.code) else { return Ok(()) };
    let kept = replay::Entity::find().filter(replay::Column::CaseCode.eq(&code)).filter(replay::Column::Receipt.is_not_null());
    if kept.one(ctx.db.read()).await?.is_none() {
        return Ok(());
    }
    let forget = replay::Entity::update_many()
        .col_expr(replay::Column::Receipt, Expr::value(Option::<Vec<u8>>::None))
        .filter(replay::Column::CaseCode.eq(&code));
    ctx.db.write(async |tx| forget.exec(tx).await).await?;
    Ok(())
}

/// Reads the conversation.
///
/// # Errors
/// The database cannot be read, or a message not opened.
pub async fn read(ctx: &Ctx, at: &Unlocked) -> Result<Conversation, FollowUpError> {
    let db = ctx.db.read();
    let case = case_columns(db, at.case).await?.ok_or(FollowUpError::Unknown)?;
    let office: Option<(String, String)> = office::Entity::find_by_id(&case.office)
        .select_only()
        .columns([office::Column::Name, office::Column::NameEn])
        .into_tuple()
        .one(db)
        .await?;
    let reached: Vec<String> = milestone::Entity::find()
        .select_only()
        .column(milestone::Column::Code)
        .filter(milestone::Column::CaseId.eq(at.case))
        .into_tuple()
        .all(db)
        .await?;
    let reached: Vec<Milestone> = reached.iter().filter_map(|code| Milestone::parse(code)).collect();
    let late = !case.closed && case.due_at.is_some_and(|due| due < ctx.clock.now());
    let waiting = deadline::Entity::find()
        .filter(deadline::Column::CaseId.eq(at.case))
        .filter(deadline::Column::StopsOn.eq(Milestone::Acknowledged.code()))
        .filter(deadline::Column::StoppedAt.is_null());
    let acknowledge_by = waiting.order_by_asc(deadline::Column::DueAt).one(db).await?.map(|deadline| deadline.due_at);
    let rows =
        message::Entity::find().filter(message::Column::ReportId.eq(at.report)).order_by_asc(message::Column::SentAt).all(db).await?;
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let body = open(&at.key, At { table: "message", column: "body", row: row.id }, &row.body)?;
        messages.push(Line { mine: row.staff_id.is_none(), sent_at: row.sent_at, body });
    }
    Ok(Conversation { status: status::of(case.closed, &reached, late), office: office.unwrap_or_default(), acknowledge_by, messages })
}

/// Adds a message. It starts the clock for an answer and tells the accountable office that there is something to read.
///
/// # Errors
/// An empty or unreadable text.
pub async fn write(ctx: &Ctx, at: &Unlocked, text: &Plaintext) -> Result<(), FollowUpError> {
    let text = match bounded(text.reveal(), STORY_CHARS) {
        Ok(text) if text.is_empty() => return Err(FollowUpError::Fields(vec![FieldError::new("/text", "message-empty")])),
        Ok(text) => Plaintext::new(text),
        Err(TextError::TooLong { max }) => return Err(FollowUpError::Fields(vec![FieldError::new("/text", "too-long").with("max", max)])),
        Err(TextError::Control) => return Err(FollowUpError::Fields(vec![FieldError::new("/text", "control-characters")])),
    };
    let id = ctx.ids.row(ctx.clock.now());
    let body = seal(&at.key, At { table: "message", column: "body", row: id }, &text, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(at.case)).await?;
            let now = ctx.clock.now();
            let case = case_columns(tx, at.case).await?.ok_or(FollowUpError::Unknown)?;
            rows::insert(tx, message::Model { id, case_id: at.case, report_id: at.report, staff_id: None, sent_at: now, body }).await?;
            ledger.record(now, Actor::Reporter, &Event::MessageSent { message: id });
            let mut due_at = None;
            if !case.closed {
                let subject = Subject { id: at.case, severity: case.severity, tracks: case.tracks, opened_at: case.opened_at };
                clock::start(ctx, tx, subject, crate::clocks::Event::ReporterMessage, now).await?;
                clock::refresh(ctx, tx, subject, now).await?;
                let answers = clock::running(tx, at.case).await?;
                due_at = answers.iter().find(|d| d.stops_on == crate::clocks::Event::ReporterAnswered.code()).map(|d| d.due_at);
            }
            if let Some(office) = OfficeCode::parse(&case.office) {
                let wrote = Message::ReporterWrote { case: case.code, due_at };
                outbox::enqueue(ctx, tx, now, at.case, &office, Target::DutyPerson, &wrote).await?;
            }
            ledger.finish(tx).await?;
            Ok::<_, FollowUpError>(())
        })
        .await?;
    ctx.nudge.notify_one();
    Ok(())
}

/// Begins a session for a browser, so that the code need not be typed again.
///
/// # Errors
/// The database refuses.
pub async fn begin_session(ctx: &Ctx, at: &Unlocked) -> Result<Token, FollowUpError> {
    let token = Token::random(ctx.ids.as_ref());
    let row = follow_up_session::Model {
        token_hash: ctx.vault.public().follow_up_hash(&token).to_vec(),
        report_id: at.report,
        thread_key: token.seal_thread_key(at.report, &at.key, ctx.ids.as_ref())?,
        expires_at: ctx.clock.now() + IDLE,
    };
    ctx.db.write(async |tx| rows::insert(tx, row).await).await?;
    Ok(token)
}

/// The conversation of a session, which then lasts another fifteen minutes.
///
/// # Errors
/// [`FollowUpError::Unknown`] when it has ended.
pub async fn resume(ctx: &Ctx, token: &Token) -> Result<Unlocked, FollowUpError> {
    let hash = ctx.vault.public().follow_up_hash(token).to_vec();
    let row = follow_up_session::Entity::find_by_id(hash.clone()).one(ctx.db.read()).await?.ok_or(FollowUpError::Unknown)?;
    let now = ctx.clock.now();
    if row.expires_at <= now {
        return Err(FollowUpError::Unknown);
    }
    let key = token.open_thread_key(row.report_id, &row.thread_key)?;
    let case: Option<Uuid> =
        report::Entity::find_by_id(row.report_id).select_only().column(report::Column::CaseId).into_tuple().one(ctx.db.read()).await?;
    let longer = follow_up_session::Entity::update_many()
        .col_expr(follow_up_session::Column::ExpiresAt, Expr::value(now + IDLE))
        .filter(follow_up_session::Column::TokenHash.eq(hash));
    ctx.db.write(async |tx| longer.exec(tx).await).await?;
    Ok(Unlocked { case: case.ok_or(FollowUpError::Unknown)?, report: row.report_id, key })
}

/// Ends a session: the sealed key goes with it.
///
/// # Errors
/// The database refuses.
pub async fn end_session(ctx: &Ctx, token: &Token) -> Result<(), FollowUpError> {
    let hash = ctx.vault.public().follow_up_hash(token).to_vec();
    ctx.db.write(async |tx| follow_up_session::Entity::delete_by_id(hash).exec(tx).await).await?;
    Ok(())
}

/// The columns of a case that the public face may read.
struct CaseColumns {
    code: String,
    office: String,
    severity: Severity,
    tracks: crate::clocks::Tracks,
    opened_at: Timestamp,
    closed: bool,
    due_at: Option<Timestamp>,
}

async fn case_columns(db: &impl ConnectionTrait, case: Uuid) -> Result<Option<CaseColumns>, DbErr> {
    type Row = (String, String, String, String, Timestamp, Option<Timestamp>, Option<Timestamp>);
    let row: Option<Row> = case_file::Entity::find_by_id(case)
        .select_only()
        .columns([
            case_file::Column::Code,
            case_file::Column::OfficeCode,
            case_file::Column::Severity,
            case_file::Column::Tracks,
            case_file::Column::OpenedAt,
            case_file::Column::ClosedAt,
            case_file::Column::DueAt,
        ])
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.map(|(code, office, severity, tracks, opened_at, closed_at, due_at)| CaseColumns {
        code,
        office,
        severity: Severity::parse(&severity).unwrap_or(Severity::Emergency),
        tracks: tracks_of(&tracks),
        opened_at,
        closed: closed_at.is_some(),
        due_at,
    }))
}
