//! Cases as the API shows them.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    casework_views::{Names, WorkView, work_view},
    custody::ArrangedView,
    episode_views::{EpisodeView, ReporterWordView},
    facilities::FacilityView,
    files::CaseFileView,
    identity::IdentityView,
    readings::{ReadingView, readings_view},
};
use crate::{
    cases::{
        content::{ContactWishes, Perpetrator, Person, Position},
        view::{Opened, Outline},
    },
    kernel::{Timestamp, secret::Plaintext},
};

/// A case.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a case, each of which a program may need")]
pub struct CaseView {
    /// Case code.
    pub(super) code: String,
    /// Severity.
    pub(super) severity: String,
    /// Code of the category.
    pub(super) category: Option<String>,
    /// Code of the commune.
    pub(super) commune: Option<String>,
    /// The facility it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) facility: Option<FacilityView>,
    /// Codes of the cases of that facility in the past 12 months, where there are several and the reader may know it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) possible_cluster: Vec<String>,
    /// The accountable office.
    pub(super) office: OfficeView,
    /// Whether the place still has to be found out.
    pub(super) needs_locating: bool,
    /// Why it may be no report, while it waits in the triage lane: `honeypot`, `too_fast`, `replayed`, `many`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suspected: Option<String>,
    /// No call, no announced visit.
    pub(super) silent_mode: bool,
    /// When the person began to wait.
    #[schema(value_type = String, format = DateTime)]
    pub(super) opened_at: Timestamp,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) closed_at: Option<Timestamp>,
    /// Why it was closed.
    pub(super) closure_reason: Option<String>,
    /// The reporter's code is locked: nobody reads messages there, and what came from there is not sure.
    pub(super) channel_unsafe: bool,
    /// The reporter denies a contact, and the office above has not decided.
    pub(super) disputed: bool,
    /// What the reporter said by buttons, oldest first.
    pub(super) reporter_words: Vec<ReporterWordView>,
    /// How it was before it was opened again.
    pub(super) episodes: Vec<EpisodeView>,
    /// Practice: nobody is in need.
    pub(super) drill: bool,
    /// Clocks.
    pub(super) deadlines: Vec<DeadlineView>,
    /// What was reached.
    pub(super) milestones: Vec<MilestoneView>,
    /// Who was accountable.
    pub(super) custody: Vec<CustodyView>,
    /// Who was named, asked and ordered.
    pub(super) arranged: ArrangedView,
    /// Who was told of missed deadlines.
    pub(super) escalations: Vec<EscalationView>,
    /// Alerts and how they fared.
    pub(super) alerts: Vec<AlertView>,
    /// The sealed parts, for those who work on the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opened: Option<OpenedView>,
}

/// An office.
#[derive(Serialize, ToSchema)]
pub struct OfficeView {
    /// Code.
    pub(super) code: String,
    /// Name.
    pub(super) name: String,
    /// Kind.
    pub(super) kind: String,
}

/// A clock.
#[derive(Serialize, ToSchema)]
pub struct DeadlineView {
    /// The policy behind it.
    pub(super) policy: String,
    /// What stops it.
    pub(super) stops_on: String,
    /// When it is due.
    #[schema(value_type = String, format = DateTime)]
    pub(super) due_at: Timestamp,
    /// When it stopped.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) stopped_at: Option<Timestamp>,
    /// Minutes after the due time, negative before it.
    pub(super) late_minutes: Option<i64>,
    /// How it ended.
    pub(super) outcome: Option<String>,
}

/// A milestone.
#[derive(Serialize, ToSchema)]
pub struct MilestoneView {
    /// Code.
    pub(super) code: String,
    /// When it is said to have happened.
    #[schema(value_type = String, format = DateTime)]
    pub(super) happened_at: Timestamp,
    /// When that was recorded.
    #[schema(value_type = String, format = DateTime)]
    pub(super) recorded_at: Timestamp,
    /// The instant that counts.
    #[schema(value_type = String, format = DateTime)]
    pub(super) counted_at: Timestamp,
    /// Whether it was recorded too late for the stated time to count.
    pub(super) recorded_late: bool,
}

