//! The documentation of a register's columns, and an example of it, from one source for page, API and command line.

use super::Register;
use crate::{kernel::Lang, words::Words};

/// A column in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The name in the header.
    pub name: &'static str,
    /// Whether it must be there and filled.
    pub required: bool,
    /// What stands in it.
    pub says: String,
    /// The codes it takes; empty where it takes more than a list of codes.
    pub choices: &'static [&'static str],
}

/// The columns of `register`.
#[must_use]
pub fn columns(words: &Words, lang: Lang, register: Register) -> Vec<Described> {
    let described = |column: &super::Column| Described {
        name: column.name,
        required: column.required,
        says: words.text(lang, &key(register, column.name), &[]),
        choices: column.choices,
    };
    register.columns().iter().map(described).collect()
}

fn key(register: Register, column: &str) -> String {
    format!("register-column-{register}-{}", column.replace('_', "-"))
}

/// An example: every name and number in it is invented.
#[must_use]
pub const fn example(register: Register) -> &'static str {
    match register {
        Register::Offices => include_str!("../../seeds/registers/offices.csv"),
        Register::Facilities => include_str!("../../seeds/registers/facilities.csv"),
        Register::Staff => include_str!("../../seeds/registers/staff.csv"),
        Register::DutyPhones => include_str!("../../seeds/registers/duty-phones.csv"),
        Register::SupportProviders => include_str!("../../seeds/registers/support-providers.csv"),
    }
}

#[cfg(test)]
mod tests {
    use super::{columns, key};
    use crate::{kernel::Lang, registers::Register, words::Words};

    #[test]
    fn every_column_is_explained_in_every_language() {
        let words = Words::load().unwrap();
        for register in Register::ALL {
            for column in register.columns() {
                assert!(words.knows(&key(*register, column.name)), "{register} {}", column.name);
            }
            assert!(columns(&words, Lang::En, *register).iter().all(|column| !column.says.starts_with('[')));
            for code in ["register-name", "register-about"] {
                assert!(words.knows(&format!("{code}-{register}")), "{code}-{register}");
            }
        }
    }
}
