//! Opening a case: what is sealed is read, and the reading is entered and committed before any of it leaves.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    CaseError,
    arranged::{self, Arranged},
    clock, clusters,
    content::{Content, open_because},
    files::{self, CaseFile},
    find, identity,
    inside::{self, Reach},
    plan::read::{self as plans, Planned},
    readers,
    reading::{self, OpenedReading},
    referral::read::{self as referrals, Referrals},
    settle,
    talk::Talk,
    work::{self, Work},
};
use crate::{
    access::{Responder, Signed},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{
        alert, case_episode, case_file, case_map_move, case_opening, code_lock, contact, custody, deadline, delivery, escalation, message,
        milestone, note, office, report, reporter_notice, reporter_word,
    },
    kernel::{
        Timestamp,
        codes::{CaseCode, CommuneCode, ProvinceCode},
        secret::Plaintext,
        terms::{MessageKind, Milestone},
    },
    localities::{Facility, facilities},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, open},
    },
};

/// What is plain about a case: its clocks, its custody, its milestones.
pub struct Outline {
    /// The case.
    pub case: case_file::Model,
    /// The accountable office.
    pub office: office::Model,
    /// Clocks, running and ended, the first due on top.
    pub deadlines: Vec<deadline::Model>,
    /// What was reached.
    pub milestones: Vec<milestone::Model>,
    /// Who was accountable, oldest first.
    pub custody: Vec<custody::Model>,
    /// Who was told of missed deadlines, oldest first.
    pub escalations: Vec<escalation::Model>,
    /// Alerts about the case and how they fared: kind, office, state of the delivery.
    pub alerts: Vec<AlertState>,
    /// What the reporter said by buttons, oldest first.
    pub words: Vec<reporter_word::Model>,
    /// Whether an access code of the case is locked: nothing written there is read, and nothing that came from there is sure.
    pub channel_unsafe: bool,
    /// How it was before it was opened again, oldest first.
    pub episodes: Vec<case_episode::Model>,
    /// The facility it is about, where that is known.
    pub facility: Option<Facility>,
    /// Changes of the map that moved it to another commune, or may have, oldest first.
    pub map_moves: Vec<case_map_move::Model>,
    /// Who was named, asked and ordered, and what waits for the office above.
    pub arranged: Arranged,
    /// Codes of the cases of that facility, this one among them, where it may be happening again and the reader may know so.
    pub cluster: Vec<String>,
}

/// One alert on its way.
pub struct AlertState {
    /// Kind of alert.
    pub kind: String,
    /// Office it is for.
    pub office: String,
    /// When it was written.
    pub at: Timestamp,
    /// `waiting`, `sent`, `refused`, or `unreachable`.
    pub state: &'static str,
}

/// A report, opened.
pub struct OpenedReport {
    /// Its id.
    pub id: Uuid,
    /// When it was committed.
    pub received_at: Timestamp,
    /// What it says.
    pub content: Content,
    /// Whether somebody said who they are.
    pub names_reporter: bool,
    /// What became of the mail that tells them of a message, once one was written.
    pub notice: Option<reporter_notice::Model>,
}

/// A message, opened.
pub struct OpenedMessage {
    /// Who of the staff wrote it; nobody when the reporter did.
    pub staff: Option<Uuid>,
    /// When.
    pub sent_at: Timestamp,
    /// A code of `MessageKind`: what has to be verified before anybody acts on it.
    pub kind: String,
    /// The text.
    pub body: Plaintext,
}

impl OpenedMessage {
    /// What has to be verified before anybody acts on it: a code of `MessageKind`.
    #[must_use]
    pub fn to_verify(&self) -> Option<&str> {
        Some(self.kind.as_str()).filter(|kind| *kind != MessageKind::Message.code())
    }
}

impl Outline {
    /// Whether the reporter denies the first contact and the office above has not decided.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        let contact = self.milestones.iter().find(|row| row.code == Milestone::FirstContact.code());
        contact.is_some_and(|contact| self.words.iter().any(|word| settle::waits(word) && settle::denies(word, contact.happened_at)))
    }
}

/// A contact with its note opened.
pub struct OpenedContact {
    /// The contact.
    pub contact: contact::Model,
    /// What was said and seen.
    pub note: Option<Plaintext>,
    /// How they talked, and what the person wants.
    pub talk: Talk,
}

/// A note, opened.
pub struct OpenedNote {
    /// The note.
    pub id: Uuid,
    /// Who wrote it.
    pub staff: Uuid,
    /// What it belongs to.
    pub kind: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// When whoever wrote it took it back.
    pub undone_at: Option<Timestamp>,
    /// The text.
    pub body: Plaintext,
}

