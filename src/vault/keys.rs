//! The keys themselves: which exist, how a set is made, what belongs together.
//!
//! A *set* is made at once and carries one id. The public half of every pair lies with the public face, the private half at the
//! desk, except recovery's, which is carried away.

use std::fmt;

use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::kernel::{Ids, secret::SecretKey};

use super::{
    derive::{keyed_hash, random_key, short_hex},
    fields::Fields,
    key_pair::KeyPair,
    recovery::RecoveryKey,
};

/// The secret without which a look-up hash of an access code or an idempotency key cannot be computed.
pub struct Pepper(SecretKey);

impl Pepper {
    pub(super) fn new(key: SecretKey) -> Self {
        Self(key)
    }

    pub(super) fn key(&self) -> &SecretKey {
        &self.0
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[pepper]")
    }
}

/// What a process of the public face holds: enough to write, nothing that opens a case.
pub struct PublicKeys {
    pub(super) set: Uuid,
    pub(super) pepper: Pepper,
    pub(super) audit: SecretKey,
    pub(super) directory: VerifyingKey,
    pub(super) checkpoint: VerifyingKey,
    pub(super) recovery: [u8; 32],
}

/// What only the desk holds.
pub struct DeskKeys {
    pub(super) set: Uuid,
    pub(super) root: SecretKey,
    pub(super) directory: SigningKey,
    pub(super) audit: SecretKey,
    pub(super) session: SecretKey,
    pub(super) staff_row: SecretKey,
    pub(super) blind_index: SecretKey,
    pub(super) checkpoint: SigningKey,
}

impl PublicKeys {
    /// The pepper of access codes and idempotency keys.
    #[must_use]
    pub fn pepper(&self) -> &Pepper {
        &self.pepper
    }

    /// The public half of the recovery key: every case has an envelope for it.
    #[must_use]
    pub fn recovery_public(&self) -> &[u8; 32] {
        &self.recovery
    }

    pub(super) fn fingerprints(&self) -> Vec<(&'static str, String)> {
        vec![
            ("access-code-pepper", of_secret("access-code-pepper", self.pepper.key())),
            ("audit-public", of_secret("audit-public", &self.audit)),
            ("directory", of_public("directory", self.directory.as_bytes())),
            ("checkpoint", of_public("checkpoint", self.checkpoint.as_bytes())),
            ("recovery", of_public("recovery", &self.recovery)),
        ]
    }
}

impl DeskKeys {
    /// Whether these keys and `public` were made together, and their key pairs fit.
    pub(super) fn belongs_to(&self, public: &PublicKeys) -> bool {
        self.set == public.set && self.directory.verifying_key() == public.directory && self.checkpoint.verifying_key() == public.checkpoint
    }

    pub(super) fn fingerprints(&self) -> Vec<(&'static str, String)> {
        // The two signing keys are already named by their public halves.
        [
            ("root", &self.root),
            ("audit-desk", &self.audit),
            ("session", &self.session),
            ("staff-row", &self.staff_row),
            ("blind-index", &self.blind_index),
        ]
        .map(|(name, key)| (name, of_secret(name, key)))
        .into()
    }
}

/// A fresh set.
pub(super) fn generate(ids: &dyn Ids) -> (PublicKeys, DeskKeys, RecoveryKey) {
    let mut random = [0; 16];
    ids.fill(&mut random);
    let set = uuid::Builder::from_random_bytes(random).into_uuid();
    let recovery = RecoveryKey::new(set, KeyPair::generate(ids));
    let desk = DeskKeys {
        set,
        root: random_key(ids),
        directory: SigningKey::from_bytes(random_key(ids).bytes()),
        audit: random_key(ids),
        session: random_key(ids),
        staff_row: random_key(ids),
        blind_index: random_key(ids),
        checkpoint: SigningKey::from_bytes(random_key(ids).bytes()),
    };
    let public = PublicKeys {
        set,
        pepper: Pepper::new(random_key(ids)),
        audit: random_key(ids),
        directory: desk.directory.verifying_key(),
        checkpoint: desk.checkpoint.verifying_key(),
        recovery: *recovery.public(),
    };
    (public, desk, recovery)
}

fn of_secret(name: &str, key: &SecretKey) -> String {
    short_hex(&keyed_hash(key, &Fields::of("fingerprint").text(name)))
}

fn of_public(name: &str, key: &[u8; 32]) -> String {
    short_hex(&Sha256::digest(Fields::of("fingerprint").text(name).bytes(key).as_bytes()).into())
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[public keys]")
    }
}

impl fmt::Debug for DeskKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[desk keys]")
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::ids::SeededIds;

    use super::generate;

    #[test]
    fn only_keys_made_together_belong_together() {
        let ids = SeededIds::new(1);
        let (mut public, desk, recovery) = generate(&ids);
        let (other_public, mut other_desk, _) = generate(&ids);
        assert!(desk.belongs_to(&public));
        assert_eq!(public.recovery_public(), recovery.public());
        assert!(!other_desk.belongs_to(&public) && !desk.belongs_to(&other_public));
        // The same id does not help when the pairs do not fit, either of them.
        other_desk.set = public.set;
        assert!(!other_desk.belongs_to(&public));
        public.checkpoint = other_desk.checkpoint.verifying_key();
        assert!(!desk.belongs_to(&public));
    }
}
