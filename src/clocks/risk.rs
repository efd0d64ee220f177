//! The risk scale of triage (`seeds/risk.yaml`: the wording of Form 06, with our rule): answers in, a severity out.
//!
//! Invariants: a sign of danger beats every answer; harm nobody knows of counts as high, protection nobody knows of as none; protection
//! lowers what is medium and never what is high. Deliberately absent: who may lower a severity late (`cases::triage`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::severity::of_sign;
use crate::kernel::Lang;
use crate::kernel::terms::{Severity, terms};

terms! {
    /// An answer, in words: "high" would be bad in one list and good in the other.
    RiskAnswer {
        /// Much.
        Much = "much",
        /// Some.
        Some = "some",
        /// None.
        None = "none",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskItem {
    /// Its code.
    pub code: String,
    vi: String,
    en: String,
    #[serde(default, rename = "high")]
    _high: IgnoredAny,
    #[serde(default, rename = "medium")]
    _medium: IgnoredAny,
    #[serde(default, rename = "low")]
    _low: IgnoredAny,
    #[serde(rename = "conf")]
    _confidence: IgnoredAny,
}

impl RiskItem {
    /// The question in words.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// The questions of one version.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskScale {
    /// Its version: answers keep it.
    pub version: String,
    /// What is done to the person, and what may be done again.
    #[serde(rename = "harm_items")]
    pub harm: Vec<RiskItem>,
    /// What protects the person.
    #[serde(rename = "protective_items")]
    pub protection: Vec<RiskItem>,
    #[serde(rename = "risk_levels")]
    _levels: IgnoredAny,
    #[serde(rename = "answers_shown")]
    _answers: IgnoredAny,
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
}

/// What was answered. Whatever is left out is unknown.
#[derive(Debug, Clone, Default)]
pub struct RiskFacts<'a> {
    /// By the code of the question.
    pub answers: BTreeMap<&'a str, RiskAnswer>,
    /// Signs of danger there are now (`immediate_danger`).
    pub signs: &'a [&'a str],
    /// The person was strangled, and that is more than thirty days ago: high, no longer an emergency.
    pub strangled_long_ago: bool,
}

/// A scale that this program cannot use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("risk scale: {0}")]
pub struct RiskError(String);

impl RiskScale {
    /// The scale this program was built with.
    ///
    /// # Errors
    /// [`RiskError`], which a test rules out for a released program.
    pub fn load() -> Result<Self, RiskError> {
        Self::parse(include_str!("../../seeds/risk.yaml"))
    }

    /// The scale written in `yaml`.
    ///
    /// # Errors
    /// [`RiskError`] when it is none, or a question stands there twice.
    pub fn parse(yaml: &str) -> Result<Self, RiskError> {
        let scale: Self = serde_saphyr::from_str(yaml).map_err(|error| RiskError(error.to_string()))?;
        let codes: std::collections::BTreeSet<&str> = scale.items().map(|item| item.code.as_str()).collect();
        if codes.len() != scale.items().count() || scale.harm.is_empty() || scale.protection.is_empty() {
            return Err(RiskError("a question stands there twice, or a list is empty".to_owned()));
        }
        Ok(scale)
    }

    /// Every question, harm first.
    pub fn items(&self) -> impl Iterator<Item = &RiskItem> {
        self.harm.iter().chain(&self.protection)
    }

    /// How urgent the answers make a case.
    #[must_use]
    pub fn level(&self, facts: &RiskFacts<'_>) -> Severity {
        let of_sign = |sign: &&str| match *sign {
            "strangled" if facts.strangled_long_ago => Some(Severity::High),
            sign => of_sign(sign),
        };
        let signs = facts.signs.iter().filter_map(of_sign);
        let answer = |item: &RiskItem| facts.answers.get(item.code.as_str()).copied().unwrap_or(RiskAnswer::Unknown);
        let harm = self.harm.iter().map(|item| match answer(item) {
            RiskAnswer::Much | RiskAnswer::Unknown => Severity::High,
            RiskAnswer::Some => Severity::Medium,
            RiskAnswer::None => Severity::Low,
        });
        let harm = harm.min_by_key(|level| level.rank()).unwrap_or(Severity::High);
        // Nothing may be missing: a child who knows whom to call and cannot call is not protected.
        let protected = self.protection.iter().all(|item| answer(item) == RiskAnswer::Much);
        let harm = if harm == Severity::Medium && protected { Severity::Low } else { harm };
        signs.chain([harm]).min_by_key(|level| level.rank()).unwrap_or(harm)
    }
}

