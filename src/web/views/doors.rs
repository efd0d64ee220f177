//! The ways into the form: what each asks, what coming through it says, how it speaks.

use super::{Page, Problems, Typed};
use crate::kernel::Voice;

/// What the full form asks.
const ALL_FIELDS: &[&str] = &[
    "danger",
    "beside",
    "about",
    "story",
    "category",
    "place_text",
    "near",
    "where_unknown",
    "facility",
    "facility_name",
    "facility_staff",
    "must_not_know",
    "danger_signs",
    "age",
    "sex",
    "hard",
    "reporter_name",
    "reporter_phone",
    "reporter_email",
    "contact_how",
    "contact_when",
    "secret_word",
    "say_who",
    "needs",
    "interpreter",
    "interpreter_elsewhere",
    "support_person",
    "support_phone",
    "notice",
];
const SHORT_FIELDS: &[&str] = &["danger", "story", "place_text", "reporter_phone"];
const DANGER_FIELDS: &[&str] = &["story", "place_text", "near", "danger_signs", "beside", "reporter_phone"];
const CHILD_FIELDS: &[&str] = &[
    "danger",
    "beside",
    "about",
    "category",
    "story",
    "child_where",
    "place_text",
    "age",
    "contact_how",
    "reporter_name",
    "reporter_phone",
    "support_person",
];
const CARER_FIELDS: &[&str] =
    &["danger", "story", "help", "age", "hard", "place_text", "near", "reporter_name", "reporter_phone", "contact_how", "contact_when"];

/// A way into the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Door {
    /// Everything.
    #[default]
    All,
    /// The person who hurts is near: as little as possible, and nobody calls.
    Short,
    /// Danger now: the numbers large, and what helps to find the place.
    Danger,
    /// A child.
    Child,
    /// Somebody who cares and cannot go on.
    Carer,
}

impl Door {
    /// The door of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "all" => Some(Self::All),
            "short" => Some(Self::Short),
            "danger" => Some(Self::Danger),
            "child" => Some(Self::Child),
            "carer" => Some(Self::Carer),
            _ => None,
        }
    }

    /// Its code, as the hidden field `form` says it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Short => "short",
            Self::Danger => "danger",
            Self::Child => "child",
            Self::Carer => "carer",
        }
    }

    /// The address of its empty form.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::All => "/report",
            Self::Short => "/report?short=1",
            Self::Danger => "/report?danger=yes",
            Self::Child => "/report?for=child",
            Self::Carer => "/report?for=carer",
        }
    }

    /// What is said by coming in through it.
    #[must_use]
    pub const fn says(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Short => Some(("beside", "yes")),
            Self::Danger => Some(("danger", "yes")),
            Self::Carer => Some(("category", "support_need")),
            Self::All | Self::Child => None,
        }
    }

    /// Whether the form is short enough to be sent without looking at it again.
    #[must_use]
    pub const fn is_brief(self) -> bool {
        matches!(self, Self::Short | Self::Danger)
    }

    /// The door that a sent form came through.
    #[must_use]
    pub fn of(typed: &Typed) -> Self {
        Self::parse(typed.get("form")).unwrap_or(if typed.is("short", "1") { Self::Short } else { Self::All })
    }

    /// The door whose form shows every one of `problems`: a fault that nobody can see, nobody can mend.
    #[must_use]
    pub fn showing(self, problems: &Problems) -> Self {
        let seen = |field: &str| field.is_empty() || field == "files" || self.asks().contains(&field);
        if problems.all().iter().all(|problem| seen(&problem.field)) { self } else { Self::All }
    }

    /// The fields it asks for.
    pub(super) const fn asks(self) -> &'static [&'static str] {
        match self {
            Self::All => ALL_FIELDS,
            Self::Short => SHORT_FIELDS,
            Self::Danger => DANGER_FIELDS,
            Self::Child => CHILD_FIELDS,
            Self::Carer => CARER_FIELDS,
        }
    }

    /// The door as a voice opens it: a page that speaks to a child asks what it asks children, in no other voice.
    #[must_use]
    pub const fn spoken(self, voice: Voice) -> Self {
        match (self, voice) {
            (Self::All, Voice::Child) => Self::Child,
            (Self::Child, Voice::Vietnamese | Voice::English | Voice::EasyRead) => Self::All,
            (door, _) => door,
        }
    }

    /// `key` as this door says it.
    #[must_use]
    pub fn words(self, page: &Page<'_>, key: &str) -> String {
        page.t(&self.key(page, key))
    }

    /// The label of a code, as this door says it.
    #[must_use]
    pub fn label(self, page: &Page<'_>, group: &str, code: &str) -> String {
        let own = self.key(page, &format!("{group}-{code}"));
        if page.words.knows(&own) { page.t(&own) } else { code.to_owned() }
    }

    /// The key of the words by which this door says `key`: a carer and a child are asked in their own.
    #[must_use]
    pub fn key(self, page: &Page<'_>, key: &str) -> String {
        let own = format!("{}-{key}", self.code());
        if self != Self::All && page.words.knows(&own) { own } else { key.to_owned() }
    }
}
