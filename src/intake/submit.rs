//! Taking a report: sealed first, then one transaction writes report, case, envelopes, custody, clocks, alerts and evidence.
//!
//! The receipt exists only after the commit. A repeated Idempotency-Key is answered with the same receipt, which this server can
//! open only because the caller brings the key along.

use chrono::Duration;
use sea_orm::{DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    ReportForm, groups,
    receipt::{EMERGENCY_NUMBERS, EmergencyNumber, Receipt, ReceiptOffice},
    route,
};
use crate::{
    audit::{Chain, Event, Ledger},
    cases::{
        clock,
        content::seal_because,
        entitled::{CasePart, Standing, entitled},
    },
    clocks::{AgeBand, CaseFacts, PersonFacts, TrackFacts, Tracks, UrgencyFacts, before_triage, tracks},
    ctx::Ctx,
    db::{Tx, error::violates_unique, rows},
    entity::{alert, case_file, case_grant, custody, deadline, envelope, exclusion, replay, report},
    kernel::{
        Actor, Classify, FieldError, Kind, Lang, Timestamp,
        codes::{CASE_CODE_CHARS, CaseCode, OfficeCode},
        secret::Plaintext,
        terms::{GrantGround, Milestone, Severity},
    },
    localities::{OfficeBook, OfficeKind, Route, party, store::StoreError},
    notification::{Message, Target, outbox},
    vault::{
        CaseKey, EnvelopeContext, IdentityKey, Part, SealError, SealingKey,
        access_code::AccessCode,
        envelope::wrap,
        idempotency::IdempotencyKey,
        office_keys::{OfficePublic, public_keys},
        recovery,
    },
};

