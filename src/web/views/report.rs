//! The form and the page before sending: one set of fields, five ways in.
//!
//! Whatever is typed travels along between the doors and the check page, also where a door does not ask for it: what a page does not
//! show it carries in hidden fields ([`carried`]).

use askama::Template;

use super::{Door, Page, Problems, Typed, files::KEPT};

/// Yes, no, not sure: the answers of "in danger now" and "near you".
pub(in crate::web) const YES_NO_UNKNOWN: &[&str] = &["yes", "no", "unknown"];
pub(in crate::web) const ABOUT: &[&str] = &["self", "other", "both", "unknown"];
pub(in crate::web) const SEXES: &[&str] = &["female", "male", "unknown"];
pub(in crate::web) const HARD: &[&str] = &["seeing", "hearing", "speaking", "moving", "understanding", "feelings", "unknown"];
pub(in crate::web) const CONTACT_WAYS: &[&str] = &["page_only", "text", "call", "trusted_person", "none", "unknown"];
pub(in crate::web) const MUST_NOT_KNOW: &[&str] =
    &["commune_committee", "commune_police", "health_station", "school", "village_head", "whole_commune", "not_sure"];
/// Categories in the order of the taxonomy; "not clear yet" is the last.
pub(in crate::web) const CATEGORIES: &[&str] = &[
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
pub(in crate::web) const DANGER_SIGNS: &[&str] = &[
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

/// Needs that a form offers, codes of `communication_needs`.
pub(in crate::web) const NEEDS: &[&str] =
    &["text_only", "no_voice_call", "sign_language", "easy_read", "screen_reader", "interpreter_minority", "support_person"];
/// Whether to tell outside these pages that a message waits.
pub(in crate::web) const NOTICE: &[&str] = &["no", "text", "email"];
/// What may help somebody who cares for a child or a person with a disability.
pub(in crate::web) const HELP: &[&str] = &["rest", "money", "health", "school", "equipment", "learn", "talk", "place"];
/// What a child can tap instead of writing, each a category.
pub(in crate::web) const CHILD_CATEGORIES: &[&str] = &[
    "violence",
    "abuse_sexual",
    "neglect",
    "abandonment",
    "exploitation",
    "online_harm",
    "discrimination",
    "missing_lost",
    "self_harm_risk",
    "silent_or_unclear",
];
/// Where a child may say it happens.
pub(in crate::web) const CHILD_WHERE: &[&str] = &["home", "school", "street", "phone", "unknown"];
/// Ways to a child: fewer, and none that rings unasked.
pub(in crate::web) const CHILD_CONTACT: &[&str] = &["page_only", "call", "trusted_person", "none", "unknown"];

/// Fields of a page itself: never carried, each page writes its own.
const OWN: &[&str] = &["do", KEPT, "form", "short", "idempotency_key", "second_story", "csrf", "lat", "lon", "accuracy"];

/// What was typed and is not shown by a page that shows `shown`.
fn carried<'t>(typed: &'t Typed, shown: &[&str]) -> Vec<(&'t str, &'t str)> {
    typed.pairs().filter(|(name, value)| !value.is_empty() && !OWN.contains(name) && !shown.contains(name)).collect()
}

/// Provinces, and the communes of the chosen one, each with its code; empty where nobody asked for the lists.
#[derive(Debug, Clone, Default)]
pub struct PlaceLists {
    /// Provinces.
    pub provinces: Vec<(String, String)>,
    /// Communes of the chosen province.
    pub communes: Vec<(String, String)>,
}

/// `/report`, empty or sent back with what needs another look.
///
/// Fields, `*` several times: see `*_FIELDS`; besides `form` (the door), `lat`, `lon`, `accuracy`, `province`, `commune` (the lists),
/// `place_commune` and `place_for` (a choice, and the words it was chosen for), `idempotency_key`, and `do`, which button was pressed:
/// `check`, `change`, `list`, a door's code, `drop-position`, `drop-choice`, or nothing for sending.
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
    /// The way in.
    pub door: Door,
    /// The lists of places, where they were asked for.
    pub lists: PlaceLists,
}

impl ReportView<'_> {
    fn w(&self, key: &str) -> String {
        self.door.words(&self.page, key)
    }

    /// "What you wrote is still here", where it is: a body too large to be read brought nothing back.
    fn kept(&self) -> String {
        if self.typed.is_empty() { String::new() } else { self.w("report-problems-kept") }
    }

    fn carried(&self) -> Vec<(&str, &str)> {
        let lists: &[&str] = if self.lists.provinces.is_empty() { &[] } else { &["province", "commune"] };
        carried(&self.typed, &[self.door.asks(), lists].concat())
    }

    /// The address of a door with the facility that this page began with, so that no link of the form loses it.
    fn to(&self, door: Door) -> String {
        self.page.href(match self.typed.get("facility") {
            "" => door.address().to_owned(),
            code => format!("{}{}at={code}", door.address(), if door == Door::All { '?' } else { '&' }),
        })
    }

    /// `some` of `all` codes, and what was chosen at another door: nothing chosen disappears.
    fn offered(&self, name: &str, some: &'static [&'static str], all: &'static [&'static str]) -> Vec<&'static str> {
        let elsewhere = all.iter().filter(|code| !some.contains(code) && self.typed.is(name, code));
        some.iter().chain(elsewhere).copied().collect()
    }

    /// Whether a folded part is open: something in it was typed or needs another look.
    fn unfolded(&self, fields: &[&str]) -> bool {
        self.typed.says_any(fields) || fields.iter().any(|field| self.problems.has(field))
    }

    fn facility_open(&self) -> bool {
        self.unfolded(&["facility_name", "facility_staff"])
    }

    fn person_open(&self) -> bool {
        self.unfolded(&["age", "sex", "hard"])
    }

    fn reporter_open(&self) -> bool {
        self.unfolded(&["reporter_name", "reporter_phone", "reporter_email", "contact_how", "contact_when"])
    }

    fn safer_open(&self) -> bool {
        self.unfolded(&[
            "secret_word",
            "say_who",
            "needs",
            "interpreter",
            "interpreter_elsewhere",
            "support_person",
            "support_phone",
            "notice",
        ])
    }
}

