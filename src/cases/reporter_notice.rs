//! Telling a reporter by mail that a message waits: only whoever asked for it, only "you have a message", from a neutral sender.
//!
//! What waits is a row without an address. The worker opens the address, which is part of who reported, when the mail goes, and keeps it
//! nowhere; nobody of the office sees it by that. After a mail the next one waits [`BETWEEN`], however much is written: a mailbox that
//! fills up makes somebody ask. Nothing goes to a conversation whose code is locked.
//!
//! Deliberately absent: text messages to telephones. Whoever asked for one gets it from a person of the office, who sees the exact words.

use chrono::Duration;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde::Deserialize;

use super::{CaseError, content::Identity};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, code_lock, report, reporter_notice},
    kernel::{Actor, Lang, Timestamp, codes::OfficeCode, secret::Plaintext},
    notification::{SendError, Transport, deliver::pause, mail},
    vault::{
        At, Part, case_keys,
        sealing::{CaseKey, IdentityKey, open},
    },
};

/// The shortest time between two mails about one conversation.
pub const BETWEEN: Duration = Duration::hours(6);
/// How long a worker may hold a notice before another takes it over.
const CLAIM: Duration = Duration::minutes(2);
/// Attempts after which trying ends: about a day and a half.
const MOST_ATTEMPTS: i32 = 80;
/// Mails in one round: alerts to offices must not wait behind them.
const AT_ONCE: usize = 10;

/// Of the contact wishes, what this needs.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    notice: Option<String>,
}

/// Whether the reporter asked to be told by mail, and left something to open an address from.
///
/// # Errors
/// The wishes cannot be opened.
pub(super) fn is_asked(ctx: &Ctx, key: &CaseKey, first: &report::Model) -> Result<bool, CaseError> {
    let (Some(_), Some(_), Some(sealed)) = (&ctx.config.neutral_mail_from, &first.reporter, &first.contact_wishes) else {
        return Ok(false);
    };
    let wishes = open(key, At { table: "report", column: "contact_wishes", row: first.id }, sealed)?;
    let asked = serde_json::from_str::<Asked>(wishes.reveal()).ok().and_then(|asked| asked.notice);
    Ok(asked.as_deref() == Some("email"))
}

/// Lets a mail wait for the conversation of `first`; one that waits already stands for this message too.
///
/// # Errors
/// The database refuses.
pub(super) async fn wait(ctx: &Ctx, tx: &Tx, first: &report::Model, now: Timestamp) -> Result<(), DbErr> {
    let mail_id = ctx.ids.row(now);
    match reporter_notice::Entity::find_by_id(first.id).one(tx).await? {
        None => {
            let row = reporter_notice::Model {
                report_id: first.id,
                case_id: first.case_id,
                mail_id,
                state: "waiting".into(),
                attempts: 0,
                next_attempt_at: now,
                claimed_until: None,
                sent_at: None,
            };
            rows::insert(tx, row).await
        }
        Some(row) if row.state == "sent" => {
            let earliest = row.sent_at.map_or(now, |sent| now.max(sent + BETWEEN));
            let again = reporter_notice::Entity::update_many()
                .col_expr(reporter_notice::Column::MailId, mail_id.into())
                .col_expr(reporter_notice::Column::State, "waiting".into())
                .col_expr(reporter_notice::Column::Attempts, 0.into())
                .col_expr(reporter_notice::Column::NextAttemptAt, earliest.into());
            again.filter(reporter_notice::Column::ReportId.eq(first.id)).exec(tx).await.map(drop)
        }
        Some(_) => Ok(()),
    }
}

/// Sends what is due, [`AT_ONCE`] mails at most. Returns how many the server took.
///
/// # Errors
/// The database refuses. A mail server's refusal is a fact, not an error.
pub async fn send_due(ctx: &Ctx, transport: &dyn Transport) -> Result<usize, CaseError> {
    let mut sent = 0;
    if ctx.config.neutral_mail_from.is_none() || ctx.vault.desk().is_err() {
        return Ok(0);
    }
    for _ in 0..AT_ONCE {
        let Some(notice) = claim(ctx).await? else { break };
        let later = if notice.attempts + 1 < MOST_ATTEMPTS { Outcome::Later } else { Outcome::Refused };
        let outcome = match address(ctx, &notice).await {
            // One address that does not open, as while keys are handed on, must not keep the others waiting.
            Err(error) => {
                tracing::error!(report = %notice.report_id, cause = %error, "the address of a reporter does not open; it is tried again");
                later
            }
            Ok(None) => Outcome::Void,
            Ok(Some((to, lang))) => {
                let letter = mail::message_waits(ctx, notice.mail_id, to.reveal(), lang, ctx.clock.now());
                match transport.send(&letter).await {
                    Ok(()) => Outcome::Sent,
                    Err(SendError::Temporary(_)) => later,
                    Err(SendError::Permanent(_)) => Outcome::Refused,
                }
            }
        };
        settle(ctx, &notice, outcome).await?;
        sent += usize::from(outcome == Outcome::Sent);
    }
    Ok(sent)
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The mail server took it.
    Sent,
    /// It is tried again.
    Later,
    /// The mailbox takes nothing.
    Refused,
    /// There is nobody to send it to: no address, or somebody else knows the code.
    Void,
}

