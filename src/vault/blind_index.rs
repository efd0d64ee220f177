//! Finding a case again by a phone or identity number that nobody can read in the database.
//!
//! Only these two, only at the desk, and never for a person under 18 (the caller's duty). There are few enough phone numbers to
//! try them all, so the index is keyed. Names are not indexed: they repeat, and a repeated hash tells who is common.

use zeroize::Zeroizing;

use crate::kernel::secret::Plaintext;

use super::{DeskKeys, derive::keyed_hash, fields::Fields};

/// Digits below which something typed is not a phone number worth finding again.
const SHORTEST_PHONE: usize = 8;
/// Characters below which something typed is not an identity number.
const SHORTEST_IDENTITY: usize = 8;

/// What may be found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// A phone number, however it was written; `+84` counts as the leading `0`.
    Phone,
    /// The number of an identity card or passport.
    IdentityNumber,
}

impl DeskKeys {
    /// The index entry of `typed`; nothing for what is too short to be such a number.
    #[must_use]
    pub fn blind_index(&self, kind: Indexed, typed: &Plaintext) -> Option<[u8; 32]> {
        let (name, canonical) = match kind {
            Indexed::Phone => ("phone", phone(typed.reveal())?),
            Indexed::IdentityNumber => ("identity number", identity_number(typed.reveal())?),
        };
        Some(keyed_hash(&self.blind_index, &Fields::of("blind index").text(name).text(&canonical)))
    }
}

fn phone(typed: &str) -> Option<Zeroizing<String>> {
    let typed = typed.trim_start();
    let digits = Zeroizing::new(typed.chars().filter(char::is_ascii_digit).collect::<String>());
    let abroad = if typed.starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let national = match abroad {
        Some(number) => match number.strip_prefix("84") {
            Some(rest) => Zeroizing::new(format!("0{}", rest.trim_start_matches('0'))),
            None => Zeroizing::new(format!("+{number}")),
        },
        None => digits.clone(),
    };
    (national.len() >= SHORTEST_PHONE).then_some(national)
}

fn identity_number(typed: &str) -> Option<Zeroizing<String>> {
    let number: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (number.len() >= SHORTEST_IDENTITY).then(|| Zeroizing::new(number))
}

#[cfg(test)]
mod tests {
    use crate::kernel::{ids::SeededIds, secret::Plaintext};
    use crate::vault::{Face, Vault};

    use super::Indexed;

    #[test]
    fn a_number_is_found_however_it_was_written() {
        let (vault, _) = Vault::in_memory(Face::Desk, &SeededIds::new(1));
        let index = |kind, typed: &str| vault.desk().unwrap().blind_index(kind, &Plaintext::new(typed.to_owned()));
        let phone = index(Indexed::Phone, "0912345678");
        assert!(phone.is_some());
        for same in ["0912 345 678", "+84 912.345.678", "+84 (0)912 345 678", "0084912345678", " 091-234-5678"] {
            assert_eq!(index(Indexed::Phone, same), phone, "{same}");
        }
        for other in ["0912345679", "+1 912 345 678", "912345678"] {
            assert_ne!(index(Indexed::Phone, other), phone, "{other}");
        }
        assert_eq!(index(Indexed::IdentityNumber, "001 204 000 123"), index(Indexed::IdentityNumber, "001204000123"));
        assert_eq!(index(Indexed::IdentityNumber, "c1234567"), index(Indexed::IdentityNumber, "C1234567"));
        assert_ne!(index(Indexed::IdentityNumber, "0912345678"), phone);
        for kind in [Indexed::Phone, Indexed::IdentityNumber] {
            assert_eq!(index(kind, "113"), None);
            assert_eq!(index(kind, "không nhớ"), None);
        }
    }

    #[test]
    fn another_installation_has_another_index() {
        let ids = SeededIds::new(1);
        let number = Plaintext::new("0912345678".to_owned());
        let index = || Vault::in_memory(Face::Desk, &ids).0.desk().unwrap().blind_index(Indexed::Phone, &number);
        assert_ne!(index(), index());
    }
}
