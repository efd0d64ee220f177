//! Named groups derived from age, sex and disability, so that nothing is asked twice.

use std::collections::BTreeSet;

use super::content::Person;

/// Marks a case in which a person at risk was named of whom nothing more is known.
const SOMEBODY: &str = "somebody";
/// From this age on a person is counted as older.
const ELDER_FROM: u32 = 60;

/// The groups of all persons, sorted, separated by spaces; empty when nobody was named.
#[must_use]
pub fn of(persons: &[Person]) -> String {
    let mut groups = BTreeSet::new();
    for person in persons {
        groups.extend(person.groups.iter().map(String::as_str));
        groups.extend(derived(person));
    }
    if groups.is_empty() && !persons.is_empty() {
        groups.insert(SOMEBODY);
    }
    groups.into_iter().collect::<Vec<_>>().join(" ")
}

fn derived(person: &Person) -> Vec<&'static str> {
    // "I do not know" starts the clocks of a disability, but a figure counts only what was said.
    let disabled = person.disabilities.iter().any(|disability| disability != "unknown");
    let mut groups = Vec::new();
    match person.age {
        Some(0..=5) => groups.push("child_0_5"),
        Some(6..=15) => groups.push("child_6_15"),
        Some(16..=17) => groups.push("youth_16_17"),
        _ => {}
    }
    if disabled {
        match person.age {
            Some(0..=15) => groups.push("child_disabled"),
            Some(age) if age >= ELDER_FROM => groups.push("elder_disabled"),
            Some(_) => groups.push("adult_disabled"),
            None => {}
        }
        let grown = person.age.is_none_or(|age| age >= 16);
        if grown && person.sex.as_deref() == Some("female") {
            groups.push("woman_disabled");
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::cases::content::Person;

    fn person(age: Option<u32>, sex: &str, disabilities: &[&str]) -> Person {
        let disabilities = disabilities.iter().map(|d| (*d).to_owned()).collect();
        Person { age, sex: Some(sex.into()), disabilities, ..Person::default() }
    }

    #[test]
    fn groups_follow_from_what_was_said() {
        assert_eq!(of(&[person(Some(9), "female", &["hearing_speech"])]), "child_6_15 child_disabled");
        assert_eq!(of(&[person(Some(34), "female", &["vision"])]), "adult_disabled woman_disabled");
        assert_eq!(of(&[person(Some(71), "male", &["mobility"])]), "elder_disabled");
        assert_eq!(of(&[person(None, "unknown", &[])]), "somebody");
        assert_eq!(of(&[person(Some(9), "male", &["unknown"])]), "child_6_15");
        assert_eq!(of(&[]), "");
    }
}
