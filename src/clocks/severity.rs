//! How urgent a report is before anybody has looked at it (DESIGN 4.2).
//!
//! Where two readings are possible the worse one counts: a person decides at triage. Invariants: a sign of danger beats every category, the
//! worst category beats the others, and nothing a reporter leaves out ever lowers the severity.

use super::track::{PersonFacts, people_or_somebody};
use crate::kernel::terms::{InDanger, Severity};

/// What a report says that bears on its urgency. Codes are those of the taxonomy.
#[derive(Debug, Clone, Copy)]
pub struct UrgencyFacts<'a> {
    /// "Is anybody in danger right now?"
    pub in_danger_now: InDanger,
    /// Signs of danger (`immediate_danger`).
    pub danger_signs: &'a [&'a str],
    /// Categories.
    pub categories: &'a [&'a str],
    /// Abuse types.
    pub abuse_types: &'a [&'a str],
    /// Victim groups, also those derived from age.
    pub victim_groups: &'a [&'a str],
    /// The people at risk.
    pub people: &'a [PersonFacts],
}

/// What made a report as urgent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The reporter said that somebody is in danger now.
    InDangerNow,
    /// This sign of danger.
    DangerSign(String),
    /// This category.
    Category(String),
    /// No category was given: harm we do not know of counts as high.
    NothingKnown,
}

/// A severity nobody has confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreTriage {
    /// How urgent.
    pub severity: Severity,
    /// What made it so.
    pub because: Because,
}

/// The severity that counts until triage.
#[must_use]
pub fn before_triage(facts: &UrgencyFacts<'_>) -> PreTriage {
    let said_so = (facts.in_danger_now == InDanger::Yes).then_some((Severity::Emergency, Because::InDangerNow));
    let signs = facts.danger_signs.iter().filter_map(|sign| Some((of_sign(sign)?, Because::DangerSign((*sign).to_owned()))));
    let categories = facts.categories.iter().map(|category| (of_category(category, facts), Because::Category((*category).to_owned())));
    let worst = said_so.into_iter().chain(signs).chain(categories).min_by_key(|(severity, _)| severity.rank());
    // Also when the reporter says that nobody is in danger now: that tells nothing about what has been done.
    let (severity, because) = worst.unwrap_or((Severity::High, Because::NothingKnown));
    PreTriage { severity, because }
}

/// How urgent a sign of danger makes a report; nothing for a sign that only says how to talk with the reporter. A sign we do not know is
/// an emergency: somebody saw danger.
pub(super) fn of_sign(sign: &str) -> Option<Severity> {
    match sign {
        "offender_present" => None,
        "escalating" => Some(Severity::High),
        // Also `strangled`: an emergency for 30 days after it happened, else high; when it happened is asked at triage.
        _ => Some(Severity::Emergency),
    }
}

/// How urgent a category makes a report. A category we do not know is high.
fn of_category(category: &str, facts: &UrgencyFacts<'_>) -> Severity {
    match category {
        // A newborn left alone has hours; whoever wants to die now has minutes.
        "abandonment" if is_newborn(facts) => Severity::Emergency,
        "self_harm_risk" if facts.danger_signs.contains(&"suicide") => Severity::Emergency,
        // Harm a person cannot end alone.
        "neglect" | "exploitation" | "online_harm" => if_vulnerable(facts, Severity::High, Severity::Medium),
        // Nobody did wrong, but a child whose carer cannot go on is on the way to being abandoned.
        "support_need" => if_vulnerable(facts, Severity::Medium, Severity::Low),
        // An earlier cry for help went unanswered: somebody may still be waiting.
        "responder_complaint" => Severity::Medium,
        // A procedure of redress, not of rescue, unless another category stands beside it (DOMAIN 10).
        "discrimination" => Severity::Low,
        // Serious harm, done or near: `violence`, `abuse_sexual`, `abandonment`, `trafficking`, `institution_abuse` (who is harmed
        // cannot leave), `self_harm_risk`, `missing_lost` (hours decide); and `silent_or_unclear`: a contact that breaks off may mean
        // that somebody came in.
        _ => Severity::High,
    }
}

fn is_newborn(facts: &UrgencyFacts<'_>) -> bool {
    facts.abuse_types.contains(&"aband_newborn") || facts.victim_groups.contains(&"newborn")
}

