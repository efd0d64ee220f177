//! Which passwords are taken: long ones that are not among the first to be tried. Length over composition; nothing expires.

use super::staff::SHORTEST_PASSWORD;
use crate::kernel::{fold::fold, secret::Plaintext};

/// Long passwords that many people choose, folded and without spaces. Short ones are refused by their length.
const COMMON: [&str; 40] = [
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789123",
    "123123123123",
    "112233445566",
    "098765432109",
    "987654321098",
    "0123456789012",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "mypassword123",
    "administrator",
    "administrator1",
    "adminadminadmin",
    "admin123456789",
    "welcome123456",
    "changeme12345",
    "letmeinletmein",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "qwerty123456",
    "qwertyqwerty",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y",
    "abc123456789",
    "abcdefghijkl",
    "iloveyou1234",
    "matkhau12345",
    "matkhau123456",
    "matkhaumatkhau",
    "khongcomatkhau",
    "anhyeuem12345",
    "emyeuanh12345",
    "vietnam12345",
    "vietnamvietnam",
    "langnghelangnghe",
];
/// A password of fewer different characters is a finger held on a key.
const FEWEST_DIFFERENT: usize = 5;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than [`SHORTEST_PASSWORD`] characters.
    TooShort,
    /// Among the first that somebody would try.
    Common,
}

impl PasswordFault {
    /// The code of the sentence.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::Common => "password-common",
        }
    }
}

/// Whether `password` is taken for somebody with this mail address.
///
/// # Errors
/// [`PasswordFault`].
pub fn check(password: &Plaintext, email: &str) -> Result<(), PasswordFault> {
    if password.reveal().chars().count() < SHORTEST_PASSWORD {
        return Err(PasswordFault::TooShort);
    }
    let plain: String = fold(password.reveal()).split_whitespace().collect();
    let mut letters: Vec<char> = plain.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let address: String = fold(email).split_whitespace().collect();
    if COMMON.contains(&plain.as_str()) || letters.len() < FEWEST_DIFFERENT || plain == address {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{COMMON, PasswordFault, check};
    use crate::{access::staff::SHORTEST_PASSWORD, kernel::secret::Plaintext};

    #[test]
    fn length_counts_and_the_first_tries_do_not() {
        let of = |text: &str| check(&Plaintext::new(text.into()), "lan@xa.example");
        assert_eq!(of("bốn từ rời rạc"), Ok(()));
        assert_eq!(of("a long password for tests"), Ok(()));
        assert_eq!(of("mười một ký"), Err(PasswordFault::TooShort));
        for common in ["Password1234", "mật khẩu 12345", "aaaaaaaaaaaaaaaa", "lan@xa.example", "121212121212"] {
            assert_eq!(of(common), Err(PasswordFault::Common), "{common}");
        }
    }

    #[test]
    fn the_list_holds_only_what_its_length_would_let_pass() {
        assert!(COMMON.iter().all(|common| common.chars().count() >= SHORTEST_PASSWORD));
    }
}