/// A case with its sealed parts opened.
pub struct Opened {
    /// What is plain.
    pub outline: Outline,
    /// The reports.
    pub reports: Vec<OpenedReport>,
    /// The conversation with the reporter.
    pub messages: Vec<OpenedMessage>,
    /// The contacts.
    pub contacts: Vec<OpenedContact>,
    /// The notes.
    pub notes: Vec<OpenedNote>,
    /// Corrections of them, requests to close.
    pub work: Work,
    /// What was asked of other offices.
    pub referrals: Referrals,
    /// What is planned for the person.
    pub planned: Planned,
    /// What was promised at the acknowledgement.
    pub next_act: Option<Plaintext>,
    /// Why it was routed here, as codes.
    pub because: Vec<String>,
    /// The files.
    pub files: Vec<CaseFile>,
    /// Facilities that the reporter may have meant by what they typed, where none was certain.
    pub facilities_meant: Vec<Facility>,
    /// How it stands with who reported.
    pub identity: identity::listed::Standing,
    /// Whether the reader works on it, or reads for a reason.
    pub reach: Reach,
    /// Who read it for a reason.
    pub readings: Vec<OpenedReading>,
}

/// The plain part, for whoever has the case in scope.
///
/// # Errors
/// `NotFound` out of scope.
pub async fn outline(ctx: &Ctx, by: &Signed, code: &CaseCode) -> Result<Outline, CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let cluster = clusters::of_case(ctx, by, &case).await?;
    Ok(Outline { cluster, ..outline_of(ctx, case).await? })
}

/// Opens the case for somebody who works on it, or reads it for a reason.
///
/// # Errors
/// `NotFound` out of scope or without an envelope for the person's office; `WithAnother` without a reason.
pub async fn opened(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<Opened, CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let cluster = clusters::of_case(ctx, by, &case).await?;
    let mut opened = read(ctx, by, case).await?;
    opened.outline.cluster = cluster;
    enter_reading(ctx, by, opened.outline.case.id).await?;
    Ok(opened)
}

/// Reads and opens everything, without asking whether the case is in scope: the envelope decides, and `inside` in
/// the accountable office. Not entered; see [`opened`].
///
/// # Errors
/// `NoEnvelope` for an office that is not entitled; `WithAnother` for a colleague without a reason.
pub async fn read(ctx: &Ctx, by: &Responder, case: case_file::Model) -> Result<Opened, CaseError> {
    let reach = inside::reads(ctx.db.read(), &by.scope(), &case, ctx.clock.now()).await?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, case.id, Part::Case, by.office()).await?;
    let mut opened = Opened {
        reports: Vec::new(),
        messages: Vec::new(),
        contacts: Vec::new(),
        notes: Vec::new(),
        work: work::read(ctx, &key, &case).await?,
        referrals: referrals::of_case(ctx, &key, &case).await?,
        planned: plans::of_case(ctx, &key, case.id).await?,
        next_act: None,
        because: open_because(&key, case.id, &case.routed_because)?,
        files: files::of_case(ctx, &key, case.id).await?,
        facilities_meant: Vec::new(),
        identity: identity::listed::standing(ctx, by, &key, &case).await?,
        reach,
        readings: reading::of_case(ctx, by, &key, case.id, reach).await?,
        outline: outline_of(ctx, case).await?,
    };
    opened.outline.arranged.open(&key)?;
    let case = &opened.outline.case;
    if let Some(sealed) = &case.next_act {
        opened.next_act = Some(open(&key, At { table: "case_file", column: "next_act", row: case.id }, sealed)?);
    }
    for row in reports_of(ctx, case.id).await? {
        let content = Content::open(&key, &row)?;
        // What goes on under a new code tells nothing by itself.
        if row.continues.is_none() {
            let notice = reporter_notice::Entity::find_by_id(row.id).one(ctx.db.read()).await?;
            let names_reporter = row.reporter.is_some();
            opened.reports.push(OpenedReport { id: row.id, received_at: row.received_at, content, names_reporter, notice });
        }
        let thread = key.thread(row.id);
        let messages = message::Entity::find().filter(message::Column::ReportId.eq(row.id)).order_by_asc(message::Column::SentAt);
        for row in messages.all(ctx.db.read()).await? {
            let body = open(&thread, At { table: "message", column: "body", row: row.id }, &row.body)?;
            opened.messages.push(OpenedMessage { staff: row.staff_id, sent_at: row.sent_at, kind: row.kind, body });
        }
    }
    let contacts = contact::Entity::find().filter(contact::Column::CaseId.eq(case.id)).order_by_asc(contact::Column::RecordedAt);
    for contact in contacts.all(ctx.db.read()).await? {
        let at = At { table: "contact", column: "note", row: contact.id };
        let note = contact.note.as_ref().map(|sealed| open(&key, at, sealed)).transpose()?;
        let talk = Talk::open(&key, &contact)?;
        opened.contacts.push(OpenedContact { contact, note, talk });
    }
    let typed = opened.reports.iter().find_map(|report| report.content.facility_typed.as_ref());
    if let (Some(typed), None) = (typed, &opened.outline.facility) {
        opened.facilities_meant = facilities_meant(ctx, case, typed).await?;
    }
    let notes = note::Entity::find().filter(note::Column::CaseId.eq(case.id)).order_by_asc(note::Column::WrittenAt);
    for row in notes.all(ctx.db.read()).await? {
        let body = open(&key, At { table: "note", column: "body", row: row.id }, &row.body)?;
        opened.notes.push(OpenedNote {
            id: row.id,
            staff: row.staff_id,
            kind: row.kind,
            written_at: row.written_at,
            undone_at: row.undone_at,
            body,
        });
    }
    Ok(opened)
}

