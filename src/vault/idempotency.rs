//! The `Idempotency-Key` of an intake: the same report sent twice is stored once, and answered alike (DESIGN 4.4).
//!
//! The receipt holds the access code, so it is sealed under a key that follows from the caller's own: without the caller, the
//! server cannot open it. Nothing stored is a plain hash of the body, against which a guessed story could be tried.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::{Uuid, Variant, Version};
use zeroize::Zeroizing;

use crate::kernel::{
    Classify, Ids, Kind,
    secret::{Plaintext, SecretKey},
};

use super::{
    cipher::{self, SealError},
    derive::{keyed_hash, keyed_hash_is, subkey_of},
    fields::Fields,
    keys::Pepper,
};

/// Fewest characters of a key that is no UUID: 128 bits in base64url.
const SHORTEST: usize = 22;
/// Most characters of a key.
const LONGEST: usize = 128;

/// A key chosen by the caller, hard to guess by its shape. Wiped on drop.
pub struct IdempotencyKey(Zeroizing<String>);

/// The header is no random UUID and not 22 to 128 base64url characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an Idempotency-Key is a random UUID (version 4) or 22 to 128 base64url characters")]
pub struct IdempotencyKeyError;

impl Classify for IdempotencyKeyError {
    fn kind(&self) -> Kind {
        Kind::Malformed
    }

    fn code(&self) -> &'static str {
        "idempotency-key"
    }
}

impl IdempotencyKey {
    /// Takes the caller's key. What looks like a UUID must be a random one: the other versions can be guessed.
    ///
    /// # Errors
    /// [`IdempotencyKeyError`] for any other shape.
    pub fn parse(header: &str) -> Result<Self, IdempotencyKeyError> {
        let base64url = (SHORTEST..=LONGEST).contains(&header.len())
            && header.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !base64url {
            return Err(IdempotencyKeyError);
        }
        match Uuid::try_parse(header) {
            Ok(id) if id.get_version() != Some(Version::Random) || id.get_variant() != Variant::RFC4122 => Err(IdempotencyKeyError),
            _ => Ok(Self(Zeroizing::new(header.to_owned()))),
        }
    }

    /// A fresh key for the hidden field of a form.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        let mut bytes = Zeroizing::new([0; 24]);
        ids.fill(bytes.as_mut());
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// The key itself: for the form it belongs to, nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Finds the earlier use of the same key; stored.
    #[must_use]
    pub fn lookup(&self, pepper: &Pepper) -> [u8; 32] {
        keyed_hash(pepper.key(), &Fields::of("idempotency look-up").text(&self.0))
    }

    /// Recognises the same body again; stored.
    #[must_use]
    pub fn body_mac(&self, canonical: &[u8]) -> [u8; 32] {
        keyed_hash(&self.subkey("idempotency body"), &Fields::of("body").bytes(canonical))
    }

    /// Whether `canonical` is the body that `stored` was made from.
    #[must_use]
    pub fn is_same_body(&self, canonical: &[u8], stored: &[u8]) -> bool {
        keyed_hash_is(&self.subkey("idempotency body"), &Fields::of("body").bytes(canonical), stored)
    }

    /// Seals the receipt so that only a caller with this key gets it again.
    ///
    /// # Errors
    /// [`SealError::TooLong`], which no receipt is.
    pub fn seal_receipt(&self, receipt: &Plaintext, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        cipher::seal(&self.subkey("idempotency receipt"), &Fields::of("receipt"), receipt.reveal().as_bytes(), ids)
    }

    /// Opens the receipt.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no receipt, [`SealError::Refused`] for another key.
    pub fn open_receipt(&self, sealed: &[u8]) -> Result<Plaintext, SealError> {
        let bytes = cipher::open(&self.subkey("idempotency receipt"), &Fields::of("receipt"), sealed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| SealError::Format)?;
        Ok(Plaintext::new(text.to_owned()))
    }

