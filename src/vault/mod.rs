//! The vault: everything that is secret is sealed, opened, authenticated or derived here, and nowhere else (DESIGN 4.4, 4.5).
//!
//! | file | is for |
//! |---|---|
//! | `fields` | several values as unambiguous bytes, for whatever is hashed, authenticated or signed |
//! | `derive`, `cipher` | sub-keys and keyed hashes; AES-256-GCM with a header |
//! | `sealing` | the keys of a case, and its sealed fields |
//! | `key_pair`, `envelope` | HPKE; the keys of a case, sealed for offices, reporters and recovery |
//! | `office_keys`, `case_keys` | the rows of both: an office's keys, and a part of a case opened through an office |
//! | `directory` | which public key really is an office's; its private key at rest |
//! | `stream`, `file_token` | files, sealed as they arrive; what a sender holds until a report takes them |
//! | `access_code`, `spoken`, `idempotency`, `form_key` | what a reporter, or a program, holds: look-ups that a database thief cannot reverse |
//! | `macs`, `token`, `invitation`, `blind_index` | authenticated audit entries and rows, session cookies, invitations, equality search |
//! | `second_factor`, `door` | codes of the second factor and for its loss; devices, half-opened doors, who waits |
//! | `checkpoint_key` | the signature under the history |
//! | `password` | staff passwords |
//! | `keys`, `key_file_format`, `key_file_error`, `key_files`, `recovery` | the three key files |
//! | `inventory`, `protection` | how each column of the database is protected |
//!
//! Invariants: no secret prints (no `Display`, an empty `Debug`) and each is wiped when dropped; every use of a key names its
//! purpose; lengths are checked before bytes are split; what cannot be opened is an error, never a panic. Randomness comes
//! through [`Ids`].
//!
//! Only `office_keys` and `case_keys` touch the database. Deliberately absent: who is entitled to what, and any way to switch
//! sealing off or to open a case as "root".

use std::{fmt, sync::Arc};

use crate::kernel::{Classify, Ids, Kind};

pub mod access_code;
pub mod blind_index;
pub mod case_keys;
pub mod checkpoint_key;
mod cipher;
mod derive;
pub mod directory;
pub mod door;
pub mod envelope;
pub mod fields;
pub mod file_token;
pub mod form_key;
pub mod idempotency;
pub mod inventory;
mod inventory_records;
pub mod invitation;
mod key_file_error;
mod key_file_format;
pub mod key_files;
mod key_pair;
pub mod keys;
pub mod macs;
pub mod office_keys;
pub mod password;
mod protection;
pub mod recovery;
pub mod sealing;
pub mod second_factor;
mod spoken;
pub mod stream;
pub mod token;

pub use case_keys::OpenError;
pub use cipher::SealError;
pub use envelope::{EnvelopeContext, Part};
pub use key_file_error::KeyFileError;
pub use key_pair::KeyPair;
pub use keys::{DeskKeys, PublicKeys};
pub use sealing::{At, CaseKey, IdentityKey, SealingKey, ThreadKey};

use recovery::RecoveryKey;

/// Which of the two faces a process serves, and so which keys it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Only reporters: writes sealed reports, opens none.
    Public,
    /// Only staff.
    Desk,
    /// Both in one process, as on a single machine.
    Both,
}

/// The keys a process works with. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    public: Arc<PublicKeys>,
    desk: Option<Arc<DeskKeys>>,
}

impl Vault {
    pub(self) fn of(public: PublicKeys, desk: Option<DeskKeys>) -> Self {
        Self { public: Arc::new(public), desk: desk.map(Arc::new) }
    }

    /// A vault with fresh keys that exist nowhere else, and the recovery key that belongs to it. For tests and the
    /// demonstration: what is sealed with it is lost when the process ends.
    #[must_use]
    pub fn in_memory(face: Face, ids: &dyn Ids) -> (Self, RecoveryKey) {
        let (public, desk, recovery) = keys::generate(ids);
        let desk = match face {
            Face::Public => None,
            Face::Desk | Face::Both => Some(desk),
        };
        (Self::of(public, desk), recovery)
    }

    /// The keys every process holds.
    #[must_use]
    pub fn public(&self) -> &PublicKeys {
        &self.public
    }

    /// The keys of the desk.
    ///
    /// # Errors
    /// [`NoDeskKeys`] in a process that serves the public face only.
    pub fn desk(&self) -> Result<&DeskKeys, NoDeskKeys> {
        self.desk.as_deref().ok_or(NoDeskKeys)
    }

    /// One short fingerprint per key, by name: boot compares them with those stored in the database, so that a restored
    /// database is never served with the keys of another. They reveal nothing of a secret key.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<(&'static str, String)> {
        let mut fingerprints = self.public.fingerprints();
        if let Some(desk) = &self.desk {
            fingerprints.extend(desk.fingerprints());
        }
        fingerprints
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.desk.is_some() { "[vault of the desk]" } else { "[vault of the public face]" })
    }
}

/// Something was asked of a public face that only the desk can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this process serves the public face and holds no keys of the desk")]
pub struct NoDeskKeys;

impl Classify for NoDeskKeys {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn code(&self) -> &'static str {
        "no-desk-keys"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::kernel::ids::SeededIds;

    use super::{Face, NoDeskKeys, Vault};

    #[test]
    fn the_public_face_holds_no_keys_of_the_desk() {
        let (vault, _) = Vault::in_memory(Face::Public, &SeededIds::new(1));
        assert_eq!(vault.desk().unwrap_err(), NoDeskKeys);
        for face in [Face::Desk, Face::Both] {
            assert!(Vault::in_memory(face, &SeededIds::new(1)).0.desk().is_ok());
        }
    }

    #[test]
    fn fingerprints_name_each_key_once_and_follow_the_keys() {
        let prints = |seed, face| Vault::in_memory(face, &SeededIds::new(seed)).0.fingerprints();
        let (mine, other) = (prints(1, Face::Both), prints(2, Face::Both));
        assert_eq!(mine, prints(1, Face::Both));
        assert_eq!(mine.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len(), mine.len());
        assert_eq!(mine.iter().map(|(_, print)| print).collect::<BTreeSet<_>>().len(), mine.len());
        for ((name, print), (_, foreign)) in mine.iter().zip(&other) {
            assert_ne!(print, foreign, "{name}");
            assert_eq!(print.len(), 16);
        }
        assert_eq!(prints(1, Face::Public).as_slice(), &mine[..prints(1, Face::Public).len()]);
    }

    #[test]
    fn a_vault_does_not_print() {
        let (vault, recovery) = Vault::in_memory(Face::Both, &SeededIds::new(1));
        assert_eq!(format!("{vault:?} {recovery:?}"), "[vault of the desk] [recovery key]");
        assert_eq!(format!("{:?} {:?}", vault.public(), vault.desk().unwrap()), "[public keys] [desk keys]");
    }
}
