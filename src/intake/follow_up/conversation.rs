//! Where the case stands, and the messages: counted until somebody asks for one.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

use super::{CaseColumns, FollowUpError, Unlocked, case_columns};
use crate::{
    cases::{reopen, status},
    ctx::Ctx,
    db::rows,
    entity::{deadline, envelope, message, message_hidden, milestone, office, opened_by},
    intake::promise,
    kernel::{
        Timestamp,
        codes::OfficeCode,
        secret::Plaintext,
        terms::{Milestone, Severity},
    },
    localities::{Office, duty::rosters_of, store::OfficeColumns},
    vault::{At, Part, sealing},
};

/// What a reporter sees.
pub struct Conversation {
    /// Where the case stands: the message key is `status-…`.
    pub status: &'static str,
    /// Name of the accountable office, Vietnamese and English.
    pub office: (String, String),
    /// Whether nobody has taken it yet.
    pub waiting: bool,
    /// By when somebody should have taken it, while nobody has and a time can be promised.
    pub acknowledge_by: Option<Timestamp>,
    /// How many have opened it; nothing while nobody has.
    pub opened_by: Option<OpenedBy>,
    /// Whether it is closed, and what can still be done about that.
    pub closed: Closed,
    /// The messages, oldest first, without their texts.
    pub messages: Vec<Line>,
}

/// How many have opened a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenedBy {
    /// People.
    pub people: i32,
    /// Offices they belong to.
    pub offices: i32,
}

/// Whether a case is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It is open.
    No,
    /// It is, and an objection opens it again.
    Lately,
    /// It is, and so long ago that a new report is the way.
    LongAgo,
}

/// One message, not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its place in the conversation, from 1; it keeps it for good.
    pub number: usize,
    /// Whether the reporter wrote it.
    pub mine: bool,
}

/// One message, opened.
pub struct Opened {
    /// Its place in the conversation.
    pub number: usize,
    /// Whether the reporter wrote it.
    pub mine: bool,
    /// When the office wrote it. When the reporter wrote is nobody's business: they know.
    pub sent_at: Option<Timestamp>,
    /// The text.
    pub body: Plaintext,
}

/// Reads where the case stands and which messages there are. Opens none of them.
///
/// # Errors
/// The database cannot be read.
pub async fn read(ctx: &Ctx, at: &Unlocked) -> Result<Conversation, FollowUpError> {
    let db = ctx.db.read();
    let now = ctx.clock.now();
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
    let late = case.closed_at.is_none() && case.due_at.is_some_and(|due| due < now);
    let acknowledge_by = promised(ctx, at, &case, now).await?;
    let counted = opened_by::Entity::find_by_id(at.case).one(db).await?;
    Ok(Conversation {
        status: status::of(case.closed_at.is_some(), &reached, late),
        office: office.unwrap_or_default(),
        waiting: case.closed_at.is_none() && !reached.contains(&Milestone::Acknowledged),
        acknowledge_by,
        opened_by: counted.map(|row| OpenedBy { people: row.people, offices: row.offices }),
        closed: match case.closed_at {
            None => Closed::No,
            Some(closed_at) if reopen::in_time(closed_at, now) => Closed::Lately,
            Some(_) => Closed::LongAgo,
        },
        messages: lines(ctx, at).await?.into_iter().map(|(line, _)| line).collect(),
    })
}

