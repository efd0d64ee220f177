//! Writing more, and the buttons. A button is entered as said; what follows from it the desk does.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    DbErr, EntityTrait,
};
use uuid::Uuid;

use super::{CaseColumns, FollowUpError, Unlocked, case_columns};
use crate::{
    audit::{Chain, Event, Ledger},
    cases::{
        clock::{self, Subject},
        reopen,
    },
    ctx::Ctx,
    db::{Tx, rows},
    entity::{message, reporter_word},
    intake::attachments::{Presented, Recipient},
    kernel::{
        Actor, FieldError, Timestamp,
        codes::OfficeCode,
        secret::Plaintext,
        terms::{MessageKind, ReporterWord},
        text::{STORY_CHARS, TextError, bounded},
    },
    notification::{Message, Target, outbox},
    vault::{At, sealing::seal},
};

/// Adds a message, files, or both: `files` are the tokens of files that wait. It starts the clock for an answer and tells the accountable office that there is something to read. A withdrawal or
/// another way to reach somebody is marked, and changes nothing: the wrong person may have written it.
///
/// # Errors
/// An empty or unreadable text; a file that does not wait.
pub async fn write(ctx: &Ctx, at: &Unlocked, text: &Plaintext, kind: MessageKind, files: &[String]) -> Result<(), FollowUpError> {
    let sealed = Sealed::of(ctx, at, text, kind)?;
    let presented = Presented::of(ctx, files).await?;
    if let Some(taken) = presented.taken_by_another(at.report) {
        return Err(FollowUpError::Fields(vec![taken]));
    }
    let to = Recipient { case: at.case, report: at.report, now: ctx.clock.now() };
    let claims = presented.for_thread(&at.key, to, ctx.ids.as_ref())?;
    // What has to be verified is said in words: a file alone would arrive without its mark.
    if sealed.is_none() && (presented.is_empty() || kind != MessageKind::Message) {
        return Err(fault("message-empty"));
    }
    if sealed.is_none() && claims.is_empty() {
        // Sent twice: the conversation has them.
        return Ok(());
    }
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(at.case)).await?;
            let now = ctx.clock.now();
            let case = case_columns(tx, at.case).await?.ok_or(FollowUpError::Unknown)?;
            if let Some(sealed) = sealed {
                sealed.store(tx, &mut ledger, at, now).await?;
            }
            for claim in &claims {
                claim.write(tx).await.map_err(no_longer_waits)?;
                ledger.record(now, Actor::Reporter, &Event::FileReceived { file: claim.file() });
            }
            let due_at = ask_for_an_answer(ctx, tx, at, &case, now).await?;
            tell(ctx, tx, at, &case, &Message::ReporterWrote { case: case.code.clone(), due_at }, now).await?;
            ledger.finish(tx).await?;
            Ok::<_, FollowUpError>(())
        })
        .await?;
    ctx.nudge.notify_one();
    Ok(())
}

/// Enters what a button says, with a text where there is one.
///
/// # Errors
/// An unreadable text; an objection to a case that is open, or was closed too long ago.
pub async fn say(ctx: &Ctx, at: &Unlocked, word: ReporterWord, text: Option<&Plaintext>) -> Result<(), FollowUpError> {
    let sealed = match text {
        Some(text) => Sealed::of(ctx, at, text, MessageKind::Message)?,
        None => None,
    };
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(at.case)).await?;
            let now = ctx.clock.now();
            let case = case_columns(tx, at.case).await?.ok_or(FollowUpError::Unknown)?;
            if word == ReporterWord::Objection {
                let closed_at = case.closed_at.ok_or(FollowUpError::StillOpen)?;
                if !reopen::in_time(closed_at, now) {
                    return Err(FollowUpError::TooLate);
                }
            }
            let wrote = sealed.is_some();
            if let Some(sealed) = sealed {
                sealed.store(tx, &mut ledger, at, now).await?;
            }
            enter(ctx, tx, &mut ledger, at, word, now).await?;
            if wrote || asks_for_an_answer(word) {
                let due_at = ask_for_an_answer(ctx, tx, at, &case, now).await?;
                let said = match word {
                    ReporterWord::MoreDanger => Message::MoreDanger { case: case.code.clone() },
                    _ => Message::ReporterWrote { case: case.code.clone(), due_at },
                };
                tell(ctx, tx, at, &case, &said, now).await?;
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    ctx.nudge.notify_one();
    Ok(())
}