async fn claim(ctx: &Ctx) -> Result<Option<reporter_notice::Model>, DbErr> {
    // Look before taking the writer: an idle worker must not commit in every round.
    if waiting(ctx.clock.now()).one(ctx.db.read()).await?.is_none() {
        return Ok(None);
    }
    ctx.db
        .write(async |tx| {
            let now = ctx.clock.now();
            let Some(notice) = waiting(now).one(tx).await? else { return Ok(None) };
            let held = reporter_notice::Entity::update_many()
                .col_expr(reporter_notice::Column::ClaimedUntil, (now + CLAIM).into())
                .filter(reporter_notice::Column::ReportId.eq(notice.report_id))
                .filter(free(now))
                .exec(tx)
                .await?;
            Ok(Some(notice).filter(|_| held.rows_affected == 1))
        })
        .await
}

fn waiting(now: Timestamp) -> sea_orm::Select<reporter_notice::Entity> {
    reporter_notice::Entity::find()
        .filter(reporter_notice::Column::State.eq("waiting"))
        .filter(reporter_notice::Column::NextAttemptAt.lte(now))
        .filter(free(now))
        .order_by_asc(reporter_notice::Column::NextAttemptAt)
        .limit(1)
}

fn free(now: Timestamp) -> Condition {
    Condition::any().add(reporter_notice::Column::ClaimedUntil.is_null()).add(reporter_notice::Column::ClaimedUntil.lte(now))
}

/// Where to, and in which language; nothing where nobody may be told.
async fn address(ctx: &Ctx, notice: &reporter_notice::Model) -> Result<Option<(Plaintext, Lang)>, CaseError> {
    let db = ctx.db.read();
    let Some(row) = report::Entity::find_by_id(notice.report_id).one(db).await? else { return Ok(None) };
    let locked = code_lock::Entity::find().filter(code_lock::Column::CaseId.eq(notice.case_id)).one(db).await?;
    let case: Option<(String, String)> = case_file::Entity::find_by_id(notice.case_id)
        .select_only()
        .columns([case_file::Column::OfficeCode, case_file::Column::Language])
        .into_tuple()
        .one(db)
        .await?;
    let (None, Some((office, language))) = (locked, case) else { return Ok(None) };
    let office = OfficeCode::parse(&office).ok_or(CaseError::NotFound)?;
    let key: IdentityKey = case_keys::open(db, &ctx.vault, notice.case_id, Part::Identity, &office).await?;
    let email = Identity::open(&key, &row)?.and_then(|identity| identity.email).filter(|email| !email.is_blank());
    Ok(email.map(|email| (email, Lang::from_tag(&language).unwrap_or_default())))
}

/// Writes down how it went: after the sending, never before (TRAPS 4.27).
async fn settle(ctx: &Ctx, notice: &reporter_notice::Model, outcome: Outcome) -> Result<(), CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(notice.case_id)).await?;
            let now = ctx.clock.now();
            let attempts = notice.attempts + 1;
            let update = reporter_notice::Entity::update_many()
                .col_expr(reporter_notice::Column::ClaimedUntil, Expr::value(Option::<Timestamp>::None))
                .col_expr(reporter_notice::Column::Attempts, attempts.into())
                .filter(reporter_notice::Column::ReportId.eq(notice.report_id));
            let state = |code: &str| update.clone().col_expr(reporter_notice::Column::State, code.into());
            let update = match outcome {
                Outcome::Sent => state("sent").col_expr(reporter_notice::Column::SentAt, now.into()),
                Outcome::Refused => state("refused"),
                Outcome::Void => state("void"),
                Outcome::Later => update.clone().col_expr(reporter_notice::Column::NextAttemptAt, (now + pause(ctx, attempts)).into()),
            };
            update.exec(tx).await?;
            if outcome == Outcome::Sent {
                ledger.record(now, Actor::System, &Event::ReporterTold { report: notice.report_id });
            }
            ledger.finish(tx).await?;
            Ok::<_, CaseError>(())
        })
        .await
}