#[cfg(test)]
mod tests {
    use super::{RiskAnswer, RiskFacts, RiskScale};
    use crate::kernel::terms::Severity;

    fn scale() -> RiskScale {
        RiskScale::load().unwrap()
    }

    /// Harm answered alike, protection answered alike.
    fn level(harm: RiskAnswer, protection: RiskAnswer, signs: &[&str]) -> Severity {
        let scale = scale();
        let harm = scale.harm.iter().map(|item| (item.code.as_str(), harm));
        let answers = harm.chain(scale.protection.iter().map(|item| (item.code.as_str(), protection))).collect();
        scale.level(&RiskFacts { answers, signs, strangled_long_ago: false })
    }

    #[test]
    fn the_scale_of_the_form_is_read_whole() {
        let scale = scale();
        assert_eq!((scale.harm.len(), scale.protection.len(), scale.version.as_str()), (3, 5, "1"));
        assert!(RiskScale::parse("version: \"1\"").is_err());
    }

    #[test]
    fn harm_nobody_knows_of_counts_as_high_and_protection_nobody_knows_of_as_none() {
        use RiskAnswer::{Much, None, Some, Unknown};
        assert_eq!(scale().level(&RiskFacts::default()), Severity::High, "nothing answered");
        for (harm, protection, expected) in [
            (Much, Much, Severity::High),
            (Unknown, Much, Severity::High),
            (Some, Much, Severity::Low),
            (Some, Some, Severity::Medium),
            (Some, Unknown, Severity::Medium),
            (Some, None, Severity::Medium),
            (None, None, Severity::Low),
        ] {
            assert_eq!(level(harm, protection, &[]), expected, "{harm} {protection}");
        }
    }

    #[test]
    fn a_sign_of_danger_beats_every_answer() {
        assert_eq!(level(RiskAnswer::None, RiskAnswer::Much, &["violence_now"]), Severity::Emergency);
        assert_eq!(level(RiskAnswer::None, RiskAnswer::Much, &["escalating"]), Severity::High);
        assert_eq!(level(RiskAnswer::None, RiskAnswer::Much, &["offender_present"]), Severity::Low, "says how to talk, not how urgent");
        let strangled = |long_ago| {
            let scale = scale();
            scale.level(&RiskFacts { signs: &["strangled"], strangled_long_ago: long_ago, ..RiskFacts::default() })
        };
        assert_eq!((strangled(false), strangled(true)), (Severity::Emergency, Severity::High));
    }

    #[test]
    fn a_worse_answer_never_makes_a_case_less_urgent() {
        let scale = scale();
        let codes: Vec<&str> = scale.items().map(|item| item.code.as_str()).collect();
        let harm = scale.harm.len();
        // Of all combinations of answers, four to the power of eight, every seventh.
        for number in (0..4_usize.pow(8)).step_by(7) {
            let pick = |at: usize| RiskAnswer::ALL[number / 4_usize.pow(u32::try_from(at).unwrap()) % 4];
            let answers: std::collections::BTreeMap<&str, RiskAnswer> =
                codes.iter().enumerate().map(|(at, code)| (*code, pick(at))).collect();
            let before = scale.level(&RiskFacts { answers: answers.clone(), ..RiskFacts::default() });
            for (at, code) in codes.iter().enumerate() {
                let worse = if at < harm { RiskAnswer::Much } else { RiskAnswer::None };
                let mut changed = answers.clone();
                changed.insert(code, worse);
                let after = scale.level(&RiskFacts { answers: changed, ..RiskFacts::default() });
                assert!(after.rank() <= before.rank(), "{code}");
            }
        }
    }
}
