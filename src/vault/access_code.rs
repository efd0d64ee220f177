//! The reporter's access code: the only key to their report, shown once and never stored.
//!
//! Fifteen random characters (75 bits) and a check character. The check is a weighted sum over the field of 32 elements in which
//! each of the 16 places has a weight of its own, none zero, and the whole sum must vanish. So it finds **every** single wrong
//! character and **every** exchange of two characters, neighbours or not; of other mistakes it misses one in 32. It guards
//! against slips of pen and ear, not against guessing.
//!
//! The database holds a look-up hash and a public key; both come from the code and the pepper, which is not in the database.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::{
    Classify, Ids, Kind,
    codes::{CROCKFORD, crockford_canonical},
    secret::SecretKey,
};

use super::{
    derive::{keyed_hash, same, subkey},
    fields::Fields,
    key_pair::KeyPair,
    keys::Pepper,
    spoken,
};

/// Random characters of a code, five bits each.
pub const RANDOM_CHARS: usize = 15;
/// Characters of a code, the check character included.
pub const CHARS: usize = RANDOM_CHARS + 1;
/// Characters of a group as shown.
const GROUP: usize = 4;
/// Rounds of PBKDF2 per look-up: DESIGN 4.4. With 75 random bits and a pepper, more would only slow down the honest.
const ROUNDS: u32 = 1024;

/// An access code that passed its check.
pub struct AccessCode(Zeroizing<[u8; CHARS]>);

/// Why what was typed is no access code. Never repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessCodeError {
    /// Too few or too many characters.
    #[error("an access code has 16 letters and digits, not {found}")]
    Length {
        /// How many were typed.
        found: usize,
    },
    /// A character that no code has (the letter U, an accented letter).
    #[error("character {place} is in no access code")]
    Character {
        /// Its place among the letters and digits, counted from 1.
        place: usize,
    },
    /// A character is wrong, or two were exchanged.
    #[error("the access code was mistyped")]
    Check,
}

impl Classify for AccessCodeError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "access-code-length",
            Self::Character { .. } => "access-code-character",
            Self::Check => "access-code-check",
        }
    }
}

impl AccessCode {
    /// A fresh code.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        let mut values = Zeroizing::new([0; RANDOM_CHARS]);
        ids.fill(values.as_mut());
        values.iter_mut().for_each(|value| *value &= 31);
        let check = check_value(&*values);
        let mut code = Zeroizing::new([0; CHARS]);
        for (slot, value) in code.iter_mut().zip(values.iter().chain([&check])) {
            *slot = letter(*value);
        }
        Self(code)
    }

    /// Reads a code as it was typed: any case, any separators, O for 0, I and L for 1.
    ///
    /// # Errors
    /// [`AccessCodeError`], which tells a slip from a code that does not exist.
    pub fn parse(typed: &str) -> Result<Self, AccessCodeError> {
        let typed = Zeroizing::new(typed.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
        let typed = Zeroizing::new(crockford_canonical(&typed));
        let mut code = Zeroizing::new([0; CHARS]);
        let mut values = Zeroizing::new([0; CHARS]);
        let found = typed.chars().count();
        if found != CHARS {
            return Err(AccessCodeError::Length { found });
        }
        for (at, (character, (slot, value))) in typed.chars().zip(code.iter_mut().zip(values.iter_mut())).enumerate() {
            *value = value_of(character).ok_or(AccessCodeError::Character { place: at.saturating_add(1) })?;
            *slot = letter(*value);
        }
        let (check, values) = values.split_last().ok_or(AccessCodeError::Check)?;
        if check_value(values) != *check {
            return Err(AccessCodeError::Check);
        }
        Ok(Self(code))
    }

    /// The code as it is shown, once: `XXXX-XXXX-XXXX-XXXX`.
    #[must_use]
    pub fn shown(&self) -> Zeroizing<String> {
        let mut shown = Zeroizing::new(String::with_capacity(CHARS + CHARS / GROUP));
        for (at, character) in self.0.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                shown.push('-');
            }
            shown.push(char::from(*character));
        }
        shown
    }

    /// How to say each character aloud in Vietnamese, for reading the code out or writing it down by ear.
    #[must_use]
    pub fn spoken_vi(&self) -> Vec<&'static str> {
        self.0.iter().map(|character| spoken::in_vietnamese(*character)).collect()
    }

    /// What follows from the code. Takes a noticeable fraction of a millisecond, the same for codes that exist and that do not.
    #[must_use]
    pub fn derive(&self, pepper: &Pepper) -> CodeKeys {
        let mut secret = Zeroizing::new(Vec::with_capacity(32 + CHARS));
        secret.extend_from_slice(pepper.key().bytes());
        secret.extend_from_slice(self.0.as_slice());
        let mut root = Zeroizing::new([0; 32]);
        pbkdf2::pbkdf2_hmac::<Sha256>(&secret, b"langnghe access code 1", ROUNDS, root.as_mut());
        let root = SecretKey::new(*root);
        CodeKeys { lookup: keyed_hash(&subkey(&root, &Fields::of("access code look-up")), &Fields::of("look-up")), root }
    }
}

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[access code]")
    }
}

