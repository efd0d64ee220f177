//! The work between taking and closing a case, in words.

use chrono::Duration;
use uuid::Uuid;

use super::{
    case_shown::Names,
    views::{
        Page,
        case_file::Choice,
        casework::{Casework, ContactRow, CorrectedRow, NoteRow, QuestionPart, RequestPart, TriagePart, TriageRow},
    },
};
use crate::{
    access::Signed,
    cases::{
        clock,
        correct::{self, Of},
        talk::{self, Talk},
        triage::OpenedTriage,
        undo,
        view::{Opened, OpenedContact, OpenedNote},
    },
    clocks::RiskItem,
    ctx::Ctx,
    entity::closure_request,
    kernel::{
        secret::Plaintext,
        terms::{ContactOutcome, ContactWith, Milestone, Role},
    },
    taxonomy::{Approval, DangerWeight, Labelled},
};

/// A time that was stated this much later than it happened is shown beside it.
const RECORDED_LATER: Duration = Duration::minutes(15);

/// Contacts, newest first.
pub(super) fn contacts(ctx: &Ctx, page: &Page<'_>, opened: &Opened, names: &Names) -> Vec<ContactRow> {
    let row = |logged: &OpenedContact| {
        let contact = &logged.contact;
        let later = contact.recorded_at - contact.happened_at > RECORDED_LATER;
        let (note, corrected) = counted(page, opened, names, contact.id, logged.note.as_ref());
        ContactRow {
            with: contact.contact_with.clone(),
            outcome: contact.outcome.clone(),
            how: contact.how.clone(),
            alone: contact.alone.clone(),
            happened_at: page.moment(contact.happened_at),
            recorded_at: later.then(|| page.moment(contact.recorded_at)),
            by: names.person(contact.staff_id),
            note,
            talk: talked(ctx, page, &logged.talk),
            wish: logged.talk.wish.as_ref().map(|wish| wish.reveal().to_owned()),
            mediation: contact.mediation,
            undone: contact.undone_at.map(|at| page.t1("undone", "time", page.moment(at))),
            corrected,
        }
    };
    opened.contacts.iter().rev().map(row).collect()
}

/// Notes, oldest first.
pub(super) fn notes(page: &Page<'_>, opened: &Opened, names: &Names) -> Vec<NoteRow> {
    let row = |note: &OpenedNote| {
        let (text, corrected) = counted(page, opened, names, note.id, Some(&note.body));
        let (at, by) = (page.moment(note.written_at), names.person(note.staff));
        let undone = note.undone_at.map(|at| page.t1("undone", "time", page.moment(at)));
        NoteRow { kind: note.kind.clone(), at, by, text: text.unwrap_or_default(), corrected, undone }
    };
    opened.notes.iter().map(row).collect()
}

/// What counts of a text, and how it was corrected.
fn counted(page: &Page<'_>, opened: &Opened, names: &Names, of: Uuid, first: Option<&Plaintext>) -> (Option<String>, Option<CorrectedRow>) {
    let first = first.map(|text| text.reveal().to_owned());
    let Some(correction) = opened.work.corrected(of) else { return (first, None) };
    let said = page.t2("note-corrected", "time", page.moment(correction.written_at), "name", names.person(correction.staff));
    (Some(correction.body.reveal().to_owned()), Some(CorrectedRow { said, first }))
}

fn talked(ctx: &Ctx, page: &Page<'_>, talk: &Talk) -> Vec<String> {
    let language = talk.language.as_deref().map(|code| ctx.taxonomy.languages.label(code, page.lang).to_owned());
    language.into_iter().chain(talk.way.map(|way| page.label("way", way.code()))).collect()
}