async fn facilities_meant(ctx: &Ctx, case: &case_file::Model, typed: &Plaintext) -> Result<Vec<Facility>, CaseError> {
    let commune = case.commune_code.as_deref().and_then(CommuneCode::parse);
    match case.province_code.as_deref().and_then(ProvinceCode::parse) {
        Some(province) => Ok(facilities::candidates(ctx.db.read(), &ctx.places, &province, commune.as_ref(), typed.reveal()).await?),
        None => Ok(Vec::new()),
    }
}

async fn enter_reading(ctx: &Ctx, by: &Responder, case: Uuid) -> Result<(), CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            rows::insert_new(tx, case_opening::Model { case_id: case, staff_id: by.staff(), opened_at: now }).await?;
            readers::count(tx, case, by).await?;
            reading::seen(tx, by, case, now).await?;
            ledger.record(now, by.actor(), &Event::ReportOpened { office: by.office().as_str() });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn reports_of(ctx: &Ctx, case: Uuid) -> Result<Vec<report::Model>, CaseError> {
    let rows = report::Entity::find().filter(report::Column::CaseId.eq(case)).order_by_asc(report::Column::ReceivedAt);
    Ok(rows.all(ctx.db.read()).await?)
}

async fn outline_of(ctx: &Ctx, case: case_file::Model) -> Result<Outline, CaseError> {
    let db = ctx.db.read();
    let office = office::Entity::find_by_id(&case.office_code).one(db).await?.ok_or(CaseError::NotFound)?;
    let deadlines =
        deadline::Entity::find().filter(deadline::Column::CaseId.eq(case.id)).order_by_asc(deadline::Column::DueAt).all(db).await?;
    let milestones = clock::milestones(db, case.id).await?;
    let custody = custody::Entity::find().filter(custody::Column::CaseId.eq(case.id)).order_by_asc(custody::Column::No).all(db).await?;
    let escalations =
        escalation::Entity::find().filter(escalation::Column::CaseId.eq(case.id)).order_by_asc(escalation::Column::At).all(db).await?;
    let alerts = alerts_of(ctx, case.id).await?;
    let moves = case_map_move::Entity::find().filter(case_map_move::Column::CaseId.eq(case.id));
    let moves = moves.order_by_asc(case_map_move::Column::MovedAt).all(db).await?;
    // A case whose exclusions alone were written anew has not moved.
    let map_moves = moves.into_iter().filter(|row| row.by_default || row.from_commune != row.to_commune).collect();
    let facility = facilities::of_codes(db, case.facility_code.as_slice()).await?.pop();
    let words = reporter_word::Entity::find().filter(reporter_word::Column::CaseId.eq(case.id)).order_by_asc(reporter_word::Column::SaidAt);
    let words = words.all(db).await?;
    let channel_unsafe = code_lock::Entity::find().filter(code_lock::Column::CaseId.eq(case.id)).one(db).await?.is_some();
    let episodes = case_episode::Entity::find().filter(case_episode::Column::CaseId.eq(case.id)).order_by_asc(case_episode::Column::No);
    let episodes = episodes.all(db).await?;
    let cluster = Vec::new();
    let arranged = arranged::of_case(ctx, &case).await?;
    Ok(Outline {
        case,
        office,
        deadlines,
        milestones,
        custody,
        escalations,
        alerts,
        words,
        channel_unsafe,
        episodes,
        facility,
        map_moves,
        arranged,
        cluster,
    })
}

async fn alerts_of(ctx: &Ctx, case: Uuid) -> Result<Vec<AlertState>, CaseError> {
    let alerts =
        alert::Entity::find().filter(alert::Column::CaseId.eq(case)).order_by_asc(alert::Column::CreatedAt).all(ctx.db.read()).await?;
    let ids = alerts.iter().map(|alert| alert.id);
    let deliveries = delivery::Entity::find().filter(delivery::Column::AlertId.is_in(ids)).all(ctx.db.read()).await?;
    let state = |alert: &alert::Model| {
        let mut own = deliveries.iter().filter(|d| d.alert_id == alert.id).peekable();
        if alert.addressed_at.is_some() && own.peek().is_none() {
            return "unreachable";
        }
        let states: Vec<&str> = own.map(|d| d.state.as_str()).collect();
        match states {
            _ if states.contains(&"sent") => "sent",
            _ if !states.is_empty() && states.iter().all(|s| *s == "refused") => "refused",
            _ => "waiting",
        }
    };
    Ok(alerts
        .iter()
        .map(|a| AlertState { kind: a.kind.clone(), office: a.office_code.clone(), at: a.created_at, state: state(a) })
        .collect())
}