/// A custody.
#[derive(Serialize, ToSchema)]
pub struct CustodyView {
    /// Code of the office.
    pub(super) office: String,
    /// Why.
    pub(super) reason: String,
    /// From when.
    #[schema(value_type = String, format = DateTime)]
    pub(super) from: Timestamp,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) to: Option<Timestamp>,
}

/// An escalation.
#[derive(Serialize, ToSchema)]
pub struct EscalationView {
    /// The rung.
    pub(super) target: String,
    /// Code of the office that was told.
    pub(super) office: Option<String>,
    /// `told` or `passed_on`.
    pub(super) outcome: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(super) at: Timestamp,
}

/// An alert.
#[derive(Serialize, ToSchema)]
pub struct AlertView {
    /// Kind.
    pub(super) kind: String,
    /// Code of the office.
    pub(super) office: String,
    /// `waiting`, `sent`, `refused` or `unreachable`.
    pub(super) state: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub(super) at: Timestamp,
}

/// The sealed parts, opened.
#[derive(Serialize, ToSchema)]
pub struct OpenedView {
    /// The reports.
    pub(super) reports: Vec<ReportView>,
    /// The conversation.
    pub(super) messages: Vec<MessageView>,
    /// What was done on it.
    #[serde(flatten)]
    pub(super) work: WorkView,
    /// Colleagues who read it for a reason.
    pub(super) readings: Vec<ReadingView>,
    /// What was promised at the acknowledgement.
    #[schema(value_type = Option<String>)]
    pub(super) next_act: Option<Plaintext>,
    /// By when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) next_act_by: Option<Timestamp>,
    /// Files that came along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<CaseFileView>,
    /// How it stands with who reported.
    pub(super) identity: IdentityView,
    /// Facilities that the reporter may have meant, where none was certain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) facilities_meant: Vec<FacilityView>,
    /// Why it was routed here, as codes.
    #[schema(value_type = Vec<Object>)]
    pub(super) routed_because: Vec<serde_json::Value>,
}

/// A report, opened.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    /// When it was committed.
    #[schema(value_type = String, format = DateTime)]
    pub(super) received_at: Timestamp,
    /// What happened.
    #[schema(value_type = Option<String>)]
    pub(super) story: Option<Plaintext>,
    /// Address.
    #[schema(value_type = Option<String>)]
    pub(super) address: Option<Plaintext>,
    /// Place as typed.
    #[schema(value_type = Option<String>)]
    pub(super) place_typed: Option<Plaintext>,
    /// Name of the facility as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(super) facility_typed: Option<Plaintext>,
    /// Position.
    #[schema(value_type = Option<Object>)]
    pub(super) position: Option<Position>,
    /// People at risk.
    #[schema(value_type = Vec<Object>)]
    pub(super) persons_at_risk: Vec<Person>,
    /// Alleged perpetrators.
    #[schema(value_type = Vec<Object>)]
    pub(super) alleged_perpetrators: Vec<Perpetrator>,
    /// How to reach the reporter.
    #[schema(value_type = Option<Object>)]
    pub(super) contact_wishes: Option<ContactWishes>,
    /// Whether somebody said who they are: a separate act opens it.
    pub(super) identity_protected: bool,
    /// What became of the mail that tells the reporter of a message; only where they asked for one and one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mail_notice: Option<MailNotice>,
}

/// The mail that tells a reporter that a message waits.
#[derive(Serialize, ToSchema)]
pub struct MailNotice {
    /// `waiting`, `sent`, `refused` by the mailbox, or `void`: there is no address, or somebody else knows the code.
    pub(super) state: String,
    /// When the last one went.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) sent_at: Option<Timestamp>,
}

/// A message, opened.
#[derive(Serialize, ToSchema)]
pub struct MessageView {
    /// `reporter` or `office`.
    pub(super) from: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(super) sent_at: Timestamp,
    /// `withdrawal` or `contact`: to be verified before anybody acts on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to_verify: Option<String>,
    /// The text.
    #[schema(value_type = String)]
    pub(super) text: Plaintext,
}

/// A new access code, shown once.
#[derive(Serialize, ToSchema)]
pub struct ReplacedCodeView {
    /// The code.
    #[schema(value_type = String)]
    pub(super) access_code: Plaintext,
    /// How to say it aloud in Vietnamese, character by character.
    pub(super) spoken: Vec<String>,
}