/// That we made a code for one report: it travels with a code that is shown and not in use yet.
pub struct Proof([u8; 32]);

impl Proof {
    /// The proof of `code` for `report`.
    #[must_use]
    pub fn of(pepper: &Pepper, report: Uuid, code: &AccessCode) -> Self {
        Self(keyed_hash(
            &subkey(pepper.key(), &Fields::of("new access code")),
            &Fields::of("new code").uuid(report).bytes(code.0.as_slice()),
        ))
    }

    /// As it stands in a form.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Whether `claimed` is this proof.
    #[must_use]
    pub fn is(&self, claimed: &str) -> bool {
        URL_SAFE_NO_PAD.decode(claimed.trim()).is_ok_and(|claimed| same(&self.0, &claimed))
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[proof of an access code]")
    }
}

/// What an access code gives: where its report stands, and the reporter's key pair.
pub struct CodeKeys {
    /// Finds the report; stored.
    pub lookup: [u8; 32],
    root: SecretKey,
}

impl CodeKeys {
    /// The reporter's key pair, which opens the thread of this report. The salt is stored with the report.
    #[must_use]
    pub fn reporter_keys(&self, salt: &[u8; 16]) -> KeyPair {
        KeyPair::from_seed(&subkey(&self.root, &Fields::of("reporter key pair").bytes(salt)))
    }
}

impl fmt::Debug for CodeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[keys of an access code]")
    }
}

/// The last character's value: what makes the weighted sum vanish, the weight of the check being one.
fn check_value(values: &[u8]) -> u8 {
    values.iter().fold(0, |sum, value| times_alpha(sum ^ value))
}

/// Multiplication by a generator of the field of 32 elements, x⁵ + x² + 1: its first 31 powers are all different.
fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

fn letter(value: u8) -> u8 {
    CROCKFORD.get(usize::from(value & 31)).copied().unwrap_or(b'0')
}

