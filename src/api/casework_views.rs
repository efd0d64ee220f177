//! What was done on a case, as the API shows it: contacts, notes with their corrections, requests to close.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::links::{PersonAddedView, person_view};
use crate::{
    cases::{
        CaseError, names,
        talk::{Caution, cautions},
        triage::OpenedTriage,
        view::{Opened, OpenedContact, OpenedNote},
        work::OpenedCorrection,
    },
    ctx::Ctx,
    entity::closure_request,
    kernel::{Timestamp, secret::Plaintext, terms::Severity},
};

/// Names of members of staff, by id.
pub type Names = HashMap<Uuid, String>;

/// Who wrote what is shown.
pub(super) async fn people_of(ctx: &Ctx, opened: &Opened) -> Result<Names, CaseError> {
    let mut people: BTreeSet<Uuid> = opened.work.people().collect();
    people.extend(opened.notes.iter().map(|note| note.staff));
    people.extend(opened.readings.iter().map(|reading| reading.staff));
    people.extend(opened.contacts.iter().map(|logged| logged.contact.staff_id));
    names::staff(ctx, &people).await
}

/// What was done.
#[derive(Serialize, ToSchema)]
pub struct WorkView {
    /// What to keep to before anybody is talked with: `not_with_parents`, `no_mediation`.
    pub(super) cautions: Vec<String>,
    /// The contacts.
    pub(super) contacts: Vec<ContactView>,
    /// The notes.
    pub(super) notes: Vec<NoteView>,
    /// Requests to close, oldest first.
    pub(super) closure_requests: Vec<ClosureRequestView>,
    /// Triages, oldest first.
    pub(super) triages: Vec<TriageView>,
    /// Persons at risk who were added, oldest first.
    pub(super) persons_added: Vec<PersonAddedView>,
    /// The version of the questions that are asked now.
    pub(super) risk_version: String,
}

/// What a triage came to.
#[derive(Serialize, ToSchema)]
pub struct LevelView {
    /// The severity before.
    pub(super) before: String,
    /// The severity now.
    pub(super) level: String,
}

/// A triage, opened.
#[derive(Serialize, ToSchema)]
pub struct TriageView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(super) at: Timestamp,
    /// By whom.
    pub(super) by: Option<String>,
    /// The version of the questions.
    pub(super) version: String,
    /// The severity before.
    pub(super) before: String,
    /// The severity they gave.
    pub(super) level: String,
    /// The answers by question.
    pub(super) answers: BTreeMap<String, String>,
    /// Signs of danger there were.
    pub(super) signs: Vec<String>,
    /// Why.
    #[schema(value_type = Option<String>)]
    pub(super) reason: Option<Plaintext>,
}

/// A contact, opened.
#[derive(Serialize, ToSchema)]
pub struct ContactView {
    /// Its name in a correction.
    pub(super) of: String,
    /// With whom.
    pub(super) with: String,
    /// How it ended.
    pub(super) outcome: String,
    /// Who could hear it.
    pub(super) alone: Option<String>,
    /// The way.
    pub(super) how: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(super) happened_at: Timestamp,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    pub(super) recorded_at: Timestamp,
    /// Who recorded it.
    pub(super) by: Option<String>,
    /// What was said and seen; the last correction, where there is one.
    #[schema(value_type = Option<String>)]
    pub(super) note: Option<Plaintext>,
    /// How the note was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) corrected: Option<CorrectedView>,
    /// Code of the language they talked in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    /// How they understood each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) way: Option<String>,
    /// What the person wants, in their own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(super) wish: Option<Plaintext>,
    /// Whether somebody mediated in the family.
    pub(super) mediation: bool,
    /// When whoever recorded it took it back: it counts for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) undone_at: Option<Timestamp>,
}

/// A note, opened.
#[derive(Serialize, ToSchema)]
pub struct NoteView {
    /// Its name in a correction.
    pub(super) of: String,
    /// The act it belongs to, or `note`.
    pub(super) kind: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub(super) written_at: Timestamp,
    /// Who wrote it.
    pub(super) by: Option<String>,
    /// The text; the last correction, where there is one.
    #[schema(value_type = String)]
    pub(super) text: Plaintext,
    /// How it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) corrected: Option<CorrectedView>,
    /// When whoever wrote it took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) undone_at: Option<Timestamp>,
}

