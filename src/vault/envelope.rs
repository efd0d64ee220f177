//! Envelopes: a key of a case, sealed for one recipient.
//!
//! HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. Layout:
//! `version · suite · encapsulated key (32) · sealed key (48)`. Case, part, recipient, key version and suite are authenticated,
//! so an envelope copied to another row does not open. Writing needs the recipient's public key only. Who gets an envelope is
//! not decided here.

use uuid::Uuid;

use crate::kernel::{Ids, secret::SecretKey};

pub use super::key_pair::KeyPair;
use super::{
    cipher::SealError,
    fields::Fields,
    key_pair::{hpke_open, hpke_seal},
    sealing::SealingKey,
};

const VERSION: u8 = 1;
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
const SUITE: u8 = 1;
/// Tells this use of HPKE from any other under the same recipient key.
const INFO: &[u8] = b"langnghe envelope 1";

/// A part of a case that has its own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What happened, where, to whom.
    Case,
    /// Who reported.
    Identity,
    /// The conversation about this report.
    Thread(Uuid),
    /// The card of this referral, and nothing else of the case.
    Referral(Uuid),
}

impl Part {
    /// How the part stands in an `envelope` row.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Identity => "identity",
            Self::Thread(_) => "thread",
            Self::Referral(_) => "referral",
        }
    }

    /// The report a thread belongs to, or the referral a card does; the nil id for the other parts.
    #[must_use]
    pub const fn report(self) -> Uuid {
        match self {
            Self::Thread(row) | Self::Referral(row) => row,
            Self::Case | Self::Identity => Uuid::nil(),
        }
    }

    /// The part an `envelope` row is about.
    #[must_use]
    pub fn stored(code: &str, report: Uuid) -> Option<Self> {
        match code {
            "case" => Some(Self::Case),
            "identity" => Some(Self::Identity),
            "thread" => Some(Self::Thread(report)),
            "referral" => Some(Self::Referral(report)),
            _ => None,
        }
    }
}

/// The row an envelope stands in; it opens in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvelopeContext<'a> {
    /// The case.
    pub case: Uuid,
    /// The part of it whose key is inside.
    pub part: Part,
    /// For whom: an office code, a reporter's report, or [`super::recovery::RECIPIENT`].
    pub recipient: &'a str,
    /// Which of the recipient's keys.
    pub key_version: i32,
}

impl EnvelopeContext<'_> {
    fn fields(&self) -> Fields {
        Fields::of("envelope")
            .bytes(&[VERSION, SUITE])
            .uuid(self.case)
            .text(self.part.code())
            .uuid(self.part.report())
            .text(self.recipient)
            .number(i64::from(self.key_version))
    }
}

/// Seals `key` for the recipient whose public key is given.
///
/// # Errors
/// [`SealError::WrongPart`] when the key is not that part's, [`SealError::Recipient`] when the public key is unusable.
pub fn wrap<K: SealingKey>(
    key: &K,
    recipient_public: &[u8; 32],
    context: &EnvelopeContext<'_>,
    ids: &dyn Ids,
) -> Result<Vec<u8>, SealError> {
    if !K::fits(context.part) {
        return Err(SealError::WrongPart);
    }
    let (encapsulated, sealed) = hpke_seal(recipient_public, INFO, context.fields().as_bytes(), key.secret().bytes(), ids)?;
    Ok([[VERSION, SUITE].as_slice(), &encapsulated, &sealed].concat())
}

