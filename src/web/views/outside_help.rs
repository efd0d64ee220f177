//! Outside help, with telephones to tap.

use askama::Template;

use super::{Page, duty::PhoneRow};

/// `/desk/help`
#[derive(Debug, Template)]
#[template(path = "templates/outside_help.html")]
pub struct OutsideHelpView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Who helps, the nearest first.
    pub rows: Vec<HelpRow>,
}

/// Somebody who helps.
#[derive(Debug, Clone)]
pub struct HelpRow {
    /// Code of the kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Where, in words; the whole country where it says nothing.
    pub place: String,
    /// Whom they take, in their own words.
    pub takes: String,
    /// Whether somebody answers at night.
    pub round_the_clock: bool,
    /// Whether a wheelchair gets in, where that is known.
    pub step_free: Option<bool>,
    /// Telephone.
    pub phone: PhoneRow,
    /// That nobody has looked at the number for long, in words.
    pub unchecked: Option<String>,
}

/// The page with and without anybody, for the tests of every page.
#[cfg(test)]
pub(super) fn sample(page: Page<'_>, full: bool) -> OutsideHelpView<'_> {
    let row = |kind: &str, checked: bool| HelpRow {
        kind: kind.into(),
        name: super::samples::HOSTILE.into(),
        place: "Phường Sài Gòn".into(),
        takes: "Phụ nữ và trẻ em".into(),
        round_the_clock: checked,
        step_free: Some(checked),
        phone: PhoneRow::of("0900 000 006", None),
        unchecked: (!checked).then(|| page.t("help-unchecked")),
    };
    let rows = if full { vec![row("shelter", true), row("interpreter", false)] } else { vec![] };
    OutsideHelpView { page, rows }
}