/// A child, whoever may be one, and a person who may have a disability depend on others to get away.
fn if_vulnerable(facts: &UrgencyFacts<'_>, yes: Severity, no: Severity) -> Severity {
    let vulnerable = people_or_somebody(facts.people).iter().any(|person| person.age.counts_as_child() || person.may_have_disability);
    if vulnerable { yes } else { no }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::{Because, UrgencyFacts, before_triage};
    use crate::clocks::track::{AgeBand, PersonFacts};
    use crate::kernel::terms::{InDanger, Severity};

    const ADULT: PersonFacts = PersonFacts { age: AgeBand::Adult, may_have_disability: false };
    const CHILD: PersonFacts = PersonFacts { age: AgeBand::Under16, may_have_disability: false };
    const SILENT: UrgencyFacts<'_> = UrgencyFacts {
        in_danger_now: InDanger::Unknown,
        danger_signs: &[],
        categories: &[],
        abuse_types: &[],
        victim_groups: &[],
        people: &[],
    };

    fn severity(facts: &UrgencyFacts<'_>) -> Severity {
        before_triage(facts).severity
    }

    #[test]
    fn danger_now_is_an_emergency_whatever_it_is_about() {
        let facts = UrgencyFacts { in_danger_now: InDanger::Yes, categories: &["discrimination"], people: &[ADULT], ..SILENT };
        assert_eq!(severity(&facts), Severity::Emergency);
        assert_eq!(before_triage(&facts).because, Because::InDangerNow);
    }

    #[test]
    fn nothing_known_is_high_also_when_nobody_is_in_danger_now() {
        assert_eq!(before_triage(&SILENT).because, Because::NothingKnown);
        assert_eq!(severity(&SILENT), Severity::High);
        assert_eq!(severity(&UrgencyFacts { in_danger_now: InDanger::No, people: &[ADULT], ..SILENT }), Severity::High);
    }

    #[test]
    fn a_sign_of_danger_beats_a_category() {
        let facts = UrgencyFacts { danger_signs: &["weapon"], categories: &["support_need"], in_danger_now: InDanger::No, ..SILENT };
        assert_eq!(before_triage(&facts).because, Because::DangerSign("weapon".into()));
        assert_eq!(severity(&facts), Severity::Emergency);
    }

    #[test]
    fn a_perpetrator_beside_the_caller_changes_how_we_talk_not_how_urgent_it_is() {
        let calm = UrgencyFacts { categories: &["discrimination"], people: &[ADULT], ..SILENT };
        assert_eq!(severity(&UrgencyFacts { danger_signs: &["offender_present"], ..calm }), Severity::Low);
        assert_eq!(severity(&UrgencyFacts { danger_signs: &["escalating"], ..calm }), Severity::High);
        assert_eq!(severity(&UrgencyFacts { danger_signs: &["strangled"], ..calm }), Severity::Emergency);
    }

    #[test]
    fn every_category_weighs_as_its_table_says_for_an_adult_and_for_a_child() {
        use Severity::{High, Low, Medium};
        let table = [
            ("violence", High, High),
            ("abuse_sexual", High, High),
            ("abandonment", High, High),
            ("neglect", Medium, High),
            ("exploitation", Medium, High),
            ("trafficking", High, High),
            ("discrimination", Low, Low),
            ("online_harm", Medium, High),
            ("institution_abuse", High, High),
            ("self_harm_risk", High, High),
            ("missing_lost", High, High),
            ("support_need", Low, Medium),
            ("responder_complaint", Medium, Medium),
            ("silent_or_unclear", High, High),
        ];
        for (category, adult, child) in table {
            let about = |person| severity(&UrgencyFacts { categories: &[category], people: &[person], ..SILENT });
            assert_eq!(about(ADULT), adult, "{category}, adult");
            assert_eq!(about(CHILD), child, "{category}, child");
            assert_eq!(about(PersonFacts::UNKNOWN), child, "{category}, unknown age");
            assert_eq!(about(PersonFacts { may_have_disability: true, ..ADULT }), child, "{category}, disability");
            assert_eq!(severity(&UrgencyFacts { categories: &[category], ..SILENT }), child, "{category}, nobody named");
        }
        let listed: Vec<_> = seed().report_categories.into_iter().map(|entry| entry.code).collect();
        assert_eq!(listed, table.map(|(category, ..)| category), "the taxonomy has a category this table does not know");
    }

    #[test]
    fn an_abandoned_newborn_and_a_wish_to_die_are_emergencies() {
        let abandoned = UrgencyFacts { categories: &["abandonment"], people: &[CHILD], ..SILENT };
        assert_eq!(severity(&UrgencyFacts { abuse_types: &["aband_newborn"], ..abandoned }), Severity::Emergency);
        assert_eq!(severity(&UrgencyFacts { victim_groups: &["newborn"], ..abandoned }), Severity::Emergency);
        assert_eq!(severity(&UrgencyFacts { categories: &["self_harm_risk"], danger_signs: &["suicide"], ..SILENT }), Severity::Emergency);
    }

    #[derive(Deserialize)]
    struct Seed {
        report_categories: Vec<SeedEntry>,
        immediate_danger: Vec<SeedEntry>,
    }

    #[derive(Deserialize)]
    struct SeedEntry {
        code: String,
        weight: Option<String>,
    }

    fn seed() -> Seed {
        serde_saphyr::from_str(include_str!("../../seeds/taxonomy.yaml")).expect("taxonomy")
    }

    #[test]
    fn signs_weigh_here_what_the_taxonomy_says_they_weigh() {
        let told: BTreeMap<String, Option<Severity>> = seed()
            .immediate_danger
            .into_iter()
            .map(|sign| match sign.weight.as_deref() {
                Some("communication_flag") => (sign.code, None),
                Some(weight) => (sign.code, Some(Severity::parse(weight).expect("a severity"))),
                None => (sign.code, Some(Severity::Emergency)),
            })
            .collect();
        assert_eq!(told.len(), 14);
        for (sign, weight) in told {
            assert_eq!(super::of_sign(&sign), weight, "{sign}");
        }
    }

    proptest! {
        #[test]
        fn saying_more_never_makes_a_known_report_less_urgent(
            categories in prop::collection::vec(prop::sample::select(vec!["violence", "neglect", "discrimination", "support_need", "new_one"]), 1..4),
            more in prop::sample::select(vec!["online_harm", "responder_complaint", "abandonment", "discrimination"]),
            sign in prop::sample::select(vec!["offender_present", "escalating", "suicide", "new_sign"]),
        ) {
            let before = severity(&UrgencyFacts { categories: &categories, people: &[ADULT], ..SILENT });
            let with_more: Vec<&str> = categories.iter().copied().chain([more]).collect();
            let after = severity(&UrgencyFacts { categories: &with_more, danger_signs: &[sign], people: &[ADULT, CHILD], ..SILENT });
            prop_assert!(after.rank() <= before.rank());
        }
    }
}
