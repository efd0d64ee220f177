//! The closed word lists of the domain (DESIGN section 3): what a database CHECK and a `match` can both hold on to.

macro_rules! terms {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored and public code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of a code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use terms;

terms! {
    /// How urgent a case is; the order is from worst to least.
    Severity {
        /// Danger to life or health now.
        Emergency = "emergency",
        /// Serious harm, or nothing is known.
        High = "high",
        /// Harm that can wait a day.
        Medium = "medium",
        /// No harm now.
        Low = "low",
    }
}

terms! {
    /// What has to have happened in a case (definitions: DOMAIN 2C).
    Milestone {
        /// A named person of the accountable office opened it, confirmed the severity and said who does what by when.
        Acknowledged = "acknowledged",
        /// The person at risk was seen or spoken with, out of reach of the alleged perpetrator: the response time.
        FirstContact = "first_contact",
        /// A protective measure is in force, or the lead confirmed that the danger is over.
        Safe = "safe",
        /// The needs and risks were assessed.
        Assessed = "assessed",
        /// A plan was decided.
        Planned = "planned",
        /// The first service of the plan was really received.
        SupportStarted = "support_started",
        /// The case was closed.
        Closed = "closed",
    }
}

terms! {
    /// Why an office became accountable.
    CustodyReason {
        /// By the routing rules.
        Routed = "routed",
        /// It accepted a handover.
        Accepted = "accepted",
        /// It took the case over from below.
        TakenOver = "taken_over",
        /// The office above gave it the case.
        Ordered = "ordered",
        /// The person was found there.
        FoundHere = "found_here",
        /// The office that should be accountable has nobody to answer, or must not know.
        Gap = "gap",
    }
}

terms! {
    /// What a member of staff may do.
    Role {
        /// Works on the cases of one office.
        Responder = "responder",
        /// Heads an office: assigns, decides, closes.
        Lead = "lead",
        /// Audits response times of the offices below.
        Supervisor = "supervisor",
        /// Installs and staffs; never reads a case.
        Administrator = "administrator",
        /// Files reports for callers.
        Operator = "operator",
    }
}

terms! {
    /// What a contact with the hotline was.
    HotlineKind {
        /// Somebody asked something.
        Information = "information",
        /// Somebody needed to talk.
        Counselling = "counselling",
        /// Nobody spoke.
        Silent = "silent",
        /// Somebody else was meant.
        WrongNumber = "wrong_number",
        /// Somebody tried whether anybody answers.
        Test = "test",
        /// About something that was reported before.
        FollowUp = "follow_up",
        /// A report: it opened a case.
        Report = "report",
    }
}

terms! {
    /// How an attempt to call back ended.
    CallbackOutcome {
        /// Somebody answered: done.
        Reached = "reached",
        /// Nobody did: it goes on waiting.
        NoAnswer = "no_answer",
        /// It ends without.
        GivenUp = "given_up",
    }
}

terms! {
    /// A line to which callers are passed on.
    Line {
        /// Police.
        Police = "113",
        /// Ambulance.
        Ambulance = "115",
        /// Child protection.
        Children = "111",
        /// Fire and rescue.
        Rescue = "114",
        /// Another one.
        Other = "other",
    }
}

terms! {
    /// Why a report may be none. It is taken all the same, and read by the province first.
    Suspicion {
        /// A field that no person sees was filled in.
        Honeypot = "honeypot",
        /// Nobody reads and writes as fast as that.
        TooFast = "too_fast",
        /// The form is days old: kept, to be sent again and again.
        Replayed = "replayed",
        /// More came from one place on the network than one place sends.
        Many = "many",
    }
}

terms! {
    /// "Is anybody in danger right now?"
    InDanger {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Not sure, or not answered.
        Unknown = "unknown",
    }
}

terms! {
    /// Why an office that is not accountable may still read a case.
    GrantGround {
        /// It was told in the same instant, because this is an emergency.
        EmergencyNotice = "emergency_notice",
        /// A missed deadline climbed to it.
        Escalation = "escalation",
    }
}

terms! {
    /// What a reporter says by a button.
    ReporterWord {
        /// It is more dangerous now.
        MoreDanger = "more_danger",
        /// Somebody else knows the code.
        CodeKnown = "code_known",
        /// The case should not have been closed.
        Objection = "objection",
        /// Somebody contacted them or came to help.
        ContactedYes = "contacted_yes",
        /// Nobody did.
        ContactedNo = "contacted_no",
        /// Somebody did, and it did not help.
        ContactedNotHelped = "contacted_not_helped",
        /// They do not know.
        ContactedUnknown = "contacted_unknown",
    }
}

terms! {
    /// What a message of a reporter is about.
    MessageKind {
        /// Anything.
        Message = "message",
        /// "I take it back": to be verified, the wrong person may have written it.
        Withdrawal = "withdrawal",
        /// Another way to reach them: to be verified, the old one stays valid.
        Contact = "contact",
    }
}

terms! {
    /// What the office above decided about a disputed contact.
    Settlement {
        /// It took place.
        ContactStands = "contact_stands",
        /// It did not.
        NoContact = "no_contact",
    }
}

terms! {
    /// How an offered handover stands.
    HandoverState {
        /// It waits for an answer; whoever offered stays accountable.
        Offered = "offered",
        /// The other office is accountable from then on.
        Accepted = "accepted",
        /// The other office said which office is right.
        Declined = "declined",
        /// Whoever offered took it back.
        Withdrawn = "withdrawn",
        /// Custody moved another way, or the case was closed.
        Expired = "expired",
    }
}

terms! {
    /// Why the office above has to decide about a case.
    DecisionGround {
        /// It was refused twice.
        RefusedTwice = "refused_twice",
        /// Too many deadlines were missed.
        DeadlinesMissed = "deadlines_missed",
        /// Nobody asked: it decided by itself.
        OwnMotion = "own_motion",
    }
}

terms! {
    /// What the office above decided about a case.
    ParentChoice {
        /// It is accountable itself from now on.
        TakenOver = "taken_over",
        /// The accountable office is to act, by a written order.
        Ordered = "ordered",
        /// Another office is accountable from now on.
        Placed = "placed",
        /// It stays as it is, for a reason.
        Left = "left",
        /// There was nothing left to decide.
        Lapsed = "lapsed",
    }
}

terms! {
    /// News about who answers for a case.
    CustodyNews {
        /// A colleague was named for it.
        Assigned = "assigned",
        /// Another office offers it.
        Offered = "offered",
        /// An offer was declined: the case is still here.
        Declined = "declined",
        /// An offer was accepted: the case is there now.
        Accepted = "accepted",
        /// An office above gave a written order.
        Ordered = "ordered",
        /// An office above gave the case to this office.
        Placed = "placed",
        /// An office above took the case from here.
        Taken = "taken",
        /// The office above has to decide.
        Decide = "decide",
    }
}

terms! {
    /// With whom a contact was sought.
    ContactWith {
        /// The child or person with a disability.
        PersonAtRisk = "person_at_risk",
        /// Who reported.
        Reporter = "reporter",
        /// Family or carer.
        Family = "family",
        /// Another office or professional.
        Professional = "professional",
    }
}

terms! {
    /// How a contact ended.
    ContactOutcome {
        /// Seen or spoken with.
        Reached = "reached",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// Stopped because it was not safe to go on.
        NotSafe = "not_safe",
        /// The number or address was wrong.
        WrongNumber = "wrong_number",
    }
}

terms! {
    /// Who could hear a contact.
    Alone {
        /// Nobody else, and out of reach of the alleged perpetrator.
        Alone = "alone",
        /// A trusted person or interpreter.
        TrustedPerson = "trusted_person",
        /// Family, carer or the alleged perpetrator: never a first contact.
        InFrontOfFamily = "in_front_of_family",
    }
}

terms! {
    /// The way a contact took place.
    ContactHow {
        /// Face to face.
        InPerson = "in_person",
        /// By telephone.
        Phone = "phone",
        /// By video, for instance signing.
        Video = "video",
        /// In writing, both ways.
        Text = "text",
    }
}

impl Severity {
    /// Place in a list sorted from worst: 0 is an emergency.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Emergency => 0,
            Self::High => 1,
            Self::Medium => 2,
            Self::Low => 3,
        }
    }
}
