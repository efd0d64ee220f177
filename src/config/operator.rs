//! What whoever runs this installation says on its public pages: who they are, how to reach them, how long things are kept, and
//! further numbers to call. A file of its own (`LANGNGHE_OPERATOR`), in TOML, read when the program starts.
//!
//! Deliberately absent: made-up defaults. What the operator has not said, the pages say that nobody has said.

use std::{path::Path, str::FromStr};

use chrono::NaiveDate;
use figment::{
    Figment,
    providers::{Format, Toml},
};
use serde::Deserialize;

use super::ConfigError;
use crate::kernel::Voice;

/// Days after which a number that nobody has rung again is no longer shown: a dead number costs the courage for a second call.
const NUMBER_GOOD_FOR_DAYS: i64 = 180;
/// Digits a number to call may have.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

/// What the operator says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Operator {
    /// Who runs these pages and answers for them.
    pub name: Said,
    /// How to reach them: about a barrier, about one's own data.
    pub contact: Said,
    /// How long reports are kept, as decided and confirmed.
    pub retention: Said,
    /// Further numbers, in the order in which they are shown.
    #[serde(rename = "number")]
    pub numbers: Vec<Number>,
}

/// A sentence of the operator in the voices that it was written in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Said {
    vi: Option<String>,
    en: Option<String>,
    easy: Option<String>,
    child: Option<String>,
}

/// A number to call besides those that the whole country has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// As dialled; spaces and dots for the eye.
    pub number: String,
    /// Who answers, and when to call, in one line.
    pub whom: Said,
    /// The day on which somebody rang it and reached them, as `"2026-11-01"`.
    pub checked_on: NaiveDate,
}

impl Said {
    /// The sentence in `voice`, or in the next plainer wording it was written in.
    #[must_use]
    pub fn in_voice(&self, voice: Voice) -> Option<&str> {
        let tried = match voice {
            Voice::Vietnamese => [&self.vi, &None, &None],
            Voice::English => [&self.en, &self.vi, &None],
            Voice::EasyRead => [&self.easy, &self.vi, &None],
            Voice::Child => [&self.child, &self.easy, &self.vi],
        };
        tried.into_iter().flatten().map(|text| text.trim()).find(|text| !text.is_empty())
    }
}

impl Number {
    /// What a telephone dials.
    #[must_use]
    pub fn dialled(&self) -> String {
        self.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// Days for which it may still be shown; nothing when it may not.
    #[must_use]
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        let age = (today - self.checked_on).num_days();
        (0..=NUMBER_GOOD_FOR_DAYS).contains(&age).then(|| NUMBER_GOOD_FOR_DAYS - age)
    }

    fn fault(&self) -> Option<String> {
        let plain = self.number.chars().all(|c| c.is_ascii_digit() || [' ', '.', '+'].contains(&c));
        let digits = self.number.chars().filter(char::is_ascii_digit).count();
        if !plain || !DIGITS.contains(&digits) {
            return Some(format!("number {:?} is none that a telephone can dial", self.number));
        }
        let unsaid = self.whom.in_voice(Voice::Vietnamese).is_none();
        unsaid.then(|| format!("number {:?} has no line that says whom it reaches (whom.vi)", self.number))
    }
}

impl Operator {
    /// Reads `file`.
    ///
    /// # Errors
    /// [`ConfigError::Operator`] names what is wrong and where.
    pub(super) fn read(file: &Path) -> Result<Self, ConfigError> {
        let fault = |reason: String| ConfigError::Operator { file: file.to_owned(), reason };
        let text = std::fs::read_to_string(file).map_err(|e| fault(e.kind().to_string()))?;
        text.parse().map_err(fault)
    }

    /// The further numbers that may be shown on `today`.
    pub fn numbers_on(&self, today: NaiveDate) -> impl Iterator<Item = &Number> {
        self.numbers.iter().filter(move |number| number.days_left(today).is_some())
    }
}

impl FromStr for Operator {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let said: Self = Figment::from(Toml::string(text)).extract().map_err(|e| e.to_string())?;
        match said.numbers.iter().find_map(Number::fault) {
            Some(fault) => Err(fault),
            None => Ok(said),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Operator;
    use crate::kernel::Voice;

    const FILE: &str = r#"
        [name]
        vi = "Trung tâm Công tác xã hội (bịa ra)"
        easy = "Trung tâm bịa ra"
        [[number]]
        number = "1800 0000"
        whom.vi = "Nhà tạm lánh (bịa ra): ngày đêm"
        checked_on = "2026-05-01"
    "#;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_disappears_half_a_year_after_somebody_last_rang_it() {
        let operator = FILE.parse::<Operator>().unwrap();
        let shown = |today| operator.numbers_on(day(today)).map(super::Number::dialled).collect::<Vec<_>>();
        assert_eq!(shown("2026-05-01"), ["18000000"]);
        assert_eq!(shown("2026-10-28"), ["18000000"], "180 days");
        assert!(shown("2026-10-29").is_empty(), "181 days");
        assert!(shown("2026-04-30").is_empty(), "nobody has rung it yet");
    }

    #[test]
    fn a_sentence_is_said_in_the_next_plainer_wording_and_never_made_up() {
        let operator = FILE.parse::<Operator>().unwrap();
        assert_eq!(operator.name.in_voice(Voice::Child), Some("Trung tâm bịa ra"));
        assert_eq!(operator.name.in_voice(Voice::English), Some("Trung tâm Công tác xã hội (bịa ra)"));
        assert_eq!(operator.contact.in_voice(Voice::Vietnamese), None);
        assert_eq!("name.vi = \" \"".parse::<Operator>().unwrap().name.in_voice(Voice::Vietnamese), None);
    }

    #[test]
    fn a_number_that_nobody_can_dial_or_understand_is_refused_at_the_start() {
        for (wrong, said) in [
            (FILE.replace("1800 0000", "gọi chị Lan"), "none that a telephone can dial"),
            (FILE.replace("1800 0000", "12"), "none that a telephone can dial"),
            (FILE.replace("whom.vi", "whom.en"), "whom.vi"),
            (FILE.replace("2026-05-01", "hôm qua"), "checked_on"),
            (FILE.replace("checked_on", "checked"), "checked"),
        ] {
            let fault = wrong.parse::<Operator>().unwrap_err();
            assert!(fault.contains(said), "{fault}");
        }
    }
}
