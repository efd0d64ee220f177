//! Why another office may know: consent, or a ground in law (Law 91/2025/QH15, Art. 19; Law on Children; DOMAIN 7).
//!
//! A guardian who may be the one who harms is not asked: their consent protects nobody, and asking tells them.

use crate::{cases::content::Perpetrator, kernel::terms::terms};

terms! {
    /// Why another office may know.
    Basis {
        /// The person said yes, knowing what is passed on to whom.
        PersonConsents = "person_consents",
        /// A parent or guardian who harms nobody said yes for a child.
        GuardianConsents = "guardian_consents",
        /// A child is in danger, or may be: those who protect children work together.
        ChildInDanger = "child_in_danger",
        /// A life or somebody's health has to be protected now.
        LifeInDanger = "life_in_danger",
        /// The law gives the other office this very task.
        TaskByLaw = "task_by_law",
    }
}

impl Basis {
    /// Whether somebody said yes: then it is kept who, and how.
    #[must_use]
    pub const fn is_consent(self) -> bool {
        matches!(self, Self::PersonConsents | Self::GuardianConsents)
    }
}

/// Who may stand for a child or an adult before the law, or speak for them at home. Whoever is not known may be one of them.
const MAY_BE_GUARDIANS: [&str; 8] =
    ["father", "mother", "step_parent", "caregiver", "grandparent_relative", "facility_staff", "intimate_partner", "unknown"];

/// Whether a guardian may be the one who harms, by what the reports say.
#[must_use]
pub fn guardian_may_harm<'p>(mut perpetrators: impl Iterator<Item = &'p Perpetrator>) -> bool {
    perpetrators.any(|perpetrator| perpetrator.relation.as_deref().is_none_or(|relation| MAY_BE_GUARDIANS.contains(&relation)))
}

/// What a basis may be chosen from.
#[must_use]
pub fn offered(guardian_may_harm: bool) -> Vec<Basis> {
    Basis::ALL.iter().copied().filter(|basis| !(guardian_may_harm && *basis == Basis::GuardianConsents)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Basis, guardian_may_harm, offered};
    use crate::cases::content::Perpetrator;

    #[test]
    fn a_guardian_who_may_harm_is_never_asked() {
        let by = |relation: Option<&str>| Perpetrator { relation: relation.map(Into::into), ..Perpetrator::default() };
        for relation in ["father", "mother", "step_parent", "caregiver", "grandparent_relative", "unknown"] {
            assert!(guardian_may_harm([by(Some("neighbour")), by(Some(relation))].iter()), "{relation}");
        }
        assert!(guardian_may_harm([by(None)].iter()), "nobody knows who it is");
        assert!(!guardian_may_harm([by(Some("neighbour")), by(Some("teacher"))].iter()));
        assert!(!guardian_may_harm([].iter()));
        assert!(!offered(true).contains(&Basis::GuardianConsents) && offered(true).len() + 1 == offered(false).len());
    }
}