fn value_of(character: char) -> Option<u8> {
    let at = CROCKFORD.iter().position(|letter| char::from(*letter) == character)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use hmac::Hmac;
    use proptest::prelude::*;
    use sha2::Sha256;

    use crate::kernel::{codes::CROCKFORD, ids::SeededIds, secret::SecretKey};
    use crate::vault::keys::Pepper;

    use super::{AccessCode, AccessCodeError, CHARS};

    fn code(seed: u64) -> AccessCode {
        AccessCode::random(&SeededIds::new(seed))
    }

    fn plain(code: &AccessCode) -> Vec<u8> {
        code.0.to_vec()
    }

    fn parse(characters: &[u8]) -> Result<Vec<u8>, AccessCodeError> {
        AccessCode::parse(std::str::from_utf8(characters).unwrap()).map(|code| plain(&code))
    }

    #[test]
    fn every_single_wrong_character_is_found() {
        for seed in 0..20 {
            let right = plain(&code(seed));
            for place in 0..CHARS {
                for letter in CROCKFORD.iter().filter(|letter| **letter != right[place]) {
                    let mut wrong = right.clone();
                    wrong[place] = *letter;
                    assert_eq!(parse(&wrong), Err(AccessCodeError::Check), "place {place}");
                }
            }
        }
    }

    #[test]
    fn every_exchange_of_two_characters_is_found() {
        let mut exchanges = 0;
        for seed in 0..20 {
            let right = plain(&code(seed));
            for (one, other) in (0..CHARS).flat_map(|one| (0..one).map(move |other| (one, other))) {
                if right[one] != right[other] {
                    let mut wrong = right.clone();
                    wrong.swap(one, other);
                    assert_eq!(parse(&wrong), Err(AccessCodeError::Check));
                    exchanges += 1;
                }
            }
        }
        assert!(exchanges > 2000);
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = code(3);
        let shown = code.shown().to_string();
        assert_eq!(shown.len(), 19);
        assert!(shown.split('-').all(|group| group.len() == 4));
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', "–"),
            shown.replace('-', "\u{200b}"),
            shown.replace('-', ""),
            format!("  {shown}.\n"),
            shown.replace('0', "o").replace('1', "l"),
            shown.replace('0', "O").replace('1', "I"),
        ] {
            assert_eq!(AccessCode::parse(&typed).map(|read| plain(&read)).ok(), Some(plain(&code)), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_told_by_kind_and_never_repeated() {
        assert_eq!(parse(b"").unwrap_err(), AccessCodeError::Length { found: 0 });
        assert_eq!(parse(b"K7Q2-01MN").unwrap_err(), AccessCodeError::Length { found: 8 });
        let mut typed = plain(&code(1));
        typed[4] = b'U';
        assert_eq!(parse(&typed).unwrap_err(), AccessCodeError::Character { place: 5 });
        assert_eq!(AccessCode::parse("Đ23456789ABCDEFG").unwrap_err(), AccessCodeError::Character { place: 1 });
        assert!(!AccessCodeError::Check.to_string().contains(std::str::from_utf8(&typed).unwrap()));
    }

    #[test]
    fn look_up_and_key_pair_follow_from_code_pepper_and_salt() {
        let (pepper, other_pepper) = (Pepper::new(SecretKey::new([1; 32])), Pepper::new(SecretKey::new([2; 32])));
        let keys = code(1).derive(&pepper);
        let again = AccessCode::parse(&code(1).shown().to_lowercase()).unwrap().derive(&pepper);
        assert_eq!(keys.lookup, again.lookup);
        assert_ne!(keys.lookup, code(2).derive(&pepper).lookup);
        assert_ne!(keys.lookup, code(1).derive(&other_pepper).lookup);

        let pair = keys.reporter_keys(&[1; 16]);
        assert_eq!(pair.public, again.reporter_keys(&[1; 16]).public);
        assert_ne!(pair.public, keys.reporter_keys(&[2; 16]).public);
        assert_ne!(pair.public, code(1).derive(&other_pepper).reporter_keys(&[1; 16]).public);
        assert_ne!(pair.private.bytes(), &keys.lookup);
    }

    #[test]
    fn pbkdf2_is_the_published_one() {
        // RFC 7914, section 11: PBKDF2-HMAC-SHA-256, one round.
        let mut key = [0; 64];
        pbkdf2::pbkdf2::<Hmac<Sha256>>(b"passwd", b"salt", 1, &mut key).unwrap();
        let (first, second) = key.split_at(32);
        assert_eq!(hex::encode(first), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        assert_eq!(hex::encode(second), "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
    }

    #[test]
    fn codes_do_not_print() {
        let keys = code(1).derive(&Pepper::new(SecretKey::new([1; 32])));
        assert_eq!(format!("{:?} {keys:?}", code(1)), "[access code] [keys of an access code]");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(seed: u64) {
            let code = code(seed);
            let read = AccessCode::parse(&code.shown()).unwrap();
            prop_assert_eq!(plain(&read), plain(&code));
        }

        #[test]
        fn no_input_is_too_strange_to_answer(typed: String) {
            let _ = AccessCode::parse(&typed);
        }
    }
}
