//! A case in words: what `cases::view` read, as the page shows it.

use std::collections::{BTreeSet, HashMap};

use chrono::Duration;
use uuid::Uuid;

use super::{
    arranged_shown, because,
    case_places::{choice, may_be_meant},
    casework_shown, identity_shown, inside_shown, links_shown,
    reports_shown::{messages, reports},
    views::{
        CaseView, Page, Problems, Typed,
        arranged::Arranged,
        case_file::{Acts, Choice, CustodyRow, EscalationRow, FileRow, MilestoneRow},
        casework::Casework,
        desk::ClockRow,
        identity::IdentityPart,
        inside::InsidePart,
        links::Links,
        support::Support,
    },
};
use crate::{
    access::Signed,
    cases::{
        CaseError,
        clock::Outcome,
        content::Identity,
        end_drill,
        files::CaseFile,
        locate, names,
        queue_rows::progress,
        release,
        view::{Opened, Outline},
    },
    ctx::Ctx,
    entity::{case_episode, case_map_move, deadline, escalation, milestone, reporter_word},
    files::size_said,
    kernel::{
        Timestamp,
        codes::CommuneCode,
        secret::Plaintext,
        terms::{Milestone, ReporterWord, Role},
    },
    taxonomy::{Approval, ClosureReason, Labelled},
    words::format::to_input,
};

/// How far ahead the form proposes the next act.
const NEXT_ACT_AHEAD: Duration = Duration::hours(1);
/// How the sweep marks a rung where nobody could be told.
const PASSED_ON: &str = "passed_on";

/// What was read of a case.
pub(super) enum Read {
    /// Everything, for those who work on it.
    Opened(Box<Opened>),
    /// The plain part, for those who oversee.
    Outline(Box<Outline>),
}

impl Read {
    pub(super) const fn outline(&self) -> &Outline {
        match self {
            Self::Opened(opened) => &opened.outline,
            Self::Outline(outline) => outline,
        }
    }
}

/// Names of the people and offices on a page.
pub(super) struct Names {
    people: HashMap<Uuid, String>,
    offices: HashMap<String, String>,
    somebody: String,
}

impl Names {
    async fn of(ctx: &Ctx, page: &Page<'_>, read: &Read) -> Result<Self, CaseError> {
        let outline = read.outline();
        let mut people: BTreeSet<Uuid> = outline.milestones.iter().filter_map(|row| row.staff_id).collect();
        let mut offices = BTreeSet::from([outline.case.office_code.clone()]);
        offices.extend(outline.custody.iter().map(|row| row.office_code.clone()));
        offices.extend(outline.episodes.iter().map(|row| row.office_code.clone()));
        offices.extend(outline.escalations.iter().filter_map(|row| row.office_code.clone()));
        if let Read::Opened(opened) = read {
            people.extend(opened.readings.iter().map(|reading| reading.staff));
            people.extend(opened.messages.iter().filter_map(|message| message.staff));
            people.extend(opened.contacts.iter().map(|logged| logged.contact.staff_id));
            people.extend(opened.notes.iter().map(|note| note.staff).chain(opened.work.people()));
            offices.extend(opened.work.requests.iter().map(|request| request.office_code.clone()));
            offices.extend(because::offices(&because::read(&opened.because)));
        }
        Ok(Self {
            people: names::staff(ctx, &people).await?,
            offices: names::offices(ctx, page.lang, &offices).await?,
            somebody: page.t("case-staff"),
        })
    }

    /// The name of a member of staff.
    pub(super) fn person(&self, id: Uuid) -> String {
        self.people.get(&id).unwrap_or(&self.somebody).clone()
    }

    /// The name of an office.
    pub(super) fn office(&self, code: &str) -> String {
        self.offices.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// The page of a case, without a form that came back.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn shown<'w>(
    ctx: &Ctx,
    by: &Signed,
    page: Page<'w>,
    read: Read,
    identities: Option<Vec<Identity>>,
) -> Result<CaseView<'w>, CaseError> {
    let now = ctx.clock.now();
    let names = Names::of(ctx, &page, &read).await?;
    let arranged = arranged_shown::shown(ctx, by, &page, read.outline()).await?;
    let mut view = plain(ctx, by, page, read.outline(), &names, now);
    view.arranged = arranged;
    if let Read::Opened(opened) = read {
        view.links = links_shown::shown(ctx, by, &view.page, &opened, &names).await?;
        unsealed(ctx, by, &mut view, &opened, &names, identities);
        inside_shown::readings(&mut view, &opened, &names);
    }
    Ok(view)
}