/// What became of a contact.
#[derive(Serialize, ToSchema)]
pub struct LoggedView {
    /// Whether it is the first contact of the case, the response time.
    pub(super) first_contact: bool,
}

/// A case, with or without its sealed parts.
pub(super) fn case_view(outline: Outline, opened: Option<OpenedView>) -> CaseView {
    let disputed = outline.is_disputed();
    let case = outline.case;
    CaseView {
        code: case.code,
        severity: case.severity,
        category: case.category,
        commune: case.commune_code,
        facility: outline.facility.as_ref().map(FacilityView::from),
        possible_cluster: outline.cluster,
        office: OfficeView { code: outline.office.code, name: outline.office.name, kind: outline.office.kind },
        needs_locating: case.needs_locating,
        suspected: case.suspected,
        silent_mode: case.silent_mode,
        opened_at: case.opened_at,
        closed_at: case.closed_at,
        closure_reason: case.closure_reason,
        channel_unsafe: outline.channel_unsafe,
        disputed,
        reporter_words: outline.words.into_iter().map(Into::into).collect(),
        episodes: outline.episodes.into_iter().map(Into::into).collect(),
        drill: case.drill,
        arranged: outline.arranged.into(),
        deadlines: outline
            .deadlines
            .into_iter()
            .map(|d| DeadlineView {
                policy: d.policy_id,
                stops_on: d.stops_on,
                due_at: d.due_at,
                stopped_at: d.stopped_at,
                late_minutes: d.late_us.map(|us| us.div_euclid(60_000_000)),
                outcome: d.outcome,
            })
            .collect(),
        milestones: outline
            .milestones
            .into_iter()
            .map(|m| MilestoneView {
                code: m.code,
                happened_at: m.happened_at,
                recorded_at: m.recorded_at,
                counted_at: m.counted_at,
                recorded_late: m.recorded_late,
            })
            .collect(),
        custody: outline
            .custody
            .into_iter()
            .map(|c| CustodyView { office: c.office_code, reason: c.reason, from: c.from_at, to: c.to_at })
            .collect(),
        escalations: outline
            .escalations
            .into_iter()
            .map(|e| EscalationView { target: e.target, office: e.office_code, outcome: e.outcome, at: e.at })
            .collect(),
        alerts: outline
            .alerts
            .into_iter()
            .map(|a| AlertView { kind: a.kind, office: a.office, state: a.state.to_owned(), at: a.at })
            .collect(),
        opened,
    }
}

/// The sealed parts, taken over from what was opened.
pub(super) fn opened_view(opened: &mut Opened, names: &Names) -> OpenedView {
    // Before the reports are taken over: they say who must not be in the room.
    let work = work_view(opened, names);
    OpenedView {
        reports: std::mem::take(&mut opened.reports)
            .into_iter()
            .map(|report| ReportView {
                received_at: report.received_at,
                story: report.content.story,
                address: report.content.address,
                place_typed: report.content.place_typed,
                facility_typed: report.content.facility_typed,
                position: report.content.position,
                persons_at_risk: report.content.persons,
                alleged_perpetrators: report.content.perpetrators,
                contact_wishes: report.content.contact_wishes,
                identity_protected: report.names_reporter,
                mail_notice: report.notice.map(|notice| MailNotice { state: notice.state, sent_at: notice.sent_at }),
            })
            .collect(),
        messages: std::mem::take(&mut opened.messages)
            .into_iter()
            .map(|message| MessageView {
                from: if message.staff.is_some() { "office" } else { "reporter" }.to_owned(),
                sent_at: message.sent_at,
                to_verify: message.to_verify().map(str::to_owned),
                text: message.body,
            })
            .collect(),
        work,
        readings: readings_view(opened, names),
        files: opened.files.drain(..).map(CaseFileView::from).collect(),
        identity: std::mem::take(&mut opened.identity).into(),
        facilities_meant: opened.facilities_meant.iter().map(FacilityView::from).collect(),
        next_act: opened.next_act.take(),
        next_act_by: opened.outline.case.next_act_by,
        routed_because: opened.because.iter().filter_map(|because| serde_json::from_str(because).ok()).collect(),
    }
}
