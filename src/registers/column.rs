//! A column of a register.

/// A column: its name in the header, and what may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name in the header.
    pub name: &'static str,
    /// Whether the header must name it and every row must fill it. A column that may be left out keeps, when it is left out, what
    /// is there already.
    pub required: bool,
    /// The codes it takes; empty where it takes more than a list of codes.
    pub choices: &'static [&'static str],
}

impl Column {
    pub(super) const fn required(name: &'static str) -> Self {
        Self { name, required: true, choices: &[] }
    }

    pub(super) const fn optional(name: &'static str) -> Self {
        Self { name, required: false, choices: &[] }
    }

    pub(super) const fn of(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }
}

/// The codes of a flag.
pub(super) const YES_NO: &[&str] = &["yes", "no"];
