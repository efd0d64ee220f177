//! What keeps an office from answering: a pure rule.

use crate::kernel::terms::terms;

terms! {
    /// One thing that keeps an office from answering, the worst first.
    Gap {
        /// Nobody with a password who may acknowledge works there.
        NobodyCanAnswer = "nobody_can_answer",
        /// Reports cannot be sealed for it.
        NoKey = "no_key",
        /// There are people, and not one of them has ever signed in.
        NeverSignedIn = "never_signed_in",
        /// The newest mail to one of its mailboxes was refused for good.
        MailboxBounces = "mailbox_bounces",
        /// The province has no desk that is awake at night; stands at its health department.
        NoRoundTheClockDesk = "no_round_the_clock_desk",
        /// One person answers alone: nobody does when they are ill or must not know.
        NoSecondPerson = "no_second_person",
    }
}

impl Gap {
    /// Whether a report that arrives now reaches nobody in the office itself.
    #[must_use]
    pub const fn is_silence(self) -> bool {
        matches!(self, Self::NobodyCanAnswer | Self::NeverSignedIn)
    }
}

/// What is known of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five independent facts, each of which is one gap")]
pub struct Readiness {
    /// It exists, and is neither suspended nor merged into another.
    pub in_service: bool,
    /// People with a password whose role may acknowledge.
    pub answering: usize,
    /// At least one of them has signed in at least once.
    pub signed_in: bool,
    /// The newest mail to a mailbox of theirs, or of the office, was refused for good.
    pub bounces: bool,
    /// It has a key that the directory vouches for.
    pub has_key: bool,
    /// Its province should have a desk that is awake at night, and has none.
    pub desk_missing: bool,
}

/// The gaps of an office, the worst first. Who is not there has not signed in either: only the root is named.
#[must_use]
pub fn gaps(office: &Readiness) -> Vec<Gap> {
    if !office.in_service {
        return Vec::new();
    }
    let holds = |gap: &Gap| match gap {
        Gap::NobodyCanAnswer => office.answering == 0,
        Gap::NoKey => !office.has_key,
        Gap::NeverSignedIn => office.answering > 0 && !office.signed_in,
        Gap::MailboxBounces => office.bounces,
        Gap::NoRoundTheClockDesk => office.desk_missing,
        Gap::NoSecondPerson => office.answering == 1,
    };
    Gap::ALL.iter().copied().filter(holds).collect()
}

/// How an office stands, for a map: one look, three answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// No gap.
    Ready,
    /// Somebody answers, and something is missing.
    Weak,
    /// Nobody answers.
    Silent,
}

impl Standing {
    /// Of an office with these gaps.
    #[must_use]
    pub fn of(gaps: &[Gap]) -> Self {
        match gaps {
            [] => Self::Ready,
            gaps if gaps.iter().any(|gap| gap.is_silence()) => Self::Silent,
            _ => Self::Weak,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gap, Readiness, Standing, gaps};

    const READY: Readiness =
        Readiness { in_service: true, answering: 2, signed_in: true, bounces: false, has_key: true, desk_missing: false };

    #[test]
    fn an_office_where_two_people_answer_has_no_gap() {
        assert_eq!(gaps(&READY), []);
    }

    #[test]
    fn each_fact_is_one_gap() {
        for (office, gap) in [
            (Readiness { answering: 0, ..READY }, Gap::NobodyCanAnswer),
            (Readiness { has_key: false, ..READY }, Gap::NoKey),
            (Readiness { signed_in: false, ..READY }, Gap::NeverSignedIn),
            (Readiness { bounces: true, ..READY }, Gap::MailboxBounces),
            (Readiness { desk_missing: true, ..READY }, Gap::NoRoundTheClockDesk),
            (Readiness { answering: 1, ..READY }, Gap::NoSecondPerson),
        ] {
            assert_eq!(gaps(&office), [gap], "{}", gap.code());
        }
    }

    #[test]
    fn who_is_not_there_is_not_blamed_for_never_signing_in() {
        let empty = Readiness { answering: 0, signed_in: false, ..READY };
        assert_eq!(gaps(&empty), [Gap::NobodyCanAnswer]);
    }

    #[test]
    fn an_office_out_of_service_has_no_gaps_of_its_own() {
        let gone = Readiness { in_service: false, answering: 0, has_key: false, ..READY };
        assert_eq!(gaps(&gone), []);
    }

    #[test]
    fn the_map_tells_silence_from_weakness() {
        assert_eq!(Standing::of(&[]), Standing::Ready);
        assert_eq!(Standing::of(&[Gap::NoSecondPerson, Gap::MailboxBounces]), Standing::Weak);
        assert_eq!(Standing::of(&[Gap::NeverSignedIn, Gap::NoSecondPerson]), Standing::Silent);
        assert!(Standing::Ready < Standing::Weak && Standing::Weak < Standing::Silent);
    }
}