    fn subkey(&self, purpose: &str) -> SecretKey {
        subkey_of(self.0.as_bytes(), &Fields::of(purpose))
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[idempotency key]")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::kernel::{
        ids::SeededIds,
        secret::{Plaintext, SecretKey},
    };
    use crate::vault::{SealError, keys::Pepper};

    use super::IdempotencyKey;

    const UUID_V4: &str = "9b2f6a54-6d1c-4a0e-8f5b-3c2d1e0f9a8b";

    fn key(text: &str) -> IdempotencyKey {
        IdempotencyKey::parse(text).unwrap()
    }

    #[test]
    fn random_keys_are_taken_and_guessable_ones_are_not() {
        for good in [UUID_V4, &UUID_V4.to_uppercase(), "abcdefghijklmnopqrstuv", &"A-_9".repeat(32)] {
            assert!(IdempotencyKey::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "1",
            "abcdefghijklmnopqrstu",
            &"a".repeat(129),
            "abcdefghijklmnopqrstu=",
            "abcdefghijklmnopqrst uv",
            "abcdefghijklmnopqrstuvế",
            "00000000-0000-0000-0000-000000000000",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "0191e7f0-7b1c-7a0e-8f5b-3c2d1e0f9a8b",
            "9b2f6a54-6d1c-4a0e-cf5b-3c2d1e0f9a8b",
        ] {
            assert!(IdempotencyKey::parse(bad).is_err(), "{bad}");
        }
        let fresh = IdempotencyKey::random(&SeededIds::new(1));
        assert!(IdempotencyKey::parse(fresh.reveal()).is_ok());
    }

    #[test]
    fn the_look_up_depends_on_key_and_pepper() {
        let (pepper, other) = (Pepper::new(SecretKey::new([1; 32])), Pepper::new(SecretKey::new([2; 32])));
        assert_eq!(key(UUID_V4).lookup(&pepper), key(UUID_V4).lookup(&pepper));
        assert_ne!(key(UUID_V4).lookup(&pepper), key(UUID_V4).lookup(&other));
        assert_ne!(key(UUID_V4).lookup(&pepper), key("abcdefghijklmnopqrstuv").lookup(&pepper));
    }

    #[test]
    fn another_body_or_another_key_is_not_the_same_body() {
        let mac = key(UUID_V4).body_mac(b"{}");
        assert!(key(UUID_V4).is_same_body(b"{}", &mac));
        assert!(!key(UUID_V4).is_same_body(b"{ }", &mac));
        assert!(!key("abcdefghijklmnopqrstuv").is_same_body(b"{}", &mac));
        assert!(!key(UUID_V4).is_same_body(b"{}", &mac[..16]));
    }

    #[test]
    fn only_the_same_key_opens_the_receipt() {
        let receipt = Plaintext::new("{\"access_code\":\"…\"}".to_owned());
        let sealed = key(UUID_V4).seal_receipt(&receipt, &SeededIds::new(1)).unwrap();
        assert!(key(UUID_V4).open_receipt(&sealed).unwrap() == receipt);
        assert_eq!(key("abcdefghijklmnopqrstuv").open_receipt(&sealed).unwrap_err(), SealError::Refused);
        for cut in 0..sealed.len() {
            assert!(key(UUID_V4).open_receipt(&sealed[..cut]).is_err());
        }
    }

    #[test]
    fn keys_do_not_print() {
        assert_eq!(format!("{:?}", key(UUID_V4)), "[idempotency key]");
    }

    proptest! {
        #[test]
        fn every_receipt_comes_back(text in "[A-Za-z0-9_-]{22,128}", receipt: String, seed: u64) {
            prop_assume!(uuid::Uuid::try_parse(&text).is_err());
            let sealed = key(&text).seal_receipt(&Plaintext::new(receipt.clone()), &SeededIds::new(seed)).unwrap();
            let opened = key(&text).open_receipt(&sealed).unwrap();
            prop_assert_eq!(opened.reveal(), receipt.as_str());
        }
    }
}
