//! What one line of a code list says.

use crate::kernel::Lang;

/// A code and the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub(super) code: String,
    pub(super) vi: String,
    pub(super) en: String,
    pub(super) vi_public: Option<String>,
    pub(super) en_public: Option<String>,
    pub(super) public: bool,
}

impl Term {
    /// The stored and transmitted code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The label staff read.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }

    /// The label people read on public pages: plainer where the staff label is a term of law, else the same.
    #[must_use]
    pub fn public_label(&self, lang: Lang) -> &str {
        let plain = match lang {
            Lang::Vi => &self.vi_public,
            Lang::En => &self.en_public,
        };
        plain.as_deref().unwrap_or_else(|| self.label(lang))
    }

    /// Whether public pages offer it; some codes are for operators and partners only.
    #[must_use]
    pub const fn on_public_pages(&self) -> bool {
        self.public
    }
}

/// An entry of any list.
pub trait Labelled {
    /// Its code and labels.
    fn term(&self) -> &Term;
}

impl Labelled for Term {
    fn term(&self) -> &Term {
        self
    }
}

macro_rules! labelled {
    ($($name:ident),+) => { $(impl Labelled for $name {
        fn term(&self) -> &Term {
            &self.term
        }
    })+ };
}
labelled!(AbuseType, OffenderRelation, DangerSign, DiscoveryPlace, ResponderKind, ClosureReason);

/// What was done to a person, within a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbuseType {
    pub(super) term: Term,
    /// Code of the category it belongs to.
    pub category: String,
}

/// Who an alleged perpetrator is to the person at risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffenderRelation {
    pub(super) term: Term,
    /// Is or was family or partner: the law on domestic violence applies (track `dv`).
    pub domestic: bool,
    /// The unit this person works in must not know.
    pub excludes_own_unit: bool,
}

/// How much a sign of danger weighs before triage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DangerWeight {
    /// An emergency.
    Emergency,
    /// An emergency when it happened within so many days, else high.
    EmergencyWithin {
        /// Days it weighs as an emergency.
        days: u16,
    },
    /// High.
    High,
    /// Says how to talk with the reporter, not how urgent it is: no call, no announced visit.
    CommunicationFlag,
}

/// A sign of danger now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DangerSign {
    pub(super) term: Term,
    /// How much it weighs.
    pub weight: DangerWeight,
}

/// A kind of place where a person was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoveryPlace {
    pub(super) term: Term,
    /// Code of the responder kind that is told as well.
    pub also_notify: Option<String>,
}

/// A kind of office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponderKind {
    pub(super) term: Term,
    /// Named by this product, not by law.
    pub product: bool,
}

/// Who has to agree before a case is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// The lead of the accountable office.
    Lead,
    /// The office above it.
    Parent,
    /// The office above when the other case belongs to another office, else the lead.
    ParentAcrossOffices,
    /// A second person at the office above.
    SecondPersonAtParent,
    /// The province.
    Province,
    /// A supervisor.
    Supervisor,
}

impl Approval {
    /// Every value, with the code that stands for it in the list.
    pub(super) const CODES: &'static [(&'static str, Self)] = &[
        ("lead", Self::Lead),
        ("parent", Self::Parent),
        ("parent_across_offices", Self::ParentAcrossOffices),
        ("second_person_at_parent", Self::SecondPersonAtParent),
        ("province", Self::Province),
        ("supervisor", Self::Supervisor),
    ];
}

/// A reason for closing a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosureReason {
    pub(super) term: Term,
    /// Who has to agree.
    pub approved_by: Approval,
    /// A person may choose it; the system never suggests it.
    pub never_proposed: bool,
}

/// A code list in the order people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(pub(super) Vec<T>);

impl<T: Labelled> List<T> {
    /// The entry of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&T> {
        self.0.iter().find(|entry| entry.term().code == code)
    }

    /// Whether the list holds the code.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.get(code).is_some()
    }

    /// The label staff read for a code; the code itself when a later version of the lists made it unknown.
    #[must_use]
    pub fn label<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.get(code).map_or(code, |entry| entry.term().label(lang))
    }

    /// Every entry, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The entries that public pages offer, in order.
    pub fn on_public_pages(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter(|entry| entry.term().public)
    }
}

impl<'a, T: Labelled> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
