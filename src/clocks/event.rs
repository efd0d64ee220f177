//! What starts and what stops a clock.
//!
//! The list holds every event a policy names, also those that no command of this version brings about: such a policy is read, shown as
//! not yet served, and never quietly dropped.

use crate::kernel::terms::terms;

terms! {
    /// Something that happens in a case, or to somebody's personal data.
    Event {
        /// The first report of the case was committed: T0.
        ReportReceived = "report_received",
        /// The accountable office took charge.
        Acknowledged = "acknowledged",
        /// The person at risk was reached.
        FirstContact = "first_contact",
        /// The person is safe.
        Safe = "safe",
        /// The case was reviewed before, or opened when it never was.
        LastReview = "last_review",
        /// The case was reviewed.
        Reviewed = "reviewed",
        /// The reporter wrote, over a channel marked safe.
        ReporterMessage = "reporter_message",
        /// The reporter said that it is more dangerous now.
        DangerRaised = "danger_raised",
        /// A person answered the reporter.
        ReporterAnswered = "reporter_answered",
        /// The case was closed.
        Closed = "closed",
        /// Needs and risks were assessed.
        Assessed = "assessed",
        /// The intervention plan was put before the chair.
        PlanSubmitted = "plan_submitted",
        /// The plan was decided.
        Planned = "planned",
        /// The first service of the plan was received.
        SupportStarted = "support_started",
        /// Somebody complained about a responder.
        ComplaintAboutResponder = "complaint_about_responder",
        /// It was confirmed that a child is kept out of school.
        SchoolDeniedConfirmed = "school_denied_confirmed",
        /// A school place was found, or the refusal was reasoned in writing.
        SchoolPlaceOrReason = "school_place_or_reason",
        /// A child was separated from its carers by decision.
        SeparationOrdered = "separation_ordered",
        /// The separation ended or was extended.
        SeparationEndedOrExtended = "separation_ended_or_extended",
        /// A no-contact order was asked for.
        NoContactRequested = "no_contact_requested",
        /// The request was decided.
        NoContactDecided = "no_contact_decided",
        /// A no-contact order came into force.
        NoContactIssued = "no_contact_issued",
        /// The order ended or was renewed.
        NoContactEndedOrRenewed = "no_contact_ended_or_renewed",
        /// The record of an abandoned child was drawn up.
        AbandonmentRecorded = "abandonment_recorded",
        /// The public search for parents ended.
        PostingEnded = "posting_ended",
        /// The birth was registered.
        BirthRegistered = "birth_registered",
        /// A health facility admitted a patient without relatives.
        AdmittedWithoutRelative = "admitted_without_relative",
        /// The commune was told.
        CommuneTold = "commune_told",
        /// Shelter was asked for.
        ShelterRequested = "shelter_requested",
        /// The person was admitted to a shelter.
        ShelterAdmitted = "shelter_admitted",
        /// Signs of a crime were passed on to the police.
        CrimeSignPassedOn = "crime_sign_passed_on",
        /// The police confirmed receipt.
        PoliceConfirmed = "police_confirmed",
        /// An office said that the case is not its own.
        Refused = "refused",
        /// It was settled who is accountable.
        CustodySettled = "custody_settled",
        /// The report was routed.
        Routed = "routed",
        /// The mail server took the alert over.
        AlertHandedToMailServer = "alert_handed_to_mail_server",
        /// A personal-data violation was detected.
        ViolationDetected = "violation_detected",
        /// The data-protection authority was told.
        AuthorityTold = "authority_told",
        /// A violation touching positions or biometrics was detected.
        LocationOrBiometricViolationDetected = "location_or_biometric_violation_detected",
        /// The people concerned were told.
        PeopleTold = "people_told",
        /// Somebody asked about their data.
        SubjectRequest = "subject_request",
        /// The request was answered.
        RequestAnswered = "request_answered",
        /// Somebody asked to see or correct their data.
        SubjectAccessRequest = "subject_access_request",
        /// Somebody withdrew consent.
        SubjectWithdrawal = "subject_withdrawal",
        /// Somebody asked for erasure.
        SubjectErasure = "subject_erasure",
        /// The request was carried out.
        RequestDone = "request_done",
    }
}

impl Event {
    /// Whether a command of this version brings it about.
    #[must_use]
    pub const fn is_produced(self) -> bool {
        matches!(
            self,
            Self::ReportReceived
                | Self::Acknowledged
                | Self::FirstContact
                | Self::Safe
                | Self::LastReview
                | Self::Reviewed
                | Self::ReporterMessage
                | Self::DangerRaised
                | Self::ReporterAnswered
                | Self::Closed
                | Self::Refused
                | Self::CustodySettled
        )
    }
}