/// Whether the office has to hear of it: not that all is well, and not an objection, which goes to the office above.
const fn asks_for_an_answer(word: ReporterWord) -> bool {
    matches!(word, ReporterWord::MoreDanger | ReporterWord::ContactedNo | ReporterWord::ContactedNotHelped)
}

/// Enters `word`, to be followed at the desk.
pub(super) async fn enter(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    at: &Unlocked,
    word: ReporterWord,
    now: Timestamp,
) -> Result<(), FollowUpError> {
    let id = ctx.ids.row(now);
    // Only the columns that the public role may write.
    let row = reporter_word::ActiveModel {
        id: Set(id),
        case_id: Set(at.case),
        report_id: Set(at.report),
        kind: Set(word.code().to_owned()),
        said_at: Set(now),
        followed_at: NotSet,
        settled_at: NotSet,
        settled_by: NotSet,
        settled_as: NotSet,
    };
    reporter_word::Entity::insert(row).exec_without_returning(tx).await?;
    ledger.record(now, Actor::Reporter, &Event::SaidByReporter { word: id, kind: word.code() });
    Ok(())
}

/// Starts the clock for an answer where the case is open; gives when it is due.
async fn ask_for_an_answer(
    ctx: &Ctx,
    tx: &Tx,
    at: &Unlocked,
    case: &CaseColumns,
    now: Timestamp,
) -> Result<Option<Timestamp>, FollowUpError> {
    if case.closed_at.is_some() {
        return Ok(None);
    }
    let subject = Subject { id: at.case, severity: case.severity, tracks: case.tracks, opened_at: case.opened_at };
    clock::start(ctx, tx, subject, crate::clocks::Event::ReporterMessage, now).await?;
    clock::refresh(ctx, tx, subject, now).await?;
    let answers = clock::running(tx, at.case).await?;
    Ok(answers.iter().find(|d| d.stops_on == crate::clocks::Event::ReporterAnswered.code()).map(|d| d.due_at))
}

/// Tells who answers at the accountable office.
pub(super) async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    at: &Unlocked,
    case: &CaseColumns,
    said: &Message,
    now: Timestamp,
) -> Result<(), FollowUpError> {
    if let Some(office) = OfficeCode::parse(&case.office) {
        outbox::enqueue(ctx, tx, now, at.case, &office, Target::DutyPerson, said).await?;
    }
    Ok(())
}

/// A text sealed before the unit of work begins.
struct Sealed {
    id: Uuid,
    kind: MessageKind,
    body: Vec<u8>,
}

impl Sealed {
    /// Nothing for a text without a word.
    fn of(ctx: &Ctx, at: &Unlocked, text: &Plaintext, kind: MessageKind) -> Result<Option<Self>, FollowUpError> {
        let text = match bounded(text.reveal(), STORY_CHARS) {
            Ok(text) if text.is_empty() => return Ok(None),
            Ok(text) => Plaintext::new(text),
            Err(TextError::TooLong { max }) => {
                return Err(FollowUpError::Fields(vec![FieldError::new("/text", "too-long").with("max", max)]));
            }
            Err(TextError::Control) => return Err(fault("control-characters")),
        };
        let id = ctx.ids.row(ctx.clock.now());
        let body = seal(&at.key, At { table: "message", column: "body", row: id }, &text, ctx.ids.as_ref())?;
        Ok(Some(Self { id, kind, body }))
    }

    async fn store(self, tx: &Tx, ledger: &mut Ledger<'_>, at: &Unlocked, now: Timestamp) -> Result<(), FollowUpError> {
        let Self { id, kind, body } = self;
        let kind = kind.code().to_owned();
        let row = message::Model { id, case_id: at.case, report_id: at.report, staff_id: None, sent_at: now, body, kind };
        rows::insert(tx, row).await?;
        ledger.record(now, Actor::Reporter, &Event::MessageSent { message: id });
        Ok(())
    }
}

fn fault(message: &'static str) -> FollowUpError {
    FollowUpError::Fields(vec![FieldError::new("/text", message)])
}

/// Between the look and the writing, another report may have taken a file, or its time was over.
fn no_longer_waits(error: DbErr) -> FollowUpError {
    match error {
        DbErr::RecordNotUpdated => FollowUpError::Fields(vec![FieldError::new("/files", "file-gone")]),
        error => error.into(),
    }
}
