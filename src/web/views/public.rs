//! The pages of somebody who reports.

use askama::Template;

use super::{Page, Problems, Typed};

/// Yes, no, not sure: the answers of "in danger now" and "near you".
pub(super) const YES_NO_UNKNOWN: &[&str] = &["yes", "no", "unknown"];
pub(super) const ABOUT: &[&str] = &["self", "other", "both"];
pub(super) const SEXES: &[&str] = &["female", "male", "unknown"];
pub(super) const HARD: &[&str] = &["seeing", "hearing", "speaking", "moving", "understanding", "feelings", "unknown"];
pub(super) const CONTACT_WAYS: &[&str] = &["page_only", "text", "call", "trusted_person", "none"];
pub(super) const MUST_NOT_KNOW: &[&str] =
    &["commune_committee", "commune_police", "health_station", "school", "village_head", "whole_commune", "not_sure"];
/// Categories in the order of the taxonomy; "not clear yet" is the last.
pub(super) const CATEGORIES: &[&str] = &[
    "violence",
    "abuse_sexual",
    "abandonment",
    "neglect",
    "exploitation",
    "trafficking",
    "discrimination",
    "online_harm",
    "institution_abuse",
    "self_harm_risk",
    "missing_lost",
    "support_need",
    "responder_complaint",
    "silent_or_unclear",
];
/// Danger signs that make an emergency. "Near you" is asked as a question of its own.
pub(super) const DANGER_SIGNS: &[&str] = &[
    "violence_now",
    "weapon",
    "severe_injury",
    "sexual_72h",
    "infant_alone",
    "confined",
    "no_medicine",
    "suicide",
    "threat_kill",
    "strangled",
    "abduction",
    "exposed",
];

/// `/`
#[derive(Debug, Template)]
#[template(path = "templates/start.html")]
pub struct StartView<'w> {
    /// The frame.
    pub page: Page<'w>,
}

/// `/report`, empty or sent back with what needs another look.
///
/// Fields: `danger`, `beside`, `about`, `category`, `story`, `place_text`, `facility`, `facility_name`, `facility_staff`, `lat`, `lon`, `must_not_know`*, `danger_signs`*,
/// `age`, `sex`, `hard`*, `reporter_name`, `reporter_phone`, `contact_how`, `contact_when`, `idempotency_key`, `short`
/// (* may come several times). `beside=yes` is the danger sign `offender_present`.
#[derive(Debug, Template)]
#[template(path = "templates/report.html")]
pub struct ReportView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was typed so far.
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
    /// A fresh key for a fresh page, the same key when the page comes back.
    pub idempotency_key: String,
    /// Only danger, story and place: for somebody who has seconds (`/report?short=1`).
    pub short: bool,
}

impl ReportView<'_> {
    /// "What you wrote is still here", where it is: a body too large to be read brought nothing back.
    fn kept(&self) -> String {
        if self.typed.is_empty() { String::new() } else { self.page.t("report-problems-kept") }
    }

    /// `address` with the facility that this page began with, so that no link of the form loses it.
    fn at(&self, address: &str) -> String {
        let mark = if address.contains('?') { '&' } else { '?' };
        match self.typed.get("facility") {
            "" => address.to_owned(),
            code => format!("{address}{mark}at={code}"),
        }
    }

    /// Whether the part about the person is unfolded: something in it was typed or needs another look.
    fn person_open(&self) -> bool {
        self.unfolded(&["age", "sex", "hard"])
    }

    fn reporter_open(&self) -> bool {
        self.unfolded(&["reporter_name", "reporter_phone", "contact_how", "contact_when"])
    }

    fn unfolded(&self, fields: &[&str]) -> bool {
        self.typed.says_any(fields) || fields.iter().any(|field| self.problems.has(field))
    }
}

/// After sending: the only page that ever shows the access code.
#[derive(Template)]
#[template(path = "templates/received.html")]
pub struct ReceivedView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The access code in groups, each with its spoken form ([`CodeGroup::of`]).
    pub groups: Vec<CodeGroup>,
    /// The same in one, for the forms and buttons that carry it on.
    pub code: String,
    /// What to say on the telephone; opens nothing.
    pub case_code: String,
    /// Name of the office that will read it.
    pub office: String,
    /// By when somebody must take it, in words; nothing where no time may be promised.
    pub due: Option<String>,
    /// Whether it is night there and nobody may be reading.
    pub night: bool,
}

/// A group of the access code.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeGroup {
    /// As written.
    pub letters: String,
    /// As spoken on a bad line.
    pub spoken: String,
}

impl CodeGroup {
    /// The groups of a code written with hyphens, with the spoken alphabet of the page's language.
    #[must_use]
    pub fn of(page: &Page<'_>, code: &str) -> Vec<Self> {
        code.split('-').map(|letters| Self { letters: letters.to_owned(), spoken: spoken(page, letters) }).collect()
    }
}

fn spoken(page: &Page<'_>, letters: &str) -> String {
    let say = |letter: char| {
        if letter.is_ascii_digit() {
            page.label("digit", &letter.to_string())
        } else {
            format!("{letter} {}", page.label("spell", &letter.to_string()))
        }
    };
    letters.chars().map(say).collect::<Vec<_>>().join(", ")
}

/// Nothing is here, or nothing that this visitor may know of.
#[derive(Debug, Template)]
#[template(path = "templates/not_found.html")]
pub struct NotFoundView<'w> {
    /// The frame.
    pub page: Page<'w>,
}

/// Something went wrong that no field explains.
#[derive(Debug, Template)]
#[template(path = "templates/trouble.html")]
pub struct TroubleView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What happened and what to do, from `errors.ftl`.
    pub text: String,
    /// Where to go on.
    pub back: String,
}

#[cfg(test)]
mod tests {
    use super::{CATEGORIES, CodeGroup, DANGER_SIGNS, MUST_NOT_KNOW};
    use crate::kernel::Lang;
    use crate::web::views::Page;
    use crate::words::Words;

    #[test]
    fn a_code_can_be_read_aloud() {
        let words = Words::load().unwrap();
        let groups = CodeGroup::of(&Page::public(&words, Lang::Vi, "/report"), "7K2Q-M9XA");
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].spoken, "số bảy, K kẹo, số hai, Q quà");
    }

    #[test]
    fn every_character_of_a_code_has_a_word_in_both_languages() {
        let words = Words::load().unwrap();
        for lang in [Lang::Vi, Lang::En] {
            let page = Page::public(&words, lang, "/report");
            for character in crate::kernel::codes::CROCKFORD {
                let spoken = super::spoken(&page, &char::from(*character).to_string());
                assert!(spoken.len() > 2, "{spoken}");
            }
        }
    }

    #[test]
    fn the_choices_are_those_of_the_taxonomy() {
        let taxonomy = include_str!("../../../seeds/taxonomy.yaml");
        let codes = |section: &str| -> Vec<&str> {
            let start = taxonomy.split_once(&format!("\n{section}:")).unwrap().1;
            let lines = start.lines().skip(1).take_while(|line| line.starts_with(' '));
            lines.map(|line| line.trim_start().trim_start_matches("- {code: ").split(',').next().unwrap()).collect()
        };
        assert_eq!(codes("report_categories"), CATEGORIES);
        assert_eq!(codes("must_not_know"), MUST_NOT_KNOW);
        // Two are not offered here: who is near is a question of its own, and "escalating" is for staff to judge.
        let offered: Vec<&str> =
            codes("immediate_danger").into_iter().filter(|code| !["offender_present", "escalating"].contains(code)).collect();
        assert_eq!(offered, DANGER_SIGNS);
    }
}