/// How long the hash of an Idempotency-Key is remembered.
pub const REMEMBER_KEY: Duration = Duration::days(30);
/// How long a program may fetch its receipt again.
pub const RECEIPT_FOR_PROGRAMS: Duration = Duration::hours(24);
/// How long a page may.
pub const RECEIPT_FOR_PAGES: Duration = Duration::minutes(15);
/// A report by the JSON API.
pub const CHANNEL_API: &str = "partner_api";
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
    Mismatch,
    /// The key came before; its receipt can no longer be shown.
    #[error("the receipt is gone")]
    ReceiptGone {
        /// The case that was opened then.
        case_code: String,
    },
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
            Self::Mismatch => Kind::Mismatch,
            Self::ReceiptGone { .. } => Kind::Conflict,
            Self::Offices(_) | Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Mismatch => "idempotency-mismatch",
            Self::ReceiptGone { .. } => "idempotency-receipt-gone",
            Self::Offices(_) | Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Mismatch => vec![FieldError::new("", "idempotency-mismatch")],
            Self::ReceiptGone { case_code } => vec![FieldError::new("", "idempotency-receipt-gone").with("case_code", case_code)],
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
    let mut prepared = Prepared::of(ctx, &submission).await?;
    for _ in 0..CODE_ATTEMPTS {
        match prepared.store(ctx).await {
            Ok(true) => {
                ctx.nudge.notify_one();
                return Ok(Submitted { receipt: prepared.receipt, replayed: false });
            }
            // The same key arrived twice at the same time and the other one won.
            Ok(false) => break,
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
        return Err(SubmitError::Mismatch);
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
    replay: Option<replay::Model>,
    receipt: Receipt,
}

impl Prepared {
    async fn of(ctx: &Ctx, submission: &Submission) -> Result<Self, SubmitError> {
        let form = &submission.form;
        let (severity, tracks) = weigh(ctx, form);
        let (route, book) = route::find(ctx, form, severity).await?;
        let now = ctx.clock.now();
        let (case_id, report_id) = (ctx.ids.row(now), ctx.ids.row(now));
        let facts = CaseFacts::opened(severity, tracks, now);
        let deadlines = clock::first_deadlines(ctx, case_id, &facts, now);
        let keys = Keys::new(ctx, form.identity.is_some());
        let report = report_row(ctx, form, &keys, case_id, report_id, now)?;
        let case = case_row(ctx, submission, &route, &keys.case, case_id, facts, &deadlines, now)?;
        let grants: Vec<case_grant::Model> = route.notify.iter().map(|office| grant(case_id, office, now)).collect();
        let envelopes = envelopes(ctx, &route, &book, &keys, case_id, report_id).await?;
        let alerts = alerts(ctx, &route, &case, &book, now);
        let acknowledge_by = promise(ctx, &route, &book, &deadlines, now);
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
            let now = self.case.opened_at;
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

    /// Writes everything. False when the same key was stored meanwhile.
    async fn store(&self, ctx: &Ctx) -> Result<bool, DbErr> {
        ctx.db
            .write(async |tx: &Tx| {
                if let Some(replay) = &self.replay
                    && !rows::insert_new(tx, replay.clone()).await?
                {
                    return Ok(false);
                }
                rows::insert(tx, self.case.clone()).await?;
                rows::insert(tx, self.report.clone()).await?;
                rows::insert(tx, self.custody.clone()).await?;
                rows::insert_all(tx, self.exclusions.clone()).await?;
                rows::insert_all(tx, self.grants.clone()).await?;
                rows::insert_all(tx, self.envelopes.clone()).await?;
                rows::insert_all(tx, self.deadlines.clone()).await?;
                rows::insert_all(tx, self.alerts.clone()).await?;
                let mut ledger = Ledger::begin(&ctx.vault, Chain::Case(self.case.id));
                let (at, severity) = (self.case.opened_at, self.case.severity.as_str());
                ledger.record(at, Actor::Reporter, &Event::ReportReceived { report: self.report.id, severity });
                let began = Event::CustodyBegan { office: &self.case.office_code, reason: &self.custody.reason };
                ledger.record(at, Actor::System, &began);
                ledger.finish(tx).await?;
                Ok(true)
            })
            .await
    }
}

/// The keys of a new case and the code of its reporter.
struct Keys {
    case: CaseKey,
    identity: Option<IdentityKey>,
    code: AccessCode,
    lookup: [u8; 32],
    salt: [u8; 16],
    reporter_public: [u8; 32],
}

impl Keys {
    fn new(ctx: &Ctx, with_identity: bool) -> Self {
        let ids = ctx.ids.as_ref();
        let code = AccessCode::random(ids);
        let derived = code.derive(ctx.vault.public().pepper());
        let mut salt = [0; 16];
        ids.fill(&mut salt);
        Self {
            case: CaseKey::random(ids),
            identity: with_identity.then(|| IdentityKey::random(ids)),
            lookup: derived.lookup,
            reporter_public: derived.reporter_keys(&salt).public,
            salt,
            code,
        }
    }
}

/// The severity until triage, and the tracks.
fn weigh(ctx: &Ctx, form: &ReportForm) -> (Severity, Tracks) {
    let people: Vec<PersonFacts> =
        form.content.persons.iter().map(|person| PersonFacts::new(AgeBand::of_years(person.age), &person.disabilities)).collect();
    let categories: Vec<&str> = form.category.as_deref().into_iter().collect();
    let signs: Vec<&str> = form.danger.iter().map(String::as_str).collect();
    let groups: Vec<&str> = form.content.persons.iter().flat_map(|person| person.groups.iter().map(String::as_str)).collect();
    let urgency = UrgencyFacts {
        in_danger_now: form.in_danger,
        danger_signs: &signs,
        categories: &categories,
        abuse_types: &[],
        victim_groups: &groups,
        people: &people,
    };
    let domestic = |relation: &str| ctx.taxonomy.offender_relations.get(relation).is_some_and(|relation| relation.domestic);
    let domestic_perpetrator = form.content.perpetrators.iter().filter_map(|p| p.relation.as_deref()).any(domestic);
    let standing = tracks(&TrackFacts { people: &people, categories: &categories, domestic_perpetrator });
    (before_triage(&urgency).severity, standing)
}

fn report_row(ctx: &Ctx, form: &ReportForm, keys: &Keys, case_id: Uuid, id: Uuid, now: Timestamp) -> Result<report::Model, SealError> {
    let ids = ctx.ids.as_ref();
    let sealed = form.content.seal(&keys.case, id, ids)?;
    let reporter = match (&form.identity, &keys.identity) {
        (Some(identity), Some(key)) => Some(identity.seal(key, id, ids)?),
        _ => None,
    };
    Ok(report::Model {
        id,
        case_id,
        received_at: now,
        story: sealed.story,
        address: sealed.address,
        place_typed: sealed.place_typed,
        point: sealed.point,
        persons: sealed.persons,
        perpetrators: sealed.perpetrators,
        contact_wishes: sealed.contact_wishes,
        reporter,
        code_lookup: Some(keys.lookup.to_vec()),
        reporter_salt: keys.salt.to_vec(),
    })
}

#[expect(clippy::too_many_arguments, reason = "one row, put together once")]
fn case_row(
    ctx: &Ctx,
    submission: &Submission,
    route: &Route,
    key: &CaseKey,
    id: Uuid,
    facts: CaseFacts,
    deadlines: &[deadline::Model],
    now: Timestamp,
) -> Result<case_file::Model, SealError> {
    let form = &submission.form;
    let (attention_at, due_at) = clock::attention(deadlines, now);
    let because: Vec<String> = route.because.iter().map(|because| serde_json::to_string(because).unwrap_or_default()).collect();
    Ok(case_file::Model {
        id,
        // Drawn last; until then a text that occurs nowhere else.
        code: id.to_string(),
        office_code: route.accountable.as_str().to_owned(),
        custody_no: 1,
        commune_code: route.located.commune.as_ref().map(ToString::to_string),
        province_code: route.located.province.as_ref().map(ToString::to_string),
        needs_locating: route.located.needs_locating,
        category: form.category.clone(),
        severity: facts.severity.code().to_owned(),
        severity_rank: facts.severity.rank(),
        tracks: facts.tracks.to_string(),
        dangers: form.danger.join(" "),
        person_groups: groups::of(&form.content.persons),
        channel: submission.channel.to_owned(),
        language: form.language.clone(),
        silent_mode: form.danger.iter().any(|sign| sign == "offender_present"),
        watched: route.watched,
        opened_at: now,
        assigned_to: None,
        next_act: None,
        next_act_by: None,
        due_at,
        attention_at: Some(attention_at),
        reviewed_at: None,
        envelopes_due: false,
        closed_at: None,
        closure_reason: None,
        routed_because: seal_because(key, id, &because, ctx.ids.as_ref())?,
    })
}

fn grant(case_id: Uuid, office: &OfficeCode, now: Timestamp) -> case_grant::Model {
    let ground = GrantGround::EmergencyNotice.code().to_owned();
    case_grant::Model { case_id, office_code: office.as_str().to_owned(), ground, from_at: now, until_at: None }
}

fn exclusions(route: &Route, case_id: Uuid, now: Timestamp) -> Vec<exclusion::Model> {
    let mut rows: Vec<exclusion::Model> = Vec::new();
    for exclusion in &route.exclusions {
        let Some(party) = party::of_route(&exclusion.party, &route.located) else { continue };
        if rows.iter().all(|row| row.party != party) {
            rows.push(exclusion::Model { case_id, party, source: exclusion.source.code().to_owned(), created_at: now });
        }
    }
    rows
}

/// Envelopes for everybody entitled, for recovery and, for the conversation only, for the reporter.
async fn envelopes(ctx: &Ctx, route: &Route, book: &OfficeBook, keys: &Keys, case: Uuid, report: Uuid) -> Result<Vec<envelope::Model>, SubmitError> {
    let ids = ctx.ids.as_ref();
    let parent = book.get(&route.accountable).and_then(|office| office.parent.clone());
    let excluded = book.all().filter(|office| route.exclusions.iter().any(|e| e.covers(office, &route.located))).map(|o| o.code.clone());
    let standing = Standing {
        accountable: Some(route.accountable.clone()),
        parent,
        grants: route.notify.iter().map(|office| (office.clone(), GrantGround::EmergencyNotice)).collect(),
        excluded: excluded.collect(),
    };
    let wanted = entitled(&standing);
    let mut offices: Vec<OfficeCode> = wanted.iter().map(|(office, _)| office.clone()).collect();
    offices.extend(book.line_above(&route.accountable).into_iter().map(|office| office.code.clone()));
    let public = public_keys(ctx.db.read(), &ctx.vault, &offices).await?;
    let mut rows = Vec::new();
    for (office, part) in &wanted {
        // An office without a key must not keep a report from being taken: the nearest above it that has one reads it meanwhile.
        let holder = std::iter::once(office).chain(book.line_above(office).into_iter().map(|above| &above.code)).find(|o| public.contains_key(*o));
        let Some((holder, key)) = holder.and_then(|holder| Some((holder, public.get(holder)?))) else { continue };
        if standing.excluded.contains(holder) || rows.iter().any(|row: &envelope::Model| row.recipient == holder.as_str() && row.part == part_code(*part)) {
            continue;
        }
        if holder != office {
            tracing::warn!(office = office.as_str(), holder = holder.as_str(), "an office has no key; sealed for an office above it");
        }
        match (part, &keys.identity) {
            (CasePart::Case, _) => rows.push(seal_for(&keys.case, key, case, Part::Case, holder.as_str(), ids)?),
            (CasePart::Identity, Some(identity)) => rows.push(seal_for(identity, key, case, Part::Identity, holder.as_str(), ids)?),
            (CasePart::Identity, None) => {}
        }
    }
    let recovery = OfficePublic { version: 1, key: *ctx.vault.public().recovery_public() };
    rows.push(seal_for(&keys.case, &recovery, case, Part::Case, recovery::RECIPIENT, ids)?);
    if let Some(identity) = &keys.identity {
        rows.push(seal_for(identity, &recovery, case, Part::Identity, recovery::RECIPIENT, ids)?);
    }
    let reporter = OfficePublic { version: 1, key: keys.reporter_public };
    rows.push(seal_for(&keys.case.thread(report), &reporter, case, Part::Thread(report), super::follow_up::RECIPIENT, ids)?);
    Ok(rows)
}

const fn part_code(part: CasePart) -> &'static str {
    match part {
        CasePart::Case => Part::Case.code(),
        CasePart::Identity => Part::Identity.code(),
    }
}

fn seal_for<K: SealingKey>(
    key: &K,
    to: &OfficePublic,
    case: Uuid,
    part: Part,
    recipient: &str,
    ids: &dyn crate::kernel::Ids,
) -> Result<envelope::Model, SealError> {
    let context = EnvelopeContext { case, part, recipient, key_version: to.version };
    Ok(envelope::Model {
        case_id: case,
        part: part.code().to_owned(),
        report_id: part.report(),
        recipient: recipient.to_owned(),
        key_version: to.version,
        sealed_key: wrap(key, &to.key, &context, ids)?,
    })
}

fn alerts(ctx: &Ctx, route: &Route, case: &case_file::Model, book: &OfficeBook, now: Timestamp) -> Vec<alert::Model> {
    let severity = clock::severity_of(case);
    let new = Message::NewReport { case: case.code.clone(), severity, due_at: case.due_at };
    let mut alerts = vec![outbox::row(ctx, now, case.id, &route.accountable, Target::DutyPerson, &new)];
    let accountable = book.get(&route.accountable).map(|office| office.name.clone()).unwrap_or_default();
    for office in &route.notify {
        let notice = Message::EmergencyNotice { case: case.code.clone(), accountable: accountable.clone() };
        alerts.push(outbox::row(ctx, now, case.id, office, Target::Office, &notice));
    }
    alerts
}

/// By when somebody will have taken it, if that can be promised: not where nobody is on duty between now and then.
fn promise(ctx: &Ctx, route: &Route, book: &OfficeBook, deadlines: &[deadline::Model], now: Timestamp) -> Option<Timestamp> {
    let due = deadlines.iter().filter(|d| d.stops_on == Milestone::Acknowledged.code()).map(|d| d.due_at).min()?;
    let staffed = book.get(&route.accountable).is_some_and(|office| office.staffed);
    let awake = book.all().any(|office| office.round_the_clock && office.staffed && office.province == route.located.province);
    let office_hours = ctx.clocks.calendar.working_between(now, due) > Duration::zero();
    (staffed && (awake || office_hours)).then_some(due)
}

fn receipt(
    ctx: &Ctx,
    submission: &Submission,
    route: &Route,
    book: &OfficeBook,
    code: &AccessCode,
    severity: Severity,
    acknowledge_by: Option<Timestamp>,
) -> Receipt {
    let office = book.get(&route.accountable);
    let name = office.map(|office| match submission.lang {
        Lang::Vi => office.name.clone(),
        Lang::En => office.name_en.clone(),
    });
    let commune = office.and_then(|o| o.commune.as_ref()).and_then(|code| ctx.places.commune(code)).map(|c| c.label.to_string());
    let province = || office.and_then(|o| o.province.as_ref()).and_then(|code| ctx.places.province(code)).map(|p| p.full_name.to_string());
    let t = |key: String| ctx.words.text(submission.lang, &key, &[]);
    let numbers = EMERGENCY_NUMBERS.iter().map(|n| EmergencyNumber { number: (*n).to_owned(), whom: t(format!("emergency-{n}")) });
    Receipt {
        access_code: Plaintext::new(code.shown().to_string()),
        case_code: String::new(),
        office: ReceiptOffice {
            name: name.unwrap_or_default(),
            kind: office.map_or(OfficeKind::MinistryDesk, |office| office.kind).code().to_owned(),
            locality: commune.or_else(province),
        },
        acknowledge_by,
        severity: severity.code().to_owned(),
        needs_locating: route.located.needs_locating,
        emergency_numbers: numbers.collect(),
    }
}
