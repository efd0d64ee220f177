//! What the operator says on public pages, as far as it grows old.

use chrono::NaiveDate;

use super::Finding;
use crate::config::{Config, Number};

/// Days before a number disappears at which somebody should ring it again.
const WARN_DAYS: i64 = 30;

/// Numbers to call that nobody has rung for long.
pub(super) fn check(config: &Config, today: NaiveDate) -> Option<Finding> {
    let ageing = |number: &&Number| number.days_left(today).is_none_or(|left| left < WARN_DAYS);
    let numbers: Vec<String> = config
        .operator
        .numbers
        .iter()
        .filter(ageing)
        .map(|number| match number.days_left(today) {
            Some(left) => format!("{} (shown for {left} more days)", number.number),
            None => format!("{} (no longer shown)", number.number),
        })
        .collect();
    (!numbers.is_empty()).then(|| {
        Finding::warning(
            "numbers-unchecked",
            format!("numbers to call that nobody has rung lately: {}", numbers.join(", ")),
            "public pages show a number for 180 days after somebody reached whom it names",
            "ring each number, and write the day into checked_on of the file that LANGNGHE_OPERATOR names",
        )
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::check;
    use crate::config::Config;

    #[test]
    fn a_number_is_told_before_it_disappears() {
        let mut config = Config::in_folder(Path::new("var"));
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(check(&config, day("2026-11-01")), None);
        config.operator = "[[number]]\nnumber = \"1800 0000\"\nwhom.vi = \"x\"\nchecked_on = \"2026-05-01\"".parse().unwrap();
        assert_eq!(check(&config, day("2026-09-01")), None);
        assert!(check(&config, day("2026-10-20")).unwrap().what.contains("shown for 8 more days"));
        assert!(check(&config, day("2026-11-01")).unwrap().what.contains("no longer shown"));
    }
}