fn plain<'w>(ctx: &Ctx, by: &Signed, page: Page<'w>, outline: &Outline, names: &Names, now: Timestamp) -> CaseView<'w> {
    let case = &outline.case;
    let acknowledged = outline.milestones.iter().any(|row| row.code == Milestone::Acknowledged.code());
    CaseView {
        code: case.code.clone(),
        severity: case.severity.clone(),
        severity_confirmed: acknowledged,
        state: state(outline, false),
        office: names.office(&outline.case.office_code),
        commune: because::place_of(ctx, &page, case),
        category: because::category_of(ctx, &page, case),
        facility: outline.facility.as_ref().map(|facility| facility.name_in(page.lang).to_owned()),
        facilities_meant: Vec::new(),
        cluster: outline.cluster.clone(),
        received_at: page.moment(case.opened_at),
        next_act: None,
        silent: case.silent_mode,
        watched: case.watched,
        needs_locating: case.needs_locating,
        suspected: case.suspected.as_deref().map(|code| page.label("suspected", code)),
        channel_unsafe: outline.channel_unsafe,
        disputed: outline.is_disputed(),
        more_danger: said_last(outline, &[ReporterWord::MoreDanger])
            // Until somebody has looked again.
            .filter(|word| case.reviewed_at.is_none_or(|at| word.said_at > at))
            .map(|word| page.moment(word.said_at)),
        episodes: episodes(ctx, &page, outline, names),
        drill: case.drill,
        clocks: clocks(&page, &outline.deadlines, now),
        // Looking at the page has opened the report already.
        open_action: None,
        reports: Vec::new(),
        files: Vec::new(),
        identity: IdentityPart::default(),
        messages: Vec::new(),
        contacted: said_last(outline, &CONTACTED).map(|word| contacted(&page, word)),
        contacts: Vec::new(),
        notes: Vec::new(),
        work: Casework::default(),
        milestones: in_order(&outline.milestones).into_iter().map(|row| milestone_row(&page, row, names)).collect(),
        custody: custody(&page, outline, names),
        because: Vec::new(),
        escalations: outline.escalations.iter().map(|row| escalation_row(&page, row, &outline.deadlines, names)).collect(),
        followed: outline.map_moves.iter().map(|row| followed(ctx, &page, row)).collect(),
        places_found: Vec::new(),
        arranged: Arranged::default(),
        inside: InsidePart::default(),
        support: Support::default(),
        links: Links::default(),
        acts: acts(by, outline, acknowledged),
        closure_reasons: closure_reasons(ctx, &page, case.drill),
        now_input: to_input(now),
        next_by_input: to_input(now + NEXT_ACT_AHEAD),
        typed_in: String::new(),
        typed: Typed::default(),
        problems: Problems::default(),
        notice: None,
        page,
    }
}

/// The answers to "has anybody contacted you".
const CONTACTED: [ReporterWord; 4] =
    [ReporterWord::ContactedYes, ReporterWord::ContactedNo, ReporterWord::ContactedNotHelped, ReporterWord::ContactedUnknown];

/// The last of these words that the reporter said.
fn said_last<'o>(outline: &'o Outline, words: &[ReporterWord]) -> Option<&'o reporter_word::Model> {
    outline.words.iter().rev().find(|row| ReporterWord::parse(&row.kind).is_some_and(|said| words.contains(&said)))
}

fn contacted(page: &Page<'_>, word: &reporter_word::Model) -> String {
    let answer = page.t(&format!("case-{}", word.kind.replace('_', "-")));
    format!("{answer} ({})", page.moment(word.said_at))
}

