//! What can be entered. The code and the detail are all that is stored: ids, codes and numbers.

use uuid::Uuid;

use crate::kernel::terms::Severity;

/// Something that happened and must be provable.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the ids and codes that the variant's sentence names")]
pub enum Event<'a> {
    /// A report was committed and this case opened for it.
    ReportReceived { report: Uuid, severity: &'a str },
    /// An office became accountable.
    CustodyBegan { office: &'a str, reason: &'a str },
    /// Somebody opened the sealed report.
    ReportOpened { office: &'a str },
    /// Somebody opened the part that says who reported.
    IdentityOpened { office: &'a str },
    /// Somebody asked to open the part that says who reported; a lead of this office decides.
    IdentityAsked { access: Uuid, office: &'a str },
    /// A lead decided about a request, or looked at an opening in an emergency.
    IdentityJudged { access: Uuid, judgement: &'a str },
    /// Somebody opened the contact details of whoever reported at once, in an emergency.
    ContactDetailsOpened { access: Uuid, office: &'a str },
    /// That waited too long: this office was told.
    IdentityWaited { access: Uuid, office: &'a str },
    /// A named person took the case and said who does what by when.
    Acknowledged { severity: &'a str },
    /// A contact was logged.
    ContactLogged { contact: Uuid, with: &'a str, outcome: &'a str },
    /// A note was written that belongs to no act.
    NoteWritten { note: Uuid },
    /// A note, or what was noted of a contact, was corrected; what was there before stays.
    NoteCorrected { note: Uuid, correction: Uuid },
    /// Somebody took back what they had entered a moment ago; it stays, and counts for nothing.
    Undone { item: Uuid },
    /// Names in the sealed reports of an office were looked through.
    NamesSearched { looked: usize, found: usize },
    /// A case was found by a name that stands in it.
    FoundByName { office: &'a str },
    /// Somebody asked for the case to be closed.
    ClosureAsked { request: Uuid, reason: &'a str },
    /// What was asked for was decided: `approved`, `refused`, or `replaced` by another request.
    ClosureDecided { request: Uuid, decision: &'a str },
    /// The questions of the risk scale were answered.
    Triaged { triage: Uuid, version: &'a str, level: &'a str },
    /// A milestone was reached.
    MilestoneReached { milestone: &'a str },
    /// A message was written, by staff or by the reporter.
    MessageSent { message: Uuid },
    /// The reporter said something by a button.
    SaidByReporter { word: Uuid, kind: &'a str },
    /// The access code of a report opens nothing any more.
    CodeLocked { report: Uuid },
    /// An office was told at once that this is an emergency now, and may read it.
    Noticed { office: &'a str },
    /// A closed case was opened again.
    Reopened { episode: i32 },
    /// The office above decided about a contact that the reporter denies.
    DisputeSettled { word: Uuid, decision: &'a str },
    /// A case was offered to another office.
    HandoverOffered { handover: Uuid, to: &'a str },
    /// An offer of a case ended.
    HandoverEnded { handover: Uuid, state: &'a str },
    /// The office above has to decide about a case.
    DecisionDue { decision: Uuid, office: &'a str, ground: &'a str },
    /// The office above decided, or there was nothing left to decide.
    Decided { decision: Uuid, choice: &'a str },
    /// An office above gave a written order.
    Ordered { order: Uuid, office: &'a str },
    /// A member of staff acknowledged an order by name.
    OrderAcknowledged { order: Uuid },
    /// A colleague who is not named for the case opened it for a reason.
    ReadingOpened { reading: Uuid, office: &'a str },
    /// A plan for the person was written.
    PlanWritten { plan: Uuid },
    /// The decision about a plan was entered, as it stands on paper.
    PlanDecided { plan: Uuid },
    /// A service was planned.
    StepPlanned { step: Uuid },
    /// A service was really received, confirmed by the person or by whoever gave it.
    StepStarted { step: Uuid, confirmed_by: &'a str },
    /// A service ended.
    StepEnded { step: Uuid, state: &'a str },
    /// Another office was asked for a service, on this consent or legal ground.
    ReferralAsked { referral: Uuid, to: &'a str, basis: &'a str },
    /// The office that was asked opened the card written for it.
    ReferralRead { referral: Uuid, office: &'a str },
    /// What was asked was accepted, done, rejected or revoked.
    ReferralAnswered { referral: Uuid, state: &'a str },
    /// The office that was asked holds the card no more.
    ReferralCardTaken { referral: Uuid },
    /// Somebody must not know.
    Excluded { source: &'a str },
    /// A deadline was missed or close, and a rung was told or had to be passed.
    Escalated { policy: &'a str, target: &'a str, outcome: &'a str },
    /// The severity changed.
    SeverityChanged { from: &'a str, to: &'a str },
    /// The review of an open case was done.
    Reviewed,
    /// A person at risk was added to the case.
    PersonAdded { person: Uuid },
    /// Numbers of the case can be found again.
    NumbersIndexed { count: usize },
    /// Somebody confirmed how this case and another belong together.
    CaseLinked { other: Uuid, kind: &'a str },
    /// The case was closed.
    Closed { reason: &'a str },
    /// Keys of the case were sealed for, or taken from, offices.
    EnvelopesReconciled { added: usize, removed: usize },
    /// An alert could be delivered to nobody.
    AlertUnreachable { alert: Uuid },
    /// A member of staff was added.
    StaffAdded { staff: Uuid, role: &'a str, office: &'a str },
    /// Somebody signed in.
    SignedIn,
    /// A sign-in failed for an account that exists.
    SignInFailed,
    /// Somebody signed out.
    SignedOut,
    /// A sign-in failed for an address that nobody has. The address stands nowhere.
    SignInUnknown,
    /// The password was right and the code of the second factor was not.
    SecondFactorFailed,
    /// Somebody has a second factor from now on, or another one.
    SecondFactorSet,
    /// An administrator took a lost second factor off somebody's account.
    SecondFactorCleared { staff: Uuid },
    /// A code for the loss of the second factor was used up.
    RecoveryCodeUsed,
    /// Somebody made new codes for the loss of their second factor.
    RecoveryCodesMade,
    /// A letter to choose a new password was written.
    ResetSent { reset: Uuid },
    /// Somebody chose a new password by a letter.
    PasswordReset { reset: Uuid },
    /// A lead said that it was really they.
    PersonConfirmed { staff: Uuid },
    /// Somebody proved again, while signed in, that it is they.
    Proved,
    /// Somebody ended a session of theirs elsewhere.
    SessionEnded { session: Uuid },
    /// Somebody ended all their sessions elsewhere.
    OtherSessionsEnded { count: usize },
    /// Somebody's device is a new one from now on.
    DeviceForgotten { device: Uuid },
    /// An office was added by an administrator.
    OfficeAdded { office: &'a str },
    /// Response times were counted for somebody.
    FiguresRead { scope: &'a str },
    /// What keeps offices from answering changed.
    ReadinessChecked { new: usize, gone: usize },
    /// An office was told how many offices below it could not answer.
    ReadinessTold { office: &'a str, offices: usize },
    /// A file came with a report or a message.
    FileReceived { file: Uuid },
    /// A file was opened.
    FileOpened { file: Uuid, office: &'a str },
    /// A practice report was planned for an office.
    DrillPlanned { drill: Uuid, office: &'a str, severity: &'a str },
    /// A planned practice report was taken back.
    DrillWithdrawn { drill: Uuid },
    /// This case is a practice report.
    DrillSent { drill: Uuid },
    /// Keys of offices were made.
    OfficeKeysMade { count: usize },
    /// Name, mailbox or hours of an office were changed.
    OfficeChanged { office: &'a str },
    /// Name, role or office of a member of staff was changed.
    StaffChanged { staff: Uuid, role: &'a str, office: &'a str },
    /// A register was brought in from a file.
    RegisterImported { register: &'a str, added: usize, changed: usize },
    /// The week of an office was written.
    DutyWeekSet { office: &'a str, shifts: usize },
    /// Somebody will stand in for somebody.
    DeputySet { deputy: Uuid, staff: Uuid, by: Uuid },
    /// Somebody no longer stands in.
    DeputyRemoved { deputy: Uuid, staff: Uuid },
    /// An office got a telephone on duty.
    DutyPhoneAdded { office: &'a str },
    /// An office lost a telephone on duty.
    DutyPhoneRemoved { office: &'a str },
    /// Somebody who left was taken off the rosters.
    TakenOffDuty { staff: Uuid },
    /// A change of the map was loaded, and waits for its day.
    MapChangeLoaded { change: Uuid },
    /// A change of the map was taken back before its day.
    MapChangeWithdrawn { change: Uuid },
    /// The day of a change came: communes and offices are those of after it.
    MapTurned { change: Uuid },
    /// A case followed a change of the map; by default where nobody knows which part of a split commune it lies in.
    CaseFollowedMap { change: Uuid, from: &'a str, to: &'a str, by_default: bool },
    /// Somebody was asked to choose a password.
    Invited { staff: Uuid, invitation: Uuid },
    /// Somebody chose their first password.
    InvitationAccepted { invitation: Uuid },
    /// A member of staff was suspended.
    StaffSuspended { staff: Uuid },
    /// A member of staff works again.
    StaffReinstated { staff: Uuid },
    /// A member of staff left.
    StaffLeft { staff: Uuid },
    /// A member of staff may do something else.
    StaffRoleChanged { staff: Uuid, from: &'a str, to: &'a str },
    /// A member of staff works at another office.
    StaffMoved { staff: Uuid, from: &'a str, to: &'a str },
    /// An office was suspended.
    OfficeSuspended { office: &'a str },
    /// An office works again.
    OfficeReinstated { office: &'a str },
    /// An office was merged into another.
    OfficeMerged { office: &'a str, into: &'a str },
    /// An office has another parent.
    OfficeReparented { office: &'a str, parent: &'a str },
    /// An office has another territory.
    OfficeMoved { office: &'a str, territory: &'a str },
    /// A named person works on the case from now on.
    Assigned { staff: Uuid },
    /// Nobody is named for the case any more.
    Unassigned { staff: Uuid },
    /// An operator entered a contact with the hotline.
    HotlineContact { contact: Uuid, kind: &'a str },
    /// Somebody is to be called back.
    CallbackPlanned { callback: Uuid },
    /// Somebody was called back, or tried.
    CallbackAttempted { callback: Uuid, outcome: &'a str },
    /// A note was left for the next shift.
    ShiftNoteWritten { note: Uuid },
    /// A caller was passed on to another line.
    CallerTransferred { transfer: Uuid, line: &'a str },
    /// The access code of a report was changed.
    CodeChanged { report: Uuid },
    /// A lost access code was replaced: what was written before stays closed to the new one.
    CodeReplaced { report: Uuid },
    /// The reporter was told by mail that a message waits, as they had asked.
    ReporterTold { report: Uuid },
    /// Somebody looked at what may have been no report, and sent it the way of every report.
    CaseReleased,
    /// Somebody found out in which commune the case lies.
    CaseLocated { commune: &'a str },
    /// An office may read the case in the place of the one that was merged into it.
    GrantMoved { from: &'a str, to: &'a str },
}

impl Event<'_> {
    /// The stored code: the variant's name, words parted by underscores.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Whether it asks for a checkpoint at once: an emergency was reported.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        matches!(self, Self::ReportReceived { severity, .. } if *severity == Severity::Emergency.code())
    }

    /// The stored detail: ids, codes and numbers separated by spaces.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::ReportReceived { report, severity } => format!("{report} {severity}"),
            Self::CustodyBegan { office, reason } => format!("{office} {reason}"),
            Self::ReportOpened { office }
            | Self::IdentityOpened { office }
            | Self::OfficeAdded { office }
            | Self::OfficeChanged { office }
            | Self::OfficeSuspended { office }
            | Self::OfficeReinstated { office }
            | Self::DutyPhoneAdded { office }
            | Self::DutyPhoneRemoved { office }
            | Self::FoundByName { office }
            | Self::Noticed { office } => (*office).to_owned(),
            Self::OfficeMerged { office, into } => format!("{office} {into}"),
            Self::OfficeReparented { office, parent } => format!("{office} {parent}"),
            Self::OfficeMoved { office, territory } => format!("{office} {territory}"),
            Self::StaffSuspended { staff }
            | Self::StaffReinstated { staff }
            | Self::StaffLeft { staff }
            | Self::SecondFactorCleared { staff }
            | Self::PersonConfirmed { staff }
            | Self::Assigned { staff }
            | Self::Unassigned { staff }
            | Self::TakenOffDuty { staff } => staff.to_string(),
            Self::StaffAdded { staff, role, office } | Self::StaffChanged { staff, role, office } => format!("{staff} {role} {office}"),
            Self::StaffRoleChanged { staff, from, to } | Self::StaffMoved { staff, from, to } => format!("{staff} {from} {to}"),
            Self::Invited { staff, invitation } => format!("{staff} {invitation}"),
            Self::InvitationAccepted { invitation } => invitation.to_string(),
            Self::Acknowledged { severity } => (*severity).to_owned(),
            Self::ContactLogged { contact, with, outcome } => format!("{contact} {with} {outcome}"),
            Self::MilestoneReached { milestone } => (*milestone).to_owned(),
            Self::NoteCorrected { note, correction } => format!("{note} {correction}"),
            Self::ClosureAsked { request, reason } => format!("{request} {reason}"),
            Self::ClosureDecided { request, decision } => format!("{request} {decision}"),
            Self::Triaged { triage, version, level } => format!("{triage} {version} {level}"),
            Self::SaidByReporter { word, kind } => format!("{word} {kind}"),
            Self::DisputeSettled { word, decision } => format!("{word} {decision}"),
            Self::HandoverOffered { handover: id, to: with }
            | Self::HandoverEnded { handover: id, state: with }
            | Self::IdentityAsked { access: id, office: with }
            | Self::IdentityJudged { access: id, judgement: with }
            | Self::ContactDetailsOpened { access: id, office: with }
            | Self::IdentityWaited { access: id, office: with }
            | Self::Decided { decision: id, choice: with }
            | Self::ReferralRead { referral: id, office: with }
            | Self::StepStarted { step: id, confirmed_by: with }
            | Self::StepEnded { step: id, state: with }
            | Self::ReferralAnswered { referral: id, state: with }
            | Self::Ordered { order: id, office: with } => format!("{id} {with}"),
            Self::DecisionDue { decision, office, ground } => format!("{decision} {office} {ground}"),
            Self::ReferralAsked { referral, to, basis } => format!("{referral} {to} {basis}"),
            Self::OrderAcknowledged { order } => order.to_string(),
            Self::CodeLocked { report } => report.to_string(),
            Self::Reopened { episode } => episode.to_string(),
            Self::Excluded { source } => (*source).to_owned(),
            Self::Escalated { policy, target, outcome } => format!("{policy} {target} {outcome}"),
            Self::SeverityChanged { from, to } | Self::GrantMoved { from, to } => format!("{from} {to}"),
            Self::Closed { reason } => (*reason).to_owned(),
            Self::CaseLocated { commune } => (*commune).to_owned(),
            Self::HotlineContact { contact, kind } => format!("{contact} {kind}"),
            Self::CallbackAttempted { callback, outcome } => format!("{callback} {outcome}"),
            Self::CallerTransferred { transfer, line } => format!("{transfer} {line}"),
            Self::MessageSent { message: id }
            | Self::PersonAdded { person: id }
            | Self::NoteWritten { note: id }
            | Self::ReferralCardTaken { referral: id }
            | Self::PlanWritten { plan: id }
            | Self::PlanDecided { plan: id }
            | Self::StepPlanned { step: id }
            | Self::CallbackPlanned { callback: id }
            | Self::SessionEnded { session: id }
            | Self::DeviceForgotten { device: id }
            | Self::ShiftNoteWritten { note: id }
            | Self::CodeChanged { report: id }
            | Self::ReporterTold { report: id }
            | Self::ResetSent { reset: id }
            | Self::PasswordReset { reset: id }
            | Self::CodeReplaced { report: id }
            | Self::Undone { item: id } => id.to_string(),
            Self::NamesSearched { looked, found } => format!("{looked} {found}"),
            Self::EnvelopesReconciled { added, removed } => format!("{added} {removed}"),
            Self::AlertUnreachable { alert } => alert.to_string(),
            Self::FiguresRead { scope } => (*scope).to_owned(),
            Self::ReadinessChecked { new, gone } => format!("{new} {gone}"),
            Self::ReadinessTold { office, offices } => format!("{office} {offices}"),
            Self::FileReceived { file } => file.to_string(),
            Self::FileOpened { file, office } | Self::ReadingOpened { reading: file, office } => format!("{file} {office}"),
            Self::DrillPlanned { drill, office, severity } => format!("{drill} {office} {severity}"),
            Self::DrillWithdrawn { drill } | Self::DrillSent { drill } => drill.to_string(),
            Self::CaseLinked { other, kind } => format!("{other} {kind}"),
            Self::OfficeKeysMade { count } | Self::OtherSessionsEnded { count } | Self::NumbersIndexed { count } => count.to_string(),
            Self::RegisterImported { register, added, changed } => format!("{register} {added} {changed}"),
            Self::DutyWeekSet { office, shifts } => format!("{office} {shifts}"),
            Self::DeputySet { deputy, staff, by } => format!("{deputy} {staff} {by}"),
            Self::DeputyRemoved { deputy, staff } => format!("{deputy} {staff}"),
            Self::MapChangeLoaded { change } | Self::MapChangeWithdrawn { change } | Self::MapTurned { change } => change.to_string(),
            Self::CaseFollowedMap { change, from, to, by_default } => {
                format!("{change} {from} {to} {}", if *by_default { "default" } else { "whole" })
            }
            Self::SignInUnknown
            | Self::SecondFactorFailed
            | Self::SecondFactorSet
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesMade
            | Self::Proved
            | Self::Reviewed
            | Self::CaseReleased
            | Self::SignedIn
            | Self::SignInFailed
            | Self::SignedOut => String::new(),
        }
    }
}
