//! What can be entered. The code and the detail are all that is stored: ids, codes and numbers.

use uuid::Uuid;

use crate::kernel::terms::Severity;

/// Something that happened and must be provable.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// A named person took the case and said who does what by when.
    Acknowledged { severity: &'a str },
    /// A contact was logged.
    ContactLogged { contact: Uuid, with: &'a str, outcome: &'a str },
    /// A milestone was reached.
    MilestoneReached { milestone: &'a str },
    /// A message was written, by staff or by the reporter.
    MessageSent { message: Uuid },
    /// Somebody must not know.
    Excluded { source: &'a str },
    /// A deadline was missed or close, and a rung was told or had to be passed.
    Escalated { policy: &'a str, target: &'a str, outcome: &'a str },
    /// The severity changed.
    SeverityChanged { from: &'a str, to: &'a str },
    /// The review of an open case was done.
    Reviewed,
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
    /// An office was added by an administrator.
    OfficeAdded { office: &'a str },
    /// Response times were counted for somebody.
    FiguresRead { scope: &'a str },
    /// Keys of offices were made.
    OfficeKeysMade { count: usize },
    /// Name, mailbox or hours of an office were changed.
    OfficeChanged { office: &'a str },
    /// Name, role or office of a member of staff was changed.
    StaffChanged { staff: Uuid, role: &'a str, office: &'a str },
    /// A register was brought in from a file.
    RegisterImported { register: &'a str, added: usize, changed: usize },
}

impl Event<'_> {
    /// The stored code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ReportReceived { .. } => "report_received",
            Self::CustodyBegan { .. } => "custody_began",
            Self::ReportOpened { .. } => "report_opened",
            Self::IdentityOpened { .. } => "identity_opened",
            Self::Acknowledged { .. } => "acknowledged",
            Self::ContactLogged { .. } => "contact_logged",
            Self::MilestoneReached { .. } => "milestone_reached",
            Self::MessageSent { .. } => "message_sent",
            Self::Excluded { .. } => "excluded",
            Self::Escalated { .. } => "escalated",
            Self::SeverityChanged { .. } => "severity_changed",
            Self::Reviewed => "reviewed",
            Self::Closed { .. } => "closed",
            Self::EnvelopesReconciled { .. } => "envelopes_reconciled",
            Self::AlertUnreachable { .. } => "alert_unreachable",
            Self::StaffAdded { .. } => "staff_added",
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::OfficeAdded { .. } => "office_added",
            Self::FiguresRead { .. } => "figures_read",
            Self::OfficeKeysMade { .. } => "office_keys_made",
            Self::OfficeChanged { .. } => "office_changed",
            Self::StaffChanged { .. } => "staff_changed",
            Self::RegisterImported { .. } => "register_imported",
        }
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
            | Self::OfficeChanged { office } => (*office).to_owned(),
            Self::Acknowledged { severity } => (*severity).to_owned(),
            Self::ContactLogged { contact, with, outcome } => format!("{contact} {with} {outcome}"),
            Self::MilestoneReached { milestone } => (*milestone).to_owned(),
            Self::MessageSent { message } => message.to_string(),
            Self::Excluded { source } => (*source).to_owned(),
            Self::Escalated { policy, target, outcome } => format!("{policy} {target} {outcome}"),
            Self::SeverityChanged { from, to } => format!("{from} {to}"),
            Self::Closed { reason } => (*reason).to_owned(),
            Self::EnvelopesReconciled { added, removed } => format!("{added} {removed}"),
            Self::AlertUnreachable { alert } => alert.to_string(),
            Self::StaffAdded { staff, role, office } | Self::StaffChanged { staff, role, office } => format!("{staff} {role} {office}"),
            Self::FiguresRead { scope } => (*scope).to_owned(),
            Self::OfficeKeysMade { count } => count.to_string(),
            Self::RegisterImported { register, added, changed } => format!("{register} {added} {changed}"),
            Self::Reviewed | Self::SignedIn | Self::SignInFailed | Self::SignedOut => String::new(),
        }
    }
}
