//! The keys of a case, and sealing one field of one row under them.
//!
//! Each field is sealed under a sub-key for its table and column, and bound to table, column and row: a ciphertext moved to
//! another row, column or table does not open. What is sealed is first filled up to a multiple of [`BLOCK_BYTES`], because for
//! short answers (a sex, an age, "yes") the length alone would tell the answer. Files are not sealed here: they are streamed.

use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::{
    Ids,
    codes::OfficeCode,
    secret::{Plaintext, SecretKey},
};

use super::{
    cipher::{self, SealError},
    derive::{random_key, subkey},
    envelope::Part,
    fields::Fields,
    keys::DeskKeys,
};

/// Sealed fields are filled up to a multiple of this many bytes, the four that hold the true length included.
pub const BLOCK_BYTES: usize = 64;
const LENGTH_BYTES: usize = 4;

/// A key under which fields of a case may be sealed.
pub trait SealingKey: Sized {
    /// Takes over key material that came out of an envelope.
    fn from_secret(secret: SecretKey) -> Self;

    /// The key material, for the cipher.
    fn secret(&self) -> &SecretKey;

    /// Whether this kind of key opens that part of a case.
    fn fits(part: Part) -> bool;
}

macro_rules! sealing_key {
    ($(#[$doc:meta])* $name:ident, $part:pat) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretKey);

        impl SealingKey for $name {
            fn from_secret(secret: SecretKey) -> Self {
                Self(secret)
            }

            fn secret(&self) -> &SecretKey {
                &self.0
            }

            fn fits(part: Part) -> bool {
                matches!(part, $part)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("[", stringify!($name), "]"))
            }
        }
    };
}

sealing_key!(
    /// Opens what a case holds, but not who reported it.
    CaseKey,
    Part::Case
);
sealing_key!(
    /// Opens who the reporter is.
    IdentityKey,
    Part::Identity
);
sealing_key!(
    /// Opens the messages between one reporter and the office, and nothing else of the case.
    ThreadKey,
    Part::Thread(_)
);
sealing_key!(
    /// Opens the card of one referral, and nothing else of the case.
    ReferralKey,
    Part::Referral(_)
);

/// Opens what the operators of one office wrote down beside any case. It comes out of no envelope: the desk derives it from its root.
#[derive(Clone)]
pub struct HotlineKey(SecretKey);

impl SealingKey for HotlineKey {
    fn from_secret(secret: SecretKey) -> Self {
        Self(secret)
    }

    fn secret(&self) -> &SecretKey {
        &self.0
    }

    fn fits(_: Part) -> bool {
        false
    }
}

impl fmt::Debug for HotlineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[HotlineKey]")
    }
}

impl DeskKeys {
    /// The key of the operators of an office.
    #[must_use]
    pub fn hotline_key(&self, office: &OfficeCode) -> HotlineKey {
        HotlineKey(subkey(&self.root, &Fields::of("hotline").text(office.as_str())))
    }
}

impl CaseKey {
    /// A fresh key for a new case.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        Self(random_key(ids))
    }

    /// The key of the conversation about `report`: whoever opens the case opens it too, but not the other way round.
    #[must_use]
    pub fn thread(&self, report: Uuid) -> ThreadKey {
        ThreadKey(subkey(&self.0, &Fields::of("thread").uuid(report)))
    }

    /// The key of the card of `referral`: whoever opens the case opens the card too, but not the other way round.
    #[must_use]
    pub fn referral(&self, referral: Uuid) -> ReferralKey {
        ReferralKey(subkey(&self.0, &Fields::of("referral").uuid(referral)))
    }
}

impl IdentityKey {
    /// A fresh key for the identity part of a new case.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        Self(random_key(ids))
    }
}

/// The place a sealed field stands in; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
}

impl At {
    fn subkey(self, key: &impl SealingKey) -> SecretKey {
        subkey(key.secret(), &Fields::of("field").text(self.table).text(self.column))
    }

    fn fields(self) -> Fields {
        Fields::of("field").text(self.table).text(self.column).uuid(self.row)
    }
}

/// Seals a text for its place.
///
/// # Errors
/// [`SealError::TooLong`] for what no field holds (4 GiB).
pub fn seal(key: &impl SealingKey, at: At, text: &Plaintext, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
    seal_bytes(key, at, text.reveal().as_bytes(), ids)
}

/// Opens a text at its place.
///
/// # Errors
/// [`SealError::Format`] for bytes that are not a sealed text, [`SealError::Refused`] for another key, another place or changed bytes.
pub fn open(key: &impl SealingKey, at: At, sealed: &[u8]) -> Result<Plaintext, SealError> {
    let bytes = open_bytes(key, at, sealed)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| SealError::Format)?;
    Ok(Plaintext::new(text.to_owned()))
}