fn episodes(ctx: &Ctx, page: &Page<'_>, outline: &Outline, names: &Names) -> Vec<String> {
    let sentence = |row: &case_episode::Model| {
        let reason = ctx.taxonomy.closure_reasons.label(&row.closure_reason, page.lang);
        let closed = page.moment(row.closed_at);
        let by = page.t2("case-episode", "office", names.office(&row.office_code), "reason", reason);
        page.t2("case-episode-closed", "time", closed, "by", by)
    };
    outline.episodes.iter().map(sentence).collect()
}

fn unsealed(ctx: &Ctx, by: &Signed, view: &mut CaseView<'_>, opened: &Opened, names: &Names, identities: Option<Vec<Identity>>) {
    view.state = state(&opened.outline, opened.contacts.iter().any(|logged| logged.contact.undone_at.is_none()));
    let page = &view.page;
    view.next_act = opened.next_act.as_ref().zip(opened.outline.case.next_act_by).map(|(act, by)| {
        let by = page.moment(by);
        page.t2("case-next-by", "act", act.reveal(), "time", by)
    });
    let reasons = because::read(&opened.because);
    view.because = reasons.iter().map(|reason| because::sentence(&ctx.places, page, reason, &names.offices)).collect();
    if view.acts.locate {
        let typed = opened.reports.iter().find_map(|report| report.content.place_typed.as_ref());
        view.places_found = may_be_meant(ctx, &reasons, typed.map(Plaintext::reveal));
    }
    view.facilities_meant = opened.facilities_meant.iter().map(|facility| because::facility_there(ctx, page, facility)).collect();
    view.reports = reports(ctx, page, opened, identities);
    let open = opened.identity.open_until.is_some();
    view.files = opened.files.iter().map(|file| file_row(page, file, open)).collect();
    view.messages = messages(page, opened, names);
    view.contacts = casework_shown::contacts(ctx, page, opened, names);
    view.notes = casework_shown::notes(page, opened, names);
    view.work = casework_shown::work(ctx, by, page, opened, names);
    view.identity = identity_shown::part(page, &opened.identity);
}

fn followed(ctx: &Ctx, page: &Page<'_>, row: &case_map_move::Model) -> String {
    let to = row.to_commune.as_deref().and_then(CommuneCode::parse);
    let to = to.and_then(|code| choice(ctx, &code)).map(|choice| choice.label).or_else(|| row.to_commune.clone());
    let key = if row.by_default { "case-followed-map-default" } else { "case-followed-map" };
    page.t2(key, "to", to.unwrap_or_default(), "time", page.moment(row.moved_at))
}

fn file_row(page: &Page<'_>, file: &CaseFile, open: bool) -> FileRow {
    FileRow {
        id: file.id.to_string(),
        kind: page.label("file-kind", file.kind.group().code()),
        size: size_said(file.size),
        name: file.name.as_ref().map(|name| name.reveal().to_owned()),
        protected: file.identity_part && !open,
    }
}

fn state(outline: &Outline, contact_sought: bool) -> String {
    let reached: Vec<Milestone> = outline.milestones.iter().filter_map(|row| Milestone::parse(&row.code)).collect();
    progress(&reached, contact_sought).to_owned()
}

/// Running clocks, the first due on top, then those that ended. Where several rules ask for the same thing from the same instant,
/// the earliest counts and is shown.
fn clocks(page: &Page<'_>, deadlines: &[deadline::Model], now: Timestamp) -> Vec<ClockRow> {
    let mut seen = BTreeSet::new();
    let earliest: Vec<&deadline::Model> = deadlines
        .iter()
        .filter(|row| row.outcome.as_deref() != Some(Outcome::Superseded.code()))
        .filter(|row| seen.insert((row.stops_on.as_str(), row.starts_at)))
        .collect();
    let running = earliest.iter().filter(|row| row.stopped_at.is_none()).map(|row| ClockRow::running(page, &row.stops_on, row.due_at, now));
    running.chain(earliest.iter().filter_map(|row| ended(page, row))).collect()
}

/// A clock that ended: what it waited for happened, or did not. A review that was not due yet when the case closed is neither.
fn ended(page: &Page<'_>, row: &deadline::Model) -> Option<ClockRow> {
    let stopped_at = row.stopped_at?;
    if row.outcome.as_deref() == Some(Outcome::Reached.code()) {
        return Some(ClockRow::stopped(page, &row.stops_on, row.due_at, stopped_at));
    }
    let owed = Milestone::parse(&row.stops_on).is_some() || row.due_at < stopped_at;
    let shown = ClockRow::running(page, &row.stops_on, row.due_at, stopped_at);
    owed.then(|| ClockRow { words: page.t("oversight-missed"), overdue: true, ..shown })
}

