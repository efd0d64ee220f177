//! The recovery key: opens every case, and lies in a safe.
//!
//! Nothing that serves anybody uses it. It is opened by a command of the operator, from wherever the file was carried to.

use std::{fmt, path::Path};

use uuid::Uuid;

use crate::kernel::secret::SecretKey;

use super::{
    KeyFileError, PublicKeys, SealError,
    envelope::{self, EnvelopeContext},
    key_files,
    key_pair::KeyPair,
    sealing::SealingKey,
};

/// The recipient of envelopes for the recovery key.
pub const RECIPIENT: &str = "recovery";

/// The private half of the recovery key, and the set it belongs to.
pub struct RecoveryKey {
    set: Uuid,
    pair: KeyPair,
}

impl RecoveryKey {
    pub(super) fn new(set: Uuid, pair: KeyPair) -> Self {
        Self { set, pair }
    }

    /// Reads a `recovery.keys` file.
    ///
    /// # Errors
    /// Any [`KeyFileError`] of reading.
    pub fn open(file: &Path) -> Result<Self, KeyFileError> {
        key_files::read_recovery(file)
    }

    /// Whether it was made together with `public`.
    #[must_use]
    pub fn belongs_to(&self, public: &PublicKeys) -> bool {
        self.set == public.set && self.pair.public == public.recovery
    }

    /// Opens an envelope addressed to recovery.
    ///
    /// # Errors
    /// As [`envelope::unwrap`]; [`SealError::Refused`] also for an envelope of somebody else.
    pub fn unwrap<K: SealingKey>(&self, envelope: &[u8], context: &EnvelopeContext<'_>) -> Result<K, SealError> {
        if context.recipient != RECIPIENT {
            return Err(SealError::Refused);
        }
        envelope::unwrap(envelope, &self.pair.private, context)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &[u8; 32] {
        &self.pair.public
    }

    pub(super) fn private(&self) -> &SecretKey {
        &self.pair.private
    }

    pub(super) fn set(&self) -> Uuid {
        self.set
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[recovery key]")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use crate::kernel::ids::SeededIds;
    use crate::vault::{
        Face, KeyPair, SealError, Vault,
        envelope::{EnvelopeContext, Part, wrap},
        sealing::{CaseKey, SealingKey},
    };

    use super::{RECIPIENT, RecoveryKey};

    #[test]
    fn recovery_opens_its_own_envelopes_and_nobody_elses() {
        let ids = SeededIds::new(1);
        let (vault, recovery) = Vault::in_memory(Face::Public, &ids);
        let (_, other) = Vault::in_memory(Face::Public, &ids);
        assert!(recovery.belongs_to(vault.public()) && !other.belongs_to(vault.public()));
        let relabelled = RecoveryKey::new(Uuid::nil(), KeyPair::from_private(recovery.private().clone()).unwrap());
        assert!(!relabelled.belongs_to(vault.public()));

        let context = EnvelopeContext { case: Uuid::from_u128(1), part: Part::Case, recipient: RECIPIENT, key_version: 1 };
        let key = CaseKey::random(&ids);
        let envelope = wrap(&key, vault.public().recovery_public(), &context, &ids).unwrap();
        assert!(recovery.unwrap::<CaseKey>(&envelope, &context).unwrap().secret() == key.secret());
        assert_eq!(other.unwrap::<CaseKey>(&envelope, &context).unwrap_err(), SealError::Refused);
        let to_office = EnvelopeContext { recipient: "ubnd-26740", ..context };
        let envelope = wrap(&key, recovery.public(), &to_office, &ids).unwrap();
        assert_eq!(recovery.unwrap::<CaseKey>(&envelope, &to_office).unwrap_err(), SealError::Refused);
    }
}
