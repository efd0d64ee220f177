//! Passwords of staff: Argon2id with the parameters OWASP recommends, kept as a PHC string.
//!
//! Whether an account exists must not show in the time an answer takes, so an unknown one costs the same ([`burn`]). Passwords
//! are brought to one Unicode form first: the same accented word comes composed from one keyboard and decomposed from another.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc::PasswordHash},
};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::kernel::{Classify, Ids, Kind, secret::Plaintext};

/// Memory per hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// The password could not be hashed: there was no memory for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct PasswordError(password_hash::Error);

impl Classify for PasswordError {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn code(&self) -> &'static str {
        "password-hash"
    }
}

/// The PHC string to store for `password`. Takes tens of milliseconds: never inside a transaction.
///
/// # Errors
/// [`PasswordError`] when the machine has no memory left.
pub fn hash(password: &Plaintext, ids: &dyn Ids) -> Result<String, PasswordError> {
    let mut salt = [0; SALT_BYTES];
    ids.fill(&mut salt);
    hash_with_salt(password, &salt).map(|phc| phc.to_string()).map_err(PasswordError)
}

/// Whether `password` is the one that `stored` was made from. Anything that is no Argon2id PHC string verifies nothing.
#[must_use]
pub fn verify(password: &Plaintext, stored: &str) -> bool {
    match PasswordHash::new(stored) {
        Ok(phc) if phc.algorithm.as_str() == Algorithm::Argon2id.as_str() => {
            Argon2::default().verify_password(&composed(password), &phc).is_ok()
        }
        _ => {
            burn(password);
            false
        }
    }
}

/// Does the work of [`verify`] for an account that does not exist.
pub fn burn(password: &Plaintext) {
    // The outcome is of no interest to anybody, but the compiler must not find that out.
    std::hint::black_box(decoy(password).is_ok());
}

fn decoy(password: &Plaintext) -> password_hash::Result<PasswordHash> {
    hash_with_salt(password, &[0; SALT_BYTES])
}

fn hash_with_salt(password: &Plaintext, salt: &[u8]) -> password_hash::Result<PasswordHash> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_with_salt(&composed(password), salt)
}

fn composed(password: &Plaintext) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.reveal().nfc().collect::<String>().into_bytes())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;

    use crate::kernel::{ids::SeededIds, secret::Plaintext};

    use super::{decoy, hash, verify};

    fn password(text: &str) -> Plaintext {
        Plaintext::new(text.to_owned())
    }

    #[test]
    fn only_the_right_password_verifies() {
        let stored = hash(&password("đêm mưa tháng bảy"), &SeededIds::new(1)).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify(&password("đêm mưa tháng bảy"), &stored));
        assert!(!verify(&password("đêm mưa tháng tám"), &stored));
        assert!(!verify(&password(""), &stored));
    }

    #[test]
    fn the_keyboard_that_sends_accents_apart_gets_in_too() {
        let stored = hash(&password("mưa"), &SeededIds::new(1)).unwrap();
        assert!(verify(&password("mu\u{31b}a"), &stored));
    }

    #[test]
    fn the_same_password_is_stored_differently_each_time() {
        let ids = SeededIds::new(1);
        assert_ne!(hash(&password("x"), &ids).unwrap(), hash(&password("x"), &ids).unwrap());
    }

    #[test]
    fn what_is_no_argon2id_string_verifies_nothing() {
        let stored = hash(&password("x"), &SeededIds::new(1)).unwrap();
        for broken in ["", "x", "$argon2id$", &stored.replace("argon2id", "argon2i"), &stored[..stored.len() - 4]] {
            assert!(!verify(&password("x"), broken), "{broken}");
        }
    }

    #[test]
    fn an_unknown_account_costs_the_work_of_a_known_one() {
        let stored = hash(&password("x"), &SeededIds::new(1)).unwrap();
        let (known, decoy) = (PasswordHash::new(&stored).unwrap(), decoy(&password("y")).unwrap());
        assert_eq!((known.algorithm, known.version, known.params), (decoy.algorithm, decoy.version, decoy.params));
        assert_eq!(known.salt.unwrap().len(), decoy.salt.unwrap().len());
    }
}