/// All the rest of it.
pub(super) fn work(ctx: &Ctx, by: &Signed, page: &Page<'_>, opened: &Opened, names: &Names) -> Casework {
    let case = &opened.outline.case;
    let severity = clock::severity_of(case);
    let perpetrators = opened.reports.iter().flat_map(|report| &report.content.perpetrators);
    let cautions = talk::cautions(severity, perpetrators);
    let open = case.closed_at.is_none();
    let office = by.office().as_str();
    let above = opened.outline.office.parent_code.as_deref() == Some(office);
    let wishes = opened.contacts.iter().rev().filter_map(|logged| Some((logged, logged.talk.wish.as_ref()?)));
    let reached = opened.outline.milestones.iter().any(|row| row.code == Milestone::FirstContact.code());
    Casework {
        cautions: cautions.into_iter().map(|caution| page.t(&format!("caution-{}", caution.code()))).collect(),
        mediation_refused: talk::mediation_is_refused(severity),
        languages: ctx.taxonomy.languages.iter().map(Labelled::term).map(|term| choice(term.code(), term.label(page.lang))).collect(),
        undo: if open { undo(ctx, by, page, opened) } else { None },
        may_write: open,
        correctable: if open { correctable(by, page, opened) } else { Vec::new() },
        may_ask: open && !case.drill && (case.office_code == office || above),
        above: opened.work.above.iter().map(|reason| page.label("closing-above", reason.code())).collect(),
        seen: opened.contacts.iter().rev().filter_map(|logged| seen(page, logged, names)).collect(),
        nobody_reached: !reached,
        wishes: wishes.map(|(logged, wish)| (page.moment(logged.contact.happened_at), wish.reveal().to_owned())).collect(),
        request: opened.work.waiting().filter(|_| open).map(|request| request_part(ctx, by, page, request, names)),
        triage: (open && !case.drill && (case.office_code == office || above)).then(|| triage_part(ctx, page, opened)),
        triages: opened.work.triages.iter().rev().map(|triage| triage_row(ctx, page, triage, names)).collect(),
        decided: opened.work.requests.iter().filter_map(|request| decided(ctx, page, request, names)).collect(),
    }
}

/// The questions, with what was answered last; before the first time the signs are those of the report.
fn triage_part(ctx: &Ctx, page: &Page<'_>, opened: &Opened) -> TriagePart {
    let last = opened.work.triages.last().map(|triage| &triage.answers);
    let question = |item: &RiskItem| QuestionPart {
        code: item.code.clone(),
        label: item.label(page.lang).to_owned(),
        answer: last.and_then(|last| last.answers.get(&item.code)).map_or("", |answer| answer.code()).to_owned(),
    };
    let told: Vec<&str> = match last {
        Some(last) => last.signs.iter().map(String::as_str).collect(),
        None => opened.outline.case.dangers.split_whitespace().collect(),
    };
    // A sign that only says how to talk with the reporter is no answer to how urgent it is.
    let signs = ctx.taxonomy.danger_signs.iter().filter(|sign| sign.weight != DangerWeight::CommunicationFlag);
    let signs = signs.map(Labelled::term).map(|term| (choice(term.code(), term.label(page.lang)), told.contains(&term.code())));
    TriagePart {
        version: ctx.clocks.risk.version.clone(),
        harm: ctx.clocks.risk.harm.iter().map(question).collect(),
        protection: ctx.clocks.risk.protection.iter().map(question).collect(),
        signs: signs.collect(),
        strangled_long_ago: last.is_some_and(|last| last.strangled_long_ago),
    }
}

fn triage_row(ctx: &Ctx, page: &Page<'_>, triage: &OpenedTriage, names: &Names) -> TriageRow {
    let (row, given) = (&triage.row, &triage.answers);
    let levels = page.t2("triage-levels", "before", page.label("severity", &row.level_before), "after", page.label("severity", &row.level));
    let who = page.t2("triage-by", "name", names.person(row.staff_id), "version", &row.version);
    let label = |code: &str| {
        let item = ctx.clocks.risk.items().find(|item| item.code == code);
        item.map_or_else(|| code.to_owned(), |item| item.label(page.lang).to_owned())
    };
    TriageRow {
        said: format!("{levels} · {} · {who}", page.moment(row.done_at)),
        answers: given.answers.iter().map(|(code, answer)| (label(code), page.label("risk", answer.code()))).collect(),
        signs: given.signs.iter().map(|sign| ctx.taxonomy.danger_signs.label(sign, page.lang).to_owned()).collect(),
        reason: given.reason.as_ref().map(|reason| reason.reveal().to_owned()),
    }
}