/// The time that may still be promised for taking it, by the rule of the receipt.
async fn promised(ctx: &Ctx, at: &Unlocked, case: &CaseColumns, now: Timestamp) -> Result<Option<Timestamp>, FollowUpError> {
    let db = ctx.db.read();
    let waiting = deadline::Entity::find()
        .filter(deadline::Column::CaseId.eq(at.case))
        .filter(deadline::Column::StopsOn.eq(Milestone::Acknowledged.code()))
        .filter(deadline::Column::StoppedAt.is_null());
    let Some(due) = waiting.order_by_asc(deadline::Column::DueAt).one(db).await?.map(|row| row.due_at).filter(|due| *due > now) else {
        return Ok(None);
    };
    // Who was told can be seen from who was given a key: grants are not for this face to read.
    let told: Vec<String> = envelope::Entity::find()
        .select_only()
        .column(envelope::Column::Recipient)
        .filter(envelope::Column::CaseId.eq(at.case))
        .filter(envelope::Column::Part.eq(Part::Case.code()))
        .into_tuple()
        .all(db)
        .await?;
    let codes = told.iter().chain(std::iter::once(&case.office)).map(String::as_str);
    let rows: Vec<OfficeColumns> = office::Entity::find().filter(office::Column::Code.is_in(codes)).into_partial_model().all(db).await?;
    let offices: Vec<Office> = rows.into_iter().filter_map(OfficeColumns::into_office).collect();
    let accountable = OfficeCode::parse(&case.office);
    let is_accountable = |office: &&Office| Some(&office.code) == accountable.as_ref();
    let emergency = case.severity == Severity::Emergency;
    let counted_on: Vec<&Office> =
        offices.iter().filter(|office| is_accountable(office) || (emergency && office.round_the_clock)).collect();
    let names: Vec<&str> = counted_on.iter().map(|office| office.code.as_str()).collect();
    let rosters = rosters_of(db, &names).await?;
    Ok(promise::kept(ctx, offices.iter().find(is_accountable), counted_on, &rosters, due, now))
}

/// The messages that are not hidden, with their rows.
async fn lines(ctx: &Ctx, at: &Unlocked) -> Result<Vec<(Line, message::Model)>, FollowUpError> {
    let db = ctx.db.read();
    let query = message::Entity::find().filter(message::Column::ReportId.eq(at.report));
    let rows = query.order_by_asc(message::Column::SentAt).order_by_asc(message::Column::Id).all(db).await?;
    let ids = rows.iter().map(|row| row.id);
    let hidden: Vec<Uuid> = message_hidden::Entity::find()
        .select_only()
        .column(message_hidden::Column::MessageId)
        .filter(message_hidden::Column::MessageId.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let hidden: BTreeSet<Uuid> = hidden.into_iter().collect();
    let numbered = rows.into_iter().enumerate().map(|(index, row)| (Line { number: index + 1, mine: row.staff_id.is_none() }, row));
    Ok(numbered.filter(|(_, row)| !hidden.contains(&row.id)).collect())
}

async fn numbered(ctx: &Ctx, at: &Unlocked, number: usize) -> Result<(Line, message::Model), FollowUpError> {
    lines(ctx, at).await?.into_iter().find(|(line, _)| line.number == number).ok_or(FollowUpError::NoMessage)
}

/// Opens one message. Nobody is told that it was read, and nothing is written.
///
/// # Errors
/// [`FollowUpError::NoMessage`] when there is none of this number, or it was hidden.
pub async fn open(ctx: &Ctx, at: &Unlocked, number: usize) -> Result<Opened, FollowUpError> {
    let (line, row) = numbered(ctx, at, number).await?;
    let body = sealing::open(&at.key, At { table: "message", column: "body", row: row.id }, &row.body)?;
    Ok(Opened { number, mine: line.mine, sent_at: (!line.mine).then_some(row.sent_at), body })
}

/// Hides one message from whoever holds the code, for good. The office keeps it, and is not told: that would say when somebody read.
///
/// # Errors
/// [`FollowUpError::NoMessage`] when there is none of this number, or it was hidden before.
pub async fn hide(ctx: &Ctx, at: &Unlocked, number: usize) -> Result<(), FollowUpError> {
    let (_, row) = numbered(ctx, at, number).await?;
    ctx.db.write(async |tx| rows::insert_new(tx, message_hidden::Model { message_id: row.id }).await).await?;
    Ok(())
}
