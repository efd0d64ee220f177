//! AES-256-GCM with a header that says what it is, the one symmetric cipher of the vault.
//!
//! `version · suite · nonce (12) · ciphertext · tag (16)`. The header's two bytes and the place the bytes belong to are
//! authenticated, so what was sealed for one place does not open in another. A key passed here serves one purpose only (a
//! sub-key), which keeps random 96-bit nonces far below their bound. There is no mode that leaves text as it is.

use aes_gcm::{Aes256Gcm, KeyInit, aead::AeadInOut, aead::Nonce};
use zeroize::Zeroizing;

use crate::kernel::{Classify, Ids, Kind, secret::SecretKey};

use super::fields::Fields;

/// Version of the layout described above.
const VERSION: u8 = 1;
/// AES-256-GCM, 96-bit nonce, 128-bit tag.
const SUITE: u8 = 1;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// Why something could not be sealed or opened. Deliberately says nothing about the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes are too short, or of a version or suite that this release does not know.
    #[error("the sealed bytes are not in a format this release can read")]
    Format,
    /// The key is another one, the bytes belong to another place, or somebody changed them.
    #[error("the sealed bytes do not open with this key at this place")]
    Refused,
    /// A key was to be wrapped as, or unwrapped from, a part of the case it does not belong to.
    #[error("the key does not belong to this part of the case")]
    WrongPart,
    /// The recipient's public key is not one that can be sealed to.
    #[error("the recipient's public key is unusable")]
    Recipient,
    /// Longer than the cipher takes.
    #[error("too long to be sealed")]
    TooLong,
}

impl Classify for SealError {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Format => "seal-format",
            Self::Refused => "seal-refused",
            Self::WrongPart => "seal-wrong-part",
            Self::Recipient => "seal-recipient",
            Self::TooLong => "seal-too-long",
        }
    }
}

/// Seals `plaintext` for `place` under `key`.
///
/// # Errors
/// [`SealError::TooLong`] beyond the cipher's 64 GiB.
pub(super) fn seal(key: &SecretKey, place: &Fields, plaintext: &[u8], ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    ids.fill(&mut nonce);
    // The room for the tag is taken at once: growing would leave an unwiped copy of the plaintext behind.
    let mut body = Vec::with_capacity(plaintext.len().saturating_add(TAG_BYTES));
    body.extend_from_slice(plaintext);
    let cipher = Aes256Gcm::new(key.bytes().into());
    cipher
        .encrypt_in_place(&Nonce::<Aes256Gcm>::from(nonce), authenticated(place).as_bytes(), &mut body)
        .map_err(|_| SealError::TooLong)?;
    Ok([[VERSION, SUITE].as_slice(), &nonce, &body].concat())
}

/// Opens what [`seal`] made for `place` under `key`.
///
/// # Errors
/// [`SealError::Format`] and [`SealError::Refused`].
pub(super) fn open(key: &SecretKey, place: &Fields, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (header, rest) = sealed.split_first_chunk::<2>().ok_or(SealError::Format)?;
    if *header != [VERSION, SUITE] {
        return Err(SealError::Format);
    }
    let (nonce, body) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Format)?;
    if body.len() < TAG_BYTES {
        return Err(SealError::Format);
    }
    let mut plaintext = Zeroizing::new(body.to_vec());
    let cipher = Aes256Gcm::new(key.bytes().into());
    cipher
        .decrypt_in_place(&Nonce::<Aes256Gcm>::from(*nonce), authenticated(place).as_bytes(), &mut *plaintext)
        .map_err(|_| SealError::Refused)?;
    Ok(plaintext)
}

/// Opens a sealed 256-bit key.
///
/// # Errors
/// As [`open`]; [`SealError::Format`] when what was sealed is not 32 bytes.
pub(super) fn open_key(key: &SecretKey, place: &Fields, sealed: &[u8]) -> Result<SecretKey, SealError> {
    let bytes = open(key, place, sealed)?;
    let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| SealError::Format)?;
    Ok(SecretKey::new(*bytes))
}

fn authenticated(place: &Fields) -> Fields {
    Fields::of("sealed").bytes(&[VERSION, SUITE]).bytes(place.as_bytes())
}

#[cfg(test)]
mod tests {
    use aes_gcm::{Aes256Gcm, KeyInit, aead::AeadInOut, aead::Nonce};
    use proptest::prelude::*;

    use crate::kernel::{ids::SeededIds, secret::SecretKey};
    use crate::vault::fields::Fields;

    use super::{SealError, open, open_key, seal};

    #[test]
    fn the_cipher_is_the_published_aes_256_gcm() {
        // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
        let mut body = vec![0; 16];
        Aes256Gcm::new(&[0; 32].into()).encrypt_in_place(&Nonce::<Aes256Gcm>::from([0; 12]), &[], &mut body).unwrap();
        assert_eq!(hex::encode(body), "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    }

    #[test]
    fn another_key_or_place_does_not_open_it() {
        let (key, place) = (SecretKey::new([7; 32]), Fields::of("here"));
        let sealed = seal(&key, &place, b"bi mat", &SeededIds::new(1)).unwrap();
        assert_eq!(open(&key, &place, &sealed).unwrap().as_slice(), b"bi mat");
        assert_eq!(open(&SecretKey::new([8; 32]), &place, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(open(&key, &Fields::of("there"), &sealed).unwrap_err(), SealError::Refused);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_refused() {
        let (key, place) = (SecretKey::new([7; 32]), Fields::of("here"));
        let sealed = seal(&key, &place, b"bi mat", &SeededIds::new(1)).unwrap();
        for cut in 0..sealed.len() {
            assert!(open(&key, &place, &sealed[..cut]).is_err(), "cut to {cut}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, &place, &changed).unwrap_err(), if at < 2 { SealError::Format } else { SealError::Refused });
        }
    }

    #[test]
    fn the_same_text_never_looks_the_same_twice() {
        let (key, place, ids) = (SecretKey::new([7; 32]), Fields::of("here"), SeededIds::new(1));
        assert_ne!(seal(&key, &place, b"x", &ids).unwrap(), seal(&key, &place, b"x", &ids).unwrap());
    }

    #[test]
    fn what_is_not_a_key_does_not_open_as_one() {
        let (key, place, ids) = (SecretKey::new([7; 32]), Fields::of("here"), SeededIds::new(1));
        let short = seal(&key, &place, &[1; 31], &ids).unwrap();
        assert_eq!(open_key(&key, &place, &short).unwrap_err(), SealError::Format);
        let whole = seal(&key, &place, &[1; 32], &ids).unwrap();
        assert!(open_key(&key, &place, &whole).unwrap() == SecretKey::new([1; 32]));
    }

    proptest! {
        #[test]
        fn whatever_was_sealed_comes_back(bytes: Vec<u8>, key: [u8; 32], seed: u64) {
            let (key, place) = (SecretKey::new(key), Fields::of("here"));
            let sealed = seal(&key, &place, &bytes, &SeededIds::new(seed)).unwrap();
            let opened = open(&key, &place, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), bytes.as_slice());
        }

        #[test]
        fn foreign_bytes_are_refused_quietly(bytes: Vec<u8>) {
            prop_assert!(open(&SecretKey::new([7; 32]), &Fields::of("here"), &bytes).is_err());
        }
    }
}