fn choice(code: &str, label: &str) -> Choice {
    Choice { code: code.to_owned(), label: label.to_owned() }
}

fn correctable(by: &Signed, page: &Page<'_>, opened: &Opened) -> Vec<Choice> {
    let office = &opened.outline.case.office_code;
    let notes = opened.notes.iter().filter(|note| correct::may_correct(by, note.staff, office)).map(|note| {
        let what = page.label("note", &note.kind);
        Choice { code: Of::Note(note.id).to_text(), label: format!("{what}, {}", page.moment(note.written_at)) }
    });
    let contacts = opened.contacts.iter().map(|logged| &logged.contact);
    let contacts = contacts.filter(|contact| correct::may_correct(by, contact.staff_id, office)).map(|contact| {
        let what = page.label("with", &contact.contact_with);
        Choice { code: Of::Contact(contact.id).to_text(), label: format!("{what}, {}", page.moment(contact.happened_at)) }
    });
    notes.chain(contacts).collect()
}

/// What `by` entered last, while it can be taken back.
fn undo(ctx: &Ctx, by: &Signed, page: &Page<'_>, opened: &Opened) -> Option<Choice> {
    let (by, now) = (by.responder().ok()?, ctx.clock.now());
    let notes = opened.notes.iter().filter(|note| note.undone_at.is_none() && undo::is_free(&note.kind));
    let notes = notes.map(|note| (note.written_at, note.staff, Of::Note(note.id), page.label("note", &note.kind)));
    let contacts = opened.contacts.iter().map(|logged| &logged.contact);
    let contacts = contacts.filter(|contact| contact.undone_at.is_none() && undo::moved_nothing(contact));
    let contacts = contacts.map(|row| (row.recorded_at, row.staff_id, Of::Contact(row.id), page.label("with", &row.contact_with)));
    let fresh = notes.chain(contacts).filter(|(at, staff, ..)| undo::is_fresh(&by, *staff, *at, now));
    fresh.max_by_key(|(at, ..)| *at).map(|(_, _, of, label)| Choice { code: of.to_text(), label })
}

/// The person at risk or the reporter, reached: how, with whom in the room, when, by whom.
fn seen(page: &Page<'_>, logged: &OpenedContact, names: &Names) -> Option<String> {
    let contact = &logged.contact;
    let person = [ContactWith::PersonAtRisk.code(), ContactWith::Reporter.code()].contains(&contact.contact_with.as_str());
    if contact.outcome != ContactOutcome::Reached.code() || !person {
        return None;
    }
    let parts = [
        Some(page.label("with", &contact.contact_with)),
        Some(page.label("how", &contact.how)),
        contact.alone.as_ref().map(|alone| page.label("alone", alone)),
        logged.talk.way.map(|way| page.label("way", way.code())),
        Some(page.moment(contact.happened_at)),
        Some(names.person(contact.staff_id)),
    ];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn request_part(ctx: &Ctx, by: &Signed, page: &Page<'_>, request: &closure_request::Model, names: &Names) -> RequestPart {
    let two = ctx.taxonomy.closure_reasons.get(&request.reason).is_some_and(|r| r.approved_by == Approval::SecondPersonAtParent);
    let reason = ctx.taxonomy.closure_reasons.label(&request.reason, page.lang);
    let who = page.t2("closing-asked-by", "name", names.person(request.asked_by), "time", page.moment(request.asked_at));
    RequestPart {
        reason_code: request.reason.clone(),
        said: page.t2("closing-asked", "who", who, "reason", reason),
        office: names.office(&request.office_code),
        decides: request.office_code == by.office().as_str() && by.role() == Role::Lead,
        needs_another: two && request.asked_by == by.staff(),
    }
}

fn decided(ctx: &Ctx, page: &Page<'_>, request: &closure_request::Model, names: &Names) -> Option<String> {
    let (at, decision) = (request.decided_at?, request.decision.as_deref()?);
    let by = request.decided_by.map(|id| names.person(id)).unwrap_or_default();
    let what = format!("{}: {}", page.label("closing-decision", decision), ctx.taxonomy.closure_reasons.label(&request.reason, page.lang));
    Some(format!("{what} ({}, {by})", page.moment(at)))
}