/// That a note was corrected.
#[derive(Serialize, ToSchema)]
pub struct CorrectedView {
    /// When last.
    #[schema(value_type = String, format = DateTime)]
    pub(super) at: Timestamp,
    /// By whom last.
    pub(super) by: Option<String>,
    /// What was written first.
    #[schema(value_type = Option<String>)]
    pub(super) first: Option<Plaintext>,
}

/// Somebody asks for the case to be closed.
#[derive(Serialize, ToSchema)]
pub struct ClosureRequestView {
    /// Code of `closure_reasons`.
    pub(super) reason: String,
    /// The office that decides.
    pub(super) office: String,
    /// Who asked.
    pub(super) asked_by: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(super) asked_at: Timestamp,
    /// `approved`, `refused` or `replaced`; nothing while it waits.
    pub(super) decision: Option<String>,
    /// Who decided.
    pub(super) decided_by: Option<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) decided_at: Option<Timestamp>,
}

/// What was done, taken over from what was opened.
pub(super) fn work_view(opened: &mut Opened, names: &Names) -> WorkView {
    let severity = Severity::parse(&opened.outline.case.severity).unwrap_or(Severity::Emergency);
    let perpetrators = opened.reports.iter().flat_map(|report| &report.content.perpetrators);
    let cautions = cautions(severity, perpetrators).into_iter().map(Caution::code).map(str::to_owned).collect();
    let contacts = std::mem::take(&mut opened.contacts);
    let notes = std::mem::take(&mut opened.notes);
    WorkView {
        cautions,
        contacts: contacts.into_iter().map(|logged| contact_view(logged, opened, names)).collect(),
        notes: notes.into_iter().map(|note| note_view(note, opened, names)).collect(),
        closure_requests: opened.work.requests.iter().map(|request| request_view(request, names)).collect(),
        persons_added: opened.work.persons.drain(..).map(|person| person_view(person, names)).collect(),
        triages: opened.work.triages.iter().map(|triage| triage_view(triage, names)).collect(),
        risk_version: opened.work.risk_version.clone(),
    }
}

fn contact_view(logged: OpenedContact, opened: &Opened, names: &Names) -> ContactView {
    let OpenedContact { contact, note, talk } = logged;
    let correction = opened.work.corrected(contact.id);
    ContactView {
        of: crate::cases::correct::Of::Contact(contact.id).to_text(),
        with: contact.contact_with,
        outcome: contact.outcome,
        alone: contact.alone,
        how: contact.how,
        happened_at: contact.happened_at,
        recorded_at: contact.recorded_at,
        by: names.get(&contact.staff_id).cloned(),
        corrected: correction.map(|correction| corrected(correction, note.clone(), names)),
        note: correction.map(|correction| correction.body.clone()).or(note),
        language: talk.language,
        way: talk.way.map(|way| way.code().to_owned()),
        wish: talk.wish,
        mediation: contact.mediation,
        undone_at: contact.undone_at,
    }
}

fn note_view(note: OpenedNote, opened: &Opened, names: &Names) -> NoteView {
    let correction = opened.work.corrected(note.id);
    NoteView {
        of: crate::cases::correct::Of::Note(note.id).to_text(),
        kind: note.kind,
        undone_at: note.undone_at,
        written_at: note.written_at,
        by: names.get(&note.staff).cloned(),
        corrected: correction.map(|correction| corrected(correction, Some(note.body.clone()), names)),
        text: correction.map_or(note.body, |correction| correction.body.clone()),
    }
}

fn corrected(correction: &OpenedCorrection, first: Option<Plaintext>, names: &Names) -> CorrectedView {
    CorrectedView { at: correction.written_at, by: names.get(&correction.staff).cloned(), first }
}

fn triage_view(triage: &OpenedTriage, names: &Names) -> TriageView {
    TriageView {
        at: triage.row.done_at,
        by: names.get(&triage.row.staff_id).cloned(),
        version: triage.row.version.clone(),
        before: triage.row.level_before.clone(),
        level: triage.row.level.clone(),
        answers: triage.answers.answers.iter().map(|(code, answer)| (code.clone(), answer.code().to_owned())).collect(),
        signs: triage.answers.signs.clone(),
        reason: triage.answers.reason.clone(),
    }
}

fn request_view(request: &closure_request::Model, names: &Names) -> ClosureRequestView {
    ClosureRequestView {
        reason: request.reason.clone(),
        office: request.office_code.clone(),
        asked_by: names.get(&request.asked_by).cloned(),
        asked_at: request.asked_at,
        decision: request.decision.clone(),
        decided_by: request.decided_by.and_then(|id| names.get(&id).cloned()),
        decided_at: request.decided_at,
    }
}