/// Seals bytes for their place.
///
/// # Errors
/// As [`seal`].
pub fn seal_bytes(key: &impl SealingKey, at: At, bytes: &[u8], ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
    let length = u32::try_from(bytes.len()).map_err(|_| SealError::TooLong)?;
    let filled_to = LENGTH_BYTES.saturating_add(bytes.len()).next_multiple_of(BLOCK_BYTES);
    let mut filled = Zeroizing::new(Vec::with_capacity(filled_to));
    filled.extend_from_slice(&length.to_be_bytes());
    filled.extend_from_slice(bytes);
    filled.resize(filled_to, 0);
    cipher::seal(&at.subkey(key), &at.fields(), &filled, ids)
}

/// Opens bytes at their place.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(key: &impl SealingKey, at: At, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let filled = cipher::open(&at.subkey(key), &at.fields(), sealed)?;
    let (length, rest) = filled.split_first_chunk::<LENGTH_BYTES>().ok_or(SealError::Format)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| SealError::Format)?;
    let bytes = rest.get(..length).ok_or(SealError::Format)?;
    Ok(Zeroizing::new(bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use crate::kernel::{ids::SeededIds, secret::Plaintext};

    use super::{At, BLOCK_BYTES, CaseKey, IdentityKey, SealError, SealingKey, open, open_bytes, seal, seal_bytes};

    const ROW: Uuid = Uuid::from_u128(1);
    const STORY: At = At { table: "report", column: "story", row: ROW };

    fn text(text: &str) -> Plaintext {
        Plaintext::new(text.to_owned())
    }

    #[test]
    fn a_field_moved_to_another_row_column_or_table_does_not_open() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let sealed = seal(&key, STORY, &text("chuyện của em"), &ids).unwrap();
        assert_eq!(open(&key, STORY, &sealed).unwrap().reveal(), "chuyện của em");
        for elsewhere in [At { row: Uuid::from_u128(2), ..STORY }, At { column: "address", ..STORY }, At { table: "message", ..STORY }] {
            assert_eq!(open(&key, elsewhere, &sealed).unwrap_err(), SealError::Refused);
        }
    }

    #[test]
    fn table_and_column_do_not_run_into_each_other() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let sealed = seal(&key, At { table: "ab", column: "c", row: ROW }, &text("x"), &ids).unwrap();
        assert!(open(&key, At { table: "a", column: "bc", row: ROW }, &sealed).is_err());
    }

    #[test]
    fn the_key_of_another_case_part_or_thread_does_not_open_it() {
        let ids = SeededIds::new(1);
        let (case, identity) = (CaseKey::random(&ids), IdentityKey::random(&ids));
        let (mine, other) = (case.thread(Uuid::from_u128(7)), case.thread(Uuid::from_u128(8)));
        let sealed = seal(&mine, STORY, &text("x"), &ids).unwrap();
        assert!(open(&case.thread(Uuid::from_u128(7)), STORY, &sealed).is_ok());
        assert!(open(&other, STORY, &sealed).is_err());
        assert!(open(&case, STORY, &sealed).is_err());
        assert!(open(&identity, STORY, &sealed).is_err());
        assert!(open(&CaseKey::random(&ids), STORY, &sealed).is_err());
    }

    #[test]
    fn short_answers_cannot_be_told_apart_by_their_length() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let length = |answer: &str| seal(&key, STORY, &text(answer), &ids).unwrap().len();
        assert_eq!(length("nam"), length("nữ"));
        assert_eq!(length(""), length(&"x".repeat(BLOCK_BYTES - 4)));
        assert_eq!(length(&"x".repeat(BLOCK_BYTES - 3)), length("") + BLOCK_BYTES);
    }

    #[test]
    fn every_truncation_is_refused() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let sealed = seal(&key, STORY, &text("chuyện"), &ids).unwrap();
        for cut in 0..sealed.len() {
            assert!(open(&key, STORY, &sealed[..cut]).is_err(), "cut to {cut}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_open_as_bytes_only() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let sealed = seal_bytes(&key, STORY, &[0xff, 0xfe], &ids).unwrap();
        assert_eq!(open_bytes(&key, STORY, &sealed).unwrap().as_slice(), [0xff, 0xfe]);
        assert_eq!(open(&key, STORY, &sealed).unwrap_err(), SealError::Format);
    }

    #[test]
    fn keys_do_not_print() {
        let key = CaseKey::random(&SeededIds::new(1));
        assert_eq!(format!("{key:?}"), "[CaseKey]");
        assert_eq!(format!("{:?} {:?}", key.secret(), key.thread(ROW)), "[key] [ThreadKey]");
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(story: String, seed: u64) {
            let ids = SeededIds::new(seed);
            let key = CaseKey::random(&ids);
            let sealed = seal(&key, STORY, &text(&story), &ids).unwrap();
            let opened = open(&key, STORY, &sealed).unwrap();
            prop_assert_eq!(opened.reveal(), story.as_str());
        }

        #[test]
        fn all_bytes_come_back_as_they_were(bytes: Vec<u8>, seed: u64) {
            let ids = SeededIds::new(seed);
            let key = IdentityKey::random(&ids);
            let sealed = seal_bytes(&key, STORY, &bytes, &ids).unwrap();
            let opened = open_bytes(&key, STORY, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), bytes.as_slice());
        }
    }
}
