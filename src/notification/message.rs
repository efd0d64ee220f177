//! What an alert can say. Every message carries all of it, so that writing the mail needs no look at the case.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kernel::{
    Timestamp,
    terms::{CustodyNews, Severity, terms},
};

/// A message to an office: times, codes and severity; never a category, a person of a case, a place below the office or a word of a
/// report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "case code, severity, times and the names of offices and staff, as the variant's sentence says")]
pub enum Message {
    /// A report has arrived; the office is accountable.
    NewReport { case: String, severity: Severity, due_at: Option<Timestamp> },
    /// An emergency in the office's area; another office is accountable.
    EmergencyNotice { case: String, accountable: String },
    /// A deadline comes near.
    DueSoon { case: String, severity: Severity, milestone: String, due_at: Timestamp, accountable: String },
    /// A deadline was missed.
    Overdue { case: String, severity: Severity, milestone: String, due_at: Timestamp, accountable: String },
    /// The reporter wrote.
    ReporterWrote { case: String, due_at: Option<Timestamp> },
    /// The reporter says that it is more dangerous now.
    MoreDanger { case: String },
    /// Somebody else knows the reporter's code: nothing written there is safe or read.
    ChannelUnsafe { case: String },
    /// A case that was closed is open again; the office above is accountable now.
    Reopened { case: String, severity: Severity, due_at: Option<Timestamp> },
    /// A case that this office closed is open again, and is the office's above from now on.
    ReopenedAbove { case: String, accountable: String },
    /// A new case concerns one that was answered or closed not long ago: told to the office above.
    Repeat { case: String, severity: Severity, due_at: Option<Timestamp> },
    /// Somebody asks to close a case: whoever reads this decides.
    ClosureAsked { case: String, severity: Severity },
    /// The closing that was asked for is refused: the case goes on.
    ClosureRefused { case: String, severity: Severity },
    /// Offices below could not answer: how many, and how many for each gap, the worst first.
    ReadinessGaps { offices: usize, gaps: Vec<(String, usize)> },
    /// A colleague has left, or cannot go on, and this case is now yours.
    HandedOn { case: String, severity: Severity, due_at: Option<Timestamp> },
    /// Nobody of the office is named for this case any more: the lead decides who.
    Unassigned { case: String, severity: Severity, due_at: Option<Timestamp> },
    /// News about who answers for a case. The office that is accountable now is named to those who are not any more.
    Custody { case: String, severity: Severity, due_at: Option<Timestamp>, news: CustodyNews, accountable: String },
    /// News about who may know who reported: whoever reads this decides, or was answered. Never what about.
    Identity { case: String, severity: Severity, news: IdentityNews },
    /// News about a service that one office asks of another, which is named; a card, where this is the office that was asked.
    Referral { case: String, news: ReferralNews, office: String, due_at: Timestamp, card: Option<Uuid> },
    /// Somebody is asked to choose a password. The token is computed when the mail is written.
    Invitation { invitation: Uuid, expires_at: Timestamp, office: String },
    /// Somebody who forgot their password chooses another. The token is computed when the mail is written.
    PasswordReset { reset: Uuid, expires_at: Timestamp },
    /// An administrator changed who works at an office: told to those who head it and to the office above.
    StaffChanged { name: String, office: String, change: StaffChange },
    /// Something happened to somebody's own account, at an instant: told to them alone.
    AccountNews { news: AccountNews, at: Timestamp },
    /// An administrator changed an office: told to those who head it and to the office above.
    OfficeChanged { office: String, change: OfficeChange, other: Option<String> },
}

terms! {
    /// What became of a way to who reported.
    IdentityNews {
        /// Somebody asks: a lead decides.
        Asked = "asked",
        /// It may be opened.
        Approved = "approved",
        /// It stays closed.
        Refused = "refused",
        /// Contact details were opened in an emergency: a lead looks at it.
        Review = "review",
        /// The opening was right.
        InOrder = "in-order",
        /// It was not.
        NotInOrder = "not-in-order",
        /// It waited too long.
        Overdue = "overdue",
    }
}

terms! {
    /// News about a service that one office asks of another.
    ReferralNews {
        /// An office asks this one.
        Asked = "asked",
        /// The office that asked took it back.
        Revoked = "revoked",
        /// The office that was asked does it.
        Accepted = "accepted",
        /// The office that was asked has done it.
        Done = "done",
        /// The office that was asked does not do it.
        Rejected = "rejected",
    }
}

terms! {
    /// What happened to a member of staff.
    StaffChange {
        /// Invited to work there.
        Invited = "invited",
        /// Came from another office.
        Arrived = "arrived",
        /// Suspended.
        Suspended = "suspended",
        /// Back at work.
        Reinstated = "reinstated",
        /// Left.
        Left = "left",
        /// May do something else from now on.
        Role = "role",
        /// Signs in without their second factor, which was lost, until they set another.
        Factor = "factor",
        /// Chose a new password by a letter: a lead confirms that it was they.
        Reset = "reset",
    }
}

