//! The cases that belong to one, or may, and further persons at risk: part of the page of a case.

use super::case_file::Choice;

/// How two cases may belong together, in the order of the form.
pub(super) const LINK_KINDS: &[&str] = &["linked", "repeat", "duplicate", "not_same"];
/// Answers to a person's sex.
pub(super) const SEXES: &[&str] = &["female", "male", "unknown"];

/// Part of the page of a case.
///
/// Forms, each at `/desk/cases/{code}/…`: `links` (`other`, `kind`), `persons` (`person_name`, `person_age`, `person_sex`,
/// `person_disability`, `person_relation`, `person_phone`, `person_identity`).
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Cases in which the same number was given.
    pub possible: Vec<OtherRow>,
    /// What was confirmed.
    pub confirmed: Vec<OtherRow>,
    /// Persons at risk who were added.
    pub persons: Vec<AddedRow>,
    /// Whether this person may confirm and add.
    pub may: bool,
    /// Kinds of disabilities.
    pub disabilities: Vec<Choice>,
}

/// Another case.
#[derive(Debug, Clone, Default)]
pub struct OtherRow {
    /// Its code.
    pub code: String,
    /// How it belongs to this one, in words; nothing while nobody has said.
    pub kind: Option<String>,
    /// When it came, at which office, whether it is closed; who confirmed it: in words.
    pub said: Vec<String>,
}

/// A person at risk who was added.
#[derive(Debug, Clone, Default)]
pub struct AddedRow {
    /// What is known of them, in words.
    pub said: Vec<String>,
    /// Who added them, and when.
    pub by: String,
}

#[cfg(test)]
impl Links {
    /// All that can stand on the page, or nothing.
    pub(super) fn sample(full: bool) -> Self {
        if !full {
            return Self::default();
        }
        let row = |kind: Option<&str>| OtherRow {
            code: "9XA4TVDH".into(),
            kind: kind.map(str::to_owned),
            said: vec!["21 giờ hôm qua".into(), super::samples::HOSTILE.into()],
        };
        Self {
            possible: vec![row(None)],
            confirmed: vec![row(Some("Có liên quan"))],
            persons: vec![AddedRow { said: vec![super::samples::HOSTILE.into()], by: "Nguyễn Thị Hoa".into() }],
            may: true,
            disabilities: vec![Choice { code: "vision".into(), label: "Nhìn".into() }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LINK_KINDS;
    use crate::cases::link::LinkKind;

    #[test]
    fn the_choices_are_those_of_the_domain() {
        assert_eq!(LinkKind::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>(), LINK_KINDS);
    }
}