/// The page before sending: what was typed, where it is understood to be, who will read it.
#[derive(Debug, Template)]
#[template(path = "templates/check.html")]
pub struct CheckView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was typed.
    pub typed: Typed,
    /// The key of the form.
    pub idempotency_key: String,
    /// The way in.
    pub door: Door,
    /// The office that will read it.
    pub office: String,
    /// Whether somebody was named who must not know.
    pub left_out: bool,
    /// Where nobody may be reading now: the key of the sentence that says so.
    pub unread: Option<&'static str>,
    /// The place.
    pub place: PlaceShown,
    /// Everything else that was said, question by question.
    pub answers: Vec<Answer>,
    /// The lists of places.
    pub lists: PlaceLists,
}

/// Where it is understood to be, in words.
#[derive(Debug, Clone, Default)]
pub struct PlaceShown {
    /// A sentence: "we understand …".
    pub meant: String,
    /// What to choose from, codes and names.
    pub choices: Vec<(String, String)>,
    /// Whether a position is sent along.
    pub position: bool,
    /// Whether it was chosen among several before.
    pub chosen: bool,
    /// Whether the lists are offered: the commune is not certain.
    pub lists_open: bool,
}

/// A question with what was answered.
#[derive(Clone, Default)]
pub struct Answer {
    /// The question.
    pub question: String,
    /// The answer.
    pub said: String,
    /// Id of the field on the form.
    pub field: &'static str,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[answer]")
    }
}

impl CheckView<'_> {
    fn w(&self, key: &str) -> String {
        self.door.words(&self.page, key)
    }

    fn w1(&self, key: &str, name: &str, value: &str) -> String {
        self.page.t1(&self.door.key(&self.page, key), name, value)
    }

    fn carried(&self) -> Vec<(&str, &str)> {
        let choice: &[&str] = if self.place.choices.is_empty() { &[] } else { &["place_commune", "place_for"] };
        let lists: &[&str] = if self.place.lists_open { &["province", "commune"] } else { &[] };
        carried(&self.typed, &[&["must_not_know"], choice, lists].concat())
    }

    /// Whom a reporter may name here. Somebody who asks for help with care is not asked about the police, unless they were named.
    fn may_not_know(&self) -> Vec<&'static str> {
        let police = |code: &&str| self.door == Door::Carer && *code == "commune_police" && !self.typed.is("must_not_know", code);
        MUST_NOT_KNOW.iter().copied().filter(|code| !police(code)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{CATEGORIES, CHILD_CATEGORIES, DANGER_SIGNS, Door, MUST_NOT_KNOW, NEEDS, NOTICE, carried};
    use crate::{cases::content::NOTICES, kernel::Lang, taxonomy::Taxonomy, web::views::Typed, words::Words};

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
    #[test]
    fn people_read_the_public_labels_of_the_taxonomy_and_never_those_of_staff() {
        let (words, taxonomy) = (Words::load().unwrap(), include_str!("../../../seeds/taxonomy.yaml"));
        let public = |code: &str, field: &str| -> String {
            let line = taxonomy.lines().find(|line| line.contains(&format!("{{code: {code},"))).unwrap();
            line.split_once(&format!(" {field}: \"")).unwrap_or_else(|| panic!("{code} {field}")).1.split('"').next().unwrap().to_owned()
        };
        let signs = DANGER_SIGNS.iter().chain(&["offender_present"]);
        let all = CATEGORIES.iter().map(|code| ("category", code)).chain(signs.map(|code| ("sign", code)));
        for (group, code) in all {
            let key = format!("{group}-{code}");
            assert_eq!(words.text(Lang::Vi, &key, &[]), public(code, "vi_public"), "{key}");
            assert_eq!(words.text(Lang::En, &key, &[]), public(code, "en_public"), "{key}");
        }
    }

    #[test]
    fn every_tap_of_every_door_is_a_code_that_intake_knows() {
        let taxonomy = Taxonomy::load().unwrap();
        assert!(CHILD_CATEGORIES.iter().all(|code| taxonomy.categories.contains(code)));
        assert!(NEEDS.iter().all(|code| taxonomy.communication_needs.contains(code)));
        assert_eq!(&NOTICE[1..], NOTICES);
        for door in [Door::All, Door::Short, Door::Danger, Door::Child, Door::Carer] {
            assert_eq!(Door::parse(door.code()), Some(door));
        }
    }

    #[test]
    fn what_a_page_does_not_show_travels_along() {
        let pairs = [("story", "a"), ("hard", "seeing"), ("hard", "moving"), ("age", ""), ("idempotency_key", "k"), ("do", "check")];
        let typed = Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        assert_eq!(carried(&typed, &["story"]), [("hard", "seeing"), ("hard", "moving")]);
    }
}