/// As they happened. Within one minute, which is all the page shows, in the order in which a case goes.
fn in_order(reached: &[milestone::Model]) -> Vec<&milestone::Model> {
    let step = |row: &milestone::Model| Milestone::ALL.iter().position(|milestone| milestone.code() == row.code);
    let mut ordered: Vec<_> = reached.iter().collect();
    ordered.sort_by_key(|row| (to_input(row.happened_at), step(row)));
    ordered
}

fn milestone_row(page: &Page<'_>, row: &milestone::Model, names: &Names) -> MilestoneRow {
    MilestoneRow {
        code: row.code.clone(),
        happened_at: page.moment(row.happened_at),
        recorded_late: row.recorded_late.then(|| page.moment(row.counted_at)),
        by: row.staff_id.map(|id| names.person(id)),
    }
}

fn custody(page: &Page<'_>, outline: &Outline, names: &Names) -> Vec<CustodyRow> {
    let row = |row: &crate::entity::custody::Model| CustodyRow {
        office: names.office(&row.office_code),
        reason: row.reason.clone(),
        from: page.moment(row.from_at),
        to: row.to_at.map(|at| page.moment(at)),
    };
    outline.custody.iter().map(row).collect()
}

fn escalation_row(page: &Page<'_>, row: &escalation::Model, deadlines: &[deadline::Model], names: &Names) -> EscalationRow {
    let rung = page.label("rung", &row.target);
    let waits_for =
        deadlines.iter().find(|deadline| deadline.id == row.deadline_id).map(|deadline| page.label("clock", &deadline.stops_on));
    let passed_on = (row.outcome == PASSED_ON).then(|| page.t("rung-passed-on"));
    EscalationRow {
        to: row.office_code.as_deref().map_or_else(|| rung.clone(), |code| format!("{rung}, {}", names.office(code))),
        what: waits_for.into_iter().chain(passed_on).collect::<Vec<_>>().join(", "),
        at: page.moment(row.at),
    }
}

/// Which forms stand on the page. Whether an act is allowed is decided by its command; this only spares people a refusal.
fn acts(by: &Signed, outline: &Outline, acknowledged: bool) -> Acts {
    let case = &outline.case;
    if by.responder().is_err() {
        return Acts::default();
    }
    let settle = outline.is_disputed() && by.role() == Role::Lead && outline.office.parent_code.as_deref() == Some(by.office().as_str());
    if case.closed_at.is_some() {
        // A case may close before it is decided whether anybody was reached.
        return Acts { settle, ..Acts::default() };
    }
    let accountable = case.office_code == by.office().as_str();
    let above = outline.office.parent_code.as_deref() == Some(by.office().as_str());
    let leads = by.role() == Role::Lead;
    Acts {
        acknowledge: accountable && !acknowledged,
        contact: true,
        // Nobody would read it.
        message: !case.drill,
        safety: leads && accountable,
        review: accountable,
        know: true,
        settle,
        close: (leads || case.drill) && (accountable || above),
        new_code: accountable && !case.drill,
        release: by.responder().is_ok_and(|by| release::is_asked(&by, case, &outline.office)),
        locate: by.responder().is_ok_and(|by| locate::is_asked(&by, case, &outline.office)),
    }
}

/// Why a case may close. A drill has one reason, and it is nobody else's.
fn closure_reasons(ctx: &Ctx, page: &Page<'_>, drill: bool) -> Vec<Choice> {
    if drill {
        return vec![Choice { code: end_drill::REASON.to_owned(), label: page.t("drill-end") }];
    }
    let choice = |reason: &ClosureReason| {
        let (code, label) = (reason.term().code().to_owned(), reason.term().label(page.lang).to_owned());
        let label = if reason.approved_by == Approval::Lead { label } else { page.t1("close-reason-above", "reason", label) };
        Choice { code, label }
    };
    ctx.taxonomy.closure_reasons.iter().map(choice).collect()
}