terms! {
    /// What happened to an account. Never from where.
    AccountNews {
        /// Somebody signed in from a device that the account was never used on.
        NewDevice = "new-device",
        /// A second factor was set, or another one.
        FactorSet = "factor-set",
        /// An administrator took the second factor off.
        FactorCleared = "factor-cleared",
        /// A code for its loss was used.
        RecoveryUsed = "recovery-used",
        /// Somebody knows the password, and had no code.
        PasswordKnown = "password-known",
        /// A new password was chosen by a letter.
        PasswordReset = "password-reset",
        /// A lead said that it was they.
        Confirmed = "confirmed",
        /// They said that somebody else was it.
        ConfirmedSomebody = "confirmed-somebody",
    }
}

terms! {
    /// What happened to an office.
    OfficeChange {
        /// Suspended.
        Suspended = "suspended",
        /// Back at work.
        Reinstated = "reinstated",
        /// Another office was merged into it.
        Merged = "merged",
        /// Its parent or its territory changed.
        Territory = "territory",
    }
}

impl IdentityNews {
    /// Whether whoever reads it has to decide something.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(self, Self::Asked | Self::Review | Self::Overdue)
    }
}

impl Message {
    /// The stored code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NewReport { .. } => "new_report",
            Self::EmergencyNotice { .. } => "emergency_notice",
            Self::DueSoon { .. } => "due_soon",
            Self::Overdue { .. } => "overdue",
            Self::ReporterWrote { .. } => "reporter_wrote",
            Self::MoreDanger { .. } => "more_danger",
            Self::ChannelUnsafe { .. } => "channel_unsafe",
            Self::Reopened { .. } => "reopened",
            Self::ReopenedAbove { .. } => "reopened_above",
            Self::Repeat { .. } => "repeat",
            Self::ClosureAsked { .. } => "closure_asked",
            Self::ClosureRefused { .. } => "closure_refused",
            Self::ReadinessGaps { .. } => "readiness_gaps",
            Self::HandedOn { .. } => "handed_on",
            Self::Unassigned { .. } => "unassigned",
            Self::Custody { news: CustodyNews::Accepted | CustodyNews::Taken, .. } => "custody_gone",
            Self::Custody { .. } => "custody_news",
            Self::Identity { .. } => "identity_news",
            Self::Referral { .. } => "referral",
            Self::Invitation { .. } => "invitation",
            Self::PasswordReset { .. } => "password_reset",
            Self::StaffChanged { .. } => "staff_changed",
            Self::OfficeChanged { .. } => "office_changed",
            Self::AccountNews { .. } => "account_news",
        }
    }

    /// Whether the ladder climbs when an alert of this kind reaches nobody. Who stands beside the ladder leaves no hole in it.
    #[must_use]
    pub fn climbs_when_unreachable(kind: &str) -> bool {
        ![
            "emergency_notice",
            "readiness_gaps",
            "reopened_above",
            "repeat",
            "closure_asked",
            "closure_refused",
            "account_news",
            "custody_gone",
            "identity_news",
            "password_reset",
            "referral",
        ]
        .contains(&kind)
    }

    /// Order of sending: 0 goes first.
    #[must_use]
    pub const fn urgency(&self) -> i16 {
        match self {
            Self::EmergencyNotice { .. } | Self::MoreDanger { .. } => 0,
            Self::NewReport { severity, .. }
            | Self::Reopened { severity, .. }
            | Self::DueSoon { severity, .. }
            | Self::Overdue { severity, .. }
            | Self::HandedOn { severity, .. }
            | Self::Repeat { severity, .. }
            | Self::Custody { severity, .. }
            | Self::Identity { severity, .. }
            | Self::Unassigned { severity, .. }
            | Self::ClosureRefused { severity, .. } => severity.rank(),
            Self::ChannelUnsafe { .. } => 1,
            Self::ReporterWrote { .. }
            | Self::AccountNews { .. }
            | Self::Invitation { .. }
            | Self::PasswordReset { .. }
            | Self::ReopenedAbove { .. }
            | Self::Referral { .. }
            | Self::ClosureAsked { .. } => 2,
            Self::ReadinessGaps { .. } | Self::StaffChanged { .. } | Self::OfficeChanged { .. } => 3,
        }
    }
}

/// Who in an office is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Who is on duty now; where nobody is by the roster, all responders, or whoever leads where there is none.
    DutyPerson,
    /// Who heads the office, or stands in for them.
    Lead,
    /// Everybody of an office above who may act or oversee.
    Office,
    /// Whoever answers for the offices below: leads, supervisors, administrators.
    Oversight,
    /// One member of staff, also one who is only invited yet.
    Person(Uuid),
}

/// How a person stands among the targets.
const PERSON: &str = "person:";

impl Target {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> Cow<'static, str> {
        match self {
            Self::DutyPerson => "duty_person".into(),
            Self::Lead => "lead".into(),
            Self::Office => "office".into(),
            Self::Oversight => "oversight".into(),
            Self::Person(id) => format!("{PERSON}{id}").into(),
        }
    }

    /// The target of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code.strip_prefix(PERSON) {
            Some(id) => Uuid::try_parse(id).ok().map(Self::Person),
            None => [Self::DutyPerson, Self::Lead, Self::Office, Self::Oversight].into_iter().find(|target| target.code() == code),
        }
    }
}