/// Opens an envelope with the recipient's private key.
///
/// # Errors
/// [`SealError::WrongPart`] when another kind of key is asked for than the part has, [`SealError::Format`] for bytes that are no
/// envelope, [`SealError::Refused`] for another recipient, another row or changed bytes.
pub fn unwrap<K: SealingKey>(envelope: &[u8], private: &SecretKey, context: &EnvelopeContext<'_>) -> Result<K, SealError> {
    if !K::fits(context.part) {
        return Err(SealError::WrongPart);
    }
    let (header, rest) = envelope.split_first_chunk::<2>().ok_or(SealError::Format)?;
    let (encapsulated, sealed) = rest.split_first_chunk::<32>().ok_or(SealError::Format)?;
    if *header != [VERSION, SUITE] {
        return Err(SealError::Format);
    }
    let bytes = hpke_open(private, encapsulated, INFO, context.fields().as_bytes(), sealed)?;
    let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| SealError::Format)?;
    Ok(K::from_secret(SecretKey::new(*bytes)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use crate::kernel::ids::SeededIds;
    use crate::vault::{
        cipher::SealError,
        sealing::{CaseKey, IdentityKey, SealingKey, ThreadKey},
    };

    use super::{EnvelopeContext, KeyPair, Part, unwrap, wrap};

    const CONTEXT: EnvelopeContext<'static> =
        EnvelopeContext { case: Uuid::from_u128(1), part: Part::Case, recipient: "ubnd-26740", key_version: 1 };

    #[test]
    fn only_its_recipient_opens_an_envelope_and_only_in_its_row() {
        let ids = SeededIds::new(1);
        let (office, other) = (KeyPair::generate(&ids), KeyPair::generate(&ids));
        let key = CaseKey::random(&ids);
        let envelope = wrap(&key, &office.public, &CONTEXT, &ids).unwrap();
        let opened: CaseKey = unwrap(&envelope, &office.private, &CONTEXT).unwrap();
        assert!(opened.secret() == key.secret());
        assert_eq!(unwrap::<CaseKey>(&envelope, &other.private, &CONTEXT).unwrap_err(), SealError::Refused);
        for elsewhere in [
            EnvelopeContext { case: Uuid::from_u128(2), ..CONTEXT },
            EnvelopeContext { recipient: "ubnd-26741", ..CONTEXT },
            EnvelopeContext { key_version: 2, ..CONTEXT },
        ] {
            assert_eq!(unwrap::<CaseKey>(&envelope, &office.private, &elsewhere).unwrap_err(), SealError::Refused);
        }
    }

    #[test]
    fn parts_and_threads_are_not_exchangeable() {
        let ids = SeededIds::new(1);
        let office = KeyPair::generate(&ids);
        let (key, report) = (CaseKey::random(&ids), Uuid::from_u128(9));
        let identity = EnvelopeContext { part: Part::Identity, ..CONTEXT };
        let thread = EnvelopeContext { part: Part::Thread(report), ..CONTEXT };
        assert_eq!(wrap(&key, &office.public, &identity, &ids).unwrap_err(), SealError::WrongPart);
        assert_eq!(wrap(&key.thread(report), &office.public, &CONTEXT, &ids).unwrap_err(), SealError::WrongPart);

        let envelope = wrap(&key, &office.public, &CONTEXT, &ids).unwrap();
        assert_eq!(unwrap::<IdentityKey>(&envelope, &office.private, &CONTEXT).unwrap_err(), SealError::WrongPart);
        assert_eq!(unwrap::<IdentityKey>(&envelope, &office.private, &identity).unwrap_err(), SealError::Refused);

        let envelope = wrap(&key.thread(report), &office.public, &thread, &ids).unwrap();
        assert!(unwrap::<ThreadKey>(&envelope, &office.private, &thread).is_ok());
        let other = EnvelopeContext { part: Part::Thread(Uuid::from_u128(10)), ..CONTEXT };
        assert_eq!(unwrap::<ThreadKey>(&envelope, &office.private, &other).unwrap_err(), SealError::Refused);
    }

    #[test]
    fn every_truncation_extension_and_changed_byte_is_refused() {
        let ids = SeededIds::new(1);
        let office = KeyPair::generate(&ids);
        let envelope = wrap(&CaseKey::random(&ids), &office.public, &CONTEXT, &ids).unwrap();
        assert_eq!(envelope.len(), 82);
        for cut in 0..envelope.len() {
            assert!(unwrap::<CaseKey>(&envelope[..cut], &office.private, &CONTEXT).is_err(), "cut to {cut}");
        }
        assert!(unwrap::<CaseKey>(&[envelope.as_slice(), &[0]].concat(), &office.private, &CONTEXT).is_err());
        for at in 0..envelope.len() {
            let mut changed = envelope.clone();
            changed[at] ^= 1;
            assert!(unwrap::<CaseKey>(&changed, &office.private, &CONTEXT).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_public_key_that_hides_nothing_is_refused() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let mut one = [0; 32];
        one[0] = 1;
        for weak in [[0; 32], one] {
            assert_eq!(wrap(&key, &weak, &CONTEXT, &ids).unwrap_err(), SealError::Recipient);
        }
    }

    #[test]
    fn a_part_survives_being_stored() {
        for part in [Part::Case, Part::Identity, Part::Thread(Uuid::from_u128(3)), Part::Referral(Uuid::from_u128(4))] {
            assert_eq!(Part::stored(part.code(), part.report()), Some(part));
        }
        assert_eq!(Part::stored("everything", Uuid::nil()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_key_arrives_at_every_recipient(seed: u64, case: u128, recipient in "[a-z0-9-]{2,40}", key_version: i32) {
            let ids = SeededIds::new(seed);
            let office = KeyPair::generate(&ids);
            let context = EnvelopeContext { case: Uuid::from_u128(case), recipient: &recipient, key_version, part: Part::Identity };
            let key = IdentityKey::random(&ids);
            let envelope = wrap(&key, &office.public, &context, &ids).unwrap();
            let opened: IdentityKey = unwrap(&envelope, &office.private, &context).unwrap();
            prop_assert!(opened.secret() == key.secret());
        }
    }
}
